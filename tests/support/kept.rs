//! What the tests compile, kept for the check of its types (`tests/types`).

use mam_core::graph::Compiled;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Writes a tenant's folder, as `mam compile` lays it out, below the folder that `MAM_KEEP` names; nothing when it names none.
/// Equal tenants share one folder.
///
/// # Panics
/// When it cannot be written.
pub fn keep(compiled: &Compiled) {
    let Some(kept) = std::env::var_os("MAM_KEEP").map(PathBuf::from) else { return };
    let manifest = compiled.manifest();
    let mut hasher = DefaultHasher::new();
    manifest.hash(&mut hasher);
    let tenant = kept.join(format!("{:016x}", hasher.finish()));
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
