//! Names that nobody could say, because sentences read a word of the language in their place.

use super::definitions::DefinitionKind;
use super::head::Name;
use crate::diagnostics::Diagnostic;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{BlockKind, Type, Words};
use std::collections::HashMap;

/// The words that sentences take literally, each with a list that has it.
pub(super) struct Shadows<'a> {
    /// Where values stand.
    values: HashMap<&'a str, &'a str>,
    /// Where apps stand.
    apps: HashMap<&'a str, &'a str>,
    /// Where a block is named.
    blocks: HashMap<(BlockKind, &'a str), &'a str>,
}

impl<'a> Shadows<'a> {
    /// Those of a vocabulary.
    pub(super) fn of(vocabulary: &'a Vocabulary) -> Self {
        let mut lists: Vec<_> = vocabulary.word_lists().collect();
        lists.sort_by(|a, b| a.name.cmp(&b.name));
        let mut shadows = Self { values: HashMap::new(), apps: HashMap::new(), blocks: HashMap::new() };
        for list in lists {
            for item in &list.items {
                shadows.values.entry(&*item.words).or_insert(&*list.name);
            }
        }
        for sentence in vocabulary.sentences() {
            for (_, of) in sentence.holes.iter().flat_map(|hole| &hole.types) {
                shadows.beside(of);
            }
        }
        shadows
    }

    /// The words that stand in a hole beside names.
    fn beside(&mut self, of: &'a Type) {
        match of {
            Type::Apps(words) => self.apps.extend(single(words).map(|word| (word, &*words.name))),
            Type::List(of) | Type::Requirement(of) => self.beside(of),
            Type::Union(types) => {
                let lists =
                    || types.iter().filter_map(|of| if let Type::Words(words) = of { Some(words) } else { None });
                let blocks = types.iter().filter_map(|of| match of {
                    Type::Reference(kind) => BlockKind::declaring(*kind),
                    _ => None,
                });
                for block in blocks {
                    for list in lists() {
                        self.blocks.extend(single(list).map(|word| ((block, word), &*list.name)));
                    }
                }
            }
            _ => {}
        }
    }

    /// What to say of a name that is such a word.
    pub(super) fn diagnostic(&self, kind: DefinitionKind, name: &Name) -> Option<Diagnostic> {
        let (list, what) = match kind {
            DefinitionKind::Let | DefinitionKind::Param => (self.values.get(&*name.text), "value"),
            DefinitionKind::App => (self.apps.get(&*name.text), "app"),
            DefinitionKind::Object(block) => (self.blocks.get(&(block, &*name.text)), block.words()),
            DefinitionKind::Baseline => (None, "baseline"),
        };
        let list = list?.replace('_', " ");
        Some(
            Diagnostic::new(46, format!("`{}` is a word of the language", name.text))
                .at(name.span, format!("sentences would read the word, never this {what}"))
                .help(format!("it is one of the words of {list}: give the {what} another name")),
        )
    }
}

/// The words of a list that a name could be.
fn single(words: &Words) -> impl Iterator<Item = &str> {
    let spellings = words.items.iter().flat_map(|item| std::iter::once(&item.words).chain(&item.aliases));
    spellings.map(|words| &**words).filter(|words| !words.contains(' '))
}
