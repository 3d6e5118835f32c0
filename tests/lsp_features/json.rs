//! The Graph JSON beside the source.

use mam_tests::{Ended, Files, Folder, Opened, examples, mam, source, text_at};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

/// What `mam compile` writes for a project: JSON by tenant and path.
fn compiled(files: &Files) -> BTreeMap<String, Value> {
    let folder = Folder::new();
    for (path, text) in files {
        let path = folder.path("in").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("it can be written");
    }
    let checked = mam_tests::check(files);
    let mut found = BTreeMap::new();
    for tenant in checked.tenants() {
        let mut command = mam();
        command.arg("compile").arg(folder.path("in")).args(["--tenant", tenant, "--bundle", "-"]);
        let ended = Ended::of(&mut command);
        assert_eq!(ended.code, 0, "{}", ended.err);
        let bundle: Value = serde_json::from_str(&ended.out).expect("JSON");
        for object in bundle["objects"].as_array().expect("a list") {
            found.insert(format!("\"{tenant}\": {}", object["path"]), json!([object["body"], object["actions"]]));
        }
    }
    found
}

fn parsed(text: &Value) -> Value {
    serde_json::from_str(text.as_str().expect("a text")).expect("JSON")
}

/// Each span is that of its property, and of a sentence.
fn check_spans(opened: &mut Opened, of: &Value) {
    let json = of["json"].as_str().expect("a text");
    for span in of["spans"].as_array().expect("a list") {
        let property = span["property"].as_str().expect("a text");
        let last = property.rsplit('.').next().expect("a name");
        let written = text_at(json, &span["range"]);
        let names = written.starts_with(&format!("\"{last}\": ")) || written.starts_with('{') && written.contains(last);
        let assigns = matches!(property, "apps" | "assignments") && written.starts_with("\"a");
        assert!(names || assigns, "{property}: {written}");
        let uri = span["sentence"]["uri"].as_str().expect("a text");
        let text = match opened.path_of(uri) {
            Some(path) => opened.files[path].clone(),
            None => opened.editor.ask("mam/text", json!({ "uri": uri })).as_str().expect("a text").to_owned(),
        };
        let sentence = text_at(&text, &span["sentence"]["range"]);
        assert!(sentence.contains(char::is_alphabetic) && !sentence.contains('}'), "{property}: {sentence}");
    }
}

#[test]
fn the_json_of_all_blocks_is_what_the_command_compiles() {
    for (name, files) in examples() {
        // An example that is refused is shown all the same.
        let refused = mam_tests::errors(&mam_tests::check(&files)).len();
        let mut opened = Opened::new(&files);
        let mut shown = BTreeMap::new();
        let mut spans = 0;
        for (path, text) in &files {
            let heads = text.match_indices("\n}").map(|(at, _)| at);
            let ends: Vec<_> =
                heads.map(|at| json!({ "line": text[..at].matches('\n').count(), "character": 0 })).collect();
            for position in ends {
                let params = json!({ "textDocument": { "uri": opened.uri(path) }, "position": position });
                let answer = opened.editor.ask("mam/json", params);
                assert_eq!(
                    answer["reason"].is_null(),
                    refused == 0 && answer["objects"] != json!([]),
                    "{name}: {answer}"
                );
                for object in answer["objects"].as_array().expect("a list") {
                    check_spans(&mut opened, object);
                    spans += object["spans"].as_array().expect("a list").len();
                    let mut actions = json!({});
                    for action in object["actions"].as_array().expect("a list") {
                        check_spans(&mut opened, action);
                        actions[action["name"].as_str().expect("a name")] = parsed(&action["json"]);
                    }
                    let key = format!("{}: {}", object["tenant"], object["path"]);
                    let actions = if actions == json!({}) { Value::Null } else { actions };
                    shown.insert(key, json!([parsed(&object["json"]), actions]));
                }
            }
        }
        assert!(spans > 0, "{name}");
        if refused == 0 {
            assert_eq!(shown, compiled(&files), "{name}");
        }
    }
}

const POLICY: &str = r#"use std.apps (outlook)
use std.levels (basic)

baseline shared {
    require os version 17.0 else warn
    assign to group "Everybody"
}

app protection "P" for ios {
    apps outlook
    include basic
    include shared
    assign to group "Staff" except group "Emergency"
}
"#;

fn spans<'a>(answer: &'a Value, property: &str) -> Vec<&'a Value> {
    let object = &answer["objects"][0];
    let documents = std::iter::once(object).chain(object["actions"].as_array().expect("a list"));
    let all = documents.flat_map(|document| document["spans"].as_array().expect("a list"));
    all.filter(|span| span["property"] == property).collect()
}

#[test]
fn a_sentence_and_its_property_are_shown_together_from_the_buffer_as_it_is() {
    let mut opened = Opened::new(&source(POLICY));
    let answer = opened.ask_at("mam/json", "main.mam", "requi|re os version", json!({}));
    assert_eq!((&answer["title"], &answer["reason"]), (&json!("baseline shared"), &Value::Null));
    let found = spans(&answer, "minimumWarningOsVersion");
    assert_eq!(found.len(), 1, "{answer}");
    assert_eq!(
        text_at(answer["objects"][0]["json"].as_str().expect("a text"), &found[0]["range"]),
        "\"minimumWarningOsVersion\": \"17.0\""
    );
    assert_eq!(text_at(POLICY, &found[0]["sentence"]["range"]), "require os version 17.0 else warn");
    assert_eq!(text_at(POLICY, &found[0]["via"]["range"]), "include shared");
    assert_eq!(found[0]["current"], true);
    // What a level brings stands in a file that comes with mam, and is the include's.
    let answer = opened.ask_at("mam/json", "main.mam", "include ba|sic", json!({}));
    let brought: Vec<_> = answer["objects"][0]["spans"].as_array().expect("a list").iter().collect();
    let current = brought.iter().filter(|span| span["current"] == true);
    assert!(
        current.clone().count() > 5 && current.clone().all(|span| span["sentence"]["uri"] == "mam:/std/levels.mam")
    );
    // A list that several sentences add to is of all of them.
    let groups: Vec<_> =
        spans(&answer, "assignments").iter().map(|span| text_at(POLICY, &span["sentence"]["range"])).collect();
    assert!(groups.contains(&"assign to group \"Staff\" except group \"Emergency\""), "{groups:?}");
    let changed = POLICY.replace("version 17.0", "version 18.1");
    opened.write("main.mam", &changed);
    let answer = opened.ask_at("mam/json", "main.mam", "apps outl|ook", json!({}));
    assert_eq!(parsed(&answer["objects"][0]["json"])["minimumWarningOsVersion"], "18.1");
}

#[test]
fn where_nothing_compiles_it_is_said_why() {
    let mut opened = Opened::new(&source(&POLICY.replace("include basic", "requir pin")));
    let answer = opened.ask_at("mam/json", "main.mam", "apps outl|ook", json!({}));
    let reason = answer["reason"].as_str().expect("a reason");
    assert!(reason.contains("`P` cannot be compiled") && reason.contains("main.mam, line 11"), "{reason}");
    assert_eq!(answer["objects"], json!([]));
    let answer = opened.ask_at("mam/json", "main.mam", "use std.|apps", json!({}));
    assert!(answer["reason"].as_str().is_some_and(|reason| reason.contains("put the cursor into")), "{answer}");
    opened.write("main.mam", &format!("param nobody: group = group \"G\"\n{POLICY}"));
    let answer = opened.ask_at("mam/json", "main.mam", "param no|body", json!({}));
    assert_eq!(answer["reason"], "Nothing is made from `nobody`: no block says it.");
    let unknown =
        json!({ "textDocument": { "uri": "file:///nowhere.mam" }, "position": { "line": 0, "character": 0 } });
    assert!(opened.editor.ask("mam/json", unknown)["reason"].is_string());
}

#[test]
fn a_name_shows_what_the_blocks_become_that_say_it() {
    let text = POLICY.replace("group \"Everybody\"", "everybody");
    let text = format!("param everybody: group = group \"Everybody\"\n{text}\nconnector defender for ios\n");
    let mut opened = Opened::one(&text);
    // By way of a baseline.
    let answer = opened.ask_at("mam/json", "main.mam", "param every|body", json!({}));
    assert_eq!(answer["title"], "everybody, a param");
    let titles: Vec<_> = answer["objects"].as_array().expect("a list").iter().map(|object| &object["title"]).collect();
    assert_eq!(titles, ["P"], "{answer}");
}

#[test]
fn a_tenant_shows_its_own_objects_and_one_can_be_asked_for() {
    let (_, files) = examples().into_iter().find(|(name, _)| name == "service-provider").expect("the example");
    let mut opened = Opened::new(&files);
    let (path, text) = files.iter().find(|(path, _)| path.starts_with("tenants/")).expect("a tenant");
    let name = text.split("tenant ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a name");
    let answer = opened.ask_at("mam/json", path, &format!("tenant |{name}"), json!({}));
    let objects = answer["objects"].as_array().expect("a list");
    assert!(!objects.is_empty() && objects.iter().all(|object| object["tenant"] == name), "{answer}");
    let all = opened.ask_at("mam/json", "policies.mam", "app protection|", json!({}));
    let one = opened.ask_at("mam/json", "policies.mam", "app protection|", json!({ "tenant": name }));
    let count = |answer: &Value| answer["objects"].as_array().expect("a list").len();
    assert!(count(&all) > count(&one) && count(&one) > 0);
    assert!(all["tenants"].as_array().expect("a list").len() > 1);
}
