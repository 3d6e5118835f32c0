//! The way back from a property's value to what a sentence says: `"PT12H"` is `12 hours`, `["camera"]` is `camera`.

use super::text;
use crate::graph::{Sense, read_placeholder};
use crate::semantics::check_value;
use crate::syntax::{FileId, Span};
use crate::values;
use crate::vocabulary::model::{Alternative, Platform, RefKind, SentenceEntry, Type, Words, Write};
use crate::vocabulary::{Schema, Spanned, Value};
use serde_json::Value as Json;

/// Values have no place in a source yet.
const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// A value without a place.
pub(crate) fn placed(value: Value) -> Spanned {
    Spanned { value, span: NOWHERE }
}

/// What stands in a hole when a clause that writes it, or the items of one type in it, wrote this. Several items of a list that
/// the clause did not write are left out; their places are told.
pub(crate) struct Read {
    /// The values, one for each item.
    pub(crate) items: Vec<Value>,
    /// The places of the items in the property's list that they stand for.
    pub(crate) places: Vec<usize>,
}

/// The types of what the clauses of a sentence write to the property of one of them.
pub(crate) fn keywords<'a>(sentence: &'a SentenceEntry, write: &Write, of: &'a Type) -> Vec<&'a Type> {
    let beside = sentence.writes.iter().filter(|other| other.path == write.path);
    beside.map(|other| other.of.as_ref().unwrap_or(of)).collect()
}

/// Reads back what a clause wrote from a hole of a type. The keywords that other clauses write to the same property are theirs.
pub(crate) fn read(
    of: &Type,
    write: &Write,
    keywords: &[&Type],
    platform: Option<Platform>,
    json: &Json,
) -> Option<Read> {
    let inner = match of {
        Type::List(inner) | Type::Requirement(inner) => Some(&**inner),
        _ => None,
    };
    let item = inner.unwrap_or(of);
    let one = |json: &Json| -> Option<Value> {
        let wanted = write.of.as_ref().unwrap_or(item);
        let value = match &write.template {
            Some(template) => templated(wanted, template, platform, json)?,
            None => value(wanted, platform, json)?,
        };
        // A keyword is no user, although any text may be the name of one.
        let is_word = !matches!(value, Value::Word(..)) && keywords.iter().any(|of| is_word_of(of, platform, json));
        (!is_word && fits(&value, item, platform)).then_some(value)
    };
    let whole = |value: Value| Read { items: vec![value], places: vec![0] };
    match (json, &write.joined) {
        (Json::String(text), Some(separator)) => {
            // Members are told apart by their letters; a text is what it is, blanks and all.
            let members = matches!(item, Type::Words(_));
            let parts = text.split(separator.as_str()).map(|part| if members { part.trim() } else { part });
            let parts: Vec<_> = parts.filter(|part| !members || !part.is_empty()).collect();
            let items: Vec<_> =
                parts.iter().filter(|part| !part.is_empty()).filter_map(|part| one(&Json::from(*part))).collect();
            (items.len() == parts.len() && !items.is_empty()).then_some(Read { items, places: vec![0] })
        }
        (Json::Array(list), _) if inner.is_some() => {
            let found = list.iter().enumerate().filter_map(|(place, item)| Some((place, one(item)?)));
            let (places, items) = found.unzip();
            Some(Read { items, places })
        }
        (json, _) => one(json).map(whole),
    }
}

/// Whether a value is one that a sentence may say: in the range, of the right form.
pub(super) fn fits(value: &Value, of: &Type, platform: Option<Platform>) -> bool {
    let mut complaints = Vec::new();
    check_value(&placed(value.clone()), of, platform, &mut complaints);
    complaints.is_empty()
}

/// The value of a type that lowers to this JSON.
pub(crate) fn value(of: &Type, platform: Option<Platform>, json: &Json) -> Option<Value> {
    let text = json.as_str();
    match of {
        Type::Words(words) | Type::Apps(words) => {
            word(words, platform, json).map(|place| Value::Word(words.clone(), place))
        }
        Type::Integer { min, max } => json.as_i64().filter(|number| (min..=max).contains(&number)).map(Value::Integer),
        Type::Duration { .. } => values::from_iso8601(text?).map(Value::Duration),
        Type::Version { .. } => text.filter(|text| is_version(text)).map(|text| Value::Version(text.into())),
        Type::Date => text.filter(|text| values::is_date(text)).map(|text| Value::Date(text.into())),
        Type::Text(_) | Type::Country => text.map(|text| Value::Text(text.into())),
        Type::Ipv4 => text.filter(|text| !text.contains(':')).map(|text| Value::Text(text.into())),
        Type::Ipv6 => text.filter(|text| text.contains(':')).map(|text| Value::Text(text.into())),
        Type::Id => text.filter(|text| values::is_guid(text)).map(|text| Value::Text(text.into())),
        Type::Reference(kind) => text.and_then(|text| reference(*kind, text)),
        // A keyword is told from a name before any text may be one: all users are no group, though their id looks like one's.
        Type::Union(types) => {
            let words = types.iter().filter(|of| matches!(of, Type::Words(_)));
            words.chain(types).find_map(|of| value(of, platform, json))
        }
        Type::List(_) | Type::Requirement(_) | Type::Pair => None,
    }
}

/// The place of the word that lowers to a value.
pub(crate) fn word(words: &Words, platform: Option<Platform>, json: &Json) -> Option<usize> {
    // Lists are long, and asked for each item of an export: nearly always one plain word is looked for.
    let plain = json.as_str().map(str::trim_ascii).filter(|text| !text.contains(','));
    let same = |item: &Alternative| match (plain, item.value.as_str()) {
        (Some(text), Some(value)) if item.plain => {
            let first = |text: &str| text.as_bytes().first().map(u8::to_ascii_lowercase);
            value.len() == text.len() && first(value) == first(text) && value.eq_ignore_ascii_case(text)
        }
        _ => Sense::Member.same(&item.value, json),
    };
    let here = |item: &Alternative| platform.is_none_or(|platform| item.platforms.contains(platform));
    words.items.iter().position(|item| here(item) && same(item))
}

/// The value of the word for something with an id, by its name: some exports write names in place of ids, `Global Reader`.
pub(super) fn called<'w>(words: &'w Words, name: &str) -> Option<&'w Json> {
    let found = words.items.iter().find(|item| {
        let is_number = |value: &str| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        let has_id = |value: &str| values::is_guid(value) || is_number(value) || alike(value, name);
        item.aliases.iter().chain([&item.words]).any(|word| alike(word, name))
            && item.value.as_str().is_some_and(has_id)
    });
    found.map(|item| &item.value)
}

/// Whether two names are the same but for spaces, underscores and letter case.
fn alike(one: &str, other: &str) -> bool {
    letters(one).eq(letters(other))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !matches!(c, ' ' | '_')).flat_map(char::to_lowercase)
}

/// Whether a value is one of the words of a type.
fn is_word_of(of: &Type, platform: Option<Platform>, json: &Json) -> bool {
    match of {
        Type::Words(words) => word(words, platform, json).is_some(),
        Type::Union(types) => types.iter().any(|of| is_word_of(of, platform, json)),
        _ => false,
    }
}

/// Something in the directory: by its id, by its name, or as a payload that mam compiled names it.
fn reference(kind: RefKind, text: &str) -> Option<Value> {
    let name = match read_placeholder(text) {
        Some((word, name)) if word == kind.word() => name,
        None if !(text.starts_with("{{") && text.ends_with("}}")) => text,
        _ => return None,
    };
    (!name.trim().is_empty()).then(|| Value::Reference(kind, name.into()))
}

fn is_version(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The value that a template turned into this JSON.
fn templated(of: &Type, template: &Json, platform: Option<Platform>, json: &Json) -> Option<Value> {
    if let (Json::String(template), Json::String(text)) = (template, json) {
        let (first, second) = text::pair(template, text)?;
        return match (first, second) {
            (Some(first), Some(second)) => Some(Value::Pair(first.into(), second.into())),
            _ => None,
        };
    }
    let found = holes(template, json)?;
    let of_name = |name: &str| found.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    match (of_name("first"), of_name("second")) {
        (Some(first), Some(second)) => Some(Value::Pair(first.as_str()?.into(), second.as_str()?.into())),
        _ => value(of, platform, of_name("item")?),
    }
}

/// What stands where a template has its placeholders; none when the rest differs.
pub(crate) fn holes<'a>(template: &'a Json, json: &'a Json) -> Option<Vec<(&'a str, &'a Json)>> {
    let mut found = Vec::new();
    compare(template, json, &mut found).then_some(found)
}

fn compare<'a>(template: &'a Json, json: &'a Json, found: &mut Vec<(&'a str, &'a Json)>) -> bool {
    match (template, json) {
        (Json::String(text), json) => match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            Some(name) => {
                found.push((name, json));
                true
            }
            None => is_type(text, json) || Sense::Member.same(template, json),
        },
        (Json::Object(template), Json::Object(json)) => template.iter().all(|(name, inner)| {
            match json.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
                Some((_, value)) => compare(inner, value, found),
                // Exports leave annotations out.
                None => name.contains('@'),
            }
        }),
        (template, json) => Sense::Plain.same(template, json),
    }
}

/// `#microsoft.graph.x` is also written without its number sign.
fn is_type(template: &str, json: &Json) -> bool {
    template.strip_prefix('#').is_some_and(|name| json.as_str().is_some_and(|text| text.eq_ignore_ascii_case(name)))
}

/// The annotation with which an object says its type.
pub(super) const TYPE: &str = "@odata.type";

/// The type that an object says, if its place does not say it: without it nobody would know what the object is.
pub(super) fn derived(entity: &str, path: &str, said: &Json) -> Option<Json> {
    let name = said.as_str()?.trim_start_matches('#');
    let of = &Schema::standard().property(entity, path)?.of;
    (name.rsplit('.').next() != Some(of)).then(|| format!("#{name}").into())
}
