//! The shape of an object: which properties it has, in which order, with which defaults. Made from an `object` entry and all
//! sentences that write to it.

use super::lowered::Lowered;
use super::object::Setting;
use super::version::Beta;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{GraphPath, ObjectEntry, SentenceEntry, Type, Write, WriteValue};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::sync::Arc;

/// A property, by its place in [`Shape::slots`].
pub type SlotId = u32;

/// The apps, the included and the excluded groups pass through the same composition as properties do.
pub const APPS: SlotId = SlotId::MAX;
/// See [`APPS`].
pub const INCLUDE: SlotId = SlotId::MAX - 1;
/// See [`APPS`].
pub const EXCLUDE: SlotId = SlotId::MAX - 2;

/// What the placeholders of a call's template are made of.
pub(super) fn slots_of(template: &Json) -> Vec<SlotId> {
    match template {
        Json::String(text) => match text.as_str() {
            "{apps}" | "{app group}" => vec![APPS],
            "{assignments}" => vec![INCLUDE, EXCLUDE],
            _ => Vec::new(),
        },
        Json::Array(items) => items.iter().flat_map(slots_of).collect(),
        _ => Vec::new(),
    }
}

/// A property that sentences write.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Where it is.
    pub path: GraphPath,
    /// Its value when no sentence speaks; without one it is left out then.
    pub default: Option<Lowered>,
    /// What stands between the parts of a text that several sentences add to.
    pub joined: Option<String>,
    /// What of it exists in beta only.
    pub beta: Beta,
}

/// The properties of an object inside an object, in order.
pub type Fields = IndexMap<Arc<str>, Node, FxBuildHasher>;

/// A part of an object.
#[derive(Clone, Debug)]
pub enum Node {
    /// Always the same, but for placeholders.
    Fixed(Json),
    /// A property that sentences write.
    Slot(SlotId),
    /// An object.
    Object {
        /// Its properties.
        fields: Fields,
        /// What it is until a sentence speaks of something inside.
        until_said: UntilSaid,
        /// The property that writes the whole of it.
        slot: Option<SlotId>,
    },
    /// A list of pairs: the values of the properties inside, and a list of its own.
    Pairs {
        /// The template of an item.
        template: Json,
        /// The properties inside, by their keys.
        keys: Vec<(Arc<str>, SlotId)>,
        /// The property that adds whole items.
        slot: Option<SlotId>,
    },
}

/// What an object inside an object is as long as no sentence speaks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UntilSaid {
    /// There all the same, with its defaults.
    There,
    /// Null, as the body states it.
    Null,
    /// Left out: the body does not know it. It may not even exist in the API version that the object is sent to.
    Absent,
}

/// The shape of an object.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The whole object, without what only `set` writes.
    root: Node,
    /// Its properties; those that only `set` writes are the last ones.
    pub slots: Vec<Slot>,
    /// The first property that only `set` writes.
    first_set: SlotId,
    by_path: FxHashMap<GraphPath, SlotId>,
    /// For each sentence entry, the slots of its `graph` clauses and what is known of their values beforehand.
    writes: Vec<Vec<Option<(SlotId, Ready)>>>,
}

/// Values that are the same wherever a sentence says them, so that all objects share them.
#[derive(Clone, Debug)]
pub enum Ready {
    /// Depends on what the sentence says.
    No,
    /// Always this.
    Constant(Arc<Lowered>),
    /// One for each word of a hole.
    Words(usize, Vec<Arc<Lowered>>),
}

impl Ready {
    fn of(sentence: &SentenceEntry, write: &Write) -> Self {
        let share = |json: &Json| Arc::new(Lowered::Json(json.clone()));
        match &write.value {
            WriteValue::Constant(json) => Self::Constant(share(json)),
            WriteValue::Hole(hole) if write.of.is_none() && write.template.is_none() && write.joined.is_none() => {
                match sentence.holes.get(*hole).map(|hole| hole.types.as_slice()) {
                    Some([(_, Type::Words(words))]) => {
                        Self::Words(*hole, words.items.iter().map(|item| share(&item.value)).collect())
                    }
                    _ => Self::No,
                }
            }
            _ => Self::No,
        }
    }
}

impl Shape {
    /// The shape of an object, with the properties that `set` sentences of the program write.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary, object: &ObjectEntry, set: &[Arc<str>]) -> Self {
        let mut shape = Self {
            root: Self::fixed(&object.body, object, ""),
            slots: Vec::new(),
            first_set: 0,
            by_path: FxHashMap::default(),
            writes: Vec::new(),
        };
        for write in &object.writes {
            shape.slot(object, write, false);
        }
        let elsewhere = |write: &Write| object.kind.has_platforms() && object.platforms.and(write.platforms).is_empty();
        for sentence in vocabulary.sentences() {
            let fits = sentence.kinds.contains(&object.kind)
                && sentence.makes.as_ref().is_none_or(|makes| *makes == object.entity);
            let slots = sentence.writes.iter().map(|write| {
                if !fits || elsewhere(write) {
                    return None;
                }
                let slot = shape.slot(object, write, sentence.beta);
                if let (true, Some(slot)) = (write.adds, shape.slots.get_mut(slot as usize)) {
                    slot.joined = slot.joined.take().or_else(|| write.joined.clone());
                }
                Some((slot, Ready::of(sentence, write)))
            });
            let slots = slots.collect();
            shape.writes.push(slots);
        }
        shape.first_set = shape.next();
        for property in set {
            let path = object.path_of(property);
            if !shape.by_path.contains_key(&path) {
                shape.by_path.insert(path.clone(), shape.next());
                // assumption: what the schema does not know at all is newer than it, and what is new comes to beta first.
                let beta = Beta::of(object, &path.0, true);
                shape.slots.push(Slot { path, default: None, joined: None, beta });
            }
        }
        shape
    }

    /// The whole object for one that says these settings. What `set` writes has a place in those objects alone that say it: a program may
    /// set a million properties, each of them once.
    #[must_use]
    pub fn root(&self, settings: &[Setting]) -> Cow<'_, Node> {
        let start = settings.partition_point(|setting| setting.slot < self.first_set);
        let set = settings.get(start..).unwrap_or_default();
        let mut root = Cow::Borrowed(&self.root);
        for (id, slot) in set.iter().filter_map(|setting| Some((setting.slot, self.slots.get(setting.slot as usize)?)))
        {
            Self::insert(root.to_mut(), &slot.path.0.split('.').collect::<Vec<_>>(), id);
        }
        root
    }

    /// The id of the next slot that is made. Ids at the end are taken; no program that fits into memory comes near.
    fn next(&self) -> SlotId {
        SlotId::try_from(self.slots.len()).unwrap_or(EXCLUDE - 1).min(EXCLUDE - 1)
    }

    /// The slot of a property.
    #[must_use]
    pub fn find(&self, path: &GraphPath) -> Option<SlotId> {
        self.by_path.get(path).copied()
    }

    /// The slot of a `graph` clause of a sentence.
    #[must_use]
    pub fn of_write(&self, sentence: usize, write: usize) -> Option<&(SlotId, Ready)> {
        self.writes.get(sentence)?.get(write)?.as_ref()
    }

    fn fixed(json: &Json, object: &ObjectEntry, path: &str) -> Node {
        if let Some((_, template)) = object.pairs.iter().find(|(pairs, _)| *pairs.0 == *path) {
            return Node::Pairs { template: template.clone(), keys: Vec::new(), slot: None };
        }
        match json {
            Json::Object(fields) => {
                let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                let fields = fields
                    .iter()
                    .map(|(name, value)| (name.as_str().into(), Self::fixed(value, object, &inside(name))))
                    .collect();
                Node::Object { fields, until_said: UntilSaid::There, slot: None }
            }
            other => Node::Fixed(other.clone()),
        }
    }

    /// The slot that is written, made where there is none. Where something is that the schema does not know, the sentence says.
    fn slot(&mut self, object: &ObjectEntry, Write { path, default, .. }: &Write, is_beta: bool) -> SlotId {
        if let Some(slot) = self.by_path.get(path) {
            if let (Some(known), Some(default)) = (self.slots.get_mut(*slot as usize), default) {
                known.default.get_or_insert(Lowered::Json(default.clone()));
            }
            return *slot;
        }
        let slot = self.next();
        let stated = Self::insert(&mut self.root, &path.0.split('.').collect::<Vec<_>>(), slot);
        let default = default.clone().or(stated).map(Lowered::Json);
        let beta = Beta::of(object, &path.0, is_beta);
        self.slots.push(Slot { path: path.clone(), default, joined: None, beta });
        self.by_path.insert(path.clone(), slot);
        slot
    }

    /// Puts a slot where a path leads; gives the value that the object's body states there.
    fn insert(node: &mut Node, path: &[&str], slot: SlotId) -> Option<Json> {
        let [name, rest @ ..] = path else { return Self::occupy(node, slot) };
        let part = |until_said, slot| Node::Object { fields: Fields::default(), until_said, slot };
        match node {
            Node::Pairs { keys, .. } => {
                keys.push((path.join(".").into(), slot));
                None
            }
            Node::Object { fields, .. } => match fields.get_mut(*name) {
                Some(field) => Self::insert(field, rest, slot),
                None => {
                    let mut field = if rest.is_empty() { Node::Slot(slot) } else { part(UntilSaid::Absent, None) };
                    let stated = if rest.is_empty() { None } else { Self::insert(&mut field, rest, slot) };
                    fields.insert((*name).into(), field);
                    stated
                }
            },
            Node::Fixed(json) => {
                *node = part(if json.is_null() { UntilSaid::Null } else { UntilSaid::There }, None);
                Self::insert(node, path, slot)
            }
            Node::Slot(own) => {
                *node = part(UntilSaid::Absent, Some(*own));
                Self::insert(node, path, slot)
            }
        }
    }

    fn occupy(node: &mut Node, slot: SlotId) -> Option<Json> {
        match node {
            Node::Fixed(json) => {
                let stated = std::mem::take(json);
                *node = Node::Slot(slot);
                Some(stated)
            }
            Node::Slot(_) => None,
            Node::Object { slot: own, .. } | Node::Pairs { slot: own, .. } => {
                *own = Some(slot);
                None
            }
        }
    }
}
