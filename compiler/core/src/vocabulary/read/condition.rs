//! The conditions of rules and of `needs … when`.

use super::Reader;
use crate::cursor::Cursor;
use crate::syntax::TokenKind;
use crate::values;
use crate::vocabulary::model::{Comparison, Condition, Operand, Platform};
use serde_json::Value as Json;

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
        if cursor.eat_all("states only") {
            return cursor.word().map(|(name, _)| Condition::StatesOnly(name.into()));
        }
        if cursor.eat("platform") {
            return cursor.word().and_then(|(name, _)| Platform::of(name)).map(Condition::On);
        }
        if cursor.eat_all("targets group") {
            return Some(Condition::TargetsGroup);
        }
        if cursor.eat_all("targets nothing") {
            return Some(Condition::TargetsNothing);
        }
        if cursor.eat("targets") {
            return cursor.word().map(|(name, _)| Condition::Targets(name.into()));
        }
        if cursor.eat("unassigned") {
            return Some(Condition::Unassigned);
        }
        if cursor.eat("said") {
            return self.path(cursor).map(Condition::Said);
        }
        self.comparison(cursor)
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
                    "`=`, `!=`, `<`, `<=`, `>`, `>=`, `contains` or `is empty` is expected",
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
