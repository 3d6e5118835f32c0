//! Sources on the disk, as the core asks for them. Must not know what is in them.

use crate::failure::in_words;
use crate::paths;
use mam_core::project::{ReadError, Sources};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// Bytes of the largest file that is read.
const MAX_FILE: u64 = 512 << 20;

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
        let listing = paths::list(&place).map_err(|failure| ReadError::Other(failure.message))?;
        let prefix = paths::slashed(Path::new(folder));
        let join = |file: String| if prefix.is_empty() { file } else { format!("{prefix}/{file}") };
        Ok(listing.files.into_iter().map(join).collect())
    }
}

/// The bytes of a file. Folders, devices, pipes and files that are too large are refused before anything is read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        return Err(io::Error::other("it is a device or a pipe; name a file"));
    }
    if metadata.len() > MAX_FILE {
        return Err(io::Error::other("it is larger than 512 MiB; split it into several files"));
    }
    let capacity = usize::try_from(metadata.len()).unwrap_or(0) + 1;
    let mut bytes = Vec::with_capacity(capacity);
    // A file may grow while it is read, or be larger than the system says it is.
    File::open(path)?.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(io::Error::other("it is larger than 512 MiB; split it into several files"));
    }
    Ok(bytes)
}
