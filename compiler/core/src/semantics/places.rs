//! Every place that something found out of a declaration mentions, so that it can be carried along when text before it changes. Must not
//! know where they move to.

use super::blocks::Read;
use super::head::Name;
use super::program::{Block, Content, Line};
use crate::diagnostics::Diagnostic;
use crate::graph::{Object, Origin};
use crate::syntax::Span;
use crate::vocabulary::{Expression, Spanned, Value};
use std::sync::Arc;

/// What mentions places.
pub(super) trait Places {
    /// Calls something with each of them.
    fn places(&mut self, each: &mut dyn FnMut(&mut Span));
}

impl<T: Places> Places for Vec<T> {
    fn places(&mut self, each: &mut dyn FnMut(&mut Span)) {
        self.iter_mut().for_each(|one| one.places(each));
    }
}

impl<T: Places> Places for Option<T> {
    fn places(&mut self, each: &mut dyn FnMut(&mut Span)) {
        self.iter_mut().for_each(|one| one.places(each));
    }
}

impl Places for Diagnostic {
    fn places(&mut self, each: &mut dyn FnMut(&mut Span)) {
        self.labels.iter_mut().for_each(|label| each(&mut label.span));
        self.repairs.iter_mut().flat_map(|repair| &mut repair.edits).for_each(|edit| each(&mut edit.span));
    }
}

impl Places for Read {
    fn places(&mut self, each: &mut dyn FnMut(&mut Span)) {
        if let Self::Block(block) = self {
            Arc::make_mut(block).places(each);
        }
    }
}

impl Places for Block {
    fn places(&mut self, each: &mut dyn FnMut(&mut Span)) {
        let Self { name, title, lines, span, .. } = self;
        name.places(each);
        title.places(each);
        lines.places(each);
        each(span);
    }
}

impl Places for Name {
    fn places(&mut self, each: &mut dyn FnMut(&mut Span)) {
        each(&mut self.span);
    }
}

impl Places for Line {
    fn places(&mut self, each: &mut dyn FnMut(&mut Span)) {
        let mut end = Span { start: self.end, end: self.end, ..self.span };
        each(&mut self.span);
        each(&mut end);
        self.end = end.end;
        if let Content::Said { values, .. } = &mut self.content {
            values.places(each);
        }
    }
}

impl Places for Spanned {
    fn places(&mut self, each: &mut dyn FnMut(&mut Span)) {
        each(&mut self.span);
        match &mut self.value {
            Value::List(items) => Arc::make_mut(items).iter_mut().for_each(|item| item.places(each)),
            Value::Requirement(expression) => Arc::make_mut(expression).places(each),
            _ => {}
        }
    }
}

impl Places for Expression {
    fn places(&mut self, each: &mut dyn FnMut(&mut Span)) {
        match self {
            Self::One(value) => value.places(each),
            Self::All(parts) | Self::Any(parts) => parts.places(each),
        }
    }
}

impl Places for Object {
    fn places(&mut self, each: &mut dyn FnMut(&mut Span)) {
        each(&mut self.span);
        let moved = |setting: &crate::graph::Setting| {
            let mut origin = setting.origin.clone();
            origin.places(each);
            (origin != setting.origin).then_some(origin)
        };
        let moved: Vec<_> = self.settings.iter().map(moved).collect();
        if moved.iter().any(Option::is_some) {
            let settings = Arc::make_mut(&mut self.settings).iter_mut().zip(moved);
            settings.for_each(|(setting, moved)| setting.origin = moved.unwrap_or_else(|| setting.origin.clone()));
        }
    }
}

impl Places for Origin {
    fn places(&mut self, each: &mut dyn FnMut(&mut Span)) {
        each(&mut self.span);
        let Some(more) = &self.more else { return };
        // What one `include` brings shares it, and mostly stays where it is.
        let mut moved = (**more).clone();
        moved.via.iter_mut().for_each(&mut *each);
        for (span, via) in &mut moved.also {
            each(span);
            via.iter_mut().for_each(&mut *each);
        }
        if moved != **more {
            self.more = Some(Arc::new(moved));
        }
    }
}
