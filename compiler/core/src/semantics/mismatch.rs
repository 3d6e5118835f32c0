//! What to say about a sentence that is none, or that does not belong where it stands.

use super::definitions::DefinitionKind;
use super::head::nearest;
use super::sentence::Reader;
use crate::cursor::Cursor;
use crate::diagnostics::{Diagnostic, Tag};
use crate::syntax::{Span, TokenKind};
use crate::vocabulary::model::{BlockKind, Piece, Platform, Platforms, SentenceEntry, Type};
use crate::vocabulary::{Expected, Mismatch, Schema};

/// Why some words are no sentence.
pub(super) fn no_sentence(reader: &Reader<'_>, cursor: Cursor<'_>, mismatch: &Mismatch) -> Diagnostic {
    let mut there = cursor;
    there.seek(mismatch.position);
    if let Some(diagnostic) = wrong_platform(there) {
        return diagnostic;
    }
    if let Some(diagnostic) = missing_action(reader, cursor, there, mismatch) {
        return diagnostic;
    }
    if let Some(kind) = other_kind(reader, cursor) {
        return Diagnostic::new(25, format!("this sentence belongs into `{}`", kind.words()))
            .at(cursor.rest(), format!("`{}` does not know it", reader.kind.words()))
            .help(format!("move it into a block `{} \"…\" {{ … }}`", kind.words()));
    }
    let known = mismatch.position > cursor.position() && literal_words(reader, mismatch, cursor) > 0;
    if known { wrong_value(reader, there, mismatch) } else { unknown(reader, cursor, there, mismatch) }
}

/// How many words of a phrase the tokens before the mismatch are; values alone make no sentence known.
fn literal_words(reader: &Reader<'_>, mismatch: &Mismatch, start: Cursor<'_>) -> usize {
    let mut cursor = start;
    let mut words = Vec::new();
    while cursor.position() < mismatch.position {
        words.push(cursor.peek_raw());
        cursor.next();
    }
    let entries = mismatch.expected.iter().filter_map(|expected| match expected {
        Expected::Word(_, entry) | Expected::Hole(entry, _) | Expected::End(entry) => reader.vocabulary.sentences().get(*entry),
    });
    let count = |entry: &SentenceEntry| entry.pieces.iter().filter(|piece| matches!(piece, Piece::Word(word) if words.contains(&&**word))).count();
    entries.map(count).max().unwrap_or(usize::from(mismatch.expected.is_empty()))
}

/// `on andriod` at the end.
fn wrong_platform(mut there: Cursor<'_>) -> Option<Diagnostic> {
    if !there.eat("on") {
        return None;
    }
    let (word, span) = there.word()?;
    let mut diagnostic = Diagnostic::new(66, format!("there is no platform `{word}`")).at(span, "not a platform").help("the platforms are `android`, `ios` and `windows`");
    if let Some(near) = nearest(word, Platform::ALL.iter().map(|platform| platform.word())) {
        diagnostic = diagnostic.repair(format!("replace `{word}` by `{near}`"), span, near);
    }
    Some(diagnostic)
}

/// The sentence ends where `else` should stand.
fn missing_action(reader: &Reader<'_>, cursor: Cursor<'_>, there: Cursor<'_>, mismatch: &Mismatch) -> Option<Diagnostic> {
    let entry = mismatch.expected.iter().find_map(|expected| match expected {
        Expected::Word(word, entry) if &**word == "else" => reader.vocabulary.sentences().get(*entry),
        _ => None,
    });
    let entry = entry.filter(|_| there.at_end())?;
    let behind_else = entry.pieces.iter().skip_while(|piece| !matches!(piece, Piece::Word(word) if &**word == "else")).nth(1);
    let Some(Piece::Hole(hole)) = behind_else else { return None };
    let Type::Words(words) = &entry.holes.get(*hole)?.types.first()?.1 else { return None };
    let actions: Vec<_> = words.items.iter().map(|item| format!("`else {}`", item.words)).collect();
    let place = Span { start: cursor.rest().end, ..cursor.rest() };
    let mut diagnostic = Diagnostic::new(22, "the sentence does not say what happens else")
        .at(place, "an action is missing here")
        .help(format!("add {}", crate::vocabulary::model::one_of(&actions)));
    // The mildest action first: nobody should wipe phones by accepting a repair.
    for item in words.items.iter().rev() {
        diagnostic = diagnostic.repair(format!("add `else {}`", item.words), place, format!(" else {}", item.words));
    }
    Some(diagnostic)
}

/// Another kind of block that knows the sentence.
fn other_kind(reader: &Reader<'_>, cursor: Cursor<'_>) -> Option<BlockKind> {
    let others = BlockKind::ALL.into_iter().filter(|kind| *kind != reader.kind);
    others.into_iter().find(|kind| reader.vocabulary.index_of(*kind).find(reader.vocabulary.sentences(), cursor, reader).is_ok())
}

/// The sentence is known up to a place.
fn wrong_value(reader: &Reader<'_>, there: Cursor<'_>, mismatch: &Mismatch) -> Diagnostic {
    let sentences = reader.vocabulary.sentences();
    let expected = mismatch.describe(sentences);
    let expected = if expected.is_empty() { "something else".into() } else { expected };
    let (message, label) = if there.at_end() {
        ("the sentence ends too early".to_owned(), format!("{expected} is expected here"))
    } else {
        (format!("`{}` does not fit here", there.peek_raw()), format!("{expected} is expected"))
    };
    let span = if there.at_end() { there.here() } else { value_span(there) };
    let mut diagnostic = Diagnostic::new(21, message).at(span, label);
    let phrase = mismatch.expected.iter().find_map(|expected| match expected {
        Expected::Word(_, entry) | Expected::Hole(entry, _) | Expected::End(entry) => sentences.get(*entry),
    });
    if let Some(entry) = phrase {
        diagnostic = diagnostic.help(format!("the sentence is `{}`{}", entry.phrase, example(entry)));
    }
    let found = there.peek_raw();
    if let Some(near) = nearest(found, words(mismatch).filter(|_| there.kind() == Some(TokenKind::Word))) {
        diagnostic = diagnostic.repair(format!("replace `{found}` by `{near}`"), span, near);
    } else if mismatch.expected.iter().any(|expected| matches!(expected, Expected::End(_))) && !there.at_end() {
        diagnostic = diagnostic.repair("delete what does not belong to the sentence", there.rest(), "");
    }
    diagnostic
}

fn example(entry: &SentenceEntry) -> String {
    entry.examples.first().map(|example| format!(", as in `{example}`")).unwrap_or_default()
}

/// The token that does not fit.
fn value_span(mut there: Cursor<'_>) -> Span {
    let start = there.position();
    there.next();
    there.since(start)
}

fn words(mismatch: &Mismatch) -> impl Iterator<Item = &str> {
    mismatch.expected.iter().filter_map(|expected| match expected {
        Expected::Word(word, _) => Some(&**word),
        _ => None,
    })
}

/// No sentence begins like this: the phrases that are most like it.
fn unknown(reader: &Reader<'_>, cursor: Cursor<'_>, there: Cursor<'_>, mismatch: &Mismatch) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(20, "no sentence reads like this").at(cursor.rest(), format!("`{}` has no such sentence", reader.kind.words()));
    let found = there.peek_raw();
    if let Some(near) = nearest(found, words(mismatch)) {
        diagnostic = diagnostic.repair(format!("replace `{found}` by `{near}`"), value_span(there), near);
    }
    let near = nearest_phrases(reader, cursor);
    if near.is_empty() { diagnostic.help("`mam vocabulary WORDS` finds sentences by what they are about") } else { diagnostic.help(format!("the nearest: {}", near.join(" · "))) }
}

/// Up to three phrases that share most with some words.
fn nearest_phrases(reader: &Reader<'_>, mut cursor: Cursor<'_>) -> Vec<String> {
    let mut said = Vec::new();
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
                    Some((_, Type::Words(words))) => words.items.iter().flat_map(|item| item.words.split(' ')).collect(),
                    _ => Vec::new(),
                },
            })
            .collect();
        let best = |said: &String| words.iter().map(|word| strsim::normalized_damerau_levenshtein(said, word)).fold(0.0, f64::max);
        let hits: f64 = said.iter().map(best).filter(|likeness| *likeness > 0.6).sum();
        let literal = entry.pieces.iter().filter(|piece| matches!(piece, Piece::Word(_))).count() as f64;
        2.0 * hits / (said.len() as f64 + literal.max(1.0))
    };
    let entries = reader.vocabulary.sentences().iter().filter(|entry| entry.kinds.contains(&reader.kind) && entry.deprecated.is_none());
    let mut scored: Vec<_> = entries.map(|entry| (likeness(entry), entry)).filter(|(likeness, _)| *likeness > 0.45).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.phrase.cmp(&b.1.phrase)));
    scored.into_iter().take(3).map(|(_, entry)| format!("`{}`", entry.examples.first().map_or(&*entry.phrase, String::as_str))).collect()
}

/// The sentence is known, and a platform of the block does not have it.
pub(super) fn platform_lacks(entry: &SentenceEntry, here: Platforms, missing: Platforms, sentence: Span, whole: Span) -> Diagnostic {
    let names = missing.iter().map(Platform::title).collect::<Vec<_>>().join(" and ");
    let left = here.without(missing);
    let diagnostic = Diagnostic::new(24, format!("{names} does not have this setting")).at(sentence, format!("known on {}", entry.platforms));
    if left.is_empty() {
        return diagnostic.help("delete the sentence, or move it to a block for a platform that has it");
    }
    let place = Span { start: whole.end, ..whole };
    diagnostic.help(format!("narrow it with `on {left}`")).repair(format!("narrow the sentence to {left}"), place, format!(" on {left}"))
}

/// What there is to say about an entry whoever uses it: retired, deprecated.
pub(super) fn standing(entry: &SentenceEntry, span: Span) -> Option<Diagnostic> {
    if let Some((reason, instead)) = &entry.retired {
        let mut diagnostic = Diagnostic::new(34, format!("Microsoft no longer accepts this: {reason}")).at(span, "retired").tag(Tag::Deprecated);
        if let Some(instead) = instead {
            diagnostic = diagnostic.help(format!("say `{instead}` instead")).repair(format!("replace by `{instead}`"), span, instead.clone());
        }
        return Some(diagnostic);
    }
    let reason = entry.deprecated.as_ref()?;
    Some(Diagnostic::new(33, format!("deprecated: {reason}")).at(span, "still accepted").tag(Tag::Deprecated))
}

/// A name that is not declared, or stands for something else.
pub(super) fn unknown_name(reader: &Reader<'_>, name: &str, span: Span, found: Option<DefinitionKind>, wanted: DefinitionKind) -> Diagnostic {
    if let Some(found) = found {
        return Diagnostic::new(43, format!("`{name}` is {}, not {}", found.words(), wanted.words())).at(span, format!("{} is expected", wanted.words()));
    }
    let code = if wanted == DefinitionKind::App { 41 } else { 40 };
    let what = wanted.words().trim_start_matches("an ").trim_start_matches("a ").to_owned();
    let what = if wanted == DefinitionKind::Let || wanted == DefinitionKind::Param { "name".to_owned() } else { what };
    let mut diagnostic = Diagnostic::new(code, format!("there is no {what} `{name}`")).at(span, "not declared, and not taken from another file");
    let fits = |kind| kind == wanted || matches!((kind, wanted), (DefinitionKind::Let | DefinitionKind::Param, DefinitionKind::Let | DefinitionKind::Param));
    if let Some(near) = reader.definitions.suggestion(reader.file.id, name, fits) {
        return diagnostic.help(format!("did you mean `{near}`?")).repair(format!("replace `{name}` by `{near}`"), span, near);
    }
    if let Some((module, _)) = reader.definitions.standard(name) {
        let top = Span { start: 0, end: 0, ..span };
        return diagnostic.help(format!("`{module}` has it")).repair(format!("take `{name}` from `{module}`"), top, format!("use {module} ({name})\n"));
    }
    diagnostic.help = Some(match wanted {
        DefinitionKind::App => format!("take it from std.apps with `use std.apps ({name})`, or declare it: `app {name} \"Title\" {{ … }}`"),
        DefinitionKind::Baseline => format!("declare it: `baseline {name} {{ … }}`, or take it from another file with `use`"),
        _ => format!("declare it: `param {name}: group`, or `let {name} = …`"),
    });
    diagnostic
}

/// What `set` is told: that nobody checked it, or that a sentence says it better.
pub(super) fn set_warnings(reader: &Reader<'_>, property: &str, span: Span) -> Vec<Diagnostic> {
    let writes = |entry: &&SentenceEntry| entry.kinds.contains(&reader.kind) && entry.writes.iter().any(|write| &*write.path.0 == property);
    if let Some(entry) = reader.vocabulary.sentences().iter().find(writes) {
        let diagnostic = Diagnostic::new(32, format!("a sentence writes `{property}`")).at(span, "and checks what it writes");
        return vec![diagnostic.help(format!("say `{}` instead", entry.examples.first().map_or(&*entry.phrase, String::as_str)))];
    }
    let objects: Vec<_> = reader.vocabulary.objects_of(reader.kind, None).map(|(_, object)| object).collect();
    let pairs = objects.iter().any(|object| !object.pairs.is_empty());
    let known = objects.iter().any(|object| Schema::standard().property(&object.entity, property).is_some());
    let label = if known { "Graph has this property; its value is not checked" } else { "Graph's schema has no such property" };
    let label = if pairs && !known { "a key of the app's own; neither it nor its value is checked" } else { label };
    vec![Diagnostic::new(31, format!("nobody checked `{property}`")).at(span, label).help("try it on a test group first; a vocabulary entry of your own makes it a checked sentence")]
}
