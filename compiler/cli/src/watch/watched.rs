//! What is watched: the folders that the user named, with all that is below them, and whatever the sources in them are links to.

use crate::failure::Failure;
use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::SystemTime;

/// How many links may lead to one another.
const MAX_LINKS: usize = 40;

/// Folders, and single files elsewhere.
pub struct Watched {
    watcher: RecommendedWatcher,
    /// Whole paths of folders that are watched with all that is below them.
    folders: BTreeSet<PathBuf>,
    /// Whole paths of folders in which only some files matter.
    others: BTreeSet<PathBuf>,
    /// Those files, and links on the way to them.
    files: HashSet<PathBuf>,
}

impl Watched {
    /// Watches the folders of the paths.
    pub fn begin(paths: &[PathBuf], sender: Sender<notify::Result<Event>>) -> Result<Self, Failure> {
        let watcher = notify::recommended_watcher(sender).map_err(|error| failed(&error))?;
        let mut watched = Self { watcher, folders: BTreeSet::new(), others: BTreeSet::new(), files: HashSet::new() };
        for path in paths {
            let folder = folder_of(path).map_err(|error| Failure::reading(path, &error))?;
            watched.folder(folder)?;
        }
        watched.follow(paths, &[], SystemTime::now())?;
        Ok(watched)
    }

    /// Watches what the paths and the sources are links to now. Tells whether one of these changed after `since`, unseen.
    pub fn follow(&mut self, paths: &[PathBuf], sources: &[PathBuf], since: SystemTime) -> Result<bool, Failure> {
        for path in paths {
            // A link that leads to another folder now; one that leads nowhere is waited for.
            if let Ok(folder) = folder_of(path) {
                self.folder(folder)?;
            }
        }
        if !sources.is_empty() {
            self.files.clear();
        }
        let mut missed = false;
        for steps in paths.iter().chain(sources).map(|path| steps(path)) {
            let is_link = steps.len() > 1;
            for file in steps {
                let Some(parent) = file.parent() else { continue };
                if self.is_below(parent) {
                    self.files.extend(is_link.then_some(file));
                } else if is_link || file.is_file() {
                    missed |= self.other(parent)? && changed_since(&file, since);
                    self.files.insert(file);
                }
            }
        }
        Ok(missed)
    }

    /// Watches a folder in which some files matter; tells whether it was not watched before.
    fn other(&mut self, folder: &Path) -> Result<bool, Failure> {
        if self.others.contains(folder) || !folder.is_dir() {
            return Ok(false);
        }
        self.watcher.watch(folder, RecursiveMode::NonRecursive).map_err(|error| failed(&error))?;
        Ok(self.others.insert(folder.to_path_buf()))
    }

    fn folder(&mut self, folder: PathBuf) -> Result<(), Failure> {
        if !self.is_below(&folder) {
            self.watcher.watch(&folder, RecursiveMode::Recursive).map_err(|error| failed(&error))?;
            self.folders.insert(folder);
        }
        Ok(())
    }

    fn is_below(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| path.starts_with(folder))
    }

    /// Whether an event is about a source, or about a folder that may hold some.
    pub fn concerns(&self, event: &Event, out: Option<&Path>) -> bool {
        if matches!(event.kind, EventKind::Access(_)) {
            return false;
        }
        event.paths.iter().filter(|path| out.is_none_or(|out| !path.starts_with(out))).any(|path| {
            let inside = self.folders.iter().find_map(|folder| path.strip_prefix(folder).ok());
            self.files.contains(path)
                || inside.filter(|inside| !is_hidden(inside)).is_some_and(|inside| match inside.extension() {
                    Some(extension) => extension == "mam",
                    None => !matches!(event.kind, EventKind::Modify(ModifyKind::Data(_))),
                })
        })
    }
}

fn changed_since(file: &Path, since: SystemTime) -> bool {
    fs::metadata(file).and_then(|file| file.modified()).is_ok_and(|changed| changed >= since)
}

fn failed(error: &notify::Error) -> Failure {
    Failure::new(format!("changes cannot be watched: {error}; compile without --watch"))
}

/// The whole path of what is watched for a path: the folder, or the folder of the file.
fn folder_of(path: &Path) -> std::io::Result<PathBuf> {
    let whole = path.canonicalize()?;
    let folder = if whole.is_dir() { Some(whole.as_path()) } else { whole.parent() };
    Ok(folder.unwrap_or(&whole).to_path_buf())
}

/// Where a path is, and where each link on the way leads: the paths of which a change changes what is read.
fn steps(path: &Path) -> Vec<PathBuf> {
    let mut steps = Vec::new();
    let mut next = Some(path.to_path_buf());
    while let Some(path) = next.take().filter(|_| steps.len() < MAX_LINKS) {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { break };
        let parent = if parent == Path::new("") { Path::new(".") } else { parent };
        let Ok(parent) = parent.canonicalize() else { break };
        let place = parent.join(name);
        next = fs::read_link(&place).ok().map(|target| parent.join(target));
        steps.push(place);
    }
    steps
}

/// Whether a path is hidden in what is watched, as mam's own temporary folders are.
fn is_hidden(inside: &Path) -> bool {
    inside.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."))
}
