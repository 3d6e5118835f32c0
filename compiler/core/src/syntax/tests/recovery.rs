//! Broken texts: one mistake is one problem, and what stands around it is read as if it were not there.

use insta::assert_snapshot;

use super::super::{DeclarationKind, MAX_DEPTH, MAX_SENTENCE, ProblemKind};
use super::{file, show};

#[test]
fn a_misspelt_declaration_keeps_its_body() {
    assert_snapshot!(show(&file(
        "polcy \"A\" for ios {\n    require a\n}\nconditional acces \"B\" { b }\n\napps c\nassign to d\nuse e\n{ f }\n"
    )));
}

#[test]
fn an_open_block_ends_at_the_next_declaration() {
    assert_snapshot!(show(&file(
        "app protection \"A\" for ios {\n    apps a\n    on android {\n        b\n    // of A\n\n// of the next\n/// Of the next.\nbaseline b {\n    c\n"
    )));
}

#[test]
fn braces_too_many() {
    assert_snapshot!(show(&file("baseline a { b } }\n}\nuse c\n/// Lost.\n}\n")));
}

#[test]
fn an_open_text_ends_with_its_line() {
    assert_snapshot!(show(&file("tenant t {\n    id \"abc\n    staff = group \"x\\\n    a = b\n}\n")));
}

#[test]
fn open_json_ends_where_json_ends() {
    assert_snapshot!(show(&file(
        "object o from p {\n    body { \"a\": [1, 2\n    api beta\n    all [outlook, teams]\n    with { \"b\": { \"c\": 1 }\n}\nuse x\n"
    )));
}

#[test]
fn characters_that_nobody_sees() {
    assert_snapshot!(show(&file(
        "//! a\u{202e}b\n// c\u{2066}d\u{200b}\nbaseline e {\n    f\u{200b}g \u{ad}h \u{feff} i\u{115f}j // \u{202d}\n    text \"\u{202e}\"\n    \0 \u{7f}\u{85}\u{a0}\n}\n"
    )));
}

#[test]
fn blocks_too_deep() {
    let nested = |depth: usize| format!("baseline b {}{}\nuse x\n", "{\n".repeat(depth), "}\n".repeat(depth));
    let fits = file(&nested(MAX_DEPTH));
    assert!(fits.items[0].declaration.problems.iter().all(|problem| problem.kind == ProblemKind::UnknownCharacters));
    let deep = file(&nested(MAX_DEPTH + 1));
    assert_eq!(deep.items[0].declaration.problems.len(), 1);
    assert_eq!(deep.items[0].declaration.problems[0].kind, ProblemKind::TooDeep);
    assert_eq!(deep.items[1].declaration.kind, DeclarationKind::Use);
    let json = file(&format!("object o from p {{ body {}{} }}\n", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH)));
    assert_eq!(json.items[0].declaration.problems[0].kind, ProblemKind::TooDeep);
}

#[test]
fn a_sentence_too_long_is_skipped() {
    let long = format!("baseline b {{\n    first\n    x {}\n    last\n}}\nuse y\n", "a ".repeat(MAX_SENTENCE / 2));
    let file = file(&long);
    let declaration = &file.items[0].declaration;
    assert_eq!(declaration.problems.len(), 1);
    assert_eq!(declaration.problems[0].kind, ProblemKind::TooLong);
    assert_eq!(declaration.body.as_ref().map(|body| body.nodes.len()), Some(3));
    assert_eq!(file.items.len(), 2);
}

#[test]
fn problems_are_counted_but_not_all_kept() {
    let closers = file(&"}\n".repeat(5_000));
    assert_eq!((closers.problems.len(), closers.omitted), (1_000, 4_000));
    let unknown = file(&format!("baseline b {{\n{}}}\n", "@\n".repeat(5_000)));
    assert_eq!((unknown.items[0].declaration.problems.len(), unknown.items[0].declaration.omitted), (1_000, 4_000));
}
