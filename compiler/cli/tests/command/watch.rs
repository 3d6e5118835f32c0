//! `mam compile --watch`.

use crate::support::{FABRIKAM, Folder, GOOD, WRONG};
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// A command that watches. It ends also when the test fails.
struct Watching {
    child: Child,
    /// What each round said.
    rounds: Receiver<String>,
}

impl Watching {
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut command = folder.command(arguments);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it runs");
        let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let (sender, rounds) = mpsc::channel();
        std::thread::spawn(move || {
            let mut said = String::new();
            for line in lines.map_while(Result::ok) {
                said.push_str(&line);
                if line.contains("watching for changes") && sender.send(std::mem::take(&mut said)).is_err() {
                    break;
                }
            }
        });
        Self { child, rounds }
    }

    fn round(&self) -> String {
        self.rounds.recv_timeout(Duration::from_secs(20)).expect("a round")
    }

    /// Its own output is no change.
    fn is_quiet(&self) -> bool {
        self.rounds.recv_timeout(Duration::from_millis(700)).is_err()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[test]
#[cfg(unix)]
fn changes_compile_again_until_ctrl_c() {
    let folder = Folder::with(&[("p/a.mam", GOOD)]);
    let mut watching = Watching::start(&folder, &["compile", "p", "--out", "p/out", "--watch"]);
    assert!(watching.round().contains("contoso: "));
    folder.write("p/b.mam", FABRIKAM);
    assert!(watching.round().contains("fabrikam: "));
    folder.write("p/c.mam", WRONG);
    assert!(watching.round().contains("MAM004"));
    std::fs::remove_file(folder.path("p/c.mam")).expect("removed");
    assert!(watching.round().contains("fabrikam: "));
    assert!(watching.is_quiet());
    std::process::Command::new("kill").args(["-INT", &watching.child.id().to_string()]).status().expect("kill runs");
    assert_eq!(watching.child.wait().expect("it ends").code(), Some(0));
}

#[test]
#[cfg(unix)]
fn what_links_lead_to_is_watched() {
    use std::os::unix::fs::symlink;
    let folder =
        Folder::with(&[("v1/a.mam", GOOD), ("v2/a.mam", FABRIKAM), ("store/text", FABRIKAM), ("store/noise", "")]);
    symlink("../store/text", folder.path("v1/b.mam")).expect("a link");
    symlink("v1", folder.path("p")).expect("a link");
    let watching = Watching::start(&folder, &["compile", "p", "--out", "out", "--watch"]);
    assert!(watching.round().contains("fabrikam: "));
    folder.write("store/noise", "more");
    folder.write("store/other.mam", WRONG);
    assert!(watching.is_quiet());
    folder.write("store/text", WRONG);
    assert!(watching.round().contains("MAM004"));
    // A text that is replaced by a rename, as editors do, and a link that is led elsewhere.
    folder.write("store/new", FABRIKAM);
    std::fs::rename(folder.path("store/new"), folder.path("store/text")).expect("renamed");
    assert!(watching.round().contains("fabrikam: "));
    folder.write("v2/a.mam", WRONG);
    symlink("v2", folder.path("next")).expect("a link");
    std::fs::rename(folder.path("next"), folder.path("p")).expect("renamed");
    assert!(watching.round().contains("MAM004"));
    folder.write("v2/a.mam", GOOD);
    assert!(watching.round().contains("contoso: "));
    assert!(watching.is_quiet());
}

#[test]
fn a_bundle_is_no_change_and_a_failure_may_pass() {
    let folder = Folder::with(&[("p/a.mam", GOOD)]);
    let watching = Watching::start(&folder, &["compile", "p", "--bundle", "p/bundle", "--watch"]);
    assert!(watching.round().contains("contoso: "));
    assert!(watching.is_quiet());
    folder.write("p/b.mam", FABRIKAM);
    assert!(watching.round().contains("a bundle holds one tenant"));
    std::fs::remove_file(folder.path("p/b.mam")).expect("removed");
    assert!(watching.round().contains("contoso: "));
    assert!(watching.is_quiet());
}

#[test]
fn an_out_that_is_a_file_for_a_while_may_pass() {
    let folder = Folder::with(&[("p/a.mam", GOOD)]);
    let watching = Watching::start(&folder, &["compile", "p", "--out", "out", "--watch"]);
    assert!(watching.round().contains("contoso: "));
    std::fs::remove_dir_all(folder.path("out")).expect("removed");
    folder.write("out", "a file");
    folder.write("p/a.mam", GOOD.replace("report-only", "enabled"));
    assert!(watching.round().contains("`out` is a file"));
    std::fs::remove_file(folder.path("out")).expect("removed");
    folder.write("p/a.mam", GOOD);
    assert!(watching.round().contains("contoso: "));
}

#[test]
fn a_bundle_on_standard_output_cannot_be_watched() {
    let folder = Folder::with(&[("a.mam", GOOD)]);
    folder.mam(&["compile", ".", "--bundle", "-", "--watch"]).ends(2);
}
