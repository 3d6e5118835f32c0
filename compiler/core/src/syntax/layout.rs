//! Cuts a file into declarations, and large declarations into slices, so that each can be parsed on its own, side by side.
//! Finds what no grammar can recover from: braces that nobody closes, blocks too deep, sentences too long.
//! Must not know what a word means, but for the keywords that begin a declaration.

use super::characters;
use super::problems::Problems;
use super::scan::{RowEnd, Scanner};
use super::tree::{ProblemKind, Range};
use super::{MAX_DEPTH, MAX_SENTENCE};

/// A slice ends at the first sentence after this many bytes: small enough that pest's queue stays in the cache.
const SLICE: usize = 1 << 16;

/// After so many declarations that no keyword announces, a file is not mam; the rest of it, up to the next keyword at a line's
/// start, is kept as one, so that memory stays in proportion to the text.
pub(super) const MAX_UNKNOWN: usize = 10_000;

/// A file's text, cut.
pub(super) struct Layout {
    pub(super) docs: Vec<Range>,
    pub(super) comments: Vec<Range>,
    pub(super) pieces: Vec<Piece>,
    pub(super) problems: Problems,
    /// Whether [`MAX_UNKNOWN`] was reached, so that equal texts may have been cut differently.
    pub(super) overflowed: bool,
}

/// The text of one declaration.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) range: Range,
    pub(super) shape: Shape,
}

/// How to parse a piece.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// In one go.
    Whole,
    /// Slice by slice; ranges of the file.
    Slices(Vec<Slice>),
    /// Not at all, because of this.
    Opaque(ProblemKind, Range),
}

/// A part of a declaration that begins and ends between sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    pub(super) range: Range,
    /// One sentence that is too long to be parsed.
    pub(super) too_long: bool,
}

/// The range between two places of a file whose length is known to fit.
pub(super) fn range(start: usize, end: usize) -> Range {
    Range { start: start as u32, end: end as u32 }
}

/// Cuts a text, which must be shorter than 4 GiB.
pub(super) fn cut(text: &str) -> Layout {
    cut_by(text, SLICE)
}

/// Cuts a text with another size of slices.
pub(super) fn cut_by(text: &str, slice: usize) -> Layout {
    let layout = Layout {
        docs: Vec::new(),
        comments: Vec::new(),
        pieces: Vec::new(),
        problems: Problems::default(),
        overflowed: false,
    };
    let mut cutter = Cutter { text, scanner: Scanner::new(text), layout, docs: None, unknown: 0, slice };
    if let Some(first) = characters::lone_returns(text).next() {
        cutter.layout.problems.add(ProblemKind::LoneReturn, range(first, first + 1));
    }
    cutter.file();
    cutter.layout
}

struct Cutter<'a> {
    text: &'a str,
    scanner: Scanner<'a>,
    layout: Layout,
    /// Where the documentation of the next declaration begins.
    docs: Option<usize>,
    unknown: usize,
    slice: usize,
}

/// What is known of a declaration while its body is scanned.
struct Cuts {
    slices: Vec<Slice>,
    /// Where the slice began that is not cut yet.
    from: usize,
}

impl Cuts {
    fn cut(&mut self, at: usize, too_long: bool) {
        if at > self.from {
            self.slices.push(Slice { range: range(self.from, at), too_long });
            self.from = at;
        }
    }

    /// Ends the declaration at `end`, which may lie before the last cuts.
    fn finish(&mut self, end: usize) {
        while let Some(last) = self.slices.pop_if(|last| last.range.end as usize > end) {
            self.from = last.range.start as usize;
        }
        if !self.slices.is_empty() {
            self.cut(end, false);
        }
    }
}

impl Cutter<'_> {
    fn file(&mut self) {
        let mut at = 0;
        while let Some(byte) = self.scanner.byte(at) {
            at = match byte {
                b' ' | b'\t' | b'\n' | b'\r' | b';' => at + 1,
                b'/' if self.scanner.starts(at, "//") => self.comment(at),
                b'}' => {
                    self.undocumented(at);
                    self.layout.problems.add(ProblemKind::StrayBrace, range(at, at + 1));
                    at + 1
                }
                _ => self.declaration(at),
            };
        }
        self.undocumented(at);
    }

    /// A line of comment or documentation between declarations.
    fn comment(&mut self, at: usize) -> usize {
        let end = self.scanner.line_end(at);
        if self.docs.is_some() {
            return end;
        }
        if self.scanner.documents(at) {
            self.docs = Some(at);
        } else if self.scanner.starts(at, "//!") && self.layout.pieces.is_empty() {
            self.layout.docs.push(documentation(self.text, at, end));
            self.check_comment(at, end);
        } else {
            if self.scanner.starts(at, "//!") {
                self.layout.problems.add(ProblemKind::StrayDocumentation, range(at, end));
            }
            self.layout.comments.push(range(at, end));
            self.check_comment(at, end);
        }
        end
    }

    fn check_comment(&mut self, at: usize, end: usize) {
        characters::check_comment(self.text, range(at, end), &mut self.layout.problems);
    }

    /// Documentation that no declaration follows, up to `end`, becomes comments.
    fn undocumented(&mut self, end: usize) {
        let Some(mut at) = self.docs.take() else {
            return;
        };
        while at < end {
            let line_end = self.scanner.line_end(at).min(end);
            let start = self.scanner.blanks(at);
            if self.scanner.starts(start, "//") {
                let line = range(start, line_end);
                if self.scanner.documents(start) {
                    self.layout.problems.add(ProblemKind::StrayDocumentation, line);
                }
                self.check_comment(start, line_end);
                self.layout.comments.push(line);
            }
            at = self.scanner.next_line(line_end);
        }
    }

    /// The declaration whose first token stands at `at`; gives the place after it.
    fn declaration(&mut self, at: usize) -> usize {
        let start = self.docs.take().unwrap_or(at);
        let known = self.scanner.keyword(at);
        self.scanner.depth = 0;
        self.scanner.too_deep = None;
        let mut cuts = Cuts { slices: Vec::new(), from: start };
        if !known {
            self.unknown += 1;
            if self.unknown > MAX_UNKNOWN {
                return self.give_up(start, at);
            }
        }
        let (mut end, mut how) = self.head(at);
        while !known && matches!(how, RowEnd::Line | RowEnd::Separator) {
            let Some(next) = self.unknown_goes_on(end) else {
                break;
            };
            (end, how) = self.scanner.row(next);
        }
        let too_long = end - at > MAX_SENTENCE;
        if how == RowEnd::Block {
            end = self.body(end, &mut cuts);
        }
        cuts.finish(end);
        let shape = match self.scanner.too_deep {
            Some(brace) => Shape::Opaque(ProblemKind::TooDeep, range(brace, brace + 1)),
            None if too_long => Shape::Opaque(ProblemKind::TooLong, range(at, end)),
            None if cuts.slices.is_empty() => Shape::Whole,
            None => Shape::Slices(cuts.slices),
        };
        self.layout.pieces.push(Piece { range: range(start, end), shape });
        end
    }

    fn head(&mut self, at: usize) -> (usize, RowEnd) {
        if self.scanner.byte(at) == Some(b'{') && !self.scanner.json_begins(at, at) {
            return (at, RowEnd::Block);
        }
        self.scanner.row(at)
    }

    /// Where the next line goes on with words that no keyword announces: one mistake at the top of a page is one declaration,
    /// not one for each of its lines.
    fn unknown_goes_on(&self, end: usize) -> Option<usize> {
        let mut lines = 0;
        let mut at = end;
        loop {
            match self.scanner.byte(at)? {
                b' ' | b'\t' | b';' => at += 1,
                b'\n' | b'\r' => {
                    lines += 1;
                    at = self.scanner.next_line(at);
                }
                b'}' => return None,
                b'{' if !self.scanner.json_begins(at, at) => return None,
                _ if lines > 1 || self.scanner.keyword(at) || self.scanner.starts(at, "//") => {
                    return None;
                }
                _ => return Some(at),
            }
        }
    }

    /// Keeps everything up to the next keyword at the start of a line as one declaration that is not parsed.
    fn give_up(&mut self, start: usize, at: usize) -> usize {
        self.layout.overflowed = true;
        let mut line = self.scanner.line_end(at);
        while self.scanner.byte(line).is_some() {
            let next = self.scanner.next_line(line);
            if self.scanner.keyword(next) || self.scanner.documents(next) {
                break;
            }
            line = self.scanner.line_end(next);
        }
        let end = self.scanner.trim(at, line).max(at + 1);
        let shape = Shape::Opaque(ProblemKind::UnknownDeclaration, range(at, end.min(self.scanner.line_end(at))));
        self.layout.pieces.push(Piece { range: range(start, end), shape });
        end
    }

    /// The body whose brace stands at `at`; gives the place after the declaration.
    fn body(&mut self, at: usize, cuts: &mut Cuts) -> usize {
        let mut walk = Walk { at: at + 1, line: usize::MAX, trivia: None };
        self.scanner.depth = 1;
        while let Some(byte) = self.scanner.byte(walk.at) {
            let here = walk.at;
            match byte {
                b' ' | b'\t' | b';' => walk.at += 1,
                b'\n' | b'\r' => {
                    walk.at = self.scanner.next_line(here);
                    walk.line = walk.at;
                }
                b'/' if self.scanner.starts(here, "//") => self.body_comment(&mut walk, cuts),
                _ if here == walk.line && self.scanner.keyword(here) => {
                    return self.scanner.trim(at, walk.trivia.unwrap_or(here)).max(at + 1);
                }
                _ => {
                    walk.trivia = None;
                    if here - cuts.from >= self.slice {
                        cuts.cut(here, false);
                    }
                    if let Some(end) = self.node(&mut walk, byte, cuts) {
                        return end;
                    }
                }
            }
        }
        self.scanner.trim(at, walk.at).max(at + 1)
    }

    fn body_comment(&mut self, walk: &mut Walk, cuts: &mut Cuts) {
        let here = walk.at;
        if here != walk.line {
            walk.trivia = None;
        } else if walk.trivia.is_none() {
            walk.trivia = Some(here);
        }
        // A comment on the line of something else belongs to that.
        let own_line = walk.line != usize::MAX && self.scanner.blanks(walk.line) == here;
        if own_line && here - cuts.from >= self.slice {
            cuts.cut(here, false);
        }
        walk.at = self.scanner.line_end(here);
    }

    /// A brace or a sentence; gives the place after the declaration when this closes it.
    fn node(&mut self, walk: &mut Walk, byte: u8, cuts: &mut Cuts) -> Option<usize> {
        let here = walk.at;
        match byte {
            b'}' => {
                self.scanner.depth -= 1;
                walk.at = here + 1;
                return (self.scanner.depth == 0).then(|| self.scanner.comment_after(walk.at));
            }
            b'{' if !self.scanner.json_begins(here, here) => self.open(walk, here),
            _ => {
                let (end, how) = self.scanner.row(here);
                if end - here > MAX_SENTENCE {
                    cuts.cut(here, false);
                    cuts.cut(end, true);
                }
                walk.at = end;
                if how == RowEnd::Block {
                    self.open(walk, end);
                }
            }
        }
        None
    }

    fn open(&mut self, walk: &mut Walk, brace: usize) {
        self.scanner.depth += 1;
        if self.scanner.depth > MAX_DEPTH {
            self.scanner.too_deep.get_or_insert(brace);
        }
        walk.at = brace + 1;
    }
}

/// Where the scan of a body stands.
struct Walk {
    at: usize,
    /// The start of the line, once the body has left its first.
    line: usize,
    /// The first of the comment lines at column 0 that stand here: should a declaration follow, they belong to it.
    trivia: Option<usize>,
}

/// A documentation line from its slashes on, without them, the space after them and what the line ends with.
pub(super) fn documentation(text: &str, start: usize, end: usize) -> Range {
    let line = text.get(start..end).unwrap_or_default();
    let body = line.get(3..).unwrap_or_default();
    let body = body.strip_prefix(' ').unwrap_or(body);
    let from = end - body.len();
    range(from, from + body.trim_end_matches([' ', '\t']).len())
}
