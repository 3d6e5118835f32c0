//! What the handlers share: who asks, which project answers, and on which thread. Must not know the questions of the protocol.

use crate::Disk;
use crate::features;
use crate::features::json::{JsonAnswer, JsonParams};
use crate::project::Project;
use crate::snapshot::{self, Snapshot};
use crate::state::{Root, State};
use mam_core::syntax::File;
use parking_lot::Mutex;
use serde::Deserialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::Url;

/// What handlers and checks share.
#[derive(Debug)]
pub struct Shared {
    /// The editor.
    pub client: Client,
    /// Brings the files.
    pub disk: Disk,
    /// What the editor told.
    pub state: Mutex<State>,
    /// Whether it wants inlay hints.
    pub inlay_hints: AtomicBool,
    /// Whether it asks again for the edit of an action that is chosen.
    pub resolves: AtomicBool,
}

/// The server.
#[derive(Debug)]
pub struct Backend {
    pub(crate) shared: Arc<Shared>,
}

/// What `mam/text` asks for.
#[derive(Debug, Deserialize)]
pub struct TextParams {
    uri: Url,
}

/// A file of a snapshot.
pub struct Place {
    /// The project.
    pub snapshot: Arc<Snapshot>,
    /// The file.
    pub file: Arc<File>,
}

impl Backend {
    /// A server for an editor.
    #[must_use]
    pub fn new(client: Client, disk: Disk) -> Self {
        Self {
            shared: Arc::new(Shared {
                client,
                disk,
                state: Mutex::default(),
                inlay_hints: AtomicBool::new(true),
                resolves: AtomicBool::default(),
            }),
        }
    }

    /// The text of a buffer as the server has it, or of a file that comes with mam.
    ///
    /// # Errors
    /// When there is none.
    pub async fn text(&self, params: TextParams) -> Result<String> {
        let buffer = self.shared.state.lock().documents.get(&params.uri).map(|document| document.text.clone());
        let url = params.uri;
        self.work(move || match buffer {
            Some(text) => Ok(text.content()),
            None => snapshot::standard_text(&url).map(|text| text.to_string()).ok_or_else(|| {
                Error::invalid_params(format!("no buffer, and nothing that comes with mam, is at `{url}`"))
            }),
        })
        .await?
    }

    /// The Graph JSON of what the cursor is in.
    ///
    /// # Errors
    /// When making it failed.
    pub async fn json(&self, params: JsonParams) -> Result<JsonAnswer> {
        let url = params.text_document.uri.clone();
        let answer = self.ask(&url, move |place| Some(features::json::of(place, &params))).await?;
        Ok(answer.unwrap_or_else(|| JsonAnswer::nothing(features::json::UNKNOWN)))
    }

    pub(crate) fn project(&self, root: &Root) -> Arc<Project> {
        let mut state = self.shared.state.lock();
        let fresh = || Project::begin(root.clone(), &self.shared);
        Arc::clone(state.projects.entry(root.clone()).or_insert_with(fresh))
    }

    /// Answers a question about a file on a thread of its own, from the texts as they are now.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        url: &Url,
        answer: impl FnOnce(&Place) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let known = {
            let state = self.shared.state.lock();
            state.documents.get(url).map(|document| (document.root.clone(), Arc::clone(&document.path)))
        };
        let Some((root, path)) = known else { return Ok(None) };
        let Some(snapshot) = self.project(&root).current().await else { return Ok(None) };
        let Some(file) = snapshot.file(&path).cloned() else { return Ok(None) };
        self.work(move || answer(&Place { snapshot, file })).await
    }

    pub(crate) async fn work<T: Send + 'static>(&self, answer: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        tokio::task::spawn_blocking(answer).await.map_err(|_| Error::internal_error())
    }

    /// Says to the projects which files changed on the disk.
    pub(crate) fn files_changed(&self, urls: impl IntoIterator<Item = Url>) {
        let (changed, moved) = {
            let mut state = self.shared.state.lock();
            let changed: Vec<_> = urls.into_iter().map(|url| state.place(&url)).collect();
            (changed, state.place_again())
        };
        for (root, path) in changed {
            let known = self.shared.state.lock().projects.get(&root).cloned();
            if let Some(project) = known {
                project.forget(vec![path]);
            }
        }
        moved.iter().for_each(|root| self.project(root).touch());
    }
}

impl Shared {
    /// Takes what an editor says of its settings: `{ "inlayHints": false }`, also inside `mam`. Whether something changed.
    pub fn configure(&self, settings: Option<&serde_json::Value>) -> bool {
        let own = settings.map(|settings| settings.get("mam").unwrap_or(settings));
        let wanted = own.and_then(|own| own.get("inlayHints")).and_then(serde_json::Value::as_bool);
        wanted.is_some_and(|wanted| self.inlay_hints.swap(wanted, Ordering::Relaxed) != wanted)
    }
}
