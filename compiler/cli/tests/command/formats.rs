//! The faces of the same problems.

use crate::support::{FABRIKAM, Folder, GOOD};
use serde_json::Value;

const SOURCE: &str =
    "// Personal phones, ä.\napp protection “BYOD” for ios {\n    /* ö */ apps outlook\n\n/// Of nothing.\n";

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
    let json: Value =
        serde_json::from_str(&folder.mam(&["check", "nowhere", "--format", "json"]).ends(1).out).expect("JSON");
    assert!(json["failure"].as_str().is_some_and(|failure| failure.contains("`nowhere` cannot be read")), "{json}");
    let sarif: Value =
        serde_json::from_str(&folder.mam(&["check", "nowhere", "--format", "sarif"]).ends(1).out).expect("JSON");
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert!(folder.mam(&["check", "nowhere", "--format", "github"]).ends(1).out.starts_with("::error title=mam::"));
}

#[test]
fn a_failure_after_the_findings_is_in_the_same_document() {
    let warned = format!("{GOOD}\n/// Of nothing.\n");
    let folder = Folder::with(&[("p/a.mam", &warned), ("dir/x", "")]);
    let run = |format: &str| folder.mam(&["compile", "p", "--bundle", "dir", "--format", format]).ends(1).out;
    let json: Value = serde_json::from_str(&run("json")).expect("JSON");
    assert!(json["failure"].as_str().is_some_and(|failure| failure.contains("`dir` cannot be written")), "{json}");
    assert_eq!(json["summary"]["warnings"], 1);
    let sarif: Value = serde_json::from_str(&run("sarif")).expect("JSON");
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let told = invocation["toolExecutionNotifications"][0]["message"]["text"].as_str().expect("a message");
    assert!(told.contains("`dir` cannot be written"));
    assert!(sarif["runs"][0]["results"].as_array().is_some_and(|results| !results.is_empty()));
    let github = run("github");
    assert!(github.contains("::warning ") && github.contains("::error title=mam::"), "{github}");
    folder.write("p/b.mam", FABRIKAM);
    let ran = folder.mam(&["compile", "p", "--bundle", "b.json", "--format", "json"]).ends(2);
    let json: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert!(json["failure"].as_str().is_some_and(|failure| failure.contains("a bundle holds one tenant")), "{json}");
    let ran = folder.mam(&["compile", "p", "--out", "out", "--format", "json"]).ends(0);
    assert!(serde_json::from_str::<Value>(&ran.out).expect("JSON").get("failure").is_none());
}
