//! Which blocks, and so which objects, a place of a source is about.

use super::{references, tree};
use crate::snapshot::Snapshot;
use mam_core::semantics::{Content, DefinitionId, DefinitionKind, Line, Program};
use mam_core::syntax::{DeclarationKind, File};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What a place is about.
#[derive(Debug, Default)]
pub struct About {
    /// As one would call it.
    pub title: String,
    /// The blocks, by their places in the program, in order.
    pub blocks: Vec<usize>,
    /// The tenant, where it is one.
    pub tenant: Option<String>,
}

/// What the place at a byte of a file is about.
///
/// # Errors
/// Why nothing is made from it, in plain words.
pub fn about(snapshot: &Snapshot, file: &File, offset: u32) -> Result<About, String> {
    let program = &snapshot.checked.program;
    let Some((number, item)) = tree::item_at(file, offset) else {
        return Err("The cursor is between declarations: put it into a block to see what that compiles to.".into());
    };
    match item.declaration.kind {
        DeclarationKind::Baseline => {
            let here = |definition: &&mam_core::semantics::Definition| {
                definition.kind == DefinitionKind::Baseline
                    && definition.file.id == file.id
                    && definition.item == number
            };
            let known = program.definitions.iter().find(|(_, definition)| here(definition));
            let (id, definition) =
                known.ok_or("This baseline has an error in its head, which must be mended first.")?;
            let title = format!("baseline {}", definition.name.text);
            let blocks = including(program, id);
            if blocks.is_empty() {
                return Err(format!("Nothing is made from `{title}` yet: no block includes it."));
            }
            Ok(About { title, blocks, tenant: None })
        }
        DeclarationKind::Tenant => {
            let here = |name: mam_core::syntax::Span| {
                name.file == file.id && item.base <= name.start && name.end <= item.base + item.declaration.length
            };
            let known = program.tenants.iter().find(|tenant| here(tenant.name.span));
            let tenant = known.ok_or("This tenant has an error in its head, which must be mended first.")?;
            let name = tenant.name.text.to_string();
            let blocks = (0..program.blocks.len()).collect();
            Ok(About { title: format!("tenant {name}"), blocks, tenant: Some(name) })
        }
        kind => {
            if let Some(place) = block_at(program, file, number) {
                let block = program.blocks.get(place);
                let title = block.map(|block| block.title.as_ref().unwrap_or(&block.name).text.to_string());
                return Ok(About { title: title.unwrap_or_default(), blocks: vec![place], tenant: None });
            }
            let mut definitions = program.definitions.iter();
            let own = definitions.find(|(_, known)| known.file.id == file.id && known.item == number);
            let (id, definition) = own.ok_or_else(|| nothing(kind).to_owned())?;
            let title = format!("{}, {}", definition.name.text, definition.kind.words());
            let blocks = saying(snapshot, id);
            if blocks.is_empty() {
                return Err(format!("Nothing is made from `{}`: no block says it.", definition.name.text));
            }
            Ok(About { title, blocks, tenant: None })
        }
    }
}

/// The place of the block that a declaration is.
pub fn block_at(program: &Program, file: &File, item: usize) -> Option<usize> {
    // Blocks stand in the order of the sources.
    program.blocks.binary_search_by_key(&(file.id, item), |block| (block.file.id, block.item)).ok()
}

/// The blocks that say a name, also by way of baselines.
fn saying(snapshot: &Snapshot, id: DefinitionId) -> Vec<usize> {
    let program = &snapshot.checked.program;
    let mut found = BTreeSet::new();
    let mut seen = HashSet::new();
    for span in references::mentions(snapshot, &[id], None) {
        let Some(file) = snapshot.project.file(span.file) else { continue };
        let Some((item, _)) = tree::item_at(file, span.start).filter(|(item, _)| seen.insert((file.id, *item))) else {
            continue;
        };
        match block_at(program, file, item) {
            Some(block) => {
                found.insert(block);
            }
            None => {
                let baselines = program.definitions.iter();
                let baselines = baselines.filter(|(_, known)| known.file.id == file.id && known.item == item);
                let baselines = baselines.filter(|(_, known)| known.kind == DefinitionKind::Baseline);
                found.extend(baselines.flat_map(|(id, _)| including(program, id)));
            }
        }
    }
    found.into_iter().collect()
}

/// Why a declaration that is no block becomes nothing.
fn nothing(kind: DeclarationKind) -> &'static str {
    match kind {
        DeclarationKind::Use => {
            "Nothing is made from this itself, but from the blocks that say these names: put the cursor into one of them."
        }
        DeclarationKind::Test | DeclarationKind::Guarantee => {
            "This says what should hold; nothing is sent to Graph for it."
        }
        DeclarationKind::Sentence
        | DeclarationKind::Words
        | DeclarationKind::Scope
        | DeclarationKind::Object
        | DeclarationKind::Rule
        | DeclarationKind::Exempt => "This belongs to the vocabulary: it tells what blocks may say.",
        DeclarationKind::Unknown => "No declaration begins with these words, so that nothing is made from them.",
        _ => "This declaration has an error in its head, which must be mended first.",
    }
}

/// The blocks that include a baseline, also by way of others.
pub fn including(program: &Program, baseline: DefinitionId) -> Vec<usize> {
    let mut by: HashMap<DefinitionId, Vec<DefinitionId>> = HashMap::new();
    for ((from, _), known) in &program.baselines {
        for to in included(&known.lines) {
            by.entry(to).or_default().push(*from);
        }
    }
    let mut found = HashSet::from([baseline]);
    let mut open = vec![baseline];
    while let Some(next) = open.pop() {
        let more = by.get(&next).into_iter().flatten().filter(|from| found.insert(**from));
        open.extend(more.copied().collect::<Vec<_>>());
    }
    let blocks = program.blocks.iter().enumerate();
    blocks.filter(|(_, block)| included(&block.lines).any(|id| found.contains(&id))).map(|(place, _)| place).collect()
}

/// The baselines that lines include.
pub fn included(lines: &[Line]) -> impl Iterator<Item = DefinitionId> + '_ {
    lines
        .iter()
        .filter_map(|line| if let Content::Include { baseline, .. } = line.content { Some(baseline) } else { None })
}
