//! From the checked program to what Graph takes: one object per platform and device state that a block distinguishes, with every
//! setting stated. Names no property: which there are, and where they stand, the vocabulary says.

mod assign;
mod clash;
mod grants;
mod layer;
mod lower;
mod lowered;
mod manifest;
mod merge;
mod needs;
mod object;
mod overlay;
mod render;
mod requirement;
mod rules;
mod shape;
mod strictness;
mod template;
mod value;
mod variant;

pub use lower::{Compiled, lower};
pub use lowered::{Lowered, Reference};
pub use object::{More, Object, Origin, Setting};
