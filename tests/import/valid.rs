//! Valid objects of Graph's schema, whatever they say.

use mam_core::vocabulary::Vocabulary;
use proptest::prelude::*;
use proptest::string::string_regex;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::sync::OnceLock;

fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let path = mam_tests::root().join("stdlib/graph/schema.json");
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    })
}

/// Types of which the schema has only the parent, with the children that are sent.
const CHILDREN: [(&str, &[&str]); 2] = [
    ("ipRange", &["iPv4CidrRange", "iPv6CidrRange"]),
    (
        "conditionalAccessExternalTenants",
        &["conditionalAccessAllExternalTenants", "conditionalAccessEnumeratedExternalTenants"],
    ),
];

/// An object of an entity or complex type: any of its writable properties, each with any valid value.
pub fn object(entity: &str) -> BoxedStrategy<Value> {
    let Some(properties) = schema()["entities"][entity]["properties"].as_object() else {
        panic!("the schema has no {entity}")
    };
    let mut fields: Vec<BoxedStrategy<Option<(String, Value)>>> = Vec::new();
    for (name, property) in properties {
        let of = property["type"].as_str().unwrap_or_default();
        let written = property["readOnly"] != true && !["apps", "assignments", "id"].contains(&name.as_str());
        let Some(value) = value(of, name).filter(|_| written) else { continue };
        let value = match property["collection"] == true {
            true => prop::collection::vec(value, 0..4).prop_map(|items| distinct(items).into()).boxed(),
            false => value,
        };
        let value = match property["nullable"] == true {
            true => prop_oneof![1 => Just(Value::Null), 9 => value].boxed(),
            false => value,
        };
        let name = name.clone();
        let value = value.prop_map(move |value| (name.clone(), value));
        fields.push(prop::option::weighted(0.6, value).boxed());
    }
    fields.prop_map(|fields| Value::Object(fields.into_iter().flatten().collect::<Map<_, _>>())).boxed()
}

/// Items of which no two have one name.
fn distinct(items: Vec<Value>) -> Vec<Value> {
    let mut names = BTreeSet::new();
    items.into_iter().filter(|item| item["name"].as_str().is_none_or(|name| names.insert(name.to_owned()))).collect()
}

/// A key with its value: neither is ever left out.
fn pair() -> BoxedStrategy<Value> {
    let keys: Vec<Value> = Vocabulary::standard()
        .sentences()
        .iter()
        .flat_map(|sentence| &sentence.writes)
        .filter_map(|write| write.path.0.strip_prefix("customSettings.").map(Value::from))
        .collect();
    let values = [
        "true",
        "false",
        "0",
        "1",
        "2",
        "8",
        "a|b",
        "a|b||c|d",
        "password|inprivate",
        "https://a.example|https://b.example",
    ];
    let values = prop::sample::select(values.map(Value::from).to_vec());
    let known = (prop::sample::select(keys).boxed(), values.boxed());
    prop_oneof![(text(), text()), known]
        .prop_filter("a key has a name", |(name, _)| name.as_str().is_some_and(|name| !name.is_empty()))
        .prop_map(|(name, value)| json!({"name": name, "value": value}))
        .boxed()
}

/// A value of a type; none for types that the schema does not describe.
fn value(of: &str, name: &str) -> Option<BoxedStrategy<Value>> {
    if let Some((_, children)) = CHILDREN.iter().find(|(parent, _)| *parent == of) {
        let children = children.iter().map(|child| {
            let marked = format!("#microsoft.graph.{child}");
            let kind = if child.contains("Enumerated") { "enumerated" } else { "all" };
            let mark = move |mut value: Value| {
                value["@odata.type"] = marked.clone().into();
                // The type and this property say the same.
                if let Some(said) = value.get_mut("membershipKind") {
                    *said = kind.into();
                }
                value
            };
            object(child).prop_map(mark)
        });
        return Some(prop::strategy::Union::new(children).boxed());
    }
    let schema = schema();
    if let Some(members) = schema["enums"][of]["members"].as_array() {
        let members: Vec<Value> = members.iter().filter(|member| **member != "unknownFutureValue").cloned().collect();
        return Some(match schema["enums"][of]["flags"] == true {
            true => prop::sample::subsequence(members.clone(), 1..=members.len().min(3))
                .prop_map(|some| some.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",").into())
                .boxed(),
            false => prop::sample::select(members).boxed(),
        });
    }
    Some(match of {
        "Boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "Int32" => prop_oneof![0..20i32, 0..=i32::MAX, any::<i32>()].prop_map(Value::from).boxed(),
        "Duration" => duration(),
        "keyValuePair" => pair(),
        "String" if name == "operator" => prop::sample::select(vec![json!("AND"), json!("OR")]).boxed(),
        "String" if name == "rule" => prop_oneof![text(), rule()].boxed(),
        "String" => text(),
        _ if schema["entities"].get(of).is_some() => object(of),
        _ => return None,
    })
}

/// The rule of a filter for managed apps.
fn rule() -> BoxedStrategy<Value> {
    let parts = [
        "(app.deviceManagementType -eq \"Unmanaged\")",
        "(app.deviceModel -in [\"a\", \"b, c\"])",
        "(app.deviceModel -in [\"a\",\"b\"])",
        "(app.appVersion -startsWith \"4 and 5\")",
        "(app.operatingSystemVersion -ge 13.0)",
        "(app.deviceManufacturer -notContains \"x\")",
    ];
    let joined = |parts: Vec<&str>| Value::from(parts.join(" and "));
    prop::collection::vec(prop::sample::select(parts.to_vec()), 1..4).prop_map(joined).boxed()
}

fn duration() -> BoxedStrategy<Value> {
    prop_oneof![
        (0..400u32).prop_map(|days| format!("P{days}D")),
        (0..400u32).prop_map(|hours| format!("PT{hours}H")),
        (0..5000u32).prop_map(|minutes| format!("PT{minutes}M")),
        (0..40u32, 0..30u32, 0..70u32).prop_map(|(days, hours, minutes)| format!("P{days}DT{hours}H{minutes}M")),
        Just("PT0S".to_owned()),
    ]
    .prop_map(Value::from)
    .boxed()
}

fn text() -> BoxedStrategy<Value> {
    let shapes = [
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "[0-9]{1,2}(\\.[0-9]{1,2}){0,3}",
        "2026-0[1-9]-[12][0-9]",
        "[A-Z][a-z]{1,8}( [A-Za-z]{1,8}){0,3}",
        "[A-Z]{2}",
        "(203\\.0\\.113\\.[0-9]{1,2}/2[4-9]|2001:db8::/4[0-9])",
    ];
    let known =
        ["All", "None", "GuestsOrExternalUsers", "Office365", "AllTrusted", "0", "", "urn:user:registerdevice", "c1"];
    let mut any: Vec<BoxedStrategy<String>> = shapes
        .iter()
        .map(|shape| string_regex(shape).unwrap_or_else(|error| panic!("{shape}: {error}")).boxed())
        .collect();
    any.push(prop::sample::select(known.map(str::to_owned).to_vec()).boxed());
    any.push("\\PC{0,20}".boxed());
    any.push(prop::string::string_regex("[ -~\\n\\t\"\\\\{}]{0,20}").unwrap_or_else(|error| panic!("{error}")).boxed());
    prop::strategy::Union::new(any).prop_map(Value::from).boxed()
}

/// Apps of a policy and groups that get it, as an export with `$expand` shows them; only where the entity has both.
pub fn audience(entity: &str) -> BoxedStrategy<Value> {
    let properties = &schema()["entities"][entity]["properties"];
    if properties["apps"].is_null() || properties["assignments"].is_null() {
        return Just(json!({})).boxed();
    }
    let app = match entity {
        "iosManagedAppProtection" => ("iosMobileAppIdentifier", "bundleId"),
        "windowsManagedAppProtection" => ("windowsAppIdentifier", "windowsAppId"),
        _ => ("androidMobileAppIdentifier", "packageId"),
    };
    let ids = ["com.microsoft.office.outlook", "com.microsoft.skydrive", "com.contoso.crm", "com.contoso.CRM.two"];
    let apps = prop::sample::subsequence(ids.to_vec(), 0..=4).prop_map(move |ids| {
        let one = |id: &str| {
            json!({"id": "x.android", "mobileAppIdentifier": {"@odata.type": format!("#microsoft.graph.{}", app.0), app.1: id}})
        };
        ids.into_iter().map(one).collect::<Vec<_>>()
    });
    let target = (0..4u8, any::<bool>(), 0..3u8).prop_map(|(group, excluded, filter)| {
        let kind = if excluded { "exclusionGroupAssignmentTarget" } else { "groupAssignmentTarget" };
        let filtered = !excluded && filter > 0;
        json!({"source": "direct", "id": "x", "target": {
            "@odata.type": format!("#microsoft.graph.{kind}"),
            "groupId": format!("{group}aaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"),
            "deviceAndAppManagementAssignmentFilterId": if filtered { json!("f0000000-bbbb-cccc-dddd-eeeeeeeeeeee") } else { Value::Null },
            "deviceAndAppManagementAssignmentFilterType": if filtered { ["include", "exclude"][usize::from(filter - 1)] } else { "none" },
        }})
    });
    // A group is a target once.
    let targets = prop::collection::vec(target, 0..5).prop_map(|targets| {
        let mut groups = BTreeSet::new();
        targets.into_iter().filter(|one| groups.insert(one["target"]["groupId"].to_string())).collect::<Vec<_>>()
    });
    (apps, targets).prop_map(|(apps, assignments)| json!({"apps": apps, "assignments": assignments})).boxed()
}
