//! Notes and hints for people: a line or two each, the same ones together, so that they do not bury what is wrong.

use super::places::Places;
use super::{safe, word};
use crate::console::{Console, Style, paint};
use mam_core::diagnostics::{Code, Diagnostic};

/// Places of one note that are printed.
const SHOWN: usize = 3;

/// The same thing, said of several places.
struct Note<'d> {
    first: &'d Diagnostic,
    places: Vec<String>,
    count: usize,
}

/// Prints notes, the same ones together, in the order in which they are said first.
pub fn print<'d>(diagnostics: impl Iterator<Item = &'d Diagnostic>, places: &Places, console: &Console) {
    let mut notes: Vec<Note<'d>> = Vec::new();
    let mut known = std::collections::HashMap::<(Code, &str), usize>::new();
    for diagnostic in diagnostics {
        let index = *known.entry((diagnostic.code, diagnostic.message.as_str())).or_insert_with(|| {
            notes.push(Note { first: diagnostic, places: Vec::new(), count: 0 });
            notes.len() - 1
        });
        let Some(note) = notes.get_mut(index) else { continue };
        note.count += 1;
        if note.places.len() < SHOWN {
            note.places.extend(place(diagnostic, places).filter(|place| !note.places.contains(place)));
        }
    }
    let page: String = notes.iter().map(|note| drawn(note, console)).collect();
    if !page.is_empty() {
        console.err(&page);
        console.err("\n");
    }
}

/// `file:line:column`.
fn place(diagnostic: &Diagnostic, places: &Places) -> Option<String> {
    let span = diagnostic.span()?;
    let source = places.source(span)?;
    let position = source.position(span.start as usize);
    Some(format!("{}:{}:{}", safe::visible(&source.name), position.line, position.column))
}

fn drawn(note: &Note<'_>, console: &Console) -> String {
    let code = note.first.code.to_string();
    let head = format!("{} {code} ", word(note.first.severity));
    let help = note.first.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    let more = note.count.saturating_sub(note.places.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = safe::visible(&format!("{}{help}", note.first.message)).into_owned();
    let options = textwrap::Options::new(console.width).initial_indent(&head).subsequent_indent("     ");
    let text = textwrap::fill(&message, options);
    let text = text
        .strip_prefix(&head)
        .map_or(text.clone(), |rest| format!("{}{rest}", paint(&head, Style::Cyan, console.err_colored)));
    let at = format!("at {}{more}", note.places.join(", "));
    let at =
        textwrap::fill(&at, textwrap::Options::new(console.width).initial_indent("     ").subsequent_indent("     "));
    format!("{text}\n{}\n", paint(&at, Style::Dim, console.err_colored))
}
