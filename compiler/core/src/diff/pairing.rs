//! Which policy of one side is which of the other one: by its name, by its id, and at last by what it says.

use super::change::Comparing;
use super::side::One;
use crate::graph::SlotId;
use crate::import::known::Known;
use crate::import::policy::{Actual, Policy};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Up to so many policies of one name are compared each with each.
const FEW: usize = 64;

/// Up to so many pairs are compared in search of policies that were renamed.
const MAX_PAIRS: usize = 1_000_000;

/// Of how many settings one may differ in a policy that was only renamed.
const LIKE: usize = 5;

/// Who belongs to whom, by their places.
#[derive(Default)]
pub(super) struct Pairs {
    pub(super) both: Vec<(usize, usize)>,
    /// Those that the other side does not have.
    pub(super) left: Vec<usize>,
    pub(super) right: Vec<usize>,
}

/// What policies of one kind belong together by.
type Key = fn(&Policy) -> Option<String>;

/// Pairs the policies of two sides.
pub(super) fn pairs(comparing: &Comparing, left: &[One], right: &[One]) -> Pairs {
    let mut pairs = Pairs { both: Vec::new(), left: (0..left.len()).collect(), right: (0..right.len()).collect() };
    let keys: [Key; 3] = [
        |policy| policy.name.clone(),
        |policy| policy.name.as_ref().map(|name| name.trim().to_lowercase()),
        |policy| policy.id.as_ref().map(|id| id.to_lowercase()),
    ];
    for key in keys {
        pairs.by_key(comparing, left, right, key);
    }
    match (left, right) {
        _ if pairs.left.is_empty() || pairs.right.is_empty() => {}
        // Who compares one policy with one of its kind means just these two.
        ([one], [other]) if one.policy.known == other.policy.known => pairs.settle(vec![(0, 0)]),
        _ => pairs.by_likeness(comparing, left, right),
    }
    pairs
}

impl Pairs {
    /// Pairs what has the same key.
    fn by_key(&mut self, comparing: &Comparing, left: &[One], right: &[One], key: Key) {
        let key = |one: &One| Some((one.policy.known, key(&one.policy)?));
        let mut theirs: FxHashMap<(usize, String), Vec<usize>> = FxHashMap::default();
        for place in &self.right {
            if let Some(key) = right.get(*place).and_then(key) {
                theirs.entry(key).or_default().push(*place);
            }
        }
        let mut groups: FxHashMap<(usize, String), Vec<usize>> = FxHashMap::default();
        for place in &self.left {
            if let Some(key) = left.get(*place).and_then(key).filter(|key| theirs.contains_key(key)) {
                groups.entry(key).or_default().push(*place);
            }
        }
        let mut found: Vec<(usize, usize)> = groups
            .into_iter()
            .flat_map(|(key, ours)| among(comparing, left, right, &ours, theirs.get(&key).map_or(&[], Vec::as_slice)))
            .collect();
        found.sort_unstable();
        self.settle(found);
    }

    /// Pairs what is equal but for its name, then what is nearly equal, where nothing else of its kind is.
    fn by_likeness(&mut self, comparing: &Comparing, left: &[One], right: &[One]) {
        if self.left.len().saturating_mul(self.right.len()) > MAX_PAIRS {
            return;
        }
        let like = |ours: &usize| -> Vec<(usize, usize, bool)> {
            let theirs = self.right.iter().filter_map(|theirs| {
                let is_equal = likeness(comparing, left.get(*ours)?, right.get(*theirs)?)?;
                Some((*ours, *theirs, is_equal))
            });
            theirs.collect()
        };
        let alike: Vec<(usize, usize, bool)> = self.left.par_iter().flat_map_iter(like).collect();
        let equal = alike.iter().filter(|(.., is_equal)| *is_equal).map(|(one, other, _)| (*one, *other));
        self.settle(only(equal.collect()));
        let (ours, theirs): (FxHashSet<usize>, FxHashSet<usize>) = self.both.iter().copied().unzip();
        let open = alike.iter().map(|(one, other, _)| (*one, *other));
        self.settle(only(open.filter(|(one, other)| !ours.contains(one) && !theirs.contains(other)).collect()));
    }

    fn settle(&mut self, found: Vec<(usize, usize)>) {
        let (ours, theirs): (FxHashSet<usize>, FxHashSet<usize>) = found.iter().copied().unzip();
        self.left.retain(|place| !ours.contains(place));
        self.right.retain(|place| !theirs.contains(place));
        self.both.extend(found);
    }
}

/// Pairs policies of one key: those of one id first, then those that are most alike.
fn among(comparing: &Comparing, left: &[One], right: &[One], ours: &[usize], theirs: &[usize]) -> Vec<(usize, usize)> {
    if ours.len() == 1 && theirs.len() == 1 || ours.len() > FEW || theirs.len() > FEW {
        return ours.iter().copied().zip(theirs.iter().copied()).collect();
    }
    let mut distances = Vec::new();
    for one in ours {
        for other in theirs {
            let (Some(a), Some(b)) = (left.get(*one), right.get(*other)) else { continue };
            let is_other = a.policy.id.is_none() || a.policy.id != b.policy.id;
            distances.push((is_other, comparing.unlike(&a.policy, &b.policy).count(), *one, *other));
        }
    }
    distances.sort_unstable();
    let (mut used, mut taken) = (FxHashSet::default(), FxHashSet::default());
    let mut pairs = Vec::new();
    for (.., one, other) in distances {
        if !used.contains(&one) && !taken.contains(&other) {
            used.insert(one);
            taken.insert(other);
            pairs.push((one, other));
        }
    }
    pairs
}

/// The pairs of which neither half is in another one.
fn only(pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let (mut ours, mut theirs) = (FxHashMap::default(), FxHashMap::default());
    for (one, other) in &pairs {
        *ours.entry(*one).or_insert(0) += 1;
        *theirs.entry(*other).or_insert(0) += 1;
    }
    pairs.into_iter().filter(|(one, other)| ours.get(one) == Some(&1) && theirs.get(other) == Some(&1)).collect()
}

/// Whether two policies are equal but for their names; none when they are not even nearly so.
fn likeness(comparing: &Comparing, left: &One, right: &One) -> Option<bool> {
    let (left, right) = (&left.policy, &right.policy);
    let known = comparing.maker.known.get(left.known).filter(|_| left.known == right.known)?;
    let said = said(known, left).max(said(known, right));
    let count = comparing.unlike(left, right).count();
    (count * LIKE <= said).then_some(count == 0)
}

/// How much a policy says.
fn said(known: &Known, policy: &Policy) -> usize {
    let slots = policy.values.iter().enumerate().filter(|(slot, value)| {
        let default = SlotId::try_from(*slot).ok().and_then(|slot| known.default(slot));
        matches!(value, Actual::Json(json) if Some(json) != default)
    });
    slots.count() + policy.others.len() + usize::from(policy.apps.is_some()) + usize::from(policy.assignments.is_some())
}
