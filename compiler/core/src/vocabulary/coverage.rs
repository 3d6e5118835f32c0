//! What of Graph's schema the entries can write: each writable property of each entity that an object makes, and each member of
//! its enum. Tells what is missing, which the tests refuse.

use super::exempt::Exempt;
use super::reach::Reach;
use super::read::Entries;
use super::schema::{Property, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// A property that may be written, or a member of its enum.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The entity that an object makes.
    pub entity: String,
    /// The property, `a.b` inside nested ones.
    pub path: String,
    /// The member, `true` or `false` of a boolean; none for the property itself.
    pub member: Option<String>,
    /// Whether a sentence, or the block's head, writes it.
    pub written: bool,
    /// The exemptions that are about it, by their places.
    pub exempt: Vec<usize>,
}

/// What can be written, and what not.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Every writable property, and every member.
    pub settings: Vec<Setting>,
    /// Types with something writable that no object makes or holds, and the exemptions that are about them.
    pub unmade: Vec<(String, Vec<usize>)>,
}

impl Coverage {
    /// What the entries of a vocabulary can write.
    pub(super) fn of(entries: &Entries) -> Self {
        let schema = Schema::standard();
        let mut reached: BTreeMap<&str, Reach> = BTreeMap::new();
        for object in &entries.objects {
            reached.entry(&object.entity).or_default().add(Reach::of(entries, object));
        }
        let mut walk = Walk { schema, exempt: &entries.exempt, settings: Vec::new(), seen: BTreeSet::new() };
        for (entity, reach) in &reached {
            walk.seen.extend(reach.types.iter().map(String::as_str));
            walk.inside(entity, reach, &mut vec![(entity, "")]);
        }
        let writable = |of: &&str| {
            schema.properties(of).any(|name| schema.property(of, name).is_some_and(|property| !property.read_only))
        };
        let unmade: Vec<_> = schema.types().into_iter().filter(|of| !walk.seen.contains(of)).filter(writable).collect();
        let unmade = unmade.into_iter().map(|of| (of.to_owned(), exempt(&entries.exempt, &[(of, "")], None))).collect();
        Self { settings: walk.settings, unmade }
    }
}

/// A type on the way to a property, and the property of it that goes on; empty at the end.
type Steps<'a> = Vec<(&'a str, &'a str)>;

struct Walk<'a> {
    schema: &'a Schema,
    exempt: &'a [Exempt],
    settings: Vec<Setting>,
    /// The types that objects make or hold.
    seen: BTreeSet<&'a str>,
}

impl<'a> Walk<'a> {
    /// The properties of the type at the end of the steps.
    fn inside(&mut self, entity: &str, reach: &'a Reach, steps: &mut Steps<'a>) {
        let Some((of, _)) = steps.last().copied() else { return };
        self.seen.insert(of);
        let schema = self.schema;
        let mut names: Vec<&str> = schema.properties(of).collect();
        names.sort_unstable();
        for name in names {
            let Some(property) = schema.property(of, name).filter(|property| !property.read_only) else { continue };
            if let Some((_, last)) = steps.last_mut() {
                *last = name;
            }
            if schema.is_complex(&property.of) && !steps.iter().any(|(known, _)| *known == property.of) {
                steps.push((&property.of, ""));
                self.inside(entity, reach, steps);
                steps.pop();
            } else {
                self.property(entity, reach, steps, property);
            }
        }
    }

    fn property(&mut self, entity: &str, reach: &Reach, steps: &Steps<'_>, property: &Property) {
        let path = path(steps);
        let mut push = |member: Option<&str>, written: bool| {
            self.settings.push(Setting {
                entity: entity.to_owned(),
                path: path.clone(),
                member: member.map(str::to_owned),
                written,
                exempt: exempt(self.exempt, steps, member),
            });
        };
        push(None, reach.holds(&path));
        for member in self.schema.members(property) {
            push(Some(member), reach.has(&path, member));
        }
    }
}

fn path(steps: &[(&str, &str)]) -> String {
    steps.iter().map(|(_, name)| *name).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(".")
}

/// The exemptions about a property, or about a member of its enum: of any type on the way to it.
fn exempt(known: &[Exempt], steps: &[(&str, &str)], member: Option<&str>) -> Vec<usize> {
    let about = |exempt: &Exempt| {
        let covers = (0..steps.len()).any(|from| {
            let rest = steps.get(from..).unwrap_or_default();
            rest.first().is_some_and(|(of, _)| exempt.covers(of, &path(rest)))
        });
        covers
            && (exempt.members.is_empty()
                || member.is_some_and(|member| exempt.members.iter().any(|known| **known == *member)))
    };
    known.iter().enumerate().filter(|(_, exempt)| about(exempt)).map(|(place, _)| place).collect()
}
