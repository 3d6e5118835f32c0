//! What the pointer is on: a declared name, or a sentence of the vocabulary and what it lowers to here.

use super::sentences::{self, Said};
use super::{names, objects, tree};
use crate::server::Place;
use crate::snapshot::Snapshot;
use mam_core::manual::facts;
use mam_core::vocabulary::model::SentenceEntry;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tower_lsp::lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

/// So many properties are listed of those that a sentence writes here.
const MAX_WRITTEN: usize = 12;

/// A value of more letters is cut.
const MAX_VALUE: usize = 120;

/// What there is to say about a position.
pub fn at(place: &Place, position: Position) -> Option<Hover> {
    let snapshot = &place.snapshot;
    let offset = snapshot.text(&place.file).offset(position, snapshot.encoding);
    tree::item_at(&place.file, offset)?;
    let (text, span) = match names::at(snapshot, &place.file, offset) {
        Some(named) => (names::describe(snapshot, &named), named.span),
        None => {
            let said = sentences::at(snapshot, &place.file, offset)?;
            (format!("{}{}", describe(said.entry), here(place, offset, &said)), said.line.span)
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
    for hole in &entry.holes {
        let Some((_, of)) = hole.types.first() else { continue };
        match facts::strictness(of, entry, hole) {
            "" => {}
            facts::STRICTEST_FIRST => {
                let lists = facts::word_lists(of);
                let words = lists.iter().flat_map(|words| &words.items).map(|item| format!("`{}`", item.words));
                row("Strictest first", words.collect::<Vec<_>>().join(", "));
            }
            strict => row("Stricter", format!("`{}`: {strict}", hole.name)),
        }
    }
    if let Some(reason) = &entry.deprecated {
        row("Deprecated", reason.clone());
    }
    text
}

/// What a sentence writes in the objects of its block, or of the blocks that include it.
fn here(place: &Place, offset: u32, said: &Said<'_>) -> String {
    let snapshot: &Snapshot = &place.snapshot;
    let Ok(about) = objects::about(snapshot, &place.file, offset) else { return String::new() };
    let tenant = snapshot.checked.tenants().first().map(|tenant| (*tenant).to_owned());
    let Some(compiled) = tenant.and_then(|tenant| snapshot.checked.compile(&tenant)) else { return String::new() };
    // What several objects have alike is said once.
    let mut written: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    let mut any = false;
    for object in compiled.objects.iter().filter(|object| about.blocks.binary_search(&object.block).is_ok()) {
        any = true;
        for setting in object.settings.iter() {
            if setting.origin.sentences().any(|(span, _)| span == said.line.span) {
                let property = object.property(setting.slot).to_owned();
                // Apps and assignments are calls of their own.
                if !matches!(property.as_str(), "" | "apps" | "assignments") {
                    let value = cut(&setting.value.json().to_string());
                    written.entry((property, value)).or_default().push(&object.name);
                }
            }
        }
    }
    let writes = !said.entry.writes.is_empty();
    if written.is_empty() {
        return if any && writes { "\nHere another sentence wins over it.\n".into() } else { String::new() };
    }
    let mut text = String::from("\nHere it writes\n");
    for ((property, value), objects) in written.iter().take(MAX_WRITTEN) {
        let several = about.blocks.len() == 1 && compiled_of(&compiled, &about.blocks) != objects.len();
        let which = if several { format!(" in {}", objects.join(", ")) } else { String::new() };
        let _ = writeln!(text, "- `{property}` = `{value}`{which}");
    }
    text
}

fn compiled_of(compiled: &mam_core::graph::Compiled, blocks: &[usize]) -> usize {
    compiled.objects.iter().filter(|object| blocks.binary_search(&object.block).is_ok()).count()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
