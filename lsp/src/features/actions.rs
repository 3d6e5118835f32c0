//! What an editor can do for the author: every repair that a diagnostic knows, and changes of the source by one's choice. Of those that
//! promise to keep the meaning, the project is compiled with and without them before they are done.

mod extract;
mod level;
mod narrow;
mod param;
mod uses;

use super::references::workspace_edit;
use super::tree;
use super::trial::{self, Edit};
use crate::convert;
use crate::server::Place;
use mam_core::manual::facts::capital;
use mam_core::semantics::Block;
use mam_core::syntax::Item;
use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::*;

/// A change that is offered.
struct Proposal {
    title: String,
    kind: CodeActionKind,
    edits: Vec<Edit>,
    /// Whether it promises that the project compiles to the same as before.
    keeps: bool,
}

/// What is selected: a range of bytes in a declaration.
struct View<'a> {
    place: &'a Place,
    start: u32,
    end: u32,
    number: usize,
    item: &'a Item,
    /// The block that the declaration is, if it is one that can be read.
    block: Option<&'a Block>,
}

/// Where an action was offered, to make its edit when it is chosen.
#[derive(Debug, Deserialize, Serialize)]
pub struct Offered {
    /// The file.
    pub uri: Url,
    range: Range,
}

/// The actions of a range. `lazily`: the editor asks again for the edit of the one that is chosen.
pub fn of(place: &Place, params: &CodeActionParams, lazily: bool) -> Option<CodeActionResponse> {
    let wanted = params.context.only.as_ref();
    let wants = |kind: &CodeActionKind| {
        let is_in = |only: &CodeActionKind| {
            kind.as_str().strip_prefix(only.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        wanted.is_none_or(|kinds| kinds.iter().any(|only| only.as_str().is_empty() || is_in(only)))
    };
    let mut actions = Vec::new();
    if wants(&CodeActionKind::QUICKFIX) {
        actions = repairs(place, params.range);
    }
    for proposal in proposals(place, params.range).into_iter().filter(|proposal| wants(&proposal.kind)) {
        if !lazily && !holds(place, &proposal) {
            continue;
        }
        let offered = Offered { uri: params.text_document.uri.clone(), range: params.range };
        actions.push(CodeActionOrCommand::CodeAction(CodeAction {
            kind: Some(proposal.kind.clone()),
            edit: (!lazily).then(|| workspace_edit(&place.snapshot, &proposal.edits)),
            data: if lazily { serde_json::to_value(offered).ok() } else { None },
            title: proposal.title,
            ..CodeAction::default()
        }));
    }
    Some(actions)
}

/// The edit of an action that was chosen.
///
/// # Errors
/// Why it is not done.
pub fn resolve(place: &Place, offered: &Offered, title: &str) -> Result<WorkspaceEdit, String> {
    let proposal = proposals(place, offered.range).into_iter().find(|proposal| proposal.title == title);
    let proposal = proposal.ok_or("the text has changed since this was offered")?;
    if !holds(place, &proposal) {
        return Err("this would change what the project compiles to, and is not done".into());
    }
    Ok(workspace_edit(&place.snapshot, &proposal.edits))
}

/// Whether a change does what it promises.
fn holds(place: &Place, proposal: &Proposal) -> bool {
    let before = &place.snapshot.checked;
    !proposal.keeps
        || trial::check(&place.snapshot, &proposal.edits)
            .is_some_and(|after| trial::new_error(before, &after).is_none() && trial::same_meaning(before, &after))
}

fn proposals(place: &Place, range: Range) -> Vec<Proposal> {
    let snapshot = &place.snapshot;
    let text = snapshot.text(&place.file);
    let (start, end) = (text.offset(range.start, snapshot.encoding), text.offset(range.end, snapshot.encoding));
    let mut found: Vec<Proposal> = uses::propose(place).into_iter().collect();
    let Some((number, item)) = tree::item_at(&place.file, start) else { return found };
    let blocks = snapshot.checked.program.blocks.iter();
    let block =
        blocks.filter(|block| block.file.id == place.file.id && block.item == number).find(|block| !block.broken);
    let view = View { place, start, end: end.max(start), number, item, block };
    found.extend(extract::propose(&view));
    found.extend(param::propose(&view));
    found.extend(narrow::propose(&view));
    found.extend(level::propose(&view));
    found
}

/// The repairs of the diagnostics in a range, the best one of each first.
fn repairs(place: &Place, range: Range) -> CodeActionResponse {
    let snapshot = &place.snapshot;
    let mut actions = Vec::new();
    for diagnostic in convert::diagnostics_of(&place.file, snapshot).filter(|known| !known.repairs.is_empty()) {
        let told = convert::convert(diagnostic, snapshot);
        if !touches(told.range, range) {
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
    actions
}

fn touches(one: Range, other: Range) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// A name that nothing in the project has: this one, or with a number behind it.
fn fresh_name(place: &Place, wanted: &str) -> String {
    let definitions = &place.snapshot.checked.program.definitions;
    let taken = |name: &str| definitions.iter().any(|(_, known)| *known.name.text == *name);
    let numbered = (2_u32..).map(|number| format!("{wanted}_{number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

/// The bytes of whole lines around some bytes of a text: from the start of the first line to behind the break of the last one.
fn whole_lines(text: &str, start: usize, end: usize) -> (usize, usize) {
    let begin = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let rest = text.get(end..).unwrap_or_default();
    (begin, rest.find('\n').map_or(text.len(), |length| end + length + 1))
}
