//! From rows of words to sentences that are understood: the scope, the phrase, `on`, `because`, `include` and `set`.

use super::definitions::{DefinitionKind, Definitions};
use super::head::{nearest, scope_words};
use super::mismatch;
use super::program::{Content, Line, Place};
use crate::cursor::{Cursor, decode};
use crate::diagnostics::Diagnostic;
use crate::syntax::{Body, File, Item, Node, Row, Span, TokenKind};
use crate::vocabulary::model::{BlockKind, Platform, Platforms};
use crate::vocabulary::{Names, Vocabulary};
use serde_json::Value as Json;

/// What reading sentences needs to know.
pub(super) struct Reader<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) definitions: &'a Definitions,
    pub(super) file: &'a File,
    pub(super) item: &'a Item,
    pub(super) kind: BlockKind,
    pub(super) out: Vec<Diagnostic>,
}

impl Names for Reader<'_> {
    fn is_value(&self, name: &str) -> bool {
        self.definitions.is_value(self.file.id, name)
    }
}

impl<'a> Reader<'a> {
    /// Reads the sentences of a body that applies at `place`.
    pub(super) fn body(&mut self, body: &'a Body, place: Place, lines: &mut Vec<Line>) {
        for node in &body.nodes {
            match node {
                Node::Sentence(sentence) => lines.extend(self.line(sentence.row, place)),
                Node::Block { head, body } => {
                    if let Some(inner) = self.nested(head.row, place) {
                        self.body(body, inner, lines);
                    }
                }
                Node::Comment(_) => {}
            }
        }
    }

    /// The place of a block inside a block: `on android {`, `unmanaged apps {`, `unmanaged apps on android {`.
    fn nested(&mut self, row: Row, place: Place) -> Option<Place> {
        let mut cursor = Cursor::new(self.file, self.item, row);
        let whole = cursor.rest();
        let scope = self.scope(&mut cursor);
        let mut inner = self.narrow_scope(place, scope)?;
        if cursor.eat("on") {
            let mut platforms = Platforms::NONE;
            while let Some((word, span)) = cursor.word() {
                platforms = platforms.with(self.platform(word, span)?);
                if !cursor.eat(",") {
                    break;
                }
            }
            inner.platforms = self.narrow_platforms(inner.platforms, platforms, whole)?;
        }
        if !cursor.at_end() || (scope.is_none() && inner == place) {
            self.out.push(
                Diagnostic::new(20, "no block inside a block begins with these words")
                    .at(whole, "not understood")
                    .help("a block inside a block narrows it: `on android { … }` or `unmanaged apps { … }`"),
            );
            return None;
        }
        Some(inner)
    }

    /// `unmanaged apps` at the start of a sentence.
    fn scope(&self, cursor: &mut Cursor<'_>) -> Option<(usize, Span)> {
        let start = cursor.position();
        let scope = scope_words(cursor, self.vocabulary.scopes());
        match scope {
            Some(scope) if cursor.eat("apps") => Some((scope, cursor.since(start))),
            _ => {
                cursor.seek(start);
                None
            }
        }
    }

    fn narrow_scope(&mut self, place: Place, scope: Option<(usize, Span)>) -> Option<Place> {
        let Some((scope, span)) = scope else { return Some(place) };
        let inner = self.vocabulary.scopes().get(scope)?;
        let outer = place.scope.and_then(|outer| self.vocabulary.scopes().get(outer));
        let known: Platforms = place.platforms.iter().filter(|platform| !inner.on(*platform).is_empty()).collect();
        if let Some(outer) = outer {
            let inside = |platform: Platform| inner.on(platform).iter().any(|state| outer.on(platform).contains(state));
            if !place.platforms.iter().any(inside) {
                let (inner, outer) = (inner.name.replace('_', " "), outer.name.replace('_', " "));
                self.out.push(
                    Diagnostic::new(30, format!("this can never apply: the block is for {outer} apps alone"))
                        .at(span, format!("no app is {outer} and {inner}"))
                        .help(format!("delete `{inner} apps`, or take `{outer}` out of the block's head")),
                );
                return None;
            }
        }
        let missing = place.platforms.without(known);
        if !missing.is_empty() {
            let words = inner.name.replace('_', " ");
            let message = format!("{} does not know the state {words}", missing.iter().map(Platform::title).collect::<Vec<_>>().join(" and "));
            let mut diagnostic = Diagnostic::new(if known.is_empty() { 30 } else { 24 }, message).at(span, "this state of the device");
            diagnostic = if known.is_empty() { diagnostic.help("delete the sentence") } else { diagnostic.help(format!("narrow the sentence with `on {known}`")) };
            self.out.push(diagnostic);
            return None;
        }
        Some(Place { scope: Some(scope), ..place })
    }

    fn platform(&mut self, word: &str, span: Span) -> Option<Platform> {
        let platform = Platform::of(word);
        if platform.is_none() {
            let mut diagnostic = Diagnostic::new(66, format!("there is no platform `{word}`")).at(span, "not a platform").help("the platforms are `android`, `ios` and `windows`");
            if let Some(near) = nearest(word, Platform::ALL.iter().map(|platform| platform.word())) {
                diagnostic = diagnostic.repair(format!("replace `{word}` by `{near}`"), span, near);
            }
            self.out.push(diagnostic);
        }
        platform
    }

    fn narrow_platforms(&mut self, outer: Platforms, inner: Platforms, span: Span) -> Option<Platforms> {
        let outside = inner.without(outer);
        if outside.is_empty() && !inner.is_empty() {
            return Some(inner);
        }
        let message = format!("the block is not for {}", outside.iter().map(Platform::title).collect::<Vec<_>>().join(" and "));
        self.out.push(Diagnostic::new(30, message).at(span, format!("the block is for {outer}")).help(format!("add `{outside}` to the block's head, or narrow to one of {outer}")));
        None
    }

    /// Reads one sentence.
    fn line(&mut self, row: Row, place: Place) -> Option<Line> {
        let mut cursor = Cursor::new(self.file, self.item, row);
        let span = cursor.rest();
        if self.has_broken_text(cursor) {
            // Reported by the parser already.
            return None;
        }
        let tail = self.tail(cursor, place.platforms.is_empty() || self.kind.has_platforms())?;
        let scope = if self.kind.has_platforms() { self.scope(&mut cursor) } else { None };
        let place = match tail.platforms {
            Some((platforms, span)) => Place { platforms: self.narrow_platforms(place.platforms, platforms, span)?, ..place },
            None => place,
        };
        let place = self.narrow_scope(place, scope)?;
        let cursor = cursor.until(tail.at);
        let content = match cursor.peek_word() {
            Some("include") => self.include(cursor),
            Some("set") => self.set(cursor),
            _ => self.phrase(cursor, place, span),
        }?;
        Some(Line { content, place, reason: tail.reason.map(Into::into), span })
    }

    fn has_broken_text(&self, mut cursor: Cursor<'_>) -> bool {
        while let Some(token) = cursor.next() {
            if matches!(token.kind, TokenKind::OpenText | TokenKind::Unknown) {
                return true;
            }
        }
        false
    }

    /// `on PLATFORMS` and `because "…"` at the end.
    fn tail(&mut self, start: Cursor<'a>, may_narrow: bool) -> Option<Tail> {
        let mut tail = Tail { at: usize::MAX, platforms: None, reason: None };
        let mut cursor = start;
        while !cursor.at_end() {
            let at = cursor.position();
            if cursor.eat("because") {
                let Some((reason, _)) = cursor.string().filter(|_| cursor.at_end()) else {
                    self.out.push(Diagnostic::new(21, "the reason is missing").at(cursor.rest(), "a text is expected").help("write `because \"the reason\"` at the end of the sentence"));
                    return None;
                };
                tail.reason = Some(reason);
                tail.at = tail.at.min(at);
            } else if may_narrow && cursor.peek_word() == Some("on") {
                let mut behind = cursor;
                behind.next();
                tail.at_platforms(&mut behind, at);
                cursor.next();
            } else {
                cursor.next();
            }
        }
        Some(tail)
    }

    /// `include NAME [, tightened]`.
    fn include(&mut self, mut cursor: Cursor<'_>) -> Option<Content> {
        cursor.next();
        let Some((name, span)) = cursor.word() else {
            self.out.push(Diagnostic::new(21, "the baseline is missing").at(cursor.here(), "a name is expected").help("write `include NAME`, as in `include enhanced`"));
            return None;
        };
        let tightened = cursor.eat(",") && cursor.eat("tightened");
        if !cursor.at_end() {
            self.out.push(Diagnostic::new(21, format!("`{}` does not belong here", cursor.peek_raw())).at(cursor.rest(), "not expected").help("write `include NAME` or `include NAME, tightened`"));
            return None;
        }
        let found = self.definitions.resolve(self.file.id, name);
        let kind = found.and_then(|id| self.definitions.get(id)).map(|definition| definition.kind);
        match (found, kind) {
            (Some(baseline), Some(DefinitionKind::Baseline)) => Some(Content::Include { baseline, tightened }),
            (_, kind) => {
                self.out.push(mismatch::unknown_name(self, name, span, kind, DefinitionKind::Baseline));
                None
            }
        }
    }

    /// `set PROPERTY = value`.
    fn set(&mut self, mut cursor: Cursor<'_>) -> Option<Content> {
        const HELP: &str = "write `set PROPERTY = value`, where the value is JSON or a word";
        cursor.next();
        let start = cursor.position();
        let mut property = String::new();
        while let Some(part) = cursor.word().map(|(word, _)| word.to_owned()).or_else(|| cursor.string().map(|(text, _)| text)) {
            property.push_str(&part);
            if !cursor.eat(".") {
                break;
            }
            property.push('.');
        }
        let span = cursor.since(start);
        let value = if cursor.eat("=") { cursor.next() } else { None };
        let value = value.and_then(|token| {
            let raw = cursor.raw(token);
            match (token.kind, raw) {
                (TokenKind::Word, "null") => Some(Json::Null),
                (TokenKind::Word, "true") => Some(Json::Bool(true)),
                (TokenKind::Word, "false") => Some(Json::Bool(false)),
                (TokenKind::Word | TokenKind::Version | TokenKind::Date, _) => Some(raw.into()),
                (TokenKind::Text, _) => Some(decode(raw).into()),
                (TokenKind::Duration, _) => crate::values::duration(raw).map(|seconds| crate::values::iso8601(seconds).into()),
                (TokenKind::Integer | TokenKind::Json, _) => serde_json::from_str(raw).ok(),
                _ => None,
            }
        });
        let Some(value) = value.filter(|_| cursor.at_end() && !property.is_empty()) else {
            self.out.push(Diagnostic::new(21, "this `set` is not complete").at(cursor.rest(), "a property and a value are expected").help(HELP));
            return None;
        };
        self.out.extend(mismatch::set_warnings(self, &property, span));
        Some(Content::Set { property: property.into(), value })
    }

    /// A sentence of the vocabulary.
    fn phrase(&mut self, cursor: Cursor<'_>, place: Place, whole: Span) -> Option<Content> {
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
        if self.kind.has_platforms() && !missing.is_empty() {
            self.out.push(mismatch::platform_lacks(entry, place.platforms, missing, cursor.rest(), whole));
            return None;
        }
        self.out.extend(mismatch::standing(entry, cursor.rest()));
        let values = super::fill::values(self, entry, found.values, place.platforms)?;
        Some(Content::Said { entry: found.entry, values })
    }
}

/// What stands at the end of a sentence.
struct Tail {
    /// Where it begins.
    at: usize,
    platforms: Option<(Platforms, Span)>,
    reason: Option<String>,
}

impl Tail {
    /// `PLATFORM, PLATFORM` up to the end or `because`: then the `on` before it narrows the sentence.
    fn at_platforms(&mut self, cursor: &mut Cursor<'_>, on: usize) {
        let mut platforms = Platforms::NONE;
        loop {
            let Some(platform) = cursor.peek_word().and_then(Platform::of) else { return };
            platforms = platforms.with(platform);
            cursor.next();
            if !cursor.eat(",") {
                break;
            }
        }
        let span = cursor.since(on);
        if cursor.at_end() || cursor.peek_word() == Some("because") {
            self.platforms = Some((platforms, span));
            self.at = self.at.min(on);
        }
    }
}
