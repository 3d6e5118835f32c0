//! What the importer knows of each object that mam writes: where its properties stand, which sentences write them, by which marks an
//! export is recognised. All of it from the vocabulary.

use super::facet;
use super::statement::Statement;
use crate::graph::{Node, Sense, Shape, Slot, SlotId};
use crate::values;
use crate::vocabulary::model::{
    BlockKind, ObjectEntry, Platforms, RefKind, SentenceEntry, Type, Words, WriteValue, is_placeholder,
};
use crate::vocabulary::{Schema, Value, Vocabulary};
use rustc_hash::FxHashMap;
use serde_json::Value as Json;
use std::collections::HashSet;
use std::sync::Arc;

/// An object entry, with what is looked up in it.
pub(crate) struct Known {
    /// Its place in the vocabulary.
    pub(crate) place: usize,
    pub(crate) object: Arc<ObjectEntry>,
    pub(crate) shape: Shape,
    /// How the values of a slot are compared.
    pub(crate) senses: Vec<Sense>,
    /// The sentences that write a slot, by their places.
    pub(crate) writers: Vec<Vec<usize>>,
    /// The words for ids that a slot may hold.
    pub(crate) words: Vec<Vec<Arc<Words>>>,
    /// The lists with words for objects of this kind that every tenant has, by their ids.
    pub(crate) standing: Vec<Arc<Words>>,
    /// The slots that say how the things beside them are joined.
    pub(crate) operators: Vec<SlotId>,
    /// The platforms on which something writes a slot: on others it belongs to another one.
    pub(crate) platforms: Vec<Platforms>,
    /// The default of each slot.
    defaults: Vec<Option<Json>>,
    /// The properties that the schema has for the entity, in lower case.
    pub(crate) properties: HashSet<String>,
    pub(crate) tree: Tree,
    /// The collection that the object is created in, lower case: `iosmanagedappprotections`.
    pub(crate) collection: String,
    /// The property that lists its apps, and the one that lists its assignments, in lower case.
    pub(crate) apps: Option<String>,
    pub(crate) assignments: Option<String>,
}

/// The shape of an object, by property names in lower case.
pub(crate) enum Tree {
    Leaf(Leaf),
    Object { fields: FxHashMap<String, (Arc<str>, Tree)>, slot: Option<SlotId> },
    Pairs { template: Json, keys: FxHashMap<Arc<str>, SlotId>, slot: Option<SlotId> },
}

pub(crate) enum Leaf {
    Fixed(Json),
    Slot(SlotId),
}

impl Tree {
    fn of(node: &Node, shape: &Shape) -> Self {
        match node {
            Node::Fixed(json) => Self::Leaf(Leaf::Fixed(json.clone())),
            Node::Slot(slot) => match shape.slots.get(*slot as usize).and_then(|slot| slot.default.as_ref()) {
                // What the head of a block says, though a sentence may say it, too.
                Some(default) if is_placeholder(&default.json()) => {
                    Self::Leaf(Leaf::Fixed(default.json().into_owned()))
                }
                _ => Self::Leaf(Leaf::Slot(*slot)),
            },
            Node::Object { fields, slot, .. } => Self::Object {
                fields: fields
                    .iter()
                    .map(|(name, node)| (name.to_lowercase(), (name.clone(), Self::of(node, shape))))
                    .collect(),
                slot: *slot,
            },
            Node::Pairs { template, keys, slot } => {
                Self::Pairs { template: template.clone(), keys: keys.iter().cloned().collect(), slot: *slot }
            }
        }
    }
}

impl Known {
    pub(crate) fn all(vocabulary: &Vocabulary) -> Vec<Self> {
        vocabulary.objects().iter().enumerate().map(|(place, object)| Self::new(vocabulary, place, object)).collect()
    }

    fn new(vocabulary: &Vocabulary, place: usize, object: &ObjectEntry) -> Self {
        let shape = Shape::new(vocabulary, object, &[]);
        let senses = shape.slots.iter().map(|slot| Sense::of(&object.entity, &slot.path.0)).collect();
        let mut writers = vec![Vec::new(); shape.slots.len()];
        // Of an object for one platform, every property is a property of that platform.
        let everywhere = if object.platforms.iter().count() == 1 { object.platforms } else { Platforms::NONE };
        let mut platforms = vec![everywhere; shape.slots.len()];
        let mut operators = Vec::new();
        let mut words = vec![Vec::new(); shape.slots.len()];
        let mut written = |slot: SlotId, on: Platforms| {
            if let Some(known) = platforms.get_mut(slot as usize) {
                *known = on.iter().fold(*known, Platforms::with);
            }
        };
        for write in &object.writes {
            shape.find(&write.path).into_iter().for_each(|slot| written(slot, write.platforms));
        }
        for (number, sentence) in vocabulary.sentences().iter().enumerate() {
            for (place, write) in sentence.writes.iter().enumerate() {
                let Some((slot, _)) = shape.of_write(number, place) else { continue };
                written(*slot, sentence.platforms.and(write.platforms));
                if let (WriteValue::Hole(hole), Some(words)) = (&write.value, words.get_mut(*slot as usize)) {
                    let types = sentence.holes.get(*hole).into_iter().flat_map(|hole| &hole.types);
                    types.for_each(|(_, of)| words_of(write.of.as_ref().unwrap_or(of), words));
                }
                if matches!(write.value, WriteValue::Operator(_)) && !operators.contains(slot) {
                    operators.push(*slot);
                }
                if let Some(writers) = writers.get_mut(*slot as usize)
                    && writers.last() != Some(&number)
                {
                    writers.push(number);
                }
            }
        }
        let default = |slot: &Slot| slot.default.as_ref().map(|value| value.json().into_owned());
        let listing = |placeholder: &str| {
            let list = Json::from(vec![placeholder]);
            let fields = object.posts.iter().filter_map(|(_, body)| body.as_object()).flatten();
            fields.filter(|(_, value)| **value == list).map(|(name, _)| name.to_lowercase()).next()
        };
        Self {
            place,
            tree: Tree::of(&shape.root(&[]), &shape),
            senses,
            writers,
            words,
            standing: standing(vocabulary, object.kind),
            operators,
            platforms,
            defaults: shape.slots.iter().map(default).collect(),
            properties: Schema::standard().properties(&object.entity).map(str::to_lowercase).collect(),
            collection: object
                .endpoint
                .split('/')
                .rfind(|part| !part.is_empty() && !part.starts_with('{'))
                .unwrap_or_default()
                .to_lowercase(),
            apps: listing("{apps}"),
            assignments: listing("{assignments}"),
            shape,
            object: Arc::new(object.clone()),
        }
    }

    /// The default of a slot as JSON.
    pub(crate) fn default(&self, slot: SlotId) -> Option<&Json> {
        self.defaults.get(slot as usize)?.as_ref()
    }

    /// The property of the body that a placeholder fills.
    pub(crate) fn placeholder(&self, placeholder: &str) -> Option<&str> {
        self.object.placeholder(placeholder)
    }

    /// What says the name of an object: the sentence that writes it, else `set`.
    pub(crate) fn naming(&self, vocabulary: &Vocabulary, name: &str) -> Option<Statement> {
        self.filling(vocabulary, "{name}", name)
    }

    /// What says the description of an object, as [`Known::naming`] says its name.
    pub(crate) fn describing(&self, vocabulary: &Vocabulary, description: &str) -> Option<Statement> {
        self.filling(vocabulary, "{description}", description)
    }

    fn filling(&self, vocabulary: &Vocabulary, placeholder: &str, value: &str) -> Option<Statement> {
        let path = self.placeholder(placeholder)?;
        let sentence = vocabulary.sentences().iter().enumerate().find(|(_, sentence)| {
            sentence.kinds.contains(&self.object.kind)
                && matches!(sentence.writes.as_slice(), [write] if *write.path.0 == *path && write.value == WriteValue::Hole(0))
        });
        Some(match sentence {
            Some((place, sentence)) => Statement::of(place, sentence, &[Value::Text(value.into())], Vec::new(), true),
            None => facet::set(path, &value.into()),
        })
    }

    /// Whether a slot is a key of a list of keys and values.
    pub(crate) fn is_key(&self, slot: SlotId) -> bool {
        self.object.pairs_of(self.path(slot)).is_some()
    }

    /// The path of a slot.
    pub(crate) fn path(&self, slot: SlotId) -> &str {
        self.shape.slots.get(slot as usize).map(|slot| &*slot.path.0).unwrap_or_default()
    }
}

/// The word lists of a type in which some words stand for ids.
fn words_of(of: &Type, out: &mut Vec<Arc<Words>>) {
    match of {
        Type::Words(words) if has_ids(words, values::is_guid) => add(words, out),
        Type::List(inner) | Type::Requirement(inner) => words_of(inner, out),
        Type::Union(types) => {
            types.iter().for_each(|of| words_of(of, out));
            // Of scope tags an id is a number, which in another list is no id.
            for kind in types.iter().filter_map(|of| if let Type::Reference(kind) = of { Some(*kind) } else { None }) {
                beside(types, kind, out);
            }
        }
        _ => {}
    }
}

/// The lists among some types that have words for ids of things of a kind.
fn beside(types: &[Type], kind: RefKind, out: &mut Vec<Arc<Words>>) {
    for of in types {
        match of {
            Type::Words(words) if has_ids(words, |text| kind.is_id(text)) => add(words, out),
            _ => {}
        }
    }
}

/// The lists with words for things that a kind of block declares.
fn standing(vocabulary: &Vocabulary, kind: BlockKind) -> Vec<Arc<Words>> {
    fn of_type(of: &Type, kind: RefKind, out: &mut Vec<Arc<Words>>) {
        match of {
            Type::List(of) | Type::Requirement(of) => of_type(of, kind, out),
            Type::Union(types) if types.iter().any(|of| matches!(of, Type::Reference(known) if *known == kind)) => {
                beside(types, kind, out);
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    if let Some(kind) = kind.declares() {
        let holes = vocabulary.sentences().iter().flat_map(|sentence| &sentence.holes);
        holes.flat_map(|hole| &hole.types).for_each(|(_, of)| of_type(of, kind, &mut out));
    }
    out
}

fn has_ids(words: &Words, is_id: impl Fn(&str) -> bool) -> bool {
    words.items.iter().filter_map(|item| item.value.as_str()).any(is_id)
}

fn add(words: &Arc<Words>, out: &mut Vec<Arc<Words>>) {
    if !out.iter().any(|known| Arc::ptr_eq(known, words)) {
        out.push(words.clone());
    }
}

/// Whether a sentence may stand in an imported source: not one that Microsoft no longer accepts.
pub(crate) fn is_sayable(sentence: &SentenceEntry) -> bool {
    sentence.retired.is_none()
}
