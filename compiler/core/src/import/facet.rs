//! A policy on one platform, said in sentences.

use super::candidate::Candidates;
use super::explain::{Base, Explainer};
use super::known::Known;
use super::policy::{Actual, Policy};
use super::report::{Finding, Note};
use super::statement::{Statement, phrase};
use super::theirs::{Apps, Level};
use crate::graph::SlotId;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{Platform, WriteValue};
use serde_json::Value as Json;
use std::sync::Arc;

/// A policy on one platform.
#[derive(Clone, Debug)]
pub(crate) struct Facet {
    /// The policy, by its place.
    pub(crate) policy: usize,
    pub(crate) platform: Option<Platform>,
    /// Which of a platform's device states it is for, by the place of the scope; all of them without.
    pub(crate) scope: Option<usize>,
    /// What it says.
    pub(crate) statements: Vec<Statement>,
    /// What it says when it includes a level, by the level's name.
    pub(crate) with_levels: WithLevels,
}

/// Sentences by the level that they go with.
pub(crate) type WithLevels = Vec<(Arc<str>, Vec<Statement>)>;

impl Facet {
    /// Says something more, whether it includes a level or not.
    pub(crate) fn say(&mut self, statement: &Statement) {
        self.statements.push(statement.clone());
        self.with_levels.iter_mut().for_each(|(_, statements)| statements.push(statement.clone()));
    }
}

/// What explains a policy on a platform, and the sentences that come into question there, which are found once.
type Spoken<'a> = (Explainer<'a>, Candidates);

/// What facets are made with.
pub(crate) struct Maker<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) known: &'a [Known],
    pub(crate) apps: &'a Apps,
    pub(crate) levels: &'a [Level],
}

impl Maker<'_> {
    /// The facets of a policy.
    pub(crate) fn facets(&self, place: usize, policy: &mut Policy) -> Vec<Facet> {
        let Some(known) = self.known.get(policy.known) else { return Vec::new() };
        let platforms = self.platforms(known, policy);
        let alone = known.object.platforms.iter().count() <= 1 || policy.apps.iter().flatten().next().is_none();
        // An object for several platforms says the same on all: what one of them has no words for is said by `set`, once.
        let bases: Vec<Base> = platforms.iter().map(|platform| always(known, *platform)).collect();
        let mut spoken: Vec<Spoken<'_>> = platforms
            .iter()
            .zip(&bases)
            .map(|(platform, base)| {
                let (vocabulary, platform, values) = (self.vocabulary, *platform, policy.values.as_slice());
                (Explainer { vocabulary, known, platform, values, base }, Candidates::default())
            })
            .collect();
        let unsaid: Vec<SlotId> = match alone {
            true => Vec::new(),
            false => {
                let explained =
                    spoken.iter_mut().map(|(explainer, candidates)| explainer.explain_with(candidates, &[]));
                explained.flat_map(|(_, unsaid)| unsaid).collect()
            }
        };
        let facets = spoken.iter_mut().map(|spoken| {
            let platform = spoken.0.platform;
            let mut notes = Vec::new();
            let (scope, states) = self.scope(known, policy, platform, &platforms);
            let (statements, with_levels) = self.statements(policy, spoken, &unsaid, &mut notes);
            let mut facet = Facet { policy: place, platform, scope, statements, with_levels };
            states.iter().for_each(|states| facet.say(states));
            (facet, notes)
        });
        let mut facets: Vec<(Facet, Vec<Note>)> = facets.collect();
        // One object for whatever platform there is, and no app that tells which: it is for those whose words say most of it.
        if known.object.platforms.iter().count() > 1 && alone {
            let said = |(facet, notes): &(Facet, Vec<Note>)| {
                let set = notes.iter().filter(|note| note.finding == Finding::Set).count();
                (std::cmp::Reverse(set), facet.statements.len())
            };
            let most = facets.iter().map(said).max();
            facets.retain(|facet| Some(said(facet)) == most);
        }
        let mut all = Vec::new();
        let facets = facets.into_iter().map(|(facet, notes)| {
            all.extend(notes);
            facet
        });
        let facets = facets.collect();
        all.dedup();
        policy.notes.extend(all);
        facets
    }

    /// The platforms that a policy speaks of.
    pub(crate) fn platforms(&self, known: &Known, policy: &Policy) -> Vec<Option<Platform>> {
        let object = &known.object;
        if !object.kind.has_platforms() {
            return vec![None];
        }
        let all: Vec<_> = object.platforms.iter().collect();
        let targeted: Vec<_> = all
            .iter()
            .filter(|platform| policy.apps.iter().flatten().any(|(of, _)| of == *platform))
            .copied()
            .collect();
        // What the object always writes on a platform tells that it is for that platform.
        let switched = |platform: &Platform| {
            let mut own = object.writes.iter().filter(|write| write.platforms.iter().eq([*platform]));
            own.all(|write| match (known.shape.find(&write.path), &write.value) {
                (Some(slot), WriteValue::Constant(constant)) => {
                    matches!(policy.values.get(slot as usize), Some(Actual::Json(json)) if json == constant)
                }
                _ => false,
            })
        };
        let marked = object.writes.iter().any(|write| write.platforms.iter().count() == 1);
        let chosen: Vec<_> = match (targeted.is_empty(), marked && all.len() > 1) {
            (false, _) => targeted.clone(),
            (true, true) => all.iter().filter(|platform| switched(platform)).copied().collect(),
            // A group of apps exists on some platforms only.
            (true, false) => all.iter().filter(|platform| self.has_group(known, policy, **platform)).copied().collect(),
        };
        let chosen = if chosen.is_empty() { all } else { chosen };
        // Of an object for several platforms, those count that have a word for its device states.
        let scope = |on: &Platform| self.exact_scope(known, policy, *on);
        let first = chosen.iter().find_map(scope);
        let exact: Vec<_> = chosen.iter().filter(|on| first.is_some() && scope(on) == first).copied().collect();
        let chosen = if exact.is_empty() || !targeted.is_empty() { chosen } else { exact };
        chosen.into_iter().map(Some).collect()
    }

    /// The scope that covers just the device states of a policy, unless these are all that the platform knows.
    fn exact_scope(&self, known: &Known, policy: &Policy, platform: Platform) -> Option<usize> {
        let states = policy.states.as_ref()?;
        let named: Vec<_> = states.split(',').map(|state| state.trim().to_lowercase()).collect();
        let scopes = self.vocabulary.scopes();
        let place = scopes.iter().position(|scope| {
            let of: Vec<_> = scope.on(platform).iter().map(|state| state.to_lowercase()).collect();
            !of.is_empty() && of.len() == named.len() && named.iter().all(|state| of.contains(state))
        })?;
        let all = known.object.states.iter().filter(|state| self.vocabulary.has_state(platform, state));
        (all.count() > named.len()).then_some(place)
    }

    /// The scope of a policy, and what says its device states where no scope does.
    pub(crate) fn scope(
        &self,
        known: &Known,
        policy: &Policy,
        platform: Option<Platform>,
        platforms: &[Option<Platform>],
    ) -> (Option<usize>, Option<Statement>) {
        let (Some(states), Some(platform)) = (&policy.states, platform) else { return (None, None) };
        if states.is_empty() || states.eq_ignore_ascii_case(&known.object.all_states) {
            return (None, None);
        }
        let scope = self.exact_scope(known, policy, platform);
        let same = |on: &Option<Platform>| on.and_then(|on| self.exact_scope(known, policy, on)) == scope;
        let scope = scope.filter(|_| platforms.iter().all(same));
        match (scope, known.placeholder("{states}")) {
            (Some(scope), _) => (Some(scope), None),
            (None, Some(path)) => (None, Some(set(path, &Json::from(states.as_str())))),
            (None, None) => (None, None),
        }
    }

    fn statements(
        &self,
        policy: &Policy,
        (explainer, candidates): &mut Spoken<'_>,
        unsaid: &[SlotId],
        notes: &mut Vec<Note>,
    ) -> (Vec<Statement>, WithLevels) {
        let (known, platform) = (explainer.known, explainer.platform);
        let apps = self.app_sentence(known, policy, platform);
        let (mut plain, unsayable) = explainer.explain_with(candidates, unsaid);
        // Where a block may become several kinds of object, some sentence must tell which.
        let makes = |statement: &Statement| {
            statement
                .entry
                .and_then(|entry| self.vocabulary.sentences().get(entry))
                .is_some_and(|entry| entry.makes.is_some())
        };
        let tells = self.known.iter().any(|other| {
            other.object.kind == known.object.kind && platform.is_none() && other.object.entity != known.object.entity
        });
        if tells && !plain.iter().any(makes) {
            plain.extend(explainer.making(&unsayable));
        }
        let audience = self.assignments(policy, notes);
        let rest = self.rest(known, policy, &unsayable, notes);
        self.deprecated(known, &plain, notes);
        let all = |apps: Option<&Statement>, include: Option<Statement>, own: Vec<Statement>| -> Vec<Statement> {
            apps.cloned().into_iter().chain(audience.clone()).chain(include).chain(own).chain(rest.clone()).collect()
        };
        let mut with_levels = Vec::new();
        for level in self.levels.iter().filter(|level| level.known == policy.known && level.platform == platform) {
            // What a level targets must not reach a policy that targets something else and cannot say so.
            let silent = policy.app_group.is_none() && policy.apps.is_none();
            if level.app_group.is_some() && !silent && apps.is_none() {
                continue;
            }
            let mut base = explainer.base.clone();
            base.extend(level.values.iter().map(|(slot, value)| (*slot, value.clone())));
            let (own, unsaid) = Explainer { base: &base, ..*explainer }.explain_with(candidates, unsaid);
            if unsaid != unsayable {
                continue;
            }
            let include = Statement::plain(format!("include {}", level.name), Vec::new());
            let apps = apps.as_ref().filter(|_| !targets(policy, level));
            with_levels.push((level.name.clone(), all(apps, Some(include), own)));
        }
        (all(apps.as_ref(), None, plain), with_levels)
    }

    /// What no sentence says.
    fn rest(&self, known: &Known, policy: &Policy, unsayable: &[SlotId], notes: &mut Vec<Note>) -> Vec<Statement> {
        let mut rest = Vec::new();
        for slot in unsayable.iter().copied() {
            let path = known.path(slot);
            let said = policy.values.get(slot as usize).and_then(Actual::json);
            let json = said.or(known.default(slot)).cloned().unwrap_or_default();
            notes.push(Note { finding: Finding::Set, path: path.to_owned(), detail: json.to_string() });
            rest.push(Statement { slots: vec![slot], ..set(path, &json) });
        }
        for (path, json) in &policy.others {
            notes.push(Note { finding: Finding::Set, path: path.clone(), detail: json.to_string() });
            rest.push(set(path, json));
        }
        rest
    }

    fn deprecated(&self, known: &Known, said: &[Statement], notes: &mut Vec<Note>) {
        for statement in said {
            let entry = statement.entry.and_then(|entry| self.vocabulary.sentences().get(entry));
            if let Some(reason) = entry.and_then(|entry| entry.deprecated.as_ref()) {
                let path = statement.slots.first().map(|slot| known.path(*slot)).unwrap_or_default();
                notes.push(Note { finding: Finding::Deprecated, path: path.to_owned(), detail: reason.clone() });
            }
        }
    }
}

/// What an object always says on a platform.
fn always(known: &Known, platform: Option<Platform>) -> Base {
    let always = known.object.constants(platform);
    always.filter_map(|(write, json)| Some((known.shape.find(&write.path)?, json.clone()))).collect()
}

/// `set PROPERTY = value`.
pub(crate) fn set(path: &str, json: &Json) -> Statement {
    let plain = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let property = if path.split('.').all(plain) { path.to_owned() } else { phrase::quoted(path) };
    Statement::plain(format!("set {property} = {json}"), Vec::new())
}

/// Whether a policy targets the group of apps that a level targets.
fn targets(policy: &Policy, level: &Level) -> bool {
    let own = policy.app_group.as_deref();
    level.app_group.as_deref().is_some_and(|group| own.is_some_and(|own| own.eq_ignore_ascii_case(group)))
}
