//! `mam compile --watch`.

use crate::support::{FABRIKAM, Folder, GOOD, WRONG};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Ends the command also when the test fails.
struct Watching(Child);

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

#[test]
#[cfg(unix)]
fn changes_compile_again_until_ctrl_c() {
    let folder = Folder::with(&[("p/a.mam", GOOD)]);
    let mut command = folder.command(&["compile", "p", "--out", "p/out", "--watch"]);
    let mut child = Watching(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it runs"));
    let lines = BufReader::new(child.0.stderr.take().expect("a pipe")).lines();
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
    let round = || rounds.recv_timeout(Duration::from_secs(20)).expect("a round");
    assert!(round().contains("contoso: "));
    folder.write("p/b.mam", FABRIKAM);
    assert!(round().contains("fabrikam: "));
    folder.write("p/c.mam", WRONG);
    assert!(round().contains("MAM004"));
    std::fs::remove_file(folder.path("p/c.mam")).expect("removed");
    assert!(round().contains("fabrikam: "));
    // Its own output is no change.
    assert!(rounds.recv_timeout(Duration::from_millis(700)).is_err());
    Command::new("kill").args(["-INT", &child.0.id().to_string()]).status().expect("kill runs");
    assert_eq!(child.0.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_bundle_on_standard_output_cannot_be_watched() {
    let folder = Folder::with(&[("a.mam", GOOD)]);
    folder.mam(&["compile", ".", "--bundle", "-", "--watch"]).ends(2);
}
