//! The phrase index: which sentence some words are, found in one pass over them. Where they are none, it knows how far they fit
//! and what could have come next.

use super::model::{BlockKind, Piece, SentenceEntry, Type, one_of};
use super::value::{Names, Spanned};
use crate::cursor::Cursor;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Word lists up to this length become words of the index; longer ones are read as a whole.
const EXPANDED: usize = 8;

/// So many words are named where more could come next.
const SHOWN: usize = 8;

/// A place in the index; the root is the first one.
#[derive(Clone, Debug, Default)]
struct Node {
    /// The place behind a word, and an entry that goes on there.
    words: FxHashMap<Arc<str>, (usize, usize)>,
    /// Entry, hole, and the place behind it.
    holes: Vec<(usize, usize, usize)>,
    end: Option<usize>,
}

/// The phrases of one kind of block.
#[derive(Clone, Debug)]
pub struct Index {
    nodes: Vec<Node>,
}

/// A sentence that was found.
#[derive(Clone, Debug)]
pub struct Match {
    /// Which entry.
    pub entry: usize,
    /// The values of its holes.
    pub values: Vec<Spanned>,
}

/// What could have come next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A word, and an entry whose phrase goes on with it.
    Word(Arc<str>, usize),
    /// A hole of an entry.
    Hole(usize, usize),
    /// Nothing: the sentence was whole.
    End(usize),
}

impl Expected {
    /// The entry that expects it.
    #[must_use]
    pub fn entry(&self) -> usize {
        match self {
            Self::Word(_, entry) | Self::Hole(entry, _) | Self::End(entry) => *entry,
        }
    }
}

/// Why no sentence was found.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// The first token that fits nowhere, as a position of the cursor.
    pub position: usize,
    /// What could have stood there.
    pub expected: Vec<Expected>,
}

impl Index {
    /// Builds the index of a kind of block. Of entries that match the same words the first counts; [`super::check`] reports them.
    #[must_use]
    pub fn new(sentences: &[SentenceEntry], kind: BlockKind) -> Self {
        let mut index = Self { nodes: vec![Node::default()] };
        for (place, entry) in sentences.iter().enumerate().filter(|(_, entry)| entry.kinds.contains(&kind)) {
            for end in index.insert(entry, place) {
                if let Some(node) = index.nodes.get_mut(end) {
                    node.end.get_or_insert(place);
                }
            }
        }
        index
    }

    /// Adds the paths of a phrase; gives the places where they end.
    fn insert(&mut self, entry: &SentenceEntry, place: usize) -> Vec<usize> {
        let mut heads = vec![0];
        for piece in &entry.pieces {
            heads = match piece {
                Piece::Word(word) => heads.iter().map(|head| self.word(*head, word, place)).collect(),
                Piece::Hole(hole) => heads.iter().flat_map(|head| self.hole(*head, entry, place, *hole)).collect(),
            };
        }
        heads
    }

    fn word(&mut self, from: usize, word: &Arc<str>, place: usize) -> usize {
        let fresh = self.nodes.len();
        let to =
            self.nodes.get_mut(from).map_or(fresh, |node| node.words.entry(word.clone()).or_insert((fresh, place)).0);
        if to == fresh {
            self.nodes.push(Node::default());
        }
        to
    }

    fn hole(&mut self, from: usize, entry: &SentenceEntry, place: usize, hole: usize) -> Vec<usize> {
        let to = self.nodes.len();
        self.nodes.push(Node::default());
        if let Some(node) = self.nodes.get_mut(from) {
            node.holes.push((place, hole, to));
        }
        let mut heads = vec![to];
        for (_, of) in entry.holes.get(hole).map(|hole| hole.types.as_slice()).unwrap_or_default() {
            let Type::Words(words) = of else { continue };
            if words.items.len() > EXPANDED {
                continue;
            }
            for spelling in words.items.iter().flat_map(|item| std::iter::once(&item.words).chain(&item.aliases)) {
                heads.push(spelling.split(' ').fold(from, |head, word| self.word(head, &word.into(), place)));
            }
        }
        heads.sort_unstable();
        heads.dedup();
        heads
    }

    /// Finds the sentence that all words from the cursor on are.
    ///
    /// # Errors
    /// How far the words fit, and what could have come next.
    pub fn find(&self, sentences: &[SentenceEntry], cursor: Cursor<'_>, names: &dyn Names) -> Result<Match, Mismatch> {
        let mut walk = Walk::new(self, sentences, cursor, names);
        let entry = walk.from(0, cursor);
        match entry.and_then(|place| sentences.get(place).map(|entry| (place, entry))) {
            Some((place, entry)) => match values(entry, cursor, names) {
                Some(values) => Ok(Match { entry: place, values }),
                None => Err(walk.furthest),
            },
            None => Err(walk.furthest),
        }
    }

    /// What can come next behind the words from the cursor on, also where they are a sentence already; nothing where they fit nowhere.
    #[must_use]
    pub fn next(&self, sentences: &[SentenceEntry], cursor: Cursor<'_>, names: &dyn Names) -> Vec<Expected> {
        let end = cursor.end();
        let mut walk = Walk { open: true, ..Walk::new(self, sentences, cursor, names) };
        walk.from(0, cursor);
        if walk.furthest.position == end { walk.furthest.expected } else { Vec::new() }
    }

    /// The words that may begin a sentence.
    pub fn first_words(&self) -> impl Iterator<Item = &Arc<str>> {
        self.nodes.first().into_iter().flat_map(|node| node.words.keys())
    }
}

/// One search.
struct Walk<'a> {
    index: &'a Index,
    sentences: &'a [SentenceEntry],
    names: &'a dyn Names,
    furthest: Mismatch,
    /// Whether a sentence that is whole may go on.
    open: bool,
}

impl<'a> Walk<'a> {
    fn new(index: &'a Index, sentences: &'a [SentenceEntry], cursor: Cursor<'_>, names: &'a dyn Names) -> Self {
        let furthest = Mismatch { position: cursor.position(), expected: Vec::new() };
        Self { index, sentences, names, furthest, open: false }
    }

    fn from(&mut self, node: usize, cursor: Cursor<'_>) -> Option<usize> {
        let node = self.index.nodes.get(node)?;
        if cursor.at_end() && node.end.is_some() && !self.open {
            return node.end;
        }
        if let Some((next, _)) = node.words.get(cursor.peek_raw()) {
            let mut behind = cursor;
            behind.next();
            if let Some(found) = self.from(*next, behind) {
                return Some(found);
            }
        }
        for (entry, number, next) in &node.holes {
            let Some(hole) = self.sentences.get(*entry).and_then(|entry| entry.holes.get(*number)) else { continue };
            for (_, of) in &hole.types {
                let mut behind = cursor;
                let read = of.read(&mut behind, self.names).is_some();
                if read && behind.position() > cursor.position() {
                    if let Some(found) = self.from(*next, behind) {
                        return Some(found);
                    }
                } else if behind.position() > self.furthest.position {
                    // The value itself went wrong further on, as in a list whose last item does not fit.
                    self.furthest =
                        Mismatch { position: behind.position(), expected: vec![Expected::Hole(*entry, *number)] };
                }
            }
        }
        self.note(node, cursor.position());
        None
    }

    /// Remembers what was expected where the words fitted furthest.
    fn note(&mut self, node: &Node, position: usize) {
        if position < self.furthest.position {
            return;
        }
        if position > self.furthest.position {
            self.furthest = Mismatch { position, expected: Vec::new() };
        }
        let mut words: Vec<_> = node.words.iter().map(|(word, (_, entry))| (word.clone(), *entry)).collect();
        words.sort();
        let words = words.into_iter().map(|(word, entry)| Expected::Word(word, entry));
        let holes = node.holes.iter().map(|(entry, hole, _)| Expected::Hole(*entry, *hole));
        for expected in words.chain(holes).chain(node.end.map(Expected::End)) {
            if !self.furthest.expected.contains(&expected) {
                self.furthest.expected.push(expected);
            }
        }
    }
}

/// Reads the values of an entry's holes from words that it matches.
fn values(entry: &SentenceEntry, mut cursor: Cursor<'_>, names: &dyn Names) -> Option<Vec<Spanned>> {
    let mut values = Vec::with_capacity(entry.holes.len());
    for piece in &entry.pieces {
        match piece {
            Piece::Word(word) => {
                cursor.eat(word);
            }
            Piece::Hole(hole) => {
                let start = cursor.position();
                // Platforms may have different types: the one that reads most is meant.
                let mut best: Option<(usize, Spanned)> = None;
                for (_, of) in &entry.holes.get(*hole)?.types {
                    cursor.seek(start);
                    let Some(value) = of.read(&mut cursor, names) else { continue };
                    if best.as_ref().is_none_or(|(end, _)| *end < cursor.position()) {
                        best = Some((cursor.position(), value));
                    }
                }
                let (end, value) = best?;
                cursor.seek(end);
                values.push(value);
            }
        }
    }
    Some(values)
}

impl Mismatch {
    /// What could have come next, for a person: "`low`, `medium` or a version".
    #[must_use]
    pub fn describe(&self, sentences: &[SentenceEntry]) -> String {
        let mut items: Vec<String> = Vec::new();
        let types = || {
            self.expected.iter().filter_map(|expected| {
                if let Expected::Hole(entry, hole) = expected {
                    sentences.get(*entry)?.holes.get(*hole)?.types.first()
                } else {
                    None
                }
            })
        };
        types().for_each(|(_, of)| of.spellings(&mut items));
        // The first words of values are said already, in the order of the lists.
        let mut values = Vec::new();
        types().for_each(|(_, of)| of.words(&mut values));
        let mut words = Vec::new();
        for expected in &self.expected {
            match expected {
                Expected::Word(word, _) if !values.iter().any(|value| value.split(' ').next() == Some(&**word)) => {
                    words.push(format!("`{word}`"))
                }
                _ => {}
            }
        }
        words.dedup();
        // Nobody reads a line of twenty words.
        let more = words.len().saturating_sub(SHOWN);
        if more > 1 {
            words.truncate(SHOWN);
            words.push(format!("one of {more} other words"));
        }
        items.append(&mut words);
        if self.expected.iter().any(|expected| matches!(expected, Expected::End(_))) {
            items.push("the end of the sentence".into());
        }
        let mut seen = std::collections::HashSet::new();
        items.retain(|item| seen.insert(item.clone()));
        one_of(&items)
    }
}
