//! Exports as Graph and its tools write them, for the tests of the import.

use serde_json::{Value, json};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The answer of Graph to a question for an app protection policy with its apps and assignments.
pub fn android(name: &str) -> Value {
    json!({
        "@odata.context": "https://graph.microsoft.com/beta/$metadata#deviceAppManagement/androidManagedAppProtections(apps(),assignments())/$entity",
        "@odata.type": "#microsoft.graph.androidManagedAppProtection",
        "id": "T_5b0e1c53-7d2d-4d1c-a0a3-0d2f4a5b6c7d",
        "version": "\"3d00a1b2-0000-0d00-0000-650000000000\"",
        "createdDateTime": "2025-11-03T09:12:44.1234567Z",
        "lastModifiedDateTime": "2026-02-17T15:01:02Z",
        "isAssigned": true,
        "deployedAppCount": 1,
        "displayName": name,
        "description": "Phones that people own.",
        "roleScopeTagIds": ["0"],
        "pinRequired": true,
        "minimumPinLength": 6,
        "maximumPinRetries": 5,
        "deviceLockRequired": true,
        "periodOfflineBeforeAccessCheck": "PT12H",
        "periodOfflineBeforeWipeIsEnforced": "P90D",
        "appGroupType": "selectedPublicApps",
        "apps@odata.context": "https://graph.microsoft.com/beta/$metadata#apps",
        "apps": [{
            "id": "com.microsoft.office.outlook.android",
            "version": "-11111",
            "mobileAppIdentifier": {
                "@odata.type": "#microsoft.graph.androidMobileAppIdentifier",
                "packageId": "com.microsoft.office.outlook"
            }
        }],
        "assignments": [
            {
                "id": "3f1b2c4d-0000-4000-8000-000000000001_incl",
                "source": "direct",
                "target": {
                    "@odata.type": "#microsoft.graph.groupAssignmentTarget",
                    "groupId": "3f1b2c4d-0000-4000-8000-000000000001",
                    "deviceAndAppManagementAssignmentFilterId": null,
                    "deviceAndAppManagementAssignmentFilterType": "none"
                }
            }
        ]
    })
}

/// A named location, which many policies refer to.
pub fn location(name: &str) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.countryNamedLocation",
        "id": "0a0b0c0d-0000-4000-8000-000000000009",
        "displayName": name,
        "countriesAndRegions": ["DE", "AT"],
        "includeUnknownCountriesAndRegions": false
    })
}

/// A policy with a value that no sentence says and a property that mam does not know.
pub fn strange(name: &str) -> Value {
    let mut policy = android(name);
    policy["roleScopeTagIds"] = json!(["0", "7"]);
    policy["appearanceOfTheFuture"] = json!({ "theme": "dark" });
    policy
}

/// An archive of these files.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    packed(files, CompressionMethod::Deflated)
}

/// An archive of these files as they are, in which a test can change bytes.
pub fn stored(files: &[(&str, &[u8])]) -> Vec<u8> {
    packed(files, CompressionMethod::Stored)
}

fn packed(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default().compression_method(method);
        archive.start_file(*name, options).expect("an entry");
        archive.write_all(bytes).expect("its bytes");
    }
    archive.finish().expect("an archive").into_inner()
}
