//! Brings policies into the one form that is compared: defaults where nothing is said, names in place of ids where they are known,
//! each group once.

use super::meaning::folded;
use super::side::One;
use crate::graph::{Sense, SlotId, is_nothing, placeholder};
use crate::import::assigned::Assigned;
use crate::import::known::Known;
use crate::import::policy::{Actual, Policy};
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{RefKind, Type, WriteValue};
use serde_json::Value as Json;
use std::collections::HashMap;

/// What can be named, and by what.
pub(super) struct Naming {
    /// What is declared on either side, by its id: named locations, filters and their like.
    declared: HashMap<(RefKind, String), String>,
    /// The properties of each entry that hold names.
    places: Vec<Vec<Place>>,
}

/// A property whose values name something.
struct Place {
    slot: usize,
    kinds: Vec<RefKind>,
    /// What is no name there, but a keyword.
    words: Vec<Json>,
}

impl Naming {
    pub(super) fn new<'a>(vocabulary: &Vocabulary, known: &[Known], policies: impl Iterator<Item = &'a One>) -> Self {
        let declared = policies.filter_map(|one| {
            let kind = known.get(one.policy.known)?.object.kind.declares()?;
            Some(((kind, one.policy.id.as_ref()?.to_lowercase()), one.policy.name.clone()?))
        });
        let places = known.iter().map(|known| {
            let place = |slot| Place::of(vocabulary, known, slot).filter(|place| !place.kinds.is_empty());
            (0..known.writers.len()).filter_map(place).collect()
        });
        Self { declared: declared.collect(), places: places.collect() }
    }

    /// Settles a policy.
    pub(super) fn settle(&self, known: &[Known], policy: &mut Policy) {
        let Some(own) = known.get(policy.known) else { return };
        for (slot, value) in policy.values.iter_mut().enumerate() {
            if !matches!(value, Actual::Json(_))
                && let Some(unsaid) = SlotId::try_from(slot).ok().and_then(|slot| unsaid(own, slot))
            {
                *value = Actual::Json(unsaid);
            }
        }
        for place in self.places.get(policy.known).into_iter().flatten() {
            match policy.values.get_mut(place.slot) {
                Some(Actual::Json(Json::Array(items))) => items.iter_mut().for_each(|item| self.name(place, item)),
                Some(Actual::Json(json)) => self.name(place, json),
                _ => {}
            }
        }
        for (filter, _) in policy.assignments.iter_mut().flatten().filter_map(|one| one.filter.as_mut()) {
            if let Some(name) = self.declared.get(&(RefKind::Filter, filter.to_lowercase())) {
                *filter = placeholder(RefKind::Filter, name);
            }
        }
        let key = |one: &Assigned| {
            let filter = one.filter.as_ref().map(|(filter, keeps)| (folded(filter), *keeps));
            (one.excluded, filter, folded(&one.group))
        };
        if let Some(assigned) = &mut policy.assignments {
            assigned.sort_by_cached_key(key);
            assigned.dedup_by_key(|one| key(one));
        }
        policy.others.sort_by(|a, b| a.0.cmp(&b.0));
    }

    /// Puts names in place of ids, as a payload has them.
    fn name(&self, place: &Place, json: &mut Json) {
        match json {
            Json::String(text) => {
                let key = text.to_lowercase();
                let named = |kind: &RefKind| Some((*kind, self.declared.get(&(*kind, key.clone()))?));
                if let Some((kind, name)) = place.kinds.iter().find_map(named) {
                    *text = placeholder(kind, name);
                } else if let [kind] = place.kinds.as_slice()
                    && !(kind.is_id(text) || text.starts_with("{{") || text.trim().is_empty())
                    && !place.words.iter().any(|word| Sense::Member.same(word, &text.as_str().into()))
                {
                    *text = placeholder(*kind, text);
                }
            }
            Json::Object(fields) => fields.iter_mut().for_each(|(_, value)| {
                if let Some(id) = value.as_str().map(str::to_lowercase)
                    && place.kinds.iter().any(|kind| self.declared.contains_key(&(*kind, id.clone())))
                {
                    self.name(place, value);
                }
            }),
            _ => {}
        }
    }
}

/// What a property is when nothing is said of it: its default, or the zero that its entry writes always.
fn unsaid(known: &Known, slot: SlotId) -> Option<Json> {
    let zero = || {
        let mut writes = known.object.writes.iter().filter(|write| *write.path.0 == *known.path(slot));
        writes.find_map(|write| match &write.value {
            WriteValue::Constant(json)
                if is_nothing(json) || json.as_i64() == Some(0) || json.as_bool() == Some(false) =>
            {
                Some(json.clone())
            }
            _ => None,
        })
    };
    known.default(slot).cloned().or_else(zero)
}

impl Place {
    /// What the sentences that write a slot name there.
    fn of(vocabulary: &Vocabulary, known: &Known, slot: usize) -> Option<Self> {
        let mut place = Self { slot, kinds: Vec::new(), words: Vec::new() };
        let path = known.path(SlotId::try_from(slot).ok()?);
        for sentence in known.writers.get(slot)?.iter().filter_map(|entry| vocabulary.sentences().get(*entry)) {
            for write in sentence.writes.iter().filter(|write| *write.path.0 == *path) {
                let WriteValue::Hole(hole) = write.value else { continue };
                for (_, of) in sentence.holes.get(hole).into_iter().flat_map(|hole| &hole.types) {
                    place.add(write.of.as_ref().unwrap_or(of));
                    words(write.of.as_ref().unwrap_or(of), &mut place.words);
                }
            }
        }
        Some(place)
    }

    fn add(&mut self, of: &Type) {
        match of {
            Type::Reference(kind) if !self.kinds.contains(kind) => self.kinds.push(*kind),
            Type::List(inner) | Type::Requirement(inner) => self.add(inner),
            Type::Union(types) => types.iter().for_each(|of| self.add(of)),
            _ => {}
        }
    }
}

fn words(of: &Type, out: &mut Vec<Json>) {
    match of {
        Type::Words(words) => out.extend(words.items.iter().map(|item| item.value.clone())),
        Type::List(inner) | Type::Requirement(inner) => self::words(inner, out),
        Type::Union(types) => types.iter().for_each(|of| self::words(of, out)),
        _ => {}
    }
}
