//! Which API version an object needs: the first one that has all that the object says.

use super::lowered::Lowered;
use super::object::Setting;
use super::shape::Shape;
use crate::vocabulary::model::ObjectEntry;
use crate::vocabulary::{Schema, Vocabulary};
use serde_json::Value as Json;

/// What of a property exists in beta only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beta {
    /// Nothing.
    Nothing,
    /// Some of its values: members of its enum, or what objects in it say.
    Values,
    /// All of it.
    Whole,
}

impl Beta {
    /// What of the property at a path exists in beta only, where the schema does not know better: what `unknown` says.
    pub(super) fn of(object: &ObjectEntry, path: &str, unknown: bool) -> Self {
        if object.pairs_of(path).is_some() {
            return Self::Nothing;
        }
        let schema = Schema::standard();
        let mut of: &str = &object.entity;
        for part in path.split('.') {
            let Some(property) = schema.property(of, part) else {
                return if unknown { Self::Whole } else { Self::Nothing };
            };
            if property.is_beta() {
                return Self::Whole;
            }
            of = &property.of;
        }
        let some = schema.is_complex(of) || schema.enumeration(of).is_some_and(|known| !known.beta.is_empty());
        if some { Self::Values } else { Self::Nothing }
    }
}

/// Whether v1.0 lacks something that these settings say.
pub(super) fn is_beta(vocabulary: &Vocabulary, object: &ObjectEntry, shape: &Shape, settings: &[Setting]) -> bool {
    let needs = |setting: &Setting| {
        if setting.origin.sentence(vocabulary).is_some_and(|sentence| sentence.beta) {
            return true;
        }
        let Some(slot) = shape.slots.get(setting.slot as usize) else { return false };
        match slot.beta {
            Beta::Nothing => false,
            Beta::Whole => true,
            Beta::Values => {
                let of = Schema::standard().property(&object.entity, &slot.path.0).map(|property| property.of.as_str());
                of.is_some_and(|of| setting.value.items().iter().any(|item| says_beta(of, item)))
            }
        }
    };
    object.beta || settings.iter().any(needs)
}

/// Whether a value of a type says something that v1.0 lacks.
fn says_beta(of: &str, value: &Lowered) -> bool {
    match value {
        Lowered::Json(json) => json_says_beta(of, json),
        Lowered::List(items) => items.iter().any(|item| says_beta(of, item)),
        Lowered::Object(_) => json_says_beta(of, &value.json()),
        Lowered::Duration(_) | Lowered::Reference(_) | Lowered::Assignment(..) | Lowered::App(_) => false,
    }
}

fn json_says_beta(of: &str, json: &Json) -> bool {
    let schema = Schema::standard();
    match json {
        Json::Array(items) => items.iter().any(|item| json_says_beta(of, item)),
        Json::Object(fields) => {
            let said = fields
                .get("@odata.type")
                .and_then(Json::as_str)
                .and_then(|said| said.strip_prefix("#microsoft.graph."));
            let of = said.filter(|said| schema.is_complex(said)).unwrap_or(of);
            let mut own = fields.iter().filter(|(name, _)| !name.contains('@'));
            // assumption: what the schema does not know at all is newer than it, and what is new comes to beta first.
            schema.is_complex(of)
                && own.any(|(name, value)| {
                    schema.property(of, name).is_none_or(|known| known.is_beta() || json_says_beta(&known.of, value))
                })
        }
        Json::String(text) => schema.enumeration(of).is_some_and(|known| {
            text.split(',').any(|member| known.beta.iter().any(|beta| beta.eq_ignore_ascii_case(member)))
        }),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}
