//! The page of the long word lists, which several sentences share.

use super::markdown::{code, prose, table};
use super::sentence::alternative;
use super::{Book, facts, graph::titles, page, paragraph};
use crate::vocabulary::model::{Platforms, Words};
use std::collections::BTreeMap;

/// From how many words on a list stands on a page of its own.
const LONG: usize = 14;

/// Whether a list stands on a page of its own.
pub(super) fn is_long(words: &Words) -> bool {
    words.items.len() >= LONG
}

/// The anchor of a list.
pub(super) fn anchor(words: &Words) -> String {
    words.name.to_lowercase()
}

impl Book<'_> {
    /// The page.
    pub(super) fn words(&self) -> (String, String) {
        let mut text = page("Long lists of words");
        paragraph(&mut text, "The lists that are too long for the page of a sentence.");
        let mut lists: BTreeMap<&str, (&Words, Vec<usize>)> = BTreeMap::new();
        for (place, sentence) in self.vocabulary.sentences().iter().enumerate() {
            let types = sentence.holes.iter().flat_map(|hole| &hole.types);
            for words in types.flat_map(|(_, of)| facts::word_lists(of)).filter(|words| is_long(words)) {
                let users = &mut lists.entry(&words.name).or_insert((words, Vec::new())).1;
                if users.last() != Some(&place) {
                    users.push(place);
                }
            }
        }
        for (name, (words, users)) in lists {
            paragraph(&mut text, &format!("## {}", code(name)));
            facts::paragraphs(&self.docs_at(words.span)).iter().for_each(|part| paragraph(&mut text, &prose(part)));
            let users: Vec<_> = users.into_iter().map(|place| self.link_to(place)).collect();
            paragraph(&mut text, &format!("In {}.", users.join(", ")));
            let on = |platforms: Platforms| if platforms == Platforms::ALL { String::new() } else { titles(platforms) };
            let rows: Vec<_> = words.items.iter().map(|item| alternative(item, on(item.platforms))).collect();
            paragraph(&mut text, &table(&["Word", "Also", "Only on", "In Graph", "Meaning"], &rows));
        }
        ("words.md".into(), text)
    }
}
