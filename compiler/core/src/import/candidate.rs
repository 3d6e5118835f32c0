//! What sentences could say of a policy, before some of them are chosen.

use super::statement::Statement;
use crate::graph::SlotId;
use crate::vocabulary::Value;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// A sentence that says something true of the policy.
pub(super) struct Candidate {
    pub(super) entry: usize,
    pub(super) values: Vec<Value>,
    /// The slots it writes, with the places of the items it adds to a list; all of them without.
    pub(super) writes: Vec<(SlotId, Option<Vec<usize>>)>,
    /// How many properties it writes that the export does not mention.
    pub(super) guesses: usize,
    /// It as a statement, once that was asked for.
    pub(super) said: OnceCell<Statement>,
}

/// What sentences could say of a policy on a platform, by their entries: the same whatever holds without them.
#[derive(Default)]
pub(crate) struct Candidates(pub(super) FxHashMap<usize, Vec<Candidate>>);

impl Candidate {
    pub(super) fn add(&mut self, slot: SlotId, places: Option<Vec<usize>>) {
        match (self.writes.iter_mut().find(|(known, _)| *known == slot), places) {
            (Some((_, Some(known))), Some(more)) => known.extend(more),
            (Some((_, known)), None) => *known = None,
            (Some(_), Some(_)) => {}
            (None, places) => self.writes.push((slot, places)),
        }
    }
}

/// The places of a list's items that are said already.
pub(super) fn said_items(slot: SlotId, chosen: &[&Candidate]) -> FxHashSet<usize> {
    let writes = chosen.iter().flat_map(|candidate| &candidate.writes).filter(|(written, _)| *written == slot);
    writes.filter_map(|(_, places)| places.as_ref()).flatten().copied().collect()
}
