//! The JSON files in a ZIP archive. Everything that could make reading them endless is refused by what the archive says of itself, and
//! where it lies, as soon as it shows. Names are only names: nothing is unpacked onto the disk.

use crate::disk;
use crate::failure::in_words;
use std::io::{self, Cursor};
use std::sync::Arc;
use zip::ZipArchive;
use zip::read::ZipFileEntry;
use zip::result::ZipError;

/// Files of an archive that are looked at.
const MAX_ENTRIES: usize = 100_000;

/// How much larger than in the archive a file may be: exports, which repeat themselves, reach a hundred.
const MAX_RATIO: u64 = 250;

/// Bytes up to which a file may be any number of times larger.
const SMALL: u64 = 16 << 20;

/// What the entry of a file in the archive's own list begins with.
const SIGNATURE: &[u8] = b"PK\x01\x02";

/// An archive in memory.
type Archive = ZipArchive<Cursor<Arc<[u8]>>>;

/// A file in an archive.
#[derive(Debug)]
pub struct Entry {
    archive: Archive,
    place: usize,
    size: u64,
}

/// A file in an archive by its name: itself, or why it is not read.
pub type Listed = (String, Result<Entry, Refusal>);

/// Why a file in an archive is not read.
#[derive(Debug)]
pub enum Refusal {
    /// It is nothing that could be read.
    Skipped(String),
    /// It could be an export, and something is wrong with it.
    Wrong(String),
}

/// Whether bytes begin as an archive does.
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The JSON files of an archive, in its order. Folders, hidden files and those of other kinds are left out.
pub fn list(bytes: Vec<u8>) -> Result<Vec<Listed>, String> {
    if bytes.windows(SIGNATURE.len()).filter(|bytes| *bytes == SIGNATURE).nth(MAX_ENTRIES).is_some() {
        return Err(format!("it holds more than {MAX_ENTRIES} files; split it into several archives"));
    }
    let archive = ZipArchive::new(Cursor::new(Arc::from(bytes))).map_err(|error| words(&error))?;
    if archive.has_duplicate_names() {
        return Err("it holds two files of one name, so that one hides the other; make the archive again".into());
    }
    let mut listed = Vec::new();
    let mut total = 0u64;
    for place in 0..archive.len() {
        let entry = archive.by_index_data(place).map_err(|error| words(&error))?;
        let Some((name, refusal)) = judge(&entry) else { continue };
        let entry = Entry { archive: archive.clone(), place, size: entry.size() };
        if refusal.is_none() {
            total = total.saturating_add(entry.size);
        }
        listed.push((name, refusal.map_or(Ok(entry), Err)));
    }
    if total > super::MAX_TOTAL {
        let limit = super::MAX_TOTAL >> 20;
        return Err(format!("its files hold more than {limit} MiB together; split it into several archives"));
    }
    Ok(listed)
}

impl Entry {
    /// Bytes that the archive says it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its bytes.
    pub fn read(mut self) -> Result<Vec<u8>, String> {
        let file = self.archive.by_index(self.place).map_err(|error| words(&error))?;
        // What holds more than the archive says is an error of the reader.
        disk::read_all(file, self.size, super::MAX_FILE)
            .map_err(|error| format!("it cannot be unpacked ({error}); make the archive again"))
    }
}

/// The name of a file and why it is not read; none for what nobody misses.
fn judge(entry: &ZipFileEntry) -> Option<(String, Option<Refusal>)> {
    let name = name(entry);
    if entry.is_dir() || is_hidden(&name) {
        return None;
    }
    let refusal = if !stays_inside(&name) {
        let why = "its name leads out of the archive, as no honest one does; it was not read";
        Some(Refusal::Wrong(why.into()))
    } else if ends_with(&name, ".zip") {
        Some(Refusal::Skipped("an archive inside an archive is not read; unpack it and name it by itself".into()))
    } else if ends_with(&name, ".json") {
        refusal(entry).map(Refusal::Wrong)
    } else {
        return None;
    };
    Some((name, refusal))
}

/// What is wrong with a file, by what the archive says of it.
fn refusal(entry: &ZipFileEntry) -> Option<String> {
    let (packed, size) = (entry.compressed_size(), entry.size());
    if entry.is_symlink() {
        return Some("it is a link, which leads to nothing in an archive; put the file itself into it".into());
    }
    if entry.encrypted() {
        return Some("it is locked with a password; make an archive without one".into());
    }
    if size > super::MAX_FILE {
        return Some(super::too_large());
    }
    (size > SMALL && size / MAX_RATIO > packed).then(|| {
        format!(
            "it is {} times larger than in the archive, as no export is; unpack it and name it by itself",
            size / packed.max(1)
        )
    })
}

/// The name of a file, with `/` between its parts: archives made by Windows PowerShell 5 have `\`.
fn name(entry: &ZipFileEntry) -> String {
    let name = entry.name().map_or_else(|_| String::from_utf8_lossy(entry.name_raw()).into_owned(), Into::into);
    name.replace('\\', "/")
}

/// Whether a name is one of a file below the archive.
fn stays_inside(name: &str) -> bool {
    let leads_elsewhere = |part: &str| part == ".." || part.contains([':', '\0']);
    !name.starts_with('/') && !name.split('/').any(leads_elsewhere)
}

/// Whether a name is one of what other tools leave behind.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part == "__MACOSX" || (part.starts_with('.') && part != ".." && part != "."))
}

fn ends_with(name: &str, ending: &str) -> bool {
    name.len()
        .checked_sub(ending.len())
        .and_then(|start| name.get(start..))
        .is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

/// What is wrong with an archive, in plain words.
fn words(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            "the archive ends too early; make it again".into()
        }
        ZipError::Io(error) => in_words(error),
        ZipError::CompressionMethodNotSupported(_) => {
            "it is packed in a way that mam does not know; make the archive with the usual one (Deflate)".into()
        }
        ZipError::InvalidArchive(why) => format!("it is no ZIP archive, or a damaged one ({why}); make it again"),
        error => format!("it is a ZIP archive that mam cannot read ({error}); make it again"),
    }
}
