//! What the parser gives: a tree that loses nothing. Every byte of a file is in a declaration, a comment or blank space.
//! Must not know which sentences exist, nor what a declaration means.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A file, by its place in the list of sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A range of bytes in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A range of bytes relative to the start of a declaration, so that a declaration need not be parsed again when text before it
/// changes; or, in [`File`] itself, relative to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Range {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// The kind of a word or literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TokenKind {
    /// `require`, `report-only`, `break_glass`: a letter, then letters, digits, `_`, and `-` before a letter or digit.
    Word,
    /// `"…"` with JSON's escapes, closed on its line.
    Text,
    /// `17`.
    Integer,
    /// `17.0`, `17.4.1`.
    Version,
    /// `2026-06-01`, also one with a month 13.
    Date,
    /// `30 days`: an integer and a unit.
    Duration,
    /// `,`
    Comma,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `=`
    Equals,
    /// `+=`, `|`, `..`, `.`, `:`, `<`, `<=`, `>`, `>=`, `!=`: read by vocabulary entries, `param` and `set`.
    Symbol,
    /// A JSON object or array, in vocabulary entries and after `set … =`.
    Json,
    /// `// …` inside a sentence that goes on in the next line.
    Comment,
    /// `"…` that its line does not close.
    OpenText,
    /// Characters that belong to no word or literal.
    Unknown,
}

/// One word or literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is.
    pub range: Range,
}

/// A row of words and literals: a sentence, or the head of a declaration or block. Indexes into [`Declaration::tokens`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub last: u32,
}

/// A sentence with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// The `///` lines before it, without the slashes.
    pub docs: Box<[Range]>,
    /// Its words.
    pub row: Row,
    /// A `// …` at the end of its last line.
    pub comment: Option<Range>,
}

/// What stands inside braces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Node {
    /// A sentence; in a vocabulary entry a clause, in a `tenant` a value.
    Sentence(Sentence),
    /// A block inside a block: `on android { … }`.
    Block {
        /// The words before the brace, with docs; `comment` is the one after the opening brace.
        head: Sentence,
        /// What is inside; rare among sentences, which are many, so that it stands elsewhere.
        body: Box<Body>,
    },
    /// A comment on a line of its own, with its slashes.
    Comment(Range),
}

/// The inside of a pair of braces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// From the opening brace to past the closing one.
    pub range: Range,
    /// What is inside, in order.
    pub nodes: Vec<Node>,
    /// False when the closing brace is missing.
    pub closed: bool,
    /// A comment after the closing brace.
    pub comment: Option<Range>,
}

/// Which declaration the first words announce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum DeclarationKind {
    Use,
    Let,
    Param,
    Tenant,
    App,
    Baseline,
    AppProtection,
    AppConfiguration,
    Connector,
    ConditionalAccess,
    NamedLocation,
    Filter,
    ScopeTag,
    AuthenticationStrength,
    Test,
    Guarantee,
    Sentence,
    Words,
    Scope,
    Object,
    Rule,
    Exempt,
    /// The first words announce no declaration.
    Unknown,
}

/// What is wrong with the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ProblemKind {
    /// No declaration begins with these words.
    UnknownDeclaration,
    /// Characters that belong to no word or literal.
    UnknownCharacters,
    /// A text that its line does not close.
    OpenText,
    /// A text with an escape that JSON does not know.
    BadEscape,
    /// A block without its closing brace; the range is its head.
    OpenBlock,
    /// A closing brace too many.
    StrayBrace,
    /// An invisible or bidirectional control character outside a text.
    InvisibleCharacter,
    /// A carriage return without a line feed; said of the first one of a file.
    LoneReturn,
    /// Blocks nested deeper than [`super::MAX_DEPTH`].
    TooDeep,
    /// A sentence longer than [`super::MAX_SENTENCE`] bytes.
    TooLong,
    /// A documentation comment that documents nothing.
    StrayDocumentation,
}

/// A problem of the text, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// Where.
    pub range: Range,
}

/// One top-level declaration, parsed on its own. All ranges are relative to its start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// What it is.
    pub kind: DeclarationKind,
    /// The `///` lines before it, without the slashes.
    pub docs: Box<[Range]>,
    /// All words and literals of it, in order.
    pub tokens: Vec<Token>,
    /// Its head, the keyword included. `comment` is the one after the head (or its opening brace).
    pub head: Sentence,
    /// The inside of its braces.
    pub body: Option<Body>,
    /// What is wrong with its text; no more than a thousand.
    pub problems: Vec<Problem>,
    /// How many problems there are beyond those in `problems`.
    pub omitted: u32,
    /// Its length in bytes, from the first documentation line on.
    pub length: u32,
}

/// A declaration and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Offset of the declaration in its file.
    pub base: u32,
    /// The declaration; shared with earlier versions of the file in which it stood unchanged.
    pub declaration: Arc<Declaration>,
}

/// A parsed file. The build script keeps those of the standard library, without what it is told where they are read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct File {
    /// Its id.
    #[serde(skip)]
    pub id: FileId,
    /// Its path, as diagnostics print it.
    #[serde(skip)]
    pub path: Arc<str>,
    /// Its text, without a byte order mark.
    #[serde(skip)]
    pub text: Arc<str>,
    /// The `//!` lines, without the slashes.
    pub docs: Vec<Range>,
    /// Comments between declarations, with their slashes.
    pub comments: Vec<Range>,
    /// The declarations, in order.
    pub items: Vec<Item>,
    /// What is wrong outside declarations; no more than a thousand.
    pub problems: Vec<Problem>,
    /// How many problems there are beyond those in `problems`.
    pub omitted: u32,
}

impl Range {
    /// The text of this range.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

impl Declaration {
    /// The tokens of a row, comments left out by the caller.
    #[must_use]
    pub fn row(&self, row: Row) -> &[Token] {
        self.tokens.get(row.first as usize..row.last as usize).unwrap_or_default()
    }
}

impl File {
    /// The text of a declaration: its ranges index into this.
    #[must_use]
    pub fn text_of(&self, item: &Item) -> &str {
        let start = item.base as usize;
        self.text.get(start..start + item.declaration.length as usize).unwrap_or_default()
    }

    /// A range of a declaration, as a span of the file.
    #[must_use]
    pub fn span(&self, item: &Item, range: Range) -> Span {
        Span { file: self.id, start: item.base + range.start, end: item.base + range.end }
    }
}
