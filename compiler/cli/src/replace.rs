//! Replaces one file as a whole: whoever reads it sees the old bytes or the new ones, never a part, but for a file with several
//! names. Must not know what it holds.

use crate::failure::in_words;
use std::ffi::OsString;
use std::fs::{self, File, Metadata};
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

/// Writes a file beside and renames it. An existing file keeps its permissions and, where the system lets us, its owner; a link stays a
/// link, a device is written to as it is. Somebody's work that has other names (hard links) stays one file under all of them: it is
/// overwritten, as soon as the new bytes are whole beside it, where they stay when that fails. Of what is generated, another name keeps
/// the old bytes.
pub fn write(path: &Path, care: Care, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let (place, old) = match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(metadata) if !metadata.is_file() => return fill(&mut File::options().write(true).open(path)?),
        Ok(metadata) => (path.canonicalize()?, Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.is_symlink() => {
            return Err(io::Error::other("it is a link to something that is not there; make that, or remove the link"));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => (path.to_path_buf(), None),
        Err(error) => return Err(error),
    };
    let beside = beside(&place)?;
    let done = write_beside(&beside, old.as_ref(), care, fill);
    if done.is_ok() && care == Care::Precious && old.as_ref().is_some_and(has_other_names) {
        return overwrite(&beside, &place);
    }
    let done = done.and_then(|()| fs::rename(&beside, &place));
    if done.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    done
}

/// Whether a file has more than one name.
#[cfg(unix)]
fn has_other_names(file: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(file) > 1
}

#[cfg(not(unix))]
fn has_other_names(_file: &Metadata) -> bool {
    false
}

/// Overwrites a file with the bytes beside it, and removes these.
fn overwrite(beside: &Path, place: &Path) -> io::Result<()> {
    let file = match File::options().write(true).open(place) {
        Ok(file) => file,
        Err(error) => {
            // Nothing is changed yet.
            let _ = fs::remove_file(beside);
            return Err(error);
        }
    };
    match copy(beside, &file) {
        Ok(()) => fs::remove_file(beside),
        Err(error) => {
            let whole = beside.display();
            Err(io::Error::other(format!("{}; all of its new text is in `{whole}`", in_words(&error))))
        }
    }
}

fn copy(from: &Path, mut to: &File) -> io::Result<()> {
    let length = io::copy(&mut File::open(from)?, &mut to)?;
    to.set_len(length)?;
    to.sync_all()
}

fn write_beside(
    path: &Path,
    old: Option<&Metadata>,
    care: Care,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 16, File::create_new(path)?);
    fill(&mut file)?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    if let Some(old) = old {
        keep_owner(&file, old);
        file.set_permissions(old.permissions())?;
    }
    if care == Care::Precious {
        file.sync_all()?;
    }
    Ok(())
}

/// Gives a file to the owner and the group of another. Only root may give files away, and a group only takes its members': where the
/// system refuses, whoever writes the file owns it.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let (user, group) = (old.uid(), old.gid());
    let is_kept = file.metadata().is_ok_and(|new| (new.uid(), new.gid()) == (user, group));
    if !is_kept && fchown(file, Some(user), Some(group)).is_err() {
        let _ = fchown(file, None, Some(group));
    }
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _old: &Metadata) {}

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
