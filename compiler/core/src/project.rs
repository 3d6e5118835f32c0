//! Where a program's files come from, and how they become one project. Must not know the disk: a [`Sources`] brings the files.

use crate::diagnostics::Diagnostic;
use crate::semantics::{self, Checked, Memo};
use crate::syntax::{self, File, FileId, Span};
use crate::vocabulary::STANDARD_FILES;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use thiserror::Error;

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// There is none.
    #[error("there is no such file")]
    NotFound,
    /// Anything else, in plain words.
    #[error("{0}")]
    Other(String),
}

/// Where sources come from: the disk, an editor's buffers, a map. Paths are relative to the project's root, with `/`.
pub trait Sources: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Why there are none.
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError>;

    /// All `.mam` files below a folder, sorted; `""` is the root.
    ///
    /// # Errors
    /// Why the folder cannot be listed.
    fn list(&self, folder: &str) -> Result<Vec<String>, ReadError>;

    /// A file that is parsed already, if it is; its bytes are not asked for then.
    fn parsed(&self, _path: &str) -> Option<Arc<File>> {
        None
    }
}

impl Sources for BTreeMap<String, String> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.get(path).map(|text| text.clone().into_bytes()).ok_or(ReadError::NotFound)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let inside =
            |path: &str| folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let files: Vec<_> = self.keys().filter(|path| path.ends_with(".mam") && inside(path)).cloned().collect();
        if files.is_empty() { Err(ReadError::NotFound) } else { Ok(files) }
    }
}

/// A program: its files, parsed.
#[derive(Clone, Debug)]
pub struct Project {
    /// The files in the order of their paths; a file's id is its place.
    pub files: Vec<Arc<File>>,
    /// Files that are no text.
    pub unreadable: Vec<Diagnostic>,
}

/// The largest file that is read, in bytes: offsets are 32 bits wide.
pub const MAX_FILE: usize = 1 << 30;

impl Project {
    /// Reads the files of `entry` and those they use.
    #[must_use]
    pub fn load(sources: &dyn Sources, entry: &[String]) -> Self {
        let mut known: BTreeSet<String> = entry.iter().cloned().collect();
        let mut files = BTreeMap::new();
        let mut fresh: Vec<String> = known.iter().cloned().collect();
        while !fresh.is_empty() {
            let read: Vec<_> = fresh.par_iter().map(|path| (path.clone(), read(sources, path))).collect();
            let mut modules = BTreeSet::new();
            for (path, file) in read {
                if let Ok(file) = &file {
                    modules.extend(uses(file));
                }
                files.insert(path, file);
            }
            let wanted: BTreeSet<String> = modules.iter().flat_map(|module| paths_of(sources, module)).collect();
            fresh = wanted.into_iter().filter(|path| known.insert(path.clone())).collect();
        }
        let mut project = Self { files: Vec::with_capacity(files.len()), unreadable: Vec::new() };
        for (place, (path, file)) in files.into_iter().enumerate() {
            let id = FileId(u32::try_from(place).unwrap_or(STANDARD_FILES - 1));
            let mut file = file.unwrap_or_else(|error| {
                let offset = u32::try_from(error.offset).unwrap_or(0);
                let span = Span { file: id, start: offset, end: offset };
                project
                    .unreadable
                    .push(Diagnostic::new(error.code, error.message).at(span, "in this file").help(error.help));
                Arc::new(syntax::parse(id, path.as_str().into(), "".into()))
            });
            if file.id != id {
                Arc::make_mut(&mut file).id = id;
            }
            project.files.push(file);
        }
        project
    }

    /// A program of files that are parsed, by their paths.
    pub(crate) fn of(files: BTreeMap<String, File>) -> Self {
        let files = files.into_values().enumerate().map(|(place, mut file)| {
            file.id = FileId(u32::try_from(place).unwrap_or(STANDARD_FILES - 1));
            Arc::new(file)
        });
        Self { files: files.collect(), unreadable: Vec::new() }
    }

    /// A file by its id; those of the standard library have ids of their own.
    #[must_use]
    pub fn file(&self, id: FileId) -> Option<&Arc<File>> {
        if id.0 < STANDARD_FILES {
            return self.files.get(id.0 as usize);
        }
        standard_modules()
            .iter()
            .map(|(_, file)| file)
            .chain(crate::vocabulary::standard_files())
            .find(|file| file.id == id)
    }

    /// Checks the whole program.
    #[must_use]
    pub fn check(&self) -> Checked {
        semantics::check(self, None)
    }

    /// The same, of a project that was checked before: only what changed since is checked again.
    #[must_use]
    pub fn check_again(&self, memo: &mut Memo) -> Checked {
        semantics::check(self, Some(memo))
    }
}

/// The modules that come with mam, parsed.
#[must_use]
pub fn standard_modules() -> &'static [(&'static str, Arc<File>)] {
    &crate::standard::standard().modules
}

/// The name of a file's module: `baselines/phones.mam` is `baselines.phones`.
#[must_use]
pub fn module_of(path: &str) -> String {
    path.trim_end_matches(".mam").replace('/', ".")
}

struct Unreadable {
    code: u16,
    message: String,
    help: String,
    offset: usize,
}

fn read(sources: &dyn Sources, path: &str) -> Result<Arc<File>, Unreadable> {
    if let Some(file) = sources.parsed(path) {
        return Ok(file);
    }
    let fail = |code, message: String, help: &str, offset| Unreadable { code, message, help: help.into(), offset };
    let bytes = sources.read(path).map_err(|error| {
        fail(1, format!("`{path}` cannot be read: {error}"), "check the path and its permissions", 0)
    })?;
    if bytes.len() > MAX_FILE {
        return Err(fail(
            1,
            format!("`{path}` is larger than {} MiB", MAX_FILE >> 20),
            "split it into several files",
            0,
        ));
    }
    if is_utf16(&bytes) {
        return Err(fail(
            2,
            format!("`{path}` is UTF-16 text"),
            "save it as UTF-8: in VS Code, click on the encoding in the status bar",
            0,
        ));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let line = error.as_bytes().get(..offset).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count() + 1;
        fail(
            2,
            format!("`{path}` is not UTF-8 text: line {line}, byte {offset}"),
            "save it as UTF-8: in VS Code, click on the encoding in the status bar",
            0,
        )
    })?;
    Ok(Arc::new(syntax::parse(FileId(0), path.into(), text.into())))
}

/// Whether bytes are UTF-16: they say so at the start, or begin with two ASCII characters of two bytes each.
fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => true,
        [0, one, 0, two, ..] | [one, 0, two, 0, ..] => one.is_ascii() && two.is_ascii() && *one != 0 && *two != 0,
        _ => false,
    }
}

/// The modules that a file uses.
fn uses(file: &File) -> Vec<String> {
    let mut modules: Vec<_> = semantics::head::use_heads(file).into_iter().map(|head| head.module).collect();
    modules.dedup();
    modules
}

/// The files of a module: one, or all below a folder.
fn paths_of(sources: &dyn Sources, module: &str) -> Vec<String> {
    if module == "std" || module.starts_with("std.") {
        return Vec::new();
    }
    let path = module.replace('.', "/");
    let file = format!("{path}.mam");
    if sources.parsed(&file).is_some() {
        return vec![file];
    }
    // A file that is there and cannot be read is reported as such.
    match sources.read(&file) {
        Err(ReadError::NotFound) => sources.list(&path).unwrap_or_default(),
        _ => vec![file],
    }
}
