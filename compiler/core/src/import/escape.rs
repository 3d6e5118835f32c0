//! Characters that nobody sees, in texts that exports bring: a source shows them as JSON's escapes, so that a line reads as it is compiled.

use crate::syntax::is_invisible;
use std::borrow::Cow;
use std::fmt::Write as _;

/// A source with escapes for what is invisible in it, which stands in texts alone. What emoji are made with stays.
pub(super) fn visible(source: &str) -> Cow<'_, str> {
    let hides = |c: char| is_invisible(c) && !matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
    if source.is_ascii() || !source.contains(hides) {
        return source.into();
    }
    let mut shown = String::with_capacity(source.len());
    for c in source.chars() {
        if hides(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(c);
        }
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_turns_or_hides_text_is_escaped_and_emoji_stay() {
        assert_eq!(visible("app \"a\u{202e}b\u{2028}\u{e0001}\""), "app \"a\\u202eb\\u2028\\udb40\\udc01\"");
        assert_eq!(visible("app \"⚠\u{fe0f} Büro 👩\u{200d}💻\""), "app \"⚠\u{fe0f} Büro 👩\u{200d}💻\"");
    }
}
