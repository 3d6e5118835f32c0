//! Assignments of an export: who gets a policy, and who never does.

use serde_json::Value as Json;

/// A group that gets a policy, or never does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assigned {
    /// Its id or name.
    pub(crate) group: String,
    pub(crate) excluded: bool,
    /// A filter, and whether it keeps what it matches.
    pub(crate) filter: Option<(String, bool)>,
}

/// Exports for people write `groupName` in place of `groupId`: an item in which such names stand where the template has its
/// placeholders.
pub(super) fn with_names(template: &Json, item: &Json) -> Json {
    let (Json::Object(template), Json::Object(fields)) = (template, item) else { return item.clone() };
    let mut named = fields.clone();
    for (name, inner) in template {
        match (inner, fields.get(name)) {
            (Json::String(text), None) => {
                let Some(placeholder) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) else {
                    continue;
                };
                let spellings = [format!("{placeholder}Name"), format!("{placeholder}DisplayName")];
                if let Some(value) = spellings.iter().find_map(|spelling| fields.get(spelling)) {
                    named.insert(name.clone(), value.clone());
                }
            }
            (Json::Object(_), Some(value)) => {
                named.insert(name.clone(), with_names(inner, value));
            }
            _ => {}
        }
    }
    named.into()
}

/// The assignment that stands in the placeholders of a template.
pub(super) fn read(found: &[(&str, &Json)], excluded: bool) -> Option<Assigned> {
    let of = |name: &str| found.iter().find(|(known, _)| *known == name).and_then(|(_, value)| value.as_str());
    let group = of("group").filter(|group| !group.trim().is_empty())?.to_owned();
    let filter = match (of("filter"), of("filter mode")) {
        (None, None) if !found.iter().any(|(name, _)| *name == "filter") => None,
        (Some(filter), Some(mode)) if mode.eq_ignore_ascii_case("include") => Some((filter.to_owned(), true)),
        (Some(filter), Some(mode)) if mode.eq_ignore_ascii_case("exclude") => Some((filter.to_owned(), false)),
        _ => return None,
    };
    Some(Assigned { group, excluded, filter })
}
