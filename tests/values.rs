//! What constants and params stand for reaches the payload: a group that got lost on the way would leave a policy without its people,
//! or an emergency account without its exclusion.

use mam_tests::{body, check, compile, errors, source};
use serde_json::{Value, json};

/// The bodies of a program's objects, by path, and its manifest.
fn bodies(text: &str) -> (Vec<(String, Value)>, Value) {
    let checked = check(&source(text));
    assert!(errors(&checked).is_empty(), "{:#?}", checked.diagnostics);
    let compiled = compile(&checked);
    let bodies = compiled.objects.iter().map(|object| (object.path.to_string(), body(object))).collect();
    let manifest: Value = serde_json::from_slice(&compiled.manifest()).expect("the manifest is JSON");
    (bodies, manifest)
}

#[test]
fn a_param_may_stand_for_another_param() {
    let (bodies, manifest) = bodies(
        r#"
use std.apps (outlook)
param pilots: group
param office: group = pilots
param away: group = office

tenant contoso {
    id "7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11"
    pilots = group "Pilots"
}

app protection "BYOD" for ios {
    apps outlook
    require enabled account else block
    assign to office
}

conditional access "Mail" {
    users all except away
    resources office365
    grant requires mfa
    state report-only
}
"#,
    );
    let access = bodies.iter().find(|(path, _)| path.starts_with("conditional-access/")).expect("the policy");
    assert_eq!(access.1["conditions"]["users"]["excludeGroups"], json!(["{{group:Pilots}}"]));
    assert!(manifest.to_string().contains("\"groupId\":\"{{group:Pilots}}\""), "{manifest:#}");
}

#[test]
fn a_constant_may_stand_for_words_and_for_a_combination_of_controls() {
    let (bodies, _) = bodies(
        r#"
let phones = android, ios
let strong = mfa and compliant device

conditional access "Mail" {
    users all except group "Emergency access"
    resources office365
    device platforms phones
    grant requires strong
    state report-only
}
"#,
    );
    let [(_, policy)] = bodies.as_slice() else { panic!("one policy is expected: {bodies:#?}") };
    assert_eq!(policy["conditions"]["platforms"]["includePlatforms"], json!(["android", "iOS"]));
    assert_eq!(policy["grantControls"]["operator"], "AND");
    assert_eq!(policy["grantControls"]["builtInControls"], json!(["mfa", "compliantDevice"]));
}

#[test]
fn the_reason_of_an_include_is_said_once() {
    let (bodies, _) = bodies(
        r#"
use std.apps (outlook)
use std.levels (basic)

/// What all have in common.
app protection "BYOD" for ios {
    apps outlook
    assign to all users
    include basic because "policy 12"
    require pin length 6 because "as the board decided"
    require enabled account else block because "policy 12"
}
"#,
    );
    let description = &bodies[0].1["description"];
    assert_eq!(description, "What all have in common.\n- as the board decided\n- policy 12");
}

#[test]
fn an_app_that_is_named_twice_is_targeted_once() {
    let (_, manifest) = bodies(
        r#"
use std.apps (outlook)

app mail "Mail" {
    ios "com.microsoft.Office.Outlook"
}

app protection "BYOD" for ios {
    apps outlook, mail
    apps outlook
    assign to all users
    require enabled account else block
}
"#,
    );
    let apps = &manifest["objects"][0]["actions"]["targetApps"]["apps"];
    assert_eq!(apps.as_array().map(Vec::len), Some(1), "{apps:#}");
}

#[test]
fn a_sentence_that_says_the_default_for_some_devices_makes_no_second_policy() {
    let (bodies, _) = bodies(
        r#"
use std.apps (outlook)

app protection "BYOD" for android, ios {
    apps outlook
    assign to all users
    require enabled account else block
    unmanaged apps require pin length 4
    managed apps block printing on ios
}
"#,
    );
    let levels: Vec<_> =
        bodies.iter().map(|(path, body)| (path.as_str(), body["targetedAppManagementLevels"].as_str())).collect();
    assert_eq!(
        levels,
        [
            ("app-protection/byod-android.json", Some("unspecified")),
            ("app-protection/byod-ios-managed.json", Some("mdm")),
            ("app-protection/byod-ios-unmanaged.json", Some("unmanaged")),
        ]
    );
}
