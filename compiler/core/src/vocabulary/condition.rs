//! The conditions of rules, as data. Must not know how they are decided.

use super::model::GraphPath;
use super::platform::Platform;
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
    Empty(GraphPath),
    Said(GraphPath),
    StatesOnly(Arc<str>),
    On(Platform),
    Targets(Arc<str>),
    TargetsGroup,
    TargetsNothing,
    Several(GraphPath),
    Unassigned,
}

impl Condition {
    /// The properties it speaks of.
    pub fn paths<'a>(&'a self, out: &mut Vec<&'a GraphPath>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.paths(out)),
            Self::Not(inner) => inner.paths(out),
            Self::Compare(path, ..)
            | Self::Contains(path, _)
            | Self::Empty(path)
            | Self::Several(path)
            | Self::Said(path) => out.push(path),
            Self::StatesOnly(_)
            | Self::On(_)
            | Self::Targets(_)
            | Self::TargetsGroup
            | Self::TargetsNothing
            | Self::Unassigned => {}
        }
    }
}
