//! The differences as one JSON document, for tools. Its shape is a promise: what is there stays, and more may come.

use super::Report;
use crate::failure::Failure;
use mam_core::diff::{Difference, Read};
use serde::Serialize;

/// The version of the document's shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    left: &'a str,
    right: &'a str,
    same: bool,
    comparisons: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    left: Side<'a>,
    right: Side<'a>,
    equal: usize,
    differences: &'a [Difference],
}

#[derive(Serialize)]
struct Side<'a> {
    tenant: Option<&'a str>,
    #[serde(flatten)]
    read: &'a Read,
}

/// The document.
pub fn document(report: &Report) -> Result<String, Failure> {
    let [left, right] = &report.sides;
    let entries = report.compared.iter().map(|compared| {
        let [one, other] = &compared.tenants;
        let comparison = &compared.comparison;
        Entry {
            left: Side { tenant: one.as_deref(), read: &comparison.left },
            right: Side { tenant: other.as_deref(), read: &comparison.right },
            equal: comparison.equal,
            differences: &comparison.differences,
        }
    });
    let document = Document { version: VERSION, left, right, same: report.is_same(), comparisons: entries.collect() };
    let text = serde_json::to_string_pretty(&document);
    text.map(|text| text + "\n").map_err(|error| Failure::new(format!("the differences cannot be written: {error}")))
}
