//! Whether entries fit Graph and each other: every property and enum member exists, has the type that is written there, and in the
//! API version that is said. A wrong entry would send a wrong policy, so each is an error.

use super::model::{GraphPath, ObjectEntry, Platforms, SentenceEntry, Type, Write, WriteValue, is_placeholder};
use super::read::Entries;
use super::schema::{Property, Schema};
use super::{STANDARD_FILES, ambiguity};
use crate::diagnostics::{Diagnostic, Findings};
use crate::syntax::Span;
use serde_json::Value as Json;
use std::collections::HashMap;

/// Checks the entries from `known` on (sentences, objects, rules); those before it are known to be right.
pub(super) fn entries(entries: &Entries, known: (usize, usize, usize), out: &mut Findings) {
    let mut check = Check { entries, schema: Schema::standard(), out, defaults: HashMap::new() };
    for (place, object) in entries.objects.iter().enumerate() {
        if place >= known.1 {
            check.object(object);
        }
    }
    super::check_rules::rules(&mut check, known);
    for (place, sentence) in entries.sentences.iter().enumerate() {
        check.defaults(sentence);
        if place >= known.0 {
            check.sentence(sentence);
        }
    }
    let pairs = ambiguity::pairs(&entries.sentences, known.0).into_iter().take(MAX_AMBIGUITIES);
    out.extend(
        pairs.filter_map(|(first, second)| {
            Some(ambiguous(entries.sentences.get(first)?, entries.sentences.get(second)?))
        }),
    );
}

/// How many pairs of ambiguous phrases are reported.
const MAX_AMBIGUITIES: usize = 1000;

/// Two entries that match the same words.
fn ambiguous(first: &SentenceEntry, second: &SentenceEntry) -> Diagnostic {
    if first.phrase == second.phrase {
        let standard = first.span.file.0 >= STANDARD_FILES;
        let message = if standard { "the standard vocabulary has" } else { "there is" };
        return Diagnostic::new(81, format!("{message} the phrase `{}` already", second.phrase))
            .at(second.span, "declared again here")
            .at(first.span, "declared here first")
            .help("change a word of this one, or take it out");
    }
    Diagnostic::new(81, format!("`{}` and `{}` match the same words", first.phrase, second.phrase))
        .at(second.span, "this phrase")
        .at(first.span, "matches what this one matches")
        .help("change a word of one of them, or make them one entry with a hole")
}

/// A check of entries.
pub(super) struct Check<'a> {
    pub(super) entries: &'a Entries,
    pub(super) schema: &'a Schema,
    pub(super) out: &'a mut Findings,
    /// The default of each property, by entity, and where it was said first.
    defaults: HashMap<(&'a str, &'a GraphPath), (&'a Json, Span)>,
}

impl<'a> Check<'a> {
    fn object(&mut self, object: &'a ObjectEntry) {
        if let Json::Object(body) = &object.body {
            for (name, value) in body.iter().filter(|(name, _)| !name.starts_with('@')) {
                match self.schema.property(&object.entity, name) {
                    None => self.unknown_property(&object.entity, name, object.span),
                    Some(property) => self.json(property, value, object.span),
                }
            }
        }
        for write in &object.writes {
            self.write(object, write, &[], object.beta, false);
        }
    }

    fn sentence(&mut self, sentence: &'a SentenceEntry) {
        let mut anywhere = sentence.writes.is_empty();
        let objects: Vec<_> = self.targets(sentence).collect();
        for object in objects {
            for write in sentence.writes.iter().filter(|write| fits(object, write.platforms)) {
                anywhere = true;
                let types: Vec<&Type> = match &write.value {
                    WriteValue::Hole(hole)
                    | WriteValue::Unit(hole)
                    | WriteValue::Count(hole)
                    | WriteValue::Operator(hole) => sentence
                        .holes
                        .get(*hole)
                        .into_iter()
                        .flat_map(|hole| &hole.types)
                        .filter(|(on, _)| !on.and(object.platforms).is_empty())
                        .map(|(_, of)| of)
                        .collect(),
                    WriteValue::Constant(_) | WriteValue::Pattern(_) => Vec::new(),
                };
                self.write(object, write, &types, sentence.beta || object.beta, sentence.newer);
                if sentence.beta && !object.beta && write.default.is_some() {
                    let message = "a default would send a beta property with every policy";
                    self.out.push(
                        Diagnostic::new(84, message)
                            .at(write.span, format!("`{}` is sent to v1.0 otherwise", object.entity))
                            .help("leave the default out"),
                    );
                }
            }
        }
        if !anywhere {
            self.out.push(
                Diagnostic::new(80, "this entry fits no object")
                    .at(sentence.span, "no `object` of its blocks and platforms takes it")
                    .help("check `in` and the platforms after `for`"),
            );
        }
    }

    /// The objects that a sentence may write to.
    fn targets(&self, sentence: &'a SentenceEntry) -> impl Iterator<Item = &'a ObjectEntry> + use<'a> {
        let entries = self.entries;
        entries.objects.iter().filter(move |object| {
            sentence.kinds.contains(&object.kind)
                && fits(object, sentence.platforms)
                && sentence.makes.as_ref().is_none_or(|makes| *makes == object.entity)
        })
    }

    /// Every entry that writes a property must give it the same default.
    fn defaults(&mut self, sentence: &'a SentenceEntry) {
        let objects: Vec<_> = self.targets(sentence).collect();
        for object in objects {
            for write in sentence.writes.iter().filter(|write| fits(object, write.platforms)) {
                let Some(default) = &write.default else { continue };
                match self.defaults.get(&(&*object.entity, &write.path)) {
                    Some((first, span)) if *first != default => {
                        let message = format!("`{}` has two defaults", write.path);
                        self.out.push(
                            Diagnostic::new(84, message)
                                .at(write.span, format!("`{default}` here"))
                                .at(*span, format!("`{first}` here"))
                                .help("give the property one default"),
                        );
                    }
                    Some(_) => {}
                    None => {
                        self.defaults.insert((&object.entity, &write.path), (default, write.span));
                    }
                }
            }
        }
    }

    fn write(&mut self, object: &ObjectEntry, write: &Write, types: &[&Type], beta: bool, newer: bool) {
        if object.pairs_of(&write.path.0).is_some() || write.path.0.split('.').any(|part| part.starts_with('@')) {
            return;
        }
        let Some(property) = self.schema.property(&object.entity, &write.path.0) else {
            if newer {
                let message = format!("nobody checked `{}`", write.path);
                self.out.push(
                    Diagnostic::new(31, message)
                        .at(write.span, "Graph's schema, as mam knows it, has no such property")
                        .help("try it on a test group first"),
                );
                return;
            }
            return self.unknown_property(&object.entity, &write.path.0, write.span);
        };
        if property.read_only {
            self.out.push(
                Diagnostic::new(82, format!("only Graph writes `{}`", write.path))
                    .at(write.span, "read-only")
                    .help("leave it out"),
            );
        }
        if property.is_beta() && !beta {
            self.out.push(
                Diagnostic::new(82, format!("`{}` exists in beta only", write.path))
                    .at(write.span, "v1.0 does not have it")
                    .help("add the clause `api beta`"),
            );
        }
        if let Some(default) =
            write.default.as_ref().filter(|default| !default.is_null() || !write.path.0.contains('.'))
        {
            self.json(property, default, write.span);
        }
        if let WriteValue::Constant(value) = &write.value {
            return self.element(property, value, write);
        }
        if write.adds && !property.collection && write.joined.is_none() {
            self.expect(property, write, "several values", false);
        }
        match &write.value {
            WriteValue::Pattern(_) => self.expect(property, write, "texts", property.of == "String"),
            WriteValue::Unit(_) | WriteValue::Operator(_) => {
                self.expect(property, write, "words", !self.is_number(property))
            }
            WriteValue::Count(_) => self.expect(property, write, "numbers", self.is_number(property)),
            _ if write.template.as_ref().is_some_and(serde_json::Value::is_string) => {
                self.expect(property, write, "texts", property.of == "String")
            }
            _ if write.template.is_some() => {
                self.expect(property, write, "objects", self.schema.is_complex(&property.of))
            }
            _ if write.joined.is_some() => self.expect(property, write, "one text", !property.collection),
            _ => types.iter().for_each(|of| self.hole(property, of, write)),
        }
    }

    /// A constant: an item when the clause adds to a list.
    fn element(&mut self, property: &Property, value: &Json, write: &Write) {
        if write.adds && !value.is_array() {
            self.expect(property, write, "lists", property.collection);
            self.scalar(property, value, write.span);
        } else {
            self.json(property, value, write.span);
        }
    }

    fn is_number(&self, property: &Property) -> bool {
        matches!(property.of.as_str(), "Int16" | "Int32" | "Int64" | "Double" | "Single")
    }

    fn expect(&mut self, property: &Property, write: &Write, what: &str, holds: bool) {
        if !holds {
            let collection = if property.collection { "a list of " } else { "" };
            let message = format!("`{}` does not take {what}", write.path);
            self.out.push(
                Diagnostic::new(83, message)
                    .at(write.span, format!("Graph knows it as {collection}`{}`", property.of))
                    .help("write a value of that type"),
            );
        }
    }

    /// Whether the values of a hole's type fit a property.
    fn hole(&mut self, property: &Property, of: &Type, write: &Write) {
        let text = property.of == "String" || property.of == "Guid";
        match of {
            Type::Words(words) => {
                for item in &words.items {
                    let before = self.out.len();
                    // The words of a list are its items, one by one.
                    if property.collection && !item.value.is_array() {
                        self.scalar(property, &item.value, write.span)
                    } else {
                        self.element(property, &item.value, write)
                    }
                    if self.out.len() > before {
                        // One wrong word says what is wrong with them all.
                        return;
                    }
                }
            }
            Type::Integer { .. } => self.expect(property, write, "numbers", self.is_number(property)),
            Type::Duration { .. } => self.expect(property, write, "durations", property.of == "Duration"),
            Type::List(of) => {
                self.expect(property, write, "lists", property.collection || write.joined.is_some());
                match &write.of {
                    Some(of) => self.hole(property, of, write),
                    None => self.hole(property, of, write),
                }
            }
            Type::Requirement(inner) => {
                let inner = write.of.clone().unwrap_or_else(|| (**inner).clone());
                self.hole(property, &inner, write);
            }
            Type::Union(types) => match &write.of {
                Some(of) => self.hole(property, of, write),
                None => types.iter().for_each(|of| self.hole(property, of, write)),
            },
            Type::Pair => self.expect(property, write, "pairs without a template", false),
            Type::Apps(_) => self.expect(property, write, "apps", false),
            _ => self.expect(property, write, "texts", text),
        }
    }

    /// A whole value of a property.
    fn json(&mut self, property: &Property, value: &Json, span: Span) {
        match value {
            Json::Null if property.nullable || self.schema.is_complex(&property.of) => {}
            Json::Array(items) if property.collection => {
                items.iter().for_each(|item| self.scalar(property, item, span))
            }
            _ if property.collection => self.wrong(property, value, span),
            _ => self.scalar(property, value, span),
        }
    }

    /// A value that is no list, or an item of one.
    pub(super) fn scalar(&mut self, property: &Property, value: &Json, span: Span) {
        let holds = match (property.of.as_str(), value) {
            _ if is_placeholder(value) => true,
            (of, Json::String(text)) if self.schema.enumeration(of).is_some() => {
                self.schema.enumeration(of).is_some_and(|enumeration| {
                    let known = |member: &str| enumeration.members.iter().any(|known| known == member);
                    known(text) || (enumeration.flags && text.split(',').all(known))
                })
            }
            ("Boolean", value) => value.is_boolean(),
            ("Int16" | "Int32" | "Int64" | "Double" | "Single", value) => value.is_number(),
            ("Duration", Json::String(text)) => crate::values::from_iso8601(text).is_some(),
            ("Guid" | "String" | "DateTimeOffset", value) => value.is_string(),
            (of, Json::Object(fields)) if self.schema.is_complex(of) => {
                for (name, value) in fields.iter().filter(|(name, _)| !name.contains('@')) {
                    match self.schema.property(of, name) {
                        Some(property) => self.json(property, value, span),
                        None => self.unknown_property(of, name, span),
                    }
                }
                true
            }
            _ => false,
        };
        if !holds {
            self.wrong(property, value, span);
        }
    }

    fn wrong(&mut self, property: &Property, value: &Json, span: Span) {
        let members = self.schema.enumeration(&property.of).map(|enumeration| enumeration.members.join(", "));
        let collection = if property.collection { "a list of " } else { "" };
        let diagnostic = Diagnostic::new(83, format!("`{value}` is no value of this property"))
            .at(span, format!("Graph knows it as {collection}`{}`", property.of));
        self.out.push(diagnostic.help(match members {
            Some(members) => format!("one of {members} is expected"),
            None => "write a value of that type, or the name of a hole of the phrase".to_owned(),
        }));
    }

    pub(super) fn unknown_property(&mut self, entity: &str, name: &str, span: Span) {
        let diagnostic =
            Diagnostic::new(82, format!("`{entity}` has no property `{name}`")).at(span, "not in Graph's schema");
        self.out.push(match crate::semantics::nearest(name, self.schema.properties(entity)) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("Graph's documentation of the entity lists its properties"),
        });
    }
}

/// Whether an object takes what is for some platforms.
pub(super) fn fits(object: &ObjectEntry, platforms: Platforms) -> bool {
    !object.kind.has_platforms() || !object.platforms.and(platforms).is_empty()
}
