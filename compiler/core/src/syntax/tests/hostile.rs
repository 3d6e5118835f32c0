//! Large and hostile texts: each must end soon, within a test thread's two megabytes of stack, and without an optimiser.

use super::super::{ProblemKind, format};
use super::{assert_lossless, file};

fn assert_survives(text: &str) {
    let file = file(text);
    assert_lossless(&file);
    let once = format(&file);
    assert_eq!(super::super::parse(file.id, file.path, once.as_str().into()).items.len(), file.items.len());
}

#[test]
fn rows_of_one_character() {
    for unit in [
        "{", "}", "[", "]", "(", "\"", "\\", "\0", "/", ",", ";", "-", "\u{feff}", "\u{308}", "😀", "\n", "\r", "=",
        "1", "a",
    ] {
        assert_survives(&unit.repeat(20_000));
        assert_survives(&format!("baseline b {{\n{}\n}}\n", unit.repeat(20_000)));
    }
}

#[test]
fn rows_of_lines() {
    let lines = [
        "on a\n",
        "on a,\n",
        "on a {\n",
        "and b\n",
        ", a\n",
        "[1,\n",
        "{ \"a\":\n",
        "{ \"a\": 1 }\n",
        "\"a\n",
        "// c\n",
        "/// d\n",
        "//! e\n",
        "}\n",
        "{ }\n",
        "{}\n",
        "a {}\n",
        "use\n",
        "use {\n",
        "1 days\n",
        "\"\\u\"\n",
        "a; ",
        "{",
        "x {\n}\n",
        "default {} ",
    ];
    for line in lines {
        assert_survives(&line.repeat(3_000));
        assert_survives(&format!("baseline b {{\n{}\n}}\n", line.repeat(3_000)));
    }
}

#[test]
fn a_hundred_thousand_braces() {
    let file = file(&"{".repeat(100_000));
    assert_eq!(file.items.len(), 1);
    assert_eq!(file.items[0].declaration.problems[0].kind, ProblemKind::TooDeep);
}

#[test]
fn ten_megabytes_on_one_line() {
    for unit in ["a ", "\"", "\0", "[", "(", "{}", "a;"] {
        let items = file(&unit.repeat(10_000_000 / unit.len())).items.len();
        assert!(items <= 10_001, "{unit} makes {items} declarations");
    }
}

#[test]
fn a_million_lines_of_closing_braces() {
    let file = file(&"}\n".repeat(1_000_000));
    assert_eq!((file.items.len(), file.problems.len()), (0, 1_000));
}
