//! `mam diff`: two sides of any kind, compared.

use crate::exports::{android, archive};
use crate::support::{FABRIKAM, Folder, GOOD, WRONG};
use serde_json::{Value, json};

const BYOD: &str = include_str!("../../../../examples/byod/byod.mam");

/// The example, its output and its bundle, and a second version of it in which sentences were edited.
fn edited() -> Folder {
    let after = BYOD
        .replace(
            "unmanaged apps require threat level low else wipe",
            "unmanaged apps require threat level medium else block",
        )
        .replace("    require os version", "    block printing\n    require os version")
        .replace("    block sign-out", "    block sign-out\n    web protection disabled")
        .replace(
            "conditional access \"Mobile apps need app protection\"",
            "conditional access \"Apps need protection\"",
        );
    assert_ne!(after, BYOD);
    let folder = Folder::with(&[("before/byod.mam", BYOD), ("after/byod.mam", &after)]);
    folder.mam(&["compile", "before", "--out", "out"]).ends(0);
    folder.mam(&["compile", "before", "--bundle", "bundle.json"]).ends(0);
    folder
}

#[test]
fn sources_are_what_they_compile_to() {
    let folder = edited();
    for (one, other) in [("before", "out"), ("out/contoso", "bundle.json"), ("bundle.json", "before/byod.mam")] {
        let ran = folder.mam(&["diff", one, other]).ends(0);
        assert_eq!(ran.out, "no differences: 8 policies are the same\n", "{one} {other}");
    }
    let bodies = folder.mam(&["diff", "out/contoso/app-protection", "out/contoso/app-protection"]).ends(0);
    assert_eq!(bodies.out, "no differences: 4 policies are the same\n");
}

#[test]
fn beside_each_other_on_a_wide_terminal() {
    let folder = edited();
    let output = folder.command(&["diff", "out", "after"]).env("COLUMNS", "120").output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout));
}

#[test]
fn below_each_other_on_a_narrow_terminal() {
    let folder = edited();
    let output = folder.command(&["diff", "before", "after"]).env("COLUMNS", "60").output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout));
}

#[test]
fn as_json() {
    let ran = edited().mam(&["diff", "bundle.json", "after", "--format", "json"]).ends(1);
    let document: Value = serde_json::from_str(&ran.out).expect("JSON");
    insta::assert_json_snapshot!(document);
}

#[test]
fn as_markdown() {
    insta::assert_snapshot!(edited().mam(&["diff", "before", "after", "--markdown"]).ends(1).out);
}

#[test]
fn whole_policies_are_listed_when_asked_for() {
    let folder = Folder::with(&[("a.mam", GOOD)]);
    let without =
        GOOD.replace("app configuration", "app protection").replace("    block sign-out\n", "    block printing\n");
    folder.write("b.mam", &without);
    let plain = folder.mam(&["diff", "a.mam", "b.mam"]).ends(1);
    let listed = folder.mam(&["diff", "a.mam", "b.mam", "--notes"]).ends(1);
    insta::assert_snapshot!(format!("{}\n{}", plain.out, listed.out));
}

#[test]
fn archives_and_standard_input_are_sides_as_folders_are() {
    let folder = edited();
    let zip = |below: &str| -> Vec<u8> {
        let tree = folder.tree(below);
        let files: Vec<_> = tree.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        archive(&files)
    };
    // What was compiled, for one tenant and with its folder.
    for below in ["out", "out/contoso"] {
        let bytes = zip(below);
        folder.write("out.zip", &bytes);
        for ran in [folder.mam(&["diff", "out.zip", "before"]), folder.mam_with(&["diff", "before", "-"], &bytes)] {
            assert_eq!(ran.ends(0).out, "no differences: 8 policies are the same\n", "{below}");
        }
    }
    let bundle = folder.read("bundle.json");
    let ran = folder.mam_with(&["diff", "-", "before"], &bundle).ends(0);
    assert_eq!(ran.out, "no differences: 8 policies are the same\n");
    // Exports.
    let mut other = android("BYOD");
    other["minimumPinLength"] = 4.into();
    folder.write("a/deeper/one.json", android("BYOD").to_string());
    folder.write("b/two.json", other.to_string());
    folder.write("a.zip", zip("a"));
    let wanted = folder.mam(&["diff", "a", "b"]).ends(1).out;
    assert!(wanted.contains("require pin length 6"), "{wanted}");
    assert_eq!(folder.mam(&["diff", "a.zip", "b"]).ends(1).out, wanted);
    assert_eq!(folder.mam_with(&["diff", "-", "b"], folder.read("a/deeper/one.json")).ends(1).out, wanted);
    assert_eq!(folder.mam_with(&["diff", "-", "b"], zip("a")).ends(1).out, wanted);
    folder.mam(&["diff", "a", "a.zip"]).ends(0);
    // What is wrong is said with the name that the user knows it by.
    folder.write("a/broken.json", "{");
    folder.write("a.zip", zip("a"));
    let from_archive = folder.mam(&["diff", "a.zip", "b"]).ends(1);
    let from_input = folder.mam_with(&["diff", "-", "b", "--markdown"], zip("a")).ends(1);
    let twice = folder.mam(&["diff", "-", "-"]).ends(2);
    insta::assert_snapshot!(format!("{}\n{}\n{}", from_archive.err, from_input.out, twice.err));
}

#[test]
fn what_differs_by_spelling_alone_is_the_same() {
    let body = |period: &str, level: &str, groups: [&str; 2]| {
        let target = |group: &str| json!({"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": group}});
        json!({
            "@odata.type": "#microsoft.graph.iosManagedAppProtection",
            "displayName": "A",
            "periodOfflineBeforeAccessCheck": period,
            "maximumAllowedDeviceThreatLevel": level,
            "assignments": groups.map(target),
        })
    };
    let (one, other) = ("11111111-aaaa-4aaa-8aaa-111111111111", "22222222-BBBB-4bbb-8bbb-222222222222");
    let left = body("P1D", "low", [one, other]);
    let mut right = body("PT24H", "Low", [&other.to_lowercase(), &one.to_uppercase()]);
    // A default that one side says and the other one does not.
    right["printBlocked"] = false.into();
    right["id"] = "T_1".into();
    right["version"] = "\"7\"".into();
    let folder = Folder::with(&[("a.json", &left.to_string()), ("b/b.json", &json!({"value": [right]}).to_string())]);
    let ran = folder.mam(&["diff", "a.json", "b"]).ends(0);
    assert_eq!(ran.out, "no differences: 1 policy is the same\n");
}

#[test]
fn names_and_ids_of_groups_cannot_be_compared_and_mam_says_so() {
    let target = json!({"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "11111111-1111-4111-8111-111111111111"});
    let export = json!({
        "@odata.type": "#microsoft.graph.iosManagedAppProtection", "displayName": "A", "appGroupType": "allApps",
        "apps": [], "assignments": [{"target": target}],
    });
    let source = |group: &str| {
        format!(
            "param staff: group = group \"{group}\"\napp protection \"A\" for ios {{\n    apps all\n    assign to staff\n}}\n"
        )
    };
    let folder = Folder::with(&[
        ("export.json", &export.to_string()),
        ("named.mam", &source("All staff")),
        ("other.mam", &source("22222222-2222-4222-8222-222222222222")),
        ("same.mam", &source("11111111-1111-4111-8111-111111111111")),
    ]);
    let named = folder.mam(&["diff", "export.json", "named.mam"]).ends(1);
    let other = folder.mam(&["diff", "export.json", "other.mam"]).ends(1);
    folder.mam(&["diff", "export.json", "same.mam"]).ends(0);
    insta::assert_snapshot!(format!("{}{}\n{}{}", named.out, named.err, other.out, other.err));
}

#[test]
fn tenants_are_compared_one_by_one() {
    let both = format!("{GOOD}{FABRIKAM}");
    let less = both.replace("    block sign-out\n", "    allow sign-out\n");
    let folder = Folder::with(&[("both/a.mam", &both), ("less/a.mam", &less), ("one/a.mam", GOOD), ("x/x.json", "[]")]);
    folder.mam(&["compile", "both", "--out", "out"]).ends(0);
    assert_eq!(folder.mam(&["diff", "both", "out"]).ends(0).out.matches("no differences").count(), 2);
    assert_eq!(folder.mam(&["diff", "both", "one"]).ends(0).out.matches("no differences").count(), 1);
    folder.mam(&["diff", "out", "one", "--tenant", "contoso"]).ends(0);
    let of_two = folder.mam(&["diff", "both", "both", "--tenant", "contoso", "--tenant", "fabrikam"]).ends(1);
    let refused = [
        &["diff", "both", "x"][..],
        &["diff", "both", "x", "--tenant", "contso"],
        &["diff", "x", "x", "--tenant", "contoso"],
        &["diff", "both", "x", "--tenant", "contoso", "--tenant", "contoso"],
        &["diff", "both", "both", "--tenant", "a", "--tenant", "b", "--tenant", "c"],
        &["diff", "both", "one", "--format", "sarif"],
        &["diff", "both", "one", "--format", "json", "--markdown"],
    ];
    let refused: String = refused.iter().map(|arguments| folder.mam(arguments).ends(2).err).collect();
    insta::assert_snapshot!(format!("{}\n{refused}", of_two.out));
}

#[test]
fn sources_that_are_wrong_are_reported_as_by_check() {
    let folder = Folder::with(&[("a.mam", WRONG), ("b.mam", GOOD)]);
    for arguments in [["diff", "a.mam", "b.mam"], ["diff", "b.mam", "a.mam"]] {
        let ran = folder.mam(&arguments).ends(1);
        assert_eq!(ran.err, folder.mam(&["check", "a.mam"]).ends(1).err);
        assert_eq!(ran.out, "");
    }
    let ran = folder.mam(&["diff", "a.mam", "b.mam", "--format", "json"]).ends(1);
    let document: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert!(!document["diagnostics"].as_array().expect("a list").is_empty());
}

#[test]
fn what_cannot_be_read_is_an_error_and_the_rest_is_compared() {
    let policy = |name: &str, length: Value| {
        let of = "#microsoft.graph.iosManagedAppProtection";
        json!({"@odata.type": of, "displayName": name, "minimumPinLength": length}).to_string()
    };
    let deep = "[".repeat(100_000);
    let folder = Folder::with(&[
        ("a/good.json", &policy("Good", 4.into())),
        ("a/broken.json", "{\n  \"displayName\": \"A\",\n}"),
        ("a/deep.json", &deep),
        ("a/twice.json", r#"{"displayName": "A", "displayName": "B"}"#),
        ("a/type.json", &policy("Wrong", "four".into())),
        ("a/other.json", r##"{"@odata.type": "#microsoft.graph.group", "displayName": "Staff"}"##),
        ("b/good.json", &policy("Good", 6.into())),
        ("c/nothing.txt", ""),
        ("d.zip", "PK"),
        (
            "out/manifest.json",
            r#"{"mam": 1, "tenant": {"name": "t", "id": null}, "objects": [{"path": "../a/good.json", "name": "A", "entity": "iosManagedAppProtection", "endpoint": "/"}]}"#,
        ),
        ("bundle.json", r#"{"mam": 1, "tenant": {"name": "t", "id": null}, "objects": [{"path": "a.json"}]}"#),
    ]);
    let mut text = String::new();
    let runs: [(&[&str], i32); 8] = [
        (&["diff", "a", "b"], 1),
        (&["diff", "a", "a", "--notes"], 1),
        (&["diff", "a", "b", "--markdown"], 1),
        (&["diff", "c", "b"], 1),
        (&["diff", "d.zip", "b"], 1),
        (&["diff", "out", "b"], 1),
        (&["diff", "bundle.json", "b"], 1),
        (&["diff", "nowhere", "b"], 1),
    ];
    for (arguments, code) in runs {
        let ran = folder.mam(arguments).ends(code);
        text += &format!("$ mam {}\n{}{}\n", arguments.join(" "), ran.out, ran.err);
    }
    insta::assert_snapshot!(text);
}

#[test]
fn names_cannot_break_out_of_terminal_or_markdown() {
    let policy = |length: u32| {
        let of = "#microsoft.graph.iosManagedAppProtection";
        let name = "a | b ``` </summary><script> \u{1b}[31m\n# head @all";
        json!({"@odata.type": of, "displayName": name, "minimumPinLength": length, "description": format!("`|{length}|`")})
    };
    let sides = [
        json!([policy(4)]),
        json!([policy(6), {"@odata.type": "#microsoft.graph.androidManagedAppProtection", "displayName": "<b>&`"}]),
    ];
    let [one, other] = sides.map(|side| side.to_string());
    let folder = Folder::with(&[("a.json", &one), ("b.json", &other)]);
    let human = folder.mam(&["diff", "a.json", "b.json"]).ends(1);
    assert!(!human.out.contains('\u{1b}'), "{human:?}");
    let markdown = folder.mam(&["diff", "a.json", "b.json", "--markdown"]).ends(1);
    insta::assert_snapshot!(format!("{}\n{}", human.out, markdown.out));
}

#[test]
fn a_project_s_own_sentences_and_apps_are_said_in_its_words() {
    let source = |switch: &str| {
        format!(
            "/// Photos.\nsentence \"inspection photos {{switch}}\" for ios {{\n    switch  blocked = \"false\" | allowed = \"true\"\n    \
             in      app configuration\n    graph   customSettings.PhotosAllowed = switch\n    portal  \"A\" \"B\" \"PhotosAllowed\"\n    \
             example \"inspection photos blocked\"\n    source  \"the app's guide\"\n}}\n\napp crm \"CRM\" {{\n    ios \
             \"com.contoso.crm\"\n}}\n\napp configuration \"Inspections\" for ios {{\n    apps crm\n    assign to group \"Technicians\"\n    \
             inspection photos {switch}\n}}\n"
        )
    };
    let other = source("allowed").replace("apps crm", "apps crm, outlook") + "\nuse std.apps (outlook)\n";
    let folder = Folder::with(&[("a.mam", &source("blocked")), ("b.mam", &other)]);
    folder.mam(&["compile", "a.mam", "--bundle", "a.json"]).ends(0);
    let sources = folder.mam(&["diff", "a.mam", "b.mam"]).ends(1);
    assert_eq!(folder.mam(&["diff", "a.json", "b.mam"]).ends(1).out, sources.out);
    insta::assert_snapshot!(sources.out);
}

#[test]
fn a_connector_and_a_location_are_known_by_their_ids() {
    const OFFICES: &str = "11111111-2222-4333-8444-555555555555";
    let source = "connector defender for android, ios {\n    compliance evaluation enabled\n}\n\nnamed location offices \"Our offices\" {\n    ranges \
                  \"203.0.113.0/24\"\n}\n\nconditional access \"Block elsewhere\" {\n    users all except group \"Emergency\"\n    resources \
                  all\n    locations all except offices\n    block access\n    state report-only\n}\n";
    let folder = Folder::with(&[("a.mam", source)]);
    folder.mam(&["compile", "a.mam", "--bundle", "a.json"]).ends(0);
    let bundle: Value = serde_json::from_str(&folder.read("a.json")).expect("JSON");
    for (number, object) in bundle["objects"].as_array().expect("a list").iter().enumerate() {
        let text = object["body"].to_string().replace("{{location:Our offices}}", OFFICES);
        let mut body: Value = serde_json::from_str(&text).expect("JSON");
        match object["entity"].as_str() {
            Some("mobileThreatDefenseConnector") => {
                body["id"] = object["endpoint"].as_str().and_then(|path| path.rsplit('/').next()).into();
                body["androidEnabled"] = false.into();
                body["iosEnabled"] = false.into();
                // What another part of the connector says is compared there.
                body["windowsEnabled"] = false.into();
            }
            Some("ipNamedLocation") => body["id"] = OFFICES.into(),
            _ => {}
        }
        folder.write(&format!("export/{number}.json"), body.to_string());
    }
    insta::assert_snapshot!(folder.mam(&["diff", "export", "a.mam"]).ends(1).out);
}

#[test]
fn of_long_lists_what_differs_is_told() {
    let location = |countries: &[&str]| {
        let of = "#microsoft.graph.countryNamedLocation";
        json!({"@odata.type": of, "displayName": "Where we work", "countriesAndRegions": countries}).to_string()
    };
    let most = ["AT", "BE", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "NL"];
    let other = [&most[2..], &["NO", "SE"]].concat();
    let folder = Folder::with(&[("a.json", &location(&most)), ("b.json", &location(&other))]);
    let human = folder.mam(&["diff", "a.json", "b.json"]).ends(1).out;
    let markdown = folder.mam(&["diff", "a.json", "b.json", "--markdown"]).ends(1).out;
    insta::assert_snapshot!(format!("{human}\n{markdown}"));
    // Tools get all of it.
    let document = folder.mam(&["diff", "a.json", "b.json", "--format", "json"]).ends(1).out;
    assert!(document.contains("countries \\\"CH\\\", \\\"DE\\\""), "{document}");
}
