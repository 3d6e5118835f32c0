//! What one policy says differently on both sides, in sentences: each side is explained against the other one.

use super::meaning::{self, Unlike, or_null, value};
use super::report::{Change, Difference, Direction, Named, Property, Said, State};
use super::side::One;
use super::words::Words;
use crate::graph::{Lowered, Sense, is_nothing, strictness_of};
use crate::import::explain::{Base, Explainer};
use crate::import::facet::{Maker, set};
use crate::import::known::Known;
use crate::import::order;
use crate::import::policy::Policy;
use crate::import::statement::{Statement, phrase};
use crate::values;
use crate::vocabulary::Value;
use crate::vocabulary::model::{Platform, Platforms, SentenceEntry, Type, WriteValue};
use serde_json::Value as Json;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// What policies are compared with.
pub(super) struct Comparing<'a> {
    pub(super) maker: &'a Maker<'a>,
    pub(super) words: &'a Words,
}

/// Sentences of both sides that write the same properties.
#[derive(Default)]
struct Group {
    left: Vec<Statement>,
    right: Vec<Statement>,
    slots: BTreeSet<u16>,
}

/// Two policies on one platform.
struct Pair<'a> {
    comparing: &'a Comparing<'a>,
    known: &'a Known,
    left: &'a Policy,
    right: &'a Policy,
    platform: Option<Platform>,
}

impl Comparing<'_> {
    /// What two policies of one kind say differently.
    pub(super) fn unlike(&self, left: &Policy, right: &Policy) -> Unlike {
        match self.maker.known.get(left.known) {
            Some(known) => meaning::unlike(self.maker.vocabulary, known, left, right),
            None => Unlike::default(),
        }
    }

    /// What a policy is called.
    pub(super) fn named(&self, one: &One) -> Named {
        let name = one.policy.name.clone().unwrap_or_default();
        let Some(known) = self.maker.known.get(one.policy.known) else {
            return Named { head: name.clone(), name, file: one.file.clone() };
        };
        let kind = known.object.kind;
        let connector = kind == crate::vocabulary::model::BlockKind::Connector;
        let title = if connector { name.clone() } else { phrase::quoted(&name) };
        let states = self.for_whom(known, &one.policy).map(|states| format!(" {states}")).unwrap_or_default();
        Named { head: format!("{} {title}{states}", kind.words()), name, file: one.file.clone() }
    }

    /// `for unmanaged ios`.
    fn for_whom(&self, known: &Known, policy: &Policy) -> Option<String> {
        let platforms: Platforms = self.maker.platforms(known, policy).into_iter().flatten().collect();
        let first = platforms.iter().next()?;
        let (scope, other) = self.maker.scope(known, policy, Some(first));
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
        let said = |statements: Vec<Statement>| -> Vec<Said> {
            let text = |statement: Statement| Said { text: self.words.filled(&statement.text), default: false };
            statements.into_iter().map(text).collect()
        };
        let plain = |left: Vec<Said>, right: Vec<Said>| Change {
            left,
            right,
            direction: None,
            platforms: Vec::new(),
            properties: Vec::new(),
        };
        let mut changes = Vec::new();
        if left.name != right.name {
            let called =
                |policy: &Policy| known.naming(self.maker.vocabulary, policy.name.as_deref().unwrap_or_default());
            changes.push(plain(said(called(left).into_iter().collect()), said(called(right).into_iter().collect())));
        }
        if unlike.states {
            let whom = |policy| said(self.for_whom(known, policy).map(as_it_is).into_iter().collect());
            changes.push(plain(whom(left), whom(right)));
        }
        if unlike.description {
            let described = |policy: &Policy| said(self.described(known, policy).into_iter().collect());
            changes.push(plain(described(left), described(right)));
        }
        if unlike.assigned {
            let assigned = |policy: &Policy| said(self.maker.assignments(policy, &mut Vec::new()));
            changes.push(plain(assigned(left), assigned(right)));
        }
        changes.extend(self.on_platforms(known, left, right, unlike));
        for path in &unlike.others {
            let of =
                |policy: &Policy| policy.others.iter().find(|(other, _)| other == path).map(|(_, json)| json.clone());
            let (left, right) = (of(left), of(right));
            let shown = |json: &Option<Json>| said(json.iter().map(|json| set(path, json)).collect());
            let property = Property {
                path: path.clone(),
                left: left.clone().unwrap_or_default(),
                right: right.clone().unwrap_or_default(),
            };
            changes.push(Change { properties: vec![property], ..plain(shown(&left), shown(&right)) });
        }
        let (ours, theirs) = &unlike.left_over;
        let shown = |texts: &[String]| said(texts.iter().cloned().map(as_it_is).collect());
        if !(ours.is_empty() && theirs.is_empty()) {
            changes.push(plain(shown(ours), shown(theirs)));
        }
        changes
    }

    /// The description, in the sentence that says it.
    fn described(&self, known: &Known, policy: &Policy) -> Option<Statement> {
        let text = policy.description.as_deref().filter(|text| !text.is_empty())?;
        let path = known.placeholder("{description}")?;
        let says = |sentence: &&SentenceEntry| {
            sentence.kinds.contains(&known.object.kind)
                && matches!(sentence.writes.as_slice(), [write] if *write.path.0 == *path && write.value == WriteValue::Hole(0))
        };
        Some(match self.maker.vocabulary.sentences().iter().find(says) {
            Some(sentence) => as_it_is(phrase::of(sentence, &[Value::Text(text.into())])),
            None => set(path, &text.into()),
        })
    }

    /// What differs on each platform; what differs in the same way on several is said once.
    fn on_platforms(&self, known: &Known, left: &Policy, right: &Policy, unlike: &Unlike) -> Vec<Change> {
        let mut platforms = self.maker.platforms(known, left);
        platforms.extend(self.maker.platforms(known, right));
        platforms.sort_unstable();
        platforms.dedup();
        let mut found: Vec<(Change, Vec<Platform>)> = Vec::new();
        let mut open: BTreeSet<u16> = unlike.slots.iter().copied().collect();
        for platform in &platforms {
            let pair = Pair { comparing: self, known, left, right, platform: *platform };
            for change in pair.changes(unlike, &mut open) {
                match found.iter_mut().find(|(known, _)| *known == change) {
                    Some((_, on)) => on.extend(*platform),
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

/// A text that is shown as it is.
fn as_it_is(text: String) -> Statement {
    Statement { entry: None, text: text.into(), slots: Vec::new(), kept: true }
}

impl Pair<'_> {
    /// What differs; slots that are spoken of are taken from `open`.
    fn changes(&self, unlike: &Unlike, open: &mut BTreeSet<u16>) -> Vec<Change> {
        let mut changes = Vec::new();
        if unlike.apps.contains(&self.platform) {
            let maker = self.comparing.maker;
            let apps = |policy| maker.app_sentence(self.known, policy, self.platform).into_iter().collect();
            let group = Group { left: apps(self.left), right: apps(self.right), slots: BTreeSet::new() };
            changes.push(self.change(group));
        }
        let mut groups = self.groups(unlike);
        groups.sort_by_key(|group| group.slots.first().copied());
        for mut group in groups {
            group.slots.iter().for_each(|slot| {
                open.remove(slot);
            });
            let both: BTreeSet<_> = group
                .left
                .iter()
                .filter(|left| group.right.iter().any(|right| right.text == left.text))
                .map(|left| left.text.clone())
                .collect();
            for side in [&mut group.left, &mut group.right] {
                side.retain(|statement| !both.contains(&statement.text));
            }
            let silent = group.left.is_empty() && group.right.is_empty();
            changes.push(if silent { self.as_set(&group.slots) } else { self.change(group) });
        }
        changes
    }

    /// The sentences that write what differs, by what they write.
    fn groups(&self, unlike: &Unlike) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (is_left, statement) in self
            .said(self.left, self.right, unlike)
            .into_iter()
            .map(|said| (true, said))
            .chain(self.said(self.right, self.left, unlike).into_iter().map(|said| (false, said)))
        {
            let slots: BTreeSet<u16> =
                statement.slots.iter().filter(|slot| unlike.slots.contains(slot)).copied().collect();
            let (touched, rest): (Vec<_>, Vec<_>) =
                groups.into_iter().partition(|group| !group.slots.is_disjoint(&slots));
            groups = rest;
            let mut group = touched.into_iter().fold(Group::default(), Group::with);
            group.slots.extend(slots);
            if is_left {
                group.left.push(statement)
            } else {
                group.right.push(statement)
            }
            groups.push(group);
        }
        self.by_entry(groups)
    }

    /// One sentence that a side alone has, and one of the same words that the other alone has, are one change: `… else block` and
    /// `… else warn` may write properties of their own.
    fn by_entry(&self, groups: Vec<Group>) -> Vec<Group> {
        let entry = |statements: &[Statement]| match statements {
            [only] => only.entry,
            _ => None,
        };
        let (ours, rest): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.right.is_empty() && entry(&group.left).is_some());
        let (mut theirs, mut rest): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|group| group.left.is_empty() && entry(&group.right).is_some());
        let count = |groups: &[Group], wanted: Option<usize>| {
            groups.iter().filter(|group| entry(&group.left).or(entry(&group.right)) == wanted).count()
        };
        let alone: Vec<bool> = ours
            .iter()
            .map(|group| {
                let wanted = entry(&group.left);
                count(&ours, wanted) == 1 && count(&theirs, wanted) == 1
            })
            .collect();
        for (group, alone) in ours.into_iter().zip(alone) {
            let same = theirs.iter().position(|other| entry(&other.right) == entry(&group.left)).filter(|_| alone);
            rest.push(match same {
                Some(place) => group.with(theirs.remove(place)),
                None => group,
            });
        }
        rest.extend(theirs);
        rest
    }

    /// What one policy says where the other one says something else. Defaults are said, too.
    fn said(&self, policy: &Policy, other: &Policy, unlike: &Unlike) -> Vec<Statement> {
        let known = self.known;
        let slots = (0..policy.values.len()).filter_map(|slot| u16::try_from(slot).ok());
        let base: Base = slots
            .filter_map(|slot| {
                let from = if unlike.slots.contains(&slot) { other } else { policy };
                Some((slot, value(from, slot)?.clone()))
            })
            .collect();
        let vocabulary = self.comparing.maker.vocabulary;
        let explainer = Explainer { vocabulary, known, platform: self.platform, values: &policy.values, base: &base };
        let (mut statements, unsayable) = explainer.explain();
        for slot in unsayable {
            let json = or_null(value(policy, slot));
            // That no sentence speaks is said by none.
            if !is_nothing(json) && !self.is_default(policy, slot) {
                statements.push(Statement { slots: vec![slot], ..set(known.path(slot), json) });
            }
        }
        statements
    }

    fn is_default(&self, policy: &Policy, slot: u16) -> bool {
        let vocabulary = self.comparing.maker.vocabulary;
        meaning::same(vocabulary, self.known, slot, value(policy, slot), self.known.default(slot).as_ref())
    }

    fn change(&self, group: Group) -> Change {
        let direction = self.direction(&group);
        let said = |statements: &[Statement], policy: &Policy| {
            let one = |statement: &Statement| {
                let mut written = statement.slots.iter().filter(|slot| group.slots.contains(slot)).peekable();
                let default = written.peek().is_some() && written.all(|slot| self.is_default(policy, *slot));
                Said { text: self.comparing.words.filled(&statement.text), default }
            };
            statements.iter().map(one).collect()
        };
        Change {
            left: said(&group.left, self.left),
            right: said(&group.right, self.right),
            direction,
            platforms: Vec::new(),
            properties: self.properties(&group.slots),
        }
    }

    fn properties(&self, slots: &BTreeSet<u16>) -> Vec<Property> {
        let property = |slot: &u16| Property {
            path: self.known.path(*slot).to_owned(),
            left: or_null(value(self.left, *slot)).clone(),
            right: or_null(value(self.right, *slot)).clone(),
        };
        slots.iter().map(property).collect()
    }

    /// Slots whose difference no sentence shows.
    fn as_set(&self, slots: &BTreeSet<u16>) -> Change {
        let said = |policy: &Policy| {
            let one = |slot: &u16| {
                let text = set(self.known.path(*slot), or_null(value(policy, *slot))).text.to_string();
                Said { text, default: self.is_default(policy, *slot) }
            };
            slots.iter().map(one).collect()
        };
        Change {
            left: said(self.left),
            right: said(self.right),
            direction: None,
            platforms: Vec::new(),
            properties: self.properties(slots),
        }
    }

    /// Which way a group of sentences goes: all that they write must go the same way.
    fn direction(&self, group: &Group) -> Option<Direction> {
        let orders = group.slots.iter().map(|slot| self.order(group, *slot));
        let orders: Vec<Ordering> = orders.collect::<Option<_>>()?;
        let first = *orders.first()?;
        match first {
            Ordering::Greater if orders.iter().all(|order| *order == first) => Some(Direction::Stricter),
            Ordering::Less if orders.iter().all(|order| *order == first) => Some(Direction::Weaker),
            _ => None,
        }
    }

    /// How strict the right side is beside the left one. What only one side says has no order: whether silence is strict or not,
    /// the vocabulary does not tell.
    fn order(&self, group: &Group, slot: u16) -> Option<Ordering> {
        let writer = |statements: &[Statement]| {
            let statement = statements.iter().find(|statement| statement.slots.contains(&slot))?;
            self.comparing.maker.vocabulary.sentences().get(statement.entry?)
        };
        let (one, other) = (writer(&group.left)?, writer(&group.right)?);
        let lowered = |policy: &Policy, entry: &SentenceEntry| {
            let json = or_null(value(policy, slot));
            let length = json.as_str().and_then(values::from_iso8601);
            match self.known.senses.get(usize::from(slot)) {
                Some(Sense::Duration) => length.map(Lowered::Duration),
                _ => Some(Lowered::Json(spelled(entry, json))),
            }
        };
        let of =
            |entry: &SentenceEntry| strictness_of(entry, &lowered(self.right, entry)?, &lowered(self.left, entry)?);
        of(other).or_else(|| of(one))
    }
}

/// A value as the words of a sentence spell it: exports have enum members in other letter cases.
fn spelled(entry: &SentenceEntry, json: &Json) -> Json {
    let types = entry.holes.iter().flat_map(|hole| &hole.types);
    let words = types.filter_map(|(_, of)| if let Type::Words(words) = of { Some(words) } else { None });
    let known = words.flat_map(|words| &words.items).find(|item| Sense::Member.same(&item.value, json));
    known.map_or_else(|| json.clone(), |item| item.value.clone())
}

impl Group {
    /// Both together.
    fn with(mut self, other: Self) -> Self {
        self.left.extend(other.left);
        self.right.extend(other.right);
        self.slots.extend(other.slots);
        self
    }
}
