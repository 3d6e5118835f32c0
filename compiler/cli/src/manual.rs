//! `mam manual`: the reference manual of the standard vocabulary, or of a project's, as pages in a folder. Must not know what is on them.

use crate::arguments::Manual as Options;
use crate::console::Console;
use crate::failure::{Exit, Failure};
use crate::output;
use crate::place;
use crate::progress::Progress;
use crate::report::{self, Findings, counted, safe::visible};
use crate::session::{Session, sum_up};
use mam_core::diagnostics::{Diagnostic, Severity};
use mam_core::manual::{MARK, Manual, manual};
use mam_core::vocabulary::Vocabulary;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// Writes the pages.
pub fn run(options: &Options, console: &mut Console) -> Result<Exit, Failure> {
    output::is_there(&options.out, "")?;
    if options.paths.is_empty() {
        let written = write(options, &manual(Vocabulary::standard(), &[]), console);
        report::conclude(&Findings::none(), written.as_ref().err(), console)?;
        return written.map(|()| Exit::Done);
    }
    let progress = Progress::start(console);
    let session = Session::load(&options.paths, console, &progress)?;
    progress.phase("checking");
    let checked = session.project.check();
    drop(progress);
    // What a policy may want to know about itself is no business of a manual.
    let stops = |found: &&Diagnostic| match found.severity {
        Severity::Error => true,
        Severity::Warning => console.deny_warnings,
        Severity::Info | Severity::Hint => false,
    };
    let diagnostics: Vec<Diagnostic> = checked.diagnostics.iter().filter(stops).cloned().collect();
    let summary = session.print(&diagnostics, 0, console);
    let exit = summary.exit(console);
    let written = match exit {
        Exit::Done => write(options, &manual(&checked.program.vocabulary, &session.project.files), console),
        _ => Ok(()),
    };
    let concluded = session.conclude(&diagnostics, 0, written.as_ref().err(), console);
    written.and(concluded)?;
    if !summary.is_empty() {
        sum_up(&summary, console);
    }
    Ok(exit)
}

/// Puts the pages into the folder, and takes those away that mam wrote for what is no longer there.
fn write(options: &Options, manual: &Manual, console: &Console) -> Result<(), Failure> {
    let out = &options.out;
    if !options.force {
        admit(out, &manual.pages)?;
    }
    place::write(out, &manual.pages, true)?;
    let stale = stale(out, &manual.pages).map_err(|error| Failure::reading(out, &error))?;
    for page in stale {
        fs::remove_file(&page).map_err(|error| Failure::writing(&page, &error))?;
    }
    let silent: Vec<_> = manual
        .without_example
        .iter()
        .map(|phrase| format!("no example of `{phrase}` compiles, and its page shows none; write one, or mend it"))
        .collect();
    console.notes(&silent);
    console.say(&format!("{} → {}", counted(manual.pages.len(), "page"), visible(&out.display().to_string())));
    Ok(())
}

/// Refuses to replace what mam did not write.
fn admit(out: &Path, pages: &BTreeMap<String, String>) -> Result<(), Failure> {
    let foreign =
        pages.keys().map(|page| out.join(page)).find(|path| path.symlink_metadata().is_ok() && !is_ours(path));
    match foreign {
        Some(path) => Err(Failure::new(format!(
            "`{}` is there already, and mam did not write it; nothing was written; name another folder with --out, or add --force to \
             replace it",
            path.display()
        ))),
        None => Ok(()),
    }
}

/// The pages that mam wrote once, and not now.
fn stale(out: &Path, pages: &BTreeMap<String, String>) -> std::io::Result<Vec<std::path::PathBuf>> {
    let mut stale = Vec::new();
    for entry in fs::read_dir(out)? {
        let entry = entry?;
        let is_page = entry.file_name().to_str().is_some_and(|name| name.ends_with(".md") && !pages.contains_key(name));
        if is_page && is_ours(&entry.path()) {
            stale.push(entry.path());
        }
    }
    stale.sort_unstable();
    Ok(stale)
}

/// Whether mam wrote a page: its first line says so.
fn is_ours(path: &Path) -> bool {
    let is_file = path.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
    let mut start = vec![0; MARK.len()];
    is_file && File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == MARK.as_bytes()
}
