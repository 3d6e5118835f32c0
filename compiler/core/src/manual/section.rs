//! The sections of the manual: the files of the vocabulary that hold sentences, in the order of the admin centre. A section's title and
//! introduction are the `//!` lines of its file.

use super::{Book, facts, markdown, page, paragraph};
use crate::cursor;
use crate::manual::example::Example;
use crate::syntax::File;
use crate::vocabulary::model::{BlockKind, one_of};
use crate::vocabulary::{STANDARD_FILES, Vocabulary};
use std::sync::Arc;

/// A page with the sentences of one file.
pub(super) struct Section {
    /// Its file name.
    pub(super) page: String,
    /// The first `//!` line of the file.
    pub(super) title: String,
    /// What follows it.
    pub(super) introduction: Vec<String>,
    /// The kind of block that its first sentence is for.
    pub(super) kind: BlockKind,
    /// Whether it comes with mam.
    pub(super) is_standard: bool,
    /// Its sentences, by their places.
    pub(super) sentences: Vec<usize>,
}

/// All sections: those that come with mam by kind of block and reading order, then those of the project.
pub(super) fn sections(vocabulary: &Vocabulary, files: &[&Arc<File>]) -> Vec<Section> {
    let sentences = vocabulary.sentences();
    let of = |file: &File| {
        let here = sentences.iter().enumerate().filter(|(_, sentence)| sentence.span.file == file.id);
        here.map(|(place, _)| place).collect::<Vec<_>>()
    };
    let mut found = Vec::new();
    for file in files {
        let places = of(file);
        let Some(first) = places.first().and_then(|place| sentences.get(*place)) else { continue };
        let kind = first.kinds.first().copied().unwrap_or(BlockKind::AppProtection);
        let is_standard = file.id.0 >= STANDARD_FILES;
        let (title, introduction) = header(file);
        let prefix = if is_standard { "" } else { "project-" };
        let name: String = file.path.trim_end_matches(".mam").chars().map(plain).collect();
        let section =
            Section { page: format!("{prefix}{name}.md"), title, introduction, kind, is_standard, sentences: places };
        found.push(((!is_standard, kind, vocabulary.reading_order(first), file.path.clone()), section));
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found.into_iter().map(|(_, section)| section).collect()
}

/// A character of a page's file name.
fn plain(c: char) -> char {
    if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }
}

/// The title of a file and what follows it. A file without `//!` lines is called by its path.
fn header(file: &File) -> (String, Vec<String>) {
    let docs = cursor::docs(&file.text, &file.docs);
    let (title, introduction) = docs.split_once('\n').unwrap_or((&docs, ""));
    let title = if title.is_empty() { file.path.trim_end_matches(".mam") } else { title.trim_end_matches('.') };
    let paragraphs = introduction.split("\n\n").map(|part| part.replace('\n', " ").trim().to_owned());
    (title.to_owned(), paragraphs.filter(|part| !part.is_empty()).collect())
}

impl Book<'_> {
    /// The page of a section.
    pub(super) fn section(&self, section: &Section, shown: &[Vec<Example>]) -> (String, String) {
        let mut text = page(&section.title);
        section.introduction.iter().for_each(|part| paragraph(&mut text, &markdown::prose(part)));
        let sentences = self.vocabulary.sentences();
        let here: Vec<_> = section.sentences.iter().filter_map(|place| sentences.get(*place)).collect();
        let kinds = BlockKind::ALL.into_iter().filter(|kind| here.iter().any(|sentence| sentence.kinds.contains(kind)));
        let kinds: Vec<_> = kinds.map(super::blocks::link_to).collect();
        let every = if here.len() == 1 { "The sentence stands" } else { "The sentences stand" };
        paragraph(&mut text, &format!("{every} in blocks of the kind {}.", one_of(&kinds)));
        let list: Vec<_> = section
            .sentences
            .iter()
            .filter_map(|place| {
                let summary = sentences.get(*place).map(facts::summary)?;
                Some(format!("- {}: {}", self.link_from(&section.page, *place), markdown::prose(summary)))
            })
            .collect();
        paragraph(&mut text, &list.join("\n"));
        for place in &section.sentences {
            if let (Some(sentence), Some(shown)) = (sentences.get(*place), shown.get(*place)) {
                self.sentence(&mut text, sentence, shown);
            }
        }
        (section.page.clone(), text)
    }
}
