//! Texts for the laws: pieces of the language in any order, and blocks that hold together.

use proptest::prelude::*;
use proptest::sample::select;

/// Everything that has a meaning somewhere, and much that has none.
const PIECES: &[&str] = &[
    " ",
    " ",
    " ",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\n\n",
    "\n    ",
    ";",
    ",",
    ",\n",
    "(",
    ")",
    "=",
    "+=",
    "|",
    "..",
    ".",
    ":",
    "<",
    "<=",
    ">",
    ">=",
    "!=",
    "+",
    "!",
    "-",
    "_",
    "/",
    "#",
    "{",
    "}",
    "{}",
    "{ }",
    "[",
    "]",
    "{\n",
    "}\n",
    "\n}",
    "\"",
    "\"a\"",
    "\"b c\"",
    "\"\\n\"",
    "\"\\q\"",
    "\"\\",
    "\\",
    "// c",
    "// c\n",
    "/// d",
    "/// d\n",
    "//! f\n",
    "//// g\n",
    "a",
    "bc",
    "d-e",
    "f_1",
    "g-",
    "für",
    "a\u{308}",
    "\u{308}",
    "€",
    "\u{200b}",
    "\u{202e}",
    "\u{feff}",
    "\0",
    "\u{7f}",
    "\u{2028}",
    "😀",
    "5",
    "17.0",
    "17.4.1",
    "2026-06-01",
    "2026-13",
    "30 days",
    "1 minute",
    "7 weeks",
    "12x",
    "-5",
    "1..10",
    "true",
    "null",
    "false",
    "[1, 2]",
    "[\n1,\n2\n]",
    "{ \"a\": 1 }",
    "{\"a\"",
    "{\n\"a\" : [",
    "default",
    "with",
    "body",
    "default {}",
    "else",
    "except",
    "on",
    "because",
    "and",
    "or",
    "then",
    "on android {",
    "\non ios {\n",
    "\nelse ",
    "\n  on x",
    "\nbecause \"r\"",
    "use",
    "\nuse ",
    "\nlet ",
    "param",
    "tenant",
    "\ntenant x {",
    "app",
    "\napp ",
    "protection",
    "configuration",
    "\napp protection \"P\" for ios {\n",
    "baseline",
    "\nbaseline b {\n",
    "conditional access",
    "conditional",
    "access",
    "named location",
    "filter",
    "scope tag",
    "authentication strength",
    "authentication",
    "exempt",
    "named",
    "test",
    "\ntest \"t\" {\n",
    "guarantee",
    "sentence",
    "\nsentence \"s\" {\n",
    "words",
    "scope",
    "object",
    "rule",
    "polcy \"A\" for ios {\n",
];

/// Sentences without a fault.
const SENTENCES: &[&str] = &[
    "require   threat level low else wipe",
    "require os version 17.0\n  else warn\n on ios\n because \"a reason\"",
    "require patch level 2026-06-01 else block on android",
    "apps outlook,teams , onedrive",
    "apps outlook,\n\n",
    "apps outlook, // why\n // more\n teams",
    "recheck after 30   days",
    "allow ( a or(b and c) )",
    "set p.q = [1,\n2, {\"a\":\n[] }]",
    "set p = {\n\"a\": 1\n}",
    "set p += {}",
    "default {} on ios",
    "graph   a.b   = c  default {}",
    "range 1..10, 1 minute..90 days",
    "a . b .. c",
    "a : b|c<=d",
    "\"text\" as \"other\"",
    "{ \"a\": 1 } x",
    "else wipe",
    "on ios",
    "because \"x\"",
    "\"a\" : b",
    "when a and\n b\n and c\n then d",
    "ärger für größe",
];

pub(super) fn pieces() -> impl Strategy<Value = String> {
    proptest::collection::vec(select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

pub(super) fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => pieces(),
        1 => any::<String>(),
        1 => proptest::collection::vec(any::<u8>(), 0..200).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ]
}

fn separator() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "\n",
            "\n",
            "\n",
            "\n\n",
            "\n\n\n",
            " ; ",
            ";",
            " // note\n",
            "\n// own line\n",
            "\r\n",
            "\n  /// about the next\n",
            " ;// note\n",
        ][..],
    )
}

fn body() -> impl Strategy<Value = String> {
    let sentence = select(SENTENCES).prop_map(String::from);
    let node = sentence.prop_recursive(3, 24, 5, |inner| {
        let head = select(&["on android", "on ios,\nwindows", "given x", "else", "block // c\n", ""][..]);
        let open = select(&["{", " { ", "{\n", " { // note\n", "\n{\n", "{;"][..]);
        (head, open, nodes(inner), select(&["}", "\n}", " } // end\n", " }"][..]))
            .prop_map(|(head, open, nodes, close)| format!("{head}{open}{nodes}{close}"))
    });
    nodes(node)
}

fn nodes(node: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    proptest::collection::vec((node, separator()), 0..5)
        .prop_map(|nodes| nodes.into_iter().map(|(node, separator)| node + separator).collect())
}

fn declaration() -> impl Strategy<Value = String> {
    let head = select(
        &[
            "baseline b for android,\n ios",
            "/// Docs.\n\n///  More.\napp protection \"B\" for ios",
            "/// Docs.\n// between\ntenant x",
            "object o from app protection",
            "rule MAM105 warning   \"title\" for android",
            "app word   \"Word\"",
            "param   a:group",
            "polcy",
        ][..],
    );
    let block = (head, body()).prop_map(|(head, body)| format!("{head} {{{body}\n}}"));
    let line = select(
        &[
            "use std.apps ( a,b )",
            "let x=30  days",
            "param g : group",
            "foo bar\nbaz",
            "connector defender for ios // note",
            "}",
        ][..],
    );
    prop_oneof![3 => block, 2 => line.prop_map(String::from)]
}

/// A whole file, most of it without a fault.
pub(super) fn page() -> impl Strategy<Value = String> {
    let between = select(
        &["\n", "\n\n", "\n\n\n", ";", "\n// comment\n", "\n\n// comment\n\n", " // trailing\n", "\r\n", "\n;\n"][..],
    );
    let start = select(&["", "", "//! File.\n", "//! File.\n\n", "\n\n// c\n", "\u{feff}"][..]);
    (start, proptest::collection::vec((declaration(), between), 0..5)).prop_map(|(start, items)| {
        items.into_iter().fold(start.to_string(), |page, (item, between)| page + &item + between)
    })
}
