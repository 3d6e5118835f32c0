//! A sentence in a program around it: a block of its kind with what such a block needs.

use mam_core::vocabulary::model::{BlockKind, Piece, Platform, SentenceEntry, Type};
use mam_core::vocabulary::{Vocabulary, model::Given};

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

/// Sentences that a rule refuses without another one, by a part of their phrase.
const DEPENDENT: [(&str, &str); 3] = [
    ("saving copies of org data", "send org data to managed apps"),
    ("opening data into org documents", "receive data from managed apps"),
    ("use {service} as primary mtd service", "require threat level low else block"),
];

/// What a block needs beside a sentence, unless the sentence says it itself.
fn company(entry: &SentenceEntry, (kind, platform): Place) -> Vec<&'static str> {
    let writes = |path: &str| entry.writes.iter().any(|write| write.path.0.starts_with(path));
    let gives = |what: &[Given]| entry.gives.iter().any(|(given, _)| what.contains(given));
    let mut company = Vec::new();
    match kind {
        BlockKind::AppProtection | BlockKind::AppConfiguration => {
            company
                .extend(DEPENDENT.iter().filter(|(phrase, _)| entry.phrase.contains(phrase)).map(|(_, other)| *other));
            if !gives(&[Given::Apps]) {
                company.push(match (kind, platform) {
                    (_, Some(Platform::Windows)) => "apps edge",
                    (BlockKind::AppConfiguration, _) => "apps defender",
                    _ => "apps outlook",
                });
            }
            if !gives(&[Given::Include]) {
                company.push("assign to group \"Staff\"");
            }
        }
        BlockKind::ConditionalAccess => {
            if writes("conditions.clientApplications") {
                company.push("users none");
            } else if !writes("conditions.users.include") {
                company.push("users all except group \"Emergency access\"");
            }
            if !writes("conditions.applications") {
                company.push("resources all");
            }
            if !writes("grantControls") && !writes("sessionControls") {
                company.push("block access");
            }
        }
        BlockKind::NamedLocation => match entry.makes.as_deref() {
            Some("countryNamedLocation") if !writes("countriesAndRegions") => company.push("countries \"CH\""),
            // What both kinds of locations have does not say which of them it is.
            None => company.push("countries \"CH\""),
            Some("ipNamedLocation") if !writes("ipRanges") => company.push("ranges \"192.0.2.0/24\""),
            _ => {}
        },
        BlockKind::Filter if !writes("rule") => company.push("operating system at least 10.0"),
        BlockKind::AuthenticationStrength if !writes("allowedCombinations") => company.push("allow security key"),
        BlockKind::Connector | BlockKind::Filter | BlockKind::ScopeTag | BlockKind::AuthenticationStrength => {}
    }
    company
}

/// A program whose one block holds a sentence.
pub fn program(entry: &SentenceEntry, place: Place, sentence: &str) -> String {
    let (kind, platform) = place;
    let on = platform.map(|platform| format!(" for {}", platform.word())).unwrap_or_default();
    let head = match kind {
        BlockKind::AppProtection => format!("app protection \"Tried\"{on}"),
        BlockKind::AppConfiguration => format!("app configuration \"Tried\"{on}"),
        BlockKind::Connector if platform == Some(Platform::Windows) => format!("connector windows_security_center{on}"),
        BlockKind::Connector => format!("connector defender{on}"),
        BlockKind::ConditionalAccess => "conditional access \"Tried\"".to_owned(),
        BlockKind::NamedLocation => "named location tried \"Tried\"".to_owned(),
        BlockKind::Filter => format!("filter tried \"Tried\"{on}"),
        BlockKind::ScopeTag => "scope tag tried \"Tried\"".to_owned(),
        BlockKind::AuthenticationStrength => "authentication strength tried \"Tried\"".to_owned(),
    };
    let lines: String =
        company(entry, place).into_iter().chain([sentence]).map(|line| format!("    {line}\n")).collect();
    // The connector that a threat level needs.
    let connector = match (kind, platform) {
        (BlockKind::Connector | BlockKind::Filter, _) | (_, None) => String::new(),
        (_, Some(Platform::Windows)) => "connector windows_security_center for windows\n\n".to_owned(),
        (_, Some(_)) => format!("connector defender{on}\n\n"),
    };
    format!("use std.apps (defender, edge, outlook)\n\n{connector}{head} {{\n{lines}}}\n")
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
