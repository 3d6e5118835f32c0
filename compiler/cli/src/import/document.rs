//! The report of an import as one JSON document, for tools. Its shape is a promise: what is there stays, and more may come.

use super::Done;
use super::lints::Lint;
use super::tally::Tally;
use crate::failure::Failure;
use mam_core::import::FileReport;
use serde::Serialize;

/// The version of the document's shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    summary: Tally,
    /// The sources, by their paths below the folder.
    sources: Vec<&'a str>,
    /// What became of each file.
    files: &'a [FileReport],
    /// What `mam check` says of the sources, by block.
    lints: Vec<OfBlock<'a>>,
    /// Findings beyond those that are listed.
    omitted: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a str>,
}

#[derive(Serialize)]
struct OfBlock<'a> {
    block: &'a str,
    found: &'a [Lint],
}

/// The document of an import, with what kept the command from writing.
pub fn document(done: &Done, failure: Option<&Failure>) -> Vec<u8> {
    let lints = done.lints.by_block.iter().map(|(block, found)| OfBlock { block, found });
    let document = Document {
        version: VERSION,
        summary: done.tally,
        sources: done.imported.files.keys().map(String::as_str).collect(),
        files: &done.imported.report,
        lints: lints.collect(),
        omitted: done.lints.checked.omitted,
        failure: failure.map(|failure| failure.message.as_str()),
    };
    // Nothing in the document can fail to serialise: no maps with other keys than text, no own code.
    let mut bytes = serde_json::to_vec_pretty(&document).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
