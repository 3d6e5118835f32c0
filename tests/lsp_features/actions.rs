//! Code actions: what promises to keep the meaning keeps it, on every sentence of the examples.

use mam_tests::{Files, Opened, examples, outcome, source};
use serde_json::{Value, json};

/// The actions at a range of bytes, with their edits.
fn actions(opened: &mut Opened, path: &str, start: usize, end: usize) -> Vec<Value> {
    let text = &opened.files[path];
    let position = |at: usize| {
        let before = &text[..at];
        json!({ "line": before.matches('\n').count(), "character": at - before.rfind('\n').map_or(0, |end| end + 1) })
    };
    let range = json!({ "start": position(start), "end": position(end) });
    let params = json!({ "range": range, "context": { "diagnostics": [] } });
    let found = opened.ask_of("textDocument/codeAction", path, params);
    found.as_array().cloned().unwrap_or_default()
}

/// The actions where a text stands, or where the part of it between `|` and `|` does.
fn at(opened: &mut Opened, needle: &str) -> Vec<Value> {
    let parts: Vec<&str> = needle.split('|').collect();
    let whole = parts.concat();
    let start = opened.files["main.mam"].find(&whole).unwrap_or_else(|| panic!("`{whole}` is there")) + parts[0].len();
    let end = start + if parts.len() > 2 { parts[1].len() } else { 0 };
    actions(opened, "main.mam", start, end)
}

fn titled<'a>(actions: &'a [Value], title: &str) -> Option<&'a Value> {
    actions.iter().find(|action| action["title"].as_str().is_some_and(|known| known.starts_with(title)))
}

/// The files after an action.
#[track_caller]
fn done(opened: &mut Opened, needle: &str, title: &str) -> Files {
    let found = at(opened, needle);
    let titles: Vec<_> = found.iter().map(|action| &action["title"]).collect();
    let action = titled(&found, title).unwrap_or_else(|| panic!("no `{title}` among {titles:?}"));
    opened.edited(&action["edit"])
}

#[test]
fn what_promises_to_keep_the_meaning_keeps_it() {
    let keep = ["Extract a baseline", "Make it a param", "Organise"];
    let mut counts = [0; 3];
    for (name, files) in examples() {
        let before = outcome(&files);
        let mut opened = Opened::new(&files);
        for (path, text) in &files {
            // Every line that is indented, from its first word to its end: sentences among others.
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                let indent = line.len() - line.trim_start().len();
                let (first, end) = (start + indent, start + line.trim_end().len());
                start += line.len();
                if indent == 0 || first >= end {
                    continue;
                }
                let mut found = actions(&mut opened, path, first, end);
                for (at, _) in text[first..end].match_indices(['"', '1', '2', '3', '9']).take(2) {
                    found.extend(actions(&mut opened, path, first + at, first + at));
                }
                for action in found {
                    let title = action["title"].as_str().expect("a title");
                    let Some(kind) = keep.iter().position(|known| title.starts_with(known)) else { continue };
                    counts[kind] += 1;
                    let edited = opened.edited(&action["edit"]);
                    assert_ne!(edited, files, "{name}: {title}");
                    assert_eq!(outcome(&edited), before, "{name}: {title}: {line}");
                }
            }
        }
    }
    assert!(counts[0] > 50 && counts[1] > 20, "{counts:?}");
}

const POLICY: &str = r#"use std.levels (enhanced, basic)
use std.apps (teams)
use std.apps (outlook)

app protection "P" for android, ios {
    apps outlook
    assign to group "All staff"
    require threat level low else block
    /// Asked for by the works council.
    block screen capture on android
    require pin length 8
    include basic
}
"#;

#[test]
fn a_baseline_is_made_of_what_is_selected() {
    let mut opened = Opened::one(POLICY);
    let edited = done(
        &mut opened,
        "|threat level low else block\n    /// Asked for by the works council.\n    block| screen",
        "Extract",
    );
    let text = &edited["main.mam"];
    assert!(
        text.contains("baseline shared for android, ios {\n    require threat level low else block\n    /// Asked for by the works council.\n    block screen capture on android\n}\n\napp protection"),
        "{text}"
    );
    assert!(text.contains("All staff\"\n    include shared\n    require pin length 8\n"), "{text}");
    // Nothing is selected, or not in a block.
    assert!(titled(&at(&mut opened, "assign |to"), "Extract").is_none());
    assert!(titled(&at(&mut opened, "|use| std.apps"), "Extract").is_none());
}

#[test]
fn a_value_becomes_a_param() {
    let mut opened = Opened::one(POLICY);
    let text = &done(&mut opened, "group \"All| staff", "Make it a param")["main.mam"];
    assert!(text.contains("param all_staff: group = group \"All staff\"\n\napp protection"), "{text}");
    assert!(text.contains("    assign to all_staff\n"), "{text}");
    let text = &done(&mut opened, "length |8", "Make it a param")["main.mam"];
    assert!(text.contains(": integer = 8\n"), "{text}");
    assert!(titled(&at(&mut opened, "apps out|look"), "Make it a param").is_none());
}

#[test]
fn a_sentence_is_narrowed_to_a_platform() {
    let mut opened = Opened::one(POLICY);
    let text = &done(&mut opened, "require pin le|ngth", "Narrow to iOS")["main.mam"];
    assert!(text.contains("    require pin length 8 on ios\n"), "{text}");
    assert!(titled(&at(&mut opened, "block scr|een"), "Narrow").is_none());
}

#[test]
fn what_a_file_uses_is_put_in_order() {
    let mut opened = Opened::one(POLICY);
    let found = at(&mut opened, "|app protection");
    assert_eq!(titled(&found, "Organise").expect("it is offered")["kind"], "source.organizeImports");
    let text = &done(&mut opened, "|app protection", "Organise")["main.mam"];
    // Whoever is not named any more goes.
    assert!(text.starts_with("use std.apps (outlook)\nuse std.levels (basic)\n\napp protection"), "{text}");
    opened.write("main.mam", &text.clone());
    assert!(titled(&at(&mut opened, "|app protection"), "Organise").is_none());
}

#[test]
fn a_level_takes_the_place_of_what_it_says() {
    // All that the first level says, written out.
    let levels = Opened::one("").editor.ask("mam/text", json!({ "uri": "mam:/std/levels.mam" }));
    let levels = levels.as_str().expect("a text").to_owned();
    let body = levels.split("baseline basic for android, ios {").nth(1).and_then(|rest| rest.split("\n}").next());
    let body = body
        .expect("the first level")
        .replace("    apps core microsoft\n", "    apps core microsoft\n    assign to all users\n");
    let text = format!("app protection \"P\" for android, ios {{{body}\n}}\n");
    let mut opened = Opened::new(&source(&text));
    let before = outcome(&opened.files);
    assert_eq!(before.1, Vec::<String>::new());
    let found = at(&mut opened, "|app protection");
    let action = titled(&found, "Include level 1 (basic) for what it already says").expect("it is offered");
    assert!(!action["title"].as_str().expect("a title").contains("take over"), "{action}");
    let edited = opened.edited(&action["edit"]);
    let text = &edited["main.mam"];
    assert!(text.starts_with("use std.levels (basic)\n") && text.contains("    include basic\n"), "{text}");
    assert!(!text.contains("require pin length 4"), "{text}");
    assert_eq!(outcome(&edited), before);
    // With less than the level, the rest of it comes in, and that is said.
    let less = text_without(&opened.files["main.mam"], "    override biometrics with pin after 12 hours\n");
    opened.write("main.mam", &less);
    let found = at(&mut opened, "|app protection");
    assert!(titled(&found, "Include level 1 (basic) for what it already says, and take over").is_some(), "{found:?}");
}

fn text_without(text: &str, line: &str) -> String {
    assert!(text.contains(line), "{text}");
    text.replace(line, "")
}

#[test]
fn what_is_missing_elsewhere_is_added() {
    let text = "use std.apps (outlook)\n\napp protection \"P\" for ios {\n    apps outlook\n    assign to all users\n    require threat level low else block\n}\n";
    let mut opened = Opened::one(text);
    let found = at(&mut opened, "require thr|eat");
    let edits: Vec<Files> = found
        .iter()
        .filter(|action| action["kind"] == "quickfix")
        .map(|action| opened.edited(&action["edit"]))
        .collect();
    assert!(edits.iter().any(|files| files["main.mam"].contains("\nconnector defender for ios")), "{found:?}");
}

#[test]
fn an_editor_that_asks_again_gets_the_edit_of_what_is_chosen() {
    let support = json!({
        "general": { "positionEncodings": ["utf-8"] },
        "textDocument": { "codeAction": { "resolveSupport": { "properties": ["edit"] } } },
    });
    let folder = mam_tests::Folder::new();
    let mut editor = mam_tests::Editor::open(&folder.path(""), support);
    let uri = mam_tests::url(&folder.path("main.mam"));
    editor.edit(&uri, POLICY);
    let range = json!({ "start": { "line": 7, "character": 4 }, "end": { "line": 7, "character": 20 } });
    let only = json!({ "diagnostics": [], "only": ["refactor"] });
    let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": only });
    let found = editor.ask("textDocument/codeAction", params).as_array().cloned().expect("a list");
    assert!(
        found.iter().all(|action| action["edit"].is_null()
            && action["kind"].as_str().is_some_and(|kind| kind.starts_with("refactor")))
    );
    let chosen = editor.ask("codeAction/resolve", titled(&found, "Extract").expect("it is offered").clone());
    assert!(chosen["edit"]["changes"][&uri].as_array().is_some_and(|edits| edits.len() == 2), "{chosen}");
}
