//! From rows of words to sentences that are understood: the scope, the phrase, `on` and `because`.

use super::apps::App;
use super::definitions::Definitions;
use super::mismatch;
use super::narrow::Tail;
use super::program::{Content, Line, Place};
use crate::cursor::Cursor;
use crate::diagnostics::Diagnostic;
use crate::syntax::{Body, File, Item, Node, Row, Span};
use crate::vocabulary::model::{BlockKind, Platform, Platforms};
use crate::vocabulary::{Names, Vocabulary};
use std::collections::HashMap;

/// After so many mistakes nobody reads what else might have been meant, which takes time to find out.
pub(super) const ENOUGH: usize = 200;

/// What reading sentences needs to know.
pub(super) struct Reader<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) definitions: &'a Definitions,
    pub(super) apps: &'a HashMap<usize, App>,
    pub(super) file: &'a File,
    pub(super) item: &'a Item,
    pub(super) kind: BlockKind,
    /// Whether the head names no platforms, so that those of the including blocks count.
    pub(super) open: bool,
    /// Whether a sentence could not be read.
    pub(super) broken: bool,
    /// Sentences that were not read any more, so much being wrong already.
    pub(super) unread: usize,
    /// Whether no more errors are kept, so that nobody would read what was meant instead.
    pub(super) enough: bool,
    pub(super) out: Vec<Diagnostic>,
}

impl Names for Reader<'_> {
    fn is_value(&self, name: &str) -> bool {
        self.definitions.is_value(self.file.id, name)
    }
}

/// A sentence that is being read: the whole of it, and its end.
pub(super) struct Said {
    pub(super) whole: Span,
    pub(super) tail: Tail,
}

impl<'a> Reader<'a> {
    /// Reads the sentences of a body that applies at `place`.
    pub(super) fn body(&mut self, body: &'a Body, place: Place, lines: &mut Vec<Line>) {
        // Sentences that were only the rest of another one.
        let mut passed = 0;
        for (at, node) in body.nodes.iter().enumerate() {
            match node {
                Node::Sentence(sentence) if passed > 0 => {
                    passed -= 1;
                    self.give_up(sentence.row);
                }
                Node::Sentence(sentence) if self.out.len() >= super::MAX_DIAGNOSTICS => {
                    self.unread += 1;
                    self.give_up(sentence.row);
                }
                Node::Sentence(sentence) => {
                    let before = self.out.len();
                    match self.line(sentence.row, place) {
                        Some(line) => lines.push(line),
                        None => {
                            self.give_up(sentence.row);
                            passed = self.goes_on(sentence.row, before, body.nodes.get(at + 1..).unwrap_or_default());
                            if passed == 0 {
                                let above = at.checked_sub(1).and_then(|above| body.nodes.get(above));
                                self.goes_back(sentence.row, before, above);
                            }
                        }
                    }
                }
                Node::Block { head, body } => match self.nested(head.row, place) {
                    Some(inner) => self.body(body, inner, lines),
                    None => {
                        self.give_up(head.row);
                        super::rows_of(body).into_iter().for_each(|row| self.give_up(row));
                    }
                },
                Node::Comment(_) => {}
            }
        }
    }

    /// A sentence that is not understood: its names count as used all the same.
    fn give_up(&mut self, row: Row) {
        self.broken = true;
        self.definitions.touch_words(self.file, self.item, row);
    }

    /// Whether so much is wrong with the block already that nobody reads what else might have been meant: searching for it takes time.
    pub(super) fn has_said_enough(&self) -> bool {
        self.enough || self.out.len() >= ENOUGH
    }

    /// Whether a sentence may be for platforms that do not have it, because those of the including block count.
    pub(super) fn defers(&self, place: Place) -> bool {
        self.open && place.platforms == Platforms::ALL
    }

    /// Reads one sentence.
    fn line(&mut self, row: Row, place: Place) -> Option<Line> {
        let mut cursor = Cursor::new(self.file, self.item, row);
        let whole = cursor.rest();
        if cursor.has_broken_text() {
            // Reported by the parser already.
            return None;
        }
        let said = Said { whole, tail: self.tail(cursor, place.platforms.is_empty() || self.kind.has_platforms())? };
        let scope = if self.kind.has_platforms() { self.scope(&mut cursor) } else { None };
        let place = match said.tail.platforms {
            Some((platforms, _)) => {
                Place { platforms: self.narrow_platforms(place.platforms, platforms, &said)?, ..place }
            }
            None => place,
        };
        let place = self.narrow_scope(place, scope, Some(&said))?;
        let cursor = cursor.until(said.tail.at);
        if let Some(span) = self.misplaced_platforms(cursor) {
            self.out.push(self.without_platforms(span));
            return None;
        }
        let content = match cursor.peek_word() {
            Some("include") => self.include(cursor, place, &said),
            Some("set") => self.set(cursor),
            _ => self.phrase(cursor, place, &said),
        }?;
        let lacks = self.lacks(&content, place);
        let place = Place { platforms: place.platforms.without(lacks), ..place };
        let end = said.tail.end;
        Some(Line { content, place, reason: said.tail.reason.map(Into::into), span: whole, end, lacks })
    }

    /// `on PLATFORM` at the end of a sentence of a block that is for no platforms.
    fn misplaced_platforms(&self, mut cursor: Cursor<'_>) -> Option<Span> {
        while !self.kind.has_platforms() && !cursor.at_end() {
            let mut ahead = cursor;
            if ahead.eat("on") && ahead.peek_word().and_then(Platform::of).is_some() {
                return Some(cursor.rest());
            }
            cursor.next();
        }
        None
    }

    /// The platforms that do not have a sentence, where that is left to the including block.
    fn lacks(&self, content: &Content, place: Place) -> Platforms {
        let Content::Said { entry, .. } = content else { return Platforms::NONE };
        let known = self.vocabulary.sentences().get(*entry).map_or(Platforms::ALL, |entry| entry.platforms);
        if self.kind.has_platforms() && self.defers(place) { place.platforms.without(known) } else { Platforms::NONE }
    }

    /// A sentence of the vocabulary.
    fn phrase(&mut self, cursor: Cursor<'_>, place: Place, said: &Said) -> Option<Content> {
        let sentences = self.vocabulary.sentences();
        let found = match self.vocabulary.index_of(self.kind).find(sentences, cursor, self) {
            Ok(found) => found,
            Err(mismatch) => {
                let diagnostic = mismatch::no_sentence(self, cursor, &mismatch);
                self.out.push(diagnostic);
                return None;
            }
        };
        let entry = sentences.get(found.entry)?;
        let missing = place.platforms.without(entry.platforms);
        if self.kind.has_platforms() && !missing.is_empty() && !self.defers(place) {
            self.out.push(mismatch::platform_lacks(entry, place.platforms, missing, cursor.rest(), said));
            return None;
        }
        if let Some(standing) = mismatch::standing(entry, cursor.rest()) {
            self.out.push(standing);
            if entry.retired.is_some() {
                return None;
            }
        }
        let values = super::fill::values(self, entry, found.values, place, said)?;
        Some(Content::Said { entry: found.entry, values })
    }
}
