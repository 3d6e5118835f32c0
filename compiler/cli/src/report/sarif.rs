//! Diagnostics as SARIF 2.1.0, for code scanning.

use super::Findings;
use super::places::{Places, Position};
use mam_core::diagnostics::{Code, Diagnostic, Label, Repair, Severity};
use mam_core::manual::codes::describe;
use mam_core::syntax::{FileId, Span};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The document for some findings, and for what kept the command from its work.
pub fn document(findings: &Findings, places: &Places, failure: Option<&str>) -> Vec<u8> {
    let rules = rules(findings.diagnostics);
    let results = findings.diagnostics.iter().map(|diagnostic| result(diagnostic, places, &rules)).collect::<Vec<_>>();
    let described = rules.keys().map(|code| rule(*code)).collect::<Vec<_>>();
    bytes(&run(&described, &results, &invocation(failure)))
}

/// The document for a failure of the command itself.
pub fn failure(message: &str) -> String {
    String::from_utf8_lossy(&bytes(&run(&[], &[], &invocation(Some(message))))).into_owned()
}

/// How the command went.
fn invocation(failure: Option<&str>) -> Value {
    let Some(message) = failure else { return json!({ "executionSuccessful": true }) };
    let notification = json!({ "level": "error", "message": { "text": message } });
    json!({ "executionSuccessful": false, "toolExecutionNotifications": [notification] })
}

fn bytes(document: &Value) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(document).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn run(rules: &[Value], results: &[Value], invocation: &Value) -> Value {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "mam",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "results": results,
        }],
    })
}

/// The codes that occur, each with its place in the list of rules.
fn rules(diagnostics: &[Diagnostic]) -> BTreeMap<Code, usize> {
    let mut rules: BTreeMap<Code, usize> = diagnostics.iter().map(|diagnostic| (diagnostic.code, 0)).collect();
    for (index, place) in rules.values_mut().enumerate() {
        *place = index;
    }
    rules
}

fn rule(code: Code) -> Value {
    let Some(described) = describe(code) else { return json!({ "id": code.to_string() }) };
    json!({
        "id": code.to_string(),
        "shortDescription": { "text": described.title },
        "fullDescription": { "text": described.title },
        "help": { "text": described.page, "markdown": described.page },
        "defaultConfiguration": { "level": described.severity.map_or("none", level) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

fn result(diagnostic: &Diagnostic, places: &Places, rules: &BTreeMap<Code, usize>) -> Value {
    let text = match &diagnostic.help {
        Some(help) => format!("{}\n{help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    // Code scanning refuses a result without a place: what is said of the whole project stands at its beginning.
    let beginning = Label { span: Span { file: FileId(0), start: 0, end: 0 }, text: String::new() };
    let mut result = json!({
        "ruleId": diagnostic.code.to_string(),
        "ruleIndex": rules.get(&diagnostic.code),
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "locations": location(diagnostic.labels.first().unwrap_or(&beginning), places, None).into_iter().collect::<Vec<_>>(),
    });
    let related = diagnostic.labels.iter().enumerate().skip(1);
    let related: Vec<_> = related.filter_map(|(id, label)| location(label, places, Some(id))).collect();
    let fixes: Vec<_> = diagnostic.repairs.iter().filter_map(|repair| fix(repair, places)).collect();
    if let Some(fields) = result.as_object_mut() {
        if !related.is_empty() {
            fields.insert("relatedLocations".into(), related.into());
        }
        if !fixes.is_empty() {
            fields.insert("fixes".into(), fixes.into());
        }
    }
    result
}

fn location(label: &Label, places: &Places, id: Option<usize>) -> Option<Value> {
    let (artifact, region) = region(label.span, places)?;
    let mut location = json!({ "physicalLocation": { "artifactLocation": artifact, "region": region } });
    let fields = location.as_object_mut()?;
    if let Some(id) = id {
        fields.insert("id".into(), id.into());
    }
    if !label.text.is_empty() {
        fields.insert("message".into(), json!({ "text": label.text }));
    }
    Some(location)
}

fn region(span: Span, places: &Places) -> Option<(Value, Value)> {
    let source = places.source(span)?;
    let stretch = source.stretch(span);
    let Position { line, column, .. } = stretch.start;
    let region = json!({ "startLine": line, "startColumn": column, "endLine": stretch.end.line, "endColumn": stretch.end.column });
    Some((json!({ "uri": uri(&source.name) }), region))
}

fn fix(repair: &Repair, places: &Places) -> Option<Value> {
    let mut changes: BTreeMap<String, (Value, Vec<Value>)> = BTreeMap::new();
    for edit in &repair.edits {
        let (artifact, region) = region(edit.span, places)?;
        let replacement = json!({ "deletedRegion": region, "insertedContent": { "text": edit.text } });
        changes.entry(artifact.to_string()).or_insert_with(|| (artifact, Vec::new())).1.push(replacement);
    }
    let changes: Vec<_> = changes
        .into_values()
        .map(|(artifact, replacements)| json!({ "artifactLocation": artifact, "replacements": replacements }))
        .collect();
    Some(json!({ "description": { "text": repair.title }, "artifactChanges": changes }))
}

/// A path as a URI reference: relative ones stay so.
fn uri(path: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    let escaped: String = path.bytes().map(escape).collect();
    if path.starts_with('/') { format!("file://{escaped}") } else { escaped }
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_become_uris() {
        assert_eq!(super::uri("a b/ä.mam"), "a%20b/%C3%A4.mam");
        assert_eq!(super::uri("/x.mam"), "file:///x.mam");
    }
}
