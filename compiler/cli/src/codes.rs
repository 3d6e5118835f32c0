//! Every code that mam knows, the language's and the domain's alike, with what there is to read about it.

use mam_core::diagnostics::{CATALOGUE, Code, Entry, Severity};
use mam_core::vocabulary::Vocabulary;
use mam_core::vocabulary::model::Rule;

/// What there is to read about a code.
#[derive(Clone, Copy, Debug)]
pub struct Described<'a> {
    /// The code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// In a few words.
    pub title: &'a str,
    /// What it means, in Markdown.
    pub page: &'a str,
}

impl From<&'static Entry> for Described<'static> {
    fn from(entry: &'static Entry) -> Self {
        Self { code: entry.code, severity: entry.severity, title: entry.title, page: entry.page }
    }
}

impl<'a> From<&'a Rule> for Described<'a> {
    fn from(rule: &'a Rule) -> Self {
        Self { code: rule.code, severity: rule.severity, title: &rule.title, page: &rule.docs }
    }
}

/// All codes, in order.
pub fn all() -> Vec<Described<'static>> {
    let rules = Vocabulary::standard().rules().iter().map(Described::from);
    let mut all: Vec<_> = CATALOGUE.iter().map(Described::from).chain(rules).collect();
    all.sort_by_key(|described| described.code);
    all.dedup_by_key(|described| described.code);
    all
}

/// One code. The language's are found without loading the vocabulary.
pub fn describe(code: Code) -> Option<Described<'static>> {
    let language = CATALOGUE.iter().find(|entry| entry.code == code).map(Described::from);
    language.or_else(|| Vocabulary::standard().rule(code).map(Described::from))
}
