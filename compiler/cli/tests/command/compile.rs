//! `mam compile`: what is written, and what is never touched.

use crate::support::{FABRIKAM, Folder, GOOD, WRONG};
use std::process::Command;

#[test]
fn a_folder_for_each_tenant_with_a_manifest() {
    let folder = Folder::with(&[("p/a.mam", GOOD), ("p/b.mam", FABRIKAM)]);
    let ran = folder.mam(&["compile", "p", "--out", "out"]).ends(0);
    let tree = folder.tree("out");
    for tenant in ["contoso", "fabrikam"] {
        assert!(ran.err.contains(&format!("{tenant}: ")), "{}", ran.err);
        assert!(tree.contains_key(&format!("{tenant}/manifest.json")));
        assert!(tree.keys().any(|path| path.starts_with(&format!("{tenant}/conditional-access/"))), "{tree:#?}");
    }
    assert!(tree.values().all(|text| serde_json::from_str::<serde_json::Value>(text).is_ok()));
    assert_eq!(folder.names(), ["out", "p"]);
}

#[test]
fn twice_is_the_same_and_nothing_old_stays() {
    let folder = Folder::with(&[("p/a.mam", GOOD)]);
    folder.mam(&["compile", "p", "--out", "out"]).ends(0);
    let first = folder.tree("out");
    folder.write("p/a.mam", GOOD.replace("report-only", "enabled").replace("Mobile apps need", "Apps need"));
    folder.mam(&["compile", "p", "--out", "out"]).ends(0);
    assert_ne!(folder.tree("out").keys().collect::<Vec<_>>(), first.keys().collect::<Vec<_>>());
    folder.write("p/a.mam", GOOD);
    folder.mam(&["compile", "p", "--out", "out"]).ends(0);
    assert_eq!(folder.tree("out"), first);
}

#[test]
fn files_that_the_manifest_does_not_list_are_never_lost() {
    let folder = Folder::with(&[("p/a.mam", GOOD), ("p/b.mam", FABRIKAM)]);
    let compile = ["compile", "p", "--out", "out"];
    folder.mam(&compile).ends(0);
    folder.write("out/contoso/sub/mine.txt", "mine");
    folder.write("out/contoso/zzz.txt", "mine");
    let before = folder.tree("out");
    let ran = folder.mam(&compile).ends(1);
    let told = "`out/contoso/sub/mine.txt` is not one of the files that mam wrote, and would be lost; move it out of `out/contoso`";
    assert!(ran.err.contains(told), "{}", ran.err);
    assert_eq!(folder.tree("out"), before);
    std::fs::remove_dir_all(folder.path("out/contoso/sub")).expect("removed");
    std::fs::remove_file(folder.path("out/contoso/zzz.txt")).expect("removed");
    // What a file manager leaves is nobody's work.
    folder.write("out/contoso/.DS_Store", "");
    folder.mam(&compile).ends(0);
    // A folder that is about to go is looked at before anything is changed.
    folder.write("out/fabrikam/mine.txt", "mine");
    folder.write("p/a.mam", GOOD.replace("report-only", "enabled"));
    std::fs::remove_file(folder.path("p/b.mam")).expect("removed");
    let before = folder.tree("out");
    assert!(folder.mam(&compile).ends(1).err.contains("`out/fabrikam/mine.txt` is not one"));
    assert_eq!(folder.tree("out"), before);
    std::fs::remove_file(folder.path("out/fabrikam/mine.txt")).expect("removed");
    folder.write("out/fabrikam/manifest.json", "{\"mam\": 1, <<<<<<<");
    assert!(folder.mam(&compile).ends(1).err.contains("does not tell which files mam wrote"));
    assert_eq!(folder.names(), ["out", "p"]);
}

#[test]
fn a_bundle_never_takes_the_place_of_a_source() {
    let folder = Folder::with(&[("p/a.mam", GOOD)]);
    for file in ["p/a.mam", "p/new.mam", "elsewhere.MAM"] {
        let ran = folder.mam(&["compile", "p", "--bundle", file]).ends(2);
        assert!(ran.err.contains(&format!("`{file}` is the name of a source")), "{}", ran.err);
    }
    assert_eq!(folder.read("p/a.mam"), GOOD);
    assert_eq!(folder.names(), ["p"]);
}

#[test]
#[cfg(unix)]
fn links_are_no_way_to_a_source_or_to_nowhere() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&[("p/a.mam", GOOD), ("text", FABRIKAM)]);
    symlink("p/a.mam", folder.path("link.json")).expect("a link");
    symlink("../text", folder.path("p/b.mam")).expect("a link");
    symlink("nowhere", folder.path("dangling")).expect("a link");
    for file in ["link.json", "text"] {
        let ran = folder.mam(&["compile", "p", "--tenant", "contoso", "--bundle", file]).ends(2);
        assert!(ran.err.contains("is the name of a source"), "{}", ran.err);
    }
    assert_eq!((folder.read("p/a.mam"), folder.read("text")), (GOOD.into(), FABRIKAM.into()));
    let ran = folder.mam(&["compile", "p", "--out", "dangling"]).ends(1);
    assert_eq!(
        ran.err,
        "error: `dangling` is a link to `nowhere`, which is not there; make that folder or remove the link\n"
    );
    let ran = folder.mam(&["compile", "p", "--tenant", "contoso", "--bundle", "dangling"]).ends(1);
    assert!(ran.err.contains("it is a link to something that is not there"), "{}", ran.err);
    assert!(folder.path("dangling").is_symlink());
}

#[test]
fn what_does_not_change_is_not_written_again() {
    let folder = Folder::with(&[("p/a.mam", GOOD)]);
    let written = || {
        std::fs::metadata(folder.path("out/contoso/manifest.json")).and_then(|file| file.modified()).expect("a time")
    };
    folder.mam(&["compile", "p", "--out", "out"]).ends(0);
    let first = written();
    std::thread::sleep(std::time::Duration::from_millis(20));
    folder.mam(&["compile", "p", "--out", "out"]).ends(0);
    assert_eq!(written(), first);
    folder.write("p/a.mam", GOOD.replace("report-only", "enabled"));
    folder.mam(&["compile", "p", "--out", "out"]).ends(0);
    assert!(written() > first);
}

#[test]
fn other_tenants_stay_and_undeclared_ones_go() {
    let folder = Folder::with(&[("p/a.mam", GOOD), ("p/b.mam", FABRIKAM)]);
    folder.mam(&["compile", "p", "--out", "out"]).ends(0);
    let before = folder.tree("out/fabrikam");
    folder.mam(&["compile", "p", "--out", "out", "--tenant", "contoso"]).ends(0);
    assert_eq!(folder.tree("out/fabrikam"), before);
    folder.write("out/notes/mine.txt", "kept");
    std::fs::remove_file(folder.path("p/b.mam")).expect("removed");
    folder.mam(&["compile", "p", "--out", "out", "--tenant", "contoso"]).ends(0);
    assert_eq!(folder.tree("out/fabrikam"), before);
    let ran = folder.mam(&["compile", "p", "--out", "out"]).ends(0);
    assert!(ran.err.contains("removed out/fabrikam"), "{}", ran.err);
    assert!(!folder.path("out/fabrikam").exists());
    assert_eq!(folder.read("out/notes/mine.txt"), "kept");
}

#[test]
fn problems_write_nothing() {
    let folder = Folder::with(&[("p/a.mam", GOOD)]);
    folder.mam(&["compile", "p", "--out", "out"]).ends(0);
    let before = folder.tree("out");
    folder.write("p/b.mam", WRONG);
    folder.mam(&["compile", "p", "--out", "out"]).ends(1);
    assert_eq!(folder.tree("out"), before);
    assert_eq!(folder.names(), ["out", "p"]);
}

#[test]
fn the_files_of_others_are_never_replaced() {
    let folder = Folder::with(&[("p/a.mam", GOOD), ("theirs/photo.jpg", "…"), ("file", "")]);
    let ran = folder.mam(&["compile", "p", "--out", "theirs"]).ends(1);
    assert!(ran.err.contains("`theirs` holds files that mam did not write, such as `photo.jpg`"), "{}", ran.err);
    assert!(folder.mam(&["compile", "p", "--out", "p"]).ends(2).err.contains("holds the source"));
    assert!(folder.mam(&["compile", "p", "--out", "file"]).ends(2).err.contains("is a file"));
    folder.mam(&["compile", "p", "--out", "out", "--tenant", "contoso"]).ends(0);
    std::fs::remove_dir_all(folder.path("out/contoso")).expect("removed");
    folder.write("out/contoso/mine.txt", "kept");
    assert!(folder.mam(&["compile", "p", "--out", "out"]).ends(1).err.contains("did not write"));
    assert_eq!(folder.read("out/contoso/mine.txt"), "kept");
    assert_eq!(folder.names(), ["file", "out", "p", "theirs"]);
}

#[test]
fn out_may_be_below_the_sources() {
    let folder = Folder::with(&[("a.mam", GOOD)]);
    folder.mam(&["compile", ".", "--out", "out"]).ends(0);
    let first = folder.tree("out");
    folder.mam(&["compile", ".", "--out", "out"]).ends(0);
    assert_eq!(folder.tree("out"), first);
    folder.mam(&["compile", "a.mam", "-o", "deep/er/out"]).ends(0);
    assert_eq!(folder.tree("deep/er/out").len(), first.len());
}

#[test]
fn an_unknown_tenant_is_a_problem_with_a_suggestion() {
    let folder = Folder::with(&[("a.mam", GOOD)]);
    let ran = folder.mam(&["compile", ".", "--out", "out", "--tenant", "contso"]).ends(1);
    assert!(ran.err.contains("error MAM075") && ran.err.contains("did you mean `contoso`?"), "{}", ran.err);
    assert_eq!(folder.names(), ["a.mam"]);
}

#[test]
fn a_bundle_is_one_file_or_standard_output() {
    let folder = Folder::with(&[("p/a.mam", GOOD)]);
    folder.mam(&["compile", "p", "--bundle", "b.json"]).ends(0);
    let bundle = folder.read("b.json");
    serde_json::from_str::<serde_json::Value>(&bundle).expect("JSON");
    assert_eq!(folder.mam(&["compile", "p", "--bundle", "-"]).ends(0).out, bundle);
    assert_eq!(folder.names(), ["b.json", "p"]);
    folder.write("p/b.mam", FABRIKAM);
    let ran = folder.mam(&["compile", "p", "--bundle", "b.json"]).ends(2);
    assert!(ran.err.contains("--tenant"), "{}", ran.err);
    folder.mam(&["compile", "p", "--bundle", "b.json", "--tenant", "contoso"]).ends(0);
    assert_eq!(folder.read("b.json"), bundle);
    folder.mam(&["compile", "p", "--bundle", "-", "--format", "json"]).ends(2);
    folder.mam(&["compile", "p", "--bundle", "b.json", "--out", "out"]).ends(2);
    folder.mam(&["compile", "p"]).ends(2);
    assert!(
        folder.mam(&["compile", "p", "--tenant", "contoso", "--bundle", "p"]).ends(1).err.contains("it is a folder")
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said_and_leaves_the_old_tree() {
    let folder = Folder::with(&[("p/a.mam", GOOD)]);
    assert!(folder.mam(&["compile", "p", "--bundle", "/dev/full"]).ends(1).err.contains("the disk is full"));
    std::fs::create_dir(folder.path("small")).expect("a folder");
    // A disk of its own, in a namespace that ends with the shell. Where that is not permitted there is nothing to see.
    let script = r#"mount -t tmpfs -o size=64k none small || exit 77
        "$0" compile p --out small/out 2>/dev/null || exit 78
        dd if=/dev/zero of=small/filler bs=1k 2>/dev/null
        before=$(find small/out -type f -exec cat {} + | cksum)
        sed -i 's/report-only/enabled/' p/a.mam
        "$0" compile p --out small/out; code=$?
        [ "$before" = "$(find small/out -type f -exec cat {} + | cksum)" ] || exit 79
        [ -z "$(find small -name '.*tmp*')" ] || exit 80
        exit $code"#;
    let mut command = Command::new("unshare");
    command.args(["--mount", "--map-root-user", "sh", "-c", script, env!("CARGO_BIN_EXE_mam")]);
    let Ok(output) = command.current_dir(folder.path("")).output() else { return };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    match output.status.code() {
        Some(1) if said.contains("unshare") => {}
        Some(77 | 78) => {}
        code => {
            assert_eq!(code, Some(1), "{said}");
            assert!(said.contains("the disk is full"), "{said}");
        }
    }
}
