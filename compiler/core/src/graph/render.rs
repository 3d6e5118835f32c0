//! Objects as JSON: two spaces of indentation, properties in the order of their shape, the same bytes on every machine. Notes on
//! the way where a reference stands, and which sentence made which bytes.

use super::lowered::{Lowered, Reference};
use super::object::{Apps, Object};
use super::shape::{EXCLUDE, INCLUDE, Node, SlotId, UntilSaid, slots_of};
use super::template::fill;
use serde_json::Value as Json;
use std::sync::Arc;

/// A payload.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The bytes, without a final newline.
    pub bytes: Vec<u8>,
    /// JSON Pointers of ids that are still names.
    pub references: Vec<(String, Reference)>,
    /// Which bytes sentences made.
    pub written: Vec<Written>,
}

/// A property that sentences write, and where it stands.
#[derive(Clone, Debug)]
pub struct Written {
    /// From its key, where it has one, to the end of its value.
    pub bytes: std::ops::Range<usize>,
    /// The property; [`Object::sentences`] tells who writes it.
    pub slot: SlotId,
}

/// A step of a JSON Pointer.
#[derive(Clone)]
enum Step {
    Name(Arc<str>),
    Index(usize),
}

/// Writes one document.
struct Writer<'a> {
    object: &'a Object,
    out: Rendered,
    path: Vec<Step>,
    /// Where the property or item that is being written begins.
    begin: usize,
}

impl Object {
    /// The body that creates it.
    #[must_use]
    pub fn render(&self) -> Rendered {
        let mut writer = Writer {
            object: self,
            out: Rendered { bytes: Vec::with_capacity(4096), ..Rendered::default() },
            path: Vec::new(),
            begin: 0,
        };
        writer.node(&self.shape.root(&self.settings));
        writer.out
    }

    /// The bytes that go into its file.
    #[must_use]
    pub fn json(&self) -> Vec<u8> {
        let mut bytes = self.render().bytes;
        bytes.push(b'\n');
        bytes
    }

    /// The bodies of the calls that follow its creation, by action.
    #[must_use]
    pub fn posts(&self) -> Vec<(&str, Rendered)> {
        let posts = self.entry.posts.iter();
        posts
            .map(|(action, template)| {
                let mut writer = Writer { object: self, out: Rendered::default(), path: Vec::new(), begin: 0 };
                writer.post(template);
                (action.as_str(), writer.out)
            })
            .collect()
    }

    /// What a placeholder of a template stands for.
    fn placeholder(&self, name: &str) -> Option<Lowered> {
        match name {
            "name" => Some(Lowered::text(&self.name)),
            "description" => Some(Lowered::text(&self.description)),
            "states" => Some(Lowered::text(&self.states)),
            "connector" => self.connector.as_deref().map(Lowered::text),
            "app group" => Some(match &self.apps {
                Apps::Group(group) => Lowered::text(group),
                Apps::Listed(_) => Lowered::text(&self.entry.selected_apps),
            }),
            "apps" => Some(Lowered::List(match &self.apps {
                Apps::Group(_) => Vec::new(),
                Apps::Listed(ids) => ids
                    .iter()
                    .filter_map(|(platform, id)| {
                        let (_, template) = self.entry.apps.iter().find(|(on, _)| on == platform)?;
                        Some(fill(template, &|name| (name == "id").then(|| Lowered::text(id))))
                    })
                    .collect(),
            })),
            "assignments" => Some(Lowered::List(self.assigned(INCLUDE).chain(self.assigned(EXCLUDE)).collect())),
            _ => None,
        }
    }

    fn assigned(&self, slot: SlotId) -> impl Iterator<Item = Lowered> {
        self.assignments(slot).iter().filter_map(move |item| {
            let Lowered::Assignment(group, filter) = item else { return None };
            let template = match (slot, filter) {
                (EXCLUDE, _) => self.entry.exclude.as_ref(),
                (_, Some(_)) => self.entry.include_filtered.as_ref(),
                (_, None) => self.entry.include.as_ref(),
            };
            Some(fill(template?, &|name| match (name, filter) {
                ("group", _) => Some((**group).clone()),
                ("filter", Some((filter, _))) => Some(Lowered::Reference(filter.clone())),
                ("filter mode", Some((_, keeps))) => Some(Lowered::text(if *keeps { "include" } else { "exclude" })),
                _ => None,
            }))
        })
    }
}

/// Texts as one.
fn joined(parts: &[Lowered], separator: &str) -> String {
    let texts: Vec<_> = parts.iter().filter_map(|part| part.json().as_str().map(str::to_owned)).collect();
    texts.join(separator)
}

impl Writer<'_> {
    fn line(&mut self) {
        self.out.bytes.push(b'\n');
        for _ in 0..self.path.len() {
            self.out.bytes.extend_from_slice(b"  ");
        }
    }

    fn text(&mut self, text: &str) {
        // A text is always valid JSON; writing to memory does not fail.
        let _ = serde_json::to_writer(&mut self.out.bytes, text);
    }

    /// A bracketed sequence; `write` writes what stands at a step.
    fn sequence<T>(
        &mut self,
        brackets: [u8; 2],
        items: impl Iterator<Item = (Step, T)>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.out.bytes.push(brackets[0]);
        let mut any = false;
        for (step, item) in items {
            if any {
                self.out.bytes.push(b',');
            }
            any = true;
            let name = if let Step::Name(name) = &step { Some(name.clone()) } else { None };
            self.path.push(step);
            self.line();
            self.begin = self.out.bytes.len();
            if let Some(name) = name {
                self.text(&name);
                self.out.bytes.extend_from_slice(b": ");
            }
            write(self, item);
            self.path.pop();
        }
        if any {
            self.line();
        }
        self.out.bytes.push(brackets[1]);
    }

    fn value(&mut self, value: &Lowered) {
        match value {
            Lowered::Json(json) => self.json(json),
            Lowered::Duration(seconds) => self.text(&crate::values::iso8601(*seconds)),
            Lowered::Reference(reference) => {
                if !reference.is_id {
                    let pointer = self.pointer();
                    self.out.references.push((pointer, reference.clone()));
                }
                self.text(&reference.placeholder());
            }
            Lowered::List(items) => self.sequence(
                *b"[]",
                items.iter().enumerate().map(|(place, item)| (Step::Index(place), item)),
                Self::value,
            ),
            Lowered::Object(fields) => {
                self.sequence(*b"{}", fields.iter().map(|(name, value)| (Step::Name(name.clone()), value)), Self::value)
            }
            Lowered::Assignment(group, _) => self.value(group),
            Lowered::App(_) => self.json(&Json::Null),
        }
    }

    /// A part of the object's own body, in which a text may stand for a value.
    fn body(&mut self, json: &Json) {
        match json {
            Json::String(text) => match text
                .strip_prefix('{')
                .and_then(|text| text.strip_suffix('}'))
                .and_then(|name| self.object.placeholder(name))
            {
                Some(value) => self.value(&value),
                None => self.text(text),
            },
            other => self.inside(other, Self::body),
        }
    }

    /// What somebody said, as it is.
    fn json(&mut self, json: &Json) {
        match json {
            Json::String(text) => self.text(text),
            other => self.inside(other, Self::json),
        }
    }

    /// What is no text; `write` writes what is inside it.
    fn inside(&mut self, json: &Json, write: fn(&mut Self, &Json)) {
        match json {
            Json::Array(items) => {
                self.sequence(*b"[]", items.iter().enumerate().map(|(place, item)| (Step::Index(place), item)), write)
            }
            Json::Object(fields) => self.sequence(
                *b"{}",
                fields.iter().map(|(name, value)| (Step::Name(name.as_str().into()), value)),
                write,
            ),
            scalar => {
                let _ = serde_json::to_writer(&mut self.out.bytes, scalar);
            }
        }
    }

    /// The body of a call that follows the creation.
    fn post(&mut self, template: &Json) {
        let object = self.object;
        let Json::Object(fields) = template else {
            return self.value(&fill(template, &|name| object.placeholder(name)));
        };
        let fields = fields.iter().map(|(name, template)| (Step::Name(name.as_str().into()), template));
        self.sequence(*b"{}", fields, |writer, template| {
            let begin = writer.begin;
            writer.value(&fill(template, &|name| object.placeholder(name)));
            slots_of(template).iter().for_each(|slot| writer.note(begin, *slot));
        });
    }

    /// Remembers who wrote what was written from somewhere on, if sentences did.
    fn note(&mut self, begin: usize, slot: SlotId) {
        if self.object.setting(slot).is_some() {
            self.out.written.push(Written { bytes: begin..self.out.bytes.len(), slot });
        }
    }

    fn node(&mut self, node: &Node) {
        let begin = self.begin;
        self.write(node);
        match node {
            Node::Slot(slot) | Node::Object { slot: Some(slot), .. } | Node::Pairs { slot: Some(slot), .. } => {
                self.note(begin, *slot);
            }
            _ => {}
        }
    }

    fn write(&mut self, node: &Node) {
        match node {
            Node::Fixed(json) => self.body(json),
            Node::Slot(slot) => self.slot(*slot),
            Node::Pairs { template, keys, slot } => {
                let own = slot
                    .and_then(|slot| self.object.setting(slot))
                    .map(|setting| setting.value.items().to_vec())
                    .unwrap_or_default();
                let mut said: Vec<_> = keys
                    .iter()
                    .filter_map(|(key, slot)| Some((key, *slot, self.object.setting(*slot)?.value.clone())))
                    .collect();
                said.sort_by(|a, b| a.0.cmp(b.0));
                let said = said.into_iter().map(|(key, slot, value)| {
                    let filled = fill(template, &|name| match name {
                        "key" => Some(Lowered::text(key)),
                        "value" => Some((*value).clone()),
                        _ => None,
                    });
                    (filled, Some(slot))
                });
                let items = own.into_iter().map(|item| (item, None)).chain(said);
                let items = items.enumerate().map(|(place, item)| (Step::Index(place), item));
                self.sequence(*b"[]", items, |writer, (value, slot)| {
                    let begin = writer.begin;
                    writer.value(&value);
                    slot.into_iter().for_each(|slot| writer.note(begin, slot));
                });
            }
            Node::Object { fields, until_said, slot } => {
                let own = slot.and_then(|slot| self.object.setting(slot)).map(|setting| setting.value.clone());
                if !self.is_said(node) && *until_said != UntilSaid::There {
                    return self.json(&Json::Null);
                }
                // A value of the whole, and what is said of its parts, together.
                let whole: Vec<(Arc<str>, Lowered)> = match own.as_deref() {
                    Some(Lowered::Json(Json::Object(fields))) => fields
                        .iter()
                        .map(|(name, value)| (name.as_str().into(), Lowered::Json(value.clone())))
                        .collect(),
                    Some(Lowered::Object(fields)) => fields.clone(),
                    Some(other) if !fields.iter().any(|(_, field)| self.is_said(field)) => return self.value(other),
                    _ => Vec::new(),
                };
                let parts = fields
                    .iter()
                    .filter(|(name, field)| self.is_written(field) && !whole.iter().any(|(known, _)| known == *name));
                let parts: Vec<_> = parts.collect();
                let whole = whole.iter().map(|(name, value)| (Step::Name(name.clone()), Err(value)));
                let parts = parts.into_iter().map(|(name, field)| (Step::Name(name.clone()), Ok(field)));
                self.sequence(*b"{}", whole.chain(parts), |writer, part| match part {
                    Ok(field) => writer.node(field),
                    Err(value) => writer.value(value),
                });
            }
        }
    }

    fn slot(&mut self, slot: SlotId) {
        let known = self.object.shape.slots.get(slot as usize);
        match self.object.setting(slot) {
            Some(setting) => match (&*setting.value, known.and_then(|slot| slot.joined.as_deref())) {
                (Lowered::List(parts), Some(separator)) => self.text(&joined(parts, separator)),
                (value, _) => self.value(value),
            },
            None => match known.and_then(|slot| slot.default.as_ref()) {
                Some(Lowered::Json(default)) => self.body(default),
                Some(default) => self.value(default),
                None => self.json(&Json::Null),
            },
        }
    }

    /// Whether a sentence speaks of something inside.
    fn is_said(&self, node: &Node) -> bool {
        let said = |slot: &SlotId| self.object.setting(*slot).is_some();
        match node {
            Node::Fixed(_) => false,
            Node::Slot(slot) => said(slot),
            Node::Object { fields, slot, .. } => {
                slot.as_ref().is_some_and(said) || fields.iter().any(|(_, field)| self.is_said(field))
            }
            Node::Pairs { keys, slot, .. } => {
                slot.as_ref().is_some_and(said) || keys.iter().any(|(_, slot)| said(slot))
            }
        }
    }

    /// Whether a property is written at all: one without a default is not, until a sentence speaks.
    fn is_written(&self, node: &Node) -> bool {
        match node {
            Node::Slot(slot) => {
                self.object.setting(*slot).is_some()
                    || self.object.shape.slots.get(*slot as usize).is_some_and(|slot| slot.default.is_some())
            }
            Node::Object { until_said: UntilSaid::Absent, slot, .. } => {
                self.is_said(node)
                    || slot.is_some_and(|slot| {
                        self.object.shape.slots.get(slot as usize).is_some_and(|slot| slot.default.is_some())
                    })
            }
            _ => true,
        }
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            pointer.push('/');
            match step {
                Step::Name(name) => pointer.push_str(&name.replace('~', "~0").replace('/', "~1")),
                Step::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }
}
