//! The Graph schema as facts: which entity has which property, of which type, in which API version.

use serde::Deserialize;
use std::collections::HashMap;
use std::sync::OnceLock;

/// All entities and enums.
#[derive(Debug, Deserialize)]
pub struct Schema {
    entities: HashMap<String, Entity>,
    enums: HashMap<String, Enumeration>,
}

/// One entity or complex type.
#[derive(Debug, Deserialize)]
pub struct Entity {
    properties: HashMap<String, Property>,
}

/// One property.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    /// `Boolean`, `String`, …, or the name of an enum or complex type.
    #[serde(rename = "type")]
    pub of: String,
    /// The first API version that has it.
    pub api: String,
    /// Whether it is a list.
    #[serde(default)]
    pub collection: bool,
    /// Whether it may be null.
    #[serde(default)]
    pub nullable: bool,
    /// Whether only Graph writes it.
    #[serde(default)]
    pub read_only: bool,
}

/// One enum.
#[derive(Debug, Deserialize)]
pub struct Enumeration {
    /// Its members.
    pub members: Vec<String>,
    /// Those that v1.0 does not have.
    #[serde(default)]
    pub beta: Vec<String>,
    /// Whether several may be joined.
    #[serde(default)]
    pub flags: bool,
}

impl Property {
    /// Whether v1.0 does not have it.
    #[must_use]
    pub fn is_beta(&self) -> bool {
        self.api == "beta"
    }
}

impl Schema {
    /// The schema that comes with mam.
    #[must_use]
    pub fn standard() -> &'static Self {
        static SCHEMA: OnceLock<Schema> = OnceLock::new();
        SCHEMA.get_or_init(|| {
            // Embedded, and read by the tests: an empty schema would fail every one of them.
            serde_json::from_str(mam_stdlib::GRAPH_SCHEMA)
                .unwrap_or_else(|_| Self { entities: HashMap::new(), enums: HashMap::new() })
        })
    }

    /// The property at a path inside an entity.
    #[must_use]
    pub fn property(&self, entity: &str, path: &str) -> Option<&Property> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let property = self.entities.get(entity)?.properties.get(first)?;
        match rest {
            None => Some(property),
            Some(rest) => self.property(&property.of, rest),
        }
    }

    /// An enum by its name.
    #[must_use]
    pub fn enumeration(&self, name: &str) -> Option<&Enumeration> {
        self.enums.get(name)
    }

    /// The values of a property that can be told one by one: the members of its enum, or `true` and `false`.
    #[must_use]
    pub fn members(&self, property: &Property) -> Vec<&str> {
        match self.enums.get(&property.of) {
            Some(enumeration) => enumeration.members.iter().map(String::as_str).collect(),
            None if property.of == "Boolean" => vec!["true", "false"],
            None => Vec::new(),
        }
    }

    /// Whether a type has properties of its own.
    #[must_use]
    pub fn is_complex(&self, name: &str) -> bool {
        self.entities.contains_key(name)
    }

    /// The names of all entities and complex types, in order.
    #[must_use]
    pub fn types(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.entities.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// The names of an entity's properties.
    pub fn properties(&self, entity: &str) -> impl Iterator<Item = &str> {
        self.entities.get(entity).into_iter().flat_map(|entity| entity.properties.keys().map(String::as_str))
    }
}
