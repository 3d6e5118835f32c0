//! Steps over a text: texts, JSON, comments, and whole sentences, as the grammar reads them, but without making anything of them.
//! Must not know what a file consists of (`layout.rs` does), and must agree with `grammar.pest`, which the tests compare.

use pest::unicode::{LETTER, NONSPACING_MARK};

/// The words that announce a declaration. The second is needed, too, where there is one.
const KEYWORDS: [(&str, Option<&str>); 19] = [
    ("app", None),
    ("authentication", Some("strength")),
    ("baseline", None),
    ("conditional", Some("access")),
    ("connector", None),
    ("exempt", None),
    ("filter", None),
    ("guarantee", None),
    ("let", None),
    ("named", Some("location")),
    ("object", None),
    ("param", None),
    ("rule", None),
    ("scope", None),
    ("sentence", None),
    ("tenant", None),
    ("test", None),
    ("use", None),
    ("words", None),
];

/// A line that begins with one of these goes on with the sentence above it; `on` does, too, unless it begins a block.
pub(super) const JOINING: [&str; 6] = ["else", "except", "because", "and", "or", "then"];

/// The bytes at which a sentence needs a closer look.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let marks = b"\"/[{};\n\r";
    let mut at = 0;
    while at < marks.len() {
        stops[marks[at] as usize] = true;
        at += 1;
    }
    stops
};

/// How a sentence ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowEnd {
    /// At the opening brace of its block.
    Block,
    /// At the end of its line.
    Line,
    /// After a semicolon, and the comment after that.
    Separator,
    /// At a closing brace, which is not its own.
    Close,
    /// At the end of the text.
    Text,
}

/// A text, and what stepping over it found.
pub(super) struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// How many blocks are open.
    pub(super) depth: usize,
    /// The first bracket that opens more than [`super::MAX_DEPTH`] levels.
    pub(super) too_deep: Option<usize>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, bytes: text.as_bytes(), depth: 0, too_deep: None }
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    pub(super) fn starts(&self, at: usize, what: &str) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(what.as_bytes()))
    }

    /// `///`, but not `////`.
    pub(super) fn documents(&self, at: usize) -> bool {
        self.starts(at, "///") && self.byte(at + 3) != Some(b'/')
    }

    /// The end of the line that `at` is on: its `\n`, `\r`, or the end of the text.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        at + rest.iter().position(|&byte| byte == b'\n' || byte == b'\r').unwrap_or(rest.len())
    }

    /// The start of the line after the line end at `at`.
    pub(super) fn next_line(&self, at: usize) -> usize {
        if self.starts(at, "\r\n") { at + 2 } else { at + 1 }
    }

    /// Past spaces and tabs.
    pub(super) fn blanks(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        at + rest.iter().position(|&byte| byte != b' ' && byte != b'\t').unwrap_or(rest.len())
    }

    /// Back over spaces, tabs and line ends, at most to `start`.
    pub(super) fn trim(&self, start: usize, end: usize) -> usize {
        let kept = self.bytes.get(start..end).unwrap_or_default();
        start + kept.iter().rposition(|byte| !b" \t\r\n".contains(byte)).map_or(0, |last| last + 1)
    }

    /// Whether a word that ended at `at` would have gone on.
    fn word_goes_on(&self, at: usize) -> bool {
        let follows = |at: usize| self.text.get(at..).and_then(|rest| rest.chars().next());
        match self.byte(at) {
            None => false,
            Some(b'-') => follows(at + 1).is_some_and(|next| next.is_ascii_alphanumeric() || LETTER(next)),
            Some(byte) if byte < 0x80 => byte.is_ascii_alphanumeric() || byte == b'_',
            Some(_) => follows(at).is_some_and(|next| LETTER(next) || NONSPACING_MARK(next)),
        }
    }

    fn word(&self, at: usize, word: &str) -> bool {
        self.starts(at, word) && !self.word_goes_on(at + word.len())
    }

    /// Whether the words at `at` announce a declaration.
    pub(super) fn keyword(&self, at: usize) -> bool {
        if !self.byte(at).is_some_and(|byte| byte.is_ascii_lowercase()) {
            return false;
        }
        KEYWORDS.iter().any(|&(first, second)| {
            self.word(at, first)
                && second.is_none_or(|second| {
                    let after = at + first.len();
                    let next = self.blanks(after);
                    next > after && self.word(next, second)
                })
        })
    }

    /// Past the text that begins at `at`, and whether its line closes it.
    fn quoted(&self, at: usize) -> (usize, bool) {
        let mut at = at + 1;
        loop {
            match self.byte(at) {
                None | Some(b'\n' | b'\r') => return (at, false),
                Some(b'"') => return (at + 1, true),
                Some(b'\\') if !matches!(self.byte(at + 1), None | Some(b'\n' | b'\r')) => at += 2,
                Some(_) => at += 1,
            }
        }
    }

    fn json_space(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        at + rest.iter().position(|byte| !b" \t\r\n".contains(byte)).unwrap_or(rest.len())
    }

    /// Whether the brace at `at` begins a JSON object, not a block: a text and a colon follow, or it is `{}` and a value is due
    /// after the words from `words` on.
    pub(super) fn json_begins(&self, at: usize, words: usize) -> bool {
        let next = self.json_space(at + 1);
        if self.byte(next) == Some(b'"') {
            let (end, closed) = self.quoted(next);
            return closed && self.byte(self.blanks(end)) == Some(b':');
        }
        self.starts(at, "{}") && value_due(self.text.get(words..at).unwrap_or_default())
    }

    /// Past the JSON value whose bracket stands at `at`, and whether all its brackets are closed. One without its closing bracket
    /// ends after the last lexeme of JSON.
    pub(super) fn json(&mut self, at: usize) -> (usize, bool) {
        let mut closers = Vec::new();
        let mut proper = true;
        let mut next = at;
        let mut end = at + 1;
        while let Some(byte) = self.byte(next) {
            match byte {
                b'[' | b'{' => {
                    closers.push(if byte == b'[' { b']' } else { b'}' });
                    if closers.len() + self.depth > super::MAX_DEPTH {
                        self.too_deep.get_or_insert(next);
                    }
                    end = next + 1;
                }
                b']' | b'}' => {
                    let Some(level) = closers.iter().rposition(|&closer| closer == byte) else {
                        break;
                    };
                    proper &= level + 1 == closers.len();
                    closers.truncate(level);
                    end = next + 1;
                    if closers.is_empty() {
                        return (end, proper);
                    }
                }
                _ => match self.json_lexeme(next, byte) {
                    Some(past) => end = past,
                    None => break,
                },
            }
            next = self.json_space(end);
        }
        (end, false)
    }

    fn json_lexeme(&self, at: usize, byte: u8) -> Option<usize> {
        match byte {
            b',' | b':' => Some(at + 1),
            b'"' => Some(self.quoted(at)).filter(|text| text.1).map(|text| text.0),
            b'-' | b'0'..=b'9' => {
                let rest = self.bytes.get(at..).unwrap_or_default();
                let part = |byte: &u8| byte.is_ascii_digit() || b".-+eE".contains(byte);
                Some(at + rest.iter().position(|byte| !part(byte)).unwrap_or(rest.len()))
            }
            b't' | b'f' | b'n' => {
                let word = ["true", "false", "null"].into_iter().find(|word| self.word(at, word))?;
                Some(at + word.len())
            }
            _ => None,
        }
    }

    /// Steps over the sentence that begins at `at`: where it ends (the comment after it included), and how.
    pub(super) fn row(&mut self, at: usize) -> (usize, RowEnd) {
        self.row_until(at, false)
    }

    /// With `ends_at_on`, a line that begins with `on` ends the sentence: so looking ahead from one such line stops at the next.
    fn row_until(&mut self, start: usize, ends_at_on: bool) -> (usize, RowEnd) {
        let mut at = start;
        // No comma before this place ends a line: it stands in a text or in JSON.
        let mut solid = start;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            at += rest.iter().position(|&byte| STOPS[usize::from(byte)]).unwrap_or(rest.len());
            match self.byte(at) {
                None => return (at, RowEnd::Text),
                Some(b'"') => {
                    at = self.quoted(at).0;
                    solid = at;
                }
                Some(b'[') => {
                    at = self.json(at).0;
                    solid = at;
                }
                Some(b'{') if self.json_begins(at, solid) => {
                    at = self.json(at).0;
                    solid = at;
                }
                Some(b'{') => return (at, RowEnd::Block),
                Some(b'}') => return (at, RowEnd::Close),
                Some(b';') => return (self.comment_after(at + 1), RowEnd::Separator),
                Some(b'/') if !self.starts(at, "//") => at += 1,
                Some(_) => {
                    let end = self.line_end(at);
                    let words = self.bytes.get(solid..at).unwrap_or_default();
                    let last = words.iter().rev().find(|&&byte| byte != b' ' && byte != b'\t');
                    match self.goes_on(end, last == Some(&b','), ends_at_on) {
                        Some(next) => at = next,
                        None => return (end, RowEnd::Line),
                    }
                    solid = at;
                }
            }
        }
    }

    /// Past semicolons and a comment that follow on the same line, or `at` when there is no comment.
    pub(super) fn comment_after(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let parting = rest.iter().position(|byte| !b" \t;".contains(byte));
        let next = at + parting.unwrap_or(rest.len());
        if self.starts(next, "//") { self.line_end(next) } else { at }
    }

    /// Where the sentence whose line ends at `end` goes on, if it does.
    fn goes_on(&mut self, end: usize, comma: bool, ends_at_on: bool) -> Option<usize> {
        self.byte(end)?;
        let mut line = self.next_line(end);
        loop {
            let at = self.blanks(line);
            match self.byte(at)? {
                b'\n' | b'\r' => return None,
                b'/' if self.starts(at, "//") && !self.documents(at) => {
                    let end = self.line_end(at);
                    self.byte(end)?;
                    line = self.next_line(end);
                }
                b'{' => return Some(at),
                _ if at == line && self.keyword(at) => return None,
                b'o' if self.word(at, "on") => {
                    let ends = ends_at_on || self.block_begins(at);
                    return (!ends).then_some(at);
                }
                byte => {
                    let ends = matches!(byte, b'}' | b';') || self.starts(at, "//");
                    let joins = JOINING.iter().any(|word| self.word(at, word));
                    return (joins || comma && !ends).then_some(at);
                }
            }
        }
    }

    /// Whether the line that begins with `on` at `at` is the head of a block.
    fn block_begins(&mut self, at: usize) -> bool {
        self.row_until(at, true).1 == RowEnd::Block
    }
}

/// Whether a value is due after these words: after a symbol, or one of three words.
fn value_due(words: &str) -> bool {
    let words = words.trim_end_matches([' ', '\t']);
    let in_word = |rest: &str| {
        let last = rest.trim_end_matches(NONSPACING_MARK).chars().next_back();
        last.is_some_and(|c| c.is_ascii_alphanumeric() || "_-".contains(c) || LETTER(c))
    };
    words.ends_with(['=', '|', '.', ':', '<', '>'])
        || ["default", "with", "body"].iter().any(|word| words.strip_suffix(word).is_some_and(|rest| !in_word(rest)))
}
