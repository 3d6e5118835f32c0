//! Long lists that are nearly the same, told by what they differ in: nobody finds one country among thirty.

use mam_core::diff::{Change, Said};
use std::borrow::Cow;
use std::collections::HashSet;

/// Items of the shortest list that is shortened.
const LONG: usize = 8;

/// The sentences of both sides, as they are shown.
pub fn texts(change: &Change) -> [Vec<Cow<'_, str>>; 2] {
    match (change.left.as_slice(), change.right.as_slice()) {
        ([left], [right]) => match told_apart(&left.text, &right.text) {
            Some([left, right]) => [vec![left.into()], vec![right.into()]],
            None => [whole(&change.left), whole(&change.right)],
        },
        (left, right) => [whole(left), whole(right)],
    }
}

fn whole(said: &[Said]) -> Vec<Cow<'_, str>> {
    said.iter().map(|said| Cow::from(&said.text)).collect()
}

/// Two sentences without the items that both have, if these are most of them.
fn told_apart(left: &str, right: &str) -> Option<[String; 2]> {
    // The words before the first item.
    let first = items(left).first()?.len().min(items(right).first()?.len());
    let same = left.bytes().zip(right.bytes()).take(first).take_while(|(one, other)| one == other).count();
    let words = left.get(..same)?.rfind(' ')? + 1;
    let (head, one, other) = (left.get(..words)?, items(left.get(words..)?), items(right.get(words..)?));
    let both: HashSet<&str> =
        one.iter().copied().collect::<HashSet<_>>().intersection(&other.iter().copied().collect()).copied().collect();
    if one.len().min(other.len()) < LONG || both.len() * 2 < one.len().max(other.len()) {
        return None;
    }
    let told = |items: &[&str]| {
        let own: Vec<&str> = items.iter().copied().filter(|item| !both.contains(item)).collect();
        let more = if own.is_empty() { "only the" } else { "and the" };
        let own = if own.is_empty() { String::new() } else { own.join(", ") + " " };
        format!("{head}{own}… {more} {} that both have", both.len())
    };
    Some([told(&one), told(&other)])
}

/// The items of a list; a comma in a text parts nothing.
fn items(text: &str) -> Vec<&str> {
    let (mut items, mut start) = (Vec::new(), 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        (quoted, escaped) = match (byte, quoted) {
            (_, true) if escaped => (true, false),
            (b'\\', true) => (true, true),
            (b'"', _) => (!quoted, false),
            _ => (quoted, false),
        };
        if byte == b',' && !quoted {
            items.extend(text.get(start..at).map(str::trim));
            start = at + 1;
        }
    }
    items.extend(text.get(start..).map(str::trim));
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_a_long_list_is_told() {
        let list = |items: &[&str]| format!("countries {}", items.join(", "));
        let most = ["\"AT\"", "\"a, b\"", "\"CH\"", "\"DE\"", "\"FR\"", "\"IT\"", "\"NL\"", "\"PL\""];
        let more = [&most[1..], &["\"SE\"", "\"\\\"\""]].concat();
        let told = told_apart(&list(&most), &list(&more)).expect("they have seven in common");
        assert_eq!(
            told,
            ["countries \"AT\" … and the 7 that both have", "countries \"SE\", \"\\\"\" … and the 7 that both have"]
        );
        let none = told_apart(&list(&most), &list(&[&most[..], &["\"SE\""]].concat())).expect("they have eight");
        assert_eq!(none[0], "countries … only the 8 that both have");
        assert_eq!(told_apart(&list(&most[..7]), &list(&more)), None);
        assert_eq!(told_apart("users all", "users all except guests"), None);
        assert_eq!(told_apart("", "a"), None);
    }
}
