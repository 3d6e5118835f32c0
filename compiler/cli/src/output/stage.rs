//! A folder that fills beside the one that it will become or whose files it brings, so that whoever reads that one sees the old or the
//! new, never a part. Must not know what is in it.

use crate::failure::Failure;
use crate::{interrupt, replace};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// After which time a temporary folder was left by a process that was killed.
const STALE: Duration = Duration::from_secs(3600);

/// A temporary folder on the disk of another. Dropped, it leaves nothing.
pub struct Stage {
    /// The other one, as the user wrote it, for messages.
    pub shown: PathBuf,
    /// The other one.
    pub out: PathBuf,
    /// The temporary one.
    pub folder: PathBuf,
}

impl Stage {
    /// Makes an empty folder beside another, which need not be there.
    pub fn begin(out: &Path) -> Result<Self, Failure> {
        let shown = out.to_path_buf();
        let writing = |error: io::Error| Failure::writing(out, &error);
        let out = match out.canonicalize() {
            Ok(whole) => whole,
            Err(_) => std::path::absolute(out).map_err(writing)?.components().collect(),
        };
        if let Some(parent) = out.parent() {
            fs::create_dir_all(parent).map_err(writing)?;
        }
        sweep(&out);
        interrupt::arm();
        // Where nothing can be written beside the folder, or it is a disk of its own, this one grows inside of it.
        let beside = replace::temporary(&out).filter(|_| is_on_the_disk_of_its_parent(&out));
        let folder = match beside.map(|beside| fresh(&beside).map(|()| beside)) {
            Some(Ok(folder)) => folder,
            None | Some(Err(_)) if out.is_dir() => {
                let inside = out.join(format!(".mam.tmp-{}", std::process::id()));
                fresh(&inside).map_err(writing)?;
                inside
            }
            Some(Err(error)) => return Err(Failure::writing(&shown, &error)),
            None => {
                return Err(Failure::misuse(format!("`{}` has no name; name a folder with --out", shown.display())));
            }
        };
        Ok(Self { shown, out, folder })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What cannot be removed now is swept away by a later run.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A path that stays below the folder it is joined to.
pub fn plain(path: &str) -> Result<&Path, Failure> {
    let relative = Path::new(path);
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    if inside && !path.is_empty() {
        Ok(relative)
    } else {
        Err(Failure::new(format!("`{path}` is no name for a file; rename it")))
    }
}

/// Writes a new file.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    File::create_new(path)?.write_all(bytes)
}

/// Makes a folder that is empty.
fn fresh(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_dir_all(folder)?;
            fs::create_dir(folder)
        }
        other => other,
    }
}

/// Removes temporary folders that were left beside the folder by processes that were killed.
fn sweep(out: &Path) {
    let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else { return };
    let prefix = format!(".{}.tmp-", name.to_string_lossy());
    let places = [(parent, prefix.as_str()), (out, ".mam.tmp-")];
    for (folder, prefix) in places {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let left = entry.file_name().to_string_lossy().starts_with(prefix);
            let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
            if left && age().is_some_and(|age| age > STALE) {
                // Another one may be sweeping too.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// Whether a rename from beside the folder into it is possible.
#[cfg(unix)]
fn is_on_the_disk_of_its_parent(out: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let disk = |path: &Path| fs::metadata(path).map(|metadata| metadata.dev()).ok();
    !out.exists() || out.parent().is_some_and(|parent| disk(parent) == disk(out))
}

#[cfg(not(unix))]
fn is_on_the_disk_of_its_parent(_out: &Path) -> bool {
    true
}
