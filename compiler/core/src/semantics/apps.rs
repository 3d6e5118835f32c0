//! `app` declarations: what an app is called on each platform.

use super::nearest::nearest;
use super::sentence::{Reader, Said};
use super::{forms, head};
use crate::cursor::Cursor;
use crate::diagnostics::{Diagnostic, Edit, Findings, Repair};
use crate::syntax::{File, Item, Node, Span};
use crate::vocabulary::model::{Platform, Platforms, one_of};
use crate::vocabulary::{Spanned, Value, Vocabulary};
use std::sync::Arc;

/// A declared app.
#[derive(Clone, Debug)]
pub struct App {
    /// Its name.
    pub name: Arc<str>,
    /// Its title.
    pub title: Arc<str>,
    /// Its ids.
    pub ids: Vec<(Platform, Arc<str>)>,
    /// Where it is declared.
    pub span: Span,
    /// Whether its declaration has a mistake, so that an id may be missing because of it.
    pub broken: bool,
}

impl App {
    /// Its ids on a platform.
    pub fn on(&self, platform: Platform) -> impl Iterator<Item = &Arc<str>> {
        self.ids.iter().filter(move |(on, _)| *on == platform).map(|(_, id)| id)
    }
}

/// Reads a declaration.
pub(super) fn read(file: &File, item: &Item, vocabulary: &Vocabulary, out: &mut Findings) -> Option<App> {
    const HELP: &str = "an app says its ids: `ios \"bundle.id\"`, `android \"package.id\"`, `windows \"…\"`";
    let (name, title) = match head::app_head(file, item) {
        Ok(head) => head,
        Err(diagnostic) => {
            if !forms::is_unreadable(file, item) {
                out.push(*diagnostic);
            }
            return None;
        }
    };
    let before = out.len();
    let mut app = App {
        name: name.text,
        title: title.text,
        ids: Vec::new(),
        span: name.span,
        broken: item.declaration.body.is_none(),
    };
    for node in item.declaration.body.as_ref().map(|body| body.nodes.as_slice()).unwrap_or_default() {
        let Node::Sentence(sentence) = node else { continue };
        let mut cursor = Cursor::new(file, item, sentence.row);
        let whole = cursor.rest();
        let understood = match cursor.word() {
            Some(("group", _)) => group(&mut cursor, vocabulary, out),
            Some((word, span)) => match Platform::of(word) {
                Some(platform) => ids(&mut app, platform, &mut cursor, out),
                None => {
                    out.push(head::unknown_platform(word, span));
                    false
                }
            },
            None => {
                out.push(
                    Diagnostic::new(12, "a line of an app begins with a platform")
                        .at(whole, "a platform is expected")
                        .help(HELP),
                );
                false
            }
        };
        if understood && !cursor.at_end() {
            out.push(
                Diagnostic::new(12, format!("`{}` does not belong here", cursor.peek_raw()))
                    .at(cursor.rest(), "the end of the line is expected")
                    .help(HELP),
            );
        }
    }
    app.broken |= out.len() > before;
    if app.ids.is_empty() && !app.broken {
        app.broken = true;
        out.push(
            Diagnostic::new(36, format!("the app `{}` has no id", app.name))
                .at(app.span, "its block names no platform")
                .help(HELP),
        );
    }
    Some(app)
}

/// `ios "bundle.id", "another.id"`; whether the line was understood.
fn ids(app: &mut App, platform: Platform, cursor: &mut Cursor<'_>, out: &mut Findings) -> bool {
    loop {
        let Some((id, span)) = cursor.string() else {
            out.push(no_id(platform, cursor));
            return false;
        };
        // Bundle, package and application ids are names with dots in all sources: letters, digits, `.`, `-` and `_`.
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')) {
            out.push(
                Diagnostic::new(64, format!("\"{id}\" is no id of an app"))
                    .at(span, "only letters, digits, `.`, `-` and `_` are possible")
                    .help("copy the id from the app store or from Intune"),
            );
        } else if let Some((other, _)) =
            app.ids.iter().find(|(on, known)| *on == platform && known.eq_ignore_ascii_case(&id))
        {
            out.push(
                Diagnostic::new(26, format!("this id is said twice for {}", other.title()))
                    .at(span, "here again")
                    .help("delete one of them"),
            );
        } else {
            app.ids.push((platform, id.into()));
        }
        if !cursor.eat(",") {
            return true;
        }
    }
}

/// `group core microsoft, all microsoft`: the predefined groups that hold the app, for the reader and the checks.
fn group(cursor: &mut Cursor<'_>, vocabulary: &Vocabulary, out: &mut Findings) -> bool {
    loop {
        let start = cursor.position();
        let mut words = Vec::new();
        while let Some((word, _)) = cursor.word() {
            words.push(word);
        }
        let name = words.join(" ");
        let list = vocabulary.words("app_group");
        if list.is_none_or(|list| super::check_value::find(list, &name).is_none()) {
            let span = cursor.since(start);
            let known: Vec<_> = list.iter().flat_map(|list| &list.items).map(|item| item.words.to_string()).collect();
            let quoted: Vec<_> = known.iter().map(|word| format!("`{word}`")).collect();
            let mut diagnostic = Diagnostic::new(21, format!("there is no app group `{name}`"))
                .at(span, format!("{} is expected", one_of(&quoted)))
                .help("the groups are those of the Intune admin centre");
            if let Some(near) = nearest(&name, known.iter().map(String::as_str)) {
                diagnostic = diagnostic.repair(format!("replace `{name}` by `{near}`"), span, near);
            }
            out.push(diagnostic);
            return false;
        }
        if !cursor.eat(",") {
            return true;
        }
    }
}

/// A platform without a text behind it.
fn no_id(platform: Platform, cursor: &Cursor<'_>) -> Diagnostic {
    let diagnostic = Diagnostic::new(12, "the id is missing")
        .at(cursor.here(), "an id in quotation marks is expected")
        .help(format!("write `{} \"…\"`", platform.word()));
    let mut end = *cursor;
    let mut text = String::new();
    while let Some(token) = end.next() {
        text.push_str(end.raw(token));
    }
    let plain = text.contains('.') && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if plain {
        diagnostic.repair("put it into quotation marks", cursor.rest(), format!("\"{text}\""))
    } else {
        diagnostic
    }
}

/// The first app of a sentence that has no id on some of its platforms.
pub(super) fn without_id(
    reader: &Reader<'_>,
    value: &Spanned,
    platforms: Platforms,
    said: &Said,
) -> Option<Diagnostic> {
    let items = if let Value::List(items) = &value.value { items.to_vec() } else { vec![value.clone()] };
    for (place, item) in items.iter().enumerate() {
        let Value::Declared(id) = item.value else { continue };
        let Some(app) = reader.apps.get(&id).filter(|app| !app.broken) else { continue };
        let known: Platforms = platforms.iter().filter(|platform| app.on(*platform).next().is_some()).collect();
        let missing = platforms.without(known);
        if missing.is_empty() {
            continue;
        }
        let diagnostic = Diagnostic::new(42, format!("`{}` has no id on {}", app.name, head::titles(missing)))
            .at(item.span, format!("\"{}\" is not known there", app.title))
            .at(app.span, "declared here")
            .help(if known.is_empty() {
                "take it out".to_owned()
            } else {
                format!("name it in a sentence of its own, with `on {known}`")
            });
        return Some(alone(reader, diagnostic, &items, place, &app.name, known, said));
    }
    None
}

/// Offers a sentence of its own for the app, or to take it out.
fn alone(
    reader: &Reader<'_>,
    mut diagnostic: Diagnostic,
    items: &[Spanned],
    place: usize,
    name: &str,
    known: Platforms,
    said: &Said,
) -> Diagnostic {
    let Some(item) = items.get(place) else { return diagnostic };
    let (before, after) = (place.checked_sub(1).and_then(|place| items.get(place)), items.get(place + 1));
    let span = match (before, after) {
        (Some(before), _) => Span { start: before.span.end, ..item.span },
        (None, Some(after)) => Span { end: after.span.start, ..item.span },
        (None, None) => return said.offer(diagnostic, known),
    };
    // In a sentence that more stands in, as in `apps outlook on ios because "…"`, the rest is kept as it is.
    let mut edits = vec![Edit { span, text: String::new() }];
    if !known.is_empty() {
        let end = Span { start: said.whole.end, ..said.whole };
        let start = items.first().map_or(item.span.start, |first| first.span.start);
        let phrase = reader.file.text.get(said.whole.start as usize..start as usize).unwrap_or_default();
        edits.push(Edit { span: end, text: format!("{}{phrase}{name} on {known}", line_break(reader, said.whole)) });
    }
    let title =
        if known.is_empty() { format!("take `{name}` out") } else { format!("give `{name}` a sentence of its own") };
    diagnostic.repairs.push(Repair { title, edits });
    diagnostic
}

/// A new line, indented as the line of a sentence is; a semicolon where several stand in one line.
fn line_break(reader: &Reader<'_>, sentence: Span) -> String {
    let before = reader.file.text.get(..sentence.start as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    if line.trim().is_empty() { format!("\n{line}") } else { " ; ".to_owned() }
}
