//! A sentence that is known up to a place: what was expected there, and what was probably meant.

use super::literal::{self, Mistake};
use super::mismatch::nearest_phrases;
use super::nearest::nearest;
use super::sentence::Reader;
use super::{slips, unknown};
use crate::cursor::Cursor;
use crate::diagnostics::Diagnostic;
use crate::syntax::{self, Span, TokenKind};
use crate::vocabulary::model::{Piece, SentenceEntry, Type, Words, one_of};
use crate::vocabulary::{Expected, Mismatch};

/// Words that are no action of the sentence, or no action where one should stand.
pub(super) fn action(
    reader: &Reader<'_>,
    cursor: Cursor<'_>,
    there: Cursor<'_>,
    mismatch: &Mismatch,
) -> Option<Diagnostic> {
    let sentences = reader.vocabulary.sentences();
    let entries = || mismatch.expected.iter().filter_map(|expected| sentences.get(expected.entry()));
    let wants_else =
        mismatch.expected.iter().any(|expected| matches!(expected, Expected::Word(word, _) if &**word == "else"));
    if wants_else && there.at_end() {
        return entries().find_map(actions).map(|words| missing(words, cursor, " else "));
    }
    let behind_else = mismatch.position.checked_sub(1).is_some_and(|before| {
        let mut cursor = cursor;
        cursor.seek(before);
        cursor.peek_word() == Some("else")
    });
    let words = entries().find_map(actions).filter(|_| behind_else)?;
    if there.at_end() {
        return Some(missing(words, cursor, " "));
    }
    let found = there.peek_word()?;
    let elsewhere =
        sentences.iter().filter_map(actions).any(|words| words.items.iter().any(|item| *item.words == *found));
    elsewhere.then(|| not_possible(words, found, there.here()))
}

/// The words that may stand behind `else`.
fn actions(entry: &SentenceEntry) -> Option<&Words> {
    let behind =
        entry.pieces.iter().skip_while(|piece| !matches!(piece, Piece::Word(word) if &**word == "else")).nth(1)?;
    let Piece::Hole(hole) = behind else { return None };
    match &entry.holes.get(*hole)?.types.first()?.1 {
        Type::Words(words) => Some(words),
        _ => None,
    }
}

/// The words of a list, mildest first: nobody should wipe phones by accepting the first repair.
fn mildest_first(words: &Words) -> impl Iterator<Item = &str> {
    words.items.iter().rev().map(|item| &*item.words)
}

/// The sentence ends where an action should stand.
fn missing(words: &Words, cursor: Cursor<'_>, before: &str) -> Diagnostic {
    let place = Span { start: cursor.rest().end, ..cursor.rest() };
    let spelled: Vec<_> = mildest_first(words).map(|word| format!("`{}{word}`", before.trim_start())).collect();
    let diagnostic = Diagnostic::new(22, "the sentence does not say what happens else")
        .at(place, "an action is missing here")
        .help(format!("add {}", one_of(&spelled)));
    mildest_first(words).fold(diagnostic, |diagnostic, word| {
        diagnostic.repair(format!("add `{}{word}`", before.trim_start()), place, format!("{before}{word}"))
    })
}

/// An action that other sentences have.
fn not_possible(words: &Words, found: &str, span: Span) -> Diagnostic {
    let spelled: Vec<_> = mildest_first(words).map(|word| format!("`{word}`")).collect();
    let diagnostic = Diagnostic::new(23, format!("this sentence does not know the action `{found}`"))
        .at(span, format!("{} is expected", one_of(&spelled)))
        .help("`mam vocabulary` shows which actions a sentence has");
    if words.items.len() == 1 {
        return diagnostic;
    }
    mildest_first(words)
        .fold(diagnostic, |diagnostic, word| diagnostic.repair(format!("replace `{found}` by `{word}`"), span, word))
}

/// The sentence is known up to a place.
pub(super) fn sentence(reader: &Reader<'_>, cursor: Cursor<'_>, there: Cursor<'_>, mismatch: &Mismatch) -> Diagnostic {
    let sentences = reader.vocabulary.sentences();
    if let Some(diagnostic) = open_parenthesis(cursor, there) {
        return diagnostic;
    }
    if let Some(diagnostic) = slips::several_durations(cursor, there) {
        return diagnostic;
    }
    if let Some((words, span, entry)) = several_words(reader, cursor, there, mismatch) {
        return with_phrase(
            reader,
            cursor,
            not_known(&words.0, span, format!("`{}` is expected", words.1), 21).repair(
                format!("replace `{}` by `{}`", words.0, words.1),
                span,
                words.1,
            ),
            Some(entry),
        );
    }
    if let Some(diagnostic) = unknown::app_before(reader, there, mismatch) {
        return diagnostic;
    }
    let types: Vec<&Type> = hole_types(reader, mismatch).collect();
    let entry = mismatch
        .expected
        .iter()
        .find_map(|expected| if let Expected::Hole(entry, _) = expected { sentences.get(*entry) } else { None });
    if let Some(mistake) = types.iter().find_map(|of| literal::mistake(of, there)) {
        return with_phrase(reader, cursor, mistake.diagnostic(), entry);
    }
    match literal::broken_version(cursor, there) {
        Some(mistake) => mistake.diagnostic(),
        None => plain(reader, cursor, there, mismatch),
    }
}

/// A parenthesis that is not closed.
fn open_parenthesis(mut cursor: Cursor<'_>, there: Cursor<'_>) -> Option<Diagnostic> {
    let mut open = Vec::new();
    while let Some(token) = cursor.next() {
        match token.kind {
            TokenKind::Open => open.push(cursor.span_of(token.range)),
            TokenKind::Close => drop(open.pop()),
            _ => {}
        }
    }
    let first = open.pop().filter(|_| there.at_end())?;
    let diagnostic = Diagnostic::new(21, "this parenthesis is not closed")
        .at(first, "opened here")
        .help("add the `)` that belongs to it");
    Some(diagnostic.repair("close it at the end of the sentence", there.here(), ")"))
}

/// The types of the holes that could have stood at the mismatch.
fn hole_types<'r>(reader: &Reader<'r>, mismatch: &'r Mismatch) -> impl Iterator<Item = &'r Type> {
    let sentences = reader.vocabulary.sentences();
    mismatch.expected.iter().flat_map(move |expected| {
        let hole = if let Expected::Hole(entry, hole) = expected {
            sentences.get(*entry).and_then(|entry| entry.holes.get(*hole))
        } else {
            None
        };
        hole.into_iter().flat_map(|hole| &hole.types).map(|(_, of)| of)
    })
}

/// Several words that are nearly those of a value: what was said, and what was meant, where, and in which sentence.
fn several_words<'r>(
    reader: &Reader<'r>,
    cursor: Cursor<'_>,
    there: Cursor<'_>,
    mismatch: &Mismatch,
) -> Option<((String, String), Span, &'r SentenceEntry)> {
    for entry in mismatch.expected.iter().filter_map(|expected| reader.vocabulary.sentences().get(expected.entry())) {
        let mut known = Vec::new();
        entry.holes.iter().flat_map(|hole| &hole.types).for_each(|(_, of)| of.words(&mut known));
        known.retain(|words| words.contains(' '));
        for start in there.position().saturating_sub(3)..=there.position() {
            let mut at = cursor;
            at.seek(start);
            if start < cursor.position() {
                continue;
            }
            let mut said = String::new();
            while let Some((word, _)) = at.word() {
                said.push_str(if said.is_empty() { "" } else { " " });
                said.push_str(word);
                let near = nearest(&said, known.iter().copied())
                    .filter(|near| said.contains(' ') && *near != said && at.position() > there.position());
                if let Some(near) = near.filter(|near| strsim::damerau_levenshtein(near, &said) <= 3) {
                    return Some(((said.clone(), near.to_owned()), at.since(start), entry));
                }
            }
        }
    }
    None
}

/// The entry of the sentence that the first repair makes; of one that has another mistake further on, an entry that fits up to there.
fn mended<'r>(reader: &Reader<'r>, cursor: Cursor<'_>, diagnostic: &Diagnostic) -> Option<&'r SentenceEntry> {
    let edit = match diagnostic.repairs.first()?.edits.as_slice() {
        [edit] if !reader.has_said_enough() => edit,
        _ => return None,
    };
    let text = |from: u32, to: u32| reader.file.text.get(from as usize..to as usize);
    let whole = cursor.rest();
    let (before, after) = (text(whole.start, edit.span.start)?, text(edit.span.end, whole.end.max(edit.span.end))?);
    let entry = match reads(reader, &format!("{before}{}{after}", edit.text)) {
        Ok(entry) => entry,
        Err(mismatch) => mismatch?.expected.first()?.entry(),
    };
    reader.vocabulary.sentences().get(entry)
}

/// The sentence that a text would be in place of the one that is read; else where it stops fitting, if it is one sentence at all.
pub(super) fn reads(reader: &Reader<'_>, text: &str) -> Result<usize, Option<Mismatch>> {
    let block = format!("baseline mended {{\n{text}\n}}\n");
    let file = syntax::parse(reader.file.id, reader.file.path.clone(), block.into());
    let item = file.items.first().ok_or(None)?;
    let rows = item.declaration.body.as_ref().map(super::rows_of).unwrap_or_default();
    let [row] = rows[..] else { return Err(None) };
    let index = reader.vocabulary.index_of(reader.kind);
    index
        .find(reader.vocabulary.sentences(), Cursor::new(&file, item, row), reader)
        .map(|found| found.entry)
        .map_err(Some)
}

fn not_known(found: &str, span: Span, label: String, code: u16) -> Diagnostic {
    Diagnostic::new(code, format!("`{found}` does not fit here")).at(span, label)
}

/// Tells the whole phrase: that of the sentence which the first repair makes, else one that was possible.
fn with_phrase(
    reader: &Reader<'_>,
    cursor: Cursor<'_>,
    diagnostic: Diagnostic,
    entry: Option<&SentenceEntry>,
) -> Diagnostic {
    if diagnostic.help.is_some() {
        return diagnostic;
    }
    let Some(entry) = mended(reader, cursor, &diagnostic).or(entry) else { return diagnostic };
    let example = entry.examples.first().map(|example| format!(", as in `{example}`")).unwrap_or_default();
    diagnostic.help(format!("the sentence is `{}`{example}", entry.phrase))
}

/// Nothing is known of what was meant, but perhaps the word itself.
fn plain(reader: &Reader<'_>, cursor: Cursor<'_>, there: Cursor<'_>, mismatch: &Mismatch) -> Diagnostic {
    let sentences = reader.vocabulary.sentences();
    let expected = mismatch.describe(sentences);
    let found = there.peek_raw();
    let words = || {
        mismatch.expected.iter().filter_map(|expected| {
            if let Expected::Word(word, entry) = expected { Some((&**word, *entry)) } else { None }
        })
    };
    let mut listed = Vec::new();
    hole_types(reader, mismatch).for_each(|of| of.words(&mut listed));
    let known = words().map(|(word, _)| word).chain(listed).filter(|_| there.kind() == Some(TokenKind::Word));
    let near = nearest(found, known);
    let entry = words()
        .find(|(word, _)| Some(*word) == near)
        .map(|(_, entry)| entry)
        .or_else(|| value_entry(mismatch))
        .or_else(|| mismatch.expected.first().map(Expected::entry))
        .and_then(|entry| sentences.get(entry));
    if there.at_end() {
        let diagnostic =
            Diagnostic::new(21, "the sentence ends too early").at(there.here(), format!("{expected} is expected here"));
        return with_phrase(reader, cursor, diagnostic, entry);
    }
    let mut diagnostic = if is_value(reader, mismatch) {
        not_known(found, there.here(), format!("{expected} is expected"), 21)
    } else {
        let said = Span { end: there.here().end, ..cursor.rest() };
        let text = reader.file.text.get(said.start as usize..said.end as usize).unwrap_or_default();
        Diagnostic::new(20, format!("no sentence reads `{}`", text.split_whitespace().collect::<Vec<_>>().join(" ")))
            .at(there.here(), format!("{expected} is expected"))
    };
    if let Some(repair) = slips::next_sentence(reader, there, mismatch) {
        diagnostic = diagnostic.help("a sentence ends with its line: write the next one on a line of its own");
        diagnostic.repairs.push(repair);
        return diagnostic;
    }
    diagnostic = match near {
        Some("wipe") => diagnostic.help("did you mean `wipe`?"),
        Some(near) => diagnostic.repair(format!("replace `{found}` by `{near}`"), there.here(), near),
        None => unlike(reader, cursor, there, mismatch, diagnostic),
    };
    with_phrase(reader, cursor, diagnostic, entry)
}

/// Nothing that could stand there is like what does: small slips, sentences that are like this one, or less of it.
fn unlike(
    reader: &Reader<'_>,
    cursor: Cursor<'_>,
    there: Cursor<'_>,
    mismatch: &Mismatch,
    mut diagnostic: Diagnostic,
) -> Diagnostic {
    let slips = slips::repairs(reader, cursor, there, mismatch);
    if !slips.is_empty() {
        diagnostic.repairs.extend(slips);
        return diagnostic;
    }
    if !is_value(reader, mismatch) && mismatch.expected.len() > 1 {
        let phrases = nearest_phrases(reader, cursor);
        if !phrases.is_empty() {
            diagnostic = diagnostic.help(format!("the nearest: {}", phrases.join(" · ")));
        }
    }
    if mismatch.expected.iter().any(|expected| matches!(expected, Expected::End(_))) {
        diagnostic = diagnostic.repair("delete what does not belong to the sentence", there.rest(), "");
    }
    diagnostic
}

/// The entry whose value was expected.
fn value_entry(mismatch: &Mismatch) -> Option<usize> {
    mismatch
        .expected
        .iter()
        .find_map(|expected| if let Expected::Hole(entry, _) = expected { Some(*entry) } else { None })
}

/// Whether a value was expected, rather than a word of a phrase; an end counts as a value, since the sentence before it is known.
fn is_value(reader: &Reader<'_>, mismatch: &Mismatch) -> bool {
    let literal = |word: &str, entry: usize| {
        let pieces = reader.vocabulary.sentences().get(entry).map(|entry| entry.pieces.as_slice()).unwrap_or_default();
        pieces.iter().any(|piece| matches!(piece, Piece::Word(known) if **known == *word))
    };
    let words = mismatch
        .expected
        .iter()
        .any(|expected| matches!(expected, Expected::Word(word, entry) if literal(word, *entry)));
    !words || mismatch.expected.iter().any(|expected| matches!(expected, Expected::Hole(..)))
}

impl Mistake {
    /// As a diagnostic.
    pub(super) fn diagnostic(self) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.code, self.message).at(self.span, self.label);
        diagnostic.help = self.help;
        match self.instead {
            Some(text) => diagnostic.repair(format!("write `{text}`"), self.span, text),
            None => diagnostic,
        }
    }
}
