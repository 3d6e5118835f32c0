//! A sentence that ends too early because its words go on in the next line. Must not know what a sentence says.

use super::sentence::Reader;
use super::states::scope_words;
use super::wrong::reads;
use crate::cursor::Cursor;
use crate::diagnostics::{Diagnostic, Edit, Repair};
use crate::syntax::{Node, Row, Span};

/// Over so many lines a sentence is looked for.
const LINES: usize = 3;

impl Reader<'_> {
    /// How many of the sentences behind a broken one are the rest of it. What was said of it, one thing at its end, says so then.
    pub(super) fn goes_on(&mut self, row: Row, said_before: usize, behind: &[Node]) -> usize {
        let first = Cursor::new(self.file, self.item, row);
        let ends_early = matches!(self.out.get(said_before..), Some([only])
            if only.span().is_some_and(|span| span.start == first.rest().end));
        if !ends_early || self.has_said_enough() {
            return 0;
        }
        let mut rows = vec![row];
        for node in behind.iter().take(LINES) {
            let Node::Sentence(sentence) = node else { return 0 };
            rows.push(sentence.row);
            if let Some(diagnostic) = self.in_one_line(&rows) {
                self.out.truncate(said_before);
                self.out.push(diagnostic);
                return rows.len() - 1;
            }
        }
        0
    }

    /// Says of a row that is no sentence that it is the end of the one above it, if the two are one sentence: `require pin`, `length 6`.
    pub(super) fn goes_back(&mut self, row: Row, said_before: usize, above: Option<&Node>) {
        let Some(Node::Sentence(above)) = above else { return };
        if self.out.len() == said_before + 1
            && !self.has_said_enough()
            && let Some(diagnostic) = self.in_one_line(&[above.row, row])
        {
            self.out.truncate(said_before);
            self.out.push(diagnostic);
        }
    }

    /// What to say of some rows that are one sentence.
    fn in_one_line(&mut self, rows: &[Row]) -> Option<Diagnostic> {
        let spans: Vec<Span> = rows.iter().map(|row| Cursor::new(self.file, self.item, *row).rest()).collect();
        let (first, rest) = spans.split_first()?;
        let text = |span: Span| self.file.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let whole: Vec<&str> = spans.iter().map(|span| text(*span)).collect();
        let phrase: Vec<&str> = [text(self.phrase_of(*rows.first()?))]
            .into_iter()
            .chain(rest.split_last().into_iter().flat_map(|(_, between)| between).map(|span| text(*span)))
            .collect();
        let last = *rows.last()?;
        let before = self.out.len();
        let cursor = Cursor::new(self.file, self.item, last);
        let tail = self.tail(cursor, self.kind.has_platforms());
        self.out.truncate(before);
        let until = cursor.until(tail?.at);
        let end = text(Span { end: until.rest().end, ..cursor.rest() });
        reads(self, &format!("{} {end}", phrase.join(" "))).ok()?;
        let joined = whole.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        let mut diagnostic = Diagnostic::new(21, "a sentence ends with its line, and this one goes on in the next")
            .at(*first, "only the beginning of a sentence");
        for span in rest {
            diagnostic = diagnostic.at(*span, "goes on with it");
        }
        let mut diagnostic = diagnostic.help(format!("write it on one line: `{joined}`"));
        let gaps: Vec<Span> = spans
            .windows(2)
            .filter_map(|pair| Some(Span { start: pair.first()?.end, end: pair.last()?.start, ..*first }))
            .collect();
        if gaps.iter().all(|gap| text(*gap).trim().is_empty()) {
            let edits = gaps.into_iter().map(|span| Edit { span, text: " ".into() }).collect();
            diagnostic.repairs.push(Repair { title: "join the lines".into(), edits });
        }
        Some(diagnostic)
    }

    /// A row without the device state before its phrase.
    fn phrase_of(&self, row: Row) -> Span {
        let mut cursor = Cursor::new(self.file, self.item, row);
        let whole = cursor;
        let state = self.kind.has_states() && scope_words(&mut cursor, self.vocabulary.scopes()).is_some();
        if state && cursor.eat("apps") { cursor.rest() } else { whole.rest() }
    }
}
