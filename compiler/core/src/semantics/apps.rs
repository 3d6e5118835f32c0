//! `app` declarations: what an app is called on each platform.

use super::head;
use crate::cursor::Cursor;
use crate::diagnostics::Diagnostic;
use crate::syntax::{File, Item, Node, Span};
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::Platform;
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
}

impl App {
    /// Its ids on a platform.
    pub fn on(&self, platform: Platform) -> impl Iterator<Item = &Arc<str>> {
        self.ids.iter().filter(move |(on, _)| *on == platform).map(|(_, id)| id)
    }
}

/// Reads a declaration.
pub(super) fn read(file: &File, item: &Item, vocabulary: &Vocabulary, out: &mut Vec<Diagnostic>) -> Option<App> {
    const HELP: &str = "an app says its ids: `ios \"bundle.id\"`, `android \"package.id\"`, `windows \"…\"`";
    let (name, title) = match head::app_head(file, item) {
        Ok(head) => head,
        Err(diagnostic) => {
            out.push(*diagnostic);
            return None;
        }
    };
    let mut app = App { name: name.text, title: title.text, ids: Vec::new(), span: name.span };
    for node in item.declaration.body.as_ref().map(|body| body.nodes.as_slice()).unwrap_or_default() {
        let Node::Sentence(sentence) = node else { continue };
        let mut cursor = Cursor::new(file, item, sentence.row);
        let whole = cursor.rest();
        match cursor.word() {
            Some(("group", _)) => group(&mut cursor, vocabulary, out),
            Some((word, _)) if Platform::of(word).is_some() => {
                let Some(platform) = Platform::of(word) else { continue };
                ids(&mut app, platform, &mut cursor, out);
            }
            _ => {
                out.push(Diagnostic::new(12, "an app has no such line").at(whole, "not understood").help(HELP));
                continue;
            }
        }
        if !cursor.at_end() {
            out.push(Diagnostic::new(12, format!("`{}` does not belong here", cursor.peek_raw())).at(cursor.rest(), "not expected").help(HELP));
        }
    }
    if app.ids.is_empty() {
        out.push(Diagnostic::new(36, format!("the app `{}` has no id", app.name)).at(app.span, "on no platform").help(HELP));
    }
    Some(app)
}

fn ids(app: &mut App, platform: Platform, cursor: &mut Cursor<'_>, out: &mut Vec<Diagnostic>) {
    loop {
        let Some((id, span)) = cursor.string() else {
            out.push(Diagnostic::new(12, "the id is missing").at(cursor.here(), "a text is expected").help(format!("write `{} \"…\"`", platform.word())));
            return;
        };
        // Bundle, package and application ids are names with dots in all sources: letters, digits, `.`, `-` and `_`.
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')) {
            out.push(Diagnostic::new(64, format!("\"{id}\" is no id of an app")).at(span, "letters, digits, `.`, `-` and `_` are possible").help("copy the id from the app store or from Intune"));
        } else if let Some((other, _)) = app.ids.iter().find(|(on, known)| *on == platform && known.eq_ignore_ascii_case(&id)) {
            out.push(Diagnostic::new(26, format!("this id is said twice for {}", other.title())).at(span, "here again").help("delete it"));
        } else {
            app.ids.push((platform, id.into()));
        }
        if !cursor.eat(",") {
            return;
        }
    }
}

/// `group core microsoft, all microsoft`: the predefined groups that hold the app, for the reader and the checks.
fn group(cursor: &mut Cursor<'_>, vocabulary: &Vocabulary, out: &mut Vec<Diagnostic>) {
    loop {
        let start = cursor.position();
        let mut words = Vec::new();
        while let Some((word, _)) = cursor.word() {
            words.push(word);
        }
        let name = words.join(" ");
        let known = vocabulary.words("app_group").is_some_and(|list| super::check_value::find(list, &name).is_some());
        if !known {
            out.push(Diagnostic::new(21, format!("there is no app group `{name}`")).at(cursor.since(start), "not known").help("`core microsoft` and `all microsoft` are"));
        }
        if !cursor.eat(",") {
            return;
        }
    }
}
