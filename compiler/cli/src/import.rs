//! `mam import`: exported policies to sources, with a report of what became of everything in them. Must not know what the policies mean.

mod document;
mod lints;
mod report;
mod tally;

use crate::arguments::{Format, Import};
use crate::console::Console;
use crate::exports;
use crate::failure::{Exit, Failure};
use crate::output;
use crate::place;
use crate::progress::Progress;
use crate::report::safe::visible;
use lints::Lints;
use mam_core::import::{Imported, Options, Step, import_from};
use std::collections::BTreeMap;
use tally::Tally;

/// An import that is done, but for the writing.
struct Done<'a> {
    options: &'a Import,
    imported: Imported,
    lints: Lints,
    tally: Tally,
}

/// Imports exports, writes the sources and reports.
pub fn run(options: &Import, console: &mut Console) -> Result<Exit, Failure> {
    admit(options, console)?;
    let progress = Progress::start(console);
    let imported = read(options, console, &progress)?;
    progress.phase("checking the sources");
    let lints = lints::check(imported.project.clone());
    progress.phase("writing");
    let tally = Tally::of(&imported.report, &lints);
    let done = Done { options, imported, lints, tally };
    // What goes to the terminal must not meet the bar there.
    let progress = Some(progress).filter(|_| done.options.out.is_some());
    let written = write(&done, console);
    drop(progress);
    if console.format == Format::Human {
        report::print(&done, console, written.is_ok());
    } else {
        console.document(&document::document(&done, written.as_ref().err()))?;
    }
    written?;
    let exit = if done.tally.broken > 0 { Exit::Problems } else { Exit::Done };
    // The process ends now: the system takes the memory back at once, and faster.
    std::mem::forget(done);
    Ok(exit)
}

/// Refuses what cannot be done before anything is read.
fn admit(options: &Import, console: &Console) -> Result<(), Failure> {
    match (console.format, &options.out) {
        (Format::Human, None) => {}
        (Format::Json, None) => {
            return Err(Failure::misuse(
                "the sources and `--format json` both want standard output; name a folder for the sources with --out",
            ));
        }
        (Format::Human | Format::Json, Some(out)) => {
            output::is_there(out, "")?;
        }
        (Format::Sarif | Format::Github, _) => {
            return Err(Failure::misuse(
                "the report of an import has `--format human` and `--format json`; use one of these",
            ));
        }
    }
    if options.paths.iter().filter(|path| exports::is_stdin(path)).count() > 1 {
        return Err(Failure::misuse("`-` is standard input, which can be read once; name it once"));
    }
    Ok(())
}

/// Reads the exports and imports them.
fn read(options: &Import, console: &Console, progress: &Progress) -> Result<Imported, Failure> {
    progress.phase("looking for exports");
    let gathered = exports::gather(&options.paths)?;
    console.notes(&gathered.notes);
    progress.phase("reading");
    progress.expect(gathered.exports.len());
    let told = |step: Step| match step {
        Step::Read(policies) => {
            progress.expect(policies);
            progress.step();
        }
        Step::Said => {
            progress.phase("importing");
            progress.step();
        }
        Step::AllSaid => progress.phase("laying out the sources"),
    };
    let to = Options { tenant: options.tenant.clone(), tenant_id: options.tenant_id.clone() };
    Ok(import_from(gathered.exports, exports::Export::read, told, &to))
}

/// Writes the sources to where they are wanted.
fn write(done: &Done, console: &mut Console) -> Result<(), Failure> {
    let files = &done.imported.files;
    if files.is_empty() {
        return Err(Failure::new("there is no policy that could be imported, and nothing was written"));
    }
    if console.deny_warnings && done.tally.needs_attention() {
        return Err(Failure::new("warnings are denied, and there are some; nothing was written"));
    }
    match &done.options.out {
        Some(out) => place::write(out, files, done.options.force),
        None => print(files, console),
    }
}

/// Prints the sources; several with a line before each that names it.
fn print(files: &BTreeMap<String, String>, console: &mut Console) -> Result<(), Failure> {
    console.out_with(|out| {
        for (place, (path, text)) in files.iter().enumerate() {
            if files.len() > 1 {
                let between = if place > 0 { "\n" } else { "" };
                writeln!(out, "{between}// {}\n", visible(path))?;
            }
            out.write_all(text.as_bytes())?;
        }
        Ok(())
    })
}
