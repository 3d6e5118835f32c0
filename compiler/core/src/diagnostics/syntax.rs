//! What the text itself has wrong, as diagnostics.

use super::Diagnostic;
use crate::syntax::{MAX_DEPTH, MAX_SENTENCE, ProblemKind, Span};

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
        (Some(space), None) if space.is_whitespace() => Diagnostic::new(4, format!("a space of another kind, U+{:04X}, stands here", u32::from(space)))
            .at(span, "looks like a space and is none")
            .help("text copied from web pages and documents holds such spaces")
            .repair("replace it by a space", span, " "),
        (Some('“' | '”' | '„' | '«' | '»'), None) => Diagnostic::new(4, "a typographic quotation mark does not enclose a text")
            .at(span, "`\"` is expected")
            .help("texts stand between straight quotation marks, \"like this\""),
        (Some(digit), Some(_)) if digit.is_ascii_digit() => Diagnostic::new(4, format!("`{shown}` means nothing here"))
            .at(span, "neither a number nor a word")
            .help("a number and its unit are two words: `30 minutes`; versions and dates are written `17.0` and `2026-06-01`"),
        _ => Diagnostic::new(4, format!("`{shown}` means nothing here"))
            .at(span, "not a word, number or text")
            .help("words are letters, digits, `_` and `-`; anything else belongs into a text, \"like this\""),
    }
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

/// Words that begin no declaration.
fn unknown_declaration(span: Span, text: &str, shown: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(11, format!("no declaration begins with `{shown}`"))
        .at(span, "not the beginning of a declaration");
    match crate::semantics::nearest(text, DECLARATIONS.into_iter()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).repair(
            format!("replace `{shown}` by `{near}`"),
            span,
            near,
        ),
        None => {
            let known: Vec<_> = DECLARATIONS.iter().map(|words| format!("`{words}`")).collect();
            diagnostic.help(format!("a file holds {} declarations", known.join(", ")))
        }
    }
}

/// At most forty characters of a text, for a message.
fn shorten(text: &str) -> String {
    let mut chars = text.chars();
    let head: String = chars.by_ref().take(40).collect();
    if chars.next().is_some() { format!("{head}…") } else { head }
}
