//! What objects need from each other: the threat level its connector, a policy the location it names.

use super::conditions::{self, Providers, World};
use super::lowered::Lowered;
use super::object::{Object, Setting};
use super::rules::{self, Finding};
use crate::diagnostics::{Diagnostic, Severity};
use crate::semantics::{DefinitionId, MAX_DIAGNOSTICS, Program};
use crate::vocabulary::model::{Need, Platform};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// A need that nobody meets: the object's place, the need, the setting because of which it is one, and on which platform.
struct Unmet<'a> {
    object: usize,
    need: &'a Need,
    setting: Option<&'a Setting>,
    platform: Platform,
}

/// Complains about needs that nobody meets, and notes which objects must exist before others.
pub(super) fn meet(program: &Program, objects: &mut [Object], out: &mut Vec<Diagnostic>, omitted: &mut usize) {
    let providers = providers(program, objects);
    let world = World { program, providers: Some(&providers) };
    let found: Vec<_> = objects
        .par_iter()
        .enumerate()
        .with_min_len(64)
        .map(|(place, object)| needs_of(world, objects, place, object, &providers))
        .collect();
    let (paths, unmet): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let mut findings = complain(program, objects, unmet.into_iter().flatten());
    findings.extend(look_around(world, objects));
    for finding in findings {
        if out.len() < 2 * MAX_DIAGNOSTICS || finding.rule.severity == Severity::Error {
            out.extend(rules::diagnostic(program, &finding));
        } else {
            *omitted += 1;
        }
    }
    for (object, paths) in objects.iter_mut().zip(paths) {
        object.needs = paths.into_iter().collect();
    }
}

/// What the rules say that ask for other declarations. They are silent while a block could not be read that may be what they ask for.
fn look_around<'a>(world: World<'a>, objects: &'a [Object]) -> Vec<Finding<'a>> {
    let around = world.program.vocabulary.rules().iter().filter(|rule| rule.around);
    let certain: Vec<_> =
        around.filter(|rule| !rule.asks().into_iter().any(|name| may_be_provided(world.program, name))).collect();
    rules::judge_around(world, objects, &certain)
}

/// The paths of what an object needs first, and what nobody provides.
fn needs_of<'a>(
    world: World<'a>,
    objects: &[Object],
    place: usize,
    object: &'a Object,
    providers: &Providers,
) -> (BTreeSet<String>, Vec<Unmet<'a>>) {
    let mut paths = BTreeSet::new();
    let mut unmet = Vec::new();
    for (need, setting) in wanted(world, object) {
        for platform in object.platforms.iter().copied().filter(|platform| need.platforms.contains(*platform)) {
            match providers.get(&(need.name.clone(), platform)) {
                // In the order of their deployment, as all objects are.
                Some(places) => {
                    let before = places
                        .iter()
                        .filter_map(|place| objects.get(*place))
                        .take_while(|other| other.entry.order < object.entry.order);
                    paths.extend(before.map(|other| other.path.clone()));
                }
                None => unmet.push(Unmet { object: place, need, setting, platform }),
            }
        }
    }
    paths.extend(named(world.program, objects, object));
    (paths, unmet)
}

/// What the rules say of needs that nobody meets: once for all platforms and device states of a block.
fn complain<'a>(
    program: &'a Program,
    objects: &'a [Object],
    unmet: impl Iterator<Item = Unmet<'a>>,
) -> Vec<Finding<'a>> {
    let mut grouped: BTreeMap<_, (Unmet<'a>, BTreeSet<Platform>)> = BTreeMap::new();
    let mut provided: HashMap<Arc<str>, bool> = HashMap::new();
    let mut hidden = |name: &Arc<str>| *provided.entry(name.clone()).or_insert_with(|| may_be_provided(program, name));
    for unmet in unmet.filter(|unmet| !hidden(&unmet.need.name)) {
        let Some(object) = objects.get(unmet.object) else { continue };
        let platform = unmet.platform;
        let key = (object.block, unmet.setting.map(|setting| setting.origin.span), unmet.need.name.clone());
        grouped.entry(key).or_insert_with(|| (unmet, BTreeSet::new())).1.insert(platform);
    }
    let mut findings = Vec::new();
    for (Unmet { object, need, setting, .. }, platforms) in grouped.into_values() {
        let Some(object) = objects.get(object) else { continue };
        let rules = program.vocabulary.rules().iter().filter(|rule| rule.kinds.contains(&object.entry.kind));
        for (rule, case) in rules.flat_map(|rule| rule.cases.iter().map(move |case| (rule, case))) {
            if case.unmet.as_ref() == Some(&need.name) {
                let settings = setting.into_iter().collect();
                findings.push(Finding { rule, case, object, settings, platforms: platforms.clone() });
            }
        }
    }
    findings
}

/// Whether a block that could not be read, or not all of it, may provide something.
fn may_be_provided(program: &Program, name: &Arc<str>) -> bool {
    let provides = |provided: &[Need]| provided.iter().any(|need| need.name == *name);
    let vocabulary = &program.vocabulary;
    program.unreadable.iter().any(|kind| {
        vocabulary.objects().iter().any(|object| object.kind == *kind && provides(&object.provides))
            || vocabulary.sentences().iter().any(|entry| entry.kinds.contains(kind) && provides(&entry.provides))
    })
}

fn providers(program: &Program, objects: &[Object]) -> Providers {
    let found: Vec<_> = objects.par_iter().with_min_len(64).map(|object| provided_by(program, object)).collect();
    let mut providers = Providers::new();
    for (place, provided) in found.into_iter().enumerate() {
        for key in provided {
            providers.entry(key).or_default().push(place);
        }
    }
    providers
}

/// What an object provides, and on which platforms.
fn provided_by(program: &Program, object: &Object) -> Vec<(Arc<str>, Platform)> {
    let world = World { program, providers: None };
    let by_sentence = entries(program, object).flat_map(|(entry, _)| &entry.provides);
    let here = |platform: &Platform| object.platforms.is_empty() || object.platforms.contains(platform);
    let holds = |need: &&Need| need.when.as_ref().is_none_or(|condition| conditions::holds(world, object, condition));
    let provided = object.entry.provides.iter().chain(by_sentence).filter(holds);
    provided.flat_map(|need| need.platforms.iter().filter(here).map(|platform| (need.name.clone(), platform))).collect()
}

/// The sentences that speak in an object, each once.
fn entries<'a>(
    program: &'a Program,
    object: &'a Object,
) -> impl Iterator<Item = (&'a crate::vocabulary::model::SentenceEntry, &'a Setting)> {
    let mut seen = BTreeSet::new();
    let sentences = program.vocabulary.sentences();
    object
        .settings
        .iter()
        .filter(move |setting| setting.origin.entry.is_some_and(|entry| seen.insert(entry)))
        .filter_map(move |setting| Some((sentences.get(setting.origin.entry?)?, setting)))
}

/// What an object needs, and the setting because of which it does.
fn wanted<'a>(world: World<'a>, object: &'a Object) -> Vec<(&'a Need, Option<&'a Setting>)> {
    let program = world.program;
    let own = object.entry.needs.iter().map(|need| (need, None));
    let said =
        entries(program, object).flat_map(|(entry, setting)| entry.needs.iter().map(move |need| (need, Some(setting))));
    own.chain(said)
        .filter(|(need, _)| need.when.as_ref().is_none_or(|condition| conditions::holds(world, object, condition)))
        .collect()
}

/// The blocks that an object refers to by their names: locations, filters.
fn named(program: &Program, objects: &[Object], object: &Object) -> Vec<String> {
    fn collect(value: &Lowered, out: &mut Vec<DefinitionId>) {
        match value {
            Lowered::Reference(reference) => out.extend(reference.own),
            Lowered::List(items) => items.iter().for_each(|item| collect(item, out)),
            Lowered::Object(fields) => fields.iter().for_each(|(_, value)| collect(value, out)),
            Lowered::Assignment(_, Some((filter, _))) => out.extend(filter.own),
            _ => {}
        }
    }
    let mut own = Vec::new();
    object.settings.iter().for_each(|setting| collect(&setting.value, &mut own));
    if own.is_empty() {
        return Vec::new();
    }
    let is = |other: &&Object| {
        program
            .blocks
            .get(other.block)
            .and_then(|block| block.definition)
            .is_some_and(|definition| own.contains(&definition))
            && (other.platforms.is_empty()
                || object.platforms.is_empty()
                || other.platforms.iter().any(|platform| object.platforms.contains(platform)))
    };
    objects.iter().filter(is).map(|other| other.path.clone()).collect()
}
