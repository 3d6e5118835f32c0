//! The one layout, as small changes: a cursor stays where it is. A declaration with a mistake stays as it is.

use crate::server::Place;
use mam_core::syntax;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use tower_lsp::lsp_types::{Position, Range, TextEdit};

/// The changes that bring the whole file into the layout.
pub fn whole(place: &Place) -> Vec<TextEdit> {
    let before: Vec<&str> = place.file.text.split_inclusive('\n').collect();
    let formatted = syntax::format(&place.file);
    let after: Vec<&str> = formatted.split_inclusive('\n').collect();
    let text = place.snapshot.text(&place.file);
    let lines = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let mut edits = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        let last = if old.end >= before.len() {
            text.whole(place.snapshot.encoding).end
        } else {
            Position::new(lines(old.end), 0)
        };
        let range = Range::new(Position::new(lines(old.start), 0), last);
        edits.push(TextEdit::new(range, after.get(new).unwrap_or_default().concat()));
    }
    edits
}

/// The changes of the declarations that a range touches.
pub fn range(place: &Place, range: Range) -> Vec<TextEdit> {
    let text = place.snapshot.text(&place.file);
    let encoding = place.snapshot.encoding;
    let touched =
        place.file.items.iter().map(|item| text.range(item.base, item.base + item.declaration.length, encoding));
    let touched: Vec<_> = touched.filter(|item| item.start <= range.end && range.start <= item.end).collect();
    let inside = |edit: &TextEdit| {
        touched.iter().any(|item| item.start.line <= edit.range.start.line && edit.range.end.line <= item.end.line + 1)
    };
    whole(place).into_iter().filter(inside).collect()
}
