//! Whether two values of a property mean the same: durations by their length, lists by their members, ids and enum members without
//! letter case, and what is absent as null. How things are joined means nothing where there is but one.

use crate::values;
use crate::vocabulary::model::WriteValue;
use crate::vocabulary::{Schema, Vocabulary};
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// How a property's values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// A length of time in ISO 8601.
    Duration,
    /// A member of an enum, or several with commas between them.
    Member,
    /// Anything else.
    Plain,
}

impl Sense {
    /// How the values at a path inside an entity are compared.
    #[must_use]
    pub fn of(entity: &str, path: &str) -> Self {
        let schema = Schema::standard();
        match schema.property(entity, path) {
            Some(property) if property.of == "Duration" => Self::Duration,
            Some(property) if schema.enumeration(&property.of).is_some() => Self::Member,
            _ => Self::Plain,
        }
    }

    /// Whether two values mean the same.
    #[must_use]
    pub fn same(self, left: &Json, right: &Json) -> bool {
        match (left, right) {
            (Json::String(left), Json::String(right)) => self.same_text(left, right),
            (Json::Array(left), Json::Array(right)) => {
                let holds = |outer: &[Json], inner: &[Json]| {
                    inner.iter().all(|item| outer.iter().any(|other| self.same(item, other)))
                };
                holds(left, right) && holds(right, left)
            }
            (Json::Object(left), Json::Object(right)) => {
                let names: BTreeSet<_> = left.keys().chain(right.keys()).collect();
                names.into_iter().all(|name| match (left.get(name), right.get(name)) {
                    (Some(left), Some(right)) => self.same(left, right),
                    // Exports leave annotations out.
                    (Some(only), None) | (None, Some(only)) => name.contains('@') || is_nothing(only),
                    (None, None) => true,
                })
            }
            (left, right) => left == right || is_nothing(left) && is_nothing(right),
        }
    }

    fn same_text(self, left: &str, right: &str) -> bool {
        if left == right {
            return true;
        }
        match self {
            Self::Duration => {
                values::from_iso8601(left).is_some_and(|length| Some(length) == values::from_iso8601(right))
            }
            // Nearly always there is one on each side.
            Self::Member if left.is_ascii() && right.is_ascii() && !left.contains(',') && !right.contains(',') => {
                left.trim_ascii().eq_ignore_ascii_case(right.trim_ascii())
            }
            Self::Member => members(left) == members(right),
            Self::Plain => values::is_guid(left) && left.eq_ignore_ascii_case(right),
        }
    }
}

/// A property that two objects say differently.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Its path.
    pub path: String,
    /// What the first object says.
    pub left: Json,
    /// What the second one says.
    pub right: Json,
}

/// The properties of an object, those that only Graph writes and its annotations left out, that another object does not have with
/// the same meaning. What the first one leaves to its default is no difference.
#[must_use]
pub fn differences(entity: &str, left: &Json, right: &Json) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(entity, "", left, right, &mut found);
    found
}

fn compare(entity: &str, path: &str, left: &Json, right: &Json, found: &mut Vec<Difference>) {
    match (left, right) {
        (Json::Object(fields), right) if !path.is_empty() || right.is_object() => {
            for (name, left) in fields.iter().filter(|(name, _)| !name.contains('@')) {
                let inside = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if Schema::standard().property(entity, &inside).is_some_and(|property| property.read_only) {
                    continue;
                }
                let beside = |json: &Json| json.as_object().map_or(0, |fields| joined(fields, name));
                if OPERATORS.contains(inside.as_str()) && joined(fields, name).max(beside(right)) <= 1 {
                    continue;
                }
                let right = right.as_object().and_then(|fields| {
                    fields.get(name).or_else(|| {
                        fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
                    })
                });
                compare(entity, &inside, left, right.unwrap_or(&Json::Null), found);
            }
        }
        (Json::Null, _) => {}
        (left, right) if Sense::of(entity, path).same(left, right) => {}
        (left, right) => {
            found.push(Difference { path: path.to_owned(), left: left.clone(), right: right.clone() });
        }
    }
}

/// The properties that say how the things beside them are joined: `AND` or `OR`.
static OPERATORS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let writes = Vocabulary::standard().sentences().iter().flat_map(|sentence| &sentence.writes);
    let joins = writes.filter(|write| matches!(write.value, WriteValue::Operator(_)));
    joins.map(|write| &*write.path.0).collect()
});

/// How many things stand beside a property that says how they are joined.
pub(crate) fn joined(fields: &Map<String, Json>, own: &str) -> usize {
    let beside = fields.iter().filter(|(name, _)| !name.eq_ignore_ascii_case(own) && !name.contains('@'));
    let count = |json: &Json| match json {
        Json::Array(items) => items.len(),
        other => usize::from(!is_nothing(other)),
    };
    beside.map(|(_, json)| count(json)).sum()
}

/// Whether a value says nothing: null, an empty list or object, an empty text.
#[must_use]
pub fn is_nothing(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(fields) => fields.values().all(is_nothing),
        _ => false,
    }
}

fn members(text: &str) -> BTreeSet<String> {
    text.split(',').map(|member| member.trim().to_lowercase()).collect()
}
