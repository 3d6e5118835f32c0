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

/// The trees of [`mam_stdlib::sources`], in that order, as the build script left them.
const TREES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/trees"));

fn read() -> Standard {
    let trees: Vec<&[u8]> = postcard::from_bytes(TREES).unwrap_or_default();
    let modules = mam_stdlib::MODULES.len();
    let files = || {
        let sources: Vec<_> = mam_stdlib::sources().collect();
        let read = |(place, source): (usize, &mam_stdlib::Source)| {
            let first = if place < modules { STANDARD_FILES } else { VOCABULARY_FILES };
            file(first, place, source, trees.get(place))
        };
        sources.par_iter().enumerate().map(read).collect::<Vec<_>>()
    };
    let vocabulary = || {
        let mut files = files();
        let vocabulary = files.split_off(modules);
        let of = Arc::new(Vocabulary::of(&vocabulary));
        (files, vocabulary, of)
    };
    let ((modules, files, vocabulary), _) = rayon::join(vocabulary, Schema::standard);
    let modules = mam_stdlib::MODULES.iter().map(|(name, _)| *name).zip(modules).collect();
    Standard { modules, files, vocabulary }
}

fn file(first: u32, place: usize, source: &mam_stdlib::Source, tree: Option<&&[u8]>) -> Arc<File> {
    let (id, path, text) = (
        FileId(first.saturating_add(u32::try_from(place).unwrap_or(u32::MAX))),
        source.path.into(),
        source.text.into(),
    );
    Arc::new(match tree.and_then(|tree| postcard::from_bytes(tree).ok()) {
        Some(tree) => File { id, path, text, ..tree },
        None => syntax::parse(id, path, text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trees_are_those_of_the_text() {
        let trees: Vec<&[u8]> = postcard::from_bytes(TREES).expect("the build script's");
        let sources: Vec<_> = mam_stdlib::sources().collect();
        assert_eq!(trees.len(), sources.len());
        for (tree, source) in trees.into_iter().zip(sources) {
            let tree: File = postcard::from_bytes(tree).expect("a tree");
            let kept = File { path: source.path.into(), text: source.text.into(), ..tree };
            let parsed = syntax::parse(kept.id, Arc::clone(&kept.path), Arc::clone(&kept.text));
            assert_eq!(format!("{kept:?}"), format!("{parsed:?}"), "{}", source.path);
        }
    }
}
