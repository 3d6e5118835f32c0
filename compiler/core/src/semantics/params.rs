//! Params: their types, their defaults, and the values that tenants give them.

use super::check_value::{self, param_type, param_types};
use super::definitions::{DefinitionId, DefinitionKind};
use super::head;
use super::nearest::nearest;
use super::sentence::Reader;
use super::tenants::{Collector, Tenant};
use super::{fill, literal};
use crate::cursor::Cursor;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::syntax::{File, Item, Span};
use crate::vocabulary::model::{BlockKind, Platforms, Type};
use crate::vocabulary::{Spanned, Value};
use std::collections::HashMap;

/// How many params may refer to one another.
const MAX_STEPS: usize = 32;

impl Collector<'_> {
    /// The values that params have where no tenant says otherwise. Complains about types that do not exist.
    pub(super) fn defaults(&mut self) -> HashMap<usize, Spanned> {
        let mut defaults = HashMap::new();
        for (id, definition) in
            self.definitions.iter().filter(|(_, definition)| definition.kind == DefinitionKind::Param)
        {
            let Some(item) = self.definitions.item(definition) else { continue };
            let Ok((_, of, default)) = head::param_head(&definition.file, item) else { continue };
            if param_type(self.vocabulary, &of.text).is_none() && self.out.is_full(Severity::Error) {
                self.out.omit(1);
                defaults.insert(id.0, nothing(of.span));
                continue;
            }
            if param_type(self.vocabulary, &of.text).is_none() {
                let types = param_types(self.vocabulary);
                let mut diagnostic = Diagnostic::new(74, format!("there is no type `{}`", of.text)).at(of.span, "not a type").help("the types are `group`, `filter`, `location`, `version`, `duration`, `integer`, `text`, `level`, `apps` and the word lists of the vocabulary");
                if let Some(near) = nearest(&of.text, types.iter().map(String::as_str)) {
                    diagnostic = diagnostic.repair(format!("replace `{}` by `{near}`", of.text), of.span, near);
                }
                self.out.push(diagnostic);
                defaults.insert(id.0, nothing(of.span));
                continue;
            }
            if let Some(cursor) = default {
                let value = self.value(&definition.file, item, cursor, &of.text);
                defaults.insert(id.0, value.unwrap_or_else(|| nothing(cursor.rest())));
            }
        }
        defaults
    }

    /// Replaces params that stand in the values of other params by their own values, for one tenant.
    pub(super) fn link(&mut self, mut tenant: Tenant) -> Tenant {
        if !tenant.values.values().any(|value| self.names_param(value)) {
            return tenant;
        }
        let mut linked = HashMap::with_capacity(tenant.values.len());
        let mut ids: Vec<_> = tenant.values.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            let Some(value) = tenant.values.get(&id).cloned() else { continue };
            let found = self.substitute(&tenant.values, &value, 0);
            if found.is_none() {
                // Said of the first param of the circle; the others have no value then.
                tenant.values.insert(id, nothing(value.span));
                let name = self.definitions.get(DefinitionId(id)).map(|definition| definition.name.text.clone());
                let name = name.unwrap_or_default();
                self.out.push(
                    Diagnostic::new(51, format!("the value of `{name}` goes round in a circle"))
                        .at(value.span, "never becomes a value")
                        .help("write the value itself in one of the params"),
                );
            }
            linked.insert(id, found.unwrap_or_else(|| nothing(value.span)));
        }
        tenant.values = linked;
        tenant
    }

    fn names_param(&self, value: &Spanned) -> bool {
        match &value.value {
            Value::Declared(id) => self.is_param(*id),
            Value::List(items) => items.iter().any(|item| self.names_param(item)),
            _ => false,
        }
    }

    fn is_param(&self, id: usize) -> bool {
        self.definitions.get(DefinitionId(id)).is_some_and(|definition| definition.kind == DefinitionKind::Param)
    }

    /// A value with those of params in it; None when it goes round in a circle.
    fn substitute(&self, values: &HashMap<usize, Spanned>, value: &Spanned, steps: usize) -> Option<Spanned> {
        match &value.value {
            Value::Declared(id) if self.is_param(*id) => {
                let Some(inner) = values.get(id) else { return Some(nothing(value.span)) };
                let inner = if steps < MAX_STEPS { self.substitute(values, inner, steps + 1)? } else { return None };
                Some(Spanned { span: value.span, ..inner })
            }
            Value::List(items) => {
                let mut filled = Vec::with_capacity(items.len());
                for item in items.iter() {
                    let item = self.substitute(values, item, steps)?;
                    match item.value {
                        Value::List(items) => filled.extend(items.iter().cloned()),
                        _ => filled.push(item),
                    }
                }
                Some(Spanned { value: Value::List(filled.into()), span: value.span })
            }
            _ => Some(value.clone()),
        }
    }

    pub(super) fn unknown_param(&mut self, name: &str, span: Span) {
        if self.definitions.is_broken_anywhere(name) {
            return;
        }
        if self.out.is_full(Severity::Error) {
            self.out.omit(1);
            return;
        }
        let known = self.params.iter().map(|(name, _)| *name);
        let diagnostic =
            Diagnostic::new(71, format!("there is no param `{name}`")).at(span, "not declared in any file");
        self.out.push(match nearest(name, known) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).repair(
                format!("replace `{name}` by `{near}`"),
                span,
                near,
            ),
            None => diagnostic.help(format!("declare it: `param {name}: group`")),
        });
    }

    /// A value of a param's type.
    pub(super) fn value(&mut self, file: &File, item: &Item, cursor: Cursor<'_>, of: &str) -> Option<Spanned> {
        let of_type = param_type(self.vocabulary, of)?;
        let mut reader = Reader {
            vocabulary: self.vocabulary,
            definitions: self.definitions,
            apps: self.apps,
            file,
            item,
            kind: BlockKind::ConditionalAccess,
            open: false,
            broken: false,
            unread: 0,
            enough: self.out.is_full(Severity::Error),
            out: Vec::new(),
        };
        let mut end = cursor;
        let read = of_type.read(&mut end, &reader).filter(|_| end.at_end());
        let understood = read.is_some();
        let filled = read.and_then(|value| fill::fill(&mut reader, value, &of_type, 0));
        if let Some(value) = &filled {
            check_value::check(value, &of_type, Platforms::NONE, false, &mut reader.out);
        }
        if !understood {
            reader.out.push(wrong_type(&of_type, of, cursor));
        }
        let fine = reader.out.is_empty();
        self.out.extend(reader.out);
        filled.filter(|_| fine)
    }
}

/// A value that is not of the type of its param.
fn wrong_type(of: &Type, name: &str, cursor: Cursor<'_>) -> Diagnostic {
    let help = format!("the type of the param is `{name}`");
    if let Some(mistake) = literal::mistake(of, cursor) {
        let mut diagnostic = mistake.diagnostic();
        if diagnostic.code == Code(21) {
            diagnostic.code = Code(73);
        }
        diagnostic.help.get_or_insert(help);
        return diagnostic;
    }
    let diagnostic =
        Diagnostic::new(73, if name == "apps" { "these are no apps".to_owned() } else { format!("this is no {name}") })
            .at(cursor.rest(), format!("{} is expected", of.describe()))
            .help(help);
    let mut words = Vec::new();
    of.words(&mut words);
    match nearest(cursor.peek_raw(), words.into_iter()) {
        Some(near) => diagnostic.repair(format!("write `{near}`"), cursor.rest(), near),
        None => diagnostic,
    }
}

/// Stands where a value is wrong or missing, which is reported, so that nothing more is said about it.
pub(super) fn nothing(span: Span) -> Spanned {
    Spanned { value: Value::Text("".into()), span }
}
