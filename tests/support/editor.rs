//! An editor without a screen: the language server of the built command, spoken to over its pipes.

use crate::mam;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// How long an answer may take before the server counts as hanging.
const PATIENCE: Duration = Duration::from_secs(120);

/// An editor, with what the server told it.
pub struct Editor {
    server: Child,
    to: Option<ChildStdin>,
    from: Receiver<Value>,
    last: u64,
    /// The diagnostics of each file, with the version they are for.
    pub diagnostics: HashMap<String, (Option<i64>, Vec<Value>)>,
    /// What `initialize` was answered.
    pub capabilities: Value,
}

/// The address of a file.
#[must_use]
pub fn url(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    if path.starts_with('/') { format!("file://{path}") } else { format!("file:///{path}") }
}

impl Editor {
    /// Starts a server for a folder, with the capabilities of some editor.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn open(folder: &Path, capabilities: Value) -> Self {
        Self::with(folder, capabilities, Value::Null)
    }

    /// The same, with options for the server.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn with(folder: &Path, capabilities: Value, options: Value) -> Self {
        let mut command = mam();
        command.args(["lsp", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = command.spawn().expect("the server starts");
        let to = server.stdin.take();
        let mut out = BufReader::new(server.stdout.take().expect("its output is piped"));
        let (send, from) = channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut out) {
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        let mut editor = Self { server, to, from, last: 0, diagnostics: HashMap::new(), capabilities: Value::Null };
        let folder = json!({ "uri": url(folder), "name": "project" });
        let params = json!({
            "processId": null, "capabilities": capabilities, "workspaceFolders": [folder],
            "initializationOptions": options,
        });
        editor.capabilities = editor.ask("initialize", params)["capabilities"].clone();
        editor.tell("initialized", json!({}));
        editor
    }

    /// The server's process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.server.id()
    }

    /// Sends a notification.
    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a question; its number.
    pub fn post(&mut self, method: &str, params: Value) -> u64 {
        self.last += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.last, "method": method, "params": params }));
        self.last
    }

    /// The answer to a question.
    ///
    /// # Panics
    /// When it is an error.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.post(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The answer to the question of this number, an error or not.
    ///
    /// # Panics
    /// When none comes.
    pub fn answer(&mut self, id: u64) -> Value {
        loop {
            let message = self.hear();
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    /// Opens a buffer.
    pub fn edit(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "mam", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Changes a buffer.
    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The diagnostics of a version of a buffer.
    ///
    /// # Panics
    /// When they do not come.
    pub fn told(&mut self, uri: &str, version: i64) -> Vec<Value> {
        loop {
            if let Some((_, found)) = self.diagnostics.get(uri).filter(|(known, _)| *known >= Some(version)) {
                return found.clone();
            }
            self.hear();
        }
    }

    /// Takes the next message, and keeps diagnostics.
    fn hear(&mut self) -> Value {
        let message = self.from.recv_timeout(PATIENCE).expect("the server says something");
        if message["method"] == "textDocument/publishDiagnostics" {
            let params = &message["params"];
            let uri = params["uri"].as_str().unwrap_or_default().to_owned();
            let found = params["diagnostics"].as_array().cloned().unwrap_or_default();
            self.diagnostics.insert(uri, (params["version"].as_i64(), found));
        } else if message.get("method").is_some() && message.get("id").is_some() {
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
        }
        message
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let to = self.to.as_mut().expect("the server listens");
        write!(to, "Content-Length: {}\r\n\r\n{text}", text.len()).and_then(|()| to.flush()).expect("the server reads");
    }

    /// Takes leave as editors do; the exit code.
    ///
    /// # Panics
    /// When the server stays.
    pub fn leave(mut self) -> i32 {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        // The pipe stays open: leaving must not depend on its end.
        self.server.wait().expect("the server ends").code().unwrap_or(-1)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn read(from: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(number) = line.to_lowercase().strip_prefix("content-length:") {
            length = number.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
