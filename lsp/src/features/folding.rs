//! What can be folded: blocks, and comments and `use` of several lines.

use super::tree;
use crate::server::Place;
use mam_core::syntax::DeclarationKind;
use tower_lsp::lsp_types::{FoldingRange, FoldingRangeKind};

/// All of a file.
pub fn of(place: &Place) -> Vec<FoldingRange> {
    let text = place.snapshot.text(&place.file);
    let line = |offset: u32| text.position(offset, place.snapshot.encoding).line;
    let mut folds = Vec::new();
    for item in &place.file.items {
        for (_, body) in tree::bodies(&item.declaration) {
            // The line of the closing brace stays in view.
            let (first, last) = (line(item.base + body.range.start), line(item.base + body.range.end));
            let last = if body.closed { last.saturating_sub(1) } else { last };
            folds.extend(fold(first, last, None));
        }
        if let [first, .., last] = &*item.declaration.docs {
            let kind = Some(FoldingRangeKind::Comment);
            folds.extend(fold(line(item.base + first.start), line(item.base + last.end), kind));
        }
    }
    let comments = place.file.comments.iter().map(|range| line(range.start));
    folds.extend(runs(comments).filter_map(|(first, last)| fold(first, last, Some(FoldingRangeKind::Comment))));
    let uses = place.file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Use);
    let uses = uses.flat_map(|item| line(item.base)..=line(item.base + item.declaration.length.saturating_sub(1)));
    folds.extend(runs(uses).filter_map(|(first, last)| fold(first, last, Some(FoldingRangeKind::Imports))));
    folds
}

fn fold(start_line: u32, end_line: u32, kind: Option<FoldingRangeKind>) -> Option<FoldingRange> {
    (end_line > start_line).then(|| FoldingRange { start_line, end_line, kind, ..FoldingRange::default() })
}

/// Lines that follow one another, as first and last.
fn runs(lines: impl Iterator<Item = u32>) -> impl Iterator<Item = (u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((_, last)) if line <= *last + 1 => *last = line.max(*last),
            _ => runs.push((line, line)),
        }
    }
    runs.into_iter()
}
