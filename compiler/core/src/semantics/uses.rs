//! Which names a reading uses: noted for a [`super::Memo`], so that what is not read again uses them all the same.

use crate::syntax::FileId;
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

/// Names, each as a file sees it.
pub(super) type Used = HashSet<(FileId, Arc<str>)>;

thread_local! {
    /// What is noted while somebody wants to know it on this thread.
    static NOTED: RefCell<Option<Used>> = const { RefCell::new(None) };
}

/// Notes that a name is used.
pub(super) fn note(file: FileId, name: &str) {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted {
            noted.insert((file, name.into()));
        }
    });
}

/// What a reading on this thread gives, and the names that it uses.
pub(super) fn of<T>(read: impl FnOnce() -> T) -> (T, Used) {
    NOTED.set(Some(Used::new()));
    let read = read();
    (read, NOTED.take().unwrap_or_default())
}
