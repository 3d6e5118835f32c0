//! From paths to a checked project whose problems are printed: what `check`, `compile` and each round of watching begin with.

use crate::arguments::Format;
use crate::console::{Console, Style, paint};
use crate::failure::Failure;
use crate::paths::{self, Selection};
use crate::progress::Progress;
use crate::report::{self, Findings, Summary};
use mam_core::diagnostics::Diagnostic;
use mam_core::project::Project;
use mam_core::syntax::File;
use mam_core::vocabulary::STANDARD_FILES;
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
        progress.phase("looking for sources");
        let selection = paths::select(paths)?;
        for note in &selection.notes {
            console.say(&format!("{}: {note}", paint("note", Style::Cyan, console.err_colored)));
        }
        progress.phase("reading");
        let project = Project::load(&selection.disk, &selection.entries);
        Ok(Self { selection, project })
    }

    /// Prints what is wrong.
    pub fn print(&self, diagnostics: &[Diagnostic], omitted: usize, console: &mut Console) -> Result<Summary, Failure> {
        let shown = |file: &File| match file.id.0 {
            STANDARD_FILES.. => standard(&file.path),
            _ => self.selection.disk.shown(&file.path),
        };
        let file = |id| self.project.file(id);
        let findings = Findings { file: &file, files: self.project.files.len(), diagnostics, omitted, shown: &shown };
        report::print(&findings, console)
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
