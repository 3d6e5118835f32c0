//! Where in the tree a place is.

use mam_core::syntax::{Body, Declaration, File, Item, Node, Range, Row, Token, TokenKind};

/// The declaration at a byte of a file.
pub fn item_at(file: &File, offset: u32) -> Option<(usize, &Item)> {
    let after = file.items.partition_point(|item| item.base <= offset);
    let place = after.checked_sub(1)?;
    let item = file.items.get(place)?;
    (offset <= item.base + item.declaration.length).then_some((place, item))
}

/// The word or literal at a byte: the one that begins there before the one that ends there.
pub fn token_at(item: &Item, offset: u32) -> Option<Token> {
    let at = offset.checked_sub(item.base)?;
    let tokens = &item.declaration.tokens;
    let after = tokens.partition_point(|token| token.range.start <= at);
    let around = [after.checked_sub(1), after.checked_sub(2)];
    let mut near = around.into_iter().flatten().filter_map(|place| tokens.get(place));
    near.find(|token| token.kind != TokenKind::Comment && token.range.start <= at && at <= token.range.end).copied()
}

/// From the first to the last word of a row, without the comments before it.
pub fn place_of(declaration: &Declaration, row: Row) -> Option<Range> {
    let words = declaration.row(row);
    let first = words.iter().find(|token| token.kind != TokenKind::Comment)?;
    Some(Range { start: first.range.start, end: words.last()?.range.end })
}

/// All bodies of a declaration, each before those inside it, with the row of its head.
pub fn bodies(declaration: &Declaration) -> Vec<(Row, &Body)> {
    let mut found: Vec<(Row, &Body)> = declaration.body.iter().map(|body| (declaration.head.row, body)).collect();
    let mut next = 0;
    while let Some((_, body)) = found.get(next).copied() {
        next += 1;
        for node in &body.nodes {
            if let Node::Block { head, body } = node {
                found.push((head.row, body));
            }
        }
    }
    found
}
