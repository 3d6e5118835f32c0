//! What a program means: names, types, sentences, tenants. Gives the checked program that the lowering starts from. Must not know
//! Graph's properties, nor files.

mod apps;
mod check_value;
mod circles;
mod definitions;
mod fill;
pub mod head;
mod mismatch;
mod program;
mod sentence;
mod tenants;

pub use apps::App;
pub(crate) use check_value::{check_on as check_value, find as find_word};
pub use definitions::{Definition, DefinitionId, DefinitionKind, Definitions};
pub use program::{Baseline, Block, Content, Line, Place};
pub use tenants::{DEFAULT_TENANT, Tenant};

use crate::cursor::{Cursor, docs};
use crate::diagnostics::{Diagnostic, Severity, from_problem};
use crate::graph::{self, Compiled};
use crate::project::Project;
use crate::syntax::{Body, DeclarationKind, File, Item, Node, Row, Span, TokenKind};
use crate::vocabulary::model::{BlockKind, Platforms};
use crate::vocabulary::{Vocabulary, is_entry};
use rayon::prelude::*;
use sentence::Reader;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How many diagnostics are kept; more than a person reads, and few enough to hold in memory.
pub const MAX_DIAGNOSTICS: usize = 10_000;

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
    let mut out = project.unreadable.clone();
    out.par_extend(project.files.par_iter().flat_map_iter(|file| problems(file)));
    let vocabulary = vocabulary(project, &mut out);
    let definitions = Definitions::collect(project, &vocabulary, &mut out);
    let apps = read_apps(project, &definitions, &vocabulary, &mut out);
    let (mut blocks, read) = read_blocks(project, &vocabulary, &definitions);
    out.extend(read);
    let baselines = read_baselines(project, &vocabulary, &definitions, &blocks, &mut out);
    let tenants = tenants::Collector { project, vocabulary: &vocabulary, definitions: &definitions, out: &mut out }.tenants();
    blocks.sort_by_key(|block| (block.file.id, block.item));
    let program = Program { vocabulary, definitions, blocks, baselines, apps, tenants };
    let keep = program.tenants.len() <= KEPT_TENANTS;
    let lower = |tenant: &Tenant| {
        let (compiled, diagnostics, omitted) = graph::lower(&program, tenant);
        (keep.then_some(compiled), diagnostics, omitted)
    };
    let lowered: Vec<_> = program.tenants.par_iter().map(lower).collect();
    let mut compiled = Vec::with_capacity(lowered.len());
    let mut dropped = 0;
    for (objects, diagnostics, omitted) in lowered {
        compiled.push(objects);
        out.extend(diagnostics);
        dropped += omitted;
    }
    program.definitions.unused(&mut out);
    let (diagnostics, omitted) = in_order(out);
    let omitted = omitted + dropped + project.files.iter().map(|file| file.omitted as usize).sum::<usize>();
    Checked { diagnostics, omitted, program, compiled }
}

/// Sorted by place, each once: tenants share most of what there is to say.
fn in_order(mut out: Vec<Diagnostic>) -> (Vec<Diagnostic>, usize) {
    out.par_sort_by(|a, b| (a.span(), a.severity, a.code, &a.message, &a.labels).cmp(&(b.span(), b.severity, b.code, &b.message, &b.labels)));
    out.dedup();
    let omitted = out.len().saturating_sub(MAX_DIAGNOSTICS);
    if omitted > 0 {
        // Errors must not be crowded out by hints.
        out.sort_by_key(|diagnostic| diagnostic.severity);
        out.truncate(MAX_DIAGNOSTICS);
        out.sort_by(|a, b| (a.span(), a.severity, a.code).cmp(&(b.span(), b.severity, b.code)));
    }
    (out, omitted)
}

/// What the parser found, and declarations whose heads cannot be read.
fn problems(file: &Arc<File>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let outside = file.problems.iter().map(|problem| (0, problem));
    let inside = file.items.iter().flat_map(|item| item.declaration.problems.iter().map(|problem| (item.base, problem)));
    for (base, problem) in outside.chain(inside) {
        let span = Span { file: file.id, start: base + problem.range.start, end: base + problem.range.end };
        let text = file.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        out.push(from_problem(problem.kind, span, text));
    }
    for item in &file.items {
        let head = match item.declaration.kind {
            DeclarationKind::Use => head::use_head(file, item).err(),
            DeclarationKind::Let => head::let_head(file, item).err(),
            DeclarationKind::Param => head::param_head(file, item).err(),
            DeclarationKind::Baseline => head::baseline_head(file, item).err(),
            DeclarationKind::Test | DeclarationKind::Guarantee => head::test_head(file, item).err(),
            _ => None,
        };
        out.extend(head.map(|diagnostic| *diagnostic));
        out.extend(bodies(file, item));
    }
    out
}

/// Declarations that need a block and have none, or the reverse.
fn bodies(file: &File, item: &Item) -> Option<Diagnostic> {
    use DeclarationKind as Kind;
    let kind = item.declaration.kind;
    let row = Cursor::new(file, item, item.declaration.head.row).rest();
    if matches!(kind, Kind::Use | Kind::Let | Kind::Param) {
        return item.declaration.body.is_some().then(|| Diagnostic::new(12, "this declaration has no block").at(row, "ends with its line").help("delete the braces and what is between them"));
    }
    let needs = !matches!(kind, Kind::Unknown | Kind::Connector) && !is_entry(kind);
    (needs && item.declaration.body.is_none()).then(|| {
        let end = Span { start: row.end, ..row };
        Diagnostic::new(12, "this declaration says nothing").at(end, "a block `{ … }` is expected").help("write its sentences between braces, one a line")
    })
}

fn vocabulary(project: &Project, out: &mut Vec<Diagnostic>) -> Arc<Vocabulary> {
    let standard = Vocabulary::standard();
    let own = project.files.iter().any(|file| file.items.iter().any(|item| is_entry(item.declaration.kind)));
    if own { Arc::new(standard.extended(&project.files, out)) } else { standard.clone() }
}

fn read_apps(project: &Project, definitions: &Definitions, vocabulary: &Vocabulary, out: &mut Vec<Diagnostic>) -> HashMap<usize, App> {
    let mut silent = Vec::new();
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
        let broken = file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::App).filter_map(|item| head::app_head(file, item).err());
        out.extend(broken.map(|diagnostic| *diagnostic));
    }
    apps
}

/// Reads the blocks that become objects; `test` and `guarantee` only use names.
fn read_blocks(project: &Project, vocabulary: &Vocabulary, definitions: &Definitions) -> (Vec<Block>, Vec<Diagnostic>) {
    let work: Vec<_> = project.files.iter().flat_map(|file| file.items.iter().enumerate().map(move |(place, item)| (file, place, item))).collect();
    let read = |(file, place, item): &(&Arc<File>, usize, &Item)| {
        let mut out = Vec::new();
        let kind = match item.declaration.kind {
            DeclarationKind::AppProtection => BlockKind::AppProtection,
            DeclarationKind::AppConfiguration => BlockKind::AppConfiguration,
            DeclarationKind::Connector => BlockKind::Connector,
            DeclarationKind::ConditionalAccess => BlockKind::ConditionalAccess,
            DeclarationKind::NamedLocation => BlockKind::NamedLocation,
            DeclarationKind::Test | DeclarationKind::Guarantee => {
                touch_names(file, item, definitions);
                return (None, out);
            }
            _ => return (None, out),
        };
        let block = read_block(file, *place, item, kind, vocabulary, definitions, &mut out);
        (block, out)
    };
    let results: Vec<_> = work.par_iter().with_min_len(64).map(read).collect();
    let mut blocks = Vec::new();
    let mut out = Vec::new();
    for (block, diagnostics) in results {
        blocks.extend(block);
        out.extend(diagnostics);
    }
    (blocks, out)
}

fn read_block(file: &Arc<File>, place: usize, item: &Item, kind: BlockKind, vocabulary: &Vocabulary, definitions: &Definitions, out: &mut Vec<Diagnostic>) -> Option<Block> {
    let head = match kind {
        BlockKind::AppProtection | BlockKind::AppConfiguration => head::block_head(file, item, Some(vocabulary.scopes())),
        BlockKind::ConditionalAccess => head::block_head(file, item, None),
        BlockKind::Connector => head::connector_head(file, item),
        BlockKind::NamedLocation => head::location_head(file, item),
    };
    let head = match head {
        Ok(head) => head,
        Err(diagnostic) => {
            out.push(*diagnostic);
            return None;
        }
    };
    let definition = if kind == BlockKind::NamedLocation { definitions.iter().find(|(_, known)| known.file.id == file.id && known.item == place).map(|(id, _)| id) } else { None };
    let span = Cursor::new(file, item, item.declaration.head.row).rest();
    let known: Platforms = head.platforms.iter().filter(|platform| vocabulary.objects_of(kind, Some(*platform)).next().is_some()).collect();
    let block_place = Place { platforms: if kind.has_platforms() { known } else { Platforms::ALL }, scope: head.scope.map(|(scope, _)| scope) };
    let mut reader = Reader { vocabulary, definitions, file, item, kind, out: Vec::new() };
    if kind.has_platforms() && known != head.platforms {
        let missing = head.platforms.without(known);
        reader.out.push(Diagnostic::new(24, format!("`{}` does not exist on {missing}", kind.words())).at(span, "for this platform").help(format!("delete `{missing}` from the head")));
    }
    let mut lines = Vec::new();
    if let Some(body) = &item.declaration.body {
        reader.body(body, block_place, &mut lines);
    }
    out.append(&mut reader.out);
    Some(Block {
        kind,
        name: head.name,
        title: head.title,
        definition,
        place: block_place,
        scope_span: head.scope.map(|(_, span)| span),
        lines,
        docs: docs(file.text_of(item), &item.declaration.docs),
        span,
        file: file.clone(),
        item: place,
    })
}

/// Reads the baselines that blocks include, and those that these include.
fn read_baselines(project: &Project, vocabulary: &Vocabulary, definitions: &Definitions, blocks: &[Block], out: &mut Vec<Diagnostic>) -> HashMap<(DefinitionId, BlockKind), Baseline> {
    let includes = |lines: &[Line], kind: BlockKind| -> Vec<(DefinitionId, BlockKind)> {
        lines.iter().filter_map(|line| if let Content::Include { baseline, .. } = line.content { Some((baseline, kind)) } else { None }).collect()
    };
    let mut baselines = HashMap::new();
    let mut edges: HashMap<DefinitionId, Vec<(DefinitionId, Span)>> = HashMap::new();
    let mut wanted: Vec<(DefinitionId, BlockKind)> = blocks.iter().flat_map(|block| includes(&block.lines, block.kind)).collect();
    let read = |id: DefinitionId, kind: BlockKind| -> Option<(Baseline, Vec<Diagnostic>)> {
        let definition = definitions.get(id)?;
        let item = definitions.item(definition)?;
        let (_, platforms) = head::baseline_head(&definition.file, item).ok()?;
        let mut reader = Reader { vocabulary, definitions, file: &definition.file, item, kind, out: Vec::new() };
        let mut lines = Vec::new();
        if let Some(body) = &item.declaration.body {
            reader.body(body, Place { platforms, scope: None }, &mut lines);
        }
        Some((Baseline { platforms, lines }, reader.out))
    };
    let mut read_ids = HashSet::new();
    while let Some((id, kind)) = wanted.pop() {
        if baselines.contains_key(&(id, kind)) {
            continue;
        }
        let Some((baseline, diagnostics)) = read(id, kind) else { continue };
        read_ids.insert(id);
        out.extend(diagnostics.into_iter().filter(|diagnostic| is_own(project, diagnostic)));
        wanted.extend(includes(&baseline.lines, kind));
        let targets = baseline.lines.iter().filter_map(|line| if let Content::Include { baseline, .. } = line.content { Some((baseline, line.span)) } else { None });
        edges.entry(id).or_default().extend(targets);
        baselines.insert((id, kind), baseline);
    }
    // A baseline that nothing includes is checked for the kind of block that understands it best.
    for (id, _) in definitions.iter().filter(|(id, definition)| definition.kind == DefinitionKind::Baseline && definition.file.id.0 < crate::vocabulary::STANDARD_FILES && !read_ids.contains(id)) {
        let best = BlockKind::ALL.into_iter().filter_map(|kind| read(id, kind)).min_by_key(|(_, diagnostics)| diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count());
        if let Some((baseline, diagnostics)) = best {
            out.extend(diagnostics);
            edges.entry(id).or_default().extend(baseline.lines.iter().filter_map(|line| if let Content::Include { baseline, .. } = line.content { Some((baseline, line.span)) } else { None }));
        }
    }
    let mut starts: Vec<_> = edges.keys().copied().collect();
    starts.sort();
    for circle in circles::find(starts.into_iter(), |id| edges.get(&id).map(Vec::as_slice).unwrap_or_default()) {
        let Some(((_, first), rest)) = circle.split_first() else { continue };
        let mut diagnostic = Diagnostic::new(50, "these baselines include each other in a circle").at(*first, "begins here");
        for (_, span) in rest {
            diagnostic = diagnostic.at(*span, "and goes on here");
        }
        out.push(diagnostic.help("take one of the includes out"));
    }
    baselines
}

fn is_own(project: &Project, diagnostic: &Diagnostic) -> bool {
    diagnostic.span().is_none_or(|span| (span.file.0 as usize) < project.files.len())
}

/// Names in `test` and `guarantee` count as used.
fn touch_names(file: &Arc<File>, item: &Item, definitions: &Definitions) {
    fn rows(body: &Body, out: &mut Vec<Row>) {
        for node in &body.nodes {
            match node {
                Node::Sentence(sentence) => out.push(sentence.row),
                Node::Block { head, body } => {
                    out.push(head.row);
                    rows(body, out);
                }
                Node::Comment(_) => {}
            }
        }
    }
    let mut all = Vec::new();
    item.declaration.body.iter().for_each(|body| rows(body, &mut all));
    let words = all.into_iter().flat_map(|row| item.declaration.row(row)).filter(|token| token.kind == TokenKind::Word);
    for word in words {
        let _ = definitions.resolve(file.id, word.range.of(file.text_of(item)));
    }
}

