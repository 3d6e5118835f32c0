//! Tenants and params: who a program is compiled for, and the values that differ between them.

use super::Known;
use super::apps::App;
use super::check_value::malformed_id;
use super::definitions::{DefinitionId, DefinitionKind, Definitions};
use super::forms;
use super::head::{self, Name};
use super::params::nothing;
use super::uses;
use crate::cursor::Cursor;
use crate::diagnostics::{Diagnostic, Findings};
use crate::project::Project;
use crate::syntax::{DeclarationKind, File, Item, Node, Span, TokenKind};
use crate::values;
use crate::vocabulary::{Spanned, Vocabulary};
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
    /// Its declaration.
    pub span: Span,
}

/// What collecting tenants needs to know.
pub(super) struct Collector<'a> {
    pub(super) project: &'a Project,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) definitions: &'a Definitions,
    pub(super) apps: &'a HashMap<usize, App>,
    /// The params, sorted by name: files may declare the same.
    pub(super) params: Vec<(&'a str, DefinitionId)>,
    pub(super) out: &'a mut Findings,
}

impl<'a> Collector<'a> {
    /// A collector for a program.
    pub(super) fn new(names: Known<'a>, out: &'a mut Findings) -> Self {
        let Known { project, vocabulary, definitions, apps, .. } = names;
        let declared = definitions.iter().filter(|(_, definition)| definition.kind == DefinitionKind::Param);
        let mut params: Vec<_> = declared.map(|(id, definition)| (&*definition.name.text, id)).collect();
        params.sort_unstable();
        Self { project, vocabulary, definitions, apps, params, out }
    }

    /// All tenants, in the order of the sources.
    pub(super) fn tenants(&mut self) -> Vec<Tenant> {
        let defaults = self.defaults();
        let mut tenants: Vec<Tenant> = Vec::new();
        let mut known: HashMap<String, Span> = HashMap::new();
        let mut ids = HashMap::new();
        for file in &self.project.files {
            for item in file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Tenant) {
                let Some(tenant) = self.tenant(file, item, &defaults) else { continue };
                // File names of some systems do not tell letter cases apart.
                let name = tenant.name.text.to_lowercase();
                if let Some(first) = known.get(&name) {
                    let diagnostic =
                        Diagnostic::new(45, format!("the tenant `{}` is declared twice", tenant.name.text));
                    let diagnostic = diagnostic.at(tenant.name.span, "here again").at(*first, "declared here first");
                    self.out.push(diagnostic.help("give one of them another name"));
                    continue;
                }
                known.insert(name, tenant.name.span);
                self.same_id(&tenant, &mut ids);
                tenants.push(tenant);
            }
        }
        if tenants.is_empty() {
            tenants.extend(self.default_tenant(&defaults));
        }
        tenants
    }

    /// Two tenants of one id are one directory, which would get the policies of both.
    fn same_id(&mut self, tenant: &Tenant, ids: &mut HashMap<Arc<str>, Name>) {
        let Some(id) = &tenant.id else { return };
        let Some(one) = ids.get(id) else {
            ids.insert(id.clone(), tenant.name.clone());
            return;
        };
        let other = &tenant.name;
        self.out.push(
            Diagnostic::new(76, format!("the tenants `{}` and `{}` have the same id", one.text, other.text))
                .at(other.span, "this one")
                .at(one.span, "and this one")
                .help("copy each tenant's own id from the Entra admin centre (Overview, Tenant ID)"),
        );
    }

    fn default_tenant(&mut self, defaults: &HashMap<usize, Spanned>) -> Option<Tenant> {
        let file = self.project.files.first()?;
        let name = Name { text: DEFAULT_TENANT.into(), span: Span { file: file.id, start: 0, end: 0 } };
        let span = name.span;
        let mut tenant = Tenant { name, id: None, values: defaults.clone(), span };
        for (id, name, span) in self.missing(&tenant) {
            tenant.values.insert(id, nothing(span));
            self.out.push(Diagnostic::new(72, format!("`{name}` has no value")).at(span, "neither a tenant nor a default gives it one").help(format!("no tenant is declared: add `tenant NAME {{ id \"…\" ; {name} = … }}`, or give the param a default")));
        }
        Some(self.link(tenant))
    }

    /// Params that a tenant leaves without a value: place, name, and where they are declared.
    fn missing(&self, tenant: &Tenant) -> Vec<(usize, Arc<str>, Span)> {
        let params = self.definitions.iter().filter(|(_, definition)| definition.kind == DefinitionKind::Param);
        params
            .filter(|(id, _)| !tenant.values.contains_key(&id.0))
            .map(|(id, definition)| (id.0, definition.name.text.clone(), definition.name.span))
            .collect()
    }

    pub(super) fn tenant(
        &mut self,
        file: &Arc<File>,
        item: &Item,
        defaults: &HashMap<usize, Spanned>,
    ) -> Option<Tenant> {
        const EXAMPLE: &str = "tenant contoso { id \"7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11\" }";
        let name = match head::name_head(file, item, EXAMPLE) {
            Ok(name) => name,
            Err(diagnostic) => {
                if !forms::is_unreadable(file, item) {
                    self.out.push(*diagnostic);
                }
                return None;
            }
        };
        let span = Span { file: file.id, start: item.base, end: item.base + item.declaration.length };
        let mut tenant = Tenant { name, id: None, values: defaults.clone(), span };
        let mut said = HashMap::new();
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
                    self.out.push(
                        Diagnostic::new(12, "a tenant holds no blocks")
                            .at(span, "a line `NAME = value` is expected")
                            .help("write `NAME = value`, one a line"),
                    );
                }
                Node::Comment(_) => {}
            }
        }
        if item.declaration.body.is_none() {
            // Said already.
            return Some(self.with_nothing(tenant));
        }
        if tenant.id.is_none() && !has_id {
            self.out.push(
                Diagnostic::new(70, format!("the tenant `{}` has no id", tenant.name.text))
                    .at(tenant.name.span, "no line of it says `id`")
                    .help(
                        "add a line `id \"…\"` with the tenant's id from the Entra admin centre (Overview, Tenant ID)",
                    ),
            );
        }
        for (_, param, span) in self.missing(&tenant) {
            self.out.push(
                Diagnostic::new(72, format!("`{param}` has no value for the tenant `{}`", tenant.name.text))
                    .at(tenant.name.span, "this tenant gives none")
                    .at(span, "the param is declared here")
                    .help(format!("add a line `{param} = …` to the tenant, or give the param a default")),
            );
        }
        let tenant = self.with_nothing(tenant);
        Some(self.link(tenant))
    }

    /// A tenant whose params all have some value, so that nothing more is said of those that have none.
    fn with_nothing(&self, mut tenant: Tenant) -> Tenant {
        for (id, _, span) in self.missing(&tenant) {
            tenant.values.insert(id, nothing(span));
        }
        tenant
    }

    /// The params of a name.
    fn params_named(&self, name: &str) -> Vec<DefinitionId> {
        let first = self.params.partition_point(|(known, _)| *known < name);
        let from = self.params.get(first..).unwrap_or_default();
        from.iter().take_while(|(known, _)| *known == name).map(|(_, id)| *id).collect()
    }

    /// `id "…"` or `NAME = value`.
    fn tenant_line(
        &mut self,
        file: &Arc<File>,
        item: &Item,
        mut cursor: Cursor<'_>,
        tenant: &mut Tenant,
        said: &mut HashMap<Arc<str>, (Span, String)>,
    ) {
        let whole = cursor.rest();
        let Some((name, span)) = cursor.word() else {
            self.out.push(
                Diagnostic::new(12, "a line of a tenant begins with a name")
                    .at(whole, "the name of a param is expected")
                    .help("write `NAME = value`, one a line"),
            );
            return;
        };
        if name == "id" && cursor.kind() != Some(TokenKind::Equals) {
            if self.once(name, span, cursor, whole, said) {
                self.id_line(cursor, tenant);
            }
            return;
        }
        let params = self.params_named(name);
        params.iter().for_each(|param| uses::mention(span, *param));
        if params.is_empty() && name == "id" {
            self.out.push(
                Diagnostic::new(12, "`id` takes no `=`")
                    .at(cursor.here(), "the id follows right behind the word")
                    .help("write `id \"…\"` with the tenant's id")
                    .repair("delete the `=`", Span { start: span.end, ..cursor.here() }, ""),
            );
            return;
        }
        if params.is_empty() {
            self.unknown_param(name, span);
            return;
        }
        if !cursor.eat("=") || cursor.at_end() {
            let diagnostic = Diagnostic::new(12, format!("`{name}` gets no value"))
                .at(cursor.here(), "`= value` is expected")
                .help("write `NAME = value`, as in `staff = group \"All staff\"`");
            let place = Span { end: cursor.here().start, ..cursor.here() };
            self.out.push(if cursor.at_end() { diagnostic } else { diagnostic.repair("add the `=`", place, "= ") });
            for id in params {
                tenant.values.entry(id.0).or_insert_with(|| nothing(span));
            }
            return;
        }
        if !self.once(name, span, cursor, whole, said) {
            return;
        }
        if cursor.has_broken_text() {
            // Reported by the parser already.
            params.iter().for_each(|id| drop(tenant.values.insert(id.0, nothing(span))));
            return;
        }
        for id in params {
            let Some(definition) = self.definitions.get(id) else { continue };
            let Some(param) = self.definitions.item(definition) else { continue };
            let Ok((_, of, _)) = head::param_head(&definition.file, param) else { continue };
            // What is wrong is reported, and need not be missing, too.
            let value = self.value(file, item, cursor, &of.text).unwrap_or_else(|| nothing(span));
            tenant.values.insert(id.0, value);
        }
    }

    /// Whether a line says something for the first time.
    fn once(
        &mut self,
        name: &str,
        span: Span,
        value: Cursor<'_>,
        whole: Span,
        said: &mut HashMap<Arc<str>, (Span, String)>,
    ) -> bool {
        let text = |mut cursor: Cursor<'_>| {
            let mut text = String::new();
            while let Some(token) = cursor.next() {
                text.push_str(cursor.raw(token));
                text.push(' ');
            }
            text
        };
        let Some((first, value_there)) = said.get(name) else {
            said.insert(name.into(), (span, text(value)));
            return true;
        };
        let same = *value_there == text(value);
        let diagnostic = Diagnostic::new(if same { 26 } else { 45 }, format!("`{name}` is said twice"))
            .at(span, "here again")
            .at(*first, "said here first")
            .help("delete one of them");
        self.out.push(if same { diagnostic.repair("delete the line", whole, "") } else { diagnostic });
        false
    }

    /// `id "…"`, behind the word.
    fn id_line(&mut self, mut cursor: Cursor<'_>, tenant: &mut Tenant) {
        match cursor.string() {
            Some((id, _)) if values::is_guid(&id) && cursor.at_end() => tenant.id = Some(id.to_lowercase().into()),
            Some((id, span)) if cursor.at_end() => self.out.push(malformed_id(&id, span)),
            Some(_) => self.out.push(
                Diagnostic::new(12, format!("`{}` does not belong here", cursor.peek_raw()))
                    .at(cursor.rest(), "the end of the line is expected")
                    .help("write `id \"…\"` with the tenant's id"),
            ),
            // Reported by the parser already.
            None if cursor.has_broken_text() => {}
            None => self.out.push(
                Diagnostic::new(70, "the id is missing")
                    .at(cursor.here(), "an id in quotation marks is expected")
                    .help("write `id \"…\"` with the tenant's id from the Entra admin centre (Overview, Tenant ID)"),
            ),
        }
    }
}

/// What there is to say about several tenants, each thing once; what does not hold of all of them says of which.
pub(super) fn together(tenants: &[Tenant], said: Vec<Vec<Diagnostic>>) -> Vec<Diagnostic> {
    if tenants.len() <= 1 {
        return said.into_iter().flatten().collect();
    }
    let mut places: HashMap<(u16, Vec<Span>, String), usize> = HashMap::new();
    let mut each: Vec<(Diagnostic, Vec<usize>)> = Vec::new();
    for (tenant, diagnostics) in said.into_iter().enumerate() {
        for diagnostic in diagnostics {
            let spans = diagnostic.labels.iter().map(|label| label.span).collect();
            let place = *places.entry((diagnostic.code.0, spans, diagnostic.message.clone())).or_insert(each.len());
            match each.get_mut(place) {
                Some((_, of)) if of.last() != Some(&tenant) => of.push(tenant),
                Some(_) => {}
                None => each.push((diagnostic, vec![tenant])),
            }
        }
    }
    let named = |(mut diagnostic, of): (Diagnostic, Vec<usize>)| {
        // A place inside the tenant names it already.
        let inside = |tenant: &Tenant| {
            diagnostic.span().is_some_and(|span| {
                tenant.name.span.file == span.file && tenant.span.start <= span.start && span.end <= tenant.span.end
            })
        };
        let names: Vec<_> = of
            .iter()
            .filter_map(|tenant| tenants.get(*tenant))
            .filter(|tenant| !inside(tenant))
            .map(|tenant| format!("`{}`", tenant.name.text))
            .collect();
        if of.len() < tenants.len() && !names.is_empty() {
            let more = names.len().saturating_sub(3);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            diagnostic
                .message
                .push_str(&format!(" (tenant {}{more})", names.into_iter().take(3).collect::<Vec<_>>().join(", ")));
        }
        diagnostic
    };
    each.into_iter().map(named).collect()
}
