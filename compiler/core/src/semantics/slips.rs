//! Small slips in a sentence that is known up to a place: a word too many or too few, another word for `else`, a comma for `and`,
//! capital letters. Each repair is tried before it is offered: it must make a sentence.

use super::sentence::Reader;
use super::wrong::reads;
use crate::cursor::Cursor;
use crate::diagnostics::{Diagnostic, Edit, Repair};
use crate::syntax::{Span, TokenKind};
use crate::values;
use crate::vocabulary::model::{Piece, Type};
use crate::vocabulary::{Expected, Mismatch};

/// The changes at the mismatch that make a sentence.
pub(super) fn repairs(reader: &Reader<'_>, cursor: Cursor<'_>, there: Cursor<'_>, mismatch: &Mismatch) -> Vec<Repair> {
    if reader.has_said_enough() || there.at_end() {
        return Vec::new();
    }
    let fits = |repair: &Repair| reads(reader, &edited(reader, cursor.rest(), &repair.edits)).is_ok();
    candidates(reader, there, mismatch).into_iter().filter(fits).collect()
}

/// Another sentence behind one that is whole: it begins on a line of its own.
pub(super) fn next_sentence(reader: &Reader<'_>, there: Cursor<'_>, mismatch: &Mismatch) -> Option<Repair> {
    let whole = mismatch.expected.iter().any(|expected| matches!(expected, Expected::End(_)));
    if !whole || there.at_end() || !reader.is_sentence(there) {
        return None;
    }
    let place = Span { start: end_before(there), end: there.here().start, ..there.here() };
    Some(change("begin a new line".into(), place, "\n    ".into()))
}

/// Where the token before a place ends.
fn end_before(there: Cursor<'_>) -> u32 {
    let mut before = there;
    before.seek(there.position().saturating_sub(1));
    before.here().end.min(there.here().start)
}

fn candidates(reader: &Reader<'_>, there: Cursor<'_>, mismatch: &Mismatch) -> Vec<Repair> {
    let (found, here) = (there.peek_raw(), there.here());
    if found == "," {
        return if wants_requirement(reader, mismatch) {
            ["and", "or"].map(|joining| join(there, joining)).into()
        } else {
            Vec::new()
        };
    }
    if matches!(found, "and" | "or") {
        return vec![commas(there, found)];
    }
    if there.kind() != Some(TokenKind::Word) && !matches!(found, ":" | "=") {
        return Vec::new();
    }
    let mut repairs = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for expected in &mismatch.expected {
        match expected {
            Expected::Word(word, _) if !words.contains(&&**word) => words.push(word),
            _ => {}
        }
    }
    // Where much may follow, nothing is known of what was meant. What wipes is never offered unasked.
    for word in words.iter().filter(|word| words.len() <= 3 && **word != "wipe") {
        let before = Span { end: here.start, ..here };
        repairs.push(change(format!("add `{word}`"), before, format!("{word} ")));
        repairs.push(change(format!("replace `{found}` by `{word}`"), here, (*word).to_owned()));
    }
    // Without its negation a sentence would say the opposite.
    if !NEGATIONS.contains(&found) {
        repairs.push(change(format!("delete `{found}`"), gap(there), String::new()));
    }
    repairs
}

const NEGATIONS: [&str; 4] = ["never", "no", "not", "without"];

/// A token with the space behind it; where none stands before it, itself alone.
fn gap(there: Cursor<'_>) -> Span {
    let here = there.here();
    let mut next = there;
    next.next();
    if next.at_end() || end_before(there) == here.start { here } else { Span { end: next.here().start, ..here } }
}

/// Whether the sentence up to the mismatch asks for a combination of values.
fn wants_requirement(reader: &Reader<'_>, mismatch: &Mismatch) -> bool {
    mismatch.expected.iter().filter_map(|expected| reader.vocabulary.sentences().get(expected.entry())).any(|entry| {
        let last = entry.pieces.last().and_then(|piece| if let Piece::Hole(hole) = piece { Some(*hole) } else { None });
        let last = last.and_then(|hole| entry.holes.get(hole));
        last.is_some_and(|hole| hole.types.iter().any(|(_, of)| matches!(of, Type::Requirement(_))))
    })
}

/// All commas from here on become a joining word.
fn join(mut there: Cursor<'_>, joining: &str) -> Repair {
    let mut edits = Vec::new();
    while !there.at_end() {
        if there.peek_raw() == "," {
            edits.push(Edit { span: there.here(), text: format!(" {joining}") });
        }
        there.next();
    }
    Repair { title: format!("write `{joining}` in place of the comma"), edits }
}

/// `outlook and teams`: all joining words from here on become commas.
fn commas(mut there: Cursor<'_>, joining: &str) -> Repair {
    let mut edits = Vec::new();
    while !there.at_end() {
        if there.peek_raw() == joining {
            edits.push(Edit { span: Span { start: end_before(there), ..there.here() }, text: ",".into() });
        }
        there.next();
    }
    Repair { title: format!("write a comma in place of `{joining}`"), edits }
}

fn change(title: String, span: Span, text: String) -> Repair {
    Repair { title, edits: vec![Edit { span, text }] }
}

/// The text of a sentence with some changes, which stand in their order.
fn edited(reader: &Reader<'_>, whole: Span, edits: &[Edit]) -> String {
    let text = |from: u32, to: u32| reader.file.text.get(from as usize..to as usize).unwrap_or_default();
    let mut out = String::new();
    let mut from = whole.start;
    for edit in edits {
        out.push_str(text(from, edit.span.start));
        out.push_str(&edit.text);
        from = edit.span.end;
    }
    out.push_str(text(from, whole.end.max(from)));
    out
}

/// `Require PIN`: a sentence but for its capital letters.
pub(super) fn capitals(reader: &Reader<'_>, cursor: Cursor<'_>) -> Option<Diagnostic> {
    if reader.has_said_enough() {
        return None;
    }
    let mut edits = Vec::new();
    let mut at = cursor;
    while let Some(token) = at.next() {
        let raw = at.raw(token);
        let small = raw.to_lowercase();
        let is_name = || reader.definitions.is_value(reader.file.id, raw);
        if token.kind == TokenKind::Word && small != raw && !is_name() {
            edits.push(Edit { span: at.span_of(token.range), text: small });
        }
    }
    let first = edits.first()?.clone();
    reads(reader, &edited(reader, cursor.rest(), &edits)).ok()?;
    let mut diagnostic = Diagnostic::new(20, "sentences are written in small letters")
        .at(first.span, format!("`{}` is expected", first.text))
        .help("only texts in quotation marks and names have capital letters");
    diagnostic.repairs.push(Repair { title: "write it in small letters".into(), edits });
    Some(diagnostic)
}

/// `1 hour 30 minutes`: the second of several durations is at `there`.
pub(super) fn several_durations(cursor: Cursor<'_>, there: Cursor<'_>) -> Option<Diagnostic> {
    let before = there.position().checked_sub(1).filter(|before| *before >= cursor.position())?;
    let mut at = cursor;
    at.seek(before);
    let (mut sum, mut count) = (0u64, 0);
    while at.kind() == Some(TokenKind::Duration) {
        sum = sum.checked_add(values::duration(at.peek_raw())?)?;
        count += 1;
        at.next();
    }
    if count < 2 {
        return None;
    }
    let (whole, sum) = (at.since(before), values::spell_duration(sum));
    Some(
        Diagnostic::new(62, "a duration has one number and one unit")
            .at(whole, format!("these are {}", if count == 2 { "two" } else { "several" }))
            .help(format!("together they are `{sum}`"))
            .repair(format!("write `{sum}`"), whole, sum),
    )
}
