//! Equality by meaning: what Graph does the same with, counts as the same.
//!
//! - Durations by their length: `P1D`, `PT24H`, `PT1440M`.
//! - Null, `""`, `0000-00-00` and `[]` are the documented ways to leave a setting unset.
//! - Lists are sets.
//! - Members of enums, ids and names of properties without letter case.

use mam_core::values::from_iso8601;
use serde_json::{Map, Value};

/// Whether a value leaves its setting unset. An object of nothing but such values does, too.
#[must_use]
pub fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty() || text == "0000-00-00",
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A value in a form in which equal meaning is equality: without what is unset, lists sorted, lower case, durations in seconds.
#[must_use]
pub fn normal(value: &Value) -> Value {
    match value {
        Value::String(text) => match from_iso8601(text) {
            Some(seconds) => format!("{seconds} seconds").into(),
            None => text.to_lowercase().into(),
        },
        Value::Array(items) => {
            let mut items: Vec<_> = items.iter().map(normal).collect();
            items.sort_by_key(Value::to_string);
            items.dedup();
            items.into()
        }
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(_, value)| !is_nothing(value));
            let mut kept: Vec<_> = kept.map(|(name, value)| (name.to_lowercase(), normal(value))).collect();
            kept.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(kept.into_iter().collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// Where two normal values differ, a line each.
#[must_use]
pub fn differences(wanted: &Value, got: &Value) -> Vec<String> {
    let mut out = Vec::new();
    compare(wanted, got, "", &mut out);
    out
}

fn compare(wanted: &Value, got: &Value, path: &str, out: &mut Vec<String>) {
    let (Value::Object(left), Value::Object(right)) = (wanted, got) else {
        if wanted != got {
            out.push(format!("{path}: wanted {wanted}, got {got}"));
        }
        return;
    };
    for (name, value) in left {
        compare(value, right.get(name).unwrap_or(&Value::Null), &format!("{path}/{name}"), out);
    }
    for (name, value) in right.iter().filter(|(name, _)| !left.contains_key(*name)) {
        out.push(format!("{path}/{name}: wanted nothing, got {value}"));
    }
}
