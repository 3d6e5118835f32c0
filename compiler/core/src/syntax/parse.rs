//! From pest's tokens to a flat list of events, for one slice of a declaration. `assemble.rs` makes the tree of them.
//! Must not know how a file is cut, nor what a declaration means.

use std::num::NonZeroUsize;
use std::sync::Once;

use pest::{Parser, Token as Mark};

use super::characters;
use super::layout::{documentation, range};
use super::problems::Problems;
use super::tree::{DeclarationKind, ProblemKind, Range, Row, Token, TokenKind};

#[derive(pest_derive::Parser)]
#[grammar = "syntax/grammar.pest"]
struct Grammar;

/// Pest counts its calls per parse but keeps the limit per process, so one limit has to do for the smallest declaration and the
/// largest slice. The grammar is linear (some ten calls a byte) and a slice at most a few megabytes, but for one made of spaces
/// or comments: only a mistake in the grammar reaches the limit, and then costs seconds, not for ever.
const CALL_LIMIT: NonZeroUsize = NonZeroUsize::new(1 << 30).unwrap();

static LIMIT: Once = Once::new();

/// What a slice holds, in the order of its text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// A line of documentation, without its slashes.
    Documentation(Range),
    /// A comment on a line of its own.
    Comment(Range),
    /// A sentence, or a head without a body.
    Sentence { row: Row, comment: Option<Range> },
    /// The head of a block and its opening brace.
    Open { row: Row, comment: Option<Range>, brace: u32 },
    /// A closing brace; `end` is the place after it.
    Close { end: u32, comment: Option<Range> },
}

/// A parsed slice. Ranges are relative to the declaration, rows to the slice's own tokens.
#[derive(Debug)]
pub(super) struct Fragment {
    pub(super) kind: DeclarationKind,
    pub(super) tokens: Vec<Token>,
    pub(super) events: Vec<Event>,
    pub(super) problems: Problems,
}

/// Parses the first or only slice of a declaration. Nothing when pest gave up, for which see [`CALL_LIMIT`].
pub(super) fn declaration(text: &str) -> Option<Fragment> {
    run(text, Rule::declaration, Range { start: 0, end: text.len() as u32 })
}

/// Parses a further slice of a declaration.
pub(super) fn fragment(text: &str, slice: Range) -> Option<Fragment> {
    run(text, Rule::fragment, slice)
}

fn run(text: &str, rule: Rule, slice: Range) -> Option<Fragment> {
    LIMIT.call_once(|| pest::set_call_limit(Some(CALL_LIMIT)));
    let input = slice.of(text);
    let pairs = Grammar::parse(rule, input).ok()?;
    let mut reader = Reader {
        text,
        base: slice.start,
        plain: input.is_ascii(),
        fragment: Fragment {
            kind: DeclarationKind::Unknown,
            tokens: Vec::with_capacity((input.len() / 8).max(4)),
            events: Vec::new(),
            problems: Problems::default(),
        },
        start: slice.start,
        first: 0,
        row: None,
        comment: None,
    };
    for mark in pairs.tokens() {
        match mark {
            Mark::Start { rule, pos } => reader.begin(rule, pos.pos() as u32),
            Mark::End { rule, pos } => reader.end(rule, pos.pos() as u32),
        }
    }
    reader.fragment.tokens.shrink_to_fit();
    Some(reader.fragment)
}

struct Reader<'a> {
    text: &'a str,
    base: u32,
    /// Whether the slice has no characters beyond ASCII.
    plain: bool,
    fragment: Fragment,
    /// Where the innermost rule began that has no rules inside.
    start: u32,
    /// The first token of the row that is being read.
    first: u32,
    /// The row that was read, until its sentence or block is complete.
    row: Option<Row>,
    comment: Option<Range>,
}

impl Reader<'_> {
    fn begin(&mut self, rule: Rule, at: u32) {
        self.start = self.base + at;
        match rule {
            Rule::statement => {
                self.first = self.fragment.tokens.len() as u32;
                self.row = Some(self.row_so_far());
            }
            Rule::body => {
                let row = self.row.take().unwrap_or(Row { first: self.first, last: self.first });
                let row = Row { last: self.fragment.tokens.len() as u32, ..row };
                if row.first == row.last {
                    let brace = Range { start: self.start, end: self.start + 1 };
                    self.fragment.problems.add(ProblemKind::UnknownCharacters, brace);
                }
                self.fragment.events.push(Event::Open { row, comment: None, brace: self.start });
            }
            Rule::closing => {
                self.fragment.events.push(Event::Close { end: self.start + 1, comment: None });
            }
            _ => {
                if let Some(kind) = kind(rule) {
                    self.fragment.kind = kind;
                    // Comments between documentation and head come before the head's first word, in its row.
                    self.first = 0;
                    self.row = Some(self.row_so_far());
                }
            }
        }
    }

    fn row_so_far(&self) -> Row {
        Row { first: self.first, last: self.fragment.tokens.len() as u32 }
    }

    fn end(&mut self, rule: Rule, at: u32) {
        let range = Range { start: self.start, end: self.base + at };
        if let Some(kind) = token(rule) {
            self.token(kind, range);
            return;
        }
        match rule {
            Rule::doc => {
                self.check_comment(range);
                let range = documentation(self.text, range.start as usize, range.end as usize);
                self.fragment.events.push(Event::Documentation(range));
            }
            Rule::comment => {
                self.check_comment(range);
                self.fragment.events.push(Event::Comment(range));
            }
            Rule::open_comment | Rule::close_comment | Rule::end_comment => self.line_comment(rule, range),
            Rule::leftover => {
                self.first = self.fragment.tokens.len() as u32;
                self.token(TokenKind::Unknown, range);
                let row = self.row_so_far();
                self.fragment.events.push(Event::Sentence { row, comment: None });
            }
            Rule::statement => self.sentence(),
            _ if kind(rule).is_some() => self.sentence(),
            _ => {}
        }
    }

    /// The end of a sentence, unless it was the head of a block.
    fn sentence(&mut self) {
        if self.row.take().is_some() {
            let comment = self.comment.take();
            self.fragment.events.push(Event::Sentence { row: self.row_so_far(), comment });
        }
    }

    fn line_comment(&mut self, rule: Rule, range: Range) {
        self.check_comment(range);
        self.check_documentation(range);
        match (rule, self.fragment.events.last_mut()) {
            (Rule::open_comment, Some(Event::Open { comment, .. })) => *comment = Some(range),
            (Rule::close_comment, Some(Event::Close { comment, .. })) => *comment = Some(range),
            _ => self.comment = Some(range),
        }
    }

    fn token(&mut self, kind: TokenKind, range: Range) {
        let text = self.text;
        let problems = &mut self.fragment.problems;
        let mut kind = kind;
        match kind {
            TokenKind::Word if !self.plain => characters::check_word(text, range, problems),
            TokenKind::Text if range.of(text).contains('\\') => characters::check_escapes(text, range, problems),
            TokenKind::OpenText => problems.add(ProblemKind::OpenText, range),
            TokenKind::Unknown => characters::check_unknown(text, range, problems),
            // A negative number is well formed by the grammar.
            TokenKind::Json if range.of(text).starts_with('-') => {}
            TokenKind::Json if !super::scan::Scanner::new(range.of(text)).json(0).1 => {
                kind = TokenKind::Unknown;
                problems.add(ProblemKind::UnknownCharacters, range);
            }
            TokenKind::Comment => {
                self.check_comment(range);
                self.check_documentation(range);
            }
            _ => {}
        }
        self.fragment.tokens.push(Token { kind, range });
    }

    fn check_comment(&mut self, range: Range) {
        if !self.plain {
            characters::check_comment(self.text, range, &mut self.fragment.problems);
        }
    }

    /// Documentation behind something documents nothing.
    fn check_documentation(&mut self, range: Range) {
        let comment = range.of(self.text);
        if comment.starts_with("///") && !comment.starts_with("////") {
            self.fragment.problems.add(ProblemKind::StrayDocumentation, range);
        }
    }
}

fn token(rule: Rule) -> Option<TokenKind> {
    Some(match rule {
        Rule::word | Rule::before_empty => TokenKind::Word,
        Rule::comma => TokenKind::Comma,
        Rule::text => TokenKind::Text,
        Rule::integer => TokenKind::Integer,
        Rule::version => TokenKind::Version,
        Rule::date => TokenKind::Date,
        Rule::duration => TokenKind::Duration,
        Rule::open => TokenKind::Open,
        Rule::close => TokenKind::Close,
        Rule::equals => TokenKind::Equals,
        Rule::symbol => TokenKind::Symbol,
        Rule::json | Rule::empty_object => TokenKind::Json,
        Rule::row_comment | Rule::turn_comment => TokenKind::Comment,
        Rule::open_text => TokenKind::OpenText,
        Rule::unknown | Rule::bad_number => TokenKind::Unknown,
        _ => return None,
    })
}

fn kind(rule: Rule) -> Option<DeclarationKind> {
    Some(match rule {
        Rule::use_declaration => DeclarationKind::Use,
        Rule::let_declaration => DeclarationKind::Let,
        Rule::param_declaration => DeclarationKind::Param,
        Rule::tenant_declaration => DeclarationKind::Tenant,
        Rule::app_declaration => DeclarationKind::App,
        Rule::baseline_declaration => DeclarationKind::Baseline,
        Rule::app_protection_declaration => DeclarationKind::AppProtection,
        Rule::app_configuration_declaration => DeclarationKind::AppConfiguration,
        Rule::connector_declaration => DeclarationKind::Connector,
        Rule::conditional_access_declaration => DeclarationKind::ConditionalAccess,
        Rule::named_location_declaration => DeclarationKind::NamedLocation,
        Rule::filter_declaration => DeclarationKind::Filter,
        Rule::scope_tag_declaration => DeclarationKind::ScopeTag,
        Rule::authentication_strength_declaration => DeclarationKind::AuthenticationStrength,
        Rule::test_declaration => DeclarationKind::Test,
        Rule::guarantee_declaration => DeclarationKind::Guarantee,
        Rule::sentence_declaration => DeclarationKind::Sentence,
        Rule::words_declaration => DeclarationKind::Words,
        Rule::scope_declaration => DeclarationKind::Scope,
        Rule::object_declaration => DeclarationKind::Object,
        Rule::rule_declaration => DeclarationKind::Rule,
        Rule::exempt_declaration => DeclarationKind::Exempt,
        Rule::unknown_declaration => DeclarationKind::Unknown,
        _ => return None,
    })
}

/// A range of the file, relative to a declaration that begins at `base`.
pub(super) fn relative(base: u32, absolute: Range) -> Range {
    range((absolute.start - base) as usize, (absolute.end - base) as usize)
}
