//! From the events of a declaration's slices to its tree. The nesting is followed with a stack, not by recursion.
//! Must not know pest.

use super::layout::{Piece, Shape, Slice};
use super::parse::{self, Event, Fragment, relative};
use super::problems::Problems;
use super::tree::{Body, Declaration, DeclarationKind, Node, ProblemKind, Range, Row, Sentence, Token, TokenKind};

use rayon::prelude::*;

/// Parses a piece of a file.
pub(super) fn declaration(file: &str, piece: &Piece) -> Declaration {
    let base = piece.range.start;
    let text = piece.range.of(file);
    let parsed = match &piece.shape {
        Shape::Whole => parse::declaration(text).map(|fragment| vec![fragment]),
        Shape::Slices(slices) => {
            slices.par_iter().enumerate().map(|(at, slice)| part(text, base, at, *slice)).collect()
        }
        Shape::Opaque(kind, at) => return opaque(text, *kind, relative(base, *at)),
    };
    match parsed {
        Some(fragments) => Assembler::new(text).run(fragments),
        None => opaque(text, ProblemKind::TooLong, Range { start: 0, end: text.len() as u32 }),
    }
}

fn part(text: &str, base: u32, at: usize, slice: Slice) -> Option<Fragment> {
    let place = relative(base, slice.range);
    if slice.too_long {
        Some(unread(place, ProblemKind::TooLong, place))
    } else if at == 0 {
        parse::declaration(place.of(text))
    } else {
        parse::fragment(text, place)
    }
}

/// Text that is kept as one token, unread.
fn unread(place: Range, kind: ProblemKind, at: Range) -> Fragment {
    let mut problems = Problems::default();
    problems.add(kind, at);
    Fragment {
        kind: DeclarationKind::Unknown,
        tokens: vec![Token { kind: TokenKind::Unknown, range: place }],
        events: vec![Event::Sentence { row: Row { first: 0, last: 1 }, comment: None }],
        problems,
    }
}

fn opaque(text: &str, kind: ProblemKind, at: Range) -> Declaration {
    let place = Range { start: 0, end: text.len() as u32 };
    let mut assembler = Assembler::new(text);
    assembler.known = true;
    assembler.run(vec![unread(place, kind, at)])
}

/// A block that is not closed yet.
struct Open {
    head: Sentence,
    brace: u32,
    nodes: Vec<Node>,
}

struct Assembler<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    problems: Problems,
    /// Documentation that waits for its sentence.
    docs: Vec<Range>,
    open: Vec<Open>,
    head: Option<Sentence>,
    body: Option<Body>,
    /// Whether a problem already says why the kind is unknown.
    known: bool,
}

impl<'a> Assembler<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            tokens: Vec::new(),
            problems: Problems::default(),
            docs: Vec::new(),
            open: Vec::new(),
            head: None,
            body: None,
            known: false,
        }
    }

    fn run(mut self, mut fragments: Vec<Fragment>) -> Declaration {
        let kind = fragments.first().map_or(DeclarationKind::Unknown, |fragment| fragment.kind);
        if let [only] = fragments.as_mut_slice() {
            self.tokens = std::mem::take(&mut only.tokens);
            self.problems = std::mem::take(&mut only.problems);
            only.events.iter().for_each(|event| self.event(*event, 0));
        } else {
            self.tokens.reserve_exact(fragments.iter().map(|fragment| fragment.tokens.len()).sum());
            for fragment in fragments {
                let base = self.tokens.len() as u32;
                self.tokens.extend_from_slice(&fragment.tokens);
                self.problems.append(&fragment.problems);
                fragment.events.iter().for_each(|event| self.event(*event, base));
            }
        }
        self.finish(kind)
    }

    fn event(&mut self, event: Event, base: u32) {
        let shift = |row: Row| Row { first: row.first + base, last: row.last + base };
        match event {
            Event::Documentation(range) => self.docs.push(range),
            Event::Comment(range) => self.node(Node::Comment(range)),
            Event::Sentence { row, comment } => {
                let sentence = self.words(shift(row), comment);
                if self.head.is_none() {
                    self.head = Some(sentence);
                } else {
                    self.node(Node::Sentence(sentence));
                }
            }
            Event::Open { row, comment, brace } => {
                let head = self.words(shift(row), comment);
                // The first block is the declaration's own.
                self.head.get_or_insert_with(|| head.clone());
                let nodes = Vec::new();
                self.open.push(Open { head, brace, nodes });
            }
            Event::Close { end, comment } => {
                self.undocumented();
                match self.open.pop() {
                    Some(open) => self.close(open, end, true, comment),
                    None => self.problems.add(ProblemKind::StrayBrace, Range { start: end - 1, end }),
                }
            }
        }
    }

    fn words(&mut self, row: Row, comment: Option<Range>) -> Sentence {
        let docs = std::mem::take(&mut self.docs).into_boxed_slice();
        Sentence { docs, row, comment }
    }

    fn close(&mut self, mut open: Open, end: u32, closed: bool, comment: Option<Range>) {
        // Trees live long and hold many sentences.
        open.nodes.shrink_to_fit();
        let body = Body { range: Range { start: open.brace, end }, nodes: open.nodes, closed, comment };
        if self.open.is_empty() && self.body.is_none() {
            self.body = Some(body);
        } else {
            self.node(Node::Block { head: open.head, body: Box::new(body) });
        }
    }

    fn node(&mut self, node: Node) {
        if let Some(open) = self.open.last_mut() {
            open.nodes.push(node);
        } else if let Some(body) = &mut self.body {
            body.nodes.push(node);
        }
    }

    /// Documentation before a closing brace documents nothing; it stays as comments.
    fn undocumented(&mut self) {
        for docs in std::mem::take(&mut self.docs) {
            // The slashes and the space are in front of what was kept.
            let before = self.text.get(..docs.start as usize).unwrap_or_default();
            let start = before.rfind("///").map_or(docs.start, |at| at as u32);
            let range = Range { start, end: docs.end };
            self.problems.add(ProblemKind::StrayDocumentation, range);
            self.node(Node::Comment(range));
        }
    }

    fn finish(mut self, kind: DeclarationKind) -> Declaration {
        self.undocumented();
        while let Some(open) = self.open.pop() {
            let head = self.place(&open);
            self.problems.add(ProblemKind::OpenBlock, head);
            self.close(open, self.text.len() as u32, false, None);
        }
        let mut head = self.head.take().unwrap_or(Sentence {
            docs: Box::default(),
            row: Row { first: 0, last: 0 },
            comment: None,
        });
        if kind == DeclarationKind::Unknown && !self.known {
            let first = self.first_words(head.row);
            self.problems.add(ProblemKind::UnknownDeclaration, first);
        }
        self.problems.kept.sort_by_key(|problem| problem.range);
        Declaration {
            kind,
            docs: std::mem::take(&mut head.docs),
            tokens: self.tokens,
            head,
            body: self.body,
            problems: self.problems.kept,
            omitted: self.problems.omitted,
            length: self.text.len() as u32,
        }
    }

    /// The words of a block's head, or its brace.
    fn place(&self, open: &Open) -> Range {
        let row = self.tokens.get(open.head.row.first as usize..open.head.row.last as usize).unwrap_or_default();
        let mut words = row.iter().filter(|token| token.kind != TokenKind::Comment);
        match (words.next(), words.next_back()) {
            (Some(first), last) => Range { start: first.range.start, end: last.unwrap_or(first).range.end },
            _ => Range { start: open.brace, end: open.brace + 1 },
        }
    }

    /// What was written where a keyword should stand: one word, or two when they look like one of the two-word keywords.
    fn first_words(&self, row: Row) -> Range {
        let row = self.tokens.get(row.first as usize..row.last as usize).unwrap_or_default();
        let mut words = row.iter().filter(|token| token.kind != TokenKind::Comment);
        let brace = self.body.as_ref().map_or(0, |body| body.range.start);
        let Some(first) = words.next() else {
            return Range { start: brace, end: brace + 1 };
        };
        let second = words.next().filter(|second| {
            first.kind == TokenKind::Word
                && second.kind == TokenKind::Word
                && (["authentication", "conditional", "named"].contains(&first.range.of(self.text))
                    || ["access", "configuration", "location", "protection", "strength"]
                        .contains(&second.range.of(self.text)))
        });
        Range { start: first.range.start, end: second.unwrap_or(first).range.end }
    }
}
