//! What comes with mam and an import makes use of: the apps it knows by their ids, the levels of the data protection framework.

use super::known::Known;
use crate::graph::SlotId;
use crate::graph::object;
use crate::project::{Project, standard_modules};
use crate::semantics::{Checked, head};
use crate::syntax::DeclarationKind;
use crate::vocabulary::model::{BlockKind, Platform, Platforms};
use serde_json::Value as Json;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// A baseline of the standard library, as what it writes.
pub(crate) struct Level {
    pub(crate) name: Arc<str>,
    /// The module it stands in.
    pub(crate) module: &'static str,
    pub(crate) known: usize,
    pub(crate) platform: Option<Platform>,
    pub(crate) values: Vec<(SlotId, Json)>,
    /// The group of apps that it targets.
    pub(crate) app_group: Option<Arc<str>>,
}

/// Compiles a text by itself.
pub(crate) fn compiled(text: String) -> Checked {
    let sources: BTreeMap<String, String> = BTreeMap::from([("a.mam".into(), text)]);
    Project::load(&sources, &["a.mam".into()]).check()
}

/// The levels that the standard library has.
pub(crate) fn levels(known: &[Known]) -> Vec<Level> {
    let mut levels = Vec::new();
    for (module, file) in standard_modules() {
        for item in file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Baseline) {
            let Ok((name, platforms)) = head::baseline_head(file, item) else { continue };
            levels.extend(platforms.iter().flat_map(|platform| level(known, module, &name.text, platform)));
        }
    }
    levels
}

/// What a level writes on a platform: what a block that includes it and says nothing else becomes.
fn level(known: &[Known], module: &'static str, name: &Arc<str>, platform: Platform) -> Option<Level> {
    let (kind, platform_word) = (BlockKind::AppProtection.words(), platform.word());
    let text = format!("use {module} ({name})\n{kind} \"a\" for {platform_word} {{\n    include {name}\n}}\n");
    let checked = compiled(text);
    let compiled = checked.tenants().first().and_then(|tenant| checked.compile(tenant))?;
    let object = compiled.objects.first()?;
    let place = known
        .iter()
        .position(|known| known.object.entity == object.entry.entity && known.object.platforms.contains(platform))?;
    let values = object.settings.iter().filter(|setting| (setting.slot as usize) < object.shape.slots.len());
    Some(Level {
        name: name.clone(),
        module,
        known: place,
        platform: Some(platform),
        values: values.map(|setting| (setting.slot, setting.value.json().into_owned())).collect(),
        app_group: match &object.apps {
            object::Apps::Group(group) => Some(group.clone()),
            object::Apps::Listed(_) => None,
        },
    })
}

/// Apps by their ids.
pub(crate) struct Apps {
    /// Name and ids of an app on a platform, those with the most ids first.
    known: Vec<(Platform, Arc<str>, Vec<String>)>,
    by_id: HashMap<(Platform, String), Vec<usize>>,
    /// Apps that only these exports know, with their platforms, by id.
    own: Mutex<BTreeMap<String, Platforms>>,
}

/// Stands for the name of an app that is declared later.
const OWN_APP: char = '\u{4}';

/// A text with names in place of such marks.
pub(crate) fn with_apps(text: &str, mut name: impl FnMut(&str) -> String) -> String {
    let parts = text.split(OWN_APP).enumerate();
    parts.map(|(number, part)| if number % 2 == 0 { part.to_owned() } else { name(part) }).collect()
}

impl Apps {
    pub(crate) fn standard() -> Self {
        let checked = compiled(String::new());
        let mut known: Vec<(Platform, Arc<str>, Vec<String>)> = Vec::new();
        for app in checked.program.apps.values() {
            for platform in Platform::ALL {
                let ids: Vec<_> = app.on(platform).map(|id| id.to_lowercase()).collect();
                if !ids.is_empty() {
                    known.push((platform, app.name.clone(), ids));
                }
            }
        }
        known.sort_by(|a, b| (a.0, std::cmp::Reverse(a.2.len()), &a.1).cmp(&(b.0, std::cmp::Reverse(b.2.len()), &b.1)));
        let mut by_id: HashMap<_, Vec<usize>> = HashMap::new();
        for (place, (platform, _, ids)) in known.iter().enumerate() {
            ids.iter().for_each(|id| by_id.entry((*platform, id.clone())).or_default().push(place));
        }
        Self { known, by_id, own: Mutex::default() }
    }

    /// The names of apps with these ids, sorted; apps that nobody knows get a mark in place of a name.
    pub(crate) fn names<'i>(&self, platform: Platform, ids: impl Iterator<Item = &'i str>) -> Vec<Arc<str>> {
        let mut open: HashSet<String> = ids.map(str::to_lowercase).collect();
        let mut candidates: Vec<usize> =
            open.iter().filter_map(|id| self.by_id.get(&(platform, id.clone()))).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut names: Vec<Arc<str>> = Vec::new();
        for (_, name, ids) in candidates.into_iter().filter_map(|place| self.known.get(place)) {
            if ids.iter().all(|id| open.contains(id)) {
                ids.iter().for_each(|id| {
                    open.remove(id);
                });
                names.push(name.clone());
            }
        }
        names.sort();
        let mut rest: Vec<_> = open.into_iter().collect();
        rest.sort();
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        for id in rest {
            names.push(format!("{OWN_APP}{id}{OWN_APP}").into());
            let platforms = own.entry(id).or_default();
            *platforms = platforms.with(platform);
        }
        names
    }

    /// The names of all apps that come with mam, with their module.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&Arc<str>, &'static str)> {
        self.known.iter().map(|(_, name, _)| (name, "std.apps"))
    }

    /// The apps that only these exports know: id and platforms.
    pub(crate) fn own(&self) -> Vec<(String, Platforms)> {
        let own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.iter().map(|(id, platforms)| (id.clone(), *platforms)).collect()
    }
}
