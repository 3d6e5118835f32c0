//! Help and repair speak of the same sentence: each example of the vocabulary, with a letter missing in one of its words.

use crate::program::Program;
use mam_core::diagnostics::Diagnostic;
use mam_core::vocabulary::Vocabulary;
use mam_core::vocabulary::model::{BlockKind, SentenceEntry};

/// A sentence with a mistake, and the right one.
struct Case {
    phrase: String,
    right: String,
    wrong: String,
    head: &'static str,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for entry in Vocabulary::standard().sentences().iter().filter(|entry| entry.retired.is_none()) {
        for right in &entry.examples {
            cases.extend(misspelt(right).map(|wrong| Case {
                phrase: entry.phrase.to_string(),
                right: right.clone(),
                wrong,
                head: head(entry),
            }));
        }
    }
    cases
}

fn head(entry: &SentenceEntry) -> &'static str {
    match entry.kinds.first() {
        Some(BlockKind::AppConfiguration) => "app configuration \"A\" for android, ios",
        Some(BlockKind::Connector) => "connector defender for android, ios",
        Some(BlockKind::ConditionalAccess) => "conditional access \"A\"",
        Some(BlockKind::NamedLocation) => "named location a \"A\"",
        _ => "app protection \"A\" for android, ios",
    }
}

/// A sentence with the third letter missing in one of its longer words.
fn misspelt(right: &str) -> impl Iterator<Item = String> + '_ {
    let words: Vec<&str> = right.split(' ').collect();
    let long = |word: &str| word.len() > 4 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let places: Vec<usize> = (0..words.len()).filter(|place| long(words[*place])).collect();
    places.into_iter().map(move |place| {
        let mut words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        words[place].remove(2);
        words.join(" ")
    })
}

#[test]
fn help_and_repair_speak_of_one_sentence() {
    let cases = cases();
    let mut text = String::new();
    let places: Vec<_> = cases
        .iter()
        .map(|case| {
            text.push_str(&format!("{} {{\n    ", case.head));
            let start = text.len();
            text.push_str(&case.wrong);
            let end = text.len();
            text.push_str("\n}\n");
            start..end
        })
        .collect();
    let (_, checked) = Program::of(text.clone()).check();
    let mut wrong = Vec::new();
    let mut judged = 0;
    for (case, place) in cases.iter().zip(places) {
        let inside =
            |diagnostic: &&Diagnostic| diagnostic.span().is_some_and(|span| place.contains(&(span.start as usize)));
        for diagnostic in checked.diagnostics.iter().filter(inside) {
            let repairs = diagnostic.repairs.first().into_iter().flat_map(|repair| &repair.edits);
            let repaired = repairs.fold(case.wrong.clone(), |mut sentence, edit| {
                let (start, end) = (edit.span.start as usize, edit.span.end as usize);
                if place.start <= start && end <= place.end {
                    sentence.replace_range(start - place.start..end - place.start, &edit.text);
                }
                sentence
            });
            let help = diagnostic.help.clone().unwrap_or_default();
            if repaired != case.right || !help.contains("the sentence is") {
                continue;
            }
            judged += 1;
            if !help.contains(&format!("`{}`", case.phrase)) {
                wrong.push(format!("{}\n  becomes {}\n  but the help says {help}", case.wrong, case.right));
            }
        }
    }
    assert!(judged > 100, "{judged} sentences were judged");
    assert!(wrong.is_empty(), "{} of {judged}:\n{}", wrong.len(), wrong.join("\n"));
}
