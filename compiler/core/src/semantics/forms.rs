//! Whether a head can be read at all, found out without saying what is wrong with it.

use super::head::behind;
use crate::cursor::Cursor;
use crate::syntax::{DeclarationKind, File, Item, TokenKind};

/// Whether the parser has said already what is wrong with a head: a text that is not closed, characters that mean nothing.
pub(super) fn is_unreadable(file: &File, item: &Item) -> bool {
    Cursor::new(file, item, item.declaration.head.row).has_broken_text()
}

/// Whether the head of a `use`, `let` or `param` has the form that it needs. Files may hold millions that have not, and to say of each
/// what it lacks takes longer than to see that.
pub(super) fn is_formed(file: &File, item: &Item) -> bool {
    let mut cursor = behind(file, item, 1);
    let names = |cursor: &mut Cursor<'_>, parting: &str| {
        cursor.word().is_some() && {
            let mut fine = true;
            while fine && cursor.eat(parting) {
                fine = cursor.word().is_some() || parting == "," && cursor.kind() == Some(TokenKind::Close);
            }
            fine
        }
    };
    match item.declaration.kind {
        DeclarationKind::Use => {
            names(&mut cursor, ".")
                && cursor.take(TokenKind::Open).is_some()
                && names(&mut cursor, ",")
                && cursor.take(TokenKind::Close).is_some()
                && cursor.at_end()
        }
        DeclarationKind::Let => cursor.word().is_some() && cursor.eat("=") && !cursor.at_end(),
        DeclarationKind::Param => {
            let typed = cursor.word().is_some() && cursor.eat(":") && cursor.word().is_some();
            typed && (cursor.at_end() || cursor.eat("=") && !cursor.at_end())
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::is_formed;
    use crate::semantics::head;
    use crate::syntax::{DeclarationKind, FileId, parse};
    use proptest::prelude::*;

    const PIECES: [&str; 9] = ["a", "b", ".", "(", ")", ",", "=", ":", "17.0"];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_head_is_formed_when_it_can_be_read(
            keyword in proptest::sample::select(vec!["use", "let", "param"]),
            pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..7),
        ) {
            let text = format!("{keyword} {}\n", pieces.join(" "));
            let file = parse(FileId(0), "a.mam".into(), text.as_str().into());
            for item in &file.items {
                let read = match item.declaration.kind {
                    DeclarationKind::Use => head::use_head(&file, item).is_ok(),
                    DeclarationKind::Let => head::let_head(&file, item).is_ok(),
                    DeclarationKind::Param => head::param_head(&file, item).is_ok(),
                    _ => true,
                };
                prop_assert_eq!(is_formed(&file, item), read, "{}", &text);
            }
        }
    }
}
