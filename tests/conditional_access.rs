//! The conditional access policies that others have published, said in sentences: each compiles to the same policy by meaning.

#[path = "conditional_access/translate.rs"]
mod translate;

use mam_core::syntax::{FileId, format, parse};
use mam_tests::{body, check, compile, corpus, differences, errors, files_below, is_nothing, normal, source};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What Graph's schema no longer has, and the vocabulary therefore leaves out: the traffic profiles of Global Secure Access, which
/// stopped returning data, and a session member that GET shows and the schema lacks.
const GONE: [&str; 3] = [
    "/conditions/applications/networkAccess",
    "/conditions/applications/globalSecureAccess",
    "/sessionControls/networkAccessSecurity",
];

/// What Graph assumes where a file is silent, and mam states.
const ASSUMED: [(&str, &str); 3] = [
    ("/sessionControls/signInFrequency/frequencyInterval", "timeBased"),
    ("/sessionControls/signInFrequency/authenticationType", "primaryAndSecondaryAuthentication"),
    ("/conditions/clientAppTypes", "all"),
];

/// Policies that mam refuses, and with which code: one has no control but the retired one, two are about nothing once the traffic
/// profiles are gone. They are compared all the same: the check judges, the lowering does not.
const REFUSED: [(&str, &str); 3] = [("503", "MAM201"), ("801", "MAM232"), ("802", "MAM232")];

/// A policy as a file has it, without what says nothing.
fn wanted(policy: &Value) -> Value {
    let mut policy = policy.clone();
    // One file spells it with a capital; Graph reads it as if it had none.
    if let Some(grant) = policy.as_object_mut().and_then(|policy| policy.remove("GrantControls")) {
        policy["grantControls"] = grant;
    }
    GONE.iter().for_each(|path| remove(&mut policy, path));
    // An operator that joins nothing.
    let grant = &policy["grantControls"];
    if grant.as_object().is_some_and(|grant| grant.iter().all(|(name, value)| name == "operator" || is_nothing(value)))
    {
        policy["grantControls"] = Value::Null;
    }
    normal(&policy)
}

/// A policy as it was compiled, without placeholders and without what the file leaves to Graph.
fn got(policy: &Value, wanted: &Value) -> Value {
    let mut policy = policy.clone();
    names(&mut policy);
    for (path, value) in ASSUMED {
        let stated = normal(policy.pointer(path).unwrap_or(&Value::Null));
        if wanted.pointer(&path.to_lowercase()).is_none()
            && (stated == normal(&json!(value)) || stated == normal(&json!([value])))
        {
            remove(&mut policy, path);
        }
    }
    normal(&policy)
}

fn remove(value: &mut Value, path: &str) {
    if let Some((parent, name)) = path.rsplit_once('/')
        && let Some(parent) = value.pointer_mut(parent).and_then(Value::as_object_mut)
    {
        parent.remove(name);
    }
}

/// `{{group:Pilot}}` as `Pilot`: the files have names where mam has placeholders.
fn names(value: &mut Value) {
    match value {
        Value::String(text) => {
            let name = text
                .strip_prefix("{{")
                .and_then(|text| text.strip_suffix("}}"))
                .and_then(|text| text.split_once(':'))
                .map(|(_, name)| name.to_owned());
            if let Some(name) = name {
                *text = name;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(names),
        Value::Object(fields) => fields.values_mut().for_each(names),
        _ => {}
    }
}

#[test]
fn published_policies_compile_to_the_same_by_meaning() {
    let Some(folder) =
        corpus("published_policies_compile_to_the_same_by_meaning", "AlexFilipin+ConditionalAccess/PolicyRepository")
    else {
        return;
    };
    let files = files_below(&folder, "json");
    assert_eq!(files.len(), 58);
    let (mut wrong, mut refused) = (String::new(), BTreeMap::new());
    let mut properties = 0;
    for (path, text) in &files {
        let policy: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let number = path.rsplit('/').next().and_then(|name| name.split(" - ").next()).unwrap_or_default();
        let text = translate::block(&policy);
        let checked = check(&source(&text));
        if let Some(error) = errors(&checked).first() {
            refused
                .entry(format!("{number} {}", error.split(' ').next().unwrap_or_default()))
                .or_insert_with(|| format!("{error}\n{text}"));
        }
        let compiled = compile(&checked);
        let [object] = compiled.objects.as_slice() else {
            let _ = writeln!(wrong, "{path}: {} objects\n{text}{:#?}", compiled.objects.len(), errors(&checked));
            continue;
        };
        let wanted = wanted(&policy);
        properties += leaves(&wanted);
        for difference in differences(&wanted, &got(&body(object), &wanted)) {
            let _ = writeln!(wrong, "{path}: {difference}\n{text}");
        }
        assert_eq!(
            format(&parse(FileId(0), "a.mam".into(), text.as_str().into())),
            text,
            "the sentences are in the language's one layout"
        );
    }
    assert!(wrong.is_empty(), "{wrong}");
    let expected: Vec<_> = REFUSED.iter().map(|(number, code)| format!("{number} {code}")).collect();
    assert_eq!(refused.keys().cloned().collect::<Vec<_>>(), expected, "{refused:#?}");
    println!(
        "{} policies, {properties} values, equal by meaning; {} of them refused by a rule; {} properties exempt: no longer in Graph",
        files.len(),
        refused.len(),
        GONE.len()
    );
}

/// How many values a policy sets.
fn leaves(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(leaves).sum(),
        Value::Object(fields) => fields.values().map(leaves).sum(),
        _ => 1,
    }
}

#[test]
fn what_exists_in_beta_only_sends_a_policy_to_beta_however_it_is_said() {
    let said = [
        ("set sessionControls.disableResilienceDefaults = false", "v1.0"),
        ("set sessionControls = {\"disableResilienceDefaults\": true}", "v1.0"),
        ("set conditions.deviceStates = null", "beta"),
        ("set conditions.deviceStates.includeStates = [\"All\"]", "beta"),
        ("set conditions.agentIdRiskLevels = \"high\"", "beta"),
        ("set conditions = {\"agentIdRiskLevels\": \"high\"}", "beta"),
        ("set sessionControls = {\"globalSecureAccessFilteringProfile\": {\"isEnabled\": true}}", "beta"),
        // What the schema does not know is newer than it.
        ("set sessionControls.newerThanTheSchema.isEnabled = true", "beta"),
        ("set sessionControls.signInFrequency = {\"newerThanTheSchema\": true}", "beta"),
    ];
    for (sentence, api) in said {
        let checked = check(&source(&format!(
            "conditional access \"A\" {{\n    users all except group \"Emergency access\"\n    resources all\n    \
             grant requires mfa\n    {sentence}\n}}\n"
        )));
        assert_eq!(errors(&checked), [""; 0], "{sentence}");
        // Not kept for the check of types, which would refuse what is made up.
        let compiled = checked.compile("default").unwrap_or_else(|| panic!("{sentence}"));
        let [object] = compiled.objects.as_slice() else { panic!("{sentence}: {} objects", compiled.objects.len()) };
        assert_eq!(object.api(), api, "{sentence}");
    }
}
