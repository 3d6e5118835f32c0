//! What objects need from each other: the threat level its connector, a policy the location it names.

use super::conditions::{self, Providers, World};
use super::lowered::Lowered;
use super::object::{Object, Setting};
use super::rules::{self, Finding};
use crate::diagnostics::{Diagnostic, Severity};
use crate::semantics::{DefinitionId, MAX_DIAGNOSTICS, Program};
use crate::syntax::Span;
use crate::vocabulary::model::{Need, Platform, SentenceEntry};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A need that nobody meets: the object's place, the need, the setting because of which it is one, and on which platform.
struct Unmet<'a> {
    object: usize,
    block: usize,
    need: &'a Need,
    setting: Option<&'a Setting>,
    platform: Platform,
}

impl Unmet<'_> {
    /// What is one complaint: the block, the sentence, the need.
    fn key(&self) -> (usize, Option<Span>, &str) {
        (self.block, self.setting.map(|setting| setting.origin.span), &self.need.name)
    }
}

/// How many complaints are made before they are gathered.
const CHUNK: usize = 4096;

/// Complains about needs that nobody meets, and notes which objects must exist before others.
pub(super) fn meet(program: &Program, objects: &mut [Object], out: &mut Vec<Diagnostic>, omitted: &mut usize) {
    let (providers, places) = (providers(program, objects), Places::of(program, objects));
    let world = World { program, providers: Some(&providers) };
    let found: Vec<_> = objects
        .par_iter()
        .enumerate()
        .with_min_len(64)
        .map(|(place, object)| needs_of(world, objects, place, object, &providers, &places))
        .collect();
    let (paths, unmet): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let complaints = complaints(program, objects, unmet.into_iter().flatten().collect());
    say(program, &complaints, out, omitted);
    say(program, &look_around(world, objects), out, omitted);
    for (object, paths) in objects.iter_mut().zip(paths) {
        object.needs = paths.into_iter().collect();
    }
}

/// Says what rules found, in the order of the blocks, while there is room for it.
fn say(program: &Program, findings: &[Finding<'_>], out: &mut Vec<Diagnostic>, omitted: &mut usize) {
    let (mut errors, mut others) = (0, out.len());
    for chunk in findings.chunks(CHUNK) {
        // The blocks stand in the order of their places, as what is kept will: what comes after enough of it is only counted.
        let room = |severity| {
            if severity == Severity::Error { errors < MAX_DIAGNOSTICS } else { others < 2 * MAX_DIAGNOSTICS }
        };
        let (here, rest): (Vec<_>, Vec<_>) = chunk.iter().partition(|finding| room(finding.rule.severity));
        *omitted += rest.len();
        let said: Vec<_> =
            here.into_par_iter().with_min_len(16).map(|found| rules::diagnostic(program, found)).collect();
        for diagnostic in said.into_iter().flatten() {
            errors += usize::from(diagnostic.severity == Severity::Error);
            others += 1;
            out.push(diagnostic);
        }
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
    providers: &Providers<'_>,
    places: &Places,
) -> (BTreeSet<String>, Vec<Unmet<'a>>) {
    let mut paths = BTreeSet::new();
    let mut unmet = Vec::new();
    for (need, setting) in wanted(world, object) {
        for platform in object.platforms.iter().copied().filter(|platform| need.platforms.contains(*platform)) {
            match providers.get(&(&*need.name, platform)) {
                // In the order of their deployment, as all objects are.
                Some(places) => {
                    let before = places
                        .iter()
                        .filter_map(|place| objects.get(*place))
                        .take_while(|other| other.entry.order < object.entry.order);
                    paths.extend(before.map(|other| other.path.clone()));
                }
                None => unmet.push(Unmet { object: place, block: object.block, need, setting, platform }),
            }
        }
    }
    paths.extend(places.named(objects, object).map(|other| other.path.clone()));
    (paths, unmet)
}

/// What the rules find of needs that nobody meets: once for all platforms and device states of a block.
fn complaints<'a>(program: &'a Program, objects: &'a [Object], mut unmet: Vec<Unmet<'a>>) -> Vec<Finding<'a>> {
    let mut provided: HashMap<&str, bool> = HashMap::new();
    unmet.retain(|unmet| {
        let name = &unmet.need.name;
        !*provided.entry(name).or_insert_with(|| may_be_provided(program, name))
    });
    unmet.par_sort_by(|one, other| one.key().cmp(&other.key()));
    let groups: Vec<&[Unmet<'a>]> = unmet.chunk_by(|one, other| one.key() == other.key()).collect();
    let found = groups.into_par_iter().with_min_len(16).map(|group| complaint(program, objects, group));
    found.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// What the rules find of one need of a block.
fn complaint<'a>(program: &'a Program, objects: &'a [Object], group: &[Unmet<'a>]) -> Vec<Finding<'a>> {
    let object = |first: &Unmet<'a>| objects.get(first.object);
    let Some((Unmet { need, setting, .. }, object)) = group.first().and_then(|first| Some((first, object(first)?)))
    else {
        return Vec::new();
    };
    let platforms: BTreeSet<Platform> = group.iter().map(|unmet| unmet.platform).collect();
    let rules = program.vocabulary.rules().iter().filter(|rule| {
        rule.kinds.contains(&object.entry.kind) && platforms.iter().any(|platform| rule.platforms.contains(*platform))
    });
    rules
        .flat_map(|rule| rule.cases.iter().map(move |case| (rule, case)))
        .filter(|(_, case)| case.unmet.as_ref() == Some(&need.name))
        .map(|(rule, case)| Finding {
            rule,
            case,
            object,
            settings: setting.iter().copied().collect(),
            platforms: platforms.clone(),
        })
        .collect()
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

fn providers<'a>(program: &'a Program, objects: &'a [Object]) -> Providers<'a> {
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
fn provided_by<'a>(program: &'a Program, object: &'a Object) -> Vec<(&'a str, Platform)> {
    let world = World { program, providers: None };
    let by_sentence = sentences(program, object, |entry| !entry.provides.is_empty());
    let by_sentence = by_sentence.into_iter().flat_map(|(entry, _)| &entry.provides);
    let here = |platform: &Platform| object.platforms.is_empty() || object.platforms.contains(platform);
    let holds = |need: &&Need| need.when.as_ref().is_none_or(|condition| conditions::holds(world, object, condition));
    let provided = object.entry.provides.iter().chain(by_sentence).filter(holds);
    provided.flat_map(|need| need.platforms.iter().filter(here).map(|platform| (&*need.name, platform))).collect()
}

/// The sentences that speak in an object and for which `is_wanted` holds, each once.
fn sentences<'a>(
    program: &'a Program,
    object: &'a Object,
    is_wanted: impl Fn(&SentenceEntry) -> bool,
) -> Vec<(&'a SentenceEntry, &'a Setting)> {
    let said =
        object.settings.iter().filter_map(|setting| Some((setting.origin.sentence(&program.vocabulary)?, setting)));
    let mut found: Vec<(&SentenceEntry, &Setting)> = Vec::new();
    for (entry, setting) in said.filter(|(entry, _)| is_wanted(entry)) {
        if found.iter().all(|(known, _)| !std::ptr::eq(*known, entry)) {
            found.push((entry, setting));
        }
    }
    found
}

/// What an object needs, and the setting because of which it does.
fn wanted<'a>(world: World<'a>, object: &'a Object) -> impl Iterator<Item = (&'a Need, Option<&'a Setting>)> {
    let own = object.entry.needs.iter().map(|need| (need, None));
    let said = sentences(world.program, object, |entry| !entry.needs.is_empty())
        .into_iter()
        .flat_map(|(entry, setting)| entry.needs.iter().map(move |need| (need, Some(setting))));
    own.chain(said)
        .filter(move |(need, _)| need.when.as_ref().is_none_or(|condition| conditions::holds(world, object, condition)))
}

/// The objects that blocks with a name become: locations, filters.
struct Places(HashMap<DefinitionId, Vec<usize>>);

impl Places {
    fn of(program: &Program, objects: &[Object]) -> Self {
        let mut places: HashMap<_, Vec<usize>> = HashMap::new();
        for (place, object) in objects.iter().enumerate() {
            if let Some(definition) = program.blocks.get(object.block).and_then(|block| block.definition) {
                places.entry(definition).or_default().push(place);
            }
        }
        Self(places)
    }

    /// Those that an object refers to, of several for platforms those of its own.
    fn named<'o>(&self, objects: &'o [Object], object: &Object) -> impl Iterator<Item = &'o Object> {
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
        if !self.0.is_empty() {
            object.settings.iter().for_each(|setting| collect(&setting.value, &mut own));
        }
        let here = |other: &&Object| {
            other.platforms.is_empty()
                || object.platforms.is_empty()
                || other.platforms.iter().any(|platform| object.platforms.contains(platform))
        };
        let places = own.into_iter().filter_map(|definition| self.0.get(&definition)).flatten();
        places.filter_map(|place| objects.get(*place)).filter(here)
    }
}
