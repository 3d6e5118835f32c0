//! Every situation in which mam has something to say, as a person reads it. A case is a file below `cases/`: a small program with a
//! mistake. Its snapshot shows all that is said about it, and what each repair makes of the text. A repair must mend what it is offered
//! for and break nothing else.
//!
//! A line `// file: PATH` in a case begins another file; the first one is `main.mam`. The file `around.mam` comes to each case, so that a
//! case need not declare a connector and the like; a case whose first line is `// alone` goes without. `// allow MAM041` at the top of a
//! case says that a repair may leave such an error.

mod catalogue;
mod draw;
mod generated;
mod helps;
mod program;
mod repairs;

use program::Program;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folder of the cases.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics/cases")
}

/// The cases: name and text, sorted.
fn cases() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut BTreeSet<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("the folder of the cases can be read") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "mam") {
                found.insert(path);
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(&folder(), &mut found);
    let name = |path: &Path| {
        path.strip_prefix(folder()).expect("inside the folder").with_extension("").to_string_lossy().replace('/', "__")
    };
    found.iter().map(|path| (name(path), std::fs::read_to_string(path).expect("a case can be read"))).collect()
}

#[test]
fn every_case_reads_as_it_should() {
    let wanted = std::env::var("CASE").unwrap_or_default();
    let mut wrong = Vec::new();
    for (name, text) in cases().into_iter().filter(|(name, _)| name.contains(&wanted)) {
        let program = Program::of_case(&text);
        let (shown, complaints) = draw::all(&program);
        wrong.extend(complaints.into_iter().map(|complaint| format!("{name}: {complaint}")));
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            let matched = std::panic::catch_unwind(|| insta::assert_snapshot!(name.as_str(), shown)).is_ok();
            if !matched {
                wrong.push(format!("{name}: not as the snapshot has it"));
            }
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
