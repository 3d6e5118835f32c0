//! Lowers a program for one tenant: blocks to objects, then what only all objects together show.

use super::describe::description;
use super::kinds::Kinds;
use super::layer::Context;
use super::lowered::Lowered;
use super::merge::{Cache, Merge};
use super::named::Named;
use super::object::{Apps, Object, Setting};
use super::requirement::Part;
use super::shape::{APPS, Shape};
use super::variant::{Names, Variant, apart, together};
use super::{assign, needs, rules, version};
use crate::diagnostics::{Diagnostic, Severity};
use crate::semantics::{Block, Content, Judged, Line, MAX_DIAGNOSTICS, Program, Tenant};
use crate::vocabulary::model::{BlockKind, GraphPath, ObjectEntry, Platform};
use rayon::prelude::*;
use std::collections::HashSet;
use std::sync::Arc;

/// The objects of one tenant.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The tenant's name.
    pub tenant: String,
    /// The tenant's id.
    pub tenant_id: Option<Arc<str>>,
    /// The objects in the order of their deployment.
    pub objects: Arc<Vec<Object>>,
    /// The apps of the program, by the place of their definition: names in references and targets.
    pub(super) files: Arc<Vec<Arc<crate::syntax::File>>>,
}

/// What lowering one tenant shares between its blocks.
pub(super) struct Lowering<'a> {
    pub(super) program: &'a Program,
    pub(super) tenant: &'a Tenant,
    pub(super) kinds: &'a Kinds,
    pub(super) cache: Cache,
    named: Named<'a>,
}

/// What a program becomes for a tenant.
pub(crate) struct Outcome {
    pub(crate) compiled: Compiled,
    /// What there is to say about it.
    pub(crate) said: Vec<Diagnostic>,
    /// How much more there was than is kept.
    pub(crate) omitted: usize,
    /// What blocks became that nothing was known of, by their places; empty for somebody who keeps nothing.
    pub(crate) fresh: Vec<(usize, Judged)>,
}

/// Lowers a program for a tenant. `known` is what each of its blocks became before, for somebody who keeps that.
#[must_use]
pub(crate) fn lower(program: &Program, tenant: &Tenant, kinds: &Kinds, known: Option<&[Option<&Judged>]>) -> Outcome {
    let cache = Cache::new(known.is_some());
    let lowering = Lowering { program, tenant, kinds, cache, named: Named::of(program) };
    let blocks: Vec<_> = program.blocks.iter().enumerate().collect();
    let (mut objects, mut out, mut fresh) = (Vec::new(), Vec::new(), Vec::new());
    let mut omitted = 0;
    for chunk in blocks.chunks(CHUNK) {
        let room = MAX_DIAGNOSTICS.saturating_sub(out.len());
        let judged = |(place, block): &(usize, &Arc<Block>)| match known {
            None => (lowering.judged(*place, block, room), None),
            Some(known) => match known.get(*place).copied().flatten() {
                Some(known) => {
                    let mut judged = known.clone();
                    judged.objects.iter_mut().for_each(|object| object.block = *place);
                    (judged, None)
                }
                None => {
                    let judged = lowering.judged(*place, block, room);
                    (judged.clone(), Some((*place, judged)))
                }
            },
        };
        let results: Vec<_> = chunk.par_iter().with_min_len(16).map(judged).collect();
        for (judged, kept) in results {
            fresh.extend(kept);
            objects.extend(judged.objects);
            omitted += judged.omitted;
            omitted += keep(judged.said, &mut out, MAX_DIAGNOSTICS);
        }
    }
    assign::paths(&mut objects, &mut out);
    objects.par_sort_by(|a, b| (a.entry.order, &a.path).cmp(&(b.entry.order, &b.path)));
    needs::meet(program, &mut objects, &mut out, &mut omitted);
    let mut files: Vec<_> = program.blocks.iter().map(|block| block.file.clone()).collect();
    files.dedup_by_key(|file| file.id);
    files.sort_by_key(|file| file.id);
    files.dedup_by_key(|file| file.id);
    let compiled = Compiled {
        tenant: tenant.name.text.to_string(),
        tenant_id: tenant.id.clone(),
        objects: Arc::new(objects),
        files: Arc::new(files),
    };
    Outcome { compiled, said: out, omitted, fresh }
}

/// How many blocks are lowered before what there is to say about them is gathered.
const CHUNK: usize = 4096;

/// Adds diagnostics while there are fewer than `room`, errors always; gives the number of those that are left out.
fn keep(diagnostics: Vec<Diagnostic>, out: &mut Vec<Diagnostic>, room: usize) -> usize {
    let mut omitted = 0;
    for diagnostic in diagnostics {
        if out.len() < room || diagnostic.severity == Severity::Error {
            out.push(diagnostic);
        } else {
            omitted += 1;
        }
    }
    omitted
}

impl Lowering<'_> {
    /// The objects of a block, what there is to say about them, and how much more than there is room for.
    fn judged(&self, place: usize, block: &Block, room: usize) -> Judged {
        let mut said = Vec::new();
        let objects = self.block(place, block, &mut said);
        rules::judge(self.program, block, &objects, &mut said);
        // What nobody reads is dropped here, where all cores do it.
        let mut out = Vec::new();
        let omitted = keep(said, &mut out, room);
        Judged { objects, said: out, omitted }
    }

    /// The objects of a block.
    fn block(&self, place: usize, block: &Block, out: &mut Vec<Diagnostic>) -> Vec<Object> {
        let mut objects = Vec::new();
        let platforms: Vec<Option<Platform>> =
            if block.kind.has_platforms() { block.place.platforms.iter().map(Some).collect() } else { vec![None] };
        let mut by_entry: Vec<(usize, Vec<Variant>)> = Vec::new();
        for platform in platforms {
            let Some(entry) = self.entry(block, platform, out) else { continue };
            let variants = self.variants(block, entry, platform, out);
            match by_entry.iter_mut().find(|(known, _)| *known == entry) {
                Some((_, known)) => known.extend(variants),
                None => by_entry.push((entry, variants)),
            }
        }
        let variants: Vec<(usize, Variant)> = by_entry
            .into_iter()
            .flat_map(|(entry, variants)| {
                together(variants, block.kind).into_iter().map(move |variant| (entry, variant))
            })
            .collect();
        let names = Names::of(&variants);
        for (entry, variant) in variants {
            objects.extend(self.object(place, block, entry, variant, &names, out));
        }
        objects
    }

    /// The entity that a block becomes on a platform.
    fn entry(&self, block: &Block, platform: Option<Platform>, out: &mut Vec<Diagnostic>) -> Option<usize> {
        let candidates: Vec<_> = self.program.vocabulary.objects_of(block.kind, platform).collect();
        let entity = |line: &Line| {
            let Content::Said { entry, .. } = line.content else { return None };
            self.program.vocabulary.sentences().get(entry)?.makes.clone().map(|makes| (makes, line.span))
        };
        let made: Vec<_> = block.lines.iter().filter_map(entity).collect();
        match (candidates.as_slice(), made.first()) {
            ([], _) => None,
            ([(only, _)], _) => Some(*only),
            // A sentence that could not be read may have told it.
            (_, None) if block.broken => None,
            (_, None) => {
                let help = "say what it is made of, as in `ranges \"203.0.113.0/24\"` or `countries \"DE\", \"AT\"`";
                out.push(
                    Diagnostic::new(36, format!("this `{}` says too little", block.kind.words()))
                        .at(block.span, "nothing tells what kind it is")
                        .help(help),
                );
                None
            }
            (_, Some((first, span))) => {
                if let Some((_, other)) = made.iter().find(|(makes, _)| makes != first) {
                    out.push(
                        Diagnostic::new(27, "these sentences belong to different kinds")
                            .at(*other, "this sentence")
                            .at(*span, "and this one")
                            .help("make two declarations of them"),
                    );
                }
                candidates.iter().find(|(_, object)| object.entity == *first).map(|(place, _)| *place)
            }
        }
    }

    /// The settings of a block on a platform, apart by device state and by part of a combination of controls.
    fn variants(
        &self,
        block: &Block,
        entry: usize,
        platform: Option<Platform>,
        out: &mut Vec<Diagnostic>,
    ) -> Vec<Variant> {
        let (Some(object), Some(shape)) = (self.kinds.objects.get(entry), self.kinds.shapes.get(entry)) else {
            return Vec::new();
        };
        let Self { program, tenant, named, .. } = self;
        let context = Context { program, tenant, object, shape, named, platform, part: None, ignored: &[] };
        let (parts, ignored) = self.parts(block, out);
        let count = parts.len();
        let each: Vec<Option<&Part>> = if parts.is_empty() { vec![None] } else { parts.iter().map(Some).collect() };
        let mut variants = Vec::new();
        for (number, part) in each.into_iter().enumerate() {
            let context = Context { part, ignored: &ignored, ..context };
            let mut merge = Merge { context, object: entry, cache: &self.cache, out };
            let settings = merge.lines(&block.lines, context.always(block.span), 0);
            let wanted = context.states(block.place.scope) & context.all_states();
            let part = part.filter(|_| count > 1).map(|_| (number, count));
            variants.extend(apart(settings, wanted, shape).into_iter().map(|(states, settings)| Variant {
                platforms: platform.into_iter().collect(),
                states,
                all: context.all_states(),
                settings,
                part,
            }));
        }
        variants
    }

    /// An object of a block.
    fn object(
        &self,
        place: usize,
        block: &Block,
        entry: usize,
        variant: Variant,
        names: &Names,
        out: &mut Vec<Diagnostic>,
    ) -> Option<Object> {
        let (Some(object), Some(shape)) = (self.kinds.objects.get(entry), self.kinds.shapes.get(entry)) else {
            return None;
        };
        let all = variant.states == variant.all;
        let state_names: Vec<_> = if all {
            Vec::new()
        } else {
            object
                .states
                .iter()
                .enumerate()
                .filter(|(place, _)| variant.states & (1 << place) != 0)
                .map(|(_, state)| state.clone())
                .collect()
        };
        let title = block.title.as_ref().unwrap_or(&block.name);
        let label = names.label(&variant, || self.states_label(variant.platforms.first().copied(), &state_names));
        let beta = version::is_beta(&self.program.vocabulary, object, shape, &variant.settings);
        let connector = self.connector(block, out);
        let apps = self.apps(block, &variant, out);
        let settings: Arc<[Setting]> = variant.settings.into();
        Some(Object {
            entry: object.clone(),
            shape: shape.clone(),
            platforms: variant.platforms,
            name: match said_name(object, shape, &settings) {
                Some(name) => name,
                None if label.is_empty() => title.text.to_string(),
                None => format!("{} ({label})", title.text),
            },
            description: description(block, &settings),
            path: String::new(),
            states: if all {
                object.all_states.to_string()
            } else {
                state_names.iter().map(|state| &**state).collect::<Vec<_>>().join(",")
            },
            state_names,
            settings,
            beta,
            block: place,
            split: variant.part.is_some(),
            span: block.span,
            needs: Vec::new(),
            endpoint: object.endpoint.replace("{connector}", connector.as_deref().unwrap_or_default()),
            connector,
            apps,
        })
    }

    /// The id of the connector that a block declares, if it declares one.
    fn connector(&self, block: &Block, out: &mut Vec<Diagnostic>) -> Option<Arc<str>> {
        let words = self.program.vocabulary.words("connector").filter(|_| block.kind == BlockKind::Connector)?;
        match crate::semantics::find_word(words, &block.name.text) {
            Some(word) => word.value.as_str().map(Arc::from),
            None => {
                let known: Vec<_> = words.items.iter().map(|item| format!("`{}`", item.words)).collect();
                out.push(
                    Diagnostic::new(40, format!("there is no connector `{}`", block.name.text))
                        .at(block.name.span, "not known")
                        .help(format!("known are {}", crate::vocabulary::model::one_of(&known))),
                );
                None
            }
        }
    }

    /// The ids of the apps, or the group they are.
    fn apps(&self, block: &Block, variant: &Variant, out: &mut Vec<Diagnostic>) -> Apps {
        let setting = variant.settings.iter().find(|setting| setting.slot == APPS);
        let mut listed = Vec::new();
        let mut known = HashSet::new();
        for item in setting.map(|setting| setting.value.items()).unwrap_or_default() {
            match item {
                Lowered::Json(group) => return Apps::Group(group.as_str().unwrap_or_default().into()),
                Lowered::App(place) => {
                    let Some(app) = self.program.apps.get(place).filter(|app| !app.broken) else { continue };
                    for platform in variant.platforms.iter().copied() {
                        // The service does not tell letter cases apart.
                        let fresh = |id: &&Arc<str>| known.insert((platform, id.to_lowercase()));
                        listed.extend(app.on(platform).filter(fresh).map(|id| (platform, id.clone())));
                        if app.on(platform).next().is_none() {
                            let span = setting
                                .map_or(block.span, |setting| setting.origin.via().unwrap_or(setting.origin.span));
                            let others = block
                                .place
                                .platforms
                                .iter()
                                .filter(|other| app.on(*other).next().is_some())
                                .map(Platform::word)
                                .collect::<Vec<_>>()
                                .join(", ");
                            let help = if others.is_empty() {
                                format!("take `{}` out", app.name)
                            } else {
                                format!("name it in a sentence of its own, with `on {others}`")
                            };
                            out.push(
                                Diagnostic::new(42, format!("`{}` has no id on {}", app.name, platform.title()))
                                    .at(span, format!("\"{}\" is not known there", app.title))
                                    .at(app.span, "declared here")
                                    .help(help),
                            );
                        }
                    }
                }
                _ => {}
            }
        }
        listed.sort();
        listed.dedup();
        Apps::Listed(listed)
    }

    /// Device states in the words of the vocabulary.
    fn states_label(&self, platform: Option<Platform>, states: &[Arc<str>]) -> String {
        let Some(platform) = platform else { return String::new() };
        let scopes = self.program.vocabulary.scopes();
        let exactly = |wanted: &[Arc<str>]| {
            scopes.iter().find(|scope| scope.on(platform) == wanted).map(|scope| scope.name.replace('_', " "))
        };
        exactly(states).unwrap_or_else(|| {
            states
                .iter()
                .map(|state| exactly(std::slice::from_ref(state)).unwrap_or_else(|| state.to_string()))
                .collect::<Vec<_>>()
                .join(", ")
        })
    }
}

/// The name that a sentence gives an object.
fn said_name(object: &ObjectEntry, shape: &Shape, settings: &[Setting]) -> Option<String> {
    let slot = shape.find(&GraphPath(object.placeholder("{name}")?.into()))?;
    let setting = settings.iter().find(|setting| setting.slot == slot)?;
    setting.value.json().as_str().map(str::to_owned)
}
