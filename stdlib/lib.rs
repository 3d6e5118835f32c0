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
