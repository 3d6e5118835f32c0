//! Completion: after every word, with what it brings along.

use mam_tests::{Files, Opened, check, errors, examples};
use serde_json::{Value, json};

/// What is offered at the `|` of a file, the first things first.
fn offered(opened: &mut Opened, path: &str, text: &str) -> Vec<Value> {
    opened.write(path, &text.replacen('|', "", 1));
    let before = text.split('|').next().expect("a text");
    let answer = opened.ask_offset("textDocument/completion", path, before.len(), json!({}));
    let mut items = answer["result"].as_array().cloned().unwrap_or_default();
    items.sort_by_key(|item| item["sortText"].as_str().unwrap_or_default().to_owned());
    items
}

fn label(item: &Value) -> &str {
    item["label"].as_str().expect("a label")
}

#[test]
fn after_every_word_of_the_examples_the_next_one_is_offered() {
    let mut asked = 0;
    for (name, files) in examples() {
        let mut opened = Opened::new(&files);
        for (path, text) in &files {
            let mut inside = false;
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                let begin = start;
                start += line.len();
                // Blocks of sentences, those inside them left out.
                if !line.starts_with([' ', '}', '\n', '/']) {
                    let begins = ["app protection", "app configuration", "conditional access", "connector"];
                    inside = begins.iter().any(|head| line.starts_with(head)) && line.trim_end().ends_with('{');
                }
                let words: Vec<&str> = line.split_whitespace().collect();
                let plain =
                    line.starts_with("    ") && !line.starts_with("     ") && !line.contains(['/', '"', '{', '}', '(']);
                if !inside || !plain || words[0] == "include" || words[0] == "because" || words[0] == "set" {
                    continue;
                }
                for count in 0..words.len() {
                    let typed = words[..count].join(" ");
                    let rest = &text[start..];
                    let written = format!("{}    {typed} |\n{rest}", &text[..begin]);
                    let items = offered(&mut opened, path, &written.replace("     |", "    |"));
                    let next = words[count].trim_end_matches(',');
                    // A value that one makes up cannot be foreseen.
                    let value = next.starts_with(|letter: char| letter.is_ascii_digit())
                        || words
                            .get(count.wrapping_sub(1))
                            .is_some_and(|word| word.starts_with(|letter: char| letter.is_ascii_digit()));
                    let fits = items
                        .iter()
                        .any(|item| label(item).split(' ').next() == Some(next) || label(item).starts_with(next));
                    // Behind a comma an item follows, and behind `on` a platform.
                    let joins = typed.ends_with(',')
                        || typed.ends_with(" on")
                        || matches!(next, "and" | "or" | "on" | "except");
                    assert!(
                        fits || value || joins,
                        "{name}: `{typed}` goes on with `{next}`: {:?}",
                        items.iter().map(label).collect::<Vec<_>>()
                    );
                    asked += 1;
                }
            }
            opened.write(path, text);
        }
    }
    assert!(asked > 100, "{asked}");
}

#[test]
fn a_name_of_another_file_is_taken_along() {
    let text = "app protection \"P\" for ios {\n    apps |\n    assign to all users\n}\n";
    let files = Files::from([
        ("main.mam".to_owned(), text.replace('|', "")),
        ("own.mam".to_owned(), "app field \"Field\" {\n    ios \"com.contoso.field\"\n}\nbaseline phones for ios {\n    require pin\n}\nparam staff: group = group \"All\"\n".to_owned()),
    ]);
    let mut opened = Opened::new(&files);
    let mut accepted = |text: &str, wanted: &str| -> Files {
        let items = offered(&mut opened, "main.mam", text);
        let item = items.iter().find(|item| label(item) == wanted);
        let item = item
            .unwrap_or_else(|| panic!("`{wanted}` is offered among {:?}", items.iter().map(label).collect::<Vec<_>>()));
        let mut edits = item["additionalTextEdits"].as_array().cloned().expect("something is taken along");
        edits.push(item["textEdit"].clone());
        opened.edited(&json!({ "changes": { (opened.uri("main.mam")): edits } }))
    };
    for (wanted, taken) in [("outlook", "use std.apps (outlook)\n"), ("field", "use own (field)\n")] {
        let after = accepted(text, wanted);
        assert!(after["main.mam"].starts_with(taken), "{after:?}");
        assert_eq!(errors(&check(&after)), Vec::<String>::new());
    }
    let more =
        "use std.apps (outlook)\n\napp protection \"P\" for ios {\n    apps outlook, |\n    assign to all users\n}\n";
    assert!(accepted(more, "teams")["main.mam"].starts_with("use std.apps (outlook, teams)\n"));
    let include = "use std.apps (outlook)\n\napp protection \"P\" for ios {\n    apps outlook\n    assign to all users\n    |\n}\n";
    let after = accepted(include, "include enhanced");
    assert!(
        after["main.mam"].contains("use std.levels (enhanced)\n")
            && after["main.mam"].contains("    include enhanced\n"),
        "{after:?}"
    );
    assert!(accepted(include, "include phones")["main.mam"].contains("use own (phones)\n"));
    let assign = "use std.apps (outlook)\n\napp protection \"P\" for ios {\n    apps outlook\n    assign to |\n}\n";
    assert!(accepted(assign, "staff")["main.mam"].contains("use own (staff)\n"));
}

#[test]
fn what_the_block_lacks_comes_first() {
    let place = |text: &str, start: &str| -> usize {
        let mut opened = Opened::one("");
        let items = offered(&mut opened, "main.mam", text);
        items.iter().position(|item| label(item).starts_with(start)).unwrap_or_else(|| panic!("`{start}` is offered"))
    };
    let block = |sentences: &str| {
        format!(
            "use std.levels (basic)\nuse std.apps (outlook)\n\napp protection \"P\" for ios {{\n{sentences}    |\n}}\n"
        )
    };
    // Whom it is for, then what neither it nor its baselines say, then what these say, then what it says itself.
    assert!(place(&block(""), "assign to") < place(&block(""), "block screen capture"));
    assert!(place(&block("    assign to all users\n"), "assign to") > place(&block(""), "assign to"));
    let with = block("    apps outlook\n    include basic\n    block screen capture\n");
    assert!(place(&with, "assign to") < place(&with, "require pin length"));
    assert!(place(&with, "require pin length") < place(&with, "block screen capture"));
    let docs = {
        let mut opened = Opened::one("");
        let items = offered(&mut opened, "main.mam", &with);
        let item =
            items.iter().find(|item| label(item).starts_with("require pin length")).expect("it is offered").clone();
        item["documentation"]["value"].as_str().expect("a text").to_owned()
    };
    assert!(docs.contains("Admin centre: ") && docs.contains("`minimumPinLength`"), "{docs}");
}
