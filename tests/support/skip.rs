//! What lies outside of the repository, and may be absent.

use std::path::PathBuf;

/// Says, even when the output of passing tests is captured, that a test did not run and why.
pub fn skip(test: &str, why: &str) {
    use std::io::Write;
    // Not `eprintln!`, which the test harness captures.
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: {why}");
}

/// A folder of the corpus of published policies. None, and said so, when it is absent.
#[must_use]
pub fn corpus(test: &str, folder: &str) -> Option<PathBuf> {
    beside(test, &format!("corpus/{folder}"))
}

/// A page of the design. None, and said so, when it is absent.
#[must_use]
pub fn design(test: &str, page: &str) -> Option<PathBuf> {
    beside(test, &format!("design/{page}"))
}

/// A page of what is known about the domain. None, and said so, when it is absent.
#[must_use]
pub fn domain(test: &str, page: &str) -> Option<PathBuf> {
    beside(test, &format!("domain/{page}"))
}

fn beside(test: &str, path: &str) -> Option<PathBuf> {
    let shared = super::root().parent()?.join("shared").join(path);
    if shared.exists() {
        return Some(shared);
    }
    skip(test, &format!("../shared/{path} is not there"));
    None
}
