//! Growing a selection: the word, the sentence, the inside of its block, the block, the declaration, the file.

use super::tree;
use crate::server::Place;
use mam_core::syntax::{Body, Item, Node, Range};
use tower_lsp::lsp_types::{Position, SelectionRange};

/// For each position the ranges around it, the innermost first.
pub fn of(place: &Place, positions: &[Position]) -> Vec<SelectionRange> {
    positions.iter().map(|position| around(place, *position)).collect()
}

fn around(place: &Place, position: Position) -> SelectionRange {
    let (snapshot, file) = (&place.snapshot, &place.file);
    let text = snapshot.text(file);
    let offset = text.offset(position, snapshot.encoding);
    let mut ranges = vec![(0, u32::try_from(file.text.len()).unwrap_or(u32::MAX))];
    if let Some((_, item)) = tree::item_at(file, offset) {
        inside(item, offset - item.base, &mut ranges);
        if let Some(token) = tree::token_at(item, offset) {
            ranges.push((item.base + token.range.start, item.base + token.range.end));
        }
    }
    ranges.dedup();
    let mut selection: Option<SelectionRange> = None;
    for (start, end) in ranges {
        let range = text.range(start, end, snapshot.encoding);
        selection = Some(SelectionRange { range, parent: selection.map(Box::new) });
    }
    selection.unwrap_or_else(|| SelectionRange { range: text.whole(snapshot.encoding), parent: None })
}

/// The ranges of a declaration around one of its bytes, the outermost first.
fn inside(item: &Item, at: u32, ranges: &mut Vec<(u32, u32)>) {
    let mut add = |start: u32, end: u32| {
        let holds = start <= at && at <= end;
        if holds {
            ranges.push((item.base + start, item.base + end));
        }
        holds
    };
    add(0, item.declaration.length);
    if let Some(head) = tree::place_of(&item.declaration, item.declaration.head.row) {
        add(head.start, head.end);
    }
    let mut body = item.declaration.body.as_ref();
    while let Some(Body { range, nodes, .. }) = body {
        if !(range.start <= at && at <= range.end) {
            return;
        }
        add(range.start, range.end);
        add(range.start + 1, range.end.saturating_sub(1));
        body = None;
        for node in nodes {
            let (head, inner) = match node {
                Node::Sentence(sentence) => (sentence, None),
                Node::Block { head, body } => (head, Some(&**body)),
                Node::Comment(_) => continue,
            };
            let Some(Range { start, end }) = tree::place_of(&item.declaration, head.row) else { continue };
            let whole = inner.map_or(end, |inner| inner.range.end);
            if start <= at && at <= whole {
                add(start, whole);
                add(start, end);
                body = inner;
                break;
            }
        }
    }
}
