//! What a sentence writes in Microsoft Graph. Must not know any property.

use super::Book;
use super::markdown::{code, codes, prose, table};
use crate::vocabulary::model::{Given, GraphPath, ObjectEntry, Platforms, SentenceEntry, TextPart, Write, WriteValue};
use crate::vocabulary::{Exempt, Schema};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// A row of the table: a property, and what is written there.
struct Row {
    property: String,
    entities: Vec<String>,
    api: BTreeSet<&'static str>,
    written: Vec<String>,
    defaults: Vec<(Platforms, String)>,
}

impl Book<'_> {
    /// The table of what a sentence writes; empty for one that passes on apps and groups alone.
    pub(super) fn graph(&self, sentence: &SentenceEntry) -> String {
        let mut rows: Vec<Row> = Vec::new();
        for write in &sentence.writes {
            let written = written(sentence, write);
            let default = write.default.as_ref().map(|json| (write.platforms, code(&json.to_string())));
            let row = match rows.iter_mut().find(|row| row.property == *write.path.0) {
                Some(row) => row,
                None => {
                    rows.push(row(write));
                    match rows.last_mut() {
                        Some(row) => row,
                        None => continue,
                    }
                }
            };
            if !row.written.contains(&written) {
                row.written.push(written);
            }
            row.defaults.extend(default.filter(|default| !row.defaults.contains(default)));
            for (entity, api) in self.entities(sentence, write) {
                row.api.insert(api);
                if !row.entities.contains(&entity) {
                    row.entities.push(entity);
                }
            }
        }
        let cells = |row: &Row| {
            let api: Vec<_> = row.api.iter().copied().collect();
            vec![
                code(&row.property),
                codes(&row.entities),
                api.join(", "),
                row.written.join("; "),
                defaults(&row.defaults),
            ]
        };
        let cells: Vec<_> = rows.iter().map(cells).collect();
        if cells.is_empty() {
            String::new()
        } else {
            table(&["Property", "Of", "API", "Written", "Without the sentence"], &cells)
        }
    }

    /// The entities that a clause writes to, with the API version that has the property there.
    pub(super) fn entities(&self, sentence: &SentenceEntry, write: &Write) -> Vec<(String, &'static str)> {
        let of = |object: &&ObjectEntry| {
            sentence.kinds.contains(&object.kind)
                && (!object.kind.has_platforms() || !object.platforms.and(write.platforms).is_empty())
                && sentence.makes.as_ref().is_none_or(|entity| *entity == object.entity)
        };
        let api = |object: &ObjectEntry| {
            let path = property(object, &write.path);
            let property = Schema::standard().property(&object.entity, path);
            let beta = sentence.beta || object.beta || property.is_some_and(|property| property.api == "beta");
            (object.entity.to_string(), if beta { "beta" } else { "v1.0" })
        };
        let mut found: Vec<_> = self.vocabulary.objects().iter().filter(of).map(api).collect();
        found.dedup();
        found
    }

    /// The values of a sentence's properties that no sentence says, each with the reason.
    pub(super) fn unsayable(&self, sentence: &SentenceEntry) -> Vec<String> {
        let mut found = Vec::new();
        for write in &sentence.writes {
            for (entity, _) in self.entities(sentence, write) {
                for exempt in self.exempt_at(&entity, &write.path.0) {
                    let line =
                        format!("- {} in {}: {}", codes(&exempt.members), code(&write.path.0), prose(&exempt.reason));
                    if !found.contains(&line) {
                        found.push(line);
                    }
                }
            }
        }
        found
    }

    /// The exemptions of values of a property: of the entity, or of a type on the way to it.
    fn exempt_at(&self, entity: &str, path: &str) -> Vec<&Exempt> {
        let mut found = Vec::new();
        let (mut of, mut rest) = (entity, path);
        loop {
            let here = |exempt: &&Exempt| *exempt.of == *of && *exempt.path == *rest && !exempt.members.is_empty();
            found.extend(self.vocabulary.exempt().iter().filter(here));
            let Some((first, inner)) = rest.split_once('.') else { return found };
            let Some(property) = Schema::standard().property(of, first) else { return found };
            (of, rest) = (&property.of, inner);
        }
    }

    /// How apps and groups get to Graph, of a sentence that passes them on.
    pub(super) fn given(&self, sentence: &SentenceEntry) -> Vec<String> {
        let objects = self.vocabulary.objects().iter().filter(|object| sentence.kinds.contains(&object.kind));
        let posts: Vec<_> = objects.flat_map(|object| &object.posts).collect();
        let mut found = Vec::new();
        for (given, _) in &sentence.gives {
            let placeholder = if *given == Given::Apps { "{apps}" } else { "{assignments}" };
            for (action, _) in posts.iter().filter(|(_, body)| holds(body, placeholder)) {
                if !found.contains(action) {
                    found.push(action.clone());
                }
            }
        }
        found
    }
}

/// A property of which nothing is known yet.
fn row(write: &Write) -> Row {
    Row {
        property: write.path.to_string(),
        entities: Vec::new(),
        api: BTreeSet::new(),
        written: Vec::new(),
        defaults: Vec::new(),
    }
}

/// The property that a path leads to: of a key among pairs, their list.
fn property<'a>(object: &ObjectEntry, path: &'a GraphPath) -> &'a str {
    object.pairs_of(&path.0).and_then(|pairs| path.0.get(..pairs.0.len())).unwrap_or(&path.0)
}

/// Whether a text stands somewhere in a body.
fn holds(json: &Json, text: &str) -> bool {
    match json {
        Json::String(known) => known == text,
        Json::Array(items) => items.iter().any(|item| holds(item, text)),
        Json::Object(fields) => fields.values().any(|value| holds(value, text)),
        _ => false,
    }
}

/// What a clause writes, and when.
fn written(sentence: &SentenceEntry, write: &Write) -> String {
    let hole = |place: usize| {
        let name = sentence.holes.get(place).map(|hole| format!("{{{}}}", hole.name)).unwrap_or_default();
        code(&name)
    };
    let mut text = match &write.value {
        WriteValue::Hole(place) => hole(*place),
        WriteValue::Unit(place) => format!("the unit of {}", hole(*place)),
        WriteValue::Count(place) => format!("the number of {}", hole(*place)),
        WriteValue::Operator(place) => format!("`AND` or `OR`, as {} joins them", hole(*place)),
        WriteValue::Constant(json) => code(&json.to_string()),
        WriteValue::Pattern(parts) => {
            let part = |part: &TextPart| match part {
                TextPart::Text(text) => text.clone(),
                TextPart::Hole(place) => {
                    sentence.holes.get(*place).map(|hole| format!("{{{}}}", hole.name)).unwrap_or_default()
                }
            };
            code(&parts.iter().map(part).collect::<String>())
        }
    };
    if let Some((place, words)) = &write.when {
        text.push_str(&format!(" when {} is {}", hole(*place), codes(words)));
    }
    if write.platforms != sentence.platforms {
        text.push_str(&format!(" on {}", titles(write.platforms)));
    }
    text
}

/// The values without the sentence, each with its platforms where they differ.
fn defaults(of: &[(Platforms, String)]) -> String {
    let several = of.iter().any(|(_, value)| of.first().is_some_and(|(_, first)| value != first));
    let mut said: Vec<String> = Vec::new();
    for (platforms, value) in of {
        let text = if several { format!("{value} on {}", titles(*platforms)) } else { value.clone() };
        if !said.contains(&text) {
            said.push(text);
        }
    }
    said.join(", ")
}

/// Platforms, as people write them.
pub(super) fn titles(platforms: Platforms) -> String {
    let titles: Vec<_> = platforms.iter().map(|platform| platform.title().to_owned()).collect();
    match titles.split_last() {
        Some((last, head)) if !head.is_empty() => format!("{} and {last}", head.join(", ")),
        _ => titles.concat(),
    }
}
