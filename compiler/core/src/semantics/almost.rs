//! Heads of `use`, `let` and `param` that are almost right: what was probably meant.

use super::check_value::param_types;
use crate::cursor::{Cursor, decode};
use crate::diagnostics::Diagnostic;
use crate::syntax::{Span, TokenKind};
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::RefKind;

/// `use std.apps outlook, teams`: names without parentheses; `use std apps (outlook)`: a module without its dot. The cursor is where the
/// list should begin, behind a module that is at `module`.
pub(super) fn names(missing: Diagnostic, cursor: Cursor<'_>, module: Span) -> Diagnostic {
    let here = cursor.here();
    let mut behind = cursor;
    if behind.word().is_some() && behind.kind() == Some(TokenKind::Open) {
        let gap = Span { start: module.end, end: here.start, ..here };
        return missing.repair("write a dot between the parts of the module's name", gap, ".");
    }
    let mut behind = cursor;
    let mut text = String::new();
    loop {
        let Some((word, _)) = behind.word() else { return missing };
        text.push_str(word);
        let comma = behind.eat(",");
        if behind.at_end() {
            break;
        }
        // `outlook teams`, `outlook and teams`
        if !comma {
            behind.eat("and");
        }
        text.push_str(", ");
    }
    missing.repair(format!("write `({text})`"), cursor.rest(), format!("({text})"))
}

/// `use "std.apps" (outlook)`: the text is the module's name.
pub(super) fn module(text: &str) -> Option<String> {
    let plain = decode(text).replace(['/', '\\'], ".");
    let plain = plain.trim().trim_start_matches("..").trim_start_matches('.').trim_end_matches(".mam");
    let is_name = |part: &str| {
        part.starts_with(char::is_alphabetic) && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    plain.split('.').all(is_name).then(|| plain.to_owned())
}

/// `param p group`, `param p = group "x"`: the cursor is behind the name, where `:` should stand.
pub(super) fn type_of(missing: Diagnostic, cursor: Cursor<'_>) -> Diagnostic {
    let here = cursor.here();
    let before = Span { start: before(cursor), end: before(cursor), ..here };
    let mut behind = cursor;
    match cursor.peek_word() {
        Some(word) if param_types(Vocabulary::standard()).iter().any(|known| known == word) => {
            return missing.repair(format!("write `: {word}`"), before, ":");
        }
        // Anything else may be a type of the project's own, or part of a name.
        Some(_) => return missing,
        None => {}
    }
    let is_value = behind.eat("=");
    match value_type(behind).filter(|_| is_value) {
        Some(of) => missing.repair(format!("add the type: `: {of}`"), before, format!(": {of}")),
        None => missing,
    }
}

/// `param p: group default group "x"`, `param p: group "x"`: the cursor is behind the type, which is at `of`.
pub(super) fn default_of(missing: Diagnostic, cursor: Cursor<'_>, of: (&str, Span)) -> Diagnostic {
    let here = cursor.here();
    let mut behind = cursor;
    if (behind.eat("default") || behind.eat("is") || behind.eat(":")) && value_type(behind).is_some() {
        let raw = cursor.peek_raw();
        return missing.repair(format!("replace `{raw}` by `=`"), here, "=");
    }
    let (word, place) = of;
    let text = cursor.kind() == Some(TokenKind::Text);
    if text && RefKind::ALL.iter().any(|kind| kind.word() == word) {
        let end = Span { start: place.end, ..place };
        return missing.repair(format!("write `= {word}` before the text"), end, format!(" = {word}"));
    }
    if value_type(cursor).is_some() {
        let end = Span { start: before(cursor), end: before(cursor), ..here };
        return missing.repair("add `=`", end, " =");
    }
    missing
}

/// `let x 17.0`, `let x: version = 17.0`: the cursor is behind the name.
pub(super) fn value_of(missing: Diagnostic, cursor: Cursor<'_>) -> Diagnostic {
    let here = cursor.here();
    let start = Span { start: before(cursor), end: before(cursor), ..here };
    let mut behind = cursor;
    if behind.eat(":") && behind.word().is_some() && behind.peek_raw() == "=" {
        let of = Span { end: behind.here().start, ..start };
        return missing.help("only a `param` has a type: what a constant is, its value says").repair(
            "take the type out",
            of,
            " ",
        );
    }
    let mut behind = cursor;
    if behind.eat("is") || behind.eat(":") {
        let raw = cursor.peek_raw();
        return if value_type(behind).is_some() {
            missing.repair(format!("replace `{raw}` by `=`"), here, "=")
        } else {
            missing
        };
    }
    if value_type(cursor).is_some() { missing.repair("add `=`", start, " =") } else { missing }
}

/// Where what stands before the cursor ends.
fn before(cursor: Cursor<'_>) -> u32 {
    let mut before = cursor;
    before.seek(cursor.position().saturating_sub(1));
    before.here().end.min(cursor.here().start)
}

/// The type of a value, as a param names it; where the value is one word, it is none that is known here.
fn value_type(mut cursor: Cursor<'_>) -> Option<&'static str> {
    let of = match cursor.kind()? {
        TokenKind::Integer => "integer",
        TokenKind::Version => "version",
        TokenKind::Date => "date",
        TokenKind::Duration => "duration",
        TokenKind::Text => "text",
        TokenKind::Word => {
            let kind = RefKind::ALL.into_iter().find(|kind| cursor.eat(kind.word()))?;
            (cursor.kind() == Some(TokenKind::Text)).then(|| kind.word())?
        }
        _ => return None,
    };
    cursor.next();
    cursor.at_end().then_some(of)
}
