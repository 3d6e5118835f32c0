//! The report of an import for people: first how much and what needs attention, then file by file, what is wrong before what is well.
//! Long lists are shortened unless all is asked for.

use super::Done;
use super::tally::{is_broken, is_wrong};
use crate::console::{Console, Style, paint};
use crate::report::{self, Findings, counted, safe::visible, word};
use mam_core::diagnostics::{Code, Severity};
use mam_core::import::{FileReport, Finding, Note, PolicyReport};
use mam_core::syntax::File;
use mam_core::vocabulary::STANDARD_FILES;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Files and policies that are listed, unless all are asked for.
const FEW: usize = 10;

/// Lines of one kind that a policy has, unless all are asked for.
const LINES: usize = 5;

/// Characters of a value.
const WIDE: usize = 80;

/// Prints the report on standard error.
pub fn print(done: &Done, console: &Console, is_written: bool) {
    let mut page = Page { console, text: String::new(), left: if console.draw_notes { usize::MAX } else { FEW } };
    page.summary(done, is_written);
    page.files(&done.imported.report);
    console.err(&page.text);
    lints(done, console);
}

/// What is being printed.
struct Page<'a> {
    console: &'a Console,
    text: String,
    /// Policies that may still be listed.
    left: usize,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn paint(&self, text: &str, style: Style) -> String {
        paint(text, style, self.console.err_colored)
    }

    /// How much was read and became what, and what needs attention.
    fn summary(&mut self, done: &Done, is_written: bool) {
        let tally = done.tally;
        let place = match &done.options.out {
            Some(out) if is_written => format!(" → {}", visible(&out.display().to_string())),
            _ => String::new(),
        };
        let policies = if tally.policies == 1 { "1 policy".into() } else { format!("{} policies", tally.policies) };
        let policies = self.paint(&policies, Style::Green);
        self.line(&format!(
            "{policies} from {}: {} in {}{place}",
            counted(tally.files, "file"),
            counted(tally.blocks, "block"),
            counted(tally.sources, "source")
        ));
        let attention = [
            (tally.broken, "broken and not imported, or not as a whole", "file", Style::Red),
            (tally.lost, "left out, and lost", "value", Style::Red),
            (tally.errors, "in the sources: they do not compile yet", "error", Style::Red),
            (tally.set, "no sentence says, written with `set`", "value", Style::Yellow),
            (tally.deprecated, "deprecated", "sentence", Style::Yellow),
            (tally.warnings, "about the sources", "warning", Style::Yellow),
            (tally.read_only, "read-only, left out", "value", Style::Dim),
            (tally.skipped, "not imported, or not as a whole: no policies", "file", Style::Cyan),
        ];
        for (count, what, of, style) in attention.into_iter().filter(|(count, ..)| *count > 0) {
            let count = self.paint(&counted(count, of), style);
            self.line(&format!("  {count} {what}"));
        }
    }

    /// What became of each file, the broken ones first.
    fn files(&mut self, report: &[FileReport]) {
        let mut files: Vec<&FileReport> = report.iter().collect();
        files.sort_by_key(|file| urgency(file));
        let mut shown = 0;
        for file in &files {
            if self.left == 0 {
                break;
            }
            self.file(file);
            shown += 1;
        }
        if shown < files.len() {
            let more = counted(files.len() - shown, "more file");
            self.line(&format!("\n{more}; --notes lists all"));
        }
    }

    fn file(&mut self, file: &FileReport) {
        let name = self.paint(&visible(&file.file), Style::Bold);
        self.line(&format!("\n{name}"));
        if let Some(error) = &file.error {
            let head = self.paint("error:", Style::Red);
            self.line(&format!("  {head} {}", visible(error)));
        }
        let all = self.console.draw_notes;
        let said = if all { file.skipped.len() } else { file.skipped.len().min(LINES) };
        for why in file.skipped.iter().take(said) {
            let head = self.paint("skipped:", Style::Cyan);
            self.line(&format!("  {head} {}", visible(why)));
        }
        self.more(file.skipped.len() - said);
        if file.policies.is_empty() {
            self.left = self.left.saturating_sub(1);
        }
        let mut policies: Vec<&PolicyReport> = file.policies.iter().collect();
        policies.sort_by_key(|policy| policy_urgency(policy));
        let shown = policies.len().min(self.left);
        for policy in policies.iter().take(shown) {
            self.left -= 1;
            self.policy(policy);
        }
        if shown < policies.len() {
            let count = policies.len() - shown;
            let more = if count == 1 { "1 more policy".into() } else { format!("{count} more policies") };
            self.line(&format!("  {more}; --notes lists all"));
        }
    }

    fn policy(&mut self, policy: &PolicyReport) {
        let became = match policy.block.as_deref() {
            Some(block) => {
                // The title says nothing new when it is the policy's name.
                let (path, rest) = block.split_once(": ").unwrap_or((block, ""));
                let is_same = rest.ends_with(&format!(" \"{}\"", policy.name));
                format!("→ {}", visible(if is_same { path } else { block }))
            }
            None => self.paint("not imported", Style::Red),
        };
        let name = shortened(&policy.name);
        self.line(&format!("  \"{}\" ({}) {became}", visible(&name), visible(&policy.entity)));
        let kinds = [
            (Finding::Wrong, "error:", Style::Red),
            (Finding::Left, "lost:", Style::Red),
            (Finding::Set, "set", Style::Yellow),
            (Finding::Deprecated, "deprecated:", Style::Yellow),
        ];
        for (finding, head, style) in kinds {
            let notes: Vec<&Note> = policy.notes.iter().filter(|note| note.finding == finding).collect();
            let shown = if self.console.draw_notes { notes.len() } else { notes.len().min(LINES) };
            for note in notes.iter().take(shown) {
                let head = self.paint(head, style);
                self.line(&format!("    {head} {}", said(note)));
            }
            self.more(notes.len() - shown);
        }
        self.names(policy, Finding::ReadOnly, "read-only, left out:");
        self.names(policy, Finding::Unknown, "unknown and empty, left out:");
    }

    /// The names of properties, in one line.
    fn names(&mut self, policy: &PolicyReport, finding: Finding, head: &str) {
        let of = |note: &&Note| note.finding == finding;
        let names: Vec<_> = policy.notes.iter().filter(of).map(|note| visible(&note.path)).collect();
        if !names.is_empty() {
            let head = self.paint(head, Style::Dim);
            self.line(&format!("    {head} {}", names.join(", ")));
        }
    }

    fn more(&mut self, count: usize) {
        if count > 0 {
            self.line(&format!("    and {count} more; --notes lists all"));
        }
    }
}

/// How soon a file is to be looked at.
fn urgency(file: &FileReport) -> u8 {
    let of_policies = file.policies.iter().map(policy_urgency).min();
    match of_policies {
        _ if is_broken(file) => 0,
        Some(urgency) if urgency < 3 => urgency,
        _ if !file.skipped.is_empty() => 3,
        _ => 4,
    }
}

fn policy_urgency(policy: &PolicyReport) -> u8 {
    let has = |finding: Finding| policy.notes.iter().any(|note| note.finding == finding);
    match policy {
        _ if is_wrong(policy) || policy.block.is_none() => 0,
        _ if has(Finding::Left) => 1,
        _ if has(Finding::Set) || has(Finding::Deprecated) => 2,
        _ => 4,
    }
}

/// A note in words.
fn said(note: &Note) -> String {
    let detail = shortened(&note.detail);
    let text = match note.finding {
        Finding::Set => format!("{} = {detail}", note.path),
        // The place stands in what is wrong.
        Finding::Wrong => note.detail.clone(),
        _ if note.detail.is_empty() => note.path.clone(),
        _ => format!("{}: {}", note.path, note.detail),
    };
    visible(&text).into_owned()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(WIDE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into(),
    }
}

/// Blocks, and how often something is said of each.
type Places<'a> = Vec<(&'a str, usize)>;

/// What is wrong with the sources: how often and where, or each at its place.
fn lints(done: &Done, console: &Console) {
    let lints = &done.lints;
    if lints.by_block.is_empty() {
        return;
    }
    if console.draw_notes {
        console.say("");
        let shown = |file: &File| match file.id.0 {
            STANDARD_FILES.. => format!("std/{}", file.path),
            _ => match &done.options.out {
                Some(out) => out.join(&*file.path).display().to_string(),
                None => file.path.to_string(),
            },
        };
        let (diagnostics, omitted) = (&lints.checked.diagnostics, lints.checked.omitted);
        let file = |id| lints.file(id);
        report::print(&Findings { file: &file, files: 0, diagnostics, omitted, shown: &shown }, console);
        return;
    }
    let mut by_code: BTreeMap<(Severity, Code, &str), Places<'_>> = BTreeMap::new();
    for (block, found) in &lints.by_block {
        for lint in found {
            by_code.entry((lint.severity, lint.code, lint.title)).or_default().push((block, lint.count));
        }
    }
    let mut page =
        String::from("\nmam finds in the sources (`mam check` shows the places, `mam explain CODE` the reasons):\n");
    for ((severity, code, title), blocks) in by_code {
        let style = match severity {
            Severity::Error => Style::Red,
            Severity::Warning => Style::Yellow,
            Severity::Info | Severity::Hint => Style::Cyan,
        };
        let count: usize = blocks.iter().map(|(_, count)| count).sum();
        let head = paint(&format!("{} {code}", word(severity)), style, console.err_colored);
        let _ = writeln!(page, "  {head} {title} ({})", counted(count, "time"));
        if severity >= Severity::Info {
            continue;
        }
        let mut of_code =
            lints.by_block.values().flatten().filter(|lint| lint.code == code && lint.severity == severity);
        if let Some(help) = of_code.find_map(|lint| lint.help.as_deref()) {
            let _ = writeln!(page, "    to mend it: {}", visible(help));
        }
        for (block, count) in blocks.iter().take(LINES) {
            let times = if *count > 1 { format!(" ({count} times)") } else { String::new() };
            let _ = writeln!(page, "    {}{times}", visible(block));
        }
        if blocks.len() > LINES {
            let _ = writeln!(page, "    and {}", counted(blocks.len() - LINES, "more block"));
        }
    }
    if lints.checked.omitted > 0 {
        let _ = writeln!(page, "  {} more are not listed", lints.checked.omitted);
    }
    console.err(&page);
}
