//! Every setting can be said: each writable property of Graph's schema, and each member of its enum, is written by a sentence or
//! exempt with a reason that stands in the vocabulary.

use mam_core::vocabulary::{Coverage, Schema, Vocabulary};
use mam_tests::root;
use std::collections::BTreeMap;
use std::fs;

fn coverage() -> Coverage {
    Vocabulary::standard().coverage()
}

#[test]
fn every_writable_property_and_member_is_said_or_exempt() {
    let coverage = coverage();
    let missing = coverage.settings.iter().filter(|setting| !setting.written && setting.exempt.is_empty());
    let mut by_property: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for setting in missing {
        let members = by_property.entry((&setting.entity, &setting.path)).or_default();
        members.extend(setting.member.as_deref());
    }
    let missing: Vec<_> = by_property
        .into_iter()
        .map(|((entity, path), members)| format!("{entity}.{path} {}", members.join(", ")))
        .collect();
    assert!(missing.is_empty(), "no sentence writes, and no reason exempts:\n{}", missing.join("\n"));
}

#[test]
fn every_type_is_made_or_exempt() {
    let unmade: Vec<_> =
        coverage().unmade.into_iter().filter(|(_, exempt)| exempt.is_empty()).map(|(of, _)| of).collect();
    assert_eq!(unmade, Vec::<String>::new(), "no object makes or holds these, and no reason exempts them");
}

#[test]
fn every_exemption_has_a_reason_that_a_person_can_read() {
    for exempt in Vocabulary::standard().exempt() {
        assert!(exempt.reason.split(' ').count() >= 4, "{}.{}: \"{}\"", exempt.of, exempt.path, exempt.reason);
        assert!(Schema::standard().is_complex(&exempt.of), "{}", exempt.of);
    }
}

/// The test can fail: without its exemptions and without a sentence, what they are about is missing.
#[test]
fn what_nobody_says_is_found() {
    let coverage = coverage();
    let exempt_only = coverage.settings.iter().filter(|setting| !setting.written).count();
    assert!(exempt_only > 20, "{exempt_only} settings are exempt alone");
    let written = |path: &str, member: Option<&str>| {
        let setting = coverage
            .settings
            .iter()
            .find(|setting| {
                setting.entity == "iosManagedAppProtection"
                    && setting.path == path
                    && setting.member.as_deref() == member
            })
            .unwrap_or_else(|| panic!("{path} {member:?} is no setting"));
        setting.written
    };
    assert!(written("pinRequired", Some("false")));
    assert!(written("mobileThreatDefenseRemediationAction", Some("wipe")));
    // Intune knows no warning here.
    assert!(!written("mobileThreatDefenseRemediationAction", Some("warn")));
}

#[test]
fn the_readme_says_how_much_is_covered() {
    let coverage = coverage();
    let count = |of: &dyn Fn(bool, bool) -> bool, member: bool| {
        coverage
            .settings
            .iter()
            .filter(|setting| setting.member.is_some() == member && of(setting.written, !setting.exempt.is_empty()))
            .count()
    };
    let all = |_: bool, _: bool| true;
    let written = |written: bool, _: bool| written;
    let figure = format!(
        "{} of {} writable properties and {} of {} members of their enums",
        count(&written, false),
        count(&all, false),
        count(&written, true),
        count(&all, true),
    );
    println!("{figure}");
    let readme = fs::read_to_string(root().join("README.md")).expect("the README").replace('\n', " ");
    assert!(readme.contains(&figure), "the README does not say: {figure}");
}
