//! What no one writes and someone will send: each ends in a clear error, and never in a panic, a hang or a half-written output.
//! The time and memory that it takes are measured by the benchmarks, in an optimised build.

use mam_tests::{Ended, Folder, body, check, compile, errors, mam, skip, source};
use std::fs;
use std::process::Command;

/// A policy that compiles, to stand beside what does not.
const GOOD: &str = "conditional access \"Good\" {\n    users all except group \"Emergency access\"\n    resources office365\n    block access\n    state report-only\n}\n";

/// Checks that a run ended with 1, said something with each of these words, and printed nothing else.
#[track_caller]
fn refused(ended: &Ended, words: &[&str]) {
    assert_eq!(ended.code, 1, "{}", short(&ended.err));
    assert_eq!(ended.out, "");
    for word in words {
        assert!(ended.err.contains(word), "no `{word}` in {}", short(&ended.err));
    }
    assert!(ended.err.len() < 10 << 20, "{} bytes of errors", ended.err.len());
}

fn short(text: &str) -> String {
    text.chars().take(2_000).collect()
}

/// All commands that read sources, on one file.
#[track_caller]
fn all_refuse(bytes: &[u8], words: &[&str]) {
    let folder = Folder::new();
    folder.write("p/a.mam", bytes);
    folder.write("p/good.mam", GOOD);
    refused(&folder.mam(&["check", "p"]), words);
    refused(&folder.mam(&["compile", "p", "--out", "out"]), words);
    assert!(!folder.path("out").exists(), "nothing is written");
    let before = fs::read(folder.path("p/a.mam")).expect("the file");
    assert!(matches!(folder.mam(&["fmt", "p/a.mam"]).code, 0 | 1));
    if folder.mam(&["fmt", "--check", "p/a.mam"]).code == 1 {
        assert_eq!(
            fs::read(folder.path("p/a.mam")).expect("the file"),
            before,
            "what cannot be formatted stays as it is"
        );
    }
}

#[test]
fn a_text_that_looks_like_a_placeholder_of_the_vocabulary_stays_a_text() {
    let text = r#"use std.apps (outlook)

app protection "{name}" for ios {
    apps outlook
    assign to group "{group}"
    described as "{description}"
}

conditional access "{states}" {
    users all except group "{name}"
    resources office365
    resource filter include "{name}"
    grant requires mfa
    named "{name}"
}
"#;
    let checked = check(&source(text));
    assert_eq!(errors(&checked), [""; 0]);
    let compiled = compile(&checked);
    let body =
        |folder: &str| body(compiled.objects.iter().find(|object| object.path.starts_with(folder)).expect("an object"));
    let protection = body("app-protection");
    assert_eq!((&protection["displayName"], &protection["description"]), (&"{name}".into(), &"{description}".into()));
    let access = body("conditional-access");
    assert_eq!(access["displayName"], "{name}");
    assert_eq!(access["conditions"]["applications"]["applicationFilter"]["rule"], "{name}");
}

#[test]
fn ten_megabytes_on_one_line() {
    all_refuse("word ".repeat(2 << 20).as_bytes(), &["error MAM"]);
    let one_sentence = format!("app protection \"A\" for ios {{\n    {}\n}}\n", "block printing ".repeat(700_000));
    all_refuse(one_sentence.as_bytes(), &["MAM010"]);
    let one_text = format!("app protection \"{}\" for ios {{\n}}\n", "a".repeat(10 << 20));
    let folder = Folder::new();
    folder.write("a.mam", one_text);
    refused(&folder.mam(&["check", "a.mam"]), &["error MAM"]);
    all_refuse("\"".repeat(10 << 20).as_bytes(), &["error MAM"]);
}

#[test]
fn a_hundred_thousand_nested_blocks() {
    let depth = 100_000;
    let nested = format!("app protection \"A\" for ios {{\n{}{}}}\n", "on ios {\n".repeat(depth), "}\n".repeat(depth));
    all_refuse(nested.as_bytes(), &["MAM009"]);
    all_refuse(format!("app protection \"A\" for ios {{\n{}", "on ios {\n".repeat(depth)).as_bytes(), &["error MAM"]);
    all_refuse("{".repeat(depth).as_bytes(), &["error MAM"]);
    all_refuse("}".repeat(depth).as_bytes(), &["error MAM"]);
    let brackets =
        format!("conditional access \"A\" {{\n    grant requires {}mfa{}\n}}\n", "(".repeat(depth), ")".repeat(depth));
    all_refuse(brackets.as_bytes(), &["error MAM"]);
    let json = format!("conditional access \"A\" {{\n    set x = {}{}\n}}\n", "[".repeat(depth), "]".repeat(depth));
    all_refuse(json.as_bytes(), &["error MAM"]);
    let path = vec!["x"; depth].join(".");
    all_refuse(format!("conditional access \"A\" {{\n    set {path} = 1\n}}\n").as_bytes(), &["MAM009"]);
    all_refuse(format!("conditional access \"A\" {{\n    set \"{path}\" = 1\n}}\n").as_bytes(), &["MAM009"]);
}

#[test]
fn bytes_that_are_no_text() {
    all_refuse(b"app protection \"A\" for ios {\n\0\0\0\n}\n", &["error MAM"]);
    all_refuse(&[0; 100_000], &["error MAM"]);
    for text in ["app outlook \"Outlook\" {\n}\n", "\u{1F600}"] {
        let little: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> = [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        all_refuse(&little, &["MAM002", "UTF-16"]);
        all_refuse(&big, &["MAM002", "UTF-16"]);
    }
    all_refuse(b"app outlook \"Outl\xC3\x28ok\" {\n}\n", &["MAM002"]);
    all_refuse("app outlook \"Out\u{202E}look\" {\n}\nbaseline \u{200B}calm {\n}\n".as_bytes(), &["MAM003"]);
}

#[test]
fn a_folder_in_place_of_a_file() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path("p/a.mam")).expect("a folder");
    folder.write("p/good.mam", GOOD);
    // Asked for by its name it is a folder without sources.
    refused(&folder.mam(&["check", "p/a.mam"]), &["a.mam"]);
    folder.write("p/uses.mam", "use a (x)\n");
    refused(&folder.mam(&["check", "p/uses.mam"]), &["error MAM"]);
    // Where the output or the bundle should be.
    fs::create_dir_all(folder.path("bundle.json")).expect("a folder");
    refused(&folder.mam(&["compile", "p/good.mam", "--bundle", "bundle.json"]), &["bundle.json", "folder"]);
}

#[test]
#[cfg(unix)]
fn links_that_lead_round() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    symlink("b.mam", folder.path("a.mam")).expect("a link");
    symlink("a.mam", folder.path("b.mam")).expect("a link");
    refused(&folder.mam(&["check", "a.mam"]), &["a.mam", "link"]);
    refused(&folder.mam(&["check", "."]), &["link"]);
    folder.write("p/good.mam", GOOD);
    symlink("..", folder.path("p/up")).expect("a link");
    let ended = folder.mam(&["compile", "p", "--out", "out"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
}

#[test]
#[cfg(target_os = "linux")]
fn no_permission() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |folder: &Folder, path: &str, mode: u32| {
        fs::set_permissions(folder.path(path), fs::Permissions::from_mode(mode)).expect("a mode")
    };
    let folder = Folder::new();
    folder.write("p/secret.mam", GOOD);
    folder.write("q/good.mam", GOOD);
    fs::create_dir(folder.path("closed")).expect("a folder");
    for path in ["", "p", "q"] {
        mode(&folder, path, 0o755);
    }
    mode(&folder, "q/good.mam", 0o644);
    mode(&folder, "p/secret.mam", 0o000);
    mode(&folder, "closed", 0o555);
    // To whom everything is permitted, somebody else has to try: nobody, 65534.
    let everything = fs::read(folder.path("p/secret.mam")).is_ok();
    let run = |arguments: &[&str]| {
        let plain = mam();
        let mut command = if everything { Command::new("setpriv") } else { Command::new(plain.get_program()) };
        if everything {
            // The command may lie where nobody may look: a copy does not.
            let copy = folder.path("mam");
            if !copy.exists() {
                fs::copy(plain.get_program(), &copy).expect("a copy of the command");
                mode(&folder, "mam", 0o755);
            }
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(copy);
        }
        command.args(arguments).current_dir(folder.path(""));
        command
    };
    if everything && !run(&["--version"]).output().is_ok_and(|output| output.status.success()) {
        return skip("no_permission", "this user may do everything, and `setpriv` cannot make another one");
    }
    refused(&Ended::of(&mut run(&["check", "p"])), &["secret.mam", "ermission"]);
    refused(&Ended::of(&mut run(&["fmt", "p/secret.mam"])), &["secret.mam", "ermission"]);
    refused(&Ended::of(&mut run(&["compile", "q", "--out", "closed/out"])), &["closed", "ermission"]);
    refused(&Ended::of(&mut run(&["compile", "q", "--bundle", "closed/bundle.json"])), &["closed", "ermission"]);
    assert_eq!(fs::read_dir(folder.path("closed")).expect("a folder").count(), 0, "nothing is left behind");
    mode(&folder, "closed", 0o755);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk() {
    let folder = Folder::new();
    folder.write("p/good.mam", GOOD);
    refused(&folder.mam(&["compile", "p", "--bundle", "/dev/full"]), &["/dev/full", "disk is full"]);
    // A bundle into a pipe that is full for ever.
    let full = fs::File::options().write(true).open("/dev/full").expect("/dev/full");
    let ended = mam()
        .args(["compile", "p", "--bundle", "-"])
        .current_dir(folder.path(""))
        .stdout(full)
        .output()
        .expect("it runs");
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(said.contains("disk is full") && !said.contains("panicked"), "{said}");
    // A small disk of its own, in a namespace that ends with the shell: the first output fits, the second one does not.
    fs::create_dir(folder.path("small")).expect("a folder");
    let many: String = (0..200).map(|place| GOOD.replace("Good", &format!("Good {place}"))).collect();
    folder.write("q/many.mam", many);
    let script = r#"mount -t tmpfs -o size=256k none small || exit 77
        "$0" compile p --out small/out >/dev/null 2>&1 || exit 78
        before=$(find small -type f -exec cat {} + | cksum)
        "$0" compile q --out small/out; code=$?
        [ "$before" = "$(find small -type f -exec cat {} + | cksum)" ] || exit 79
        exit $code"#;
    let output = Command::new("unshare")
        .args(["--mount", "--map-root-user", "sh", "-c", script])
        .arg(mam().get_program())
        .current_dir(folder.path(""))
        .output();
    let Ok(output) = output else { return skip("a_full_disk", "there is no `unshare` to mount a small disk with") };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    match output.status.code() {
        Some(77) | None => skip("a_full_disk", "no disk may be mounted here"),
        Some(1) if said.starts_with("unshare") => skip("a_full_disk", "no namespace may be made here"),
        Some(79) => panic!("the old output is not what it was"),
        code => {
            assert_eq!(code, Some(1), "{said}");
            assert!(said.contains("disk is full"), "{said}");
        }
    }
}

/// No error: a result.
#[test]
fn a_million_sentences() {
    let baseline =
        |place: usize| format!("baseline b{place} for ios {{\n{}}}\n", "    block printing\n".repeat(10_000));
    let text: String = (0..100).map(baseline).chain([GOOD.to_owned()]).collect();
    assert_eq!(text.matches("block printing").count(), 1_000_000);
    let folder = Folder::new();
    folder.write("a.mam", text);
    let ended = folder.mam(&["compile", "a.mam", "--out", "out", "--format", "github"]);
    assert_eq!(ended.code, 0, "{}", short(&ended.err));
    assert!(folder.path("out/default/conditional-access/good.json").is_file());
    println!("{:?}", ended.took);
}
