//! Rules, as data: what is known to go wrong, and what is known no longer to. Must not know how conditions are decided.

use super::condition::Condition;
use super::platform::{BlockKind, Platforms};
use crate::diagnostics::{Code, Severity};
use crate::syntax::Span;
use std::sync::Arc;

/// A mechanical repair of a rule.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum RuleRepair {
    Replace(String, String),
    /// The one number, duration, version or date of the sentence by another.
    Value(String),
    Remove,
    Add(String),
    Append(String),
    /// These apps of the standard library before those that the block names.
    Target(Vec<Arc<str>>),
}

/// A condition, and where it stands.
#[derive(Clone, Debug)]
pub struct When {
    /// What holds then.
    pub condition: Condition,
    /// Where it is said.
    pub span: Span,
}

/// One way in which a pitfall shows, with what there is to say about it.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// When it shows: each of these is reported by itself.
    pub when: Vec<When>,
    /// Or: when nobody provides this.
    pub unmet: Option<Arc<str>>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// What mends it.
    pub repairs: Vec<RuleRepair>,
}

/// A `rule` entry.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// In a few words.
    pub title: String,
    /// The page.
    pub docs: String,
    /// The platforms it is for.
    pub platforms: Platforms,
    /// The blocks it judges.
    pub kinds: Vec<BlockKind>,
    /// The ways in which it shows.
    pub cases: Vec<Case>,
    /// Whether its conditions ask for other declarations, so that it is decided when all objects are there.
    pub around: bool,
    /// Where the facts stand.
    pub sources: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

impl Rule {
    /// All its conditions.
    pub fn conditions(&self) -> impl Iterator<Item = &When> {
        self.cases.iter().flat_map(|case| &case.when)
    }

    /// What its conditions ask of other declarations.
    #[must_use]
    pub fn asks(&self) -> Vec<&Arc<str>> {
        let mut names = Vec::new();
        self.conditions().for_each(|when| when.condition.asks(&mut names));
        names
    }
}

/// A `rule … left out` entry: a pitfall that is known, that no rule reports, and the reason.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// Its code.
    pub code: Code,
    /// In a few words.
    pub title: String,
    /// The page, which says why it is left out.
    pub docs: String,
    /// Where the facts stand.
    pub sources: Vec<String>,
    /// Where it stands.
    pub span: Span,
}
