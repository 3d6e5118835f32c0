//! Exports that mean harm, or came to harm: each is a clear error for itself, and nothing is written but to `--out`.

use crate::exports::{android, archive, stored};
use crate::support::Folder;
use std::fs::{self, File};

/// Imports a folder in which one file is good; gives what is said of the other ones.
#[track_caller]
fn said_of(folder: &Folder) -> Vec<String> {
    folder.write("in/good.json", android("Good").to_string());
    let before = folder.names();
    let ran = folder.mam(&["import", "in", "--out", "out"]).ends(1);
    assert!(folder.read("out/policies.mam").contains("app protection \"Good\""));
    assert_eq!(folder.tree("out").len(), 1);
    fs::remove_dir_all(folder.path("out")).expect("it is there");
    assert_eq!(folder.names(), before);
    let said = ran.err.lines().skip_while(|line| !line.is_empty()).filter(|line| !line.is_empty());
    said.take_while(|line| !line.starts_with("in/good.json")).map(str::to_owned).collect()
}

#[test]
fn text_that_is_no_export() {
    let folder = Folder::with(&[
        ("in/brackets.json", &"[".repeat(100_000)),
        ("in/deep.json", &(r#"{"a":"#.repeat(100_000) + "1" + &"}".repeat(100_000))),
        ("in/empty.json", ""),
        ("in/large number.json", r#"{"a": 1e999}"#),
        ("in/objects.json", &format!("[{}]", vec!["{}"; 100_001].join(","))),
    ]);
    folder.write("in/latin.json", b"{\"displayName\": \"B\xfcro\"}");
    insta::assert_snapshot!(said_of(&folder).join("\n"));
}

#[test]
#[cfg(unix)]
fn files_that_are_too_large_or_none_are_not_read() {
    let folder = Folder::with(&[("in/folder.json/a.txt", "")]);
    let large = File::create_new(folder.path("in/large.json")).expect("a file");
    large.set_len(1 << 30).expect("a sparse file");
    let large = File::create_new(folder.path("in/large.zip")).expect("a file");
    large.set_len(1 << 30).expect("a sparse file");
    std::os::unix::fs::symlink("loop.json", folder.path("in/loop.json")).expect("a link");
    std::os::unix::fs::symlink("..", folder.path("in/up")).expect("a link");
    std::os::unix::fs::symlink("/dev/zero", folder.path("in/zero.json")).expect("a link");
    insta::assert_snapshot!(said_of(&folder).join("\n"));
    let zeros = File::open(folder.path("in/large.json")).expect("a file");
    let output = folder.command(&["import", "-"]).stdin(zeros).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: standard input cannot be read: it is larger than 256 MiB; split it into several files\n"
    );
}

#[test]
fn names_that_lead_elsewhere_lead_nowhere() {
    let policy = android("Evil").to_string();
    let names = ["../evil.json", "a/../../evil.json", "/evil.json", "C:\\evil.json", "..\\evil.json", "\\evil.json"];
    let entries: Vec<_> = names.iter().map(|name| (*name, policy.as_bytes())).collect();
    let folder = Folder::with(&[]);
    folder.write("in/evil.zip", archive(&entries));
    let said = said_of(&folder);
    let why = "  error: its name leads out of the archive, as no honest one does; it was not read";
    let names = names.map(|name| format!("in/evil.zip/{}", name.replace('\\', "/")));
    let wanted: Vec<String> = names.into_iter().flat_map(|name| [name, why.into()]).collect();
    assert_eq!(said, wanted);
    // Windows PowerShell 5 writes such names for files in folders.
    folder.write("harmless.zip", archive(&[("a\\b.json", policy.as_bytes())]));
    assert!(folder.mam(&["import", "harmless.zip"]).ends(0).out.contains("app protection \"Evil\""));
}

#[test]
fn archives_that_grow_without_end_are_refused() {
    let folder = Folder::with(&[]);
    let zeros = vec![b' '; 64 << 20];
    folder.write("in/bomb.zip", archive(&[("spaces.json", &zeros)]));
    let noise: Vec<u8> = (0u32..1 << 18).map(|n| b' ' + (n.wrapping_mul(2_654_435_761) >> 27) as u8).collect();
    let large = noise.repeat((120 << 20) / noise.len());
    let names: Vec<String> = (0..9).map(|place| format!("{place}.json")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), large.as_slice())).collect();
    folder.write("in/much.zip", archive(&entries));
    let names: Vec<String> = (0..100_001).map(|place| format!("{place}.json")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    folder.write("in/many.zip", stored(&entries));
    insta::assert_snapshot!(said_of(&folder).join("\n"));
}

/// An archive whose list names one file many times.
fn overlapping(bytes: &[u8], times: u16) -> Vec<u8> {
    let single = archive(&[("0000.json", bytes)]);
    let list = single.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("its list");
    let end = single.windows(4).rposition(|bytes| bytes == b"PK\x05\x06").expect("its end");
    let entry = &single[list..end];
    let name = entry.windows(9).position(|bytes| bytes == b"0000.json").expect("its name");
    let mut many = single[..list].to_vec();
    for place in 0..times {
        let mut entry = entry.to_vec();
        entry[name..name + 4].copy_from_slice(format!("{place:04}").as_bytes());
        many.extend(entry);
    }
    let mut tail = single[end..].to_vec();
    tail[8..10].copy_from_slice(&times.to_le_bytes());
    tail[10..12].copy_from_slice(&times.to_le_bytes());
    let size = u32::try_from(many.len() - list).expect("small");
    tail[12..16].copy_from_slice(&size.to_le_bytes());
    many.extend(tail);
    many
}

#[test]
fn files_of_an_archive_that_lie_in_each_other_count_each() {
    let folder = Folder::with(&[]);
    // Two gigabytes out of a few kilobytes.
    folder.write("in/bomb.zip", overlapping(&vec![b' '; 1 << 20], 2048));
    // Few of them are what they are: policies that came several times.
    folder.write("few.zip", overlapping(android("Twin").to_string().as_bytes(), 2));
    insta::assert_snapshot!(said_of(&folder).join("\n"));
    assert!(folder.mam(&["import", "few.zip"]).ends(0).err.starts_with("2 policies from 2 files"));
}

#[test]
fn links_in_an_archive_lead_nowhere() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.add_symlink("link.json", "../../secret.json", options).expect("a link");
    writer.add_symlink("folder", "/", options).expect("a link");
    let linking = writer.finish().expect("an archive").into_inner();
    let folder = Folder::with(&[("secret.json", &android("Secret").to_string())]);
    folder.write("in/linking.zip", linking);
    insta::assert_snapshot!(said_of(&folder).join("\n"));
}

#[test]
fn text_in_encodings_that_are_broken() {
    let folder = Folder::with(&[("in/mark.json", "\u{feff}")]);
    folder.write("in/half.json", b"\xff\xfe{");
    folder.write("in/lonely.json", b"\xff\xfe{\x00\x00\xd8}\x00");
    folder.write("in/wide mark.json", b"\xfe\xff");
    folder.write("in/wider.json", b"\xff\xfe\x00\x00{\x00\x00\x00");
    insta::assert_snapshot!(said_of(&folder).join("\n"));
}

#[test]
fn what_is_too_long_for_a_source_is_an_error_of_its_policy() {
    let mut set = android("Set");
    set["ofTheFuture"] = "a".repeat(2 << 20).into();
    let mut described = android("Described");
    described["description"] = "b".repeat(2 << 20).into();
    let folder = Folder::with(&[
        ("in/described.json", &described.to_string()),
        ("in/named.json", &android(&"c".repeat(2 << 20)).to_string()),
        ("in/set.json", &set.to_string()),
    ]);
    let said = said_of(&folder).join("\n");
    insta::assert_snapshot!(said.replace(&"c".repeat(2 << 20), "ccc…"));
}

#[test]
fn archives_that_lie_or_are_broken() {
    let policy = android("Policy").to_string();
    let good = stored(&[("policy.json", policy.as_bytes())]);
    let folder = Folder::with(&[("in/text.zip", "no archive"), ("in/empty.zip", "")]);
    folder.write("in/half.zip", &good[..good.len() / 2]);
    let mut changed = good.clone();
    changed[100] ^= 1;
    folder.write("in/changed.zip", changed);
    folder.write("in/inner.zip", archive(&[("a.zip", &good), ("b.json", policy.as_bytes())]));
    // The list of the archive says that the file has 10 bytes.
    let deflated = archive(&[("policy.json", policy.as_bytes())]);
    let size = u32::try_from(policy.len()).expect("small").to_le_bytes();
    let mut lying = deflated.clone();
    let places: Vec<usize> = (0..lying.len() - 4).filter(|place| deflated[*place..place + 4] == size).collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|place| lying[place..place + 4].copy_from_slice(&10u32.to_le_bytes()));
    folder.write("in/lying.zip", lying);
    let mut locked = deflated.clone();
    let entry = locked.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("its list");
    locked[6] |= 1;
    locked[entry + 8] |= 1;
    folder.write("in/locked.zip", locked);
    let mut twins = stored(&[("a.json", policy.as_bytes()), ("b.json", policy.as_bytes())]);
    let names: Vec<usize> = (0..twins.len() - 6).filter(|place| &twins[*place..place + 6] == b"b.json").collect();
    names.into_iter().for_each(|place| twins[place] = b'a');
    folder.write("in/twins.zip", twins);
    insta::assert_snapshot!(said_of(&folder).join("\n"));
}

#[test]
#[cfg(unix)]
fn nothing_is_written_through_a_link() {
    let policies: Vec<_> = (0..20).map(|place| android(&format!("Policy {place}"))).collect();
    let folder = Folder::with(&[("all.json", &serde_json::json!(policies).to_string()), ("elsewhere/a.txt", "mine")]);
    fs::create_dir(folder.path("out")).expect("a folder");
    std::os::unix::fs::symlink("../elsewhere", folder.path("out/tenants")).expect("a link");
    let ran = folder.mam(&["import", "all.json", "--out", "out", "--force"]).ends(1);
    assert!(ran.err.contains("`out/tenants` is a link, which may lead elsewhere"), "{}", ran.err);
    assert_eq!(folder.tree("elsewhere").len(), 1);
    fs::remove_file(folder.path("out/tenants")).expect("a link");
    // A link in the place of a source is replaced, and what it leads to is left alone.
    std::os::unix::fs::symlink("../elsewhere/a.txt", folder.path("out/app_protection.mam")).expect("a link");
    folder.mam(&["import", "all.json", "--out", "out"]).ends(1);
    folder.mam(&["import", "all.json", "--out", "out", "--force"]).ends(0);
    assert_eq!(folder.read("elsewhere/a.txt"), "mine");
    assert!(folder.read("out/app_protection.mam").contains("Policy 19"));
}
