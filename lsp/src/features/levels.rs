//! How a block compares with the levels of `std.levels`: what these become is found out once, by compiling them alone.

use mam_core::graph::{Compiled, Object, Setting};
use mam_core::project::{Project, standard_modules};
use mam_core::semantics::{Checked, Definition, DefinitionId, DefinitionKind, head};
use mam_core::syntax::{DeclarationKind, Span};
use mam_core::vocabulary::model::GraphPath;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The module of the levels.
pub const MODULE: &str = "std.levels";

/// A level.
#[derive(Debug)]
pub struct Level {
    /// Its name.
    pub name: String,
    /// The first is 1.
    pub number: usize,
    /// What it becomes on its own.
    pub compiled: Compiled,
    /// What it was compiled from.
    pub checked: Checked,
}

/// A sentence that tells a block from a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// The level says it, and it does not hold.
    Missing(Span),
    /// It is said, and the level does not say it.
    More(Span),
}

impl Level {
    /// What tells objects from the level, of what any of the levels speaks of.
    pub fn differences(&self, objects: &[&Object]) -> BTreeSet<Difference> {
        let mut found = BTreeSet::new();
        for object in objects {
            let Some(level) = self.object_like(object) else { continue };
            let spoken = all().iter().filter_map(|level| level.object_like(object));
            for path in
                spoken.flat_map(|other| other.settings.iter().filter_map(move |setting| path_of(other, setting)))
            {
                let value = |object: &Object| object.value(path).map(|value| value.json().into_owned());
                if value(object) == value(level) {
                    continue;
                }
                found.extend(match (level.said(path), object.said(path)) {
                    (Some(theirs), _) => Some(Difference::Missing(theirs.origin.span)),
                    (None, Some(ours)) => Some(Difference::More(ours.origin.span)),
                    (None, None) => None,
                });
            }
        }
        found
    }

    /// What the level becomes of the entity of an object.
    fn object_like(&self, object: &Object) -> Option<&Object> {
        self.compiled.objects.iter().find(|level| level.entry.entity == object.entry.entity)
    }

    /// Whether it speaks of the entities of all these objects.
    pub fn speaks_of(&self, objects: &[&Object]) -> bool {
        let known =
            |object: &&Object| self.compiled.objects.iter().any(|level| level.entry.entity == object.entry.entity);
        objects.iter().all(known)
    }

    /// The baseline, and those that it includes, in its own program.
    pub fn baseline(&self) -> Option<(DefinitionId, &Definition)> {
        let mut definitions = self.checked.program.definitions.iter();
        definitions.find(|(_, known)| known.kind == DefinitionKind::Baseline && *known.name.text == *self.name)
    }
}

/// The property of a setting; none of what becomes calls of their own.
fn path_of<'a>(object: &'a Object, setting: &Setting) -> Option<&'a GraphPath> {
    object.shape.slots.get(setting.slot as usize).map(|slot| &slot.path)
}

/// The levels, the first one first.
pub fn all() -> &'static [Level] {
    static LEVELS: OnceLock<Vec<Level>> = OnceLock::new();
    LEVELS.get_or_init(|| {
        let file = standard_modules().iter().find(|(name, _)| *name == MODULE).map(|(_, file)| file);
        let baselines = file.into_iter().flat_map(|file| file.items.iter().map(move |item| (file, item)));
        let baselines = baselines.filter(|(_, item)| item.declaration.kind == DeclarationKind::Baseline);
        let heads = baselines.filter_map(|(file, item)| head::baseline_head(file, item).ok());
        heads
            .enumerate()
            .filter_map(|(place, (name, platforms))| {
                let name = name.text.to_string();
                let text = format!(
                    "use {MODULE} ({name})\n\napp protection \"Level\" for {platforms} {{\n    include {name}\n}}\n"
                );
                let sources = BTreeMap::from([("level.mam".to_owned(), text)]);
                let checked = Project::load(&sources, &["level.mam".to_owned()]).check();
                let tenant = checked.tenants().first().map(|tenant| (*tenant).to_owned())?;
                let compiled = checked.compile(&tenant)?;
                Some(Level { name, number: place + 1, compiled, checked })
            })
            .collect()
    })
}

/// The level that objects differ least from, the higher one of two; with what tells them from it.
pub fn nearest(objects: &[&Object]) -> Option<(&'static Level, BTreeSet<Difference>)> {
    let fitting = all().iter().filter(|level| !objects.is_empty() && level.speaks_of(objects));
    let compared = fitting.map(|level| (level, level.differences(objects)));
    compared.min_by_key(|(level, differences)| (differences.len(), std::cmp::Reverse(level.number)))
}
