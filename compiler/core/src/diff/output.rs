//! What `mam compile` wrote: a manifest with its bodies beside it, or a bundle with the bodies in it.

use crate::import::json;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value as Json};

/// The tenant that something was compiled for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: Option<String>,
}

/// An object of an output.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) path: String,
    pub(super) name: String,
    pub(super) entity: String,
    pub(super) endpoint: String,
    /// The body, and what the calls after it bring: the apps, the assignments.
    pub(super) json: Map<String, Json>,
}

/// Whether bytes are a manifest or a bundle of mam's.
#[must_use]
pub fn is_output(bytes: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Probe {
        #[serde(rename = "mam")]
        _mam: u32,
        #[serde(rename = "objects")]
        _objects: Vec<IgnoredAny>,
    }
    serde_json::from_slice::<Probe>(bytes).is_ok()
}

/// The objects of a manifest; `body` brings the bodies that do not stand in it.
pub(super) fn read(
    manifest: &[u8],
    body: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<(Tenant, Vec<Object>), String> {
    let json = json::decode(manifest).and_then(|text| json::parse(&text))?;
    let tenant = json.get("tenant").and_then(|tenant| {
        let text = |name: &str| tenant.get(name).and_then(Json::as_str).map(str::to_owned);
        Some(Tenant { name: text("name")?, id: text("id") })
    });
    let tenant = tenant.ok_or("it names no tenant; compile again with `mam compile`")?;
    let Some(Json::Array(entries)) = json.get("objects") else {
        return Err("it lists no objects; compile again with `mam compile`".into());
    };
    let objects = entries.iter().enumerate().map(|(number, entry)| object(number, entry, body));
    Ok((tenant, objects.collect::<Result<_, _>>()?))
}

fn object(
    number: usize,
    entry: &Json,
    body: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<Object, String> {
    let text = |name: &str| -> Result<String, String> {
        let text = entry.get(name).and_then(Json::as_str);
        text.map(str::to_owned).ok_or_else(|| format!("its object {} has no `{name}`; compile again", number + 1))
    };
    let path = text("path")?;
    let about = |problem: String| format!("`{path}`: {problem}");
    let whole = match entry.get("body") {
        Some(body) => body.clone(),
        None => body(&path).and_then(|bytes| json::parse(&json::decode(&bytes)?)).map_err(about)?,
    };
    let Json::Object(mut json) = whole else { return Err(about("it is no JSON object; compile again".into())) };
    for (_, action) in entry.get("actions").and_then(Json::as_object).into_iter().flatten() {
        for (name, value) in action.as_object().into_iter().flatten() {
            json.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    Ok(Object { name: text("name")?, entity: text("entity")?, endpoint: text("endpoint")?, path, json })
}
