//! Finds the policies in a file of an export, whatever shape it has: one policy, a list, a page of Graph's answer, several lists.

use super::directory::Directory;
use super::json;
use super::known::{Known, Leaf, Tree};
use super::policy::{Place, Policy, text};
use super::report::FileReport;
use super::{Input, invert};
use crate::graph::Sense;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::BlockKind;
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;

/// How deep lists of policies may stand inside each other.
const MAX_DEPTH: usize = 8;

/// Objects of a file that are looked at, policies and others: what is larger is no export, or would fill the memory.
const MAX_OBJECTS: usize = 100_000;

/// What a file is searched with.
struct Finder<'a> {
    vocabulary: &'a Vocabulary,
    known: &'a [Known],
    file: usize,
    stem: &'a str,
    report: FileReport,
    policies: Vec<Policy>,
    directory: Directory,
    /// Groups, users and the like.
    people: usize,
    looked_at: usize,
    /// Whether something stands deeper than is looked.
    is_deep: bool,
    /// Items of lists in which nothing was found, and the name of one of them.
    others: usize,
    other: Option<String>,
}

/// The policies of a file.
pub(crate) fn policies(
    vocabulary: &Vocabulary,
    known: &[Known],
    file: usize,
    input: &Input,
) -> (FileReport, Vec<Policy>, Directory) {
    let report = FileReport { file: input.name.clone(), ..FileReport::default() };
    let stem = input.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem =
        stem.rsplit_once('.').filter(|(_, ending)| ending.eq_ignore_ascii_case("json")).map_or(stem, |(stem, _)| stem);
    let mut finder = Finder {
        vocabulary,
        known,
        file,
        stem,
        report,
        policies: Vec::new(),
        directory: Directory::default(),
        people: 0,
        looked_at: 0,
        is_deep: false,
        others: 0,
        other: None,
    };
    let failed = |error| FileReport { file: input.name.clone(), error: Some(error), ..FileReport::default() };
    match json::decode(&input.bytes).and_then(|text| json::parse(&text)) {
        Err(error) => finder.report = failed(error),
        Ok(json) => {
            finder.search(&json, &[], 0);
            if finder.looked_at > MAX_OBJECTS {
                let why = format!("it holds more than {MAX_OBJECTS} policies or other objects; export fewer at a time");
                return (failed(why), Vec::new(), Directory::default());
            }
            finder.conclude();
        }
    }
    (finder.report, finder.policies, finder.directory)
}

impl Finder<'_> {
    fn skip(&mut self, why: impl Into<String>) {
        self.report.skipped.push(why.into());
    }

    /// How much was found so far.
    fn found(&self) -> usize {
        self.policies.len() + self.report.skipped.len() + self.others + self.people
    }

    /// Says what is in the file beside the policies.
    fn conclude(&mut self) {
        if self.policies.is_empty() && self.report.skipped.is_empty() && self.people > 0 {
            let names = if self.people == 1 { "1 name".into() } else { format!("{} names", self.people) };
            self.skip(format!(
                "there is no policy in it, but {names} of groups, users and the like: params are called so"
            ));
        } else if self.policies.is_empty() && self.report.skipped.is_empty() {
            self.skip("there is no policy in it that mam knows");
        } else if self.others > 0 {
            let such = self.other.take().map(|name| format!(", such as \"{name}\"")).unwrap_or_default();
            let (other, they) = if self.others == 1 { ("object", "is") } else { ("objects", "are") };
            self.skip(format!("{} {other} in its lists {they} none that mam knows{such}", self.others));
        }
        if self.is_deep {
            self.skip(format!("what stands in it inside of more than {MAX_DEPTH} lists and objects was not looked at"));
        }
    }

    fn items(&mut self, items: &[Json], context: &[String], depth: usize) {
        for item in items {
            let found = self.found();
            self.search(item, context, depth + 1);
            if let (Json::Object(object), true) = (item, self.found() == found) {
                self.others += 1;
                self.other = self.other.take().or_else(|| text(object, "displayName"));
            }
        }
    }

    fn search(&mut self, json: &Json, context: &[String], depth: usize) {
        if depth > MAX_DEPTH {
            self.is_deep |= json.is_object() || json.is_array();
            return;
        }
        match json {
            Json::Array(items) => self.items(items, context, depth),
            Json::Object(object) => self.object(object, context, depth),
            _ => {}
        }
    }

    fn object(&mut self, object: &Map<String, Json>, context: &[String], depth: usize) {
        self.looked_at += 1;
        if self.looked_at > MAX_OBJECTS {
            return;
        }
        let mut context = context.to_vec();
        context.extend(object.get("@odata.context").and_then(Json::as_str).map(collection));
        if let Some(Json::Array(page)) = object.get("value") {
            return self.items(page, &context, depth);
        }
        let mut which = self.recognised(object, &context);
        // Of several entries for one entity, those count whose fixed part the object has.
        let mut reason = None;
        which.retain(|place| {
            let unlike = self.known.get(*place).and_then(|known| unlike(known, object));
            let fits = unlike.is_none();
            reason = reason.take().or(unlike);
            fits
        });
        if which.len() > 1 && self.is_ambiguous(&which) {
            let name = text(object, "displayName").unwrap_or_default();
            return self.skip(format!("\"{name}\" leaves out what tells for which platform it is"));
        }
        if let (true, Some(why)) = (which.is_empty(), reason) {
            let name = text(object, "displayName").unwrap_or_default();
            return self.skip(format!("\"{name}\" is none of what mam writes: {why}"));
        }
        if !which.is_empty() {
            return self.read(&which, object);
        }
        if self.directory.object(object, &context) {
            self.people += 1;
            return;
        }
        if let Some(of) = text(object, "@odata.type") {
            let name = text(object, "displayName").map(|name| format!("\"{name}\" ")).unwrap_or_default();
            return self.skip(format!("{name}is a {of}, which mam does not write"));
        }
        for (name, value) in object {
            let lists = matches!(value, Json::Array(items) if items.iter().any(Json::is_object));
            if lists || value.is_object() {
                let mut context = context.clone();
                context.push(name.to_lowercase());
                self.search(value, &context, depth + 1);
            }
        }
    }

    /// The entries that an object is of.
    fn recognised(&self, object: &Map<String, Json>, context: &[String]) -> Vec<usize> {
        let by = |fits: &dyn Fn(&Known) -> bool| -> Vec<usize> {
            self.known.iter().enumerate().filter(|(_, known)| fits(known)).map(|(place, _)| place).collect()
        };
        if let Some(of) = text(object, "@odata.type") {
            let name = of.rsplit(['.', '#']).next().unwrap_or_default();
            return by(&|known| known.object.entity.eq_ignore_ascii_case(name));
        }
        let properties: BTreeSet<String> =
            object.keys().filter(|name| !name.contains('@')).map(|name| name.to_lowercase()).collect();
        let collected = by(&|known| context.contains(&known.collection) && fit(known, &properties) > 0);
        match collected.as_slice() {
            [] => {}
            [first, rest @ ..] if rest.iter().all(|other| same_entity(self.known, *first, *other)) => return collected,
            _ => return self.best(&collected, &properties),
        }
        let all: Vec<usize> = (0..self.known.len()).collect();
        self.best(&all, &properties)
    }

    /// The entity that has most of these properties, if one has more than all others.
    fn best(&self, among: &[usize], properties: &BTreeSet<String>) -> Vec<usize> {
        let score = |place: &usize| self.known.get(*place).map_or(0, |known| fit(known, properties));
        let Some(top) = among.iter().map(score).max().filter(|score| *score > 0) else { return Vec::new() };
        let best: Vec<usize> = among.iter().filter(|place| score(place) == top).copied().collect();
        match best.as_slice() {
            [first, rest @ ..] if rest.iter().all(|other| same_entity(self.known, *first, *other)) => best,
            _ => Vec::new(),
        }
    }

    /// Whether entries for different platforms are left, and their bodies would have told which it is.
    fn is_ambiguous(&self, which: &[usize]) -> bool {
        which.iter().filter_map(|place| self.known.get(*place)).all(|known| {
            let tells = |value: &Json| value.as_str().is_some_and(|text| !text.starts_with(['{', '#']));
            known.object.body.as_object().is_some_and(|body| body.values().any(tells))
        })
    }

    fn read(&mut self, which: &[usize], object: &Map<String, Json>) {
        let name = text(object, "displayName");
        object.values().for_each(|value| self.directory.inside(value, 1));
        for (part, place) in which.iter().enumerate() {
            let number = self.policies.len();
            let Some(known) = self.known.get(*place) else { continue };
            if let Some(word) = standing(known, object) {
                self.skip(format!("\"{}\" is in every tenant: sentences call it `{word}`", name.unwrap_or_default()));
                return;
            }
            if known.object.kind == BlockKind::Connector {
                let id = text(object, "id").unwrap_or_default();
                let words = self.vocabulary.words("connector");
                if words.and_then(|words| invert::word(words, None, &id.as_str().into())).is_none() {
                    if part == 0 {
                        self.skip(format!("a connector with the id \"{id}\", whose partner mam does not know"));
                    }
                    continue;
                }
                // A part of the connector that this export says nothing of.
                if part > 0 && !says_something(known, object) {
                    continue;
                }
            }
            let place_of = Place { file: self.file, number };
            let Some(mut policy) = Policy::read(self.known, *place, object, place_of) else { continue };
            policy.name = policy.name.take().or_else(|| name.clone()).or_else(|| Some(self.stem.to_owned()));
            self.policies.push(policy);
        }
    }
}

/// The word for an object that every tenant has, which nobody makes: the default scope tag, a strength that is built in.
fn standing<'k>(known: &'k Known, object: &Map<String, Json>) -> Option<&'k str> {
    let id = Json::from(text(object, "id")?);
    known.standing.iter().find_map(|words| Some(&*words.items.get(invert::word(words, None, &id)?)?.words))
}

/// Where an object says something else than the entry's body says once and for all: the platform of a filter.
fn unlike(known: &Known, object: &Map<String, Json>) -> Option<String> {
    let Tree::Object { fields, .. } = &known.tree else { return None };
    object.iter().filter(|(name, _)| !name.contains('@')).find_map(|(name, value)| {
        match fields.get(&name.to_lowercase()) {
            Some((_, Tree::Leaf(Leaf::Fixed(Json::String(fixed)))))
                if !fixed.starts_with('{') && !Sense::Member.same(&fixed.as_str().into(), value) =>
            {
                Some(format!("its {name} is {value}"))
            }
            _ => None,
        }
    })
}

/// Whether something that the entry always writes is in the export.
fn says_something(known: &Known, object: &Map<String, Json>) -> bool {
    known.object.writes.iter().any(|write| object.get(&*write.path.0).is_some_and(|value| *value == Json::Bool(true)))
}

fn same_entity(known: &[Known], one: usize, other: usize) -> bool {
    let entity = |place: usize| known.get(place).map(|known| &known.object.entity);
    entity(one) == entity(other)
}

/// How many of an object's properties an entity has, by the schema. Nothing when they are few: it is something else then.
fn fit(known: &Known, properties: &BTreeSet<String>) -> usize {
    if properties.len() < 2 {
        return 0;
    }
    let count = properties.iter().filter(|name| known.properties.contains(*name)).count();
    if count < 2 || count * 2 < properties.len() { 0 } else { count }
}

/// The collection that Graph's context names: `…/$metadata#deviceAppManagement/iosManagedAppProtections/$entity`.
fn collection(context: &str) -> String {
    let behind = context.rsplit('#').next().unwrap_or_default();
    let path = behind.split('(').next().unwrap_or_default();
    path.split('/').rfind(|part| !part.is_empty() && !part.starts_with('$')).unwrap_or_default().to_lowercase()
}
