//! Programs that no person would write by hand, or that are no text.

use crate::draw;
use crate::program::{Program, codes};
use mam_core::syntax::{MAX_DEPTH, MAX_SENTENCE};

fn show(program: &Program) -> String {
    let (shown, complaints) = draw::all(program);
    assert!(complaints.is_empty(), "{complaints:#?}");
    shown
}

/// Those of the generated programs that have a code no case has.
pub fn programs() -> Vec<(&'static str, Program)> {
    let missing = Program { files: [("main.mam".to_owned(), b"use gone (x)\n".to_vec())].into(), allowed: Vec::new() };
    let utf16 = "param staff: group\n".encode_utf16().fold(vec![0xFF, 0xFE], |mut bytes, unit| {
        bytes.extend(unit.to_le_bytes());
        bytes
    });
    vec![
        ("missing_file", missing),
        ("utf16", Program::of(utf16)),
        (
            "utf16_without_mark",
            Program::of("param staff: group\n".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()),
        ),
        ("no_utf8", Program::of(b"param staff: group\nlet name = \"B\xfcro\"\n".to_vec())),
        (
            "too_deep",
            Program::of(format!(
                "baseline deep {{\n{}{}}}\n",
                "on ios {\n".repeat(MAX_DEPTH + 1),
                "}\n".repeat(MAX_DEPTH + 1)
            )),
        ),
        ("too_long", Program::of(format!("baseline long {{\n    {}\n}}\n", "word ".repeat(MAX_SENTENCE / 5 + 1)))),
    ]
}

#[test]
fn files_that_are_no_programs() {
    for (name, program) in programs() {
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("generated__{name}"), show(&program));
        });
    }
}

#[test]
fn a_file_that_cannot_be_read_is_said_once() {
    let program = Program::of("param staff: group = group \"All\"\n");
    let project = mam_core::project::Project::load(&program, &["main.mam".into(), "gone.mam".into()]);
    let diagnostics = project.check().diagnostics;
    assert_eq!(codes(&diagnostics), [1, 44], "{diagnostics:#?}");
}

#[test]
fn of_a_broken_file_as_much_is_kept_as_a_person_could_read_and_the_rest_is_counted() {
    for line in ["use std.apps outlook\n", "param staff group\n", "use gone (a)\n", "app protection\n"] {
        let (_, checked) = Program::of(line.repeat(30_000)).check();
        assert_eq!((checked.diagnostics.len(), checked.omitted), (10_000, 20_000), "{line}");
    }
}
