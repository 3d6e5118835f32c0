//! The types of holes, as data: word lists, numbers, references. Must not know how a value is read or checked.

use super::platform::Platforms;
use crate::syntax::Span;
use serde_json::Value as Json;
use std::sync::Arc;

/// A word list: inline alternatives of a hole, or a `words` declaration.
#[derive(Clone, Debug)]
pub struct Words {
    /// Name of the declaration, or of the hole for inline alternatives.
    pub name: Arc<str>,
    /// The alternatives, strictest first.
    pub items: Vec<Alternative>,
    /// Where it is named.
    pub span: Span,
}

/// One alternative of a word list.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Its words, as printed.
    pub words: Arc<str>,
    /// Other spellings.
    pub aliases: Vec<Arc<str>>,
    /// The Graph value.
    pub value: Json,
    /// Whether that is one plain word: a text of ASCII without a comma.
    pub plain: bool,
    /// The platforms that have it.
    pub platforms: Platforms,
    /// Its documentation.
    pub docs: String,
}

/// What a name can stand for in a hole, looked up in the directory of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum RefKind {
    Group,
    User,
    Filter,
    Location,
    Role,
    Terms,
    Tag,
    Strength,
}

impl RefKind {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Group, Self::User, Self::Filter, Self::Location, Self::Role, Self::Terms, Self::Tag, Self::Strength];

    /// The word of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::User => "user",
            Self::Filter => "filter",
            Self::Location => "location",
            Self::Role => "role",
            Self::Terms => "terms",
            Self::Tag => "tag",
            Self::Strength => "strength",
        }
    }

    /// As people call it, with its article.
    #[must_use]
    pub fn a_noun(self) -> String {
        with_article(self.noun())
    }

    /// Whether a text is an id of such a thing, rather than its name: a GUID, of scope tags a number.
    #[must_use]
    pub fn is_id(self, text: &str) -> bool {
        match self {
            Self::Tag => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
            _ => crate::values::is_guid(text),
        }
    }

    /// As people call it.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Location => "named location",
            Self::Terms => "terms of use",
            Self::Tag => "scope tag",
            Self::Strength => "authentication strength",
            other => other.word(),
        }
    }
}

/// The type of a hole.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Type {
    Words(Arc<Words>),
    Integer {
        min: i64,
        max: i64,
    },
    /// Seconds.
    Duration {
        min: u64,
        max: u64,
    },
    /// Number of parts.
    Version {
        min: usize,
        max: usize,
    },
    Date,
    Text(Option<Arc<str>>),
    Id,
    Pair,
    Reference(RefKind),
    Apps(Arc<Words>),
    Ipv4,
    Ipv6,
    Country,
    Requirement(Box<Type>),
    List(Box<Type>),
    Union(Vec<Type>),
}

impl Type {
    /// As a person reads it: "a version such as 17.0".
    #[must_use]
    pub fn describe(&self) -> String {
        let mut spellings = Vec::new();
        self.spellings(&mut spellings);
        one_of(&spellings)
    }

    /// All words that may be written, other spellings as well.
    pub fn words<'a>(&'a self, out: &mut Vec<&'a str>) {
        match self {
            Self::Words(words) | Self::Apps(words) => out.extend(
                words
                    .items
                    .iter()
                    .flat_map(|item| std::iter::once(&item.words).chain(&item.aliases))
                    .map(|words| &**words),
            ),
            Self::Requirement(of) | Self::List(of) => of.words(out),
            Self::Union(types) => types.iter().for_each(|of| of.words(out)),
            _ => {}
        }
    }

    /// What may be written, one by one.
    pub fn spellings(&self, out: &mut Vec<String>) {
        let spelling = match self {
            Self::Words(words) if words.items.len() <= 12 => {
                return out.extend(words.items.iter().map(|item| format!("`{}`", item.words)));
            }
            Self::Words(words) => format!("one of the words for a {}", words.name.replace('_', " ")),
            Self::Integer { min: 0, max } if *max == i64::from(i32::MAX) => "a whole number".into(),
            Self::Integer { min, max } if *max == i64::from(i32::MAX) => format!("a whole number from {min} on"),
            Self::Integer { min, max } => format!("a whole number from {min} to {max}"),
            Self::Duration { .. } => "a duration such as `30 minutes`, `12 hours` or `90 days`".into(),
            Self::Version { .. } => "a version such as `17.0`".into(),
            Self::Date => "a date such as `2026-06-01`".into(),
            Self::Text(_) => "a text in quotation marks".into(),
            Self::Id => "an id in quotation marks".into(),
            Self::Pair => "two texts such as `\"com.example.app\" as \"Example\"`".into(),
            Self::Reference(kind) => {
                out.push(format!("the name of {}", kind.a_noun()));
                format!("`{} \"…\"`", kind.word())
            }
            Self::Apps(_) => "the name of an app".into(),
            Self::Ipv4 => "an IPv4 range such as `\"203.0.113.0/24\"`".into(),
            Self::Ipv6 => "an IPv6 range such as `\"2001:db8::/32\"`".into(),
            Self::Country => "a country code such as `\"DE\"`".into(),
            Self::Requirement(of) | Self::List(of) => return of.spellings(out),
            Self::Union(types) => return types.iter().for_each(|of| of.spellings(out)),
        };
        out.push(spelling);
    }
}

/// A noun with its article: `an integer`, `a group`. Terms of use and apps are several.
#[must_use]
pub fn with_article(noun: &str) -> String {
    match noun.chars().next() {
        _ if noun.starts_with("terms") || noun == "apps" => noun.to_owned(),
        Some('a' | 'e' | 'i' | 'o') => format!("an {noun}"),
        _ => format!("a {noun}"),
    }
}

/// `a`, `a or b`, `a, b or c`.
#[must_use]
pub fn one_of(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} or {last}", head.join(", ")),
    }
}
