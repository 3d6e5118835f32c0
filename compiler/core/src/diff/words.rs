//! Sentences as they are shown: what stands in the directory by its name, apps by the names that sources give them.

use super::side::Side;
use crate::import::names::Names;
use crate::import::statement::phrase::quoted;
use crate::import::theirs::with_apps;
use crate::values;
use crate::vocabulary::Vocabulary;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What sentences are shown with.
pub(super) struct Words {
    names: Names,
    apps: HashMap<String, String>,
}

impl Words {
    pub(super) fn new(vocabulary: &Vocabulary, sides: [&Side; 2]) -> Self {
        let mut names = Names::new(vocabulary);
        let mut ids: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        let mut by_name: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        for (kind, id, name) in sides.iter().flat_map(|side| side.names()) {
            ids.entry((*kind, id.to_lowercase())).or_default().insert(name.clone());
            by_name.entry((*kind, name.clone())).or_default().insert(id.to_lowercase());
        }
        for ((kind, id), called) in ids.iter().filter(|((_, id), _)| values::is_guid(id)) {
            // A name that means something else for each side would hide that they differ.
            let clear = |name: &&String| by_name.get(&(*kind, (*name).clone())).is_some_and(|ids| ids.len() == 1);
            if let Some(name) = called.iter().find(clear) {
                names.declare(*kind, id, name);
            }
        }
        let apps = sides.iter().flat_map(|side| side.apps()).map(|(_, id, name)| (id.clone(), name.clone()));
        Self { names, apps: apps.collect() }
    }

    /// A sentence as a person reads it.
    pub(super) fn filled(&self, text: &str) -> String {
        with_apps(&self.names.fill(text), |id| self.apps.get(id).cloned().unwrap_or_else(|| quoted(id)))
    }
}
