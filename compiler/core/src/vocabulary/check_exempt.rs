//! Whether `exempt` entries are right: what they name exists, may be written, and is written by no sentence.

use super::coverage::Coverage;
use super::exempt::Exempt;
use super::read::Entries;
use super::schema::Schema;
use crate::diagnostics::Diagnostic;

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
    let mut about = coverage.settings.iter().filter(|setting| setting.exempt.contains(&place)).peekable();
    if about.peek().is_none() && !coverage.unmade.iter().any(|(_, exempt)| exempt.contains(&place)) {
        let message = format!("nothing of `{}` needs this exemption", exempt.of);
        return Some(
            Diagnostic::new(82, message)
                .at(exempt.span, "no object makes or holds what it is about")
                .help("take it out"),
        );
    }
    let written = about.find(|setting| setting.written)?;
    let what = match &written.member {
        Some(member) => format!("`{member}` of `{}`", written.path),
        None => format!("`{}`", written.path),
    };
    Some(
        Diagnostic::new(84, format!("{what} is exempt, and a sentence writes it"))
            .at(exempt.span, format!("said of `{}`", written.entity))
            .help("take it out of the list, or take the sentence's `graph` clause away"),
    )
}
