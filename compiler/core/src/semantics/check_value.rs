//! Whether a value fits the type of its hole: ranges, versions, dates, ids, words that a platform knows.

use crate::diagnostics::Diagnostic;
use crate::syntax::Span;
use crate::values;
use crate::vocabulary::model::{Alternative, BlockKind, Platform, Platforms, RefKind, Type, Words, one_of};
use crate::vocabulary::{Expression, Spanned, Value, Vocabulary};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Checks a value against a type on some platforms; `varies` when other platforms have another type.
pub(super) fn check(value: &Spanned, of: &Type, platforms: Platforms, varies: bool, out: &mut Vec<Diagnostic>) {
    let span = value.span;
    match (of, &value.value) {
        (Type::List(of), Value::List(items)) => items.iter().for_each(|item| check(item, of, platforms, varies, out)),
        (Type::Requirement(of), Value::Requirement(expression)) => {
            expression.each(&mut |item| check(item, of, platforms, varies, out))
        }
        (Type::Union(types), value_of) => {
            match types.iter().find(|of| of.accepts(value_of)) {
                Some(of) => check(value, of, platforms, varies, out),
                // A text was read as the id that it is not.
                None => match value_of {
                    Value::Text(text) if types.iter().any(|of| matches!(of, Type::Id)) => {
                        out.push(word_as_text(text, types, span).unwrap_or_else(|| malformed_id(text, span)))
                    }
                    _ => {}
                },
            }
        }
        (Type::Words(words) | Type::Apps(words), Value::Word(said, place)) => {
            word(words, said, *place, platforms, span, out)
        }
        (Type::Integer { min, max }, Value::Integer(number)) if !(min..=max).contains(&number) => {
            let near = *number.clamp(min, max);
            let diagnostic = Diagnostic::new(63, format!("{} is out of range", shown(*number)))
                .at(span, format!("{} is expected", of.describe()))
                .help(if *max == i64::from(i32::MAX) && near != *max {
                    format!("write {min} or more")
                } else {
                    format!("write a number from {min} to {max}")
                });
            out.push(if *max == i64::from(i32::MAX) && near == *max {
                diagnostic
            } else {
                diagnostic.repair(format!("write `{near}`"), span, near.to_string())
            });
        }
        (Type::Duration { min, max }, Value::Duration(seconds)) if !(min..=max).contains(&seconds) => {
            let bounds = bounds(*min, *max, *seconds);
            out.push(
                Diagnostic::new(62, "this duration is out of range")
                    .at(span, format!("a duration {bounds} is expected"))
                    .help(format!("write a duration {bounds}")),
            );
        }
        (Type::Version { min, max }, Value::Version(version)) => {
            version_parts(version, *min, *max, if varies { platforms } else { Platforms::NONE }, span, out)
        }
        (Type::Date, Value::Date(date)) if !values::is_date(date) => {
            out.push(
                Diagnostic::new(61, format!("{date} is no day of the calendar"))
                    .at(span, "a day of the calendar is expected")
                    .help("write it as year-month-day, like `2026-06-01`"),
            );
        }
        (Type::Id, Value::Text(text)) if !values::is_guid(text) => out.push(malformed_id(text, span)),
        (Type::Country, Value::Text(text)) => out.extend(super::country::wrong(text, span)),
        (Type::Ipv4 | Type::Ipv6, Value::Text(text)) if !is_cidr(text) => {
            out.push(
                Diagnostic::new(65, format!("\"{text}\" is no range of addresses"))
                    .at(span, "an address, `/` and a number of bits")
                    .help("write it like \"203.0.113.0/24\" or \"2001:db8::/32\""),
            );
        }
        (Type::Text(Some(pattern)), Value::Text(text)) => {
            let fits = regex_lite::Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|regex| regex.is_match(text));
            if !fits {
                let help = format!("the text has to match the regular expression `{pattern}`");
                out.push(
                    Diagnostic::new(65, format!("\"{text}\" has not the form that is needed here"))
                        .at(span, "a text of another form is expected")
                        .help(help),
                );
            }
        }
        (Type::Reference(kind), Value::Reference(_, text)) if text.trim().is_empty() => {
            out.push(
                Diagnostic::new(65, format!("the name of the {} is empty", kind.noun()))
                    .at(span, "a name is expected between the quotation marks")
                    .help("write its name, or its id"),
            );
        }
        (Type::Reference(kind), Value::Reference(_, text)) => out.extend(nearly_an_id(*kind, text, span)),
        _ => {}
    }
}

/// `"office365"`: a word of the vocabulary in quotation marks.
fn word_as_text(text: &str, types: &[Type], span: Span) -> Option<Diagnostic> {
    let mut words = Vec::new();
    types.iter().for_each(|of| of.words(&mut words));
    let word = words.into_iter().find(|word| word.eq_ignore_ascii_case(text))?;
    let diagnostic = Diagnostic::new(64, format!("\"{text}\" is no id, and a word of the language"))
        .at(span, "words have no quotation marks")
        .help(format!("write `{word}`"));
    Some(diagnostic.repair(format!("write `{word}`"), span, word))
}

/// The bounds that a duration breaks. Where nobody set an upper one, what can be counted in 32 bits is no use to a reader.
fn bounds(min: u64, max: u64, said: u64) -> String {
    let open = max >= u64::from(u32::MAX);
    match (values::spell_duration(min), values::spell_duration(max)) {
        (min, _) if open && said < max => format!("of {min} or more"),
        (_, _) if open => format!("of at most {}", values::spell_duration(u64::from(u32::MAX) / 86_400 * 86_400)),
        (min, max) => format!("from {min} to {max}"),
    }
}

/// Checks a value that a tenant gives where it is used.
pub(crate) fn check_on(value: &Spanned, of: &Type, platform: Option<Platform>, out: &mut Vec<Diagnostic>) {
    let platforms = platform.map_or(Platforms::NONE, |platform| Platforms::NONE.with(platform));
    check(value, of, platforms, true, out);
}

fn shown(number: i64) -> String {
    if number == i64::MAX { "this number".into() } else { number.to_string() }
}

/// A word that some platforms of the block do not have.
fn word(words: &Words, said: &Words, place: usize, platforms: Platforms, span: Span, out: &mut Vec<Diagnostic>) {
    let Some(said) = said.items.get(place) else { return };
    let missing = match find(words, &said.words) {
        None => platforms,
        Some(known) => platforms.without(known.platforms),
    };
    if missing.is_empty() && find(words, &said.words).is_some() {
        return;
    }
    let titles = super::head::titles(missing);
    let known: Vec<_> = words
        .items
        .iter()
        .filter(|item| missing.without(item.platforms).is_empty())
        .map(|item| format!("`{}`", item.words))
        .collect();
    let message = if titles.is_empty() {
        format!("`{}` is not possible here", said.words)
    } else {
        format!("{titles} {} not know `{}` here", missing.verb("does", "do"), said.words)
    };
    let diagnostic = Diagnostic::new(23, message);
    if known.is_empty() {
        let help = "take the platform out, or say it in a sentence of its own, narrowed with `on`";
        out.push(diagnostic.at(span, "not known there, nor anything in its place").help(help));
        return;
    }
    let diagnostic = diagnostic
        .at(span, format!("{} is expected", one_of(&known)))
        .help("say it for each platform in a sentence of its own, narrowed with `on`");
    // The mildest comes last, and is offered first.
    out.push(
        known
            .iter()
            .rev()
            .map(|word| word.trim_matches('`'))
            .filter(|word| *word != "wipe")
            .fold(diagnostic, |diagnostic, word| diagnostic.repair(format!("replace by `{word}`"), span, word)),
    );
}

/// The alternative of some words, whatever list they were read with.
pub(crate) fn find<'a>(words: &'a Words, said: &str) -> Option<&'a Alternative> {
    words
        .items
        .iter()
        .find(|item| *item.words == *said)
        .or_else(|| words.items.iter().find(|item| item.aliases.iter().any(|alias| **alias == *said)))
}

fn version_parts(version: &str, min: usize, max: usize, on: Platforms, span: Span, out: &mut Vec<Diagnostic>) {
    let parts: Vec<&str> = version.split('.').collect();
    let on = if on.is_empty() { String::new() } else { format!(" on {}", super::head::titles(on)) };
    let label = if min == max {
        format!("{min} parts are expected{on}")
    } else {
        format!("{min} to {max} parts are expected{on}")
    };
    if !(min..=max).contains(&parts.len()) {
        let example = ["14", "17.0", "17.0.1", "10.0.22631.3155"].get(min.saturating_sub(1)).copied().unwrap_or("17.0");
        let mut diagnostic = Diagnostic::new(
            60,
            format!(
                "`{version}` has {}",
                if parts.len() == 1 { "one part".to_owned() } else { format!("{} parts", parts.len()) }
            ),
        )
        .at(span, label)
        .help(format!("write it like `{example}`"));
        if parts.len() < min {
            let longer = format!("{version}{}", ".0".repeat(min - parts.len()));
            diagnostic = diagnostic.repair(format!("write `{longer}`"), span, longer);
        } else {
            let shorter = parts.get(..max).unwrap_or_default().join(".");
            diagnostic = diagnostic.repair(format!("write `{shorter}`"), span, shorter);
        }
        out.push(diagnostic);
    } else if parts.iter().any(|part| part.parse::<u32>().is_err()) {
        out.push(
            Diagnostic::new(60, format!("{version} is no version"))
                .at(span, "a part of it is too large")
                .help("write it like `17.0`"),
        );
    }
}

/// `017.00`: a version with zeros in front of its numbers. `text` is that of the file in which the value stands.
pub(super) fn leading_zeros(value: &Spanned, text: &str, out: &mut Vec<Diagnostic>) {
    let Value::Version(version) = &value.value else { return };
    let plain: Vec<&str> = version.split('.').map(without_zeros).collect();
    let plain = plain.join(".");
    if plain == **version {
        return;
    }
    let diagnostic = Diagnostic::new(68, format!("`{version}` has zeros in front of a number"))
        .at(value.span, format!("mam reads it as {plain}; nothing says that Intune does"))
        .help(format!("write `{plain}`"));
    // The name of a constant stands for it elsewhere.
    let said = text.get(value.span.start as usize..value.span.end as usize);
    out.push(if said == Some(version) {
        diagnostic.repair(format!("write `{plain}`"), value.span, plain)
    } else {
        diagnostic
    });
}

fn without_zeros(part: &str) -> &str {
    let plain = part.trim_start_matches('0');
    if plain.is_empty() { part.get(..1).unwrap_or(part) } else { plain }
}

/// A name that is an id with a digit too many or too few.
fn nearly_an_id(kind: RefKind, text: &str, span: Span) -> Option<Diagnostic> {
    let hexadecimal = text.len() >= 30 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    (hexadecimal && !values::is_guid(text)).then(|| {
        let mut diagnostic = malformed_id(text, span);
        diagnostic.message = format!("\"{text}\" is no id, and hardly the name of {}", kind.a_noun());
        diagnostic
    })
}

/// An id that is no GUID.
pub(super) fn malformed_id(text: &str, span: Span) -> Diagnostic {
    Diagnostic::new(64, format!("\"{text}\" is no id"))
        .at(span, "not of the form of an id")
        .help("an id has 8, 4, 4, 4 and 12 hexadecimal digits, like \"7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11\"")
}

fn is_cidr(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let Ok(bits) = bits.parse::<u8>() else { return false };
    (Ipv4Addr::from_str(address).is_ok() && bits <= 32) || (Ipv6Addr::from_str(address).is_ok() && bits <= 128)
}

/// The type that `param NAME: TYPE` names; None when there is none.
pub(super) fn param_type(vocabulary: &Vocabulary, name: &str) -> Option<Type> {
    if let Some(kind) = RefKind::ALL.into_iter().find(|kind| kind.word() == name) {
        return Some(Type::Reference(kind));
    }
    Some(match name {
        "version" => Type::Version { min: 1, max: 4 },
        "duration" => Type::Duration { min: 0, max: u64::from(u32::MAX) },
        "integer" => Type::Integer { min: 0, max: i64::from(i32::MAX) },
        "text" => Type::Text(None),
        "date" => Type::Date,
        "id" => Type::Id,
        "apps" => Type::Apps(vocabulary.words("app_group").cloned()?),
        _ => Type::Words(vocabulary.words(name).cloned()?),
    })
}

/// The names of all types a param can have.
pub(super) fn param_types(vocabulary: &Vocabulary) -> Vec<String> {
    let base = ["version", "duration", "integer", "text", "date", "id", "apps"]
        .into_iter()
        .chain(RefKind::ALL.iter().map(|kind| kind.word()));
    let mut words: Vec<String> = vocabulary.word_lists().map(|words| words.name.to_string()).collect();
    words.sort();
    base.map(str::to_owned).chain(words).collect()
}

/// Whether values of a param's type may stand in a hole.
pub(super) fn param_fits(vocabulary: &Vocabulary, declared: &str, of: &Type) -> bool {
    let Some(declared) = param_type(vocabulary, declared) else { return true };
    fits(&declared, of)
}

fn fits(declared: &Type, of: &Type) -> bool {
    match (declared, of) {
        (_, Type::List(of) | Type::Requirement(of)) => fits(declared, of),
        (_, Type::Union(types)) => types.iter().any(|of| fits(declared, of)),
        (Type::Reference(a), Type::Reference(b)) => a == b,
        (Type::Words(a), Type::Words(b)) => {
            a.name == b.name || a.items.iter().all(|item| find(b, &item.words).is_some())
        }
        (Type::Version { .. } | Type::Integer { .. }, Type::Version { .. })
        | (Type::Integer { .. }, Type::Integer { .. })
        | (Type::Duration { .. }, Type::Duration { .. })
        | (Type::Date, Type::Date)
        | (Type::Apps(_), Type::Apps(_))
        | (Type::Text(_) | Type::Id, Type::Text(_) | Type::Id | Type::Country | Type::Ipv4 | Type::Ipv6) => true,
        _ => false,
    }
}

/// Whether the items of a type can be blocks of a kind.
pub(super) fn takes(of: &Type, block: BlockKind) -> bool {
    match of {
        Type::Reference(kind) => block.declares() == Some(*kind),
        Type::List(of) | Type::Requirement(of) => takes(of, block),
        Type::Union(types) => types.iter().any(|of| takes(of, block)),
        _ => false,
    }
}

impl Expression {
    /// Calls a function for each control.
    pub(crate) fn each(&self, call: &mut impl FnMut(&Spanned)) {
        match self {
            Self::One(value) => call(value),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each(call)),
        }
    }
}
