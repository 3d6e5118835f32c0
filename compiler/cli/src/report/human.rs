//! Diagnostics for people, drawn by miette. It is given no more of a file than it draws, so that ten thousand of them, or one in a line
//! of ten megabytes, take no longer than they must.

use super::places::{Places, Source};
use super::{Findings, notes, safe, word};
use crate::console::Console;
use mam_core::diagnostics::{Diagnostic, Label, Severity};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};
use rayon::prelude::*;
use std::fmt;

/// Bytes of text around a place that are drawn at most.
const WINDOW: usize = 2048;

/// Bytes before and after a place in a line that is too long to draw.
const AROUND: usize = 60;

/// Lines of a place that are drawn; of a longer one only the first line is.
const TALL: usize = 6;

/// So many errors and so many warnings are drawn; more of them are listed like notes, the same ones together: nobody reads thousands.
const FULL: usize = 200;

/// How many are drawn, by all cores, before they are written.
const CHUNK: usize = 256;

/// Draws all findings on standard error.
pub fn print(findings: &Findings, places: &Places, console: &Console) {
    let handler = handler(console);
    let drawing = |diagnostic: &&Diagnostic| {
        let mut drawing = String::new();
        for part in parts(diagnostic, places) {
            // Writing to a String cannot fail, and a source that cannot be drawn is left out.
            let _ = handler.render_report(&mut drawing, &part);
        }
        drawing.push('\n');
        drawing
    };
    let mut left = [FULL; 4];
    let is_drawn = |diagnostic: &&Diagnostic| {
        let left = left.get_mut(diagnostic.severity as usize).filter(|_| diagnostic.severity < Severity::Info);
        console.draw_notes || left.is_some_and(|left| std::mem::replace(left, left.saturating_sub(1)) > 0)
    };
    let (drawn, listed): (Vec<&Diagnostic>, Vec<&Diagnostic>) = findings.diagnostics.iter().partition(is_drawn);
    for chunk in drawn.chunks(CHUNK) {
        console.err(&chunk.par_iter().map(drawing).collect::<String>());
    }
    let beyond = listed.iter().filter(|diagnostic| diagnostic.severity < Severity::Info).count();
    notes::print(listed.into_iter(), places, console);
    if beyond > 0 {
        console.say(&format!("{beyond} more errors and warnings are listed, not drawn; `--notes` draws all of them\n"));
    }
}

fn handler(console: &Console) -> GraphicalReportHandler {
    let theme = match (console.err_terminal, console.err_colored) {
        (_, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, false) => GraphicalTheme::none(),
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(console.width)
        .with_links(false)
        .with_context_lines(1)
        .without_syntax_highlighting()
        .tab_width(4)
}

/// What is drawn in one go: the message with the places of its own file, then those of each other file.
fn parts<'p>(diagnostic: &Diagnostic, places: &'p Places<'p>) -> Vec<Part<'p>> {
    let help = help(diagnostic);
    let mut parts = vec![Part {
        code: Some((word(diagnostic.severity), diagnostic.code.to_string())),
        severity: diagnostic.severity,
        message: safe::visible(&diagnostic.message).into_owned(),
        help: None,
        labels: Vec::new(),
        source: diagnostic.labels.first().and_then(|label| places.source(label.span)),
    }];
    for (index, label) in diagnostic.labels.iter().enumerate() {
        let Some(source) = places.source(label.span) else { continue };
        let text = safe::visible(&label.text).into_owned();
        let position = parts.iter().position(|part| part.source.is_some_and(|other| std::ptr::eq(source, other)));
        match position.and_then(|position| parts.get_mut(position)) {
            Some(part) => part.labels.push(drawn(source, label, text, index == 0)),
            None => parts.push(Part {
                code: None,
                severity: Severity::Info,
                message: if text.is_empty() { "see also".into() } else { text },
                help: None,
                labels: vec![drawn(source, label, String::new(), true)],
                source: Some(source),
            }),
        }
    }
    if let Some(last) = parts.last_mut() {
        last.help = help;
    }
    parts
}

/// The help and the repairs, as lines.
fn help(diagnostic: &Diagnostic) -> Option<String> {
    let repairs = diagnostic.repairs.iter().map(|repair| format!("repair: {}", repair.title));
    let lines: Vec<String> = diagnostic.help.iter().cloned().chain(repairs).collect();
    (!lines.is_empty()).then(|| safe::visible(&lines.join("\n")).into_owned())
}

/// A label, cut to what is drawn of it.
fn drawn(source: &Source, label: &Label, text: String, primary: bool) -> LabeledSpan {
    let (start, end) = clip(source, label.span.start as usize, label.span.end as usize);
    let text = (!text.is_empty()).then_some(text);
    let span = SourceSpan::from((start, end - start));
    if primary { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
}

/// A range that lies in the text, on its lines, and is not too large to draw.
fn clip(source: &Source, start: usize, end: usize) -> (usize, usize) {
    let text = source.text;
    let mut start = floor(text, start);
    let mut end = floor(text, end).max(start);
    if start == text.len() {
        // The end of the file is drawn after its last words.
        start = text.trim_end().len();
        end = start;
    }
    let line = source.line(start);
    if source.line(end.saturating_sub(1).max(start)) >= line + TALL || end - start > WINDOW {
        let (from, to) = source.range(line);
        let content = text.get(from..to).map_or(start, |line| from + line.trim_end().len());
        end = floor(text, content.min(start + WINDOW / 2)).max(start);
    }
    (start, end)
}

/// The nearest place not after this one at which a character begins.
fn floor(text: &str, index: usize) -> usize {
    let index = index.min(text.len());
    (0..=index).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0)
}

/// One drawing.
#[derive(Debug)]
struct Part<'p> {
    code: Option<(&'static str, String)>,
    severity: Severity,
    message: String,
    help: Option<String>,
    labels: Vec<LabeledSpan>,
    source: Option<&'p Source<'p>>,
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Part<'_> {}

impl miette::Diagnostic for Part<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|(word, code)| Box::new(format!("{word} {code}")) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|(_, code)| Box::new(format!("mam explain {code}")) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info | Severity::Hint => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty())
            .then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.map(|source| source as &dyn SourceCode)
    }
}

impl SourceCode for Source<'_> {
    fn read_span<'s>(
        &'s self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'s> + 's>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > self.text.len() || span.len() > WINDOW {
            // miette tries to draw two places as one: not when they are far apart.
            return Err(MietteError::OutOfBounds);
        }
        let (from, to) =
            if before == 0 && after == 0 { (start, end) } else { surroundings(self, start, end, before, after) };
        let data = self.drawn.get(from..to).ok_or(MietteError::OutOfBounds)?;
        let position = self.position(from);
        let lines = self.line(to.saturating_sub(1).max(from)) + 1 - self.line(from);
        Ok(Box::new(MietteSpanContents::new_named(
            safe::visible(&self.name).into_owned(),
            data.as_bytes(),
            SourceSpan::from((from, to - from)),
            position.line - 1,
            position.column - 1,
            lines,
        )))
    }
}

/// The lines of a range and those around it; of lines that are too long only what is near.
fn surroundings(source: &Source, start: usize, end: usize, before: usize, after: usize) -> (usize, usize) {
    let first = source.line(start);
    let last = source.line(end.saturating_sub(1).max(start));
    let lines = |first: usize, last: usize| (source.range(first).0, source.range(last).1);
    let wide = lines(first.saturating_sub(before), (last + after).min(source.lines() - 1));
    let narrow = lines(first, last);
    if wide.1 - wide.0 <= WINDOW {
        wide
    } else if narrow.1 - narrow.0 <= WINDOW {
        narrow
    } else {
        let from = floor(source.text, start.saturating_sub(AROUND));
        let to = floor(source.text, end + AROUND).max(end);
        (from.max(narrow.0), to.min(narrow.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mam_core::syntax::{File, FileId, Span, parse};
    use std::sync::Arc;

    /// What texts are made of.
    const PIECES: [&str; 15] = [
        "",
        "a",
        "word ",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "ä",
        "😀",
        "\u{200b}",
        "\u{1b}[31m",
        "\0",
        "\n\n\n",
        "long line ",
        "}",
    ];

    /// Numbers that look random and are the same each time.
    fn numbers() -> impl FnMut(usize) -> usize {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        move |below| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap_or(0) % below.max(1)
        }
    }

    #[test]
    fn any_labels_in_any_text_are_drawn() {
        let mut number = numbers();
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::none())
            .with_width(60)
            .with_links(false)
            .with_context_lines(1);
        for round in 0..3000 {
            let repeat = if round % 50 == 0 { 400 } else { 1 };
            let text: String = (0..number(30)).map(|_| PIECES[number(PIECES.len())].repeat(repeat)).collect();
            let file = Arc::new(parse(FileId(0), "a.mam".into(), text.as_str().into()));
            let files: [Arc<File>; 1] = [file];
            let mut diagnostic = Diagnostic::new(20, "wrong");
            for _ in 0..=number(4) {
                let (one, two) = (number(text.len() + 3), number(text.len() + 3));
                let (start, end) = if number(9) == 0 { (two, one) } else { (one.min(two), one.max(two)) };
                let span = Span {
                    file: FileId(0),
                    start: u32::try_from(start).unwrap_or(0),
                    end: u32::try_from(end).unwrap_or(0),
                };
                diagnostic = diagnostic.at(span, if number(3) == 0 { "" } else { "here\nand here" });
            }
            let diagnostics = [diagnostic];
            let find = |id: FileId| files.get(id.0 as usize);
            let shown = |file: &File| file.path.to_string();
            let findings = Findings { file: &find, files: 1, diagnostics: &diagnostics, omitted: 0, shown: &shown };
            let places = Places::new(&findings);
            for part in parts(&diagnostics[0], &places) {
                let mut page = String::new();
                handler.render_report(&mut page, &part).unwrap_or_else(|_| panic!("not drawn: {text:?} {part:?}"));
                assert!(!page.contains('\u{1b}') && !page.contains("Failed to read"), "{text:?}\n{page}");
                assert!(page.len() < 40_000, "{} bytes for {text:?}", page.len());
            }
        }
    }
}
