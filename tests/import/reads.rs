//! What an import reads like: whole sources, as a person would have written them.

use mam_core::diagnostics::Severity;
use mam_core::import::{Imported, Input, Options, import};
use mam_tests::{Files, check};
use serde_json::{Value, json};

/// Imports objects, each in a file of its own.
fn imported(files: &[(&str, Value)]) -> Imported {
    let inputs: Vec<Input> =
        files.iter().map(|(name, json)| Input { name: (*name).into(), bytes: json.to_string().into_bytes() }).collect();
    import(&inputs, &Options { tenant: Some("contoso".into()), ..Options::default() })
}

/// The source of an import of one file, and what the compiler says against it.
fn source(json: Value) -> String {
    let imported = imported(&[("export.json", json)]);
    let files: Files = imported.files.into_iter().collect();
    let errors = check(&files).diagnostics;
    let errors = errors.iter().filter(|found| found.severity == Severity::Error);
    let errors: String = errors.map(|found| format!("// {}: {}\n", found.code, found.message)).collect();
    let texts: Vec<String> = files.into_iter().map(|(path, text)| format!("// {path}\n{text}")).collect();
    texts.join("\n") + &errors
}

/// A conditional access policy that Graph takes.
fn access(name: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut policy = json!({
        "@odata.type": "#microsoft.graph.conditionalAccessPolicy",
        "displayName": name,
        "state": "enabledForReportingButNotEnforced",
        "conditions": {
            "clientAppTypes": ["all"],
            "applications": {"includeApplications": ["All"]},
            "users": {"includeUsers": ["All"], "excludeGroups": ["6c96716b-b32b-40b8-9009-49748bb6fcd5"]}
        },
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]}
    });
    change(&mut policy);
    policy
}

#[test]
fn filters_and_keys_of_edge_are_sentences() {
    let filter = |name: &str, rule: &str| {
        json!({
            "@odata.type": "#microsoft.graph.deviceAndAppManagementAssignmentFilter",
            "displayName": name,
            "platform": "iOSMobileApplicationManagement",
            "assignmentFilterManagementType": "apps",
            "rule": rule
        })
    };
    let edge = |key: &str, value: &str| json!({"name": format!("com.microsoft.intune.mam.managedbrowser.{key}"), "value": value});
    let source = source(json!([
        filter("Personal", "(app.deviceManagementType -eq \"Unmanaged\")"),
        filter("In this order", "(app.appVersion -startsWith \"4\") and (app.deviceModel -in [\"iPad 1\", \"a and (b])\"]) and (app.operatingSystemVersion -ge 17.0)"),
        filter("Either", "(app.appVersion -startsWith \"4\") or (app.deviceManagementType -eq \"Unmanaged\")"),
        filter("Spaced otherwise", "(app.appVersion -startsWith \"4\")  and (app.deviceManagementType -eq \"Unmanaged\")"),
        {
            "@odata.type": "#microsoft.graph.targetedManagedAppConfiguration",
            "displayName": "Edge",
            "appGroupType": "selectedPublicApps",
            "customSettings": [
                edge("managedTopSites", "Intranet|https://intranet.contoso.com||Help|https://help.contoso.com/?a|b"),
                edge("bookmarks", "no pair at all"),
                edge("DefaultSearchProviderEnabled", "true"),
                edge("DefaultSearchProviderName", "Intranet"),
                edge("DefaultSearchProviderSearchURL", "https://search.contoso.com/?q={searchTerms}"),
                edge("AllowListURLs", "https://*.contoso.com/*|https://example.com"),
                edge("durationOfNTLMSSO", "08")
            ],
            "apps": [
                {"mobileAppIdentifier": {"@odata.type": "#microsoft.graph.iosMobileAppIdentifier", "bundleId": "com.microsoft.msedge"}},
                {"mobileAppIdentifier": {"@odata.type": "#microsoft.graph.androidMobileAppIdentifier", "packageId": "com.microsoft.emmx"}}
            ],
            "assignments": [{"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "ACACACAC-9df4-4c7d-9d50-4ef0226f57a9"}}]
        }
    ]));
    insta::assert_snapshot!(source);
}

#[test]
fn a_configuration_without_apps_is_for_the_platform_whose_words_it_uses() {
    let configuration = |name: &str, key: &str, value: &str| {
        json!({
            "@odata.type": "#microsoft.graph.targetedManagedAppConfiguration",
            "displayName": name,
            "customSettings": [{"name": key, "value": value}]
        })
    };
    let source = source(json!([
        configuration("iOS spells it so", "DefenderNetworkProtectionEnable", "true"),
        configuration("Both", "com.microsoft.intune.mam.managedbrowser.MyApps", "false"),
        configuration("A key of an app's own", "inspection.photos", "on")
    ]));
    insta::assert_snapshot!(source);
}

#[test]
fn what_graph_keeps_compiles() {
    let grouped = "6c96716b-b32b-40b8-9009-49748bb6fcd5";
    let source = source(json!([
        access("Baseline", |_| {}),
        access("baseline", |policy| policy["grantControls"]["builtInControls"] = json!(["compliantDevice"])),
        access("One control under AND", |policy| policy["grantControls"]["operator"] = "AND".into()),
        access("Nobody kept out", |policy| {
            policy["state"] = "enabled".into();
            policy["conditions"]["users"] = json!({"includeUsers": ["All"]});
        }),
        access("By names", |policy| {
            policy["conditions"]["users"] = json!({"includeRoles": ["Global Reader", "Company Administrator"], "includeGroups": [grouped]});
            policy["conditions"]["applications"]["includeApplications"] = json!(["Office 365"]);
            policy["conditions"]["locations"] = json!([]);
            policy["sessionControls"] = json!({"disableResilienceDefaults": false});
        }),
        access("A strength of one's own", |policy| {
            policy["grantControls"]["builtInControls"] = json!([]);
            policy["grantControls"]["authenticationStrength"] =
                json!({"id": "0d2f4a5b-7d2d-4d1c-a0a3-5b0e1c536c7d", "displayName": "Keys only", "policyType": "custom"});
        }),
        {"@odata.type": "#microsoft.graph.countryNamedLocation", "displayName": "Home", "countriesAndRegions": ["FI"]},
        {"@odata.type": "#microsoft.graph.countryNamedLocation", "displayName": "Home", "countriesAndRegions": ["SE"]}
    ]));
    insta::assert_snapshot!(source);
}

#[test]
fn names_of_the_directory_name_the_params() {
    let imported = imported(&[
        (
            "export/MigrationTable.json",
            json!({
                "TenantId": "7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11",
                "Objects": [{"DisplayName": "Emergency access", "Id": "6C96716B-b32b-40b8-9009-49748bb6fcd5", "Type": "Group"}]
            }),
        ),
        (
            "export/Groups/pilot.json",
            json!({
                "@odata.context": "https://graph.microsoft.com/beta/$metadata#groups/$entity",
                "id": "f753047e-de31-4c74-a6fb-c38589047723",
                "displayName": "PilotUsers",
                "groupTypes": [], "mailEnabled": false, "securityEnabled": true, "visibility": null, "renewedDateTime": "2026-01-01T00:00:00Z"
            }),
        ),
        (
            "export/policies.json",
            json!([
                access("Of the directory", |policy| {
                    policy["conditions"]["users"]["includeUsers"] = json!([]);
                    policy["conditions"]["users"]["includeGroups"] = json!(["f753047e-de31-4c74-a6fb-c38589047723"]);
                }),
                {
                    "@odata.type": "#microsoft.graph.iosManagedAppProtection",
                    "displayName": "Of an assignment",
                    "appGroupType": "allMicrosoftApps",
                    "assignments": [{"target": {
                        "@odata.type": "#microsoft.graph.groupAssignmentTarget",
                        "groupId": "01af9d4f-a118-4749-9249-5d3c4af6b1d5",
                        "groupDisplayName": "All staff"
                    }}]
                }
            ]),
        ),
    ]);
    let sources: String = imported.files.values().cloned().collect();
    insta::assert_snapshot!(sources);
    let said: Vec<_> = imported.report.iter().map(|file| file.skipped.join("; ")).collect();
    let name = "there is no policy in it, but 1 name of groups, users and the like: params are called so";
    assert_eq!(said, [name, name, ""]);
}

#[test]
fn whom_every_policy_leaves_out_is_called_so() {
    let (everywhere, here) = ("0141c8e4-2a5f-4c8e-9b1e-8f2f9a3b7c11", "5c96716b-b32b-40b8-9009-49748bb6fcd5");
    let leaving_out = |name: &str, groups: Value| {
        access(name, |policy| {
            policy["conditions"]["users"] =
                json!({"includeUsers": ["All"], "excludeUsers": [everywhere], "excludeGroups": groups});
        })
    };
    let source = source(json!([
        leaving_out("One", json!([here])),
        leaving_out("Two", json!([])),
        leaving_out("Three", json!([])),
        // It is about no people.
        {
            "displayName": "Workloads",
            "state": "enabled",
            "conditions": {
                "clientApplications": {"includeServicePrincipals": ["ServicePrincipalsInMyTenant"]},
                "users": {"includeUsers": ["None"]},
                "applications": {"includeApplications": ["All"]},
                "servicePrincipalRiskLevels": ["high"]
            },
            "grantControls": {"operator": "OR", "builtInControls": ["block"]}
        }
    ]));
    insta::assert_snapshot!(source);
}

#[test]
fn what_every_tenant_has_is_not_made_again() {
    let imported = imported(&[(
        "export.json",
        json!([
            {"@odata.type": "#microsoft.graph.roleScopeTag", "id": "0", "displayName": "Default", "isBuiltIn": true},
            {"@odata.type": "#microsoft.graph.roleScopeTag", "id": "3", "displayName": "Berlin", "isBuiltIn": false},
            {
                "@odata.type": "#microsoft.graph.authenticationStrengthPolicy",
                "id": "00000000-0000-0000-0000-000000000004",
                "displayName": "Phishing-resistant MFA",
                "policyType": "builtIn",
                "allowedCombinations": ["windowsHelloForBusiness", "fido2"]
            },
            {
                "@odata.type": "#microsoft.graph.iosManagedAppProtection",
                "displayName": "By id",
                "appGroupType": "allMicrosoftApps",
                "roleScopeTagIds": ["0", "3"]
            },
            {
                "@odata.type": "#microsoft.graph.iosManagedAppProtection",
                "displayName": "By name",
                "appGroupType": "allMicrosoftApps",
                "pinRequired": false,
                "roleScopeTagIds": ["Default", "Berlin"]
            }
        ]),
    )]);
    let skipped: Vec<_> = imported.report.iter().flat_map(|file| file.skipped.clone()).collect();
    let sources: String = imported.files.values().cloned().collect();
    insta::assert_snapshot!(format!("{}\n\n{sources}", skipped.join("\n")));
}

#[test]
fn what_nobody_sees_in_a_name_is_an_escape_in_the_source() {
    let source = source(json!([access("Safe\u{202e}evil\u{202c} ⚠\u{fe0f}", |_| {})]));
    assert!(source.contains("conditional access \"Safe\\u202eevil\\u202c ⚠\u{fe0f}\" {"), "{source}");
}

#[test]
fn what_many_say_stands_once() {
    let roles = [
        "62e90394-69f5-4237-9190-012177145e10",
        "194ae4cb-b126-40b2-bd5b-6091b380977d",
        "f28a1f50-f6e7-4571-818b-6a12f2af6b6c",
        "29232cdf-9323-42fd-ade2-1d097af3e4de",
        "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",
        "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
        "c4e39bd9-1100-46d3-8c65-fb160da0071f",
        "e8611ab8-c189-46e8-94e1-60213ab1f814",
    ];
    let admins = |name: &str, grant: &str| {
        access(name, |policy| {
            policy["id"] = format!("00000000-0000-0000-0000-0000000000{}", name.len()).into();
            policy["conditions"]["users"]["includeUsers"] = json!([]);
            policy["conditions"]["users"]["includeRoles"] = json!(roles);
            policy["grantControls"]["builtInControls"] = json!([grant]);
        })
    };
    let (first, second) =
        (admins("Admins need a factor", "mfa"), admins("Admins need a good device", "compliantDevice"));
    // The first one stands in the list of all as well.
    let imported = imported(&[("first.json", first.clone()), ("all.json", json!([first, second]))]);
    let sources: String = imported.files.values().cloned().collect();
    insta::assert_snapshot!(sources);
    let again = &imported.report[1].policies[0];
    assert_eq!(again.block.as_deref(), Some("policies.mam: conditional access \"Admins need a factor\""));
    assert_eq!(
        again.notes.last().map(|note| note.detail.as_str()),
        Some("the same policy, with the same id, stands in first.json")
    );
}

#[test]
fn many_policies_stand_in_the_folders_of_their_export() {
    let names: Vec<String> = (0..14)
        .map(|number| {
            format!("export/{}/policy {number}.json", if number < 7 { "Base protection" } else { "Data protection" })
        })
        .collect();
    let files: Vec<(&str, Value)> =
        names.iter().map(|name| (name.as_str(), access(name.rsplit('/').next().unwrap_or_default(), |_| {}))).collect();
    let imported = imported(&files);
    let paths: Vec<_> = imported.files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "baselines.mam",
            "conditional_access/base_protection.mam",
            "conditional_access/data_protection.mam",
            "directory.mam",
            "tenants/contoso.mam"
        ]
    );
}
