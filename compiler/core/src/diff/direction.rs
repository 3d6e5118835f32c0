//! Which way a change goes, as far as the vocabulary tells.

use super::meaning::{or_null, value};
use super::pair::{Group, Pair};
use super::report::Direction;
use crate::graph::{Lowered, Sense, SlotId, strictness_of};
use crate::import::policy::Policy;
use crate::import::statement::Statement;
use crate::values;
use crate::vocabulary::model::{SentenceEntry, Type};
use serde_json::Value as Json;
use std::cmp::Ordering;

impl Pair<'_> {
    /// Which way a group of sentences goes: all that they write must go the same way.
    pub(super) fn direction(&self, group: &Group) -> Option<Direction> {
        let orders = group.slots.iter().map(|slot| self.order(group, *slot));
        let mut orders: Vec<Ordering> = orders.collect::<Option<_>>()?;
        // What one property does not tell, another one may.
        orders.retain(|order| *order != Ordering::Equal);
        let first = *orders.first()?;
        match first {
            Ordering::Greater if orders.iter().all(|order| *order == first) => Some(Direction::Stricter),
            Ordering::Less if orders.iter().all(|order| *order == first) => Some(Direction::Weaker),
            _ => None,
        }
    }

    /// How strict the right side is beside the left one. Only values of one sentence have an order: whether silence is strict or
    /// not, and which of two sentences is, the vocabulary does not tell.
    fn order(&self, group: &Group, slot: SlotId) -> Option<Ordering> {
        let writer = |statements: &[Statement]| {
            let statement = statements.iter().find(|statement| statement.slots.contains(&slot))?;
            self.comparing.maker.vocabulary.sentences().get(statement.entry?)
        };
        let (one, other) = (writer(&group.left)?, writer(&group.right)?);
        let lowered = |policy: &Policy, entry: &SentenceEntry| {
            let json = or_null(value(policy, slot));
            let length = json.as_str().and_then(values::from_iso8601);
            match self.known.senses.get(slot as usize) {
                Some(Sense::Duration) => length.map(Lowered::Duration),
                _ => Some(Lowered::Json(spelled(entry, json))),
            }
        };
        if !std::ptr::eq(one, other) {
            return None;
        }
        let (left, right) = (lowered(self.left, one)?, lowered(self.right, one)?);
        strictness_of(one, self.known.path(slot), &right, &left)
    }
}

/// A value as the words of a sentence spell it: exports have enum members in other letter cases.
fn spelled(entry: &SentenceEntry, json: &Json) -> Json {
    let types = entry.holes.iter().flat_map(|hole| &hole.types);
    let words = types.filter_map(|(_, of)| if let Type::Words(words) = of { Some(words) } else { None });
    let known = words.flat_map(|words| &words.items).find(|item| Sense::Member.same(&item.value, json));
    known.map_or_else(|| json.clone(), |item| item.value.clone())
}
