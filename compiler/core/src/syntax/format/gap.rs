//! What stands between sentences: comments, blank lines, and braces too many.
//! Must not know sentences.

use super::super::tree::DeclarationKind;

/// The text between two sentences, blocks or declarations.
pub(super) struct Gap<'a> {
    pub(super) lines: Vec<Line<'a>>,
    /// Line ends after the last of the lines.
    pub(super) breaks: usize,
}

/// A line with something on it.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// Line ends before it.
    pub(super) breaks: usize,
}

impl Line<'_> {
    fn comments(&self) -> bool {
        self.text.starts_with("//")
    }
}

impl<'a> Gap<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut gap = Self { lines: Vec::new(), breaks: 0 };
        for (count, line) in lines(text).enumerate() {
            gap.breaks += usize::from(count > 0);
            let line = line.trim_start_matches([' ', '\t', ';']);
            let line = if line.contains("//") {
                line.trim_end_matches([' ', '\t'])
            } else {
                line.trim_end_matches([' ', '\t', ';'])
            };
            if !line.is_empty() {
                gap.lines.push(Line { text: line, breaks: gap.breaks });
                gap.breaks = 0;
            }
        }
        gap
    }

    /// Takes a comment that stands on the line of what is before the gap.
    pub(super) fn take_trailing(&mut self) -> Option<&'a str> {
        let first = self.lines.first().filter(|line| line.breaks == 0 && line.comments())?.text;
        self.lines.remove(0);
        Some(first)
    }
}

/// The lines of a text, whichever way they end.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some((line, after)) = text.split_once(['\n', '\r']) else {
            rest = None;
            return Some(text);
        };
        let ends_in_two = text.get(line.len()..).is_some_and(|end| end.starts_with("\r\n"));
        rest = Some(if ends_in_two { after.get(1..).unwrap_or_default() } else { after });
        Some(line)
    })
}

fn short(kind: Option<DeclarationKind>) -> bool {
    matches!(kind, Some(DeclarationKind::Use | DeclarationKind::Let | DeclarationKind::Param))
}

/// Writes what stands between two declarations, with one blank line between them, which between `use`, `let` and `param` is the
/// author's choice.
pub(super) fn between_declarations(
    out: &mut String,
    mut gap: Gap<'_>,
    last: Option<DeclarationKind>,
    next: Option<DeclarationKind>,
) {
    if last.is_some()
        && let Some(comment) = gap.take_trailing()
    {
        out.truncate(out.trim_end_matches('\n').len());
        out.extend([" ", comment, "\n"]);
    }
    let parted = gap.breaks > 1 || gap.lines.iter().any(|line| line.breaks > 1);
    let mut due = last.is_some() && next.is_some() && !parted && !(short(last) && short(next));
    for line in &gap.lines {
        if (line.breaks > 1 || due) && !out.is_empty() {
            out.push('\n');
        }
        due = false;
        out.extend([line.text, "\n"]);
    }
    let documents_file = gap.lines.last().is_some_and(|line| line.text.starts_with("//!"));
    if (gap.breaks > 1 || due || documents_file) && next.is_some() && !out.is_empty() {
        out.push('\n');
    }
}
