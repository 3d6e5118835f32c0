//! What a check found out of each declaration, kept for the next one: that does again only what a change of text touches. What a
//! declaration means hangs on its own words, on those that declare names (the environment), and on the baselines it includes; places move
//! with the text before them. Nothing is kept where more was found than is told.

use super::Program;
use super::baselines::includes;
use super::blocks::Read;
use super::definitions::{DefinitionKind, Definitions};
use super::places::Places;
use super::program::Block;
use super::uses::Used;
use crate::diagnostics::Diagnostic;
use crate::graph::{Kinds, Object};
use crate::project::Project;
use crate::syntax::{Declaration, DeclarationKind, File, FileId, Span};
use crate::vocabulary::Vocabulary;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// What earlier checks of a project found out. Begin with the default.
#[derive(Debug, Default)]
pub struct Memo {
    files: Vec<Arc<File>>,
    environment: Environment,
    /// For each file, what is kept of each of its declarations.
    kept: Vec<Vec<Option<Kept>>>,
    /// The project's own vocabulary, while nothing is wrong with it.
    vocabulary: Option<Arc<Vocabulary>>,
    kinds: Option<Arc<Kinds>>,
}

/// The declarations that others hang on, all names, and those that broken declarations mean.
#[derive(Debug, Default, PartialEq)]
struct Environment {
    declared: Vec<(FileId, Same)>,
    names: Vec<(FileId, Arc<str>, DefinitionKind)>,
    broken: Vec<(FileId, Vec<Arc<str>>)>,
}

/// A declaration that is the same one, not only an equal one: unchanged text is not parsed again.
#[derive(Clone, Debug)]
struct Same(Arc<Declaration>);

impl PartialEq for Same {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What was found out of a declaration.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) read: Read,
    pub(super) said: Vec<Diagnostic>,
    /// The names it uses.
    pub(super) used: Used,
    /// The files in which places lie that it mentions.
    files: Vec<FileId>,
    lowered: Option<Lowered>,
}

/// What a block became.
#[derive(Debug)]
struct Lowered {
    /// The baselines it includes, at whatever depth.
    baselines: Vec<Same>,
    /// For each tenant, its objects and what there is to say about them.
    tenants: Vec<Judged>,
    /// The files in which places lie that it mentions.
    files: Vec<FileId>,
}

/// The objects of a block for a tenant, as they are before they meet others, and what there is to say about them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Judged {
    pub(crate) objects: Vec<Object>,
    pub(crate) said: Vec<Diagnostic>,
    pub(crate) omitted: usize,
}

impl Memo {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The vocabulary of a project, if its entries are those of the last time.
    pub(super) fn vocabulary(&self, project: &Project) -> Option<Arc<Vocabulary>> {
        let entries = |files: &[Arc<File>]| {
            let items = files.iter().flat_map(|file| file.items.iter().map(move |item| (file.id, item)));
            let entries = items.filter(|(_, item)| crate::vocabulary::is_entry(item.declaration.kind));
            entries.map(|(file, item)| (file, item.base, Same(Arc::clone(&item.declaration)))).collect::<Vec<_>>()
        };
        self.vocabulary.clone().filter(|_| entries(&self.files) == entries(&project.files))
    }

    /// Carries what is kept over to the texts as they are now; drops what does not hold any more.
    pub(super) fn carry(&mut self, project: &Project, vocabulary: &Arc<Vocabulary>, definitions: &Definitions) {
        let environment = Environment::of(project, definitions);
        let same_files = self.files.len() == project.files.len()
            && self.files.iter().zip(&project.files).all(|(old, new)| old.path == new.path);
        let same_vocabulary = self.vocabulary.as_ref().is_some_and(|known| Arc::ptr_eq(known, vocabulary));
        if !same_files || !same_vocabulary || environment != self.environment {
            self.kept = project.files.iter().map(|file| file.items.iter().map(|_| None).collect()).collect();
            self.kinds = None;
        } else {
            let moves: Vec<Option<Moves>> = (self.files.iter().zip(&project.files))
                .map(|(old, new)| (!Arc::ptr_eq(old, new)).then(|| Moves::of(old, new)))
                .collect();
            for (place, moves) in moves.iter().enumerate() {
                if let (Some(moves), Some(kept)) = (moves, self.kept.get_mut(place)) {
                    let mut old: Vec<_> = std::mem::take(kept);
                    *kept = moves.from.iter().map(|from| old.get_mut((*from)?)?.take()).collect();
                }
            }
            if moves.iter().any(Option::is_some) {
                self.move_places(project, &moves);
            }
        }
        self.files.clone_from(&project.files);
        self.vocabulary = Some(Arc::clone(vocabulary));
        self.environment = environment;
    }

    fn move_places(&mut self, project: &Project, moves: &[Option<Moves>]) {
        let moves_of = |file: FileId| moves.get(file.0 as usize).and_then(Option::as_ref);
        let in_moved = |files: &[FileId]| files.iter().any(|file| moves_of(*file).is_some());
        let moved = |(file, kept): (&Arc<File>, &mut Vec<Option<Kept>>)| {
            kept.par_iter_mut().with_min_len(32).enumerate().for_each(|(place, slot)| {
                let Some(kept) = slot else { return };
                if let Read::Block(block) = &mut kept.read
                    && moves_of(file.id).is_some()
                {
                    let block = Arc::make_mut(block);
                    block.file = Arc::clone(file);
                    block.item = place;
                }
                // A place whose text is gone: what mentions it has to be found out again.
                let gone = |found: &mut dyn Places| {
                    let mut gone = false;
                    found.places(&mut |span| {
                        let Some(moves) = moves_of(span.file) else { return };
                        match moves.to(*span, (file.id, place)) {
                            Some(to) => *span = to,
                            None => gone = true,
                        }
                    });
                    gone
                };
                if in_moved(&kept.files) && (gone(&mut kept.read) | gone(&mut kept.said)) {
                    *slot = None;
                    return;
                }
                let lowered = kept.lowered.as_mut().filter(|lowered| in_moved(&lowered.files));
                if lowered.is_some_and(|lowered| gone(&mut lowered.tenants)) {
                    kept.lowered = None;
                }
            });
        };
        project.files.par_iter().zip(&mut self.kept).for_each(moved);
    }

    /// What is kept of a declaration.
    pub(super) fn kept(&self, file: FileId, place: usize) -> Option<&Kept> {
        self.kept.get(file.0 as usize)?.get(place)?.as_ref()
    }

    /// Keeps what was found out of a declaration.
    pub(super) fn keep(&mut self, file: FileId, place: usize, kept: Kept) {
        if let Some(slot) = self.kept.get_mut(file.0 as usize).and_then(|file| file.get_mut(place)) {
            *slot = Some(kept);
        }
    }

    /// The kinds of objects, if what blocks set is the same as before.
    pub(super) fn kinds(&self) -> Option<&Arc<Kinds>> {
        self.kinds.as_ref()
    }

    /// What each block became for a tenant, of those that are as they were.
    pub(super) fn lowered(&self, program: &Program, kinds: &Arc<Kinds>, tenant: usize) -> Vec<Option<&Judged>> {
        if self.kinds.as_ref().is_none_or(|known| !Arc::ptr_eq(known, kinds)) {
            return vec![None; program.blocks.len()];
        }
        let lowered = |block: &Arc<Block>| {
            let lowered = self.kept(block.file.id, block.item)?.lowered.as_ref()?;
            lowered.tenants.get(tenant).filter(|_| lowered.baselines == included(program, block))
        };
        program.blocks.par_iter().with_min_len(64).map(lowered).collect()
    }

    /// Keeps what blocks became, for each tenant.
    pub(super) fn keep_lowered(&mut self, program: &Program, kinds: Arc<Kinds>, fresh: Vec<Vec<(usize, Judged)>>) {
        let mut by_block: HashMap<usize, Vec<Judged>> = HashMap::new();
        for (block, judged) in fresh.into_iter().flatten() {
            by_block.entry(block).or_default().push(judged);
        }
        for (place, tenants) in by_block {
            let Some(block) = program.blocks.get(place).filter(|_| tenants.len() == program.tenants.len()) else {
                continue;
            };
            let mut tenants = tenants;
            let files = files_of(&mut tenants);
            let lowered = Lowered { baselines: included(program, block), tenants, files };
            let slot = self.kept.get_mut(block.file.id.0 as usize).and_then(|file| file.get_mut(block.item));
            if let Some(Some(kept)) = slot {
                kept.lowered = Some(lowered);
            }
        }
        self.kinds = Some(kinds);
    }
}

impl Kept {
    /// What reading a declaration gave.
    pub(super) fn new(mut read: Read, mut said: Vec<Diagnostic>, used: Used) -> Self {
        let mut files = files_of(&mut said);
        files.extend(files_of(&mut read));
        Self { read, said, used, files, lowered: None }
    }
}

impl Places for Judged {
    fn places(&mut self, each: &mut dyn FnMut(&mut Span)) {
        self.objects.places(each);
        self.said.places(each);
    }
}

/// The files in which places lie that something mentions.
fn files_of(found: &mut dyn Places) -> Vec<FileId> {
    let mut files = Vec::new();
    found.places(&mut |span| {
        if !files.contains(&span.file) {
            files.push(span.file);
        }
    });
    files
}

/// The baselines that a block includes, at whatever depth.
fn included(program: &Program, block: &Block) -> Vec<Same> {
    let mut open: Vec<_> = includes(&block.lines).map(|(id, _)| id).collect();
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let declared = program.definitions.get(id).and_then(|definition| program.definitions.item(definition));
        found.extend(declared.map(|item| Same(Arc::clone(&item.declaration))));
        if let Some(baseline) = program.baselines.get(&(id, block.kind)) {
            open.extend(includes(&baseline.lines).map(|(id, _)| id));
        }
    }
    found
}

impl Environment {
    fn of(project: &Project, definitions: &Definitions) -> Self {
        let alone = |kind| {
            use DeclarationKind as Kind;
            matches!(
                kind,
                Kind::AppProtection
                    | Kind::AppConfiguration
                    | Kind::Connector
                    | Kind::ConditionalAccess
                    // Whoever includes one asks for it.
                    | Kind::Baseline
                    | Kind::Test
                    | Kind::Guarantee
            )
        };
        let items = project.files.iter().flat_map(|file| file.items.iter().map(move |item| (file.id, item)));
        let declared = items.filter(|(_, item)| !alone(item.declaration.kind));
        let declared = declared.map(|(file, item)| (file, Same(Arc::clone(&item.declaration)))).collect();
        let names = definitions.iter().map(|(_, known)| (known.file.id, known.name.text.clone(), known.kind)).collect();
        Self { declared, names, broken: definitions.broken_names() }
    }
}

/// Where the declarations of a file went.
struct Moves {
    file: FileId,
    /// For each declaration now, its place before.
    from: Vec<Option<usize>>,
    /// Each declaration of before that is still there.
    stayed: Vec<Stayed>,
    /// For each declaration now, itself among those.
    own: Vec<Option<Stayed>>,
    /// Where the first declaration began, if it is not the first one any more: what was to be put before all of them belongs elsewhere.
    first: Option<u32>,
}

/// A declaration that is still there.
#[derive(Clone, Copy)]
struct Stayed {
    before: u32,
    length: u32,
    now: u32,
}

impl Stayed {
    fn to(self, span: Span) -> Option<Span> {
        let shift = |at: u32| (at.checked_sub(self.before)?).checked_add(self.now);
        let inside = span.end <= self.before + self.length;
        inside.then_some(Span { start: shift(span.start)?, end: shift(span.end)?, ..span })
    }
}

impl Moves {
    fn of(old: &File, new: &File) -> Self {
        let mut known: HashMap<*const Declaration, VecDeque<usize>> = HashMap::new();
        for (place, item) in old.items.iter().enumerate() {
            known.entry(Arc::as_ptr(&item.declaration)).or_default().push_back(place);
        }
        let from: Vec<Option<usize>> = (new.items.iter())
            .map(|item| known.get_mut(&Arc::as_ptr(&item.declaration)).and_then(VecDeque::pop_front))
            .collect();
        let own: Vec<Option<Stayed>> = (from.iter().zip(&new.items))
            .map(|(from, item)| {
                let before = old.items.get((*from)?)?.base;
                Some(Stayed { before, length: item.declaration.length, now: item.base })
            })
            .collect();
        let mut stayed: Vec<_> = own.iter().copied().flatten().collect();
        stayed.sort_unstable_by_key(|stayed| stayed.before);
        let first = old.items.first().filter(|_| from.first() != Some(&Some(0))).map(|item| item.base);
        Self { file: new.id, from, stayed, own, first }
    }

    /// Where a place is now; none when its text is gone. `finder` is the declaration that it was found in: a place at its very end is its
    /// own, and not that of what follows.
    fn to(&self, span: Span, finder: (FileId, usize)) -> Option<Span> {
        if span.start == span.end && self.first == Some(span.start) {
            return None;
        }
        let own = self.own.get(finder.1).filter(|_| finder.0 == self.file).copied().flatten();
        own.and_then(|own| own.to(span)).or_else(|| {
            let after = self.stayed.partition_point(|stayed| stayed.before <= span.start);
            self.stayed.get(after.checked_sub(1)?)?.to(span)
        })
    }
}
