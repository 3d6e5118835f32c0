//! The `use` declarations of a file: one for each module, in order, without names that nothing says.

use super::{Edit, Place, Proposal, whole_lines};
use crate::convert;
use mam_core::diagnostics::Tag;
use mam_core::semantics::head;
use mam_core::syntax::{DeclarationKind, Span, TokenKind};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use tower_lsp::lsp_types::CodeActionKind;

pub(super) fn propose(place: &Place) -> Option<Proposal> {
    let file = &place.file;
    let uses: Vec<_> = file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Use).collect();
    let plain = uses.iter().all(|item| {
        let declaration = &item.declaration;
        let quiet = declaration.docs.is_empty() && declaration.head.comment.is_none() && declaration.body.is_none();
        quiet && declaration.tokens.iter().all(|token| token.kind != TokenKind::Comment)
    });
    // What somebody wrote beside a name stays beside it.
    if uses.is_empty() || !plain {
        return None;
    }
    let unused: HashSet<Span> = convert::diagnostics_of(file, &place.snapshot)
        .filter(|known| known.tag == Some(Tag::Unused))
        .filter_map(|known| known.span())
        .collect();
    let mut modules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut spans = Vec::new();
    for item in uses {
        let head = head::use_head(file, item).ok()?;
        let last = item.declaration.tokens.last()?.range.end;
        spans.push((item.base as usize, (item.base + last) as usize));
        for name in head.names.iter().filter(|name| !unused.contains(&name.span)) {
            modules.entry(head.module.clone()).or_default().insert(name.text.to_string());
        }
    }
    let lines = modules.into_iter().map(|(module, names)| {
        let names: Vec<_> = names.into_iter().collect();
        format!("use {module} ({})\n", names.join(", "))
    });
    let text: String = lines.collect();
    let span = |start: usize, end: usize| {
        Some(Span { file: file.id, start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
    };
    let mut edits = Vec::new();
    let mut before = String::new();
    for (place, (start, end)) in spans.into_iter().enumerate() {
        let (start, end) = whole_lines(&file.text, start, end);
        before.push_str(file.text.get(start..end)?);
        edits.push(Edit { span: span(start, end)?, text: if place == 0 { text.clone() } else { String::new() } });
    }
    (before != text).then(|| Proposal {
        title: "Organise what this file uses".into(),
        kind: CodeActionKind::SOURCE_ORGANIZE_IMPORTS,
        edits,
        keeps: true,
    })
}
