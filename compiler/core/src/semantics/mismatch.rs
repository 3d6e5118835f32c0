//! What to say about a sentence that is none, or that does not belong where it stands.

use super::head;
use super::nearest::nearest;
use super::sentence::{Reader, Said};
use super::{misplaced, set, slips, wrong};
use crate::cursor::Cursor;
use crate::diagnostics::{Diagnostic, Tag};
use crate::syntax::Span;
use crate::vocabulary::model::{BlockKind, Piece, Platforms, SentenceEntry, Type};
use crate::vocabulary::{Expected, Mismatch};

/// Why some words are no sentence.
pub(super) fn no_sentence(reader: &Reader<'_>, cursor: Cursor<'_>, mismatch: &Mismatch) -> Diagnostic {
    let mut there = cursor;
    there.seek(mismatch.position);
    if cursor.at_end() {
        return Diagnostic::new(21, "there is no sentence here")
            .at(cursor.here(), "a sentence is expected")
            .help("device states and `on` narrow a sentence: write it on the same line, or several between braces");
    }
    if let Some(diagnostic) = misplaced::platforms(reader, cursor, there)
        .or_else(|| reader.unknown_state(cursor, false))
        .or_else(|| slips::capitals(reader, cursor))
        .or_else(|| set::as_property(reader, cursor))
    {
        return diagnostic;
    }
    if let Some(diagnostic) = misplaced::declaration(cursor) {
        return diagnostic;
    }
    if let Some(diagnostic) = wrong::action(reader, cursor, there, mismatch) {
        return diagnostic;
    }
    if let Some(kind) = other_kind(reader, cursor) {
        return Diagnostic::new(25, format!("this sentence belongs into `{}`", kind.words()))
            .at(cursor.rest(), format!("`{}` does not know it", reader.kind.words()))
            .help(format!("move it into a block `{} … {{ … }}`", kind.words()));
    }
    let known = mismatch.position > cursor.position() && literal_words(reader, mismatch, cursor) > 0;
    if known { wrong::sentence(reader, cursor, there, mismatch) } else { unknown(reader, cursor, there, mismatch) }
}

/// How many words of a phrase the tokens before the mismatch are; values alone make no sentence known.
fn literal_words(reader: &Reader<'_>, mismatch: &Mismatch, start: Cursor<'_>) -> usize {
    let mut cursor = start;
    let mut words = Vec::new();
    while cursor.position() < mismatch.position {
        words.push(cursor.peek_raw());
        cursor.next();
    }
    let entries = mismatch.expected.iter().filter_map(|expected| reader.vocabulary.sentences().get(expected.entry()));
    let count = |entry: &SentenceEntry| {
        entry.pieces.iter().filter(|piece| matches!(piece, Piece::Word(word) if words.contains(&&**word))).count()
    };
    entries.map(count).max().unwrap_or(usize::from(mismatch.expected.is_empty()))
}

/// Another kind of block that knows the sentence.
fn other_kind(reader: &Reader<'_>, cursor: Cursor<'_>) -> Option<BlockKind> {
    let others = BlockKind::ALL.into_iter().filter(|kind| *kind != reader.kind);
    others
        .into_iter()
        .find(|kind| reader.vocabulary.index_of(*kind).find(reader.vocabulary.sentences(), cursor, reader).is_ok())
}

/// No sentence begins like this: the phrases that are most like it.
fn unknown(reader: &Reader<'_>, cursor: Cursor<'_>, there: Cursor<'_>, mismatch: &Mismatch) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(20, "no sentence reads like this")
        .at(cursor.rest(), format!("`{}` has no such sentence", reader.kind.words()));
    let found = there.peek_raw();
    let words = mismatch
        .expected
        .iter()
        .filter_map(|expected| if let Expected::Word(word, _) = expected { Some(&**word) } else { None });
    if let Some(near) = nearest(found, words) {
        diagnostic = diagnostic.repair(format!("replace `{found}` by `{near}`"), there.here(), near);
    }
    let near = nearest_phrases(reader, cursor);
    if near.is_empty() {
        diagnostic.help("`mam vocabulary WORDS` finds sentences by what they are about")
    } else {
        diagnostic.help(format!("the nearest: {}", near.join(" · ")))
    }
}

/// Up to three phrases that share most with some words.
pub(super) fn nearest_phrases(reader: &Reader<'_>, mut cursor: Cursor<'_>) -> Vec<String> {
    let mut said = Vec::new();
    if reader.has_said_enough() {
        return said;
    }
    while let Some(token) = cursor.next().filter(|_| said.len() < 24) {
        said.push(cursor.raw(token).to_lowercase());
    }
    let likeness = |entry: &SentenceEntry| -> f64 {
        let words: Vec<&str> = entry
            .pieces
            .iter()
            .flat_map(|piece| match piece {
                Piece::Word(word) => vec![&**word],
                Piece::Hole(hole) => match entry.holes.get(*hole).and_then(|hole| hole.types.first()) {
                    Some((_, Type::Words(words))) => {
                        words.items.iter().flat_map(|item| item.words.split(' ')).collect()
                    }
                    _ => Vec::new(),
                },
            })
            .collect();
        let best = |said: &String| {
            words.iter().map(|word| strsim::normalized_damerau_levenshtein(said, word)).fold(0.0, f64::max)
        };
        let hits: f64 = said.iter().map(best).filter(|likeness| *likeness > 0.6).sum();
        let literal = entry.pieces.iter().filter(|piece| matches!(piece, Piece::Word(_))).count() as f64;
        2.0 * hits / (said.len() as f64 + literal.max(1.0))
    };
    let entries = reader
        .vocabulary
        .sentences()
        .iter()
        .filter(|entry| entry.kinds.contains(&reader.kind) && entry.deprecated.is_none());
    let mut scored: Vec<_> =
        entries.map(|entry| (likeness(entry), entry)).filter(|(likeness, _)| *likeness > 0.45).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.phrase.cmp(&b.1.phrase)));
    scored
        .into_iter()
        .take(3)
        .map(|(_, entry)| format!("`{}`", entry.examples.first().map_or(&*entry.phrase, String::as_str)))
        .collect()
}

/// The sentence is known, and a platform of the block does not have it.
pub(super) fn platform_lacks(
    entry: &SentenceEntry,
    here: Platforms,
    missing: Platforms,
    sentence: Span,
    said: &Said,
) -> Diagnostic {
    let left = here.without(missing);
    let diagnostic =
        Diagnostic::new(24, format!("{} {} not have this setting", head::titles(missing), missing.verb("does", "do")))
            .at(sentence, format!("known on {}", entry.platforms));
    let help = if left.is_empty() {
        "take it out, or move it to a block for a platform that has it".to_owned()
    } else {
        format!("narrow it with `on {left}`")
    };
    said.offer(diagnostic.help(help), left)
}

/// What there is to say about an entry whoever uses it: retired, deprecated.
pub(super) fn standing(entry: &SentenceEntry, span: Span) -> Option<Diagnostic> {
    if let Some((reason, instead)) = &entry.retired {
        let mut diagnostic = Diagnostic::new(34, format!("Microsoft no longer accepts this: {reason}"))
            .at(span, "retired")
            .help("take the sentence out")
            .tag(Tag::Deprecated);
        if let Some(instead) = instead {
            diagnostic = diagnostic.help(format!("say `{instead}` instead")).repair(
                format!("replace by `{instead}`"),
                span,
                instead.clone(),
            );
        }
        return Some(diagnostic);
    }
    let reason = entry.deprecated.as_ref()?;
    Some(Diagnostic::new(33, format!("deprecated: {reason}")).at(span, "still accepted").tag(Tag::Deprecated))
}
