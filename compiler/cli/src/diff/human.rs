//! The differences for people: both sides beside each other where the terminal is wide enough, else below each other.

use super::{Report, lists, summary, tenant_title};
use crate::console::{Console, Style, paint};
use crate::report::{counted, safe::visible};
use mam_core::diff::{Change, Difference, Direction, Said, State};
use std::borrow::Cow;
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter, wrap};

/// Columns of the largest terminal on which the sides stand below each other.
const NARROW: usize = 87;

/// Columns before a sentence.
const INDENT: &str = "    ";

/// Columns between the sides, and for the word that says which way a change goes.
const GAP: usize = 2;
const WORD: usize = 10;

/// How it is drawn.
struct Drawing {
    colored: bool,
    /// The columns of a side when both stand beside each other.
    column: Option<usize>,
    width: usize,
    /// Whether all sentences of policies that only one side has are listed.
    lists: bool,
    text: String,
}

/// The whole text.
pub fn text(report: &Report, console: &Console) -> String {
    let wide = console.width > NARROW;
    let mut drawing = Drawing {
        colored: console.out_colored,
        column: wide.then(|| (console.width - INDENT.len() - GAP - WORD) / 2),
        width: console.width,
        lists: console.draw_notes,
        text: String::new(),
    };
    for compared in &report.compared {
        if let Some(title) = tenant_title(&compared.tenants).filter(|_| report.compared.len() > 1) {
            drawing.line(&format!("tenant {}", visible(&title)), Style::Cyan);
            drawing.text.push('\n');
        }
        for difference in &compared.comparison.differences {
            drawing.difference(difference);
        }
        let style = if compared.comparison.differences.is_empty() { Style::Green } else { Style::Bold };
        drawing.line(&summary(&compared.comparison), style);
    }
    drawing.text
}

impl Drawing {
    fn line(&mut self, text: &str, style: Style) {
        self.text.push_str(&paint(text, style, self.colored));
        self.text.push('\n');
    }

    fn difference(&mut self, difference: &Difference) {
        let head = difference.named().map(|named| visible(&named.head).into_owned()).unwrap_or_default();
        let (word, style) = match difference.state {
            State::Changed => ("changed", Style::Yellow),
            State::Removed => ("removed", Style::Red),
            State::Added => ("added", Style::Green),
        };
        let count = match difference.state {
            State::Changed => String::new(),
            _ => format!(" ({})", counted(difference.sentences.len(), "sentence")),
        };
        let word = paint(word, style, self.colored);
        self.text.push_str(&format!("{word} {}{count}\n", paint(&head, Style::Bold, self.colored)));
        for change in &difference.changes {
            match self.column {
                Some(column) => self.beside(change, column),
                None => self.below(change),
            }
        }
        if self.lists {
            let sign = if difference.state == State::Added { '+' } else { '-' };
            for sentence in &difference.sentences {
                self.lines(&visible(sentence), sign, style);
            }
        }
        if !difference.changes.is_empty() || self.lists && !difference.sentences.is_empty() {
            self.text.push('\n');
        }
    }

    fn beside(&mut self, change: &Change, column: usize) {
        let cells = |said: &[String], sign: char| -> Vec<String> {
            said.iter().flat_map(|said| wrapped(said, sign, column)).collect()
        };
        let [left, right] = shown(change);
        let (left, right) = (cells(&left, '-'), cells(&right, '+'));
        for place in 0..left.len().max(right.len()) {
            let (one, other) = (left.get(place), right.get(place));
            let padded = |cell: Option<&String>, style: Style| {
                let cell = cell.map(String::as_str).unwrap_or_default();
                let rest = " ".repeat(column.saturating_sub(display_width(cell)));
                if cell.is_empty() { rest } else { paint(cell, style, self.colored) + &rest }
            };
            let word =
                change.direction.filter(|_| place == 0).map(|direction| self.word(direction)).unwrap_or_default();
            let (one, other) = (padded(one, Style::Red), padded(other, Style::Green));
            let row = format!("{INDENT}{one}{}{other}{}{word}", " ".repeat(GAP), " ".repeat(GAP));
            self.text.push_str(row.trim_end());
            self.text.push('\n');
        }
    }

    fn below(&mut self, change: &Change) {
        let [left, right] = shown(change);
        left.iter().for_each(|said| self.lines(said, '-', Style::Red));
        right.iter().for_each(|said| self.lines(said, '+', Style::Green));
        if let Some(direction) = change.direction {
            let word = self.word(direction);
            self.text.push_str(&format!("{INDENT}  {word}\n"));
        }
    }

    fn lines(&mut self, sentence: &str, sign: char, style: Style) {
        for line in wrapped(sentence, sign, self.width - INDENT.len()) {
            self.text.push_str(INDENT);
            self.line(&line, style);
        }
    }

    fn word(&self, direction: Direction) -> String {
        let style = if direction == Direction::Weaker { Style::Yellow } else { Style::Cyan };
        paint(direction.word(), style, self.colored)
    }
}

/// The sentences of both sides, with what is to be known about them.
fn shown(change: &Change) -> [Vec<String>; 2] {
    let on = if change.platforms.is_empty() { String::new() } else { format!(" on {}", change.platforms.join(", ")) };
    let one = |(said, text): (&Said, Cow<'_, str>)| {
        let default = if said.default { "(default) " } else { "" };
        visible(&format!("{default}{text}{on}")).into_owned()
    };
    let [left, right] = lists::texts(change);
    [change.left.iter().zip(left).map(one).collect(), change.right.iter().zip(right).map(one).collect()]
}

fn wrapped(sentence: &str, sign: char, width: usize) -> Vec<String> {
    let sign = format!("{sign} ");
    let options = Options::new(width).initial_indent(&sign).subsequent_indent("    ");
    // A hyphen stands in ids and names of apps, which are looked for as a whole.
    let options = options.word_splitter(WordSplitter::NoHyphenation);
    wrap(sentence, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}
