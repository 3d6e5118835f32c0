//! What mam finds wrong with the sources that an import gave: the same that `mam check` would. Must not know what it means.

use mam_core::diagnostics::{Code, Diagnostic, Severity};
use mam_core::manual::codes;
use mam_core::project::Project;
use mam_core::semantics::Checked;
use mam_core::syntax::{DeclarationKind, File, FileId, Item, TokenKind};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The sources, checked.
pub struct Lints {
    /// What was checked.
    pub project: Project,
    /// What was found.
    pub checked: Checked,
    /// How many policies, connectors and the like they declare.
    pub blocks: usize,
    /// What was found, by block.
    pub by_block: BTreeMap<String, Vec<Lint>>,
}

/// Findings of one kind in a block.
#[derive(Clone, Debug, Serialize)]
pub struct Lint {
    /// The code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What it means, in a few words.
    pub title: &'static str,
    /// How many of them there are.
    pub count: usize,
    /// What to do about it, where one is not enough to know: of an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// How often something is found in a block, and what helps against it.
type Counts<'a> = BTreeMap<(Severity, Code), (usize, Option<&'a str>)>;

/// Checks sources.
pub fn check(project: Project) -> Lints {
    let checked = project.check();
    let blocks = project.files.iter().flat_map(|file| &file.items).filter(|item| is_block(item)).count();
    let mut counts: BTreeMap<String, Counts<'_>> = BTreeMap::new();
    for diagnostic in &checked.diagnostics {
        let of = counts.entry(block_of(&project, diagnostic)).or_default();
        let (count, help) = of.entry((diagnostic.severity, diagnostic.code)).or_default();
        *count += 1;
        *help = help.or(diagnostic.help.as_deref()).filter(|_| diagnostic.severity == Severity::Error);
    }
    let lint = |((severity, code), (count, help)): (_, (usize, Option<&str>))| {
        let title = codes::describe(code).map_or("", |described| described.title);
        Lint { code, severity, title, count, help: help.map(str::to_owned) }
    };
    let by_block = counts.into_iter().map(|(block, counts)| (block, counts.into_iter().map(lint).collect())).collect();
    Lints { project, checked, blocks, by_block }
}

impl Lints {
    /// How many findings are as bad as this.
    pub fn count(&self, severity: Severity) -> usize {
        self.checked.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// A file by its id.
    pub fn file(&self, id: FileId) -> Option<&Arc<File>> {
        self.project.file(id)
    }
}

/// Whether a declaration becomes something in a tenant.
fn is_block(item: &Item) -> bool {
    use DeclarationKind as Kind;
    matches!(
        item.declaration.kind,
        Kind::AppProtection
            | Kind::AppConfiguration
            | Kind::Connector
            | Kind::ConditionalAccess
            | Kind::NamedLocation
            | Kind::Filter
            | Kind::ScopeTag
            | Kind::AuthenticationStrength
    )
}

/// The declaration that a finding is about, as the report of the import names it: `policies.mam: app protection "BYOD"`.
fn block_of(project: &Project, diagnostic: &Diagnostic) -> String {
    let Some(span) = diagnostic.span() else { return String::new() };
    let Some(file) = project.file(span.file) else { return String::new() };
    let behind = file.items.partition_point(|item| item.base <= span.start);
    match behind.checked_sub(1).and_then(|place| file.items.get(place)) {
        Some(item) => format!("{}: {}", file.path, title(file, item)),
        None => file.path.to_string(),
    }
}

/// The first words of a declaration and its title or name.
fn title(file: &File, item: &Item) -> String {
    let text = file.text_of(item);
    let mut words: Vec<String> = Vec::new();
    for token in item.declaration.row(item.declaration.head.row) {
        let word = token.range.of(text);
        match token.kind {
            TokenKind::Text => {
                let title: String = serde_json::from_str(word).unwrap_or_else(|_| word.to_owned());
                if is_block(item) {
                    // A name between them is for other sources.
                    words.truncate(2);
                }
                words.push(format!("\"{title}\""));
                break;
            }
            _ if item.declaration.kind == DeclarationKind::Connector && !words.is_empty() => {
                words.push(format!("\"{word}\""));
                break;
            }
            _ if word == "for" => break,
            _ => words.push(word.to_owned()),
        }
    }
    words.join(" ")
}
