//! Whether conditions can ever hold: each property exists and can have the value it is compared with, and each name that a rule, a
//! `needs` or a `provides` speaks of is one that the vocabulary knows. A condition with a slip of the pen would never hold, and
//! nobody would notice.

use super::check::{Check, fits};
use super::model::{BlockKind, Condition, GraphPath, Need, ObjectEntry, Operand, Platforms, is_inside};
use super::schema::Property;
use crate::diagnostics::Diagnostic;
use crate::syntax::Span;
use serde_json::Value as Json;
use std::sync::Arc;

/// What a condition is about: the objects of these blocks on these platforms.
#[derive(Clone, Copy)]
struct About<'a> {
    kinds: &'a [BlockKind],
    platforms: Platforms,
    span: Span,
}

/// Checks the conditions of the entries from `known` on (sentences, objects, rules).
pub(super) fn rules(check: &mut Check<'_>, known: (usize, usize, usize)) {
    let entries = check.entries;
    for rule in entries.rules.iter().skip(known.2) {
        let about = About { kinds: &rule.kinds, platforms: rule.platforms, span: rule.span };
        for when in rule.conditions() {
            check.condition(About { span: when.span, ..about }, &when.condition);
        }
        for name in rule.cases.iter().filter_map(|case| case.unmet.as_ref()) {
            if !check.needs().any(|need| need.name == *name) {
                check.unheard(rule.span, format!("nothing needs `{name}`"), "what a `needs` clause names is expected");
            }
        }
    }
    for sentence in entries.sentences.iter().skip(known.0) {
        let about = About { kinds: &sentence.kinds, platforms: sentence.platforms, span: sentence.span };
        check.exchange(about, &sentence.needs, &sentence.provides);
    }
    for object in entries.objects.iter().skip(known.1) {
        let kinds = [object.kind];
        let about = About { kinds: &kinds, platforms: object.platforms, span: object.span };
        check.exchange(about, &object.needs, &object.provides);
    }
}

impl Check<'_> {
    /// All `needs` clauses.
    fn needs(&self) -> impl Iterator<Item = &Need> {
        let sentences = self.entries.sentences.iter().flat_map(|sentence| &sentence.needs);
        sentences.chain(self.entries.objects.iter().flat_map(|object| &object.needs))
    }

    /// Whether something provides what has this name.
    fn is_provided(&self, name: &Arc<str>) -> bool {
        let sentences = self.entries.sentences.iter().flat_map(|sentence| &sentence.provides);
        sentences.chain(self.entries.objects.iter().flat_map(|object| &object.provides)).any(|need| need.name == *name)
    }

    fn exchange(&mut self, about: About<'_>, needs: &[Need], provides: &[Need]) {
        for need in needs {
            let about = About { span: need.span, ..about };
            need.when.iter().for_each(|condition| self.condition(about, condition));
            if !self.is_provided(&need.name) {
                let expected = "what a `provides` clause names is expected";
                self.unheard(need.span, format!("nothing provides `{}`", need.name), expected);
            }
        }
        for (need, condition) in provides.iter().filter_map(|need| Some((need, need.when.as_ref()?))) {
            let about = About { span: need.span, ..about };
            self.condition(about, condition);
            let mut asked = Vec::new();
            condition.asks(&mut asked);
            if !asked.is_empty() {
                let message = "what an entry provides cannot depend on what others provide";
                self.unheard(about.span, message.into(), "`provided` is not expected in a `provides` clause");
            }
        }
    }

    fn condition(&mut self, about: About<'_>, condition: &Condition) {
        condition.each(&mut |single| {
            if let Some(path) = single.path() {
                self.property_of(about, path);
            }
            match single {
                Condition::Compare(path, _, operand) => self.value_of(about, path, operand, false),
                Condition::Contains(path, operand) => self.value_of(about, path, operand, true),
                Condition::StatesOnly(name) | Condition::Reaches(name) => self.scope_of(about, name),
                Condition::Connector(name) => self.connector_of(about, name),
                Condition::Provided(name, _) if !self.is_provided(name) => {
                    let expected = "what a `provides` clause names is expected";
                    self.unheard(about.span, format!("nothing provides `{name}`"), expected);
                }
                _ => {}
            }
        });
    }

    /// Complains about a scope that is none.
    fn scope_of(&mut self, about: About<'_>, name: &Arc<str>) {
        if !self.entries.scopes.iter().any(|scope| scope.name == *name) {
            self.unheard(about.span, format!("there is no scope `{name}`"), "the name of a scope is expected");
        }
    }

    /// Complains about a connector that is none.
    fn connector_of(&mut self, about: About<'_>, name: &Arc<str>) {
        let words = self.entries.words.get("connector");
        if !words.is_some_and(|words| words.items.iter().any(|item| item.words == *name)) {
            let message = format!("there is no connector `{name}`");
            self.unheard(about.span, message, "a word of the list `connector` is expected");
        }
    }

    /// Complains about a property that no object of the blocks has, nor any sentence writes.
    fn property_of(&mut self, about: About<'_>, path: &GraphPath) {
        let entries = self.entries;
        let objects: Vec<_> = entries.objects.iter().filter(|object| about.kinds.contains(&object.kind)).collect();
        let known = objects.iter().any(|object| self.schema.property(&object.entity, &path.0).is_some());
        let mut writes = entries
            .sentences
            .iter()
            .flat_map(|sentence| &sentence.writes)
            .chain(objects.iter().flat_map(|object| &object.writes));
        let written = writes.any(|write| write.path == *path || is_inside(&write.path.0, &path.0));
        if let Some(object) = objects.first().filter(|_| !known && !written) {
            self.unknown_property(&object.entity, &path.0, about.span);
        }
    }

    /// Complains about a value that the property cannot have on any of the objects.
    fn value_of(&mut self, about: About<'_>, path: &GraphPath, operand: &Operand, inside: bool) {
        let (entries, schema) = (self.entries, self.schema);
        let fitting = |object: &&ObjectEntry| about.kinds.contains(&object.kind) && fits(object, about.platforms);
        let objects: Vec<_> = entries.objects.iter().filter(fitting).collect();
        if let Operand::Word(word) = operand
            && objects.iter().any(|object| schema.property(&object.entity, word).is_some())
        {
            // Two properties are compared.
            return;
        }
        let properties = objects.iter().filter_map(|object| schema.property(&object.entity, &path.0));
        let fits_list = |property: &&Property| property.collection == inside || property.of == "String";
        let properties: Vec<_> = properties.filter(fits_list).collect();
        let value = match operand {
            Operand::Constant(Json::Null) => return,
            Operand::Constant(value) => value.clone(),
            Operand::Word(word) => Json::String(word.to_string()),
            Operand::Duration(seconds) => Json::String(format!("PT{seconds}S")),
        };
        let said = std::mem::take(&mut *self.out);
        let mut fitting = false;
        for property in properties {
            let earlier = self.out.len();
            if !schema.is_complex(&property.of) {
                self.scalar(property, &value, about.span);
            }
            fitting |= self.out.len() == earlier;
        }
        // What is wrong is the same on each object.
        let (wrong, _) = std::mem::replace(&mut *self.out, said).into_parts();
        self.out.extend(wrong.into_iter().take(usize::from(!fitting)));
    }

    /// Says that a name means nothing.
    fn unheard(&mut self, span: Span, message: String, expected: &str) {
        self.out.push(
            Diagnostic::new(80, message)
                .at(span, expected)
                .help("`stdlib/README.md` lists the clauses of vocabulary entries"),
        );
    }
}
