//! The conditions of rules and of `needs … when`.

use super::Reader;
use crate::cursor::Cursor;
use crate::syntax::TokenKind;
use crate::values;
use crate::vocabulary::model::{Comparison, Condition, Operand, Platform};
use serde_json::Value as Json;
use std::sync::Arc;

impl<'a> Reader<'a> {
    /// A whole condition.
    pub(super) fn condition(&mut self, cursor: &mut Cursor<'a>) -> Option<Condition> {
        let mut any = vec![self.all(cursor)?];
        while cursor.eat("or") {
            any.push(self.all(cursor)?);
        }
        Some(if any.len() == 1 { any.remove(0) } else { Condition::Any(any) })
    }

    fn all(&mut self, cursor: &mut Cursor<'a>) -> Option<Condition> {
        let mut all = vec![self.one(cursor)?];
        while cursor.eat("and") {
            all.push(self.one(cursor)?);
        }
        Some(if all.len() == 1 { all.remove(0) } else { Condition::All(all) })
    }

    fn one(&mut self, cursor: &mut Cursor<'a>) -> Option<Condition> {
        if cursor.eat("not") {
            return Some(Condition::Not(Box::new(self.one(cursor)?)));
        }
        if cursor.take(TokenKind::Open).is_some() {
            let inner = self.condition(cursor)?;
            if cursor.take(TokenKind::Close).is_none() {
                self.fail(cursor.here(), "the parenthesis is not closed", "`)` is expected");
            }
            return Some(inner);
        }
        self.about_object(cursor).unwrap_or_else(|| self.comparison(cursor))
    }

    /// A condition that begins with a word of its own; the outer None when the next word is none of them.
    fn about_object(&mut self, cursor: &mut Cursor<'a>) -> Option<Option<Condition>> {
        let condition = if cursor.eat_all("states only") {
            self.condition_name(cursor, "a scope").map(Condition::StatesOnly)
        } else if cursor.eat("reaches") {
            self.condition_name(cursor, "a scope").map(Condition::Reaches)
        } else if cursor.eat("platform") {
            let here = cursor.here();
            let platform = cursor.word().and_then(|(name, _)| Platform::of(name));
            if platform.is_none() {
                self.fail(here, "a platform is missing", "`android`, `ios` or `windows` is expected");
            }
            platform.map(Condition::On)
        } else if cursor.eat("targets") {
            self.targets(cursor)
        } else if cursor.eat("connector") {
            self.condition_name(cursor, "a connector").map(Condition::Connector)
        } else if cursor.eat("unassigned") {
            Some(Condition::Unassigned)
        } else if cursor.eat("split") {
            Some(Condition::Split)
        } else if cursor.eat("provided") {
            Some(self.provided(cursor))
        } else if cursor.eat("said") {
            self.path(cursor).map(Condition::Said)
        } else {
            return None;
        };
        Some(condition)
    }

    /// What is targeted, behind `targets`.
    fn targets(&mut self, cursor: &mut Cursor<'a>) -> Option<Condition> {
        if cursor.eat("besides") {
            return Some(Condition::TargetsBesides(self.names(cursor)));
        }
        match self.condition_name(cursor, "an app")?.as_ref() {
            "group" => Some(Condition::TargetsGroup),
            "nothing" => Some(Condition::TargetsNothing),
            "several" => Some(Condition::TargetsSeveral),
            "own" => Some(Condition::TargetsOwn),
            app => Some(Condition::Targets(app.into())),
        }
    }

    /// `NAME [on PLATFORMS]`, behind `provided`.
    fn provided(&mut self, cursor: &mut Cursor<'a>) -> Condition {
        let start = cursor.here();
        let mut name = String::new();
        while let Some(word) = cursor.peek_word().filter(|word| !matches!(*word, "on" | "and" | "or")) {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
            cursor.next();
        }
        if name.is_empty() {
            self.fail(start, "a name is missing", "what a `provides` clause names is expected");
        }
        let platforms = cursor.eat("on").then(|| self.platforms(cursor));
        Condition::Provided(name.into(), platforms)
    }

    fn condition_name(&mut self, cursor: &mut Cursor<'a>, what: &str) -> Option<Arc<str>> {
        let name = cursor.word().map(|(name, _)| name.into());
        if name.is_none() {
            self.fail(cursor.here(), "a name is missing", format!("the name of {what} is expected"));
        }
        name
    }

    fn comparison(&mut self, cursor: &mut Cursor<'a>) -> Option<Condition> {
        let path = self.path(cursor)?;
        if cursor.eat_all("is empty") {
            return Some(Condition::Empty(path));
        }
        if cursor.eat_all("has several") {
            return Some(Condition::Several(path));
        }
        if cursor.eat("contains") {
            return Some(Condition::Contains(path, self.operand(cursor)?));
        }
        if cursor.eat("mentions") {
            return self.text(cursor).map(|text| Condition::Mentions(path, text.into()));
        }
        if cursor.eat_all("longer than") {
            let length = cursor.take(TokenKind::Integer).and_then(|(raw, _)| raw.parse().ok());
            if length.is_none() {
                self.fail(cursor.here(), "a length is missing", "a number of characters is expected");
            }
            return length.map(|length| Condition::Longer(path, length));
        }
        let comparison = match cursor.peek_raw() {
            "=" => Comparison::Equal,
            "!=" => Comparison::Unequal,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => {
                self.fail(
                    cursor.here(),
                    "a condition compares",
                    "`=`, `!=`, `<`, `<=`, `>`, `>=`, `contains`, `mentions`, `longer than`, `has several` or `is empty` is expected",
                );
                return None;
            }
        };
        cursor.next();
        Some(Condition::Compare(path, comparison, self.operand(cursor)?))
    }

    fn operand(&mut self, cursor: &mut Cursor<'a>) -> Option<Operand> {
        if let Some((raw, _)) = cursor.take(TokenKind::Duration) {
            return values::duration(raw).map(Operand::Duration);
        }
        if matches!(cursor.kind(), Some(TokenKind::Word)) && !matches!(cursor.peek_raw(), "null" | "true" | "false") {
            return self.path(cursor).map(|path| Operand::Word(path.0));
        }
        self.json(cursor)
            .map(Operand::Constant)
            .filter(|operand| !matches!(operand, Operand::Constant(Json::Object(_))))
    }
}
