//! `include basic`, `enhanced` and `high` alone are Microsoft's six framework files: equal by meaning on every property they set.

use mam_core::diagnostics::Code;
use mam_core::vocabulary::Vocabulary;
use mam_core::vocabulary::model::{BlockKind, Platform, SentenceEntry, Strictness, Write};
use mam_tests::{body, check, compile, corpus, errors, is_nothing, normal, source};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

const FOLDER: &str = "microsoft+Intune-Config-Frameworks/AppProtectionPolicies";

/// Level, platform, file.
const FILES: [(&str, Platform, &str); 6] = [
    ("basic", Platform::Android, "level-1-enterprise-basic-data-protection-Android.json"),
    ("basic", Platform::Ios, "level-1-enterprise-basic-data-protection-iOS.json"),
    ("enhanced", Platform::Android, "level-2-enterprise-enhanced-data-protection-Android.json"),
    ("enhanced", Platform::Ios, "level-2-enterprise-enhanced-data-protection-iOS.json"),
    ("high", Platform::Android, "level-3-enterprise-high-data-protection-Android.json"),
    ("high", Platform::Ios, "level-3-enterprise-high-data-protection-iOS.json"),
];

/// Names and texts of the files themselves, and what only Graph writes.
const NOT_SETTINGS: [&str; 3] = ["displayName", "description", "isAssigned"];

/// What every policy has whatever its sentences say: the `object` entry writes it.
const OF_THE_OBJECT: [&str; 4] = ["@odata.type", "roleScopeTagIds", "targetedAppManagementLevels", "appGroupType"];

/// A file: its level, its platform, its properties.
type Published = (&'static str, Platform, serde_json::Map<String, Value>);

fn files(test: &str) -> Option<Vec<Published>> {
    let folder = corpus(test, FOLDER)?;
    let read = |(level, platform, file): (&'static str, Platform, &str)| {
        let text = fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
            Ok(Value::Object(fields)) => (level, platform, fields),
            other => panic!("{file}: {other:?}"),
        }
    };
    Some(FILES.into_iter().map(read).collect())
}

fn level(name: &str) -> String {
    format!("use std.levels ({name})\n\napp protection \"L\" for android, ios {{\n    include {name}\n}}\n")
}

#[test]
fn the_levels_alone_are_the_framework_files() {
    let Some(files) = files("the_levels_alone_are_the_framework_files") else { return };
    let (mut compared, mut wrong) = (0, String::new());
    for (name, platform, wanted) in files {
        let checked = check(&source(&level(name)));
        assert_eq!(errors(&checked), [""; 0], "{name}");
        let compiled = compile(&checked);
        let objects: Vec<_> = compiled.objects.iter().filter(|object| object.platforms == [platform]).collect();
        let [object] = objects.as_slice() else { panic!("{name} on {}: {} objects", platform.word(), objects.len()) };
        let got = body(object);
        for (property, wanted) in wanted.iter().filter(|(property, _)| !NOT_SETTINGS.contains(&property.as_str())) {
            compared += 1;
            let same = got
                .get(property)
                .is_some_and(|got| normal(got) == normal(wanted) || (is_nothing(got) && is_nothing(wanted)));
            if !same {
                let _ = writeln!(
                    wrong,
                    "{name} on {}: {property} is {wanted} in the file, compiled to {:?}",
                    platform.word(),
                    got.get(property)
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    // The files set 66 to 85 properties each; fewer compared would mean that they were not read.
    assert!(compared > 400, "{compared} properties");
    println!("{compared} properties of 6 files are equal by meaning");
}

#[test]
fn what_is_deprecated_in_a_level_is_listed_with_its_reason() {
    let mut listed = String::new();
    for name in ["basic", "enhanced", "high"] {
        let checked = check(&source(&level(name)));
        let text = level(name);
        for diagnostic in checked.diagnostics.iter().filter(|diagnostic| diagnostic.code == Code(33)) {
            let at = diagnostic.span().expect("a place");
            assert_eq!(
                text.get(at.start as usize..at.end as usize),
                Some(format!("include {name}").as_str()),
                "it stands at the include"
            );
            let _ = writeln!(listed, "{name}: {}", diagnostic.message);
        }
    }
    insta::assert_snapshot!(listed, @r"
    basic: deprecated: Intune now asks for a complexity: say `require device lock low complexity`
    enhanced: deprecated: Intune now asks for a complexity: say `require device lock low complexity`
    enhanced: deprecated: the admin centre now has one switch for all biometrics, which wins: say `block biometrics instead of pin`
    high: deprecated: Intune now asks for a complexity: say `require device lock low complexity`
    high: deprecated: the admin centre now has one switch for all biometrics, which wins: say `block biometrics instead of pin`
    ");
}

/// The sentences that can set a property of a platform's policy, with the clauses that do.
fn writers<'a>(
    property: &'a str,
    platform: Platform,
) -> impl Iterator<Item = (&'static SentenceEntry, &'static Write)> + 'a {
    let fits = move |entry: &&SentenceEntry| {
        entry.kinds.contains(&BlockKind::AppProtection) && entry.platforms.contains(platform)
    };
    let sentences = Vocabulary::standard().sentences().iter().filter(fits);
    sentences.flat_map(move |entry| {
        entry
            .writes
            .iter()
            .filter(move |write| &*write.path.0 == property && write.platforms.contains(platform))
            .map(move |write| (entry, write))
    })
}

#[test]
fn every_property_of_the_files_has_a_sentence_with_all_that_belongs_to_one() {
    let Some(files) = files("every_property_of_the_files_has_a_sentence_with_all_that_belongs_to_one") else { return };
    let mut properties: BTreeMap<(String, &'static str), Platform> = BTreeMap::new();
    for (_, platform, fields) in files {
        properties.extend(fields.keys().map(|property| ((property.clone(), platform.word()), platform)));
    }
    let (mut lacking, mut unordered) = (String::new(), BTreeSet::new());
    let settings = properties.iter().filter(|((property, _), _)| {
        !NOT_SETTINGS.contains(&property.as_str()) && !OF_THE_OBJECT.contains(&property.as_str())
    });
    for ((property, _), platform) in settings {
        // Of a property that belongs to both platforms and means something on one, the `object` entry writes the value.
        let by_object = Vocabulary::standard()
            .objects_of(BlockKind::AppProtection, Some(*platform))
            .any(|(_, object)| object.writes.iter().any(|write| &*write.path.0 == property));
        let writers: Vec<_> = writers(property, *platform).collect();
        let mut lacks = |what: &str| {
            let _ = writeln!(lacking, "{property} on {}: {what}", platform.word());
        };
        if writers.is_empty() && !by_object {
            lacks("no sentence writes it");
        }
        if !by_object && !writers.iter().any(|(_, write)| write.default.is_some()) {
            lacks("no default");
        }
        for (entry, _) in &writers {
            for (there, what) in [
                (!entry.docs.is_empty(), "no documentation"),
                (entry.portal.len() > 1, "no label of the admin centre"),
                (!entry.sources.is_empty(), "no source"),
                (!entry.examples.is_empty(), "no example"),
            ] {
                if !there {
                    lacks(&format!("{what}: {}", entry.phrase));
                }
            }
        }
        // A `words` list or constant is ordered as listed; of anything else the entry says which way is stricter, or that there is none.
        if !writers.is_empty() && writers.iter().all(|(entry, _)| entry.strict == Strictness::None) {
            unordered.insert(property.clone());
        }
    }
    assert!(lacking.is_empty(), "{lacking}");
    assert!(properties.len() > 140, "{} properties", properties.len());
    // Whether a VPN connects is no question of strictness. Anything else in this list is a mistake in the vocabulary.
    assert_eq!(unordered.into_iter().collect::<Vec<_>>(), ["connectToVpnOnLaunch"]);
}
