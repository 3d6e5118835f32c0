//! Characters that a reader cannot see, and escapes that JSON does not know.
//! Must not know where sentences begin or end.

use super::problems::Problems;
use super::tree::{ProblemKind, Range};

/// Whether a character turns the direction of the text around it, so that a line reads otherwise than it is compiled.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character shows nothing, or changes how others show.
#[must_use]
pub fn invisible(c: char) -> bool {
    turns(c)
        || c.is_control() && !matches!(c, '\t' | '\n' | '\r')
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// One problem for each run of characters that `wanted` names.
fn runs(text: &str, range: Range, kind: ProblemKind, problems: &mut Problems, wanted: impl Fn(char) -> bool) {
    let mut run: Option<Range> = None;
    for (offset, c) in range.of(text).char_indices() {
        if !wanted(c) {
            problems_of(run.take(), kind, problems);
            continue;
        }
        let start = range.start + offset as u32;
        let end = start + c.len_utf8() as u32;
        run = Some(Range { start: run.map_or(start, |run| run.start), end });
    }
    problems_of(run, kind, problems);
}

fn problems_of(run: Option<Range>, kind: ProblemKind, problems: &mut Problems) {
    if let Some(range) = run {
        problems.add(kind, range);
    }
}

/// A comment may hold any character but those that make it look like something else.
pub(super) fn check_comment(text: &str, range: Range, problems: &mut Problems) {
    if !range.of(text).is_ascii() {
        runs(text, range, ProblemKind::InvisibleCharacter, problems, turns);
    }
}

/// Invisible characters that Unicode counts among the letters.
pub(super) fn check_word(text: &str, range: Range, problems: &mut Problems) {
    if !range.of(text).is_ascii() {
        runs(text, range, ProblemKind::InvisibleCharacter, problems, invisible);
    }
}

/// Characters that belong to no word or literal: said once for the visible ones, and once for each run of invisible ones.
pub(super) fn check_unknown(text: &str, range: Range, problems: &mut Problems) {
    if range.of(text).chars().any(|c| !invisible(c)) {
        problems.add(ProblemKind::UnknownCharacters, range);
    }
    runs(text, range, ProblemKind::InvisibleCharacter, problems, invisible);
}

/// Escapes that JSON does not know, in a text with its quotes.
pub(super) fn check_escapes(text: &str, range: Range, problems: &mut Problems) {
    let quoted = range.of(text);
    let mut at = 0;
    while let Some(offset) = quoted.get(at..).and_then(|rest| rest.find('\\')) {
        let start = at + offset;
        let rest = quoted.get(start..).unwrap_or_default();
        let length = escape(rest);
        let taken = length.unwrap_or_else(|| bad_escape(rest));
        if length.is_none() {
            let start = range.start + start as u32;
            problems.add(ProblemKind::BadEscape, Range { start, end: start + taken as u32 });
        }
        at = start + taken;
    }
}

/// The length of the JSON escape at the start of a text, if it is one. Half a surrogate pair is none.
fn escape(text: &str) -> Option<usize> {
    match text.as_bytes().get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => match unit(text)? {
            0xd800..=0xdbff => unit(text.get(6..)?).filter(|low| (0xdc00..=0xdfff).contains(low)).map(|_| 12),
            0xdc00..=0xdfff => None,
            _ => Some(6),
        },
        _ => None,
    }
}

/// How much of a text an escape takes that JSON does not know: its letter, and after `u` the digits that are there.
fn bad_escape(text: &str) -> usize {
    let mut letters = text.chars().skip(1);
    let letter = letters.next();
    let digits = if letter == Some('u') { letters.take(4).take_while(char::is_ascii_hexdigit).count() } else { 0 };
    1 + letter.map_or(0, char::len_utf8) + digits
}

/// The number that `\uXXXX` at the start of a text stands for.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}
