//! The language server of the built command, as editors speak to it.

use mam_tests::{Editor, Ended, Folder, files_below, mam, root, url};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What VS Code can do, as far as the server asks.
fn columns_in_utf16() -> Value {
    json!({ "general": { "positionEncodings": ["utf-16"] } })
}

/// A diagnostic as both tell it: file, code, severity, first line and column, last line and column.
type Found = BTreeSet<(String, String, String, [u64; 4])>;

/// What `mam check` says of a folder.
fn checked(folder: &Path) -> Found {
    let ended = Ended::of(mam().arg("check").arg(folder).args(["--format", "json"]));
    let said: Value = serde_json::from_str(&ended.out).expect("JSON");
    let found = said["diagnostics"].as_array().expect("a list").iter().map(|diagnostic| {
        let place = |end: &str, part: &str| diagnostic["range"][end][part].as_u64().expect("a number");
        let range = [place("start", "line"), place("start", "column"), place("end", "line"), place("end", "column")];
        let text = |name: &str| diagnostic[name].as_str().expect("a text").to_owned();
        let file = Path::new(&text("file")).file_name().expect("a name").to_string_lossy().into_owned();
        (file, text("code"), text("severity"), range)
    });
    found.collect()
}

/// What the server says of all files of the folder, once the one that is opened is checked.
fn told(folder: &Path, open: &str, text: &str) -> Found {
    let mut editor = Editor::open(folder, columns_in_utf16());
    let uri = url(&folder.join(open));
    editor.edit(&uri, text);
    editor.told(&uri, 1);
    // Everything of one check is sent before the next question is answered.
    editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } }));
    let mut found = Found::new();
    for (uri, (_, diagnostics)) in &editor.diagnostics {
        for diagnostic in diagnostics {
            let place = |end: &str, part: &str| diagnostic["range"][end][part].as_u64().expect("a number") + 1;
            let range =
                [place("start", "line"), place("start", "character"), place("end", "line"), place("end", "character")];
            let severity = ["", "error", "warning", "info", "hint"]
                [usize::try_from(diagnostic["severity"].as_u64().expect("a number")).expect("a small number")];
            let file = uri.rsplit('/').next().expect("a name").to_owned();
            found.insert((file, diagnostic["code"].as_str().expect("a code").into(), severity.into(), range));
        }
    }
    assert_eq!(editor.leave(), 0);
    found
}

#[test]
fn an_editor_is_told_what_the_command_says() {
    for example in fs::read_dir(root().join("examples")).expect("a folder").flatten() {
        let folder = example.path();
        let Some(file) = folder.is_dir().then(|| files_below(&folder, "mam").into_iter().next()).flatten() else {
            continue;
        };
        assert_eq!(told(&folder, &file.0, &file.1), checked(&folder), "{}", folder.display());
    }
}

#[test]
fn mistakes_are_told_as_the_command_says_them_also_behind_astral_characters_and_crlf() {
    let text = "// 😀\r\nuse std.apps (outlook, nothing)\r\n\r\napp protection \"😀 P\" for ios {\r\n\tapps outlok\r\n    requir pin // ß\r\n    because \"\u{202e}\"\r\n";
    let folder = Folder::new();
    folder.write("p.mam", text);
    let (told, checked) = (told(&folder.path(""), "p.mam", text), checked(&folder.path("")));
    assert!(checked.len() > 3, "{checked:?}");
    // The command counts columns in characters, the editor in UTF-16: they agree but for lines with the astral one.
    let without =
        |found: &Found| -> Found { found.iter().filter(|found| found.3[0] != 4 && found.3[2] != 4).cloned().collect() };
    assert_eq!(without(&told), without(&checked));
}

#[test]
fn twenty_thousand_edits_in_a_burst_end_with_the_same_text() {
    let folder = Folder::new();
    let mut editor = Editor::open(&folder.path(""), columns_in_utf16());
    let uri = url(&folder.path("burst.mam"));
    let mut text: Vec<char> = "use std.apps (outlook)".chars().collect();
    editor.edit(&uri, &text.iter().collect::<String>());
    // A generator of numbers, the same ones each time.
    let mut number: u64 = 1;
    let mut next = |below: usize| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(number >> 33).expect("it fits") % below
    };
    for version in 2..20_002 {
        let start = next(text.len() + 1);
        let end = if text.len() > 60 { (start + 3).min(text.len()) } else { start };
        let letter = char::from(b'a' + u8::try_from(next(26)).expect("a letter"));
        text.splice(start..end, [letter]);
        let range = json!({ "start": { "line": 0, "character": start }, "end": { "line": 0, "character": end } });
        editor.change(&uri, version, json!([{ "range": range, "text": letter.to_string() }]));
        if version % 500 == 0 {
            let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 1 } });
            editor.post("textDocument/hover", place);
        }
    }
    let kept = editor.ask("mam/text", json!({ "uri": uri }));
    assert_eq!(kept.as_str(), Some(text.iter().collect::<String>().as_str()));
    // And what is said at the end is said of the last text.
    editor.told(&uri, 20_001);
    assert_eq!(editor.leave(), 0);
}

/// Applies the changes that are for one file.
fn apply(text: &str, edits: &Value) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let offset = |place: &Value| {
        let number = |part: &str| usize::try_from(place[part].as_u64().expect("a number")).expect("it fits");
        let before: usize = lines.iter().take(number("line")).map(|line| line.len() + 1).sum();
        let line = lines.get(number("line")).copied().unwrap_or_default();
        let mut units = 0;
        let column = line.char_indices().find(|(_, letter)| {
            let here = units >= number("character");
            units += letter.len_utf16();
            here
        });
        (before + column.map_or(line.len(), |(at, _)| at)).min(text.len())
    };
    let edits = edits.as_array().expect("a list").iter();
    let mut edits: Vec<_> = edits
        .map(|edit| {
            (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]), edit["newText"].as_str().expect("a text"))
        })
        .collect();
    edits.sort_by_key(|edit| edit.0);
    let mut out = text.to_owned();
    for (start, end, with) in edits.into_iter().rev() {
        out.replace_range(start..end, with);
    }
    out
}

#[test]
fn formatting_in_an_editor_is_that_of_the_command() {
    let untidy = "use   std.apps (outlook)\n\n\n\napp protection   \"😀\" for ios {\n  apps outlook\n\n\n      require   pin }\n";
    let folder = Folder::new();
    folder.write("p.mam", untidy);
    let mut editor = Editor::open(&folder.path(""), columns_in_utf16());
    let uri = url(&folder.path("p.mam"));
    editor.edit(&uri, untidy);
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    let edits = editor.ask("textDocument/formatting", json!({ "textDocument": { "uri": uri }, "options": options }));
    Ended::of(mam().arg("fmt").arg(folder.path("")));
    let formatted = fs::read_to_string(folder.path("p.mam")).expect("a file");
    assert_ne!(formatted, untidy);
    assert_eq!(apply(untidy, &edits), formatted);
    // A range changes its own declaration alone.
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 3 } });
    let params = json!({ "textDocument": { "uri": uri }, "range": range, "options": options });
    let edits = editor.ask("textDocument/rangeFormatting", params);
    assert_eq!(apply(untidy, &edits), untidy.replacen("use   std", "use std", 1));
}

#[test]
fn a_quick_fix_mends_what_it_is_offered_for() {
    let text = "use std.apps (outlook)\n\napp protection \"P\" for ios {\n    apps outlok\n    assign to group \"Staff\"\n    require pin\n}\n";
    let folder = Folder::new();
    let mut editor = Editor::open(&folder.path(""), columns_in_utf16());
    let uri = url(&folder.path("p.mam"));
    editor.edit(&uri, text);
    let errors = |found: &[Value]| found.iter().filter(|found| found["severity"] == 1).cloned().collect::<Vec<_>>();
    let wrong = errors(&editor.told(&uri, 1));
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    let context = json!({ "diagnostics": wrong });
    let params = json!({ "textDocument": { "uri": uri }, "range": wrong[0]["range"], "context": context });
    let actions = editor.ask("textDocument/codeAction", params);
    let fix = &actions[0];
    assert_eq!((fix["kind"].as_str(), fix["isPreferred"].as_bool()), (Some("quickfix"), Some(true)), "{actions}");
    let mended = apply(text, &fix["edit"]["changes"][&uri]);
    assert_eq!(mended, text.replace("outlok", "outlook"));
    editor.change(&uri, 2, json!([{ "text": mended }]));
    assert_eq!(errors(&editor.told(&uri, 2)), Vec::<Value>::new());
}

#[test]
fn files_that_change_beside_the_buffers_are_seen() {
    let folder = Folder::new();
    folder.write("apps.mam", "app field \"Field\" {\n    ios \"com.contoso.field\"\n}\n");
    let mut editor = Editor::open(&folder.path(""), columns_in_utf16());
    let (apps, main) = (url(&folder.path("apps.mam")), url(&folder.path("main.mam")));
    let text = "use apps (field)\n\napp protection \"P\" for ios {\n    apps field\n}\n";
    editor.edit(&main, text);
    let codes = |found: Vec<Value>| {
        found.iter().map(|found| found["code"].as_str().unwrap_or_default().to_owned()).collect::<BTreeSet<_>>()
    };
    let at_first = codes(editor.told(&main, 1));
    assert!(!at_first.contains("MAM020") && !at_first.contains("MAM022"), "{at_first:?}");
    // Gone on the disk.
    fs::remove_file(folder.path("apps.mam")).expect("it is there");
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": apps, "type": 3 }] }));
    editor.change(&main, 2, json!([{ "text": text }]));
    let without = codes(editor.told(&main, 2));
    assert_ne!(without, at_first);
    // Written again, but not saved yet.
    editor.edit(&apps, "app field \"Field\" {\n    ios \"com.contoso.field\"\n}\n");
    editor.change(&main, 3, json!([{ "text": text }]));
    assert_eq!(codes(editor.told(&main, 3)), at_first);
    // Closed without saving.
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": apps } }));
    editor.change(&main, 4, json!([{ "text": text }]));
    assert_eq!(codes(editor.told(&main, 4)), without);
}

#[test]
fn a_definition_leads_into_what_comes_with_mam() {
    let text = "use std.apps (outlook)\n\napp protection \"P\" for ios {\n    apps outlook\n}\n";
    let folder = Folder::new();
    let mut editor = Editor::open(&folder.path(""), json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } }));
    assert_eq!(editor.capabilities["positionEncoding"], "utf-8");
    let uri = url(&folder.path("p.mam"));
    editor.edit(&uri, text);
    let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 3, "character": 12 } });
    let found = editor.ask("textDocument/definition", place.clone());
    assert_eq!(found["uri"], "mam:/std/apps.mam");
    let there = editor.ask("mam/text", json!({ "uri": found["uri"] }));
    let line = usize::try_from(found["range"]["start"]["line"].as_u64().expect("a number")).expect("it fits");
    assert!(there.as_str().expect("a text").lines().nth(line).expect("a line").starts_with("app outlook "));
    let hover = editor.ask("textDocument/hover", place);
    assert!(hover["contents"]["value"].as_str().expect("a text").contains("com.microsoft.office.outlook"), "{hover}");
}

#[test]
fn a_buffer_that_was_never_saved_is_checked_on_its_own() {
    let folder = Folder::new();
    let mut editor = Editor::open(&folder.path(""), columns_in_utf16());
    editor.edit("untitled:Untitled-1", "app protection \"P\" for ios {\n    requir pin\n}\n");
    let found = editor.told("untitled:Untitled-1", 1);
    assert!(found.iter().any(|found| found["code"] == "MAM020"), "{found:?}");
}

#[test]
fn the_code_of_a_diagnostic_leads_to_its_page() {
    let folder = Folder::new();
    let mut editor = Editor::open(&folder.path(""), columns_in_utf16());
    let uri = url(&folder.path("p.mam"));
    editor.edit(&uri, "app protection \"P\" for ios {\n    requir pin\n}\n");
    for found in editor.told(&uri, 1) {
        let page = editor.ask("mam/text", json!({ "uri": found["codeDescription"]["href"] }));
        assert!(page.as_str().is_some_and(|page| page.len() > 40), "{found}: {page}");
    }
}

#[test]
fn an_editor_that_asks_is_not_sent_anything() {
    let folder = Folder::new();
    let mut editor = Editor::open(&folder.path(""), json!({ "textDocument": { "diagnostic": {} } }));
    let uri = url(&folder.path("p.mam"));
    editor.edit(&uri, "app protection \"P\" for ios {\n    requir pin\n}\n");
    let ask = |editor: &mut Editor, before: Value| {
        let params = json!({ "textDocument": { "uri": uri }, "previousResultId": before });
        editor.ask("textDocument/diagnostic", params)
    };
    let first = ask(&mut editor, Value::Null);
    assert_eq!(first["kind"], "full");
    assert!(first["items"].as_array().expect("a list").iter().any(|found| found["code"] == "MAM020"));
    let again = ask(&mut editor, first["resultId"].clone());
    assert_eq!(again, json!({ "kind": "unchanged", "resultId": first["resultId"] }));
    assert!(editor.diagnostics.is_empty());
}

/// What can come next at the `|` of a text, the first things first.
fn completed(text: &str) -> Vec<Value> {
    let folder = Folder::new();
    let mut editor = Editor::open(&folder.path(""), columns_in_utf16());
    let uri = url(&folder.path("p.mam"));
    let before = text.split('|').next().expect("a text");
    editor.edit(&uri, &text.replacen('|', "", 1));
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().expect("a line").encode_utf16().count();
    let place = json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": column } });
    let mut items = editor.ask("textDocument/completion", place).as_array().cloned().unwrap_or_default();
    items.sort_by_key(|item| item["sortText"].as_str().unwrap_or_default().to_owned());
    items
}

fn labels(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["label"].as_str().expect("a label")).collect()
}

#[test]
fn completion_knows_what_comes_next() {
    let block = |sentence: &str| {
        format!(
            "use std.apps (outlook)\n\nparam staff: group\n\napp protection \"P\" for ios {{\n    apps outlook\n    {sentence}\n}}\n"
        )
    };
    // A whole sentence, with its words to choose from; those that are said already come last.
    let whole = completed(&block("|"));
    let threat =
        whole.iter().find(|item| item["label"].as_str().is_some_and(|label| label.starts_with("require threat level")));
    let inserted = threat.expect("a sentence")["textEdit"]["newText"].as_str().expect("a text");
    assert!(inserted.starts_with("require threat level ${1|") && inserted.contains("low"), "{inserted}");
    let at = |label: &str| labels(&whole).iter().position(|known| known.starts_with(label)).expect("it is offered");
    assert!(at("assign to") < at("apps {"), "{:?}", labels(&whole));
    // The words of one sentence, in the order of the vocabulary.
    let levels = completed(&block("unmanaged apps require threat level |"));
    assert_eq!(labels(&levels), ["clear", "secured", "low", "medium", "high"]);
    assert_eq!(labels(&completed(&block("require threat level low |"))), ["else"]);
    // In an incomplete word, and with the name of a param.
    let words = completed(&block("requ|"));
    assert_eq!(
        words.iter().find(|item| item["label"] == "require pin").expect("it is offered")["textEdit"]["range"]["start"]
            ["character"],
        4
    );
    assert!(labels(&completed(&block("assign to |"))).contains(&"staff"));
    // No sentence of another kind of block, and none that the platform lacks.
    assert!(
        !labels(&whole).iter().any(|label| label.starts_with("grant ") || label.starts_with("require play")),
        "{:?}",
        labels(&whole)
    );
    // Outside of blocks.
    assert!(labels(&completed("|")).contains(&"app protection"));
    assert_eq!(labels(&completed("use std.|")), ["apps", "levels"]);
    let names = completed("use std.levels (basic, |)\n");
    assert_eq!(labels(&names), ["enhanced", "high"]);
    assert_eq!(labels(&completed("app protection \"P\" for |")), ["android", "ios", "windows"]);
}
