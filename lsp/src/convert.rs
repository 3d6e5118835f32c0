//! The core's diagnostics as the protocol has them. Must not know how they came about.

use crate::snapshot::{PAGES, Snapshot};
use mam_core::diagnostics::{self, Repair, Severity, Tag};
use mam_core::syntax::File;
use std::collections::HashMap;
use std::sync::Arc;
use tower_lsp::lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, NumberOrString,
    TextEdit, Url, WorkspaceEdit,
};

/// The diagnostics of a project by file; files without any are left out.
pub fn diagnostics(snapshot: &Snapshot) -> HashMap<Url, Vec<Diagnostic>> {
    let mut found: HashMap<Url, Vec<Diagnostic>> = HashMap::new();
    for diagnostic in &snapshot.checked.diagnostics {
        let Some(url) = file_of(diagnostic, snapshot).and_then(|file| snapshot.url(file)) else { continue };
        found.entry(url).or_default().push(convert(diagnostic, snapshot));
    }
    found
}

/// The diagnostics of a file.
pub fn diagnostics_of<'a>(
    file: &'a File,
    snapshot: &'a Snapshot,
) -> impl Iterator<Item = &'a diagnostics::Diagnostic> + 'a {
    let here = move |diagnostic: &&diagnostics::Diagnostic| {
        file_of(diagnostic, snapshot).is_some_and(|known| known.id == file.id)
    };
    snapshot.checked.diagnostics.iter().filter(here)
}

/// The file that a diagnostic is told with: what is wrong with a whole project with its first one.
fn file_of<'a>(diagnostic: &diagnostics::Diagnostic, snapshot: &'a Snapshot) -> Option<&'a Arc<File>> {
    match diagnostic.span() {
        Some(span) => snapshot.project.file(span.file),
        None => snapshot.project.files.first(),
    }
}

/// A diagnostic as the protocol has it.
pub fn convert(diagnostic: &diagnostics::Diagnostic, snapshot: &Snapshot) -> Diagnostic {
    let mut labels = diagnostic.labels.iter();
    let first = labels.next();
    let related = labels.filter_map(|label| {
        let message = if label.text.is_empty() { "this belongs to it".into() } else { label.text.clone() };
        Some(DiagnosticRelatedInformation { location: snapshot.location(label.span)?, message })
    });
    let related: Vec<_> = related.collect();
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
        data: None,
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

fn page(code: diagnostics::Code) -> Option<Url> {
    Url::parse(&format!("{PAGES}{code}.md")).ok()
}

/// A repair as an edit of the workspace. One that changes what comes with mam is none.
pub fn edit(repair: &Repair, snapshot: &Snapshot) -> Option<WorkspaceEdit> {
    let mut changes: HashMap<Url, Vec<TextEdit>> = HashMap::new();
    for edit in &repair.edits {
        let location = snapshot.location(edit.span).filter(|location| location.uri.scheme() != "mam")?;
        changes.entry(location.uri).or_default().push(TextEdit::new(location.range, edit.text.clone()));
    }
    Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}
