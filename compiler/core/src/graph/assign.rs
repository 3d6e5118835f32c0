//! Names and files of a tenant's objects: unique, and the same on every machine.

use super::object::Object;
use crate::diagnostics::{Diagnostic, Severity};
use crate::vocabulary::model::GraphPath;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// The longest name of a file, in characters.
const MAX_SLUG: usize = 80;

/// Gives every object its path; complains about two objects of one entity with one name.
pub(super) fn paths(objects: &mut [Object], out: &mut Vec<Diagnostic>) {
    let names: Vec<(String, String)> = objects.par_iter().with_min_len(64).map(names_of).collect();
    let mut known: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for (place, (object, (name, _))) in objects.iter().zip(&names).enumerate() {
        match known.entry((&object.entry.endpoint, name)) {
            Entry::Vacant(entry) => drop(entry.insert(place)),
            Entry::Occupied(first) => {
                let first = objects.get(*first.get()).filter(|first| is_another(first, object));
                out.extend(first.map(|first| match one_for_all(objects, &names, first, object) {
                    Some(diagnostic) => diagnostic,
                    None => twice(first, object),
                }));
            }
        }
    }
    let mut taken: FxHashMap<String, usize> = FxHashMap::default();
    for (object, (_, base)) in objects.iter_mut().zip(names) {
        object.path = free(&base, &mut taken);
    }
}

/// Whether two objects of one name are two: the parts of a connector are one.
fn is_another(first: &Object, object: &Object) -> bool {
    first.span != object.span || object.connector.is_none()
}

/// The name by which a tenant tells an object from others, and its file without a number and an ending.
fn names_of(object: &Object) -> (String, String) {
    let mut name = object.name.to_lowercase();
    if object.connector.is_some() {
        name.push_str(if object.beta { "true" } else { "false" });
    }
    (name, format!("{}/{}", object.entry.folder, slug(&object.name)))
}

/// A file of this name that no other object has: later ones get a number. Letters that differ in case only are the same on many disks.
fn free(base: &str, taken: &mut FxHashMap<String, usize>) -> String {
    loop {
        let count = taken.entry(base.to_lowercase()).or_insert(0);
        *count += 1;
        if *count == 1 {
            return format!("{base}.json");
        }
        let numbered = format!("{base}-{count}");
        if let Entry::Vacant(entry) = taken.entry(numbered.to_lowercase()) {
            entry.insert(1);
            return format!("{numbered}.json");
        }
    }
}

/// A sentence that gives one name to all objects that its block becomes.
fn one_for_all(objects: &[Object], names: &[(String, String)], first: &Object, object: &Object) -> Option<Diagnostic> {
    let path = GraphPath(object.entry.placeholder("{name}")?.into());
    let said = object.said(&path).filter(|_| first.block == object.block)?;
    let (name, _) = names_of(object);
    let same = |(other, (known, _)): &(&Object, &(String, String))| other.block == object.block && *known == name;
    let count = objects.iter().zip(names).filter(same).count();
    let message =
        format!("this gives the name \"{}\" to each of the {count} objects that the block becomes", object.name);
    let diagnostic = Diagnostic::new(47, message)
        .at(said.origin.span, "said once for all of them")
        .at(object.span, "this block becomes several objects")
        .help("take it out: the block's own name tells its objects apart, as in `BYOD (Android)` and `BYOD (iOS)`; or say a name for each, narrowed with `on` or a device state");
    Some(Diagnostic { severity: Severity::Warning, ..diagnostic })
}

/// Two objects that a tenant could not tell apart.
fn twice(first: &Object, object: &Object) -> Diagnostic {
    let (message, help) = match object.connector {
        // A tenant has each connector once.
        Some(_) => (
            format!("the connector \"{}\" is declared twice", object.name),
            "declare it once, for all its platforms: the later one would undo the switches of the first",
        ),
        None => (
            format!("two objects would be named \"{}\"", object.name),
            "Intune and Entra allow it, and then nobody can tell them apart: give one of them another name",
        ),
    };
    let diagnostic =
        Diagnostic::new(47, message).at(object.span, "this block").at(first.span, "and this one").help(help);
    // Who says a name in a sentence means it, as a tenant may hold two objects of one name.
    if says_its_name(first) || says_its_name(object) {
        Diagnostic { severity: Severity::Warning, ..diagnostic }
    } else {
        diagnostic
    }
}

/// Whether a sentence says the name of an object, in place of the head of its block.
fn says_its_name(object: &Object) -> bool {
    let path = object.entry.placeholder("{name}").map(|path| GraphPath(path.into()));
    path.is_some_and(|path| object.said(&path).is_some())
}

const RESERVED: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A name as a file name: letters and digits, with `-` for anything else.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.chars().take(MAX_SLUG).collect();
    let slug = slug.trim_matches('-');
    match slug {
        "" => "object".to_owned(),
        // Windows keeps these names for devices, whatever stands behind a dot.
        reserved if RESERVED.contains(&reserved) => format!("{reserved}-object"),
        slug => slug.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{FxHashMap, free, slug};

    #[test]
    fn files_are_told_apart_by_numbers() {
        let mut taken = FxHashMap::default();
        let files = ["x", "X", "x-2", "x", "x-2"].map(|base| free(base, &mut taken));
        assert_eq!(files, ["x.json", "X-2.json", "x-2-2.json", "x-3.json", "x-2-3.json"]);
    }

    #[test]
    fn slugs_are_file_names() {
        assert_eq!(slug("BYOD (Android, unmanaged)"), "byod-android-unmanaged");
        assert_eq!(slug("Büro – Ost/West"), "büro-ost-west");
        assert_eq!(slug("../../etc"), "etc");
        assert_eq!(slug("…"), "object");
        assert_eq!(slug("CON"), "con-object");
        assert!(slug(&"x".repeat(500)).len() <= 80);
    }
}
