//! `mam import`.

use crate::exports::{android, archive, location, strange};
use crate::support::{Folder, Ran};
use mam_tests::corpus;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

/// What an import of the same policies gives, whatever their shape: the sources on standard output.
#[track_caller]
fn sources(ran: Ran) -> String {
    ran.ends(0).out
}

fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).expect("one JSON document")
}

#[test]
fn an_export_becomes_a_source_on_standard_output() {
    let folder = Folder::with(&[("BYOD.json", &android("BYOD").to_string())]);
    let ran = folder.mam(&["import", "BYOD.json", "--tenant", "contoso"]).ends(0);
    insta::assert_snapshot!("source", ran.out);
    insta::assert_snapshot!("report", ran.err);
    assert_eq!(folder.names(), ["BYOD.json"]);
}

#[test]
fn every_shape_is_read_alike() {
    let policy = android("BYOD").to_string();
    let folder = Folder::with(&[("BYOD.json", &policy)]);
    let wanted = sources(folder.mam(&["import", "BYOD.json"]));
    let wide = |read: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = format!("\u{feff}{policy}");
        text.encode_utf16().flat_map(read).collect()
    };
    let shapes = [
        ("list.json", format!("[{policy}]").into_bytes()),
        ("page.json", format!("{{\"value\": [{policy}]}}").into_bytes()),
        ("mark.json", format!("\u{feff}{policy}").into_bytes()),
        ("little.json", wide(u16::to_le_bytes)),
        ("big.json", wide(u16::to_be_bytes)),
        ("archive.zip", archive(&[("App Protection/BYOD.json", policy.as_bytes()), ("read me.txt", b"hello")])),
        ("archive without an ending", archive(&[("BYOD.JSON", policy.as_bytes())])),
        ("no ending", policy.clone().into_bytes()),
    ];
    for (name, bytes) in shapes {
        folder.write(name, &bytes);
        assert_eq!(sources(folder.mam(&["import", name])), wanted, "{name}");
        assert_eq!(sources(folder.mam_with(&["import", "-"], &bytes)), wanted, "{name} on standard input");
    }
}

#[test]
fn a_folder_is_read_with_what_is_in_it() {
    let (one, two) = (android("One").to_string(), android("Two").to_string());
    let folder = Folder::with(&[
        ("in/one.json", &one),
        ("in/deeper/two.JSON", &two),
        ("in/notes.txt", "no export"),
        ("in/.hidden/three.json", "{"),
    ]);
    folder.write("in/more.zip", archive(&[("a/four.json", android("Four").to_string().as_bytes()), ("b.md", b"")]));
    let ran = folder.mam(&["import", "in", "--out", "out", "--format", "json"]).ends(0);
    let document = document(&ran);
    let files: Vec<&str> =
        document["files"].as_array().expect("a list").iter().filter_map(|file| file["file"].as_str()).collect();
    assert_eq!(files, ["in/deeper/two.JSON", "in/more.zip/a/four.json", "in/one.json"]);
    // What is named twice is read once.
    let again = folder.mam(&["import", "in", "in/one.json", "./in/deeper", "--out", "again"]).ends(0);
    assert!(again.err.starts_with("3 policies from 3 files: "), "{}", again.err);
    assert_eq!(folder.tree("again"), folder.tree("out"));
}

#[test]
fn the_sources_compile_to_what_was_exported() {
    let folder = Folder::with(&[("BYOD.json", &android("BYOD").to_string())]);
    let id = "7A4C9D0E-52f1-4c1b-9a55-0d6f5f5b8a11";
    let ran = folder.mam(&["import", "BYOD.json", "-o", "out", "--tenant", "contoso", "--tenant-id", id]).ends(0);
    assert_eq!(ran.out, "");
    assert!(ran.err.starts_with("1 policy from 1 file: 1 block in 1 source → out\n"), "{}", ran.err);
    folder.mam(&["compile", "out", "--out", "compiled"]).ends(0);
    let body: Value = serde_json::from_str(&folder.read("compiled/contoso/app-protection/byod.json")).expect("a body");
    for name in
        ["displayName", "description", "minimumPinLength", "maximumPinRetries", "periodOfflineBeforeAccessCheck"]
    {
        assert_eq!(body[name], android("BYOD")[name], "{name}");
    }
    let manifest = folder.read("compiled/contoso/manifest.json");
    assert!(manifest.contains("3f1b2c4d-0000-4000-8000-000000000001"), "{manifest}");
    assert!(manifest.contains("7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11"), "{manifest}");
}

#[test]
fn a_tenant_that_was_named_is_in_the_sources() {
    let mut policy = android("BYOD");
    policy["assignments"] = json!([]);
    let folder = Folder::with(&[("a.json", &policy.to_string())]);
    let id = "7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11";
    let compiled = |arguments: &[&str]| {
        folder.mam(&[&["import", "a.json", "--out", "out", "--force"], arguments].concat()).ends(0);
        folder.mam(&["compile", "out", "--out", "compiled"]).ends(0);
        let tenants = fs::read_dir(folder.path("compiled")).expect("a folder");
        let names = tenants.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        let names: Vec<String> = names.collect();
        fs::remove_dir_all(folder.path("compiled")).expect("a folder");
        (names, folder.read("out/policies.mam"))
    };
    // Nothing needs a tenant: the sources have none.
    let (names, source) = compiled(&[]);
    assert_eq!((names, source.contains("\ntenant ")), (vec!["default".to_owned()], false));
    let (names, source) = compiled(&["--tenant", "contoso", "--tenant-id", id]);
    assert_eq!(names, ["contoso"]);
    assert!(source.ends_with(&format!("\ntenant contoso {{\n    id \"{id}\"\n}}\n")), "{source}");
    assert_eq!(compiled(&["--tenant-id", id]).0, ["tenant"]);
    assert_eq!(compiled(&["--tenant", "contoso"]).0, ["contoso"]);
}

#[test]
fn what_no_sentence_says_is_set_and_reported() {
    let folder = Folder::with(&[("in/strange.json", &strange("Strange").to_string())]);
    let ran = folder.mam(&["import", "in"]).ends(0);
    for line in ["set deviceLockRequired = true", "set appearanceOfTheFuture = "] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
    insta::assert_snapshot!("strange", ran.err);
    let denied = folder.mam(&["import", "in", "--out", "out", "--deny-warnings"]).ends(1);
    assert!(
        denied.err.ends_with("error: warnings are denied, and there are some; nothing was written\n"),
        "{}",
        denied.err
    );
    assert_eq!(folder.names(), ["in"]);
}

#[test]
fn what_stops_a_compilation_is_said_with_what_helps() {
    let mut bare = android("Bare");
    for name in ["apps", "appGroupType"] {
        bare.as_object_mut().expect("an object").remove(name);
    }
    let folder = Folder::with(&[("bare.json", &bare.to_string())]);
    let ran = folder.mam(&["import", "bare.json"]).ends(0);
    assert!(ran.out.contains("// The export does not say which apps this is for: name them"), "{}", ran.out);
    let said =
        "  error MAM302 no app gets this policy (1 time)\n    to mend it: say `apps core microsoft` or name them";
    assert!(ran.err.contains(said), "{}", ran.err);
}

#[test]
fn what_is_no_policy_is_named_and_skipped() {
    let folder = Folder::with(&[
        ("in/byod.json", &android("BYOD").to_string()),
        ("in/package.json", r#"{"name": "tools", "version": "1.0.0"}"#),
        ("in/profile.json", r##"{"@odata.type": "#microsoft.graph.iosCompliancePolicy", "displayName": "C"}"##),
    ]);
    let ran = folder.mam(&["import", "in", "--out", "out"]).ends(0);
    insta::assert_snapshot!("skipped", ran.err);
    // Alone, there is nothing to import.
    let ran = folder.mam(&["import", "in/package.json", "--out", "none"]).ends(1);
    assert!(
        ran.err.contains("error: there is no policy that could be imported, and nothing was written\n"),
        "{}",
        ran.err
    );
    assert_eq!(folder.names(), ["in", "out"]);
}

#[test]
fn a_broken_file_is_an_error_for_itself_alone() {
    let mut wrong = android("Wrong");
    wrong["minimumPinLength"] = json!("6");
    wrong["pinRequired"] = json!(1);
    let folder = Folder::with(&[
        ("in/byod.json", &android("BYOD").to_string()),
        ("in/half.json", "{\"displayName\": \"Half"),
        ("in/twice.json", r#"{"displayName": "A", "displayName": "B"}"#),
        ("in/wrong.json", &wrong.to_string()),
        ("in/picture.json", "\u{0}\u{1}\u{2}"),
    ]);
    let ran = folder.mam(&["import", "in", "--out", "out"]).ends(1);
    insta::assert_snapshot!("broken", ran.err);
    assert!(folder.read("out/policies.mam").contains("app protection \"BYOD\""));
    assert!(!folder.read("out/policies.mam").contains("Wrong"));
}

#[test]
fn the_report_for_tools_is_one_document() {
    let folder = Folder::with(&[("in/a.json", &strange("A").to_string()), ("in/b.json", "nothing")]);
    let ran = folder.mam(&["import", "in", "--out", "out", "--format", "json"]).ends(1);
    assert_eq!(ran.err, "");
    insta::assert_snapshot!("document", ran.out);
    // Also when nothing can be written.
    let ran = folder.mam(&["import", "in", "--out", "out", "--format", "json"]).ends(1);
    assert!(document(&ran)["failure"].as_str().is_some_and(|failure| failure.contains("out/policies.mam")));
}

#[test]
fn several_sources_are_printed_with_their_names() {
    let policies: Vec<Value> = (0..20).map(|place| android(&format!("Policy {place}"))).collect();
    let all = json!({ "protection": policies, "locations": [location("Home")] });
    let folder = Folder::with(&[("all.json", &all.to_string())]);
    folder.mam(&["import", "all.json", "--out", "out"]).ends(0);
    let printed = sources(folder.mam(&["import", "all.json"]));
    let tree = folder.tree("out");
    let files: Vec<String> = tree.iter().map(|(path, text)| format!("// {path}\n\n{text}")).collect();
    assert!(files.len() > 2);
    assert_eq!(printed, files.join("\n"));
}

#[test]
fn nothing_is_overwritten_unless_that_is_wished() {
    let folder = Folder::with(&[
        ("a.json", &android("A").to_string()),
        ("out/policies.mam", "mine"),
        ("out/other.mam", "// mine, too"),
    ]);
    let ran = folder.mam(&["import", "a.json", "--out", "out"]).ends(1);
    let message = "error: `out/policies.mam` is there already, and nothing was written; name another folder with --out, \
                   or add --force to replace it\n";
    assert!(ran.err.ends_with(message), "{}", ran.err);
    let mine = [("other.mam", "// mine, too"), ("policies.mam", "mine")];
    assert_eq!(folder.tree("out"), mine.map(|(path, text)| (path.to_owned(), text.to_owned())).into());
    folder.mam(&["import", "a.json", "--out", "out", "--force"]).ends(0);
    assert!(folder.read("out/policies.mam").contains("app protection \"A\""));
    assert_eq!(folder.read("out/other.mam"), "// mine, too");
    assert_eq!(folder.names(), ["a.json", "out"]);
}

#[test]
fn a_folder_is_written_as_a_whole_or_not_at_all() {
    let policies: Vec<Value> = (0..20).map(|place| android(&format!("Policy {place}"))).collect();
    let folder = Folder::with(&[("all.json", &json!(policies).to_string()), ("out/app_protection.mam", "mine")]);
    fs::create_dir_all(folder.path("out/tenants/tenant.mam")).expect("a folder in the way");
    let before = folder.tree("out");
    for force in [&["--force"][..], &[]] {
        let ran = folder.mam(&[&["import", "all.json", "--out", "out"], force].concat()).ends(1);
        assert!(ran.err.contains("`out/tenants/tenant.mam` is a folder, where a file is to be written"), "{}", ran.err);
        assert_eq!(folder.tree("out"), before);
    }
    folder.write("file", "");
    let ran = folder.mam(&["import", "all.json", "--out", "file"]).ends(2);
    assert_eq!(ran.err, "error: `file` is a file; name a folder with --out\n");
}

#[test]
fn wrong_use_ends_with_2() {
    let folder = Folder::with(&[("a.json", &android("A").to_string())]);
    let wrong: [&[&str]; 8] = [
        &[],
        &["a.json", "--format", "json"],
        &["a.json", "--format", "sarif", "--out", "out"],
        &["-", "-"],
        &["a.json", "--force"],
        &["a.json", "--tenant", "../evil"],
        &["a.json", "--tenant", ""],
        &["a.json", "--tenant-id", "contoso"],
    ];
    for arguments in wrong {
        let ran = folder.mam(&[&["import"], arguments].concat()).ends(2);
        assert!(ran.err.contains("error: "), "{arguments:?}: {}", ran.err);
    }
    let ran = folder.mam(&["import", "nowhere.json"]).ends(1);
    assert_eq!(
        ran.err,
        "error: `nowhere.json` cannot be read: there is no such file or folder; look at the spelling\n"
    );
    fs::create_dir(folder.path("empty")).expect("a folder");
    let ran = folder.mam(&["import", "empty"]).ends(1);
    assert!(ran.err.contains("`empty` holds no .json or .zip files"), "{}", ran.err);
    assert_eq!(folder.names(), ["a.json", "empty"]);
}

#[test]
fn published_policies_are_read_from_folders_and_archives_alike() {
    let Some(published) = corpus("published_policies_are_read_from_folders_and_archives_alike", "") else { return };
    let mut files = BTreeMap::new();
    collect(&published, "", &mut files);
    let entries: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let folder = Folder::with(&[]);
    folder.write("all.zip", archive(&entries));
    let corpus = published.to_string_lossy();
    let from_folder = folder.mam(&["import", &corpus, "--out", "a", "--format", "json"]).ends(0);
    let from_archive = folder.mam(&["import", "all.zip", "--out", "b", "--format", "json"]).ends(0);
    let summary = |ran: &Ran| document(ran)["summary"].clone();
    assert_eq!(summary(&from_folder), summary(&from_archive));
    assert!(summary(&from_folder)["policies"].as_u64().is_some_and(|count| count > 150), "{}", summary(&from_folder));
    assert_eq!(folder.tree("a"), folder.tree("b"));
}

fn collect(folder: &std::path::Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else if name.ends_with(".json") {
            files.insert(name, fs::read(entry.path()).expect("a file"));
        }
    }
}
