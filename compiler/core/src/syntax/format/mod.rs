//! Tree → text, the one way to write it down. Walks the tree for sentences and blocks, and the source text between them for
//! comments and blank lines, so that whatever stands there stays there.
//! Must not know which sentences exist.

mod gap;
mod row;

use super::scan::JOINING;
use super::tree::{Body, Declaration, DeclarationKind, File, Item, Node, Range, Row, Sentence, Token, TokenKind};
use gap::Gap;

/// Spaces for each level.
const INDENT: usize = 4;

/// A block that its author wrote on one line stays there up to this many characters.
const WIDTH: usize = 120;

/// A file as the language's one style has it. The order of everything stays; only space and line ends change.
///
/// A declaration with a problem in its text stays as it is, and what follows it up to the next one, but for line ends: nobody
/// knows yet what it should have been.
///
/// ```
/// use mam_core::syntax::{FileId, format, parse};
///
/// let file = parse(FileId(0), "a.mam".into(), "baseline calm{ block   printing\n}".into());
/// assert_eq!(format(&file), "baseline calm {\n    block printing\n}\n");
/// ```
#[must_use]
pub fn format(file: &File) -> String {
    let mut out = String::with_capacity(file.text.len() + file.text.len() / 8);
    let mut end = 0;
    let mut last = None;
    let mut kept = false;
    for item in &file.items {
        let gap = file.text.get(end..item.base as usize).unwrap_or_default();
        if kept {
            as_it_is(&mut out, gap);
        } else {
            gap::between_declarations(&mut out, Gap::new(gap), last, Some(item.declaration.kind));
        }
        kept = !declaration(&mut out, file, item);
        if !kept {
            out.push('\n');
        }
        end = item.base as usize + item.declaration.length as usize;
        last = Some(item.declaration.kind);
    }
    let gap = file.text.get(end..).unwrap_or_default();
    if kept {
        as_it_is(&mut out, gap.trim_end_matches(SPACE));
        out.push('\n');
    } else {
        gap::between_declarations(&mut out, Gap::new(gap), last, None);
    }
    if out.starts_with('\u{feff}') {
        // At the very start it would be taken for a byte order mark.
        out.insert(0, '\n');
    }
    out
}

/// What stands at the ends of lines and is nothing.
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// Writes a declaration; or copies it, if it cannot be written without changing what it says, and says so.
fn declaration(out: &mut String, file: &File, item: &Item) -> bool {
    let text = file.text_of(item);
    let declaration = &item.declaration;
    let start = out.len();
    if declaration.problems.is_empty() {
        let mut printer = Printer::new(out, text, declaration);
        printer.declaration(declaration);
        if !printer.failed {
            return true;
        }
    }
    out.truncate(start);
    as_it_is(out, text);
    false
}

/// Copies a text, but for its line ends.
fn as_it_is(out: &mut String, text: &str) {
    for (count, line) in gap::lines(text).enumerate() {
        if count > 0 {
            out.push('\n');
        }
        out.push_str(line);
    }
}

/// Writes one declaration. Begins a line before it writes on it, and leaves the last one open.
struct Printer<'a> {
    out: &'a mut String,
    text: &'a str,
    tokens: &'a [Token],
    /// Whether the author's spacing inside a line stays: the clauses of a vocabulary entry are a table,
    /// and so are the identifiers of an app.
    columns: bool,
    /// How far the line is indented that is being written.
    indent: usize,
    /// Whether the declaration cannot be written without changing what it says.
    failed: bool,
}

impl<'a> Printer<'a> {
    fn new(out: &'a mut String, text: &'a str, declaration: &'a Declaration) -> Self {
        let columns = matches!(
            declaration.kind,
            DeclarationKind::App
                | DeclarationKind::Sentence
                | DeclarationKind::Words
                | DeclarationKind::Scope
                | DeclarationKind::Object
                | DeclarationKind::Rule
                | DeclarationKind::Exempt
        );
        Self { out, text, tokens: &declaration.tokens, columns, indent: 0, failed: false }
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        Range { start, end }.of(self.text)
    }

    fn words(&self, row: Row) -> &'a [Token] {
        self.tokens.get(row.first as usize..row.last as usize).unwrap_or_default()
    }

    /// Where a row begins and ends, without the comments in front of it.
    fn place(&self, row: Row) -> Option<Range> {
        let words = self.words(row);
        let first = words.iter().find(|token| token.kind != TokenKind::Comment)?;
        Some(Range { start: first.range.start, end: words.last()?.range.end })
    }

    fn declaration(&mut self, declaration: &Declaration) {
        let Some(place) = self.place(declaration.head.row) else {
            self.failed = true;
            return;
        };
        let before = Gap::new(self.slice(0, place.start));
        for line in &before.lines {
            if line.breaks > 1 {
                self.out.push('\n');
            }
            self.out.extend([line.text, "\n"]);
        }
        if before.breaks > 1 {
            self.out.push('\n');
        }
        self.row(declaration.head.row, 0);
        match &declaration.body {
            Some(body) => self.block(&declaration.head, body, 0),
            None => self.trailing(place.end, declaration.head.comment),
        }
    }

    /// Writes the body of a block whose head stands already.
    fn block(&mut self, head: &Sentence, body: &Body, indent: usize) {
        if self.words(head.row).last().is_some_and(|token| token.kind == TokenKind::Comment) {
            self.line(indent);
        } else {
            self.out.push(' ');
        }
        if !self.inline(body) {
            self.out.push('{');
            self.trailing(body.range.start + 1, head.comment);
            self.nodes(head, body, indent);
            self.out.push('}');
        }
        self.trailing(body.range.end, body.comment);
    }

    /// Writes a body on one line, if that is how its author has it.
    fn inline(&mut self, body: &Body) -> bool {
        if self.slice(body.range.start, body.range.end).contains(['\n', '\r']) {
            return false;
        }
        let start = self.out.len();
        self.one_line(body);
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        let fits = line.chars().count() <= WIDTH;
        if !fits {
            self.out.truncate(start);
        }
        fits
    }

    fn one_line(&mut self, body: &Body) {
        self.out.push('{');
        for (count, node) in body.nodes.iter().enumerate() {
            self.out.push_str(if count > 0 { " ; " } else { " " });
            match node {
                Node::Sentence(sentence) => self.row(sentence.row, self.indent),
                Node::Block { head, body } => {
                    self.row(head.row, self.indent);
                    self.out.push(' ');
                    self.one_line(body);
                }
                Node::Comment(_) => {}
            }
        }
        self.out.push_str(" }");
        self.check_start(body);
    }

    /// `{ ; "a": b }` is a block; without its semicolon it would be JSON.
    fn check_start(&mut self, body: &Body) {
        let Some(Node::Sentence(Sentence { row, .. }) | Node::Block { head: Sentence { row, .. }, .. }) =
            body.nodes.first()
        else {
            return;
        };
        if let [first, second, ..] = self.words(*row) {
            self.failed |= first.kind == TokenKind::Text && second.range.of(self.text) == ":";
        }
    }

    fn nodes(&mut self, head: &Sentence, body: &Body, indent: usize) {
        self.check_start(body);
        let mut end = head.comment.map_or(body.range.start + 1, |comment| comment.end);
        let mut last: Option<&Node> = None;
        for node in &body.nodes {
            let (Node::Sentence(words) | Node::Block { head: words, .. }) = node else {
                continue;
            };
            let Some(place) = self.place(words.row) else {
                self.failed = true;
                return;
            };
            let parted = last.is_some_and(|last| self.would_join(last, node));
            self.gap(end, place.start, indent + INDENT, last.is_none(), parted);
            self.row(words.row, indent + INDENT);
            end = match node {
                Node::Block { head, body } => {
                    self.block(head, body, indent + INDENT);
                    body.comment.map_or(body.range.end, |comment| comment.end)
                }
                _ => {
                    self.trailing(place.end, words.comment);
                    words.comment.map_or(place.end, |comment| comment.end)
                }
            };
            last = Some(node);
        }
        let after = Gap::new(self.slice(end, body.range.end - 1));
        self.comments(after, indent + INDENT, last.is_none(), false);
        self.line(indent);
    }

    /// Writes what stands between two nodes, up to the start of the second.
    fn gap(&mut self, start: u32, end: u32, indent: usize, first: bool, parted: bool) {
        let gap = Gap::new(self.slice(start, end));
        let blank = gap.breaks > 1;
        let bare = gap.lines.is_empty();
        self.comments(gap, indent, first, parted);
        if blank && !(first && bare) || bare && parted {
            self.line(0);
        }
        self.line(indent);
    }

    fn comments(&mut self, mut gap: Gap<'_>, indent: usize, first: bool, mut parted: bool) {
        if let Some(comment) = gap.take_trailing() {
            self.out.extend([" ", comment]);
        }
        for (count, line) in gap.lines.iter().enumerate() {
            if line.breaks > 1 && !(first && count == 0) || parted {
                self.line(0);
            }
            parted = false;
            self.line(indent);
            self.out.push_str(line.text);
        }
    }

    /// Whether the second would go on with the sentence that the first is, if no semicolon or blank line parted them.
    fn would_join(&self, first: &Node, second_node: &Node) -> bool {
        let Node::Sentence(Sentence { row: first, .. }) = first else {
            return false;
        };
        let (Node::Sentence(second) | Node::Block { head: second, .. }) = second_node else {
            return false;
        };
        let comma = self.words(*first).last().is_some_and(|token| token.kind == TokenKind::Comma);
        let word = self.place(second.row).map_or("", |place| place.of(self.text));
        let word = word.split([' ', '\t', '\n', '\r']).next().unwrap_or_default();
        // `on` begins a block of its own.
        let block = matches!(second_node, Node::Block { .. }) && word == "on";
        !block && (comma || word.starts_with('{') || JOINING.contains(&word) || word == "on")
    }
}
