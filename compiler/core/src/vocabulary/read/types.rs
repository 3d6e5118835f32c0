//! The types of holes, and word lists.

use super::Reader;
use crate::cursor::{Cursor, decode};
use crate::diagnostics::Diagnostic;
use crate::syntax::{Span, TokenKind};
use crate::values;
use crate::vocabulary::model::{Alternative, Hole, Platform, Platforms, RefKind, Type, Words};
use serde_json::Value as Json;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// The holes of the phrase that an entry is about, and the word lists they may name.
pub(super) struct Holes<'a> {
    pub(super) holes: &'a [Hole],
    pub(super) words: &'a HashMap<Arc<str>, Arc<Words>>,
}

impl Holes<'_> {
    /// The place of a hole.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.holes.iter().position(|hole| &*hole.name == name)
    }
}

impl<'a> Reader<'a> {
    /// `TYPE [on PLATFORMS]`, behind the name of a hole.
    pub(super) fn hole_type(
        &mut self,
        name: &str,
        cursor: &mut Cursor<'a>,
        words: &HashMap<Arc<str>, Arc<Words>>,
        platforms: Platforms,
    ) -> Option<(Platforms, Type)> {
        let (mut inner, on) = match self.trailing_platforms(*cursor) {
            Some((at, on)) => (cursor.until(at), on),
            None => (*cursor, platforms),
        };
        let of = if self.is_list_of_words(inner, words) {
            let span = inner.here();
            Type::Words(Arc::new(Words { name: name.into(), items: self.alternatives(&mut inner), span }))
        } else {
            self.named_type(&mut inner, words)?
        };
        self.end(&inner);
        Some((on.and(platforms), of))
    }

    /// `on PLATFORMS` at the end of a clause, and where it begins.
    fn trailing_platforms(&mut self, mut cursor: Cursor<'a>) -> Option<(usize, Platforms)> {
        while !cursor.at_end() {
            let at = cursor.position();
            if cursor.eat("on") && cursor.peek_word().and_then(Platform::of).is_some() {
                return Some((at, self.platforms(&mut cursor)));
            }
            if cursor.position() == at {
                cursor.next();
            }
        }
        None
    }

    /// Whether the clause lists words, rather than naming a type.
    fn is_list_of_words(&self, mut cursor: Cursor<'a>, words: &HashMap<Arc<str>, Arc<Words>>) -> bool {
        let first = cursor.peek_word().unwrap_or_default();
        let known = words.contains_key(first) || is_type(first);
        cursor.next();
        let mut listed = !known;
        while let Some(token) = cursor.next() {
            listed |= matches!(cursor.raw(token), "|" | "=") || token.kind == TokenKind::Open;
        }
        listed
    }

    fn alternatives(&mut self, cursor: &mut Cursor<'a>) -> Vec<Alternative> {
        let mut items = Vec::new();
        loop {
            let start = cursor.position();
            items.extend(self.alternative(cursor).map(|item| (item, cursor.since(start))));
            if !cursor.eat("|") {
                break;
            }
        }
        self.said_once(&items);
        items.into_iter().map(|(item, _)| item).collect()
    }

    /// `words [(alias)] [= JSON]`.
    pub(super) fn alternative(&mut self, cursor: &mut Cursor<'a>) -> Option<Alternative> {
        let words = spaced(cursor);
        if words.is_empty() {
            self.fail(cursor.here(), "a word is missing", "a word is expected");
            cursor.next();
            return None;
        }
        let mut aliases = Vec::new();
        while cursor.take(TokenKind::Open).is_some() {
            match spaced(cursor) {
                alias if alias.is_empty() => {
                    self.fail(cursor.here(), "the other spelling is missing", "a word is expected")
                }
                alias => aliases.push(alias.into()),
            }
            if cursor.take(TokenKind::Close).is_none() {
                self.fail(cursor.here(), "the parenthesis is not closed", "`)` is expected");
            }
        }
        let value = if cursor.eat("=") { self.json(cursor)? } else { Json::String(words.clone()) };
        let plain = value.as_str().is_some_and(|value| value.is_ascii() && !value.contains(','));
        let (platforms, docs) = (Platforms::ALL, String::new());
        Some(Alternative { words: words.into(), aliases, value, plain, platforms, docs })
    }

    /// A type by its name, `list of …`, or several with `or`.
    fn named_type(&mut self, cursor: &mut Cursor<'a>, words: &HashMap<Arc<str>, Arc<Words>>) -> Option<Type> {
        if cursor.eat_all("list of") {
            return Some(Type::List(Box::new(self.named_type(cursor, words)?)));
        }
        if cursor.eat_all("requirement of") {
            return Some(Type::Requirement(Box::new(self.named_type(cursor, words)?)));
        }
        let first = self.simple_type(cursor, words)?;
        if !cursor.eat("or") {
            return Some(first);
        }
        let mut types = vec![first];
        loop {
            types.push(self.simple_type(cursor, words)?);
            if !cursor.eat("or") {
                return Some(Type::Union(types));
            }
        }
    }

    /// The type of `of TYPE` in a `graph` clause.
    pub(super) fn of_type(&mut self, cursor: &mut Cursor<'a>, holes: &Holes<'_>) -> Option<Type> {
        self.simple_type(cursor, holes.words)
    }

    fn simple_type(&mut self, cursor: &mut Cursor<'a>, words: &HashMap<Arc<str>, Arc<Words>>) -> Option<Type> {
        let Some((name, span)) = cursor.word() else {
            self.fail(cursor.here(), "a type is missing", "a type is expected");
            return None;
        };
        if let Some(kind) = RefKind::ALL.into_iter().find(|kind| kind.word() == name) {
            return Some(Type::Reference(kind));
        }
        Some(match name {
            "integer" => {
                let all = (0, i64::from(i32::MAX));
                let (min, max) = self.bounds(cursor, TokenKind::Integer, |raw| raw.parse().ok(), all);
                Type::Integer { min, max }
            }
            "duration" => {
                let (min, max) = self.bounds(cursor, TokenKind::Duration, values::duration, (0, u64::from(u32::MAX)));
                Type::Duration { min, max }
            }
            "version" => {
                let (min, max) = self.bounds(cursor, TokenKind::Integer, |raw| raw.parse().ok(), (1, 4));
                Type::Version { min, max }
            }
            "text" => Type::Text(cursor.take(TokenKind::Text).map(|(raw, _)| decode(raw).into())),
            "date" => Type::Date,
            "id" => Type::Id,
            "pair" => Type::Pair,
            "apps" => Type::Apps(
                words
                    .get("app_group")
                    .cloned()
                    .unwrap_or_else(|| Arc::new(Words { name: "app_group".into(), items: Vec::new(), span })),
            ),
            "ipv4" => Type::Ipv4,
            "ipv6" => Type::Ipv6,
            "country" => Type::Country,
            _ => match words.get(name) {
                Some(words) => Type::Words(words.clone()),
                None => {
                    self.fail(
                        span,
                        format!("there is no type `{name}`"),
                        "a type, or the name of a word list, is expected",
                    );
                    return None;
                }
            },
        })
    }

    /// `MIN..MAX` within `all`; each may be absent, and a single one is both.
    fn bounds<T: Copy + PartialOrd>(
        &mut self,
        cursor: &mut Cursor<'a>,
        kind: TokenKind,
        read: impl Fn(&str) -> Option<T>,
        all: (T, T),
    ) -> (T, T) {
        let start = cursor.position();
        let first = cursor.take(kind);
        let several = cursor.eat("..");
        let second = if several { cursor.take(kind) } else { first };
        let mut bound = |said: Option<(&str, Span)>, without: T| {
            let Some((raw, span)) = said else { return without };
            read(raw).unwrap_or_else(|| {
                self.fail(span, format!("`{raw}` is too large"), "a smaller bound is expected");
                without
            })
        };
        let (min, max) = (bound(first, all.0), bound(second, all.1));
        if min <= max {
            return (min, max);
        }
        let diagnostic = Diagnostic::new(80, "no value lies between these bounds")
            .at(cursor.since(start), "the smaller bound is expected first")
            .help("write the bounds as `MIN..MAX`");
        self.out.push(match (first, second) {
            (Some((first, _)), Some((second, _))) => {
                diagnostic.repair("swap the bounds", cursor.since(start), format!("{second}..{first}"))
            }
            _ => diagnostic,
        });
        (max, min)
    }

    /// Complains about words that a list has more than once, other spellings included.
    pub(super) fn said_once(&mut self, items: &[(Alternative, Span)]) {
        let mut known: HashMap<&str, Span> = HashMap::new();
        for (item, span) in items {
            for words in std::iter::once(&item.words).chain(&item.aliases) {
                match known.entry(words) {
                    Entry::Vacant(place) => drop(place.insert(*span)),
                    Entry::Occupied(first) => self.out.push(
                        Diagnostic::new(80, format!("the list has `{words}` twice"))
                            .at(*span, "here again")
                            .at(*first.get(), "here first")
                            .help("take one of them out: nobody could say which of the two is meant"),
                    ),
                }
            }
        }
    }
}

const BASE: &[&str] = &[
    "list",
    "requirement",
    "integer",
    "duration",
    "version",
    "text",
    "date",
    "id",
    "pair",
    "apps",
    "ipv4",
    "ipv6",
    "country",
];

/// Whether the language has a type of this name.
pub(super) fn is_type(name: &str) -> bool {
    BASE.contains(&name) || RefKind::ALL.iter().any(|kind| kind.word() == name)
}

/// Words up to the next sign.
fn spaced(cursor: &mut Cursor<'_>) -> String {
    let mut out = String::new();
    while let Some((word, _)) =
        cursor.peek_word().filter(|word| *word != "on" || out.is_empty()).and_then(|_| cursor.word())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    // Words such as `365` or `mfa 2` begin with a digit.
    if out.is_empty()
        && let Some((raw, _)) = cursor.take(TokenKind::Integer)
    {
        out.push_str(raw);
    }
    out
}
