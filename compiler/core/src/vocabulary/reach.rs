//! Which values the entries can write at which path of an object.

use super::model::{ObjectEntry, Platforms, SentenceEntry, Type, Write, WriteValue, is_inside};
use super::read::Entries;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// What the objects of one entity can hold.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// The values of each path; none of its own where any value of the property's type can stand.
    pub(super) values: BTreeMap<String, BTreeSet<String>>,
    /// Types that templates name.
    pub(super) types: BTreeSet<String>,
}

impl Reach {
    /// Whether something is written at a path, or inside of it.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.values
            .range(path.to_owned()..)
            .take_while(|(known, _)| known.starts_with(path))
            .any(|(known, _)| known == path || is_inside(known, path))
    }

    /// Whether a value can stand at a path.
    pub(super) fn has(&self, path: &str, value: &str) -> bool {
        self.values.get(path).is_some_and(|values| values.contains(value))
    }

    /// What sentences write in an object, and what its head decides.
    pub(super) fn of(entries: &Entries, object: &ObjectEntry) -> Self {
        let mut filler = Filler { reach: Self::default(), entries, object };
        let sentences = entries.sentences.iter().filter(|sentence| {
            sentence.kinds.contains(&object.kind)
                && sentence.retired.is_none()
                && sentence.makes.as_ref().is_none_or(|makes| *makes == object.entity)
        });
        sentences.for_each(|sentence| filler.sentence(sentence));
        for write in &object.writes {
            if !filler.here(write.platforms) {
                continue;
            }
            if let WriteValue::Constant(json) = &write.value {
                filler.json(&write.path.0, json);
            }
            // The head of the block decides between the two.
            write.default.iter().for_each(|json| filler.json(&write.path.0, json));
        }
        object.pairs.iter().for_each(|(path, template)| filler.json(&path.0, template));
        let said: BTreeSet<String> = filler.reach.values.keys().cloned().collect();
        filler.body("", &object.body, &said);
        object.posts.iter().for_each(|(_, body)| filler.json("", body));
        filler.reach
    }

    /// Both together.
    pub(super) fn add(&mut self, other: Self) {
        other.values.into_iter().for_each(|(path, values)| self.values.entry(path).or_default().extend(values));
        self.types.extend(other.types);
    }
}

struct Filler<'a> {
    reach: Reach,
    entries: &'a Entries,
    object: &'a ObjectEntry,
}

impl Filler<'_> {
    /// Whether the object is for one of these platforms.
    fn here(&self, platforms: Platforms) -> bool {
        !self.object.kind.has_platforms() || !self.object.platforms.and(platforms).is_empty()
    }

    fn sentence(&mut self, sentence: &SentenceEntry) {
        if !self.here(sentence.platforms) {
            return;
        }
        for write in sentence.writes.iter().filter(|write| self.here(write.platforms)).collect::<Vec<_>>() {
            let path = &write.path.0;
            match &write.value {
                WriteValue::Hole(hole) => {
                    let types = sentence.holes.get(*hole).into_iter().flat_map(|hole| &hole.types);
                    for (_, of) in types.filter(|(on, _)| self.here(on.and(write.platforms))).collect::<Vec<_>>() {
                        self.hole(write, of);
                    }
                }
                WriteValue::Unit(_) => ["days", "hours"].into_iter().for_each(|unit| self.value(path, unit)),
                WriteValue::Constant(json) => self.json(path, json),
                WriteValue::Count(_) | WriteValue::Operator(_) | WriteValue::Pattern(_) => self.any(path),
            }
        }
    }

    fn hole(&mut self, write: &Write, of: &Type) {
        if let Some(template) = &write.template {
            return self.json(&write.path.0, template);
        }
        match of {
            Type::List(of) | Type::Requirement(of) => self.hole(write, of),
            Type::Union(types) if write.of.is_none() => types.iter().for_each(|of| self.hole(write, of)),
            of => match write.of.as_ref().unwrap_or(of) {
                Type::Words(words) => {
                    for item in words.items.iter().filter(|item| self.here(item.platforms)).collect::<Vec<_>>() {
                        self.json(&write.path.0, &item.value);
                    }
                }
                _ => self.any(&write.path.0),
            },
        }
    }

    /// The fixed part: its placeholders, and constants that no sentence replaces.
    fn body(&mut self, path: &str, json: &Json, said: &BTreeSet<String>) {
        match json {
            Json::Object(fields) => {
                for (name, value) in fields.iter().filter(|(name, _)| !name.contains('@')) {
                    self.body(&join(path, name), value, said);
                }
            }
            _ if said.contains(path) => {}
            json => self.json(path, json),
        }
    }

    fn any(&mut self, path: &str) {
        self.reach.values.entry(path.to_owned()).or_default();
    }

    fn value(&mut self, path: &str, value: &str) {
        // Flags are written together.
        let parts = value.split(',').map(|part| part.trim().to_owned());
        self.reach.values.entry(path.to_owned()).or_default().extend(parts);
    }

    fn json(&mut self, path: &str, json: &Json) {
        match json {
            Json::Null => {}
            Json::Bool(value) => self.value(path, &value.to_string()),
            Json::Number(_) => self.any(path),
            Json::String(text) => match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
                Some(name) => self.placeholder(path, name),
                None => self.value(path, text),
            },
            Json::Array(items) if items.is_empty() => self.any(path),
            Json::Array(items) => items.iter().for_each(|item| self.json(path, item)),
            Json::Object(fields) => {
                for (name, value) in fields {
                    match (name.as_str(), value.as_str()) {
                        ("@odata.type", Some(of)) => {
                            self.reach.types.insert(of.trim_start_matches("#microsoft.graph.").to_owned());
                        }
                        (name, _) if name.contains('@') => {}
                        _ => self.json(&join(path, name), value),
                    }
                }
            }
        }
    }

    fn placeholder(&mut self, path: &str, name: &str) {
        let object = self.object;
        match name {
            "apps" => object.apps.iter().for_each(|(_, template)| self.json(path, template)),
            "assignments" => [&object.include, &object.include_filtered, &object.exclude]
                .into_iter()
                .flatten()
                .for_each(|template| self.json(path, template)),
            "states" => object.states.iter().chain([&object.all_states]).for_each(|state| self.value(path, state)),
            "app group" => {
                self.value(path, &object.selected_apps);
                let groups = self.entries.words.get("app_group").cloned();
                groups.iter().flat_map(|words| &words.items).for_each(|item| self.json(path, &item.value));
            }
            "filter mode" => ["include", "exclude"].into_iter().for_each(|mode| self.value(path, mode)),
            _ => self.any(path),
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
