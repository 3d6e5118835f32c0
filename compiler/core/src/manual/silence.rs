//! What holds when no sentence says it, in the language's own words where they can say it. Must not know any sentence.

use crate::graph::is_nothing;
use crate::import::invert;
use crate::import::statement::phrase;
use crate::vocabulary::model::{
    BlockKind, Platform, Platforms, SentenceEntry, Type, Write, WriteValue, is_placeholder,
};
use crate::vocabulary::{Value, Vocabulary};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// How many words a hole may have for each of them to be tried.
const FEW: usize = 16;

/// What silence means.
#[derive(Clone, Debug, PartialEq)]
pub enum Silence {
    /// What this sentence says.
    Sentence(String),
    /// These values, which no sentence says.
    Values(Vec<(String, Json)>),
    /// What the block says by itself: its name, its documentation.
    Block,
    /// Nothing is asked for: the properties are empty.
    Empty,
    /// The object says nothing about it.
    Absent,
}

/// What silence about a sentence means in a kind of block, for each group of platforms for which it means the same.
#[must_use]
pub fn of(vocabulary: &Vocabulary, sentence: &SentenceEntry, kind: BlockKind) -> Vec<(Platforms, Silence)> {
    if sentence.writes.is_empty() {
        return Vec::new();
    }
    if !kind.has_platforms() {
        return vec![(Platforms::ALL, on(vocabulary, sentence, kind, None))];
    }
    let mut found: Vec<(Platforms, Silence)> = Vec::new();
    for platform in sentence.platforms.iter().filter(|on| vocabulary.objects_of(kind, Some(*on)).next().is_some()) {
        let silence = on(vocabulary, sentence, kind, Some(platform));
        match found.iter_mut().find(|(_, known)| *known == silence) {
            Some((platforms, _)) => *platforms = platforms.with(platform),
            None => found.push((Platforms::NONE.with(platform), silence)),
        }
    }
    found
}

fn on(vocabulary: &Vocabulary, sentence: &SentenceEntry, kind: BlockKind, platform: Option<Platform>) -> Silence {
    let defaults = defaults(vocabulary, sentence, kind, platform);
    if defaults.values().any(is_placeholder) {
        return Silence::Block;
    }
    if defaults.values().all(is_nothing) {
        let whole = here(sentence, platform).all(|write| defaults.contains_key(&*write.path.0));
        return if whole { Silence::Empty } else { Silence::Absent };
    }
    let others = vocabulary
        .sentences()
        .iter()
        .filter(|other| other.kinds.contains(&kind) && other.deprecated.is_none() && other.retired.is_none());
    let candidates = std::iter::once(sentence).chain(others.filter(|other| other.phrase != sentence.phrase));
    let on =
        |platform: Option<Platform>, other: &&SentenceEntry| platform.is_none_or(|on| other.platforms.contains(on));
    let said = candidates.filter(|other| on(platform, other)).find_map(|other| say(other, platform, &defaults));
    said.map_or_else(|| Silence::Values(defaults.into_iter().collect()), Silence::Sentence)
}

/// The clauses of a sentence that count on a platform.
fn here(sentence: &SentenceEntry, platform: Option<Platform>) -> impl Iterator<Item = &Write> {
    sentence.writes.iter().filter(move |write| platform.is_none_or(|platform| write.platforms.contains(platform)))
}

/// What the properties of a sentence are without it: as its clauses say, or the object's own clauses and body.
fn defaults(
    vocabulary: &Vocabulary,
    sentence: &SentenceEntry,
    kind: BlockKind,
    platform: Option<Platform>,
) -> BTreeMap<String, Json> {
    let makes = |entity: &str| sentence.makes.as_ref().is_none_or(|made| **made == *entity);
    let object = vocabulary.objects_of(kind, platform).map(|(_, object)| object).find(|object| makes(&object.entity));
    let in_body = |path: &str| object?.body.pointer(&format!("/{}", path.replace('.', "/"))).cloned();
    let always = |path: &str| {
        let mut written = object?.constants(platform);
        written.find(|(write, _)| *write.path.0 == *path).map(|(_, json)| json.clone())
    };
    let of = |write: &Write| write.default.clone().or_else(|| always(&write.path.0)).or_else(|| in_body(&write.path.0));
    here(sentence, platform).filter_map(|write| Some((write.path.to_string(), of(write)?))).collect()
}

/// A sentence that writes all of the defaults, and nothing else.
fn say(sentence: &SentenceEntry, platform: Option<Platform>, defaults: &BTreeMap<String, Json>) -> Option<String> {
    let paths: Vec<&str> = here(sentence, platform).map(|write| &*write.path.0).collect();
    let same = paths.iter().all(|path| defaults.contains_key(*path))
        && defaults.iter().all(|(path, value)| is_nothing(value) || paths.contains(&path.as_str()));
    if !same {
        return None;
    }
    let mut choices: Vec<Vec<Value>> = Vec::new();
    for place in 0..sentence.holes.len() {
        choices.push(values(sentence, place, platform, defaults)?);
    }
    let turns = choices.iter().map(Vec::len).product::<usize>();
    (0..turns)
        .map(|turn| pick(&choices, turn))
        .find(|said| holds(sentence, said, platform, defaults))
        .map(|said| phrase::of(sentence, &said))
}

/// The values of one turn through all choices.
fn pick(choices: &[Vec<Value>], mut turn: usize) -> Vec<Value> {
    let mut said = Vec::with_capacity(choices.len());
    for values in choices {
        said.extend(values.get(turn % values.len()).cloned());
        turn /= values.len();
    }
    said
}

/// What may stand in a hole: what the default of its property reads as, or each of its few words.
fn values(
    sentence: &SentenceEntry,
    place: usize,
    platform: Option<Platform>,
    defaults: &BTreeMap<String, Json>,
) -> Option<Vec<Value>> {
    let of = sentence.holes.get(place)?.on(platform)?;
    // Several words may stand for one value, and tell other properties apart.
    if let Type::Words(words) = of
        && words.items.len() <= FEW
    {
        return Some((0..words.items.len()).map(|item| Value::Word(words.clone(), item)).collect());
    }
    let written = here(sentence, platform).find(|write| write.value == WriteValue::Hole(place) && write.when.is_none());
    let write = written?;
    let keywords = invert::keywords(sentence, write, of);
    let items = invert::read(of, write, &keywords, platform, defaults.get(&*write.path.0)?)?.items;
    match of {
        Type::List(_) | Type::Requirement(_) => {
            (!items.is_empty()).then(|| vec![Value::List(items.into_iter().map(invert::placed).collect())])
        }
        _ => (items.len() == 1).then_some(items),
    }
}

/// Whether a sentence with these values leaves every property at its default.
fn holds(
    sentence: &SentenceEntry,
    said: &[Value],
    platform: Option<Platform>,
    defaults: &BTreeMap<String, Json>,
) -> bool {
    let item = |hole: usize| match said.get(hole) {
        Some(Value::Word(words, place)) => words.items.get(*place),
        _ => None,
    };
    let is_there = (0..said.len())
        .all(|hole| item(hole).is_none_or(|item| platform.is_none_or(|platform| item.platforms.contains(platform))));
    let applies = |write: &&Write| {
        write.when.as_ref().is_none_or(|(hole, words)| item(*hole).is_some_and(|item| words.contains(&item.words)))
    };
    let mut applying = here(sentence, platform).filter(applies).peekable();
    is_there
        && applying.peek().is_some()
        && applying.all(|write| match &write.value {
            WriteValue::Constant(value) => defaults.get(&*write.path.0) == Some(value),
            WriteValue::Hole(hole) => match item(*hole) {
                Some(item) if write.template.is_none() && write.joined.is_none() => {
                    defaults.get(&*write.path.0) == Some(&item.value)
                }
                // Read back from the default.
                _ => write.when.is_none(),
            },
            _ => false,
        })
}
