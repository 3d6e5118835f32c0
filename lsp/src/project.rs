//! A project that is kept checked while its buffers change: one check at a time, always of the newest texts, so that stale work is
//! never begun and typing never waits. Must not know what a check finds.

use crate::convert;
use crate::server::Shared;
use crate::snapshot::{Files, Snapshot};
use crate::state::Root;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Notify, watch};
use tower_lsp::lsp_types::{Diagnostic, MessageType, Url};

/// A snapshot, and the number of the change that it was made after. None when making it failed.
type Made = (u64, Option<Arc<Snapshot>>);

/// A project and the task that checks it.
#[derive(Debug)]
pub struct Project {
    root: Root,
    /// The number of the last change.
    wanted: AtomicU64,
    changed: Notify,
    made: watch::Sender<Made>,
    files: Mutex<Files>,
    /// What was sent last, by file.
    sent: Mutex<HashMap<Url, Told>>,
}

impl Project {
    /// Begins to keep a project checked.
    pub fn begin(root: Root, shared: &Arc<Shared>) -> Arc<Self> {
        let project = Arc::new(Self {
            root,
            wanted: AtomicU64::new(0),
            changed: Notify::new(),
            made: watch::Sender::new((0, None)),
            files: Mutex::default(),
            sent: Mutex::default(),
        });
        tokio::spawn(Arc::clone(&project).keep_checked(Arc::clone(shared)));
        project
    }

    /// Says that a buffer changed.
    pub fn touch(&self) {
        self.wanted.fetch_add(1, Ordering::SeqCst);
        self.changed.notify_one();
    }

    /// Says that files on the disk changed, came or went.
    pub fn forget(&self, paths: Vec<Arc<str>>) {
        self.files.lock().forget(paths);
        self.touch();
    }

    /// The snapshot after every change that is known now; none when it cannot be made.
    pub async fn current(&self) -> Option<Arc<Snapshot>> {
        let wanted = self.wanted.load(Ordering::SeqCst);
        let mut made = self.made.subscribe();
        let made = made.wait_for(|(number, _)| *number >= wanted).await.ok()?;
        made.1.clone()
    }

    /// The last snapshot, be it as old as it may.
    pub fn last(&self) -> Option<Arc<Snapshot>> {
        self.made.borrow().1.clone()
    }

    async fn keep_checked(self: Arc<Self>, shared: Arc<Shared>) {
        loop {
            self.changed.notified().await;
            let number = self.wanted.load(Ordering::SeqCst);
            let (project, state) = (Arc::clone(&self), Arc::clone(&shared));
            let made = tokio::task::spawn_blocking(move || project.check(&state)).await;
            let snapshot = match made {
                Ok(snapshot) => Some(Arc::new(snapshot)),
                Err(error) => {
                    // A mistake of mam's. What was known before may not fit the texts any more; the next change has another chance.
                    let text = format!("mam could not check this project; please report it: {error}");
                    shared.client.log_message(MessageType::ERROR, text).await;
                    None
                }
            };
            let before = self.made.send_replace((number, snapshot.clone()));
            if let Some(snapshot) = snapshot {
                self.tell(&snapshot, &shared).await;
            }
            // To take a large project apart takes as long as to check it again: nobody waits for that.
            tokio::task::spawn_blocking(move || drop(before));
        }
    }

    fn check(&self, shared: &Shared) -> Snapshot {
        let (buffers, encoding) = {
            let state = shared.state.lock();
            (state.documents_of(&self.root), state.encoding)
        };
        let disk = match &self.root {
            Root::Folder(folder) => Some((shared.disk)(folder.clone())),
            Root::Alone(_) => None,
        };
        let disk = disk.as_deref().map(|disk| disk as _);
        let last = self.last();
        Snapshot::new(self.root.clone(), buffers, encoding, disk, &mut self.files.lock(), last.as_deref())
    }

    /// Sends the diagnostics of files where they or the buffer changed; or says that there are others, to editors that ask for them.
    async fn tell(&self, snapshot: &Snapshot, shared: &Shared) {
        let mut found: HashMap<Url, Told> = HashMap::new();
        for (url, diagnostics) in convert::diagnostics(snapshot) {
            found.insert(url, Told { version: None, diagnostics });
        }
        for (url, version) in snapshot.versions() {
            found.entry(url.clone()).or_default().version = Some(version);
        }
        let mut news = Vec::new();
        {
            let mut sent = self.sent.lock();
            let gone = sent.keys().filter(|url| !found.contains_key(url));
            news.extend(gone.map(|url| (url.clone(), Told::default())));
            let other = found.iter().filter(|(url, told)| sent.get(url) != Some(told));
            news.extend(other.map(|(url, told)| (url.clone(), told.clone())));
            *sent = found;
        }
        if shared.state.lock().pulls {
            // The editor asks again for what it changed itself.
            if news.iter().any(|(_, told)| told.version.is_none()) {
                let client = shared.client.clone();
                // It may be busy with a question of its own: nobody waits for its answer.
                tokio::spawn(async move { client.workspace_diagnostic_refresh().await });
            }
            return;
        }
        for (url, told) in news {
            shared.client.publish_diagnostics(url, told.diagnostics, told.version).await;
        }
    }
}

/// The diagnostics of a file that were sent.
#[derive(Clone, Debug, Default, PartialEq)]
struct Told {
    /// The version of the buffer, of a file that is open.
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
}
