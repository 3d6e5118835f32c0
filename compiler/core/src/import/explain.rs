//! From the values of a policy's properties to the sentences that write them.

use super::candidate::{Candidate, Candidates};
use super::known::Known;
use super::policy::Actual;
use super::statement::Statement;
use crate::graph::{SlotId, is_nothing};
use crate::vocabulary::model::Platform;
use crate::vocabulary::{Value, Vocabulary};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;

/// What holds where no sentence of a block speaks: the defaults, or what it includes.
pub(crate) type Base = FxHashMap<SlotId, Json>;

/// A policy on one platform, to be explained.
pub(crate) struct Explainer<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) known: &'a Known,
    pub(crate) platform: Option<Platform>,
    pub(crate) values: &'a [Actual],
    pub(crate) base: &'a Base,
}

impl Explainer<'_> {
    /// The sentences, and the slots that none of them can say.
    pub(crate) fn explain(&self) -> (Vec<Statement>, Vec<SlotId>) {
        self.explain_with(&mut Candidates::default(), &[])
    }

    /// The same, for a policy that is explained on several bases, and where some slots shall not be said by sentences.
    pub(crate) fn explain_with(&self, known: &mut Candidates, unsayable: &[SlotId]) -> (Vec<Statement>, Vec<SlotId>) {
        let wanted: Vec<SlotId> = (0..self.values.len()).filter_map(|slot| SlotId::try_from(slot).ok()).collect();
        let wanted: Vec<SlotId> = wanted.into_iter().filter(|slot| self.differs(*slot)).collect();
        let mut entries: Vec<usize> =
            wanted.iter().filter_map(|slot| self.known.writers.get(*slot as usize)).flatten().copied().collect();
        entries.sort_unstable();
        entries.dedup();
        for entry in &entries {
            known.0.entry(*entry).or_insert_with(|| self.candidates(*entry));
        }
        let together: Vec<Candidate> = wanted.iter().filter_map(|slot| self.together(*slot)).collect();
        let single = entries.iter().filter_map(|entry| known.0.get(entry)).flatten();
        let candidates: Vec<&Candidate> = single.chain(&together).collect();
        let mut unsayable: Vec<SlotId> = unsayable.iter().filter(|slot| wanted.contains(slot)).copied().collect();
        loop {
            let chosen = self.choose(&candidates, &wanted, &unsayable);
            // A list of which a part can be said by nobody is said as a whole, by `set`.
            let failed: Vec<SlotId> = wanted
                .iter()
                .filter(|slot| !unsayable.contains(*slot) && !self.is_covered(**slot, &chosen))
                .copied()
                .collect();
            if failed.is_empty() {
                let statements = chosen.into_iter().flat_map(|candidate| self.statements(candidate)).cloned().collect();
                return (statements, unsayable);
            }
            unsayable.extend(failed);
        }
    }

    /// A sentence that makes a block the object it is, though it says nothing that is not the default.
    pub(crate) fn making(&self, unsayable: &[SlotId]) -> Option<Statement> {
        let entity = &self.known.object.entity;
        // What is not mentioned is the default, and can be said.
        let values = self.values.iter().enumerate().map(|(slot, actual)| match actual {
            Actual::Json(json) => Actual::Json(json.clone()),
            _ => SlotId::try_from(slot)
                .ok()
                .and_then(|slot| self.known.default(slot))
                .map_or(Actual::Absent, |json| Actual::Json(json.clone())),
        });
        let values: Vec<_> = values.collect();
        let stated = Explainer { values: &values, ..*self };
        let sentences = self.vocabulary.sentences().iter().enumerate();
        let mut making = sentences.filter(|(_, sentence)| sentence.makes.as_ref() == Some(entity));
        let fits = |candidate: &Candidate| !candidate.writes.iter().any(|(slot, _)| unsayable.contains(slot));
        making.find_map(|(entry, _)| {
            stated
                .candidates(entry)
                .into_iter()
                .find(fits)
                .and_then(|candidate| self.said(&candidate).into_iter().next())
        })
    }

    /// The value that the export gives a slot, if it does.
    pub(super) fn actual(&self, slot: SlotId) -> Option<&Json> {
        self.values.get(slot as usize).and_then(Actual::json)
    }

    /// Whether a slot has another value than it would have without a sentence.
    fn differs(&self, slot: SlotId) -> bool {
        if !self.is_here(slot) {
            return false;
        }
        let default = self.known.default(slot);
        // What is not mentioned is the default, and an include must not change it.
        match (self.actual(slot).or(default), self.base.get(&slot).or(default)) {
            (Some(wanted), Some(base)) => !self.same(slot, wanted, base),
            (Some(wanted), None) => !is_nothing(wanted) || self.known.is_key(slot),
            (None, _) => false,
        }
    }

    /// Whether something writes the slot on this platform: else it belongs to another one.
    fn is_here(&self, slot: SlotId) -> bool {
        let on = |platform| self.known.platforms.get(slot as usize).is_some_and(|on| on.contains(platform));
        // Keys are no platform's: an app reads those that it knows.
        self.platform.is_none_or(on) || self.known.is_key(slot)
    }

    pub(super) fn same(&self, slot: SlotId, left: &Json, right: &Json) -> bool {
        self.known.senses.get(slot as usize).is_some_and(|sense| sense.same(left, right))
    }

    /// The fewest sentences that say everything that is wanted, greedily.
    fn choose<'c>(&self, candidates: &[&'c Candidate], wanted: &[SlotId], unsayable: &[SlotId]) -> Vec<&'c Candidate> {
        let sentences = self.vocabulary.sentences();
        let mut open: FxHashSet<SlotId> = wanted.iter().copied().filter(|slot| !unsayable.contains(slot)).collect();
        let mut chosen: Vec<&Candidate> = Vec::new();
        loop {
            let fits = |candidate: &&'c Candidate| !candidate.writes.iter().any(|(slot, _)| unsayable.contains(slot));
            let gain = |candidate: &Candidate| {
                let fresh = |(slot, places): &&(SlotId, Option<Vec<usize>>)| {
                    open.contains(slot)
                        && places.as_ref().is_none_or(|places| {
                            let said = said_items(*slot, &chosen);
                            places.iter().any(|place| !said.contains(place))
                        })
                };
                candidate.writes.iter().filter(fresh).count()
            };
            let rank = |candidate: &Candidate| {
                let deprecated = sentences.get(candidate.entry).is_some_and(|entry| entry.deprecated.is_some());
                let spelled_out = candidate.is_spelled_out;
                (
                    gain(candidate),
                    !deprecated,
                    spelled_out,
                    usize::MAX - candidate.guesses,
                    usize::MAX - candidate.entry,
                )
            };
            let best = candidates.iter().copied().filter(fits).max_by_key(|candidate| rank(candidate));
            let Some(best) = best.filter(|best| gain(best) > 0) else { return chosen };
            chosen.push(best);
            open.retain(|slot| {
                let is_touched = best.writes.iter().any(|(written, _)| written == slot);
                !is_touched || !self.is_covered(*slot, &chosen)
            });
        }
    }

    /// Whether all of a slot is said.
    fn is_covered(&self, slot: SlotId, chosen: &[&Candidate]) -> bool {
        let writes = chosen.iter().flat_map(|candidate| &candidate.writes).filter(|(written, _)| *written == slot);
        let mut any = false;
        for (_, places) in writes {
            any = true;
            if places.is_none() {
                return true;
            }
        }
        let count = self.actual(slot).and_then(Json::as_array).map_or(0, Vec::len);
        let said = said_items(slot, chosen);
        let is_list = self.actual(slot).is_none_or(Json::is_array);
        any && (!is_list || (0..count).all(|place| said.contains(&place)))
    }

    /// The sentences of a candidate.
    fn statements<'c>(&self, candidate: &'c Candidate) -> &'c [Statement] {
        candidate.said.get_or_init(|| self.said(candidate))
    }

    fn said(&self, candidate: &Candidate) -> Vec<Statement> {
        let slots: Vec<SlotId> = candidate.writes.iter().map(|(slot, _)| *slot).collect();
        let more = candidate.more.iter().map(|(entry, values)| (*entry, values.as_slice()));
        let statement = |(place, values): (usize, &[Value])| {
            let entry = self.vocabulary.sentences().get(place)?;
            let kept = entry.writes.iter().any(|write| write.kept);
            Some(Statement::of(place, entry, values, slots.clone(), kept))
        };
        std::iter::once((candidate.entry, candidate.values.as_slice())).chain(more).filter_map(statement).collect()
    }
}

/// The places of a list's items that are said already.
fn said_items(slot: SlotId, chosen: &[&Candidate]) -> FxHashSet<usize> {
    let writes = chosen.iter().flat_map(|candidate| &candidate.writes).filter(|(written, _)| *written == slot);
    writes.filter_map(|(_, places)| places.as_ref()).flatten().copied().collect()
}
