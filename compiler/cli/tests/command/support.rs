//! A folder of its own for each test, and the command run in it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Sources that compile for the tenant contoso.
pub const GOOD: &str = r#"param staff: group
param break_glass: group

connector defender for android, ios

conditional access "Mobile apps need app protection" {
    users all except break_glass
    resources office365
    device platforms android, ios
    client apps browser, mobile and desktop
    grant requires app protection policy
    state report-only
}

app configuration "Defender stays signed in" for android, ios {
    apps defender
    assign to staff except break_glass
    block sign-out
}

use std.apps (defender)

tenant contoso {
    id "7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11"
    staff = group "All staff"
    break_glass = group "Emergency access"
}
"#;

/// Another tenant for [`GOOD`].
pub const FABRIKAM: &str = r#"tenant fabrikam {
    id "7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a12"
    staff = group "Everybody"
    break_glass = group "Emergency"
}
"#;

/// Text that is wrong whatever the vocabulary knows: typographic quotation marks.
pub const WRONG: &str = "app protection “BYOD” for ios {\n}\n";

/// A folder with files, which goes away with the test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    /// Writes a file, and the folders it is in.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// The text of a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a file")
    }

    /// A path in the folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// The files below a folder, with their texts.
    pub fn tree(&self, folder: &str) -> BTreeMap<String, String> {
        let mut tree = BTreeMap::new();
        collect(&self.path(folder), "", &mut tree);
        tree
    }

    /// The names in the folder itself, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("a folder");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The command, ready to run in the folder, as if nobody had set anything.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mam"));
        command.args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        for name in ["NO_COLOR", "COLUMNS", "TERM"] {
            command.env_remove(name);
        }
        command
    }

    /// Runs the command.
    pub fn mam(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().expect("the command runs"))
    }

    /// Runs the command with text on its standard input.
    pub fn mam_with(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
        let mut command = self.command(arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command runs");
        child.stdin.take().expect("a pipe").write_all(input.as_ref()).expect("it reads");
        Ran::of(child.wait_with_output().expect("it ends"))
    }
}

fn collect(folder: &Path, prefix: &str, tree: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), tree);
        } else {
            tree.insert(name, fs::read_to_string(entry.path()).unwrap_or_default());
        }
    }
}

/// How the command ended and what it said.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; -1 after a signal.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// What an ended process left.
    pub fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let ran = Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        ran
    }

    /// Checks the exit code.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }
}
