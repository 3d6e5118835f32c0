//! The values of a sentence: names replaced by what they stand for, and each value checked against the type of its hole.

use super::definitions::DefinitionKind;
use super::mismatch;
use super::sentence::Reader;
use super::{check_value, head};
use crate::diagnostics::Diagnostic;
use crate::syntax::Span;
use crate::vocabulary::model::{Platforms, SentenceEntry, Type};
use crate::vocabulary::{Expression, Spanned, Value};
use std::sync::Arc;

/// How many constants may refer to one another.
const MAX_STEPS: usize = 32;

/// Fills and checks the values of an entry's holes. None when one of them is wrong, which is reported.
pub(super) fn values(reader: &mut Reader<'_>, entry: &SentenceEntry, values: Vec<Spanned>, platforms: Platforms) -> Option<Vec<Spanned>> {
    let mut filled = Vec::with_capacity(values.len());
    for (hole, value) in entry.holes.iter().zip(values) {
        let of = &hole.types.first()?.1;
        let value = fill(reader, value, of, 0)?;
        let before = reader.out.len();
        for (on, of) in &hole.types {
            // Blocks without platforms have one type for all.
            if reader.kind.has_platforms() && on.and(platforms).is_empty() {
                continue;
            }
            check_value::check(&value, of, on.and(platforms), hole.types.len() > 1, &mut reader.out);
            if reader.out.len() > before {
                return None;
            }
        }
        filled.push(value);
    }
    Some(filled)
}

/// Replaces names by what they stand for; params stay names until a tenant gives them a value.
pub(super) fn fill(reader: &mut Reader<'_>, value: Spanned, of: &Type, steps: usize) -> Option<Spanned> {
    match &value.value {
        Value::Name(name) => named(reader, &name.clone(), value.span, of, steps),
        Value::List(items) => {
            let inner = match of {
                Type::List(of) => of,
                of => of,
            };
            let mut filled = Vec::with_capacity(items.len());
            for item in items.iter() {
                let item = fill(reader, item.clone(), inner, steps)?;
                match item.value {
                    // A constant that is a list gives its items.
                    Value::List(items) => filled.extend(items.iter().cloned()),
                    _ => filled.push(item),
                }
            }
            Some(Spanned { value: Value::List(filled.into()), span: value.span })
        }
        Value::Requirement(expression) => {
            let inner = match of {
                Type::Requirement(of) => of,
                of => of,
            };
            let expression = expression_of(reader, expression, inner, steps)?;
            Some(Spanned { value: Value::Requirement(Arc::new(expression)), span: value.span })
        }
        _ => Some(value),
    }
}

fn expression_of(reader: &mut Reader<'_>, expression: &Expression, of: &Type, steps: usize) -> Option<Expression> {
    Some(match expression {
        Expression::One(value) => Expression::One(fill(reader, value.clone(), of, steps)?),
        Expression::All(parts) => Expression::All(parts.iter().map(|part| expression_of(reader, part, of, steps)).collect::<Option<_>>()?),
        Expression::Any(parts) => Expression::Any(parts.iter().map(|part| expression_of(reader, part, of, steps)).collect::<Option<_>>()?),
    })
}

/// What kind of name a hole takes, for messages.
fn wanted(of: &Type) -> DefinitionKind {
    match of {
        Type::Apps(_) => DefinitionKind::App,
        Type::List(of) | Type::Requirement(of) => wanted(of),
        Type::Reference(kind) if kind.word() == "location" => DefinitionKind::Location,
        _ => DefinitionKind::Param,
    }
}

fn named(reader: &mut Reader<'_>, name: &Arc<str>, span: Span, of: &Type, steps: usize) -> Option<Spanned> {
    let definitions = reader.definitions;
    let Some(id) = definitions.resolve(reader.file.id, name) else {
        let diagnostic = mismatch::unknown_name(reader, name, span, None, wanted(of));
        reader.out.push(diagnostic);
        return None;
    };
    let definition = definitions.get(id)?;
    let item = definitions.item(definition)?;
    match definition.kind {
        DefinitionKind::Let => {
            let (_, cursor) = head::let_head(&definition.file, item).ok()?;
            if steps >= MAX_STEPS {
                reader.out.push(Diagnostic::new(51, format!("`{name}` goes round in a circle")).at(span, "never becomes a value").help("write the value itself"));
                return None;
            }
            // The constant's words are read as if they stood here, seen from the file that declares it.
            let mut there = Reader { file: &definition.file, item, out: Vec::new(), ..*reader };
            let mut end = cursor;
            let read = of.read(&mut end, &there).filter(|_| end.at_end());
            let filled = read.and_then(|value| fill(&mut there, value, of, steps + 1));
            let silent = there.out.is_empty();
            reader.out.append(&mut there.out);
            match filled {
                Some(value) => Some(Spanned { span, ..value }),
                None if silent => {
                    let message = format!("`{name}` does not fit here");
                    reader.out.push(Diagnostic::new(43, message).at(span, format!("{} is expected", of.describe())).at(cursor.rest(), "it stands for this"));
                    None
                }
                None => None,
            }
        }
        DefinitionKind::Param => {
            let (_, declared, _) = head::param_head(&definition.file, item).ok()?;
            if !check_value::param_fits(reader.vocabulary, &declared.text, of) {
                let message = format!("`{name}` is a {}, which does not fit here", declared.text);
                reader.out.push(Diagnostic::new(43, message).at(span, format!("{} is expected", of.describe())).at(declared.span, "declared here"));
                return None;
            }
            Some(Spanned { value: Value::Declared(id.0), span })
        }
        kind if kind == wanted(of) || (kind == DefinitionKind::Location && check_value::takes_location(of)) => Some(Spanned { value: Value::Declared(id.0), span }),
        kind => {
            let message = format!("`{name}` is {}", kind.words());
            reader.out.push(Diagnostic::new(43, message).at(span, format!("{} is expected", of.describe())));
            None
        }
    }
}
