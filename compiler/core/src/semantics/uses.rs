//! The names that a reading resolves, for whoever listens on its thread: a [`super::Memo`], so that what is not read again uses them all
//! the same, and [`super::Program::mentions`]. A compilation listens to nothing and pays nothing.

use super::definitions::DefinitionId;
use super::mentions::Mention;
use crate::syntax::{FileId, Span};
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

/// Names, each as a file sees it.
pub(super) type Used = HashSet<(FileId, Arc<str>)>;

/// What a reading resolves.
#[derive(Default)]
pub(super) struct Uses {
    /// The names.
    pub(super) names: Used,
    /// Those of which the place is known, and what they stand for.
    pub(super) mentions: Vec<Mention>,
}

thread_local! {
    /// What is noted while somebody listens on this thread.
    static NOTED: RefCell<Option<Uses>> = const { RefCell::new(None) };
}

/// Notes that a name is used.
pub(super) fn name(file: FileId, name: &str) {
    note(|uses| {
        uses.names.insert((file, name.into()));
    });
}

/// Notes where a name stands for a definition.
pub(super) fn mention(span: Span, definition: DefinitionId) {
    note(|uses| uses.mentions.push(Mention { span, definition }));
}

fn note(what: impl FnOnce(&mut Uses)) {
    NOTED.with_borrow_mut(|noted| noted.as_mut().map(what));
}

/// What a reading on this thread gives, and the names that it resolves.
pub(super) fn of<T>(read: impl FnOnce() -> T) -> (T, Uses) {
    NOTED.set(Some(Uses::default()));
    let read = read();
    (read, NOTED.take().unwrap_or_default())
}
