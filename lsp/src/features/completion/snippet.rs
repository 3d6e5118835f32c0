//! Sentences as snippets: a tab stop for each hole, with the words it takes to choose from.

use super::context::Context;
use mam_core::vocabulary::model::{Hole, Piece, SentenceEntry, Type};

/// So many words are offered in a tab stop; of longer lists completion shows all.
const CHOICES: usize = 12;

/// A whole sentence, its label before the snippet; one for each word that it may begin with.
pub fn of_sentence(entry: &SentenceEntry, context: &Context<'_>) -> Vec<(String, String)> {
    let first = match entry.pieces.first() {
        Some(Piece::Hole(hole)) => entry.holes.get(*hole).and_then(|hole| context.type_of(hole)),
        _ => None,
    };
    let beginnings = first.map(|of| choices(of, context)).unwrap_or_default();
    if beginnings.is_empty() {
        return vec![rest(entry, &entry.pieces, context)];
    }
    let rest = rest(entry, entry.pieces.get(1..).unwrap_or_default(), context);
    let join = |word: &str, rest: &str| if rest.is_empty() { word.to_owned() } else { format!("{word} {rest}") };
    beginnings.iter().map(|word| (join(word, &rest.0), join(&plain(word), &rest.1))).collect()
}

/// Pieces of a phrase, as label and as snippet.
fn rest(entry: &SentenceEntry, pieces: &[Piece], context: &Context<'_>) -> (String, String) {
    let (mut label, mut snippet) = (Vec::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Word(word) => {
                label.push(word.to_string());
                snippet.push(plain(word));
            }
            Piece::Hole(hole) => {
                let Some(hole) = entry.holes.get(*hole) else { continue };
                label.push(format!("{{{}}}", hole.name));
                let stop = snippet.iter().filter(|part| part.starts_with("${")).count() + 1;
                snippet.push(of_hole(stop, hole, context));
            }
        }
    }
    (label.join(" "), snippet.join(" "))
}

fn of_hole(stop: usize, hole: &Hole, context: &Context<'_>) -> String {
    let Some(of) = context.type_of(hole) else { return format!("${{{stop}:{}}}", hole.name) };
    let words = choices(of, context);
    if (1..=CHOICES).contains(&words.len()) {
        let words: Vec<_> = words.iter().map(|word| choice(word)).collect();
        return format!("${{{stop}|{}|}}", words.join(","));
    }
    format!("${{{stop}:{}}}", plain(&example(of, &hole.name)))
}

/// The words that a hole takes on the platforms of the block.
pub fn choices(of: &Type, context: &Context<'_>) -> Vec<String> {
    match of {
        Type::Words(words) => context.words(words).map(|item| item.words.to_string()).collect(),
        Type::List(of) | Type::Requirement(of) => choices(of, context),
        _ => Vec::new(),
    }
}

/// A value of this type as one writes it.
pub fn example(of: &Type, name: &str) -> String {
    match of {
        Type::Integer { min, .. } => min.to_string(),
        Type::Duration { .. } => "30 days".into(),
        Type::Version { .. } => "17.0".into(),
        Type::Date => "2026-06-01".into(),
        Type::Text(_) | Type::Id | Type::Country | Type::Ipv4 | Type::Ipv6 => format!("\"{name}\""),
        Type::Pair => "\"id\" as \"name\"".into(),
        Type::Reference(kind) => format!("{} \"name\"", kind.word()),
        Type::List(of) | Type::Requirement(of) => example(of, name),
        Type::Union(types) => types.first().map(|of| example(of, name)).unwrap_or_default(),
        Type::Words(_) | Type::Apps(_) => name.replace('_', " "),
    }
}

/// A text that a snippet takes literally.
pub fn plain(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

fn choice(text: &str) -> String {
    plain(text).replace(',', "\\,").replace('|', "\\|")
}
