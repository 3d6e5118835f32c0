//! Where declared names are said: references, highlights, renaming. What a name stands for, the core tells by reading the declaration
//! that says it; a new name is tried before it is given.

use super::names::{self, Named};
use super::tree;
use super::trial::{self, Edit};
use crate::server::Place;
use crate::snapshot::Snapshot;
use mam_core::diagnostics::Diagnostic;
use mam_core::semantics::{DefinitionId, DefinitionKind};
use mam_core::syntax::{self, DeclarationKind, File, FileId, Item, Span, Token, TokenKind};
use mam_core::vocabulary::STANDARD_FILES;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;
use tower_lsp::lsp_types::*;

/// What a name is that can be given another one.
enum Target {
    /// Definitions: one, or the params of a name, to which tenants give one value.
    Definitions(Vec<DefinitionId>),
    /// A tenant, which nothing else names.
    Tenant,
}

/// A name that can be given another one, and where it was asked about.
struct Renamed {
    name: Arc<str>,
    span: Span,
    target: Target,
}

/// The definitions that have a name in common with one, so that they are renamed together.
fn together(snapshot: &Snapshot, id: DefinitionId) -> Vec<DefinitionId> {
    let definitions = &snapshot.checked.program.definitions;
    let Some(definition) = definitions.get(id).filter(|known| known.kind == DefinitionKind::Param) else {
        return vec![id];
    };
    let same = definitions
        .iter()
        .filter(|(_, known)| known.kind == DefinitionKind::Param && known.name.text == definition.name.text);
    same.map(|(id, _)| id).collect()
}

/// Where definitions are named in the files of the project, their declarations among it, in order.
pub fn mentions(snapshot: &Snapshot, ids: &[DefinitionId], within: Option<FileId>) -> Vec<Span> {
    let program = &snapshot.checked.program;
    let Some(definition) = ids.first().and_then(|id| program.definitions.get(*id)) else { return Vec::new() };
    let name = &*definition.name.text;
    let files = snapshot.project.files.par_iter().filter(|file| within.is_none_or(|id| id == file.id));
    let files = files.filter(|file| file.text.contains(name));
    let mut found: Vec<Span> = files
        .flat_map_iter(|file| file.items.iter().enumerate().map(move |(place, item)| (file, place, item)))
        .filter(|(file, _, item)| says(file, item, name))
        .flat_map_iter(|(file, place, _)| program.mentions(&snapshot.project, file, place))
        .filter(|mention| ids.contains(&mention.definition))
        .map(|mention| mention.span)
        .collect();
    found.par_sort_unstable();
    found
}

/// Whether a declaration has a word.
fn says(file: &File, item: &Item, word: &str) -> bool {
    let text = file.text_of(item);
    item.declaration.tokens.iter().any(|token| token.kind == TokenKind::Word && token.range.of(text) == word)
}

fn named<'a>(place: &'a Place, position: Position) -> Option<Named<'a>> {
    let snapshot = &place.snapshot;
    let offset = snapshot.text(&place.file).offset(position, snapshot.encoding);
    names::said(snapshot, &place.file, offset)
}

/// Every place that says the name at a position.
pub fn of(place: &Place, position: Position, declaration: bool) -> Option<Vec<Location>> {
    let snapshot = &place.snapshot;
    let named = named(place, position)?;
    let ids = together(snapshot, named.id);
    let mut spans = mentions(snapshot, &ids, None);
    let declared = |span: &Span| {
        let definitions = &snapshot.checked.program.definitions;
        ids.iter().filter_map(|id| definitions.get(*id)).any(|definition| definition.name.span == *span)
    };
    if !declaration {
        spans.retain(|span| !declared(span));
    } else if named.definition.file.id.0 >= STANDARD_FILES {
        spans.insert(0, named.definition.name.span);
    }
    Some(spans.into_iter().filter_map(|span| snapshot.location(span)).collect())
}

/// The places in the file that say the name at a position.
pub fn highlights(place: &Place, position: Position) -> Option<Vec<DocumentHighlight>> {
    let snapshot = &place.snapshot;
    let named = named(place, position)?;
    let spans = mentions(snapshot, &together(snapshot, named.id), Some(place.file.id));
    let highlight = |span: Span| {
        let declared = span == named.definition.name.span;
        let kind = if declared { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ };
        DocumentHighlight { range: snapshot.range(span), kind: Some(kind) }
    };
    Some(spans.into_iter().map(highlight).collect())
}

/// The places that change together with the name at a position while it is typed: where it is declared, in a file that alone says it.
pub fn linked(place: &Place, position: Position) -> Option<LinkedEditingRanges> {
    let snapshot = &place.snapshot;
    let named = named(place, position).filter(|named| named.span == named.definition.name.span)?;
    let spans = mentions(snapshot, &together(snapshot, named.id), None);
    if spans.len() < 2 || spans.iter().any(|span| span.file != place.file.id) {
        return None;
    }
    let ranges = spans.into_iter().map(|span| snapshot.range(span)).collect();
    Some(LinkedEditingRanges { ranges, word_pattern: Some(r"\p{L}[\p{L}\p{N}_-]*".into()) })
}

/// Whether the name at a position can be given another one.
///
/// # Errors
/// Why not.
pub fn prepare(place: &Place, position: Position) -> Result<PrepareRenameResponse, String> {
    let renamed = renamed(place, position)?;
    let (range, placeholder) = (place.snapshot.range(renamed.span), renamed.name.to_string());
    Ok(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
}

/// The edits that give the name at a position another one, in all files.
///
/// # Errors
/// Why that cannot be done.
pub fn rename(place: &Place, position: Position, new: &str) -> Result<WorkspaceEdit, String> {
    let snapshot = &place.snapshot;
    let renamed = renamed(place, position)?;
    if *new == *renamed.name {
        return Ok(WorkspaceEdit::default());
    }
    if !is_name(new) {
        return Err(format!(
            "`{new}` is no name: a name begins with a letter and goes on with letters, digits and `_`, as in `all_staff`"
        ));
    }
    let spans = match &renamed.target {
        Target::Tenant => vec![renamed.span],
        Target::Definitions(ids) => {
            let definitions = &snapshot.checked.program.definitions;
            let is_param = ids.first().and_then(|id| definitions.get(*id)).map(|known| known.kind);
            let mut others = definitions.iter().filter(|(_, known)| *known.name.text == *new);
            // Tenants give values to params by their names, wherever these are declared.
            let clash = others.find(|(_, known)| Some(known.kind) == is_param && known.kind == DefinitionKind::Param);
            if clash.is_some() {
                return Err(format!("there is a param `{new}` already: tenants would give both of them one value"));
            }
            mentions(snapshot, ids, None)
        }
    };
    let edits: Vec<Edit> = spans.into_iter().map(|span| Edit { span, text: new.to_owned() }).collect();
    let changed = trial::check(snapshot, &edits).ok_or("a file that comes with mam would change")?;
    if let Some(error) = trial::new_error(&snapshot.checked, &changed) {
        return Err(format!("`{}` cannot be called `{new}`: {}", renamed.name, told(error)));
    }
    if !trial::same_meaning(&snapshot.checked, &changed) {
        let reason = "sentences would then mean something else";
        return Err(format!("`{}` cannot be called `{new}`: {reason}", renamed.name));
    }
    Ok(workspace_edit(snapshot, &edits))
}

fn told(error: &Diagnostic) -> String {
    let labels: Vec<_> = error.labels.iter().map(|label| label.text.as_str()).filter(|text| !text.is_empty()).collect();
    if labels.is_empty() { error.message.clone() } else { format!("{} ({})", error.message, labels.join(", ")) }
}

/// Edits as the protocol has them.
pub fn workspace_edit(snapshot: &Snapshot, edits: &[Edit]) -> WorkspaceEdit {
    let mut changes: HashMap<Url, Vec<TextEdit>> = HashMap::new();
    for edit in edits {
        let Some(location) = snapshot.location(edit.span) else { continue };
        changes.entry(location.uri).or_default().push(TextEdit::new(location.range, edit.text.clone()));
    }
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

/// Whether a text is one word as names are.
fn is_name(text: &str) -> bool {
    let file = syntax::parse(FileId(0), "name".into(), format!("tenant {text}").into());
    let [item] = file.items.as_slice() else { return false };
    let [_, token] = item.declaration.tokens.as_slice() else { return false };
    token.kind == TokenKind::Word && token.range.of(file.text_of(item)) == text
}

/// The name at a position that can be given another one.
fn renamed(place: &Place, position: Position) -> Result<Renamed, String> {
    let snapshot = &place.snapshot;
    let file = &place.file;
    let offset = snapshot.text(file).offset(position, snapshot.encoding);
    if let Some(Named { id, definition, span }) = names::said(snapshot, file, offset) {
        let name = &definition.name.text;
        if definition.file.id.0 >= STANDARD_FILES {
            return Err(format!("`{name}` comes with mam, and keeps its name"));
        }
        let target = Target::Definitions(together(snapshot, id));
        return Ok(Renamed { name: name.clone(), span, target });
    }
    let (item, token) = tree::item_at(file, offset)
        .and_then(|(_, item)| Some((item, tree::token_at(item, offset)?)))
        .ok_or("no name stands here")?;
    let word = token.range.of(file.text_of(item));
    let span = file.span(item, token.range);
    if names::tenant_at(snapshot, span).is_some() {
        return Ok(Renamed { name: word.into(), span, target: Target::Tenant });
    }
    Err(no_name(item, token, word))
}

/// Why what stands somewhere is no name that can be changed.
fn no_name(item: &Item, token: Token, word: &str) -> String {
    match (token.kind, item.declaration.kind) {
        (TokenKind::Word, DeclarationKind::Use) if word != "use" => {
            "a module is called like its file: rename the file, and what uses it follows".into()
        }
        (TokenKind::Word, _) => format!("`{word}` is a word of the language, not a name that is declared here"),
        (TokenKind::Text, _) => "a text in quotation marks is no name: change it where it stands".into(),
        _ => "no name stands here".into(),
    }
}
