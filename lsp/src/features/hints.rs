//! Inlay hints: what a tenant gives a param, and what a sentence replaces of what is included.

use super::{objects, sentences};
use crate::server::Place;
use crate::snapshot::Snapshot;
use mam_core::semantics::{Block, DefinitionId, DefinitionKind, Line};
use mam_core::syntax::{FileId, Span};
use mam_core::vocabulary::model::GraphPath;
use mam_core::vocabulary::{Expression, Spanned, Value};
use std::collections::{HashMap, HashSet};
use tower_lsp::lsp_types::*;

/// So many tenants are shown in a hint; all of them when the pointer is on it.
const MAX_TENANTS: usize = 2;

/// A hint of more letters is cut.
const MAX_LENGTH: usize = 60;

/// What an included baseline says of a property: its sentence, and the name of the baseline.
type Included<'a> = HashMap<&'a GraphPath, (Span, &'a str)>;

/// The hints of a range of a file.
pub fn of(place: &Place, range: Range) -> Vec<InlayHint> {
    let snapshot = &place.snapshot;
    let text = snapshot.text(&place.file);
    let (start, end) = (text.offset(range.start, snapshot.encoding), text.offset(range.end, snapshot.encoding));
    let within = |span: Span| span.file == place.file.id && span.start <= end && start <= span.end;
    let program = &snapshot.checked.program;
    let mut hints = Vec::new();
    let here = program.blocks.iter().filter(|block| block.file.id == place.file.id);
    let whole = |block: &&Block| {
        let item = block.file.items.get(block.item);
        item.is_some_and(|item| item.base <= end && start <= item.base + item.declaration.length)
    };
    for block in here.filter(whole) {
        let included = included(snapshot, block);
        for line in block.lines.iter().filter(|line| within(line.span)) {
            hints.extend(replaced(snapshot, line, &included));
        }
    }
    let mut seen = HashSet::new();
    for (number, item) in place.file.items.iter().enumerate() {
        if item.base > end || item.base + item.declaration.length < start {
            continue;
        }
        for line in sentences::lines(snapshot, &place.file, number).filter(|line| within(line.span)) {
            let Some(said) = sentences::said(snapshot, line) else { continue };
            let mut params = Vec::new();
            said.values.iter().for_each(|value| named(value, place.file.id, &mut params));
            params.retain(|(_, span)| seen.insert(*span));
            hints.extend(params.into_iter().filter_map(|(id, span)| given(snapshot, id, span)));
        }
    }
    hints
}

/// The definitions that a value names in a file.
fn named(value: &Spanned, file: FileId, out: &mut Vec<(DefinitionId, Span)>) {
    fn inside(expression: &Expression, file: FileId, out: &mut Vec<(DefinitionId, Span)>) {
        match expression {
            Expression::One(value) => named(value, file, out),
            Expression::All(parts) | Expression::Any(parts) => parts.iter().for_each(|part| inside(part, file, out)),
        }
    }
    match &value.value {
        Value::Declared(id) if value.span.file == file => out.push((DefinitionId(*id), value.span)),
        Value::List(items) => items.iter().for_each(|item| named(item, file, out)),
        Value::Requirement(expression) => inside(expression, file, out),
        _ => {}
    }
}

/// What tenants give a param, behind its name.
fn given(snapshot: &Snapshot, id: DefinitionId, span: Span) -> Option<InlayHint> {
    let program = &snapshot.checked.program;
    program.definitions.get(id).filter(|known| known.kind == DefinitionKind::Param)?;
    let values = program.tenants.iter().filter_map(|tenant| {
        let value = written(snapshot, tenant.values.get(&id.0)?.span)?;
        Some((&*tenant.name.text, value))
    });
    let values: Vec<(&str, &str)> = values.collect();
    let (_, first) = values.first()?;
    let same = values.iter().all(|(_, value)| value == first);
    let one = |(tenant, value): &(&str, &str)| format!("{tenant}: {value}");
    let label = if same {
        (*first).to_owned()
    } else {
        let shown: Vec<_> = values.iter().take(MAX_TENANTS).map(one).collect();
        let more = values.len().saturating_sub(MAX_TENANTS);
        let more = if more == 0 { String::new() } else { format!(", {more} more") };
        format!("{}{more}", shown.join(", "))
    };
    let tooltip = values.iter().map(one).collect::<Vec<_>>().join("\n");
    Some(hint(snapshot, span, format!("= {label}"), tooltip))
}

/// What is included in a block, by the property that it writes.
fn included<'a>(snapshot: &'a Snapshot, block: &Block) -> Included<'a> {
    let program = &snapshot.checked.program;
    let mut found = Included::new();
    let mut open: Vec<DefinitionId> = objects::included(&block.lines).collect();
    let mut seen: HashSet<DefinitionId> = HashSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let name = program.definitions.get(id).map_or("", |known| &*known.name.text);
        let Some(baseline) = program.baselines.get(&(id, block.kind)) else { continue };
        for line in &baseline.lines {
            for path in writes(snapshot, line) {
                found.entry(path).or_insert((line.span, name));
            }
        }
        open.extend(objects::included(&baseline.lines));
    }
    found
}

/// The properties that a sentence replaces, those of lists that grow left out.
fn writes<'a>(snapshot: &'a Snapshot, line: &'a Line) -> impl Iterator<Item = &'a GraphPath> {
    let entry = sentences::said(snapshot, line).map(|said| said.entry);
    entry.into_iter().flat_map(|entry| &entry.writes).filter(|write| !write.adds).map(|write| &write.path)
}

/// What a sentence of a block replaces, behind it.
fn replaced(snapshot: &Snapshot, line: &Line, included: &Included<'_>) -> Option<InlayHint> {
    let entry = sentences::said(snapshot, line)?.entry;
    let known = entry.writes.iter().filter(|write| !write.adds).find_map(|write| included.get(&write.path))?;
    let (span, baseline) = *known;
    let theirs = written(snapshot, span)?;
    let label = if Some(theirs) == written(snapshot, line.span) {
        format!("as in {baseline}")
    } else {
        format!("instead of “{}” ({baseline})", cut(theirs))
    };
    Some(hint(snapshot, line.span, label, format!("`{baseline}` says: {theirs}")))
}

fn cut(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match plain.char_indices().nth(MAX_LENGTH) {
        Some((end, _)) => format!("{}…", plain.get(..end).unwrap_or_default()),
        None => plain,
    }
}

fn hint(snapshot: &Snapshot, span: Span, label: String, tooltip: String) -> InlayHint {
    InlayHint {
        position: snapshot.range(span).end,
        label: InlayHintLabel::String(cut(&label)),
        kind: None,
        text_edits: None,
        tooltip: Some(InlayHintTooltip::String(tooltip)),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}

/// The words at a span, as they are written.
pub fn written(snapshot: &Snapshot, span: Span) -> Option<&str> {
    let file = snapshot.project.file(span.file)?;
    file.text.get(span.start as usize..span.end as usize)
}
