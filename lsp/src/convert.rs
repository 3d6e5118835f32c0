//! The core's diagnostics as the protocol has them. Must not know how they came about.

use crate::snapshot::Snapshot;
use mam_core::diagnostics::{self, Severity, Tag};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use tower_lsp::lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, NumberOrString,
    TextEdit, Url, WorkspaceEdit,
};

/// What a diagnostic remembers for the repairs that may be asked for.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Data {
    repairs: Vec<Repair>,
}

/// A repair: its title, and the changes of each file.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Repair {
    /// What it does, as a command.
    pub title: String,
    /// The changes, all or none.
    pub changes: HashMap<Url, Vec<TextEdit>>,
}

/// The diagnostics of a project by file; files without any are left out.
pub fn diagnostics(snapshot: &Snapshot) -> HashMap<Url, Vec<Diagnostic>> {
    let mut found: HashMap<Url, Vec<Diagnostic>> = HashMap::new();
    for diagnostic in &snapshot.checked.diagnostics {
        // What is wrong with a whole project is told with its first file.
        let file = match diagnostic.span() {
            Some(span) => snapshot.project.file(span.file),
            None => snapshot.project.files.first(),
        };
        let Some(url) = file.and_then(|file| snapshot.url(file)) else { continue };
        found.entry(url).or_default().push(convert(diagnostic, snapshot));
    }
    found
}

fn convert(diagnostic: &diagnostics::Diagnostic, snapshot: &Snapshot) -> Diagnostic {
    let mut labels = diagnostic.labels.iter();
    let first = labels.next();
    let related = labels.filter_map(|label| {
        let message = if label.text.is_empty() { "this belongs to it".into() } else { label.text.clone() };
        Some(DiagnosticRelatedInformation { location: snapshot.location(label.span)?, message })
    });
    let related: Vec<_> = related.collect();
    let repairs: Vec<_> = diagnostic.repairs.iter().filter_map(|repair| of_repair(repair, snapshot)).collect();
    Diagnostic {
        range: first.map(|label| snapshot.range(label.span)).unwrap_or_default(),
        severity: Some(match diagnostic.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Info => DiagnosticSeverity::INFORMATION,
            Severity::Hint => DiagnosticSeverity::HINT,
        }),
        code: Some(NumberOrString::String(diagnostic.code.to_string())),
        code_description: page(diagnostic.code).map(|href| CodeDescription { href }),
        source: Some("mam".into()),
        message: message(diagnostic, first.map(|label| label.text.as_str()).unwrap_or_default()),
        related_information: (!related.is_empty()).then_some(related),
        tags: diagnostic.tag.map(|tag| {
            vec![match tag {
                Tag::Unused => DiagnosticTag::UNNECESSARY,
                Tag::Deprecated => DiagnosticTag::DEPRECATED,
            }]
        }),
        data: (!repairs.is_empty()).then(|| serde_json::to_value(Data { repairs }).ok()).flatten(),
    }
}

/// What is wrong, what stands at the place, and how to mend it: an editor shows nothing else of it.
fn message(diagnostic: &diagnostics::Diagnostic, label: &str) -> String {
    let mut message = diagnostic.message.clone();
    if !label.is_empty() {
        message.push_str(": ");
        message.push_str(label);
    }
    if let Some(help) = &diagnostic.help {
        message.push('\n');
        message.push_str(help);
    }
    message
}

/// Where the editor finds the page of a code, with `mam/text`.
pub const PAGES: &str = "mam:/explain/";

fn page(code: diagnostics::Code) -> Option<Url> {
    Url::parse(&format!("{PAGES}{code}.md")).ok()
}

/// A repair as changes of files. One that changes what comes with mam is none.
fn of_repair(repair: &diagnostics::Repair, snapshot: &Snapshot) -> Option<Repair> {
    let mut changes: HashMap<Url, Vec<TextEdit>> = HashMap::new();
    for edit in &repair.edits {
        let location = snapshot.location(edit.span).filter(|location| location.uri.scheme() != "mam")?;
        changes.entry(location.uri).or_default().push(TextEdit::new(location.range, edit.text.clone()));
    }
    Some(Repair { title: repair.title.clone(), changes })
}

/// The repairs that a diagnostic remembers.
pub fn repairs(diagnostic: &Diagnostic) -> Vec<Repair> {
    let data = diagnostic.data.clone().and_then(|data| serde_json::from_value::<Data>(data).ok());
    data.map(|data| data.repairs).unwrap_or_default()
}

impl Repair {
    /// As an edit of the workspace.
    #[must_use]
    pub fn edit(&self) -> WorkspaceEdit {
        WorkspaceEdit { changes: Some(self.changes.clone()), ..WorkspaceEdit::default() }
    }
}
