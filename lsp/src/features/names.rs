//! Names that a program declares: where they are declared, and what they are.

use super::{sentences, tree};
use crate::server::Place;
use crate::snapshot::Snapshot;
use mam_core::project::standard_modules;
use mam_core::semantics::{Definition, DefinitionId, DefinitionKind, Tenant, head};
use mam_core::syntax::{DeclarationKind, File, Span, TokenKind};
use mam_core::vocabulary::model::Platform;
use std::fmt::Write as _;
use std::sync::Arc;
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

/// The declared name that a word at a byte of a file may be: of words that sentences take literally, too.
pub fn at<'a>(snapshot: &'a Snapshot, file: &Arc<File>, offset: u32) -> Option<Named<'a>> {
    let (place, item) = tree::item_at(file, offset)?;
    if item.declaration.kind == DeclarationKind::Tenant {
        // It names params that its file need not see.
        return said_in(snapshot, file, place, offset);
    }
    let token = tree::token_at(item, offset).filter(|token| token.kind == TokenKind::Word)?;
    let definitions = &snapshot.checked.program.definitions;
    let (id, definition) = definitions.visible_as(file.id, token.range.of(file.text_of(item)))?;
    Some(Named { id, definition, span: file.span(item, token.range) })
}

/// The declared name at a byte of a file, as the core reads what stands there.
pub fn said<'a>(snapshot: &'a Snapshot, file: &Arc<File>, offset: u32) -> Option<Named<'a>> {
    let (place, _) = tree::item_at(file, offset)?;
    // Most words are no names, and need not be read.
    at(snapshot, file, offset)?;
    said_in(snapshot, file, place, offset)
}

fn said_in<'a>(snapshot: &'a Snapshot, file: &Arc<File>, place: usize, offset: u32) -> Option<Named<'a>> {
    let program = &snapshot.checked.program;
    let mentions = program.mentions(&snapshot.project, file, place);
    let here = mentions.into_iter().find(|mention| mention.span.start <= offset && offset <= mention.span.end)?;
    let definition = program.definitions.get(here.definition)?;
    Some(Named { id: here.definition, definition, span: here.span })
}

/// The tenant whose name stands at a span.
pub fn tenant_at(snapshot: &Snapshot, span: Span) -> Option<&Tenant> {
    let tenants = &snapshot.checked.program.tenants;
    tenants.iter().find(|tenant| tenant.name.span == span && span.start < span.end)
}

/// Where the name at a position is declared: a declaration, the file of a module, or the entry of a sentence.
pub fn definition(place: &Place, position: Position) -> Option<GotoDefinitionResponse> {
    let snapshot = &place.snapshot;
    let offset = snapshot.text(&place.file).offset(position, snapshot.encoding);
    let span = match at(snapshot, &place.file, offset) {
        Some(named) => named.definition.name.span,
        None => match module_at(snapshot, &place.file, offset) {
            Some((_, file)) => Span { file: file.id, start: 0, end: 0 },
            None => sentences::at(snapshot, &place.file, offset)?.entry.span,
        },
    };
    snapshot.location(span).map(GotoDefinitionResponse::Scalar)
}

/// The module that a `use` at a byte of a file names there, and its first file.
pub fn module_at(snapshot: &Snapshot, file: &Arc<File>, offset: u32) -> Option<(Span, Arc<File>)> {
    let (_, item) = tree::item_at(file, offset).filter(|(_, item)| item.declaration.kind == DeclarationKind::Use)?;
    let head = head::use_head(file, item).ok()?;
    let found = file_of_module(snapshot, &head.module)?;
    (head.span.start <= offset && offset <= head.span.end).then_some((head.span, found))
}

/// The file of a module; the first one of a folder.
pub fn file_of_module(snapshot: &Snapshot, module: &str) -> Option<Arc<File>> {
    let standard = standard_modules().iter().find(|(name, _)| *name == module).map(|(_, file)| file);
    let path = module.replace('.', "/");
    let own = || snapshot.file(&format!("{path}.mam"));
    let inside = || {
        let mut files = snapshot.project.files.iter();
        files.find(|file| file.path.strip_prefix(&*path).is_some_and(|rest| rest.starts_with('/')))
    };
    standard.or_else(own).or_else(inside).cloned()
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
