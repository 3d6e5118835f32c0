//! Names that a program declares: where they are declared, and what they are.

use super::tree;
use crate::server::Place;
use crate::snapshot::Snapshot;
use mam_core::semantics::{Definition, DefinitionId, DefinitionKind};
use mam_core::syntax::{File, Span, TokenKind};
use mam_core::vocabulary::model::Platform;
use std::fmt::Write as _;
use tower_lsp::lsp_types::{GotoDefinitionResponse, Position};

/// A name at a place, and what it stands for.
pub struct Named<'a> {
    /// Which definition.
    pub id: DefinitionId,
    /// The definition.
    pub definition: &'a Definition,
    /// Where the name stands.
    pub span: Span,
}

/// The declared name at a byte of a file.
pub fn at<'a>(snapshot: &'a Snapshot, file: &File, offset: u32) -> Option<Named<'a>> {
    let (_, item) = tree::item_at(file, offset)?;
    let token = tree::token_at(item, offset).filter(|token| token.kind == TokenKind::Word)?;
    let definitions = &snapshot.checked.program.definitions;
    let (id, definition) = definitions.visible_as(file.id, token.range.of(file.text_of(item)))?;
    Some(Named { id, definition, span: file.span(item, token.range) })
}

/// Where the name at a position is declared.
pub fn definition(place: &Place, position: Position) -> Option<GotoDefinitionResponse> {
    let snapshot = &place.snapshot;
    let offset = snapshot.text(&place.file).offset(position, snapshot.encoding);
    let named = at(snapshot, &place.file, offset)?;
    snapshot.location(named.definition.name.span).map(GotoDefinitionResponse::Scalar)
}

/// What there is to know of a name, in Markdown.
pub fn describe(snapshot: &Snapshot, named: &Named<'_>) -> String {
    let Named { id, definition, .. } = named;
    let name = &definition.name.text;
    let mut text = format!("`{name}` is {}\n", definition.kind.words());
    if !definition.docs.is_empty() {
        let _ = write!(text, "\n{}\n", definition.docs);
    }
    match definition.kind {
        DefinitionKind::App => {
            let Some(app) = snapshot.checked.program.apps.get(&id.0) else { return text };
            let _ = write!(text, "\n{}\n\n", app.title);
            for platform in Platform::ALL {
                for id in app.on(platform) {
                    let _ = writeln!(text, "- {}: `{id}`", platform.title());
                }
            }
        }
        DefinitionKind::Param => {
            text.push('\n');
            for tenant in &snapshot.checked.program.tenants {
                let value = tenant.values.get(&id.0).and_then(|value| written(snapshot, value.span));
                let value = value.map_or_else(|| "no value".to_owned(), |value| format!("`{value}`"));
                let _ = writeln!(text, "- {}: {value}", tenant.name.text);
            }
        }
        _ => {}
    }
    text
}

/// The words at a span, as they are written.
fn written(snapshot: &Snapshot, span: Span) -> Option<String> {
    let file = snapshot.project.file(span.file)?;
    file.text.get(span.start as usize..span.end as usize).map(str::to_owned)
}
