//! Names for what a directory holds: groups, users, locations. An export has ids; a source has names that a tenant gives values to.

use super::directory::Directory;
use super::excluded;
use crate::values;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{Piece, RefKind, Type};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The longest name that is made of a text, in characters.
const MAX_NAME: usize = 40;

const OPEN: char = '\u{1}';
const MIDDLE: char = '\u{2}';
const CLOSE: char = '\u{3}';

/// Stands in a sentence for something in the directory until all names are known. Texts have their control characters escaped, so
/// that a mark is never part of one.
pub(crate) fn mark(kind: RefKind, name: &str) -> String {
    format!("{OPEN}{}{MIDDLE}{}{CLOSE}", kind.word(), serde_json::Value::from(name))
}

/// Names that are given.
pub(crate) struct Names {
    taken: HashSet<String>,
    /// How far the numbers behind a name that many want are taken.
    numbers: HashMap<String, usize>,
    /// The params, by kind and by the id or name in the directory.
    params: BTreeMap<(RefKind, String), String>,
    /// Names of declarations that are referred to by an id or a title of their own.
    own: BTreeMap<(RefKind, String), String>,
}

/// A param with the value of the tenant.
pub(crate) struct Param<'a> {
    pub(crate) name: &'a str,
    pub(crate) kind: RefKind,
    pub(crate) value: &'a str,
}

impl Names {
    /// No names yet, and those that the language keeps for itself.
    pub(crate) fn new(vocabulary: &Vocabulary) -> Self {
        let mut taken = HashSet::new();
        let mut keep = |words: &str| taken.extend(words.split(' ').map(str::to_owned));
        for sentence in vocabulary.sentences() {
            for piece in &sentence.pieces {
                if let Piece::Word(word) = piece {
                    keep(word);
                }
            }
            for (_, of) in sentence.holes.iter().flat_map(|hole| &hole.types) {
                words_of(of, &mut keep);
            }
        }
        vocabulary.word_lists().for_each(|words| {
            words.items.iter().for_each(|item| {
                keep(&item.words);
                item.aliases.iter().for_each(|alias| keep(alias));
            })
        });
        vocabulary.scopes().iter().for_each(|scope| keep(&scope.name));
        for word in KEYWORDS {
            keep(word);
        }
        Self { taken, numbers: HashMap::new(), params: BTreeMap::new(), own: BTreeMap::new() }
    }

    /// A name that nothing else has, made of a text.
    pub(crate) fn free(&mut self, text: &str, otherwise: &str) -> String {
        let base = word(text).unwrap_or_else(|| otherwise.to_owned());
        if self.taken.insert(base.clone()) {
            return base;
        }
        // No name is ever given back, so that those up to here need not be tried again.
        let number = self.numbers.entry(base.clone()).or_insert(1);
        loop {
            *number += 1;
            let name = format!("{base}_{number}");
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }

    /// A name that nothing else has for something of a kind: with its kind behind it where the name alone is taken.
    pub(crate) fn free_as(&mut self, text: &str, kind: RefKind) -> String {
        let kind = kind.word();
        if self.taken.contains(&word(text).unwrap_or_default()) {
            self.free(&format!("{text} {kind}"), kind)
        } else {
            self.free(text, &format!("{kind}_1"))
        }
    }

    /// Keeps a name as it is.
    pub(crate) fn keep(&mut self, name: &str) {
        self.taken.insert(name.to_owned());
    }

    /// Makes a declaration of the sources known by what exports call it: its id, its title.
    pub(crate) fn declare(&mut self, kind: RefKind, key: &str, name: &str) {
        self.own.entry((kind, folded(key))).or_insert_with(|| name.to_owned());
    }

    /// Gives everything that is marked in these texts a name, in the order of kinds and values: that of the directory, if it is known.
    /// Of what nobody knows the name of, those in `excluded` are called so.
    pub(crate) fn name_all<'a>(
        &mut self,
        directory: &Directory,
        excluded: &BTreeSet<(RefKind, String)>,
        texts: impl Iterator<Item = &'a str>,
    ) {
        let mut wanted = BTreeSet::new();
        for text in texts {
            each(text, |kind, name| {
                if !self.own.contains_key(&(kind, folded(&name))) {
                    wanted.insert((kind, name));
                }
            });
        }
        for (kind, value) in wanted {
            let key = (kind, folded(&value));
            if self.params.contains_key(&key) {
                continue;
            }
            let word = kind.word();
            let text = match directory.name(&value) {
                Some(name) => name.to_owned(),
                None if values::is_guid(&value) && excluded.contains(&key) => excluded::NAME.to_owned(),
                None if values::is_guid(&value) => format!("{word}_{}", folded(&value).get(..8).unwrap_or("")),
                None => value,
            };
            let name = self.free_as(&text, kind);
            self.params.insert(key, name);
        }
    }

    /// A text with names in place of its marks.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, kind, name, after)) = next(rest) {
            out.push_str(before);
            let key = (kind, folded(&name));
            match self.own.get(&key).or_else(|| self.params.get(&key)) {
                Some(known) => out.push_str(known),
                // Named by its kind, it needs no declaration.
                None => out.push_str(&format!("{} {}", kind.word(), serde_json::Value::from(name))),
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// The params that a text uses.
    pub(crate) fn used(&self, text: &str, out: &mut BTreeSet<String>) {
        each(text, |kind, name| {
            let key = (kind, folded(&name));
            out.extend(self.own.get(&key).or_else(|| self.params.get(&key)).cloned());
        });
    }

    /// All params.
    pub(crate) fn params(&self) -> impl Iterator<Item = Param<'_>> {
        self.params.iter().map(|((kind, value), name)| Param { name, kind: *kind, value })
    }
}

/// Words that begin or continue something, whatever the vocabulary says.
pub(super) const KEYWORDS: [&str; 28] = [
    "use",
    "let",
    "param",
    "tenant",
    "app",
    "apps",
    "baseline",
    "connector",
    "conditional",
    "named",
    "location",
    "test",
    "guarantee",
    "sentence",
    "words",
    "scope",
    "object",
    "rule",
    "include",
    "set",
    "on",
    "else",
    "except",
    "because",
    "and",
    "or",
    "then",
    "tightened",
];

fn words_of(of: &Type, keep: &mut impl FnMut(&str)) {
    let mut all = Vec::new();
    of.words(&mut all);
    all.into_iter().for_each(keep);
}

/// Ids are the same in any letter case; a name is what it is.
pub(crate) fn folded(text: &str) -> String {
    if values::is_guid(text) { text.to_lowercase() } else { text.to_owned() }
}

/// A text as a name: small letters and digits, with `_` for anything else. None when nothing of it is left.
pub(crate) fn word(text: &str) -> Option<String> {
    let mut name = String::new();
    for c in humps(text).chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let cut: String = name.chars().take(MAX_NAME).collect();
    // Not within a word, if that does not take too much.
    let whole = if cut.len() < name.len() && !name.get(cut.len()..).is_some_and(|rest| rest.starts_with('_')) {
        cut.rsplit_once('_')
    } else {
        None
    };
    let cut = whole.map(|(whole, _)| whole).filter(|whole| whole.len() * 2 > MAX_NAME).unwrap_or(&cut);
    let name = cut.trim_matches('_');
    (!name.is_empty()).then(|| name.to_owned())
}

/// The shortest part of a word that stands by itself.
const HUMP: usize = 3;

/// `EmergencyAccessGroup` as `Emergency Access Group`, where a text is such a word alone and its parts are no single letters.
fn humps(text: &str) -> String {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    let mut parts: Vec<String> = Vec::new();
    for c in word.chars() {
        let begins = c.is_uppercase()
            && parts
                .last()
                .and_then(|part| part.chars().last())
                .is_some_and(|last| last.is_lowercase() || last.is_numeric());
        match parts.last_mut().filter(|_| !begins) {
            Some(part) => part.push(c),
            None => parts.push(c.into()),
        }
    }
    let whole = word.chars().all(char::is_alphanumeric) && parts.iter().all(|part| part.chars().count() >= HUMP);
    if whole { parts.join(" ") } else { text.to_owned() }
}

pub(super) fn each(text: &str, mut visit: impl FnMut(RefKind, String)) {
    let mut rest = text;
    while let Some((_, kind, name, after)) = next(rest) {
        visit(kind, name);
        rest = after;
    }
}

/// The first mark: what stands before it, its kind and name, and what stands behind.
fn next(text: &str) -> Option<(&str, RefKind, String, &str)> {
    let (before, rest) = text.split_once(OPEN)?;
    let (kind, rest) = rest.split_once(MIDDLE)?;
    let (name, after) = rest.split_once(CLOSE)?;
    let kind = RefKind::ALL.into_iter().find(|known| known.word() == kind)?;
    Some((before, kind, serde_json::from_str(name).ok()?, after))
}
