//! Whether a body fits Graph's schema, in the API version that it is sent to.

use mam_core::values::from_iso8601;
use mam_core::vocabulary::Schema;
use serde_json::Value;

/// What of a body Graph would refuse: properties that an entity lacks in this version, values of another type, members that an enum
/// does not have.
#[must_use]
pub fn misfits(entity: &str, body: &Value, beta: bool) -> Vec<String> {
    let mut out = Vec::new();
    object(entity, body, beta, "", &mut out);
    out
}

fn object(entity: &str, value: &Value, beta: bool, path: &str, out: &mut Vec<String>) {
    let schema = Schema::standard();
    // A derived type says which one it is.
    let said = value["@odata.type"].as_str().and_then(|text| text.strip_prefix("#microsoft.graph."));
    let entity = said.filter(|said| schema.is_complex(said)).unwrap_or(entity);
    for (name, value) in value.as_object().into_iter().flatten().filter(|(name, _)| !name.starts_with('@')) {
        let path = format!("{path}/{name}");
        let Some(property) = schema.property(entity, name) else {
            out.push(format!("{path}: `{entity}` has no such property"));
            continue;
        };
        if property.api == "beta" && !beta {
            out.push(format!("{path}: exists in beta only, and this is sent to v1.0"));
        }
        if property.read_only {
            out.push(format!("{path}: only Graph writes it"));
        }
        match value {
            Value::Null if property.nullable || schema.is_complex(&property.of) => {}
            Value::Array(items) if property.collection => {
                items.iter().for_each(|item| one(&property.of, item, beta, &path, out));
            }
            _ if property.collection => out.push(format!("{path}: {value} is no list")),
            value => one(&property.of, value, beta, &path, out),
        }
    }
}

fn one(of: &str, value: &Value, beta: bool, path: &str, out: &mut Vec<String>) {
    let schema = Schema::standard();
    if schema.is_complex(of) && value.is_object() {
        return object(of, value, beta, path, out);
    }
    let fits = match (schema.enumeration(of), value) {
        (Some(known), Value::String(text)) => {
            let member = |member: &str| known.members.iter().any(|known| known == member);
            member(text) || (known.flags && text.split(',').all(member))
        }
        (Some(_), _) => false,
        (None, value) => match of {
            "Boolean" => value.is_boolean(),
            "Int16" | "Int32" | "Int64" | "Double" | "Single" => value.is_number(),
            "Duration" => value.as_str().is_some_and(|text| from_iso8601(text).is_some()),
            _ => value.is_string(),
        },
    };
    if !fits {
        out.push(format!("{path}: {value} is no `{of}`"));
    }
}
