//! From byte offsets to lines and columns, in time that does not grow with the file or the length of a line.

use super::{Findings, safe};
use mam_core::diagnostics::Diagnostic;
use mam_core::syntax::{FileId, Span};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Bytes between two known column counts.
const STRIDE: usize = 1024;

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Unicode scalar value in the line, from 1.
    pub column: usize,
    /// Byte in the file, from 0, without a byte order mark.
    pub offset: usize,
}

/// From one place up to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// The first place.
    pub start: Position,
    /// The place after the last one.
    pub end: Position,
}

/// A file as it is printed.
#[derive(Debug)]
pub struct Source<'a> {
    /// Its path, as the user would write it.
    pub name: String,
    /// Its text.
    pub text: &'a str,
    /// Its text without what a terminal would act on.
    pub drawn: Cow<'a, str>,
    /// The offset of each line.
    starts: Vec<usize>,
    /// The scalar values before each multiple of [`STRIDE`]; none when every byte is one.
    counts: Option<Vec<usize>>,
}

impl<'a> Source<'a> {
    /// Measures a file.
    pub fn new(name: String, text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(newline, _)| newline + 1)).collect();
        let counts = (!text.is_ascii()).then(|| {
            let blocks = text.as_bytes().chunks(STRIDE).scan(0, |before, block| {
                let count = *before;
                *before += scalars(block);
                Some(count)
            });
            blocks.collect()
        });
        Self { name, text, drawn: safe::visible(text), starts, counts }
    }

    /// The line of an offset, from 0.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of a line, its end included.
    pub fn range(&self, line: usize) -> (usize, usize) {
        let start = self.starts.get(line).copied().unwrap_or(self.text.len());
        (start, self.starts.get(line + 1).copied().unwrap_or(self.text.len()))
    }

    /// An offset as line and column.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.line(offset);
        let column = self.before(offset) - self.before(self.range(line).0);
        Position { line: line + 1, column: column + 1, offset }
    }

    /// A range of offsets as lines and columns.
    pub fn stretch(&self, span: Span) -> Stretch {
        Stretch { start: self.position(span.start as usize), end: self.position(span.end.max(span.start) as usize) }
    }

    /// How many scalar values stand before an offset.
    fn before(&self, offset: usize) -> usize {
        let Some(counts) = &self.counts else { return offset };
        let block = (offset / STRIDE).min(counts.len().saturating_sub(1));
        let rest = self.text.as_bytes().get(block * STRIDE..offset).unwrap_or_default();
        counts.get(block).copied().unwrap_or(0) + scalars(rest)
    }
}

/// How many scalar values begin in these bytes.
fn scalars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// The files that some findings point into.
pub struct Places<'a> {
    sources: BTreeMap<FileId, Source<'a>>,
}

impl<'a> Places<'a> {
    /// Measures the files.
    pub fn new(findings: &Findings<'a>) -> Self {
        // What is said of the whole project stands at the beginning of its first file.
        let files = findings.diagnostics.iter().flat_map(spans).map(|span| span.file).chain(std::iter::once(FileId(0)));
        let mut sources = BTreeMap::new();
        for id in files {
            if let Some(file) = (findings.file)(id).filter(|_| !sources.contains_key(&id)) {
                sources.insert(id, Source::new((findings.shown)(file), &file.text));
            }
        }
        Self { sources }
    }

    /// The file of a span; none when the span is of no file, which would be a mistake of the core's.
    pub fn source(&self, span: Span) -> Option<&Source<'a>> {
        self.sources.get(&span.file)
    }
}

/// Every span that a diagnostic mentions.
fn spans(diagnostic: &Diagnostic) -> impl Iterator<Item = Span> {
    let labels = diagnostic.labels.iter().map(|label| label.span);
    labels.chain(diagnostic.repairs.iter().flat_map(|repair| &repair.edits).map(|edit| edit.span))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: usize) -> (usize, usize) {
        let position = Source::new(String::new(), text).position(offset);
        (position.line, position.column)
    }

    #[test]
    fn columns_count_scalar_values_from_one() {
        assert_eq!(at("", 0), (1, 1));
        assert_eq!(at("a\nbc", 3), (2, 2));
        assert_eq!(at("ä\nöü😀x", 3), (2, 1));
        assert_eq!(at("ä\nöü😀x", 11), (2, 4));
        assert_eq!(at("a\n", 2), (2, 1));
        assert_eq!(at("a\n", 99), (2, 1));
    }

    #[test]
    fn long_lines_count_the_same_everywhere() {
        let text = "ä".repeat(5000);
        for scalar in [0, 1, 511, 512, 513, 4999, 5000] {
            assert_eq!(at(&text, scalar * 2), (1, scalar + 1));
        }
    }
}
