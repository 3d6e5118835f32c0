//! What the vocabulary's entries say, as data. Must not know how a program uses them.

pub use super::condition::{Comparison, Condition, Operand};
pub use super::platform::{BlockKind, Platform, Platforms};
pub use super::rule::{Case, LeftOut, Rule, RuleRepair, When};
pub use super::types::{Alternative, RefKind, Type, Words, one_of, with_article};

use crate::syntax::Span;
use serde_json::Value as Json;
use std::fmt;
use std::sync::Arc;

/// The path of a property inside an object: `pinRequired`, `conditions.users.includeUsers`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GraphPath(pub Arc<str>);

impl fmt::Display for GraphPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a path leads to something inside of what another one leads to.
#[must_use]
pub fn is_inside(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'))
}

/// Whether a value is a hole of a body or a template, which something else fills: `"{name}"`.
#[must_use]
pub fn is_placeholder(json: &Json) -> bool {
    json.as_str().is_some_and(|text| text.starts_with('{') && text.ends_with('}'))
}

/// A piece of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A word.
    Word(Arc<str>),
    /// A hole, by its place in [`SentenceEntry::holes`].
    Hole(usize),
}

/// A hole of a phrase.
#[derive(Clone, Debug)]
pub struct Hole {
    /// Its name.
    pub name: Arc<str>,
    /// Its type, by platform.
    pub types: Vec<(Platforms, Type)>,
}

impl Hole {
    /// The type on a platform; of blocks without platforms, the only one.
    #[must_use]
    pub fn on(&self, platform: Option<Platform>) -> Option<&Type> {
        self.types.iter().find(|(on, _)| platform.is_none_or(|platform| on.contains(platform))).map(|(_, of)| of)
    }
}

/// What a `graph` clause writes.
#[derive(Clone, Debug, PartialEq)]
pub enum WriteValue {
    /// The value of a hole.
    Hole(usize),
    /// `days` or `hours` of a duration.
    Unit(usize),
    /// How many of that unit.
    Count(usize),
    /// `AND` or `OR` of a requirement.
    Operator(usize),
    /// Always this.
    Constant(Json),
    /// A text around the values of holes.
    Pattern(Vec<TextPart>),
}

/// A part of a text that values stand in.
#[derive(Clone, Debug, PartialEq)]
pub enum TextPart {
    /// As it is.
    Text(String),
    /// The value of a hole: a word as its Graph value, a list of texts each in quotation marks with commas between.
    Hole(usize),
}

/// A `graph` clause.
#[derive(Clone, Debug)]
pub struct Write {
    /// Where.
    pub path: GraphPath,
    /// Whether it adds to a list.
    pub adds: bool,
    /// Whether what included sentences add stays, whatever a block says: nobody loses an exclusion.
    pub kept: bool,
    /// What.
    pub value: WriteValue,
    /// Only the items of this type.
    pub of: Option<Type>,
    /// Items joined to one text.
    pub joined: Option<String>,
    /// The shape of each item.
    pub template: Option<Json>,
    /// Only when a hole holds one of these words.
    pub when: Option<(usize, Vec<Arc<str>>)>,
    /// Only on these platforms.
    pub platforms: Platforms,
    /// The value when no sentence speaks.
    pub default: Option<Json>,
    /// Where the clause stands.
    pub span: Span,
}

/// Which numbers and lists are stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub enum Strictness {
    /// Words: as listed. Anything else: no order.
    #[default]
    Listed,
    Higher,
    Lower,
    /// Zero means never, and is the weakest.
    LowerOrZero,
    More,
    Fewer,
    None,
}

/// What core itself passes on: the apps, the assignments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Given {
    Apps,
    Include,
    Exclude,
    FilterIn,
    FilterOut,
}

/// A thing one declaration needs and another one provides.
#[derive(Clone, Debug)]
pub struct Need {
    /// Its name.
    pub name: Arc<str>,
    /// On these platforms.
    pub platforms: Platforms,
    /// Only for objects of which this holds.
    pub when: Option<Condition>,
    /// Where it stands.
    pub span: Span,
}

/// A `sentence` entry.
#[derive(Clone, Debug)]
pub struct SentenceEntry {
    /// The phrase as written.
    pub phrase: Arc<str>,
    /// The phrase in pieces.
    pub pieces: Vec<Piece>,
    /// Its documentation, the first line the summary.
    pub docs: String,
    /// The platforms that have it.
    pub platforms: Platforms,
    /// The blocks it may stand in.
    pub kinds: Vec<BlockKind>,
    /// Its holes.
    pub holes: Vec<Hole>,
    /// What it writes.
    pub writes: Vec<Write>,
    /// What it passes on.
    pub gives: Vec<(Given, usize)>,
    /// Whether its properties exist in beta only.
    pub beta: bool,
    /// Whether Graph's schema, as mam knows it, may lack its properties.
    pub newer: bool,
    /// Where the admin centre shows it.
    pub portal: Vec<String>,
    /// Which values are stricter.
    pub strict: Strictness,
    /// What it needs.
    pub needs: Vec<Need>,
    /// What it provides.
    pub provides: Vec<Need>,
    /// The object it makes of its block.
    pub makes: Option<Arc<str>>,
    /// Why Microsoft deprecated it.
    pub deprecated: Option<String>,
    /// Why Microsoft no longer accepts it, and the words to say instead.
    pub retired: Option<(String, Option<String>)>,
    /// Sentences that say it.
    pub examples: Vec<String>,
    /// Sentences that it says nothing without: an example has them beside it.
    pub beside: Vec<String>,
    /// Where the facts stand.
    pub sources: Vec<String>,
    /// Where the entry stands.
    pub span: Span,
}

/// A management state of the device, with the flags it covers on each platform.
#[derive(Clone, Debug)]
pub struct Scope {
    /// `unmanaged`.
    pub name: Arc<str>,
    /// Its documentation.
    pub docs: String,
    /// The platforms that know it, with the states it covers there.
    pub states: Vec<(Platforms, Vec<Arc<str>>)>,
    /// Where it stands.
    pub span: Span,
}

impl Scope {
    /// Its name as sentences say it.
    #[must_use]
    pub fn words(&self) -> String {
        self.name.replace('_', " ")
    }

    /// The states on a platform; empty where the platform does not know it.
    #[must_use]
    pub fn on(&self, platform: Platform) -> &[Arc<str>] {
        self.states
            .iter()
            .find(|(on, _)| on.contains(platform))
            .map(|(_, states)| states.as_slice())
            .unwrap_or_default()
    }
}

/// An `object` entry.
#[derive(Clone, Debug)]
pub struct ObjectEntry {
    /// The Graph entity.
    pub entity: Arc<str>,
    /// The block it comes from.
    pub kind: BlockKind,
    /// The platforms it is for; all for entities without platforms.
    pub platforms: Platforms,
    /// The fixed part.
    pub body: Json,
    /// What is written always.
    pub writes: Vec<Write>,
    /// Lists of pairs, by path, with the template of an item.
    pub pairs: Vec<(GraphPath, Json)>,
    /// The template of an app, by platform.
    pub apps: Vec<(Platform, Json)>,
    /// The template of an included group.
    pub include: Option<Json>,
    /// The template of an included group with a filter.
    pub include_filtered: Option<Json>,
    /// The template of an excluded group.
    pub exclude: Option<Json>,
    /// Calls after the object exists.
    pub posts: Vec<(String, Json)>,
    /// Where it is sent, below the API's root.
    pub endpoint: String,
    /// How it is sent.
    pub method: String,
    /// Whether it exists in beta only.
    pub beta: bool,
    /// Folder in the output.
    pub folder: String,
    /// Place in the deployment.
    pub order: u32,
    /// Every management state of the platform.
    pub states: Vec<Arc<str>>,
    /// What an object for all of them says.
    pub all_states: Arc<str>,
    /// The app group of an object that lists its apps.
    pub selected_apps: Arc<str>,
    /// What it needs.
    pub needs: Vec<Need>,
    /// What it provides.
    pub provides: Vec<Need>,
    /// Its documentation, the first line the summary.
    pub docs: String,
    /// Sentences that a whole block for these platforms has beside the one that an example shows.
    pub examples: Vec<(Platforms, String)>,
    /// Where it stands.
    pub span: Span,
}

impl ObjectEntry {
    /// What is written always, on a platform or for objects without, with the value.
    pub fn constants(&self, platform: Option<Platform>) -> impl Iterator<Item = (&Write, &Json)> {
        let here = move |write: &&Write| platform.is_none_or(|platform| write.platforms.contains(platform));
        self.writes.iter().filter(here).filter_map(|write| match &write.value {
            WriteValue::Constant(json) => Some((write, json)),
            _ => None,
        })
    }

    /// The property of the body that a placeholder fills: `{name}`, say.
    #[must_use]
    pub fn placeholder(&self, placeholder: &str) -> Option<&str> {
        let fields = self.body.as_object()?;
        fields.iter().find(|(_, value)| value.as_str() == Some(placeholder)).map(|(name, _)| name.as_str())
    }

    /// The list of pairs that a path is a key of.
    #[must_use]
    pub fn pairs_of(&self, path: &str) -> Option<&GraphPath> {
        self.pairs.iter().map(|(pairs, _)| pairs).find(|pairs| is_inside(path, &pairs.0))
    }

    /// Where `set PROPERTY` writes: a property of the object, or where it takes keys of an app's own, a key.
    #[must_use]
    pub fn path_of(&self, property: &Arc<str>) -> GraphPath {
        let own = self.body.get(&**property).is_some()
            || crate::vocabulary::Schema::standard().property(&self.entity, property).is_some();
        match self.pairs.first() {
            // A key that is called like a property is written with the list it belongs to.
            Some((pairs, _)) if is_inside(property, &pairs.0) => GraphPath(property.clone()),
            Some((pairs, _)) if !own => GraphPath(format!("{pairs}.{property}").into()),
            _ => GraphPath(property.clone()),
        }
    }
}
