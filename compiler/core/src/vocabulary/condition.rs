//! The conditions of rules, as data. Must not know how they are decided.

use super::model::GraphPath;
use super::platform::{Platform, Platforms};
use serde_json::Value as Json;
use std::sync::Arc;

/// A comparison in a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The right side of a comparison.
#[derive(Clone, Debug)]
pub enum Operand {
    /// A constant; a bare word is a text.
    Constant(Json),
    /// A length of time, in seconds.
    Duration(u64),
    /// A word that is a property of the object, if it has one of that name; else the text.
    Word(Arc<str>),
}

/// When a rule applies to an object.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Compare(GraphPath, Comparison, Operand),
    Contains(GraphPath, Operand),
    /// A text, or one inside the items of a list, has this as a whole word.
    Mentions(GraphPath, Arc<str>),
    /// A text has more characters.
    Longer(GraphPath, usize),
    Empty(GraphPath),
    Said(GraphPath),
    /// It is for no other states than those of a scope.
    StatesOnly(Arc<str>),
    /// It is for some state of a scope.
    Reaches(Arc<str>),
    On(Platform),
    Targets(Arc<str>),
    /// Some app that is none of these.
    TargetsBesides(Vec<Arc<str>>),
    TargetsGroup,
    TargetsNothing,
    TargetsSeveral,
    /// Some app that the project declares itself.
    TargetsOwn,
    Several(GraphPath),
    Unassigned,
    /// The connector of this name.
    Connector(Arc<str>),
    /// One of several policies that share a combination of controls.
    Split,
    /// Some declaration provides this: on these platforms, else on those of the object.
    Provided(Arc<str>, Option<Platforms>),
}

impl Condition {
    /// Calls something with each condition in it that holds no other.
    pub fn each<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each(see)),
            Self::Not(inner) => inner.each(see),
            single => see(single),
        }
    }

    /// The property that it speaks of, if it holds no other condition.
    #[must_use]
    pub fn path(&self) -> Option<&GraphPath> {
        match self {
            Self::Compare(path, ..)
            | Self::Contains(path, _)
            | Self::Mentions(path, _)
            | Self::Longer(path, _)
            | Self::Empty(path)
            | Self::Several(path)
            | Self::Said(path) => Some(path),
            _ => None,
        }
    }

    /// What it asks of other declarations.
    pub fn asks<'a>(&'a self, out: &mut Vec<&'a Arc<str>>) {
        self.each(&mut |single| {
            if let Self::Provided(name, _) = single {
                out.push(name);
            }
        });
    }
}
