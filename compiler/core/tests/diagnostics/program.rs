//! The files of a case.

use mam_core::diagnostics::{Diagnostic, Edit};
use mam_core::project::{Project, ReadError, Sources};
use mam_core::semantics::Checked;
use mam_core::syntax::FileId;
use std::collections::BTreeMap;

const AROUND: &str = include_str!("around.mam");

/// Files in memory, some of them perhaps no text.
#[derive(Clone, Debug, Default)]
pub struct Program {
    pub files: BTreeMap<String, Vec<u8>>,
    /// Codes of errors that a repair may leave.
    pub allowed: Vec<String>,
}

impl Sources for Program {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.files.get(path).cloned().ok_or(ReadError::NotFound)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let inside = |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let files: Vec<_> = self.files.keys().filter(|path| inside(path)).cloned().collect();
        if files.is_empty() { Err(ReadError::NotFound) } else { Ok(files) }
    }
}

impl Program {
    /// The files that a case describes.
    pub fn of_case(text: &str) -> Self {
        let mut program = Self::default();
        let mut path = "main.mam".to_owned();
        for line in text.split_inclusive('\n') {
            match line.trim_end().strip_prefix("// file: ") {
                Some(next) => next.clone_into(&mut path),
                None => program.files.entry(path.clone()).or_default().extend(line.bytes()),
            }
        }
        let allowed = text.lines().filter_map(|line| line.strip_prefix("// allow "));
        program.allowed = allowed.map(str::to_owned).collect();
        if !text.starts_with("// alone") {
            program.files.insert("around.mam".into(), AROUND.into());
        }
        program
    }

    /// One file.
    pub fn of(text: impl Into<Vec<u8>>) -> Self {
        Self { files: BTreeMap::from([("main.mam".to_owned(), text.into())]), allowed: Vec::new() }
    }

    /// Everything that is said about it.
    pub fn check(&self) -> (Project, Checked) {
        let entry: Vec<String> = self.files.keys().cloned().collect();
        let project = Project::load(self, &entry);
        let checked = project.check();
        (project, checked)
    }

    /// Its path and text, of a file of the project.
    pub fn file(project: &Project, id: FileId) -> (String, String) {
        project.file(id).map(|file| (file.path.to_string(), file.text.to_string())).unwrap_or_default()
    }

    /// The program after a repair.
    pub fn repaired(&self, project: &Project, edits: &[Edit]) -> Self {
        let mut repaired = self.clone();
        let mut edits = edits.to_vec();
        edits.sort();
        for edit in edits.iter().rev() {
            let (path, text) = Self::file(project, edit.span.file);
            let bytes = repaired
                .files
                .get_mut(&path)
                .unwrap_or_else(|| panic!("a repair edits `{path}`, which is not of the program"));
            // A byte order mark is no part of the text.
            let shift =
                bytes.len().saturating_sub(text.len()).min(3) * usize::from(bytes.starts_with(&[0xEF, 0xBB, 0xBF]));
            bytes.splice(edit.span.start as usize + shift..edit.span.end as usize + shift, edit.text.bytes());
        }
        repaired
    }
}

/// The codes of some diagnostics.
pub fn codes(diagnostics: &[Diagnostic]) -> Vec<u16> {
    diagnostics.iter().map(|diagnostic| diagnostic.code.0).collect()
}
