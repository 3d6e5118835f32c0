//! The outline of a file, and the names of a workspace.

use super::tree;
use crate::server::Place;
use crate::snapshot::Snapshot;
use mam_core::cursor;
use mam_core::syntax::{Declaration, DeclarationKind, File, Item, Node, TokenKind};
use std::sync::Arc;
use tower_lsp::lsp_types::{DocumentSymbol, DocumentSymbolResponse, SymbolInformation, SymbolKind};

/// So many names of a workspace are shown at once.
const MOST: usize = 1000;

/// The declarations of a file, and the blocks inside them.
pub fn of_file(place: &Place) -> DocumentSymbolResponse {
    let file = &place.file;
    let symbols = file.items.iter().filter(|item| item.declaration.kind != DeclarationKind::Use);
    DocumentSymbolResponse::Nested(symbols.filter_map(|item| symbol(place, item)).collect())
}

/// The declarations of all projects whose names have the letters of a query in their order.
pub fn of_workspace(snapshots: &[Arc<Snapshot>], query: &str) -> Vec<SymbolInformation> {
    let mut found = Vec::new();
    for snapshot in snapshots {
        for file in &snapshot.project.files {
            for item in file.items.iter().filter(|item| item.declaration.kind != DeclarationKind::Use) {
                let Some((name, detail)) = title(file, item).filter(|(name, _)| has_letters(name, query)) else {
                    continue;
                };
                let Some(head) = tree::place_of(&item.declaration, item.declaration.head.row) else { continue };
                let Some(location) = snapshot.location(file.span(item, head)) else { continue };
                #[allow(deprecated, reason = "the field has to be filled")]
                found.push(SymbolInformation {
                    name,
                    kind: kind(item.declaration.kind),
                    tags: None,
                    deprecated: None,
                    location,
                    container_name: Some(detail),
                });
                if found.len() >= MOST {
                    return found;
                }
            }
        }
    }
    found
}

fn has_letters(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|letter| !letter.is_whitespace())
        .all(|wanted| letters.any(|letter| letter == wanted))
}

/// The name of a declaration, and what it is: `BYOD`, `app protection for android, ios`.
fn title(file: &File, item: &Item) -> Option<(String, String)> {
    let declaration = &item.declaration;
    let text = file.text_of(item);
    let words = declaration.row(declaration.head.row).iter().filter(|token| token.kind != TokenKind::Comment);
    let words: Vec<_> = words.collect();
    let quoted = words.iter().find(|token| token.kind == TokenKind::Text);
    let name = match quoted {
        Some(token) => cursor::decode(token.range.of(text)),
        None => words.get(1)?.range.of(text).to_owned(),
    };
    let rest: Vec<&str> =
        words.iter().map(|token| token.range.of(text)).filter(|word| cursor::decode(word) != name).collect();
    Some((name, rest.join(" ").replace(" ,", ",")))
}

fn symbol(place: &Place, item: &Item) -> Option<DocumentSymbol> {
    let declaration = &item.declaration;
    let (name, detail) = title(&place.file, item)?;
    let head = tree::place_of(declaration, declaration.head.row)?;
    let nodes = declaration.body.iter().flat_map(|body| &body.nodes);
    let children: Vec<_> = nodes.filter_map(|node| inner(place, item, node)).collect();
    Some(make(
        place,
        item,
        (name, detail),
        kind(declaration.kind),
        (0, declaration.length),
        (head.start, head.end),
        children,
    ))
}

/// A block inside a declaration: `on android { … }`.
fn inner(place: &Place, item: &Item, node: &Node) -> Option<DocumentSymbol> {
    let Node::Block { head, body } = node else { return None };
    let declaration: &Declaration = &item.declaration;
    let range = tree::place_of(declaration, head.row)?;
    let name = range.of(place.file.text_of(item)).to_owned();
    let children = body.nodes.iter().filter_map(|node| inner(place, item, node)).collect();
    let whole = (range.start, body.range.end);
    Some(make(place, item, (name, String::new()), SymbolKind::NAMESPACE, whole, (range.start, range.end), children))
}

fn make(
    place: &Place,
    item: &Item,
    (name, detail): (String, String),
    kind: SymbolKind,
    whole: (u32, u32),
    head: (u32, u32),
    children: Vec<DocumentSymbol>,
) -> DocumentSymbol {
    let text = place.snapshot.text(&place.file);
    let range = |(start, end): (u32, u32)| text.range(item.base + start, item.base + end, place.snapshot.encoding);
    #[allow(deprecated, reason = "the field has to be filled")]
    DocumentSymbol {
        name: if name.trim().is_empty() { "unnamed".into() } else { name },
        detail: (!detail.is_empty()).then_some(detail),
        kind,
        tags: None,
        deprecated: None,
        range: range(whole),
        selection_range: range(head),
        children: (!children.is_empty()).then_some(children),
    }
}

fn kind(declaration: DeclarationKind) -> SymbolKind {
    match declaration {
        DeclarationKind::Use => SymbolKind::MODULE,
        DeclarationKind::Let => SymbolKind::CONSTANT,
        DeclarationKind::Param => SymbolKind::VARIABLE,
        DeclarationKind::Tenant => SymbolKind::NAMESPACE,
        DeclarationKind::App => SymbolKind::PACKAGE,
        DeclarationKind::Baseline => SymbolKind::INTERFACE,
        DeclarationKind::Test | DeclarationKind::Guarantee => SymbolKind::METHOD,
        DeclarationKind::Sentence | DeclarationKind::Words | DeclarationKind::Scope => SymbolKind::STRUCT,
        _ => SymbolKind::CLASS,
    }
}
