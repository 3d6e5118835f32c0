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
use super::STANDARD_FILES;
use super::exempt::Exempt;
use super::model::{LeftOut, ObjectEntry, Platform, Platforms, Rule, Scope, SentenceEntry, Words, one_of};
use crate::cursor::{Cursor, docs};
use crate::diagnostics::{Diagnostic, Findings};
use crate::syntax::{Body, DeclarationKind, File, Item, Node, Sentence, Span};
use rayon::prelude::*;
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
    pub fn read(&mut self, files: &[Arc<File>], out: &mut Findings) {
        // Word lists first: the types of holes name them.
        for words in each(files, DeclarationKind::Words, out, |reader| reader.words()) {
            match self.words.get(&words.name) {
                _ if types::is_type(&words.name) => out.push(failure(
                    words.span,
                    format!("`{}` is a type of the language", words.name),
                    "another name is expected: holes of this type would not know which is meant",
                )),
                Some(first) => out.push(taken("a word list", &words.name, words.span, first.span)),
                None => drop(self.words.insert(words.name.clone(), Arc::new(words))),
            }
        }
        self.objects.extend(each(files, DeclarationKind::Object, out, |reader| reader.object(&self.words)));
        // Objects before scopes, whose states the objects list.
        for scope in each(files, DeclarationKind::Scope, out, |reader| reader.scope(&self.objects)) {
            match self.scopes.iter().find(|known| known.words() == scope.words()) {
                Some(first) => out.push(taken("a device state", &scope.name, scope.span, first.span)),
                None => self.scopes.push(scope),
            }
        }
        self.sentences.extend(each(files, DeclarationKind::Sentence, out, |reader| reader.sentence(&self.words)));
        self.exempt.extend(each(files, DeclarationKind::Exempt, out, |reader| reader.exempt()));
        for entry in each(files, DeclarationKind::Rule, out, |reader| reader.rule()) {
            self.rule(entry, out);
        }
    }

    /// Keeps a rule, unless its code says something else already.
    fn rule(&mut self, entry: RuleEntry, out: &mut Findings) {
        let (code, span) = match &entry {
            RuleEntry::Rule(rule) => (rule.code, rule.span),
            RuleEntry::LeftOut(left_out) => (left_out.code, left_out.span),
        };
        let language = crate::diagnostics::entry(code).is_some();
        let taken =
            self.rules.iter().any(|known| known.code == code) || self.left_out.iter().any(|known| known.code == code);
        if language || taken {
            let what = if language { "a code of the language itself" } else { "the code of another rule" };
            out.push(failure(
                span,
                format!("{code} is {what}"),
                "a code that nothing else has is expected: take one from MAM900 on",
            ));
            return;
        }
        match entry {
            RuleEntry::Rule(rule) => self.rules.push(rule),
            RuleEntry::LeftOut(left_out) => self.left_out.push(left_out),
        }
    }
}

/// What the declarations of one kind say, in their order; they are read side by side.
fn each<T: IntoIterator + Send>(
    files: &[Arc<File>],
    kind: DeclarationKind,
    out: &mut Findings,
    read: impl Fn(&mut Reader<'_>) -> T + Sync,
) -> Vec<T::Item> {
    let entries: Vec<_> = files
        .iter()
        .flat_map(|file| file.items.iter().map(move |item| (file, item)))
        .filter(|(_, item)| item.declaration.kind == kind)
        // What is wrong with the text of a head is said already.
        .filter(|(file, item)| !Cursor::new(file, item, item.declaration.head.row).has_broken_text())
        .collect();
    let read: Vec<_> = entries
        .par_iter()
        .map(|(file, item)| {
            let mut said = Findings::default();
            (read(&mut Reader { file, item, out: &mut said }), said)
        })
        .collect();
    let keep = |(entry, said): (T, Findings)| {
        out.append(said);
        entry
    };
    read.into_iter().flat_map(keep).collect()
}

/// Whether a declaration belongs to the vocabulary.
#[must_use]
pub fn is_entry(kind: DeclarationKind) -> bool {
    use DeclarationKind::{Exempt, Object, Rule, Scope, Sentence, Words};
    matches!(kind, Sentence | Words | Scope | Object | Rule | Exempt)
}

/// What is wrong with an entry.
fn failure(span: Span, message: impl Into<String>, expected: impl Into<String>) -> Diagnostic {
    Diagnostic::new(80, message).at(span, expected).help("`stdlib/README.md` lists the clauses of vocabulary entries")
}

/// Something of this name is declared already.
fn taken(what: &str, name: &str, span: Span, first: Span) -> Diagnostic {
    let diagnostic = if first.file.0 >= STANDARD_FILES {
        Diagnostic::new(80, format!("the standard vocabulary has {what} `{name}` already"))
            .at(span, "a name of its own is expected")
            .at(first, "declared here")
    } else {
        Diagnostic::new(80, format!("there is {what} `{name}` already"))
            .at(span, "a name of its own is expected")
            .at(first, "declared here first")
    };
    diagnostic.help("give this one another name, or take it out")
}

/// Reads one declaration.
struct Reader<'a> {
    file: &'a File,
    item: &'a Item,
    out: &'a mut Findings,
}

impl<'a> Reader<'a> {
    /// Says what is wrong with the entry.
    fn fail(&mut self, span: Span, message: impl Into<String>, expected: impl Into<String>) {
        self.out.push(failure(span, message, expected));
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
        let Some((name, span)) = head.word() else {
            self.fail(head.here(), "a word list needs a name", "a name is expected");
            return None;
        };
        self.end(&head);
        let mut items = Vec::new();
        for (sentence, mut cursor) in self.clauses() {
            let docs = self.clause_docs(sentence);
            let start = cursor.position();
            if let Some(mut item) = self.alternative(&mut cursor) {
                let said = cursor.since(start);
                item.docs = docs;
                if cursor.eat("on") {
                    item.platforms = self.platforms(&mut cursor);
                }
                self.end(&cursor);
                items.push((item, said));
            }
        }
        self.said_once(&items);
        if items.is_empty() && self.item.declaration.body.is_some() && self.out.is_empty() {
            self.fail(span, "this list has no words", "words are expected between the braces, one a line");
        }
        Some(Words { name: name.into(), items: items.into_iter().map(|(item, _)| item).collect(), span })
    }

    fn scope(&mut self, objects: &[ObjectEntry]) -> Option<Scope> {
        let mut head = self.head();
        let Some((name, span)) = head.word() else {
            self.fail(head.here(), "a scope needs a name", "a name is expected");
            return None;
        };
        let platforms = self.for_platforms(&mut head);
        self.end(&head);
        let mut states = Vec::new();
        for (_, mut cursor) in self.clauses() {
            if !cursor.eat("states") {
                self.fail(cursor.rest(), "a scope has no such clause", "`states` is expected");
                continue;
            }
            let names = self.names(&mut cursor);
            let on = if cursor.eat("on") { self.platforms(&mut cursor) } else { platforms };
            self.end(&cursor);
            names.iter().for_each(|state| self.state(state, on.and(platforms), objects));
            states.push((on.and(platforms), names.into_iter().map(|(name, _)| name).collect()));
        }
        if states.is_empty() {
            self.fail(span, format!("the device state `{name}` covers nothing"), "a clause `states` is missing");
        }
        Some(Scope { name: name.into(), docs: self.docs(), states, span })
    }

    /// A state that a scope covers: on each of its platforms all objects that tell states apart must list it, else a policy would say
    /// what Graph does not know.
    fn state(&mut self, (state, span): &(Arc<str>, Span), platforms: Platforms, objects: &[ObjectEntry]) {
        let lists = |platform: Platform| {
            let on = move |object: &&ObjectEntry| object.platforms.contains(platform) && !object.states.is_empty();
            objects.iter().filter(on).map(|object| object.states.as_slice())
        };
        let known = |platform: Platform| {
            let first = lists(platform).next().unwrap_or_default();
            first.iter().filter(move |state| lists(platform).all(|states| states.contains(state)))
        };
        let missing: Platforms =
            platforms.iter().filter(|platform| !known(*platform).any(|known| known == state)).collect();
        if missing.is_empty() {
            return;
        }
        let mut known: Vec<&str> = missing.iter().flat_map(known).map(|known| &**known).collect();
        known.sort_unstable();
        known.dedup();
        let titles: Vec<_> = missing.iter().map(|platform| platform.title().to_owned()).collect();
        let diagnostic = Diagnostic::new(80, format!("no policy for {} knows the state `{state}`", one_of(&titles)))
            .at(*span, "not among the `all states` of every `object`");
        self.out.push(match crate::semantics::nearest(state, known.iter().copied()) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).repair(
                format!("replace `{state}` by `{near}`"),
                *span,
                near,
            ),
            None if known.is_empty() => diagnostic.help("take the platform out: its policies know no states"),
            None => diagnostic.help(format!("known there are {}", known.join(", "))),
        });
    }

    /// Words with commas between them.
    fn words_of(&mut self, cursor: &mut Cursor<'a>) -> Vec<Arc<str>> {
        self.names(cursor).into_iter().map(|(name, _)| name).collect()
    }

    /// Words with commas between them, and where they stand.
    fn names(&mut self, cursor: &mut Cursor<'a>) -> Vec<(Arc<str>, Span)> {
        let mut names = Vec::new();
        loop {
            let Some((name, span)) = cursor.word() else {
                self.fail(cursor.here(), "a name is missing", "a name is expected");
                return names;
            };
            names.push((name.into(), span));
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
