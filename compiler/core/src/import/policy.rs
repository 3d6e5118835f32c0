//! One policy of an export: which object it is, and what it says of every property.

use super::assigned::{self, Assigned};
use super::invert;
use super::known::{Known, Leaf, Tree};
use super::report::{Finding, Note};
use crate::graph::{Sense, SlotId, is_nothing, joined};
use crate::values;
use crate::vocabulary::model::{Platform, Words};
use crate::vocabulary::{Schema, Vocabulary, Why};
use serde_json::{Map, Value as Json};

/// Where a policy was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The file, by its place among the inputs.
    pub(crate) file: usize,
    /// Which of the file's policies.
    pub(crate) number: usize,
}

/// What an export says of a property.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Actual {
    /// Nothing.
    #[default]
    Absent,
    /// Null: the default.
    Null,
    Json(Json),
}

impl Actual {
    /// The value, if it is one.
    pub(crate) fn json(&self) -> Option<&Json> {
        if let Self::Json(json) = self { Some(json) } else { None }
    }
}

/// A policy.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) place: Place,
    /// Its entry, by its place among the known ones.
    pub(crate) known: usize,
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    /// What it says of device states.
    pub(crate) states: Option<String>,
    /// The group of apps, or the word for a list of them.
    pub(crate) app_group: Option<String>,
    /// By slot.
    pub(crate) values: Vec<Actual>,
    /// Properties that no sentence writes, with their paths.
    pub(crate) others: Vec<(String, Json)>,
    pub(crate) apps: Option<Vec<(Platform, String)>>,
    pub(crate) assignments: Option<Vec<Assigned>>,
    /// What is to be reported of it.
    pub(crate) notes: Vec<Note>,
}

impl Policy {
    /// Reads a policy as an object.
    pub(crate) fn read(known: &[Known], which: usize, json: &Map<String, Json>, place: Place) -> Option<Self> {
        let entry = known.get(which)?;
        let mut policy = Self {
            place,
            known: which,
            id: text(json, "id"),
            name: None,
            description: None,
            states: None,
            app_group: None,
            values: vec![Actual::Absent; entry.shape.slots.len()],
            others: Vec::new(),
            apps: None,
            assignments: None,
            notes: Vec::new(),
        };
        if let Tree::Object { fields, .. } = &entry.tree {
            for (name, value) in json {
                let lower = name.to_lowercase();
                if entry.apps.as_ref() == Some(&lower) {
                    policy.apps = policy.read_apps(entry, value);
                } else if entry.assignments.as_ref() == Some(&lower) {
                    policy.assignments = policy.read_assignments(entry, value);
                } else if let Some((name, tree)) = fields.get(&lower) {
                    policy.walk(entry, tree, name, value);
                } else {
                    policy.other(entry, name, name, value);
                }
            }
        }
        policy.unjoin(entry, json);
        policy.identify(entry);
        Some(policy)
    }

    /// Forgets how things are joined where there is but one: what a policy says of it means nothing.
    fn unjoin(&mut self, known: &Known, json: &Map<String, Json>) {
        for operator in &known.operators {
            let mut steps = known.path(*operator).split('.').peekable();
            let mut inside = Some(json);
            while let (Some(fields), Some(step)) = (inside, steps.next()) {
                if steps.peek().is_none() {
                    if joined(fields, step) <= 1 {
                        self.set(*operator, Actual::Absent);
                    }
                    break;
                }
                let field = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(step));
                inside = field.and_then(|(_, value)| value.as_object());
            }
        }
    }

    /// Whether another policy is the same in all that it says.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let said = |policy: &Self| {
            let Self { name, description, states, app_group, .. } = policy.clone();
            (name, description, states, app_group)
        };
        said(self) == said(other)
            && self.values == other.values
            && self.others == other.others
            && self.apps == other.apps
            && self.assignments == other.assignments
    }

    /// Whether a value is of the wrong type, so that nothing is imported.
    pub(crate) fn is_wrong(&self) -> bool {
        self.notes.iter().any(|note| note.finding == Finding::Wrong)
    }

    fn note(&mut self, finding: Finding, path: &str, detail: impl Into<String>) {
        self.notes.push(Note { finding, path: path.to_owned(), detail: detail.into() });
    }

    fn walk(&mut self, known: &Known, tree: &Tree, path: &str, json: &Json) {
        match tree {
            Tree::Leaf(Leaf::Fixed(template)) => self.fixed(template, path, json),
            Tree::Leaf(Leaf::Slot(slot)) => self.slot(known, *slot, path, json),
            Tree::Object { fields, slot } => {
                let Json::Object(object) = json else {
                    return match (slot, wrong_type(&known.object.entity, path, json)) {
                        // Other tools write an empty list, too.
                        _ if is_nothing(json) => self.null(tree),
                        (_, Some(message)) => self.note(Finding::Wrong, path, message),
                        (Some(slot), None) => self.slot(known, *slot, path, json),
                        (None, None) => self.others.push((path.to_owned(), json.clone())),
                    };
                };
                let mut rest = Map::new();
                for (name, value) in object {
                    match fields.get(&name.to_lowercase()) {
                        Some((name, tree)) => self.walk(known, tree, &format!("{path}.{name}"), value),
                        // What a sentence writes as a whole has its own type in it.
                        None if slot.is_some() && !is_foreign(name) => {
                            rest.insert(name.clone(), value.clone());
                        }
                        None if slot.is_some() && name == invert::TYPE => {
                            let of = invert::derived(&known.object.entity, path, value);
                            rest.extend(of.map(|of| (name.clone(), of)));
                        }
                        None => self.other(known, name, &format!("{path}.{name}"), value),
                    }
                }
                if let Some(slot) = slot
                    && !rest.is_empty()
                {
                    self.set(*slot, Actual::Json(rest.into()));
                }
            }
            Tree::Pairs { template, keys, slot } => self.pairs(known, template, keys, *slot, path, json),
        }
    }

    /// The fixed part of the body: names and the like, or always the same.
    fn fixed(&mut self, template: &Json, path: &str, json: &Json) {
        let place = match template.as_str() {
            Some("{name}") => &mut self.name,
            Some("{description}") => &mut self.description,
            Some("{states}") => &mut self.states,
            Some("{app group}") => &mut self.app_group,
            _ => {
                if !(Sense::Member.same(template, json) || invert::holes(template, json).is_some() || json.is_null()) {
                    self.others.push((path.to_owned(), json.clone()));
                }
                return;
            }
        };
        match json {
            Json::String(text) => *place = Some(text.clone()),
            Json::Null => {}
            other => {
                let message = format!("{path} is {}, and a text is expected", kind(other));
                self.note(Finding::Wrong, path, message);
            }
        }
    }

    /// Everything inside is the default.
    fn null(&mut self, tree: &Tree) {
        match tree {
            Tree::Leaf(Leaf::Slot(slot)) => self.set(*slot, Actual::Null),
            Tree::Object { fields, .. } => fields.values().for_each(|(_, tree)| self.null(tree)),
            _ => {}
        }
    }

    fn slot(&mut self, known: &Known, slot: SlotId, path: &str, json: &Json) {
        if let Some(message) = wrong_type(&known.object.entity, path, json) {
            return self.note(Finding::Wrong, path, message);
        }
        self.set(slot, if json.is_null() { Actual::Null } else { Actual::Json(json.clone()) });
    }

    /// Puts ids in place of the names that some exports have of what the vocabulary knows: roles, applications.
    fn identify(&mut self, known: &Known) {
        let identify = |words: &Vec<std::sync::Arc<Words>>, json: &mut Json| {
            let name = json.as_str().filter(|name| !values::is_guid(name));
            if let Some(id) = name.and_then(|name| words.iter().find_map(|words| invert::called(words, name))) {
                *json = id.clone();
            }
        };
        for (words, actual) in known.words.iter().zip(&mut self.values).filter(|(words, _)| !words.is_empty()) {
            match actual {
                Actual::Json(Json::Array(items)) => items.iter_mut().for_each(|item| identify(words, item)),
                Actual::Json(json) => identify(words, json),
                Actual::Absent | Actual::Null => {}
            }
        }
    }

    fn set(&mut self, slot: SlotId, actual: Actual) {
        if let Some(place) = self.values.get_mut(slot as usize) {
            *place = actual;
        }
    }

    /// A list of keys and values.
    fn pairs(
        &mut self,
        known_entry: &Known,
        template: &Json,
        keys: &rustc_hash::FxHashMap<std::sync::Arc<str>, SlotId>,
        whole: Option<SlotId>,
        path: &str,
        json: &Json,
    ) {
        let items = match json {
            Json::Array(items) => items.as_slice(),
            Json::Null => return,
            other => {
                let message = format!("{path} is {}, and a list is expected", kind(other));
                return self.note(Finding::Wrong, path, message);
            }
        };
        let mut rest = Vec::new();
        let mut said = std::collections::HashSet::new();
        for item in items {
            let found = invert::holes(template, item).unwrap_or_default();
            let of = |name: &str| found.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            match (of("key").and_then(Json::as_str), of("value")) {
                (Some(key), Some(_)) if !said.insert(key) => {
                    self.note(Finding::Wrong, path, format!("{path} says the key `{key}` twice"));
                }
                (Some(key), Some(value)) => match keys.get(key) {
                    Some(slot) => self.set(*slot, Actual::Json(value.clone())),
                    None => {
                        let full = format!("{path}.{key}");
                        let plain = known_entry.object.path_of(&key.into()).0.as_ref() == full;
                        self.others.push((if plain { key.to_owned() } else { full }, value.clone()));
                    }
                },
                _ => rest.push(item.clone()),
            }
        }
        if let Some(first) = rest.first() {
            match whole {
                Some(slot) => self.set(slot, Actual::Json(rest.into())),
                None => self.note(Finding::Wrong, path, format!("{path} holds {first}, which is no key with a value")),
            }
        }
    }

    /// A property that no sentence writes.
    fn other(&mut self, known: &Known, name: &str, path: &str, json: &Json) {
        if name.contains('@') || name.starts_with('#') {
            return;
        }
        let property = Schema::standard().property(&known.object.entity, path);
        let exempt = Vocabulary::standard().exemption(&known.object.entity, path);
        let elsewhere = exempt.filter(|exempt| exempt.why == Why::Elsewhere).map(|exempt| &*exempt.reason);
        match property {
            Some(property) if property.read_only => self.note(Finding::ReadOnly, path, ""),
            _ if elsewhere.is_some() => self.note(Finding::Elsewhere, path, elsewhere.unwrap_or_default()),
            _ if is_nothing(json) => {
                if property.is_none() {
                    self.note(Finding::Unknown, path, "it is empty");
                }
            }
            Some(_) => self.others.push((path.to_owned(), json.clone())),
            // Only Graph's own annotations and the notes of other tools are written so.
            None if is_foreign(name) => self.note(Finding::Unknown, path, "no property of Graph is written like this"),
            None => self.others.push((path.to_owned(), json.clone())),
        }
    }

    fn read_apps(&mut self, known: &Known, json: &Json) -> Option<Vec<(Platform, String)>> {
        let mut apps = Vec::new();
        for item in json.as_array()? {
            let id = known.object.apps.iter().find_map(|(platform, template)| {
                let found = invert::holes(template, item)?;
                let (_, id) = found.into_iter().find(|(name, _)| *name == "id")?;
                Some((*platform, id.as_str()?.to_owned()))
            });
            match id {
                Some(app) => apps.push(app),
                None => self.note(Finding::Left, "apps", format!("an app of a kind that mam does not target: {item}")),
            }
        }
        Some(apps)
    }

    fn read_assignments(&mut self, known: &Known, json: &Json) -> Option<Vec<Assigned>> {
        let mut assigned = Vec::new();
        let object = &known.object;
        let templates = [(&object.include_filtered, false), (&object.include, false), (&object.exclude, true)];
        for item in json.as_array()? {
            let found = templates.iter().find_map(|(template, excluded)| {
                let template = template.as_ref()?;
                let named = assigned::with_names(template, item);
                assigned::read(&invert::holes(template, &named)?, *excluded)
            });
            match found {
                Some(one) => assigned.push(one),
                None => {
                    self.note(Finding::Left, "assignments", format!("an assignment that is none to a group: {item}"))
                }
            }
        }
        Some(assigned)
    }
}

/// Whether a name is one that other tools write into exports: Graph's own begin with a small letter.
fn is_foreign(name: &str) -> bool {
    name.starts_with(|c: char| c.is_uppercase() || c == '_' || c == '$') || name.contains('@')
}

/// What is wrong with the type of a value, if Graph's schema knows its property.
fn wrong_type(entity: &str, path: &str, json: &Json) -> Option<String> {
    let property = Schema::standard().property(entity, path)?;
    let fits = |json: &Json| match property.of.as_str() {
        "Boolean" => json.is_boolean(),
        "Int32" | "Int64" => json.is_i64() || json.is_u64(),
        "String" | "Duration" | "DateTimeOffset" | "Guid" => json.is_string(),
        other if Schema::standard().enumeration(other).is_some() => json.is_string(),
        other if Schema::standard().is_complex(other) => json.is_object(),
        _ => true,
    };
    let expected = match property.of.as_str() {
        "Boolean" => "true or false is",
        "Int32" | "Int64" => "a whole number is",
        other if Schema::standard().is_complex(other) => "an object is",
        _ => "a text is",
    };
    let wrong = match json {
        Json::Null => None,
        Json::Array(items) if property.collection => items.iter().find(|item| !fits(item)),
        other if property.collection => {
            return Some(format!("{path} is {}, and a list is expected", kind(other)));
        }
        other => (!fits(other)).then_some(other),
    };
    wrong.map(|wrong| format!("{path} is {}, and {expected} expected", kind(wrong)))
}

/// What kind of JSON a value is, in words.
fn kind(json: &Json) -> String {
    match json {
        Json::Null => "null".into(),
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => format!("the number {number}"),
        Json::String(text) if text.chars().count() <= 40 => format!("the text \"{text}\""),
        Json::String(_) => "a text".into(),
        Json::Array(_) => "a list".into(),
        Json::Object(_) => "an object".into(),
    }
}

/// A text of an object, its name in any letter case.
pub(crate) fn text(json: &Map<String, Json>, name: &str) -> Option<String> {
    let (_, value) = json.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    value.as_str().map(str::to_owned)
}
