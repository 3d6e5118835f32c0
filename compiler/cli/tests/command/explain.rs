//! `mam explain` and `mam completions`.

use crate::support::Folder;

#[test]
fn a_code_is_found_however_it_is_spelt() {
    let folder = Folder::with(&[]);
    let page = folder.mam(&["explain", "MAM020"]).ends(0).out;
    assert!(page.starts_with("MAM020 (error): an unknown sentence\n\n"), "{page}");
    for spelling in ["mam0020", "20", "mam20"] {
        assert_eq!(folder.mam(&["explain", spelling]).ends(0).out, page);
    }
    insta::assert_snapshot!(page);
}

#[test]
fn all_codes_have_a_line_and_a_page() {
    let folder = Folder::with(&[]);
    let list = folder.mam(&["explain"]).ends(0).out;
    assert!(list.lines().count() > 60, "{list}");
    let codes: serde_json::Value =
        serde_json::from_str(&folder.mam(&["explain", "--format", "json"]).ends(0).out).expect("JSON");
    for entry in codes["codes"].as_array().expect("a list") {
        let code = entry["code"].as_str().expect("a code");
        assert!(list.contains(code));
        assert!(entry["page"].as_str().is_some_and(|page| page.len() > 40), "{code}");
        assert!(entry["title"].as_str().is_some_and(|title| !title.is_empty()), "{code}");
    }
}

#[test]
fn a_pitfall_that_no_rule_reports_says_why() {
    let folder = Folder::with(&[]);
    let page = folder.mam(&["explain", "MAM120"]).ends(0).out;
    assert!(page.starts_with("MAM120 (left out): clear or secured\n\n"), "{page}");
    assert!(page.contains("the same sentence"), "{page}");
    assert!(folder.mam(&["explain"]).ends(0).out.contains("MAM120  left out clear or secured\n"));
    let codes: serde_json::Value =
        serde_json::from_str(&folder.mam(&["explain", "MAM120", "--format", "json"]).ends(0).out).expect("JSON");
    assert!(codes["codes"][0]["severity"].is_null(), "{codes}");
}

#[test]
fn an_unknown_code_gives_the_nearest() {
    let folder = Folder::with(&[]);
    let ran = folder.mam(&["explain", "MAM052"]).ends(2);
    assert!(ran.err.contains("the nearest is MAM051"), "{}", ran.err);
    assert!(folder.mam(&["explain", "duration"]).ends(2).err.contains("MAM062"));
    assert!(folder.mam(&["explain", "?"]).ends(2).err.contains("`mam explain` alone lists all"));
}

#[test]
fn shells_complete() {
    let folder = Folder::with(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = folder.mam(&["completions", shell]).ends(0).out;
        assert!(script.contains("vocabulary"), "{shell}");
    }
    folder.mam(&["completions", "cmd"]).ends(2);
}

#[test]
fn the_version_is_printed() {
    let folder = Folder::with(&[]);
    assert_eq!(folder.mam(&["--version"]).ends(0).out, format!("mam {}\n", env!("CARGO_PKG_VERSION")));
}
