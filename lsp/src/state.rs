//! What the editor told: its buffers, its folders, how it counts. Changed only while no handler waits, so that changes keep their order.
//! Must not know what is in the buffers.

use crate::project::Project;
use crate::roots;
use crate::text::{Encoding, Text};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use tower_lsp::lsp_types::{TextDocumentContentChangeEvent, Url};

/// What belongs together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Root {
    /// The sources below a folder.
    Folder(PathBuf),
    /// A buffer that was never saved, on its own.
    Alone(Url),
}

/// A buffer.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its text.
    pub text: Text,
    /// The editor's number of this text.
    pub version: i32,
    /// The project it is in.
    pub root: Root,
    /// Its path in the project.
    pub path: Arc<str>,
}

/// Everything the editor told.
#[derive(Debug, Default)]
pub struct State {
    /// What columns count in.
    pub encoding: Encoding,
    /// Whether the editor asks for diagnostics, instead of being sent them.
    pub pulls: bool,
    /// The folders that are opened.
    pub folders: Vec<PathBuf>,
    /// The buffers.
    pub documents: HashMap<Url, Document>,
    /// The projects that a buffer was ever open of.
    pub projects: HashMap<Root, Arc<Project>>,
}

impl State {
    /// Keeps a buffer that was opened; its project.
    pub fn open(&mut self, url: &Url, version: i32, text: &str) -> Root {
        let (root, path) = self.place(url);
        let document = Document { text: Text::new(text), version, root: root.clone(), path };
        self.documents.insert(url.clone(), document);
        root
    }

    /// Changes a buffer; its project.
    pub fn change(&mut self, url: &Url, version: i32, changes: &[TextDocumentContentChangeEvent]) -> Option<Root> {
        let encoding = self.encoding;
        let document = self.documents.get_mut(url)?;
        for change in changes {
            document.text.apply(change, encoding);
        }
        document.version = version;
        Some(document.root.clone())
    }

    /// Forgets a buffer that was closed; its project.
    pub fn close(&mut self, url: &Url) -> Option<Root> {
        self.documents.remove(url).map(|document| document.root)
    }

    /// The project of a file, and its path there.
    pub fn place(&self, url: &Url) -> (Root, Arc<str>) {
        let Some(path) = (url.scheme() == "file").then(|| url.to_file_path().ok()).flatten() else {
            let name = url.path().rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("untitled");
            return (Root::Alone(url.clone()), name.into());
        };
        let root = roots::root_of(&path, &self.folders);
        let inside = path.strip_prefix(&root).unwrap_or(&path);
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        (Root::Folder(root), parts.join("/").into())
    }

    /// The buffers of a project.
    pub fn documents_of(&self, root: &Root) -> Vec<(Url, Document)> {
        let own = self.documents.iter().filter(|(_, document)| document.root == *root);
        own.map(|(url, document)| (url.clone(), document.clone())).collect()
    }

    /// Where every buffer belongs, after folders were opened or closed, or files came or went; the projects concerned.
    pub fn place_again(&mut self) -> Vec<Root> {
        let urls: Vec<Url> = self.documents.keys().cloned().collect();
        let mut roots = Vec::new();
        for url in urls {
            let (root, path) = self.place(&url);
            let Some(document) = self.documents.get_mut(&url) else { continue };
            if document.root != root {
                roots.extend([std::mem::replace(&mut document.root, root.clone()), root]);
                document.path = path;
            }
        }
        roots
    }
}
