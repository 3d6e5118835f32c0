//! The variants of a block: what it says for some platforms and device states, which of them become one object, and how the
//! names of a block's objects tell them apart.

use super::object::Setting;
use super::overlay::of_slot;
use super::shape::Shape;
use crate::vocabulary::model::{BlockKind, Platform};
use std::collections::HashMap;

/// Settings that hold for some states of some platforms.
pub(super) struct Variant {
    pub(super) platforms: Vec<Platform>,
    pub(super) states: u16,
    pub(super) all: u16,
    pub(super) settings: Vec<Setting>,
    /// Which policy of a combination of controls, and of how many.
    pub(super) part: Option<(usize, usize)>,
}

/// Apart by the device states that settings distinguish; states with the same payload stay together, whether a sentence says a value or
/// it is the default.
pub(super) fn apart(settings: Vec<Setting>, wanted: u16, shape: &Shape) -> Vec<(u16, Vec<Setting>)> {
    if wanted == 0 {
        return Vec::new();
    }
    let mut groups = vec![wanted];
    for setting in settings.iter().filter(|setting| setting.states & wanted != wanted) {
        groups = groups
            .into_iter()
            .flat_map(|group| [group & setting.states, group & !setting.states])
            .filter(|group| *group != 0)
            .collect();
    }
    if let [only] = groups.as_slice() {
        return vec![(*only, settings)];
    }
    let mut parts: Vec<(u16, Vec<Setting>)> = Vec::new();
    for group in groups {
        let own: Vec<_> = settings.iter().filter(|setting| setting.states & group != 0).cloned().collect();
        match parts.iter_mut().find(|(_, known)| same_payload(known, &own, shape)) {
            Some((states, known)) => {
                *states |= group;
                // What is said stays said.
                let fresh: Vec<_> = own.into_iter().filter(|setting| of_slot(known, setting.slot).is_empty()).collect();
                known.extend(fresh);
                known.sort_by_key(|setting| setting.slot);
            }
            None => parts.push((group, own)),
        }
    }
    parts
}

fn same(left: &[Setting], right: &[Setting]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| left.slot == right.slot && left.value == right.value)
}

/// Whether settings give the same values: those that repeat a default say nothing of their own.
fn same_payload(left: &[Setting], right: &[Setting], shape: &Shape) -> bool {
    let speaks = |setting: &&Setting| {
        let slot = shape.slots.get(setting.slot as usize);
        slot.and_then(|slot| slot.default.as_ref()).is_none_or(|default| *default != *setting.value)
    };
    let (mut left, mut right) = (left.iter().filter(speaks), right.iter().filter(speaks));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(left), Some(right)) if left.slot == right.slot && left.value == right.value => {}
            _ => return false,
        }
    }
}

/// Platforms that become one object: those with the same settings for the same states; of connectors, all.
pub(super) fn together(variants: Vec<Variant>, kind: BlockKind) -> Vec<Variant> {
    let mut merged: Vec<Variant> = Vec::new();
    for variant in variants {
        let fits = |known: &&mut Variant| {
            kind == BlockKind::Connector
                || (known.part == variant.part
                    && (known.states == known.all) == (variant.states == variant.all)
                    && (known.states == known.all || known.states == variant.states)
                    && same(&known.settings, &variant.settings))
        };
        match merged.iter_mut().find(fits) {
            Some(known) => {
                known.platforms.extend(variant.platforms);
                let fresh: Vec<_> = variant
                    .settings
                    .into_iter()
                    .filter(|setting| !known.settings.iter().any(|other| other.slot == setting.slot))
                    .collect();
                known.settings.extend(fresh);
                known.settings.sort_by_key(|setting| setting.slot);
            }
            None => merged.push(variant),
        }
    }
    merged
}

/// Which differences the names of a block's objects must tell.
pub(super) struct Names {
    platforms: bool,
    states: HashMap<Option<Platform>, usize>,
}

impl Names {
    pub(super) fn of(variants: &[(usize, Variant)]) -> Self {
        let mut states: HashMap<Option<Platform>, usize> = HashMap::new();
        for (_, variant) in variants.iter().filter(|(_, variant)| variant.part.is_none_or(|(number, _)| number == 0)) {
            *states.entry(variant.platforms.first().copied()).or_default() += 1;
        }
        Self { platforms: states.len() > 1, states }
    }

    pub(super) fn label(&self, variant: &Variant, states: impl FnOnce() -> String) -> String {
        let mut parts = Vec::new();
        if self.platforms {
            parts.extend(variant.platforms.iter().map(|platform| platform.title().to_owned()));
        }
        if self.states.get(&variant.platforms.first().copied()).is_some_and(|count| *count > 1) {
            let states = states();
            parts.push(if states.is_empty() { "all other states".into() } else { states });
        }
        if let Some((number, count)) = variant.part {
            parts.push(format!("{} of {count}", number + 1));
        }
        parts.join(", ")
    }
}
