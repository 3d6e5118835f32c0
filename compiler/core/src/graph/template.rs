//! JSON templates of the vocabulary: a text that is just `"{placeholder}"` stands for a value.

use super::lowered::Lowered;
use serde_json::Value as Json;

/// A template with its placeholders filled.
pub(super) fn fill(template: &Json, value: &dyn Fn(&str) -> Option<Lowered>) -> Lowered {
    match template {
        Json::String(text) => text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'))
            .and_then(value)
            .unwrap_or_else(|| Lowered::text(text)),
        Json::Object(fields) => {
            Lowered::Object(fields.iter().map(|(name, inner)| (name.as_str().into(), fill(inner, value))).collect())
        }
        Json::Array(items) => {
            let mut filled = Vec::with_capacity(items.len());
            for item in items {
                // A list in place of an item is spliced.
                match fill(item, value) {
                    Lowered::List(inner) if item.is_string() => filled.extend(inner),
                    other => filled.push(other),
                }
            }
            Lowered::List(filled)
        }
        other => Lowered::Json(other.clone()),
    }
}
