//! What the disk can do to the command, and what it says then.

use crate::support::{Folder, GOOD};
use std::fs;

#[test]
fn what_is_not_there_is_said() {
    let folder = Folder::with(&[("empty/notes.txt", "")]);
    let ran = folder.mam(&["check", "nowhere"]).ends(1);
    assert_eq!(ran.err, "error: `nowhere` cannot be read: there is no such file or folder; look at the spelling\n");
    assert!(folder.mam(&["check", "empty"]).ends(1).err.contains("holds no .mam files"));
}

#[test]
fn a_folder_is_a_project_of_its_own() {
    let uses = format!("use shared (people)\n{GOOD}");
    let shared = "param people: group\n";
    let folder = Folder::with(&[("a/x.mam", &uses), ("a/shared.mam", shared), ("b/y.mam", GOOD), ("b/deep/z.mam", "")]);
    for arguments in [["check", "a", "b"], ["check", "b/y.mam", "a"], ["check", "b", "a/x.mam"]] {
        let ran = folder.mam(&arguments).ends(2);
        let [_, one, other] = arguments;
        assert_eq!(
            ran.err,
            format!(
                "error: a folder is a project of its own, and `{one}`, `{other}` are several; name one at a time, or, if they are \
                 parts of one project, its folder `.`\n"
            )
        );
    }
    folder.mam(&["compile", "a", "b", "--out", "out"]).ends(2);
    assert!(!folder.path("out").exists());
    // One project, named in parts.
    folder.mam(&["check", "b", "b/deep"]).ends(0);
    folder.mam(&["check", "b/y.mam", "b/deep/z.mam"]).ends(0);
    // The layout knows no projects.
    assert!(folder.mam(&["fmt", "--check", "a", "b"]).ends(0).err.contains("4 formatted already"));
}

#[test]
fn hidden_and_ignored_files_and_other_tools_folders_are_left_out() {
    let folder = Folder::with(&[
        ("a.mam", GOOD),
        (".hidden/b.mam", "wrong"),
        (".c.mam", "wrong"),
        ("target/d.mam", "wrong"),
        ("node_modules/x/e.mam", "wrong"),
        ("old/f.mam", "wrong"),
        (".mamignore", "old/\n"),
        (".gitignore", "a.mam\n"),
    ]);
    assert!(folder.mam(&["check", "."]).ends(0).err.ends_with(" in 1 file\n"));
}

#[test]
fn bytes_that_are_no_text_are_said() {
    let folder = Folder::with(&[]);
    fs::write(folder.path("a.mam"), b"\xff\xfea\0p\0p\0").expect("a file");
    assert!(folder.mam(&["check", "."]).ends(1).err.contains("MAM002"));
    fs::write(folder.path("a.mam"), b"app \xc3\x28").expect("a file");
    assert!(folder.mam(&["check", "a.mam"]).ends(1).err.contains("MAM002"));
    assert!(folder.mam(&["fmt", "a.mam"]).ends(1).err.contains("MAM002"));
    fs::write(folder.path("a.mam"), b"\0\0\0").expect("a file");
    folder.mam(&["check", "a.mam"]).ends(1);
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let folder = Folder::with(&[("a.mam", "")]);
    let file = fs::File::options().write(true).open(folder.path("a.mam")).expect("a file");
    file.set_len(600 << 20).expect("a sparse file");
    assert!(folder.mam(&["check", "a.mam"]).ends(1).err.contains("larger than 512 MiB"));
}

#[test]
#[cfg(unix)]
fn links_that_go_nowhere_or_round_are_said() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&[("a.mam", GOOD)]);
    symlink("two.mam", folder.path("one.mam")).expect("a link");
    symlink("one.mam", folder.path("two.mam")).expect("a link");
    let ran = folder.mam(&["check", "."]).ends(1);
    assert!(ran.err.contains("leads back to itself"), "{}", ran.err);
    assert!(folder.mam(&["check", "one.mam"]).ends(1).err.contains("leads back to itself"));
    fs::remove_file(folder.path("one.mam")).expect("removed");
    assert!(folder.mam(&["check", "."]).ends(1).err.contains("two.mam"));
    fs::remove_file(folder.path("two.mam")).expect("removed");
    symlink(".", folder.path("self")).expect("a link");
    let ran = folder.mam(&["check", "."]).ends(0);
    assert!(ran.err.contains("is a link to a folder and not followed"), "{}", ran.err);
}

#[test]
#[cfg(target_os = "linux")]
fn no_permission_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(&[("a.mam", GOOD), ("sub/b.mam", "")]);
    fs::set_permissions(folder.path("a.mam"), fs::Permissions::from_mode(0o0)).expect("a mode");
    fs::set_permissions(folder.path("sub"), fs::Permissions::from_mode(0o0)).expect("a mode");
    if fs::read(folder.path("a.mam")).is_err() {
        assert!(folder.mam(&["check", "a.mam"]).ends(1).err.contains("permission denied"));
        assert!(folder.mam(&["check", "sub"]).ends(1).err.contains("permission denied"));
    }
    fs::set_permissions(folder.path("sub"), fs::Permissions::from_mode(0o700)).expect("a mode");
}

#[test]
fn a_file_that_is_no_text_is_named_as_the_user_would() {
    let folder = Folder::with(&[("sub/x", "")]);
    fs::write(folder.path("sub/a.mam"), b"app \xc3\x28").expect("a file");
    for arguments in [vec!["check", "sub"], vec!["check", "sub/a.mam"], vec!["fmt", "--check", "sub"]] {
        let ran = folder.mam(&arguments).ends(1);
        assert!(ran.err.contains("`sub/a.mam` is not UTF-8"), "{}", ran.err);
        assert!(
            arguments.len() < 3 || ran.err.contains("0 files would change, 0 formatted already, 1 with problems\n"),
            "{}",
            ran.err
        );
    }
}

#[test]
#[cfg(unix)]
fn names_are_printed_without_what_a_terminal_would_act_on() {
    let evil = "a\u{1b}[31m.mam";
    let folder = Folder::with(&[(&format!("p/{evil}"), "app protection “BYOD” for ios {\n}\n"), ("good/a.mam", GOOD)]);
    let evil_out = "o\u{1b}[31m";
    let evil_folder = format!("p/{evil}");
    for (arguments, code) in [
        (vec!["check", "p"], 1),
        (vec!["check", "p/\u{1b}[31mnowhere"], 1),
        (vec!["check", &evil_folder, "--notes"], 1),
        (vec!["fmt", "p"], 1),
        (vec!["compile", "good", "--out", evil_out], 0),
        (vec!["compile", "good", "--bundle", &evil_folder], 2),
        (vec!["init", "\u{1b}[31minit"], 0),
    ] {
        let ran = folder.mam(&arguments).ends(code);
        assert!(!ran.err.contains('\u{1b}'), "{}", ran.err);
    }
}
