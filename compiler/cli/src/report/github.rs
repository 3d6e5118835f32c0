//! Diagnostics as workflow commands, from which GitHub Actions makes annotations.

use super::Findings;
use super::places::{Places, Source, Stretch};
use mam_core::diagnostics::{Diagnostic, Severity};
use mam_core::manual::codes::describe;
use std::fmt::Write;

/// A line for each finding.
pub fn lines(findings: &Findings, places: &Places) -> String {
    let mut lines = String::new();
    for diagnostic in findings.diagnostics {
        line(diagnostic, places, &mut lines);
    }
    lines
}

/// The line for a failure of the command itself.
pub fn failure(message: &str) -> String {
    format!("::error title=mam::{}\n", data(message))
}

fn line(diagnostic: &Diagnostic, places: &Places, lines: &mut String) {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "notice",
    };
    let place = diagnostic.span().and_then(|span| places.source(span).map(|source| (source, source.stretch(span))));
    let place = place.map(|(source, stretch)| properties(source, &stretch)).unwrap_or_default();
    let title = describe(diagnostic.code).map_or_else(String::new, |described| format!(" {}", described.title));
    let title = property(&format!("{}{title}", diagnostic.code));
    let mut message = diagnostic.message.clone();
    let repairs = diagnostic.repairs.iter().map(|repair| format!("repair: {}", repair.title));
    for text in diagnostic.help.iter().cloned().chain(repairs) {
        message.push('\n');
        message.push_str(&text);
    }
    let _ = writeln!(lines, "::{level} {place}title={title}::{}", data(&message));
}

fn properties(source: &Source, stretch: &Stretch) -> String {
    let (start, end) = (stretch.start, stretch.end);
    let mut place =
        format!("file={},line={},col={},endLine={},", property(&source.name), start.line, start.column, end.line);
    if start.line == end.line {
        let _ = write!(place, "endColumn={},", end.column);
    }
    place
}

/// Text after the last `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_the_runner_reads_as_syntax_is_escaped() {
        assert_eq!(super::data("100%\nof: a, b"), "100%25%0Aof: a, b");
        assert_eq!(super::property("c:\\a,b"), "c%3A\\a%2Cb");
    }
}
