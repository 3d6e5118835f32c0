//! Whether a condition holds of an object, and which of its settings made it hold.

use super::lowered::Lowered;
use super::object::{Apps, Object, Setting};
use super::shape::APPS;
use crate::semantics::Program;
use crate::values;
use crate::vocabulary::STANDARD_FILES;
use crate::vocabulary::model::{Comparison, Condition, GraphPath, Operand, Platform, Platforms};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

/// Who provides what: by name and platform, the objects by their place.
pub(super) type Providers<'a> = HashMap<(&'a str, Platform), Vec<usize>>;

/// What a condition is decided with: the program, and what declarations provide, once all objects are there.
#[derive(Clone, Copy)]
pub(super) struct World<'a> {
    pub(super) program: &'a Program,
    pub(super) providers: Option<&'a Providers<'a>>,
}

/// The setting that a condition speaks of first, if a sentence said it; and those that it compares with each other.
pub(super) fn causes<'a>(object: &'a Object, condition: &Condition) -> Vec<&'a Setting> {
    let mut compared = Vec::new();
    pairs(object, condition, &mut compared);
    if compared.is_empty() { cause(object, condition).into_iter().collect() } else { compared }
}

fn pairs<'a>(object: &'a Object, condition: &Condition, out: &mut Vec<&'a Setting>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| pairs(object, part, out)),
        Condition::Not(inner) => pairs(object, inner, out),
        Condition::Compare(path, _, Operand::Word(word)) => {
            if let (Some(one), Some(other)) = (object.said(path), object.said(&GraphPath(word.clone()))) {
                out.extend([one, other]);
            }
        }
        _ => {}
    }
}

/// The setting that a condition speaks of first, if a sentence said it.
fn cause<'a>(object: &'a Object, condition: &Condition) -> Option<&'a Setting> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().find_map(|part| cause(object, part)),
        Condition::Not(inner) => cause(object, inner),
        Condition::Compare(path, _, operand) => object
            .said(path)
            .or_else(|| if let Operand::Word(word) = operand { object.said(&GraphPath(word.clone())) } else { None }),
        single if is_about_apps(single) => object.setting(APPS),
        single => single.path().and_then(|path| object.said(path)),
    }
}

/// Whether a condition judges something of which no sentence speaks.
pub(super) fn absent(object: &Object, condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(|part| absent(object, part)),
        Condition::Not(inner) => absent(object, inner),
        Condition::Unassigned => true,
        single if is_about_apps(single) => object.setting(APPS).is_none(),
        single => single.path().is_some_and(|path| object.said(path).is_none()),
    }
}

/// Whether a condition speaks of the apps.
fn is_about_apps(condition: &Condition) -> bool {
    use Condition::{Targets, TargetsBesides, TargetsGroup, TargetsNothing, TargetsOwn, TargetsSeveral};
    matches!(condition, Targets(_) | TargetsBesides(_) | TargetsGroup | TargetsNothing | TargetsOwn | TargetsSeveral)
}

/// Whether a condition holds of an object.
pub(super) fn holds(world: World<'_>, object: &Object, condition: &Condition) -> bool {
    let program = world.program;
    match condition {
        Condition::All(parts) => parts.iter().all(|part| holds(world, object, part)),
        Condition::Any(parts) => parts.iter().any(|part| holds(world, object, part)),
        Condition::Not(inner) => !holds(world, object, inner),
        Condition::Compare(path, comparison, operand) => compare(object, path, *comparison, operand),
        Condition::Contains(path, operand) => contains(object, path, operand),
        Condition::Empty(path) => is_empty(object, path),
        Condition::Said(path) => object.said(path).is_some(),
        Condition::Mentions(path, text) => object.value(path).is_some_and(|value| mentions(&value.json(), text)),
        Condition::Longer(path, length) => object
            .value(path)
            .is_some_and(|value| value.json().as_str().is_some_and(|text| text.chars().count() > *length)),
        Condition::StatesOnly(name) => {
            let (mut own, covered) = states(world, object, name);
            own.clone().next().is_some() && own.all(|state| covered.contains(state))
        }
        Condition::Reaches(name) => {
            let (mut own, covered) = states(world, object, name);
            own.any(|state| covered.contains(state))
        }
        Condition::On(platform) => object.platforms.contains(platform),
        Condition::Targets(name) => targets(program, object, name),
        Condition::TargetsGroup => matches!(object.apps, Apps::Group(_)),
        Condition::TargetsNothing => object.assignments(APPS).is_empty(),
        Condition::TargetsSeveral => object.assignments(APPS).len() > 1,
        Condition::TargetsBesides(names) => {
            matches!(object.apps, Apps::Group(_))
                || apps(program, object).any(|app| names.iter().all(|name| *name != app.name))
        }
        Condition::TargetsOwn => apps(program, object).any(|app| app.span.file.0 < STANDARD_FILES),
        Condition::Several(path) => {
            object.value(path).is_some_and(|value| value.json().as_array().is_some_and(|items| items.len() > 1))
        }
        Condition::Unassigned => object.is_unassigned(),
        Condition::Connector(name) => {
            let words = program.vocabulary.words("connector");
            let id = words.and_then(|words| words.items.iter().find(|item| item.words == *name));
            id.is_some_and(|item| item.value.as_str() == object.connector.as_deref())
        }
        Condition::Split => object.split,
        Condition::Provided(name, platforms) => provided(world, object, name, *platforms),
    }
}

/// The states that an object is for, and those that a scope covers on its platform.
fn states<'a>(
    world: World<'a>,
    object: &'a Object,
    scope: &str,
) -> (impl Iterator<Item = &'a Arc<str>> + Clone, &'a [Arc<str>]) {
    let own = if object.state_names.is_empty() { &object.entry.states } else { &object.state_names };
    let scope = world.program.vocabulary.scope(scope).zip(object.platforms.first());
    (own.iter(), scope.map(|(scope, platform)| scope.on(*platform)).unwrap_or_default())
}

/// The declared apps that an object lists.
fn apps<'a>(program: &'a Program, object: &'a Object) -> impl Iterator<Item = &'a crate::semantics::App> {
    object.assignments(APPS).iter().filter_map(|item| match item {
        Lowered::App(place) => program.apps.get(place),
        _ => None,
    })
}

/// Whether some declaration provides something on all of some platforms; for objects without platforms, anywhere.
fn provided(world: World<'_>, object: &Object, name: &str, platforms: Option<Platforms>) -> bool {
    let Some(providers) = world.providers else { return false };
    let on = |platform: Platform| providers.contains_key(&(name, platform));
    match platforms {
        Some(platforms) => platforms.iter().all(on),
        None if object.platforms.is_empty() => Platforms::ALL.iter().any(on),
        None => object.platforms.iter().copied().all(on),
    }
}

/// Whether a text, or one inside, has something as a whole word.
fn mentions(value: &Json, wanted: &str) -> bool {
    match value {
        Json::String(text) => find_word(text, wanted).is_some(),
        Json::Array(items) => items.iter().any(|item| mentions(item, wanted)),
        Json::Object(fields) => fields.values().any(|field| mentions(field, wanted)),
        _ => false,
    }
}

/// Where a text holds some words, not within longer ones.
pub(super) fn find_word(text: &str, wanted: &str) -> Option<usize> {
    let part_of_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let within = |outside: Option<char>, inside: Option<char>| {
        outside.is_some_and(part_of_word) && inside.is_some_and(part_of_word)
    };
    text.match_indices(wanted).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + wanted.len()..).and_then(|behind| behind.chars().next());
        !within(before, wanted.chars().next()) && !within(behind, wanted.chars().next_back())
    })
}

fn targets(program: &Program, object: &Object, name: &str) -> bool {
    // The first one is that of the standard library.
    let app = program.definitions.named(name).iter().find_map(|id| program.apps.get(&id.0));
    match (&object.apps, app) {
        (Apps::Listed(ids), Some(app)) => ids.iter().any(|(platform, id)| app.on(*platform).any(|known| known == id)),
        // Every predefined group holds Microsoft's core apps; of others nothing is known here.
        (Apps::Group(_), _) => true,
        (Apps::Listed(_), None) => false,
    }
}

fn is_empty(object: &Object, path: &GraphPath) -> bool {
    match object.value(path) {
        Some(value) => value.is_empty(),
        // A path to an object is empty when nothing inside it is said.
        None => {
            let prefix = format!("{path}.");
            !object.settings.iter().any(|setting| {
                object.shape.slots.get(setting.slot as usize).is_some_and(|slot| slot.path.0.starts_with(&prefix))
            })
        }
    }
}

fn contains(object: &Object, path: &GraphPath, operand: &Operand) -> bool {
    let wanted = constant(operand);
    match object.value(path).map(Lowered::json).as_deref() {
        Some(Json::Array(items)) => items.iter().any(|item| equal(item, &wanted.json())),
        Some(Json::String(text)) => wanted.json().as_str().is_some_and(|wanted| text.contains(wanted)),
        _ => false,
    }
}

/// The right side of a comparison, if it is no property.
fn constant(operand: &Operand) -> Lowered {
    match operand {
        Operand::Constant(json) => Lowered::Json(json.clone()),
        Operand::Duration(seconds) => Lowered::Duration(*seconds),
        Operand::Word(word) => Lowered::text(word),
    }
}

/// Equal, ids and members without letter case.
fn equal(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::String(left), Json::String(right)) => left.eq_ignore_ascii_case(right),
        (left, right) => left == right,
    }
}

fn compare(object: &Object, path: &GraphPath, comparison: Comparison, operand: &Operand) -> bool {
    const NULL: &Lowered = &Lowered::Json(Json::Null);
    let left = object.value(path).unwrap_or(NULL);
    let property = if let Operand::Word(word) = operand { object.value(&GraphPath(word.clone())) } else { None };
    let right = property.map_or_else(|| Cow::Owned(constant(operand)), Cow::Borrowed);
    let right = right.as_ref();
    let same = match (seconds(left), seconds(right)) {
        (Some(left), Some(right)) => left == right,
        _ => equal(&left.json(), &right.json()),
    };
    match comparison {
        Comparison::Equal => same,
        Comparison::Unequal => !same,
        _ => {
            let order = order(left, right);
            match comparison {
                Comparison::Less => order == Some(Ordering::Less),
                Comparison::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
                Comparison::Greater => order == Some(Ordering::Greater),
                _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            }
        }
    }
}

fn seconds(value: &Lowered) -> Option<u64> {
    match value {
        Lowered::Duration(seconds) => Some(*seconds),
        Lowered::Json(Json::String(text)) => values::from_iso8601(text),
        _ => None,
    }
}

/// The order of two values, by meaning; None when one of them is null or they have none.
fn order(left: &Lowered, right: &Lowered) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (seconds(left), seconds(right)) {
        return Some(left.cmp(&right));
    }
    let (left, right) = (left.json(), right.json());
    match (left.as_i64(), right.as_i64()) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => {
            // `0000-00-00` is how Graph spells an unset date.
            let unset = |json: &Json| json.as_str().is_some_and(|text| text.is_empty() || text == "0000-00-00");
            if unset(&left) || unset(&right) { None } else { values::compare_parts(left.as_str()?, right.as_str()?) }
        }
    }
}
