//! `rule` entries.

use super::Reader;
use crate::cursor::Cursor;
use crate::diagnostics::{Code, Severity};
use crate::vocabulary::model::{BlockKind, Case, LeftOut, Rule, RuleRepair, When};

/// What a `rule` declaration is.
pub(super) enum RuleEntry {
    Rule(Rule),
    LeftOut(LeftOut),
}

impl<'a> Reader<'a> {
    pub(super) fn rule(&mut self) -> Option<RuleEntry> {
        let mut head = self.head();
        let code = head.word().and_then(|(word, _)| word.parse::<Code>().ok());
        if head.eat_all("left out") {
            return self.left_out(code, head).map(RuleEntry::LeftOut);
        }
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
            cases: Vec::new(),
            around: false,
            sources: Vec::new(),
            span: self.span(),
        };
        let before = self.out.len();
        let mut case = Case::default();
        for (_, mut cursor) in self.clauses() {
            self.rule_clause(&mut rule, &mut case, &mut cursor);
        }
        rule.cases.push(case);
        rule.around = !rule.asks().is_empty();
        if self.out.len() > before {
            // What is missing may have been meant by a clause that is wrong.
            return None;
        }
        if rule.kinds.is_empty() {
            rule.kinds.push(BlockKind::AppProtection);
        }
        if !rule.cases.iter().all(is_whole) {
            self.fail(
                self.span(),
                "a rule needs a message, and either `when` or `unmet`",
                "one of them is missing, or both are there",
            );
            return None;
        }
        Some(RuleEntry::Rule(rule))
    }

    /// `rule CODE left out "title" { source … }`, behind `left out`.
    fn left_out(&mut self, code: Option<Code>, mut head: Cursor<'a>) -> Option<LeftOut> {
        let (Some(code), Some((title, _))) = (code, head.string()) else {
            self.fail(
                head.here(),
                "a rule that is left out has a code and a title",
                "`rule MAM120 left out \"title\"` is expected",
            );
            return None;
        };
        self.end(&head);
        let mut sources = Vec::new();
        for (_, mut cursor) in self.clauses() {
            let whole = cursor.rest();
            if cursor.eat("source") {
                sources.extend(self.text(&mut cursor));
                self.end(&cursor);
            } else {
                self.fail(whole, "a rule that is left out decides nothing", "`source` is expected");
            }
        }
        let docs = self.docs();
        if docs.is_empty() {
            self.fail(
                self.span(),
                "nothing says why this rule is left out",
                "a documentation comment is expected before it",
            );
            return None;
        }
        Some(LeftOut { code, title, docs, sources, span: self.span() })
    }

    fn rule_clause(&mut self, rule: &mut Rule, case: &mut Case, cursor: &mut Cursor<'a>) {
        let (whole, before) = (cursor.rest(), self.out.len());
        let clause = cursor.word().map(|(word, _)| word);
        if matches!(clause, Some("when" | "unmet")) && is_whole(case) {
            // Behind a message another case begins.
            rule.cases.push(std::mem::take(case));
        }
        match clause {
            Some("in") => rule.kinds = self.kinds(cursor),
            Some("when") => {
                let span = cursor.rest();
                case.when.extend(self.condition(cursor).map(|condition| When { condition, span }));
            }
            Some("unmet") => case.unmet = Some(self.need(cursor, rule.platforms).name),
            Some("message") => case.message = self.text(cursor).unwrap_or_default(),
            Some("help") => case.help = self.text(cursor),
            Some("repair") => case.repairs.extend(self.rule_repair(cursor)),
            Some("source") => rule.sources.extend(self.text(cursor)),
            _ => self.fail(
                whole,
                "a rule has no such clause",
                "`in`, `when`, `unmet`, `message`, `help`, `repair` or `source` is expected",
            ),
        }
        if self.out.len() == before {
            self.end(cursor);
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
            Some(("value", _)) => self.text(cursor).map(RuleRepair::Value),
            Some(("remove", _)) => Some(RuleRepair::Remove),
            Some(("add", _)) => self.text(cursor).map(RuleRepair::Add),
            Some(("append", _)) => self.text(cursor).map(RuleRepair::Append),
            Some(("target", _)) => Some(RuleRepair::Target(self.words_of(cursor))),
            _ => {
                self.fail(
                    cursor.rest(),
                    "there is no such repair",
                    "`replace`, `value`, `remove`, `add`, `append` or `target` is expected",
                );
                None
            }
        }
    }
}

/// Whether a case says when it shows and what is wrong then.
fn is_whole(case: &Case) -> bool {
    !case.message.is_empty() && case.when.is_empty() == case.unmet.is_some()
}
