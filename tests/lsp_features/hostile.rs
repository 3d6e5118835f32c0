//! Whatever stands in a buffer, every question is answered: nothing panics, and no answer is an error but a refusal.

use mam_tests::{Opened, examples};
use serde_json::{Value, json};

/// A generator of numbers, the same ones each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("it fits") % limit.max(1)
    }

    /// A place between two characters of a text.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

const PIECES: [&str; 16] = [
    "{",
    "}",
    "\"",
    "(",
    ")",
    ",",
    "\n",
    " on ",
    "include ",
    "use std.levels (high)\n",
    "😀",
    "\r\n",
    "baseline x {\n",
    "param p: group = p\n",
    "let a = a\n",
    "///",
];

fn broken(text: &str, numbers: &mut Numbers) -> String {
    let mut text = text.to_owned();
    for _ in 0..=numbers.below(3) {
        let (one, other) = (numbers.place(&text), numbers.place(&text));
        let (start, end) = (one.min(other), one.max(other));
        match numbers.below(3) {
            0 if end - start < 200 => text.replace_range(start..end, ""),
            1 if end - start < 200 => {
                let again = text[start..end].to_owned();
                text.insert_str(start, &again);
            }
            _ => text.insert_str(start, PIECES[numbers.below(PIECES.len())]),
        }
    }
    text
}

#[test]
fn every_question_is_answered_whatever_the_buffer_holds() {
    let mut numbers = Numbers(7);
    for (name, files) in examples() {
        let mut opened = Opened::new(&files);
        for _ in 0..12 {
            let paths: Vec<String> = files.keys().cloned().collect();
            let path = &paths[numbers.below(paths.len())];
            let text = broken(&files[path], &mut numbers);
            opened.write(path, &text);
            let (one, other) = (numbers.place(&text), numbers.place(&text));
            let position = |at: usize| {
                let before = &text[..at];
                json!({ "line": before.matches('\n').count(), "character": at - before.rfind('\n').map_or(0, |end| end + 1) })
            };
            let range = json!({ "start": position(one.min(other)), "end": position(one.max(other)) });
            let uri = opened.uri(path);
            let document = json!({ "uri": uri });
            let at = json!({ "textDocument": document, "position": position(one) });
            let mut with = |method: &str, more: Value| {
                let mut params = at.clone();
                more.as_object().into_iter().flatten().for_each(|(name, value)| params[name] = value.clone());
                let id = opened.editor.post(method, params);
                let answer = opened.editor.answer(id);
                let code = &answer["error"]["code"];
                assert!(code.is_null() || *code == -32803, "{name}: {method} at {one}: {answer}\n{text}");
                answer["result"].clone()
            };
            for method in [
                "mam/json",
                "textDocument/hover",
                "textDocument/definition",
                "textDocument/completion",
                "textDocument/signatureHelp",
                "textDocument/documentHighlight",
                "textDocument/prepareRename",
                "textDocument/linkedEditingRange",
                "textDocument/codeLens",
                "textDocument/documentLink",
                "textDocument/documentSymbol",
                "textDocument/foldingRange",
                "textDocument/semanticTokens/full",
            ] {
                with(method, json!({}));
            }
            with("textDocument/references", json!({ "context": { "includeDeclaration": true } }));
            with("textDocument/rename", json!({ "newName": "other_name" }));
            with("textDocument/inlayHint", json!({ "range": range }));
            with("textDocument/codeAction", json!({ "range": range, "context": { "diagnostics": [] } }));
            for item in with("textDocument/prepareCallHierarchy", json!({})).as_array().into_iter().flatten() {
                with("callHierarchy/incomingCalls", json!({ "item": item }));
                with("callHierarchy/outgoingCalls", json!({ "item": item }));
            }
            opened.write(path, &files[path]);
        }
        assert_eq!(opened.editor.leave(), 0);
    }
}
