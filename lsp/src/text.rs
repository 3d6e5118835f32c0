//! The text of a buffer, changed by pieces, and its places: bytes in the core, lines and columns in the editor.
//! Must not know what the text means.

use ropey::Rope;
use tower_lsp::lsp_types::{Position, PositionEncodingKind, Range, TextDocumentContentChangeEvent};

/// What an editor counts columns in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what every editor knows.
    #[default]
    Utf16,
}

impl Encoding {
    /// The better one of those that an editor offers.
    #[must_use]
    pub fn choose(offered: Option<&[PositionEncodingKind]>) -> Self {
        let utf8 = offered.is_some_and(|offered| offered.contains(&PositionEncodingKind::UTF8));
        if utf8 { Self::Utf8 } else { Self::Utf16 }
    }

    /// Its name in the protocol.
    #[must_use]
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }
}

/// A text, cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Text(Rope);

impl Text {
    /// This text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Rope::from_str(text))
    }

    /// The whole of it.
    #[must_use]
    pub fn content(&self) -> String {
        String::from(&self.0)
    }

    /// Applies a change. Places outside the text count as its nearest place.
    pub fn apply(&mut self, change: &TextDocumentContentChangeEvent, encoding: Encoding) {
        let Some(range) = change.range else {
            self.0 = Rope::from_str(&change.text);
            return;
        };
        let (one, other) = (self.character(range.start, encoding), self.character(range.end, encoding));
        let (start, end) = (one.min(other), one.max(other));
        self.0.remove(start..end);
        self.0.insert(start, &change.text);
    }

    /// The byte at a position.
    #[must_use]
    pub fn offset(&self, position: Position, encoding: Encoding) -> u32 {
        u32::try_from(self.0.char_to_byte(self.character(position, encoding))).unwrap_or(u32::MAX)
    }

    /// The position of a byte.
    #[must_use]
    pub fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let offset = (offset as usize).min(self.0.len_bytes());
        let character = self.0.byte_to_char(offset);
        let line = self.0.char_to_line(character);
        let start = self.0.line_to_char(line);
        let column = match encoding {
            Encoding::Utf8 => self.0.char_to_byte(character) - self.0.char_to_byte(start),
            Encoding::Utf16 => self.0.char_to_utf16_cu(character) - self.0.char_to_utf16_cu(start),
        };
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position::new(narrow(line), narrow(column))
    }

    /// The range between two bytes.
    #[must_use]
    pub fn range(&self, start: u32, end: u32, encoding: Encoding) -> Range {
        Range::new(self.position(start, encoding), self.position(end, encoding))
    }

    /// The range of everything.
    #[must_use]
    pub fn whole(&self, encoding: Encoding) -> Range {
        self.range(0, u32::MAX, encoding)
    }

    /// The character at a position: at most at the end of its line.
    fn character(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.0.len_lines() {
            return self.0.len_chars();
        }
        let start = self.0.line_to_char(line);
        let mut end = start + self.0.line(line).len_chars();
        while end > start && matches!(self.0.char(end - 1), '\n' | '\r') {
            end -= 1;
        }
        let column = position.character as usize;
        match encoding {
            Encoding::Utf8 => {
                let byte = (self.0.char_to_byte(start) + column).min(self.0.char_to_byte(end));
                self.0.byte_to_char(byte)
            }
            Encoding::Utf16 => {
                let unit = (self.0.char_to_utf16_cu(start) + column).min(self.0.char_to_utf16_cu(end));
                self.0.utf16_cu_to_char(unit)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoding, Text};
    use proptest::prelude::*;
    use tower_lsp::lsp_types::{Position, Range, TextDocumentContentChangeEvent};

    #[test]
    fn columns_count_in_the_units_agreed_upon() {
        let text = Text::new("a😀b\r\nß\tc\rd\n");
        let place = |line, column, encoding| text.offset(Position::new(line, column), encoding);
        assert_eq!(place(0, 3, Encoding::Utf16), 5);
        assert_eq!(place(0, 5, Encoding::Utf8), 5);
        // Inside a character is at it; behind the line is its end, before its line break.
        assert_eq!(place(0, 2, Encoding::Utf16), 1);
        assert_eq!(place(0, 3, Encoding::Utf8), 1);
        assert_eq!(place(0, 99, Encoding::Utf16), 6);
        assert_eq!(place(1, 1, Encoding::Utf16), 10);
        assert_eq!(place(2, 0, Encoding::Utf16), 13);
        assert_eq!(place(99, 0, Encoding::Utf16), 15);
        assert_eq!(text.position(10, Encoding::Utf16), Position::new(1, 1));
        assert_eq!(text.position(10, Encoding::Utf8), Position::new(1, 2));
    }

    fn change(range: Option<Range>, text: &str) -> TextDocumentContentChangeEvent {
        TextDocumentContentChangeEvent { range, range_length: None, text: text.into() }
    }

    proptest! {
        #[test]
        fn every_place_comes_back(text in "[a-c😀ß\t\r\n]{0,40}", at in 0_u32..60) {
            let made = Text::new(&text);
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let position = made.position(at, encoding);
                let offset = made.offset(position, encoding);
                prop_assert!(offset <= at && offset <= text.len() as u32);
                // A place inside a character or between `\r` and `\n` is the nearest one before it, from then on.
                let settled = made.position(offset, encoding);
                prop_assert_eq!(made.position(made.offset(settled, encoding), encoding), settled);
            }
        }

        #[test]
        fn changes_never_panic(
            text in "[a-c😀ß\t\r\n]{0,40}",
            edits in prop::collection::vec((0_u32..9, 0_u32..9, 0_u32..9, 0_u32..9, "[x😀\n]{0,4}"), 0..8),
        ) {
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let mut made = Text::new(&text);
                for (a, b, c, d, with) in &edits {
                    let range = Range::new(Position::new(*a, *b), Position::new(*c, *d));
                    made.apply(&change(Some(range), with), encoding);
                }
                made.apply(&change(None, "whole"), encoding);
                prop_assert_eq!(made.content(), "whole");
            }
        }
    }
}
