//! Texts of the vocabulary read backwards: what stands where a pattern or a template has its holes.

use super::invert;
use crate::vocabulary::Value;
use crate::vocabulary::model::{Platform, SentenceEntry, TextPart, Type};
use serde_json::Value as Json;

/// What a pattern's holes hold at the beginning of a text, with the rest of it.
type Found<'t> = (Vec<(usize, Value)>, &'t str);

/// Reads a pattern at the beginning of a text.
pub(super) fn pattern<'t>(
    sentence: &SentenceEntry,
    parts: &[TextPart],
    platform: Option<Platform>,
    text: &'t str,
) -> Option<Found<'t>> {
    let Some((first, rest)) = parts.split_first() else { return Some((Vec::new(), text)) };
    match first {
        TextPart::Text(fixed) => pattern(sentence, rest, platform, text.strip_prefix(fixed.as_str())?),
        TextPart::Hole(hole) => {
            let of = sentence.holes.get(*hole)?.on(platform)?;
            values(of, platform, text).into_iter().find_map(|(value, behind)| {
                if !invert::fits(&value, of, platform) {
                    return None;
                }
                let (mut found, end) = pattern(sentence, rest, platform, behind)?;
                found.push((*hole, value));
                Some((found, end))
            })
        }
    }
}

/// What a text may begin with that is of a type, each with what stands behind it.
fn values<'t>(of: &Type, platform: Option<Platform>, text: &'t str) -> Vec<(Value, &'t str)> {
    let some = |value: Option<(Value, &'t str)>| value.into_iter().collect();
    match of {
        Type::Words(words) => {
            let here = |(_, item): &(usize, &crate::vocabulary::model::Alternative)| {
                platform.is_none_or(|platform| item.platforms.contains(platform))
            };
            let spelled = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
            let items = words.items.iter().enumerate().filter(here);
            let mut found: Vec<_> = items
                .filter_map(|(place, item)| {
                    Some((Value::Word(words.clone(), place), text.strip_prefix(&*spelled(&item.value))?))
                })
                .collect();
            found.sort_by_key(|(_, rest)| rest.len());
            found
        }
        Type::Text(_) => some(quoted(text)),
        Type::List(inner) => some(list(inner, platform, text)),
        Type::Integer { .. } => {
            let (digits, rest) = while_in(text, |c| c.is_ascii_digit());
            // A number that is spelled in another way would come back otherwise.
            let number = digits.parse::<i64>().ok().filter(|number| number.to_string() == digits);
            some(number.map(|number| (Value::Integer(number), rest)))
        }
        Type::Version { .. } | Type::Date => {
            let (raw, rest) = while_in(text, |c| c.is_ascii_digit() || matches!(c, '.' | '-'));
            some(invert::value(of, platform, &Json::from(raw)).map(|value| (value, rest)))
        }
        _ => Vec::new(),
    }
}

/// A text in quotation marks.
fn quoted(text: &str) -> Option<(Value, &str)> {
    let (inside, rest) = text.strip_prefix('"')?.split_once('"')?;
    Some((Value::Text(inside.into()), rest))
}

/// Items with commas between them.
fn list<'t>(of: &Type, platform: Option<Platform>, text: &'t str) -> Option<(Value, &'t str)> {
    let (mut items, mut rest) = (Vec::new(), text);
    loop {
        let (value, behind) = values(of, platform, rest).into_iter().next()?;
        items.push(invert::placed(value));
        match behind.strip_prefix(", ") {
            Some(next) => rest = next,
            None => return Some((Value::List(items.into()), behind)),
        }
    }
}

fn while_in(text: &str, wanted: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !wanted(c)).unwrap_or(text.len());
    text.split_at(end)
}

/// The two halves of a pair in a text that a template like `"{first}|{second}"` gave; one of them where the template has but one.
pub(super) fn pair<'t>(template: &str, text: &'t str) -> Option<(Option<&'t str>, Option<&'t str>)> {
    const FIRST: &str = "{first}";
    const SECOND: &str = "{second}";
    let (before, between, behind) = match (template.split_once(FIRST), template.split_once(SECOND)) {
        (Some((before, rest)), _) if rest.contains(SECOND) => {
            let (between, behind) = rest.split_once(SECOND)?;
            (before, Some(between), behind)
        }
        (Some((before, behind)), None) | (None, Some((before, behind))) => (before, None, behind),
        _ => return None,
    };
    let inside = text.strip_prefix(before)?.strip_suffix(behind)?;
    match between {
        Some(between) => inside.split_once(between).map(|(first, second)| (Some(first), Some(second))),
        None if template.contains(FIRST) => Some((Some(inside), None)),
        None => Some((None, Some(inside))),
    }
}

#[cfg(test)]
mod tests {
    use super::pair;

    #[test]
    fn halves_of_a_pair_are_read_where_they_stand() {
        let cases = [
            ("{first}|{second}", "a|b|c", Some((Some("a"), Some("b|c")))),
            ("{first}", "a|b", Some((Some("a|b"), None))),
            ("<{second}>", "<b>", Some((None, Some("b")))),
            ("{first}|{second}", "a", None),
            ("{item}", "a", None),
        ];
        for (template, text, halves) in cases {
            assert_eq!(pair(template, text), halves, "{template}");
        }
    }
}
