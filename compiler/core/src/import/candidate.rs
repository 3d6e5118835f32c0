//! What a sentence could say of a policy: its clauses read backwards, each hole filled with what they must have been given.

use super::explain::Explainer;
use super::invert::{self, Read};
use super::known::is_sayable;
use super::policy::Actual;
use super::statement::{Statement, phrase};
use super::text;
use crate::graph::{SlotId, is_nothing};
use crate::values;
use crate::vocabulary::Value;
use crate::vocabulary::model::{SentenceEntry, Type, Write, WriteValue};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;
use std::cell::OnceCell;
use std::sync::Arc;

/// A sentence that says something true of the policy.
#[derive(Default)]
pub(super) struct Candidate {
    /// The entry; of several sentences that make one text together, that of the first.
    pub(super) entry: usize,
    pub(super) values: Vec<Value>,
    /// The slots it writes, with the places of the items it adds to a list; all of them without.
    pub(super) writes: Vec<(SlotId, Option<Vec<usize>>)>,
    /// How many properties it writes that the export does not mention.
    pub(super) guesses: usize,
    /// The sentences behind the first one, in their order, where only several together make the text.
    pub(super) more: Vec<(usize, Vec<Value>)>,
    /// Whether it says in words what another sentence would quote.
    pub(super) is_spelled_out: bool,
    /// It as sentences, once that was asked for.
    pub(super) said: OnceCell<Vec<Statement>>,
}

/// What sentences could say of a policy on a platform, by their entries: the same whatever holds without them.
#[derive(Default)]
pub(crate) struct Candidates(pub(super) FxHashMap<usize, Vec<Candidate>>);

/// What was read back for a hole.
#[derive(Clone, Default)]
struct Hole {
    values: Vec<Value>,
    /// Whether it was chosen, since it decides what the sentence writes.
    chosen: bool,
    /// The halves of a pair that is written to two properties.
    halves: [Option<Arc<str>>; 2],
}

impl Explainer<'_> {
    /// What a sentence could say of the policy: one for each choice of the words that decide what it writes.
    pub(super) fn candidates(&self, entry: usize) -> Vec<Candidate> {
        let Some(sentence) = self.vocabulary.sentences().get(entry) else { return Vec::new() };
        let on = self.platform.is_none_or(|platform| sentence.platforms.contains(platform));
        if !on
            || !is_sayable(sentence)
            || sentence.makes.as_ref().is_some_and(|makes| *makes != self.known.object.entity)
        {
            return Vec::new();
        }
        let mut deciding: Vec<usize> =
            sentence.writes.iter().filter_map(|write| write.when.as_ref().map(|(hole, _)| *hole)).collect();
        deciding.sort_unstable();
        deciding.dedup();
        let mut choices: Vec<Vec<(usize, Value)>> = vec![Vec::new()];
        for hole in deciding {
            let Some(Type::Words(words)) = sentence.holes.get(hole).and_then(|hole| hole.on(self.platform)) else {
                return Vec::new();
            };
            let fits = |place: &usize| {
                let here = |platform| words.items.get(*place).is_some_and(|item| item.platforms.contains(platform));
                self.platform.is_none_or(here)
            };
            choices = choices
                .iter()
                .flat_map(|choice| {
                    (0..words.items.len()).filter(fits).map(|place| {
                        let mut choice = choice.clone();
                        choice.push((hole, Value::Word(words.clone(), place)));
                        choice
                    })
                })
                .collect();
        }
        choices.into_iter().filter_map(|choice| self.candidate(entry, sentence, choice)).collect()
    }

    /// The sentences that together make a text of several parts, if there are such for every part of it: those that only add to it.
    pub(super) fn together(&self, slot: SlotId) -> Option<Candidate> {
        let separator = self.known.shape.slots.get(slot as usize)?.joined.as_deref()?;
        let mut rest = self.actual(slot)?.as_str()?;
        let mut parts: Vec<(usize, Vec<Value>)> = Vec::new();
        loop {
            let (part, behind) = self.part(slot, rest).find(|(_, behind)| {
                behind.is_empty() || behind.strip_prefix(separator).is_some_and(|next| !next.is_empty())
            })?;
            parts.push(part);
            match behind.strip_prefix(separator) {
                Some(next) => rest = next,
                None => break,
            }
        }
        let spelled = |(entry, values): &(usize, Vec<Value>)| {
            self.vocabulary.sentences().get(*entry).map(|sentence| phrase::of(sentence, values))
        };
        let distinct: FxHashSet<_> = parts.iter().map(spelled).collect();
        if distinct.len() < parts.len() {
            return None;
        }
        let (entry, values) = parts.remove(0);
        let writes = vec![(slot, None)];
        Some(Candidate { entry, values, writes, more: parts, is_spelled_out: true, ..Candidate::default() })
    }

    /// What sentences add that a text begins with, each with the rest.
    fn part<'t>(&self, slot: SlotId, text: &'t str) -> impl Iterator<Item = ((usize, Vec<Value>), &'t str)> {
        let writers = self.known.writers.get(slot as usize).into_iter().flatten();
        writers.filter_map(move |entry| {
            let sentence = self.vocabulary.sentences().get(*entry)?;
            let on = self.platform.is_none_or(|platform| sentence.platforms.contains(platform));
            let [Write { value: WriteValue::Pattern(parts), adds: true, .. }] = sentence.writes.as_slice() else {
                return None;
            };
            let (mut found, rest) = text::pattern(sentence, parts, self.platform, text).filter(|_| on)?;
            found.sort_by_key(|(hole, _)| *hole);
            let holes = found.iter().map(|(hole, _)| *hole);
            let values = || found.iter().map(|(_, value)| value.clone()).collect();
            holes.eq(0..sentence.holes.len()).then(|| ((*entry, values()), rest))
        })
    }

    fn candidate(&self, entry: usize, sentence: &SentenceEntry, choice: Vec<(usize, Value)>) -> Option<Candidate> {
        let mut said: Vec<Hole> = vec![Hole::default(); sentence.holes.len()];
        for (hole, value) in choice {
            *said.get_mut(hole)? = Hole { values: vec![value], chosen: true, ..Hole::default() };
        }
        let mut candidate = Candidate { entry, ..Candidate::default() };
        for (number, write) in sentence.writes.iter().enumerate() {
            let Some((slot, _)) = self.known.shape.of_write(entry, number) else { continue };
            if self.platform.is_none_or(|platform| write.platforms.contains(platform)) && is_active(write, &said) {
                // Of several types for one value, the first that it is of tells what it is.
                let known = candidate.writes.iter().any(|(known, places)| {
                    known == slot && write.of.is_some() && places.as_ref().is_some_and(|places| !places.is_empty())
                });
                if known && !self.actual(*slot).is_some_and(Json::is_array) {
                    continue;
                }
                let places = self.written(sentence, write, *slot, &mut said, &mut candidate.guesses)?;
                candidate.add(*slot, places);
            }
        }
        // One value that no clause knows.
        let unread = |(slot, places): &(SlotId, Option<Vec<usize>>)| {
            places.as_ref().is_some_and(Vec::is_empty)
                && self.actual(*slot).is_some_and(|json| !json.is_array() && !is_nothing(json))
        };
        if candidate.writes.iter().any(unread) {
            return None;
        }
        let operator = sentence.writes.iter().enumerate().find_map(|(number, write)| match write.value {
            WriteValue::Operator(_) => {
                let (slot, _) = self.known.shape.of_write(entry, number)?;
                Some(self.actual(*slot).and_then(Json::as_str).unwrap_or("OR").to_uppercase())
            }
            _ => None,
        });
        for (hole, mut said) in sentence.holes.iter().zip(said) {
            if let [Some(first), Some(second)] = said.halves {
                said.values.push(Value::Pair(first, second));
            }
            candidate.values.push(whole(hole.on(self.platform)?, said.values, operator.as_deref())?);
        }
        (!candidate.writes.is_empty()).then_some(candidate)
    }

    /// Checks that a clause writes what the policy has, and puts what it reads back into the holes. Gives the places of the list
    /// items it stands for.
    fn written(
        &self,
        sentence: &SentenceEntry,
        write: &Write,
        slot: SlotId,
        said: &mut [Hole],
        guesses: &mut usize,
    ) -> Option<Option<Vec<usize>>> {
        let default = self.known.default(slot);
        let actual = match self.values.get(slot as usize)? {
            Actual::Json(json) => Some(json),
            Actual::Null => default.or(Some(&Json::Null)),
            Actual::Absent => None,
        };
        let hole_type = |hole: usize| sentence.holes.get(hole).and_then(|hole| hole.on(self.platform));
        match (&write.value, actual) {
            (WriteValue::Constant(constant), Some(actual)) if write.adds => {
                let place = actual.as_array()?.iter().position(|item| self.same(slot, item, constant))?;
                Some(Some(vec![place]))
            }
            (WriteValue::Constant(constant), Some(actual)) => self.same(slot, constant, actual).then_some(None),
            // An older export does not mention what was not there yet: what Graph assumes then is what the sentence says.
            // A key that is not in a list of keys is not there, though.
            (WriteValue::Constant(_), None) if self.known.is_key(slot) => None,
            (WriteValue::Constant(_) | WriteValue::Unit(_) | WriteValue::Operator(_), None) => {
                *guesses += 1;
                Some(None)
            }
            (WriteValue::Hole(hole), actual) => {
                let of = hole_type(*hole)?;
                let already = said.get_mut(*hole)?;
                if let (true, [Value::Word(words, place)]) = (already.chosen, already.values.as_slice()) {
                    let same = self.same(slot, &words.items.get(*place)?.value, actual?);
                    return same.then_some(None);
                }
                if let (Type::Pair, Some(Json::String(template)), Some(Json::String(text))) =
                    (of, &write.template, actual)
                {
                    return already.half(text::pair(template, text)?).then_some(None);
                }
                let nothing = Json::Array(Vec::new());
                let listed = write.adds || write.of.is_some();
                let actual = match actual {
                    Some(Json::Null) | None if listed => &nothing,
                    actual => actual?,
                };
                // One value in place of a list, as a strength stands beside a list of controls.
                let keywords = invert::keywords(sentence, write, of);
                let Some(Read { items, places }) = invert::read(of, write, &keywords, self.platform, actual) else {
                    // Of another type, which another clause may know.
                    let elsewhere = is_nothing(actual) || !actual.is_array() && keywords.len() > 1;
                    return (write.of.is_some() && elsewhere).then_some(Some(Vec::new()));
                };
                let complete = !actual.is_array() || places.len() == actual.as_array().map_or(0, Vec::len);
                if !complete && !write.adds {
                    return None;
                }
                remember(&mut already.values, items, write, of)?;
                Some(listed.then_some(places))
            }
            (WriteValue::Unit(_), Some(_)) => Some(None),
            (WriteValue::Count(hole), Some(actual)) => {
                let unit = sentence.writes.iter().find_map(|other| match other.value {
                    WriteValue::Unit(of) if of == *hole => self.known.shape.find(&other.path),
                    _ => None,
                });
                let unit = unit.and_then(|slot| self.actual(slot)).and_then(Json::as_str)?;
                let seconds = values::duration(&format!("{} {}", actual.as_u64()?, unit.to_lowercase()))?;
                // The compiler says whole days in days.
                if seconds.is_multiple_of(86_400) != unit.to_lowercase().starts_with("day") {
                    return None;
                }
                let value = Value::Duration(seconds);
                let fits = invert::fits(&value, hole_type(*hole)?, self.platform);
                said.get_mut(*hole)?.values.push(value);
                fits.then_some(None)
            }
            (WriteValue::Count(_), None) => None,
            (WriteValue::Pattern(parts), Some(actual)) if !write.adds => {
                let (found, rest) = text::pattern(sentence, parts, self.platform, actual.as_str()?)?;
                for (hole, value) in found {
                    remember(&mut said.get_mut(hole)?.values, vec![value], write, hole_type(hole)?)?;
                }
                rest.is_empty().then_some(None)
            }
            // A text that several sentences build together is read as a whole.
            (WriteValue::Pattern(_), _) => None,
            (WriteValue::Operator(hole), Some(actual)) => {
                hole_type(*hole)?;
                matches!(actual.as_str()?.to_uppercase().as_str(), "AND" | "OR").then_some(None)
            }
        }
    }
}

impl Hole {
    /// Remembers halves of a pair; false when another clause read something else.
    fn half(&mut self, halves: (Option<&str>, Option<&str>)) -> bool {
        let known = self.halves.iter_mut().zip([halves.0, halves.1]);
        known.filter_map(|(known, half)| Some((known, half?))).all(|(known, half)| {
            let known = known.get_or_insert_with(|| half.into());
            **known == *half
        })
    }
}

impl Candidate {
    fn add(&mut self, slot: SlotId, places: Option<Vec<usize>>) {
        match (self.writes.iter_mut().find(|(known, _)| *known == slot), places) {
            (Some((_, Some(known))), Some(more)) => known.extend(more),
            (Some((_, known)), None) => *known = None,
            (Some(_), Some(_)) => {}
            (None, places) => self.writes.push((slot, places)),
        }
    }
}
/// Several clauses that write one hole must have read the same; those that write some items of it each bring theirs.
fn remember(known: &mut Vec<Value>, items: Vec<Value>, write: &Write, of: &Type) -> Option<()> {
    if write.of.is_some() || known.is_empty() {
        known.extend(items);
        return Some(());
    }
    let same = known.len() == items.len() && known.iter().zip(&items).all(|(a, b)| phrase::same(a, b));
    (same || matches!(of, Type::List(_)) && items.is_empty()).then_some(())
}
/// Whether a clause writes at all, the words being what they are.
fn is_active(write: &Write, said: &[Hole]) -> bool {
    let Some((hole, words)) = &write.when else { return true };
    let Some([Value::Word(list, place)]) = said.get(*hole).map(|hole| hole.values.as_slice()) else { return false };
    list.items
        .get(*place)
        .is_some_and(|item| words.iter().any(|word| *word == item.words || item.aliases.contains(word)))
}

/// The value of a hole from what was read back for it. None when it would be empty.
fn whole(of: &Type, mut values: Vec<Value>, operator: Option<&str>) -> Option<Value> {
    // Twice the same is said once.
    let mut spelled = FxHashSet::default();
    values.retain(|value| spelled.insert(phrase::spell(value)));
    let list = |values: Vec<Value>| Value::List(values.into_iter().map(invert::placed).collect());
    match (of, values.len()) {
        (_, 0) => None,
        (Type::Requirement(_), count) => {
            let parts: Vec<_> =
                values.into_iter().map(|value| crate::vocabulary::Expression::One(invert::placed(value))).collect();
            match (operator, count) {
                // One control is joined with nothing by `OR`; with what other sentences ask for by what the policy says.
                (Some("AND"), 1) => None,
                (_, 1) => parts.into_iter().next().map(|one| Value::Requirement(Arc::new(one))),
                (Some("AND"), _) => Some(Value::Requirement(Arc::new(crate::vocabulary::Expression::All(parts)))),
                _ => Some(Value::Requirement(Arc::new(crate::vocabulary::Expression::Any(parts)))),
            }
        }
        (Type::List(_), _) => Some(list(values)),
        (_, 1) => values.pop(),
        // Read from several clauses: the same each time.
        _ => values.into_iter().next(),
    }
}
