//! Whom a policy is for: the apps it targets, the groups that get it.

use super::assigned::Assigned;
use super::facet::{Maker, set};
use super::invert;
use super::known::Known;
use super::policy::Policy;
use super::report::{Finding, Note};
use super::statement::Statement;
use crate::graph::{APPS, INCLUDE};
use crate::vocabulary::Value;
use crate::vocabulary::model::{Given, Platform, SentenceEntry, Type};
use serde_json::Value as Json;

/// What a sentence of assignment passes on, by name.
type Passed = Vec<(Given, Vec<String>)>;

impl Maker<'_> {
    /// Whether the group of apps that a policy targets, if it does, exists on a platform.
    pub(super) fn has_group(&self, known: &Known, policy: &Policy, platform: Platform) -> bool {
        let Some(group) = policy.app_group.as_deref() else { return true };
        let hole = self.giving(&[Given::Apps], known).and_then(|(_, sentence)| sentence.holes.first());
        match hole.and_then(|hole| hole.on(Some(platform))) {
            Some(Type::Apps(words)) if !group.eq_ignore_ascii_case(&known.object.selected_apps) => {
                invert::word(words, Some(platform), &Json::from(group)).is_some()
            }
            _ => true,
        }
    }

    /// `apps …`.
    pub(crate) fn app_sentence(&self, known: &Known, policy: &Policy, platform: Option<Platform>) -> Option<Statement> {
        let platform = platform?;
        let entry = self.giving(&[Given::Apps], known)?;
        let (place, sentence) = entry;
        let Some(Type::Apps(words)) = sentence.holes.first().and_then(|hole| hole.on(Some(platform))) else {
            return None;
        };
        let group =
            policy.app_group.as_deref().filter(|group| !group.eq_ignore_ascii_case(&known.object.selected_apps));
        let value = match group {
            Some(group) => match invert::word(words, Some(platform), &Json::from(group)) {
                Some(word) => Value::Word(words.clone(), word),
                None => return known.placeholder("{app group}").map(|path| set(path, &Json::from(group))),
            },
            None => {
                let ids = policy.apps.iter().flatten().filter(|(of, _)| *of == platform).map(|(_, id)| id.as_str());
                let names = self.apps.names(platform, ids);
                if names.is_empty() {
                    return None;
                }
                Value::List(names.into_iter().map(|name| invert::placed(Value::Name(name))).collect())
            }
        };
        Some(Statement::of(place, sentence, &[value], vec![APPS], false))
    }

    /// `assign to …`, a sentence for each filter.
    pub(crate) fn assignments(&self, policy: &Policy, notes: &mut Vec<Note>) -> Vec<Statement> {
        let Some(known) = self.known.get(policy.known) else { return Vec::new() };
        let mut statements = Vec::new();
        for passed in passed(policy.assignments.as_deref().unwrap_or_default()) {
            match self.assignment(known, &passed) {
                Some(statement) => statements.push(statement),
                None => notes.push(Note {
                    finding: Finding::Left,
                    path: known.assignments.clone().unwrap_or_default(),
                    detail: "an assignment that no sentence says".into(),
                }),
            }
        }
        statements
    }

    fn assignment(&self, known: &Known, passed: &Passed) -> Option<Statement> {
        let kinds: Vec<_> = passed.iter().map(|(given, _)| *given).collect();
        let (place, sentence) = self.giving(&kinds, known)?;
        let value = |hole: usize| -> Option<Value> {
            let (given, _) = sentence.gives.iter().find(|(_, of)| *of == hole)?;
            let (_, names) = passed.iter().find(|(known, _)| known == given)?;
            let of = sentence.holes.get(hole)?.on(None)?;
            let inner = if let Type::List(inner) = of { inner } else { of };
            let one = |name: &String| invert::value(inner, None, &Json::from(name.as_str())).map(invert::placed);
            names.iter().map(one).collect::<Option<Vec<_>>>().map(|items| Value::List(items.into()))
        };
        let values: Option<Vec<Value>> = (0..sentence.holes.len()).map(value).collect();
        Some(Statement::of(place, sentence, &values?, vec![INCLUDE], kinds.contains(&Given::Exclude)))
    }

    /// The sentence that passes exactly these things on and writes nothing.
    fn giving(&self, wanted: &[Given], known: &Known) -> Option<(usize, &SentenceEntry)> {
        self.vocabulary.sentences().iter().enumerate().find(|(_, sentence)| {
            sentence.kinds.contains(&known.object.kind)
                && sentence.writes.is_empty()
                && sentence.gives.len() == wanted.len()
                && wanted.iter().all(|given| sentence.gives.iter().any(|(known, _)| known == given))
        })
    }
}

/// What the sentences pass on: those who get the policy, apart by filter; those who never do with the first of them.
fn passed(assigned: &[Assigned]) -> Vec<Passed> {
    let mut filters: Vec<Option<&(String, bool)>> = Vec::new();
    for one in assigned.iter().filter(|one| !one.excluded) {
        if !filters.contains(&one.filter.as_ref()) {
            filters.push(one.filter.as_ref());
        }
    }
    let names = |wanted: &dyn Fn(&Assigned) -> bool| -> Vec<String> {
        assigned.iter().filter(|one| wanted(one)).map(|one| one.group.clone()).collect()
    };
    let excluded = names(&|one| one.excluded);
    if filters.is_empty() && !excluded.is_empty() {
        filters.push(None);
    }
    let passed = filters.into_iter().enumerate().map(|(number, filter)| {
        let mut passed = vec![(Given::Include, names(&|one| !one.excluded && one.filter.as_ref() == filter))];
        if number == 0 {
            passed.push((Given::Exclude, excluded.clone()));
        }
        if let Some((name, keeps)) = filter {
            passed.push((if *keeps { Given::FilterIn } else { Given::FilterOut }, vec![name.clone()]));
        }
        passed.retain(|(_, names)| !names.is_empty());
        passed
    });
    passed.collect()
}
