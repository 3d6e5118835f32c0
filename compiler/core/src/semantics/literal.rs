//! Literals of the wrong form: a unit that there is none of, a date the other way round, quotation marks too many or too few.

use super::nearest::nearest;
use crate::cursor::{Cursor, decode};
use crate::syntax::{Span, TokenKind};
use crate::values;
use crate::vocabulary::model::{RefKind, Type};

/// What is wrong with a literal.
pub(super) struct Mistake {
    pub(super) code: u16,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    pub(super) span: Span,
    /// What was probably meant.
    pub(super) instead: Option<String>,
}

/// What is wrong with the literal at `there`, where a value of a type should stand. None when nothing better is known than that it
/// does not fit.
pub(super) fn mistake(of: &Type, there: Cursor<'_>) -> Option<Mistake> {
    let kind = there.kind();
    let mistake = match of {
        Type::List(of) | Type::Requirement(of) => return mistake(of, there),
        Type::Union(types) => {
            // Where words may stand, a word is nearer to one of them than to a text.
            let word =
                kind == Some(TokenKind::Word) && types.iter().any(|of| matches!(of, Type::Words(_) | Type::Apps(_)));
            // Most names of people are those of groups.
            let group = types.iter().filter(|of| matches!(of, Type::Reference(RefKind::Group)));
            return group.chain(types).filter(|of| !word || !is_text(of)).find_map(|of| mistake(of, there));
        }
        Type::Duration { .. } => duration(there),
        Type::Date => date(there),
        Type::Version { .. } => version(there),
        Type::Integer { .. } => unquoted(there, |text| text.parse::<i64>().is_ok())
            .map(|text| (21, format!("\"{text}\" is a text, not a number"), Some(text))),
        of if is_text(of) && kind == Some(TokenKind::Word) => {
            Some((21, format!("`{}` is no text", there.peek_raw()), Some(format!("\"{}\"", there.peek_raw()))))
        }
        Type::Reference(kind) if there.kind() == Some(TokenKind::Text) => Some((
            21,
            format!("{} is only a text", there.peek_raw()),
            Some(format!("{} {}", kind.word(), there.peek_raw())),
        )),
        _ => None,
    };
    let (code, message, instead) = mistake?;
    let (span, help) = match of {
        Type::Duration { .. } => (units(there), Some("durations have one of the units second, minute, hour, day or week: `30 minutes`, `12 hours`, `90 days`".to_owned())),
        Type::Date => (joined(there), Some("write it as year-month-day, like `2026-06-01`".to_owned())),
        Type::Version { .. } => (joined(there), Some("write it like `17.0`, in numbers with dots between them".to_owned())),
        _ => (there.here(), None),
    };
    Some(Mistake { code, message, label: format!("{} is expected", of.describe()), help, span, instead })
}

/// Whether values of a type are written as texts.
fn is_text(of: &Type) -> bool {
    match of {
        Type::List(of) => is_text(of),
        of => matches!(of, Type::Text(_) | Type::Id | Type::Country | Type::Ipv4 | Type::Ipv6),
    }
}

/// The content of a text that would be right without its quotation marks.
fn unquoted(there: Cursor<'_>, fits: impl Fn(&str) -> bool) -> Option<String> {
    (there.kind() == Some(TokenKind::Text)).then(|| decode(there.peek_raw())).filter(|text| fits(text))
}

type Found = (u16, String, Option<String>);

fn duration(mut there: Cursor<'_>) -> Option<Found> {
    if let Some(text) = unquoted(there, |text| values::duration(text).is_some()) {
        return Some((62, format!("\"{text}\" is a text, not a duration"), Some(text)));
    }
    let (number, _) = there.take(TokenKind::Integer)?;
    let Some(unit) = there.peek_word().filter(|word| !["else", "on", "because"].contains(word)) else {
        return Some((62, format!("{number} has no unit"), None));
    };
    Some((62, format!("there is no unit `{unit}`"), meant(unit).map(|unit| counted(number, unit))))
}

/// The unit that a word is meant as, if it is clear.
fn meant(word: &str) -> Option<&'static str> {
    const UNITS: [&str; 10] =
        ["seconds", "minutes", "hours", "days", "weeks", "second", "minute", "hour", "day", "week"];
    match word.to_lowercase().as_str() {
        "s" | "sec" | "secs" => Some("seconds"),
        "min" | "mins" => Some("minutes"),
        "h" | "hr" | "hrs" => Some("hours"),
        "d" => Some("days"),
        "w" | "wk" | "wks" => Some("weeks"),
        // As long as the calendar makes them; `months` is also near to `hours`.
        "month" | "months" | "quarter" | "quarters" | "year" | "years" => None,
        _ => nearest(word, UNITS.into_iter()),
    }
}

/// `90minutes`, as it should be written.
pub(crate) fn without_space(text: &str) -> Option<String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    unit.chars().all(char::is_alphabetic).then(|| meant(unit)).flatten().map(|unit| counted(number, unit))
}

fn counted(number: &str, unit: &str) -> String {
    format!("{number} {}", if number == "1" { unit.trim_end_matches('s') } else { unit })
}

/// A number and a word behind it that is no unit, whatever type of value was expected.
pub(super) fn wrong_unit(value: Cursor<'_>) -> Option<Mistake> {
    let mut behind = value;
    behind.take(TokenKind::Integer)?;
    behind.peek_word()?;
    mistake(&Type::Duration { min: 0, max: u64::MAX }, value)
}

/// A number and the word behind it.
fn units(mut there: Cursor<'_>) -> Span {
    let start = there.position();
    there.next();
    if there.peek_word().is_some_and(|word| !["else", "on", "because"].contains(&word)) {
        there.next();
    }
    there.since(start)
}

fn date(there: Cursor<'_>) -> Option<Found> {
    if let Some(text) = unquoted(there, values::is_date) {
        return Some((61, format!("\"{text}\" is a text, not a date"), Some(text)));
    }
    let raw = there.peek_raw();
    matches!(there.kind(), Some(TokenKind::Version | TokenKind::Integer))
        .then(|| (61, format!("`{raw}` is no date"), day_first(raw)))
}

/// `01.06.2026` as the language writes it.
fn day_first(raw: &str) -> Option<String> {
    let parts: Vec<&str> = raw.split('.').collect();
    let [day, month, year] = parts[..] else { return None };
    let date = format!("{year:0>4}-{month:0>2}-{day:0>2}");
    Some(date).filter(|date| year.len() == 4 && values::is_date(date))
}

fn version(there: Cursor<'_>) -> Option<Found> {
    if let Some(text) =
        unquoted(there, |text| !text.is_empty() && text.split('.').all(|part| part.parse::<u32>().is_ok()))
    {
        return Some((60, format!("\"{text}\" is a text, not a version"), Some(text)));
    }
    matches!(there.kind(), Some(TokenKind::Date | TokenKind::Duration))
        .then(|| (60, format!("`{}` is no version", there.peek_raw()), None))
}

/// A literal with what stands right behind it.
fn joined(mut there: Cursor<'_>) -> Span {
    let start = there.position();
    there.next();
    while let Some(next) = there.peek().filter(|next| there.span_of(next.range).start == there.since(start).end) {
        let _ = next;
        there.next();
    }
    there.since(start)
}

/// `17.x`: a version that goes on with something that is no number; the cursor is at the dot.
pub(super) fn broken_version(start: Cursor<'_>, there: Cursor<'_>) -> Option<Mistake> {
    let before = there.position().checked_sub(1).filter(|before| *before >= start.position())?;
    let mut at = start;
    at.seek(before);
    let number = matches!(at.kind(), Some(TokenKind::Integer | TokenKind::Version));
    let adjacent = at.here().end == there.here().start && there.peek_raw() == ".";
    (number && adjacent).then(|| Mistake {
        code: 60,
        message: "this is no version".into(),
        label: "numbers with dots between them are expected".into(),
        help: Some("write it like `17.0`, in numbers with dots between them".into()),
        span: joined(at),
        instead: None,
    })
}
