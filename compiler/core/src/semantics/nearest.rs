//! Which known word someone may have meant. Must not know what the words stand for.

/// The candidate most like a word, if one is like it at all.
pub(crate) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const ENOUGH: f64 = 0.6;
    let word = word.to_lowercase();
    let letters = letters(&word);
    let likeness = |candidate: &str| strsim::normalized_damerau_levenshtein(&word, &candidate.to_lowercase());
    candidates
        .filter(|candidate| likeness_at_most(&letters, candidate) >= ENOUGH)
        .map(|candidate| (likeness(candidate), candidate))
        .filter(|(likeness, _)| *likeness >= ENOUGH)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

/// How often letters occur in a word; some share a place.
type Letters = [i32; 64];

fn letters(word: &str) -> Letters {
    let mut letters = [0; 64];
    let mut count = |letter: usize| letters.get_mut(letter % 64).map(|count| *count += 1).unwrap_or_default();
    if word.is_ascii() {
        word.bytes().for_each(|letter| count(letter.to_ascii_lowercase().into()));
    } else {
        word.chars().flat_map(char::to_lowercase).for_each(|letter| count(letter as usize));
    }
    letters
}

/// What the likeness of two words cannot exceed: each letter that only one of them has costs a change. Found many times as fast as
/// the likeness itself.
fn likeness_at_most(word: &Letters, candidate: &str) -> f64 {
    let candidate = letters(candidate);
    let (mut only_here, mut only_there) = (0, 0);
    for (here, there) in word.iter().zip(&candidate) {
        only_here += (here - there).max(0);
        only_there += (there - here).max(0);
    }
    let longest = word.iter().sum::<i32>().max(candidate.iter().sum());
    if longest == 0 { 1.0 } else { 1.0 - f64::from(only_here.max(only_there)) / f64::from(longest) }
}

#[cfg(test)]
mod tests {
    use super::{letters, likeness_at_most};

    #[test]
    fn no_pair_of_words_is_more_alike_than_its_letters_allow() {
        let words =
            ["", "a", "level", "levle", "Grüße", "pinRequired", "requirePin", "minimumOsVersion", "ſtraße", "\u{130}"];
        for (one, other) in words.iter().flat_map(|one| words.iter().map(move |other| (one, other))) {
            let likeness = strsim::normalized_damerau_levenshtein(&one.to_lowercase(), &other.to_lowercase());
            assert!(likeness <= likeness_at_most(&letters(&one.to_lowercase()), other), "{one} {other}");
        }
    }
}
