//! What objects need from each other: the threat level its connector, a policy the location it names.

use super::lowered::Lowered;
use super::object::{Object, Setting};
use super::rules;
use crate::diagnostics::Diagnostic;
use crate::semantics::{DefinitionId, Program};
use crate::vocabulary::model::{Need, Platform};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Who provides what: by name and platform, the objects by their place.
type Providers = HashMap<(Arc<str>, Platform), Vec<usize>>;

/// Complains about needs that nobody meets, and notes which objects must exist before others.
pub(super) fn meet(program: &Program, objects: &mut [Object], out: &mut Vec<Diagnostic>) {
    let providers = providers(program, objects);
    let found: Vec<_> = objects.par_iter().with_min_len(64).map(|object| needs_of(program, objects, object, &providers)).collect();
    for (object, (paths, diagnostics)) in objects.iter_mut().zip(found) {
        object.needs = paths.into_iter().collect();
        out.extend(diagnostics);
    }
}

/// The paths of what an object needs first, and what nobody provides.
fn needs_of(program: &Program, objects: &[Object], object: &Object, providers: &Providers) -> (BTreeSet<String>, Vec<Diagnostic>) {
    let mut paths = BTreeSet::new();
    let mut out = Vec::new();
    for (need, setting) in wanted(program, object) {
        for platform in object.platforms.iter().copied().filter(|platform| need.platforms.contains(*platform)) {
            match providers.get(&(need.name.clone(), platform)) {
                // In the order of their deployment, as all objects are.
                Some(places) => {
                    let before = places.iter().filter_map(|place| objects.get(*place)).take_while(|other| other.entry.order < object.entry.order);
                    paths.extend(before.map(|other| other.path.clone()));
                }
                None => unmet(program, object, platform, need, setting, &mut out),
            }
        }
    }
    paths.extend(locations(program, objects, object));
    (paths, out)
}

fn providers(program: &Program, objects: &[Object]) -> Providers {
    let mut providers = Providers::new();
    for (place, object) in objects.iter().enumerate() {
        let by_sentence = entries(program, object).flat_map(|(entry, _)| &entry.provides);
        for provided in object.entry.provides.iter().chain(by_sentence) {
            if provided.when.as_ref().is_some_and(|condition| !rules::holds(program, object, condition)) {
                continue;
            }
            let here = |platform: &Platform| object.platforms.is_empty() || object.platforms.contains(platform);
            for platform in provided.platforms.iter().filter(here) {
                providers.entry((provided.name.clone(), platform)).or_default().push(place);
            }
        }
    }
    providers
}

/// The sentences that speak in an object, each once.
fn entries<'a>(program: &'a Program, object: &'a Object) -> impl Iterator<Item = (&'a crate::vocabulary::model::SentenceEntry, &'a Setting)> {
    let mut seen = BTreeSet::new();
    let sentences = program.vocabulary.sentences();
    object.settings.iter().filter(move |setting| setting.origin.entry.is_some_and(|entry| seen.insert(entry))).filter_map(move |setting| Some((sentences.get(setting.origin.entry?)?, setting)))
}

/// What an object needs, and the setting because of which it does.
fn wanted<'a>(program: &'a Program, object: &'a Object) -> Vec<(&'a Need, Option<&'a Setting>)> {
    let own = object.entry.needs.iter().map(|need| (need, None));
    let said = entries(program, object).flat_map(|(entry, setting)| entry.needs.iter().map(move |need| (need, Some(setting))));
    own.chain(said).filter(|(need, _)| need.when.as_ref().is_none_or(|condition| rules::holds(program, object, condition))).collect()
}

fn unmet(program: &Program, object: &Object, platform: Platform, need: &Need, setting: Option<&Setting>, out: &mut Vec<Diagnostic>) {
    let Some(block) = program.blocks.get(object.block) else { return };
    let rules = program.vocabulary.rules().iter().filter(|rule| rule.unmet.as_ref() == Some(&need.name) && rule.platforms.contains(platform) && rule.kinds.contains(&block.kind));
    for rule in rules {
        let mut here = object.clone();
        here.platforms = vec![platform];
        out.push(rules::diagnostic(rule, block, setting, &here, program));
    }
}

/// The named locations that an object refers to.
fn locations(program: &Program, objects: &[Object], object: &Object) -> Vec<String> {
    fn collect(value: &Lowered, out: &mut Vec<DefinitionId>) {
        match value {
            Lowered::Reference(reference) => out.extend(reference.own),
            Lowered::List(items) => items.iter().for_each(|item| collect(item, out)),
            Lowered::Object(fields) => fields.iter().for_each(|(_, value)| collect(value, out)),
            _ => {}
        }
    }
    let mut own = Vec::new();
    object.settings.iter().for_each(|setting| collect(&setting.value, &mut own));
    if own.is_empty() {
        return Vec::new();
    }
    let is = |other: &&Object| program.blocks.get(other.block).and_then(|block| block.definition).is_some_and(|definition| own.contains(&definition));
    objects.iter().filter(is).map(|other| other.path.clone()).collect()
}
