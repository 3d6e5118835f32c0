//! Blocks that sentences of other blocks name: a location, a filter, a scope tag, an authentication strength.

use super::layer::Context;
use super::lowered::Reference;
use crate::diagnostics::Diagnostic;
use crate::semantics::{Block, DefinitionId, Program};
use crate::vocabulary::{Spanned, Value};
use rustc_hash::FxHashMap;

/// The blocks that have a name for others, by its definition.
pub(super) struct Named<'a>(FxHashMap<DefinitionId, &'a Block>);

impl<'a> Named<'a> {
    pub(super) fn of(program: &'a Program) -> Self {
        let mut named = FxHashMap::default();
        for block in &program.blocks {
            if let Some(definition) = block.definition {
                named.entry(definition).or_insert(&**block);
            }
        }
        Self(named)
    }
}

impl Context<'_> {
    /// The object that a name of a block stands for, as others refer to it. A block for several platforms becomes an object for
    /// each, of which the one for the own platform is meant.
    pub(super) fn block(&self, id: DefinitionId) -> Option<Reference> {
        let block = self.find(id)?;
        let title = block.title.as_ref().map(|title| title.text.clone()).unwrap_or_default();
        let several = block.kind.has_platforms() && block.place.platforms.iter().count() > 1;
        let name = match self.platform.filter(|_| several) {
            Some(platform) => format!("{title} ({})", platform.title()).into(),
            None => title,
        };
        Some(Reference { kind: block.kind.declares()?, name, is_id: false, own: Some(id) })
    }

    /// What to say of a block that is for other platforms than the one it is named on.
    pub(super) fn block_elsewhere(&self, item: &Spanned) -> Option<Diagnostic> {
        let Value::Declared(place) = item.value else { return None };
        let block = self.find(DefinitionId(place))?;
        let platform = self.platform.filter(|platform| !block.place.platforms.contains(*platform))?;
        let name = &block.name.text;
        Some(
            Diagnostic::new(24, format!("the {} `{name}` is not for {}", block.kind.words(), platform.title()))
                .at(item.span, format!("it is for {}", block.place.platforms))
                .at(block.name.span, "declared here")
                .help(format!("add `{}` to its head, or narrow the sentence with `on`", platform.word())),
        )
    }

    fn find(&self, id: DefinitionId) -> Option<&Block> {
        self.named.0.get(&id).copied()
    }
}
