//! What two policies say differently, by meaning: what is absent is the default, names stand for ids where they are known.

use crate::graph::{Sense, SlotId, is_nothing, read_placeholder};
use crate::import::Finding;
use crate::import::assigned::Assigned;
use crate::import::known::Known;
use crate::import::names;
use crate::import::policy::{Actual, Policy};
use crate::values;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{Platform, Type};
use serde_json::Value as Json;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Ids are the same in any letter case, and a payload's placeholder is the name in it.
pub(super) fn folded(text: &str) -> String {
    names::folded(read_placeholder(text).map_or(text, |(_, name)| name))
}

/// What two policies of one kind say differently.
#[derive(Debug, Default)]
pub(super) struct Unlike {
    pub(super) slots: Vec<SlotId>,
    /// The platforms for which they target other apps.
    pub(super) apps: Vec<Option<Platform>>,
    pub(super) assigned: bool,
    pub(super) states: bool,
    pub(super) description: bool,
    /// Properties that no sentence writes.
    pub(super) others: Vec<String>,
    /// What cannot be said at all, on the left and on the right side.
    pub(super) left_over: (Vec<String>, Vec<String>),
}

impl Unlike {
    pub(super) fn count(&self) -> usize {
        let (left, right) = &self.left_over;
        self.slots.len()
            + self.apps.len().min(1)
            + usize::from(self.assigned)
            + usize::from(self.states)
            + usize::from(self.description)
            + self.others.len()
            + left.len().max(right.len())
    }
}

/// Compares two policies of one kind.
pub(super) fn unlike(vocabulary: &Vocabulary, known: &Known, left: &Policy, right: &Policy) -> Unlike {
    let slots = (0..left.values.len().max(right.values.len())).filter_map(|slot| SlotId::try_from(slot).ok());
    let differs = |slot: &SlotId| !same(vocabulary, known, *slot, value(left, *slot), value(right, *slot));
    let platforms: Vec<Option<Platform>> = known.object.apps.iter().map(|(platform, _)| Some(*platform)).collect();
    let assigned = match (&left.assignments, &right.assignments) {
        (Some(left), Some(right)) => !is_assigned_alike(left, right),
        // An export without them does not say that there are none.
        _ => false,
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Unlike {
        slots: slots.filter(differs).collect(),
        apps: platforms.into_iter().filter(|platform| !is_targeted_alike(known, left, right, *platform)).collect(),
        assigned,
        states: states(known, left) != states(known, right),
        description: text(&left.description) != text(&right.description),
        others: others(known, left, right),
        left_over: (left_over(left, right), left_over(right, left)),
    }
}

/// The value of a slot.
pub(super) fn value(policy: &Policy, slot: SlotId) -> Option<&Json> {
    policy.values.get(slot as usize).and_then(Actual::json)
}

/// Whether two values of a slot mean the same.
pub(super) fn same(
    vocabulary: &Vocabulary,
    known: &Known,
    slot: SlotId,
    left: Option<&Json>,
    right: Option<&Json>,
) -> bool {
    let (left, right) = (or_null(left), or_null(right));
    if known.senses.get(slot as usize).is_some_and(|sense| sense.same(left, right)) {
        return true;
    }
    let (Some(left), Some(right)) = (left.as_str(), right.as_str()) else { return false };
    let writers = known.writers.get(slot as usize).into_iter().flatten();
    let mut writers = writers.filter_map(|entry| vocabulary.sentences().get(*entry));
    writers.any(|sentence| {
        let writes = sentence.writes.iter().filter(|write| *write.path.0 == *known.path(slot));
        let lists = writes.filter_map(|write| write.joined.as_deref());
        let is_version =
            sentence.holes.iter().flat_map(|hole| &hole.types).any(|(_, of)| matches!(of, Type::Version { .. }));
        lists.into_iter().any(|separator| members(left, separator) == members(right, separator))
            || is_version && values::compare_parts(left, right) == Some(Ordering::Equal)
    })
}

/// Whether a difference is one of names on one side and ids on the other, of which nobody knows whether they are the same.
pub(super) fn is_unresolved(left: &Policy, right: &Policy, unlike: &Unlike) -> bool {
    let groups = |policy: &Policy| {
        policy.assignments.iter().flatten().map(|one| Json::from(one.group.as_str())).collect::<Vec<_>>()
    };
    let crossed = |left: &Json, right: &Json| holds(left, &is_name) && holds(right, &values::is_guid);
    let differ = |left: &Json, right: &Json| crossed(left, right) || crossed(right, left);
    let slots = || unlike.slots.iter().any(|slot| differ(or_null(value(left, *slot)), or_null(value(right, *slot))));
    unlike.assigned && differ(&groups(left).into(), &groups(right).into()) || slots()
}

/// Whether a text is a name that a payload keeps in place of an id.
fn is_name(text: &str) -> bool {
    text.starts_with("{{") && text.ends_with("}}")
}

fn holds(json: &Json, wanted: &dyn Fn(&str) -> bool) -> bool {
    match json {
        Json::String(text) => wanted(text),
        Json::Array(items) => items.iter().any(|item| holds(item, wanted)),
        Json::Object(fields) => fields.values().any(|value| holds(value, wanted)),
        _ => false,
    }
}

/// A value, null when there is none.
pub(super) fn or_null(json: Option<&Json>) -> &Json {
    json.unwrap_or(&Json::Null)
}

fn members(text: &str, separator: &str) -> BTreeSet<String> {
    text.split(separator).map(str::trim).filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
}

fn is_assigned_alike(left: &[Assigned], right: &[Assigned]) -> bool {
    let folded = |one: &Assigned| {
        let filter = one.filter.as_ref().map(|(filter, keeps)| (folded(filter), *keeps));
        (one.excluded, filter, folded(&one.group))
    };
    left.len() == right.len() && left.iter().map(folded).eq(right.iter().map(folded))
}

/// What a policy targets on a platform.
#[derive(PartialEq)]
enum Target {
    Group(String),
    Apps(BTreeSet<String>),
}

fn target(known: &Known, policy: &Policy, platform: Option<Platform>) -> Option<Target> {
    let selected = &known.object.selected_apps;
    let group = policy.app_group.as_deref().filter(|group| !group.is_empty() && !group.eq_ignore_ascii_case(selected));
    if let Some(group) = group {
        return Some(Target::Group(group.to_lowercase()));
    }
    let apps = policy.apps.as_ref()?.iter().filter(|(on, _)| Some(*on) == platform);
    Some(Target::Apps(apps.map(|(_, id)| id.to_lowercase()).collect()))
}

fn is_targeted_alike(known: &Known, left: &Policy, right: &Policy, platform: Option<Platform>) -> bool {
    match (target(known, left, platform), target(known, right, platform)) {
        (Some(left), Some(right)) => left == right,
        // An export without its apps does not say that there are none.
        _ => true,
    }
}

/// The device states that a policy is for, lower case; none when it is for all.
fn states(known: &Known, policy: &Policy) -> BTreeSet<String> {
    let states = policy.states.as_deref().filter(|states| !states.eq_ignore_ascii_case(&known.object.all_states));
    members(states.unwrap_or_default(), ",")
}

/// The properties that no sentence writes and that differ.
fn others(known: &Known, left: &Policy, right: &Policy) -> Vec<String> {
    let by_path = |policy: &Policy| -> BTreeMap<String, Json> { policy.others.iter().cloned().collect() };
    let (left, right) = (by_path(left), by_path(right));
    let paths: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let differs = |path: &&String| {
        let (left, right) = (or_null(left.get(*path)), or_null(right.get(*path)));
        !(is_nothing(left) && is_nothing(right) || Sense::of(&known.object.entity, path).same(left, right))
    };
    paths.into_iter().filter(differs).cloned().collect()
}

/// What of a policy can be said in no way, and is not in the other one.
fn left_over(policy: &Policy, other: &Policy) -> Vec<String> {
    let all = |policy: &Policy| -> BTreeSet<String> {
        let notes = policy.notes.iter().filter(|note| note.finding == Finding::Left);
        notes.map(|note| note.detail.clone()).collect()
    };
    all(policy).difference(&all(other)).cloned().collect()
}
