//! Diagnostics as text: plainer than the command draws them, with the text that each repair gives.

use crate::program::Program;
use crate::repairs;
use mam_core::diagnostics::{Diagnostic, Label, Repair, Severity};
use mam_core::project::Project;
use std::fmt::Write as _;

/// All diagnostics of a program, and what is wrong with their form or their repairs.
pub fn all(program: &Program) -> (String, Vec<String>) {
    let (project, checked) = program.check();
    let mut out = String::new();
    let mut complaints = Vec::new();
    if checked.diagnostics.iter().all(|diagnostic| is_around(&project, diagnostic)) {
        out.push_str("nothing to say\n");
    }
    for diagnostic in checked.diagnostics.iter().filter(|diagnostic| !is_around(&project, diagnostic)) {
        one(&mut out, &project, diagnostic);
        complaints.extend(form(diagnostic));
        for (number, repair) in diagnostic.repairs.iter().enumerate() {
            let _ = writeln!(out, "  repair: {}", repair.title);
            changes(&mut out, program, &project, repair);
            if number == 0 {
                complaints.extend(repairs::judge(program, &project, &checked.diagnostics, diagnostic, repair));
            }
        }
        out.push('\n');
    }
    (out, complaints)
}

/// Whether something is said about `around.mam` alone, and is no mistake there.
fn is_around(project: &Project, diagnostic: &Diagnostic) -> bool {
    let path = diagnostic.span().map(|span| Program::file(project, span.file).0).unwrap_or_default();
    path == "around.mam" && diagnostic.severity > Severity::Warning
}

fn one(out: &mut String, project: &Project, diagnostic: &Diagnostic) {
    let severity = format!("{:?}", diagnostic.severity).to_lowercase();
    let _ = writeln!(out, "{severity} {}: {}", diagnostic.code, diagnostic.message);
    for label in &diagnostic.labels {
        excerpt(out, project, label);
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(out, "  help: {help}");
    }
}

/// The lines of a label, the words under it marked.
fn excerpt(out: &mut String, project: &Project, label: &Label) {
    let (path, text) = Program::file(project, label.span.file);
    let (start, end) = (label.span.start as usize, label.span.end as usize);
    let before = text.get(..start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line_end = text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| start + at);
    let number = before.matches('\n').count() + 1;
    let line = shorten(text.get(line_start..line_end).unwrap_or_default());
    let indent = text.get(line_start..start).unwrap_or_default().chars().count();
    let marked = text.get(start..end.min(line_end).max(start)).unwrap_or_default().chars().count();
    let more = if end > line_end { "…" } else { "" };
    let path = if path.starts_with("app") || path.starts_with("levels") {
        format!("std/{path}")
    } else {
        format!("{path}:{number}")
    };
    let _ = writeln!(out, "  {path}");
    let _ = writeln!(out, "    {line}");
    let marks = if marked == 0 { "↑".to_owned() } else { "^".repeat(marked.min(120)) };
    let _ = writeln!(out, "    {}{marks}{more} {}", " ".repeat(indent.min(120)), label.text);
}

fn shorten(line: &str) -> String {
    let shown: String = line.chars().take(120).collect();
    let shown: String = shown
        .chars()
        .flat_map(|c| {
            if c.is_control() || ('\u{200b}'..='\u{202e}').contains(&c) {
                c.escape_unicode().collect::<Vec<_>>()
            } else {
                vec![c]
            }
        })
        .collect();
    if line.chars().count() > 120 { shown + "…" } else { shown }
}

/// The lines that a repair takes out and puts in.
fn changes(out: &mut String, program: &Program, project: &Project, repair: &Repair) {
    let repaired = program.repaired(project, &repair.edits);
    for (path, old) in &program.files {
        let new = repaired.files.get(path).expect("a repair deletes no file");
        if old == new {
            continue;
        }
        let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
        let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let same_start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        let left = old.len().min(new.len()) - same_start;
        let same_end = old.iter().rev().zip(new.iter().rev()).take(left).take_while(|(old, new)| old == new).count();
        for line in &old[same_start..old.len() - same_end] {
            let _ = writeln!(out, "    - {}", shorten(line));
        }
        for line in &new[same_start..new.len() - same_end] {
            let _ = writeln!(out, "    + {}", shorten(line));
        }
    }
}

/// What every diagnostic must have.
fn form(diagnostic: &Diagnostic) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut complain = |what: &str| complaints.push(format!("{} {what}: {}", diagnostic.code, diagnostic.message));
    if diagnostic.message.ends_with('.') || diagnostic.message.is_empty() {
        complain("has a message that is empty or ends with a full stop");
    }
    if diagnostic.labels.is_empty() {
        complain("has no place");
    }
    if diagnostic.labels.iter().any(|label| label.text.is_empty()) {
        complain("has a place without a word");
    }
    if diagnostic.help.is_none() && diagnostic.code.0 != 33 {
        complain("has no help");
    }
    if diagnostic.repairs.first().is_some_and(|repair| repair.edits.iter().any(|edit| edit.text.contains("wipe"))) {
        complain("offers wipe first");
    }
    complaints
}
