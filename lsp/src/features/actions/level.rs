//! A block includes the level that it comes nearest to, and no longer says what that says.

use super::{Edit, Proposal, View, whole_lines};
use crate::features::levels::{self, Level};
use crate::features::objects;
use mam_core::graph::Object;
use mam_core::semantics::{Block, Content, DefinitionId, Line};
use mam_core::syntax::{Node, Span};
use mam_core::vocabulary::STANDARD_FILES;
use mam_core::vocabulary::model::BlockKind;
use std::collections::HashSet;
use tower_lsp::lsp_types::CodeActionKind;

pub(super) fn propose(view: &View<'_>) -> Option<Proposal> {
    let block = view.block.filter(|block| block.kind == BlockKind::AppProtection)?;
    let snapshot = &view.place.snapshot;
    let program = &snapshot.checked.program;
    if includes_level(view, block) {
        return None;
    }
    let number = program.blocks.iter().position(|known| std::ptr::eq(known, block))?;
    let tenant = (*snapshot.checked.tenants().first()?).to_owned();
    let compiled = snapshot.checked.compile(&tenant)?;
    let objects: Vec<&Object> = compiled.objects.iter().filter(|object| object.block == number).collect();
    let (level, differences) = levels::nearest(&objects)?;
    let file = &view.place.file;
    let dropped: Vec<Span> =
        block.lines.iter().filter(|line| says(view, level, block, line)).map(|line| line.span).collect();
    let (first, rest) = dropped.split_first()?;
    let lines = |span: &Span| {
        let (start, end) = whole_lines(&file.text, span.start as usize, span.end as usize);
        Some(Span { file: file.id, start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
    };
    let whole = lines(first)?;
    let text = file.text.get(whole.start as usize..first.start as usize)?;
    let indentation: String = text.chars().take_while(|letter| matches!(letter, ' ' | '\t')).collect();
    let mut edits = vec![Edit { span: whole, text: format!("{indentation}include {}\n", level.name) }];
    for span in rest {
        edits.push(Edit { span: lines(span)?, text: String::new() });
    }
    match program.definitions.visible_as(file.id, &level.name) {
        Some((_, known)) if known.file.id.0 < STANDARD_FILES => return None,
        Some(_) => {}
        None => {
            let taken = program.definitions.taking(file, levels::MODULE, &level.name);
            edits.push(Edit { span: taken.span, text: taken.text });
        }
    }
    let more = if differences.is_empty() { "" } else { ", and take over the rest of it" };
    Some(Proposal {
        title: format!("Include level {} ({}) for what it already says{more}", level.number, level.name),
        kind: CodeActionKind::REFACTOR_REWRITE,
        edits,
        keeps: differences.is_empty(),
    })
}

/// Whether a block includes a level already, at whatever depth.
fn includes_level(view: &View<'_>, block: &Block) -> bool {
    let program = &view.place.snapshot.checked.program;
    let mut open: Vec<DefinitionId> = objects::included(&block.lines).collect();
    let mut seen = HashSet::new();
    while let Some(id) = open.pop().filter(|id| seen.insert(*id)) {
        if program.definitions.get(id).is_some_and(|known| known.file.id.0 >= STANDARD_FILES) {
            return true;
        }
        open.extend(
            program.baselines.get(&(id, block.kind)).into_iter().flat_map(|known| objects::included(&known.lines)),
        );
    }
    false
}

/// Whether a level says a sentence of a block, for all that the sentence is for, and nothing of the level wins over it.
fn says(view: &View<'_>, level: &Level, block: &Block, line: &Line) -> bool {
    let Content::Said { entry, .. } = line.content else { return false };
    let own = line.reason.is_none() && line.place == block.place && stands_alone(view, line);
    let program = &level.checked.program;
    let lines = program.baselines.values().flat_map(|baseline| &baseline.lines);
    let said = words(&view.place.file.text, line.span);
    own && lines.into_iter().any(|known| {
        let Some(definition) = level.baseline().map(|(_, definition)| definition) else { return false };
        let same = matches!(known.content, Content::Said { entry: other, .. } if other == entry)
            && words(&definition.file.text, known.span) == said;
        let holds = |platform| {
            let theirs = level.compiled.objects.iter().find(|object| object.platforms.contains(&platform));
            theirs.is_some_and(|object| object.settings.iter().any(|setting| setting.origin.span == known.span))
        };
        same && line.place.platforms.iter().all(holds)
    })
}

/// The words at a span, whatever stands between them.
fn words(text: &str, span: Span) -> Vec<&str> {
    text.get(span.start as usize..span.end as usize).unwrap_or_default().split_whitespace().collect()
}

/// Whether a sentence stands in the body itself, with nothing of its own around it.
fn stands_alone(view: &View<'_>, line: &Line) -> bool {
    let nodes = view.item.declaration.body.iter().flat_map(|body| &body.nodes);
    let mut sentences =
        nodes.filter_map(|node| if let Node::Sentence(sentence) = node { Some(sentence) } else { None });
    sentences.any(|sentence| {
        let first = view.item.declaration.row(sentence.row).first();
        let here = first.is_some_and(|first| view.item.base + first.range.start == line.span.start);
        here && sentence.docs.is_empty() && sentence.comment.is_none()
    })
}
