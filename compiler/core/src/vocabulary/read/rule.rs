//! `rule` entries.

use super::Reader;
use crate::cursor::Cursor;
use crate::diagnostics::{Code, Severity};
use crate::vocabulary::model::{BlockKind, Rule, RuleRepair};

impl<'a> Reader<'a> {
    pub(super) fn rule(&mut self) -> Option<Rule> {
        let mut head = self.head();
        let code = head.word().and_then(|(word, _)| word.parse::<Code>().ok());
        let severity = match head.word() {
            Some(("error", _)) => Some(Severity::Error),
            Some(("warning", _)) => Some(Severity::Warning),
            Some(("info", _)) => Some(Severity::Info),
            Some(("hint", _)) => Some(Severity::Hint),
            _ => None,
        };
        let (Some(code), Some(severity), Some((title, _))) = (code, severity, head.string()) else {
            self.fail(
                head.here(),
                "a rule begins with its code, severity and title",
                "`rule MAM105 warning \"title\"` is expected",
            );
            return None;
        };
        let platforms = self.for_platforms(&mut head);
        self.end(&head);
        let mut rule = Rule {
            code,
            severity,
            title,
            docs: self.docs(),
            platforms,
            kinds: Vec::new(),
            when: Vec::new(),
            unmet: None,
            message: String::new(),
            help: None,
            repairs: Vec::new(),
            sources: Vec::new(),
            span: self.span(),
        };
        let before = self.out.len();
        for (_, mut cursor) in self.clauses() {
            self.rule_clause(&mut rule, &mut cursor);
        }
        if self.out.len() > before {
            // What is missing may have been meant by a clause that is wrong.
            return None;
        }
        if rule.kinds.is_empty() {
            rule.kinds.push(BlockKind::AppProtection);
        }
        if rule.message.is_empty() || rule.when.is_empty() == rule.unmet.is_none() {
            self.fail(
                self.span(),
                "a rule needs a message, and either `when` or `unmet`",
                "one of them is missing, or both are there",
            );
            return None;
        }
        Some(rule)
    }

    fn rule_clause(&mut self, rule: &mut Rule, cursor: &mut Cursor<'a>) {
        let whole = cursor.rest();
        match cursor.word() {
            Some(("in", _)) => rule.kinds = self.kinds(cursor),
            Some(("when", _)) => {
                rule.when.extend(self.condition(cursor));
                self.end(cursor);
            }
            Some(("unmet", _)) => rule.unmet = Some(self.need(cursor, rule.platforms).name),
            Some(("message", _)) => rule.message = self.text(cursor).unwrap_or_default(),
            Some(("help", _)) => rule.help = self.text(cursor),
            Some(("repair", _)) => rule.repairs.extend(self.rule_repair(cursor)),
            Some(("source", _)) => rule.sources.extend(self.text(cursor)),
            _ => self.fail(
                whole,
                "a rule has no such clause",
                "`in`, `when`, `unmet`, `message`, `help`, `repair` or `source` is expected",
            ),
        }
    }

    fn rule_repair(&mut self, cursor: &mut Cursor<'a>) -> Option<RuleRepair> {
        match cursor.word() {
            Some(("replace", _)) => {
                let from = self.text(cursor)?;
                if !cursor.eat("with") {
                    self.fail(cursor.here(), "a replacement says by what", "`with` is expected");
                }
                Some(RuleRepair::Replace(from, self.text(cursor)?))
            }
            Some(("remove", _)) => Some(RuleRepair::Remove),
            Some(("add", _)) => self.text(cursor).map(RuleRepair::Add),
            Some(("append", _)) => self.text(cursor).map(RuleRepair::Append),
            _ => {
                self.fail(
                    cursor.rest(),
                    "there is no such repair",
                    "`replace`, `remove`, `add` or `append` is expected",
                );
                None
            }
        }
    }
}
