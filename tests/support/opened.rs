//! A project of files on the disk that an editor has open, and places in them.

use crate::{Editor, Files, Folder, files_below, root, url};
use serde_json::{Value, json};
use std::fs;

/// The sources of every example, with its name.
///
/// # Panics
/// When they are not there.
#[must_use]
pub fn examples() -> Vec<(String, Files)> {
    let folders = fs::read_dir(root().join("examples")).expect("a folder").flatten().map(|entry| entry.path());
    let mut found: Vec<_> = folders
        .filter(|path| path.is_dir())
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), files_below(&path, "mam")))
        .collect();
    found.sort();
    assert!(found.len() > 5, "the examples are there");
    found
}

/// The position of the `|` in `needle`, found in a text without it. Columns count in UTF-8.
///
/// # Panics
/// When the text does not have it.
#[must_use]
#[track_caller]
pub fn place(text: &str, needle: &str) -> Value {
    let inside = needle.find('|').unwrap_or(0);
    let wanted = needle.replacen('|', "", 1);
    let at = text.find(&wanted).unwrap_or_else(|| panic!("`{wanted}` is not in the text")) + inside;
    let before = text.get(..at).expect("a place between characters");
    let line = before.matches('\n').count();
    json!({ "line": line, "character": at - before.rfind('\n').map_or(0, |end| end + 1) })
}

fn offset(text: &str, position: &Value) -> usize {
    let number = |name: &str| usize::try_from(position[name].as_u64().expect("a number")).expect("it fits");
    let lines: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
    lines + number("character")
}

/// What stands at a range of a text. Columns count in UTF-8.
///
/// # Panics
/// When it is none.
#[must_use]
#[track_caller]
pub fn text_at<'a>(text: &'a str, range: &Value) -> &'a str {
    text.get(offset(text, &range["start"])..offset(text, &range["end"])).expect("a range of the text")
}

fn add(params: &mut Value, more: Value) {
    let Value::Object(more) = more else { return };
    more.into_iter().for_each(|(name, value)| params[name] = value);
}

/// An object: its file, its body, and the bodies of the calls that follow.
type Made = (String, Value, Vec<String>);

/// What sources compile to, for each tenant in its order, whatever the tenants are called; and the errors that they have.
#[must_use]
pub fn outcome(files: &Files) -> (Vec<Vec<Made>>, Vec<String>) {
    let checked = crate::check(files);
    let compiled = checked.tenants().into_iter().filter_map(|tenant| checked.compile(tenant));
    let objects = compiled.map(|compiled| {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("JSON is text");
        let object = |object: &mam_core::graph::Object| {
            let posts = object.posts().into_iter().map(|(name, post)| format!("{name}: {}", text(post.bytes)));
            (object.path.clone(), crate::body(object), posts.collect())
        };
        compiled.objects.iter().map(object).collect()
    });
    (objects.collect(), crate::errors(&checked))
}

/// An open project.
pub struct Opened {
    /// The editor.
    pub editor: Editor,
    /// The buffers as they are.
    pub files: Files,
    folder: Folder,
    version: i64,
}

impl Opened {
    /// Writes files to a folder of their own, and opens all of them. Columns count in UTF-8.
    #[must_use]
    pub fn new(files: &Files) -> Self {
        Self::with(files, json!({}))
    }

    /// The same, with options for the server.
    ///
    /// # Panics
    /// When the server does not start.
    #[must_use]
    pub fn with(files: &Files, options: Value) -> Self {
        let folder = Folder::new();
        for (path, text) in files {
            fs::create_dir_all(folder.path(path).parent().expect("a folder")).expect("a folder can be made");
            folder.write(path, text);
        }
        let capabilities = json!({ "general": { "positionEncodings": ["utf-8"] } });
        let mut editor = Editor::with(&folder.path(""), capabilities, options);
        for (path, text) in files {
            editor.edit(&url(&folder.path(path)), text);
        }
        Self { editor, files: files.clone(), folder, version: 1 }
    }

    /// One file, `main.mam`.
    #[must_use]
    pub fn one(text: &str) -> Self {
        Self::new(&crate::source(text))
    }

    /// The address of a file.
    #[must_use]
    pub fn uri(&self, path: &str) -> String {
        url(&self.folder.path(path))
    }

    /// The path of a file with this address.
    #[must_use]
    pub fn path_of(&self, uri: &str) -> Option<&str> {
        self.files.keys().map(String::as_str).find(|path| self.uri(path) == uri)
    }

    /// Changes the text of a buffer.
    pub fn write(&mut self, path: &str, text: &str) {
        self.version += 1;
        let (uri, version) = (self.uri(path), self.version);
        self.editor.change(&uri, version, json!([{ "text": text }]));
        self.files.insert(path.to_owned(), text.to_owned());
    }

    /// Asks about the place of the `|` in `needle` in a file; `more` are further params.
    ///
    /// # Panics
    /// When the answer is an error.
    #[track_caller]
    pub fn ask_at(&mut self, method: &str, path: &str, needle: &str, more: Value) -> Value {
        let position = place(&self.files[path], needle);
        let mut params = json!({ "textDocument": { "uri": self.uri(path) }, "position": position });
        add(&mut params, more);
        self.editor.ask(method, params)
    }

    /// Asks about the place of a byte of a file; `more` are further params. The answer may be an error.
    pub fn ask_offset(&mut self, method: &str, path: &str, offset: usize, more: Value) -> Value {
        let before = &self.files[path][..offset];
        let column = offset - before.rfind('\n').map_or(0, |end| end + 1);
        let position = json!({ "line": before.matches('\n').count(), "character": column });
        let mut params = json!({ "textDocument": { "uri": self.uri(path) }, "position": position });
        add(&mut params, more);
        let id = self.editor.post(method, params);
        self.editor.answer(id)
    }

    /// Asks about a whole file; `more` are further params.
    ///
    /// # Panics
    /// When the answer is an error.
    #[track_caller]
    pub fn ask_of(&mut self, method: &str, path: &str, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.uri(path) } });
        add(&mut params, more);
        self.editor.ask(method, params)
    }

    /// What the files are once an edit of the workspace is applied to them.
    ///
    /// # Panics
    /// When it changes a file that is not there, or in two ways at once.
    #[must_use]
    #[track_caller]
    pub fn edited(&self, edit: &Value) -> Files {
        let mut files = self.files.clone();
        for (uri, edits) in edit["changes"].as_object().expect("changes") {
            let path = self.path_of(uri).unwrap_or_else(|| panic!("{uri} is none of the files")).to_owned();
            let text = files.get_mut(&path).expect("it is there");
            let mut edits: Vec<(usize, usize, &str)> = edits
                .as_array()
                .expect("edits")
                .iter()
                .map(|edit| {
                    let (start, end) = (&edit["range"]["start"], &edit["range"]["end"]);
                    (offset(text, start), offset(text, end), edit["newText"].as_str().expect("a text"))
                })
                .collect();
            edits.sort_by_key(|(start, end, _)| (*start, *end));
            assert!(edits.windows(2).all(|two| two[0].1 <= two[1].0), "edits overlap: {edits:?}");
            for (start, end, new) in edits.into_iter().rev() {
                text.replace_range(start..end, new);
            }
        }
        files
    }
}
