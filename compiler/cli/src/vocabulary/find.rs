//! Finds sentences by words of the phrase, the admin centre's label, the Graph property or the documentation.

use mam_core::vocabulary::model::{SentenceEntry, Type};

/// How alike two words must be for the one to be offered for the other.
const ALIKE: f64 = 0.84;

/// The sentences that have every word somewhere, those that have them in the phrase first.
pub fn find<'a>(sentences: &'a [SentenceEntry], words: &[String]) -> Vec<&'a SentenceEntry> {
    let mut found: Vec<_> = sentences.iter().filter_map(|sentence| Some((rank(sentence, words)?, sentence))).collect();
    // What is asked for may be a word of a list itself, as `mfa` is; `mfa trusted ips` only begins like it.
    let asked = words.join(" ");
    found.sort_by_key(|(rank, sentence)| (*rank, !has_word(sentence, &asked)));
    found.into_iter().map(|(_, sentence)| sentence).collect()
}

/// How far from the phrase the farthest word is; none when a word is nowhere.
fn rank(sentence: &SentenceEntry, words: &[String]) -> Option<usize> {
    let layers = layers(sentence);
    let layer = |word: &String| layers.iter().position(|layer| layer.contains(word.as_str()));
    words.iter().map(layer).try_fold(0, |far, layer| Some(far.max(layer?)))
}

/// What is written about a sentence, in lower case, what says most about it first.
fn layers(sentence: &SentenceEntry) -> [String; 4] {
    let types = sentence.holes.iter().flat_map(|hole| &hole.types).map(|(_, of)| of);
    let phrase = format!(
        "{} {}",
        sentence.phrase,
        types.clone().filter(|of| is_short(of)).map(alternatives).collect::<String>()
    );
    let graph: Vec<_> = sentence.writes.iter().map(|write| write.path.to_string()).collect();
    let labels = format!("{} {}", sentence.portal.join(" "), graph.join(" "));
    let platforms = sentence.platforms.to_string();
    let kinds: Vec<_> = sentence.kinds.iter().map(|kind| kind.words()).collect();
    let rest = format!("{} {} {}", types.map(alternatives).collect::<String>(), kinds.join(" "), platforms);
    [phrase, labels, rest, sentence.docs.clone()].map(|layer| layer.to_lowercase())
}

/// Whether some words are one of the alternatives of a sentence.
fn has_word(sentence: &SentenceEntry, asked: &str) -> bool {
    let mut words = Vec::new();
    sentence.holes.iter().flat_map(|hole| &hole.types).for_each(|(_, of)| of.words(&mut words));
    words.iter().any(|word| word.eq_ignore_ascii_case(asked))
}

/// Whether the words of a type belong to the phrase, as `low` does to a level, and are no directory of names.
fn is_short(of: &Type) -> bool {
    matches!(of, Type::Words(words) if words.items.len() <= 12)
}

/// The words of a type, each followed by a space.
fn alternatives(of: &Type) -> String {
    match of {
        Type::Words(words) | Type::Apps(words) => {
            let spelt = words.items.iter().flat_map(|item| std::iter::once(&item.words).chain(&item.aliases));
            spelt.map(|words| format!("{words} ")).collect()
        }
        Type::List(of) | Type::Requirement(of) => alternatives(of),
        Type::Union(types) => types.iter().map(alternatives).collect(),
        _ => String::new(),
    }
}

/// What to say when no sentence has all of the words.
pub fn nothing(sentences: &[SentenceEntry], words: &[String]) -> String {
    let all: Vec<String> = sentences.iter().flat_map(layers).collect();
    let unknown = words.iter().find(|word| !all.iter().any(|layer| layer.contains(word.as_str())));
    let Some(unknown) = unknown else {
        return format!("no sentence has all of `{}`; name fewer words", words.join(" "));
    };
    let known = all.iter().flat_map(|layer| layer.split(|char: char| !char.is_alphanumeric()));
    let alike =
        known.map(|known| (strsim::jaro_winkler(unknown, known), known)).filter(|(likeness, _)| *likeness > ALIKE);
    match alike.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((_, known)) => format!("no sentence has the word `{unknown}`; did you mean `{known}`?"),
        None => format!("no sentence has the word `{unknown}`; `mam vocabulary` alone lists all sentences"),
    }
}
