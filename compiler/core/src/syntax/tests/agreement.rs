//! The layout scanner and the grammar read the same language: what one takes for a declaration, the other reads to its end.

use proptest::prelude::*;

use super::super::layout::{Shape, cut};
use super::super::parse::{self, Event};
use super::soup::{page, pieces};

fn assert_agreement(text: &str) {
    for piece in cut(text).pieces.iter().filter(|piece| piece.shape == Shape::Whole) {
        let text = piece.range.of(text);
        let fragment = parse::declaration(text).expect("the grammar matches every text");
        let mut depth = 0_usize;
        let mut complete = false;
        for event in &fragment.events {
            match event {
                Event::Documentation(_) => {}
                _ if complete => panic!("{event:?} after the end of {text:?}"),
                Event::Open { .. } => depth += 1,
                Event::Close { .. } => {
                    depth = depth.checked_sub(1).unwrap_or_else(|| panic!("a brace too many in {text:?}"))
                }
                Event::Sentence { .. } | Event::Comment(_) => {}
            }
            complete = depth == 0 && !matches!(event, Event::Documentation(_) | Event::Comment(_));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_pieces(text in pieces()) {
        assert_agreement(&text);
    }

    #[test]
    fn on_pages(text in page()) {
        assert_agreement(&text);
    }
}
