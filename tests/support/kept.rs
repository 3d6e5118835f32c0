//! What the tests compile, kept for the check of its types (`tests/types`).

use mam_core::graph::Compiled;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Where policies come from; the check of types counts them apart, and asks for each of these when it is to be complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Sources that tests have.
    Tests,
    /// Policies that others published, imported.
    Corpus,
    /// Policies made of the schema, imported.
    Generated,
}

impl Origin {
    /// The folder of these, as `tests/types/src/origins.js` knows it.
    fn folder(self) -> &'static str {
        match self {
            Self::Tests => "tests",
            Self::Corpus => "corpus",
            Self::Generated => "generated",
        }
    }
}

/// Writes a tenant's folder, as `mam compile` lays it out, below the folder that `MAM_KEEP` names; nothing when it names none.
/// Equal tenants of one origin share one folder.
///
/// # Panics
/// When it cannot be written.
pub fn keep(compiled: &Compiled, origin: Origin) {
    let Some(kept) = std::env::var_os("MAM_KEEP").map(PathBuf::from) else { return };
    let manifest = compiled.manifest();
    let mut hasher = DefaultHasher::new();
    manifest.hash(&mut hasher);
    let tenant = kept.join(origin.folder()).join(format!("{:016x}", hasher.finish()));
    for object in compiled.objects.iter() {
        write(&tenant.join(&object.path), &object.render().bytes);
    }
    write(&tenant.join("manifest.json"), &manifest);
}

fn write(path: &Path, bytes: &[u8]) {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, bytes))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
