//! Diagnostics as one JSON document, for tools. Its shape is a promise: what is there stays, and more may come.

use super::places::{Places, Stretch};
use super::{Findings, Summary};
use mam_core::diagnostics::{Code, Diagnostic, Repair, Severity, Tag};
use mam_core::syntax::Span;
use serde::Serialize;

/// The version of the document's shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    diagnostics: Vec<Entry<'a>>,
    summary: Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a str>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: Code,
    severity: Severity,
    message: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    labels: Vec<Marked<'a>>,
    help: Option<&'a str>,
    repairs: Vec<Mending<'a>>,
    tag: Option<Tag>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    range: Stretch,
}

#[derive(Serialize)]
struct Marked<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct Mending<'a> {
    title: &'a str,
    edits: Vec<Marked<'a>>,
}

/// The document for some findings, and for what kept the command from its work.
pub fn document(findings: &Findings, places: &Places, summary: &Summary, failure: Option<&str>) -> Vec<u8> {
    let diagnostics = findings.diagnostics.iter().map(|diagnostic| entry(diagnostic, places)).collect();
    bytes(&Document { version: VERSION, diagnostics, summary: *summary, failure })
}

/// The document for a failure of the command itself.
pub fn failure(message: &str) -> String {
    let document =
        Document { version: VERSION, diagnostics: Vec::new(), summary: Summary::default(), failure: Some(message) };
    String::from_utf8_lossy(&bytes(&document)).into_owned()
}

fn bytes(document: &Document) -> Vec<u8> {
    // Nothing in the document can fail to serialise: no maps with other keys than text, no own code.
    let mut bytes = serde_json::to_vec_pretty(document).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn entry<'a>(diagnostic: &'a Diagnostic, places: &'a Places) -> Entry<'a> {
    let marked = |(span, text): (Span, &'a str)| place(span, places).map(|place| Marked { place, text });
    let mending = |repair: &'a Repair| Mending {
        title: &repair.title,
        edits: repair.edits.iter().map(|edit| (edit.span, edit.text.as_str())).filter_map(marked).collect(),
    };
    Entry {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        place: diagnostic.span().and_then(|span| place(span, places)),
        labels: diagnostic.labels.iter().map(|label| (label.span, label.text.as_str())).filter_map(marked).collect(),
        help: diagnostic.help.as_deref(),
        repairs: diagnostic.repairs.iter().map(mending).collect(),
        tag: diagnostic.tag,
    }
}

fn place<'a>(span: Span, places: &'a Places) -> Option<Place<'a>> {
    let source = places.source(span)?;
    Some(Place { file: &source.name, range: source.stretch(span) })
}
