//! What holds for every text.

use proptest::prelude::*;

use super::super::layout::{cut, cut_by};
use super::super::{Body, File, Node, Range, Sentence, TokenKind, assemble, format, reparse};
use super::soup::{anything, page, pieces};
use super::{assert_lossless, file, show};

/// The words and literals of a file, with what may change in them left out.
fn meaning(file: &File) -> Vec<Vec<String>> {
    let plain =
        |text: &str| text.split(char::is_whitespace).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let mut out = Vec::new();
    for item in &file.items {
        let text = file.text_of(item);
        let mut words = vec![format!("{:?}", item.declaration.kind)];
        words.extend(item.declaration.docs.iter().map(|docs| docs.of(text).to_string()));
        for token in &item.declaration.tokens {
            let text = plain(token.range.of(text));
            let text = if token.kind == TokenKind::Json { text.replace(' ', "") } else { text };
            words.push(format!("{:?} {text}", token.kind));
        }
        out.push(words);
    }
    out
}

/// The tree without places: what belongs to what.
fn shape(file: &File) -> String {
    let tree = show(file);
    let lines = tree.lines().map(|line| line.split_once(" at ").map_or(line, |(kind, _)| kind));
    lines
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ").replace("Json [ ", "Json ["))
        .collect::<Vec<_>>()
        .join("\n")
}

/// All comments and documentation, in order.
fn comments(file: &File) -> Vec<String> {
    let mut found: Vec<Range> = file.docs.iter().chain(&file.comments).copied().collect();
    for item in &file.items {
        let shift = |range: Range| Range { start: range.start + item.base, end: range.end + item.base };
        let declaration = &item.declaration;
        let tokens = declaration.tokens.iter().filter(|token| token.kind == TokenKind::Comment);
        found.extend(tokens.map(|token| shift(token.range)));
        let mut collect = |words: &Sentence| found.extend(words.docs.iter().copied().chain(words.comment).map(shift));
        collect(&declaration.head);
        found.extend(declaration.docs.iter().copied().map(shift));
        let mut bodies: Vec<&Body> = declaration.body.iter().collect();
        while let Some(body) = bodies.pop() {
            found.extend(body.comment.map(shift));
            for node in &body.nodes {
                match node {
                    Node::Comment(comment) => found.push(shift(*comment)),
                    Node::Sentence(words) | Node::Block { head: words, .. } => {
                        found.extend(words.docs.iter().copied().chain(words.comment).map(shift));
                    }
                }
                if let Node::Block { body, .. } = node {
                    bodies.push(body);
                }
            }
        }
    }
    found.sort();
    found.iter().map(|range| range.of(&file.text).trim_end_matches([' ', '\t']).to_string()).collect()
}

fn assert_format(text: &str) {
    let before = file(text);
    let once = format(&before);
    let after = file(&once);
    assert_eq!(meaning(&before), meaning(&after), "{text:?} became {once:?}");
    assert_eq!(comments(&before), comments(&after), "{text:?} became {once:?}");
    assert_eq!(
        before.items.iter().map(|item| item.declaration.problems.len()).collect::<Vec<_>>(),
        after.items.iter().map(|item| item.declaration.problems.len()).collect::<Vec<_>>()
    );
    assert_eq!(format(&after), once, "formatted twice: {text:?}");
    assert!(once.is_empty() || once.ends_with('\n') && !once.ends_with("\n\n"), "{once:?}");
    assert!(!once.contains('\r'));
}

/// What chance found once.
#[test]
fn an_open_bracket_takes_nothing_more_when_formatted() {
    for text in ["guarantee{\n\"a\" : [\n;5", "[\n;{\"a\"1..10", "x [ ; ; ,5 // a\n\n\n\n[\n"] {
        assert_format(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_parses_and_nothing_is_lost(text in anything()) {
        assert_lossless(&file(&text));
    }

    #[test]
    fn every_page_parses_and_nothing_is_lost(text in page()) {
        assert_lossless(&file(&text));
    }

    #[test]
    fn format_is_idempotent_and_keeps_the_words(text in anything()) {
        assert_format(&text);
    }

    #[test]
    fn format_of_pages_is_idempotent_and_keeps_the_words(text in page()) {
        assert_format(&text);
    }

    #[test]
    fn format_keeps_the_tree(text in page()) {
        let before = file(&text);
        let after = file(&format(&before));
        let plain = |file: &File| shape(file).replace(['[', ']', '{', '}', ' '], "");
        prop_assert_eq!(plain(&before), plain(&after));
    }

    #[test]
    fn slices_make_the_same_tree(text in prop_oneof![pieces(), page()], slice in 1_usize..40) {
        let text = text.trim_start_matches('\u{feff}');
        for (whole, cut) in cut(text).pieces.iter().zip(&cut_by(text, slice).pieces) {
            prop_assert_eq!(whole.range, cut.range);
            prop_assert_eq!(assemble::declaration(text, whole), assemble::declaration(text, cut));
        }
    }

    #[test]
    fn reparse_equals_parse(text in prop_oneof![pieces(), page()], other in page(), at in any::<prop::sample::Index>()) {
        let places: Vec<usize> = text.char_indices().map(|(place, _)| place).chain([text.len()]).collect();
        let (before, after) = text.split_at(*at.get(&places));
        let edited = format!("{before}{other}{after}");
        let fresh = file(&edited);
        let again = reparse(&file(&text), edited.as_str().into());
        prop_assert_eq!(&fresh.items, &again.items);
        prop_assert_eq!((fresh.docs, fresh.comments, fresh.problems), (again.docs, again.comments, again.problems));
    }
}
