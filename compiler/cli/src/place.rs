//! Puts files into a folder: all of them or none, nothing outside of it, nothing in the place of what is there
//! unless that is wished. Must not know what is in them.

use crate::failure::{Failure, in_words};
use crate::interrupt;
use crate::output::{Stage, create, is_there, plain};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What an interrupt or an error leaves.
const UNCHANGED: &str = "nothing was written";

/// Writes files, by their path below the folder.
pub fn write(out: &Path, files: &BTreeMap<String, String>, force: bool) -> Result<(), Failure> {
    let is_new = !is_there(out, "")?;
    let paths = files.keys().map(|path| plain(path)).collect::<Result<Vec<_>, _>>()?;
    paths.iter().try_for_each(|path| stays_inside(out, path))?;
    let taken: Vec<PathBuf> =
        paths.iter().map(|path| out.join(path)).filter(|path| path.symlink_metadata().is_ok()).collect();
    admit(&taken, force)?;
    let stage = Stage::begin(out)?;
    let failed = |error: io::Error| {
        Failure::new(format!("`{}` cannot be written: {}; {UNCHANGED}", out.display(), in_words(&error)))
    };
    for (path, text) in paths.iter().zip(files.values()) {
        let place = stage.folder.join(path);
        place.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
        create(&place, text.as_bytes()).map_err(failed)?;
    }
    if interrupt::requested() {
        return Err(Failure::interrupted(UNCHANGED));
    }
    if is_new {
        return fs::rename(&stage.folder, &stage.out).map_err(failed);
    }
    let mut moves = Moves::default();
    for path in &paths {
        if let Err(error) = moves.bring(&stage, path) {
            return Err(match moves.undo() {
                Ok(()) => failed(error),
                Err(_) => {
                    let folder = stage.folder.display().to_string();
                    // What was there before is in the temporary folder now: that must not be removed.
                    std::mem::forget(stage);
                    Failure::new(format!(
                        "`{}` cannot be written: {}; what was there before is in `{folder}`",
                        out.display(),
                        in_words(&error)
                    ))
                }
            });
        }
    }
    Ok(())
}

/// Refuses what would be lost.
fn admit(taken: &[PathBuf], force: bool) -> Result<(), Failure> {
    if let Some(folder) = taken.iter().find(|path| path.is_dir() && !path.is_symlink()) {
        return Err(Failure::new(format!(
            "`{}` is a folder, where a file is to be written; name another folder with --out",
            folder.display()
        )));
    }
    if taken.is_empty() || force {
        return Ok(());
    }
    let names = taken.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", ");
    let (are, them) = if taken.len() == 1 { ("is", "it") } else { ("are", "them") };
    Err(Failure::new(format!(
        "{names} {are} there already, and {UNCHANGED}; name another folder with --out, or add --force to replace {them}"
    )))
}

/// Refuses a place that a link leads out of the folder.
fn stays_inside(out: &Path, path: &Path) -> Result<(), Failure> {
    let between = path.ancestors().skip(1).filter(|part| *part != Path::new("")).map(|part| out.join(part));
    for folder in between {
        let Ok(metadata) = folder.symlink_metadata() else { continue };
        if !metadata.is_dir() {
            let shown = folder.display();
            let what = if metadata.is_symlink() { "a link, which may lead elsewhere" } else { "a file" };
            return Err(Failure::new(format!(
                "`{shown}` is {what}, where a folder is needed; remove it, or name another folder with --out"
            )));
        }
    }
    Ok(())
}

/// What was done to a folder, to be undone when the rest fails.
#[derive(Default)]
struct Moves {
    /// Files by where they are and where they were, in order.
    moved: Vec<(PathBuf, PathBuf)>,
    /// Folders that were made, in order.
    made: Vec<PathBuf>,
}

impl Moves {
    /// Brings a file from the temporary folder to its place; what is there goes to the temporary one.
    fn bring(&mut self, stage: &Stage, path: &Path) -> io::Result<()> {
        let (new, place) = (stage.folder.join(path), stage.out.join(path));
        let folders: Vec<&Path> = path.ancestors().skip(1).filter(|part| *part != Path::new("")).collect();
        for folder in folders.into_iter().rev().map(|part| stage.out.join(part)).filter(|folder| !folder.exists()) {
            fs::create_dir(&folder)?;
            self.made.push(folder);
        }
        if let Ok(old) = place.symlink_metadata() {
            if old.is_file() {
                fs::set_permissions(&new, old.permissions())?;
            }
            self.rename(place.clone(), stage.folder.join(format!(".old-{}", self.moved.len())))?;
        }
        self.rename(new, place)
    }

    fn rename(&mut self, from: PathBuf, to: PathBuf) -> io::Result<()> {
        fs::rename(&from, &to)?;
        self.moved.push((to, from));
        Ok(())
    }

    /// Makes everything as it was.
    fn undo(&self) -> io::Result<()> {
        let back = |(is, was): &(PathBuf, PathBuf)| fs::rename(is, was);
        self.moved.iter().rev().map(back).fold(Ok(()), io::Result::and)?;
        self.made.iter().rev().try_for_each(fs::remove_dir)
    }
}
