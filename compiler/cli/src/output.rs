//! The folder that a compilation writes: `OUT/<tenant>/…`. The new tree is written beside and takes the old one's place tenant by
//! tenant, so that an interrupted compilation leaves the old one whole, and nothing of what is no longer declared stays.
//! Folders of others are never touched. Must not know what the objects mean.

mod existing;
mod stage;

pub use existing::{admit, admit_bundle, is_there};
pub use stage::{Stage, create, plain};

use crate::failure::{Failure, in_words};
use crate::interrupt;
use crate::progress::Progress;
use existing::{MANIFEST, is_current, is_ours, spare_others};
use mam_core::graph::{Compiled, Object};
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What an interrupt leaves.
const UNCHANGED: &str = "what was there before is unchanged";

/// Up to how many objects the old tree is compared with before it is replaced.
const FEW: usize = 128;

/// A tree on its way into a folder. Dropped without [`Tree::commit`], it leaves nothing.
pub struct Tree {
    stage: Stage,
}

impl Tree {
    /// Begins a new tree beside the folder.
    pub fn begin(out: &Path) -> Result<Self, Failure> {
        Ok(Self { stage: Stage::begin(out)? })
    }

    /// Writes the objects and the manifest of a tenant into the new tree; a small tree that is as it should be already is left alone.
    /// Gives the number of objects.
    pub fn write(&self, compiled: &Compiled, progress: &Progress) -> Result<usize, Failure> {
        let folder = self.stage.folder.join(plain(&compiled.tenant)?);
        if compiled.objects.len() <= FEW && is_current(&self.stage.out.join(&compiled.tenant), compiled) {
            return Ok(compiled.objects.len());
        }
        let failed = |error: io::Error| {
            Failure::new(format!(
                "`{}` cannot be written: {}; nothing there was changed",
                self.stage.shown.display(),
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
        let failed = |error: io::Error| Failure::writing(&self.stage.shown, &error);
        if !self.stage.out.exists() {
            fs::rename(&self.stage.folder, &self.stage.out).map_err(failed)?;
            return Ok(Vec::new());
        }
        let gone = declared.map_or_else(|| Ok(Vec::new()), |declared| self.all_but(declared)).map_err(failed)?;
        let staged: Vec<_> =
            tenants.iter().filter(|tenant| self.stage.folder.join(tenant).exists()).map(OsString::from).collect();
        for name in staged.iter().chain(&gone) {
            spare_others(&self.stage.out.join(name), &self.stage.shown.join(name))?;
        }
        for tenant in &staged {
            let spare = self.stage.folder.join(hidden(".old-", tenant));
            if let Err(error) = swap(&self.stage.folder.join(tenant), &self.stage.out.join(tenant), &spare) {
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
        let shown = self.stage.shown.join(tenant);
        let old = if spare.exists() { format!("; what was there is in `{}`", spare.display()) } else { String::new() };
        Failure::new(format!("`{}` cannot be written: {}{old}", shown.display(), in_words(error)))
    }

    /// The folders that mam once wrote for tenants that are not declared any more.
    fn all_but(&self, declared: &[&str]) -> io::Result<Vec<OsString>> {
        let mut gone = Vec::new();
        for entry in fs::read_dir(&self.stage.out)? {
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
            fs::rename(self.stage.out.join(&name), self.stage.folder.join(hidden(".gone-", &name)))?;
            removed.push(self.stage.shown.join(name));
        }
        Ok(removed)
    }
}

/// A name for something that is put aside.
fn hidden(prefix: &str, name: &OsStr) -> OsString {
    let mut hidden = OsString::from(prefix);
    hidden.push(name);
    hidden
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
