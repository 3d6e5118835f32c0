//! What `set` is told: that nobody checked the property, or that a sentence says it better.

use super::nearest::nearest;
use super::sentence::Reader;
use crate::cursor::Cursor;
use crate::diagnostics::{Diagnostic, Severity};
use crate::syntax::Span;
use crate::vocabulary::Schema;
use crate::vocabulary::model::{ObjectEntry, SentenceEntry};

/// What there is to say about a `set` of a property, and whether it may stand.
pub(super) fn judge(reader: &Reader<'_>, property: &str, span: Span) -> (Diagnostic, bool) {
    if let Some(entry) = writer(reader, property) {
        let diagnostic = Diagnostic::new(32, format!("a sentence writes `{property}`"))
            .at(span, "the sentence checks what it writes, this does not");
        return (diagnostic.help(format!("say `{}` instead", example(entry))), true);
    }
    let objects: Vec<_> = reader.vocabulary.objects_of(reader.kind, None).map(|(_, object)| object).collect();
    if let Some(refused) = refused(&objects, property, span) {
        return (refused, false);
    }
    if objects.iter().any(|object| object.body.get(property).is_some()) {
        let diagnostic = Diagnostic::new(32, format!("the compiler writes `{property}`"))
            .at(span, "from the head and the sentences of the block");
        return (
            diagnostic
                .help("take the sentence out: the name, the apps, the device states and the like are said in words"),
            true,
        );
    }
    let schema = Schema::standard();
    let known = objects.iter().any(|object| schema.property(&object.entity, property).is_some());
    let keys = objects.iter().any(|object| !object.pairs.is_empty());
    let diagnostic = Diagnostic::new(31, format!("nobody checked `{property}`"));
    let help = "try it on a test group first; a vocabulary entry of your own makes it a checked sentence";
    let diagnostic = match (known, keys) {
        (true, _) => diagnostic.at(span, "Graph has this property; its value is not checked").help(help),
        (false, true) => diagnostic.at(span, "a key of the app's own; neither it nor its value is checked").help(help),
        (false, false) => {
            let diagnostic = diagnostic.at(span, "Graph has no such property, as far as mam knows");
            let near = nearest(property, objects.iter().flat_map(|object| schema.properties(&object.entity)));
            match near.map(|near| (near, writer(reader, near))) {
                Some((near, Some(entry))) => diagnostic.help(format!("for `{near}` say `{}`", example(entry))),
                Some((near, None)) => diagnostic.help(format!("did you mean `{near}`?")).repair(
                    format!("replace `{property}` by `{near}`"),
                    span,
                    near,
                ),
                None => diagnostic.help(help),
            }
        }
    };
    (diagnostic, true)
}

/// What Graph does not take in the body of an object.
fn refused(objects: &[&ObjectEntry], property: &str, span: Span) -> Option<Diagnostic> {
    let whole = property.split('.').next().unwrap_or_default();
    let called = |object: &&ObjectEntry| object.posts.iter().any(|(_, body)| body.get(whole).is_some());
    let read_only = |object: &&ObjectEntry| {
        Schema::standard().property(&object.entity, property).is_some_and(|property| property.read_only)
    };
    let (message, label, help) = if objects.iter().any(called) {
        (
            format!("Graph takes `{property}` in a call of its own"),
            "not a property that an object is made with",
            "take the sentence out, and say it in words: `apps …`, `assign to …`",
        )
    } else if objects.iter().any(read_only) {
        let message = format!("only Graph writes `{property}`");
        (message, "an object that brings it is refused", "take the sentence out")
    } else {
        return None;
    };
    let mut diagnostic = Diagnostic::new(32, message).at(span, label).help(help);
    diagnostic.severity = Severity::Error;
    Some(diagnostic)
}

/// `pinRequired = true`: Graph's name of what a sentence says.
pub(super) fn as_property(reader: &Reader<'_>, cursor: Cursor<'_>) -> Option<Diagnostic> {
    let mut behind = cursor;
    let (property, span) = behind.word()?;
    if !matches!(behind.peek_raw(), "=" | ":") {
        return None;
    }
    let entry = writer(reader, property)?;
    Some(
        Diagnostic::new(20, format!("`{property}` is what Graph calls it"))
            .at(span, "a sentence says it")
            .help(format!("say `{}`, with the value that you mean", example(entry))),
    )
}

/// The sentence that writes a property.
fn writer<'a>(reader: &Reader<'a>, property: &str) -> Option<&'a SentenceEntry> {
    let writes = |entry: &&SentenceEntry| {
        entry.kinds.contains(&reader.kind) && entry.writes.iter().any(|write| &*write.path.0 == property)
    };
    reader.vocabulary.sentences().iter().find(writes)
}

fn example(entry: &SentenceEntry) -> &str {
    entry.examples.first().map_or(&*entry.phrase, String::as_str)
}
