//! What one policy says differently on both sides, in sentences.

use super::meaning::{self, Unlike};
use super::pair::Pair;
use super::report::{Change, Difference, Named, Property, Said, State};
use super::side::One;
use super::words::Words;
use crate::graph::SlotId;
use crate::import::facet::{Maker, set};
use crate::import::known::Known;
use crate::import::order;
use crate::import::policy::{Actual, Policy};
use crate::import::statement::{Statement, phrase};
use crate::vocabulary::Value;
use crate::vocabulary::model::{BlockKind, Platform, Platforms, SentenceEntry, WriteValue};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// What policies are compared with.
pub(super) struct Comparing<'a> {
    pub(super) maker: &'a Maker<'a>,
    pub(super) words: &'a Words,
}

impl Comparing<'_> {
    /// What two policies of one kind say differently.
    pub(super) fn unlike(&self, left: &Policy, right: &Policy) -> Unlike {
        let Some(known) = self.maker.known.get(left.known) else { return Unlike::default() };
        let mut unlike = meaning::unlike(self.maker.vocabulary, known, left, right);
        let is_guess = |slot: &SlotId| is_absent(left, *slot) || is_absent(right, *slot);
        if unlike.slots.iter().any(is_guess) {
            let platforms = self.maker.platforms(known, left);
            let pairs = platforms.into_iter().map(|platform| Pair { comparing: self, known, left, right, platform });
            let guessed: Vec<_> = pairs.map(|pair| pair.said_by_both()).collect();
            unlike.slots.retain(|slot| !is_guess(slot) || !guessed.iter().all(|said| said.contains(slot)));
        }
        unlike
    }

    /// What a policy is called.
    pub(super) fn named(&self, one: &One) -> Named {
        let name = one.policy.name.clone().unwrap_or_default();
        let Some(known) = self.maker.known.get(one.policy.known) else {
            return Named { head: name.clone(), name, file: one.file.clone() };
        };
        let kind = known.object.kind;
        let connector = kind == BlockKind::Connector;
        let title = if connector { name.clone() } else { phrase::quoted(&name) };
        let states = self.for_whom(known, &one.policy).map(|states| format!(" {states}")).unwrap_or_default();
        Named { head: format!("{} {title}{states}", kind.words()), name, file: one.file.clone() }
    }

    /// `for unmanaged ios`.
    fn for_whom(&self, known: &Known, policy: &Policy) -> Option<String> {
        let on = self.maker.platforms(known, policy);
        let platforms: Platforms = on.iter().copied().flatten().collect();
        let first = platforms.iter().next()?;
        let (scope, other) = self.maker.scope(known, policy, Some(first), &on);
        let scope = scope.and_then(|scope| self.maker.vocabulary.scopes().get(scope)).map(|scope| scope.words());
        let states = match (scope, other, &policy.states) {
            (Some(words), ..) => format!("{words} "),
            (None, Some(_), Some(states)) => format!("{states} "),
            _ => String::new(),
        };
        Some(format!("for {states}{platforms}"))
    }

    /// What a policy of both sides says differently; none when nothing is.
    pub(super) fn difference(&self, left: &One, right: &One) -> Option<Difference> {
        let known = self.maker.known.get(left.policy.known)?;
        let unlike = self.unlike(&left.policy, &right.policy);
        let renamed = left.policy.name != right.policy.name;
        if unlike.count() == 0 && !renamed {
            return None;
        }
        Some(Difference {
            state: State::Changed,
            kind: known.object.kind.words(),
            place: order(known.object.kind),
            entity: known.object.entity.to_string(),
            changes: self.changes(known, &left.policy, &right.policy, &unlike),
            left: Some(self.named(left)),
            right: Some(self.named(right)),
            unresolved: meaning::is_unresolved(&left.policy, &right.policy, &unlike),
            sentences: Vec::new(),
        })
    }

    fn changes(&self, known: &Known, left: &Policy, right: &Policy, unlike: &Unlike) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut add = |say: &dyn Fn(&Policy) -> Vec<Statement>| changes.push(self.plain(say(left), say(right)));
        if left.name != right.name {
            add(&|policy| self.naming(known, policy).into_iter().collect());
        }
        if unlike.states {
            add(&|policy| self.for_whom(known, policy).map(as_it_is).into_iter().collect());
        }
        if unlike.description {
            add(&|policy| self.described(known, policy).into_iter().collect());
        }
        if unlike.assigned {
            add(&|policy| self.maker.assignments(policy, &mut Vec::new()));
        }
        changes.extend(self.on_platforms(known, left, right, unlike));
        changes.extend(unlike.others.iter().map(|path| self.other(path, left, right)));
        let (ours, theirs) = &unlike.left_over;
        if !(ours.is_empty() && theirs.is_empty()) {
            let shown = |texts: &[String]| texts.iter().cloned().map(as_it_is).collect();
            changes.push(self.plain(shown(ours), shown(theirs)));
        }
        changes
    }

    /// A change of something that is no property of the body, or that no sentence writes.
    fn plain(&self, left: Vec<Statement>, right: Vec<Statement>) -> Change {
        let said = |statements: Vec<Statement>| -> Vec<Said> {
            let text = |statement: Statement| Said { text: self.words.filled(&statement.text), default: false };
            statements.into_iter().map(text).collect()
        };
        let (left, right) = (said(left), said(right));
        Change { left, right, direction: None, platforms: Vec::new(), properties: Vec::new() }
    }

    /// A property that no sentence writes.
    fn other(&self, path: &str, left: &Policy, right: &Policy) -> Change {
        let of = |policy: &Policy| policy.others.iter().find(|(other, _)| other == path).map(|(_, json)| json.clone());
        let (left, right) = (of(left), of(right));
        let shown = |json: &Option<Json>| json.iter().map(|json| set(path, json)).collect();
        let change = self.plain(shown(&left), shown(&right));
        let property =
            Property { path: path.to_owned(), left: left.unwrap_or_default(), right: right.unwrap_or_default() };
        Change { properties: vec![property], ..change }
    }

    /// The name, in the sentence that says it, else as the head of the block does.
    fn naming(&self, known: &Known, policy: &Policy) -> Option<Statement> {
        let name = policy.name.as_deref().unwrap_or_default();
        let said = known.naming(self.maker.vocabulary, name)?;
        let head = || as_it_is(format!("{} {}", known.object.kind.words(), phrase::quoted(name)));
        Some(if said.entry.is_some() { said } else { head() })
    }

    /// The description, in the sentence that says it, else as what it is in a source.
    fn described(&self, known: &Known, policy: &Policy) -> Option<Statement> {
        let text = policy.description.as_deref().filter(|text| !text.is_empty())?;
        let path = known.placeholder("{description}")?;
        let says = |sentence: &&SentenceEntry| {
            sentence.kinds.contains(&known.object.kind)
                && matches!(sentence.writes.as_slice(), [write] if *write.path.0 == *path && write.value == WriteValue::Hole(0))
        };
        Some(match self.maker.vocabulary.sentences().iter().find(says) {
            Some(sentence) => as_it_is(phrase::of(sentence, &[Value::Text(text.into())])),
            None => as_it_is(format!("documentation {}", phrase::quoted(text))),
        })
    }

    /// What differs on each platform; what differs in the same way on several is said once.
    fn on_platforms(&self, known: &Known, left: &Policy, right: &Policy, unlike: &Unlike) -> Vec<Change> {
        let mut platforms = self.maker.platforms(known, left);
        platforms.extend(self.maker.platforms(known, right));
        platforms.sort_unstable();
        platforms.dedup();
        let mut found: Vec<(Change, Vec<Platform>)> = Vec::new();
        let mut open: BTreeSet<SlotId> = unlike.slots.iter().copied().collect();
        for platform in &platforms {
            let pair = Pair { comparing: self, known, left, right, platform: *platform };
            for change in pair.changes(unlike, &mut open) {
                // A sentence may write a property of its own for each platform.
                match found.iter_mut().find(|(known, _)| known.says_the_same(&change)) {
                    Some((known, on)) => {
                        on.extend(*platform);
                        let more = change.properties.into_iter().filter(|more| !known.properties.contains(more));
                        let more: Vec<_> = more.collect();
                        known.properties.extend(more);
                    }
                    None => found.push((change, platform.iter().copied().collect())),
                }
            }
        }
        let mut changes: Vec<Change> = Vec::new();
        for (mut change, on) in found {
            if on.len() < platforms.len() {
                change.platforms = on.into_iter().map(Platform::word).collect();
            }
            changes.push(change);
        }
        // What no sentence writes on any of these platforms is not passed over.
        let pair = Pair { comparing: self, known, left, right, platform: None };
        changes.extend(open.into_iter().map(|slot| pair.as_set(&BTreeSet::from([slot]))));
        changes
    }
}

/// Whether a policy mentions a property not at all, and nobody knows what it is then.
fn is_absent(policy: &Policy, slot: SlotId) -> bool {
    matches!(policy.values.get(slot as usize), Some(Actual::Absent))
}

/// A text that is shown as it is.
fn as_it_is(text: String) -> Statement {
    Statement::plain(text.to_string(), Vec::new())
}
