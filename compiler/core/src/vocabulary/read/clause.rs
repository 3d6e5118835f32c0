//! Clauses that several entries share: platforms, JSON, paths, `graph`, `needs` and `provides`.

use super::Reader;
use super::types::Holes;
use crate::cursor::{Cursor, decode};
use crate::syntax::TokenKind;
use crate::vocabulary::model::{BlockKind, GraphPath, Need, Platform, Platforms, TextPart, Write, WriteValue, one_of};
use serde_json::Value as Json;
use std::sync::Arc;

impl<'a> Reader<'a> {
    /// Platforms with commas between them.
    pub(super) fn platforms(&mut self, cursor: &mut Cursor<'a>) -> Platforms {
        let mut platforms = Platforms::NONE;
        loop {
            match cursor.peek_word().and_then(Platform::of) {
                Some(platform) => platforms = platforms.with(platform),
                None => self.fail(cursor.here(), "a platform is missing", "`android`, `ios` or `windows` is expected"),
            }
            cursor.next();
            if !cursor.eat(",") {
                return platforms;
            }
        }
    }

    /// The words of a block kind.
    pub(super) fn kind(&mut self, cursor: &mut Cursor<'a>) -> Option<BlockKind> {
        if let Some(kind) = BlockKind::ALL.into_iter().find(|kind| cursor.eat_all(kind.words())) {
            return Some(kind);
        }
        let start = cursor.position();
        let mut said = Vec::new();
        while let Some((word, _)) = cursor.word() {
            said.push(word);
        }
        let span = if said.is_empty() { cursor.rest() } else { cursor.since(start) };
        let said = said.join(" ");
        let kinds: Vec<_> = BlockKind::ALL.iter().map(|kind| format!("`{}`", kind.words())).collect();
        let wrong = super::failure(span, "there is no such kind of block", format!("{} is expected", one_of(&kinds)));
        let near = crate::semantics::nearest(&said, BlockKind::ALL.into_iter().map(BlockKind::words));
        self.out.push(match near {
            Some(near) => wrong.repair(format!("replace `{said}` by `{near}`"), span, near),
            None => wrong,
        });
        // The one that was probably meant, so that nothing else is wrong because of it.
        BlockKind::ALL.into_iter().find(|kind| Some(kind.words()) == near)
    }

    /// Kinds of block with commas between them.
    pub(super) fn kinds(&mut self, cursor: &mut Cursor<'a>) -> Vec<BlockKind> {
        let mut kinds = Vec::new();
        loop {
            kinds.extend(self.kind(cursor));
            if !cursor.eat(",") {
                return kinds;
            }
        }
    }

    /// A constant: JSON, or a bare word as a text.
    pub(super) fn json(&mut self, cursor: &mut Cursor<'a>) -> Option<Json> {
        let token = cursor.next();
        let value = token.and_then(|token| {
            let raw = cursor.raw(token);
            match token.kind {
                TokenKind::Word => Some(match raw {
                    "null" => Json::Null,
                    "true" => Json::Bool(true),
                    "false" => Json::Bool(false),
                    _ => Json::String(raw.to_owned()),
                }),
                TokenKind::Text => Some(Json::String(decode(raw))),
                TokenKind::Version | TokenKind::Date => Some(Json::String(raw.to_owned())),
                TokenKind::Integer | TokenKind::Json => serde_json::from_str(raw).ok(),
                _ => None,
            }
        });
        if value.is_none() {
            let span = token.map_or(cursor.here(), |token| cursor.span_of(token.range));
            self.fail(span, "a value is missing or malformed", "JSON or a word is expected");
        }
        value
    }

    /// A text.
    pub(super) fn text(&mut self, cursor: &mut Cursor<'a>) -> Option<String> {
        let text = cursor.string();
        if text.is_none() {
            self.fail(cursor.here(), "a text is missing", "a text in quotation marks is expected");
        }
        text.map(|(text, _)| text)
    }

    /// `a.b.c`, whose parts may be texts.
    pub(super) fn path(&mut self, cursor: &mut Cursor<'a>) -> Option<GraphPath> {
        let mut path = String::new();
        loop {
            match cursor.word().map(|(word, _)| word.to_owned()).or_else(|| cursor.string().map(|(text, _)| text)) {
                Some(part) => path.push_str(&part),
                None => {
                    self.fail(cursor.here(), "a property is missing", "the name of a Graph property is expected");
                    return None;
                }
            }
            if !cursor.eat(".") {
                return Some(GraphPath(path.into()));
            }
            path.push('.');
        }
    }

    /// `graph PATH = VALUE …`, behind `graph`.
    pub(super) fn write(&mut self, cursor: &mut Cursor<'a>, holes: &Holes<'_>, platforms: Platforms) -> Option<Write> {
        let start = cursor.position();
        let path = self.path(cursor)?;
        let adds = cursor.eat("+=");
        if !adds && !cursor.eat("=") {
            self.fail(cursor.here(), "a `graph` clause says what it writes", "`=` or `+=` is expected");
            return None;
        }
        let value = self.write_value(cursor, holes)?;
        let mut write = Write {
            path,
            adds,
            kept: false,
            value,
            of: None,
            joined: None,
            template: None,
            when: None,
            platforms,
            default: None,
            span: cursor.here(),
        };
        while !cursor.at_end() {
            if cursor.eat("of") {
                write.of = Some(self.of_type(cursor, holes)?);
            } else if cursor.eat("joined") {
                write.joined = Some(self.text(cursor)?);
            } else if cursor.eat("with") {
                write.template = Some(self.json(cursor)?);
            } else if cursor.eat("when") {
                write.when = Some(self.when_hole(cursor, holes)?);
            } else if cursor.eat("on") {
                write.platforms = self.platforms(cursor).and(platforms);
            } else if cursor.eat("kept") {
                write.kept = true;
            } else if cursor.eat("default") {
                write.default = Some(self.json(cursor)?);
            } else {
                self.end(cursor);
                break;
            }
        }
        write.span = cursor.since(start);
        Some(write)
    }

    fn write_value(&mut self, cursor: &mut Cursor<'a>, holes: &Holes<'_>) -> Option<WriteValue> {
        if cursor.eat("pattern") {
            return self.pattern(cursor, holes);
        }
        let hole = cursor.peek_word().and_then(|word| holes.find(word));
        let Some(hole) = hole else { return self.json(cursor).map(WriteValue::Constant) };
        cursor.next();
        if !cursor.eat(".") {
            return Some(WriteValue::Hole(hole));
        }
        match cursor.word() {
            Some(("unit", _)) => Some(WriteValue::Unit(hole)),
            Some(("count", _)) => Some(WriteValue::Count(hole)),
            Some(("operator", _)) => Some(WriteValue::Operator(hole)),
            _ => {
                self.fail(cursor.here(), "a hole has no such part", "`unit`, `count` or `operator` is expected");
                None
            }
        }
    }

    /// A text with holes in it, behind `pattern`.
    fn pattern(&mut self, cursor: &mut Cursor<'a>, holes: &Holes<'_>) -> Option<WriteValue> {
        let span = cursor.here();
        let text = self.text(cursor)?;
        let mut parts = Vec::new();
        for (place, piece) in text.split('{').enumerate() {
            let (name, rest) = if place == 0 { ("", piece) } else { piece.split_once('}').unwrap_or((piece, "")) };
            if place > 0 {
                let Some(hole) = holes.find(name) else {
                    self.fail(
                        span,
                        format!("`{{{name}}}` is no hole of the phrase"),
                        "the name of a hole is expected in the braces",
                    );
                    return None;
                };
                parts.push(TextPart::Hole(hole));
            }
            parts.push(TextPart::Text(rest.to_owned()));
        }
        Some(WriteValue::Pattern(parts))
    }

    /// `HOLE WORD, WORD`, behind `when`.
    fn when_hole(&mut self, cursor: &mut Cursor<'a>, holes: &Holes<'_>) -> Option<(usize, Vec<Arc<str>>)> {
        let Some(hole) = cursor.word().and_then(|(name, _)| holes.find(name)) else {
            self.fail(cursor.here(), "`when` names a hole of the phrase", "a hole is expected");
            return None;
        };
        let mut words = Vec::new();
        loop {
            let mut phrase = String::new();
            while let Some(word) = cursor
                .peek_word()
                .filter(|word| !matches!(*word, "on" | "default" | "of" | "joined" | "with") || phrase.is_empty())
            {
                if !phrase.is_empty() {
                    phrase.push(' ');
                }
                phrase.push_str(word);
                cursor.next();
            }
            words.push(phrase.into());
            if !cursor.eat(",") {
                return Some((hole, words));
            }
        }
    }

    /// `NAME [on PLATFORMS] [when CONDITION]`, behind `needs` or `provides`.
    pub(super) fn need(&mut self, cursor: &mut Cursor<'a>, platforms: Platforms) -> Need {
        let span = cursor.rest();
        let mut name = String::new();
        while let Some(word) = cursor.peek_word().filter(|word| !matches!(*word, "on" | "when")) {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
            cursor.next();
        }
        let platforms = if cursor.eat("on") { self.platforms(cursor) } else { platforms };
        let when = if cursor.eat("when") { self.condition(cursor) } else { None };
        self.end(cursor);
        Need { name: name.into(), platforms, when, span }
    }
}
