//! What exports say of the directory: names of groups, users and the like by their ids, and whose tenant it is.

use super::names::folded;
use super::policy::text;
use crate::values;
use crate::vocabulary::model::RefKind;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// How deep a policy is searched for names.
const MAX_DEPTH: usize = 8;

/// Names by ids.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    names: HashMap<String, String>,
    /// The id of the tenant that the exports come from.
    tenant: Option<String>,
}

impl Directory {
    /// Takes over what another one knows; what is known already stays.
    pub(crate) fn merge(&mut self, other: Self) {
        for (id, name) in other.names {
            self.names.entry(id).or_insert(name);
        }
        self.tenant = self.tenant.take().or(other.tenant);
    }

    /// The name of something, by its id.
    pub(crate) fn name(&self, id: &str) -> Option<&str> {
        self.names.get(&folded(id)).map(String::as_str)
    }

    /// The id of the tenant.
    pub(crate) fn tenant(&self) -> Option<&str> {
        self.tenant.as_deref()
    }

    /// Remembers an object that is no policy. True when it is one of the directory, by its type or by the list that it stands in.
    pub(crate) fn object(&mut self, object: &Map<String, Json>, context: &[String]) -> bool {
        if let Some(tenant) = text(object, "tenantId").filter(|id| values::is_guid(id)) {
            self.tenant.get_or_insert(tenant);
        }
        let (Some(id), Some(name)) = (text(object, "id"), text(object, "displayName")) else { return false };
        let is_known = self.remember(&id, &name);
        let of = text(object, "@odata.type").or_else(|| text(object, "type"));
        let of = of.map(|of| of.rsplit(['.', '#']).next().unwrap_or_default().to_lowercase());
        is_known
            && RefKind::ALL.into_iter().any(|kind| match &of {
                Some(of) => of.ends_with(kind.word()),
                None => context
                    .last()
                    .is_some_and(|list| list.strip_suffix('s').is_some_and(|one| one.ends_with(kind.word()))),
            })
    }

    /// Remembers what a policy says of the names in it: `groupId` beside `groupName`, an `id` beside a `displayName`.
    pub(crate) fn inside(&mut self, json: &Json, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match json {
            Json::Array(items) => items.iter().for_each(|item| self.inside(item, depth + 1)),
            Json::Object(fields) => {
                for (name, value) in fields {
                    match value {
                        Json::Array(_) | Json::Object(_) => self.inside(value, depth + 1),
                        Json::String(id) if depth > 0 && values::is_guid(id) => {
                            let called = name.strip_suffix("Id").or((name == "id").then_some(""));
                            let called = called.and_then(|stem| named(fields, stem));
                            if let Some(called) = called {
                                self.remember(id, called);
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn remember(&mut self, id: &str, name: &str) -> bool {
        let fits = values::is_guid(id) && !name.trim().is_empty() && !values::is_guid(name);
        if fits {
            self.names.entry(folded(id)).or_insert_with(|| name.trim().to_owned());
        }
        fits
    }
}

/// The name that stands beside an id: `groupDisplayName` or `groupName` beside `groupId`.
fn named<'a>(fields: &'a Map<String, Json>, stem: &str) -> Option<&'a str> {
    let spellings = if stem.is_empty() {
        ["displayName".to_owned(), "name".to_owned()]
    } else {
        [format!("{stem}DisplayName"), format!("{stem}Name")]
    };
    spellings.iter().find_map(|spelling| fields.get(spelling)?.as_str())
}
