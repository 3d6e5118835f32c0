//! What Graph's schema has and no sentence writes, each with its reason.

use super::model::is_inside;
use crate::syntax::Span;
use std::sync::Arc;

/// Why no sentence writes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// Microsoft no longer accepts it, or no longer acts on it.
    Retired,
    /// An older form: another property says it.
    Legacy,
    /// Graph, or the service behind it, refuses it there.
    Refused,
    /// Saying nothing says it.
    Silent,
    /// It is said elsewhere, or by another tool.
    Elsewhere,
    /// No source at hand says what it does.
    Undocumented,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Retired, Self::Legacy, Self::Refused, Self::Silent, Self::Elsewhere, Self::Undocumented];

    /// The word of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Retired => "retired",
            Self::Legacy => "legacy",
            Self::Refused => "refused",
            Self::Silent => "silent",
            Self::Elsewhere => "elsewhere",
            Self::Undocumented => "undocumented",
        }
    }

    /// What it means, for people.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Retired => "Microsoft no longer accepts it, or no longer acts on it",
            Self::Legacy => "an older form: another property says it",
            Self::Refused => "Graph, or the service behind it, refuses it there",
            Self::Silent => "saying nothing says it",
            Self::Elsewhere => "it is said in another way, or is no business of this language",
            Self::Undocumented => "no source at hand says what it does",
        }
    }
}

/// One line of an `exempt` entry.
#[derive(Clone, Debug)]
pub struct Exempt {
    /// The entity or complex type.
    pub of: Arc<str>,
    /// The property, `a.b` inside nested ones; empty for the whole type.
    pub path: Arc<str>,
    /// The members of the property's enum that the reason is about; empty for the property itself.
    pub members: Vec<Arc<str>>,
    /// The kind of reason.
    pub why: Why,
    /// The reason.
    pub reason: String,
    /// Where it stands.
    pub span: Span,
}

impl Exempt {
    /// Whether it is about a property below a type: this one, or one that this one is inside of.
    #[must_use]
    pub fn covers(&self, of: &str, path: &str) -> bool {
        *self.of == *of && (self.path.is_empty() || *self.path == *path || is_inside(path, &self.path))
    }
}
