//! compile(import(x)) is x, by meaning.

use mam_core::diagnostics::Severity;
use mam_core::graph::{Difference, Object, differences};
use mam_core::import::{Finding, Imported, Input, Options, import};
use mam_core::vocabulary::Vocabulary;
use mam_tests::{Files, Origin, body, check, keep};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// What is not in the sources, and is said to be not, with the number of policies.
pub type Exemptions = BTreeMap<String, usize>;

/// The JSON files below a folder.
pub fn inputs_below(folder: &Path) -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap_or_else(|error| panic!("{error}")).path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                inputs.push(Input { name: path.to_string_lossy().into_owned(), bytes });
            }
        }
    }
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    inputs
}

/// Imports files as one project, compiles it, and looks for each of their policies among the objects. Gives their number. What is
/// compiled is kept for the check of types, as coming from `origin`; not without one.
pub fn round_trip(inputs: &[Input], origin: Option<Origin>, exemptions: &mut Exemptions, wrong: &mut String) -> usize {
    let imported = import(inputs, &Options::default());
    let names = inputs.iter().map(|input| input.name.as_str()).collect::<Vec<_>>().join(", ");
    let files: Files = imported.files.clone().into_iter().collect();
    if files.is_empty() {
        let _ = writeln!(wrong, "{names}: nothing: {:?}", imported.report);
        return 0;
    }
    let checked = check(&files);
    let compiled = checked
        .tenants()
        .first()
        .and_then(|tenant| checked.compile(tenant))
        .unwrap_or_else(|| panic!("{names}: no tenant"));
    if let Some(origin) = origin {
        keep(&compiled, origin);
    }
    let mut objects: Vec<(String, Value)> =
        compiled.objects.iter().map(|object| (object.entry.entity.to_string(), with_audience(object))).collect();
    // What Graph may hold, or what Microsoft's pitfalls forbid, is for rules to say: the language itself must take every import.
    let mut errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error && found.code.0 < 100);
    if let Some(error) = errors.next() {
        let _ = writeln!(wrong, "{names}: {}: {}\n{files:#?}", error.code, error.message);
    }
    let mut wanted: Vec<Value> = inputs.iter().flat_map(policies).collect();
    wanted.iter_mut().for_each(|policy| known_names(policy, false));
    let ids: BTreeMap<String, String> = wanted
        .iter()
        .filter_map(|policy| Some((policy["displayName"].as_str()?.to_owned(), policy["id"].as_str()?.to_owned())))
        .collect();
    objects.iter_mut().for_each(|(_, body)| resolve(body, &ids));
    let reported = notes(&imported);
    let count: usize = imported.report.iter().map(|file| file.policies.len()).sum();
    if count != wanted.len() {
        let _ = writeln!(wrong, "{names}: {count} of {} policies were read", wanted.len());
    }
    for policy in &wanted {
        let name = policy["displayName"].as_str().unwrap_or_default();
        // The object that comes nearest: several policies may have one name.
        let best = objects
            .iter()
            .map(|(entity, body)| (left(entity, policy, body, &reported, &mut Exemptions::new()), entity, body))
            .filter(|(.., body)| body["displayName"].as_str() == Some(name))
            .min_by_key(|(differences, ..)| differences.len());
        match best {
            None => {
                let _ = writeln!(wrong, "{names}: \"{name}\" is not there\n{files:#?}");
            }
            Some((_, entity, body)) => {
                for difference in left(entity, policy, body, &reported, exemptions) {
                    let _ = writeln!(
                        wrong,
                        "{names}: \"{name}\": {}: {} became {}",
                        difference.path, difference.left, difference.right
                    );
                }
            }
        }
    }
    count
}

/// The ids of roles, resources and the default scope tag that an export names: where Graph has ids, names mean the same.
fn known_names(value: &mut Value, ids: bool) {
    match value {
        Value::String(text) if ids => {
            let plain = |text: &str| text.replace([' ', '_'], "").to_lowercase();
            let lists = ["directory_role", "resource", "scope_tag"].map(|list| Vocabulary::standard().words(list));
            let mut words = lists.into_iter().flatten().flat_map(|words| &words.items);
            let found = words.find(|item| {
                item.aliases.iter().chain([&item.words]).any(|name| plain(name) == plain(text))
                    && item
                        .value
                        .as_str()
                        .is_some_and(|value| value.contains('-') || value == "0" || plain(value) == plain(text))
            });
            if let Some(id) = found.and_then(|item| item.value.as_str()) {
                *text = id.to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| known_names(item, ids)),
        Value::Object(fields) => fields.iter_mut().for_each(|(name, inner)| {
            let names = ["cludeRoles", "cludeApplications", "roleScopeTagIds", "roleScopeTags"];
            known_names(inner, names.iter().any(|end| name.ends_with(end)));
        }),
        _ => {}
    }
}

/// The body of an object, with what its actions send.
fn with_audience(object: &Object) -> Value {
    let mut body = body(object);
    for (_, action) in object.posts() {
        let action: Value = serde_json::from_slice(&action.bytes).unwrap_or_else(|error| panic!("{error}"));
        for name in ["apps", "assignments"] {
            if let Some(list) = action.get(name) {
                body[name] = list.clone();
            }
        }
    }
    body
}

/// The ids of targeted apps, and the targets with group, filter and mode: what else an export shows of them, only Graph writes.
fn audience(list: &Value) -> BTreeSet<String> {
    fn texts(value: &Value, out: &mut Vec<String>) {
        match value {
            Value::String(text) => out.push(text.to_lowercase()),
            Value::Object(fields) => fields.values().for_each(|inner| texts(inner, out)),
            _ => {}
        }
    }
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let one = |item: &Value| {
        let mut out = Vec::new();
        texts(item.get("target").or_else(|| item.get("mobileAppIdentifier")).unwrap_or(item), &mut out);
        out.retain(|text| text != "none" && text != "dynamicmembership" && !text.starts_with("(user."));
        out.sort();
        out.join(" ")
    };
    items.iter().map(one).collect()
}

/// What differs and is not reported as left out.
fn left(
    entity: &str,
    policy: &Value,
    body: &Value,
    reported: &BTreeMap<String, Finding>,
    exemptions: &mut Exemptions,
) -> Vec<Difference> {
    let mut left = differences(entity, policy, body);
    // A group of apps says by itself which they are.
    let grouped =
        policy["appGroupType"].as_str().is_some_and(|group| !group.eq_ignore_ascii_case("selectedPublicApps"));
    left.retain(|difference| match difference.path.as_str() {
        "apps" => !grouped && audience(&policy["apps"]) != audience(&body["apps"]),
        "assignments" => audience(&policy["assignments"]) != audience(&body["assignments"]),
        _ => true,
    });
    left.retain(|difference| {
        let note = reported.iter().find(|(path, _)| path.eq_ignore_ascii_case(&difference.path));
        let fine = difference.path == "id"
            || matches!(note, Some((_, Finding::Unknown | Finding::ReadOnly | Finding::Elsewhere)));
        if let Some((path, finding)) = note.filter(|_| fine) {
            *exemptions.entry(format!("{path} ({finding:?})")).or_default() += 1;
        }
        !fine
    });
    left
}

/// What the importer says of properties.
fn notes(imported: &Imported) -> BTreeMap<String, Finding> {
    let policies = imported.report.iter().flat_map(|file| &file.policies);
    policies.flat_map(|policy| &policy.notes).map(|note| (note.path.clone(), note.finding)).collect()
}

/// The policies of a file, by a reading of the test's own: whatever has a name and is no page.
fn policies(input: &Input) -> Vec<Value> {
    fn walk(value: &Value, out: &mut Vec<Value>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| walk(item, out)),
            Value::Object(fields) if fields.contains_key("displayName") => out.push(value.clone()),
            Value::Object(fields) => fields.values().for_each(|inner| walk(inner, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    walk(&serde_json::from_str(&text(&input.bytes)).unwrap_or_default(), &mut out);
    out
}

fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xff, 0xfe, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect::<Vec<_>>();
            String::from_utf16_lossy(&units)
        }
        _ => String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned(),
    }
}

/// `{{group:Pilot}}` as `Pilot`, and `{{location:Offices}}` as the id that the export has for it.
fn resolve(value: &mut Value, ids: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            let inner = text.strip_prefix("{{").and_then(|text| text.strip_suffix("}}"));
            if let Some((kind, name)) = inner.and_then(|inner| inner.split_once(':')) {
                let id = ids.get(name).filter(|_| kind == "location");
                *text = id.cloned().unwrap_or_else(|| name.to_owned());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| resolve(item, ids)),
        Value::Object(fields) => fields.values_mut().for_each(|inner| resolve(inner, ids)),
        _ => {}
    }
}
