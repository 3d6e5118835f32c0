//! From the values of a policy's properties to the sentences that write them.

use super::candidate::{Candidate, Candidates, said_items};
use super::invert::{self, Read};
use super::known::{Known, is_sayable};
use super::policy::Actual;
use super::statement::{Statement, phrase};
use crate::graph::{SlotId, is_nothing};
use crate::values;
use crate::vocabulary::model::{Platform, SentenceEntry, TextPart, Type, Write, WriteValue};
use crate::vocabulary::{Value, Vocabulary};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;
use std::cell::OnceCell;
use std::sync::Arc;

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

/// What was read back for a hole.
#[derive(Clone, Default)]
struct Hole {
    values: Vec<Value>,
    /// Whether it was chosen, since it decides what the sentence writes.
    chosen: bool,
}

impl Explainer<'_> {
    /// The sentences, and the slots that none of them can say.
    pub(crate) fn explain(&self) -> (Vec<Statement>, Vec<SlotId>) {
        self.explain_with(&mut Candidates::default())
    }

    /// The same, for a policy that is explained on several bases.
    pub(crate) fn explain_with(&self, known: &mut Candidates) -> (Vec<Statement>, Vec<SlotId>) {
        let wanted: Vec<SlotId> = (0..self.values.len()).filter_map(|slot| SlotId::try_from(slot).ok()).collect();
        let wanted: Vec<SlotId> = wanted.into_iter().filter(|slot| self.differs(*slot)).collect();
        let mut entries: Vec<usize> =
            wanted.iter().filter_map(|slot| self.known.writers.get(*slot as usize)).flatten().copied().collect();
        entries.sort_unstable();
        entries.dedup();
        for entry in &entries {
            known.0.entry(*entry).or_insert_with(|| self.candidates(*entry));
        }
        let candidates: Vec<&Candidate> = entries.iter().filter_map(|entry| known.0.get(entry)).flatten().collect();
        let mut unsayable = Vec::new();
        loop {
            let chosen = self.choose(&candidates, &wanted, &unsayable);
            // A list of which a part can be said by nobody is said as a whole, by `set`.
            let failed: Vec<SlotId> = wanted
                .iter()
                .filter(|slot| !unsayable.contains(*slot) && !self.is_covered(**slot, &chosen))
                .copied()
                .collect();
            if failed.is_empty() {
                let statements = chosen.into_iter().map(|candidate| self.statement(candidate)).collect();
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
            stated.candidates(entry).into_iter().find(fits).map(|candidate| self.statement(&candidate))
        })
    }

    /// The value that the export gives a slot, if it does.
    fn actual(&self, slot: SlotId) -> Option<&Json> {
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
            (Some(wanted), None) => !is_nothing(wanted),
            (None, _) => false,
        }
    }

    /// Whether something writes the slot on this platform: else it belongs to another one.
    fn is_here(&self, slot: SlotId) -> bool {
        let on = |platform| self.known.platforms.get(slot as usize).is_some_and(|on| on.contains(platform));
        self.platform.is_none_or(on)
    }

    fn same(&self, slot: SlotId, left: &Json, right: &Json) -> bool {
        self.known.senses.get(slot as usize).is_some_and(|sense| sense.same(left, right))
    }

    /// What a sentence could say of the policy: one for each choice of the words that decide what it writes.
    fn candidates(&self, entry: usize) -> Vec<Candidate> {
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

    fn candidate(&self, entry: usize, sentence: &SentenceEntry, choice: Vec<(usize, Value)>) -> Option<Candidate> {
        let mut said: Vec<Hole> = vec![Hole::default(); sentence.holes.len()];
        for (hole, value) in choice {
            *said.get_mut(hole)? = Hole { values: vec![value], chosen: true };
        }
        let mut candidate =
            Candidate { entry, values: Vec::new(), writes: Vec::new(), guesses: 0, said: OnceCell::new() };
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
        let operator = sentence.writes.iter().enumerate().find_map(|(number, write)| match write.value {
            WriteValue::Operator(_) => {
                let (slot, _) = self.known.shape.of_write(entry, number)?;
                Some(self.actual(*slot).and_then(Json::as_str).unwrap_or("OR").to_uppercase())
            }
            _ => None,
        });
        for (hole, said) in sentence.holes.iter().zip(said) {
            candidate.values.push(together(hole.on(self.platform)?, said.values, operator.as_deref())?);
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
                let nothing = Json::Array(Vec::new());
                let listed = write.adds || write.of.is_some();
                let actual = match actual {
                    Some(Json::Null) | None if listed => &nothing,
                    actual => actual?,
                };
                // One value in place of a list, as a strength stands beside a list of controls.
                let Some(Read { items, places }) = invert::read(of, write, self.platform, actual) else {
                    return (write.of.is_some() && is_nothing(actual)).then_some(Some(Vec::new()));
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
                let [before @ .., TextPart::Hole(hole)] = parts.as_slice() else { return None };
                let before: String =
                    before.iter().map(|part| if let TextPart::Text(text) = part { &**text } else { "" }).collect();
                let rest = actual.as_str()?.strip_prefix(&before)?;
                let of = hole_type(*hole)?;
                let number = rest.parse::<i64>().map_or_else(|_| Json::from(rest), Json::from);
                let value = invert::value(of, self.platform, &number).filter(|value| phrase::spell(value) == rest)?;
                let fits = invert::fits(&value, of, self.platform);
                remember(&mut said.get_mut(*hole)?.values, vec![value], write, of)?;
                fits.then_some(None)
            }
            // A text that several sentences build together is said as a whole.
            (WriteValue::Pattern(_), _) => None,
            (WriteValue::Operator(hole), Some(actual)) => {
                hole_type(*hole)?;
                matches!(actual.as_str()?.to_uppercase().as_str(), "AND" | "OR").then_some(None)
            }
        }
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
                (gain(candidate), !deprecated, usize::MAX - candidate.guesses, usize::MAX - candidate.entry)
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

    fn statement(&self, candidate: &Candidate) -> Statement {
        candidate.said.get_or_init(|| self.said(candidate)).clone()
    }

    fn said(&self, candidate: &Candidate) -> Statement {
        let slots = candidate.writes.iter().map(|(slot, _)| *slot).collect();
        let entry = self.vocabulary.sentences().get(candidate.entry);
        let text = entry.map(|entry| phrase::of(entry, &candidate.values)).unwrap_or_default();
        let kept = entry.is_some_and(|entry| entry.writes.iter().any(|write| write.kept));
        Statement { entry: Some(candidate.entry), text: Arc::from(text), slots, kept }
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
fn together(of: &Type, mut values: Vec<Value>, operator: Option<&str>) -> Option<Value> {
    // Twice the same is said once.
    let mut spelled = FxHashSet::default();
    values.retain(|value| spelled.insert(phrase::spell(value)));
    let list = |values: Vec<Value>| Value::List(values.into_iter().map(invert::placed).collect());
    match (of, values.len()) {
        (_, 0) => None,
        (Type::Requirement(_), count) => {
            let parts: Vec<_> =
                values.into_iter().map(|value| crate::vocabulary::Expression::One(invert::placed(value))).collect();
            // One control is joined with nothing: `OR`, as the portal has it.
            match (operator, count) {
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
