//! Texts of the vocabulary in which the values of holes stand: `pattern "(app.deviceModel -in [{models}])"`.

use super::lowered::Lowered;
use crate::vocabulary::model::TextPart;
use crate::vocabulary::{Spanned, Value};
use serde_json::Value as Json;
use std::borrow::Cow;

/// The text with the values in it.
pub(super) fn text(parts: &[TextPart], values: &[Cow<'_, Spanned>]) -> Lowered {
    let mut text = String::new();
    for part in parts {
        match part {
            TextPart::Text(piece) => text.push_str(piece),
            TextPart::Hole(hole) => values.get(*hole).into_iter().for_each(|value| push(&value.value, &mut text)),
        }
    }
    Lowered::text(&text)
}

/// A value as it stands in a text: words and numbers as they are, texts in quotation marks, lists with commas.
fn push(value: &Value, text: &mut String) {
    match value {
        Value::Word(words, place) => match words.items.get(*place).map(|item| &item.value) {
            Some(Json::String(word)) => text.push_str(word),
            Some(other) => text.push_str(&other.to_string()),
            None => {}
        },
        Value::List(items) => {
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push_str(", ");
                }
                push(&item.value, text);
            }
        }
        Value::Text(quoted) => {
            text.push('"');
            text.push_str(quoted);
            text.push('"');
        }
        Value::Integer(number) => text.push_str(&number.to_string()),
        Value::Version(raw) | Value::Date(raw) => text.push_str(raw),
        Value::Duration(seconds) => text.push_str(&crate::values::iso8601(*seconds)),
        Value::Pair(..) | Value::Reference(..) | Value::Declared(_) | Value::Name(_) | Value::Requirement(_) => {}
    }
}
