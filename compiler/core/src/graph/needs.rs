//! What objects need from each other: the threat level its connector, a policy the location it names.

use super::lowered::Lowered;
use super::object::{Object, Setting};
use super::rules;
use crate::diagnostics::{Diagnostic, Severity};
use crate::semantics::{DefinitionId, MAX_DIAGNOSTICS, Program};
use crate::syntax::Span;
use crate::vocabulary::model::{Need, Platform, Rule, SentenceEntry};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Who provides what: by name and platform, the objects by their place.
type Providers<'a> = HashMap<(&'a str, Platform), Vec<usize>>;

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
    let (providers, locations) = (providers(program, objects), Places::of(program, objects));
    let found: Vec<_> = objects
        .par_iter()
        .enumerate()
        .with_min_len(64)
        .map(|(place, object)| needs_of(program, objects, place, object, &providers, &locations))
        .collect();
    let (paths, unmet): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    complain(program, objects, unmet.into_iter().flatten().collect(), out, omitted);
    for (object, paths) in objects.iter_mut().zip(paths) {
        object.needs = paths.into_iter().collect();
    }
}

/// The paths of what an object needs first, and what nobody provides.
fn needs_of<'a>(
    program: &'a Program,
    objects: &[Object],
    place: usize,
    object: &'a Object,
    providers: &Providers<'_>,
    locations: &Places,
) -> (BTreeSet<String>, Vec<Unmet<'a>>) {
    let mut paths = BTreeSet::new();
    let mut unmet = Vec::new();
    for (need, setting) in wanted(program, object) {
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
    let named = locations.of_object(object).into_iter().filter_map(|place| objects.get(place));
    paths.extend(named.map(|other| other.path.clone()));
    (paths, unmet)
}

/// What the rules say of needs that nobody meets: once for all platforms and device states of a block.
fn complain<'a>(
    program: &'a Program,
    objects: &'a [Object],
    mut unmet: Vec<Unmet<'a>>,
    out: &mut Vec<Diagnostic>,
    omitted: &mut usize,
) {
    let mut provided: HashMap<&str, bool> = HashMap::new();
    unmet.retain(|unmet| {
        let name = &unmet.need.name;
        !*provided.entry(name).or_insert_with(|| may_be_provided(program, name))
    });
    unmet.par_sort_by(|one, other| one.key().cmp(&other.key()));
    let groups: Vec<&[Unmet<'a>]> = unmet.chunk_by(|one, other| one.key() == other.key()).collect();
    let (mut errors, mut others) = (0, out.len());
    for chunk in groups.chunks(CHUNK) {
        // The blocks stand in the order of their places, as what is kept will: what comes after enough of it is only counted.
        let room = |severity| {
            if severity == Severity::Error { errors < MAX_DIAGNOSTICS } else { others < 2 * MAX_DIAGNOSTICS }
        };
        let said: Vec<_> =
            chunk.par_iter().with_min_len(16).map(|group| complaints(program, objects, group, &room)).collect();
        for (complaints, unsaid) in said {
            *omitted += unsaid;
            errors += complaints.iter().filter(|complaint| complaint.severity == Severity::Error).count();
            others += complaints.len();
            out.extend(complaints);
        }
    }
}

/// What the rules say of one need of a block, while there is room for it, and how much more there would be.
fn complaints(
    program: &Program,
    objects: &[Object],
    group: &[Unmet<'_>],
    room: &dyn Fn(Severity) -> bool,
) -> (Vec<Diagnostic>, usize) {
    let (mut out, mut omitted) = (Vec::new(), 0);
    let first = group.first();
    let object = first.and_then(|first| objects.get(first.object));
    let Some((first, block)) = first.zip(object.and_then(|object| program.blocks.get(object.block))) else {
        return (out, omitted);
    };
    let platforms: BTreeSet<Platform> = group.iter().map(|unmet| unmet.platform).collect();
    let speaks = |rule: &&Rule| rule.unmet.as_ref() == Some(&first.need.name) && rule.kinds.contains(&block.kind);
    for rule in program.vocabulary.rules().iter().filter(speaks) {
        let here: Vec<_> = platforms.iter().copied().filter(|platform| rule.platforms.contains(*platform)).collect();
        if here.is_empty() {
            continue;
        }
        if room(rule.severity) {
            out.push(rules::diagnostic(rule, block, first.setting.as_slice(), &here, program));
        } else {
            omitted += 1;
        }
    }
    (out, omitted)
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
    let by_sentence = sentences(program, object, |entry| !entry.provides.is_empty());
    let by_sentence = by_sentence.into_iter().flat_map(|(entry, _)| &entry.provides);
    let here = |platform: &Platform| object.platforms.is_empty() || object.platforms.contains(platform);
    let holds = |need: &&Need| need.when.as_ref().is_none_or(|condition| rules::holds(program, object, condition));
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
fn wanted<'a>(program: &'a Program, object: &'a Object) -> impl Iterator<Item = (&'a Need, Option<&'a Setting>)> {
    let own = object.entry.needs.iter().map(|need| (need, None));
    let said = sentences(program, object, |entry| !entry.needs.is_empty())
        .into_iter()
        .flat_map(|(entry, setting)| entry.needs.iter().map(move |need| (need, Some(setting))));
    own.chain(said)
        .filter(|(need, _)| need.when.as_ref().is_none_or(|condition| rules::holds(program, object, condition)))
}

/// The objects that named locations become.
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

    /// Those that an object refers to.
    fn of_object(&self, object: &Object) -> Vec<usize> {
        fn collect(value: &Lowered, out: &mut Vec<DefinitionId>) {
            match value {
                Lowered::Reference(reference) => out.extend(reference.own),
                Lowered::List(items) => items.iter().for_each(|item| collect(item, out)),
                Lowered::Object(fields) => fields.iter().for_each(|(_, value)| collect(value, out)),
                _ => {}
            }
        }
        let mut own = Vec::new();
        if !self.0.is_empty() {
            object.settings.iter().for_each(|setting| collect(&setting.value, &mut own));
        }
        own.iter().filter_map(|definition| self.0.get(definition)).flatten().copied().collect()
    }
}
