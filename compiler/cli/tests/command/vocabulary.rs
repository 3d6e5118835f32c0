//! `mam vocabulary`.

use crate::support::Folder;

#[test]
fn a_sentence_is_found_by_its_words() {
    let folder = Folder::with(&[]);
    let out = folder.mam(&["vocabulary", "require", "threat", "level"]).ends(0).out;
    assert!(out.starts_with("require threat level {level} else {action}\n"), "{out}");
    assert_eq!(folder.mam(&["vocabulary", "require threat level"]).ends(0).out, out);
    insta::assert_snapshot!(out);
}

#[test]
fn a_sentence_is_found_by_its_property_and_label() {
    let folder = Folder::with(&[]);
    for words in ["maximumAllowedDeviceThreatLevel", "Max allowed device threat level"] {
        assert!(folder.mam(&["vocabulary", words]).ends(0).out.contains("require threat level"), "{words}");
    }
}

#[test]
fn the_sentence_of_which_it_is_a_whole_word_comes_first() {
    let folder = Folder::with(&[]);
    let out = folder.mam(&["vocabulary", "mfa"]).ends(0).out;
    assert!(out.starts_with("grant requires {controls}\n"), "{out}");
}

#[test]
fn without_words_all_are_listed() {
    let folder = Folder::with(&[]);
    let list = folder.mam(&["vocabulary"]).ends(0).out;
    assert!(list.starts_with("app protection\n"), "{list}");
    assert!(list.lines().count() > 100);
    let json: serde_json::Value =
        serde_json::from_str(&folder.mam(&["vocabulary", "--format", "json"]).ends(0).out).expect("JSON");
    assert!(json["sentences"].as_array().is_some_and(|sentences| sentences.len() > 50));
}

#[test]
fn a_word_that_nothing_has_gives_the_nearest() {
    let folder = Folder::with(&[]);
    let ran = folder.mam(&["vocabulary", "thraet"]).ends(1);
    assert!(ran.err.contains("did you mean `threat`?"), "{}", ran.err);
}
