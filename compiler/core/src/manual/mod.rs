//! The reference manual: everything that a vocabulary says, as pages of Markdown for people who administer and do not program.
//! Pure: texts come out. Must not know any sentence: titles, texts and examples stand in the vocabulary.

mod apps;
mod blocks;
pub mod codes;
pub mod example;
mod exempt;
pub mod facts;
mod graph;
mod indexes;
mod levels;
mod markdown;
mod pitfalls;
mod problems;
mod section;
mod sentence;
pub mod silence;
mod words;

use crate::cursor;
use crate::project::standard_modules;
use crate::syntax::{File, FileId, Span};
use crate::vocabulary::{Vocabulary, is_entry, standard_files};
use example::Examples;
use markdown::Anchors;
use rayon::prelude::*;
use section::Section;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The first line of every page: what has it was written by mam, and may be written anew.
pub const MARK: &str = "<!-- Written by `mam manual` from the vocabulary: what is changed here is lost. -->";

/// The page to begin with.
pub const INDEX: &str = "README.md";

/// The pages, and what is wrong with them.
#[derive(Debug, Default)]
pub struct Manual {
    /// The pages, by their file names.
    pub pages: BTreeMap<String, String>,
    /// Phrases of the sentences of which no example compiles: their pages show none.
    pub without_example: Vec<String>,
}

/// Writes the manual of a vocabulary: the standard one, or one that is extended by the entries in a project's files.
#[must_use]
pub fn manual(vocabulary: &Vocabulary, own: &[Arc<File>]) -> Manual {
    let with_entries = own.iter().map(|file| entries_of(file)).filter(|file| !file.items.is_empty());
    // A file's id is its place among those that an example is checked with.
    let numbered =
        with_entries.enumerate().map(|(place, file)| File { id: FileId(u32::try_from(place).unwrap_or(0)), ..file });
    let entries: Vec<Arc<File>> = numbered.map(Arc::new).collect();
    let book = Book::new(vocabulary, own);
    let sentences = vocabulary.sentences();
    let examples = Examples { vocabulary, own: &entries };
    let shown: Vec<_> = sentences.par_iter().map(|sentence| examples.of(sentence)).collect();
    let mut pages: BTreeMap<String, String> =
        book.sections.iter().map(|section| book.section(section, &shown)).collect();
    pages.extend([
        book.index(),
        book.blocks(),
        book.words(),
        book.levels(),
        book.apps(),
        book.problems(),
        book.exempt(),
        book.phrases(),
        book.labels(),
        book.properties(),
    ]);
    let without_example = sentences.iter().zip(&shown).filter(|(_, shown)| shown.is_empty());
    Manual { pages, without_example: without_example.map(|(sentence, _)| sentence.phrase.to_string()).collect() }
}

/// A file with its vocabulary entries alone: its policies have nothing to do with an example.
fn entries_of(file: &File) -> File {
    let mut file = file.clone();
    file.items.retain(|item| is_entry(item.declaration.kind));
    file
}

/// What all pages are written from.
struct Book<'a> {
    vocabulary: &'a Vocabulary,
    /// All files of the vocabulary and of the standard library.
    files: Vec<&'a Arc<File>>,
    sections: Vec<Section>,
    /// The page and the anchor of each sentence.
    places: HashMap<usize, String>,
}

impl<'a> Book<'a> {
    fn new(vocabulary: &'a Vocabulary, own: &'a [Arc<File>]) -> Self {
        let standard = standard_modules().iter().map(|(_, file)| file);
        let files: Vec<&Arc<File>> = standard_files().iter().chain(standard).chain(own).collect();
        let sections = section::sections(vocabulary, &files);
        let mut places = HashMap::new();
        for section in &sections {
            let mut anchors = Anchors::default();
            anchors.next(&section.title);
            for place in &section.sentences {
                let Some(sentence) = vocabulary.sentences().get(*place) else { continue };
                places.insert(*place, format!("{}#{}", section.page, anchors.next(&sentence.phrase)));
            }
        }
        Self { vocabulary, files, sections, places }
    }

    /// A link to a sentence.
    fn link_to(&self, place: usize) -> String {
        let phrase = self.vocabulary.sentences().get(place).map(|sentence| markdown::code(&sentence.phrase));
        markdown::link(&phrase.unwrap_or_default(), self.places.get(&place).map_or("", String::as_str))
    }

    /// A link to a sentence from a page, which may be its own.
    fn link_from(&self, page: &str, place: usize) -> String {
        self.link_to(place).replace(&format!("]({page}#"), "](#")
    }

    /// The documentation of the declaration at a place.
    fn docs_at(&self, span: Span) -> String {
        let inside = |start: u32, length: u32| (start..start + length).contains(&span.start);
        let file = self.files.iter().find(|file| file.id == span.file);
        let item = file.and_then(|file| {
            file.items.iter().find(|item| inside(item.base, item.declaration.length)).map(|item| (file, item))
        });
        item.map(|(file, item)| cursor::docs(file.text_of(item), &item.declaration.docs)).unwrap_or_default()
    }
}

/// A page with its title, and the way back to the first one.
fn page(title: &str) -> String {
    format!("{MARK}\n\n# {}\n\n[All pages]({INDEX})\n", markdown::prose(title))
}

/// A paragraph below what stands on a page already.
fn paragraph(page: &mut String, text: &str) {
    page.push('\n');
    page.push_str(text.trim_end());
    page.push('\n');
}
