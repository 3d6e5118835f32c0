//! What helps to read and write a sentence: signature help, inlay hints, lenses, links, hover, linked editing.

use mam_tests::{Opened, examples, source, text_at};
use serde_json::{Value, json};

const POLICY: &str = r#"//! See https://learn.microsoft.com/intune (and MAM105).
use std.apps (outlook)
use std.levels (enhanced)

param staff: group
param oldest: version = 17.0

baseline shared {
    require os version 16.0 else block
}

app protection "P" for ios {
    apps outlook
    assign to staff
    include enhanced
    include shared
    require pin length 8
    require os version oldest else block
}

tenant contoso {
    id "7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11"
    staff = group "All staff"
    oldest = 17.4
}

tenant fabrikam {
    id "7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a12"
    staff = group "Everyone"
}
"#;

#[test]
fn the_phrase_is_shown_with_the_hole_that_is_being_filled() {
    let mut opened = Opened::one(&POLICY.replace("require pin length 8", "require threat level low else "));
    let mut help = |needle: &str| opened.ask_at("textDocument/signatureHelp", "main.mam", needle, json!({}));
    let shown = help("level low else |");
    let first = &shown["signatures"][0];
    let label = first["label"].as_str().expect("a text");
    assert_eq!(label, "require threat level {level} else {action}");
    let hole = &first["parameters"][usize::try_from(shown["activeParameter"].as_u64().expect("one")).expect("it fits")];
    let bound = |place: usize| usize::try_from(hole["label"][place].as_u64().expect("a number")).expect("it fits");
    assert_eq!(&label[bound(0)..bound(1)], "{action}");
    let docs = hole["documentation"]["value"].as_str().expect("a text");
    assert!(docs.contains("- `wipe`") && docs.contains("Strictest first"), "{docs}");
    assert!(docs.contains("mobileThreatDefenseRemediationAction`, `\"block\"` when nothing is said"), "{docs}");
    // At the first hole, the one before it is not active.
    let shown = help("threat level |low");
    assert_eq!(shown["activeParameter"], 0);
    assert_eq!(help("app protec|tion"), Value::Null);
}

fn hints(opened: &mut Opened) -> Vec<(u64, String)> {
    let range = json!({ "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 999, "character": 0 } } });
    let found = opened.ask_of("textDocument/inlayHint", "main.mam", range);
    let found = found.as_array().cloned().unwrap_or_default();
    let one = |hint: &Value| {
        (hint["position"]["line"].as_u64().expect("a number"), hint["label"].as_str().expect("a text").to_owned())
    };
    found.iter().map(one).collect()
}

#[test]
fn hints_tell_what_tenants_give_and_what_is_replaced() {
    let mut opened = Opened::one(POLICY);
    let mut found = hints(&mut opened);
    found.sort();
    assert_eq!(
        found,
        [
            (13, "= contoso: group \"All staff\", fabrikam: group \"Everyone\"".to_owned()),
            (16, "instead of “require pin length 4” (basic)".to_owned()),
            (17, "= contoso: 17.4, fabrikam: 17.0".to_owned()),
            (17, "instead of “require os version 16.0 else block” (shared)".to_owned()),
        ]
        .map(|(line, label)| if label.chars().count() > 61 {
            (line, format!("{}…", label.chars().take(60).collect::<String>()))
        } else {
            (line, label)
        })
    );
    opened.editor.tell("workspace/didChangeConfiguration", json!({ "settings": { "mam": { "inlayHints": false } } }));
    assert_eq!(hints(&mut opened), []);
    let mut without = Opened::with(&source(POLICY), json!({ "inlayHints": false }));
    assert_eq!(hints(&mut without), []);
}

fn lenses(opened: &mut Opened, path: &str) -> Vec<(u64, String, Value)> {
    let found = opened.ask_of("textDocument/codeLens", path, json!({}));
    let one = |lens: &Value| {
        let title = lens["command"]["title"].as_str().expect("a title").to_owned();
        (lens["range"]["start"]["line"].as_u64().expect("a number"), title, lens["command"].clone())
    };
    found.as_array().expect("a list").iter().map(one).collect()
}

#[test]
fn lenses_tell_what_a_block_becomes_and_how_it_compares_with_a_level() {
    let mut opened = Opened::one(POLICY);
    let found = lenses(&mut opened, "main.mam");
    let titles: Vec<(u64, &str)> = found.iter().map(|(line, title, _)| (*line, title.as_str())).collect();
    assert_eq!(
        titles,
        [
            (11, "compiles to 2 objects for 2 tenants"),
            (11, "differs from level 2 (enhanced) in 2 places"),
            (7, "included by 1 block"),
        ]
    );
    let differences = found[1].2["arguments"][3].as_array().expect("a list");
    assert!(differences.iter().any(|one| one["sentence"] == "require pin length 4"), "{differences:?}");
    assert_eq!(differences[0]["location"]["uri"], "mam:/std/levels.mam");
    // A level alone is held.
    let alone = "use std.levels (high)\n\napp protection \"P\" for android, ios {\n    include high\n    assign to all users\n}\n";
    opened.write("main.mam", alone);
    let found = lenses(&mut opened, "main.mam");
    assert_eq!(
        found.iter().map(|lens| &*lens.1).collect::<Vec<_>>(),
        ["compiles to 2 objects", "holds level 3 (high)"]
    );
}

#[test]
fn every_example_has_lenses_and_links_that_lead_somewhere() {
    for (name, files) in examples() {
        let mut opened = Opened::new(&files);
        let mut compiles = 0;
        for (path, text) in &files {
            compiles +=
                lenses(&mut opened, path).iter().filter(|(_, title, _)| title.starts_with("compiles to")).count();
            let links = opened.ask_of("textDocument/documentLink", path, json!({}));
            for link in links.as_array().expect("a list") {
                let said = text_at(text, &link["range"]);
                let target = link["target"].as_str().expect("a target");
                if target.starts_with("mam:") {
                    let there = opened.editor.ask("mam/text", json!({ "uri": target }));
                    assert!(there.as_str().is_some_and(|text| text.len() > 40), "{name}: {said}");
                } else {
                    assert!(
                        opened.path_of(target).is_some() || target.starts_with("https://"),
                        "{name}: {said}: {target}"
                    );
                }
            }
        }
        assert!(compiles > 0, "{name}");
    }
}

#[test]
fn links_are_found_in_comments_and_uses() {
    let mut opened = Opened::one(POLICY);
    let links = opened.ask_of("textDocument/documentLink", "main.mam", json!({}));
    let mut found: Vec<(&str, &str)> = links
        .as_array()
        .expect("a list")
        .iter()
        .map(|link| (text_at(POLICY, &link["range"]), link["target"].as_str().expect("a target")))
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("MAM105", "mam:/explain/MAM105.md"),
            ("https://learn.microsoft.com/intune", "https://learn.microsoft.com/intune"),
            ("std.apps", "mam:/std/apps.mam"),
            ("std.levels", "mam:/std/levels.mam"),
        ]
    );
}

#[test]
fn the_pointer_on_a_sentence_shows_what_it_writes_here() {
    let mut opened = Opened::one(POLICY);
    let mut shown = |needle: &str| {
        let hover = opened.ask_at("textDocument/hover", "main.mam", needle, json!({}));
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let pin = shown("require pin le|ngth 8");
    assert!(pin.contains("Here it writes\n- `minimumPinLength` = `8`"), "{pin}");
    assert!(pin.contains("higher is stricter"), "{pin}");
    // A sentence of a baseline that the block overrides.
    let version = shown("require os ver|sion 16.0");
    assert!(version.contains("Here another sentence wins over it."), "{version}");
}

#[test]
fn a_name_changes_together_with_its_uses_while_it_is_typed() {
    let mut opened = Opened::one(POLICY);
    let found = opened.ask_at("textDocument/linkedEditingRange", "main.mam", "param old|est", json!({}));
    let ranges = found["ranges"].as_array().expect("a list");
    assert_eq!(ranges.iter().map(|range| text_at(POLICY, range)).collect::<Vec<_>>(), ["oldest", "oldest", "oldest"]);
    assert_eq!(opened.ask_at("textDocument/linkedEditingRange", "main.mam", "version old|est", json!({})), Value::Null);
}
