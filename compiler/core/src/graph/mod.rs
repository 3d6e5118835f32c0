//! From the checked program to what Graph takes: one object per platform and device state that a block distinguishes, with every
//! setting stated. Names no property: which there are, and where they stand, the vocabulary says.

mod assign;
mod clash;
mod conditions;
mod decide;
mod describe;
mod grants;
mod kinds;
mod layer;
mod lower;
mod lowered;
mod manifest;
mod meaning;
mod merge;
mod named;
mod needs;
pub(crate) mod object;
mod overlay;
mod pattern;
mod render;
mod repairs;
mod requirement;
mod rules;
mod shape;
mod shut_out;
mod strictness;
mod template;
mod value;
mod variant;
mod version;

pub(crate) use kinds::Kinds;
pub use lower::Compiled;
pub(crate) use lower::lower;
pub use lowered::{Lowered, Reference, placeholder, read_placeholder};
pub(crate) use meaning::joined;
pub use meaning::{Difference, Sense, differences, is_nothing};
pub use object::{More, Object, Origin, Setting};
pub use render::{Rendered, Written};
pub(crate) use shape::{APPS, EXCLUDE, INCLUDE, Node, Shape, Slot, SlotId};
pub(crate) use strictness::strictness_of;
