//! Constants that no sentence names: their values are checked all the same, against everything that a sentence could take.

use super::Known;
use super::check_value;
use super::definitions::{Definition, DefinitionKind};
use super::sentence::Reader;
use super::{fill, head, literal, unknown};
use crate::cursor::Cursor;
use crate::diagnostics::Diagnostic;
use crate::syntax::TokenKind;
use crate::vocabulary::STANDARD_FILES;
use crate::vocabulary::model::{BlockKind, Platforms, Type};
use std::sync::atomic::Ordering;

/// What is wrong with the values of a program's constants that are not used; of those that are, it is said where they are.
pub(super) fn unused(names: Known<'_>) -> impl Iterator<Item = Diagnostic> + '_ {
    let own = |definition: &&Definition| {
        definition.kind == DefinitionKind::Let
            && definition.file.id.0 < STANDARD_FILES
            && !definition.used.load(Ordering::Relaxed)
    };
    let definitions = names.definitions.iter().map(|(_, definition)| definition);
    definitions.filter(own).filter_map(move |definition| value(names, definition))
}

/// What is wrong with a value, if no sentence could take it.
fn value(names: Known<'_>, definition: &Definition) -> Option<Diagnostic> {
    let item = names.definitions.item(definition)?;
    let (_, cursor) = head::let_head(&definition.file, item).ok()?;
    let mut reader = Reader {
        vocabulary: names.vocabulary,
        definitions: names.definitions,
        apps: names.apps,
        file: &definition.file,
        item,
        kind: BlockKind::ConditionalAccess,
        open: false,
        broken: false,
        unread: 0,
        enough: names.enough,
        out: Vec::new(),
    };
    if let Some(verdict) = literals().iter().find_map(|of| try_as(&mut reader, of, cursor)) {
        return verdict.into_iter().next();
    }
    let holes = names.vocabulary.sentences().iter().flat_map(|entry| &entry.holes).flat_map(|hole| &hole.types);
    for (_, of) in holes {
        match try_as(&mut reader, of, cursor) {
            Some(said) if said.is_empty() => return None,
            Some(said) => {
                if let Some(circle) = said.into_iter().find(|diagnostic| diagnostic.code.0 == 51) {
                    return Some(circle);
                }
            }
            None => {}
        }
    }
    fits_nowhere(&reader, &definition.name.text, cursor)
}

/// The types whose values are told by their form; the bounds of a hole are checked where the constant is used.
fn literals() -> [Type; 6] {
    [
        Type::Date,
        Type::Duration { min: 0, max: u64::from(u32::MAX) },
        Type::Version { min: 1, max: 4 },
        Type::Integer { min: 0, max: i64::from(i32::MAX) },
        Type::Text(None),
        Type::Pair,
    ]
}

/// What there is to say about a value when it is read as one of a type; None when it is none.
fn try_as(reader: &mut Reader<'_>, of: &Type, cursor: Cursor<'_>) -> Option<Vec<Diagnostic>> {
    if cursor.kind() == Some(TokenKind::Word) && literals().iter().any(|literal| same_kind(literal, of)) {
        return None;
    }
    let mut end = cursor;
    let value = of.read(&mut end, &*reader).filter(|_| end.at_end())?;
    if let Some(value) = fill::fill(reader, value, of, 0) {
        check_value::check(&value, of, Platforms::NONE, false, &mut reader.out);
    }
    Some(std::mem::take(&mut reader.out))
}

fn same_kind(one: &Type, other: &Type) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// A value that is of no type: a unit that there is none of, a name that nobody declares, words that nobody knows.
fn fits_nowhere(reader: &Reader<'_>, name: &str, cursor: Cursor<'_>) -> Option<Diagnostic> {
    if let Some(mistake) = literal::wrong_unit(cursor) {
        return Some(mistake.diagnostic());
    }
    match unknown_item(reader, name, cursor) {
        Err(diagnostic) => Some(*diagnostic),
        Ok(true) => None,
        Ok(false) => Some(
            Diagnostic::new(43, format!("`{name}` fits into no sentence"))
                .at(cursor.rest(), "no sentence takes this as a value")
                .help("a constant is a literal, a name, or words that a sentence takes: `let oldest_ios = 17.0`"),
        ),
    }
}

/// The first item of a list that is neither a name nor a word of the vocabulary; else whether an item is a name, so that what is
/// wrong is said of that.
fn unknown_item(reader: &Reader<'_>, own: &str, mut cursor: Cursor<'_>) -> Result<bool, Box<Diagnostic>> {
    let holes = reader.vocabulary.sentences().iter().flat_map(|entry| &entry.holes).flat_map(|hole| &hole.types);
    let mut known = Vec::new();
    holes.for_each(|(_, of)| of.words(&mut known));
    let joins = |word: &str| matches!(word, "and" | "or");
    let mut named = false;
    while !cursor.at_end() {
        let start = cursor.position();
        let mut said = String::new();
        while let Some(word) = cursor.peek_word().filter(|word| !joins(word)) {
            said.push_str(if said.is_empty() { "" } else { " " });
            said.push_str(word);
            cursor.next();
        }
        let span = cursor.since(start);
        let resolved = reader.definitions.resolve(reader.file.id, &said).is_some();
        let declared = resolved || reader.definitions.is_broken(reader.file.id, &said);
        named |= declared;
        if !said.is_empty() && !declared && !known.contains(&&*said) {
            let near = reader.definitions.suggestion(reader.file.id, &said, |_| true).filter(|near| *near != own);
            if let Some(diagnostic) = unknown::word(&said, span, known.iter().copied().chain(near)) {
                return Err(Box::new(diagnostic));
            }
        }
        cursor.next();
    }
    Ok(named)
}
