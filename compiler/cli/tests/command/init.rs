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
fn tools_get_a_document() {
    let folder = Folder::with(&[]);
    let document = |format: &str, code| {
        let ran = folder.mam(&["init", "new", "--format", format]).ends(code);
        serde_json::from_str::<serde_json::Value>(&ran.out).expect("one document")
    };
    let made = document("json", 0);
    assert_eq!(made["diagnostics"], serde_json::json!([]));
    assert!(made.get("failure").is_none());
    assert!(document("json", 1)["failure"].as_str().is_some_and(|failure| failure.contains("is not empty")));
    std::fs::remove_dir_all(folder.path("new")).expect("removed");
    assert_eq!(document("sarif", 0)["runs"][0]["invocations"][0]["executionSuccessful"], true);
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

#[test]
#[cfg(unix)]
fn the_printed_command_can_be_pasted() {
    let folder = Folder::with(&[]);
    for name in ["plain", "two words", "it's", "-x", "$HOME", "ü/ö"] {
        let ran = folder.mam(&["init", "--", name]).ends(0);
        let line = ran.err.lines().find_map(|line| line.strip_prefix("    mam ")).expect("a command");
        let script = format!("{} {line}", env!("CARGO_BIN_EXE_mam"));
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .current_dir(folder.path(""))
            .output()
            .expect("sh runs");
        crate::support::Ran::of(output).ends(0);
        assert!(folder.path(name).join("out/contoso/manifest.json").exists(), "{line}");
    }
    assert!(folder.mam(&["init", "again"]).ends(0).err.contains("\n    mam compile again --out again/out\n"));
}

#[test]
#[cfg(unix)]
fn a_failure_leaves_nothing() {
    let folder = Folder::with(&[("empty/x", "")]);
    std::fs::remove_file(folder.path("empty/x")).expect("removed");
    for name in ["empty", "a/b/c", "a/../d"] {
        let script = r#"trap '' XFSZ; ulimit -f 0; exec "$0" init "$1""#;
        let mut command = std::process::Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_mam"), name]).current_dir(folder.path(""));
        let ran = crate::support::Ran::of(command.output().expect("it runs")).ends(1);
        assert!(ran.err.contains("cannot be written"), "{}", ran.err);
        assert_eq!(folder.names(), ["empty"]);
        assert!(folder.tree("empty").is_empty());
    }
    folder.mam(&["init", "empty"]).ends(0);
}
