//! Quick fixes: every repair that a diagnostic knows.

use crate::convert;
use crate::server::Place;
use tower_lsp::lsp_types::*;

/// The repairs of the diagnostics in a range, the best one of each first.
pub fn of(place: &Place, params: &CodeActionParams) -> Option<CodeActionResponse> {
    let wanted = params.context.only.as_ref();
    let quick = |kind: &CodeActionKind| CodeActionKind::QUICKFIX.as_str().starts_with(kind.as_str());
    if wanted.is_some_and(|kinds| !kinds.iter().any(quick)) {
        return Some(Vec::new());
    }
    let all = convert::diagnostics(&place.snapshot);
    let here = all.get(&params.text_document.uri)?.iter().filter(|diagnostic| touches(diagnostic.range, params.range));
    let mut actions = Vec::new();
    for diagnostic in here {
        for (rank, repair) in convert::repairs(diagnostic).into_iter().enumerate() {
            let edit = repair.edit();
            actions.push(CodeActionOrCommand::CodeAction(CodeAction {
                title: in_capitals(&repair.title),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![diagnostic.clone()]),
                edit: Some(edit),
                is_preferred: Some(rank == 0),
                ..CodeAction::default()
            }));
        }
    }
    Some(actions)
}

fn touches(one: Range, other: Range) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// A command begins with a capital in a menu.
fn in_capitals(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
