//! Which rules speak of a sentence: found from what their conditions look at. Must not know any rule.

use super::facts;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::Words;
use crate::vocabulary::model::{
    BlockKind, Comparison, Condition, Given, GraphPath, Operand, Rule, SentenceEntry, Type, Write, WriteValue,
};
use serde_json::Value as Json;
use std::sync::Arc;

/// What a condition looks at.
enum Subject<'a> {
    /// A property, with the value that it must have for the rule to speak.
    Property(&'a str, Wanted),
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
    let says = |subject: &Subject<'_>| match subject {
        Subject::Apps => sentence.gives.iter().any(|(given, _)| *given == Given::Apps),
        Subject::Property(path, wanted) => sentence.writes.iter().any(|write| writes(sentence, write, path, wanted)),
    };
    rule.conditions().any(|condition| subjects(condition).iter().any(says))
}

/// What a condition looks at: what it asks for first, and whatever else it asks to have a certain value. The rest, such as `state !=
/// disabled` at the end, only says when it need not look.
fn subjects(condition: &Condition) -> Vec<Subject<'_>> {
    let mut found = Vec::new();
    let mut is_first = true;
    collect(condition, false, &mut is_first, &mut found);
    found
}

fn collect<'a>(condition: &'a Condition, negated: bool, is_first: &mut bool, out: &mut Vec<Subject<'a>>) {
    use Condition as C;
    let property = |path: &'a GraphPath, wanted| Subject::Property(&path.0, wanted);
    let subject = match condition {
        C::All(parts) => return parts.iter().for_each(|part| collect(part, negated, is_first, out)),
        C::Any(parts) => {
            let was_first = *is_first;
            for part in parts {
                *is_first = was_first;
                collect(part, negated, is_first, out);
            }
            return;
        }
        C::Not(inner) => return collect(inner, !negated, is_first, out),
        C::Compare(path, comparison, operand) => {
            let equal = matches!(comparison, Comparison::Equal) && !negated
                || matches!(comparison, Comparison::Unequal) && negated;
            let is_order = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
            if let (true, Operand::Word(other)) = (is_order, operand) {
                out.push(Subject::Property(other, Wanted::Any));
            }
            match (is_order, equal, value(operand)) {
                (true, ..) | (_, true, None) => property(path, Wanted::Any),
                (_, true, Some(value)) => property(path, Wanted::Equal(value)),
                (_, false, Some(value)) if *is_first => property(path, Wanted::Other(value)),
                _ => return,
            }
        }
        C::Contains(path, operand) if !negated => property(path, value(operand).map_or(Wanted::Any, Wanted::Equal)),
        C::Mentions(path, _) | C::Longer(path, _) | C::Several(path) | C::Said(path) if !negated => {
            property(path, Wanted::Any)
        }
        C::Empty(path) if negated => property(path, Wanted::Any),
        C::Targets(_)
        | C::TargetsBesides(_)
        | C::TargetsGroup
        | C::TargetsNothing
        | C::TargetsSeveral
        | C::TargetsOwn
            if *is_first =>
        {
            Subject::Apps
        }
        _ => return,
    };
    *is_first = false;
    out.push(subject);
}

/// The value that an operand is, if it is one.
fn value(operand: &Operand) -> Option<Json> {
    match operand {
        Operand::Constant(json) => Some(json.clone()),
        Operand::Word(word) => Some(Json::from(&**word)),
        Operand::Duration(_) => None,
    }
}

/// Whether a clause may write such a value there.
fn writes(sentence: &SentenceEntry, write: &Write, path: &str, wanted: &Wanted) -> bool {
    let inside = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'));
    if inside(&write.path.0, path) || inside(path, &write.path.0) {
        return matches!(wanted, Wanted::Any);
    }
    if *write.path.0 != *path {
        return false;
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
