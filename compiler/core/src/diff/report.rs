//! What a comparison has to say.

use serde::Serialize;

/// How two sides differ.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// What was read of the left side.
    pub left: Read,
    /// What was read of the right side.
    pub right: Read,
    /// How many policies are the same by meaning.
    pub equal: usize,
    /// The policies that are not.
    pub differences: Vec<Difference>,
}

/// What was read of a side.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Read {
    /// How many policies there are.
    pub policies: usize,
    /// What could not be read, and is missing from the comparison.
    pub problems: Vec<Problem>,
    /// What is no policy that mam knows.
    pub skipped: Vec<Problem>,
    /// How many policies do not say which apps or groups they are for, though such policies have some: exports that left them out.
    pub silent: usize,
}

/// Something about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// What is to be said of it.
    pub message: String,
}

/// What became of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is on both sides and says something else.
    Changed,
    /// It is on the left side only.
    Removed,
    /// It is on the right side only.
    Added,
}

/// A policy that differs.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// What became of it.
    pub state: State,
    /// What kind of block it is: `app protection`.
    pub kind: &'static str,
    #[serde(skip)]
    pub(super) place: usize,
    /// The Graph entity.
    pub entity: String,
    /// What it is on the left side.
    pub left: Option<Named>,
    /// What it is on the right side.
    pub right: Option<Named>,
    /// What it says differently.
    pub changes: Vec<Change>,
    /// Whether one side names what the other one knows by its id, so that it cannot be told whether both are the same.
    pub unresolved: bool,
    /// All that it says, of a policy that only one side has.
    pub sentences: Vec<String>,
}

/// What a policy is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// The head of its block: `app protection "BYOD" for ios`.
    pub head: String,
    /// The file that it stands in.
    pub file: String,
}

/// Something that both sides say differently, or one of them alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The sentences of the left side.
    pub left: Vec<Said>,
    /// The sentences of the right side.
    pub right: Vec<Said>,
    /// Whether the right side is stricter, where the vocabulary can tell.
    pub direction: Option<Direction>,
    /// The platforms that it holds for; none when it is for all of the policy's.
    pub platforms: Vec<&'static str>,
    /// The properties that differ.
    pub properties: Vec<Property>,
}

impl Change {
    /// Whether another change is one of the same sentences in the same direction.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.left == other.left && self.right == other.right && self.direction == other.direction
    }
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Said {
    /// Its words.
    pub text: String,
    /// Whether it holds without being said.
    pub default: bool,
}

/// Which way a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The right side allows less.
    Stricter,
    /// The right side allows more.
    Weaker,
}

impl Direction {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Stricter => "stricter",
            Self::Weaker => "weaker",
        }
    }
}

/// A property that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Property {
    /// Its path.
    pub path: String,
    /// Its value on the left side, its default where nothing is said; null without one.
    pub left: serde_json::Value,
    /// Its value on the right side.
    pub right: serde_json::Value,
}

impl Difference {
    /// What it is called: on the right side, if it is there.
    #[must_use]
    pub fn named(&self) -> Option<&Named> {
        self.right.as_ref().or(self.left.as_ref())
    }

    pub(super) fn order(&self) -> (usize, String, &str, usize) {
        let named = self.named();
        let lower = named.map(|named| named.name.to_lowercase()).unwrap_or_default();
        (self.place, lower, named.map(|named| &*named.head).unwrap_or_default(), self.state as usize)
    }
}
