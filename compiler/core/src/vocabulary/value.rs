//! What a sentence puts into the holes of its phrase, and how it is read from the words.

use super::model::{RefKind, Type, Words};
use crate::cursor::{Cursor, decode};
use crate::syntax::{Span, TokenKind};
use crate::values;
use std::sync::Arc;

/// A value and where it was said.
#[derive(Clone, Debug)]
pub struct Spanned {
    /// What.
    pub value: Value,
    /// Where.
    pub span: Span,
}

/// What stands in a hole.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Value {
    /// One of a list of words, by its place there.
    Word(Arc<Words>, usize),
    Integer(i64),
    /// Seconds.
    Duration(u64),
    Version(Arc<str>),
    Date(Arc<str>),
    Text(Arc<str>),
    Pair(Arc<str>, Arc<str>),
    /// Something in the directory: by name, or by id.
    Reference(RefKind, Arc<str>),
    /// A name, before it is looked up.
    Name(Arc<str>),
    /// A name that was looked up: its place among the program's definitions.
    Declared(usize),
    List(Arc<[Spanned]>),
    Requirement(Arc<Expression>),
}

/// Controls combined with `and` and `or`.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Expression {
    One(Spanned),
    All(Vec<Expression>),
    Any(Vec<Expression>),
}

/// How deep parentheses may nest.
const MAX_PARENTHESES: usize = 32;

/// Words that join the parts of a sentence, and are no names of things that nobody declares.
const JOINING: [&str; 8] = ["and", "because", "else", "except", "not", "on", "or", "then"];

/// Knows which words are declared names.
pub trait Names {
    /// Whether a word is the name of a `let` or `param` that can be seen here.
    fn is_value(&self, name: &str) -> bool;
}

impl Type {
    /// Whether the items of this type are things that have names of their own, so that any word may be one.
    fn takes_names(&self) -> bool {
        match self {
            Self::Reference(_) | Self::Apps(_) => true,
            Self::List(of) | Self::Requirement(of) => of.takes_names(),
            Self::Union(types) => types.iter().any(Self::takes_names),
            _ => false,
        }
    }

    /// Whether a value is of this type, as far as its form tells.
    #[must_use]
    pub fn accepts(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Words(words) | Self::Apps(words), Value::Word(said, _)) => said.name == words.name,
            (Self::Integer { .. }, Value::Integer(_))
            | (Self::Duration { .. }, Value::Duration(_))
            | (Self::Version { .. }, Value::Version(_) | Value::Integer(_))
            | (Self::Date, Value::Date(_))
            | (Self::Text(_) | Self::Country, Value::Text(_))
            | (Self::Pair, Value::Pair(..))
            | (Self::Requirement(_), Value::Requirement(_)) => true,
            (Self::Id, Value::Text(text)) => values::is_guid(text),
            (Self::Ipv4, Value::Text(text)) => !text.contains(':'),
            (Self::Ipv6, Value::Text(text)) => text.contains(':'),
            (Self::Reference(kind), Value::Reference(said, _)) => kind == said,
            (Self::List(of), Value::List(items)) => items.iter().all(|item| of.accepts(&item.value)),
            (Self::List(of), value) => of.accepts(value),
            (Self::Apps(_), Value::List(_)) => true,
            (Self::Union(types), value) => types.iter().any(|of| of.accepts(value)),
            _ => false,
        }
    }

    /// Reads a value of this type; the cursor is then behind it. None leaves the cursor where the first unfit token stands.
    pub fn read(&self, cursor: &mut Cursor<'_>, names: &dyn Names) -> Option<Spanned> {
        let start = cursor.position();
        let value = match self {
            Self::List(of) => return list(cursor, |cursor| of.read(cursor, names)),
            Self::Apps(words) => match longest_word(words, cursor) {
                Some(place) => Value::Word(words.clone(), place),
                None => return list(cursor, |cursor| name(cursor, names, true)),
            },
            Self::Requirement(of) => {
                let expression = any(of, cursor, names, 0)?;
                Value::Requirement(Arc::new(expression))
            }
            Self::Union(types) => {
                let words = types.iter().filter(|of| matches!(of, Self::Words(_)));
                let rest = types.iter().filter(|of| !matches!(of, Self::Words(_) | Self::Reference(_)));
                let references = types.iter().filter(|of| matches!(of, Self::Reference(_)));
                for of in words.chain(rest).chain(references.clone()) {
                    if let Some(value) = of.read_literal(cursor) {
                        return Some(Spanned { value, span: cursor.since(start) });
                    }
                    cursor.seek(start);
                }
                return name(cursor, names, self.takes_names());
            }
            _ => match self.read_literal(cursor) {
                Some(value) => value,
                None => {
                    cursor.seek(start);
                    return name(cursor, names, self.takes_names());
                }
            },
        };
        Some(Spanned { value, span: cursor.since(start) })
    }

    /// Reads a value that is no name and no list.
    fn read_literal(&self, cursor: &mut Cursor<'_>) -> Option<Value> {
        let text = |cursor: &mut Cursor<'_>| cursor.take(TokenKind::Text).map(|(raw, _)| Arc::<str>::from(decode(raw)));
        match self {
            Self::Words(words) => longest_word(words, cursor).map(|place| Value::Word(words.clone(), place)),
            // A number too large to count is out of every range.
            Self::Integer { .. } => {
                cursor.take(TokenKind::Integer).map(|(raw, _)| Value::Integer(raw.parse().unwrap_or(i64::MAX)))
            }
            Self::Duration { .. } => cursor
                .take(TokenKind::Duration)
                .map(|(raw, _)| Value::Duration(values::duration(raw).unwrap_or(u64::MAX))),
            Self::Version { .. } => cursor
                .take(TokenKind::Version)
                .or_else(|| cursor.take(TokenKind::Integer))
                .map(|(raw, _)| Value::Version(raw.into())),
            Self::Date => cursor.take(TokenKind::Date).map(|(raw, _)| Value::Date(raw.into())),
            Self::Text(_) | Self::Id | Self::Country | Self::Ipv4 | Self::Ipv6 => text(cursor).map(Value::Text),
            Self::Pair => {
                let first = text(cursor)?;
                cursor.eat("as").then(|| text(cursor)).flatten().map(|second| Value::Pair(first, second))
            }
            Self::Reference(kind) => {
                let said = cursor.eat(kind.word());
                said.then(|| text(cursor)).flatten().map(|name| Value::Reference(*kind, name))
            }
            Self::Apps(_) | Self::List(_) | Self::Requirement(_) | Self::Union(_) => None,
        }
    }
}

/// A name: one that is declared, or where any word may be one, any word.
fn name(cursor: &mut Cursor<'_>, names: &dyn Names, any_word: bool) -> Option<Spanned> {
    let word = cursor.peek_word()?;
    // A word with an underscore can only be meant as a name.
    let any_word = any_word && !JOINING.contains(&word);
    if !(any_word || names.is_value(word) || word.contains('_')) {
        return None;
    }
    cursor.word().map(|(word, span)| Spanned { value: Value::Name(word.into()), span })
}

/// Items with commas between them.
fn list(cursor: &mut Cursor<'_>, mut item: impl FnMut(&mut Cursor<'_>) -> Option<Spanned>) -> Option<Spanned> {
    let start = cursor.position();
    let mut items = Vec::new();
    loop {
        items.push(item(cursor)?);
        if !cursor.eat(",") {
            return Some(Spanned { value: Value::List(items.into()), span: cursor.since(start) });
        }
    }
}

/// The longest alternative that the next words spell.
fn longest_word(words: &Words, cursor: &mut Cursor<'_>) -> Option<usize> {
    let spellings = words.items.iter().enumerate();
    cursor.eat_longest(spellings.flat_map(|(place, item)| {
        std::iter::once(&item.words).chain(&item.aliases).map(move |spelling| (place, spelling))
    }))
}

/// `a or b`, where `and` binds closer.
fn any(of: &Type, cursor: &mut Cursor<'_>, names: &dyn Names, depth: usize) -> Option<Expression> {
    let mut parts = vec![all(of, cursor, names, depth)?];
    while cursor.eat("or") {
        parts.push(all(of, cursor, names, depth)?);
    }
    Some(if parts.len() == 1 { parts.remove(0) } else { Expression::Any(parts) })
}

fn all(of: &Type, cursor: &mut Cursor<'_>, names: &dyn Names, depth: usize) -> Option<Expression> {
    let mut parts = vec![one(of, cursor, names, depth)?];
    while cursor.eat("and") {
        parts.push(one(of, cursor, names, depth)?);
    }
    Some(if parts.len() == 1 { parts.remove(0) } else { Expression::All(parts) })
}

fn one(of: &Type, cursor: &mut Cursor<'_>, names: &dyn Names, depth: usize) -> Option<Expression> {
    if cursor.kind() == Some(TokenKind::Open) && depth < MAX_PARENTHESES {
        cursor.next();
        let inner = any(of, cursor, names, depth + 1)?;
        return cursor.take(TokenKind::Close).map(|_| inner);
    }
    of.read(cursor, names).map(Expression::One)
}
