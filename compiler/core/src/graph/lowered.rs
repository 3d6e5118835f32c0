//! Values on their way to JSON.

use crate::semantics::DefinitionId;
use crate::values;
use crate::vocabulary::model::RefKind;
use serde_json::Value as Json;
use std::borrow::Cow;
use std::sync::Arc;

/// Something in a tenant's directory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// A group, a filter, ….
    pub kind: RefKind,
    /// Its name there, or its id.
    pub name: Arc<str>,
    /// Whether `name` is an id, so that nothing is left to resolve.
    pub is_id: bool,
    /// The block of this program that it is.
    pub own: Option<DefinitionId>,
}

/// A value of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Lowered {
    /// As it is.
    Json(Json),
    /// A length of time, in seconds.
    Duration(u64),
    /// Something whose id may be known only in the tenant.
    Reference(Reference),
    /// Several.
    List(Vec<Lowered>),
    /// An object that holds references.
    Object(Vec<(Arc<str>, Lowered)>),
    /// An assignment: a group, and a filter with its mode.
    Assignment(Box<Lowered>, Option<(Reference, bool)>),
    /// A targeted app, by the place of its definition.
    App(usize),
}

impl Lowered {
    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Json(Json::String(text.to_owned()))
    }

    /// The items of a list; of anything else, itself.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            other => std::slice::from_ref(other),
        }
    }

    /// A list with each item once, in the order of their first mention.
    #[must_use]
    pub fn distinct(items: Vec<Self>) -> Self {
        let mut list = Self::List(Vec::with_capacity(items.len()));
        items.into_iter().for_each(|item| list.push(item));
        list
    }

    /// Adds an item unless it is there already.
    pub fn push(&mut self, item: Self) {
        if let Self::List(items) = self
            && !items.contains(&item)
        {
            items.push(item);
        }
    }

    /// The value as JSON, with references by their placeholder; for comparisons.
    #[must_use]
    pub fn json(&self) -> Cow<'_, Json> {
        if let Self::Json(json) = self { Cow::Borrowed(json) } else { Cow::Owned(self.to_json()) }
    }

    fn to_json(&self) -> Json {
        match self {
            Self::Json(json) => json.clone(),
            Self::Duration(seconds) => values::iso8601(*seconds).into(),
            Self::Reference(reference) => reference.placeholder().into(),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Object(fields) => {
                Json::Object(fields.iter().map(|(name, value)| (name.to_string(), value.to_json())).collect())
            }
            Self::Assignment(group, _) => group.to_json(),
            Self::App(place) => (*place).into(),
        }
    }

    /// Whether it says nothing: null, an empty text, an empty list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Json(Json::Null) => true,
            Self::Json(Json::String(text)) => text.is_empty(),
            Self::Json(Json::Array(items)) => items.is_empty(),
            Self::List(items) => items.is_empty(),
            _ => false,
        }
    }
}

impl Reference {
    /// What stands in a payload until the id is known.
    #[must_use]
    pub fn placeholder(&self) -> String {
        if self.is_id { self.name.to_string() } else { placeholder(self.kind, &self.name) }
    }
}

/// What a payload has in place of an id: `{{group:All staff}}`.
#[must_use]
pub fn placeholder(kind: RefKind, name: &str) -> String {
    format!("{{{{{}:{name}}}}}", kind.word())
}

/// The word of a kind and the name in a placeholder; none when it is no placeholder.
#[must_use]
pub fn read_placeholder(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("{{")?.strip_suffix("}}")?.split_once(':')
}
