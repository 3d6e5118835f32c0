//! From the paths of the command line to the files of exports, in their order, with their sizes known before any is read. What is too
//! large is refused here. Must not know what is in them.

mod archive;

use crate::failure::{Failure, in_words};
use crate::{disk, paths};
use archive::{Entry, Refusal};
use mam_core::import::{FileReport, Input};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The path that means standard input.
pub const STDIN: &str = "-";

/// What a file is called that comes from standard input.
pub const STDIN_NAME: &str = "<stdin>";

/// Bytes of the largest file that is read.
const MAX_FILE: u64 = 256 << 20;

/// Bytes of all files together.
const MAX_TOTAL: u64 = 1 << 30;

/// Why a file of more than [`MAX_FILE`] is refused.
fn too_large() -> String {
    format!("it is larger than {} MiB; export fewer policies at a time", MAX_FILE >> 20)
}

/// Whether a path means standard input.
pub fn is_stdin(path: &Path) -> bool {
    path == Path::new(STDIN)
}

/// A file of an export, not read yet.
#[derive(Debug)]
pub struct Export {
    name: String,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Bytes(Vec<u8>),
    File(PathBuf, u64),
    Entry(Box<Entry>),
    Refused(Refusal),
}

/// What the paths select.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The files, in the order of the paths, those of a folder sorted.
    pub exports: Vec<Export>,
    /// What was left out, each a sentence.
    pub notes: Vec<String>,
    /// Bytes of all files so far.
    total: u64,
    /// Files that are there already; only filled where paths can overlap.
    known: HashSet<PathBuf>,
}

/// Finds the files that the paths mean.
pub fn gather(given: &[PathBuf]) -> Result<Gathered, Failure> {
    let mut gathered = Gathered::default();
    for path in given {
        if is_stdin(path) {
            let bytes = disk::standard_input(MAX_FILE)?;
            gathered.bytes(STDIN_NAME.into(), bytes)?;
        } else if std::fs::metadata(path).map_err(|error| Failure::reading(path, &error))?.is_dir() {
            let listing = paths::list(path, is_export)?;
            if listing.files.is_empty() {
                return Err(nothing_in(path));
            }
            gathered.notes.extend(listing.notes);
            for file in listing.files {
                gathered.file(&path.join(file), given.len() > 1)?;
            }
        } else {
            gathered.file(path, given.len() > 1)?;
        }
    }
    Ok(gathered)
}

impl Gathered {
    /// Takes a file of the disk, once.
    fn file(&mut self, path: &Path, can_repeat: bool) -> Result<(), Failure> {
        if can_repeat && path.canonicalize().is_ok_and(|whole| !self.known.insert(whole)) {
            return Ok(());
        }
        let name = shown(path);
        match sized(path) {
            Ok(size) if !is_archive(path) => self.push(name, size, Content::File(path.to_owned(), size)),
            Ok(size) => match disk::read_up_to(path, size, MAX_FILE) {
                Ok(bytes) => self.archive(name, bytes),
                Err(error) => self.wrong(name, in_words(&error)),
            },
            Err(why) => self.wrong(name, why),
        }
    }

    /// Takes what has been read already.
    fn bytes(&mut self, name: String, bytes: Vec<u8>) -> Result<(), Failure> {
        if archive::is_archive(&bytes) {
            return self.archive(name, bytes);
        }
        self.push(name, bytes.len() as u64, Content::Bytes(bytes))
    }

    fn archive(&mut self, name: String, bytes: Vec<u8>) -> Result<(), Failure> {
        // Its bytes stay in memory until its files are read.
        self.total = self.total.saturating_add(bytes.len() as u64);
        match archive::list(bytes) {
            Ok(listed) if listed.is_empty() => {
                self.push(name, 0, Content::Refused(Refusal::Skipped("there are no .json files in the archive".into())))
            }
            Ok(listed) => listed.into_iter().try_for_each(|(entry, content)| {
                let name = format!("{name}/{entry}");
                match content {
                    Ok(entry) => self.push(name, entry.size(), Content::Entry(Box::new(entry))),
                    Err(refusal) => self.push(name, 0, Content::Refused(refusal)),
                }
            }),
            Err(why) => self.wrong(name, why),
        }
    }

    fn wrong(&mut self, name: String, why: String) -> Result<(), Failure> {
        self.push(name, 0, Content::Refused(Refusal::Wrong(why)))
    }

    fn push(&mut self, name: String, size: u64, content: Content) -> Result<(), Failure> {
        self.total = self.total.saturating_add(size);
        if self.total > MAX_TOTAL {
            let limit = MAX_TOTAL >> 20;
            return Err(Failure::new(format!(
                "the exports hold more than {limit} MiB together, with `{name}`; import them in several parts"
            )));
        }
        self.exports.push(Export { name, content });
        Ok(())
    }
}

impl Export {
    /// Reads it, or tells why not.
    pub fn read(self) -> Result<Input, FileReport> {
        let read = match self.content {
            Content::Bytes(bytes) => Ok(bytes),
            Content::File(path, size) => {
                disk::read_up_to(&path, size, MAX_FILE).map_err(|error| Refusal::Wrong(in_words(&error)))
            }
            Content::Entry(entry) => entry.read().map_err(Refusal::Wrong),
            Content::Refused(why) => Err(why),
        };
        match read {
            Ok(bytes) => Ok(Input { name: self.name, bytes }),
            Err(refusal) => {
                let mut report = FileReport { file: self.name, ..FileReport::default() };
                match refusal {
                    Refusal::Skipped(why) => report.skipped.push(why),
                    Refusal::Wrong(why) => report.error = Some(why),
                }
                Err(report)
            }
        }
    }
}

/// Whether a file is an archive, by how it begins or is called.
pub fn is_archive(path: &Path) -> bool {
    !has_ending(path, "json") && (begins_as_archive(path) || has_ending(path, "zip"))
}

/// Whether a file of a folder may be an export, by its name.
pub fn is_export(path: &Path) -> bool {
    has_ending(path, "json") || has_ending(path, "zip")
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}

/// The size of a file that can be read as a whole.
fn sized(path: &Path) -> Result<u64, String> {
    let size = disk::size(path).map_err(|error| in_words(&error))?;
    if size > MAX_FILE { Err(too_large()) } else { Ok(size) }
}

/// Whether a file begins as an archive does; one that cannot be read does not, and says why when it is.
fn begins_as_archive(path: &Path) -> bool {
    let mut start = [0; 4];
    let read: io::Result<()> = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && archive::is_archive(&start)
}

/// A path as messages have it: as the user wrote it, with `/` on every system.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    text.strip_prefix("./").map(str::to_owned).unwrap_or(text)
}

fn nothing_in(folder: &Path) -> Failure {
    Failure::new(format!(
        "`{}` holds no .json or .zip files; name the folder of your exports, or a file",
        folder.display()
    ))
}
