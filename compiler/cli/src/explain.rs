//! `mam explain`: the page of a code. Must not know what the pages say.

use crate::arguments::{Explain, Format};
use crate::console::{Console, Style, paint};
use crate::failure::{Exit, Failure};
use mam_core::diagnostics::{Code, Severity};
use mam_core::manual::codes::{self, Described};
use mam_core::vocabulary::Vocabulary;
use serde_json::json;
use std::fmt::Write;

/// Prints the page of a code, or the list of all codes.
pub fn run(options: &Explain, console: &mut Console) -> Result<Exit, Failure> {
    let chosen = match &options.code {
        Some(code) => vec![find(code)?],
        None => codes::all(Vocabulary::standard()),
    };
    let text = match (console.format, chosen.as_slice()) {
        (Format::Json, chosen) => as_json(chosen),
        (_, [only]) => page(only, console.out_colored),
        (_, chosen) => list(chosen, console.out_colored),
    };
    console.out(text.as_bytes())?;
    Ok(Exit::Done)
}

fn find(asked: &str) -> Result<Described<'static>, Failure> {
    let code = asked.parse::<Code>().ok();
    if let Some(described) = code.and_then(codes::describe) {
        return Ok(described);
    }
    let all = codes::all(Vocabulary::standard());
    let nearest = code.and_then(|code| all.iter().min_by_key(|described| described.code.0.abs_diff(code.0)));
    let nearest = nearest.or_else(|| named(asked, &all));
    let suggestion = nearest
        .map(|described| format!("the nearest is {}, {}; ", described.code, described.title))
        .unwrap_or_default();
    Err(Failure::misuse(format!("there is no code `{asked}`; {suggestion}`mam explain` alone lists all")))
}

/// The code whose title has most of the words.
fn named<'a>(asked: &str, all: &'a [Described<'a>]) -> Option<&'a Described<'a>> {
    let asked = asked.to_lowercase();
    let words: Vec<&str> = asked.split(|char: char| !char.is_alphanumeric()).filter(|word| word.len() > 2).collect();
    let hits = |described: &Described| words.iter().filter(|word| described.title.contains(**word)).count();
    all.iter().rev().max_by_key(|described| hits(described)).filter(|described| hits(described) > 0)
}

fn list(all: &[Described], colored: bool) -> String {
    let mut text = String::new();
    for described in all {
        let severity = format!("{:<9}", described.word());
        let severity = paint(&severity, style(described.severity), colored);
        let _ = writeln!(text, "{}  {severity}{}", described.code, described.title);
    }
    text
}

fn style(severity: Option<Severity>) -> Style {
    match severity {
        Some(Severity::Error) => Style::Red,
        Some(Severity::Warning) => Style::Yellow,
        Some(Severity::Info | Severity::Hint) => Style::Cyan,
        None => Style::Dim,
    }
}

fn page(described: &Described, colored: bool) -> String {
    let severity = paint(described.word(), style(described.severity), colored);
    let title = paint(described.title, Style::Bold, colored);
    let page = described.page.trim_end();
    // A page may bring its own heading: the title is said already.
    let page =
        page.strip_prefix("# ").map_or(page, |rest| rest.split_once('\n').map_or("", |(_, rest)| rest)).trim_start();
    format!("{} ({severity}): {title}\n\n{}\n", described.code, if colored { markdown(page) } else { page.into() })
}

/// Markdown for a terminal: code is indented and coloured, the signs around it left out.
pub fn markdown(page: &str) -> String {
    let mut text = String::new();
    let mut in_code = false;
    for line in page.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
        } else if in_code {
            let _ = writeln!(text, "    {}", paint(line, Style::Cyan, true));
        } else {
            for (index, piece) in line.split('`').enumerate() {
                text.push_str(&if index % 2 == 1 { paint(piece, Style::Cyan, true) } else { piece.into() });
            }
            text.push('\n');
        }
    }
    text
}

fn as_json(chosen: &[Described]) -> String {
    let entries = chosen.iter().map(|described| {
        json!({
            "code": described.code.to_string(),
            "severity": described.severity,
            "title": described.title,
            "page": described.page,
        })
    });
    let codes: Vec<_> = entries.collect();
    format!("{:#}\n", json!({ "version": 1, "codes": codes }))
}
