//! `mam fmt`.

use crate::support::{Folder, WRONG};

const UGLY: &str = "baseline calm for ios {\n  block printing   \n      }\n";
const PRETTY: &str = "baseline calm for ios {\n    block printing\n}\n";

#[test]
fn files_are_rewritten_and_named() {
    let folder = Folder::with(&[("a.mam", UGLY), ("sub/b.mam", PRETTY)]);
    let ran = folder.mam(&["fmt", "."]).ends(0);
    assert_eq!(ran.out, "a.mam\n");
    assert_eq!(ran.err, "1 file formatted, 1 unchanged\n");
    assert_eq!(folder.read("a.mam"), PRETTY);
    assert_eq!(folder.mam(&["fmt", "."]).ends(0).out, "");
    assert_eq!(folder.names(), ["a.mam", "sub"]);
}

#[test]
fn check_prints_a_difference_and_changes_nothing() {
    let folder = Folder::with(&[("a.mam", UGLY)]);
    let ran = folder.mam(&["fmt", "--check", "a.mam"]).ends(1);
    assert_eq!(
        ran.out,
        "--- a.mam\n+++ a.mam\n@@ -1,3 +1,3 @@\n baseline calm for ios {\n-  block printing   \n-      }\n+    block printing\n+}\n"
    );
    assert_eq!(folder.read("a.mam"), UGLY);
    folder.write("a.mam", PRETTY);
    folder.mam(&["fmt", "--check", "a.mam"]).ends(0);
}

#[test]
fn a_file_with_problems_stays_as_it_is() {
    let folder = Folder::with(&[("a.mam", WRONG), ("b.mam", UGLY)]);
    let ran = folder.mam(&["fmt", "."]).ends(1);
    assert!(ran.err.contains("MAM004"), "{}", ran.err);
    assert_eq!(folder.read("a.mam"), WRONG);
    assert_eq!(folder.read("b.mam"), PRETTY);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = Folder::with(&[]);
    assert_eq!(folder.mam_with(&["fmt", "-"], UGLY).ends(0).out, PRETTY);
    assert_eq!(folder.mam_with(&["fmt", "-"], PRETTY).ends(0).out, PRETTY);
    assert!(folder.mam_with(&["fmt", "-", "--check"], UGLY).ends(1).out.starts_with("--- <stdin>\n"));
    let ran = folder.mam_with(&["fmt", "-"], WRONG).ends(1);
    assert_eq!(ran.out, "");
    folder.mam_with(&["fmt", "-", "a.mam"], "").ends(2);
}

#[test]
#[cfg(unix)]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with(&[("real/a.mam", UGLY)]);
    std::fs::set_permissions(folder.path("real/a.mam"), std::fs::Permissions::from_mode(0o640)).expect("a mode");
    symlink("real/a.mam", folder.path("link.mam")).expect("a link");
    folder.mam(&["fmt", "link.mam"]).ends(0);
    assert_eq!(folder.read("real/a.mam"), PRETTY);
    let mode = std::fs::metadata(folder.path("real/a.mam")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(folder.path("link.mam").is_symlink());
}
