//! What `mam compile` wrote, in folders, in one file or in an archive: manifests, and where the bodies are that they name.

use crate::disk;
use crate::failure::{Failure, in_words};
use mam_core::diff::{Side, is_output};
use mam_core::import::Input;
use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The file that makes a folder the output for a tenant.
const MANIFEST: &str = "manifest.json";

/// What was compiled for a tenant.
pub struct Output {
    /// The tenant's name.
    pub tenant: String,
    /// Where its manifest is.
    place: PathBuf,
    manifest: Vec<u8>,
    bodies: Bodies,
}

/// Where the bodies are that a manifest names.
enum Bodies {
    /// On the disk, below the manifest's folder.
    Disk,
    /// In an archive, by their names, below the manifest's folder there.
    Archive(Arc<HashMap<String, Vec<u8>>>, String),
}

impl Output {
    fn new(place: PathBuf, manifest: Vec<u8>, bodies: Bodies) -> Result<Self, Failure> {
        Ok(Self { tenant: tenant_of(&place, &manifest)?, place, manifest, bodies })
    }

    /// Its policies.
    pub fn side(&self) -> Result<Side, Failure> {
        let folder = self.place.parent().unwrap_or(Path::new(""));
        let mut body = |path: &str| -> Result<Vec<u8>, String> {
            let relative = Path::new(path);
            if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
                return Err("it leads out of the folder; compile again".into());
            }
            match &self.bodies {
                Bodies::Disk => disk::read(&folder.join(relative)).map_err(|error| in_words(&error)),
                Bodies::Archive(files, folder) => {
                    let found = files.get(&format!("{folder}{path}")).cloned();
                    found.ok_or_else(|| "the archive does not have it; make it again".into())
                }
            }
        };
        let side = Side::output(&self.manifest, &mut body);
        let failed = |problem| Failure::new(format!("`{}`: {problem}", self.place.display()));
        side.map(|(_, side)| side).map_err(failed)
    }
}

/// What one file holds: a bundle, or a manifest with its bodies beside it.
pub fn bundle(path: &Path, bytes: Vec<u8>) -> Result<Output, Failure> {
    Output::new(path.to_path_buf(), bytes, Bodies::Disk)
}

/// What a folder is the output of, if mam wrote it.
pub fn in_folder(folder: &Path) -> Result<Option<Output>, Failure> {
    let place = folder.join(MANIFEST);
    match disk::read(&place) {
        Ok(bytes) if is_output(&bytes) => Output::new(place, bytes, Bodies::Disk).map(Some),
        _ => Ok(None),
    }
}

/// What the folders in a folder are the output of: one for each tenant.
pub fn in_folders_of(path: &Path) -> Result<Vec<Output>, Failure> {
    let entries = fs::read_dir(path).map_err(|error| Failure::reading(path, &error))?;
    let mut folders: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|inner| inner.is_dir()).collect();
    folders.retain(|folder| folder.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')));
    folders.sort();
    let found: Vec<Option<Output>> = folders.iter().map(|folder| in_folder(folder)).collect::<Result<_, _>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// Whether a file of an archive is called like a manifest.
pub fn is_manifest(name: &str) -> bool {
    name == MANIFEST || name.strip_suffix(MANIFEST).is_some_and(|folder| folder.ends_with('/'))
}

/// What the files of an archive are the output of.
pub fn among(archive: &str, inputs: Vec<Input>) -> Result<Vec<Output>, Failure> {
    let files: HashMap<String, Vec<u8>> = inputs.into_iter().map(|input| (input.name, input.bytes)).collect();
    let files = Arc::new(files);
    let mut manifests: Vec<_> = files.iter().filter(|(name, bytes)| is_manifest(name) && is_output(bytes)).collect();
    manifests.sort();
    let outputs = manifests.into_iter().map(|(name, manifest)| {
        let folder = name.strip_suffix(MANIFEST).unwrap_or_default().to_owned();
        let bodies = Bodies::Archive(Arc::clone(&files), folder);
        Output::new(PathBuf::from(format!("{archive}/{name}")), manifest.clone(), bodies)
    });
    outputs.collect()
}

fn tenant_of(manifest: &Path, bytes: &[u8]) -> Result<String, Failure> {
    #[derive(serde::Deserialize)]
    struct Head {
        tenant: Tenant,
    }
    #[derive(serde::Deserialize)]
    struct Tenant {
        name: String,
    }
    serde_json::from_slice::<Head>(bytes)
        .map(|head| head.tenant.name)
        .map_err(|error| Failure::new(format!("`{}` names no tenant: {error}; compile again", manifest.display())))
}
