//! The folder that a compilation writes: `OUT/<tenant>/…`. The new tree is written beside and takes the old one's place tenant by
//! tenant, so that an interrupted compilation leaves the old one whole, and nothing of what is no longer declared stays.
//! Folders of others are never touched. Must not know what the objects mean.

use crate::failure::{Failure, in_words};
use crate::progress::Progress;
use crate::{interrupt, replace};
use mam_core::graph::{Compiled, Object};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// What makes a tenant's folder one of mam's.
const MANIFEST: &str = "manifest.json";

/// What an interrupt leaves.
const UNCHANGED: &str = "what was there before is unchanged";

/// Up to how many objects one thread writes, and the old tree is compared with before it is replaced.
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

/// Refuses a folder in which something of others could be lost, or which would become a source of itself.
pub fn admit(out: &Path, sources: &[PathBuf]) -> Result<(), Failure> {
    let shown = out.display();
    let metadata = match fs::metadata(out) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::writing(out, &error)),
    };
    if !metadata.is_dir() {
        return Err(Failure::misuse(format!("`{shown}` is a file; name a folder with --out, or use --bundle to write one file")));
    }
    let whole = out.canonicalize().map_err(|error| Failure::reading(out, &error))?;
    let inside = sources.iter().find(|source| source.canonicalize().is_ok_and(|source| source.starts_with(&whole)));
    if let Some(source) = inside {
        return Err(Failure::misuse(format!("`{shown}` holds the source `{}`; name another folder to write to", source.display())));
    }
    let mut first_foreign = None;
    for entry in fs::read_dir(out).map_err(|error| Failure::reading(out, &error))? {
        let entry = entry.map_err(|error| Failure::reading(out, &error))?;
        if is_ours(&entry.path()) {
            return Ok(());
        }
        first_foreign.get_or_insert(entry.file_name());
    }
    match first_foreign {
        Some(name) => Err(Failure::new(format!(
            "`{shown}` holds files that mam did not write, such as `{}`; name another folder, or empty this one",
            name.display()
        ))),
        None => Ok(()),
    }
}

/// Whether a folder is one that mam wrote for a tenant: its manifest says so in its first words.
fn is_ours(folder: &Path) -> bool {
    let mut start = [0; 64];
    let read = File::open(folder.join(MANIFEST)).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
    let words = start.get(..read).unwrap_or_default().trim_ascii_start();
    words.strip_prefix(b"{").is_some_and(|words| words.trim_ascii_start().starts_with(b"\"mam\""))
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
            None => return Err(Failure::misuse(format!("`{}` has no name; name a folder with --out", shown.display()))),
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
            Failure::new(format!("`{}` cannot be written: {}; nothing there was changed", self.shown.display(), in_words(&error)))
        };
        let paths = compiled.objects.iter().map(|object| Ok(folder.join(plain(&object.path)?)));
        let paths = paths.collect::<Result<Vec<_>, Failure>>()?;
        let folders: BTreeSet<&Path> = paths.iter().filter_map(|path| path.parent()).chain([folder.as_path()]).collect();
        folders.into_iter().try_for_each(fs::create_dir_all).map_err(failed)?;
        progress.expect(paths.len());
        let write = |(path, object): (&PathBuf, &Object)| {
            if interrupt::requested() {
                return Err(Failure::interrupted(UNCHANGED));
            }
            progress.step();
            create(path, &object.json()).map_err(failed)
        };
        if paths.len() > FEW {
            paths.par_iter().zip(compiled.objects.par_iter()).try_for_each(write)?;
        } else {
            paths.iter().zip(compiled.objects.iter()).try_for_each(write)?;
        }
        create(&folder.join(MANIFEST), &compiled.manifest()).map_err(failed)?;
        Ok(paths.len())
    }

    /// Puts the new tree in the place of the old one. The folders of tenants that are not in the tree stay, but those of `gone`: gives
    /// the folders that were removed.
    pub fn commit(self, tenants: &[&str], declared: Option<&[&str]>) -> Result<Vec<PathBuf>, Failure> {
        if interrupt::requested() {
            return Err(Failure::interrupted(UNCHANGED));
        }
        let failed = |error: io::Error| Failure::writing(&self.shown, &error);
        for tenant in tenants {
            let old = self.out.join(plain(tenant)?);
            if old.exists() && !is_ours(&old) && !is_empty(&old) {
                let shown = self.shown.join(tenant);
                return Err(Failure::new(format!("`{}` holds files that mam did not write; move them away", shown.display())));
            }
        }
        if !self.out.exists() {
            fs::rename(&self.stage, &self.out).map_err(failed)?;
            return Ok(Vec::new());
        }
        for tenant in tenants.iter().filter(|tenant| self.stage.join(tenant).exists()) {
            let spare = self.stage.join(format!(".old-{tenant}"));
            if let Err(error) = swap(&self.stage.join(tenant), &self.out.join(tenant), &spare) {
                let failure = self.failed_swap(tenant, &spare, &error);
                if spare.exists() {
                    // The old folder is in the temporary one now: that must not be removed.
                    std::mem::forget(self);
                }
                return Err(failure);
            }
        }
        match declared {
            Some(declared) => self.remove_all_but(declared).map_err(failed),
            None => Ok(Vec::new()),
        }
    }

    fn failed_swap(&self, tenant: &str, spare: &Path, error: &io::Error) -> Failure {
        let shown = self.shown.join(tenant);
        let old = if spare.exists() { format!("; what was there is in `{}`", spare.display()) } else { String::new() };
        Failure::new(format!("`{}` cannot be written: {}{old}", shown.display(), in_words(error)))
    }

    /// Removes what mam once wrote for tenants that are not declared any more.
    fn remove_all_but(&self, declared: &[&str]) -> io::Result<Vec<PathBuf>> {
        let mut removed = Vec::new();
        for entry in fs::read_dir(&self.out)? {
            let entry = entry?;
            let name = entry.file_name();
            let is_declared = declared.iter().any(|tenant| name == *tenant);
            if is_declared || name.as_encoded_bytes().starts_with(b".") || !is_ours(&entry.path()) {
                continue;
            }
            let mut spare = std::ffi::OsString::from(".gone-");
            spare.push(&name);
            fs::rename(entry.path(), self.stage.join(spare))?;
            removed.push(self.shown.join(name));
        }
        removed.sort_unstable();
        Ok(removed)
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        // What cannot be removed now is swept away by a later compilation.
        let _ = fs::remove_dir_all(&self.stage);
    }
}

/// A path that stays below the folder it is joined to.
fn plain(path: &str) -> Result<&Path, Failure> {
    let relative = Path::new(path);
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    if inside && !path.is_empty() { Ok(relative) } else { Err(Failure::new(format!("`{path}` is no name for a file; rename it"))) }
}

fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    File::create_new(path)?.write_all(bytes)
}

/// Whether a tenant's folder holds these files, byte for byte, and no others.
fn is_current(folder: &Path, compiled: &Compiled) -> bool {
    let holds = |path: &str, bytes: &[u8]| fs::read(folder.join(path)).is_ok_and(|old| old == bytes);
    compiled.objects.len() + 1 == count(folder)
        && holds(MANIFEST, &compiled.manifest())
        && compiled.objects.iter().all(|object| holds(&object.path, &object.json()))
}

/// How many files are below a folder; links and what else is no file count, too.
fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let kinds = entries.map(|entry| (entry.path(), entry.file_type().is_ok_and(|kind| kind.is_dir())));
    kinds.map(|(path, is_folder)| if is_folder { count(&path) } else { 1 }).sum()
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

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
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
