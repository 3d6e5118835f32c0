//! Quick fixes: every repair that a diagnostic knows.

use crate::convert;
use crate::server::Place;
use mam_core::manual::facts::capital;
use tower_lsp::lsp_types::*;

/// The repairs of the diagnostics in a range, the best one of each first.
pub fn of(place: &Place, params: &CodeActionParams) -> Option<CodeActionResponse> {
    let wanted = params.context.only.as_ref();
    let quick = |kind: &CodeActionKind| CodeActionKind::QUICKFIX.as_str().starts_with(kind.as_str());
    if wanted.is_some_and(|kinds| !kinds.iter().any(quick)) {
        return Some(Vec::new());
    }
    let snapshot = &place.snapshot;
    let mut actions = Vec::new();
    for diagnostic in convert::diagnostics_of(&place.file, snapshot).filter(|known| !known.repairs.is_empty()) {
        let told = convert::convert(diagnostic, snapshot);
        if !touches(told.range, params.range) {
            continue;
        }
        let repairs = diagnostic.repairs.iter().filter_map(|repair| Some((repair, convert::edit(repair, snapshot)?)));
        for (rank, (repair, edit)) in repairs.enumerate() {
            actions.push(CodeActionOrCommand::CodeAction(CodeAction {
                title: capital(&repair.title),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![told.clone()]),
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
