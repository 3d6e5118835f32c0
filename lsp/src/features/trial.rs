//! A project as it would be after some edits: read and checked beside the real one, so that what promises to keep the meaning is held to
//! it. Must not know what the edits are for.

use crate::snapshot::Snapshot;
use mam_core::diagnostics::{Code, Diagnostic, Severity};
use mam_core::project::{Project, ReadError, Sources};
use mam_core::semantics::Checked;
use mam_core::syntax::{self, File, Span};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// So many tenants are compiled on both sides to compare them.
const MAX_TENANTS: usize = 16;

/// A text in place of a span.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What by.
    pub text: String,
}

/// Checks a project with edits, which must not overlap. None where one is outside of the project's own files.
pub fn check(snapshot: &Snapshot, edits: &[Edit]) -> Option<Checked> {
    let mut by_file: HashMap<_, Vec<&Edit>> = HashMap::new();
    for edit in edits {
        by_file.entry(edit.span.file).or_default().push(edit);
    }
    let mut files: HashMap<String, Arc<File>> =
        snapshot.project.files.iter().map(|file| (file.path.to_string(), Arc::clone(file))).collect();
    for (id, mut edits) in by_file {
        let file = snapshot.project.files.get(id.0 as usize)?;
        edits.sort_by_key(|edit| std::cmp::Reverse((edit.span.start, edit.span.end)));
        let mut text = file.text.to_string();
        for edit in edits {
            let range = edit.span.start as usize..edit.span.end as usize;
            text.get(range.clone())?;
            text.replace_range(range, &edit.text);
        }
        files.insert(file.path.to_string(), Arc::new(syntax::reparse(file, text.into())));
    }
    let mut paths: Vec<String> = files.keys().cloned().collect();
    paths.sort_unstable();
    Some(Project::load(&Parsed(files), &paths).check())
}

/// The first error that one side has more of than the other.
pub fn new_error<'a>(before: &Checked, after: &'a Checked) -> Option<&'a Diagnostic> {
    let errors = |checked: &'a Checked| checked.diagnostics.iter().filter(|known| known.severity == Severity::Error);
    let mut known: HashMap<Code, usize> = HashMap::new();
    for error in before.diagnostics.iter().filter(|known| known.severity == Severity::Error) {
        *known.entry(error.code).or_default() += 1;
    }
    errors(after).find(|error| match known.get_mut(&error.code) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    })
}

/// Whether both sides compile to the same objects, whatever the tenants are called.
pub fn same_meaning(before: &Checked, after: &Checked) -> bool {
    let (one, other) = (before.tenants(), after.tenants());
    one.len() == other.len()
        && one.iter().zip(&other).take(MAX_TENANTS).all(|(one, other)| {
            let (Some(one), Some(other)) = (before.compile(one), after.compile(other)) else { return false };
            one.objects.len() == other.objects.len()
                && one.objects.par_iter().zip(other.objects.par_iter()).with_min_len(64).all(|(one, other)| {
                    let posts = |object: &mam_core::graph::Object| -> Vec<Vec<u8>> {
                        object.posts().into_iter().map(|(_, post)| post.bytes).collect()
                    };
                    one.path == other.path
                        && one.endpoint == other.endpoint
                        && one.api() == other.api()
                        && one.render().bytes == other.render().bytes
                        && posts(one) == posts(other)
                })
        })
}

/// Files that are all parsed.
struct Parsed(HashMap<String, Arc<File>>);

impl Sources for Parsed {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.0.get(path).map(|file| file.text.as_bytes().to_vec()).ok_or(ReadError::NotFound)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let inside = |path: &&String| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let mut found: Vec<String> = self.0.keys().filter(inside).cloned().collect();
        found.sort_unstable();
        if found.is_empty() { Err(ReadError::NotFound) } else { Ok(found) }
    }

    fn parsed(&self, path: &str) -> Option<Arc<File>> {
        self.0.get(path).cloned()
    }
}
