//! The law of the importer: what it makes of an export compiles to the same policies by meaning, and what is not in them is reported.

#[path = "import/law.rs"]
mod law;
#[path = "import/reads.rs"]
mod reads;
#[path = "import/valid.rs"]
mod valid;

use law::{Exemptions, inputs_below, round_trip};
use mam_core::diagnostics::Severity;
use mam_core::import::{Finding, Input, Options, import};
use mam_core::vocabulary::Vocabulary;
use mam_tests::{Origin, check, corpus};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn every_published_policy_comes_back_the_same() {
    let Some(folder) = corpus("every_published_policy_comes_back_the_same", "") else { return };
    let inputs = inputs_below(&folder);
    assert!(inputs.len() >= 110, "{} files", inputs.len());
    let mut exemptions = Exemptions::new();
    let mut wrong = String::new();
    let mut count = 0;
    for input in &inputs {
        count += round_trip(std::slice::from_ref(input), Some(Origin::Corpus), &mut exemptions, &mut wrong);
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!("{count} policies of {} files come back the same", inputs.len());
    for (exemption, files) in &exemptions {
        println!("  exempt in {files}: {exemption}");
    }
}

#[test]
fn a_whole_tenant_comes_back_the_same() {
    let Some(folder) = corpus("a_whole_tenant_comes_back_the_same", "") else { return };
    let (mut exemptions, mut wrong) = (Exemptions::new(), String::new());
    let count = round_trip(&inputs_below(&folder), Some(Origin::Corpus), &mut exemptions, &mut wrong);
    assert!(wrong.is_empty(), "{wrong}");
    println!("{count} policies in one project come back the same");
}

/// What of the published policies no sentence says, and why none does.
const SET: [(&str, &str); 4] = [
    ("conditions.applications.globalSecureAccess", "traffic profiles are retired"),
    ("conditions.applications.networkAccess", "traffic profiles are retired"),
    ("conditions.clientAppTypes", "an empty list is not the default, `all`, and no source says what it means"),
    ("sessionControls.networkAccessSecurity", "a member that answers show and the schema lacks"),
];

/// The rules that published policies break so that they do not compile as they are.
const BROKEN: [(u16, &str); 3] = [
    (201, "a retired control alone: Microsoft takes no such policy any more"),
    (239, "everybody beside a group, in a template that was written by hand: Graph refuses it"),
    (302, "bare bodies without their apps"),
];

#[test]
fn what_is_not_said_in_sentences_and_what_does_not_compile_is_known() {
    let Some(folder) = corpus("what_is_not_said_in_sentences_and_what_does_not_compile_is_known", "") else { return };
    let imported = import(&law::inputs_below(&folder), &Options::default());
    let notes = imported.report.iter().flat_map(|file| &file.policies).flat_map(|policy| &policy.notes);
    let set: BTreeSet<&str> =
        notes.filter(|note| note.finding == Finding::Set).map(|note| note.path.as_str()).collect();
    assert_eq!(set, SET.iter().map(|(path, _)| *path).collect());
    let checked = check(&imported.files.into_iter().collect());
    let errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let codes: BTreeSet<u16> = errors.map(|found| found.code.0).collect();
    assert_eq!(codes, BROKEN.iter().map(|(code, _)| *code).collect());
}

#[test]
fn nothing_is_imported_from_nothing() {
    let input = Input { name: "a.json".into(), bytes: b"[]".to_vec() };
    let imported = import(&[input], &Options::default());
    assert!(imported.files.is_empty());
    assert_eq!(imported.report[0].skipped, ["there is no policy in it that mam knows"]);
}

/// The entities that blocks become; but for connectors, which have no name, and an id that tells whose they are.
fn entities() -> Vec<String> {
    let all = Vocabulary::standard().objects().iter().map(|object| object.entity.to_string());
    let entities: BTreeSet<_> = all.filter(|entity| entity != "mobileThreatDefenseConnector").collect();
    entities.into_iter().collect()
}

/// A file with some valid objects of an entity, each with a name of its own.
fn export(entity: String) -> BoxedStrategy<Value> {
    let typed = format!("#microsoft.graph.{entity}");
    let named = move |objects: Vec<(Value, Value)>| {
        let mut named = Vec::new();
        for (number, (mut object, audience)) in objects.into_iter().enumerate() {
            if let (Some(object), Value::Object(audience)) = (object.as_object_mut(), audience) {
                object.extend(audience);
            }
            object["@odata.type"] = typed.clone().into();
            // A tenant may hold two of one name.
            object["displayName"] = format!("Policy {}", number % 4).into();
            // A filter is always for a platform, and those of mam for managed apps.
            if typed.ends_with("AssignmentFilter") {
                object["assignmentFilterManagementType"] = "apps".into();
                object["platform"] = "androidMobileApplicationManagement".into();
            }
            named.push(object);
        }
        Value::from(named)
    };
    prop::collection::vec((valid::object(&entity), valid::audience(&entity)), 1..6).prop_map(named).boxed()
}

/// Imports an export, and fails when what it compiles to is not the same.
fn comes_back(export: &Value, origin: Option<Origin>) -> Result<usize, TestCaseError> {
    let input = Input { name: "export.json".into(), bytes: export.to_string().into_bytes() };
    let (mut exemptions, mut wrong) = (Exemptions::new(), String::new());
    let count = round_trip(&[input], origin, &mut exemptions, &mut wrong);
    if wrong.is_empty() { Ok(count) } else { Err(TestCaseError::fail(wrong)) }
}

/// How many files of each entity are kept for the check of types.
const KEPT: usize = 16;

/// The same on every machine and in every run, so that what the check of types says of them is, too.
#[test]
fn objects_that_are_always_the_same_come_back_and_are_kept() {
    let mut runner = TestRunner::deterministic();
    for entity in entities() {
        let exports = export(entity.clone());
        let mut count = 0;
        for _ in 0..KEPT {
            let tree = exports.new_tree(&mut runner).unwrap_or_else(|why| panic!("{entity}: {why}"));
            count +=
                comes_back(&tree.current(), Some(Origin::Generated)).unwrap_or_else(|why| panic!("{entity}: {why}"));
        }
        println!("{count} of {entity}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(300),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_valid_object_comes_back_the_same(
        export in prop::strategy::Union::new(entities().into_iter().map(export))
    ) {
        comes_back(&export, None)?;
    }
}
