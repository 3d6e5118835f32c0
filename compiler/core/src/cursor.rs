//! Reading a row of words and literals from left to right. Shared by the readers of declarations, sentences and vocabulary entries.

use crate::syntax::{Declaration, File, Item, Range, Row, Span, Token, TokenKind};

/// A place in a row.
#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    /// The text of the declaration that the row belongs to.
    text: &'a str,
    tokens: &'a [Token],
    /// Offset of the declaration in its file.
    file: &'a File,
    item: &'a Item,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// At the start of a row.
    #[must_use]
    pub fn new(file: &'a File, item: &'a Item, row: Row) -> Self {
        let declaration: &Declaration = &item.declaration;
        let mut cursor = Self { text: file.text_of(item), tokens: declaration.row(row), file, item, at: 0 };
        cursor.skip_comments();
        cursor
    }

    fn skip_comments(&mut self) {
        while self.tokens.get(self.at).is_some_and(|token| token.kind == TokenKind::Comment) {
            self.at += 1;
        }
    }

    /// The next token.
    #[must_use]
    pub fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    /// The kind of the next token.
    #[must_use]
    pub fn kind(&self) -> Option<TokenKind> {
        self.peek().map(|token| token.kind)
    }

    /// Whether nothing is left.
    #[must_use]
    pub fn at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Whether a text that is not closed, or characters that mean nothing, are left: the parser has said so.
    #[must_use]
    pub fn has_broken_text(&self) -> bool {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        rest.iter().any(|token| matches!(token.kind, TokenKind::OpenText | TokenKind::Unknown))
    }

    /// The position at the end.
    #[must_use]
    pub fn end(&self) -> usize {
        self.tokens.len()
    }

    /// How many tokens are behind.
    #[must_use]
    pub fn position(&self) -> usize {
        self.at
    }

    /// Goes back, or forth, to a position that [`Self::position`] gave.
    pub fn seek(&mut self, position: usize) {
        self.at = position;
    }

    /// The row cut off before a position.
    #[must_use]
    pub fn until(mut self, position: usize) -> Self {
        self.tokens = self.tokens.get(..position).unwrap_or(self.tokens);
        self
    }

    /// Takes the next token.
    #[allow(clippy::should_implement_trait, reason = "a cursor is read back and forth, not iterated over")]
    pub fn next(&mut self) -> Option<Token> {
        let token = self.peek()?;
        self.at += 1;
        self.skip_comments();
        Some(token)
    }

    /// The text of a token, as written.
    #[must_use]
    pub fn raw(&self, token: Token) -> &'a str {
        token.range.of(self.text)
    }

    /// The next token's text, as written; empty at the end.
    #[must_use]
    pub fn peek_raw(&self) -> &'a str {
        self.peek().map(|token| self.raw(token)).unwrap_or_default()
    }

    /// The next word, if the next token is one.
    #[must_use]
    pub fn peek_word(&self) -> Option<&'a str> {
        self.peek().filter(|token| token.kind == TokenKind::Word).map(|token| self.raw(token))
    }

    /// Takes the next token if it is of a kind.
    pub fn take(&mut self, kind: TokenKind) -> Option<(&'a str, Span)> {
        let token = self.peek().filter(|token| token.kind == kind)?;
        self.next();
        Some((self.raw(token), self.span_of(token.range)))
    }

    /// Takes the next word.
    pub fn word(&mut self) -> Option<(&'a str, Span)> {
        self.take(TokenKind::Word)
    }

    /// Takes the next text, decoded.
    pub fn string(&mut self) -> Option<(String, Span)> {
        self.take(TokenKind::Text).map(|(raw, span)| (decode(raw), span))
    }

    /// Takes a word or symbol if it is the next one.
    pub fn eat(&mut self, wanted: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.kind != TokenKind::Text && self.raw(token) == wanted);
        if found {
            self.next();
        }
        found
    }

    /// Takes several words if they are the next ones.
    pub fn eat_all(&mut self, words: &str) -> bool {
        let start = self.at;
        let found = words.split(' ').all(|word| self.eat(word));
        if !found {
            self.at = start;
        }
        found
    }

    /// Takes the longest of some spellings that the next words are, and gives what goes with it.
    pub fn eat_longest<T, S: AsRef<str>>(&mut self, spellings: impl IntoIterator<Item = (T, S)>) -> Option<T> {
        let (start, first) = (self.at, self.peek_raw());
        let mut best: Option<(usize, T)> = None;
        for (item, spelling) in spellings {
            let spelling = spelling.as_ref();
            // Lists are long, and nearly all spellings begin with another letter.
            let begins = spelling.as_bytes().first() == first.as_bytes().first()
                && spelling.strip_prefix(first).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
            if begins && self.eat_all(spelling) {
                if best.as_ref().is_none_or(|(end, _)| *end < self.at) {
                    best = Some((self.at, item));
                }
                self.at = start;
            }
        }
        best.map(|(end, item)| {
            self.at = end;
            item
        })
    }

    /// A range of the declaration as a span of the file.
    #[must_use]
    pub fn span_of(&self, range: Range) -> Span {
        self.file.span(self.item, range)
    }

    /// The span of the next token; at the end, the place after the last one.
    #[must_use]
    pub fn here(&self) -> Span {
        match (self.peek(), self.tokens.last()) {
            (Some(token), _) => self.span_of(token.range),
            (None, Some(last)) => self.span_of(Range { start: last.range.end, end: last.range.end }),
            (None, None) => self.span_of(Range { start: 0, end: 0 }),
        }
    }

    /// The span of everything from the next token on.
    #[must_use]
    pub fn rest(&self) -> Span {
        let here = self.here();
        let end = self.tokens.last().map_or(here.end, |last| self.span_of(last.range).end);
        Span { end: end.max(here.end), ..here }
    }

    /// The span of the tokens from a position up to here.
    #[must_use]
    pub fn since(&self, position: usize) -> Span {
        let first = self.tokens.get(position).map(|token| self.span_of(token.range));
        let last = self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map(|token| self.span_of(token.range));
        match (first, last) {
            (Some(first), Some(last)) => Span { end: last.end.max(first.end), ..first },
            _ => self.here(),
        }
    }
}

/// The value of a text as written, quotation marks included.
#[must_use]
pub fn decode(raw: &str) -> String {
    serde_json::from_str(raw).unwrap_or_else(|_| raw.trim_matches('"').to_owned())
}

/// The documentation of a declaration or sentence, line by line.
#[must_use]
pub fn docs(text: &str, ranges: &[Range]) -> String {
    let lines: Vec<_> = ranges
        .iter()
        .map(|range| range.of(text))
        .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
        .collect();
    lines.join("\n").trim().to_owned()
}
