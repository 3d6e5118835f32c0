//! `mam fmt`: sources in the one layout. A file with problems of its text stays as it is. Must not know what the layout is.

use crate::arguments::{Fmt, Format};
use crate::console::{Console, Style, paint};
use crate::failure::{Exit, Failure, in_words};
use crate::replace::{self, Care};
use crate::report::{self, Findings, counted};
use crate::{disk, interrupt, paths};
use mam_core::diagnostics::{Diagnostic, Severity, from_problem};
use mam_core::syntax::{self, File, FileId, Span};
use rayon::prelude::*;
use similar::TextDiff;
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The path that means standard input.
const STDIN: &str = "-";

/// Up to how many files one thread formats.
const FEW: usize = 8;

/// Bytes of standard input that are read.
const MAX_INPUT: u64 = 512 << 20;

/// How long a difference is looked for before a coarser one will do.
const PATIENCE: Duration = Duration::from_secs(2);

/// Formats files in place, or says what would change.
pub fn run(options: &Fmt, console: &mut Console) -> Result<Exit, Failure> {
    if options.paths.iter().any(|path| path == Path::new(STDIN)) {
        if options.paths.len() > 1 {
            return Err(Failure::misuse("`-` is standard input and stands alone; name it, or files"));
        }
        return standard_input(options.check, console);
    }
    let selection = paths::select(&options.paths)?;
    for note in &selection.notes {
        console.say(&format!("{}: {note}", paint("note", Style::Cyan, console.err_colored)));
    }
    let places: Vec<_> = selection.entries.iter().map(|entry| selection.disk.root().join(entry)).collect();
    let read = |(index, path): (usize, &PathBuf)| {
        let shown = selection.entries.get(index).map(|entry| selection.disk.shown(entry)).unwrap_or_default();
        Draft::new(index, &shown, disk::read(path).map_err(|error| in_words(&error)))
    };
    let drafts: Vec<Draft> =
        if places.len() > FEW { places.par_iter().enumerate().map(read).collect() } else { places.iter().enumerate().map(read).collect() };
    let exit = report(&drafts, console)?;
    let changed: Vec<_> = places.iter().zip(&drafts).filter(|(_, draft)| draft.new.is_some()).collect();
    if options.check {
        for (_, draft) in &changed {
            print_difference(draft, console)?;
        }
    } else {
        interrupt::arm();
        for (path, draft) in &changed {
            if interrupt::requested() {
                return Err(Failure::interrupted("the remaining files are unchanged"));
            }
            write(path, draft.new.as_deref().unwrap_or_default())?;
        }
    }
    sum_up(&drafts, options.check, console)?;
    Ok(if options.check && !changed.is_empty() { exit.max(Exit::Problems) } else { exit })
}

fn standard_input(check: bool, console: &mut Console) -> Result<Exit, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(MAX_INPUT).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("standard input cannot be read: {}", in_words(&error))))?;
    let drafts = [Draft::new(0, "<stdin>", Ok(bytes))];
    let exit = report(&drafts, console)?;
    let [draft] = &drafts;
    if exit != Exit::Done {
        return Ok(exit);
    }
    match &draft.new {
        Some(_) if check => {
            print_difference(draft, console)?;
            Ok(Exit::Problems)
        }
        None if check => Ok(Exit::Done),
        new => {
            console.out(new.as_deref().unwrap_or(&draft.file.text).as_bytes())?;
            Ok(Exit::Done)
        }
    }
}

/// A file and what becomes of it.
struct Draft {
    file: Arc<File>,
    problems: Vec<Diagnostic>,
    /// The new text, if it is another one.
    new: Option<String>,
}

impl Draft {
    fn new(index: usize, shown: &str, bytes: Result<Vec<u8>, String>) -> Self {
        let id = FileId(u32::try_from(index).unwrap_or(u32::MAX));
        let (text, unreadable) = match bytes.map(String::from_utf8) {
            Ok(Ok(text)) => (text, None),
            Ok(Err(error)) => {
                let offset = error.utf8_error().valid_up_to();
                let unreadable = Diagnostic::new(2, format!("`{shown}` is not UTF-8 text from byte {offset} on"));
                (String::new(), Some(unreadable.help("save it as UTF-8")))
            }
            Err(why) => (String::new(), Some(Diagnostic::new(1, format!("`{shown}` cannot be read: {why}")))),
        };
        let had_mark = text.starts_with('\u{feff}');
        let file = Arc::new(syntax::parse(id, shown.into(), text.into()));
        let mut problems = problems(&file);
        problems.extend(unreadable);
        let is_whole = problems.iter().all(|problem| problem.severity != Severity::Error);
        let new = is_whole.then(|| syntax::format(&file)).filter(|new| **new != *file.text || had_mark);
        Self { file, problems, new }
    }
}

/// What is wrong with the text of a file, in its order.
fn problems(file: &File) -> Vec<Diagnostic> {
    let own = file.problems.iter().map(|problem| (0, problem));
    let inner = file.items.iter().flat_map(|item| item.declaration.problems.iter().map(|problem| (item.base, problem)));
    let mut problems: Vec<_> = own.chain(inner).collect();
    problems.sort_by_key(|(base, problem)| base + problem.range.start);
    let diagnostic = |(base, problem): (u32, &syntax::Problem)| {
        let span = Span { file: file.id, start: base + problem.range.start, end: base + problem.range.end };
        let text = file.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        from_problem(problem.kind, span, text)
    };
    problems.into_iter().map(diagnostic).collect()
}

fn report(drafts: &[Draft], console: &mut Console) -> Result<Exit, Failure> {
    let diagnostics: Vec<_> = drafts.iter().flat_map(|draft| draft.problems.iter().cloned()).collect();
    let omitted = drafts.iter().map(|draft| draft.file.omitted as usize).sum();
    let file = |id: FileId| drafts.get(id.0 as usize).map(|draft| &draft.file);
    let shown = |file: &File| file.path.to_string();
    let findings = Findings { file: &file, files: drafts.len(), diagnostics: &diagnostics, omitted, shown: &shown };
    let summary = report::print(&findings, console)?;
    if !summary.is_empty() {
        report::sum_up(&summary, console);
    }
    Ok(summary.exit(console))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    replace::write(path, Care::Precious, |out| out.write_all(text.as_bytes())).map_err(|error| Failure::writing(path, &error))
}

/// Prints what would change, as patch(1) reads it.
fn print_difference(draft: &Draft, console: &mut Console) -> Result<(), Failure> {
    let name = &draft.file.path;
    let new = draft.new.as_deref().unwrap_or_default();
    let difference = TextDiff::configure().timeout(PATIENCE).diff_lines(&*draft.file.text, new);
    let text = difference.unified_diff().header(name, name).to_string();
    if console.format == Format::Human {
        let text = if console.out_colored { colored(&text) } else { text };
        console.out(text.as_bytes())
    } else {
        console.err(&text);
        Ok(())
    }
}

fn colored(difference: &str) -> String {
    let mut text = String::with_capacity(difference.len());
    for line in difference.lines() {
        let style = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => Style::Bold,
            [b'+', ..] => Style::Green,
            [b'-', ..] => Style::Red,
            [b'@', ..] => Style::Cyan,
            _ => Style::Dim,
        };
        let _ = writeln!(text, "{}", paint(line, style, true));
    }
    text
}

/// Names the files that were changed, and counts.
fn sum_up(drafts: &[Draft], check: bool, console: &mut Console) -> Result<(), Failure> {
    let changed: Vec<_> = drafts.iter().filter(|draft| draft.new.is_some()).collect();
    let names: String = changed.iter().map(|draft| format!("{}\n", draft.file.path)).collect();
    if !check && console.format == Format::Human {
        console.out(names.as_bytes())?;
    }
    let (done, kept) = if check { ("would change", "formatted already") } else { ("formatted", "unchanged") };
    let rest = drafts.len() - changed.len();
    console.say(&format!("{} {done}, {rest} {kept}", counted(changed.len(), "file")));
    Ok(())
}
