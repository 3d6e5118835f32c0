//! Where something is to be completed: the block, its platforms, what it says already, and the words of the sentence before the cursor.

use super::Offer;
use crate::features::{objects, tree};
use crate::server::Place;
use crate::snapshot::Snapshot;
use mam_core::cursor::Cursor;
use mam_core::semantics::{Content, Definition, DefinitionKind, Definitions, Line, kind_of};
use mam_core::syntax::{Body, DeclarationKind, File, FileId, Item, Node, Row, TokenKind};
use mam_core::vocabulary::model::{
    Alternative, BlockKind, Given, Hole, Platform, Platforms, SentenceEntry, Type, Words,
};
use mam_core::vocabulary::{Expected, Names, Vocabulary};
use std::collections::HashSet;
use tower_lsp::lsp_types::CompletionItemKind;

/// A place where something is to be completed.
pub struct Context<'a> {
    place: &'a Place,
    /// The declaration around it, if there is one.
    pub item: Option<&'a Item>,
    /// The row of words that the cursor is in, if it is in one.
    row: Option<Row>,
    /// How many tokens of the row stand before the word at the cursor.
    before: usize,
    /// Where the word at the cursor begins.
    pub start: u32,
    /// The words before it, as written.
    pub typed: Vec<&'a str>,
    /// The kinds of block whose sentences may stand here; none outside of bodies.
    pub kinds: Vec<BlockKind>,
    /// The platforms of the block.
    pub platforms: Platforms,
    said: HashSet<usize>,
    /// What the baselines say that the block includes.
    included: HashSet<usize>,
}

struct Seen<'a> {
    definitions: &'a Definitions,
    file: FileId,
}

impl Names for Seen<'_> {
    fn is_value(&self, name: &str) -> bool {
        self.definitions.is_value(self.file, name)
    }
}

impl<'a> Context<'a> {
    /// The context of a byte of a file.
    pub fn new(place: &'a Place, offset: u32) -> Self {
        let mut context = Self {
            place,
            item: None,
            row: None,
            before: 0,
            start: word_start(&place.file.text, offset),
            typed: Vec::new(),
            kinds: Vec::new(),
            platforms: Platforms::ALL,
            said: HashSet::new(),
            included: HashSet::new(),
        };
        let Some((number, item)) = tree::item_at(&place.file, offset) else { return context };
        let at = context.start.saturating_sub(item.base);
        context.item = Some(item);
        let mut rows = Vec::new();
        let mut body = item.declaration.body.as_ref().filter(|body| is_inside(body, offset - item.base));
        if body.is_some() {
            context.kinds = kinds(item.declaration.kind);
            context.narrow(item, item.declaration.head.row);
        } else {
            rows.push(item.declaration.head.row);
        }
        while let Some(Body { nodes, .. }) = body {
            body = None;
            rows.clear();
            for node in nodes {
                match node {
                    Node::Sentence(sentence) => rows.push(sentence.row),
                    Node::Block { head, body: inner } if is_inside(inner, offset - item.base) => {
                        context.narrow(item, head.row);
                        body = Some(inner);
                    }
                    Node::Block { head, .. } => rows.push(head.row),
                    Node::Comment(_) => {}
                }
            }
        }
        let file = &place.file;
        let text = file.text_of(item);
        let line = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or_default();
        let before = |row: &&Row| {
            let words = item.declaration.row(**row);
            // The cursor is in the row, or behind it on its last line.
            words.first().is_some_and(|first| first.range.start <= at)
                && words
                    .last()
                    .is_some_and(|last| last.range.end >= at || !line(last.range.end, at).contains(['\n', ';']))
        };
        if let Some(row) = rows.iter().rev().find(before) {
            let words = item.declaration.row(*row);
            let words = words.get(..words.partition_point(|token| token.range.start < at)).unwrap_or_default();
            context.row = Some(*row);
            context.before = words.len();
            let written = words.iter().filter(|token| token.kind != TokenKind::Comment);
            context.typed = written.map(|token| token.range.of(text)).collect();
        }
        let program = &place.snapshot.checked.program;
        let block = program.blocks.iter().find(|block| block.file.id == file.id && block.item == number);
        let own = block.map(|block| block.lines.as_slice()).unwrap_or_default();
        context.said.extend(said(own));
        let mut open: Vec<_> = objects::included(own).collect();
        let mut seen = HashSet::new();
        while let (Some(id), Some(block)) = (open.pop(), block) {
            let Some(known) = program.baselines.get(&(id, block.kind)).filter(|_| seen.insert(id)) else { continue };
            context.included.extend(said(&known.lines));
            open.extend(objects::included(&known.lines));
        }
        context
    }

    /// What the words of a head say of platforms.
    fn narrow(&mut self, item: &Item, row: Row) {
        let text = self.place.file.text_of(item);
        let words = item.declaration.row(row).iter().filter(|token| token.kind == TokenKind::Word);
        let named: Platforms = words.filter_map(|token| Platform::of(token.range.of(text))).collect();
        if !named.is_empty() {
            self.platforms = self.platforms.and(named);
        }
    }

    /// The project.
    pub fn snapshot(&self) -> &'a Snapshot {
        &self.place.snapshot
    }

    /// The file.
    pub fn file(&self) -> &'a File {
        &self.place.file
    }

    /// The vocabulary of the project.
    pub fn vocabulary(&self) -> &'a Vocabulary {
        &self.place.snapshot.checked.program.vocabulary
    }

    /// Whether a sentence may stand here.
    pub fn fits(&self, entry: &SentenceEntry) -> bool {
        let kind = entry.kinds.iter().find(|kind| self.kinds.contains(kind));
        kind.is_some_and(|kind| !kind.has_platforms() || !entry.platforms.and(self.platforms).is_empty())
    }

    /// Whether the block says a sentence already.
    pub fn says(&self, entry: usize) -> bool {
        self.said.contains(&entry)
    }

    /// Whether a baseline says a sentence that the block includes.
    pub fn includes(&self, entry: usize) -> bool {
        self.included.contains(&entry)
    }

    /// Whether a sentence says for which apps or for whom the block is, and nothing does so yet.
    pub fn lacks(&self, entry: &SentenceEntry) -> bool {
        let sentences = self.vocabulary().sentences();
        let known = self.said.iter().chain(&self.included).filter_map(|place| sentences.get(*place));
        let given: Vec<_> = known.flat_map(|known| &known.gives).map(|(given, _)| given).collect();
        let targets = |one: &Given| matches!(one, Given::Apps | Given::Include);
        entry.gives.iter().any(|(one, _)| targets(one) && !given.contains(&one))
    }

    /// The type of a hole on the platforms of the block, where it is one.
    pub fn type_of<'h>(&self, hole: &'h Hole) -> Option<&'h Type> {
        let here = hole.types.iter().find(|(platforms, _)| !platforms.and(self.platforms).is_empty());
        here.or(hole.types.first()).map(|(_, of)| of)
    }

    /// The words of a list on the platforms of the block.
    pub fn words<'w>(&self, words: &'w Words) -> impl Iterator<Item = &'w Alternative> {
        let platforms = self.platforms;
        words.items.iter().filter(move |item| !item.platforms.and(platforms).is_empty())
    }

    /// Whether a param may stand for a value of a type.
    pub fn param_fits(&self, definition: &Definition, of: &Type) -> bool {
        definition.kind == DefinitionKind::Param
            && self.snapshot().checked.program.definitions.param_fits(definition, self.vocabulary(), of)
    }

    /// What can come behind the words before the cursor, in each kind of block that this may be.
    pub fn expected(&self) -> Vec<Expected> {
        self.expected_before(0)
    }

    /// The same, some words earlier.
    pub fn expected_before(&self, words: usize) -> Vec<Expected> {
        let (Some(item), Some(row)) = (self.item, self.row) else { return Vec::new() };
        let definitions = &self.snapshot().checked.program.definitions;
        let names = Seen { definitions, file: self.file().id };
        let mut cursor = Cursor::new(self.file(), item, row).until(self.before.saturating_sub(words));
        // A sentence may begin with the device state that it is for.
        let scopes = self.vocabulary().scopes().iter().map(|scope| ((), format!("{} apps", scope.words())));
        cursor.eat_longest(scopes);
        let mut expected = Vec::new();
        for kind in &self.kinds {
            expected.extend(self.vocabulary().index_of(*kind).next(self.vocabulary().sentences(), cursor, &names));
        }
        expected
    }

    /// What is no sentence of the vocabulary and may begin one all the same.
    pub fn phrases(&self) -> Vec<Offer> {
        let mut offers = Vec::new();
        let definitions = &self.snapshot().checked.program.definitions;
        for (name, definition) in definitions.visible(self.file().id) {
            if definition.kind == DefinitionKind::Baseline {
                offers.push(keyword(format!("include {name}"), &definition.docs));
            }
        }
        let baselines = definitions.others(self.file(), |kind| kind == DefinitionKind::Baseline);
        for (module, name, id) in
            baselines.filter(|(_, name, _)| definitions.visible_as(self.file().id, name).is_none())
        {
            let docs = definitions.get(id).map(|known| known.docs.clone()).unwrap_or_default();
            let offer = keyword(format!("include {name}"), &docs);
            let detail = Some(format!("from {module}"));
            offers.push(Offer { detail, rank: 950, taken: Some((module, name.to_string())), ..offer });
        }
        if self.kinds.iter().any(|kind| kind.has_states()) {
            for scope in self.vocabulary().scopes() {
                offers.push(keyword(format!("{} apps", scope.words()), &scope.docs));
            }
        }
        offers
    }

    /// The rest of device states that the words before the cursor begin.
    pub fn states(&self) -> Vec<Offer> {
        if !self.kinds.iter().any(|kind| kind.has_states()) {
            return Vec::new();
        }
        let begun = format!("{} ", self.typed.join(" "));
        let scopes = self.vocabulary().scopes().iter();
        let begins = scopes.filter_map(|scope| {
            let rest = format!("{} apps", scope.words()).strip_prefix(&begun)?.to_owned();
            Some(keyword(rest, &scope.docs))
        });
        begins.collect()
    }

    /// What may stand behind a whole sentence.
    pub fn endings(&self) -> Vec<Offer> {
        let mut offers = vec![keyword("because".into(), "Says why, for those who read it later.")];
        if self.kinds.iter().any(|kind| kind.has_platforms()) && self.platforms.iter().count() > 1 {
            for platform in self.platforms.iter() {
                offers.push(keyword(format!("on {}", platform.word()), "Narrows the sentence to this platform."));
            }
        }
        offers
    }
}

/// The sentences of the vocabulary that lines say.
fn said(lines: &[Line]) -> impl Iterator<Item = usize> + '_ {
    lines.iter().filter_map(|line| if let Content::Said { entry, .. } = line.content { Some(entry) } else { None })
}

fn keyword(label: String, docs: &str) -> Offer {
    let docs = Some(docs.to_owned()).filter(|docs| !docs.is_empty());
    Offer { label, kind: CompletionItemKind::KEYWORD, snippet: None, detail: None, docs, rank: 5, taken: None }
}

/// The kinds of block whose sentences a declaration may hold: a baseline those of all.
fn kinds(declaration: DeclarationKind) -> Vec<BlockKind> {
    match declaration {
        DeclarationKind::Baseline => BlockKind::ALL.to_vec(),
        other => kind_of(other).into_iter().collect(),
    }
}

fn is_inside(body: &Body, at: u32) -> bool {
    body.range.start < at && (at < body.range.end || !body.closed && at <= body.range.end)
}

/// Where the word that ends at a byte begins.
fn word_start(text: &str, offset: u32) -> u32 {
    let before = text.get(..offset as usize).unwrap_or_default();
    let word = before.trim_end_matches(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    u32::try_from(word.len()).unwrap_or(offset)
}
