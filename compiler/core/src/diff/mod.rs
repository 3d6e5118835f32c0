//! What tells two sets of policies apart, by meaning and in the language's words: sources, what they compile to, exports. Names no
//! property: what differs is said by the sentences that write it. Knows no files: bytes come in, a list of differences goes out.

mod change;
mod direction;
mod meaning;
mod output;
mod pair;
mod pairing;
mod report;
mod settle;
mod side;
mod words;

pub use output::{Tenant, is_output};
pub use report::{Change, Comparison, Difference, Direction, Named, Problem, Property, Read, Said, State};
pub use side::Side;

use crate::diagnostics::Findings;
use crate::import::block::lines;
use crate::import::facet::Maker;
use crate::import::known::Known;
use crate::import::order;
use crate::import::theirs::Apps;
use crate::vocabulary::Vocabulary;
use change::Comparing;
use rayon::prelude::*;
use settle::Naming;
use side::One;
use std::sync::Arc;
use words::Words;

/// Compares two sides.
#[must_use]
pub fn diff(left: &Side, right: &Side) -> Comparison {
    let vocabulary = together(left, right);
    let known = Known::all(&vocabulary);
    let (mut one, mut other) = (left.read(&vocabulary, &known), right.read(&vocabulary, &known));
    let naming = Naming::new(&vocabulary, &known, one.policies.iter().chain(&other.policies));
    for policy in one.policies.iter_mut().chain(&mut other.policies) {
        naming.settle(&known, &mut policy.policy);
    }
    let apps = Apps::standard();
    let maker = Maker { vocabulary: &vocabulary, known: &known, apps: &apps, levels: &[] };
    let words = Words::new(&vocabulary, [left, right]);
    let comparing = Comparing { maker: &maker, words: &words };
    let pairs = pairing::pairs(&comparing, &one.policies, &other.policies);
    let changed: Vec<Option<Difference>> = pairs
        .both
        .par_iter()
        .map(|(left, right)| comparing.difference(one.policies.get(*left)?, other.policies.get(*right)?))
        .collect();
    let equal = changed.iter().filter(|difference| difference.is_none()).count();
    let whole = |places: &[usize], policies: &[One], state: State| -> Vec<Difference> {
        places.par_iter().filter_map(|place| Some(comparing.whole(policies.get(*place)?, state))).collect()
    };
    let mut differences: Vec<Difference> = changed.into_iter().flatten().collect();
    differences.extend(whole(&pairs.left, &one.policies, State::Removed));
    differences.extend(whole(&pairs.right, &other.policies, State::Added));
    differences.sort_by(|a, b| a.order().cmp(&b.order()));
    Comparison { left: one.report, right: other.report, equal, differences }
}

/// The vocabulary of both sides: the standard one, with what their sources add to it.
fn together(left: &Side, right: &Side) -> Arc<Vocabulary> {
    match (left.vocabulary(), right.vocabulary()) {
        (None, None) => Vocabulary::standard().clone(),
        (Some(own), None) | (None, Some(own)) => own.clone(),
        (Some(own), Some(other)) if Arc::ptr_eq(own, other) => own.clone(),
        // What both declare is there twice then, which does no harm: the first that fits is said.
        (Some(own), Some(_)) => Arc::new(own.extended(right.entries(), &mut Findings::default())),
    }
}

impl Comparing<'_> {
    /// A policy that the other side does not have, with all it says.
    fn whole(&self, one: &One, state: State) -> Difference {
        let mut policy = one.policy.clone();
        let facets = self.maker.facets(0, &mut policy);
        let sentences = lines(&facets).into_iter().map(|line| {
            let on = line.platforms.map(|platforms| format!(" on {platforms}")).unwrap_or_default();
            self.words.filled(&line.text) + &on
        });
        let named = self.named(one);
        let known = self.maker.known.get(one.policy.known);
        Difference {
            state,
            kind: known.map(|known| known.object.kind.words()).unwrap_or_default(),
            place: known.map_or(usize::MAX, |known| order(known.object.kind)),
            entity: known.map(|known| known.object.entity.to_string()).unwrap_or_default(),
            left: (state == State::Removed).then(|| named.clone()),
            right: (state == State::Added).then_some(named),
            changes: Vec::new(),
            unresolved: false,
            sentences: sentences.collect(),
        }
    }
}
