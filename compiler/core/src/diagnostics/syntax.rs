//! What the text itself has wrong, as diagnostics.

use super::Diagnostic;
use crate::syntax::{MAX_DEPTH, MAX_SENTENCE, ProblemKind, Span};
use crate::values;

/// The diagnostic of a problem that the parser found at `span`, where `text` stands.
#[must_use]
pub fn from_problem(kind: ProblemKind, span: Span, text: &str) -> Diagnostic {
    let shown = shorten(text);
    match kind {
        ProblemKind::InvisibleCharacter => {
            let point = text.chars().next().map_or(0, u32::from);
            Diagnostic::new(3, format!("an invisible character, U+{point:04X}, stands here"))
                .at(span, "nobody can see it, and it may hide what is meant")
                .help("delete it; inside a text write it as an escape")
                .repair("delete the character", span, "")
        }
        ProblemKind::LoneReturn => Diagnostic::new(3, "this file ends lines with a carriage return alone, U+000D")
            .at(span, "some programs begin a new line here, others do not")
            .help("save it with the line endings LF or CRLF: in VS Code, click on them in the status bar"),
        ProblemKind::UnknownCharacters => unknown_characters(span, text, &shown),
        ProblemKind::OpenText => Diagnostic::new(5, "this text is not closed")
            .at(span, "opened here, not closed on this line")
            .help("end the text with `\"`; inside a text write a quotation mark as `\\\"`")
            .repair("close the text at the end of the line", Span { start: span.end, ..span }, "\""),
        ProblemKind::BadEscape => Diagnostic::new(6, format!("there is no escape `{shown}`"))
            .at(span, "not an escape that texts know")
            .help("after `\\` only `\"`, `\\`, `/`, `b`, `f`, `n`, `r`, `t` and `u` with four digits may stand; a backslash itself is written twice")
            .repair("write the backslash twice", span, format!("\\{text}")),
        ProblemKind::OpenBlock => {
            Diagnostic::new(7, "this block is not closed").at(span, "opened here").help("add the missing `}` at the end of the block")
        }
        ProblemKind::StrayBrace => {
            Diagnostic::new(8, "this `}` closes nothing").at(span, "no block is open here").help("delete it").repair("delete the brace", span, "")
        }
        ProblemKind::TooDeep => Diagnostic::new(9, format!("blocks are nested more than {MAX_DEPTH} deep"))
            .at(span, "in this declaration")
            .help("a policy needs two levels at most: write the sentences side by side"),
        ProblemKind::TooLong => Diagnostic::new(10, format!("this sentence is longer than {MAX_SENTENCE} bytes"))
            .at(span, "begins here")
            .help("split it into several sentences; a missing line break may be the reason"),
        ProblemKind::UnknownDeclaration => unknown_declaration(span, text, &shown),
        ProblemKind::StrayDocumentation => Diagnostic::new(13, "this documentation belongs to nothing")
            .at(span, "no declaration or sentence follows")
            .help("put it before what it describes, or write `//` for a plain comment")
            .repair("make it a plain comment", Span { end: span.start + 3, ..span }, "//"),
    }
}

/// Characters that belong to no word or literal.
fn unknown_characters(span: Span, text: &str, shown: &str) -> Diagnostic {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(space), None) if space.is_whitespace() => {
            Diagnostic::new(4, format!("a space of another kind, U+{:04X}, stands here", u32::from(space)))
                .at(span, "looks like a space and is none")
                .help("text copied from web pages and documents holds such spaces")
                .repair("replace it by a space", span, " ")
        }
        (Some('“' | '”' | '„' | '«' | '»'), None) => {
            Diagnostic::new(4, "a typographic quotation mark does not enclose a text")
                .at(span, "`\"` is expected")
                .help("texts stand between straight quotation marks, \"like this\"")
        }
        (Some(digit), Some(_)) if digit.is_ascii_digit() => digits(span, text, shown),
        (Some('[' | '{'), _) => Diagnostic::new(4, "this JSON is not well formed")
            .at(span, "its brackets do not pair")
            .help("each `[` needs its `]`, each `{` its `}`; texts stand in quotation marks"),
        (Some('#'), _) | (Some('-'), Some('-')) | (Some('/'), Some('*')) | (Some('*'), Some('/')) => {
            let diagnostic = Diagnostic::new(4, format!("`{shown}` begins no comment"))
                .at(span, "`//` is expected")
                .help("a comment begins with `//` and ends with its line");
            if matches!(text, "#" | "##" | "--") { diagnostic.repair("write `//`", span, "//") } else { diagnostic }
        }
        _ => Diagnostic::new(4, format!("`{shown}` means nothing here"))
            .at(span, "not a word, number or text")
            .help("words are letters, digits, `_` and `-`; anything else belongs into a text, \"like this\""),
    }
}

/// Digits that go on with something else: an id without quotation marks, a unit or a part of a date that is not set apart.
fn digits(span: Span, text: &str, shown: &str) -> Diagnostic {
    if values::is_guid(text) {
        return Diagnostic::new(4, format!("the id `{shown}` has no quotation marks"))
            .at(span, "a text is expected")
            .help("ids stand in quotation marks")
            .repair("put it into quotation marks", span, format!("\"{text}\""));
    }
    let diagnostic =
        Diagnostic::new(4, format!("`{shown}` means nothing here")).at(span, "neither a number nor a word").help(
            "a number and its unit are two words: `30 minutes`; versions and dates are written `17.0` and `2026-06-01`",
        );
    match crate::semantics::duration_without_space(text).or_else(|| short_date(text)) {
        Some(meant) => diagnostic.repair(format!("write `{meant}`"), span, meant),
        None => diagnostic,
    }
}

/// `2026-6-1` as the language writes it.
fn short_date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return None };
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    Some(date).filter(|date| values::is_date(date))
}

/// The words that begin a declaration.
const DECLARATIONS: [&str; 16] = [
    "app protection",
    "app configuration",
    "conditional access",
    "connector",
    "named location",
    "filter",
    "scope tag",
    "authentication strength",
    "baseline",
    "use",
    "let",
    "param",
    "app",
    "tenant",
    "test",
    "guarantee",
];

/// The words that begin an entry of the vocabulary, which few people write.
const ENTRIES: [&str; 5] = ["sentence", "words", "scope", "object", "rule"];

/// Words that begin no declaration.
fn unknown_declaration(span: Span, text: &str, shown: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(11, format!("no declaration begins with `{shown}`"))
        .at(span, "not the beginning of a declaration");
    match crate::semantics::nearest(text, DECLARATIONS.into_iter().chain(ENTRIES)) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).repair(
            format!("replace `{shown}` by `{near}`"),
            span,
            near,
        ),
        None => {
            let known: Vec<_> = DECLARATIONS.iter().map(|words| format!("`{words}`")).collect();
            diagnostic
                .help(format!("a file holds {} declarations; sentences stand inside of their blocks", known.join(", ")))
        }
    }
}

/// At most forty characters of a text, for a message.
fn shorten(text: &str) -> String {
    let mut chars = text.chars();
    let head: String = chars.by_ref().take(40).collect();
    if chars.next().is_some() { format!("{head}…") } else { head }
}
