//! Lists that many sentences hold: they stand once, as a constant with a name.

use super::block::Line;
use super::names::{KEYWORDS, Names};
use super::statement::Statement;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{Piece, SentenceEntry};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The fewest items of a list that is worth a name, and from how many blocks on.
const SHORT: (usize, usize) = (3, 3);

/// The fewest items of a list that is worth a name when two blocks have it.
const LONG: (usize, usize) = (8, 2);

/// How many characters a name must spare.
const WORTH: usize = 150;

/// Between the items of a list.
const COMMA: &str = ", ";

/// Lists with names, by their text.
#[derive(Default)]
pub(super) struct Lists(BTreeMap<Arc<str>, String>);

/// How often a list is said, and what is said of it.
struct Count {
    blocks: usize,
    what: String,
}

impl Lists {
    /// The lists that are worth a name, of the sentences of each block.
    pub(super) fn of<'b>(
        vocabulary: &Vocabulary,
        blocks: impl Iterator<Item = impl Iterator<Item = &'b Statement>>,
        names: &mut Names,
    ) -> Self {
        let mut counts: BTreeMap<Arc<str>, Count> = BTreeMap::new();
        for block in blocks {
            let mut here: BTreeMap<&Arc<str>, String> = BTreeMap::new();
            for statement in block {
                let Some(entry) = statement.entry.and_then(|entry| vocabulary.sentences().get(entry)) else { continue };
                for (hole, text) in statement.said.iter().enumerate().filter(|(_, text)| items(text) >= SHORT.0) {
                    here.entry(text).or_insert_with(|| what(entry, hole));
                }
            }
            for (text, what) in here {
                counts.entry(text.clone()).or_insert(Count { blocks: 0, what }).blocks += 1;
            }
        }
        let spares = |(text, count): &(Arc<str>, Count)| (count.blocks - 1) * text.chars().count();
        let mut worth: Vec<(Arc<str>, Count)> = counts.into_iter().collect();
        worth.retain(|one| {
            let enough = |(least, blocks): (usize, usize)| items(&one.0) >= least && one.1.blocks >= blocks;
            (enough(SHORT) || enough(LONG)) && spares(one) >= WORTH
        });
        worth.sort_by_key(|one| std::cmp::Reverse(spares(one)));
        let mut lists = Self::default();
        for (text, count) in worth {
            // With the names of those before it, it may be short enough.
            let short = lists.shortened(&text, &mut Vec::new());
            if spares(&(short, Count { blocks: count.blocks, what: String::new() })) >= WORTH {
                let name = names.free(&format!("shared {}", count.what), "shared");
                lists.0.insert(text, name);
            }
        }
        lists
    }

    /// The lists with their names, by name.
    pub(super) fn all(&self) -> Vec<(&str, &str)> {
        let mut all: Vec<_> = self.0.iter().map(|(text, name)| (name.as_str(), &**text)).collect();
        all.sort_unstable();
        all
    }

    /// The text of a line with names in place of such lists; the names go to `used`.
    pub(super) fn text(&self, vocabulary: &Vocabulary, line: &Line, used: &mut Vec<String>) -> Arc<str> {
        let entry = line.entry.and_then(|entry| vocabulary.sentences().get(entry));
        let Some(entry) = entry.filter(|_| !self.0.is_empty() && !line.said.is_empty()) else {
            return line.text.clone();
        };
        let before = used.len();
        let said: Vec<Arc<str>> = line.said.iter().map(|text| self.shortened(text, used)).collect();
        if used.len() == before { line.text.clone() } else { super::statement::phrase::with(entry, &said).into() }
    }

    /// A list with a name in place of it, or of its beginning or end.
    fn shortened(&self, list: &Arc<str>, used: &mut Vec<String>) -> Arc<str> {
        if items(list) < SHORT.0 {
            return list.clone();
        }
        if let Some(name) = self.0.get(list) {
            used.push(name.clone());
            return name.as_str().into();
        }
        let part = self.0.iter().filter_map(|(part, name)| {
            let before = list.strip_suffix(&**part).filter(|rest| rest.ends_with(COMMA));
            let behind = list.strip_prefix(&**part).filter(|rest| rest.starts_with(COMMA));
            let short =
                before.map(|rest| format!("{rest}{name}")).or_else(|| behind.map(|rest| format!("{name}{rest}")));
            Some((part.len(), short?, name))
        });
        match part.max_by_key(|(length, ..)| *length) {
            Some((_, short, name)) => {
                used.push(name.clone());
                short.into()
            }
            None => list.clone(),
        }
    }
}

/// How many items a list has: those of texts with commas inside are counted too often, which does no harm.
fn items(text: &str) -> usize {
    text.matches(COMMA).count() + 1
}

/// What a list is of, in a word: that before its hole, unless it only joins.
fn what(entry: &SentenceEntry, hole: usize) -> String {
    let place = entry.pieces.iter().position(|piece| *piece == Piece::Hole(hole)).unwrap_or_default();
    let before = place.checked_sub(1).and_then(|place| entry.pieces.get(place));
    match before {
        Some(Piece::Word(word)) if **word == *"except" => "exceptions".into(),
        Some(Piece::Word(word))
            if word.len() > 3 && !KEYWORDS.contains(&&**word) || Some(&&**word) == Some(&"apps") =>
        {
            word.to_string()
        }
        _ => entry.holes.get(hole).map(|hole| hole.name.to_string()).unwrap_or_default(),
    }
}
