//! The folder that a compilation writes: `OUT/<tenant>/…`. The new tree is written beside and takes the old one's place tenant by
//! tenant, so that an interrupted compilation leaves the old one whole, and nothing of what is no longer declared stays.
//! Folders of others are never touched. Must not know what the objects mean.

mod existing;

pub use existing::{admit, admit_bundle};

use crate::failure::{Failure, in_words};
use crate::progress::Progress;
use crate::{interrupt, replace};
use existing::{MANIFEST, is_current, is_ours, spare_others};
use mam_core::graph::{Compiled, Object};
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// What an interrupt leaves.
const UNCHANGED: &str = "what was there before is unchanged";

/// Up to how many objects the old tree is compared with before it is replaced.
const FEW: usize = 128;

/// After which time a temporary folder was left by a process that was killed.
const STALE: Duration = Duration::from_secs(3600);

/// A tree on its way into a folder. Dropped without [`Tree::commit`], it leaves nothing.
pub struct Tree {
    /// As the user wrote it, for messages.
    shown: PathBuf,
    out: PathBuf,
    stage: PathBuf,
}

impl Tree {
    /// Begins a new tree beside the folder.
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
        // Where nothing can be written beside the folder, or it is a disk of its own, the tree grows inside of it.
        let beside = replace::temporary(&out).filter(|_| is_on_the_disk_of_its_parent(&out));
        let stage = match beside.map(|beside| fresh(&beside).map(|()| beside)) {
            Some(Ok(stage)) => stage,
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
        Ok(Self { shown, out, stage })
    }

    /// Writes the objects and the manifest of a tenant into the new tree; a small tree that is as it should be already is left alone.
    /// Gives the number of objects.
    pub fn write(&self, compiled: &Compiled, progress: &Progress) -> Result<usize, Failure> {
        let folder = self.stage.join(plain(&compiled.tenant)?);
        if compiled.objects.len() <= FEW && is_current(&self.out.join(&compiled.tenant), compiled) {
            return Ok(compiled.objects.len());
        }
        let failed = |error: io::Error| {
            Failure::new(format!(
                "`{}` cannot be written: {}; nothing there was changed",
                self.shown.display(),
                in_words(&error)
            ))
        };
        let mut folders: BTreeSet<&Path> = BTreeSet::from([Path::new("")]);
        for object in compiled.objects.iter() {
            folders.extend(plain(&object.path)?.parent());
        }
        folders.into_iter().try_for_each(|inside| fs::create_dir_all(folder.join(inside))).map_err(failed)?;
        progress.expect(compiled.objects.len());
        let manifest = compiled.write_files(|object: &Object, bytes| {
            if interrupt::requested() {
                return Err(Failure::interrupted(UNCHANGED));
            }
            progress.step();
            create(&folder.join(&object.path), bytes).map_err(failed)
        })?;
        create(&folder.join(MANIFEST), &manifest).map_err(failed)?;
        Ok(compiled.objects.len())
    }

    /// Puts the new tree in the place of the old one, and gives the folders that were removed: those that mam wrote for tenants that are
    /// not `declared`; without that list, none. Where a file of others would be lost, nothing is changed.
    pub fn commit(self, tenants: &[&str], declared: Option<&[&str]>) -> Result<Vec<PathBuf>, Failure> {
        if interrupt::requested() {
            return Err(Failure::interrupted(UNCHANGED));
        }
        let failed = |error: io::Error| Failure::writing(&self.shown, &error);
        if !self.out.exists() {
            fs::rename(&self.stage, &self.out).map_err(failed)?;
            return Ok(Vec::new());
        }
        let gone = declared.map_or_else(|| Ok(Vec::new()), |declared| self.all_but(declared)).map_err(failed)?;
        let staged: Vec<_> =
            tenants.iter().filter(|tenant| self.stage.join(tenant).exists()).map(OsString::from).collect();
        for name in staged.iter().chain(&gone) {
            spare_others(&self.out.join(name), &self.shown.join(name))?;
        }
        for tenant in &staged {
            let spare = self.stage.join(hidden(".old-", tenant));
            if let Err(error) = swap(&self.stage.join(tenant), &self.out.join(tenant), &spare) {
                let failure = self.failed_swap(tenant, &spare, &error);
                if spare.exists() {
                    // The old folder is in the temporary one now: that must not be removed.
                    std::mem::forget(self);
                }
                return Err(failure);
            }
        }
        self.remove(gone).map_err(failed)
    }

    fn failed_swap(&self, tenant: &OsStr, spare: &Path, error: &io::Error) -> Failure {
        let shown = self.shown.join(tenant);
        let old = if spare.exists() { format!("; what was there is in `{}`", spare.display()) } else { String::new() };
        Failure::new(format!("`{}` cannot be written: {}{old}", shown.display(), in_words(error)))
    }

    /// The folders that mam once wrote for tenants that are not declared any more.
    fn all_but(&self, declared: &[&str]) -> io::Result<Vec<OsString>> {
        let mut gone = Vec::new();
        for entry in fs::read_dir(&self.out)? {
            let entry = entry?;
            let name = entry.file_name();
            let is_declared = declared.iter().any(|tenant| name == *tenant);
            if !is_declared && !name.as_encoded_bytes().starts_with(b".") && is_ours(&entry.path()) {
                gone.push(name);
            }
        }
        gone.sort_unstable();
        Ok(gone)
    }

    /// Removes folders of tenants.
    fn remove(&self, gone: Vec<OsString>) -> io::Result<Vec<PathBuf>> {
        let mut removed = Vec::with_capacity(gone.len());
        for name in gone {
            fs::rename(self.out.join(&name), self.stage.join(hidden(".gone-", &name)))?;
            removed.push(self.shown.join(name));
        }
        Ok(removed)
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        // What cannot be removed now is swept away by a later compilation.
        let _ = fs::remove_dir_all(&self.stage);
    }
}

/// A name for something that is put aside.
fn hidden(prefix: &str, name: &OsStr) -> OsString {
    let mut hidden = OsString::from(prefix);
    hidden.push(name);
    hidden
}

/// A path that stays below the folder it is joined to.
fn plain(path: &str) -> Result<&Path, Failure> {
    let relative = Path::new(path);
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    if inside && !path.is_empty() {
        Ok(relative)
    } else {
        Err(Failure::new(format!("`{path}` is no name for a file; rename it")))
    }
}

fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
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

/// Puts a new folder in the place of an old one, in one step where the system can.
fn swap(new: &Path, old: &Path, spare: &Path) -> io::Result<()> {
    if !old.exists() {
        return fs::rename(new, old);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        // File systems that cannot exchange say so, and take the way below.
        if renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    fs::rename(old, spare)?;
    fs::rename(new, old).inspect_err(|_| {
        // If this fails as well, the old folder stays where it is, and the message says so.
        let _ = fs::rename(spare, old);
    })
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
