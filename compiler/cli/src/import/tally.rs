//! How much an import read, and what of it needs attention.

use super::lints::Lints;
use mam_core::diagnostics::Severity;
use mam_core::import::{FileReport, Finding, PolicyReport};
use serde::Serialize;

/// The numbers of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// Files that were looked at.
    pub files: usize,
    /// Those of which something is broken.
    pub broken: usize,
    /// Those in which something is no policy.
    pub skipped: usize,
    /// Policies that became sentences.
    pub policies: usize,
    /// The blocks that they became.
    pub blocks: usize,
    /// The sources with these blocks.
    pub sources: usize,
    /// Values that no sentence says, so that they are written with `set`.
    pub set: usize,
    /// What neither a sentence nor `set` can say.
    pub lost: usize,
    /// Sentences that are deprecated.
    pub deprecated: usize,
    /// Properties that only Graph writes.
    pub read_only: usize,
    /// Errors in the sources.
    pub errors: usize,
    /// Warnings about the sources.
    pub warnings: usize,
}

impl Tally {
    /// Counts.
    pub fn of(report: &[FileReport], lints: &Lints) -> Self {
        let policies = || report.iter().flat_map(|file| &file.policies);
        let count = |finding: Finding| policies().flat_map(|p| &p.notes).filter(|note| note.finding == finding).count();
        Self {
            files: report.len(),
            broken: report.iter().filter(|file| is_broken(file)).count(),
            skipped: report.iter().filter(|file| !file.skipped.is_empty()).count(),
            policies: policies().filter(|policy| policy.block.is_some()).count(),
            blocks: lints.blocks,
            sources: lints.project.files.len(),
            set: count(Finding::Set),
            lost: count(Finding::Left),
            deprecated: count(Finding::Deprecated),
            read_only: count(Finding::ReadOnly),
            errors: lints.count(Severity::Error),
            warnings: lints.count(Severity::Warning),
        }
    }

    /// Whether there is something that a person should look at.
    pub fn needs_attention(&self) -> bool {
        self.broken + self.set + self.lost + self.deprecated + self.errors + self.warnings > 0
    }
}

/// Whether something of a file could not be imported because it is broken.
pub fn is_broken(file: &FileReport) -> bool {
    file.error.is_some() || file.policies.iter().any(is_wrong)
}

/// Whether a policy was not imported because something in it is wrong.
pub fn is_wrong(policy: &PolicyReport) -> bool {
    policy.notes.iter().any(|note| note.finding == Finding::Wrong)
}
