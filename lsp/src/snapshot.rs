//! A project as it was at one moment, read and checked: what every question of the editor is answered from. Must not know the editor.

use crate::state::{Document, Root};
use crate::text::{Encoding, Text};
use mam_core::manual::codes;
use mam_core::project::{Project, ReadError, Sources};
use mam_core::semantics::{Checked, Memo};
use mam_core::syntax::{self, File, FileId, Span};
use mam_core::vocabulary::STANDARD_FILES;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};
use tower_lsp::lsp_types::{Location, Range, Url};

/// What is known of the files on the disk, until the editor says that some changed.
#[derive(Debug, Default)]
pub struct Files {
    /// The paths of all sources.
    listing: Option<Vec<String>>,
    /// Those that were read.
    parsed: HashMap<Arc<str>, Arc<File>>,
    /// What the last check found out.
    memo: Memo,
}

impl Files {
    /// Forgets what is known of some files, and which there are.
    pub fn forget(&mut self, paths: impl IntoIterator<Item = Arc<str>>) {
        self.listing = None;
        for path in paths {
            self.parsed.remove(&path);
        }
    }
}

/// A project, read and checked.
#[derive(Debug)]
pub struct Snapshot {
    /// Which project.
    pub root: Root,
    /// Its files.
    pub project: Project,
    /// What they mean, and what is wrong with them.
    pub checked: Checked,
    /// What columns count in.
    pub encoding: Encoding,
    /// The buffers it was made of, by path.
    buffers: HashMap<Arc<str>, (Url, Document)>,
    /// The texts of files that are not open, made when somebody asks for a place in them.
    texts: Vec<OnceLock<Text>>,
}

impl Snapshot {
    /// Reads and checks a project: its buffers as they are, its other files from the disk. What did not change since an earlier snapshot
    /// is not read again.
    pub fn new(
        root: Root,
        buffers: Vec<(Url, Document)>,
        encoding: Encoding,
        disk: Option<&dyn Sources>,
        files: &mut Files,
        earlier: Option<&Self>,
    ) -> Self {
        let open = buffers.par_iter().map(|(_, document)| {
            let before = earlier.and_then(|earlier| earlier.file(&document.path));
            (Arc::clone(&document.path), parse(&document.path, &document.text.content(), before))
        });
        let sources = Overlay { open: open.collect(), files, disk };
        let on_disk = sources.files.listing.clone().or_else(|| disk?.list("").ok()).unwrap_or_default();
        let entries: BTreeSet<String> =
            on_disk.iter().cloned().chain(sources.open.keys().map(ToString::to_string)).collect();
        let project = Project::load(&sources, &entries.into_iter().collect::<Vec<_>>());
        let Overlay { open, .. } = sources;
        files.listing = Some(on_disk);
        let unread: Vec<FileId> = project.unreadable.iter().filter_map(|said| Some(said.span()?.file)).collect();
        let read = project.files.iter().filter(|file| !open.contains_key(&file.path) && !unread.contains(&file.id));
        files.parsed = read.map(|file| (Arc::clone(&file.path), Arc::clone(file))).collect();
        // Should the check fail, nothing of it is kept.
        let mut memo = std::mem::take(&mut files.memo);
        let checked = project.check_again(&mut memo);
        files.memo = memo;
        let texts = project.files.iter().map(|_| OnceLock::new()).collect();
        let buffers =
            buffers.into_iter().map(|(url, document)| (Arc::clone(&document.path), (url, document))).collect();
        Self { root, project, checked, encoding, buffers, texts }
    }

    /// A file by its path.
    pub fn file(&self, path: &str) -> Option<&Arc<File>> {
        let place = self.project.files.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        self.project.files.get(place)
    }

    /// The text of a file, for its places.
    pub fn text(&self, file: &File) -> Text {
        if let Some((_, document)) = self.buffers.get(&file.path).filter(|_| file.id.0 < STANDARD_FILES) {
            return document.text.clone();
        }
        match self.texts.get(file.id.0 as usize) {
            Some(text) => text.get_or_init(|| Text::new(&file.text)).clone(),
            None => Text::new(&file.text),
        }
    }

    /// The range of a span.
    pub fn range(&self, span: Span) -> Range {
        let file = self.project.file(span.file);
        file.map(|file| self.text(file).range(span.start, span.end, self.encoding)).unwrap_or_default()
    }

    /// The place of a span.
    pub fn location(&self, span: Span) -> Option<Location> {
        let file = self.project.file(span.file)?;
        Some(Location::new(self.url(file)?, self.range(span)))
    }

    /// Where the editor finds a file.
    pub fn url(&self, file: &File) -> Option<Url> {
        if file.id.0 >= STANDARD_FILES {
            return Url::parse(&format!("{STANDARD}{}", file.path.trim_start_matches("std/"))).ok();
        }
        if let Some((url, _)) = self.buffers.get(&file.path) {
            return Some(url.clone());
        }
        match &self.root {
            Root::Folder(folder) => Url::from_file_path(folder.join(&*file.path)).ok(),
            Root::Alone(url) => Some(url.clone()),
        }
    }

    /// The buffers, with the versions that were read.
    pub fn versions(&self) -> impl Iterator<Item = (&Url, i32)> {
        self.buffers.values().map(|(url, document)| (url, document.version))
    }
}

/// Where the files that come with mam are, for an editor that asks for their text with `mam/text`.
pub const STANDARD: &str = "mam:/std/";

/// Where the pages of codes are, for an editor that asks for their text with `mam/text`.
pub const PAGES: &str = "mam:/explain/";

/// The text of a file of the standard library, or of the page of a code, by its place.
pub fn standard_text(url: &Url) -> Option<Arc<str>> {
    if let Some(page) = url.as_str().strip_prefix(PAGES) {
        let code = page.strip_suffix(".md")?.parse().ok()?;
        return codes::describe(code).map(|described| described.page.into());
    }
    let path = url.as_str().strip_prefix(STANDARD)?;
    let modules = mam_core::project::standard_modules().iter().map(|(_, file)| file);
    let mut files = modules.chain(mam_core::vocabulary::standard_files());
    files.find(|file| file.path.trim_start_matches("std/") == path).map(|file| Arc::clone(&file.text))
}

fn parse(path: &Arc<str>, text: &str, before: Option<&Arc<File>>) -> Arc<File> {
    match before {
        Some(before) if *before.text == *text => Arc::clone(before),
        Some(before) => Arc::new(syntax::reparse(before, text.into())),
        None => Arc::new(syntax::parse(FileId(0), Arc::clone(path), text.into())),
    }
}

/// Buffers over files.
struct Overlay<'a> {
    open: HashMap<Arc<str>, Arc<File>>,
    files: &'a Files,
    disk: Option<&'a dyn Sources>,
}

impl Sources for Overlay<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.disk.ok_or(ReadError::NotFound)?.read(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let inside = |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let known: BTreeSet<String> = match &self.files.listing {
            Some(listing) => listing.iter().filter(|path| inside(path)).cloned().collect(),
            None => self.disk.and_then(|disk| disk.list(folder).ok()).into_iter().flatten().collect(),
        };
        let open = self.open.keys().filter(|path| inside(path)).map(ToString::to_string);
        let all: BTreeSet<String> = known.into_iter().chain(open).collect();
        if all.is_empty() { Err(ReadError::NotFound) } else { Ok(all.into_iter().collect()) }
    }

    fn parsed(&self, path: &str) -> Option<Arc<File>> {
        self.open.get(path).or_else(|| self.files.parsed.get(path)).cloned()
    }
}
