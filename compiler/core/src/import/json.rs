//! Bytes of an export to JSON: encodings, byte order marks, and what is refused: keys that stand twice, nesting without end, more values
//! than fit into memory.

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Deserializer as Reading, Map, Value as Json};
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

/// Values of a file: a text of two bytes takes seventy in memory. Ten thousand policies have some three million.
const MAX_VALUES: usize = 10_000_000;

/// The text of an export: UTF-8 or UTF-16, with or without a byte order mark.
///
/// # Errors
/// What is wrong with the bytes, in plain words.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    let wide = |bytes: &[u8], read: fn([u8; 2]) -> u16| -> Result<Cow<'_, str>, String> {
        if !bytes.len().is_multiple_of(2) {
            return Err("it is UTF-16 with half a character at its end".into());
        }
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16(&units).map(Cow::Owned).map_err(|_| "it is UTF-16 with characters that are none".into())
    };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        // JSON begins with an ASCII character, so a zero beside it tells the width.
        [first, 0, ..] if *first != 0 => wide(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => wide(bytes, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => Err(format!("it is no text: byte {} is neither UTF-8 nor UTF-16", error.valid_up_to())),
    }
}

/// Reads JSON.
///
/// # Errors
/// What is wrong with it and where, in plain words.
pub(crate) fn parse(text: &str) -> Result<Json, String> {
    if text.trim_ascii().is_empty() {
        return Err("it is empty".into());
    }
    let left = Cell::new(MAX_VALUES);
    let mut reading = Reading::from_str(text);
    match Strict(&left).deserialize(&mut reading).and_then(|json| reading.end().map(|()| json)) {
        Ok(json) => Ok(json),
        Err(error) if error.is_eof() => {
            Err(format!("it ends too early, in line {}: a part of the file is missing", error.line()))
        }
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let message = error.to_string();
            let message = message.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&message);
            let message = match message {
                "recursion limit exceeded" => "it is nested more than 127 levels deep",
                "trailing characters" => {
                    "the JSON ends before this; several policies belong into one list `[…]`, or into files of their own"
                }
                other => other,
            };
            Err(if line == 0 { message.to_owned() } else { format!("line {line}, column {column}: {message}") })
        }
    }
}

/// Reads JSON in which no key of an object stands twice, as long as there may be more values.
#[derive(Clone, Copy)]
struct Strict<'a>(&'a Cell<usize>);

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        let left = self.0.get().checked_sub(1).ok_or_else(|| {
            D::Error::custom(format!("it holds more than {MAX_VALUES} values; export fewer policies at a time"))
        })?;
        self.0.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Json, A::Error> {
        let mut map = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let value = fields.next_value_seed(self)?;
            if map.contains_key(&name) {
                return Err(A::Error::custom(format!("the property `{name}` stands twice in one object")));
            }
            map.insert(name, value);
        }
        Ok(map.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_is_read() {
        let text = r#"{"displayName": "Büro 🏢"}"#;
        let wide = |big: bool, mark: bool| -> Vec<u8> {
            let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked,
            wide(true, true),
            wide(false, true),
            wide(true, false),
            wide(false, false),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_json_is_said_with_its_place() {
        let deep = "[".repeat(100_000);
        let cases = [
            (r#"{"a": 1, "b": 2, "a": 3}"#, "line 1, column 24: the property `a` stands twice in one object"),
            ("{\n  \"a\": 01\n}", "line 2, column 9: invalid number"),
            (&deep, "line 1, column 128: it is nested more than 127 levels deep"),
            ("", "it is empty"),
            ("{\n \"a\": [1,\n", "it ends too early, in line 3: a part of the file is missing"),
            (
                "{} {}",
                "line 1, column 4: the JSON ends before this; several policies belong into one list `[…]`, or into files of their own",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(parse(text), Err(message.to_owned()));
        }
        let many = format!("[{}0]", "0,".repeat(MAX_VALUES));
        assert!(parse(&many).is_err_and(|error| error.contains("more than 10000000 values")));
        assert!(decode(b"{\"a\": \"\xff\"}").is_err_and(|error| error.contains("byte 7")));
        assert!(decode(b"\xff\xfe{").is_err());
    }
}
