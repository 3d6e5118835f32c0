//! The faces of the same problems.

use crate::support::Folder;
use serde_json::Value;

const SOURCE: &str = "// Personal phones, ä.\napp protection “BYOD” for ios {\n    /* ö */ apps outlook\n\n/// Of nothing.\n";

fn print(format: &str) -> String {
    let folder = Folder::with(&[("sub/a b.mam", SOURCE)]);
    let ran = folder.mam(&["check", "sub", "--format", format]).ends(1);
    if format == "human" { ran.err } else { ran.out }
}

#[test]
fn for_people() {
    insta::assert_snapshot!(print("human"));
}

#[test]
fn json() {
    let document: Value = serde_json::from_str(&print("json")).expect("JSON");
    assert_eq!(document["version"], 1);
    for diagnostic in document["diagnostics"].as_array().expect("a list") {
        let start = &diagnostic["range"]["start"];
        let offset = usize::try_from(start["offset"].as_u64().expect("an offset")).expect("small");
        let before = &SOURCE[..offset];
        let line = before.rsplit('\n').next().unwrap_or_default();
        assert_eq!(start["line"], before.matches('\n').count() + 1);
        assert_eq!(start["column"], line.chars().count() + 1);
    }
    insta::assert_snapshot!(print("json"));
}

#[test]
fn sarif() {
    let document: Value = serde_json::from_str(&print("sarif")).expect("JSON");
    let run = &document["runs"][0];
    assert_eq!(document["version"], "2.1.0");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    for result in run["results"].as_array().expect("results") {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "sub/a%20b.mam");
    }
    // The pages have their own words, which may change.
    let mut document = document;
    for rule in document["runs"][0]["tool"]["driver"]["rules"].as_array_mut().expect("rules") {
        assert!(rule["help"]["markdown"].as_str().is_some_and(|page| page.len() > 40));
        rule["help"] = "…".into();
    }
    insta::assert_json_snapshot!(document);
}

#[test]
fn github() {
    insta::assert_snapshot!(print("github"));
}

#[test]
fn tools_are_told_of_failures_once() {
    let folder = Folder::with(&[]);
    let json: Value = serde_json::from_str(&folder.mam(&["check", "nowhere", "--format", "json"]).ends(1).out).expect("JSON");
    assert!(json["failure"].as_str().is_some_and(|failure| failure.contains("`nowhere` cannot be read")), "{json}");
    let sarif: Value = serde_json::from_str(&folder.mam(&["check", "nowhere", "--format", "sarif"]).ends(1).out).expect("JSON");
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert!(folder.mam(&["check", "nowhere", "--format", "github"]).ends(1).out.starts_with("::error title=mam::"));
}
