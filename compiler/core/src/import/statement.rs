//! A sentence of an imported block: its words, with marks where a name of the directory will stand.

use crate::graph::SlotId;
use crate::vocabulary::Value;
use crate::vocabulary::model::SentenceEntry;
use std::sync::Arc;

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Statement {
    /// Its vocabulary entry; none for `set`.
    pub(crate) entry: Option<usize>,
    /// Its text, with marks in place of names.
    pub(crate) text: Arc<str>,
    /// What stands in its holes, where that may be said more than once, or keeps somebody out; empty otherwise.
    pub(crate) said: Arc<[Arc<str>]>,
    /// The slots it writes.
    pub(crate) slots: Vec<SlotId>,
    /// Whether no other sentence takes back what it says.
    pub(crate) kept: bool,
}

impl Statement {
    /// A sentence of the vocabulary with these values in its holes.
    pub(crate) fn of(place: usize, entry: &SentenceEntry, values: &[Value], slots: Vec<SlotId>, kept: bool) -> Self {
        let said: Vec<Arc<str>> = values.iter().map(|value| phrase::spell(value).into()).collect();
        let text = phrase::with(entry, &said).into();
        let excludes = entry.writes.iter().any(|write| write.kept);
        let lists = values.iter().any(|value| matches!(value, Value::List(items) if items.len() > 2));
        Self {
            entry: Some(place),
            text,
            said: if lists || excludes { said.into() } else { Arc::default() },
            slots,
            kept,
        }
    }

    /// Words that are no sentence of the vocabulary.
    pub(crate) fn plain(text: String, slots: Vec<SlotId>) -> Self {
        Self { entry: None, text: text.into(), said: Arc::default(), slots, kept: true }
    }
}

/// Values as they are written.
pub(crate) mod phrase {
    use super::super::names::mark;
    use crate::values;
    use crate::vocabulary::model::{Piece, SentenceEntry};
    use crate::vocabulary::{Expression, Value};
    use std::sync::Arc;

    /// A sentence with these values in its holes.
    pub(crate) fn of(entry: &SentenceEntry, said: &[Value]) -> String {
        let said: Vec<Arc<str>> = said.iter().map(|value| spell(value).into()).collect();
        with(entry, &said)
    }

    /// A sentence with these words in its holes.
    pub(crate) fn with(entry: &SentenceEntry, said: &[Arc<str>]) -> String {
        let pieces = entry.pieces.iter().map(|piece| match piece {
            Piece::Word(word) => &**word,
            Piece::Hole(hole) => said.get(*hole).map(|text| &**text).unwrap_or_default(),
        });
        pieces.collect::<Vec<_>>().join(" ")
    }

    /// Whether two values are spelled the same.
    pub(crate) fn same(left: &Value, right: &Value) -> bool {
        spell(left) == spell(right)
    }

    /// A value as it is written.
    pub(crate) fn spell(value: &Value) -> String {
        match value {
            Value::Word(words, place) => words.items.get(*place).map(|item| item.words.to_string()).unwrap_or_default(),
            Value::Integer(number) => number.to_string(),
            Value::Duration(seconds) => values::spell_duration(*seconds),
            Value::Version(text) | Value::Date(text) | Value::Name(text) => text.to_string(),
            Value::Text(text) => quoted(text),
            Value::Pair(first, second) => format!("{} as {}", quoted(first), quoted(second)),
            Value::Reference(kind, name) => mark(*kind, name),
            Value::List(items) => items.iter().map(|item| spell(&item.value)).collect::<Vec<_>>().join(", "),
            Value::Requirement(expression) => combined(expression),
            Value::Declared(_) => String::new(),
        }
    }

    fn combined(expression: &Expression) -> String {
        let (parts, word) = match expression {
            Expression::One(value) => return spell(&value.value),
            Expression::All(parts) => (parts, " and "),
            Expression::Any(parts) => (parts, " or "),
        };
        parts.iter().map(combined).collect::<Vec<_>>().join(word)
    }

    /// A text in quotation marks, with JSON's escapes.
    pub(crate) fn quoted(text: &str) -> String {
        serde_json::Value::from(text).to_string()
    }
}
