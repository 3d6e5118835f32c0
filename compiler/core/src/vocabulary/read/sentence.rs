//! `sentence` entries.

use super::Reader;
use super::types::Holes;
use crate::cursor::Cursor;
use crate::vocabulary::model::{BlockKind, Given, Hole, Piece, SentenceEntry, Strictness, Words};
use std::collections::HashMap;
use std::sync::Arc;

type WordLists = HashMap<Arc<str>, Arc<Words>>;

impl<'a> Reader<'a> {
    pub(super) fn sentence(&mut self, words: &WordLists) -> Option<SentenceEntry> {
        let mut head = self.head();
        let Some((phrase, span)) = head.string() else {
            self.fail(
                head.here(),
                "an entry begins with its phrase",
                "a text such as \"require pin length {length}\" is expected",
            );
            return None;
        };
        let platforms = self.for_platforms(&mut head);
        self.end(&head);
        if let Some(wrong) = phrase.split_whitespace().find(|word| word.contains(['{', '}']) && !is_hole(word)) {
            self.fail(
                span,
                format!("`{wrong}` is neither a word nor a hole"),
                "a hole is a name in braces, with spaces around it: `{length}`",
            );
            return None;
        }
        let (pieces, names) = pieces(&phrase);
        if !pieces.iter().any(|piece| matches!(piece, Piece::Word(_))) {
            self.fail(span, "a phrase has at least one word", "words and holes are expected");
            return None;
        }
        let mut entry = SentenceEntry {
            phrase: phrase.into(),
            pieces,
            docs: self.docs(),
            platforms,
            kinds: Vec::new(),
            holes: names.into_iter().map(|name| Hole { name: name.into(), types: Vec::new() }).collect(),
            writes: Vec::new(),
            gives: Vec::new(),
            beta: false,
            newer: false,
            portal: Vec::new(),
            strict: Strictness::Listed,
            needs: Vec::new(),
            provides: Vec::new(),
            makes: None,
            deprecated: None,
            retired: None,
            examples: Vec::new(),
            beside: Vec::new(),
            sources: Vec::new(),
            span,
        };
        let clauses = self.clauses();
        // The types of the holes first: `graph` clauses name them.
        for (_, cursor) in &clauses {
            self.hole_clause(&mut entry, *cursor, words);
        }
        for (_, mut cursor) in clauses {
            self.sentence_clause(&mut entry, &mut cursor, words);
        }
        if entry.kinds.is_empty() {
            entry.kinds.push(BlockKind::AppProtection);
        }
        let untyped = entry.holes.iter().find(|hole| hole.types.is_empty()).map(|hole| hole.name.clone());
        if let Some(name) = untyped {
            self.fail(span, format!("the hole `{name}` has no type"), "a clause that begins with its name is missing");
            return None;
        }
        Some(entry)
    }

    fn hole_clause(&mut self, entry: &mut SentenceEntry, mut cursor: Cursor<'a>, words: &WordLists) {
        let Some(place) = cursor.peek_word().and_then(|name| entry.holes.iter().position(|hole| &*hole.name == name))
        else {
            return;
        };
        cursor.next();
        let (name, platforms) =
            (entry.holes.get(place).map(|hole| hole.name.clone()).unwrap_or_default(), entry.platforms);
        let typed = self.hole_type(&name, &mut cursor, words, platforms);
        if let (Some(typed), Some(hole)) = (typed, entry.holes.get_mut(place)) {
            hole.types.push(typed);
        }
    }

    fn sentence_clause(&mut self, entry: &mut SentenceEntry, cursor: &mut Cursor<'a>, words: &WordLists) {
        let holes = entry.holes.clone();
        let holes = Holes { holes: &holes, words };
        if cursor.peek_word().is_some_and(|word| holes.find(word).is_some()) {
            return;
        }
        match cursor.word() {
            Some(("in", _)) => {
                entry.kinds = self.kinds(cursor);
                if entry.kinds.is_empty() {
                    // Said already.
                    return;
                }
            }
            Some(("graph", _)) => entry.writes.extend(self.write(cursor, &holes, entry.platforms)),
            Some(("gives", _)) => entry.gives.extend(self.gives(cursor, &holes)),
            Some(("api", _)) => entry.beta = self.is_beta(cursor),
            Some(("newer", _)) => {
                entry.newer = cursor.eat_all("than schema");
                if !entry.newer {
                    self.fail(cursor.rest(), "newer than what?", "`newer than schema` is expected");
                }
            }
            Some(("portal", _)) => {
                while let Some((text, _)) = cursor.string() {
                    entry.portal.push(text);
                }
            }
            Some(("strict", _)) => entry.strict = self.strictness(cursor),
            Some(("needs", _)) => entry.needs.push(self.need(cursor, entry.platforms)),
            Some(("provides", _)) => entry.provides.push(self.need(cursor, entry.platforms)),
            Some(("makes", _)) => entry.makes = cursor.word().map(|(name, _)| name.into()),
            Some(("deprecated", _)) => entry.deprecated = self.text(cursor),
            Some(("retired", _)) => {
                let reason = self.text(cursor).unwrap_or_default();
                let instead = if cursor.eat("use") { self.text(cursor) } else { None };
                entry.retired = Some((reason, instead));
            }
            Some(("example", _)) => entry.examples.extend(self.text(cursor)),
            Some(("beside", _)) => entry.beside.extend(self.text(cursor)),
            Some(("source", _)) => entry.sources.extend(self.text(cursor)),
            Some((word, span)) => {
                let message = format!("an entry has no clause `{word}`");
                self.fail(span, message, "a clause, or a hole of the phrase, is expected");
                return;
            }
            None => self.fail(cursor.rest(), "a clause begins with a word", "a clause is expected"),
        }
        self.end(cursor);
    }

    fn gives(&mut self, cursor: &mut Cursor<'a>, holes: &Holes<'_>) -> Option<(Given, usize)> {
        let given = if cursor.eat("apps") {
            Given::Apps
        } else if cursor.eat("include") {
            Given::Include
        } else if cursor.eat("exclude") {
            Given::Exclude
        } else if cursor.eat_all("filter in") {
            Given::FilterIn
        } else if cursor.eat_all("filter out") {
            Given::FilterOut
        } else {
            self.fail(
                cursor.here(),
                "nothing of that name can be given",
                "`apps`, `include`, `exclude`, `filter in` or `filter out` is expected",
            );
            return None;
        };
        let hole = if cursor.eat("=") { cursor.word().and_then(|(name, _)| holes.find(name)) } else { None };
        if hole.is_none() {
            self.fail(cursor.here(), "`gives` passes on a hole of the phrase", "`= HOLE` is expected");
        }
        hole.map(|hole| (given, hole))
    }

    pub(super) fn is_beta(&mut self, cursor: &mut Cursor<'a>) -> bool {
        match cursor.peek_raw() {
            "beta" => {
                cursor.next();
                true
            }
            "v1.0" | "v1" => {
                while cursor.next().is_some() {}
                false
            }
            _ => {
                self.fail(cursor.rest(), "Graph has no such API version", "`beta` or `v1.0` is expected");
                while cursor.next().is_some() {}
                false
            }
        }
    }

    fn strictness(&mut self, cursor: &mut Cursor<'a>) -> Strictness {
        match cursor.word() {
            Some(("higher", _)) => Strictness::Higher,
            Some(("lower", _)) if cursor.eat(",") => {
                if !cursor.eat_all("zero never") {
                    self.fail(cursor.rest(), "what about zero?", "`zero never` is expected");
                }
                Strictness::LowerOrZero
            }
            Some(("lower", _)) => Strictness::Lower,
            Some(("more", _)) => Strictness::More,
            Some(("fewer", _)) => Strictness::Fewer,
            Some(("none", _)) => Strictness::None,
            _ => {
                self.fail(
                    cursor.here(),
                    "there is no such order",
                    "`higher`, `lower`, `more`, `fewer` or `none` is expected",
                );
                Strictness::None
            }
        }
    }
}

/// Whether a word of a phrase is a name in braces.
fn is_hole(word: &str) -> bool {
    let name = word.strip_prefix('{').and_then(|word| word.strip_suffix('}')).unwrap_or_default();
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A phrase in pieces, and the names of its holes in order.
fn pieces(phrase: &str) -> (Vec<Piece>, Vec<String>) {
    let mut names = Vec::new();
    let pieces = phrase
        .split_whitespace()
        .map(|word| match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
            Some(name) => {
                names.push(name.to_owned());
                Piece::Hole(names.len() - 1)
            }
            None => Piece::Word(word.into()),
        })
        .collect();
    (pieces, names)
}
