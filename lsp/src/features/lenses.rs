//! Code lenses: what a block becomes, how it compares with Microsoft's levels, who includes a baseline.

use super::levels::{self, Difference};
use super::{hints, objects, tree};
use crate::server::Place;
use crate::snapshot::Snapshot;
use mam_core::graph::{Compiled, Object};
use mam_core::semantics::{Block, DefinitionKind};
use mam_core::syntax::Item;
use mam_core::vocabulary::model::BlockKind;
use serde_json::{Value, json};
use std::collections::HashMap;
use tower_lsp::lsp_types::{CodeLens, Command, Range, Url};

/// Of more tenants, objects are not kept, and making them again for a lens would take too long.
const MAX_TENANTS: usize = 16;

/// The lenses of a file.
pub fn of(place: &Place, url: &Url) -> Vec<CodeLens> {
    let snapshot = &place.snapshot;
    let program = &snapshot.checked.program;
    let tenants = snapshot.checked.tenants();
    let kept = Some(tenants).filter(|tenants| tenants.len() <= MAX_TENANTS).unwrap_or_default();
    let compiled: Vec<Compiled> = kept.into_iter().filter_map(|tenant| snapshot.checked.compile(tenant)).collect();
    let mut by_block: HashMap<usize, Vec<&Object>> = HashMap::new();
    let first = program.blocks.partition_point(|block| block.file.id < place.file.id);
    let own = program.blocks.iter().enumerate().skip(first).take_while(|(_, block)| block.file.id == place.file.id);
    let own: Vec<(usize, &Block)> = own.filter(|(_, block)| !block.broken).collect();
    for object in compiled.iter().flat_map(|compiled| compiled.objects.iter()) {
        if own.binary_search_by_key(&object.block, |(place, _)| *place).is_ok() {
            by_block.entry(object.block).or_default().push(object);
        }
    }
    let mut lenses = Vec::new();
    for (number, block) in own {
        let Some(objects) = by_block.get(&number) else { continue };
        let Some(range) = block.file.items.get(block.item).and_then(|item| head_of(place, item)) else { continue };
        let tenants = if compiled.len() > 1 { format!(" for {} tenants", compiled.len()) } else { String::new() };
        let title = match objects.len() {
            1 => format!("compiles to 1 object{tenants}"),
            count => format!("compiles to {count} objects{tenants}"),
        };
        lenses.push(lens(range, title, "mam.showJson", vec![json!(url), json!(range.start)]));
        if block.kind == BlockKind::AppProtection {
            lenses.extend(level(snapshot, url, range, objects));
        }
    }
    lenses.extend(baselines(place, url));
    lenses
}

fn head_of(place: &Place, item: &Item) -> Option<Range> {
    let head = tree::place_of(&item.declaration, item.declaration.head.row)?;
    Some(place.snapshot.range(place.file.span(item, head)))
}

fn lens(range: Range, title: String, command: &str, arguments: Vec<Value>) -> CodeLens {
    let command = Command { title, command: command.into(), arguments: Some(arguments) };
    CodeLens { range, command: Some(command), data: None }
}

/// How a block compares with the level that it differs least from.
fn level(snapshot: &Snapshot, url: &Url, range: Range, objects: &[&Object]) -> Option<CodeLens> {
    let (level, differences) = levels::nearest(objects)?;
    let title = match differences.len() {
        0 => format!("holds level {} ({})", level.number, level.name),
        1 => format!("differs from level {} ({}) in 1 place", level.number, level.name),
        count => format!("differs from level {} ({}) in {count} places", level.number, level.name),
    };
    let said = |difference: &Difference| {
        let (span, missing) = match difference {
            Difference::Missing(span) => (*span, true),
            Difference::More(span) => (*span, false),
        };
        // The files that come with mam are the same for all programs.
        let sentence = hints::written(snapshot, span).unwrap_or_default();
        json!({ "sentence": sentence, "location": snapshot.location(span), "missing": missing })
    };
    let differences: Vec<Value> = differences.iter().map(said).collect();
    let arguments = vec![json!(url), json!(range.start), json!(level.name), json!(differences)];
    Some(lens(range, title, "mam.showLevel", arguments))
}

/// Who includes the baselines of a file.
fn baselines(place: &Place, url: &Url) -> Vec<CodeLens> {
    let program = &place.snapshot.checked.program;
    let own = program.definitions.iter().filter(|(_, known)| known.file.id == place.file.id);
    let own = own.filter(|(_, known)| known.kind == DefinitionKind::Baseline);
    let lens_of = |(id, known): (_, &mam_core::semantics::Definition)| {
        let range = head_of(place, place.file.items.get(known.item)?)?;
        let title = match objects::including(program, id).len() {
            0 => "included by no block".to_owned(),
            1 => "included by 1 block".to_owned(),
            count => format!("included by {count} blocks"),
        };
        Some(lens(range, title, "mam.showJson", vec![json!(url), json!(range.start)]))
    };
    own.filter_map(lens_of).collect()
}
