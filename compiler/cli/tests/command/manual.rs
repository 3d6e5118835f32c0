//! `mam manual`.

use crate::support::Folder;

/// A project with a sentence of its own.
const INSPECTIONS: &str = r#"//! Contoso Inspections
//!
//! What the app of our technicians reads. `set` writes any other key, such as a|b or <c>.

use std.apps (outlook)

/// Whether inspectors may add photos to a report.
/// They are kept *for_ever*.
sentence "inspection photos {switch}" for android, ios {
    switch  blocked = "false" | allowed = "true"
    in      app configuration
    graph   customSettings.PhotosAllowed = switch
    portal  "App configuration policies" "General configuration settings" "PhotosAllowed"
    beside  "apps outlook"
    example "inspection photos blocked"
    source  "the app's guide for administrators"
}

app configuration "Inspections" for android, ios {
    apps outlook
    assign to group "Technicians"
    inspection photos blocked
}
"#;

#[test]
fn the_pages_are_written_and_written_again() {
    let folder = Folder::with(&[]);
    let ran = folder.mam(&["manual", "--out", "manual"]).ends(0);
    let pages = folder.tree("manual");
    assert_eq!(ran.err, format!("{} pages → manual\n", pages.len()));
    assert_eq!(ran.out, "");
    assert!(pages["README.md"].contains("# Reference\n"), "{}", pages["README.md"]);

    let mark = pages["README.md"].lines().next().expect("a line").to_owned();
    folder.write("manual/gone.md", format!("{mark}\n\n# A section of an older mam\n"));
    folder.write("manual/notes.md", "mine\n");
    folder.write("manual/naming.md", format!("{mark}\n\nolder\n"));
    folder.mam(&["manual", "--out", "manual"]).ends(0);
    let mut again = folder.tree("manual");
    assert_eq!(again.remove("notes.md").as_deref(), Some("mine\n"));
    assert_eq!(again, pages);
}

#[test]
fn what_mam_did_not_write_is_replaced_only_if_that_is_wished() {
    let folder = Folder::with(&[("manual/README.md", "mine\n")]);
    let ran = folder.mam(&["manual", "--out", "manual"]).ends(1);
    assert_eq!(
        ran.err.replace('\\', "/"),
        "error: `manual/README.md` is there already, and mam did not write it; nothing was written; name another folder with --out, or \
         add --force to replace it\n"
    );
    assert_eq!(folder.tree("manual").into_values().collect::<Vec<_>>(), ["mine\n"]);
    folder.mam(&["manual", "--out", "manual", "--force"]).ends(0);
    assert!(folder.read("manual/README.md").contains("# Reference\n"));
}

#[test]
fn a_file_is_no_folder() {
    let folder = Folder::with(&[("manual", "mine\n")]);
    let ran = folder.mam(&["manual", "--out", "manual"]).ends(2);
    assert_eq!(ran.err, "error: `manual` is a file; name a folder with --out\n");
    assert_eq!(folder.mam(&["manual"]).ends(2).out, "");
}

#[test]
fn a_project_s_own_sentences_have_a_page() {
    let folder = Folder::with(&[("project/inspections.mam", INSPECTIONS)]);
    folder.mam(&["manual", "project", "--out", "manual"]).ends(0);
    let pages = folder.tree("manual");
    assert!(pages["README.md"].contains("## This project's own sentences\n"), "{}", pages["README.md"]);
    assert!(pages["phrases.md"].contains("(project-inspections.md#inspection-photos-switch)"));
    insta::assert_snapshot!(pages["project-inspections.md"]);
}

#[test]
fn an_example_that_does_not_compile_is_told_and_not_shown() {
    let wrong = INSPECTIONS.replace("example \"inspection photos blocked\"", "example \"inspection photos hidden\"");
    let folder = Folder::with(&[("project/inspections.mam", &wrong)]);
    let ran = folder.mam(&["manual", "project", "--out", "manual"]).ends(0);
    assert!(
        ran.err.starts_with(
            "note: no example of `inspection photos {switch}` compiles, and its page shows none; write one, or mend it\n"
        ),
        "{}",
        ran.err
    );
    assert!(!folder.read("manual/project-inspections.md").contains("```"));
}

#[test]
fn a_project_with_errors_gets_no_manual() {
    let wrong = INSPECTIONS.replace("    switch  blocked", "    swich   blocked");
    let folder = Folder::with(&[("project/inspections.mam", &wrong)]);
    let ran = folder.mam(&["manual", "project", "--out", "manual", "--format", "json"]).ends(1);
    let document: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_ne!(document["summary"]["errors"], 0, "{document:#}");
    assert!(!folder.path("manual").exists());
}
