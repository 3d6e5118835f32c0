//! From paths to a checked project whose problems are printed: what `check`, `compile` and each round of watching begin with.

use crate::arguments::Format;
use crate::console::Console;
use crate::failure::Failure;
use crate::paths::{self, Selection};
use crate::progress::Progress;
use crate::report::{self, Findings, Summary};
use mam_core::diagnostics::Diagnostic;
use mam_core::project::Project;
use mam_core::syntax::File;
use mam_core::vocabulary::{STANDARD_FILES, Vocabulary};
use std::path::PathBuf;

/// Sources that are loaded.
pub struct Session {
    /// Which ones.
    pub selection: Selection,
    /// What is in them.
    pub project: Project,
}

impl Session {
    /// Loads the sources that the paths mean, and what they use.
    pub fn load(paths: &[PathBuf], console: &Console, progress: &Progress) -> Result<Self, Failure> {
        // What comes with mam is read while the sources are looked for.
        std::thread::spawn(Vocabulary::standard);
        progress.phase("looking for sources");
        let selection = paths::project(paths)?;
        console.notes(&selection.notes);
        progress.phase("reading");
        let mut project = Project::load(&selection.disk, &selection.entries);
        let files = &project.files;
        let file = |diagnostic: &Diagnostic| diagnostic.span().and_then(|span| files.get(span.file.0 as usize));
        for diagnostic in &mut project.unreadable {
            // The core knows paths from the root on, and the user those from the working folder on.
            let Some(path) = file(diagnostic).map(|file| &file.path) else { continue };
            if let Some(rest) = diagnostic.message.strip_prefix(&format!("`{path}`")) {
                diagnostic.message = format!("`{}`{rest}", selection.disk.shown(path));
            }
        }
        Ok(Self { selection, project })
    }

    /// Prints what is wrong, for people.
    pub fn print(&self, diagnostics: &[Diagnostic], omitted: usize, console: &Console) -> Summary {
        self.with_findings(diagnostics, omitted, |findings| report::print(findings, console))
    }

    /// Prints what is wrong for tools, and what kept the command from its work.
    pub fn conclude(
        &self,
        diagnostics: &[Diagnostic],
        omitted: usize,
        failure: Option<&Failure>,
        console: &mut Console,
    ) -> Result<(), Failure> {
        self.with_findings(diagnostics, omitted, |findings| report::conclude(findings, failure, console))
    }

    fn with_findings<T>(&self, diagnostics: &[Diagnostic], omitted: usize, tell: impl FnOnce(&Findings) -> T) -> T {
        let shown = |file: &File| match file.id.0 {
            STANDARD_FILES.. => standard(&file.path),
            _ => self.selection.disk.shown(&file.path),
        };
        let file = |id| self.project.file(id);
        tell(&Findings { file: &file, files: self.project.files.len(), diagnostics, omitted, shown: &shown })
    }
}

/// The path of a file that comes with mam.
fn standard(path: &str) -> String {
    if path.starts_with("std/") { path.into() } else { format!("std/{path}") }
}

/// Prints the line that sums up, unless only tools read.
pub fn sum_up(summary: &Summary, console: &Console) {
    if console.format == Format::Human || !summary.is_empty() {
        report::sum_up(summary, console);
    }
}
