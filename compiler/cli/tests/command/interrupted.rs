//! A compilation that is killed, at whatever moment, leaves the old output or the new one, whole.

use crate::support::{Folder, GOOD};
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::Duration;

/// So many policies that writing takes a while.
const MANY: usize = 400;

fn sources(resource: &str) -> String {
    let policy = |place: usize| {
        format!(
            "\nconditional access \"Policy {place}\" {{\n    users all except break_glass\n    resources {resource}\n    grant requires app protection policy\n    device platforms android, ios\n    state report-only\n}}\n"
        )
    };
    GOOD.to_owned() + &(0..MANY).map(policy).collect::<String>()
}

fn versions() -> (Folder, BTreeMap<String, String>, BTreeMap<String, String>) {
    let folder = Folder::with(&[("p/a.mam", &sources("all"))]);
    folder.mam(&["compile", "p", "--out", "new"]).ends(0);
    let new = folder.tree("new");
    folder.write("p/a.mam", sources("office365"));
    folder.mam(&["compile", "p", "--out", "out"]).ends(0);
    let old = folder.tree("out");
    assert_ne!(old, new);
    folder.write("p/a.mam", sources("all"));
    (folder, old, new)
}

#[test]
fn killed_at_any_moment_the_tree_is_whole() {
    let (folder, old, new) = versions();
    for wait in (0..120).step_by(6) {
        let mut child =
            folder.command(&["compile", "p", "--out", "out"]).stderr(Stdio::null()).spawn().expect("it runs");
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let tree = folder.tree("out");
        assert!(tree == old || tree == new, "after {wait} ms: {} files", tree.len());
    }
    folder.mam(&["compile", "p", "--out", "out"]).ends(0);
    assert_eq!(folder.tree("out"), new);
}

#[test]
#[cfg(unix)]
fn ctrl_c_leaves_nothing_behind() {
    let (folder, old, new) = versions();
    for wait in (0..120).step_by(6) {
        let child = folder.command(&["compile", "p", "--out", "out"]).stderr(Stdio::null()).spawn().expect("it runs");
        std::thread::sleep(Duration::from_millis(wait));
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
        let output = child.wait_with_output().expect("ended");
        let tree = folder.tree("out");
        assert!(tree == old || tree == new, "after {wait} ms: {} files", tree.len());
        assert!(matches!(output.status.code(), None | Some(0 | 130)), "{:?}", output.status);
        assert_eq!(folder.names(), ["new", "out", "p"], "after {wait} ms");
    }
}
