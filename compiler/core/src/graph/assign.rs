//! Names and files of a tenant's objects: unique, and the same on every machine.

use super::object::Object;
use crate::diagnostics::Diagnostic;
use std::collections::HashMap;

/// The longest name of a file, in characters.
const MAX_SLUG: usize = 80;

/// Gives every object its path; complains about two objects of one entity with one name.
pub(super) fn paths(objects: &mut [Object], out: &mut Vec<Diagnostic>) {
    let mut names: HashMap<(String, String), usize> = HashMap::new();
    let mut taken: HashMap<String, usize> = HashMap::new();
    for place in 0..objects.len() {
        let Some(object) = objects.get(place) else { continue };
        let key = (
            object.entry.endpoint.clone(),
            object.connector.as_deref().map_or_else(
                || object.name.to_lowercase(),
                |_| format!("{}{}", object.name.to_lowercase(), object.beta),
            ),
        );
        if let Some(first) = names.get(&key).and_then(|first| objects.get(*first)) {
            // The parts of a connector are one.
            if first.span != object.span || object.connector.is_none() {
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
                let diagnostic = Diagnostic::new(47, message).at(object.span, "this block");
                out.push(diagnostic.at(first.span, "and this one").help(help));
            }
        } else {
            names.insert(key, place);
        }
        let slug = slug(&object.name);
        let folder = &object.entry.folder;
        let base = format!("{folder}/{slug}");
        let count = taken.entry(base.to_lowercase()).or_insert(0);
        *count += 1;
        let path = if *count == 1 { format!("{base}.json") } else { format!("{base}-{count}.json") };
        if let Some(object) = objects.get_mut(place) {
            object.path = path;
        }
    }
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
    use super::slug;

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
