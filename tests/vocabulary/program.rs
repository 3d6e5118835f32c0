//! A sentence in a program around it: a block of its kind with what such a block needs.

use mam_core::manual::example::{Examples, Scene};
use mam_core::vocabulary::Vocabulary;
use mam_core::vocabulary::model::{BlockKind, Piece, Platform, SentenceEntry, Type};

/// A place where a sentence can be said: a kind of block, and the platform it is for.
pub type Place = (BlockKind, Option<Platform>);

/// Every place of an entry.
pub fn places(entry: &SentenceEntry) -> Vec<Place> {
    let platforms = |kind: BlockKind| -> Vec<Option<Platform>> {
        if !kind.has_platforms() {
            return vec![None];
        }
        let there = entry
            .platforms
            .iter()
            .filter(|platform| Vocabulary::standard().objects_of(kind, Some(*platform)).next().is_some());
        there.map(Some).collect()
    };
    entry.kinds.iter().flat_map(|kind| platforms(*kind).into_iter().map(|platform| (*kind, platform))).collect()
}

/// A program whose one block holds a sentence, with what such a block needs: without an error, if there is one.
pub fn program(entry: &SentenceEntry, (kind, platform): Place, sentence: &str) -> String {
    let examples = Examples { vocabulary: Vocabulary::standard(), own: &[] };
    let scene = Scene { entry, kind, platforms: platform.into_iter().collect(), sentence };
    examples.whole(scene).unwrap_or_else(|| examples.program(scene, 0))
}

/// A sentence that an entry matches, and which word stands in which hole: one for each word of each of its lists.
pub struct Variation {
    /// The sentence.
    pub text: String,
    /// The word of each hole that has words: the hole, the word's list, its place there.
    pub words: Vec<(usize, usize, usize)>,
}

/// A value as it is written; of a word, its list among those of the hole and its place there.
type Sample = (String, Option<(usize, usize)>);

/// The sentences of an entry on a platform. None where a text must match a pattern, or a value has no sample: the examples show those.
pub fn variations(entry: &SentenceEntry, platform: Option<Platform>) -> Vec<Variation> {
    let choices = entry.holes.iter().map(|hole| {
        let mut out = Vec::new();
        hole.on(platform).into_iter().for_each(|of| samples(of, platform, 0, &mut out));
        out
    });
    let choices: Vec<Vec<Sample>> = choices.collect();
    if choices.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let longest = choices.iter().map(Vec::len).max().unwrap_or(1);
    let nth = |turn: usize| {
        let chosen: Vec<_> = choices.iter().map(|samples| &samples[turn % samples.len()]).collect();
        let pieces = entry.pieces.iter().map(|piece| match piece {
            Piece::Word(word) => word.to_string(),
            Piece::Hole(hole) => chosen[*hole].0.clone(),
        });
        let words =
            chosen.iter().enumerate().filter_map(|(hole, (_, word))| word.map(|(list, item)| (hole, list, item)));
        Variation { text: pieces.collect::<Vec<_>>().join(" "), words: words.collect() }
    };
    (0..longest).map(nth).collect()
}

/// The word of a variation, with its Graph value.
pub fn word<'a>(
    entry: &'a SentenceEntry,
    platform: Option<Platform>,
    variation: &Variation,
    hole: usize,
) -> Option<&'a mam_core::vocabulary::model::Alternative> {
    let (_, list, item) = variation.words.iter().find(|(known, ..)| *known == hole)?;
    let mut lists = Vec::new();
    word_lists(entry.holes.get(hole)?.on(platform)?, &mut lists);
    lists.get(*list)?.items.get(*item)
}

fn word_lists<'a>(of: &'a Type, out: &mut Vec<&'a mam_core::vocabulary::model::Words>) {
    match of {
        Type::Words(words) | Type::Apps(words) => out.push(words),
        Type::List(of) | Type::Requirement(of) => word_lists(of, out),
        Type::Union(types) => types.iter().for_each(|of| word_lists(of, out)),
        _ => {}
    }
}

/// Values of a type.
fn samples(of: &Type, platform: Option<Platform>, list: usize, out: &mut Vec<Sample>) {
    let mut one = |text: &str| out.push((text.to_owned(), None));
    match of {
        Type::Words(words) | Type::Apps(words) => {
            let there = words
                .items
                .iter()
                .enumerate()
                .filter(|(_, item)| platform.is_none_or(|platform| item.platforms.contains(platform)));
            out.extend(there.map(|(item, word)| (word.words.to_string(), Some((list, item)))));
        }
        Type::Integer { min, max } => one(&(*min).max(1).min(*max).to_string()),
        Type::Duration { min, max } => one(&mam_core::values::spell_duration((*min).max(3_600).min(*max))),
        Type::Version { min, .. } => one(&vec!["17"; (*min).max(2)].join(".")),
        Type::Date => one("2026-06-01"),
        Type::Text(None) => one("\"Contoso\""),
        // A pattern: only the entry's own examples are known to match.
        Type::Text(Some(_)) => {}
        Type::Id => one("\"88cc92be-d474-4d95-a57d-7b3ef701f510\""),
        Type::Pair => one("\"com.contoso.app\" as \"Contoso\""),
        Type::Reference(kind) => one(&format!("{} \"Contoso\"", kind.word())),
        Type::Ipv4 => one("\"203.0.113.0/24\""),
        Type::Ipv6 => one("\"2001:db8::/32\""),
        Type::Country => one("\"DE\""),
        Type::Requirement(of) | Type::List(of) => samples(of, platform, list, out),
        Type::Union(types) => {
            let mut list = list;
            for of in types {
                samples(of, platform, list, out);
                let mut lists = Vec::new();
                word_lists(of, &mut lists);
                list += lists.len();
            }
        }
    }
}
