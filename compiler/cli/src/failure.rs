//! What keeps the command from doing its work, in one sentence with what to do. What is wrong with sources is a diagnostic, and
//! not here.

use std::io;
use std::path::Path;

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All that was asked for is done.
    Done = 0,
    /// The sources have problems, or the disk does; what was compared differs.
    Problems = 1,
    /// The command was used wrongly.
    Misuse = 2,
    /// The user stopped it.
    Interrupted = 130,
}

/// Why the command ends early.
#[derive(Debug)]
pub struct Failure {
    /// How it ends.
    pub exit: Exit,
    /// What is wrong and what to do, a sentence.
    pub message: String,
}

impl Failure {
    /// Something outside of the sources is wrong.
    pub fn new(message: impl Into<String>) -> Self {
        Self { exit: Exit::Problems, message: message.into() }
    }

    /// The command was used wrongly.
    pub fn misuse(message: impl Into<String>) -> Self {
        Self { exit: Exit::Misuse, message: message.into() }
    }

    /// The user stopped it; says what that leaves.
    pub fn interrupted(left: &str) -> Self {
        Self { exit: Exit::Interrupted, message: format!("interrupted; {left}") }
    }

    /// A path could not be read.
    pub fn reading(path: &Path, error: &io::Error) -> Self {
        Self::new(format!("`{}` cannot be read: {}", path.display(), in_words(error)))
    }

    /// A path could not be written.
    pub fn writing(path: &Path, error: &io::Error) -> Self {
        Self::new(format!("`{}` cannot be written: {}", path.display(), in_words(error)))
    }
}

/// What the system's error means, and what to do.
pub fn in_words(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    if is_link_loop(error) {
        return "it is a symbolic link that leads back to itself; remove the link".into();
    }
    let words = match error.kind() {
        Kind::NotFound => "there is no such file or folder; look at the spelling",
        Kind::PermissionDenied => "permission denied; look at who owns it and who may use it",
        Kind::StorageFull | Kind::QuotaExceeded => "the disk is full; free some space and try again",
        Kind::ReadOnlyFilesystem => "the disk can only be read; name a place that can be written",
        Kind::IsADirectory => "it is a folder; name a file",
        Kind::NotADirectory => "a part of the path is a file, not a folder; look at the spelling",
        Kind::AlreadyExists => "something of that name is there already; remove it or choose another name",
        Kind::InvalidFilename => "the name is too long or not allowed here; choose another",
        Kind::OutOfMemory => "there is not enough memory",
        _ => return error.to_string(),
    };
    words.into()
}

/// Whether symbolic links go round in a circle. The standard library's own kind for this is not stable yet.
pub fn is_link_loop(error: &io::Error) -> bool {
    let too_many_links = if cfg!(target_os = "linux") { 40 } else { 62 };
    cfg!(unix) && error.raw_os_error() == Some(too_many_links)
}
