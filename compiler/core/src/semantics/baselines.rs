//! Reads the baselines that blocks include, for each kind of block that does.

use super::Known;
use super::circles;
use super::definitions::{DefinitionId, DefinitionKind};
use super::head;
use super::program::{Baseline, Block, Content, Line, Place};
use super::sentence::Reader;
use crate::diagnostics::{Diagnostic, Findings, Severity};
use crate::syntax::Span;
use crate::vocabulary::STANDARD_FILES;
use crate::vocabulary::model::BlockKind;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Baselines by the kind of block that includes them.
pub(super) type Baselines = HashMap<(DefinitionId, BlockKind), Baseline>;

/// What a baseline includes, and where.
type Edges = HashMap<DefinitionId, Vec<(DefinitionId, Span)>>;

/// Reads the baselines that blocks include, and those that these include.
pub(super) fn read(names: Known<'_>, blocks: &[Arc<Block>], out: &mut Findings) -> Baselines {
    let mut baselines = HashMap::new();
    let mut edges = Edges::new();
    let mut wanted: Vec<(DefinitionId, BlockKind)> =
        blocks.iter().flat_map(|block| includes(&block.lines).map(|(id, _)| (id, block.kind))).collect();
    let mut read_ids = HashSet::new();
    while let Some((id, kind)) = wanted.pop() {
        if baselines.contains_key(&(id, kind)) {
            continue;
        }
        let names = Known { enough: out.is_full(Severity::Error), ..names };
        let Some((baseline, diagnostics)) = one(names, id, kind) else { continue };
        read_ids.insert(id);
        // What comes with mam is tested with mam.
        out.extend(
            diagnostics
                .into_iter()
                .filter(|diagnostic| diagnostic.span().is_none_or(|span| span.file.0 < STANDARD_FILES)),
        );
        wanted.extend(includes(&baseline.lines).map(|(id, _)| (id, kind)));
        edges.entry(id).or_default().extend(includes(&baseline.lines));
        baselines.insert((id, kind), baseline);
    }
    unused(names, &read_ids, &mut edges, out);
    circle(&edges, out);
    baselines
}

pub(super) fn includes(lines: &[Line]) -> impl Iterator<Item = (DefinitionId, Span)> + '_ {
    lines.iter().filter_map(|line| {
        if let Content::Include { baseline, .. } = line.content { Some((baseline, line.span)) } else { None }
    })
}

fn one(names: Known<'_>, id: DefinitionId, kind: BlockKind) -> Option<(Baseline, Vec<Diagnostic>)> {
    let Known { vocabulary, definitions, apps, .. } = names;
    let definition = definitions.get(id)?;
    let item = definitions.item(definition)?;
    let (_, platforms) = head::baseline_head(&definition.file, item).ok()?;
    let open = !head::names_platforms(&definition.file, item);
    let mut reader = Reader {
        vocabulary,
        definitions,
        apps,
        file: &definition.file,
        item,
        kind,
        open,
        broken: !item.declaration.problems.is_empty(),
        unread: 0,
        enough: names.enough,
        out: Vec::new(),
    };
    let mut lines = Vec::new();
    if let Some(body) = &item.declaration.body {
        reader.body(body, Place { platforms, scope: None }, &mut lines);
    }
    let broken = reader.broken || item.declaration.body.is_none();
    Some((Baseline { platforms, lines, broken }, reader.out))
}

/// The kinds of block that a baseline was read for: those that include it, else the one that understands it best.
pub(super) fn kinds(names: Known<'_>, known: &Baselines, id: DefinitionId) -> Vec<BlockKind> {
    let read: Vec<_> = BlockKind::ALL.into_iter().filter(|kind| known.contains_key(&(id, *kind))).collect();
    if read.is_empty() { best(names, id).map(|(kind, ..)| kind).into_iter().collect() } else { read }
}

/// Reads a baseline again, for the sake of the names that it says.
pub(super) fn read_again(names: Known<'_>, id: DefinitionId, kind: BlockKind) {
    drop(one(names, id, kind));
}

/// A baseline as the kind of block reads it that understands most of it.
fn best(names: Known<'_>, id: DefinitionId) -> Option<(BlockKind, Baseline, Vec<Diagnostic>)> {
    let errors = |diagnostics: &[Diagnostic]| {
        diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    };
    BlockKind::ALL
        .into_iter()
        .filter_map(|kind| one(names, id, kind).map(|(baseline, said)| (kind, baseline, said)))
        .min_by_key(|(_, _, said)| errors(said))
}

/// A baseline that nothing includes is checked for the kind of block that understands it best.
fn unused(names: Known<'_>, read: &HashSet<DefinitionId>, edges: &mut Edges, out: &mut Findings) {
    let own = names
        .definitions
        .iter()
        .filter(|(_, definition)| definition.kind == DefinitionKind::Baseline && definition.file.id.0 < STANDARD_FILES);
    for (id, _) in own.filter(|(id, _)| !read.contains(id)) {
        if out.is_full(Severity::Error) {
            // It would be read five times to say what nobody reads.
            out.omit(1);
            continue;
        }
        if let Some((_, baseline, diagnostics)) = best(names, id) {
            out.extend(diagnostics);
            edges.entry(id).or_default().extend(includes(&baseline.lines));
        }
    }
}

fn circle(edges: &Edges, out: &mut Findings) {
    let mut starts: Vec<_> = edges.keys().copied().collect();
    starts.sort();
    for circle in circles::find(starts.into_iter(), |id| edges.get(&id).map(Vec::as_slice).unwrap_or_default()) {
        let Some(((_, first), rest)) = circle.split_first() else { continue };
        let diagnostic = match rest.is_empty() {
            true => Diagnostic::new(50, "this baseline includes itself")
                .at(*first, "this is the baseline in which it stands"),
            false => Diagnostic::new(50, "these baselines include each other in a circle")
                .at(*first, "the circle begins here"),
        };
        let diagnostic = rest.iter().fold(diagnostic, |diagnostic, (_, span)| diagnostic.at(*span, "and goes on here"));
        let last = rest.last().map_or(*first, |(_, span)| *span);
        out.push(diagnostic.help("take one of the includes out").repair("take the last include out", last, ""));
    }
}

/// Marks the blocks that include, at whatever depth, a baseline some of whose sentences could not be read.
pub(super) fn spread_breaks(blocks: &mut [Arc<Block>], baselines: &Baselines) {
    if baselines.values().all(|baseline| !baseline.broken) {
        return;
    }
    for block in blocks.iter_mut().filter(|block| !block.broken) {
        let mut open: Vec<_> = includes(&block.lines).map(|(id, _)| id).collect();
        let mut seen = HashSet::new();
        while let Some(id) = open.pop().filter(|_| !block.broken) {
            let Some(baseline) = baselines.get(&(id, block.kind)).filter(|_| seen.insert(id)) else { continue };
            if baseline.broken {
                Arc::make_mut(block).broken = true;
            }
            open.extend(includes(&baseline.lines).map(|(id, _)| id));
        }
    }
}
