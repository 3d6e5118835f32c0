//! Which rules speak of a sentence: found from what their conditions look at. Must not know any rule.

use super::facts;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::Words;
use crate::vocabulary::model::{
    BlockKind, Comparison, Condition, Given, GraphPath, Operand, Rule, SentenceEntry, Type, Write, WriteValue,
    is_inside,
};
use serde_json::Value as Json;
use std::sync::Arc;

/// How many ways in which a condition can hold are looked at.
const WAYS: usize = 256;

/// What a part of a condition looks at.
enum Subject<'a> {
    /// A property, with the value that it must have for the rule to speak; whether it is what the rule asks for first.
    Property(&'a str, Wanted, bool),
    /// The apps.
    Apps,
}

/// A value that the rule speaks of.
enum Wanted {
    Any,
    Equal(Json),
    Other(Json),
}

/// The rules that may speak because of a sentence, by their codes.
pub(super) fn of_sentence<'a>(vocabulary: &'a Vocabulary, sentence: &SentenceEntry) -> Vec<&'a Rule> {
    let mut rules: Vec<_> = vocabulary.rules().iter().filter(|rule| speaks_of(rule, sentence)).collect();
    rules.sort_by_key(|rule| rule.code);
    rules
}

/// The rules that judge a kind of block and speak because of none of its sentences: of what is missing, or of the block's head.
pub(super) fn of_block(vocabulary: &Vocabulary, kind: BlockKind) -> Vec<&Rule> {
    let of_kind = |rule: &&Rule| rule.kinds.contains(&kind);
    let by_itself = |rule: &&Rule| !vocabulary.sentences().iter().any(|sentence| speaks_of(rule, sentence));
    let mut rules: Vec<_> = vocabulary.rules().iter().filter(of_kind).filter(by_itself).collect();
    rules.sort_by_key(|rule| rule.code);
    rules
}

/// Whether a rule may speak because of a sentence.
pub(super) fn speaks_of(rule: &Rule, sentence: &SentenceEntry) -> bool {
    let kinds: Vec<_> = rule.kinds.iter().filter(|kind| sentence.kinds.contains(kind)).collect();
    let quiet = kinds.iter().any(|kind| !kind.has_platforms());
    if kinds.is_empty() || (!quiet && rule.platforms.and(sentence.platforms).is_empty()) {
        return false;
    }
    let needed = |name: &Arc<str>| sentence.needs.iter().any(|need| need.name == *name);
    if rule.cases.iter().filter_map(|case| case.unmet.as_ref()).any(needed) {
        return true;
    }
    rule.conditions().flat_map(|when| ways(&when.condition, false)).any(|way| may_hold(sentence, &way))
}

/// Whether a sentence may make a condition hold in one way: it says something that is asked for, and nothing else than what is.
fn may_hold(sentence: &SentenceEntry, way: &[(&Condition, bool)]) -> bool {
    let mut is_first = true;
    let mut says = false;
    for subject in way.iter().filter_map(|(part, negated)| subject(part, *negated, &mut is_first)).flatten() {
        match subject {
            Subject::Apps => says |= sentence.gives.iter().any(|(given, _)| *given == Given::Apps),
            Subject::Property(path, wanted, first) => {
                let of = |write: &&Write| touches(&write.path.0, path, first && matches!(wanted, Wanted::Any));
                let mut writes = sentence.writes.iter().filter(of).peekable();
                if writes.peek().is_none() {
                    continue;
                }
                if !writes.any(|write| fits(sentence, write, path, &wanted)) {
                    return false;
                }
                says = true;
            }
        }
    }
    says
}

/// The ways in which a condition can hold: its parts without alternatives, each with whether it must not hold.
fn ways(condition: &Condition, negated: bool) -> Vec<Vec<(&Condition, bool)>> {
    match (condition, negated) {
        (Condition::Not(inner), _) => ways(inner, !negated),
        (Condition::All(parts), false) | (Condition::Any(parts), true) => {
            parts.iter().fold(vec![Vec::new()], |known, part| {
                let more = ways(part, negated);
                let both = known.iter().flat_map(|one| more.iter().map(move |other| [&one[..], &other[..]].concat()));
                both.take(WAYS).collect()
            })
        }
        (Condition::Any(parts), false) | (Condition::All(parts), true) => {
            parts.iter().flat_map(|part| ways(part, negated)).take(WAYS).collect()
        }
        (single, _) => vec![vec![(single, negated)]],
    }
}

/// What a part looks at: what the rule asks for first, and whatever else it asks to have a certain value. The rest, such as `state !=
/// disabled` at the end, only says when it need not look.
fn subject<'a>(part: &'a Condition, negated: bool, is_first: &mut bool) -> Option<Vec<Subject<'a>>> {
    use Condition as C;
    let first = *is_first;
    let property = |path: &'a GraphPath, wanted| Subject::Property(&path.0, wanted, first);
    let found = match part {
        C::Compare(path, comparison, operand) => {
            let equal = matches!(comparison, Comparison::Equal) && !negated
                || matches!(comparison, Comparison::Unequal) && negated;
            let is_order = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
            match (is_order, equal, value(operand)) {
                (true, ..) => match operand {
                    Operand::Word(other) => {
                        vec![property(path, Wanted::Any), Subject::Property(other, Wanted::Any, first)]
                    }
                    _ => vec![property(path, Wanted::Any)],
                },
                (_, true, None) => vec![property(path, Wanted::Any)],
                (_, true, Some(value)) => vec![property(path, Wanted::Equal(value))],
                (_, false, Some(value)) if first => vec![property(path, Wanted::Other(value))],
                _ => return None,
            }
        }
        C::Contains(path, operand) if !negated => {
            vec![property(path, value(operand).map_or(Wanted::Any, Wanted::Equal))]
        }
        C::Mentions(path, _) | C::Longer(path, _) | C::Several(path) | C::Said(path) if !negated => {
            vec![property(path, Wanted::Any)]
        }
        C::Empty(path) if negated => vec![property(path, Wanted::Any)],
        C::Targets(_)
        | C::TargetsBesides(_)
        | C::TargetsGroup
        | C::TargetsNothing
        | C::TargetsSeveral
        | C::TargetsOwn
            if first =>
        {
            vec![Subject::Apps]
        }
        _ => return None,
    };
    *is_first = false;
    Some(found)
}

/// Whether a clause that writes a property touches another one: the same, one that is inside it, or where `inside` one that it is inside of.
fn touches(written: &str, path: &str, inside: bool) -> bool {
    written == path || is_inside(path, written) || (inside && is_inside(written, path))
}

/// The value that an operand is, if it is one.
fn value(operand: &Operand) -> Option<Json> {
    match operand {
        Operand::Constant(json) => Some(json.clone()),
        Operand::Word(word) => Some(Json::from(&**word)),
        Operand::Duration(_) => None,
    }
}

/// Whether a clause that touches a property may give it such a value.
fn fits(sentence: &SentenceEntry, write: &Write, path: &str, wanted: &Wanted) -> bool {
    if *write.path.0 != *path {
        return matches!(wanted, Wanted::Any);
    }
    let fits = |value: &Json| match wanted {
        Wanted::Any => true,
        Wanted::Equal(wanted) => is_or_has(value, wanted),
        Wanted::Other(other) => value != other,
    };
    match &write.value {
        WriteValue::Constant(value) => fits(value),
        WriteValue::Hole(hole) => {
            let types = sentence.holes.get(*hole).map(|hole| hole.types.as_slice()).unwrap_or_default();
            let types: Vec<&Type> = match &write.of {
                Some(of) => vec![of],
                None => types.iter().map(|(_, of)| of).collect(),
            };
            let words: Vec<&Words> = types.iter().flat_map(|of| facts::word_lists(of)).collect();
            let only_words = types.iter().all(|of| is_words(of));
            let said = words.iter().flat_map(|words| &words.items).any(|item| fits(&item.value));
            said || !only_words
        }
        _ => true,
    }
}

/// Whether values of a type are words and nothing else.
fn is_words(of: &Type) -> bool {
    match of {
        Type::Words(_) => true,
        Type::List(of) | Type::Requirement(of) => is_words(of),
        Type::Union(types) => types.iter().all(is_words),
        _ => false,
    }
}

/// Whether a value is another one, or a list that has it; a flag of several is told by its name.
fn is_or_has(value: &Json, wanted: &Json) -> bool {
    let same = |one: &Json, other: &Json| match (one.as_str(), other.as_str()) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => one == other,
    };
    same(value, wanted) || value.as_array().is_some_and(|items| items.iter().any(|item| same(item, wanted)))
}
