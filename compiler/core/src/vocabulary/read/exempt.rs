//! `exempt` entries.

use super::Reader;
use crate::cursor::Cursor;
use crate::vocabulary::exempt::{Exempt, Why};
use crate::vocabulary::model::{GraphPath, one_of};
use std::sync::Arc;

impl<'a> Reader<'a> {
    /// `exempt TYPE, TYPE { PROPERTY, PROPERTY = MEMBER, MEMBER … WHY "reason" }`.
    pub(super) fn exempt(&mut self) -> Vec<Exempt> {
        let mut head = self.head();
        let types = self.names(&mut head);
        self.end(&head);
        let mut lines = Vec::new();
        for (_, mut cursor) in self.clauses() {
            lines.extend(self.exempt_line(&mut cursor, &types));
        }
        lines
    }

    fn exempt_line(&mut self, cursor: &mut Cursor<'a>, types: &[Arc<str>]) -> Vec<Exempt> {
        let span = cursor.rest();
        let mut paths: Vec<GraphPath> = Vec::new();
        if !cursor.eat("everything") {
            loop {
                let Some(path) = self.path(cursor) else { return Vec::new() };
                paths.push(path);
                if !cursor.eat(",") {
                    break;
                }
            }
        }
        let members = if cursor.eat("=") { self.names(cursor) } else { Vec::new() };
        let Some(why) = Why::ALL.into_iter().find(|why| cursor.eat(why.word())) else {
            let words: Vec<_> = Why::ALL.iter().map(|why| format!("`{}`", why.word())).collect();
            self.fail(cursor.here(), "the kind of reason is missing", format!("{} is expected", one_of(&words)));
            return Vec::new();
        };
        let Some(reason) = self.text(cursor) else { return Vec::new() };
        self.end(cursor);
        let paths = if paths.is_empty() { vec![Arc::from("")] } else { paths.into_iter().map(|path| path.0).collect() };
        let each = |of: &Arc<str>| {
            let (of, members, reason) = (of.clone(), members.clone(), reason.clone());
            paths
                .iter()
                .map(move |path: &Arc<str>| Exempt {
                    of: of.clone(),
                    path: path.clone(),
                    members: members.clone(),
                    why,
                    reason: reason.clone(),
                    span,
                })
                .collect::<Vec<_>>()
        };
        types.iter().flat_map(each).collect()
    }
}
