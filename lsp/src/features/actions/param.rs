//! A value becomes the default of a param, so that each tenant may give its own.

use super::{Edit, Proposal, View, fresh_name};
use crate::features::hints::written;
use crate::features::sentences;
use mam_core::syntax::{DeclarationKind, Span};
use mam_core::vocabulary::{Expression, Spanned, Value};
use tower_lsp::lsp_types::CodeActionKind;

/// A name is no longer than this many letters.
const MAX_NAME: usize = 24;

pub(super) fn propose(view: &View<'_>) -> Option<Proposal> {
    let snapshot = &view.place.snapshot;
    let file = &view.place.file;
    let mut lines = sentences::lines(snapshot, file, view.number);
    let line = lines.find(|line| line.span.start <= view.start && view.end <= line.span.end)?;
    let said = sentences::said(snapshot, line)?;
    let (hole, value) =
        said.entry.holes.iter().zip(said.values).find_map(|(hole, value)| Some((hole, leaf(view, value)?)))?;
    let of = type_of(&value.value)?;
    let text = written(snapshot, value.span)?;
    // A name that stands for a value is one already.
    if !text.starts_with(|letter: char| letter.is_ascii_digit() || letter == '"') && !text.contains('"') {
        return None;
    }
    let wanted = match &value.value {
        Value::Reference(_, name) => name_from(name),
        _ => None,
    };
    let name = fresh_name(view.place, &wanted.or_else(|| name_from(&hole.name))?);
    let param = file.items.iter().find(|item| item.declaration.kind == DeclarationKind::Param);
    let (at, after) = param.map_or((view.item.base, "\n\n"), |param| (param.base, "\n"));
    Some(Proposal {
        title: format!("Make it a param, `{name}`"),
        kind: CodeActionKind::REFACTOR_EXTRACT,
        edits: vec![
            Edit {
                span: Span { file: file.id, start: at, end: at },
                text: format!("param {name}: {of} = {text}{after}"),
            },
            Edit { span: value.span, text: name },
        ],
        keeps: true,
    })
}

/// The single value that is selected.
fn leaf<'a>(view: &View<'_>, value: &'a Spanned) -> Option<&'a Spanned> {
    fn inside<'a>(view: &View<'_>, expression: &'a Expression) -> Option<&'a Spanned> {
        match expression {
            Expression::One(value) => leaf(view, value),
            Expression::All(parts) | Expression::Any(parts) => parts.iter().find_map(|part| inside(view, part)),
        }
    }
    match &value.value {
        Value::List(items) => items.iter().find_map(|item| leaf(view, item)),
        Value::Requirement(expression) => inside(view, expression),
        _ => {
            let here =
                value.span.file == view.place.file.id && value.span.start <= view.start && view.end <= value.span.end;
            here.then_some(value)
        }
    }
}

/// The type of a param that has a value.
fn type_of(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Reference(kind, _) => kind.word(),
        Value::Version(_) => "version",
        Value::Duration(_) => "duration",
        Value::Integer(_) => "integer",
        Value::Date(_) => "date",
        Value::Text(_) => "text",
        _ => return None,
    })
}

/// A name made of a text: `All staff` is `all_staff`.
fn name_from(text: &str) -> Option<String> {
    let plain: String =
        text.to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
    let parts: Vec<&str> = plain.split('_').filter(|part| !part.is_empty()).collect();
    let name: String = parts.join("_").chars().take(MAX_NAME).collect();
    let name = name.trim_end_matches('_').to_owned();
    name.starts_with(char::is_alphabetic).then_some(name)
}
