//! Every code that mam knows, the language's and the domain's alike, with what there is to read about it.

use crate::diagnostics::{CATALOGUE, Code, Entry, Severity};
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{LeftOut, Rule};

/// What there is to read about a code.
#[derive(Clone, Copy, Debug)]
pub struct Described<'a> {
    /// The code.
    pub code: Code,
    /// How bad it is; none for a pitfall that no rule reports.
    pub severity: Option<Severity>,
    /// In a few words.
    pub title: &'a str,
    /// What it means, in Markdown.
    pub page: &'a str,
    /// Where the facts stand; the language's own codes have no sources.
    pub sources: &'a [String],
}

impl From<&'static Entry> for Described<'_> {
    fn from(entry: &'static Entry) -> Self {
        Self { code: entry.code, severity: Some(entry.severity), title: entry.title, page: entry.page, sources: &[] }
    }
}

impl<'a> From<&'a Rule> for Described<'a> {
    fn from(rule: &'a Rule) -> Self {
        let sources = &rule.sources;
        Self { code: rule.code, severity: Some(rule.severity), title: &rule.title, page: &rule.docs, sources }
    }
}

impl<'a> From<&'a LeftOut> for Described<'a> {
    fn from(rule: &'a LeftOut) -> Self {
        Self { code: rule.code, severity: None, title: &rule.title, page: &rule.docs, sources: &rule.sources }
    }
}

impl Described<'_> {
    /// How bad it is, in a word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.severity.map_or("left out", Severity::word)
    }
}

/// All codes of the language and of a vocabulary, in order.
#[must_use]
pub fn all(vocabulary: &Vocabulary) -> Vec<Described<'_>> {
    let rules = vocabulary.rules().iter().map(Described::from);
    let left_out = vocabulary.left_out().iter().map(Described::from);
    let mut all: Vec<_> = CATALOGUE.iter().map(Described::from).chain(rules).chain(left_out).collect();
    all.sort_by_key(|described| described.code);
    all.dedup_by_key(|described| described.code);
    all
}

/// One code of the language or of the standard vocabulary. The language's are found without loading the vocabulary.
#[must_use]
pub fn describe(code: Code) -> Option<Described<'static>> {
    let language = CATALOGUE.iter().find(|entry| entry.code == code).map(Described::from);
    language.or_else(|| {
        let vocabulary = Vocabulary::standard();
        let left_out = || vocabulary.left_out().iter().find(|left_out| left_out.code == code).map(Described::from);
        vocabulary.rule(code).map(Described::from).or_else(left_out)
    })
}
