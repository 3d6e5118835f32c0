//! Tenants and params: who a program is compiled for, and the values that differ between them.

use super::check_value::{self, malformed_id, param_type, param_types};
use super::definitions::{DefinitionKind, Definitions};
use super::head::{self, Name, nearest};
use super::program::Place;
use super::sentence::Reader;
use super::fill;
use crate::cursor::Cursor;
use crate::diagnostics::Diagnostic;
use crate::project::Project;
use crate::syntax::{DeclarationKind, File, Item, Node, Span};
use crate::values;
use crate::vocabulary::model::{BlockKind, Platforms, RefKind};
use crate::vocabulary::{Spanned, Value, Vocabulary};
use std::collections::HashMap;
use std::sync::Arc;

/// The name of the tenant of a program that declares none.
pub const DEFAULT_TENANT: &str = "default";

/// A tenant, with the values of all params.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its name.
    pub name: Name,
    /// Its id; none for the tenant of a program that declares none.
    pub id: Option<Arc<str>>,
    /// The values of params, by the place of their definition.
    pub values: HashMap<usize, Spanned>,
    /// Whether the program declares it.
    pub declared: bool,
}

/// What collecting tenants needs to know.
pub(super) struct Collector<'a> {
    pub(super) project: &'a Project,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) definitions: &'a Definitions,
    pub(super) out: &'a mut Vec<Diagnostic>,
}

impl Collector<'_> {
    /// All tenants, in the order of the sources.
    pub(super) fn tenants(&mut self) -> Vec<Tenant> {
        let defaults = self.defaults();
        let mut tenants: Vec<Tenant> = Vec::new();
        for file in &self.project.files {
            for item in file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Tenant) {
                let Some(tenant) = self.tenant(file, item, &defaults) else { continue };
                if let Some(first) = tenants.iter().find(|first| first.name.text.eq_ignore_ascii_case(&tenant.name.text)) {
                    self.out.push(Diagnostic::new(45, format!("the tenant `{}` is declared twice", tenant.name.text)).at(tenant.name.span, "here again").at(first.name.span, "declared here first").help("give one of them another name"));
                    continue;
                }
                tenants.push(tenant);
            }
        }
        if tenants.is_empty() {
            tenants.extend(self.default_tenant(&defaults));
        }
        tenants
    }

    /// The values that params have where no tenant says otherwise. Complains about types that do not exist.
    fn defaults(&mut self) -> HashMap<usize, Spanned> {
        let mut defaults = HashMap::new();
        for (id, definition) in self.definitions.iter().filter(|(_, definition)| definition.kind == DefinitionKind::Param) {
            let Some(item) = self.definitions.item(definition) else { continue };
            let Ok((_, of, default)) = head::param_head(&definition.file, item) else { continue };
            if param_type(self.vocabulary, &of.text).is_none() {
                let types = param_types(self.vocabulary);
                let mut diagnostic = Diagnostic::new(74, format!("there is no type `{}`", of.text)).at(of.span, "not a type").help("types are `group`, `filter`, `location`, `version`, `duration`, `integer`, `text`, `level`, `apps` and the word lists of the vocabulary");
                if let Some(near) = nearest(&of.text, types.iter().map(String::as_str)) {
                    diagnostic = diagnostic.repair(format!("replace `{}` by `{near}`", of.text), of.span, near);
                }
                self.out.push(diagnostic);
                continue;
            }
            if let Some(value) = default.and_then(|cursor| self.value(&definition.file, item, cursor, &of.text)) {
                defaults.insert(id.0, value);
            }
        }
        defaults
    }

    fn default_tenant(&mut self, defaults: &HashMap<usize, Spanned>) -> Option<Tenant> {
        let file = self.project.files.first()?;
        let name = Name { text: DEFAULT_TENANT.into(), span: Span { file: file.id, start: 0, end: 0 } };
        let tenant = Tenant { name, id: None, values: defaults.clone(), declared: false };
        let missing: Vec<_> = self.missing(&tenant).collect();
        for (name, span) in missing {
            self.out.push(Diagnostic::new(72, format!("`{name}` has no value")).at(span, "declared here").help(format!("no tenant is declared: add `tenant NAME {{ id \"…\" ; {name} = … }}`, or give the param a default")));
        }
        Some(tenant)
    }

    /// Params of the program's own files that a tenant leaves without a value.
    fn missing<'b>(&'b self, tenant: &'b Tenant) -> impl Iterator<Item = (Arc<str>, Span)> + 'b {
        let params = self.definitions.iter().filter(|(_, definition)| definition.kind == DefinitionKind::Param);
        params.filter(|(id, _)| !tenant.values.contains_key(&id.0)).map(|(_, definition)| (definition.name.text.clone(), definition.name.span))
    }

    fn tenant(&mut self, file: &Arc<File>, item: &Item, defaults: &HashMap<usize, Spanned>) -> Option<Tenant> {
        const EXAMPLE: &str = "tenant contoso { id \"7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11\" }";
        let name = match head::name_head(file, item, EXAMPLE) {
            Ok(name) => name,
            Err(diagnostic) => {
                self.out.push(*diagnostic);
                return None;
            }
        };
        let mut tenant = Tenant { name, id: None, values: defaults.clone(), declared: true };
        let mut said: HashMap<Arc<str>, Span> = HashMap::new();
        let mut has_id = false;
        let nodes = item.declaration.body.as_ref().map(|body| body.nodes.as_slice()).unwrap_or_default();
        for node in nodes {
            match node {
                Node::Sentence(sentence) => {
                    let cursor = Cursor::new(file, item, sentence.row);
                    has_id |= cursor.peek_word() == Some("id");
                    self.tenant_line(file, item, cursor, &mut tenant, &mut said);
                }
                Node::Block { head, .. } => {
                    let span = Cursor::new(file, item, head.row).rest();
                    self.out.push(Diagnostic::new(12, "a tenant holds no blocks").at(span, "not expected").help("write `NAME = value`, one a line"));
                }
                Node::Comment(_) => {}
            }
        }
        if tenant.id.is_none() && !has_id {
            self.out.push(Diagnostic::new(70, format!("the tenant `{}` has no id", tenant.name.text)).at(tenant.name.span, "declared here").help("add a line `id \"…\"` with the tenant's id from the Entra admin centre (Overview, Tenant ID)"));
        }
        let missing: Vec<_> = self.missing(&tenant).collect();
        for (param, span) in missing {
            let example = format!("`{param} = …`");
            self.out.push(
                Diagnostic::new(72, format!("`{param}` has no value for the tenant `{}`", tenant.name.text))
                    .at(tenant.name.span, "this tenant gives none")
                    .at(span, "the param is declared here")
                    .help(format!("add a line {example} to the tenant, or give the param a default")),
            );
        }
        Some(tenant)
    }

    /// `id "…"` or `NAME = value`.
    fn tenant_line(&mut self, file: &Arc<File>, item: &Item, mut cursor: Cursor<'_>, tenant: &mut Tenant, said: &mut HashMap<Arc<str>, Span>) {
        let whole = cursor.rest();
        let Some((name, span)) = cursor.word() else {
            self.out.push(Diagnostic::new(12, "a line of a tenant begins with a name").at(whole, "not understood").help("write `NAME = value`, one a line"));
            return;
        };
        if let Some(first) = said.insert(name.into(), span) {
            self.out.push(Diagnostic::new(45, format!("`{name}` is said twice")).at(span, "here again").at(first, "said here first").help("delete one of them"));
            return;
        }
        if name == "id" && cursor.kind() != Some(crate::syntax::TokenKind::Equals) {
            match cursor.string() {
                Some((id, _)) if values::is_guid(&id) && cursor.at_end() => tenant.id = Some(id.to_lowercase().into()),
                Some((id, span)) => self.out.push(malformed_id(&id, span)),
                None => self.out.push(Diagnostic::new(70, "the id is missing").at(cursor.here(), "a text is expected").help("write `id \"…\"` with the tenant's id")),
            }
            return;
        }
        if !cursor.eat("=") || cursor.at_end() {
            self.out.push(Diagnostic::new(12, format!("`{name}` gets no value")).at(cursor.here(), "`= value` is expected").help("write `NAME = value`, as in `staff = group \"All staff\"`"));
            return;
        }
        let params: Vec<_> = self.definitions.iter().filter(|(_, definition)| definition.kind == DefinitionKind::Param && *definition.name.text == *name).collect();
        if params.is_empty() {
            let known = self.definitions.iter().filter(|(_, definition)| definition.kind == DefinitionKind::Param).map(|(_, definition)| &*definition.name.text);
            let mut diagnostic = Diagnostic::new(71, format!("there is no param `{name}`")).at(span, "not declared").help(format!("declare it: `param {name}: group`"));
            if let Some(near) = nearest(name, known) {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?")).repair(format!("replace `{name}` by `{near}`"), span, near);
            }
            self.out.push(diagnostic);
            return;
        }
        for (id, definition) in params {
            let Some(param) = self.definitions.item(definition) else { continue };
            let Ok((_, of, _)) = head::param_head(&definition.file, param) else { continue };
            if let Some(value) = self.value(file, item, cursor, &of.text) {
                tenant.values.insert(id.0, value);
            } else {
                // Wrong, and reported: a missing value need not be reported, too.
                tenant.values.entry(id.0).or_insert(Spanned { value: Value::Text("".into()), span });
            }
        }
    }

    /// A value of a param's type.
    fn value(&mut self, file: &File, item: &Item, cursor: Cursor<'_>, of: &str) -> Option<Spanned> {
        let of_type = param_type(self.vocabulary, of)?;
        let mut reader = Reader { vocabulary: self.vocabulary, definitions: self.definitions, file, item, kind: BlockKind::ConditionalAccess, out: Vec::new() };
        let mut end = cursor;
        let read = of_type.read(&mut end, &reader).filter(|_| end.at_end());
        let filled = read.and_then(|value| fill::fill(&mut reader, value, &of_type, 0));
        if let Some(value) = &filled {
            let place = Place { platforms: Platforms::NONE, scope: None };
            check_value::check(value, &of_type, place.platforms, false, &mut reader.out);
            if let Value::Reference(kind, text) = &value.value {
                mixed_up_id(*kind, text, value.span, &mut reader.out);
            }
        }
        if filled.is_none() && reader.out.is_empty() {
            reader.out.push(Diagnostic::new(73, format!("this is no {of}")).at(cursor.rest(), format!("{} is expected", of_type.describe())).help(format!("the param's type is `{of}`")));
        }
        let fine = reader.out.is_empty();
        self.out.append(&mut reader.out);
        filled.filter(|_| fine)
    }
}

/// A name that is nearly an id: a digit too many or too few.
fn mixed_up_id(kind: RefKind, text: &str, span: Span, out: &mut Vec<Diagnostic>) {
    let hexadecimal = text.len() >= 30 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if hexadecimal && !values::is_guid(text) {
        let mut diagnostic = malformed_id(text, span);
        diagnostic.message = format!("\"{text}\" is neither an id nor likely the name of a {}", kind.word());
        out.push(diagnostic);
    }
}

