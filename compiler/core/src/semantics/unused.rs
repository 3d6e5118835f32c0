//! Names that nobody uses.

use super::definitions::{DefinitionKind, Definitions};
use super::head;
use crate::diagnostics::{Diagnostic, Tag};
use crate::project::Project;
use crate::syntax::{DeclarationKind, File, Range, Span};
use crate::vocabulary::STANDARD_FILES;
use std::sync::atomic::Ordering;

impl Definitions {
    /// Names that nobody uses.
    pub fn unused(&self, project: &Project, out: &mut Vec<Diagnostic>) {
        let own = |span: Span| span.file.0 < STANDARD_FILES;
        for definition in
            self.all.iter().filter(|definition| own(definition.name.span) && !definition.used.load(Ordering::Relaxed))
        {
            // A block is deployed, used or not.
            if matches!(definition.kind, DefinitionKind::Object(_)) {
                continue;
            }
            let message = format!("`{}` is not used", definition.name.text);
            let label = format!("{} that no sentence names", definition.kind.words());
            let diagnostic = Diagnostic::new(44, message)
                .at(definition.name.span, label)
                .help("delete it, or use it")
                .tag(Tag::Unused);
            // The tenants give a param values, which would be left.
            let item = self.item(definition).filter(|_| definition.kind != DefinitionKind::Param);
            out.push(match item {
                Some(item) => diagnostic.repair(
                    "delete the declaration",
                    definition.file.span(item, Range { start: 0, end: item.declaration.length }),
                    "",
                ),
                None => diagnostic,
            });
        }
        for (name, binding) in self.seen.values().flatten().filter(|(_, binding)| own(binding.span)) {
            if binding.imported && !binding.used.load(Ordering::Relaxed) {
                let diagnostic = Diagnostic::new(44, format!("`{name}` is taken from another file and not used"))
                    .at(binding.span, "no sentence of this file names it")
                    .help("delete it from the list")
                    .tag(Tag::Unused);
                out.push(match project.file(binding.span.file).and_then(|file| taken_out(file, binding.span)) {
                    Some(span) => diagnostic.repair(format!("delete `{name}`"), span, ""),
                    None => diagnostic,
                });
            }
        }
    }
}

/// What is deleted to take a name out of a `use`: the name with its comma, or the whole declaration.
fn taken_out(file: &File, name: Span) -> Option<Span> {
    let uses = file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Use);
    let (item, names) = uses
        .filter_map(|item| Some((item, head::use_head(file, item).ok()?.names)))
        .find(|(_, names)| names.iter().any(|known| known.span == name))?;
    let place = names.iter().position(|known| known.span == name)?;
    let before = place.checked_sub(1).and_then(|place| names.get(place));
    Some(match (before, names.get(place + 1)) {
        (_, Some(after)) => Span { end: after.span.start, ..name },
        (Some(before), None) => Span { start: before.span.end, ..name },
        (None, None) => file.span(item, Range { start: 0, end: item.declaration.length }),
    })
}
