//! What includes what: blocks and baselines as the callers and the called of the protocol's call hierarchy.

use super::{names, objects, tree};
use crate::server::Place;
use crate::snapshot::Snapshot;
use mam_core::semantics::{Content, DefinitionId, DefinitionKind, Line};
use mam_core::syntax::{DeclarationKind, File, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use tower_lsp::lsp_types::*;

/// Where an item is, for the next question about it: its file may not be open, or come with mam.
#[derive(Debug, Deserialize, Serialize)]
pub struct Known {
    /// The buffer that was asked about first.
    pub from: Url,
    path: String,
    item: usize,
}

/// A block or baseline.
type Spot = (Arc<File>, usize);

/// What the cursor is on: the baseline that it names, or the block or baseline that it is in.
pub fn prepare(place: &Place, position: Position, from: &Url) -> Option<Vec<CallHierarchyItem>> {
    let snapshot = &place.snapshot;
    let offset = snapshot.text(&place.file).offset(position, snapshot.encoding);
    let named = names::said(snapshot, &place.file, offset);
    let baseline = named.filter(|named| named.definition.kind == DefinitionKind::Baseline);
    let spot = match baseline {
        Some(named) => (Arc::clone(&named.definition.file), named.definition.item),
        None => (Arc::clone(&place.file), tree::item_at(&place.file, offset)?.0),
    };
    Some(vec![item(snapshot, &spot, from)?])
}

/// Who includes an item.
pub fn incoming(snapshot: &Snapshot, known: &Known) -> Option<Vec<CallHierarchyIncomingCall>> {
    let wanted = definition(snapshot, &spot(snapshot, known)?)?;
    let mut callers: BTreeMap<(u32, usize), (Spot, Vec<Span>)> = BTreeMap::new();
    for (spot, lines) in all(snapshot) {
        let spans = includes(lines).filter(|(id, _)| *id == wanted).map(|(_, span)| span);
        let spans: Vec<_> = spans.collect();
        if !spans.is_empty() {
            callers.entry((spot.0.id.0, spot.1)).or_insert((spot, Vec::new())).1.extend(spans);
        }
    }
    let calls = callers.into_values().filter_map(|(spot, spans)| {
        Some(CallHierarchyIncomingCall {
            from: item(snapshot, &spot, &known.from)?,
            from_ranges: ranges(snapshot, spans),
        })
    });
    Some(calls.collect())
}

/// What an item includes.
pub fn outgoing(snapshot: &Snapshot, known: &Known) -> Option<Vec<CallHierarchyOutgoingCall>> {
    let own = spot(snapshot, known)?;
    let mut called: BTreeMap<DefinitionId, Vec<Span>> = BTreeMap::new();
    for (_, lines) in all(snapshot).filter(|(spot, _)| spot.0.id == own.0.id && spot.1 == own.1) {
        for (id, span) in includes(lines) {
            called.entry(id).or_default().push(span);
        }
    }
    let calls = called.into_iter().filter_map(|(id, spans)| {
        let definition = snapshot.checked.program.definitions.get(id)?;
        let to = item(snapshot, &(Arc::clone(&definition.file), definition.item), &known.from)?;
        Some(CallHierarchyOutgoingCall { to, from_ranges: ranges(snapshot, spans) })
    });
    Some(calls.collect())
}

fn ranges(snapshot: &Snapshot, mut spans: Vec<Span>) -> Vec<Range> {
    spans.sort_unstable();
    spans.dedup();
    spans.into_iter().map(|span| snapshot.range(span)).collect()
}

/// All blocks, and all baselines that something includes, with their sentences.
fn all(snapshot: &Snapshot) -> impl Iterator<Item = (Spot, &[Line])> {
    let program = &snapshot.checked.program;
    let blocks = program.blocks.iter().map(|block| ((Arc::clone(&block.file), block.item), block.lines.as_slice()));
    let baselines = program.baselines.iter().filter_map(|((id, _), baseline)| {
        let definition = program.definitions.get(*id)?;
        Some(((Arc::clone(&definition.file), definition.item), baseline.lines.as_slice()))
    });
    blocks.chain(baselines)
}

fn includes(lines: &[Line]) -> impl Iterator<Item = (DefinitionId, Span)> + '_ {
    lines.iter().filter_map(|line| match line.content {
        Content::Include { baseline, .. } => Some((baseline, line.span)),
        _ => None,
    })
}

fn definition(snapshot: &Snapshot, (file, number): &Spot) -> Option<DefinitionId> {
    let mut definitions = snapshot.checked.program.definitions.iter();
    definitions.find(|(_, known)| known.file.id == file.id && known.item == *number).map(|(id, _)| id)
}

fn spot(snapshot: &Snapshot, known: &Known) -> Option<Spot> {
    let own = snapshot.file(&known.path).cloned();
    let file = own.or_else(|| {
        let modules = mam_core::project::standard_modules().iter().map(|(_, file)| file);
        modules.filter(|file| *file.path == *known.path).map(Arc::clone).next()
    })?;
    Some((file, known.item))
}

fn item(snapshot: &Snapshot, (file, number): &Spot, from: &Url) -> Option<CallHierarchyItem> {
    let found = file.items.get(*number)?;
    let head = tree::place_of(&found.declaration, found.declaration.head.row)?;
    let program = &snapshot.checked.program;
    let kind = found.declaration.kind;
    let name = match definition(snapshot, &(Arc::clone(file), *number)).and_then(|id| program.definitions.get(id)) {
        Some(known) => match known.kind {
            DefinitionKind::Baseline | DefinitionKind::Object(_) => known.name.text.to_string(),
            // Nothing of these includes anything.
            _ => return None,
        },
        None => program.blocks.get(objects::block_at(program, file, *number)?)?.name.text.to_string(),
    };
    let range = Span { file: file.id, start: found.base, end: found.base + found.declaration.length };
    let known = Known { from: from.clone(), path: file.path.to_string(), item: *number };
    Some(CallHierarchyItem {
        name,
        kind: if kind == DeclarationKind::Baseline { SymbolKind::INTERFACE } else { SymbolKind::CLASS },
        tags: None,
        detail: Some(file.path.to_string()),
        uri: snapshot.url(file)?,
        range: snapshot.range(range),
        selection_range: snapshot.range(file.span(found, head)),
        data: serde_json::to_value(known).ok(),
    })
}
