//! `mam check`.

use crate::support::{FABRIKAM, Folder, GOOD, WRONG};
use std::process::Stdio;

#[test]
fn sources_without_problems_end_with_0() {
    let folder = Folder::with(&[("a.mam", GOOD)]);
    let ran = folder.mam(&["check", "."]).ends(0);
    assert_eq!(ran.out, "");
    assert!(ran.err.ends_with(" in 1 file\n"), "{}", ran.err);
}

#[test]
fn problems_end_with_1_and_are_counted() {
    let folder = Folder::with(&[("a.mam", WRONG), ("b.mam", "baseline calm for ios {\n}\n")]);
    let ran = folder.mam(&["check", "."]).ends(1);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("a.mam:1:"), "{}", ran.err);
    assert!(ran.err.trim_end().ends_with("in 2 files"), "{}", ran.err);
}

#[test]
fn of_thousands_of_problems_two_hundred_are_drawn_and_the_others_listed() {
    let lines: String = (0..230).map(|line| format!("    blok printing{line}\n")).collect();
    let warned: String = (0..210).map(|line| format!("let unused{line} = 3 days\n")).collect();
    let text = format!("{warned}baseline calm for ios {{\n{lines}}}\n");
    let folder = Folder::with(&[("a.mam", text.as_str())]);
    let drawn = |said: &str| said.matches("-[a.mam:").count();
    let ran = folder.mam(&["check", "a.mam"]).ends(1);
    assert_eq!(drawn(&ran.err), 400, "{}", ran.err);
    assert!(
        ran.err.contains("\n41 more errors and warnings are listed, not drawn; `--notes` draws all of them\n"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("\n     at a.mam:412:5, a.mam:413:5, a.mam:414:5 and 27 more\n"), "{}", ran.err);
    let ran = folder.mam(&["check", "a.mam", "--notes"]).ends(1);
    assert_eq!(drawn(&ran.err), 441, "{}", ran.err);
}

#[test]
fn wrong_use_ends_with_2() {
    let folder = Folder::with(&[("notes.txt", "")]);
    folder.mam(&[]).ends(2);
    folder.mam(&["check"]).ends(2);
    folder.mam(&["chekc", "."]).ends(2);
    let ran = folder.mam(&["check", "notes.txt"]).ends(2);
    assert_eq!(ran.err, "error: `notes.txt` is not a .mam file; name one, or a folder that holds some\n");
}

#[test]
fn warnings_can_be_denied() {
    let folder = Folder::with(&[("a.mam", &format!("{GOOD}\n/// Of nothing.\n"))]);
    let ran = folder.mam(&["check", "."]).ends(0);
    assert!(ran.err.contains("warning MAM013"), "{}", ran.err);
    let ran = folder.mam(&["check", ".", "--deny-warnings"]).ends(1);
    assert!(ran.err.ends_with("; warnings are denied\n"), "{}", ran.err);
    folder.mam(&["compile", ".", "--out", "out", "--deny-warnings"]).ends(1);
    assert_eq!(folder.names(), ["a.mam"]);
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let folder = Folder::with(&[("a.mam", WRONG)]);
    let escapes = |arguments: &[&str]| folder.mam(arguments).err.contains('\u{1b}');
    assert!(!escapes(&["check", "."]));
    assert!(escapes(&["check", ".", "--color", "always"]));
    assert!(!escapes(&["check", ".", "--color", "never"]));
    assert!(escapes(&["chekc", "--color=always"]));
    assert!(!escapes(&["chekc", "--color=never"]));
    let help = |color: &str| folder.mam(&["--help", "--color", color]).out.contains('\u{1b}');
    assert!(help("always") && !help("never"));
}

#[test]
fn what_a_terminal_would_act_on_is_not_printed() {
    let folder = Folder::with(&[("a.mam", "app protection “\u{1b}]0;owned\u{7}” for ios {\n}\n")]);
    assert!(!folder.mam(&["check", "."]).ends(1).err.contains('\u{1b}'));
}

#[test]
fn the_width_is_respected() {
    let folder = Folder::with(&[("a.mam", WRONG)]);
    let output = folder.command(&["check", "."]).env("COLUMNS", "60").output().expect("it runs");
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    let help = text.lines().filter(|line| !line.contains('|') && !line.contains(':'));
    assert!(help.map(|line| line.chars().count()).all(|width| width <= 60), "{text}");
}

#[test]
fn several_files_are_one_project() {
    let folder = Folder::with(&[("x/a.mam", GOOD), ("y/b.mam", FABRIKAM)]);
    for paths in [["x/a.mam", "y/b.mam", "x/a.mam"], [".", "x", "y/b.mam"]] {
        let ran = folder.mam(&[&["check"], &paths[..]].concat()).ends(0);
        assert!(ran.err.ends_with(" in 2 files\n"), "{}", ran.err);
    }
}

#[test]
fn ten_thousand_problems_in_one_line_take_no_long() {
    let line = "“ ".repeat(10_000);
    let folder = Folder::with(&[("a.mam", &format!("{line}\n"))]);
    let start = std::time::Instant::now();
    for format in ["human", "json", "sarif", "github"] {
        folder.mam(&["check", ".", "--format", format]).ends(1);
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = Folder::with(&[("a.mam", WRONG)]);
    for (arguments, code) in
        [(["check", ".", "--format=json"], 1), (["explain", "--color=always", "--format=human"], 0)]
    {
        let mut child =
            folder.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(code));
        assert!(!String::from_utf8_lossy(&output.stderr).contains("error: standard output"));
    }
}
