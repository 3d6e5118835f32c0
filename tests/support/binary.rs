//! The built command. `cargo test --workspace` builds it beside the tests; when a single test is run and it is missing or older
//! than its sources, it is built here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};

/// How long a run may take before it counts as hanging. Far more than anything needs, even without optimisation.
const PATIENCE: Duration = Duration::from_secs(600);

/// The built command, ready to run as if nobody had set anything.
///
/// # Panics
/// When it cannot be built.
#[must_use]
pub fn mam() -> Command {
    static MAM: OnceLock<PathBuf> = OnceLock::new();
    let mut command = Command::new(MAM.get_or_init(find));
    command.stdin(Stdio::null());
    for name in ["NO_COLOR", "TERM", "RAYON_NUM_THREADS"] {
        command.env_remove(name);
    }
    command.env("COLUMNS", "100");
    command
}

fn find() -> PathBuf {
    let test = std::env::current_exe().expect("the test knows where it is");
    // target/debug/deps/examples-0123456789abcdef
    let profile = test.parent().and_then(Path::parent).expect("a test lies in target/PROFILE/deps");
    let mam = profile.join(format!("mam{}", std::env::consts::EXE_SUFFIX));
    let built = fs::metadata(&mam).and_then(|data| data.modified()).ok();
    if built.is_none_or(|built| built < newest(&super::root())) {
        build(profile);
    }
    assert!(mam.is_file(), "{} is not there: run `cargo build --package mam` first", mam.display());
    mam
}

fn build(profile: &Path) {
    let name = profile.file_name().and_then(|name| name.to_str()).unwrap_or("debug");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--package", "mam", "--profile", if name == "debug" { "dev" } else { name }]);
    cargo.current_dir(super::root()).env("CARGO_TARGET_DIR", profile.parent().expect("a profile lies in target"));
    let status = cargo.status().expect("cargo runs");
    assert!(status.success(), "the command cannot be built: {status}");
}

/// When the newest source of the command was changed.
fn newest(root: &Path) -> SystemTime {
    fn walk(path: &Path, newest: &mut SystemTime) {
        if path.is_dir() {
            let skipped = path.file_name().is_some_and(|name| name == "tests" || name == "target");
            let entries = fs::read_dir(path).into_iter().flatten().flatten().filter(|_| !skipped);
            entries.for_each(|entry| walk(&entry.path(), newest));
        } else if path
            .extension()
            .is_some_and(|extension| ["rs", "pest", "mam", "json", "toml"].iter().any(|known| extension == *known))
        {
            let changed = fs::metadata(path).and_then(|data| data.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
            *newest = changed.max(*newest);
        }
    }
    let mut newest = SystemTime::UNIX_EPOCH;
    for part in ["compiler/cli/src", "compiler/core/src", "lsp/src", "stdlib"] {
        walk(&root.join(part), &mut newest);
    }
    newest
}

/// How a run ended and what it said.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; -1 after a signal.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// How long it took.
    pub took: Duration,
}

impl Ended {
    /// Runs a command to its end. Whatever happens, it must not panic, nor hang.
    ///
    /// # Panics
    /// When it does, or cannot be started.
    #[track_caller]
    pub fn of(command: &mut Command) -> Self {
        let start = Instant::now();
        // Into files: a pipe that nobody empties would stop it.
        let (out, err) = (tempfile::tempfile().expect("a file"), tempfile::tempfile().expect("a file"));
        let mut child = command
            .stdout(out.try_clone().expect("a file"))
            .stderr(err.try_clone().expect("a file"))
            .spawn()
            .expect("the command runs");
        let status = loop {
            if let Some(status) = child.try_wait().expect("it can be waited for") {
                break status;
            }
            if start.elapsed() > PATIENCE {
                let _ = child.kill();
                panic!("{command:?} still runs after {PATIENCE:?}");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let took = start.elapsed();
        let output = Output { status, stdout: read(out), stderr: read(err) };
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
        let ended =
            Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr), took };
        for word in ["panicked", "RUST_BACKTRACE", "stack overflow", "thread '"] {
            assert!(!ended.err.contains(word), "{}", ended.err);
        }
        ended
    }

    /// Checks the exit code.
    ///
    /// # Panics
    /// When it is another one.
    #[must_use]
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }
}

fn read(mut file: fs::File) -> Vec<u8> {
    use std::io::{Read, Seek, SeekFrom};
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut bytes)).expect("what it printed");
    bytes
}

/// A folder that goes away with the test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// An empty one.
    ///
    /// # Panics
    /// When there is no place for it.
    #[must_use]
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A path in it.
    #[must_use]
    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Writes a file.
    ///
    /// # Panics
    /// When that is not possible.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        path.parent()
            .map(fs::create_dir_all)
            .transpose()
            .and_then(|_| fs::write(&path, bytes))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Runs the command in it.
    #[track_caller]
    #[must_use]
    pub fn mam(&self, arguments: &[&str]) -> Ended {
        Ended::of(mam().args(arguments).current_dir(self.0.path()))
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}
