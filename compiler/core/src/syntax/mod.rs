//! Text → tree. A file is cut into declarations ([`layout`]), each is parsed by pest on its own, and what does not fit is kept as
//! a token of its own with a problem beside it: parsing never fails, and the tree loses nothing.
//! Must not know which sentences exist, nor what a declaration means.
//!
//! ```
//! use mam_core::syntax::{DeclarationKind, FileId, parse};
//!
//! let file = parse(FileId(0), "phones.mam".into(), "baseline calm {\n    block printing\n}\n".into());
//! assert_eq!(file.items[0].declaration.kind, DeclarationKind::Baseline);
//! assert!(file.items[0].declaration.problems.is_empty());
//! ```

mod assemble;
mod characters;
mod format;
mod layout;
mod parse;
mod problems;
mod scan;
mod tree;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

pub use characters::invisible as is_invisible;
pub use format::format;
use layout::{Layout, Piece};
pub use tree::*;

/// So many blocks and JSON brackets may stand inside each other. People stop at three; a machine that writes more has a mistake.
pub const MAX_DEPTH: usize = 64;

/// A sentence may be so many bytes long, JSON and continuation lines included.
pub const MAX_SENTENCE: usize = 1 << 20;

/// Parses a file. Never fails: what is wrong with the text is in [`File::problems`] and [`Declaration::problems`].
#[must_use]
pub fn parse(id: FileId, path: Arc<str>, text: Arc<str>) -> File {
    let text = without_mark(text);
    if u32::try_from(text.len()).is_err() {
        return oversized(id, path, text);
    }
    let layout = layout::cut(&text);
    let items = layout.pieces.par_iter().map(|piece| item(&text, piece)).collect();
    file(id, path, text, layout, items)
}

/// Parses the next version of a file, and takes from the old one the declarations whose text is the same.
#[must_use]
pub fn reparse(old: &File, text: Arc<str>) -> File {
    let text = without_mark(text);
    if u32::try_from(text.len()).is_err() {
        return oversized(old.id, old.path.clone(), text);
    }
    let layout = layout::cut(&text);
    let unknown = old.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Unknown).count();
    let known = if layout.overflowed || unknown > layout::MAX_UNKNOWN { HashMap::new() } else { declarations(old) };
    let items = layout
        .pieces
        .par_iter()
        .map(|piece| match known.get(piece.range.of(&text)) {
            Some(declaration) => Item { base: piece.range.start, declaration: Arc::clone(declaration) },
            None => item(&text, piece),
        })
        .collect();
    file(old.id, old.path.clone(), text, layout, items)
}

fn declarations(old: &File) -> HashMap<&str, &Arc<Declaration>> {
    old.items.iter().map(|item| (old.text_of(item), &item.declaration)).collect()
}

fn item(text: &str, piece: &Piece) -> Item {
    Item { base: piece.range.start, declaration: Arc::new(assemble::declaration(text, piece)) }
}

fn file(id: FileId, path: Arc<str>, text: Arc<str>, layout: Layout, items: Vec<Item>) -> File {
    let Layout { docs, comments, problems, .. } = layout;
    File { id, path, text, docs, comments, items, problems: problems.kept, omitted: problems.omitted }
}

fn without_mark(text: Arc<str>) -> Arc<str> {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Arc::from(rest),
        None => text,
    }
}

/// Spans are 32 bits wide; a longer text is refused as a whole.
fn oversized(id: FileId, path: Arc<str>, text: Arc<str>) -> File {
    let problem = Problem { kind: ProblemKind::TooLong, range: Range { start: 0, end: u32::MAX } };
    File {
        id,
        path,
        text,
        docs: Vec::new(),
        comments: Vec::new(),
        items: Vec::new(),
        problems: vec![problem],
        omitted: 0,
    }
}
