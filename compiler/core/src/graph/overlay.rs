//! Settings beside and over other settings, each list sorted by property. Says nothing about what does not go together: whoever
//! puts settings together does.

use super::lowered::Lowered;
use super::object::Setting;
use super::shape::{APPS, SlotId};
use serde_json::Value as Json;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Setting {
    /// Whether another sentence adds to this one, rather than contradicting it: a group of apps stands alone.
    pub(super) fn grows_with(&self, other: &Self) -> bool {
        let group = |setting: &Self| {
            setting.slot == APPS && setting.value.items().iter().any(|item| matches!(item, Lowered::Json(_)))
        };
        self.adds && other.adds && !group(self) && !group(other)
    }

    /// Adds the items of another one.
    fn grow(&mut self, other: &Self) {
        self.origin.join(&other.origin);
        let value = Arc::make_mut(&mut self.value);
        other.value.items().iter().for_each(|item| value.push(item.clone()));
    }
}

/// The settings of one property among sorted ones.
pub(super) fn of_slot(settings: &[Setting], slot: SlotId) -> &[Setting] {
    let start = settings.partition_point(|setting| setting.slot < slot);
    let rest = settings.get(start..).unwrap_or_default();
    rest.get(..rest.partition_point(|setting| setting.slot == slot)).unwrap_or_default()
}

/// The states for which some of these settings speak of a property.
pub(super) fn states_of(settings: &[Setting], slot: SlotId) -> u16 {
    of_slot(settings, slot).iter().fold(0, |states, setting| states | setting.states)
}

/// Settings beside one another: lists grow; of anything else the first counts, and `clash` hears of both.
pub(super) fn beside(mut settings: Vec<Setting>, mut clash: impl FnMut(&Setting, &Setting)) -> Vec<Setting> {
    // Sentences about one property stay in their order.
    settings.sort_by_key(|setting| setting.slot);
    let mut merged: Vec<Setting> = Vec::with_capacity(settings.len());
    for setting in settings {
        add(&mut merged, setting, &mut clash);
    }
    merged
}

/// Adds a setting to sorted ones of which none has a later property.
fn add(merged: &mut Vec<Setting>, setting: Setting, clash: &mut impl FnMut(&Setting, &Setting)) {
    let start = merged.iter().rposition(|known| known.slot != setting.slot).map_or(0, |last| last + 1);
    let mut rest = setting.states;
    let mut grown = Vec::new();
    for known in merged.iter_mut().skip(start) {
        let common = known.states & rest;
        if common == 0 {
            continue;
        }
        if !known.grows_with(&setting) {
            clash(known, &setting);
        } else if common == known.states {
            known.grow(&setting);
        } else {
            // The states they share get both; the others keep what they have.
            let mut both = known.clone();
            both.states = common;
            both.grow(&setting);
            known.states &= !common;
            grown.push(both);
        }
        rest &= !common;
    }
    merged.extend(grown);
    if rest != 0 {
        merged.push(Setting { states: rest, ..setting });
    }
}

/// Sorted settings beside sorted settings: of what contradicts, which was reported, the first counts.
pub(super) fn side_by_side(base: Vec<Setting>, more: Vec<Setting>) -> Vec<Setting> {
    if base.is_empty() {
        return more;
    }
    if more.is_empty() {
        return base;
    }
    let mut all = base;
    all.extend(more);
    beside(all, |_, _| {})
}

/// Settings over others: where both speak, the upper ones count; what is kept stays beside them.
pub(super) fn over(base: Vec<Setting>, upper: Vec<Setting>) -> Vec<Setting> {
    if base.is_empty() {
        return upper;
    }
    let mut kept = Vec::new();
    let mut merged = Vec::with_capacity(base.len() + upper.len());
    for mut setting in base {
        if setting.kept {
            kept.push(setting);
            continue;
        }
        setting.states &= !states_of(&upper, setting.slot);
        if setting.states != 0 {
            merged.push(setting);
        }
    }
    merged.extend(upper);
    merged.sort_by_key(|setting| setting.slot);
    side_by_side(merged, kept)
}

/// Whether two values mean the same: lists in any order, versions by their numbers.
pub(super) fn same(left: &Lowered, right: &Lowered) -> bool {
    match (left, right) {
        (Lowered::List(one), Lowered::List(other)) => {
            one.len() == other.len() && one.iter().all(|item| other.contains(item))
        }
        (left, right) if left == right => true,
        (Lowered::Json(Json::String(one)), Lowered::Json(Json::String(other))) => {
            let members = |text: &str| text.split([',', ';']).map(str::to_owned).collect::<BTreeSet<_>>();
            crate::values::compare_parts(one, other) == Some(Ordering::Equal) || members(one) == members(other)
        }
        _ => false,
    }
}
