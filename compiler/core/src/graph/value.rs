//! The values that a sentence writes: names looked up, the tenant's values of params in their place, through the templates of the
//! vocabulary.

use super::layer::Context;
use super::lowered::{Lowered, Reference};
use super::shape::Ready;
use super::template::fill;
use crate::diagnostics::Diagnostic;
use crate::semantics::{DefinitionId, DefinitionKind, find_word};
use crate::values;
use crate::vocabulary::model::{SentenceEntry, Type, Write, WriteValue};
use crate::vocabulary::{Spanned, Value};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::sync::Arc;

impl Context<'_> {
    /// A value with the tenant's values of params in it.
    pub(super) fn resolved<'v>(&self, value: &'v Spanned) -> Cow<'v, Spanned> {
        match &value.value {
            Value::Declared(place) => match self.tenant.values.get(place) {
                Some(said) => Cow::Owned(said.clone()),
                None => Cow::Borrowed(value),
            },
            Value::List(items)
                if items.iter().any(
                    |item| matches!(&item.value, Value::Declared(place) if self.tenant.values.contains_key(place)),
                ) =>
            {
                let mut resolved = Vec::with_capacity(items.len());
                for item in items.iter().map(|item| self.resolved(item).into_owned()) {
                    match item.value {
                        Value::List(items) => resolved.extend(items.iter().cloned()),
                        _ => resolved.push(item),
                    }
                }
                // A param that stands for a whole app group is no list.
                Cow::Owned(match resolved.as_slice() {
                    [Spanned { value: Value::Word(words, place), .. }] if &*words.name == "app_group" => {
                        Spanned { value: Value::Word(words.clone(), *place), span: value.span }
                    }
                    _ => Spanned { value: Value::List(resolved.into()), span: value.span },
                })
            }
            _ => Cow::Borrowed(value),
        }
    }

    /// The value that a `graph` clause writes, if it does.
    pub(super) fn write(
        &self,
        entry: &SentenceEntry,
        write: &Write,
        ready: &Ready,
        values: &[Cow<'_, Spanned>],
        out: &mut Vec<Diagnostic>,
    ) -> Option<Arc<Lowered>> {
        if self.platform.is_some_and(|platform| !write.platforms.contains(platform)) {
            return None;
        }
        if let Some((hole, words)) = &write.when {
            let Value::Word(list, place) = &values.get(*hole)?.value else { return None };
            let said = list.items.get(*place)?;
            if !words.iter().any(|word| *word == said.words || said.aliases.contains(word)) {
                return None;
            }
        }
        match ready {
            Ready::Constant(value) => return Some(value.clone()),
            Ready::Words(hole, words) => {
                // A word of a param may come from another list than the hole's.
                let types = entry.holes.get(*hole).map(|hole| hole.types.as_slice());
                if let (Value::Word(said, place), Some([(_, Type::Words(list))])) = (&values.get(*hole)?.value, types)
                    && Arc::ptr_eq(said, list)
                {
                    return words.get(*place).cloned();
                }
            }
            Ready::No => {}
        }
        self.computed(entry, write, values, out).map(Arc::new)
    }

    fn computed(
        &self,
        entry: &SentenceEntry,
        write: &Write,
        values: &[Cow<'_, Spanned>],
        out: &mut Vec<Diagnostic>,
    ) -> Option<Lowered> {
        match &write.value {
            WriteValue::Constant(value) => Some(Lowered::Json(value.clone())),
            WriteValue::Pattern(parts) => {
                let text = super::pattern::text(parts, values);
                Some(if write.adds { Lowered::List(vec![text]) } else { text })
            }
            WriteValue::Hole(hole) => {
                let of = entry.holes.get(*hole)?.on(self.platform)?;
                self.hole(of, write, values.get(*hole)?, out)
            }
            WriteValue::Unit(hole) | WriteValue::Count(hole) => {
                let value = values.get(*hole)?;
                let Value::Duration(seconds) = value.value else { return None };
                if seconds % 3_600 != 0 && matches!(write.value, WriteValue::Unit(_)) {
                    let help = format!(
                        "write whole hours or days, like `{}`",
                        values::spell_duration((seconds / 3_600).max(1) * 3_600)
                    );
                    out.push(
                        Diagnostic::new(62, "this takes whole hours or days")
                            .at(value.span, "no whole number of hours")
                            .help(help),
                    );
                }
                let days = seconds.is_multiple_of(86_400);
                Some(match (matches!(write.value, WriteValue::Unit(_)), days) {
                    (true, true) => Lowered::text("days"),
                    (true, false) => Lowered::text("hours"),
                    (false, true) => Lowered::Json((seconds / 86_400).into()),
                    (false, false) => Lowered::Json((seconds / 3_600).into()),
                })
            }
            WriteValue::Operator(_) => {
                Some(Lowered::text(if self.part.is_some_and(|part| part.all) { "AND" } else { "OR" }))
            }
        }
    }

    /// The value of a hole.
    fn hole(&self, of: &Type, write: &Write, value: &Spanned, out: &mut Vec<Diagnostic>) -> Option<Lowered> {
        let (items, of): (Vec<Spanned>, &Type) = match (&value.value, of) {
            (Value::Requirement(_), Type::Requirement(of)) => (
                self.part
                    .map(|part| part.controls.iter().map(|control| self.resolved(control).into_owned()).collect())
                    .unwrap_or_default(),
                of,
            ),
            (Value::List(items), Type::List(of)) => (items.to_vec(), of),
            (_, Type::List(of)) => (vec![value.clone()], of),
            _ => return self.checked(write.of.as_ref().unwrap_or(of), of, value, write, out),
        };
        let wanted = write.of.as_ref().unwrap_or(of);
        let lowered: Vec<Lowered> = items
            .iter()
            .filter(|item| write.of.as_ref().is_none_or(|of| self.is(of, item)))
            .filter_map(|item| self.checked(wanted, of, item, write, out))
            .collect();
        if let Some(separator) = write.joined.as_ref().filter(|_| !write.adds) {
            let texts: Vec<_> = lowered.iter().filter_map(|item| item.json().as_str().map(str::to_owned)).collect();
            return (!texts.is_empty()).then(|| Lowered::text(&texts.join(separator)));
        }
        let is_list =
            write.adds || matches!(value.value, Value::List(_)) || matches!(write.default, Some(Json::Array(_)));
        if is_list {
            // A list of no item of this kind is empty, and says so: an included one does not shine through.
            return Some(Lowered::distinct(lowered));
        }
        if lowered.len() > 1 {
            let labels = items.iter().filter(|item| self.is(wanted, item));
            let diagnostic = labels
                .fold(Diagnostic::new(36, "a policy can ask for one of these only"), |diagnostic, item| {
                    diagnostic.at(item.span, "this one")
                });
            out.push(diagnostic.help("ask for them in policies of their own"));
        }
        lowered.into_iter().next()
    }

    /// Whether a value is of a type, names looked up.
    fn is(&self, of: &Type, item: &Spanned) -> bool {
        match &item.value {
            Value::Declared(place) => {
                let kind = self.program.definitions.get(DefinitionId(*place)).map(|definition| definition.kind);
                match (kind, of) {
                    (Some(DefinitionKind::Object(block)), Type::Reference(kind)) => block.declares() == Some(*kind),
                    (Some(DefinitionKind::App), Type::Apps(_)) => true,
                    _ => false,
                }
            }
            value => of.accepts(value),
        }
    }

    /// One value, through the template if there is one. Params were of the right type, not necessarily in the range of this hole.
    pub(super) fn checked(
        &self,
        of: &Type,
        hole: &Type,
        item: &Spanned,
        write: &Write,
        out: &mut Vec<Diagnostic>,
    ) -> Option<Lowered> {
        let before = out.len();
        crate::semantics::check_value(item, hole, self.platform, out);
        if out.len() > before {
            return None;
        }
        if let Some(elsewhere) = self.block_elsewhere(item) {
            out.push(elsewhere);
            return None;
        }
        let lowered = self.one(of, item)?;
        let Some(template) = &write.template else { return Some(lowered) };
        let (first, second) = match &item.value {
            Value::Pair(first, second) => (first.to_string(), second.to_string()),
            _ => (String::new(), String::new()),
        };
        if let Json::String(text) = template {
            let item = lowered.json();
            let parts = [("{item}", item.as_str().unwrap_or_default()), ("{first}", &first), ("{second}", &second)];
            return Some(Lowered::text(
                &parts.iter().fold(text.clone(), |text, (name, part)| text.replace(name, part)),
            ));
        }
        Some(fill(template, &|name| match name {
            "item" => Some(lowered.clone()),
            "first" => Some(Lowered::text(&first)),
            "second" => Some(Lowered::text(&second)),
            _ => None,
        }))
    }

    fn one(&self, of: &Type, item: &Spanned) -> Option<Lowered> {
        Some(match &item.value {
            Value::Word(words, place) => {
                let said = words.items.get(*place)?;
                let list = match of {
                    Type::Words(list) | Type::Apps(list) => find_word(list, &said.words).unwrap_or(said),
                    _ => said,
                };
                Lowered::Json(list.value.clone())
            }
            Value::Integer(number) => Lowered::Json((*number).into()),
            Value::Duration(seconds) => Lowered::Duration(*seconds),
            Value::Version(text) | Value::Date(text) | Value::Text(text) | Value::Pair(text, _) => Lowered::text(text),
            Value::Reference(kind, name) => Lowered::Reference(Reference {
                kind: *kind,
                name: if kind.is_id(name) { name.to_lowercase().into() } else { name.clone() },
                is_id: kind.is_id(name),
                own: None,
            }),
            Value::Declared(place) => {
                let definition = self.program.definitions.get(DefinitionId(*place))?;
                match definition.kind {
                    DefinitionKind::App => Lowered::App(*place),
                    DefinitionKind::Object(_) => Lowered::Reference(self.block(DefinitionId(*place))?),
                    _ => return None,
                }
            }
            Value::Name(_) | Value::List(_) | Value::Requirement(_) => return None,
        })
    }
}
