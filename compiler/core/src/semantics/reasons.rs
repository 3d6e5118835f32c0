//! `because "…"`: one text at the end of a sentence, and what is said where it is something else.

use crate::cursor::Cursor;
use crate::diagnostics::Diagnostic;
use crate::syntax::Span;
use crate::vocabulary::model::Platform;

const HELP: &str = "write `because \"the reason\"` at the end of the sentence";

/// Reads the reason of a sentence that begins at `start` and has its `because` at `at`; `narrowed` when `on` and platforms stand before.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(start: Cursor<'_>, at: usize, narrowed: bool) -> Result<String, Box<Diagnostic>> {
    let mut because = start;
    because.seek(at);
    let mut behind = because;
    behind.next();
    let text = behind.string();
    match text {
        _ if at == start.position() => Err(Box::new(alone(because))),
        Some((reason, span)) if behind.at_end() && reason.trim().is_empty() => Err(Box::new(empty(start, at, span))),
        Some((reason, _)) if behind.at_end() => Ok(reason),
        Some((reason, span)) => Err(Box::new(more(because, &reason, span, behind, narrowed))),
        None => Err(Box::new(no_text(behind))),
    }
}

/// A line that begins with `because`, and no sentence right above it.
fn alone(because: Cursor<'_>) -> Diagnostic {
    Diagnostic::new(21, "this reason belongs to no sentence")
        .at(because.rest(), "no sentence stands right above it")
        .help("write it at the end of the sentence that it explains, or on the line below that")
        .repair("take the reason out", because.rest(), "")
}

/// `because ""`
fn empty(start: Cursor<'_>, at: usize, text: Span) -> Diagnostic {
    let sentence = start.until(at).rest();
    Diagnostic::new(21, "the reason is empty")
        .at(text, "a reason is expected between the quotation marks")
        .help("say why, or leave `because` out")
        .repair("leave it out", Span { start: sentence.end, ..text }, "")
}

/// Something behind the text: another reason, another text, platforms.
fn more(because: Cursor<'_>, reason: &str, text: Span, behind: Cursor<'_>, narrowed: bool) -> Diagnostic {
    let extra = behind.rest();
    let mut next = behind;
    let again = next.eat("because") || next.eat(",");
    if let Some((second, _)) = next.string().filter(|_| next.at_end()) {
        let joined = serde_json::Value::String(format!("{reason}; {second}")).to_string();
        let message = if again { "this sentence has two reasons" } else { "this reason is two texts" };
        let whole = Span { end: extra.end, ..text };
        return Diagnostic::new(21, message).at(extra, "one text is expected").help("say both in one text").repair(
            "make them one text",
            whole,
            joined,
        );
    }
    let platforms = behind.peek_raw() == "on" && {
        let mut word = behind;
        word.next();
        word.peek_word().and_then(Platform::of).is_some()
    };
    let diagnostic = Diagnostic::new(21, "the reason is not the end of the sentence")
        .at(extra, "the end of the sentence is expected");
    let mut words = Vec::new();
    let mut rest = behind;
    while let Some(token) = rest.next() {
        words.push(rest.raw(token));
    }
    if platforms && !narrowed {
        let moved =
            format!("{} because {}", words.join(" ").replace(" ,", ","), serde_json::Value::String(reason.into()));
        let whole = Span { end: extra.end, ..because.here() };
        return diagnostic.help("`on` and the platforms stand before the reason").repair(
            "put the reason last",
            whole,
            moved,
        );
    }
    let end = Span { start: text.end, ..extra };
    diagnostic.help(HELP).repair("delete what stands behind the reason", end, "")
}

/// `because` without a text behind it.
fn no_text(mut behind: Cursor<'_>) -> Diagnostic {
    let span = behind.rest();
    if behind.at_end() {
        return Diagnostic::new(21, "the reason is missing")
            .at(span, "a text in quotation marks is expected")
            .help(HELP);
    }
    let mut words = Vec::new();
    while let Some((word, _)) = behind.word() {
        words.push(word);
    }
    let diagnostic =
        Diagnostic::new(21, "the reason is no text").at(span, "a text in quotation marks is expected").help(HELP);
    if words.is_empty() || !behind.at_end() {
        diagnostic
    } else {
        diagnostic.repair("put it into quotation marks", span, format!("\"{}\"", words.join(" ")))
    }
}
