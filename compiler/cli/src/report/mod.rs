//! The faces of diagnostics: drawn for people, JSON and SARIF for tools, annotations for GitHub. Must not know where they come from
//! nor what is done about them.

mod github;
mod human;
mod json;
mod notes;
mod places;
pub mod safe;
mod sarif;

use crate::arguments::Format;
use crate::console::{Console, Style, paint};
use crate::failure::{Exit, Failure};
use mam_core::diagnostics::{Diagnostic, Severity};
use mam_core::syntax::{File, FileId};
use places::Places;
use serde::Serialize;
use std::sync::Arc;

/// Everything there is to say about some sources.
pub struct Findings<'a> {
    /// The file of an id.
    pub file: &'a dyn Fn(FileId) -> Option<&'a Arc<File>>,
    /// How many files were read.
    pub files: usize,
    /// What is said, in the order in which it is printed.
    pub diagnostics: &'a [Diagnostic],
    /// How much more there is that was not kept.
    pub omitted: usize,
    /// How a file's path is printed.
    pub shown: &'a dyn Fn(&File) -> String,
}

impl Findings<'_> {
    /// Nothing to say, of no sources.
    pub fn none() -> Self {
        Self { file: &|_| None, files: 0, diagnostics: &[], omitted: 0, shown: &|file| file.path.to_string() }
    }
}

/// How much there was to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Problems that stop a compilation.
    pub errors: usize,
    /// What compiles, and is probably not meant.
    pub warnings: usize,
    /// What is worth knowing.
    pub infos: usize,
    /// Suggestions.
    pub hints: usize,
    /// Files that were read.
    pub files: usize,
    /// Problems that were found and not kept.
    pub omitted: usize,
}

impl Summary {
    fn of(findings: &Findings) -> Self {
        let mut summary = Self { files: findings.files, omitted: findings.omitted, ..Self::default() };
        for diagnostic in findings.diagnostics {
            match diagnostic.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Info => summary.infos += 1,
                Severity::Hint => summary.hints += 1,
            }
        }
        summary
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.errors + self.warnings + self.infos + self.hints + self.omitted == 0
    }

    /// How the command ends.
    pub fn exit(&self, console: &Console) -> Exit {
        let denied = console.deny_warnings && self.warnings > 0;
        if self.errors > 0 || denied { Exit::Problems } else { Exit::Done }
    }

    /// The counts in words: `2 errors, 1 warning in 3 files`.
    fn in_words(&self, console: &Console) -> String {
        let colored = console.err_colored;
        let said = [
            (self.errors, "error", Style::Red),
            (self.warnings, "warning", Style::Yellow),
            (self.infos, "note", Style::Cyan),
            (self.hints, "hint", Style::Cyan),
        ];
        let said = said.into_iter().filter(|(count, ..)| *count > 0);
        let said: Vec<_> = said.map(|(count, word, style)| paint(&counted(count, word), style, colored)).collect();
        let said = if said.is_empty() { paint("no problems", Style::Green, colored) } else { said.join(", ") };
        let more = if self.omitted > 0 { format!("; {} more are not shown", self.omitted) } else { String::new() };
        let denied =
            if console.deny_warnings && self.warnings > 0 && self.errors == 0 { "; warnings are denied" } else { "" };
        format!("{said} in {}{more}{denied}", counted(self.files, "file"))
    }
}

/// A count with its word: `1 file`, `2 files`.
pub fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}

/// Prints the findings for people. Tools get them when the work is done, by [`conclude`].
pub fn print(findings: &Findings, console: &Console) -> Summary {
    if console.format == Format::Human {
        human::print(findings, &Places::new(findings), console);
    }
    Summary::of(findings)
}

/// Prints the findings for tools, and what kept the command from its work, as one document.
pub fn conclude(findings: &Findings, failure: Option<&Failure>, console: &mut Console) -> Result<(), Failure> {
    let places = || Places::new(findings);
    let failure = failure.map(|failure| failure.message.as_str());
    let document = match console.format {
        Format::Human => return Ok(()),
        Format::Json => json::document(findings, &places(), &Summary::of(findings), failure),
        Format::Sarif => sarif::document(findings, &places(), failure),
        Format::Github => {
            (github::lines(findings, &places()) + &failure.map(github::failure).unwrap_or_default()).into_bytes()
        }
    };
    console.document(&document)
}

/// Prints the line that sums up.
pub fn sum_up(summary: &Summary, console: &Console) {
    console.say(&summary.in_words(console));
}

/// What tools read on standard output when the command could not do its work.
pub fn failure(format: Format, message: &str) -> Option<String> {
    match format {
        Format::Human => None,
        Format::Json => Some(json::failure(message)),
        Format::Sarif => Some(sarif::failure(message)),
        Format::Github => Some(github::failure(message)),
    }
}

/// The name of a severity, for people.
pub fn word(severity: Severity) -> &'static str {
    severity.word()
}
