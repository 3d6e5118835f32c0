//! `include` and `set`, the two sentences that the vocabulary does not hold.

use super::definitions::{DefinitionId, DefinitionKind};
use super::nearest::nearest;
use super::program::{Content, Place};
use super::sentence::{Reader, Said};
use super::unknown::{self, Wanted};
use super::{head, set};
use crate::cursor::{Cursor, decode};
use crate::diagnostics::Diagnostic;
use crate::syntax::{MAX_DEPTH, Span, TokenKind};
use serde_json::Value as Json;

impl Reader<'_> {
    /// `include NAME [, tightened]`.
    pub(super) fn include(&mut self, mut cursor: Cursor<'_>, place: Place, said: &Said) -> Option<Content> {
        cursor.next();
        let Some((name, span)) = cursor.word() else {
            self.out.push(
                Diagnostic::new(21, "the baseline is missing")
                    .at(cursor.here(), "the name of a baseline is expected")
                    .help("write `include NAME`, as in `include enhanced`"),
            );
            return None;
        };
        let comma = cursor.here();
        let tightened = cursor.eat(",") && cursor.eat("tightened");
        if !cursor.at_end() {
            self.out.push(too_much(cursor, span, comma));
            return None;
        }
        let found = self.definitions.resolve_at(self.file.id, name, span);
        let kind = found.and_then(|id| self.definitions.get(id)).map(|definition| definition.kind);
        match (found, kind) {
            (Some(baseline), Some(DefinitionKind::Baseline)) if self.covers(baseline, name, span, place, said) => {
                Some(Content::Include { baseline, tightened })
            }
            (Some(_), Some(DefinitionKind::Baseline)) => None,
            (_, Some(kind)) => {
                let diagnostic = Diagnostic::new(43, format!("`{name}` is {}, not a baseline", kind.words()))
                    .at(span, "the name of a baseline is expected");
                self.out.push(diagnostic.help("only baselines are included: `baseline NAME { … }`"));
                None
            }
            (_, None) => {
                self.out.extend(unknown::name(self, name, span, &Wanted::Baseline));
                None
            }
        }
    }

    /// Whether a baseline is for all platforms of the place that includes it.
    fn covers(&mut self, baseline: DefinitionId, name: &str, span: Span, place: Place, said: &Said) -> bool {
        let definition = self.definitions.get(baseline);
        let head = definition.and_then(|definition| {
            Some((definition, head::baseline_head(&definition.file, self.definitions.item(definition)?).ok()?))
        });
        let Some((definition, (_, platforms))) = head else { return true };
        let missing = place.platforms.without(platforms);
        if !self.kind.has_platforms() || missing.is_empty() || self.defers(place) {
            return true;
        }
        let left = place.platforms.and(platforms);
        let diagnostic = Diagnostic::new(24, format!("the baseline `{name}` is not for {}", head::titles(missing)))
            .at(span, format!("it is for {platforms}"))
            .at(definition.name.span, "declared here");
        let diagnostic = match left.is_empty() {
            true => diagnostic.help(format!("take it out, or add `{missing}` to the head of the baseline")),
            false => diagnostic
                .help(format!("narrow the sentence with `on {left}`, or add `{missing}` to the head of the baseline")),
        };
        self.out.push(said.offer(diagnostic, left));
        false
    }

    /// `set PROPERTY = value`.
    pub(super) fn set(&mut self, mut cursor: Cursor<'_>) -> Option<Content> {
        cursor.next();
        let start = cursor.position();
        let mut property = String::new();
        while let Some(part) =
            cursor.word().map(|(word, _)| word.to_owned()).or_else(|| cursor.string().map(|(text, _)| text))
        {
            property.push_str(&part);
            if !cursor.eat(".") {
                break;
            }
            property.push('.');
        }
        let span = cursor.since(start);
        let equals = cursor.eat("=");
        let value = if equals { cursor.next() } else { None };
        let value = value.and_then(|token| constant(token.kind, cursor.raw(token)));
        let Some(value) = value.filter(|_| cursor.at_end() && !property.is_empty()) else {
            self.out.push(incomplete(cursor, equals, property.is_empty()));
            return None;
        };
        if property.matches('.').count() >= MAX_DEPTH {
            let diagnostic = Diagnostic::new(9, format!("this property stands in more than {MAX_DEPTH} others"));
            let diagnostic = diagnostic.at(span, "no object of Graph is nested so deep");
            self.out.push(diagnostic.help("write the name of the property, with a dot for each object that it is in"));
            return None;
        }
        let (diagnostic, fine) = set::judge(self, &property, span);
        self.out.push(diagnostic);
        fine.then(|| Content::Set { property: property.into(), value: Box::new(value) })
    }
}

/// A value of a property: JSON, a literal, or a bare word.
fn constant(kind: TokenKind, raw: &str) -> Option<Json> {
    match (kind, raw) {
        (TokenKind::Word, "null") => Some(Json::Null),
        (TokenKind::Word, "true") => Some(Json::Bool(true)),
        (TokenKind::Word, "false") => Some(Json::Bool(false)),
        (TokenKind::Word | TokenKind::Version | TokenKind::Date, _) => Some(raw.into()),
        (TokenKind::Text, _) => Some(decode(raw).into()),
        (TokenKind::Duration, _) => crate::values::duration(raw).map(|seconds| crate::values::iso8601(seconds).into()),
        (TokenKind::Integer | TokenKind::Json, _) => serde_json::from_str(raw).ok(),
        _ => None,
    }
}

/// What follows the name of a baseline and is not `, tightened`.
fn too_much(cursor: Cursor<'_>, name: Span, comma: Span) -> Diagnostic {
    let span = Span { end: cursor.rest().end, ..comma };
    let word = cursor.peek_raw();
    let diagnostic = Diagnostic::new(21, format!("`{word}` does not belong here"))
        .at(cursor.rest(), "the end of the sentence, or `, tightened`, is expected")
        .help("write `include NAME` or `include NAME, tightened`");
    match nearest(word, std::iter::once("tightened")) {
        Some(near) if comma == cursor.here() => {
            let place = Span { start: name.end, ..cursor.here() };
            diagnostic.repair(format!("write `, {near}`"), place, format!(", {near}"))
        }
        Some(near) => diagnostic.repair(format!("replace `{word}` by `{near}`"), cursor.here(), near),
        None => diagnostic.repair("delete what does not belong to the sentence", span, ""),
    }
}

/// A `set` that lacks something.
fn incomplete(cursor: Cursor<'_>, equals: bool, nameless: bool) -> Diagnostic {
    const HELP: &str = "write `set PROPERTY = value`, where the value is JSON, a text, a number or a word";
    let expected = match (nameless, equals) {
        (true, _) => "the name of a property is expected",
        (false, false) => "`=` and a value are expected",
        (false, true) => "one value is expected",
    };
    let diagnostic = Diagnostic::new(21, "this `set` is not complete").at(cursor.rest(), expected).help(HELP);
    let place = Span { end: cursor.here().start, ..cursor.here() };
    if nameless || equals || cursor.at_end() { diagnostic } else { diagnostic.repair("add the `=`", place, "= ") }
}
