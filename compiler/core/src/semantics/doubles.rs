//! Lists that hold a thing twice. Must not know what the list is for.

use crate::diagnostics::Diagnostic;
use crate::syntax::Span;
use crate::vocabulary::model::RefKind;
use crate::vocabulary::{Spanned, Value};
use rustc_hash::FxHashMap;

/// What two items have in common that are the same thing.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Word(&'a str),
    Text(&'a str),
    Pair(&'a str, &'a str),
    Reference(RefKind, &'a str),
    Declared(usize),
}

/// Says which items of a list stand in it already. What a constant brings is no matter of the list.
pub(super) fn judge(list: &Spanned, out: &mut Vec<Diagnostic>) {
    let Value::List(items) = &list.value else { return };
    if items.len() < 2 {
        return;
    }
    let whole = list.span;
    let own =
        |item: &&Spanned| item.span.file == whole.file && whole.start <= item.span.start && item.span.end <= whole.end;
    let mut known: FxHashMap<Key<'_>, Span> = FxHashMap::default();
    let mut before = whole.start;
    for item in items.iter().filter(own) {
        if let Some(key) = key(&item.value) {
            let first = *known.entry(key).or_insert(item.span);
            if first != item.span {
                out.push(
                    Diagnostic::new(26, "the list holds this twice")
                        .at(item.span, "here again")
                        .at(first, "named here first")
                        .help("delete one of them")
                        .repair("delete it", Span { start: before, ..item.span }, ""),
                );
            }
        }
        before = item.span.end;
    }
}

fn key(value: &Value) -> Option<Key<'_>> {
    match value {
        Value::Word(words, place) => words.items.get(*place).map(|item| Key::Word(&item.words)),
        Value::Text(text) => Some(Key::Text(text)),
        Value::Pair(first, second) => Some(Key::Pair(first, second)),
        Value::Reference(kind, name) => Some(Key::Reference(*kind, name)),
        Value::Declared(place) => Some(Key::Declared(*place)),
        _ => None,
    }
}
