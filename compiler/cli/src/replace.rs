//! Replaces one file as a whole: whoever reads it sees the old bytes or the new ones, never a part. Must not know what it holds.

use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Whether the new bytes must be on the disk before the old ones are given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// They can be made again.
    Generated,
    /// They are somebody's work.
    Precious,
}

/// Writes a file beside and renames it. An existing file keeps its permissions, a link stays a link, a device is written to as it is.
pub fn write(path: &Path, care: Care, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let (place, permissions) = match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(metadata) if !metadata.is_file() => return fill(&mut File::options().write(true).open(path)?),
        Ok(metadata) => (path.canonicalize()?, Some(metadata.permissions())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (path.to_path_buf(), None),
        Err(error) => return Err(error),
    };
    let beside = beside(&place)?;
    let done = write_beside(&beside, permissions, care, fill).and_then(|()| fs::rename(&beside, &place));
    if done.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    done
}

fn write_beside(
    path: &Path,
    permissions: Option<Permissions>,
    care: Care,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 16, File::create_new(path)?);
    fill(&mut file)?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    if care == Care::Precious {
        file.sync_all()?;
    }
    Ok(())
}

/// The temporary name of a file or folder: in the same folder, hidden, this process's own.
pub fn temporary(path: &Path) -> Option<PathBuf> {
    let mut name = OsString::from(".");
    name.push(path.file_name()?);
    name.push(format!(".tmp-{}", std::process::id()));
    Some(path.with_file_name(name))
}

fn beside(path: &Path) -> io::Result<PathBuf> {
    let beside = temporary(path).ok_or(io::ErrorKind::IsADirectory)?;
    match fs::remove_file(&beside) {
        // Left by a process of the same number that was killed.
        Ok(()) => Ok(beside),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(beside),
        Err(error) => Err(error),
    }
}
