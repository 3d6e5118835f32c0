//! `mam fmt`.

use crate::support::{Folder, WRONG};

const UGLY: &str = "baseline calm for ios {\n  block printing   \n      }\n";
const PRETTY: &str = "baseline calm for ios {\n    block printing\n}\n";

#[test]
fn files_are_rewritten_and_named() {
    let folder = Folder::with(&[("a.mam", UGLY), ("sub/b.mam", PRETTY)]);
    let ran = folder.mam(&["fmt", "."]).ends(0);
    assert_eq!(ran.out, "a.mam\n");
    assert_eq!(ran.err, "1 file formatted, 1 unchanged\n");
    assert_eq!(folder.read("a.mam"), PRETTY);
    assert_eq!(folder.mam(&["fmt", "."]).ends(0).out, "");
    assert_eq!(folder.names(), ["a.mam", "sub"]);
}

#[test]
fn check_prints_a_difference_and_changes_nothing() {
    let folder = Folder::with(&[("a.mam", UGLY)]);
    let ran = folder.mam(&["fmt", "--check", "a.mam"]).ends(1);
    assert_eq!(
        ran.out,
        "--- a.mam\n+++ a.mam\n@@ -1,3 +1,3 @@\n baseline calm for ios {\n-  block printing   \n-      }\n+    block printing\n+}\n"
    );
    assert_eq!(folder.read("a.mam"), UGLY);
    folder.write("a.mam", PRETTY);
    folder.mam(&["fmt", "--check", "a.mam"]).ends(0);
}

#[test]
fn a_file_with_problems_stays_as_it_is() {
    let folder = Folder::with(&[("a.mam", WRONG), ("b.mam", UGLY)]);
    let ran = folder.mam(&["fmt", "."]).ends(1);
    assert!(ran.err.contains("MAM004"), "{}", ran.err);
    assert_eq!(folder.read("a.mam"), WRONG);
    assert_eq!(folder.read("b.mam"), PRETTY);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = Folder::with(&[]);
    assert_eq!(folder.mam_with(&["fmt", "-"], UGLY).ends(0).out, PRETTY);
    assert_eq!(folder.mam_with(&["fmt", "-"], PRETTY).ends(0).out, PRETTY);
    assert!(folder.mam_with(&["fmt", "-", "--check"], UGLY).ends(1).out.starts_with("--- <stdin>\n"));
    let ran = folder.mam_with(&["fmt", "-"], WRONG).ends(1);
    assert_eq!(ran.out, "");
    folder.mam_with(&["fmt", "-", "a.mam"], "").ends(2);
}

#[test]
#[cfg(unix)]
fn a_file_with_two_names_stays_one_file() {
    use std::os::unix::fs::MetadataExt;
    for text in ["param   staff: group\n", "param staff: group\n\n\n\n\n\n", "param staff:group"] {
        let folder = Folder::with(&[("a.mam", text)]);
        std::fs::hard_link(folder.path("a.mam"), folder.path("other")).expect("a link");
        let before = std::fs::metadata(folder.path("a.mam")).expect("a file").ino();
        folder.mam(&["fmt", "a.mam"]).ends(0);
        assert_eq!(folder.read("a.mam"), "param staff: group\n");
        assert_eq!(folder.read("other"), "param staff: group\n");
        assert_eq!(std::fs::metadata(folder.path("a.mam")).expect("a file").ino(), before);
        assert_eq!(folder.names(), ["a.mam", "other"]);
    }
}

#[test]
#[cfg(unix)]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with(&[("real/a.mam", UGLY)]);
    std::fs::set_permissions(folder.path("real/a.mam"), std::fs::Permissions::from_mode(0o640)).expect("a mode");
    symlink("real/a.mam", folder.path("link.mam")).expect("a link");
    folder.mam(&["fmt", "link.mam"]).ends(0);
    assert_eq!(folder.read("real/a.mam"), PRETTY);
    let mode = std::fs::metadata(folder.path("real/a.mam")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(folder.path("link.mam").is_symlink());
}

#[test]
#[cfg(unix)]
fn the_owner_stays_where_the_system_lets_us() {
    use std::os::unix::fs::{MetadataExt, chown};
    let folder = Folder::with(&[("a.mam", UGLY)]);
    if chown(folder.path("a.mam"), Some(4321), Some(4322)).is_err() {
        eprintln!("SKIPPED the_owner_stays_where_the_system_lets_us: only root can give a file away");
        return;
    }
    folder.mam(&["fmt", "a.mam"]).ends(0);
    let metadata = std::fs::metadata(folder.path("a.mam")).expect("a file");
    assert_eq!((metadata.uid(), metadata.gid()), (4321, 4322));
    assert_eq!(folder.read("a.mam"), PRETTY);
}

#[test]
fn a_difference_that_nobody_would_read_is_not_printed() {
    let folder =
        Folder::with(&[("long.mam", &"\n".repeat(300_000)), ("wide.mam", &format!("//{}  \n", "x".repeat(5 << 20)))]);
    for file in ["long.mam", "wide.mam"] {
        let ran = folder.mam(&["fmt", "--check", file]).ends(1);
        assert_eq!(ran.out, "");
        let told = format!(
            "{file}: would change; the difference is too large to print\n1 file would change, 0 formatted already\n"
        );
        assert_eq!(ran.err, told);
    }
}

#[test]
fn so_many_problems_are_printed_and_no_more() {
    let folder = Folder::with(&[]);
    for place in 0..15 {
        folder.write(&format!("{place:02}.mam"), "“ ".repeat(1000));
    }
    let ran = folder.mam(&["fmt", ".", "--format", "json"]).ends(1);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert!(json["diagnostics"].as_array().is_some_and(|diagnostics| diagnostics.len() <= 10_000));
    assert!(json["summary"]["omitted"].as_u64().is_some_and(|omitted| omitted >= 5_000), "{}", json["summary"]);
}

#[test]
fn tools_are_told_which_files_would_change() {
    let folder = Folder::with(&[("a.mam", UGLY), ("b.mam", PRETTY), ("c.mam", WRONG)]);
    let ran = folder.mam(&["fmt", "--check", ".", "--format", "json"]).ends(1);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let said = json["diagnostics"].as_array().into_iter().flatten();
    let changes: Vec<_> = said.filter(|diagnostic| diagnostic["code"] == "MAM014").collect();
    assert_eq!(changes.len(), 1, "{}", ran.out);
    assert_eq!(changes[0]["labels"][0]["file"], "a.mam", "{}", ran.out);
    let sarif = folder.mam(&["fmt", "--check", ".", "--format", "sarif"]).ends(1).out;
    assert!(sarif.contains("\"MAM014\""), "{sarif}");
    let github = folder.mam(&["fmt", "--check", ".", "--format", "github"]).ends(1).out;
    assert!(github.contains("::warning file=a.mam,line=2"), "{github}");
    // A person reads the difference.
    assert!(!folder.mam(&["fmt", "--check", "."]).ends(1).err.contains("MAM014"));
}

#[test]
fn standard_output_is_for_one_of_text_and_document() {
    let folder = Folder::with(&[]);
    for format in ["json", "sarif", "github"] {
        let ran = folder.mam_with(&["fmt", "-", "--format", format], "").ends(2);
        assert!(ran.err.contains("both want standard output") && !ran.out.contains("baseline"), "{ran:?}");
    }
    let ran = folder.mam_with(&["fmt", "-", "--check", "--format", "json"], UGLY).ends(1);
    serde_json::from_str::<serde_json::Value>(&ran.out).expect("JSON");
    assert!(ran.err.contains("--- <stdin>\n"), "{}", ran.err);
}

#[test]
#[cfg(unix)]
fn one_file_that_cannot_be_written_does_not_keep_the_others() {
    let large = UGLY.repeat(2000);
    let folder = Folder::with(&[("a.mam", UGLY), ("b.mam", &large), ("c.mam", UGLY), ("d.mam", WRONG)]);
    // Files larger than a few blocks cannot be written.
    let script = r#"trap '' XFSZ; ulimit -f 16; exec "$0" fmt ."#;
    let mut command = std::process::Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_mam")]).current_dir(folder.path(""));
    let ran = crate::support::Ran::of(command.output().expect("it runs")).ends(1);
    assert_eq!(ran.out, "a.mam\nc.mam\n");
    assert!(ran.err.contains("2 files formatted, 0 unchanged, 1 with problems, 1 not written\n"), "{}", ran.err);
    assert!(ran.err.contains("b.mam` cannot be written: "), "{}", ran.err);
    assert_eq!(
        (folder.read("a.mam"), folder.read("b.mam"), folder.read("c.mam")),
        (PRETTY.into(), large, PRETTY.into())
    );
    assert_eq!(folder.names(), ["a.mam", "b.mam", "c.mam", "d.mam"]);
}

#[test]
fn a_file_with_denied_warnings_stays_as_it_is() {
    let warned = format!("{UGLY}\n/// Of nothing.\n");
    let folder = Folder::with(&[("a.mam", &warned), ("b.mam", UGLY)]);
    let ran = folder.mam(&["fmt", ".", "--deny-warnings"]).ends(1);
    assert_eq!((ran.out.as_str(), folder.read("a.mam")), ("b.mam\n", warned));
    folder.mam(&["fmt", "."]).ends(0);
    assert!(folder.read("a.mam").starts_with(PRETTY));
}

#[test]
#[cfg(target_os = "linux")]
fn too_much_standard_input_is_refused() {
    let folder = Folder::with(&[]);
    let zeros = std::fs::File::create_new(folder.path("zeros")).expect("a file");
    zeros.set_len((512 << 20) + 1).expect("a sparse file");
    let input = std::fs::File::open(folder.path("zeros")).expect("a file");
    let ran = crate::support::Ran::of(folder.command(&["fmt", "-"]).stdin(input).output().expect("it runs")).ends(1);
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        ("", "error: standard input cannot be read: it is larger than 512 MiB; split it into several files\n")
    );
}
