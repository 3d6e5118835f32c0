//! One object of a tenant, as the lowering leaves it: its settings with where each comes from.

use super::lowered::Lowered;
use super::shape::{APPS, EXCLUDE, INCLUDE, Shape, SlotId};
use crate::syntax::Span;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{GraphPath, ObjectEntry, Platform, SentenceEntry};
use std::sync::Arc;

/// The sentence that a setting comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// The sentence.
    pub span: Span,
    /// The place of its vocabulary entry; none for `set`. There are millions of origins, and never so many entries.
    pub entry: Option<u32>,
    /// What only some of them have; what one `include` brings shares it.
    pub more: Option<Arc<More>>,
}

/// What an origin may have beside its sentence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct More {
    /// Why, in the author's words.
    pub reason: Option<Arc<str>>,
    /// The `include` of the block that brought it.
    pub via: Option<Span>,
    /// Other sentences that add to the same list, and the `include` that brought each; no more than [`MAX_ALSO`].
    pub also: Vec<(Span, Option<Span>)>,
}

/// So many sentences are remembered of those that add to one list.
const MAX_ALSO: usize = 64;

impl Origin {
    /// Why, in the author's words.
    #[must_use]
    pub fn reason(&self) -> Option<&Arc<str>> {
        self.more.as_ref()?.reason.as_ref()
    }

    /// The `include` of the block that brought it.
    #[must_use]
    pub fn via(&self) -> Option<Span> {
        self.more.as_ref()?.via
    }

    /// The sentences, each with the `include` that brought it.
    pub fn sentences(&self) -> impl Iterator<Item = (Span, Option<Span>)> + '_ {
        let also = self.more.iter().flat_map(|more| &more.also).copied();
        std::iter::once((self.span, self.via())).chain(also)
    }

    /// The same, brought by an `include`, whose reason is that of all it brings where they give none. `more` is what it gives to
    /// those that have nothing of their own.
    #[must_use]
    pub(super) fn included(&self, more: &Arc<More>) -> Arc<More> {
        let Some(own) = self.more.as_ref().filter(|own| own.reason.is_some() || !own.also.is_empty()) else {
            return more.clone();
        };
        let also = own.also.iter().map(|(span, _)| (*span, more.via)).collect();
        Arc::new(More { reason: own.reason.clone().or_else(|| more.reason.clone()), via: more.via, also })
    }

    /// Remembers that the sentences of another one add to the same list.
    pub(super) fn join(&mut self, other: &Self) {
        let more = Arc::make_mut(self.more.get_or_insert_default());
        for (span, via) in other.sentences() {
            if more.also.len() < MAX_ALSO && span != self.span && more.also.iter().all(|(known, _)| *known != span) {
                more.also.push((span, via));
            }
        }
    }

    /// The vocabulary entry of the sentence; none for `set`.
    #[must_use]
    pub fn sentence<'a>(&self, vocabulary: &'a Vocabulary) -> Option<&'a SentenceEntry> {
        vocabulary.sentences().get(self.entry? as usize)
    }
}

/// A property with the value that a sentence gives it.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The property.
    pub slot: SlotId,
    /// The device states it applies to, as bits in the order of the object's states.
    pub states: u16,
    /// The value.
    pub value: Arc<Lowered>,
    /// Whether sentences add to it.
    pub adds: bool,
    /// Whether what is included stays beside it.
    pub kept: bool,
    /// The sentence.
    pub origin: Origin,
}

/// An object of a tenant.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its `object` entry.
    pub entry: Arc<ObjectEntry>,
    /// Its shape.
    pub shape: Arc<Shape>,
    /// Its platforms; none for objects without.
    pub platforms: Vec<Platform>,
    /// Its name in the tenant.
    pub name: String,
    /// Its description.
    pub description: String,
    /// File in the output, below the tenant's folder.
    pub path: String,
    /// What it says of device states.
    pub states: String,
    /// The states themselves; empty when it is for all.
    pub state_names: Vec<Arc<str>>,
    /// What sentences say, sorted by property.
    pub settings: Vec<Setting>,
    /// Whether a sentence needs the beta API.
    pub beta: bool,
    /// The block it comes from, by its place in the program.
    pub block: usize,
    /// Whether it is one of several policies that share a combination of controls.
    pub split: bool,
    /// The block's head.
    pub span: Span,
    /// Paths of objects that must exist first.
    pub needs: Vec<String>,
    /// The endpoint, with its placeholders filled.
    pub endpoint: String,
    /// The id of the connector that it is, if it is one.
    pub connector: Option<Arc<str>>,
    /// App ids by platform, or the app group.
    pub apps: Apps,
}

/// What an object targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Apps {
    /// A predefined group.
    Group(Arc<str>),
    /// These ids.
    Listed(Vec<(Platform, Arc<str>)>),
}

impl Object {
    /// The setting of a property, if a sentence speaks of it.
    #[must_use]
    pub fn setting(&self, slot: SlotId) -> Option<&Setting> {
        let place = self.settings.binary_search_by_key(&slot, |setting| setting.slot).ok()?;
        self.settings.get(place)
    }

    /// The sentences that write a property, each with the `include` that brought it.
    pub fn sentences(&self, slot: SlotId) -> impl Iterator<Item = (Span, Option<Span>)> + '_ {
        self.setting(slot).into_iter().flat_map(|setting| setting.origin.sentences())
    }

    /// The path of a property; of what becomes calls of their own, what they are about.
    #[must_use]
    pub fn property(&self, slot: SlotId) -> &str {
        match slot {
            APPS => "apps",
            INCLUDE | EXCLUDE => "assignments",
            slot => self.shape.slots.get(slot as usize).map_or("", |slot| &slot.path.0),
        }
    }

    /// The setting at a path.
    #[must_use]
    pub fn said(&self, path: &GraphPath) -> Option<&Setting> {
        self.shape.find(path).and_then(|slot| self.setting(slot))
    }

    /// The value at a path: what a sentence says, else the default.
    #[must_use]
    pub fn value(&self, path: &GraphPath) -> Option<&Lowered> {
        let slot = self.shape.find(path)?;
        match self.setting(slot) {
            Some(setting) => Some(&setting.value),
            None => self.shape.slots.get(slot as usize)?.default.as_ref(),
        }
    }

    /// The assignments: included groups first.
    #[must_use]
    pub fn assignments(&self, slot: SlotId) -> &[Lowered] {
        self.setting(slot).map(|setting| setting.value.items()).unwrap_or_default()
    }

    /// Whether no group gets it.
    #[must_use]
    pub fn is_unassigned(&self) -> bool {
        self.entry.include.is_some() && self.assignments(INCLUDE).is_empty()
    }

    /// Where it is created: `beta` or `v1.0`.
    #[must_use]
    pub fn api(&self) -> &'static str {
        if self.beta { "beta" } else { "v1.0" }
    }
}
