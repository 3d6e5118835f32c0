//! The kinds of objects that a program may become, each with its shape.

use super::shape::Shape;
use crate::semantics::{Content, Line, Program};
use crate::vocabulary::model::{BlockKind, ObjectEntry};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// The kinds of objects, each with its shape.
#[derive(Debug)]
pub(crate) struct Kinds {
    /// The entries of the vocabulary, in their order.
    pub(super) objects: Vec<Arc<ObjectEntry>>,
    /// The shape of each.
    pub(super) shapes: Vec<Arc<Shape>>,
    /// What `set` sentences write, which the shapes hang on.
    set: HashMap<BlockKind, Vec<Arc<str>>>,
}

impl Kinds {
    /// Those of a program: those of an earlier one in the same vocabulary, if they are the same.
    pub(crate) fn of(program: &Program, earlier: Option<&Arc<Self>>) -> Arc<Self> {
        let set = set_properties(program);
        if let Some(earlier) = earlier.filter(|earlier| earlier.set == set) {
            return Arc::clone(earlier);
        }
        let vocabulary = &program.vocabulary;
        let shape = |object: &ObjectEntry| {
            let set = set.get(&object.kind).map(Vec::as_slice).unwrap_or_default();
            Arc::new(Shape::new(vocabulary, object, set))
        };
        let shapes = vocabulary.objects().iter().map(shape).collect();
        Arc::new(Self {
            objects: vocabulary.objects().iter().map(|object| Arc::new(object.clone())).collect(),
            shapes,
            set,
        })
    }
}

/// The properties that `set` sentences write, by the kind of the block, in the order of their names.
fn set_properties(program: &Program) -> HashMap<BlockKind, Vec<Arc<str>>> {
    let blocks = program.blocks.par_iter().map(|block| (block.kind, block.lines.as_slice()));
    let baselines = program.baselines.par_iter().map(|((_, kind), baseline)| (*kind, baseline.lines.as_slice()));
    let property =
        |line: &Line| if let Content::Set { property, .. } = &line.content { Some(property.clone()) } else { None };
    let mut said: Vec<(BlockKind, Arc<str>)> = blocks
        .chain(baselines)
        .flat_map_iter(|(kind, lines)| lines.iter().filter_map(property).map(move |property| (kind, property)))
        .collect();
    said.par_sort_unstable();
    said.dedup();
    let mut properties: HashMap<_, Vec<_>> = HashMap::new();
    for (kind, property) in said {
        properties.entry(kind).or_default().push(property);
    }
    properties
}
