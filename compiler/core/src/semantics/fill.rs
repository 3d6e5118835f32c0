//! The values of a sentence: names replaced by what they stand for, and each value checked against the type of its hole.

use super::apps;
use super::definitions::DefinitionKind;
use super::doubles;
use super::nearest::nearest;
use super::program::Place;
use super::sentence::{Reader, Said};
use super::unknown::{self, Wanted};
use super::{check_value, head, literal};
use crate::cursor::Cursor;
use crate::diagnostics::Diagnostic;
use crate::syntax::Span;
use crate::vocabulary::model::{Given, Platforms, SentenceEntry, Type, with_article};
use crate::vocabulary::{Expression, Spanned, Value};
use std::sync::Arc;

/// How many constants may refer to one another.
const MAX_STEPS: usize = 32;

/// Fills and checks the values of an entry's holes. None when one of them is wrong, which is reported.
pub(super) fn values(
    reader: &mut Reader<'_>,
    entry: &SentenceEntry,
    values: Vec<Spanned>,
    place: Place,
    said: &Said,
) -> Option<Vec<Spanned>> {
    let mut filled = Vec::with_capacity(values.len());
    let deferred = reader.defers(place);
    let platforms = if deferred { Platforms::NONE } else { place.platforms };
    for (hole, value) in entry.holes.iter().zip(values) {
        let of = &hole.types.first()?.1;
        let value = fill(reader, value, of, 0)?;
        let before = reader.out.len();
        for (on, of) in &hole.types {
            // Blocks without platforms have one type for all. What depends on platforms that are not known yet is checked later.
            let elsewhere = reader.kind.has_platforms()
                && if deferred { hole.types.len() > 1 } else { on.and(platforms).is_empty() };
            if elsewhere {
                continue;
            }
            check_value::check(&value, of, on.and(platforms), hole.types.len() > 1, &mut reader.out);
            if reader.out.len() > before {
                return None;
            }
        }
        doubles::judge(&value, &mut reader.out);
        filled.push(value);
    }
    let given = entry.gives.iter().find(|(given, _)| *given == Given::Apps).and_then(|(_, hole)| filled.get(*hole));
    if let Some(diagnostic) = given.and_then(|apps| apps::without_id(reader, apps, platforms, said)) {
        reader.out.push(diagnostic);
        return None;
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
                // A constant may stand for several items, anything else for one.
                let of = if reader.names_constant(&item.value) { of } else { inner };
                let item = fill(reader, item.clone(), of, steps)?;
                match item.value {
                    // A constant that is a list gives its items.
                    Value::List(items) => filled.extend(items.iter().cloned()),
                    _ => filled.push(item),
                }
            }
            Some(Spanned { value: Value::List(filled.into()), span: value.span })
        }
        Value::Requirement(expression) => {
            let expression = expression_of(reader, expression, of, steps)?;
            Some(Spanned { value: Value::Requirement(Arc::new(expression)), span: value.span })
        }
        _ => Some(value),
    }
}

impl Reader<'_> {
    /// Whether a value is the name of a `let`.
    fn names_constant(&self, value: &Value) -> bool {
        let Value::Name(name) = value else { return false };
        let definition = self.definitions.resolve(self.file.id, name).and_then(|id| self.definitions.get(id));
        definition.is_some_and(|definition| definition.kind == DefinitionKind::Let)
    }
}

/// Fills an expression of a hole of type `of`. A constant may stand for a whole expression, anything else for one control.
fn expression_of(reader: &mut Reader<'_>, expression: &Expression, of: &Type, steps: usize) -> Option<Expression> {
    let inner = match of {
        Type::Requirement(inner) => inner,
        of => of,
    };
    Some(match expression {
        Expression::One(value) => {
            let of = if reader.names_constant(&value.value) { of } else { inner };
            let filled = fill(reader, value.clone(), of, steps)?;
            match &filled.value {
                Value::Requirement(expression) => (**expression).clone(),
                _ => Expression::One(filled),
            }
        }
        Expression::All(parts) => {
            Expression::All(parts.iter().map(|part| expression_of(reader, part, of, steps)).collect::<Option<_>>()?)
        }
        Expression::Any(parts) => {
            Expression::Any(parts.iter().map(|part| expression_of(reader, part, of, steps)).collect::<Option<_>>()?)
        }
    })
}

fn named(reader: &mut Reader<'_>, name: &Arc<str>, span: Span, of: &Type, steps: usize) -> Option<Spanned> {
    let definitions = reader.definitions;
    let Some(id) = definitions.resolve_at(reader.file.id, name, span) else {
        let diagnostic =
            unknown::near_words(reader, name, span, of).or_else(|| unknown::name(reader, name, span, &Wanted::of(of)));
        reader.out.extend(diagnostic);
        return None;
    };
    let definition = definitions.get(id)?;
    match definition.kind {
        DefinitionKind::Let => constant(reader, name, span, of, steps),
        DefinitionKind::Param => {
            let (_, declared, _) = head::param_head(&definition.file, definitions.item(definition)?).ok()?;
            if !check_value::param_fits(reader.vocabulary, &declared.text, of) {
                let message = format!("`{name}` is {}, which does not fit here", with_article(&declared.text));
                let help = "name a param of that type, or write the value itself";
                reader.out.push(
                    Diagnostic::new(43, message)
                        .at(span, format!("{} is expected", of.describe()))
                        .at(declared.span, "its type is declared here")
                        .help(help),
                );
                return None;
            }
            Some(Spanned { value: Value::Declared(id.0), span })
        }
        DefinitionKind::App if matches!(Wanted::of(of), Wanted::App) => {
            Some(Spanned { value: Value::Declared(id.0), span })
        }
        DefinitionKind::Object(kind) if check_value::takes(of, kind) => {
            Some(Spanned { value: Value::Declared(id.0), span })
        }
        kind => {
            reader.out.push(unknown::other_kind(name, kind, span, of));
            None
        }
    }
}

/// The value of a `let`, as if its words stood where its name does, seen from the file that declares it.
fn constant(reader: &mut Reader<'_>, name: &Arc<str>, span: Span, of: &Type, steps: usize) -> Option<Spanned> {
    let definitions = reader.definitions;
    let definition = definitions.get(definitions.resolve(reader.file.id, name)?)?;
    let item = definitions.item(definition)?;
    let (declared, cursor) = head::let_head(&definition.file, item).ok()?;
    if steps >= MAX_STEPS {
        let diagnostic = Diagnostic::new(51, format!("the value of `{name}` goes round in a circle"))
            .at(declared.span, "never becomes a value")
            .at(span, "named here");
        reader.out.push(diagnostic.help("write the value itself in one of the constants"));
        return None;
    }
    let mut there = Reader { file: &definition.file, item, out: Vec::new(), ..*reader };
    let mut end = cursor;
    let read = of.read(&mut end, &there).filter(|_| end.at_end());
    let fits = read.is_some();
    let filled = read.and_then(|value| fill(&mut there, value, of, steps + 1));
    reader.out.append(&mut there.out);
    if !fits {
        reader.out.push(does_not_fit(name, span, of, cursor, end));
    }
    filled.map(|value| Spanned { span, ..value })
}

/// A constant whose value is none of the type that is needed; `end` is where it stops fitting.
fn does_not_fit(name: &str, span: Span, of: &Type, value: Cursor<'_>, end: Cursor<'_>) -> Diagnostic {
    if let Some(mistake) = literal::wrong_unit(value) {
        return mistake.diagnostic().at(span, "named here");
    }
    let expected = of.describe();
    let diagnostic =
        Diagnostic::new(43, format!("`{name}` does not fit here")).at(span, format!("{expected} is expected"));
    let mut words = Vec::new();
    of.words(&mut words);
    match end.peek_word().and_then(|word| Some((word, nearest(word, words.into_iter())?))) {
        Some((word, near)) if word != near => diagnostic
            .at(end.here(), "the constant says this")
            .help(format!("did you mean `{near}`?"))
            .repair(format!("replace `{word}` by `{near}`"), end.here(), near),
        _ => diagnostic
            .at(value.rest(), "it stands for this")
            .help(format!("{expected} would fit; change the constant, or write the value itself")),
    }
}
