//! The sentences of the vocabulary that a file says.

use super::tree;
use crate::snapshot::Snapshot;
use mam_core::semantics::{Content, Definition, Line};
use mam_core::syntax::File;
use mam_core::vocabulary::Spanned;
use mam_core::vocabulary::model::SentenceEntry;

/// A sentence that is said.
pub struct Said<'a> {
    /// What the vocabulary knows of it.
    pub entry: &'a SentenceEntry,
    /// The sentence.
    pub line: &'a Line,
    /// The values of its holes.
    pub values: &'a [Spanned],
}

/// The lines of the declaration at a place of a file: of a baseline, those of each kind of block that includes it.
pub fn lines<'a>(snapshot: &'a Snapshot, file: &'a File, item: usize) -> impl Iterator<Item = &'a Line> + 'a {
    let program = &snapshot.checked.program;
    // Blocks stand in the order of the sources.
    let first = program.blocks.partition_point(|block| (block.file.id, block.item) < (file.id, item));
    let block = program.blocks.get(first).filter(|block| block.file.id == file.id && block.item == item);
    let here = move |definition: &&Definition| definition.file.id == file.id && definition.item == item;
    let baselines = program.baselines.iter();
    let baselines = baselines.filter(move |((id, _), _)| program.definitions.get(*id).as_ref().is_some_and(here));
    block.into_iter().flat_map(|block| &block.lines).chain(baselines.flat_map(|(_, baseline)| &baseline.lines))
}

/// The sentence at a byte of a file.
pub fn at<'a>(snapshot: &'a Snapshot, file: &'a File, offset: u32) -> Option<Said<'a>> {
    let (item, _) = tree::item_at(file, offset)?;
    let here = |line: &&Line| line.span.start <= offset && offset <= line.span.end;
    lines(snapshot, file, item).filter(here).find_map(|line| said(snapshot, line))
}

/// A line, if it is a sentence of the vocabulary.
pub fn said<'a>(snapshot: &'a Snapshot, line: &'a Line) -> Option<Said<'a>> {
    let Content::Said { entry, values } = &line.content else { return None };
    let entry = snapshot.checked.program.vocabulary.sentences().get(*entry)?;
    Some(Said { entry, line, values })
}
