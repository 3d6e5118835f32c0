//! The differences as Markdown, for a pull request: tables, what is long folded.

use super::{Report, UNRESOLVED, lists, shown, silence, summary, tenant_title};
use crate::report::{counted, safe::visible};
use mam_core::diff::{Change, Difference, Said, State};
use std::borrow::Cow;
use std::fmt::Write as _;

/// Tables of more rows are folded.
const LONG: usize = 12;

/// The whole document.
pub fn document(report: &Report) -> String {
    let mut text = String::from("## mam diff\n\n");
    let [left, right] = &report.sides;
    let _ = writeln!(text, "{} → {}\n", code(left), code(right));
    for (side, read) in report.reads() {
        for problem in &read.problems {
            let file = code(&shown(side, &problem.file));
            let _ = writeln!(text, "> **Not compared:** {file}: {}\n", code(&problem.message));
        }
        if let Some(silence) = silence(side, read) {
            let _ = writeln!(text, "> {}\n", escaped_line(&silence));
        }
    }
    if report.has_unresolved() {
        let _ = writeln!(text, "> {}\n", escaped_line(UNRESOLVED));
    }
    for compared in &report.compared {
        if let Some(title) = tenant_title(&compared.tenants) {
            let _ = writeln!(text, "### Tenant {}\n", code(&title));
        }
        let _ = writeln!(text, "{}\n", summary(&compared.comparison));
        for difference in &compared.comparison.differences {
            self::difference(difference, &mut text);
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn difference(difference: &Difference, text: &mut String) {
    let head = difference.named().map(|named| named.head.as_str()).unwrap_or_default();
    let (word, count) = match difference.state {
        State::Changed => ("Changed", counted(difference.changes.len(), "change")),
        State::Removed => ("Removed", counted(difference.sentences.len(), "sentence")),
        State::Added => ("Added", counted(difference.sentences.len(), "sentence")),
    };
    let folded = difference.state != State::Changed || difference.changes.len() > LONG;
    if folded {
        let head = html(head);
        let _ = writeln!(text, "<details><summary>{word}: <code>{head}</code> ({count})</summary>\n");
    } else {
        let _ = writeln!(text, "**{word}:** {}\n", code(head));
    }
    if difference.state == State::Changed {
        text.push_str("| before | after | |\n| --- | --- | --- |\n");
        difference.changes.iter().for_each(|change| row(change, text));
    } else {
        difference.sentences.iter().for_each(|sentence| {
            let _ = writeln!(text, "- {}", code(sentence));
        });
    }
    text.push_str(if folded { "\n</details>\n\n" } else { "\n" });
}

fn row(change: &Change, text: &mut String) {
    let on = if change.platforms.is_empty() { String::new() } else { format!(" on {}", change.platforms.join(", ")) };
    let cell = |said: &[Said], texts: Vec<Cow<'_, str>>| {
        let one = |(said, text): (&Said, Cow<'_, str>)| {
            let default = if said.default { "*(default)* " } else { "" };
            // A vertical bar ends a cell, in code as well.
            format!("{default}{}", code(&format!("{text}{on}")).replace('|', "\\|"))
        };
        said.iter().zip(texts).map(one).collect::<Vec<_>>().join("<br>")
    };
    let word = change.direction.map(|direction| direction.word()).unwrap_or_default();
    let [left, right] = lists::texts(change);
    let _ = writeln!(text, "| {} | {} | {word} |", cell(&change.left, left), cell(&change.right, right));
}

/// A text as code on one line, whatever is in it.
fn code(text: &str) -> String {
    let text = visible(text).replace(['\n', '\r', '\t'], " ");
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A text inside of HTML.
fn html(text: &str) -> String {
    let text = visible(text).replace(['\n', '\r', '\t'], " ");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A sentence of mam's own, in which only code stands apart.
fn escaped_line(text: &str) -> String {
    visible(text).replace(['\n', '\r'], " ").replace('<', "&lt;")
}
