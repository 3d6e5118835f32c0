//! Whether `exempt` entries are right: what they name exists, may be written, and is written by no sentence.

use super::coverage::{Coverage, Setting};
use super::exempt::Exempt;
use super::read::Entries;
use super::schema::Schema;
use crate::diagnostics::Diagnostic;
use std::collections::BTreeMap;

/// Checks the exemptions from `known` on.
pub(super) fn entries(entries: &Entries, known: usize, out: &mut Vec<Diagnostic>) {
    let new: Vec<_> = entries.exempt.iter().enumerate().skip(known).collect();
    if new.is_empty() {
        return;
    }
    let coverage = Coverage::of(entries);
    for (place, exempt) in new {
        out.extend(named(exempt).or_else(|| needed(&coverage, place, exempt)));
    }
}

/// What is wrong with what an exemption names.
fn named(exempt: &Exempt) -> Option<Diagnostic> {
    let schema = Schema::standard();
    let of = &exempt.of;
    if !schema.is_complex(of) {
        let diagnostic =
            Diagnostic::new(82, format!("Graph's schema has no type `{of}`")).at(exempt.span, "exempts nothing");
        let near = crate::semantics::nearest(of, schema.types().into_iter());
        return Some(diagnostic.help(near.map_or_else(
            || "name an entity or a complex type of the schema".to_owned(),
            |near| format!("did you mean `{near}`?"),
        )));
    }
    if exempt.path.is_empty() {
        return None;
    }
    let Some(property) = schema.property(of, &exempt.path) else {
        let diagnostic = Diagnostic::new(82, format!("`{of}` has no property `{}`", exempt.path))
            .at(exempt.span, "not in Graph's schema");
        let near = crate::semantics::nearest(&exempt.path, schema.properties(of));
        return Some(diagnostic.help(near.map_or_else(
            || "Graph's documentation of the entity lists its properties".to_owned(),
            |near| format!("did you mean `{near}`?"),
        )));
    };
    if property.read_only {
        let message = format!("`{}` needs no exemption", exempt.path);
        return Some(
            Diagnostic::new(82, message)
                .at(exempt.span, "only Graph writes it, as its schema says")
                .help("take it out of the list"),
        );
    }
    let members = schema.members(property);
    let unknown = exempt.members.iter().find(|member| !members.contains(&&***member))?;
    let expected = if members.is_empty() {
        "it has no members".to_owned()
    } else {
        format!("one of {} is expected", members.join(", "))
    };
    Some(
        Diagnostic::new(83, format!("`{unknown}` is no value of `{}`", exempt.path))
            .at(exempt.span, format!("Graph knows it as `{}`", property.of))
            .help(expected),
    )
}

/// An exemption of what is written all the same, or of nothing.
fn needed(coverage: &Coverage, place: usize, exempt: &Exempt) -> Option<Diagnostic> {
    let mut about: BTreeMap<(&str, Option<&str>), Vec<&Setting>> = BTreeMap::new();
    for setting in coverage.settings.iter().filter(|setting| setting.exempt.contains(&place)) {
        let property = setting.path.rsplit('.').next().unwrap_or_default();
        about.entry((property, setting.member.as_deref())).or_default().push(setting);
    }
    if about.is_empty() && !coverage.unmade.iter().any(|(_, exempt)| exempt.contains(&place)) {
        let message = format!("nothing of `{}` needs this exemption", exempt.of);
        return Some(
            Diagnostic::new(82, message)
                .at(exempt.span, "no object makes or holds what it is about")
                .help("take it out"),
        );
    }
    // A type may stand in several places: its exemption is needed while one of them is not written.
    let ((property, member), places) =
        about.into_iter().find(|(_, places)| places.iter().all(|setting| setting.written))?;
    let what = match member {
        Some(member) => format!("`{member}` of `{property}`"),
        None => format!("`{property}`"),
    };
    let entity = places.first().map_or("", |setting| &setting.entity);
    Some(
        Diagnostic::new(84, format!("{what} is exempt, and a sentence writes it"))
            .at(exempt.span, format!("written in `{entity}`"))
            .help("take it out of the list, or take the sentence's `graph` clause away"),
    )
}
