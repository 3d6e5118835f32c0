//! Which of two values of one property is the stricter one, as the vocabulary tells it.

use super::lowered::Lowered;
use super::object::Setting;
use crate::semantics::Program;
use crate::vocabulary::model::{Alternative, SentenceEntry, Strictness, Type, WriteValue};
use serde_json::Value as Json;
use std::cmp::Ordering;

/// How strict a setting is beside another one of the same property, at a path. None when its values have no order.
pub(super) fn strictness(program: &Program, path: &str, setting: &Setting, base: &Setting) -> Option<Ordering> {
    let entry = |setting: &Setting| setting.origin.sentence(&program.vocabulary);
    // Two phrases may write one property: `block saving copies` and `block saving copies except to …`.
    let of = |entry: &SentenceEntry| strictness_of(entry, path, &setting.value, &base.value);
    entry(setting).and_then(of).or_else(|| entry(base).and_then(of))
}

/// How strict a value is beside another one of the property at a path, as a sentence that writes it tells. Equal when that property
/// alone does not tell.
pub(crate) fn strictness_of(entry: &SentenceEntry, path: &str, left: &Lowered, right: &Lowered) -> Option<Ordering> {
    // Words are listed strictest first, whatever the entry says of the numbers beside them.
    if let (Some(left), Some(right)) = (places_of(entry, path, &left.json()), places_of(entry, path, &right.json())) {
        let order = match (left, right) {
            ((_, last), (first, _)) if last < first => Ordering::Greater,
            ((first, _), (_, last)) if last < first => Ordering::Less,
            _ => Ordering::Equal,
        };
        return (entry.strict != Strictness::None).then_some(order);
    }
    match entry.strict {
        Strictness::None | Strictness::Listed => None,
        Strictness::Higher => compare(left, right),
        Strictness::Lower => compare(right, left),
        Strictness::LowerOrZero => match (is_zero(left), is_zero(right)) {
            (false, false) => compare(right, left),
            (left, right) => Some(right.cmp(&left)),
        },
        Strictness::More => inclusion(entry, left, right),
        Strictness::Fewer => inclusion(entry, right, left),
    }
}

fn is_zero(value: &Lowered) -> bool {
    match value {
        Lowered::Duration(seconds) => *seconds == 0,
        other => other.json().as_i64() == Some(0),
    }
}

/// Greater when the first list holds all of the second one.
fn inclusion(entry: &SentenceEntry, left: &Lowered, right: &Lowered) -> Option<Ordering> {
    let separator = entry.writes.iter().find_map(|write| write.joined.as_deref());
    let members = |value: &Lowered| -> Vec<Json> {
        match (&*value.json(), separator) {
            (Json::Array(items), _) => items.clone(),
            (Json::String(text), Some(separator)) => {
                text.split(separator).filter(|part| !part.is_empty()).map(Json::from).collect()
            }
            (Json::Null, _) => Vec::new(),
            (other, _) => vec![other.clone()],
        }
    };
    let (left, right) = (members(left), members(right));
    let holds = |outer: &[Json], inner: &[Json]| inner.iter().all(|item| outer.contains(item));
    if holds(&left, &right) {
        Some(Ordering::Greater)
    } else if holds(&right, &left) {
        Some(Ordering::Less)
    } else {
        None
    }
}

/// The first and the last place that the words for a value of the property at a path have in their list. Words of holes that the
/// property is not written from mean something else.
fn places_of(entry: &SentenceEntry, path: &str, value: &Json) -> Option<(usize, usize)> {
    let writes = || entry.writes.iter().filter(|write| *write.path.0 == *path);
    let lists = |hole: usize| {
        let types = entry.holes.get(hole).into_iter().flat_map(|hole| &hole.types);
        types.filter_map(|(_, of)| if let Type::Words(words) = of { Some(words) } else { None })
    };
    let holes = writes().filter_map(|write| if let WriteValue::Hole(hole) = write.value { Some(hole) } else { None });
    let words = holes.flat_map(lists).find_map(|words| {
        let is_said = |item: &Alternative| item.value == *value;
        Some((words.items.iter().position(is_said)?, words.items.iter().rposition(is_said)?))
    });
    if words.is_some() {
        return words;
    }
    // Which of several constants is written depends on a word: some words may write the same.
    let constants = || writes().filter(|write| write.value == WriteValue::Constant(value.clone()));
    let chosen = constants().filter_map(|write| write.when.as_ref()).flat_map(|(hole, words)| {
        words.iter().filter_map(move |word| {
            lists(*hole).find_map(|list| list.items.iter().position(|item| item.words == *word))
        })
    });
    let places: Vec<usize> = chosen.collect();
    if let (Some(first), Some(last)) = (places.iter().min(), places.iter().max()) {
        return Some((*first, *last));
    }
    // A property that several phrases of one setting write with constants: the entry's own constant is all that is known.
    let own = writes().position(|write| write.value == WriteValue::Constant(value.clone()))?;
    Some((own, own))
}

fn compare(left: &Lowered, right: &Lowered) -> Option<Ordering> {
    match (left, right) {
        (Lowered::Duration(left), Lowered::Duration(right)) => Some(left.cmp(right)),
        (left, right) => {
            let (left, right) = (left.json(), right.json());
            match (left.as_i64(), right.as_i64()) {
                (Some(left), Some(right)) => Some(left.cmp(&right)),
                _ => crate::values::compare_parts(left.as_str()?, right.as_str()?),
            }
        }
    }
}
