//! What there is to say about a sentence, in words: shared by the manual's pages and by `mam vocabulary`. Must not know how it is laid out.

use crate::values::spell_duration;
use crate::vocabulary::model::{GraphPath, Hole, SentenceEntry, Strictness, TextPart, Type, Words, Write, WriteValue};
use std::sync::Arc;

/// The first line of a sentence's documentation.
#[must_use]
pub fn summary(sentence: &SentenceEntry) -> &str {
    sentence.docs.lines().next().unwrap_or_default()
}

/// Documentation in paragraphs, each a line: the first line is one by itself when a sentence ends with it, a blank line parts the others.
#[must_use]
pub fn paragraphs(docs: &str) -> Vec<String> {
    let (first, rest) = docs.split_once('\n').unwrap_or((docs, ""));
    let (summary, rest) = if first.ends_with(['.', '!', '?']) { (first, rest) } else { ("", docs) };
    let rest = rest.split("\n\n").map(|paragraph| paragraph.replace('\n', " ").trim().to_owned());
    std::iter::once(summary.to_owned()).chain(rest).filter(|paragraph| !paragraph.is_empty()).collect()
}

/// What [`strictness`] says of words in the order of their list.
pub const STRICTEST_FIRST: &str = "strictest first";

/// Which values of a type are stricter in a hole of a sentence; empty where none is.
#[must_use]
pub fn strictness(of: &Type, sentence: &SentenceEntry, hole: &Hole) -> &'static str {
    let is_number = matches!(of, Type::Integer { .. } | Type::Duration { .. } | Type::Version { .. } | Type::Date);
    let is_list = matches!(of, Type::List(_) | Type::Apps(_));
    match sentence.strict {
        Strictness::Listed if matches!(of, Type::Words(_)) && !chooses(sentence, hole) => STRICTEST_FIRST,
        Strictness::Higher if is_number => "higher is stricter",
        Strictness::Lower if is_number => "lower is stricter",
        Strictness::LowerOrZero if is_number => "lower is stricter, but zero means never",
        Strictness::More if is_list => "more are stricter",
        Strictness::Fewer if is_list => "fewer are stricter",
        _ => "",
    }
}

/// Whether the words of a hole choose which property is written, so that none is stricter than another.
fn chooses(sentence: &SentenceEntry, hole: &Hole) -> bool {
    let Some(place) = sentence.holes.iter().position(|known| known.name == hole.name) else { return false };
    let is_written = |write: &Write| match &write.value {
        WriteValue::Hole(hole) | WriteValue::Unit(hole) | WriteValue::Count(hole) | WriteValue::Operator(hole) => {
            *hole == place
        }
        WriteValue::Pattern(parts) => parts.contains(&TextPart::Hole(place)),
        WriteValue::Constant(_) => false,
    };
    let mut chosen: Vec<(&GraphPath, &[Arc<str>])> = Vec::new();
    for write in &sentence.writes {
        let Some((_, words)) = write.when.as_ref().filter(|(hole, _)| *hole == place) else { continue };
        if chosen.iter().any(|(path, known)| **path == write.path && *known != words.as_slice()) {
            return false;
        }
        chosen.push((&write.path, words));
    }
    !chosen.is_empty() && !sentence.writes.iter().any(is_written)
}

/// The word lists in a type.
#[must_use]
pub fn word_lists(of: &Type) -> Vec<&Words> {
    match of {
        Type::Words(words) | Type::Apps(words) => vec![words],
        Type::List(of) | Type::Requirement(of) => word_lists(of),
        Type::Union(types) => types.iter().flat_map(word_lists).collect(),
        _ => Vec::new(),
    }
}

/// A value of a type that is no word, and between which limits it lies.
#[must_use]
pub fn value(of: &Type) -> String {
    let described = of.describe();
    match of {
        Type::Duration { min, max } => format!("{described}{}", between(*min, *max)),
        Type::Version { min, max } if min == max => format!("{described}, of {min} parts"),
        Type::Version { min, max } => format!("{described}, of {min} to {max} parts"),
        Type::Text(Some(form)) => format!("{described}, of the form `{form}`"),
        _ => described,
    }
}

/// The limits of a duration, if there are any.
fn between(min: u64, max: u64) -> String {
    match (min > 0, max < u64::from(u32::MAX)) {
        (true, true) => format!(", from {} to {}", spell_duration(min), spell_duration(max)),
        (true, false) => format!(", {} at least", spell_duration(min)),
        (false, true) => format!(", {} at most", spell_duration(max)),
        (false, false) => String::new(),
    }
}

/// A text that begins with a capital letter.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}
