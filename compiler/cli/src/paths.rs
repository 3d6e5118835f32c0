//! From the paths of the command line to a project: its root, the sources to start from, and how their places are printed.
//! Must not know what is in the files.

use crate::disk::Disk;
use crate::failure::{Failure, in_words, is_link_loop};
use ignore::{DirEntry, WalkBuilder};
use std::io;
use std::path::{Component, Path, PathBuf};

/// The ending of sources.
const EXTENSION: &str = "mam";

/// Folders of other tools, in which nobody keeps policies.
const SKIPPED: [&str; 2] = ["target", "node_modules"];

/// What the paths of a command line select.
#[derive(Debug)]
pub struct Selection {
    /// Where the sources are.
    pub disk: Disk,
    /// The files to start from, relative to the root, sorted.
    pub entries: Vec<String>,
    /// What was left out, each a sentence.
    pub notes: Vec<String>,
}

/// Files below a folder.
#[derive(Debug, Default)]
pub struct Listing {
    /// Paths relative to the folder, with `/`, sorted.
    pub files: Vec<String>,
    /// What was left out, each a sentence.
    pub notes: Vec<String>,
}

/// Finds the project that the paths mean; names of modules begin at its root. Paths of several projects are refused: read together,
/// neither would find its modules, and the names of one would be seen in the other.
pub fn project(paths: &[PathBuf]) -> Result<Selection, Failure> {
    let selection = select(paths)?;
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let root = whole(selection.disk.root());
    let folders: Vec<_> = paths.iter().filter(|path| path.is_dir()).collect();
    if folders.is_empty() || folders.iter().any(|folder| whole(folder) == root) {
        return Ok(selection);
    }
    let named = paths.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", ");
    Err(Failure::misuse(format!(
        "a folder is a project of its own, and {named} are several; name one at a time, or, if they are parts of one project, its \
         folder `{}`",
        selection.disk.root().display()
    )))
}

/// Finds the files that the paths mean, whether or not they belong together.
pub fn select(paths: &[PathBuf]) -> Result<Selection, Failure> {
    let roots = paths.iter().map(|path| root_of(path)).collect::<Result<Vec<_>, _>>()?;
    let (base, folders) = match roots.as_slice() {
        [only] => (only.clone(), vec![PathBuf::new()]),
        several => common(several)?,
    };
    let mut selection = Selection { disk: Disk::new(base), entries: Vec::new(), notes: Vec::new() };
    for (path, folder) in paths.iter().zip(&folders) {
        if path.is_dir() {
            let listing = list(path, is_source)?;
            if listing.files.is_empty() {
                return Err(nothing_in(path));
            }
            selection.entries.extend(listing.files.iter().map(|file| slashed(&folder.join(file))));
            selection.notes.extend(listing.notes);
        } else {
            selection.entries.push(slashed(&folder.join(path.file_name().unwrap_or_default())));
        }
    }
    selection.entries.sort_unstable();
    selection.entries.dedup();
    Ok(selection)
}

fn nothing_in(folder: &Path) -> Failure {
    let shown = folder.display();
    Failure::new(format!(
        "`{shown}` holds no .mam files; name the folder of your policies, or begin some with `mam init`"
    ))
}

/// The folder of a path: itself, or for a file the folder it is in.
fn root_of(path: &Path) -> Result<PathBuf, Failure> {
    let metadata = std::fs::metadata(path).map_err(|error| Failure::reading(path, &error))?;
    if metadata.is_dir() {
        return Ok(path.to_path_buf());
    }
    if !is_source(path) {
        return Err(Failure::misuse(format!(
            "`{}` is not a .mam file; name one, or a folder that holds some",
            path.display()
        )));
    }
    Ok(match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_path_buf(),
        _ => PathBuf::from("."),
    })
}

/// The folder that holds all of these, and where in it each of them is.
fn common(roots: &[PathBuf]) -> Result<(PathBuf, Vec<PathBuf>), Failure> {
    let whole = roots
        .iter()
        .map(|root| root.canonicalize().map_err(|error| Failure::reading(root, &error)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut base: PathBuf = whole.first().cloned().unwrap_or_default();
    for path in &whole {
        while !path.starts_with(&base) {
            if !base.pop() {
                return Err(Failure::misuse("the paths are on different disks; name those of one disk at a time"));
            }
        }
    }
    let folders = whole.iter().map(|path| path.strip_prefix(&base).unwrap_or(path).to_path_buf()).collect();
    Ok((near(base), folders))
}

/// A whole path as seen from the working folder, when it is below it.
fn near(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    match here.as_deref().map(|here| path.strip_prefix(here)) {
        Ok(Ok(rest)) if rest == Path::new("") => PathBuf::from("."),
        Ok(Ok(rest)) => rest.to_path_buf(),
        _ => path,
    }
}

/// Whether a file is a source, by its name.
pub fn is_source(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == EXTENSION)
}

/// The files below a folder that are wanted by their names. Hidden files and folders, those of other tools, and what a `.mamignore`
/// names are left out.
pub fn list(folder: &Path, is_wanted: fn(&Path) -> bool) -> Result<Listing, Failure> {
    let mut listing = Listing::default();
    let walk = WalkBuilder::new(folder)
        .standard_filters(false)
        .hidden(true)
        .follow_links(false)
        .add_custom_ignore_filename(".mamignore")
        .filter_entry(|entry| entry.depth() == 0 || !SKIPPED.iter().any(|skipped| entry.file_name() == *skipped))
        .build();
    for entry in walk {
        let entry = entry.map_err(|error| unwalkable(folder, &error))?;
        take(&entry, folder, is_wanted, &mut listing);
    }
    listing.files.sort_unstable();
    Ok(listing)
}

/// Takes an entry of a folder into the list if it is wanted.
fn take(entry: &DirEntry, folder: &Path, is_wanted: fn(&Path) -> bool, listing: &mut Listing) {
    let Some(kind) = entry.file_type().filter(|_| entry.depth() > 0) else { return };
    let is_wanted = is_wanted(entry.path());
    let relative = slashed(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
    let shown = entry.path().display();
    if kind.is_symlink() {
        match std::fs::metadata(entry.path()) {
            Ok(target) if target.is_dir() => {
                listing.notes.push(format!(
                    "`{shown}` is a link to a folder and not followed; name it on the command line to include it"
                ));
            }
            Err(error) if is_link_loop(&error) && !is_wanted => {
                listing.notes.push(format!("`{shown}` is left out: {}", in_words(&error)));
            }
            // A link to a file that cannot be read stays in the list: reading it says what is wrong.
            _ if is_wanted => listing.files.push(relative),
            _ => {}
        }
    } else if is_wanted && !kind.is_dir() {
        listing.files.push(relative);
    }
}

fn unwalkable(folder: &Path, error: &ignore::Error) -> Failure {
    let path = path_of(error).unwrap_or(folder);
    match error.io_error() {
        Some(io) => Failure::reading(path, &io::Error::new(io.kind(), io.to_string())),
        None => Failure::new(format!("`{}` cannot be read: {error}", path.display())),
    }
}

/// The path that an error of the walk is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

/// A relative path with `/`, on every system.
pub fn slashed(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::CurDir => None,
        other => Some(other.as_os_str().to_string_lossy()),
    });
    parts.collect::<Vec<_>>().join("/")
}
