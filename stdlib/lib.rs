//! The standard library as it stands in this folder, embedded in the binary. Knows nothing of the language.

use include_dir::{Dir, include_dir};

static VOCABULARY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/vocabulary");

/// The Graph schema that vocabulary entries are checked against, as JSON.
pub const GRAPH_SCHEMA: &str = include_str!("graph/schema.json");

/// One embedded source file.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// Path inside the standard library, `vocabulary/rules.mam`.
    pub path: &'static str,
    /// The text.
    pub text: &'static str,
}

/// The modules a program can `use`: `std.apps`, `std.levels`.
pub const MODULES: &[(&str, Source)] = &[
    ("std.apps", Source { path: "std/apps.mam", text: include_str!("apps.mam") }),
    ("std.levels", Source { path: "std/levels.mam", text: include_str!("levels.mam") }),
];

/// The files of the vocabulary in the order in which a policy reads well, that of the admin centre's pages.
pub const READING_ORDER: &[&str] = &[
    "naming.mam",
    "app_protection/assignment.mam",
    "app_protection/data_protection.mam",
    "app_protection/clipboard_and_keyboards.mam",
    "app_protection/functionality.mam",
    "app_protection/windows.mam",
    "app_protection/access_requirements.mam",
    "app_protection/conditional_launch.mam",
    "app_protection/device_conditions.mam",
    "conditional_access/users.mam",
    "conditional_access/resources.mam",
    "conditional_access/conditions.mam",
    "conditional_access/grant.mam",
    "conditional_access/session.mam",
    "conditional_access/state.mam",
];

/// The vocabulary files, in the order of their paths.
pub fn vocabulary() -> Vec<Source> {
    fn walk(dir: &'static Dir<'static>, out: &mut Vec<Source>) {
        out.extend(dir.files().filter_map(|file| {
            let path = file.path().to_str().filter(|path| path.ends_with(".mam"))?;
            Some(Source { path, text: file.contents_utf8()? })
        }));
        dir.dirs().for_each(|dir| walk(dir, out));
    }
    let mut sources = Vec::new();
    walk(&VOCABULARY, &mut sources);
    sources.sort_by_key(|source| source.path);
    sources
}

/// All of it: the modules, then the vocabulary.
pub fn sources() -> impl Iterator<Item = Source> {
    MODULES.iter().map(|(_, source)| *source).chain(vocabulary())
}
