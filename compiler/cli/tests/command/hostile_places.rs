//! Places on the disk that no export can be read from, or no source written to: a clear error, and nothing is left behind.

use crate::exports::android;
use crate::support::{Folder, Ran};
use serde_json::json;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A pipe that has a name, and into which nobody writes.
fn pipe(folder: &Folder, name: &str) {
    let made = Command::new("mkfifo").arg(folder.path(name)).status().expect("mkfifo runs");
    assert!(made.success());
}

#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let folder = Folder::with(&[("in/good.json", &android("Good").to_string())]);
    pipe(&folder, "in/pipe.json");
    pipe(&folder, "in/pipe.zip");
    pipe(&folder, "pipe");
    let ran = folder.mam(&["import", "in", "--out", "out"]).ends(1);
    assert_eq!(ran.err.matches("error: it is a device or a pipe; name a file").count(), 2, "{}", ran.err);
    for arguments in [["import", "pipe"], ["diff", "pipe"], ["diff", "in"]] {
        let ran = folder.mam(&[&arguments[..], &["pipe"]].concat()).ends(1);
        assert!(ran.err.contains("it is a device or a pipe; name a file"), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn what_may_not_be_read_is_said_to_be_so() {
    let folder = Folder::with(&[
        ("in/good.json", &android("Good").to_string()),
        ("in/secret.json", &android("Secret").to_string()),
        ("in/secret.zip", "PK"),
    ]);
    for name in ["in/secret.json", "in/secret.zip"] {
        fs::set_permissions(folder.path(name), Permissions::from_mode(0o000)).expect("its owner");
    }
    if File::open(folder.path("in/secret.json")).is_ok() {
        mam_tests::skip("what_may_not_be_read_is_said_to_be_so", "this user may read everything");
        return;
    }
    let ran = folder.mam(&["import", "in", "--out", "out"]).ends(1);
    assert_eq!(ran.err.matches("error: permission denied").count(), 2, "{}", ran.err);
    assert!(folder.read("out/policies.mam").contains("app protection \"Good\""));
}

/// The system says that such a file is empty, as it may of one that grows while it is read.
#[test]
#[cfg(target_os = "linux")]
fn a_file_is_read_to_its_end_whatever_its_size_was_said_to_be() {
    let folder = Folder::with(&[]);
    fs::create_dir(folder.path("in")).expect("a folder");
    std::os::unix::fs::symlink("/proc/self/limits", folder.path("in/limits.json")).expect("a link");
    let ran = folder.mam(&["import", "in", "--out", "out"]).ends(1);
    assert!(ran.err.contains("error: line 1, column 1: expected value"), "{}", ran.err);
    assert_eq!(folder.names(), ["in"]);
}

#[test]
fn folders_in_a_circle_are_gone_through_once() {
    let folder = Folder::with(&[("in/a/good.json", &android("Good").to_string())]);
    std::os::unix::fs::symlink("..", folder.path("in/a/up")).expect("a link");
    std::os::unix::fs::symlink("there", folder.path("in/here")).expect("a link");
    std::os::unix::fs::symlink("here", folder.path("in/there")).expect("a link");
    let ran = folder.mam(&["import", "in", "--out", "out"]).ends(0);
    assert!(ran.err.contains("1 policy from 1 file"), "{}", ran.err);
    assert!(ran.err.contains("`in/a/up` is a link to a folder and not followed"), "{}", ran.err);
    folder.mam(&["diff", "in", "in/a"]).ends(0);
}

#[test]
fn a_gigabyte_that_comes_through_a_pipe_is_refused_before_it_is_read() {
    for arguments in [&["import", "-"][..], &["diff", "-", "a.json"]] {
        let folder = Folder::with(&[("a.json", &android("A").to_string())]);
        let mut command = folder.command(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        let mut pipe = child.stdin.take().expect("a pipe");
        let piece = vec![b'a'; 1 << 20];
        pipe.write_all(b"[\"").expect("it reads");
        let taken = (0..1024).take_while(|_| pipe.write_all(&piece).is_ok()).count();
        drop(pipe);
        let ran = Ran::of(child.wait_with_output().expect("it ends")).ends(1);
        assert!(taken < 300, "{taken} MiB were taken");
        assert_eq!(
            ran.err,
            "error: standard input cannot be read: it is larger than 256 MiB; split it into several files\n"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_nothing_behind() {
    let policies: Vec<_> = (0..20).map(|place| android(&format!("Policy {place}"))).collect();
    let folder = Folder::with(&[("all.json", &json!(policies).to_string()), ("old/app_protection.mam", "mine")]);
    for (out, more) in [("new", ""), ("old", "--force")] {
        // No file may become larger than two kilobytes: what comes then is the error of a disk that is full.
        let script = format!("trap '' XFSZ; ulimit -f 4; exec \"$0\" import all.json --out {out} {more}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_mam")]).current_dir(folder.path("."));
        let ran = Ran::of(shell.output().expect("it runs")).ends(1);
        assert!(ran.err.contains(&format!("error: `{out}` cannot be written: ")), "{}", ran.err);
        assert!(ran.err.ends_with("; nothing was written\n"), "{}", ran.err);
        assert_eq!(folder.names(), ["all.json", "old"]);
        assert_eq!(folder.tree("old"), [("app_protection.mam".to_owned(), "mine".to_owned())].into());
    }
    for arguments in [&["import", "all.json"][..], &["diff", "all.json", "all.json"]] {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("the system has it");
        let output = folder.command(arguments).stdout(full).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(err.contains("error: standard output cannot be written: "), "{err}");
    }
}

#[test]
fn an_import_that_is_stopped_leaves_nothing_behind() {
    let folder = Folder::with(&[]);
    for wait in [0, 20, 100] {
        let mut command = folder.command(&["import", "-", "--out", "out"]);
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
        let mut pipe = child.stdin.take().expect("a pipe");
        pipe.write_all(b"[").expect("it reads");
        std::thread::sleep(Duration::from_millis(wait));
        // Not Ctrl-C: who runs the tests in the background may have them ignore that, and then this waited for ever.
        Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill runs");
        // Standard input is still open: whoever waited for more would not end.
        let ended = child.wait().expect("it ends");
        assert_ne!(ended.code(), Some(0));
        assert!(folder.names().is_empty(), "{:?}", folder.names());
        drop(pipe);
    }
    let policies: Vec<_> = (0..400).map(|place| android(&format!("Policy {place}"))).collect();
    folder.write("all.json", json!(policies).to_string());
    folder.mam(&["import", "all.json", "--out", "whole"]).ends(0);
    let whole = folder.tree("whole");
    for wait in (0..240).step_by(12) {
        let mut command = folder.command(&["import", "all.json", "--out", "out"]);
        let mut child = command.stderr(Stdio::null()).spawn().expect("it runs");
        std::thread::sleep(Duration::from_millis(wait));
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
        child.wait().expect("it ends");
        let written = folder.tree("out");
        assert!(written.is_empty() || written == whole, "after {wait} ms: {} files", written.len());
        let _ = fs::remove_dir_all(folder.path("out"));
        assert_eq!(folder.names(), ["all.json", "whole"], "after {wait} ms");
    }
}
