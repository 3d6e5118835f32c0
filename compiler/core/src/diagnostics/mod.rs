//! Everything mam can say about a program that is wrong. A diagnostic is a value: the terminal, JSON, SARIF and the editor are
//! faces of it. Must not know how it is drawn.

mod catalogue;
mod findings;
mod syntax;

pub use catalogue::{CATALOGUE, Entry, entry};
pub use findings::{Findings, MAX_DIAGNOSTICS};
pub use syntax::from_problem;

use crate::syntax::Span;
use serde::{Serialize, Serializer};
use std::fmt;

/// The stable number of a diagnostic: `MAM003` to `MAM099` are the language's, those above the domain's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MAM{:03}", self.0)
    }
}

impl std::str::FromStr for Code {
    type Err = ();

    /// Reads `MAM103`, `mam0103` and `103` alike.
    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.trim().trim_start_matches(['M', 'm', 'A', 'a']);
        digits.parse().map(Code).map_err(|_| ())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How bad it is. Only errors stop a compilation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Compiles, and probably isn't what was meant.
    Warning,
    /// Worth knowing.
    Info,
    /// A suggestion.
    Hint,
}

impl Severity {
    /// Its name, for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "note",
            Self::Hint => "hint",
        }
    }
}

/// A place, and what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What, in a few words; may be empty.
    pub text: String,
}

/// One change of text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// A way to mend it, which the editor can apply.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repair {
    /// What it does, as a command: "replace `levle` by `level`".
    pub title: String,
    /// The changes, all or none.
    pub edits: Vec<Edit>,
}

/// A hint for editors on how to draw the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tag {
    /// Drawn faint.
    Unused,
    /// Drawn struck through.
    Deprecated,
}

/// One thing there is to say about a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Places, the first of them the one to jump to. Never empty but for problems of a whole project.
    pub labels: Vec<Label>,
    /// What was expected and how to mend it.
    pub help: Option<String>,
    /// Changes that mend it, the best one first.
    pub repairs: Vec<Repair>,
    /// How to draw it.
    pub tag: Option<Tag>,
}

impl Diagnostic {
    /// A diagnostic of the language, with the severity that the catalogue gives its code.
    #[must_use]
    pub fn new(code: u16, message: impl Into<String>) -> Self {
        let code = Code(code);
        let severity = entry(code).map_or(Severity::Error, |entry| entry.severity);
        Self { code, severity, message: message.into(), labels: Vec::new(), help: None, repairs: Vec::new(), tag: None }
    }

    /// Adds a place; the first one added is the one to jump to.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a repair of one edit.
    #[must_use]
    pub fn repair(mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.repairs.push(Repair { title: title.into(), edits: vec![Edit { span, text: text.into() }] });
        self
    }

    /// Says how editors draw it.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Self {
        self.tag = Some(tag);
        self
    }

    /// The place to jump to.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}
