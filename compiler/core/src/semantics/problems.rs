//! What is wrong with the text, with heads, and with declarations that have no block or one too many; and the last touch to repairs.

use super::{blocks, forms, head, outside};
use crate::cursor::Cursor;
use crate::diagnostics::{Code, Diagnostic, Edit, Findings, Repair, from_problem};
use crate::project::Project;
use crate::syntax::{DeclarationKind, File, Item, Problem, ProblemKind, Span, lone_returns};
use crate::vocabulary::{Vocabulary, is_entry};
use std::sync::Arc;

/// What the parser found, and declarations whose heads cannot be read.
pub(super) fn of(project: &Project, vocabulary: &Vocabulary, out: &mut Findings) {
    for file in &project.files {
        let mut said = Vec::new();
        problems(file, 0, &file.problems, None, &mut said);
        out.extend(said);
    }
    let judge = |file: &Arc<File>, place, item: &Item, enough: bool, out: &mut Vec<Diagnostic>| {
        problems(file, item.base, &item.declaration.problems, Some(item), out);
        if item.declaration.kind == DeclarationKind::Unknown && !enough {
            sentence(vocabulary, file, place, out);
        }
        if enough && !forms::is_formed(file, item) {
            // It is only counted.
            out.push(Diagnostic::new(12, ""));
        } else {
            heads(file, item, out);
        }
    };
    super::each_declaration(project, out, judge, |()| {});
}

/// Says of a declaration that is a sentence where it belongs.
fn sentence(vocabulary: &Vocabulary, file: &File, place: usize, out: &mut [Diagnostic]) {
    // The one that says that no declaration begins with these words.
    if let Some(unknown) = out.iter_mut().find(|diagnostic| diagnostic.code == Code(11))
        && let Some(diagnostic) = outside::sentence(vocabulary, file, place, !unknown.repairs.is_empty())
    {
        *unknown = diagnostic;
    }
}

/// A head that cannot be read, a block that is missing or too many.
fn heads(file: &Arc<File>, item: &Item, out: &mut Vec<Diagnostic>) {
    let head = match item.declaration.kind {
        DeclarationKind::Use => head::use_head(file, item).err(),
        DeclarationKind::Let => head::let_head(file, item).err(),
        DeclarationKind::Param => head::param_head(file, item).err(),
        DeclarationKind::Baseline => head::baseline_head(file, item).err(),
        DeclarationKind::Test | DeclarationKind::Guarantee => head::test_head(file, item).err(),
        _ => None,
    };
    match head {
        _ if forms::is_unreadable(file, item) => {}
        Some(diagnostic) => out.push(*diagnostic),
        None => out.extend(bodies(file, item)),
    }
}

fn problems(file: &Arc<File>, base: u32, problems: &[Problem], item: Option<&Item>, out: &mut Vec<Diagnostic>) {
    let span =
        |problem: &Problem| Span { file: file.id, start: base + problem.range.start, end: base + problem.range.end };
    let text = |span: Span| file.text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let mut rest = problems;
    while let Some((problem, behind)) = rest.split_first() {
        rest = behind;
        let here = span(problem);
        let mut diagnostic = from_problem(problem.kind, here, text(here));
        if problem.kind == ProblemKind::LoneReturn {
            diagnostic.repairs.extend(line_feeds(file));
        }
        let only = item.filter(|item| problem.kind == ProblemKind::OpenBlock && item.declaration.problems.len() == 1);
        if let Some(place) = only.map(|item| end_of(file, item)) {
            diagnostic = diagnostic.repair("close it at its end", place, "\n}");
        }
        if let Some(item) = item.filter(|_| problem.kind == ProblemKind::OpenText) {
            let at = close_at(item.declaration.kind, here, text(here));
            let place = Span { start: at, end: at, ..here };
            let title = if at == here.end { "close the text at the end of the line" } else { "close the text" };
            diagnostic.repairs =
                vec![Repair { title: title.into(), edits: vec![Edit { span: place, text: "\"".into() }] }];
        }
        if let Some(repair) = quotes(here, text(here)) {
            diagnostic.repairs = vec![repair];
            // The mark that closes belongs to the same mistake.
            let closes =
                |next: &Problem| span(next).start > here.end && matches!(text(span(next)), "”" | "“" | "»" | "’" | "„");
            if let Some((next, behind)) = rest.split_first().filter(|(next, _)| {
                closes(next) && !text(Span { start: here.end, end: span(next).start, ..here }).contains('\n')
            }) {
                diagnostic
                    .repairs
                    .iter_mut()
                    .for_each(|repair| repair.edits.push(Edit { span: span(next), text: "\"".into() }));
                rest = behind;
            }
        }
        out.push(diagnostic);
    }
}

/// Replaces all carriage returns that stand alone; not offered where there are more than an editor likes to change at once.
fn line_feeds(file: &File) -> Option<Repair> {
    const MANY: usize = 10_000;
    let place = |at: usize| u32::try_from(at).ok().map(|start| Span { file: file.id, start, end: start + 1 });
    let places: Vec<_> = lone_returns(&file.text).filter_map(place).take(MANY + 1).collect();
    let edits = places.iter().map(|span| Edit { span: *span, text: "\n".into() }).collect();
    (places.len() <= MANY).then(|| Repair { title: "end the lines with line feeds".into(), edits })
}

/// Where a text that is not closed was probably meant to end: before the `for` of a head, else where its words end.
fn close_at(kind: DeclarationKind, span: Span, text: &str) -> u32 {
    use DeclarationKind::{AppConfiguration, AppProtection, Rule, Sentence};
    let heads = matches!(kind, AppProtection | AppConfiguration | Sentence | Rule);
    let name = text.rsplit_once(" for ").filter(|_| heads).map_or(text, |(name, _)| name);
    span.start + u32::try_from(name.trim_end().len()).unwrap_or(0)
}

/// Replaces a typographic quotation mark.
fn quotes(span: Span, text: &str) -> Option<Repair> {
    matches!(text, "“" | "”" | "„" | "«" | "»").then(|| Repair {
        title: "write straight quotation marks".into(),
        edits: vec![Edit { span, text: "\"".into() }],
    })
}

/// The end of the last words of a declaration.
fn end_of(file: &File, item: &Item) -> Span {
    let length = u32::try_from(file.text_of(item).trim_end().len()).unwrap_or(item.declaration.length);
    let end = item.base + length;
    Span { file: file.id, start: end, end }
}

/// Declarations that need a block and have none, or the reverse.
fn bodies(file: &File, item: &Item) -> Option<Diagnostic> {
    use DeclarationKind as Kind;
    let kind = item.declaration.kind;
    let row = Cursor::new(file, item, item.declaration.head.row).rest();
    if matches!(kind, Kind::Use | Kind::Let | Kind::Param) {
        let body = item.declaration.body.as_ref()?;
        let braces = file.span(item, body.range);
        let diagnostic = Diagnostic::new(12, "this declaration has no block")
            .at(Span { start: braces.start, end: braces.start + 1, ..braces }, "the declaration ends before this");
        let back = Span { start: row.end, ..braces };
        return Some(diagnostic.help("delete the braces and what is between them").repair(
            "delete the block",
            back,
            "",
        ));
    }
    let stands_alone = blocks::kind_of(kind).is_some_and(|kind| !kind.needs_body());
    let needs = kind != Kind::Unknown && !stands_alone && !is_entry(kind);
    (needs && item.declaration.body.is_none() && !has_broken_head(file, item)).then(|| {
        let end = Span { start: row.end, ..row };
        Diagnostic::new(12, "this declaration says nothing")
            .at(end, "a block `{ … }` is expected")
            .help("write its sentences between braces, one a line")
    })
}

/// Whether another diagnostic says what is wrong with the head.
fn has_broken_head(file: &File, item: &Item) -> bool {
    match item.declaration.kind {
        DeclarationKind::App => head::app_head(file, item).is_err(),
        DeclarationKind::Tenant => head::name_head(file, item, "").is_err(),
        DeclarationKind::ConditionalAccess => head::block_head(file, item, None).is_err(),
        DeclarationKind::AppProtection | DeclarationKind::AppConfiguration => {
            head::behind(file, item, 2).string().is_none()
        }
        other => blocks::kind_of(other)
            .filter(|kind| kind.declares().is_some())
            .is_some_and(|kind| head::named_head(file, item, kind).is_err()),
    }
}

/// Makes repairs that take a whole sentence out take its line out, too, or its semicolon.
pub(super) fn whole_lines(project: &Project, diagnostic: &mut Diagnostic) {
    for edit in diagnostic.repairs.iter_mut().flat_map(|repair| &mut repair.edits) {
        let deletes = edit.text.is_empty() && edit.span.start < edit.span.end;
        if let Some(file) = project.file(edit.span.file).filter(|_| deletes) {
            edit.span = widened(&file.text, edit.span);
        }
    }
}

fn widened(text: &str, span: Span) -> Span {
    let (before, after) =
        (text.get(..span.start as usize).unwrap_or_default(), text.get(span.end as usize..).unwrap_or_default());
    let blank = |text: &str| text.len() - text.trim_end_matches([' ', '\t']).len();
    let blank_after = after.len() - after.trim_start_matches([' ', '\t']).len();
    let (left, right) = (blank(before), blank_after);
    let (previous, next) = (
        before.trim_end_matches([' ', '\t']).chars().next_back(),
        after.trim_start_matches([' ', '\t']).chars().next(),
    );
    let grown = |left: usize, right: usize| Span {
        start: span.start - u32::try_from(left).unwrap_or(0),
        end: span.end + u32::try_from(right).unwrap_or(0),
        ..span
    };
    match (previous, next) {
        (None | Some('\n'), Some('\n')) => grown(left, right + 1),
        (None | Some('\n'), Some('\r')) if after.trim_start_matches([' ', '\t']).starts_with("\r\n") => {
            grown(left, right + 2)
        }
        (None | Some('\n'), None) => grown(left, right),
        (None | Some('\n' | '{' | ';'), Some(';')) => grown(0, right + 1),
        (Some(';'), None | Some('\n' | '\r' | '}')) => grown(left + 1, 0),
        // Nothing is left behind at the end of a line.
        (_, None | Some('\n' | '\r')) => grown(left, right),
        _ => span,
    }
}
