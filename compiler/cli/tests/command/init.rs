//! `mam init`.

use crate::support::Folder;

#[test]
fn a_new_project_compiles_is_formatted_and_has_no_warnings() {
    let folder = Folder::with(&[]);
    folder.mam(&["init", "new/project"]).ends(0);
    folder.mam(&["check", "new/project", "--deny-warnings"]).ends(0);
    folder.mam(&["fmt", "--check", "new/project"]).ends(0);
    let ran = folder.mam(&["compile", "new/project", "--out", "out"]).ends(0);
    assert!(ran.err.contains("\ncontoso: "), "{}", ran.err);
    assert!(folder.path("out/contoso/manifest.json").exists());
}

#[test]
fn a_folder_with_anything_in_it_is_refused() {
    let folder = Folder::with(&[("dir/mine.txt", "mine"), ("file", "")]);
    let ran = folder.mam(&["init", "dir"]).ends(1);
    assert_eq!(ran.err, "error: `dir` is not empty: it holds `mine.txt`; name a new folder\n");
    assert_eq!(folder.tree("dir").len(), 1);
    folder.mam(&["init", "file"]).ends(1);
    folder.mam(&["init"]).ends(2);
}
