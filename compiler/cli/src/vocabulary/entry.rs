//! One sentence, explained.

use crate::console::{Style, paint};
use mam_core::manual::facts;
use mam_core::vocabulary::model::{Alternative, Hole, Platforms, SentenceEntry, Type, Words, Write};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fmt::Write as _;

/// Columns before the names.
const INDENT: usize = 4;

/// Columns of the shortest column of names.
const NAMES: usize = 10;

/// Words of a long list that are shown.
const SHOWN: usize = 12;

/// Everything there is to know about a sentence.
pub fn whole(sentence: &SentenceEntry, asked: &[String], width: usize, colored: bool) -> String {
    let mut text = format!("{}\n", paint(&sentence.phrase, Style::Cyan, colored));
    for paragraph in facts::paragraphs(&sentence.docs) {
        wrap(&mut text, "    ", &paragraph, width);
    }
    let rows = rows(sentence, asked);
    let names = rows.iter().map(|(name, _)| name.chars().count() + 2).fold(NAMES, usize::max);
    for (name, value) in rows {
        let head = format!("{:INDENT$}{name:<names$}", "");
        let mut wrapped = String::new();
        wrap(&mut wrapped, &" ".repeat(INDENT + names), &value, width);
        text.push_str(&paint(&head, Style::Dim, colored));
        text.push_str(wrapped.get(INDENT + names..).unwrap_or(&wrapped));
    }
    text.push('\n');
    text
}

/// What is said about a sentence, each with its name.
fn rows(sentence: &SentenceEntry, asked: &[String]) -> Vec<(String, String)> {
    let kinds: Vec<_> = sentence.kinds.iter().map(|kind| kind.words()).collect();
    let quiet = !sentence.kinds.iter().any(|kind| kind.has_platforms());
    let mut rows = vec![("in".into(), format!("{}{}", kinds.join(", "), on(sentence.platforms, quiet)))];
    for hole in &sentence.holes {
        rows.extend(types(hole, sentence, asked).into_iter().map(|value| (format!("{{{}}}", hole.name), value)));
    }
    rows.extend(found_words(sentence, asked));
    let mut row = |name: &str, value: String| rows.push((name.to_owned(), value));
    if !sentence.portal.is_empty() {
        row("portal", sentence.portal.join(" > "));
    }
    sentence.writes.iter().for_each(|write| row("graph", graph(write, sentence.platforms)));
    if sentence.beta {
        row("api", "Graph beta only".into());
    }
    sentence.needs.iter().for_each(|need| row("needs", need.name.to_string()));
    if let Some(reason) = &sentence.deprecated {
        row("deprecated", reason.clone());
    }
    if let Some((reason, instead)) = &sentence.retired {
        let instead = instead.as_ref().map(|words| format!("; say `{words}`")).unwrap_or_default();
        row("retired", format!("{reason}{instead}"));
    }
    sentence.examples.iter().for_each(|example| row("example", example.clone()));
    sentence.sources.iter().for_each(|source| row("source", source.clone()));
    // Clauses that differ only in when they apply read alike, and holes may share a list of words.
    let mut seen = HashSet::new();
    rows.retain(|row| seen.insert(row.clone()));
    rows
}

fn on(platforms: Platforms, quiet_when_all: bool) -> String {
    if quiet_when_all && platforms == Platforms::ALL { String::new() } else { format!(" on {platforms}") }
}

/// The types of a hole, one for each group of platforms that has its own.
fn types(hole: &Hole, sentence: &SentenceEntry, asked: &[String]) -> Vec<String> {
    let describe = |(platforms, of): &(Platforms, Type)| {
        let on = if hole.types.len() > 1 { on(*platforms, false) } else { String::new() };
        let strict = match facts::strictness(of, sentence, hole) {
            "" => String::new(),
            strict if matches!(of, Type::Words(_)) => format!(", {strict}"),
            strict => format!("; {strict}"),
        };
        format!("{}{strict}{on}", words_of(of, asked))
    };
    hole.types.iter().map(describe).collect()
}

fn words_of(of: &Type, asked: &[String]) -> String {
    match of {
        Type::Words(words) => listed(words, asked),
        Type::Apps(words) => format!("{} | {}", of.describe(), listed(words, asked)),
        Type::List(inner) => format!("a list of: {}", words_of(inner, asked)),
        Type::Requirement(inner) => format!("{}, joined with `and`, `or`, parentheses", words_of(inner, asked)),
        Type::Union(types) => types.iter().map(|of| words_of(of, asked)).collect::<Vec<_>>().join(" | "),
        other => facts::value(other),
    }
}

/// The words of a list; of a long one the first, or those that were asked for.
fn listed(words: &Words, asked: &[String]) -> String {
    let all: Vec<&str> = words.items.iter().map(|item| &*item.words).collect();
    if all.len() <= SHOWN {
        return all.join(" | ");
    }
    let matching: Vec<&str> =
        words.items.iter().filter(|item| is_asked(item, asked)).map(|item| &*item.words).collect();
    let chosen = if matching.is_empty() { &all } else { &matching };
    let shown: Vec<&str> = chosen.iter().copied().take(SHOWN).collect();
    format!("{} | … ({} words of {})", shown.join(" | "), all.len(), words.name.replace('_', " "))
}

fn is_asked(item: &Alternative, asked: &[String]) -> bool {
    asked.iter().any(|word| item.words.to_lowercase().contains(word))
}

/// The documented words of long lists that were asked for, each with its documentation.
fn found_words(sentence: &SentenceEntry, asked: &[String]) -> Vec<(String, String)> {
    let types = sentence.holes.iter().flat_map(|hole| &hole.types);
    let lists = types.flat_map(|(_, of)| facts::word_lists(of)).filter(|words| words.items.len() > SHOWN);
    let items = lists.flat_map(|words| &words.items).filter(|item| !item.docs.is_empty() && is_asked(item, asked));
    items.take(SHOWN).map(|item| ("word".to_owned(), format!("{}: {}", item.words, item.docs))).collect()
}

fn graph(write: &Write, of: Platforms) -> String {
    let mut text = write.path.to_string();
    if write.adds {
        text.push_str(", adds to it");
    }
    if let Some(default) = &write.default {
        let _ = write!(text, ", {default} when not said");
    }
    if write.platforms != of {
        text.push_str(&on(write.platforms, true));
    }
    text
}

/// Words in lines of the width, each line indented.
fn wrap(text: &mut String, indent: &str, words: &str, width: usize) {
    let mut column = 0;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            text.push('\n');
            column = 0;
        }
        if column == 0 {
            text.push_str(indent);
            column = indent.len();
        } else {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
}

/// A sentence for tools.
pub fn as_json(sentence: &SentenceEntry) -> Value {
    let platforms = |platforms: Platforms| platforms.iter().map(|platform| platform.word()).collect::<Vec<_>>();
    let hole = |hole: &Hole| {
        let types = hole.types.iter().map(|(on, of)| json!({ "platforms": platforms(*on), "type": of.describe() }));
        json!({ "name": &*hole.name, "types": types.collect::<Vec<_>>() })
    };
    let write = |write: &Write| {
        json!({
            "path": write.path.to_string(),
            "adds": write.adds,
            "default": write.default,
            "platforms": platforms(write.platforms),
        })
    };
    json!({
        "phrase": &*sentence.phrase,
        "docs": sentence.docs,
        "blocks": sentence.kinds.iter().map(|kind| kind.words()).collect::<Vec<_>>(),
        "platforms": platforms(sentence.platforms),
        "holes": sentence.holes.iter().map(hole).collect::<Vec<_>>(),
        "graph": sentence.writes.iter().map(write).collect::<Vec<_>>(),
        "beta": sentence.beta,
        "portal": sentence.portal,
        "deprecated": sentence.deprecated,
        "retired": sentence.retired.as_ref().map(|(reason, instead)| json!({ "reason": reason, "instead": instead })),
        "examples": sentence.examples,
        "sources": sentence.sources,
    })
}
