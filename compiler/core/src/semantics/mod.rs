//! What a program means: names, types, sentences, tenants. Gives the checked program that the lowering starts from. Must not know
//! Graph's properties, nor files.

mod apps;
mod baselines;
mod blocks;
mod check_value;
mod circles;
mod constants;
mod country;
mod definitions;
mod doubles;
mod fill;
mod forms;
pub mod head;
mod imports;
mod literal;
mod mentions;
mod mismatch;
mod misplaced;
mod narrow;
mod nearest;
mod params;
mod problems;
mod program;
mod reasons;
mod sentence;
mod set;
mod slips;
mod special;
mod states;
mod tenants;
mod unknown;
mod unused;
mod wrong;

pub use crate::diagnostics::MAX_DIAGNOSTICS;
pub use apps::App;
pub use blocks::kind_of;
pub(crate) use check_value::{check_on as check_value, find as find_word};
pub use definitions::{Definition, DefinitionId, DefinitionKind, Definitions};
pub(crate) use literal::without_space as duration_without_space;
pub use mentions::Mention;
pub(crate) use nearest::nearest;
pub use program::{Baseline, Block, Content, Line, Place};
pub use tenants::{DEFAULT_TENANT, Tenant};

use crate::diagnostics::{Diagnostic, Findings, Severity};
use crate::graph::{self, Compiled};
use crate::project::Project;
use crate::syntax::{Body, DeclarationKind, File, Item, Node, Row};
use crate::vocabulary::model::BlockKind;
use crate::vocabulary::{Vocabulary, is_entry};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A program that was read and checked.
#[derive(Debug)]
pub struct Program {
    /// The vocabulary it is written in.
    pub vocabulary: Arc<Vocabulary>,
    /// Its names.
    pub definitions: Definitions,
    /// Its blocks, in the order of the sources.
    pub blocks: Vec<Block>,
    /// The baselines it includes, for each kind of block that does.
    pub baselines: HashMap<(DefinitionId, BlockKind), Baseline>,
    /// Its apps, by the place of their definition.
    pub apps: HashMap<usize, App>,
    /// Who it is compiled for.
    pub tenants: Vec<Tenant>,
    /// Kinds of which a block, or a part of one, could not be read: what such blocks provide may be there and not seen.
    pub unreadable: HashSet<BlockKind>,
}

/// What reading sentences looks things up in.
#[derive(Clone, Copy)]
struct Known<'a> {
    project: &'a Project,
    vocabulary: &'a Vocabulary,
    definitions: &'a Definitions,
    apps: &'a HashMap<usize, App>,
    /// Whether no more errors are kept.
    enough: bool,
}

/// A program with everything there is to say about it.
#[derive(Debug)]
pub struct Checked {
    /// What is wrong, or worth knowing, by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// How many more there were than are kept.
    pub omitted: usize,
    /// The program.
    pub program: Program,
    compiled: Vec<Option<Compiled>>,
}

impl Checked {
    /// Whether anything is wrong enough to stop a compilation.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The names of the tenants, in the order of the sources.
    #[must_use]
    pub fn tenants(&self) -> Vec<&str> {
        self.program.tenants.iter().map(|tenant| &*tenant.name.text).collect()
    }

    /// The objects of a tenant, in the order of their deployment.
    #[must_use]
    pub fn compile(&self, tenant: &str) -> Option<Compiled> {
        let place = self.program.tenants.iter().position(|known| *known.name.text == *tenant)?;
        match self.compiled.get(place) {
            Some(Some(compiled)) => Some(compiled.clone()),
            _ => Some(graph::lower(&self.program, self.program.tenants.get(place)?).0),
        }
    }
}

/// How many tenants' objects are kept from the check for a compilation that may follow.
const KEPT_TENANTS: usize = 16;

/// Checks a whole project.
pub(crate) fn check(project: &Project) -> Checked {
    let mut out = Findings::default();
    out.extend(project.unreadable.iter().cloned());
    problems::of(project, &mut out);
    let vocabulary = vocabulary(project, &mut out);
    let definitions = Definitions::collect(project, &vocabulary, &mut out);
    let apps = read_apps(project, &definitions, &vocabulary, &mut out);
    let names = Known { project, vocabulary: &vocabulary, definitions: &definitions, apps: &apps, enough: false };
    let (mut blocks, mut unreadable) = blocks::read(names, &mut out);
    let baselines = baselines::read(names, &blocks, &mut out);
    baselines::spread_breaks(&mut blocks, &baselines);
    unreadable.extend(blocks.iter().filter(|block| block.broken).map(|block| block.kind));
    if !project.unreadable.is_empty() {
        unreadable.extend(BlockKind::ALL);
    }
    let tenants = tenants::Collector::new(names, &mut out).tenants();
    if !out.is_full(Severity::Error) {
        out.extend(constants::unused(names));
    }
    blocks.sort_by_key(|block| (block.file.id, block.item));
    let program = Program { vocabulary, definitions, blocks, baselines, apps, tenants, unreadable };
    let keep = program.tenants.len() <= KEPT_TENANTS;
    let lower = |tenant: &Tenant| {
        let (compiled, diagnostics, omitted) = graph::lower(&program, tenant);
        (keep.then_some(compiled), diagnostics, omitted)
    };
    // Where so much is wrong already, what the objects would show is read by nobody.
    let worthwhile = if out.is_full(Severity::Error) { &[] } else { program.tenants.as_slice() };
    let lowered: Vec<_> = worthwhile.par_iter().map(lower).collect();
    let mut compiled = Vec::with_capacity(lowered.len());
    let mut dropped = 0;
    let mut said = Vec::with_capacity(lowered.len());
    for (objects, diagnostics, omitted) in lowered {
        compiled.push(objects);
        said.push(diagnostics);
        dropped += omitted;
    }
    out.extend(tenants::together(&program.tenants, said));
    program.definitions.unused(project, &mut out);
    let (mut kept, more) = out.into_parts();
    kept.iter_mut().for_each(|diagnostic| problems::whole_lines(project, diagnostic));
    let (diagnostics, omitted) = in_order(kept);
    let unread: usize = program.blocks.iter().map(|block| block.unread).sum();
    let omitted =
        omitted + more + dropped + unread + project.files.iter().map(|file| file.omitted as usize).sum::<usize>();
    Checked { diagnostics, omitted, program, compiled }
}

/// How many declarations are judged side by side before what is said of them is gathered.
const BATCH: usize = 1 << 14;

/// Judges all declarations of a project, and gathers what is said of them in their order. A judge is told whether enough errors are
/// known already.
fn each_declaration<R: Send>(
    project: &Project,
    out: &mut Findings,
    judge: impl Fn(&Arc<File>, usize, &Item, bool, &mut Vec<Diagnostic>) -> R + Sync,
    mut take: impl FnMut(R),
) {
    let mut work = project
        .files
        .iter()
        .flat_map(|file| file.items.iter().enumerate().map(move |(place, item)| (file, place, item)))
        .peekable();
    while work.peek().is_some() {
        let batch: Vec<_> = work.by_ref().take(BATCH).collect();
        let enough = out.is_full(Severity::Error);
        let judged = |(file, place, item): &(&Arc<File>, usize, &Item)| {
            let mut said = Vec::new();
            (judge(file, *place, item, enough, &mut said), said)
        };
        let results: Vec<_> = batch.par_iter().with_min_len(64).map(judged).collect();
        for (result, said) in results {
            out.extend(said);
            take(result);
        }
    }
}

/// Sorted by place, each once: tenants share most of what there is to say.
fn in_order(mut out: Vec<Diagnostic>) -> (Vec<Diagnostic>, usize) {
    out.par_sort_by(|a, b| {
        (a.span(), a.severity, a.code, &a.message, &a.labels).cmp(&(
            b.span(),
            b.severity,
            b.code,
            &b.message,
            &b.labels,
        ))
    });
    out.dedup();
    let omitted = out.len().saturating_sub(MAX_DIAGNOSTICS);
    if omitted > 0 {
        // Errors must not be crowded out by hints.
        out.sort_by_key(|diagnostic| diagnostic.severity);
        out.truncate(MAX_DIAGNOSTICS);
        out.sort_by_key(|diagnostic| (diagnostic.span(), diagnostic.severity, diagnostic.code));
    }
    (out, omitted)
}

fn vocabulary(project: &Project, out: &mut Findings) -> Arc<Vocabulary> {
    let standard = Vocabulary::standard();
    let own = project.files.iter().any(|file| file.items.iter().any(|item| is_entry(item.declaration.kind)));
    if own { Arc::new(standard.extended(&project.files, out)) } else { standard.clone() }
}

fn read_apps(
    project: &Project,
    definitions: &Definitions,
    vocabulary: &Vocabulary,
    out: &mut Findings,
) -> HashMap<usize, App> {
    let mut silent = Findings::default();
    let mut apps = HashMap::new();
    for (id, definition) in definitions.iter().filter(|(_, definition)| definition.kind == DefinitionKind::App) {
        let Some(item) = definitions.item(definition) else { continue };
        let own = project.files.get(definition.file.id.0 as usize).is_some();
        if let Some(app) = apps::read(&definition.file, item, vocabulary, if own { out } else { &mut silent }) {
            apps.insert(id.0, app);
        }
    }
    // Heads that cannot be read declare nothing; they are reported all the same.
    for file in &project.files {
        let broken = file
            .items
            .iter()
            .filter(|item| item.declaration.kind == DeclarationKind::App && !forms::is_unreadable(file, item))
            .filter_map(|item| head::app_head(file, item).err());
        out.extend(broken.map(|diagnostic| *diagnostic));
    }
    apps
}

/// All rows of words of a body, those of the blocks inside as well.
fn rows_of(body: &Body) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut open = vec![body];
    while let Some(body) = open.pop() {
        for node in &body.nodes {
            match node {
                Node::Sentence(sentence) => rows.push(sentence.row),
                Node::Block { head, body } => {
                    rows.push(head.row);
                    open.push(body);
                }
                Node::Comment(_) => {}
            }
        }
    }
    rows
}
