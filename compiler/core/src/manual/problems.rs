//! The page of all codes, with what `mam explain` says of each.

use super::codes::{self, Described};
use super::markdown::prose;
use super::pitfalls::speaks_of;
use super::{Book, page, paragraph};
use crate::diagnostics::CATALOGUE;

impl Book<'_> {
    /// The page.
    pub(super) fn problems(&self) -> (String, String) {
        let mut text = page("What goes wrong, by code");
        paragraph(
            &mut text,
            "`mam check` finds these. An error stops the compilation; a warning compiles, and is probably not what was meant; a note is \
             worth knowing. `mam explain CODE` prints the same text. Codes below 100 are about the language, those above about policies.",
        );
        for described in codes::all(self.vocabulary) {
            paragraph(&mut text, &format!("## {}", described.code));
            paragraph(&mut text, &format!("**{}** ({})", prose(described.title), described.word()));
            body(&mut text, &described);
            let about = self.about(&described);
            if !about.is_empty() {
                paragraph(&mut text, &format!("About {}.", about.join(", ")));
            }
        }
        ("problems.md".into(), text)
    }

    /// Links to the sentences that a rule speaks of.
    fn about(&self, described: &Described<'_>) -> Vec<String> {
        let Some(rule) = self.vocabulary.rule(described.code) else { return Vec::new() };
        let sentences = self.vocabulary.sentences().iter().enumerate();
        sentences.filter(|(_, sentence)| speaks_of(rule, sentence)).map(|(place, _)| self.link_to(place)).collect()
    }
}

/// What there is to read about a code. Those of the language are Markdown with examples of what is wrong, which are no `mam` to paste.
fn body(text: &mut String, described: &Described<'_>) {
    if CATALOGUE.iter().any(|entry| entry.code == described.code) {
        return paragraph(text, &described.page.trim().replace("```mam", "```text"));
    }
    for part in described.page.split("\n\n") {
        paragraph(text, &prose(part));
    }
    let sources: Vec<_> = described.sources.iter().map(|source| prose(source)).collect();
    if !sources.is_empty() {
        paragraph(text, &format!("Source: {}.", sources.join("; ")));
    }
}
