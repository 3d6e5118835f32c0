//! Where a declaration says declared names. Told by the very reading that checks a declaration, which is done once more for whoever asks,
//! so that there is one truth about what a name is, and a compilation pays nothing for it.

use super::definitions::DefinitionId;
use super::head;
use super::tenants::Collector;
use super::{Known, Program, baselines, blocks, uses};
use crate::diagnostics::Findings;
use crate::project::Project;
use crate::syntax::{DeclarationKind, File, Span};
use std::collections::HashMap;
use std::sync::Arc;

/// A name that stands for a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// What it stands for.
    pub definition: DefinitionId,
}

impl Program {
    /// The declared names that a declaration says, in order, the one that it declares among them.
    #[must_use]
    pub fn mentions(&self, project: &Project, file: &Arc<File>, place: usize) -> Vec<Mention> {
        let Some(item) = file.items.get(place) else { return Vec::new() };
        let names = Known {
            project,
            vocabulary: &self.vocabulary,
            definitions: &self.definitions,
            apps: &self.apps,
            enough: false,
        };
        let baseline = Some(item.declaration.kind)
            .filter(|kind| *kind == DeclarationKind::Baseline)
            .and_then(|_| self.declared_at(file, place).next());
        // Finding out reads it, too, which must not be heard.
        let kinds = baseline.map(|id| (id, baselines::kinds(names, &self.baselines, id)));
        let ((), uses) = uses::of(|| {
            let mut out = Findings::default();
            match item.declaration.kind {
                DeclarationKind::Use => self.taken(file, place),
                DeclarationKind::Let => names.definitions.touch_words(file, item, item.declaration.head.row),
                DeclarationKind::Param => {
                    if let Ok((_, of, Some(cursor))) = head::param_head(file, item) {
                        let _ = Collector::new(names, &mut out).value(file, item, cursor, &of.text);
                    }
                }
                DeclarationKind::Tenant => {
                    let _ = Collector::new(names, &mut out).tenant(file, item, &HashMap::new());
                }
                DeclarationKind::Baseline => {
                    for (id, kind) in kinds.iter().flat_map(|(id, kinds)| kinds.iter().map(move |kind| (*id, *kind))) {
                        baselines::read_again(names, id, kind);
                    }
                }
                _ => drop(blocks::declaration(names, file, place, item, &mut Vec::new())),
            }
            for id in self.declared_at(file, place) {
                self.definitions.get(id).into_iter().for_each(|definition| uses::mention(definition.name.span, id));
            }
        });
        let mut heard = uses.mentions;
        // The value of a constant is read where it is named, and belongs to the declaration of the constant.
        let end = item.base + item.declaration.length;
        let inside = |span: Span| span.file == file.id && item.base <= span.start && span.end <= end;
        heard.retain(|mention| inside(mention.span));
        heard.sort_unstable();
        heard.dedup();
        heard
    }

    /// What a declaration declares.
    fn declared_at<'a>(&'a self, file: &'a File, place: usize) -> impl Iterator<Item = DefinitionId> + 'a {
        let here = self.definitions.iter().filter(move |(_, known)| known.file.id == file.id && known.item == place);
        here.map(|(id, _)| id)
    }

    /// Tells the names that a `use` takes.
    fn taken(&self, file: &File, place: usize) {
        let head = file.items.get(place).and_then(|item| head::use_head(file, item).ok());
        for name in head.into_iter().flat_map(|head| head.names) {
            let known = self.definitions.visible_as(file.id, &name.text);
            known.into_iter().for_each(|(id, _)| uses::mention(name.span, id));
        }
    }
}
