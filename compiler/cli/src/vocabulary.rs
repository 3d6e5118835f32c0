//! `mam vocabulary`: finds and explains the sentences that can be said. Must not know any of them: they are the core's data.

mod entry;
mod find;

use crate::arguments::{Format, Vocabulary};
use crate::console::{Console, Style, paint};
use crate::failure::{Exit, Failure};
use crate::report::counted;
use mam_core::manual::facts;
use mam_core::vocabulary::Vocabulary as Known;
use mam_core::vocabulary::model::{BlockKind, SentenceEntry};
use serde_json::json;
use std::fmt::Write;

/// Up to how many sentences are explained in full.
const FEW: usize = 5;

/// Prints the sentences that have all of the words: a few in full, many as a list.
pub fn run(options: &Vocabulary, console: &mut Console) -> Result<Exit, Failure> {
    let sentences = Known::standard().sentences();
    let words: Vec<String> =
        options.words.iter().flat_map(|word| word.split_whitespace()).map(str::to_lowercase).collect();
    let found = find::find(sentences, &words);
    if found.is_empty() {
        return Err(Failure::new(find::nothing(sentences, &words)));
    }
    let colored = console.out_colored;
    let text = match console.format {
        Format::Json => as_json(&found),
        _ if found.len() <= FEW => {
            found.iter().map(|sentence| entry::whole(sentence, &words, console.width, colored)).collect()
        }
        _ => list(&found, colored),
    };
    console.out(text.as_bytes())?;
    if found.len() > FEW && console.format == Format::Human {
        console.say(&format!("{}; more words find fewer, and explain them", counted(found.len(), "sentence")));
    }
    Ok(Exit::Done)
}

/// The phrases and what they are for, by the blocks they stand in.
fn list(found: &[&SentenceEntry], colored: bool) -> String {
    let mut text = String::new();
    for kind in BlockKind::ALL {
        let here: Vec<_> = found.iter().filter(|sentence| sentence.kinds.contains(&kind)).collect();
        if here.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", paint(kind.words(), Style::Bold, colored));
        for sentence in here {
            let _ = writeln!(text, "  {}", paint(&sentence.phrase, Style::Cyan, colored));
            let _ = writeln!(text, "      {}", facts::summary(sentence));
        }
    }
    text
}

fn as_json(found: &[&SentenceEntry]) -> String {
    let sentences: Vec<_> = found.iter().map(|sentence| entry::as_json(sentence)).collect();
    format!("{:#}\n", json!({ "version": 1, "sentences": sentences }))
}
