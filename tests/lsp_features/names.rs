//! Names: references, highlights, renaming, definitions, the call hierarchy.

use mam_core::vocabulary::STANDARD_FILES;
use mam_tests::{Files, Opened, check, examples, outcome, source, text_at};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Every name that the files of a project declare: its file, where it is declared, and the name.
fn declared(files: &Files) -> Vec<(String, usize, String)> {
    let checked = check(files);
    let paths: Vec<&String> = files.keys().collect();
    let definitions = checked.program.definitions.iter().map(|(_, definition)| &definition.name);
    let tenants = checked.program.tenants.iter().map(|tenant| &tenant.name);
    let own = definitions.chain(tenants).filter(|name| name.span.file.0 < STANDARD_FILES);
    own.map(|name| (paths[name.span.file.0 as usize].clone(), name.span.start as usize, name.text.to_string()))
        .collect()
}

#[test]
fn whatever_is_renamed_the_project_compiles_to_the_same() {
    let mut renamed = 0;
    for (example, files) in examples() {
        let before = outcome(&files);
        let mut opened = Opened::new(&files);
        for (path, start, name) in declared(&files) {
            let answer = opened.ask_offset("textDocument/prepareRename", &path, start + 1, json!({}));
            assert_eq!(answer["result"]["placeholder"], name, "{example}: {answer}");
            let new = json!({ "newName": "new_name" });
            let answer = opened.ask_offset("textDocument/rename", &path, start, new);
            let edited = opened.edited(&answer["result"]);
            assert_eq!(outcome(&edited), before, "{example}: {name}");
            let whole_word = |text: &str, word: &str| {
                let parts = text.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '-'));
                parts.filter(|part| *part == word).count()
            };
            let said = |files: &Files, word: &str| files.values().map(|text| whole_word(text, word)).sum::<usize>();
            assert!(said(&edited, "new_name") > 0, "{example}: {name}");
            // And every place that was renamed is one that says it.
            let answer = opened.ask_offset(
                "textDocument/references",
                &path,
                start,
                json!({ "context": { "includeDeclaration": true } }),
            );
            let references = answer["result"].as_array().cloned().unwrap_or_default();
            for reference in &references {
                let file = opened.path_of(reference["uri"].as_str().expect("a text")).expect("a file of the project");
                assert_eq!(text_at(&opened.files[file], &reference["range"]), name, "{example}");
            }
            if !references.is_empty() {
                assert_eq!(references.len(), said(&edited, "new_name"), "{example}: {name}");
            }
            renamed += 1;
        }
    }
    assert!(renamed > 30, "{renamed}");
}

const NAMES: &str = r#"use std.apps (outlook)
use std.levels (basic)

param staff: group = group "All"
let shortest = 7

baseline shared {
    include basic
    require os version 17.0 else warn
}

app protection "P" for ios {
    apps outlook
    include shared
    require pin length shortest
    assign to staff
}

test "a member" {
    given ios, member of staff
    opening outlook
    expect access
}
"#;

fn refused(opened: &mut Opened, needle: &str, new: &str) -> String {
    let at = needle.replacen('|', "", 1);
    let offset = opened.files["main.mam"].find(&at).expect("it is there") + needle.find('|').expect("a place");
    let answer = opened.ask_offset("textDocument/rename", "main.mam", offset, json!({ "newName": new }));
    answer["error"]["message"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

#[test]
fn a_name_that_cannot_be_given_is_refused_and_it_is_said_why() {
    let mut opened = Opened::one(NAMES);
    let mut why = |needle: &str, new: &str| refused(&mut opened, needle, new);
    assert!(why("assign to st|aff", "shortest").contains("declared twice"));
    assert!(why("apps out|look", "mail").contains("comes with mam"));
    assert!(why("include bas|ic", "lowest").contains("comes with mam"));
    assert!(why("require p|in", "code").contains("a word of the language"));
    assert!(why("use std.ap|ps", "programs").contains("rename the file"));
    assert!(why("\"P|\" for", "Q").contains("quotation marks"));
    assert!(why("let sh|ortest", "two words").contains("is no name"));
    assert!(why("let sh|ortest", "7th").contains("is no name"));
    // A word that sentences take literally.
    assert!(why("let sh|ortest", "medium").contains("a word of the language"));
    // Nothing that the buffers hold is changed by a refusal.
    let other = opened.ask_at("textDocument/rename", "main.mam", "let sh|ortest", json!({ "newName": "least" }));
    assert_eq!(opened.edited(&other)["main.mam"], NAMES.replace("shortest", "least"));
}

#[test]
fn references_and_highlights_are_the_places_that_mean_the_name() {
    let mut opened = Opened::one(NAMES);
    let mut lines = |needle: &str, declaration: bool| -> Vec<u64> {
        let context = json!({ "context": { "includeDeclaration": declaration } });
        let found = opened.ask_at("textDocument/references", "main.mam", needle, context);
        let found = found.as_array().cloned().unwrap_or_default();
        found.iter().map(|one| one["range"]["start"]["line"].as_u64().expect("a number")).collect()
    };
    assert_eq!(lines("param st|aff", true), [3, 15, 19]);
    assert_eq!(lines("assign to sta|ff", false), [15, 19]);
    assert_eq!(lines("include sha|red", true), [6, 13]);
    assert_eq!(lines("apps out|look", false), [0, 12, 20]);
    // A word of a sentence is no name.
    assert_eq!(lines("require p|in", true), Vec::<u64>::new());
    let found = opened.ask_at("textDocument/documentHighlight", "main.mam", "length sho|rtest", json!({}));
    let kinds: Vec<_> = found.as_array().expect("a list").iter().map(|one| one["kind"].as_u64()).collect();
    assert_eq!(kinds, [Some(3), Some(2)]);
}

#[test]
fn what_includes_what_can_be_followed_both_ways() {
    let mut opened = Opened::one(NAMES);
    let prepared = opened.ask_at("textDocument/prepareCallHierarchy", "main.mam", "include sha|red", json!({}));
    let shared = &prepared[0];
    assert_eq!(shared["name"], "shared");
    let incoming = opened.editor.ask("callHierarchy/incomingCalls", json!({ "item": shared }));
    assert_eq!((&incoming[0]["from"]["name"], incoming.as_array().expect("a list").len()), (&json!("P"), 1));
    assert_eq!(text_at(NAMES, &incoming[0]["fromRanges"][0]), "include shared");
    let outgoing = opened.editor.ask("callHierarchy/outgoingCalls", json!({ "item": shared }));
    let basic = &outgoing[0]["to"];
    assert_eq!((&basic["name"], &basic["uri"]), (&json!("basic"), &json!("mam:/std/levels.mam")));
    // Also from what comes with mam.
    let incoming = opened.editor.ask("callHierarchy/incomingCalls", json!({ "item": basic }));
    let names: BTreeSet<_> =
        incoming.as_array().expect("a list").iter().map(|call| call["from"]["name"].clone().to_string()).collect();
    assert!(names.contains("\"shared\""), "{names:?}");
}

#[test]
fn definitions_are_found_wherever_a_name_is_used() {
    let files = Files::from([
        ("lib/common.mam".to_owned(), "param staff: group\nbaseline shared {\n    block screen capture\n}\n".to_owned()),
        (
            "main.mam".to_owned(),
            "use std.apps (outlook)\nuse lib.common (shared, staff)\n\napp protection \"P\" for android {\n    apps outlook\n    include shared\n    assign to staff\n}\n".to_owned(),
        ),
        (
            "tenants.mam".to_owned(),
            "tenant contoso {\n    id \"7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11\"\n    staff = group \"All\"\n}\n".to_owned(),
        ),
    ]);
    let mut opened = Opened::new(&files);
    let mut leads = |path: &str, needle: &str| -> (String, Value) {
        let found = opened.ask_at("textDocument/definition", path, needle, json!({}));
        let uri = found["uri"].as_str().unwrap_or_default();
        (opened.path_of(uri).unwrap_or(uri).to_owned(), found["range"]["start"]["line"].clone())
    };
    assert_eq!(leads("main.mam", "use lib.com|mon"), ("lib/common.mam".into(), json!(0)));
    assert_eq!(leads("main.mam", "(sha|red"), ("lib/common.mam".into(), json!(1)));
    assert_eq!(leads("main.mam", "include sha|red"), ("lib/common.mam".into(), json!(1)));
    // A tenant names params that its file does not take.
    assert_eq!(leads("tenants.mam", "sta|ff ="), ("lib/common.mam".into(), json!(0)));
    assert_eq!(leads("main.mam", "use std.ap|ps").0, "mam:/std/apps.mam");
    // A sentence leads to its entry in the vocabulary.
    assert!(leads("lib/common.mam", "block scr|een").0.starts_with("mam:/std/"));
    // A param is renamed in all three.
    let edit = opened.ask_at("textDocument/rename", "tenants.mam", "sta|ff =", json!({ "newName": "people" }));
    let edited = opened.edited(&edit);
    assert!(edited.values().all(|text| text.contains("people") && !text.contains("staff")), "{edited:?}");
    // A file that gets another name is followed by what uses it.
    let moved =
        json!({ "files": [{ "oldUri": opened.uri("lib/common.mam"), "newUri": opened.uri("lib/shared.mam") }] });
    let edit = opened.editor.ask("workspace/willRenameFiles", moved);
    assert!(opened.edited(&edit)["main.mam"].contains("use lib.shared (shared, staff)"));
    let moved = json!({ "files": [{ "oldUri": opened.uri("lib"), "newUri": opened.uri("parts") }] });
    let edit = opened.editor.ask("workspace/willRenameFiles", moved);
    assert!(opened.edited(&edit)["main.mam"].contains("use parts.common (shared, staff)"));
}

#[test]
fn a_name_in_a_project_with_errors_is_renamed_all_the_same() {
    let text = NAMES.replace("require os version 17.0 else warn", "requir os version shortest");
    let mut opened = Opened::new(&source(&text));
    let edit = opened.ask_at("textDocument/rename", "main.mam", "let sh|ortest", json!({ "newName": "least" }));
    assert_eq!(opened.edited(&edit)["main.mam"], text.replace("shortest", "least"));
}
