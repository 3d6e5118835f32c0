//! From the declarations of vocabulary files to the model. Says what is wrong with an entry's form; whether it fits Graph is
//! [`super::check`]'s business.

mod clause;
mod condition;
mod exempt;
mod object;
mod rule;
mod sentence;
mod types;

use self::rule::RuleEntry;
use super::exempt::Exempt;
use super::model::{LeftOut, ObjectEntry, Platforms, Rule, Scope, SentenceEntry, Words};
use crate::cursor::{Cursor, docs};
use crate::diagnostics::Diagnostic;
use crate::syntax::{Body, DeclarationKind, File, Item, Node, Sentence, Span};
use std::collections::HashMap;
use std::sync::Arc;

/// What the declarations of some files say.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    /// `sentence` entries.
    pub sentences: Vec<SentenceEntry>,
    /// `words` entries, by name.
    pub words: HashMap<Arc<str>, Arc<Words>>,
    /// `scope` entries.
    pub scopes: Vec<Scope>,
    /// `object` entries.
    pub objects: Vec<ObjectEntry>,
    /// `rule` entries.
    pub rules: Vec<Rule>,
    /// `rule … left out` entries.
    pub left_out: Vec<LeftOut>,
    /// What no sentence writes, and why.
    pub exempt: Vec<Exempt>,
}

impl Entries {
    /// Reads all vocabulary declarations of some files on top of those already known.
    pub fn read(&mut self, files: &[Arc<File>], out: &mut Vec<Diagnostic>) {
        let mut each = |kinds: &[DeclarationKind], read: &mut dyn FnMut(&mut Reader<'_>)| {
            for file in files {
                for item in file.items.iter().filter(|item| kinds.contains(&item.declaration.kind)) {
                    read(&mut Reader { file, item, out });
                }
            }
        };
        // Word lists first: the types of holes name them.
        each(&[DeclarationKind::Words], &mut |reader| {
            let Some(words) = reader.words() else { return };
            if self.words.contains_key(&words.name) {
                let span = reader.span();
                reader.fail(
                    span,
                    format!("there is a word list `{}` already", words.name),
                    "a name of its own is expected",
                );
                return;
            }
            self.words.insert(words.name.clone(), Arc::new(words));
        });
        let words = std::mem::take(&mut self.words);
        each(&[DeclarationKind::Scope], &mut |reader| self.scopes.extend(reader.scope()));
        each(&[DeclarationKind::Object], &mut |reader| self.objects.extend(reader.object(&words)));
        each(&[DeclarationKind::Sentence], &mut |reader| self.sentences.extend(reader.sentence(&words)));
        each(&[DeclarationKind::Exempt], &mut |reader| self.exempt.extend(reader.exempt()));
        each(&[DeclarationKind::Rule], &mut |reader| {
            let Some(entry) = reader.rule() else { return };
            let (code, span) = match &entry {
                RuleEntry::Rule(rule) => (rule.code, rule.span),
                RuleEntry::LeftOut(left_out) => (left_out.code, left_out.span),
            };
            let language = crate::diagnostics::entry(code).is_some();
            let taken = self.rules.iter().any(|known| known.code == code)
                || self.left_out.iter().any(|known| known.code == code);
            if language || taken {
                let what = if language { "a code of the language itself" } else { "the code of another rule" };
                reader.fail(
                    span,
                    format!("{code} is {what}"),
                    "a code that nothing else has is expected: take one from MAM900 on",
                );
                return;
            }
            match entry {
                RuleEntry::Rule(rule) => self.rules.push(rule),
                RuleEntry::LeftOut(left_out) => self.left_out.push(left_out),
            }
        });
        self.words = words;
    }
}

/// Whether a declaration belongs to the vocabulary.
#[must_use]
pub fn is_entry(kind: DeclarationKind) -> bool {
    use DeclarationKind::{Exempt, Object, Rule, Scope, Sentence, Words};
    matches!(kind, Sentence | Words | Scope | Object | Rule | Exempt)
}

/// Reads one declaration.
struct Reader<'a> {
    file: &'a File,
    item: &'a Item,
    out: &'a mut Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// Says what is wrong with the entry.
    fn fail(&mut self, span: Span, message: impl Into<String>, expected: impl Into<String>) {
        self.out.push(
            Diagnostic::new(80, message)
                .at(span, expected)
                .help("`stdlib/README.md` lists the clauses of vocabulary entries"),
        );
    }

    /// The head behind its keyword.
    fn head(&self) -> Cursor<'a> {
        let mut cursor = Cursor::new(self.file, self.item, self.item.declaration.head.row);
        cursor.next();
        cursor
    }

    /// The place of the head.
    fn span(&self) -> Span {
        Cursor::new(self.file, self.item, self.item.declaration.head.row).rest()
    }

    fn docs(&self) -> String {
        docs(self.file.text_of(self.item), &self.item.declaration.docs)
    }

    fn clause_docs(&self, sentence: &Sentence) -> String {
        docs(self.file.text_of(self.item), &sentence.docs)
    }

    /// The clauses, each with a cursor at its start.
    fn clauses(&mut self) -> Vec<(&'a Sentence, Cursor<'a>)> {
        let Some(Body { nodes, .. }) = &self.item.declaration.body else {
            self.fail(self.span(), "this entry says nothing", "a block in braces is expected after it");
            return Vec::new();
        };
        let mut clauses = Vec::new();
        for node in nodes {
            match node {
                Node::Sentence(sentence) => clauses.push((sentence, Cursor::new(self.file, self.item, sentence.row))),
                Node::Block { head, .. } => {
                    let span = Cursor::new(self.file, self.item, head.row).rest();
                    self.fail(span, "a vocabulary entry holds no blocks", "a clause is expected");
                }
                Node::Comment(_) => {}
            }
        }
        clauses
    }

    /// `for PLATFORMS` at the end of a head; every platform without it.
    fn for_platforms(&mut self, cursor: &mut Cursor<'a>) -> Platforms {
        if cursor.eat("for") { self.platforms(cursor) } else { Platforms::ALL }
    }

    fn words(&mut self) -> Option<Words> {
        let mut head = self.head();
        let Some((name, _)) = head.word() else {
            self.fail(head.here(), "a word list needs a name", "a name is expected");
            return None;
        };
        let mut items = Vec::new();
        for (sentence, mut cursor) in self.clauses() {
            let docs = self.clause_docs(sentence);
            if let Some(mut item) = self.alternative(&mut cursor) {
                item.docs = docs;
                if cursor.eat("on") {
                    item.platforms = self.platforms(&mut cursor);
                }
                self.end(&cursor);
                items.push(item);
            }
        }
        Some(Words { name: name.into(), items })
    }

    fn scope(&mut self) -> Option<Scope> {
        let mut head = self.head();
        let Some((name, span)) = head.word() else {
            self.fail(head.here(), "a scope needs a name", "a name is expected");
            return None;
        };
        let platforms = self.for_platforms(&mut head);
        let mut states = Vec::new();
        for (_, mut cursor) in self.clauses() {
            if !cursor.eat("states") {
                self.fail(cursor.rest(), "a scope has no such clause", "`states` is expected");
                continue;
            }
            let names = self.names(&mut cursor);
            let on = if cursor.eat("on") { self.platforms(&mut cursor) } else { platforms };
            self.end(&cursor);
            states.push((on.and(platforms), names));
        }
        Some(Scope { name: name.into(), docs: self.docs(), states, span })
    }

    /// Words with commas between them.
    fn names(&mut self, cursor: &mut Cursor<'a>) -> Vec<Arc<str>> {
        let mut names = Vec::new();
        loop {
            let Some((name, _)) = cursor.word() else {
                self.fail(cursor.here(), "a name is missing", "a name is expected");
                return names;
            };
            names.push(name.into());
            if !cursor.eat(",") {
                return names;
            }
        }
    }

    /// Complains about what is left of a clause.
    fn end(&mut self, cursor: &Cursor<'a>) {
        if !cursor.at_end() {
            self.fail(cursor.rest(), "the clause goes on where it should end", "not understood");
        }
    }
}
