//! The phrase that is being written, with the hole that the cursor is in: what it takes, what is said by saying nothing.

use super::completion::context::Context;
use crate::server::Place;
use mam_core::manual::facts;
use mam_core::vocabulary::Expected;
use mam_core::vocabulary::model::{Hole, SentenceEntry, Type, WriteValue};
use std::fmt::Write as _;
use tower_lsp::lsp_types::*;

/// So many phrases are shown of those that go on with the words before the cursor.
const MAX_PHRASES: usize = 12;

/// So many words of a hole are listed.
const MAX_WORDS: usize = 24;

/// The phrases that go on at a position.
pub fn at(place: &Place, position: Position) -> Option<SignatureHelp> {
    let snapshot = &place.snapshot;
    let offset = snapshot.text(&place.file).offset(position, snapshot.encoding);
    let context = Context::new(place, offset);
    if context.typed.is_empty() || context.kinds.is_empty() {
        return None;
    }
    let mut found: Vec<(usize, Option<usize>)> = Vec::new();
    for expected in context.expected() {
        let hole = if let Expected::Hole(_, hole) = expected { Some(hole) } else { None };
        match found.iter_mut().find(|(entry, _)| *entry == expected.entry()) {
            Some((_, known)) => *known = known.or(hole),
            None => found.push((expected.entry(), hole)),
        }
    }
    // Those with a hole here say more than those that only go on with another word.
    found.sort_by_key(|(_, hole)| hole.is_none());
    let sentences = context.vocabulary().sentences();
    let fitting = found.iter().filter_map(|(place, hole)| Some((sentences.get(*place)?, *hole)));
    let fitting = fitting.filter(|(entry, _)| context.fits(entry)).take(MAX_PHRASES);
    let signatures: Vec<_> = fitting.map(|(entry, hole)| signature(entry, hole, &context)).collect();
    let active_parameter = signatures.first()?.active_parameter;
    Some(SignatureHelp { signatures, active_signature: Some(0), active_parameter })
}

fn signature(entry: &SentenceEntry, active: Option<usize>, context: &Context<'_>) -> SignatureInformation {
    let label = entry.phrase.to_string();
    let parameters = entry.holes.iter().filter_map(|hole| {
        let start = label.find(&format!("{{{}}}", hole.name))?;
        let end = start + hole.name.len() + 2;
        let units = |until: usize| {
            let before = label.get(..until).unwrap_or_default().encode_utf16().count();
            u32::try_from(before).unwrap_or(u32::MAX)
        };
        Some(ParameterInformation {
            label: ParameterLabel::LabelOffsets([units(start), units(end)]),
            documentation: Some(markdown(of_hole(entry, hole, context))),
        })
    });
    SignatureInformation {
        parameters: Some(parameters.collect()),
        documentation: Some(markdown(entry.docs.clone())),
        active_parameter: active.and_then(|hole| u32::try_from(hole).ok()),
        label,
    }
}

fn markdown(value: String) -> Documentation {
    Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })
}

/// What a hole takes, and which value it has when nothing is said.
fn of_hole(entry: &SentenceEntry, hole: &Hole, context: &Context<'_>) -> String {
    let mut text = String::new();
    let Some(of) = context.type_of(hole) else { return text };
    match of {
        Type::Words(words) => {
            for word in context.words(words).take(MAX_WORDS) {
                let docs = word.docs.lines().next().unwrap_or_default();
                let _ = writeln!(text, "- `{}`{}{docs}", word.words, if docs.is_empty() { "" } else { ": " });
            }
        }
        other => {
            let _ = writeln!(text, "{}", facts::capital(&other.describe()));
        }
    }
    let strict = facts::strictness(of, entry, hole);
    if !strict.is_empty() {
        let _ = writeln!(text, "\n{}.", facts::capital(strict));
    }
    let place = entry.holes.iter().position(|known| known.name == hole.name);
    let writes =
        entry.writes.iter().filter(|write| matches!(write.value, WriteValue::Hole(hole) if Some(hole) == place));
    for write in writes {
        let default = write.default.as_ref().map(|default| format!(", `{default}` when nothing is said"));
        let _ = writeln!(text, "\nGraph: `{}`{}", write.path, default.unwrap_or_default());
    }
    text
}
