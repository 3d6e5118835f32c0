//! Sources on the disk, as the core asks for them. Must not know what is in them.

use crate::failure::{Failure, in_words};
use crate::paths;
use mam_core::project::{ReadError, Sources};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// Bytes of the largest source that is read.
pub const MAX_FILE: u64 = 512 << 20;

/// A folder with sources.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    /// The sources below a folder.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path of the project as the user would write it, seen from the working folder.
    pub fn shown(&self, path: &str) -> String {
        let root = self.root.to_string_lossy();
        let root = root.strip_prefix("./").unwrap_or(&root);
        match root.trim_end_matches(std::path::MAIN_SEPARATOR) {
            "" | "." if !root.starts_with(std::path::MAIN_SEPARATOR) => path.into(),
            root => format!("{}/{path}", root.replace('\\', "/")),
        }
    }

    /// Where a path of the project is on the disk; none when it would lead out of the project.
    fn locate(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path);
        let inside = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        inside.then(|| self.root.join(relative))
    }
}

impl Sources for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let place = self.locate(path).ok_or(ReadError::NotFound)?;
        read(&place).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ReadError::NotFound,
            _ => ReadError::Other(in_words(&error)),
        })
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let place = self.locate(folder).ok_or(ReadError::NotFound)?;
        if !place.is_dir() {
            return Err(ReadError::NotFound);
        }
        let listing = paths::list(&place, paths::is_source).map_err(|failure| ReadError::Other(failure.message))?;
        let prefix = paths::slashed(Path::new(folder));
        let join = |file: String| if prefix.is_empty() { file } else { format!("{prefix}/{file}") };
        Ok(listing.files.into_iter().map(join).collect())
    }
}

/// The bytes of a source.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let size = size(path)?;
    read_up_to(path, size, MAX_FILE)
}

/// The bytes that a file has. What is no file is refused.
pub fn size(path: &Path) -> io::Result<u64> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        return Err(io::Error::other("it is a device or a pipe; name a file"));
    }
    Ok(metadata.len())
}

/// The bytes of a file of this size. One that is too large is refused before anything is read.
pub fn read_up_to(path: &Path, size: u64, limit: u64) -> io::Result<Vec<u8>> {
    if size > limit {
        return Err(too_large(limit));
    }
    // A file may grow while it is read, or be larger than the system says it is.
    read_all(File::open(path)?, size, limit)
}

/// Everything that comes, in memory for what is expected; more than the limit is refused as soon as it comes.
pub fn read_all(from: impl Read, expected: u64, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(limit)).unwrap_or(0) + 1);
    from.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

/// Everything on standard input.
pub fn standard_input(limit: u64) -> Result<Vec<u8>, Failure> {
    read_all(io::stdin().lock(), 0, limit)
        .map_err(|error| Failure::new(format!("standard input cannot be read: {}", in_words(&error))))
}

fn too_large(limit: u64) -> io::Error {
    io::Error::other(format!("it is larger than {} MiB; split it into several files", limit >> 20))
}
