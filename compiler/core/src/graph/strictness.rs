//! Which of two values of one property is the stricter one, as the vocabulary tells it.

use super::lowered::Lowered;
use super::object::Setting;
use crate::semantics::Program;
use crate::vocabulary::model::{SentenceEntry, Strictness, Type, WriteValue};
use serde_json::Value as Json;
use std::cmp::Ordering;

/// How strict a setting is beside another one of the same property. None when its values have no order.
pub(super) fn strictness(program: &Program, setting: &Setting, base: &Setting) -> Option<Ordering> {
    let entry = |setting: &Setting| setting.origin.sentence(&program.vocabulary);
    // Two phrases may write one property: `block saving copies` and `block saving copies except to …`.
    let of = |entry: &SentenceEntry| strictness_of(entry, &setting.value, &base.value);
    entry(setting).and_then(of).or_else(|| entry(base).and_then(of))
}

pub(crate) fn strictness_of(entry: &SentenceEntry, left: &Lowered, right: &Lowered) -> Option<Ordering> {
    // Words are listed strictest first, whatever the entry says of the numbers beside them.
    if let (Some(left), Some(right)) = (words_of(entry, &left.json()), words_of(entry, &right.json())) {
        return (entry.strict != Strictness::None).then(|| right.cmp(&left));
    }
    match entry.strict {
        Strictness::None | Strictness::Listed => None,
        Strictness::Higher => compare(left, right),
        Strictness::Lower => compare(right, left),
        Strictness::More => inclusion(entry, left, right),
        Strictness::Fewer => inclusion(entry, right, left),
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

/// The place of a value in the word list of an entry that has it.
fn words_of(entry: &SentenceEntry, value: &Json) -> Option<usize> {
    let lists = entry
        .holes
        .iter()
        .flat_map(|hole| &hole.types)
        .filter_map(|(_, of)| if let Type::Words(words) = of { Some(words) } else { None });
    let place = lists.filter_map(|words| words.items.iter().position(|item| item.value == *value)).next();
    // A property that several phrases of one setting write with constants: the entry's own constant is all that is known.
    place.or_else(|| entry.writes.iter().position(|write| write.value == WriteValue::Constant(value.clone())))
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
