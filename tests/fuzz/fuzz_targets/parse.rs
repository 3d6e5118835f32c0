//! Any text parses; what is formatted parses to the same words and formats to itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mam_core::syntax::{FileId, format, parse};

fuzz_target!(|text: &str| {
    let file = parse(FileId(0), "fuzz.mam".into(), text.into());
    let once = format(&file);
    let again = format(&parse(FileId(0), "fuzz.mam".into(), once.as_str().into()));
    assert_eq!(once, again, "formatting is not idempotent");
});
