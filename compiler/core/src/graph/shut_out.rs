//! Groups that a policy is assigned to and that it excludes. Of groups of users the exclusion counts (Microsoft Intune documentation,
//! apps-inc-exl-assignments), so the assignment is in vain.

use super::lowered::Lowered;
use super::object::{Object, Setting};
use super::shape::{EXCLUDE, INCLUDE};
use crate::diagnostics::Diagnostic;
use crate::semantics::{Block, Content, Line, Program};
use crate::syntax::Span;
use crate::vocabulary::model::{Given, RefKind};
use crate::vocabulary::{Spanned, Value};
use std::collections::HashSet;
use std::sync::Arc;

/// Says which groups of an object are on both sides.
pub(super) fn judge(program: &Program, block: &Block, object: &Object, out: &mut Vec<Diagnostic>) {
    let (Some(include), Some(exclude)) = (object.setting(INCLUDE), object.setting(EXCLUDE)) else { return };
    let excluded: HashSet<_> = exclude.value.items().iter().filter_map(group).collect();
    for group in include.value.items().iter().filter_map(group).filter(|group| excluded.contains(group)) {
        let included = said(program, block, Given::Include, &group, include);
        let excluded = said(program, block, Given::Exclude, &group, exclude);
        let diagnostic = Diagnostic::new(39, format!("\"{}\" is assigned and excluded at once", group.1))
            .at(included, "an exclusion counts for more: nobody in it gets the policy");
        let diagnostic = if excluded == included { diagnostic } else { diagnostic.at(excluded, "excluded here") };
        out.push(diagnostic.help("take the group out of one of them"));
    }
}

type Group = (RefKind, Arc<str>);

fn group(item: &Lowered) -> Option<Group> {
    match item {
        Lowered::Assignment(group, _) => match &**group {
            Lowered::Reference(reference) => Some((reference.kind, reference.name.clone())),
            _ => None,
        },
        _ => None,
    }
}

/// The sentence that names a group. The setting knows the first sentence alone that adds to it.
fn said(program: &Program, block: &Block, given: Given, group: &Group, setting: &Setting) -> Span {
    let mut lines = block.lines.iter().filter(|line| values(program, line, given).is_some());
    let names = |value: &Spanned| match &value.value {
        Value::List(items) => items.iter().any(|item| is(item, group)),
        _ => is(value, group),
    };
    match (lines.clone().find(|line| values(program, line, given).is_some_and(names)), lines.next(), lines.next()) {
        (Some(line), _, _) | (None, Some(line), None) => line.span,
        _ => setting.origin.span,
    }
}

/// What a sentence gives.
fn values<'a>(program: &Program, line: &'a Line, given: Given) -> Option<&'a Spanned> {
    let Content::Said { entry, values } = &line.content else { return None };
    let entry = program.vocabulary.sentences().get(*entry)?;
    let (_, hole) = entry.gives.iter().find(|(known, _)| *known == given)?;
    values.get(*hole)
}

fn is(value: &Spanned, group: &Group) -> bool {
    matches!(&value.value, Value::Reference(kind, name) if *kind == group.0 && *name == group.1)
}
