//! Files that get other names: what uses their modules follows.

use super::references::workspace_edit;
use super::trial::Edit;
use crate::snapshot::Snapshot;
use mam_core::project::module_of;
use mam_core::semantics::head;
use mam_core::syntax::DeclarationKind;
use tower_lsp::lsp_types::WorkspaceEdit;

/// The edits of all `use` declarations that name a file, or what is in a folder, which moves within the project.
pub fn moved(snapshot: &Snapshot, old: &str, new: &str) -> Option<WorkspaceEdit> {
    // A file and a folder are named alike in a `use`.
    let (old, new) = (module_of(old), module_of(new));
    let mut edits = Vec::new();
    for file in &snapshot.project.files {
        let uses = file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Use);
        for head in uses.filter_map(|item| head::use_head(file, item).ok()) {
            let rest = head.module.strip_prefix(&old);
            let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('.')) else { continue };
            edits.push(Edit { span: head.span, text: format!("{new}{rest}") });
        }
    }
    (!edits.is_empty()).then(|| workspace_edit(snapshot, &edits))
}
