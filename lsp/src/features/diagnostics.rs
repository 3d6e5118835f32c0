//! Diagnostics for editors that ask for them.

use crate::convert;
use crate::server::Place;
use std::hash::{DefaultHasher, Hash, Hasher};
use tower_lsp::lsp_types::*;

/// The diagnostics of a file, or that they are those that the editor has.
pub fn of_file(place: &Place, params: &DocumentDiagnosticParams) -> DocumentDiagnosticReport {
    let found = convert::diagnostics_of(&place.file, &place.snapshot);
    let items: Vec<_> = found.map(|diagnostic| convert::convert(diagnostic, &place.snapshot)).collect();
    let id = id(&items);
    if params.previous_result_id.as_ref() == Some(&id) {
        return DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
        });
    }
    full(Some(id), items)
}

/// None at all.
pub fn nothing() -> DocumentDiagnosticReport {
    full(None, Vec::new())
}

fn full(result_id: Option<String>, items: Vec<Diagnostic>) -> DocumentDiagnosticReport {
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
    })
}

/// The same for the same diagnostics.
fn id(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(items).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
