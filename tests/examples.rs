//! Every example compiles, is formatted, and compiles to what its snapshots say: each file of the output, and what is said on the
//! way. The seed scenario is spelled out property by property.

use mam_tests::{Ended, Files, Folder, design, files_below, mam, misfits, root};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

const EXAMPLES: [&str; 9] = [
    "article",
    "byod",
    "departments",
    "executives",
    "line-of-business",
    "locations",
    "school",
    "service-provider",
    "windows-edge",
];

/// Compiles an example with the built command; gives what it wrote and how it ended.
fn compile(example: &str) -> (Files, Ended) {
    let folder = Folder::new();
    let out = folder.path("out");
    let ended =
        Ended::of(mam().arg("compile").arg(format!("examples/{example}")).arg("--out").arg(&out).current_dir(root()))
            .ends(0);
    (files_below(&out, "json"), ended)
}

#[test]
fn every_folder_is_in_the_list() {
    let folders =
        fs::read_dir(root().join("examples")).expect("the examples").flatten().filter(|entry| entry.path().is_dir());
    let folders: BTreeSet<_> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(folders.iter().map(String::as_str).collect::<Vec<_>>(), EXAMPLES);
    let page = fs::read_to_string(root().join("examples/README.md")).expect("the page of the examples");
    for example in EXAMPLES {
        assert!(page.contains(&format!("[`{example}`]({example})")), "{example} is not on the page");
        assert!(root().join("examples").join(example).join("README.md").is_file(), "{example} has no page");
    }
}

#[test]
fn every_example_is_formatted() {
    for example in EXAMPLES {
        let _ = Ended::of(mam().args(["fmt", "--check", &format!("examples/{example}")]).current_dir(root())).ends(0);
    }
}

/// The whole output: a snapshot for each file of it, and one for what the command says.
#[test]
fn every_example_compiles_to_its_snapshots() {
    let snapshots = root().join("tests/snapshots");
    let mut known = BTreeSet::new();
    for example in EXAMPLES {
        let (files, ended) = compile(example);
        assert_eq!(ended.out, "", "{example}");
        // The last lines name the temporary folder.
        let said: Vec<_> = ended.err.lines().filter(|line| !line.contains(" → ")).collect();
        let said = ("said.txt".to_owned(), said.join("\n"));
        for (path, text) in files.into_iter().chain([said]) {
            let name = format!("{example}__{}", path.replace('/', "__"));
            known.insert(format!("{name}.snap"));
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(&snapshots);
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!(name, text));
        }
    }
    // An object that is no longer compiled leaves its snapshot behind, which would otherwise go unnoticed.
    let there: BTreeSet<_> = fs::read_dir(&snapshots)
        .expect("the snapshots")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let there: BTreeSet<_> = there.into_iter().filter(|name| name.ends_with(".snap")).collect();
    assert_eq!(
        there.difference(&known).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "snapshots of nothing: delete them"
    );
}

/// The file of a tenant's output, as JSON.
fn read(files: &Files, path: &str) -> Value {
    let text = files.get(path).unwrap_or_else(|| panic!("no {path} among {:#?}", files.keys()));
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Checks properties of an object against what they must be.
#[track_caller]
fn holds(object: &Value, wanted: Value) {
    for (property, value) in wanted.as_object().expect("an object") {
        assert_eq!(&object[property], value, "{property} of {object:#}");
    }
}

/// In the API version that the manifest names.
#[test]
fn every_body_fits_graph_s_schema() {
    let mut wrong = Vec::new();
    for example in EXAMPLES {
        let (files, _) = compile(example);
        for path in files.keys().filter(|path| path.ends_with("/manifest.json")) {
            let manifest = read(&files, path);
            for object in manifest["objects"].as_array().expect("objects") {
                let body = path.replace("manifest.json", object["path"].as_str().expect("a path"));
                let found = misfits(
                    object["entity"].as_str().expect("an entity"),
                    &read(&files, &body),
                    object["api"] == "beta",
                );
                wrong.extend(found.into_iter().map(|misfit| format!("{example}/{body}{misfit}")));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn byod_is_the_block_of_the_design_verbatim() {
    let Some(page) = design("byod_is_the_block_of_the_design_verbatim", "language.md") else { return };
    let page = fs::read_to_string(page).expect("the page");
    let section = page.split("## The whole of the seed scenario").nth(1).expect("the section");
    let block = section.split("```mam\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the block");
    assert_eq!(fs::read_to_string(root().join("examples/byod/byod.mam")).expect("the example"), block);
}

#[test]
fn byod_compiles_to_what_the_scenario_needs() {
    let (files, _) = compile("byod");
    let paths: Vec<_> = files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "contoso/app-configuration/defender-stays-signed-in-android.json",
            "contoso/app-configuration/defender-stays-signed-in-ios.json",
            "contoso/app-protection/byod-android-managed.json",
            "contoso/app-protection/byod-android-unmanaged.json",
            "contoso/app-protection/byod-ios-managed.json",
            "contoso/app-protection/byod-ios-unmanaged.json",
            "contoso/conditional-access/mobile-apps-need-app-protection.json",
            "contoso/connector/defender.json",
            "contoso/manifest.json",
        ]
    );
    let switches = json!({"@odata.type": "#microsoft.graph.mobileThreatDefenseConnector", "androidMobileApplicationManagementEnabled": true, "iosMobileApplicationManagementEnabled": true});
    assert_eq!(read(&files, "contoso/connector/defender.json"), switches);

    // A wipe where the phone is personal, a block where it is managed; no state of Android is left to neither.
    let android = "mdm,androidEnterprise,androidEnterpriseDedicatedDevicesWithAzureAdSharedMode,androidOpenSourceProjectUserAssociated,androidOpenSourceProjectUserless";
    for (file, kind, states, action) in [
        ("byod-android-unmanaged", "android", "unmanaged", "wipe"),
        ("byod-android-managed", "android", android, "block"),
        ("byod-ios-unmanaged", "ios", "unmanaged", "wipe"),
        ("byod-ios-managed", "ios", "mdm", "block"),
    ] {
        let policy = read(&files, &format!("contoso/app-protection/{file}.json"));
        holds(
            &policy,
            json!({
                "@odata.type": format!("#microsoft.graph.{kind}ManagedAppProtection"),
                "targetedAppManagementLevels": states,
                "maximumAllowedDeviceThreatLevel": "low",
                "mobileThreatDefenseRemediationAction": action,
                "appGroupType": "selectedPublicApps",
                // From the included level: what the scenario itself does not say.
                "pinRequired": true,
                "dataBackupBlocked": true,
            }),
        );
        let own = if kind == "ios" {
            json!({"minimumWarningOsVersion": "17.0", "minimumRequiredOsVersion": "14.8"})
        } else {
            json!({"minimumRequiredPatchVersion": "2026-06-01", "minimumRequiredOsVersion": "9.0"})
        };
        holds(&policy, own);
    }
    assert!(
        read(&files, "contoso/app-protection/byod-ios-managed.json")["description"]
            .as_str()
            .is_some_and(|text| text.contains("security fixes for older versions have ended")),
        "the reason is in the description"
    );

    // As each platform spells it: Android wants a second key beside it.
    let settings = |platform: &str| {
        read(&files, &format!("contoso/app-configuration/defender-stays-signed-in-{platform}.json"))["customSettings"]
            .clone()
    };
    assert_eq!(
        settings("android"),
        json!([{"name": "DefenderMAMConfigs", "value": "1"}, {"name": "DisableSignOut", "value": "1"}])
    );
    assert_eq!(settings("ios"), json!([{"name": "DisableSignOut", "value": "true"}]));

    let access = read(&files, "contoso/conditional-access/mobile-apps-need-app-protection.json");
    holds(&access, json!({"state": "enabledForReportingButNotEnforced"}));
    holds(&access["grantControls"], json!({"operator": "OR", "builtInControls": ["compliantApplication"]}));
    holds(&access["conditions"], json!({"clientAppTypes": ["browser", "mobileAppsAndDesktopClients"]}));
    holds(
        &access["conditions"]["users"],
        json!({"includeUsers": ["All"], "excludeGroups": ["{{group:Emergency access}}"]}),
    );
    holds(&access["conditions"]["applications"], json!({"includeApplications": ["Office365"]}));
    holds(&access["conditions"]["platforms"], json!({"includePlatforms": ["android", "iOS"]}));
}

#[test]
fn byod_s_manifest_can_be_deployed_from_top_to_bottom() {
    let (files, _) = compile("byod");
    let manifest = read(&files, "contoso/manifest.json");
    assert_eq!(manifest["tenant"], json!({"name": "contoso", "id": "7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11"}));
    let objects = manifest["objects"].as_array().expect("objects");
    assert_eq!(objects.len(), files.len() - 1, "an entry for each file but the manifest");
    let mut sent = BTreeSet::new();
    for object in objects {
        let path = object["path"].as_str().expect("a path");
        let kind = path.split('/').next().unwrap_or_default();
        for need in object["needs"].as_array().expect("needs") {
            assert!(sent.contains(need.as_str().expect("a path")), "{path} needs {need}, which comes later");
        }
        if kind == "app-protection" {
            assert_eq!(
                object["needs"],
                json!(["connector/defender.json"]),
                "{path}: without the connector nobody evaluates the threat level"
            );
        }
        if kind == "app-protection" || kind == "app-configuration" {
            let include = json!({"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "{{group:All staff}}"}});
            let exclude = json!({"target": {"@odata.type": "#microsoft.graph.exclusionGroupAssignmentTarget", "groupId": "{{group:Emergency access}}"}});
            assert_eq!(object["actions"]["assign"], json!({"assignments": [include, exclude]}), "{path}");
            let (id, apps) = targets(object);
            let wanted: &[&str] = match (kind, id.as_str()) {
                ("app-configuration", _) => &["com.microsoft.scmx"],
                (_, "bundleId") => {
                    &["com.microsoft.office.outlook", "com.microsoft.skydrive", "com.microsoft.skype.teams"]
                }
                _ => &["com.microsoft.office.outlook", "com.microsoft.skydrive", "com.microsoft.teams"],
            };
            assert_eq!(apps, wanted, "{path}");
        }
        // Each name that is still to be looked up stands where its pointer says.
        let body = read(&files, &format!("contoso/{path}"));
        for reference in object["references"].as_array().expect("references") {
            let place = if reference["in"] == "body" {
                &body
            } else {
                &object["actions"][reference["in"].as_str().expect("a place")]
            };
            let found = place
                .pointer(reference["pointer"].as_str().expect("a pointer"))
                .unwrap_or_else(|| panic!("{path}: {reference}"));
            assert_eq!(
                found,
                &json!(format!(
                    "{{{{{}:{}}}}}",
                    reference["kind"].as_str().expect("a kind"),
                    reference["name"].as_str().expect("a name")
                ))
            );
        }
        sent.insert(path);
    }
}

/// What a `targetApps` body calls the ids of its apps, and these.
fn targets(object: &Value) -> (String, Vec<String>) {
    let apps = object["actions"]["targetApps"]["apps"].as_array().expect("apps");
    let ids = apps.iter().map(|app| app["mobileAppIdentifier"].as_object().expect("an id"));
    let mut names = BTreeSet::new();
    let ids = ids.map(|id| {
        let (name, value) = id.iter().find(|(name, _)| !name.starts_with('@')).expect("an id");
        names.insert(name.clone());
        value.as_str().expect("a text").to_owned()
    });
    let ids = ids.collect();
    assert_eq!(names.len(), 1, "one platform: {names:?}");
    (names.into_iter().next().unwrap_or_default(), ids)
}

#[test]
fn the_article_compiles_and_warns_that_half_of_its_grant_is_dead() {
    let (files, ended) = compile("article");
    assert!(ended.err.contains("warning MAM202"), "{}", ended.err);
    assert!(!ended.err.contains("error MAM"), "{}", ended.err);
    let policies: Vec<_> = files.keys().filter(|path| path.contains("/app-protection/")).collect();
    assert_eq!(policies.len(), 2, "one for each platform: {policies:?}");
    for path in policies {
        holds(
            &read(&files, path),
            json!({"targetedAppManagementLevels": "unmanaged", "maximumAllowedDeviceThreatLevel": "low", "mobileThreatDefenseRemediationAction": "block"}),
        );
    }
    let access = read(&files, "contoso/conditional-access/approved-apps-with-app-protection.json");
    holds(
        &access["grantControls"],
        json!({"operator": "AND", "builtInControls": ["approvedApplication", "compliantApplication"]}),
    );
    holds(&access["conditions"]["users"], json!({"includeUsers": ["All"]}));
    holds(&access["conditions"]["applications"], json!({"includeApplications": ["Office365"]}));
    holds(&access["conditions"]["platforms"], json!({"includePlatforms": ["android", "iOS"]}));
}
