//! What comes with mam, read once a process. Must not know what is in it.

use crate::syntax::{self, File, FileId};
use crate::vocabulary::{STANDARD_FILES, Schema, Vocabulary};
use rayon::prelude::*;
use std::sync::{Arc, OnceLock};

/// The vocabulary's files have ids from here on, those of the modules lie before.
const VOCABULARY_FILES: u32 = STANDARD_FILES + 16;

/// What comes with mam.
pub(crate) struct Standard {
    /// The modules that a program can `use`, by their names.
    pub(crate) modules: Vec<(&'static str, Arc<File>)>,
    /// The files of the vocabulary.
    pub(crate) files: Vec<Arc<File>>,
    /// The vocabulary.
    pub(crate) vocabulary: Arc<Vocabulary>,
}

/// What comes with mam.
pub(crate) fn standard() -> &'static Standard {
    static STANDARD: OnceLock<Standard> = OnceLock::new();
    STANDARD.get_or_init(|| on_its_own(read))
}

/// Works in threads that do nothing else. A thread of the common pool takes up other work while it waits, and that work may ask for what
/// is only being made; and all of its threads may be waiting for it.
fn on_its_own<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let Ok(pool) = rayon::ThreadPoolBuilder::new().build() else { return work() };
    std::thread::scope(|scope| match scope.spawn(|| pool.install(work)).join() {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}

fn read() -> Standard {
    let vocabulary = || {
        let sources = mam_stdlib::vocabulary();
        let files: Vec<_> =
            sources.par_iter().enumerate().map(|(place, source)| parse(VOCABULARY_FILES, place, source)).collect();
        let vocabulary = Arc::new(Vocabulary::of(&files));
        (files, vocabulary)
    };
    let modules = || {
        let parsed = |(place, (name, source)): (usize, &(&'static str, mam_stdlib::Source))| {
            (*name, parse(STANDARD_FILES, place, source))
        };
        mam_stdlib::MODULES.par_iter().enumerate().map(parsed).collect()
    };
    let ((files, vocabulary), (modules, _)) = rayon::join(vocabulary, || rayon::join(modules, Schema::standard));
    Standard { modules, files, vocabulary }
}

fn parse(first: u32, place: usize, source: &mam_stdlib::Source) -> Arc<File> {
    let id = FileId(first.saturating_add(u32::try_from(place).unwrap_or(u32::MAX)));
    Arc::new(syntax::parse(id, source.path.into(), source.text.into()))
}
