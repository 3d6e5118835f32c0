//! A side as the command line names it: sources, what they compiled to, or an export; told apart by what is there.

use crate::console::Console;
use crate::disk;
use crate::failure::{Failure, in_words};
use crate::paths;
use crate::progress::Progress;
use crate::session::{Session, sum_up};
use ignore::WalkBuilder;
use mam_core::diagnostics::Severity;
use mam_core::diff::{Side, is_output};
use mam_core::import::Input;
use mam_core::semantics::Checked;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The file that makes a folder the output for a tenant.
const MANIFEST: &str = "manifest.json";

/// A side before a tenant is chosen.
pub enum Brought {
    /// Sources that are checked.
    Sources(Box<(Session, Checked, Vec<String>)>),
    /// Manifests or bundles, by tenant.
    Output(Vec<(String, PathBuf)>, Vec<String>),
    /// An export.
    Export(Vec<Input>),
}

impl Brought {
    /// Finds out what a path is, and reads it. None when it is sources that are wrong, which is printed then.
    pub fn load(path: &Path, console: &mut Console) -> Result<Option<Self>, Failure> {
        let metadata = fs::metadata(path).map_err(|error| Failure::reading(path, &error))?;
        let extension = path.extension().map(|extension| extension.to_ascii_lowercase()).unwrap_or_default();
        if metadata.is_dir() {
            return Self::folder(path, console);
        }
        if extension == "mam" {
            return Self::sources(path, console);
        }
        if extension == "zip" {
            return Err(Failure::misuse(format!("`{}` is an archive; unpack it, and name the folder", path.display())));
        }
        let bytes = disk::read(path).map_err(|error| Failure::reading(path, &error))?;
        if is_output(&bytes) {
            return Ok(Some(Self::output(vec![(tenant_of(path, &bytes)?, path.to_path_buf())])));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Some(Self::Export(vec![Input { name, bytes }])))
    }

    fn folder(path: &Path, console: &mut Console) -> Result<Option<Self>, Failure> {
        if let Some(manifest) = manifest_in(path) {
            let bytes = disk::read(&manifest).map_err(|error| Failure::reading(&manifest, &error))?;
            return Ok(Some(Self::output(vec![(tenant_of(&manifest, &bytes)?, manifest)])));
        }
        if !paths::list(path, paths::is_source)?.files.is_empty() {
            return Self::sources(path, console);
        }
        let mut folders: Vec<PathBuf> = fs::read_dir(path)
            .map_err(|error| Failure::reading(path, &error))?
            .flatten()
            .map(|entry| entry.path())
            .filter(|inner| inner.is_dir())
            .collect();
        folders.sort();
        let tenants = folders
            .iter()
            .filter_map(|folder| Some((folder.file_name()?.to_string_lossy().into_owned(), manifest_in(folder)?)));
        let tenants: Vec<_> = tenants.filter(|(name, _)| !name.starts_with('.')).collect();
        if !tenants.is_empty() {
            return Ok(Some(Self::output(tenants)));
        }
        Self::export(path).map(Some)
    }

    fn output(tenants: Vec<(String, PathBuf)>) -> Self {
        let names = tenants.iter().map(|(name, _)| name.clone()).collect();
        Self::Output(tenants, names)
    }

    fn sources(path: &Path, console: &mut Console) -> Result<Option<Self>, Failure> {
        let progress = Progress::start(console);
        let session = Session::load(&[path.to_path_buf()], console, &progress)?;
        progress.phase("checking");
        let checked = session.project.check();
        drop(progress);
        let is_wrong = checked.has_errors()
            || console.deny_warnings && checked.diagnostics.iter().any(|known| known.severity == Severity::Warning);
        if is_wrong {
            let summary = session.print(&checked.diagnostics, checked.omitted, console);
            session.conclude(&checked.diagnostics, checked.omitted, None, console)?;
            sum_up(&summary, console);
            return Ok(None);
        }
        let tenants = checked.tenants().into_iter().map(str::to_owned).collect();
        Ok(Some(Self::Sources(Box::new((session, checked, tenants)))))
    }

    fn export(folder: &Path) -> Result<Self, Failure> {
        let walk = WalkBuilder::new(folder).standard_filters(false).hidden(true).follow_links(false).build();
        let mut files = Vec::new();
        for entry in walk {
            let entry =
                entry.map_err(|error| Failure::new(format!("`{}` cannot be read: {error}", folder.display())))?;
            let is_json = entry.path().extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
            if is_json && entry.path().is_file() {
                files.push(entry.into_path());
            }
        }
        files.sort();
        if files.is_empty() {
            return Err(Failure::new(format!(
                "`{}` holds neither .mam files nor JSON; name sources, what `mam compile` wrote, or an export",
                folder.display()
            )));
        }
        let read = |file: &PathBuf| -> Result<Input, Failure> {
            let bytes = disk::read(file).map_err(|error| Failure::reading(file, &error))?;
            Ok(Input { name: paths::slashed(file.strip_prefix(folder).unwrap_or(file)), bytes })
        };
        Ok(Self::Export(files.iter().map(read).collect::<Result<_, _>>()?))
    }

    /// The tenants; none of an export.
    pub fn tenants(&self) -> &[String] {
        match self {
            Self::Sources(sources) => &sources.2,
            Self::Output(_, names) => names,
            Self::Export(_) => &[],
        }
    }

    /// The policies of a tenant, or of an export, once.
    pub fn side(&mut self, tenant: Option<&str>) -> Result<Side, Failure> {
        match self {
            Self::Export(inputs) => Ok(Side::export(std::mem::take(inputs))),
            // A side that has tenants, but not this one.
            _ if tenant.is_none() => Ok(Side::export(Vec::new())),
            Self::Output(manifests, _) => {
                let found = manifests.iter().find(|(name, _)| Some(name.as_str()) == tenant);
                let Some((_, manifest)) = found else { return Ok(Side::export(Vec::new())) };
                read_output(manifest)
            }
            Self::Sources(sources) => {
                let (session, checked, _) = &**sources;
                match Side::sources(&session.project, checked, tenant.unwrap_or_default()) {
                    Some(side) => side.map_err(Failure::new),
                    None => Ok(Side::export(Vec::new())),
                }
            }
        }
    }
}

/// The manifest in a folder, if mam wrote it.
fn manifest_in(folder: &Path) -> Option<PathBuf> {
    let manifest = folder.join(MANIFEST);
    disk::read(&manifest).is_ok_and(|bytes| is_output(&bytes)).then_some(manifest)
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

fn read_output(manifest: &Path) -> Result<Side, Failure> {
    let bytes = disk::read(manifest).map_err(|error| Failure::reading(manifest, &error))?;
    let folder = manifest.parent().unwrap_or(Path::new(""));
    let mut body = |path: &str| -> Result<Vec<u8>, String> {
        let relative = Path::new(path);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err("it leads out of the folder; compile again".into());
        }
        disk::read(&folder.join(relative)).map_err(|error| in_words(&error))
    };
    let side = Side::output(&bytes, &mut body);
    side.map(|(_, side)| side).map_err(|problem| Failure::new(format!("`{}`: {problem}", manifest.display())))
}
