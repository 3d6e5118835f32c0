//! What the sentences of a block or baseline write on one platform, before composition.

use super::lowered::Lowered;
use super::named::Named;
use super::object::{More, Origin, Setting};
use super::requirement::Part;
use super::shape::{APPS, EXCLUDE, INCLUDE, Shape, SlotId};
use crate::diagnostics::{Diagnostic, Label};
use crate::semantics::{Content, Line, Program, Tenant};
use crate::syntax::Span;
use crate::vocabulary::model::{Given, ObjectEntry, Platform, SentenceEntry, Type, Write, WriteValue};
use crate::vocabulary::{Spanned, Value};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::sync::Arc;

/// What lowering a sentence needs to know.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) program: &'a Program,
    pub(super) tenant: &'a Tenant,
    pub(super) object: &'a ObjectEntry,
    pub(super) shape: &'a Shape,
    pub(super) named: &'a Named<'a>,
    /// The platform; none for objects without.
    pub(super) platform: Option<Platform>,
    /// The policy of a combination of controls that is being written.
    pub(super) part: Option<&'a Part>,
    /// Sentences that another one contradicts, which is reported.
    pub(super) ignored: &'a [Span],
}

impl Context<'_> {
    /// The states of a scope, as bits in the order of the object's states.
    pub(super) fn states(&self, scope: Option<usize>) -> u16 {
        let scopes = self.program.vocabulary.scopes();
        let (Some(scope), Some(platform)) = (scope.and_then(|scope| scopes.get(scope)), self.platform) else {
            return self.all_states();
        };
        if self.object.states.is_empty() {
            return if scope.on(platform).is_empty() { 0 } else { 1 };
        }
        self.bits(|state| scope.on(platform).contains(state))
    }

    /// All states that the platform knows.
    pub(super) fn all_states(&self) -> u16 {
        let Some(platform) = self.platform else { return 1 };
        let bits = self.bits(|state| self.program.vocabulary.has_state(platform, state));
        if bits == 0 { 1 } else { bits }
    }

    fn bits(&self, holds: impl Fn(&Arc<str>) -> bool) -> u16 {
        self.object
            .states
            .iter()
            .enumerate()
            .filter(|(place, state)| *place < 16 && holds(state))
            .fold(0, |bits, (place, _)| bits | 1 << place)
    }

    /// What the object itself always writes.
    pub(super) fn always(&self, span: Span) -> Vec<Setting> {
        let origin = Origin { span, entry: None, more: None };
        let constants = self.object.constants(self.platform);
        constants
            .filter_map(|(write, value)| {
                let slot = self.shape.find(&write.path)?;
                Some(Setting {
                    slot,
                    states: u16::MAX,
                    value: Arc::new(Lowered::Json(value.clone())),
                    adds: write.adds,
                    kept: write.kept,
                    origin: origin.clone(),
                })
            })
            .collect()
    }

    /// Adds what a sentence writes to `settings`. Includes write nothing here.
    pub(super) fn line(&self, line: &Line, settings: &mut Vec<Setting>, out: &mut Vec<Diagnostic>) {
        let elsewhere = self.platform.is_some_and(|platform| !line.place.platforms.contains(platform));
        if elsewhere || self.ignored.contains(&line.span) {
            return;
        }
        let states = self.states(line.place.scope);
        let entry = if let Content::Said { entry, .. } = line.content { u32::try_from(entry).ok() } else { None };
        let more = line.reason.clone().map(|reason| Arc::new(More { reason: Some(reason), ..More::default() }));
        let origin = Origin { span: line.span, entry, more };
        let setting =
            |slot, adds, kept, value: Arc<Lowered>| Setting { slot, states, value, adds, kept, origin: origin.clone() };
        match &line.content {
            Content::Include { .. } => {}
            Content::Set { property, value } => {
                let slot = self.shape.find(&self.object.path_of(property));
                settings
                    .extend(slot.map(|slot| setting(slot, false, false, Arc::new(Lowered::Json((**value).clone())))));
            }
            Content::Said { entry, values } => {
                let place = *entry;
                let Some(entry) = self.program.vocabulary.sentences().get(place) else { return };
                let values: Vec<Cow<'_, Spanned>> = values.iter().map(|value| self.resolved(value)).collect();
                let before = out.len();
                for (number, write) in entry.writes.iter().enumerate() {
                    let Some((slot, ready)) = self.shape.of_write(place, number) else { continue };
                    if let Some(value) = self.write(entry, write, ready, &values, out) {
                        settings.push(setting(*slot, write.adds, write.kept, value));
                    }
                }
                self.given(entry, &values, out, |slot, value| {
                    settings.push(setting(slot, true, slot == EXCLUDE, Arc::new(value)))
                });
                // A value that a tenant gives is wrong where it is given, because of where it is used.
                for diagnostic in out.iter_mut().skip(before).filter(|diagnostic| {
                    diagnostic.span().is_some_and(|at| {
                        at.file != line.span.file || at.start < line.span.start || at.end > line.span.end
                    })
                }) {
                    diagnostic.labels.push(Label { span: line.span, text: "used here".into() });
                }
            }
        }
    }

    /// Apps and assignments.
    fn given(
        &self,
        entry: &SentenceEntry,
        values: &[Cow<'_, Spanned>],
        out: &mut Vec<Diagnostic>,
        mut push: impl FnMut(SlotId, Lowered),
    ) {
        let find = |given: Given| {
            entry
                .gives
                .iter()
                .find(|(known, _)| *known == given)
                .and_then(|(_, hole)| Some((entry.holes.get(*hole)?.on(self.platform)?, values.get(*hole)?)))
        };
        let mut items = |given: Given| -> Option<Vec<Lowered>> {
            let (of, value) = find(given)?;
            let list: Vec<Spanned> =
                if let Value::List(items) = &value.value { items.to_vec() } else { vec![value.as_ref().clone()] };
            let of = if let Type::List(of) = of { of } else { of };
            let mut items = Vec::new();
            for item in list.iter().filter_map(|item| self.checked(of, of, item, &NO_WRITE, out)) {
                if !items.contains(&item) {
                    items.push(item);
                }
            }
            Some(items)
        };
        if let Some(apps) = items(Given::Apps) {
            push(APPS, Lowered::List(apps));
        }
        let filter = |found: Option<Vec<Lowered>>, keeps: bool| {
            found
                .and_then(|items| items.into_iter().next())
                .and_then(|item| if let Lowered::Reference(reference) = item { Some((reference, keeps)) } else { None })
        };
        let filter = filter(items(Given::FilterIn), true).or_else(|| filter(items(Given::FilterOut), false));
        if let Some(groups) = items(Given::Include) {
            push(
                INCLUDE,
                Lowered::List(
                    groups.into_iter().map(|group| Lowered::Assignment(Box::new(group), filter.clone())).collect(),
                ),
            );
        }
        if let Some(groups) = items(Given::Exclude) {
            push(
                EXCLUDE,
                Lowered::List(groups.into_iter().map(|group| Lowered::Assignment(Box::new(group), None)).collect()),
            );
        }
    }
}

/// A clause that shapes nothing.
static NO_WRITE: std::sync::LazyLock<Write> = std::sync::LazyLock::new(|| Write {
    path: crate::vocabulary::model::GraphPath("".into()),
    adds: false,
    kept: false,
    value: WriteValue::Constant(Json::Null),
    of: None,
    joined: None,
    template: None,
    when: None,
    platforms: crate::vocabulary::model::Platforms::ALL,
    default: None,
    span: Span { file: crate::syntax::FileId(0), start: 0, end: 0 },
});
