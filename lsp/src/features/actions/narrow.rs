//! A sentence for one of the platforms of its block alone.

use super::{Edit, Proposal, View};
use mam_core::semantics::Content;
use mam_core::syntax::Span;
use tower_lsp::lsp_types::CodeActionKind;

pub(super) fn propose(view: &View<'_>) -> Vec<Proposal> {
    let Some(block) = view.block.filter(|block| block.kind.has_platforms()) else { return Vec::new() };
    let here = |span: Span| span.start <= view.start && view.end <= span.end;
    let Some(line) = block.lines.iter().find(|line| here(line.span)) else { return Vec::new() };
    // One that is narrowed already says so itself, or stands in a block that does.
    if line.place.platforms != block.place.platforms || line.place.platforms.iter().count() < 2 {
        return Vec::new();
    }
    let sentences = view.place.snapshot.checked.program.vocabulary.sentences();
    let known = |platform| match line.content {
        Content::Said { entry, .. } => sentences.get(entry).is_some_and(|entry| entry.platforms.contains(platform)),
        _ => true,
    };
    let propose = |platform: mam_core::vocabulary::model::Platform| Proposal {
        title: format!("Narrow to {}", platform.title()),
        kind: CodeActionKind::REFACTOR_REWRITE,
        edits: vec![Edit {
            span: Span { start: line.end, end: line.end, ..line.span },
            text: format!(" on {}", platform.word()),
        }],
        keeps: false,
    };
    line.place.platforms.iter().filter(|platform| known(*platform)).map(propose).collect()
}
