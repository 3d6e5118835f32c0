//! Whether two phrases can match the same words. Phrases are compared as rows of words and kinds of values, one row for each
//! choice of short word lists.

use super::model::{Piece, SentenceEntry, Type};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Rows of one phrase beyond this many are not told apart; its word lists then count as values.
const MAX_ROWS: usize = 256;

/// A word, or a value of some kind.
#[derive(Clone, Debug, PartialEq)]
enum Atom {
    Word(Arc<str>),
    Words(Vec<Arc<str>>),
    Number,
    Duration,
    Date,
    Text,
    Pair,
    Name,
    List(Box<Atom>),
    Several(Vec<Atom>),
}

/// The pairs of entries, from the place `known` on beside all before them, that some words are a sentence of.
pub(super) fn pairs(sentences: &[SentenceEntry], known: usize) -> Vec<(usize, usize)> {
    // Rows that begin with different words never meet; those that begin with a value may meet any.
    let mut by_first: HashMap<Option<Arc<str>>, Vec<usize>> = HashMap::new();
    let all: Vec<Vec<Vec<Atom>>> = sentences.iter().map(rows).collect();
    let mut found = Vec::new();
    for (place, (entry, rows)) in sentences.iter().zip(&all).enumerate() {
        let firsts: BTreeSet<Option<Arc<str>>> = rows.iter().map(|row| first(row)).collect();
        if place >= known {
            let candidates: BTreeSet<usize> = if firsts.contains(&None) {
                (0..place).collect()
            } else {
                firsts
                    .iter()
                    .chain(std::iter::once(&None))
                    .filter_map(|first| by_first.get(first))
                    .flatten()
                    .copied()
                    .collect()
            };
            let meets = |other: &usize| {
                let (Some(other), Some(others)) = (sentences.get(*other), all.get(*other)) else { return false };
                entry.kinds.iter().any(|kind| other.kinds.contains(kind))
                    && rows.iter().any(|one| others.iter().any(|other| overlap(one, other)))
            };
            found.extend(candidates.into_iter().filter(meets).map(|other| (other, place)));
        }
        for first in firsts {
            by_first.entry(first).or_default().push(place);
        }
    }
    found
}

/// The word that a row begins with, if it is one.
fn first(row: &[Atom]) -> Option<Arc<str>> {
    if let Some(Atom::Word(word)) = row.first() { Some(word.clone()) } else { None }
}

fn overlap(one: &[Atom], other: &[Atom]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| meet(one, other))
}

/// The rows of a phrase.
fn rows(entry: &SentenceEntry) -> Vec<Vec<Atom>> {
    let mut rows: Vec<Vec<Atom>> = vec![Vec::new()];
    for piece in &entry.pieces {
        let choices: Vec<Vec<Atom>> = match piece {
            Piece::Word(word) => vec![vec![Atom::Word(word.clone())]],
            Piece::Hole(hole) => {
                let types = entry.holes.get(*hole).map(|hole| hole.types.as_slice()).unwrap_or_default();
                types.iter().flat_map(|(_, of)| choices(of, rows.len())).collect()
            }
        };
        rows = rows.iter().flat_map(|row| choices.iter().map(|choice| [row.as_slice(), choice].concat())).collect();
    }
    rows
}

fn choices(of: &Type, rows: usize) -> Vec<Vec<Atom>> {
    match of {
        Type::Words(words) if words.items.len() * rows <= MAX_ROWS => {
            let spellings = words.items.iter().flat_map(|item| std::iter::once(&item.words).chain(&item.aliases));
            spellings.map(|spelling| spelling.split(' ').map(|word| Atom::Word(word.into())).collect()).collect()
        }
        of => vec![vec![atom(of)]],
    }
}

fn atom(of: &Type) -> Atom {
    match of {
        Type::Words(words) | Type::Apps(words) => {
            Atom::Words(words.items.iter().map(|item| item.words.clone()).collect())
        }
        Type::Integer { .. } | Type::Version { .. } => Atom::Number,
        Type::Duration { .. } => Atom::Duration,
        Type::Date => Atom::Date,
        Type::Text(_) | Type::Id | Type::Country | Type::Ipv4 | Type::Ipv6 => Atom::Text,
        Type::Pair => Atom::Pair,
        Type::Reference(_) => Atom::Name,
        Type::Requirement(of) | Type::List(of) => Atom::List(Box::new(atom(of))),
        Type::Union(types) => Atom::Several(types.iter().map(atom).collect()),
    }
}

/// Whether the same words can be both.
fn meet(one: &Atom, other: &Atom) -> bool {
    match (one, other) {
        (Atom::Several(atoms), atom) | (atom, Atom::Several(atoms)) => atoms.iter().any(|one| meet(one, atom)),
        // A list may have one item.
        (Atom::List(item), atom) | (atom, Atom::List(item)) => meet(item, atom),
        (Atom::Words(words), Atom::Word(word)) | (Atom::Word(word), Atom::Words(words)) => words.contains(word),
        (Atom::Words(one), Atom::Words(other)) => one.iter().any(|word| other.contains(word)),
        (one, other) => one == other,
    }
}
