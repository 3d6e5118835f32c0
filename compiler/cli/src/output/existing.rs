//! What is in the folder already: which of it is mam's and may be replaced, and which is not and must not be lost.

use crate::failure::{Failure, in_words};
use mam_core::graph::{Compiled, Object};
use serde::Deserialize;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What makes a tenant's folder one of mam's.
pub const MANIFEST: &str = "manifest.json";

/// What file managers leave behind, which nobody misses.
const CLUTTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// What a manifest says about the files beside it.
#[derive(Deserialize)]
struct Manifest {
    objects: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    path: PathBuf,
}

/// Whether a folder to write to is there already; refuses what is no folder. `otherwise` is what else the user may have meant.
pub fn is_there(out: &Path, otherwise: &str) -> Result<bool, Failure> {
    let shown = out.display();
    let metadata = match fs::metadata(out) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound && out.is_symlink() => {
            let target = fs::read_link(out).unwrap_or_default();
            let target = target.display();
            return Err(Failure::new(format!(
                "`{shown}` is a link to `{target}`, which is not there; make that folder or remove the link"
            )));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(Failure::writing(out, &error)),
    };
    if metadata.is_dir() {
        return Ok(true);
    }
    Err(Failure::misuse(format!("`{shown}` is a file; name a folder with --out{otherwise}")))
}

/// Refuses a folder in which something of others could be lost, or which would become a source of itself.
pub fn admit(out: &Path, sources: &[PathBuf]) -> Result<(), Failure> {
    if !is_there(out, ", or use --bundle to write one file")? {
        return Ok(());
    }
    let shown = out.display();
    let whole = out.canonicalize().map_err(|error| Failure::reading(out, &error))?;
    let inside = sources.iter().find(|source| source.canonicalize().is_ok_and(|source| source.starts_with(&whole)));
    if let Some(source) = inside {
        return Err(Failure::misuse(format!(
            "`{shown}` holds the source `{}`; name another folder to write to",
            source.display()
        )));
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

/// Refuses to write a bundle in the place of a source, or of what looks like one.
pub fn admit_bundle(file: &Path, sources: impl Iterator<Item = PathBuf>) -> Result<(), Failure> {
    let whole = file.canonicalize().ok();
    let is_named_so = |path: &Path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("mam"));
    let is_source = || {
        whole
            .as_ref()
            .is_some_and(|whole| sources.into_iter().any(|path| path.canonicalize().is_ok_and(|path| path == *whole)))
    };
    if is_named_so(file) || whole.as_deref().is_some_and(is_named_so) || is_source() {
        let shown = file.display();
        return Err(Failure::misuse(format!(
            "`{shown}` is the name of a source, and a bundle is JSON; name another file with --bundle"
        )));
    }
    Ok(())
}

/// Whether a folder is one that mam wrote for a tenant: its manifest says so in its first words.
pub fn is_ours(folder: &Path) -> bool {
    let mut start = [0; 64];
    let read = File::open(folder.join(MANIFEST)).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
    let words = start.get(..read).unwrap_or_default().trim_ascii_start();
    words.strip_prefix(b"{").is_some_and(|words| words.trim_ascii_start().starts_with(b"\"mam\""))
}

/// Refuses when a tenant's folder holds a file that mam did not write: it would be lost with the folder.
pub fn spare_others(folder: &Path, shown: &Path) -> Result<(), Failure> {
    if !folder.exists() {
        return Ok(());
    }
    let place = shown.display();
    if !is_ours(folder) {
        let mut entries = fs::read_dir(folder).map_err(|error| Failure::reading(shown, &error))?;
        return match entries.next() {
            Some(_) => Err(Failure::new(format!("`{place}` holds files that mam did not write; move them away"))),
            None => Ok(()),
        };
    }
    let listed = listed(folder).map_err(|error| {
        let manifest = shown.join(MANIFEST);
        let why = in_words(&error);
        Failure::new(format!("`{}` does not tell which files mam wrote: {why}; remove `{place}`", manifest.display()))
    })?;
    match first_foreign(folder, Path::new(""), &listed).map_err(|error| Failure::reading(shown, &error))? {
        Some(path) => Err(Failure::new(format!(
            "`{}` is not one of the files that mam wrote, and would be lost; move it out of `{place}`",
            shown.join(path).display()
        ))),
        None => Ok(()),
    }
}

/// The files that the manifest of a folder lists, and itself.
fn listed(folder: &Path) -> io::Result<HashSet<PathBuf>> {
    let manifest: Manifest = serde_json::from_slice(&fs::read(folder.join(MANIFEST))?)?;
    Ok(manifest.objects.into_iter().map(|object| object.path).chain([MANIFEST.into()]).collect())
}

/// The first file, in the order of names, that is not listed.
fn first_foreign(folder: &Path, inside: &Path, listed: &HashSet<PathBuf>) -> io::Result<Option<PathBuf>> {
    let mut entries = fs::read_dir(folder.join(inside))?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_unstable_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = inside.join(entry.file_name());
        let foreign = match entry.file_type()?.is_dir() {
            true => first_foreign(folder, &path, listed)?,
            false if listed.contains(&path) || CLUTTER.iter().any(|name| entry.file_name() == *name) => None,
            false => Some(path),
        };
        if foreign.is_some() {
            return Ok(foreign);
        }
    }
    Ok(None)
}

/// Whether a tenant's folder holds these files, byte for byte, and no others.
pub fn is_current(folder: &Path, compiled: &Compiled) -> bool {
    let holds = |path: &str, bytes: &[u8]| fs::read(folder.join(path)).is_ok_and(|old| old == bytes);
    let same = |object: &Object, bytes: &[u8]| if holds(&object.path, bytes) { Ok(()) } else { Err(()) };
    compiled.objects.len() + 1 == count(folder)
        && compiled.write_files(same).is_ok_and(|manifest| holds(MANIFEST, &manifest))
}

/// How many files are below a folder; links and what else is no file count, too.
fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let kinds = entries.map(|entry| (entry.path(), entry.file_type().is_ok_and(|kind| kind.is_dir())));
    kinds.map(|(path, is_folder)| if is_folder { count(&path) } else { 1 }).sum()
}
