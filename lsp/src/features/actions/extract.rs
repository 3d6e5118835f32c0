//! The sentences that are selected become a baseline, which the block includes.

use super::{Edit, Proposal, View, fresh_name, whole_lines};
use mam_core::syntax::{Node, Range, Span};
use tower_lsp::lsp_types::CodeActionKind;

pub(super) fn propose(view: &View<'_>) -> Option<Proposal> {
    let block = view.block.filter(|_| view.start < view.end)?;
    let body = view.item.declaration.body.as_ref()?;
    let base = view.item.base;
    let selected = body.nodes.iter().filter_map(|node| range_of(view, node)).filter(|range| {
        // What only touches the selection is not in it.
        base + range.start < view.end && view.start < base + range.end
    });
    let selected: Vec<Range> = selected.collect();
    let (first, last) = (selected.first()?, selected.last()?);
    let file = &view.place.file;
    let (start, end) = whole_lines(&file.text, (base + first.start) as usize, (base + last.end) as usize);
    // Neither the head nor the closing brace may stand on these lines.
    if (start as u64) <= u64::from(base + body.range.start) || (end as u64) >= u64::from(base + body.range.end) {
        return None;
    }
    let text = file.text.get(start..end)?;
    let indentation: String = text.chars().take_while(|letter| matches!(letter, ' ' | '\t')).collect();
    let name = fresh_name(view.place, "shared");
    let platforms = if block.kind.has_platforms() { format!(" for {}", block.place.platforms) } else { String::new() };
    let baseline = format!("baseline {name}{platforms} {{\n{}\n}}\n\n", text.trim_end());
    let span = |start: usize, end: usize| {
        Some(Span { file: file.id, start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
    };
    Some(Proposal {
        title: "Extract a baseline".into(),
        kind: CodeActionKind::REFACTOR_EXTRACT,
        edits: vec![
            Edit { span: Span { file: file.id, start: base, end: base }, text: baseline },
            Edit { span: span(start, end)?, text: format!("{indentation}include {name}\n") },
        ],
        keeps: true,
    })
}

/// From the documentation of a sentence or block to the comment behind it; none for a comment alone.
fn range_of(view: &View<'_>, node: &Node) -> Option<Range> {
    let (sentence, end) = match node {
        Node::Sentence(sentence) => (sentence, sentence.comment.map(|comment| comment.end)),
        Node::Block { head, body } => (head, Some(body.comment.map_or(body.range.end, |comment| comment.end))),
        Node::Comment(_) => return None,
    };
    let words = view.item.declaration.row(sentence.row);
    let start = sentence.docs.first().map_or(words.first()?.range.start, |docs| docs.start.saturating_sub(3));
    Some(Range { start, end: end.unwrap_or(words.last()?.range.end) })
}
