//! What an import has to say of what it read: per file, what became of every property that is not in the sentences.

use serde::Serialize;

/// What became of something in an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// Only Graph writes it: left out.
    ReadOnly,
    /// Neither Graph nor the vocabulary knows it, and it says nothing: left out.
    Unknown,
    /// Its value is of the wrong type: the policy is not imported.
    Wrong,
    /// Neither a sentence nor `set` can say it: left out, and lost.
    Left,
    /// No sentence says this value: written with `set`.
    Set,
    /// The sentence that says it is deprecated.
    Deprecated,
}

/// A remark about a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What became of it.
    pub finding: Finding,
    /// The property.
    pub path: String,
    /// More, in plain words; empty when the finding says all.
    pub detail: String,
}

/// A policy that was read.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyReport {
    /// Its name in the export.
    pub name: String,
    /// The Graph entity.
    pub entity: String,
    /// The file and the block it became.
    pub block: Option<String>,
    /// What is to be said of its properties.
    pub notes: Vec<Note>,
}

/// A file that was read.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileReport {
    /// Its name.
    pub file: String,
    /// Why nothing of it was read.
    pub error: Option<String>,
    /// Why it is no policy.
    pub skipped: Vec<String>,
    /// The policies in it.
    pub policies: Vec<PolicyReport>,
}
