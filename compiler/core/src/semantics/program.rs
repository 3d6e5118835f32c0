//! The checked program: blocks and baselines with their sentences understood. Tenants' values are not filled in yet.

use super::definitions::DefinitionId;
use super::head::Name;
use crate::syntax::{File, Span};
use crate::vocabulary::Spanned;
use crate::vocabulary::model::{BlockKind, Platforms};
use serde_json::Value as Json;
use std::sync::Arc;

/// Where a sentence applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// On these platforms.
    pub platforms: Platforms,
    /// For this scope, by its place in the vocabulary; for every state without one.
    pub scope: Option<usize>,
}

/// A sentence of a block or baseline.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it says.
    pub content: Content,
    /// Where it applies.
    pub place: Place,
    /// Why, in the author's words.
    pub reason: Option<Arc<str>>,
    /// The whole sentence.
    pub span: Span,
    /// Where `on PLATFORMS` would be added to it.
    pub end: u32,
    /// Platforms that do not have it: those of a baseline that names none may be included there.
    pub lacks: Platforms,
}

/// What a sentence says.
#[derive(Clone, Debug)]
pub enum Content {
    /// A sentence of the vocabulary.
    Said {
        /// Which.
        entry: usize,
        /// The values of its holes; names of constants are replaced by their values.
        values: Vec<Spanned>,
    },
    /// `include NAME [, tightened]`.
    Include {
        /// The baseline.
        baseline: DefinitionId,
        /// Whether the block may only be stricter.
        tightened: bool,
    },
    /// `set PROPERTY = value`.
    Set {
        /// The property.
        property: Arc<str>,
        /// The value.
        value: Box<Json>,
    },
}

/// A block that becomes objects.
#[derive(Clone, Debug)]
pub struct Block {
    /// What kind of block.
    pub kind: BlockKind,
    /// Its name.
    pub name: Name,
    /// The title of a block that sentences refer to by its name.
    pub title: Option<Name>,
    /// The definition of that name.
    pub definition: Option<DefinitionId>,
    /// Its platforms and scope.
    pub place: Place,
    /// Its sentences.
    pub lines: Vec<Line>,
    /// Whether some of its sentences, or of those it includes, could not be read: what is absent may have been meant.
    pub broken: bool,
    /// Sentences that were not read any more, so much being wrong already.
    pub unread: usize,
    /// Its documentation.
    pub docs: String,
    /// Its head.
    pub span: Span,
    /// Its file.
    pub file: Arc<File>,
    /// The place of its declaration there.
    pub item: usize,
}

/// A baseline's sentences, read for one kind of block.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// Its platforms.
    pub platforms: Platforms,
    /// Its sentences.
    pub lines: Vec<Line>,
    /// Whether some of its sentences could not be read.
    pub broken: bool,
}
