//! A file and what the formatter makes of it, and what is wrong with the text of all of them.

use crate::report::Findings;
use mam_core::diagnostics::{Diagnostic, Severity, from_problem};
use mam_core::semantics::MAX_DIAGNOSTICS;
use mam_core::syntax::{self, File, FileId, Span};
use std::sync::Arc;

/// A file and what becomes of it.
pub struct Draft {
    /// The file as it is.
    pub file: Arc<File>,
    /// The new text, if it is another one.
    pub new: Option<String>,
    /// Whether the text has problems, so that it stays as it is.
    pub is_wrong: bool,
    problems: Vec<Diagnostic>,
}

impl Draft {
    /// Formats a file; one with problems that stop it stays as it is.
    pub fn new(index: usize, shown: &str, bytes: Result<Vec<u8>, String>, deny_warnings: bool) -> Self {
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
        let stops = |severity| severity == Severity::Error || (deny_warnings && severity == Severity::Warning);
        let is_wrong = problems.iter().any(|problem| stops(problem.severity));
        let new = (!is_wrong).then(|| syntax::format(&file)).filter(|new| **new != *file.text || had_mark);
        Self { file, new, is_wrong, problems }
    }

    /// Adds to the problems that the file would change, for tools that read nothing else.
    pub fn tell_change(&mut self) {
        let Some(new) = &self.new else { return };
        let span = first_difference(self.file.id, &self.file.text, new);
        self.problems.push(
            Diagnostic::new(14, "`mam fmt` would change this file")
                .at(span, "differs from here on")
                .help("run `mam fmt` on it: what the file means stays the same"),
        );
    }
}

/// The first line of a text that another one has not.
fn first_difference(file: FileId, old: &str, new: &str) -> Span {
    let same = old.split_inclusive('\n').zip(new.split_inclusive('\n')).take_while(|(old, new)| old == new);
    let start = same.map(|(line, _)| line.len()).sum::<usize>();
    let line = old.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { file, start: place(start), end: place(start + line.len()) }
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

/// What is wrong with several files: as much of it as anybody reads.
pub struct Problems {
    kept: Vec<Diagnostic>,
    omitted: usize,
}

impl Problems {
    /// Takes the problems out of the drafts. Where there are too many, errors are kept before others.
    pub fn take(drafts: &mut [Draft]) -> Self {
        let mut kept: Vec<_> = drafts.iter_mut().flat_map(|draft| std::mem::take(&mut draft.problems)).collect();
        let known: usize = drafts.iter().map(|draft| draft.file.omitted as usize).sum();
        let all = kept.len();
        if all > MAX_DIAGNOSTICS {
            let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
            let mut errors = kept.iter().filter(|diagnostic| is_error(diagnostic)).count().min(MAX_DIAGNOSTICS);
            let mut others = MAX_DIAGNOSTICS - errors;
            kept.retain(|diagnostic| {
                let room = if is_error(diagnostic) { &mut errors } else { &mut others };
                let fits = *room > 0;
                *room = room.saturating_sub(1);
                fits
            });
        }
        let omitted = known + all - kept.len();
        Self { kept, omitted }
    }

    /// Gives them to a report.
    pub fn tell<T>(&self, drafts: &[Draft], report: impl FnOnce(&Findings) -> T) -> T {
        let file = |id: FileId| drafts.get(id.0 as usize).map(|draft| &draft.file);
        let shown = |file: &File| file.path.to_string();
        report(&Findings {
            file: &file,
            files: drafts.len(),
            diagnostics: &self.kept,
            omitted: self.omitted,
            shown: &shown,
        })
    }
}
