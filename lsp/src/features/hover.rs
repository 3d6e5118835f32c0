//! What the pointer is on: a declared name, or a sentence of the vocabulary.

use super::{names, sentences, tree};
use crate::server::Place;
use mam_core::vocabulary::model::{SentenceEntry, Strictness};
use std::fmt::Write as _;
use tower_lsp::lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

/// What there is to say about a position.
pub fn at(place: &Place, position: Position) -> Option<Hover> {
    let snapshot = &place.snapshot;
    let offset = snapshot.text(&place.file).offset(position, snapshot.encoding);
    tree::item_at(&place.file, offset)?;
    let (text, span) = match names::at(snapshot, &place.file, offset) {
        Some(named) => (names::describe(snapshot, &named), named.span),
        None => {
            let said = sentences::at(snapshot, &place.file, offset)?;
            (describe(said.entry), said.line.span)
        }
    };
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: text });
    Some(Hover { contents, range: Some(snapshot.range(span)) })
}

/// Everything there is to know about a sentence, in Markdown.
fn describe(entry: &SentenceEntry) -> String {
    let mut text = format!("`{}`\n\n{}\n\n", entry.phrase, entry.docs);
    let mut row = |name: &str, value: String| {
        let _ = writeln!(text, "- {name}: {value}");
    };
    if !entry.portal.is_empty() {
        row("Admin centre", entry.portal.join(" › "));
    }
    if entry.kinds.iter().any(|kind| kind.has_platforms()) {
        row("Platforms", entry.platforms.to_string());
    }
    for write in &entry.writes {
        let default = write.default.as_ref().map(|default| format!(", `{default}` by default")).unwrap_or_default();
        row("Graph", format!("`{}`{default}", write.path));
    }
    match entry.strict {
        Strictness::Higher => row("Stricter", "higher".into()),
        Strictness::Lower => row("Stricter", "lower".into()),
        Strictness::LowerOrZero => row("Stricter", "lower, but zero means never".into()),
        Strictness::More => row("Stricter", "more of them".into()),
        Strictness::Fewer => row("Stricter", "fewer of them".into()),
        Strictness::Listed | Strictness::None => {}
    }
    if let Some(reason) = &entry.deprecated {
        row("Deprecated", reason.clone());
    }
    text
}
