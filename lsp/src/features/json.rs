//! `mam/json`: the Graph JSON of what the cursor is in, and which sentence wrote which property of it. What editors show beside the source.

use super::objects::{self, About};
use crate::server::Place;
use crate::snapshot::Snapshot;
use crate::text::Text;
use mam_core::diagnostics::{Diagnostic, Severity};
use mam_core::graph::{self, Object, Rendered};
use mam_core::semantics::Block;
use mam_core::syntax::{FileId, Span};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::HashSet;
use tower_lsp::lsp_types::{Location, Position, Range, TextDocumentIdentifier};

/// So many objects are shown at once.
const MAX_OBJECTS: usize = 50;

/// So many tenants are compiled at once where none is asked for.
const MAX_TENANTS: usize = 16;

/// What is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JsonParams {
    /// The file.
    pub text_document: TextDocumentIdentifier,
    /// The cursor.
    pub position: Position,
    /// For this tenant alone.
    pub tenant: Option<String>,
}

/// What is answered.
#[derive(Debug, Default, Serialize)]
pub struct JsonAnswer {
    /// Why there is nothing, or why what there is would not be compiled.
    reason: Option<String>,
    /// All tenants of the project.
    tenants: Vec<String>,
    /// What the cursor is in.
    title: Option<String>,
    /// How many objects more there are.
    omitted: usize,
    objects: Vec<Shown>,
}

/// An object.
#[derive(Debug, Serialize)]
struct Shown {
    title: String,
    tenant: String,
    path: String,
    entity: String,
    api: &'static str,
    method: String,
    endpoint: String,
    /// The head of its block.
    source: Option<Location>,
    json: String,
    spans: Vec<Written>,
    actions: Vec<Action>,
}

/// A call that follows the creation of an object.
#[derive(Debug, Serialize)]
struct Action {
    name: String,
    json: String,
    spans: Vec<Written>,
}

/// A property that a sentence writes.
#[derive(Debug, Serialize)]
struct Written {
    range: Range,
    property: String,
    sentence: Location,
    via: Option<Location>,
    current: bool,
}

impl JsonAnswer {
    /// Nothing, and why.
    pub fn nothing(reason: &str) -> Self {
        Self { reason: Some(reason.into()), ..Self::default() }
    }
}

/// The objects of what the cursor is in.
pub fn of(place: &Place, params: &JsonParams) -> JsonAnswer {
    let snapshot = &place.snapshot;
    let program = &snapshot.checked.program;
    let offset = snapshot.text(&place.file).offset(params.position, snapshot.encoding);
    let tenants: Vec<String> = snapshot.checked.tenants().into_iter().map(str::to_owned).collect();
    let about = match objects::about(snapshot, &place.file, offset) {
        Ok(about) => about,
        Err(reason) => return JsonAnswer { tenants, ..JsonAnswer::nothing(&reason) },
    };
    let (read, broken): (Vec<_>, Vec<_>) =
        about.blocks.iter().partition(|place| program.blocks.get(**place).is_some_and(|block| !block.broken));
    let read: HashSet<usize> = read.into_iter().collect();
    let reason = reason(snapshot, &about, broken.first().and_then(|place| program.blocks.get(*place)));
    let mut answer = JsonAnswer { reason, title: Some(about.title.clone()), ..JsonAnswer::default() };
    let wanted: Vec<&String> = match about.tenant.as_ref().or(params.tenant.as_ref()) {
        Some(one) => tenants.iter().filter(|tenant| *tenant == one).collect(),
        None if tenants.len() > MAX_TENANTS => {
            let first = format!("There are {} tenants: this is for the first one.", tenants.len());
            answer.reason.get_or_insert(first);
            tenants.iter().take(1).collect()
        }
        None => tenants.iter().collect(),
    };
    for tenant in wanted {
        let Some(compiled) = snapshot.checked.compile(tenant) else { continue };
        for object in compiled.objects.iter().filter(|object| read.contains(&object.block)) {
            if answer.objects.len() < MAX_OBJECTS {
                answer.objects.push(shown(snapshot, object, tenant, (place.file.id, offset)));
            } else {
                answer.omitted += 1;
            }
        }
    }
    if answer.objects.is_empty() && answer.reason.is_none() {
        answer.reason = Some(format!("`{}` compiles to nothing.", about.title));
    }
    answer.tenants = tenants;
    answer
}

/// Why blocks are not shown, or would not be compiled.
fn reason(snapshot: &Snapshot, about: &About, broken: Option<&Block>) -> Option<String> {
    let program = &snapshot.checked.program;
    let errors = || snapshot.checked.diagnostics.iter().filter(|known| known.severity == Severity::Error);
    let said = |error: &Diagnostic| {
        let place = error.span().and_then(|span| {
            let file = snapshot.project.file(span.file)?;
            Some(format!("{}, line {}: ", file.path, snapshot.range(span).start.line + 1))
        });
        format!("{}{}", place.unwrap_or_default(), error.message)
    };
    if let Some(block) = broken {
        let own = errors().find(|error| error.labels.iter().any(|label| is_in(label.span, block)));
        let said = own.or_else(|| errors().next()).map(said).unwrap_or_default();
        let name = &block.title.as_ref().unwrap_or(&block.name).text;
        return Some(format!("`{name}` cannot be compiled until this is mended: {said}"));
    }
    let blocks = || about.blocks.iter().filter_map(|place| program.blocks.get(*place));
    let own = errors().find(|error| error.labels.iter().any(|label| blocks().any(|block| is_in(label.span, block))));
    let first = own.or_else(|| errors().next())?;
    let where_it_is = if own.is_some() { "This is refused as it is" } else { "The project has an error elsewhere" };
    Some(format!("{where_it_is}, so that `mam compile` writes nothing: {}", said(first)))
}

/// Whether a place is in the declaration of a block.
fn is_in(span: Span, block: &Block) -> bool {
    let item = block.file.items.get(block.item);
    span.file == block.file.id
        && item.is_some_and(|item| item.base <= span.start && span.end <= item.base + item.declaration.length)
}

fn shown(snapshot: &Snapshot, object: &Object, tenant: &str, cursor: (FileId, u32)) -> Shown {
    let rendered = object.render();
    let (json, spans) = document(snapshot, object, &rendered, cursor);
    let action = |(name, post): (&str, Rendered)| {
        let (json, spans) = document(snapshot, object, &post, cursor);
        Action { name: name.to_owned(), json, spans }
    };
    Shown {
        title: object.name.clone(),
        tenant: tenant.to_owned(),
        path: object.path.clone(),
        entity: object.entry.entity.to_string(),
        api: object.api(),
        method: object.entry.method.to_string(),
        endpoint: object.endpoint.clone(),
        source: snapshot.location(object.span),
        json,
        spans,
        actions: object.posts().into_iter().map(action).collect(),
    }
}

/// The text of a document, and which sentences wrote what of it, in the order of the text.
fn document(
    snapshot: &Snapshot,
    object: &Object,
    rendered: &Rendered,
    (file, offset): (FileId, u32),
) -> (String, Vec<Written>) {
    let mut written: Vec<&graph::Written> = rendered.written.iter().collect();
    written.sort_by_key(|one| (one.bytes.start, Reverse(one.bytes.end)));
    let json = String::from_utf8_lossy(&rendered.bytes).into_owned();
    let text = Text::new(&json);
    let narrow = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let here = |span: Span| span.file == file && span.start <= offset && offset <= span.end;
    let mut spans = Vec::new();
    for one in written {
        let range = text.range(narrow(one.bytes.start), narrow(one.bytes.end), snapshot.encoding);
        for (sentence, via) in object.sentences(one.slot) {
            let Some(location) = snapshot.location(sentence) else { continue };
            spans.push(Written {
                range,
                property: object.property(one.slot).to_owned(),
                sentence: location,
                via: via.and_then(|via| snapshot.location(via)),
                current: here(sentence) || via.is_some_and(here),
            });
        }
    }
    (json, spans)
}

/// Used where nothing can be asked.
pub const UNKNOWN: &str = "mam could not read this file: is it open, and does its name end in .mam?";
