//! `mam fmt`: sources in the one layout. A file with problems of its text stays as it is. Must not know what the layout is.

mod difference;
mod draft;

use crate::arguments::{Fmt, Format};
use crate::console::Console;
use crate::failure::{Exit, Failure, in_words};
use crate::replace::{self, Care};
use crate::report::{self, Summary, counted, safe};
use crate::{disk, interrupt, paths};
use draft::{Draft, Problems};
use rayon::prelude::*;
use std::io;
use std::path::{Path, PathBuf};

/// The path that means standard input.
const STDIN: &str = "-";

/// Up to how many files one thread formats.
const FEW: usize = 8;

/// Up to how many files that could not be written are named.
const NAMED: usize = 5;

/// Formats files in place, or says what would change.
pub fn run(options: &Fmt, console: &mut Console) -> Result<Exit, Failure> {
    if !options.paths.iter().any(|path| path == Path::new(STDIN)) {
        return files(options, console);
    }
    if options.paths.len() > 1 {
        return Err(Failure::misuse("`-` is standard input and stands alone; name it, or files"));
    }
    if console.format != Format::Human && !options.check {
        return Err(Failure::misuse("`fmt -` and `--format` both want standard output; add --check, or name files"));
    }
    standard_input(options.check, console)
}

fn files(options: &Fmt, console: &mut Console) -> Result<Exit, Failure> {
    let selection = paths::select(&options.paths)?;
    console.notes(&selection.notes);
    let places: Vec<_> = selection.entries.iter().map(|entry| selection.disk.root().join(entry)).collect();
    let deny = console.deny_warnings;
    let read = |(index, path): (usize, &PathBuf)| {
        let shown = selection.entries.get(index).map(|entry| selection.disk.shown(entry)).unwrap_or_default();
        Draft::new(index, &shown, disk::read(path).map_err(|error| in_words(&error)), deny)
    };
    let mut drafts: Vec<Draft> = if places.len() > FEW {
        places.par_iter().enumerate().map(read).collect()
    } else {
        places.iter().enumerate().map(read).collect()
    };
    if options.check && console.format != Format::Human {
        drafts.iter_mut().for_each(Draft::tell_change);
    }
    let problems = Problems::take(&mut drafts);
    let summary = print(&problems, &drafts, console);
    let outcome = if options.check { would_change(&drafts, console) } else { rewrite(&places, &drafts, console) };
    conclude(&problems, &drafts, outcome, summary.exit(console), console)
}

fn standard_input(check: bool, console: &mut Console) -> Result<Exit, Failure> {
    let bytes = disk::standard_input(disk::MAX_FILE)?;
    let mut drafts = [Draft::new(0, "<stdin>", Ok(bytes), console.deny_warnings)];
    if check && console.format != Format::Human {
        drafts.iter_mut().for_each(Draft::tell_change);
    }
    let problems = Problems::take(&mut drafts);
    let exit = print(&problems, &drafts, console).exit(console);
    let [draft] = &drafts;
    let outcome = match &draft.new {
        _ if draft.is_wrong => Ok(Exit::Problems),
        new if check => {
            difference::print(draft, console).map(|()| if new.is_some() { Exit::Problems } else { Exit::Done })
        }
        new => console.out(new.as_deref().unwrap_or(&draft.file.text).as_bytes()).map(|()| Exit::Done),
    };
    conclude(&problems, &drafts, outcome, exit, console)
}

fn print(problems: &Problems, drafts: &[Draft], console: &Console) -> Summary {
    let summary = problems.tell(drafts, |findings| report::print(findings, console));
    if !summary.is_empty() {
        report::sum_up(&summary, console);
    }
    summary
}

/// Tells tools how it went; gives the worse one of the two ends.
fn conclude(
    problems: &Problems,
    drafts: &[Draft],
    outcome: Result<Exit, Failure>,
    exit: Exit,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let concluded = problems.tell(drafts, |findings| report::conclude(findings, outcome.as_ref().err(), console));
    let outcome = outcome?;
    concluded?;
    Ok(exit.max(outcome))
}

/// Prints what would change.
fn would_change(drafts: &[Draft], console: &mut Console) -> Result<Exit, Failure> {
    for draft in drafts {
        difference::print(draft, console)?;
    }
    let count = drafts.iter().filter(|draft| draft.new.is_some()).count();
    sum_up([(count, "would change"), (0, "")], "formatted already", drafts, console);
    Ok(if count > 0 { Exit::Problems } else { Exit::Done })
}

/// Writes the files whose text is another one, and names them. One that cannot be written does not keep the others from it.
fn rewrite(places: &[PathBuf], drafts: &[Draft], console: &mut Console) -> Result<Exit, Failure> {
    interrupt::arm();
    let mut names = String::new();
    let (mut written, mut failed) = (0, Vec::new());
    for (path, draft) in places.iter().zip(drafts) {
        let Some(new) = draft.new.as_ref().filter(|_| !interrupt::requested()) else { continue };
        match replace::write(path, Care::Precious, |out| out.write_all(new.as_bytes())) {
            Ok(()) => {
                written += 1;
                names.push_str(&draft.file.path);
                names.push('\n');
            }
            Err(error) => failed.push((path.as_path(), error)),
        }
    }
    if console.format == Format::Human {
        let names = if console.out_terminal { safe::visible(&names) } else { names.as_str().into() };
        console.out(names.as_bytes())?;
    }
    sum_up([(written, "formatted"), (failed.len(), "not written")], "unchanged", drafts, console);
    if interrupt::requested() {
        return Err(Failure::interrupted("the remaining files are unchanged"));
    }
    not_written(&failed).map_or(Ok(Exit::Done), Err)
}

/// Says which files could not be written, and of the first one why.
fn not_written(failed: &[(&Path, io::Error)]) -> Option<Failure> {
    let ((path, error), others) = failed.split_first()?;
    let mut failure = Failure::writing(path, error);
    let named: Vec<_> = others.iter().take(NAMED).map(|(path, _)| format!("`{}`", path.display())).collect();
    let more = others.len() - named.len();
    if !named.is_empty() {
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        failure.message.push_str(&format!("; nor can {}{more}", named.join(", ")));
    }
    Some(failure)
}

/// Counts what was done, what was not and what did not have to be.
fn sum_up(done: [(usize, &str); 2], kept: &str, drafts: &[Draft], console: &Console) {
    let [(count, word), (failed, not)] = done;
    let wrong = drafts.iter().filter(|draft| draft.is_wrong).count();
    let rest = drafts.len().saturating_sub(count + failed + wrong);
    let mut line = format!("{} {word}, {rest} {kept}", counted(count, "file"));
    for (count, word) in [(wrong, "with problems"), (failed, not)] {
        if count > 0 {
            line.push_str(&format!(", {count} {word}"));
        }
    }
    console.say(&line);
}
