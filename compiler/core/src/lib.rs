//! The mam language: from text to Microsoft Graph JSON. Pure: no files, no network, no clock.

pub mod cursor;
pub mod diagnostics;
pub mod diff;
pub mod graph;
pub mod import;
pub mod manual;
pub mod project;
pub mod semantics;
mod standard;
pub mod syntax;
pub mod values;
pub mod vocabulary;
