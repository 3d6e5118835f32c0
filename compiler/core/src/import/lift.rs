//! Baselines: what many blocks say is lifted out of them, where that makes the whole shorter.

use super::block::{Block, lines};
use super::facet::Facet;
use super::names::Names;
use super::statement::Statement;
use crate::graph::SlotId;
use crate::vocabulary::model::{BlockKind, Platform, Platforms};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A baseline of an imported source.
pub(super) struct Baseline {
    pub(super) kind: BlockKind,
    pub(super) name: String,
    pub(super) platforms: Platforms,
    /// One facet for each platform.
    pub(super) facets: Vec<Facet>,
}

/// The fewest sentences that are worth a name.
const WORTH: usize = 3;

/// How many baselines of a kind are looked for, one after the other.
const ROUNDS: usize = 8;

/// Lifts what many blocks of a kind share.
pub(super) fn lift(blocks: &mut [Block], names: &mut Names) -> Vec<Baseline> {
    let mut baselines = Vec::new();
    for kind in BlockKind::ALL {
        let mut open: Vec<usize> =
            (0..blocks.len()).filter(|at| blocks.get(*at).is_some_and(|block| block.kind == kind)).collect();
        for _ in 0..ROUNDS {
            let Some((baseline, includers)) = round(kind, blocks, &open, names) else { break };
            open.retain(|at| !includers.contains(at));
            baselines.push(baseline);
        }
    }
    baselines
}

/// Finds the sentences that most of these blocks say, and lifts them if that is shorter.
fn round(kind: BlockKind, blocks: &mut [Block], open: &[usize], names: &mut Names) -> Option<(Baseline, Vec<usize>)> {
    let shared = majority(blocks, open);
    let common = lines(&shared).len();
    if common < WORTH {
        return None;
    }
    let mut lifted: Vec<(usize, Vec<Facet>)> = Vec::new();
    let mut saved = 0usize;
    for at in open {
        let Some(block) = blocks.get(*at) else { continue };
        // Without platforms, blocks are short: one that takes half of a baseline back would confuse.
        let Some(facets) = without(&block.facets, &shared, kind.has_platforms()) else { continue };
        let (before, after) = (block.lines().len(), lines(&facets).len() + 1);
        if after < before {
            saved += before - after;
            lifted.push((*at, facets));
        }
    }
    // Its head, its brace, and the blank line after it.
    if lifted.len() < 2 || saved <= common + 3 {
        return None;
    }
    let name = names.free(&format!("{}_baseline", kind.words()), "baseline");
    let include = Statement::plain(format!("include {name}"), Vec::new());
    let mut includers = Vec::new();
    for (at, mut facets) in lifted {
        for facet in &mut facets {
            // After the apps and the assignments, which say whom the block is for.
            let place = facet.statements.iter().take_while(|statement| is_audience(statement)).count();
            facet.statements.insert(place, include.clone());
        }
        if let Some(block) = blocks.get_mut(at) {
            block.facets = facets;
            includers.push(at);
        }
    }
    let platforms = shared.iter().filter_map(|facet| facet.platform).collect();
    Some((Baseline { kind, name, platforms, facets: shared }, includers))
}

/// Whether a sentence says whom a block is for.
pub(super) fn is_audience(statement: &Statement) -> bool {
    statement.slots.iter().any(|slot| *slot >= crate::graph::EXCLUDE)
}

/// How often a sentence is said, and where in a block it stood first.
type Counts<'a> = FxHashMap<&'a Statement, (usize, usize)>;

/// The sentences that more than half of the blocks' facets say on a platform.
fn majority(blocks: &[Block], open: &[usize]) -> Vec<Facet> {
    let mut counts: BTreeMap<Option<Platform>, (usize, Counts<'_>)> = BTreeMap::new();
    for facet in open.iter().filter_map(|at| blocks.get(*at)).flat_map(|block| &block.facets) {
        let (total, statements) = counts.entry(facet.platform).or_default();
        *total += 1;
        for (order, statement) in facet.statements.iter().enumerate() {
            statements.entry(statement).or_insert((0, order)).0 += 1;
        }
    }
    let facets = counts.into_iter().map(|(platform, (total, statements))| {
        let mut common: Vec<_> =
            statements.into_iter().filter(|(_, (count, _))| *count > 1 && *count * 2 > total).collect();
        common.sort_by(|a, b| (a.1.1, &a.0.text).cmp(&(b.1.1, &b.0.text)));
        // A property is said once.
        let mut statements: Vec<Statement> = Vec::new();
        for (statement, _) in common {
            let clashes = |known: &Statement| known.slots.iter().any(|slot| statement.slots.contains(slot));
            if !statements.iter().any(clashes) {
                statements.push(statement.clone());
            }
        }
        Facet { policy: usize::MAX, platform, scope: None, statements, with_levels: Vec::new() }
    });
    facets.filter(|facet| !facet.statements.is_empty()).collect()
}

/// What facets still say when they include the shared sentences. None when they cannot, because they would have to take one back.
fn without(facets: &[Facet], shared: &[Facet], override_some: bool) -> Option<Vec<Facet>> {
    let mut rest = Vec::with_capacity(facets.len());
    for facet in facets {
        let common = shared.iter().find(|common| common.platform == facet.platform)?;
        for statement in &common.statements {
            let said = facet.statements.contains(statement);
            let overridden = || {
                let own: Vec<SlotId> = facet.statements.iter().flat_map(|own| own.slots.iter().copied()).collect();
                override_some
                    && !statement.kept
                    && !statement.slots.is_empty()
                    && statement.slots.iter().all(|slot| own.contains(slot))
            };
            if !said && !overridden() {
                return None;
            }
        }
        let statements = facet.statements.iter().filter(|statement| !common.statements.contains(statement));
        // A block's own list takes the place of an included one: who says the other half would lose this half.
        let halved = |common: &Statement| {
            let also = |own: &Statement| own != common && own.slots.iter().any(|slot| common.slots.contains(slot));
            facet.statements.contains(common) && statements.clone().any(also)
        };
        if common.statements.iter().any(halved) {
            return None;
        }
        rest.push(Facet { statements: statements.cloned().collect(), ..facet.clone() });
    }
    Some(rest)
}
