//! Names that nobody uses.

use super::definitions::{Binding, DefinitionKind, Definitions};
use super::head;
use crate::diagnostics::{Diagnostic, Findings, Tag};
use crate::project::Project;
use crate::syntax::{DeclarationKind, File, Range, Span};
use crate::vocabulary::STANDARD_FILES;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;

impl Definitions {
    /// Names that nobody uses.
    pub fn unused(&self, project: &Project, out: &mut Findings) {
        let own = |span: Span| span.file.0 < STANDARD_FILES;
        // Where a file takes a name and does not use it, that is said there: without its declaration the file would break.
        let bindings = self.seen.values().flat_map(HashMap::values);
        let taken: HashSet<usize> =
            bindings.filter(|binding| binding.imported).map(|binding| binding.target.0).collect();
        for (place, definition) in self.all.iter().enumerate() {
            // A block is deployed, used or not.
            let deployed = matches!(definition.kind, DefinitionKind::Object(_));
            let used = definition.used.load(Ordering::Relaxed) || taken.contains(&place);
            if deployed || used || !own(definition.name.span) {
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
        for file in &project.files {
            self.unused_imports(file, out);
        }
    }

    /// Names that a file takes from others and does not use.
    fn unused_imports(&self, file: &File, out: &mut Findings) {
        let seen = self.seen.get(&file.id).into_iter().flatten();
        let unused = |binding: &Binding| binding.imported && !binding.used.load(Ordering::Relaxed);
        let mut unused: Vec<_> =
            seen.filter(|(_, binding)| unused(binding)).map(|(name, it)| (it.span, name)).collect();
        if unused.is_empty() {
            return;
        }
        unused.sort();
        let deletions = deletions(file);
        for (span, name) in unused {
            let diagnostic = Diagnostic::new(44, format!("`{name}` is taken from another file and not used"))
                .at(span, "no sentence of this file names it")
                .help("delete it from the list")
                .tag(Tag::Unused);
            out.push(match deletions.get(&span) {
                Some(deletion) => diagnostic.repair(format!("delete `{name}`"), *deletion, ""),
                None => diagnostic,
            });
        }
    }
}

/// What is deleted to take a name out of a `use`, by the place of the name: the name with its comma, or the whole declaration.
fn deletions(file: &File) -> HashMap<Span, Span> {
    let mut deletions = HashMap::new();
    for item in file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Use) {
        let Ok(head) = head::use_head(file, item) else { continue };
        let mut before: Option<Span> = None;
        let mut names = head.names.iter().map(|name| name.span).peekable();
        while let Some(name) = names.next() {
            let deletion = match (before, names.peek()) {
                (_, Some(after)) => Span { end: after.start, ..name },
                (Some(before), None) => Span { start: before.end, ..name },
                (None, None) => file.span(item, Range { start: 0, end: item.declaration.length }),
            };
            deletions.insert(name, deletion);
            before = Some(name);
        }
    }
    deletions
}
