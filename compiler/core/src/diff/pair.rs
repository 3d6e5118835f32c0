//! Two policies on one platform: each side is explained against the other one, and what writes the same is one change.

use super::change::Comparing;
use super::meaning::{self, Unlike, or_null, value};
use super::report::{Change, Property, Said};
use crate::graph::{SlotId, is_nothing};
use crate::import::explain::{Base, Explainer};
use crate::import::facet::set;
use crate::import::known::Known;
use crate::import::policy::Policy;
use crate::import::statement::Statement;
use crate::vocabulary::model::Platform;
use std::collections::BTreeSet;

/// Sentences of both sides that write the same properties.
#[derive(Default)]
pub(super) struct Group {
    pub(super) left: Vec<Statement>,
    pub(super) right: Vec<Statement>,
    pub(super) slots: BTreeSet<SlotId>,
}

/// Two policies on one platform.
pub(super) struct Pair<'a> {
    pub(super) comparing: &'a Comparing<'a>,
    pub(super) known: &'a Known,
    pub(super) left: &'a Policy,
    pub(super) right: &'a Policy,
    pub(super) platform: Option<Platform>,
}

impl Pair<'_> {
    /// What differs; slots that are spoken of are taken from `open`.
    pub(super) fn changes(&self, unlike: &Unlike, open: &mut BTreeSet<SlotId>) -> Vec<Change> {
        let mut changes = Vec::new();
        if unlike.apps.contains(&self.platform) {
            let maker = self.comparing.maker;
            let apps = |policy| maker.app_sentence(self.known, policy, self.platform).into_iter().collect();
            let group = Group { left: apps(self.left), right: apps(self.right), slots: BTreeSet::new() };
            changes.push(self.change(group));
        }
        let mut groups = self.groups(unlike);
        groups.iter_mut().for_each(|group| self.complete(group));
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
            let slots: BTreeSet<SlotId> =
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
        let slots = (0..policy.values.len()).filter_map(|slot| SlotId::try_from(slot).ok());
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

    /// Where one side alone has a sentence that differs, what the other one says of the rest of it: `users all` beside `users all
    /// except …`.
    fn complete(&self, group: &mut Group) {
        let (silent, speaking, policy, other) = match (group.left.is_empty(), group.right.is_empty()) {
            (true, false) => (&mut group.left, &group.right, self.left, self.right),
            (false, true) => (&mut group.right, &group.left, self.right, self.left),
            _ => return,
        };
        let others = self.all(other);
        let touches = |statement: &Statement| {
            speaking.iter().flat_map(|said| &said.slots).any(|slot| statement.slots.contains(slot))
                && !others.iter().any(|other| other.text == statement.text)
        };
        silent.extend(self.all(policy).into_iter().filter(touches));
    }

    /// All that a policy says.
    fn all(&self, policy: &Policy) -> Vec<Statement> {
        let vocabulary = self.comparing.maker.vocabulary;
        let (known, platform, base) = (self.known, self.platform, Base::default());
        Explainer { vocabulary, known, platform, values: &policy.values, base: &base }.explain().0
    }

    /// The slots of sentences that both policies say in the same words. An older export does not mention what was not there yet,
    /// and means what the sentence says.
    pub(super) fn said_by_both(&self) -> BTreeSet<SlotId> {
        let (left, right) = (self.all(self.left), self.all(self.right));
        let both = left.into_iter().filter(|said| right.iter().any(|other| other.text == said.text));
        both.flat_map(|said| said.slots).collect()
    }

    fn is_default(&self, policy: &Policy, slot: SlotId) -> bool {
        let vocabulary = self.comparing.maker.vocabulary;
        meaning::same(vocabulary, self.known, slot, value(policy, slot), self.known.default(slot))
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

    fn properties(&self, slots: &BTreeSet<SlotId>) -> Vec<Property> {
        let property = |slot: &SlotId| Property {
            path: self.known.path(*slot).to_owned(),
            left: or_null(value(self.left, *slot)).clone(),
            right: or_null(value(self.right, *slot)).clone(),
        };
        slots.iter().map(property).collect()
    }

    /// Slots whose difference no sentence shows.
    pub(super) fn as_set(&self, slots: &BTreeSet<SlotId>) -> Change {
        let said = |policy: &Policy| {
            let one = |slot: &SlotId| {
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
