//! What the tests share: where things are, how a source is compiled, the built command, equality by meaning.

mod binary;
mod editor;
mod kept;
mod meaning;
mod opened;
mod schema;
mod skip;

pub use binary::{Ended, Folder, mam};
pub use editor::{Editor, url};
pub use kept::{Origin, keep};
pub use meaning::{differences, is_nothing, normal};
pub use opened::{Opened, examples, outcome, place, text_at};
pub use schema::misfits;
pub use skip::{corpus, design, domain, skip};

use mam_core::diagnostics::{Diagnostic, Severity};
use mam_core::graph::{Compiled, Object};
use mam_core::project::Project;
use mam_core::semantics::Checked;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_path_buf()
}

/// Sources by their paths in the project.
pub type Files = BTreeMap<String, String>;

/// One file, `main.mam`.
#[must_use]
pub fn source(text: &str) -> Files {
    Files::from([("main.mam".to_owned(), text.to_owned())])
}

/// The files below a folder with this extension, by their paths in it.
///
/// # Panics
/// When the folder cannot be read.
#[must_use]
pub fn files_below(folder: &Path, extension: &str) -> Files {
    fn walk(root: &Path, folder: &Path, extension: &str, out: &mut Files) {
        for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display())).path();
            if path.is_dir() {
                walk(root, &path, extension, out);
            } else if path.extension().is_some_and(|known| known == extension) {
                let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                out.insert(name, text.trim_start_matches('\u{feff}').to_owned());
            }
        }
    }
    let mut out = Files::new();
    walk(folder, folder, extension, &mut out);
    out
}

/// Reads and checks a project of these files.
#[must_use]
pub fn check(files: &Files) -> Checked {
    Project::load(files, &files.keys().cloned().collect::<Vec<_>>()).check()
}

/// The objects of the first tenant.
///
/// # Panics
/// When there is no tenant.
#[must_use]
pub fn compile(checked: &Checked) -> Compiled {
    let tenant = checked
        .tenants()
        .first()
        .map(|tenant| (*tenant).to_owned())
        .unwrap_or_else(|| panic!("no tenant: {:#?}", checked.diagnostics));
    let compiled = checked.compile(&tenant).unwrap_or_else(|| panic!("`{tenant}` cannot be compiled"));
    keep(&compiled, Origin::Tests);
    compiled
}

/// The body of an object.
///
/// # Panics
/// When it is no JSON.
#[must_use]
pub fn body(object: &Object) -> Value {
    serde_json::from_slice(&object.render().bytes).unwrap_or_else(|error| panic!("{}: {error}", object.path))
}

/// The errors of a program, as `MAM020 message`.
#[must_use]
pub fn errors(checked: &Checked) -> Vec<String> {
    checked.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).map(said).collect()
}

/// A diagnostic in one line.
#[must_use]
pub fn said(diagnostic: &Diagnostic) -> String {
    format!("{} {}", diagnostic.code, diagnostic.message)
}
