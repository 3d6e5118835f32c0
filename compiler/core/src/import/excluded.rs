//! Who is kept out of every policy: an account for emergencies, most often, but only that is sure. Must not know any property.

use super::block::Block;
use super::names;
use super::statement::Statement;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{BlockKind, RefKind, SentenceEntry, Type, Write, WriteValue};
use std::collections::BTreeSet;

/// The fewest policies of which one says that somebody is kept out of all.
const ALL: usize = 3;

/// Something in the directory, by its kind and its id or name.
type Somebody = (RefKind, String);

/// What a policy for no people says of them: nobody can be kept out of it.
const NOBODY: &str = "none";

/// What such groups and accounts are called, where no export says their name.
pub(super) const NAME: &str = "always excluded";

/// Those that all policies of a kind leave out, and none names in another place.
pub(super) fn always(vocabulary: &Vocabulary, blocks: &[Block]) -> BTreeSet<Somebody> {
    let people = about_people(vocabulary);
    let mut elsewhere = BTreeSet::new();
    let mut common: Option<BTreeSet<Somebody>> = None;
    let mut count = 0;
    for facet in blocks.iter().flat_map(|block| &block.facets) {
        let mut out = BTreeSet::new();
        let mut concerned = false;
        for statement in &facet.statements {
            let entry = statement.entry.and_then(|entry| vocabulary.sentences().get(entry));
            concerned |= statement.entry.is_some_and(|entry| people.contains(&entry))
                && statement.text.split(' ').next_back() != Some(NOBODY);
            gather(statement, entry, &mut out, &mut elsewhere);
        }
        if concerned {
            count += 1;
            common = Some(match common {
                Some(known) => known.intersection(&out).cloned().collect(),
                None => out,
            });
        }
    }
    let common = common.filter(|_| count >= ALL).unwrap_or_default();
    common.into_iter().filter(|one| !elsewhere.contains(one)).collect()
}

/// Whom a statement keeps out, and whom else it names.
fn gather(
    statement: &Statement,
    entry: Option<&SentenceEntry>,
    out: &mut BTreeSet<Somebody>,
    elsewhere: &mut BTreeSet<Somebody>,
) {
    if statement.said.is_empty() {
        names::each(&statement.text, |kind, name| elsewhere.extend([(kind, names::folded(&name))]));
    }
    for (hole, text) in statement.said.iter().enumerate() {
        let excludes = entry
            .is_some_and(|entry| entry.writes.iter().any(|write| write.kept && write.value == WriteValue::Hole(hole)));
        let into = if excludes { &mut *out } else { &mut *elsewhere };
        names::each(text, |kind, name| into.extend([(kind, names::folded(&name))]));
    }
}

/// The sentences that write beside what keeps people out, by their places: a policy that says one could.
fn about_people(vocabulary: &Vocabulary) -> BTreeSet<usize> {
    let groups = |entry: &SentenceEntry, write: &Write| match write.value {
        WriteValue::Hole(hole) => {
            let types = entry.holes.get(hole).into_iter().flat_map(|hole| &hole.types);
            types.map(|(_, of)| of).any(takes_groups)
        }
        _ => false,
    };
    let beside = |write: &Write| write.path.0.rsplit_once('.').map(|(before, _)| before.to_owned());
    let places: BTreeSet<(BlockKind, String)> = vocabulary
        .sentences()
        .iter()
        .flat_map(|entry| entry.kinds.iter().map(move |kind| (entry, *kind)))
        .flat_map(|(entry, kind)| {
            let kept = entry.writes.iter().filter(|write| write.kept && groups(entry, write));
            kept.filter_map(beside).map(move |place| (kind, place)).collect::<Vec<_>>()
        })
        .collect();
    let is_beside = |entry: &SentenceEntry| {
        let here: Vec<String> = entry.writes.iter().filter_map(beside).collect();
        entry.kinds.iter().any(|kind| here.iter().any(|place| places.contains(&(*kind, place.clone()))))
    };
    let all = vocabulary.sentences().iter().enumerate();
    all.filter(|(_, entry)| is_beside(entry)).map(|(place, _)| place).collect()
}

fn takes_groups(of: &Type) -> bool {
    match of {
        Type::Reference(kind) => *kind == RefKind::Group,
        Type::List(of) | Type::Requirement(of) => takes_groups(of),
        Type::Union(types) => types.iter().any(takes_groups),
        _ => false,
    }
}
