//! Text from sources, made safe to print: what a terminal would act on, and what nobody could see, becomes visible. The length in
//! bytes stays, so that spans still fit.

use std::borrow::Cow;

/// The text with a visible sign in place of each control or invisible character. Tabs and line ends stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let suspicious = |(index, byte): (usize, &u8)| match byte {
        b'\t' | b'\n' => false,
        b'\r' => bytes.get(index + 1) != Some(&b'\n'),
        byte => *byte < 0x20 || *byte == 0x7F || *byte >= 0x80,
    };
    if !bytes.iter().enumerate().any(suspicious) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let keep = match char {
            '\t' | '\n' => true,
            '\r' => chars.peek() == Some(&'\n'),
            char => !is_unseen(char),
        };
        safe.push(if keep { char } else { sign(char.len_utf8()) });
    }
    Cow::Owned(safe)
}

/// Whether a character controls, or cannot be seen.
fn is_unseen(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A visible character of so many bytes.
fn sign(bytes: usize) -> char {
    match bytes {
        1 => '?',
        2 => '¿',
        3 => '\u{FFFD}',
        _ => '\u{1F6C7}',
    }
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn lengths_stay_and_escapes_go() {
        for text in ["plain", "\u{1b}[31mred", "a\u{200b}b", "a\u{85}b", "\u{e0041}", "x\r\ny\rz", "ä😀"] {
            let safe = visible(text);
            assert_eq!(safe.len(), text.len());
            assert!(!safe.contains('\u{1b}') && !safe.contains('\u{200b}'), "{safe}");
        }
        assert_eq!(visible("x\r\ny\rz"), "x\r\ny?z");
        assert_eq!(visible("ä😀"), "ä😀");
    }
}
