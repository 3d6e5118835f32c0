//! `object` entries.

use super::Reader;
use super::types::Holes;
use crate::cursor::Cursor;
use crate::syntax::TokenKind;
use crate::vocabulary::model::{ObjectEntry, Platform, Platforms, Words};
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::Arc;

impl<'a> Reader<'a> {
    pub(super) fn object(&mut self, words: &HashMap<Arc<str>, Arc<Words>>) -> Option<ObjectEntry> {
        let mut head = self.head();
        let name = head.word();
        let kind = if head.eat("from") { self.kind(&mut head) } else { None };
        let (Some((entity, _)), Some(kind)) = (name, kind) else {
            self.fail(
                head.here(),
                "an object names its entity and the block it comes from",
                "`object ENTITY from app protection` is expected",
            );
            return None;
        };
        let platforms = self.for_platforms(&mut head);
        self.end(&head);
        let mut object = ObjectEntry {
            entity: entity.into(),
            kind,
            platforms,
            body: Json::Null,
            writes: Vec::new(),
            pairs: Vec::new(),
            apps: Vec::new(),
            include: None,
            include_filtered: None,
            exclude: None,
            posts: Vec::new(),
            endpoint: String::new(),
            method: "POST".into(),
            beta: false,
            folder: String::new(),
            order: 0,
            states: Vec::new(),
            all_states: "".into(),
            selected_apps: "".into(),
            needs: Vec::new(),
            provides: Vec::new(),
            docs: self.docs(),
            examples: Vec::new(),
            span: self.span(),
        };
        for (_, mut cursor) in self.clauses() {
            self.object_clause(&mut object, &mut cursor, words);
        }
        if !object.body.is_object() || object.endpoint.is_empty() || object.folder.is_empty() {
            self.fail(self.span(), "an object needs a body, an endpoint and a folder", "one of them is missing");
            return None;
        }
        Some(object)
    }

    fn object_clause(
        &mut self,
        object: &mut ObjectEntry,
        cursor: &mut Cursor<'a>,
        words: &HashMap<Arc<str>, Arc<Words>>,
    ) {
        let holes = Holes { holes: &[], words };
        match cursor.word() {
            Some(("body", _)) => object.body = self.json(cursor).unwrap_or_default(),
            Some(("graph", _)) => object.writes.extend(self.write(cursor, &holes, object.platforms)),
            Some(("pairs", _)) => {
                if let (Some(path), Some(template)) = (self.path(cursor), self.json(cursor)) {
                    object.pairs.push((path, template));
                }
            }
            Some(("app", _)) => {
                let platform = cursor.word().and_then(|(word, _)| Platform::of(word));
                if let (Some(platform), Some(template)) = (platform, self.json(cursor)) {
                    object.apps.push((platform, template));
                }
            }
            Some(("include", _)) if cursor.eat("filtered") => object.include_filtered = self.json(cursor),
            Some(("include", _)) => object.include = self.json(cursor),
            Some(("exclude", _)) => object.exclude = self.json(cursor),
            Some(("post", _)) => {
                if let (Some(action), Some(body)) = (self.text(cursor), self.json(cursor)) {
                    object.posts.push((action, body));
                }
            }
            Some(("endpoint", _)) => object.endpoint = self.text(cursor).unwrap_or_default(),
            Some(("method", _)) => object.method = cursor.word().map(|(word, _)| word.to_owned()).unwrap_or_default(),
            Some(("api", _)) => object.beta = self.is_beta(cursor),
            Some(("folder", _)) => object.folder = self.text(cursor).unwrap_or_default(),
            Some(("order", _)) => {
                object.order = cursor.take(TokenKind::Integer).and_then(|(raw, _)| raw.parse().ok()).unwrap_or_default()
            }
            Some(("all", _)) if cursor.eat("states") => {
                object.all_states = cursor.word().map(|(word, _)| word.into()).unwrap_or_default();
                if !cursor.eat("=") {
                    self.fail(cursor.here(), "the states are missing", "`all states WORD = STATE, STATE` is expected");
                }
                object.states = self.words_of(cursor);
            }
            Some(("selected", _)) if cursor.eat("apps") => {
                object.selected_apps = cursor.word().map(|(word, _)| word.into()).unwrap_or_default()
            }
            Some(("example", _)) => {
                let text = self.text(cursor).unwrap_or_default();
                let on = if cursor.eat("on") { self.platforms(cursor) } else { Platforms::ALL };
                object.examples.push((on, text));
            }
            Some(("needs", _)) => object.needs.push(self.need(cursor, object.platforms)),
            Some(("provides", _)) => object.provides.push(self.need(cursor, object.platforms)),
            _ => {
                self.fail(cursor.rest(), "an object has no such clause", "a clause of `object` is expected");
                return;
            }
        }
        self.end(cursor);
    }
}
