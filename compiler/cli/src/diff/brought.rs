//! A side as the command line names it: sources, what they compiled to, or an export; told apart by what is there.

use super::output::{self, Output};
use crate::console::Console;
use crate::exports::{self, Export};
use crate::failure::Failure;
use crate::paths;
use crate::progress::Progress;
use crate::session::{Session, sum_up};
use crate::{arguments::Diff, disk};
use mam_core::diagnostics::Severity;
use mam_core::diff::{Side, is_output};
use mam_core::import::{FileReport, Input};
use mam_core::semantics::Checked;
use rayon::prelude::*;
use std::fs;
use std::path::Path;

/// A side before a tenant is chosen.
pub enum Brought {
    /// Sources that are checked.
    Sources(Box<(Session, Checked, Vec<String>)>),
    /// What was compiled for some tenants, and their names.
    Output(Vec<Output>, Vec<String>),
    /// An export, and what of it could not be read.
    Export(Vec<Input>, Vec<FileReport>),
}

/// What a side is called.
pub fn called(path: &Path) -> String {
    if exports::is_stdin(path) { exports::STDIN_NAME.into() } else { path.display().to_string() }
}

/// Refuses sides that cannot be brought.
pub fn admit(options: &Diff) -> Result<(), Failure> {
    if exports::is_stdin(&options.left) && exports::is_stdin(&options.right) {
        return Err(Failure::misuse("`-` is standard input, which can be read once; name it for one side"));
    }
    Ok(())
}

impl Brought {
    /// Finds out what a path is, and reads it. None when it is sources that are wrong, which is printed then.
    pub fn load(path: &Path, console: &mut Console) -> Result<Option<Self>, Failure> {
        if exports::is_stdin(path) {
            return Self::export(path, console).map(Some);
        }
        let metadata = fs::metadata(path).map_err(|error| Failure::reading(path, &error))?;
        if metadata.is_dir() {
            return Self::folder(path, console);
        }
        if paths::is_source(path) {
            return Self::sources(path, console);
        }
        // A pipe must not be opened: it may never bring anything.
        disk::size(path).map_err(|error| Failure::reading(path, &error))?;
        if exports::is_archive(path) {
            return Self::export(path, console).map(Some);
        }
        // A bundle may be larger than an export.
        let bytes = disk::read(path).map_err(|error| Failure::reading(path, &error))?;
        if is_output(&bytes) {
            return output::bundle(path, bytes).map(Self::output).map(Some);
        }
        drop(bytes);
        Self::export(path, console).map(Some)
    }

    fn folder(path: &Path, console: &mut Console) -> Result<Option<Self>, Failure> {
        if let Some(output) = output::in_folder(path)? {
            return Ok(Some(Self::output(output)));
        }
        if !paths::list(path, paths::is_source)?.files.is_empty() {
            return Self::sources(path, console);
        }
        let tenants = output::in_folders_of(path)?;
        if !tenants.is_empty() {
            return Ok(Some(Self::outputs(tenants)));
        }
        if paths::list(path, exports::is_export)?.files.is_empty() {
            return Err(Failure::new(format!(
                "`{}` holds neither .mam files nor JSON; name sources, what `mam compile` wrote, or an export",
                path.display()
            )));
        }
        Self::export(path, console).map(Some)
    }

    fn output(output: Output) -> Self {
        Self::outputs(vec![output])
    }

    fn outputs(tenants: Vec<Output>) -> Self {
        let names = tenants.iter().map(|output| output.tenant.clone()).collect();
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

    /// The files of an export; or what was compiled, if it comes in an archive or from standard input.
    fn export(path: &Path, console: &mut Console) -> Result<Self, Failure> {
        let progress = Progress::start(console);
        progress.phase("looking for exports");
        let gathered = exports::gather(&[path.to_path_buf()])?;
        progress.phase("reading");
        progress.expect(gathered.exports.len());
        let read: Vec<Result<Input, FileReport>> = gathered
            .exports
            .into_par_iter()
            .map(|export| {
                let read = Export::read(export);
                progress.step();
                read
            })
            .collect();
        drop(progress);
        console.notes(&gathered.notes);
        let (mut inputs, mut refused) = (Vec::with_capacity(read.len()), Vec::new());
        read.into_iter().for_each(|read| match read {
            Ok(input) => inputs.push(input),
            Err(report) => refused.push(report),
        });
        // Names are those below the side.
        let side = if exports::is_stdin(path) { exports::STDIN_NAME.into() } else { exports::shown(path) };
        let below = format!("{}/", side.trim_end_matches('/'));
        let own = |name: &mut String| {
            if let Some(rest) = name.strip_prefix(&below) {
                *name = rest.to_owned();
            }
        };
        inputs.iter_mut().for_each(|input| own(&mut input.name));
        refused.iter_mut().for_each(|report| own(&mut report.file));
        // Compared with nothing, all of the other side would be new.
        if let (true, Some(first)) = (inputs.is_empty(), refused.first()) {
            let why = first.error.iter().chain(&first.skipped).map(String::as_str).collect::<Vec<_>>().join("; ");
            return Err(Failure::new(format!("`{}`: {why}", super::shown(&side, &first.file))));
        }
        if inputs.iter().any(|input| output::is_manifest(&input.name) && is_output(&input.bytes)) {
            return output::among(&side, inputs).map(Self::outputs);
        }
        if let [only] = inputs.as_mut_slice()
            && is_output(&only.bytes)
        {
            return output::bundle(Path::new(&side), std::mem::take(&mut only.bytes)).map(Self::output);
        }
        Ok(Self::Export(inputs, refused))
    }

    /// The tenants; none of an export.
    pub fn tenants(&self) -> &[String] {
        match self {
            Self::Sources(sources) => &sources.2,
            Self::Output(_, names) => names,
            Self::Export(..) => &[],
        }
    }

    /// The policies of a tenant, or of an export, once.
    pub fn side(&mut self, tenant: Option<&str>) -> Result<Side, Failure> {
        match self {
            Self::Export(inputs, refused) => Ok(Side::export_without(std::mem::take(inputs), std::mem::take(refused))),
            // A side that has tenants, but not this one.
            _ if tenant.is_none() => Ok(Side::export(Vec::new())),
            Self::Output(outputs, _) => {
                let found = outputs.iter().find(|output| Some(output.tenant.as_str()) == tenant);
                found.map_or_else(|| Ok(Side::export(Vec::new())), Output::side)
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
