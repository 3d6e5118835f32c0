//! The names of a program: what each file declares, and what it takes from other files.

use super::blocks;
use super::head::{self, Name, nearest};
use crate::cursor::docs;
use crate::diagnostics::{Diagnostic, Edit, Tag};
use crate::project::{Project, module_of, standard_modules};
use crate::syntax::{DeclarationKind, File, FileId, Item, Row, Span, TokenKind};
use crate::vocabulary::model::BlockKind;
use crate::vocabulary::{STANDARD_FILES, Vocabulary};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A declared name, by its place in [`Definitions::all`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DefinitionId(pub usize);

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum DefinitionKind {
    Let,
    Param,
    App,
    Baseline,
    /// A block that sentences refer to by its name.
    Object(BlockKind),
}

impl DefinitionKind {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Let => "a constant",
            Self::Param => "a param",
            Self::App => "an app",
            Self::Baseline => "a baseline",
            Self::Object(BlockKind::Filter) => "a filter",
            Self::Object(BlockKind::ScopeTag) => "a scope tag",
            Self::Object(BlockKind::AuthenticationStrength) => "an authentication strength",
            Self::Object(_) => "a named location",
        }
    }
}

/// A declared name.
#[derive(Debug)]
pub struct Definition {
    /// The name.
    pub name: Name,
    /// What it stands for.
    pub kind: DefinitionKind,
    /// The file that declares it.
    pub file: Arc<File>,
    /// The place of its declaration in the file.
    pub item: usize,
    /// Its documentation.
    pub docs: String,
    pub(super) used: AtomicBool,
}

/// A name as a file sees it.
#[derive(Debug)]
pub(super) struct Binding {
    target: DefinitionId,
    pub(super) span: Span,
    pub(super) imported: bool,
    pub(super) used: AtomicBool,
}

/// All names of a program.
#[derive(Debug, Default)]
pub struct Definitions {
    pub(super) all: Vec<Definition>,
    /// What each file sees.
    pub(super) seen: HashMap<FileId, HashMap<Arc<str>, Binding>>,
    /// The files of each module: one, or those of a folder.
    modules: BTreeMap<String, Vec<FileId>>,
    /// Names that a file means to declare or to take, and does not because of a mistake that is reported where it was made.
    broken: HashMap<FileId, HashSet<Arc<str>>>,
}

impl Definitions {
    /// Collects the names of a project and of the standard library.
    #[must_use]
    pub fn collect(project: &Project, vocabulary: &Vocabulary, out: &mut Vec<Diagnostic>) -> Self {
        let mut definitions = Self::default();
        let standard = standard_modules().iter().map(|(name, file)| ((*name).to_owned(), file));
        let own = project.files.iter().map(|file| (module_of(&file.path), file));
        for (module, file) in standard.chain(own) {
            // A folder's module holds the names of all files below it.
            for (dot, _) in module.match_indices('.') {
                definitions.modules.entry(module.get(..dot).unwrap_or_default().to_owned()).or_default().push(file.id);
            }
            definitions.modules.entry(module).or_default().push(file.id);
            definitions.declare(file, vocabulary, out);
        }
        for (_, file) in standard_modules() {
            definitions.import(file, out);
        }
        for file in &project.files {
            definitions.import(file, out);
        }
        definitions.cycles(project, out);
        definitions
    }

    fn declare(&mut self, file: &Arc<File>, vocabulary: &Vocabulary, out: &mut Vec<Diagnostic>) {
        for (place, item) in file.items.iter().enumerate() {
            let (kind, name) = match item.declaration.kind {
                DeclarationKind::Let => (DefinitionKind::Let, head::let_head(file, item).map(|(name, _)| name)),
                DeclarationKind::Param => (DefinitionKind::Param, head::param_head(file, item).map(|(name, ..)| name)),
                DeclarationKind::App => (DefinitionKind::App, head::app_head(file, item).map(|(name, _)| name)),
                DeclarationKind::Baseline => {
                    (DefinitionKind::Baseline, head::baseline_head(file, item).map(|(name, _)| name))
                }
                other => match blocks::kind_of(other).filter(|kind| kind.declares().is_some()) {
                    Some(kind) => {
                        (DefinitionKind::Object(kind), head::named_head(file, item, kind).map(|head| head.name))
                    }
                    None => continue,
                },
            };
            // A head that cannot be read is reported where its declaration is.
            let Ok(name) = name else {
                self.broken_head(file, item);
                continue;
            };
            let docs = docs(file.text_of(item), &item.declaration.docs);
            let target = DefinitionId(self.all.len());
            if matches!(kind, DefinitionKind::Let | DefinitionKind::Param) {
                shadows_words(&name, vocabulary, out);
            }
            let span = name.span;
            let text = name.text.clone();
            self.all.push(Definition {
                name,
                kind,
                file: file.clone(),
                item: place,
                docs,
                used: AtomicBool::new(false),
            });
            self.bind(file.id, text, Binding { target, span, imported: false, used: AtomicBool::new(false) }, out);
        }
    }

    /// Remembers the name in a head that cannot be read.
    fn broken_head(&mut self, file: &Arc<File>, item: &Item) {
        let words = blocks::kind_of(item.declaration.kind).map_or(1, |kind| kind.words().split(' ').count());
        if let Some((name, _)) = head::behind(file, item, words).word() {
            self.broken.entry(file.id).or_default().insert(name.into());
        }
    }

    fn bind(&mut self, file: FileId, name: Arc<str>, binding: Binding, out: &mut Vec<Diagnostic>) {
        let seen = self.seen.entry(file).or_default();
        let Some(first) = seen.get(&name) else {
            seen.insert(name, binding);
            return;
        };
        // It was meant to be used.
        if let Some(definition) = self.all.get(binding.target.0).filter(|_| !binding.imported) {
            definition.used.store(true, Ordering::Relaxed);
        }
        let diagnostic = if first.imported == binding.imported && first.target != binding.target || !binding.imported {
            Diagnostic::new(45, format!("`{name}` is declared twice"))
                .at(binding.span, "here again")
                .at(first.span, "declared here first")
                .help("give one of them another name")
        } else if first.target == binding.target {
            Diagnostic::new(26, format!("`{name}` is taken twice"))
                .at(binding.span, "here again")
                .at(first.span, "taken here first")
                .help("delete one of them")
                .tag(Tag::Unused)
        } else {
            Diagnostic::new(46, format!("`{name}` hides a name that this file declares"))
                .at(binding.span, "taken from another file here")
                .at(first.span, "declared here")
                .help("give the one declared here another name")
        };
        out.push(diagnostic);
    }

    fn import(&mut self, file: &Arc<File>, out: &mut Vec<Diagnostic>) {
        for item in file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Use) {
            // A head that cannot be read is reported where its declaration is.
            let Ok(head) = head::use_head(file, item) else { continue };
            let Some(files) = self.modules.get(&head.module).cloned() else {
                out.push(self.unknown_module(&head));
                self.broken.entry(file.id).or_default().extend(head.names.into_iter().map(|name| name.text));
                continue;
            };
            if files == [file.id] {
                let diagnostic =
                    Diagnostic::new(49, "this file uses itself").at(head.span, "this is the file in which it stands");
                out.push(diagnostic.help("delete it: a file sees what it declares"));
                continue;
            }
            for name in head.names {
                let mut found =
                    files.iter().filter(|other| **other != file.id).filter_map(|file| self.own(*file, &name.text));
                let target = found.next();
                let others: Vec<_> = target
                    .into_iter()
                    .chain(found)
                    .filter_map(|id| self.get(id))
                    .map(|definition| definition.name.span)
                    .collect();
                if let [_, _, ..] = others.as_slice() {
                    let diagnostic =
                        Diagnostic::new(45, format!("`{}` has `{}` more than once", head.module, name.text))
                            .at(name.span, "taken here");
                    let diagnostic =
                        others.into_iter().fold(diagnostic, |diagnostic, span| diagnostic.at(span, "declared here"));
                    out.push(diagnostic.help("name the file that you mean, as in `use folder.file (name)`"));
                }
                match target {
                    Some(target) => {
                        let (span, text) = (name.span, name.text);
                        self.bind(
                            file.id,
                            text,
                            Binding { target, span, imported: true, used: AtomicBool::new(false) },
                            out,
                        );
                    }
                    None => {
                        if !files.iter().any(|other| self.is_broken(*other, &name.text)) {
                            out.push(self.unknown_import(file, &head.module, &files, &name));
                        }
                        self.broken.entry(file.id).or_default().insert(name.text);
                    }
                }
            }
        }
    }

    /// Whether a name is not known because of a mistake that is reported elsewhere.
    #[must_use]
    pub fn is_broken(&self, file: FileId, name: &str) -> bool {
        self.broken.get(&file).is_some_and(|names| names.contains(name))
    }

    /// Whether some file means to declare a name, and does not because of a mistake.
    #[must_use]
    pub fn is_broken_anywhere(&self, name: &str) -> bool {
        self.broken.values().any(|names| names.contains(name))
    }

    /// What a file itself declares under a name.
    fn own(&self, file: FileId, name: &str) -> Option<DefinitionId> {
        self.seen.get(&file)?.get(name).filter(|binding| !binding.imported).map(|binding| binding.target)
    }

    fn unknown_module(&self, head: &head::UseHead) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(48, format!("there is no module `{}`", head.module))
            .at(head.span, "no such file or folder")
            .help(format!(
                "`{}` would be the file `{}.mam` in this project",
                head.module,
                head.module.replace('.', "/")
            ));
        if let Some(near) = nearest(&head.module, self.modules.keys().map(String::as_str)) {
            diagnostic = diagnostic.repair(format!("replace `{}` by `{near}`", head.module), head.span, near);
        }
        diagnostic
    }

    fn unknown_import(&self, file: &File, module: &str, files: &[FileId], name: &Name) -> Diagnostic {
        let code = if module == "std.apps" { 41 } else { 40 };
        let mut names: Vec<&str> = files
            .iter()
            .filter_map(|file| self.seen.get(file))
            .flatten()
            .filter(|(_, binding)| !binding.imported)
            .map(|(name, _)| &**name)
            .collect();
        names.sort_unstable();
        let mut diagnostic =
            Diagnostic::new(code, format!("`{module}` has no `{}`", name.text)).at(name.span, "not declared there");
        if let Some(near) = nearest(&name.text, names.iter().copied()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?")).repair(
                format!("replace `{}` by `{near}`", name.text),
                name.span,
                near,
            );
            let more = mentions(file, &name.text)
                .filter(|span| *span != name.span)
                .map(|span| Edit { span, text: near.to_owned() });
            diagnostic.repairs.iter_mut().for_each(|repair| repair.edits.extend(more.clone()));
        } else if !names.is_empty() {
            let more = if names.len() > 12 { ", …" } else { "" };
            names.truncate(12);
            diagnostic = diagnostic.help(format!("it has {}{more}", names.join(", ")));
        }
        diagnostic
    }

    /// Files that use each other in a circle.
    fn cycles(&self, project: &Project, out: &mut Vec<Diagnostic>) {
        let mut edges: HashMap<FileId, Vec<(FileId, Span)>> = HashMap::new();
        for file in &project.files {
            let heads = file
                .items
                .iter()
                .filter(|item| item.declaration.kind == DeclarationKind::Use)
                .filter_map(|item| head::use_head(file, item).ok());
            let targets = heads.flat_map(|head| {
                self.modules.get(&head.module).into_iter().flatten().map(move |target| (*target, head.span))
            });
            edges.insert(file.id, targets.filter(|(target, _)| *target != file.id).collect());
        }
        for circle in super::circles::find(project.files.iter().map(|file| file.id), |file| {
            edges.get(&file).map(Vec::as_slice).unwrap_or_default()
        }) {
            let Some(((_, first), rest)) = circle.split_first() else { continue };
            let diagnostic =
                Diagnostic::new(49, "these files use each other in a circle").at(*first, "the circle begins here");
            let diagnostic =
                rest.iter().fold(diagnostic, |diagnostic, (_, span)| diagnostic.at(*span, "and goes on here"));
            out.push(diagnostic.help("move what they share into a file of its own that both can use"));
        }
    }

    /// What a name stands for in a file; it counts as used then.
    #[must_use]
    pub fn resolve(&self, file: FileId, name: &str) -> Option<DefinitionId> {
        let binding = self.seen.get(&file)?.get(name)?;
        binding.used.store(true, Ordering::Relaxed);
        if let Some(definition) = self.all.get(binding.target.0) {
            definition.used.store(true, Ordering::Relaxed);
        }
        Some(binding.target)
    }

    /// Whether a name is a `let` or `param` in a file, without using it.
    #[must_use]
    pub fn is_value(&self, file: FileId, name: &str) -> bool {
        if self.is_broken(file, name) {
            return true;
        }
        let target = self.seen.get(&file).and_then(|seen| seen.get(name)).map(|binding| binding.target);
        target
            .and_then(|target| self.get(target))
            .is_some_and(|definition| matches!(definition.kind, DefinitionKind::Let | DefinitionKind::Param))
    }

    /// A definition.
    #[must_use]
    pub fn get(&self, id: DefinitionId) -> Option<&Definition> {
        self.all.get(id.0)
    }

    /// All definitions, in order.
    pub fn iter(&self) -> impl Iterator<Item = (DefinitionId, &Definition)> {
        self.all.iter().enumerate().map(|(place, definition)| (DefinitionId(place), definition))
    }

    /// The name nearest to one that a file does not know.
    #[must_use]
    pub fn suggestion(&self, file: FileId, name: &str, fits: impl Fn(DefinitionKind) -> bool) -> Option<&str> {
        let seen = self.seen.get(&file)?;
        let fitting = |binding: &Binding| self.get(binding.target).is_some_and(|definition| fits(definition.kind));
        nearest(name, seen.iter().filter(|(_, binding)| fitting(binding)).map(|(name, _)| &**name))
    }

    /// What other files declare: module, name and definition, the project's own first.
    fn others<'a>(
        &'a self,
        file: &'a File,
        fits: impl Fn(DefinitionKind) -> bool + 'a,
    ) -> impl Iterator<Item = (String, &'a Arc<str>, DefinitionId)> + 'a {
        let definitions = self
            .all
            .iter()
            .enumerate()
            .filter(move |(_, definition)| definition.file.id != file.id && fits(definition.kind));
        let (own, standard): (Vec<_>, Vec<_>) =
            definitions.partition(|(_, definition)| definition.file.id.0 < STANDARD_FILES);
        own.into_iter().chain(standard).map(|(place, definition)| {
            let standard = standard_modules().iter().find(|(_, file)| file.id == definition.file.id);
            let module = standard.map_or_else(|| module_of(&definition.file.path), |(module, _)| (*module).to_owned());
            (module, &definition.name.text, DefinitionId(place))
        })
    }

    /// The module that declares a name which a file does not see.
    #[must_use]
    pub fn elsewhere(
        &self,
        file: &File,
        name: &str,
        fits: impl Fn(DefinitionKind) -> bool,
    ) -> Option<(String, DefinitionId)> {
        self.others(file, fits).find(|(_, known, _)| ***known == *name).map(|(module, _, id)| (module, id))
    }

    /// The module that declares a name similar to one that nobody declares.
    #[must_use]
    pub fn similar_elsewhere(
        &self,
        file: &File,
        name: &str,
        fits: impl Fn(DefinitionKind) -> bool,
    ) -> Option<(String, String)> {
        let others: Vec<_> = self.others(file, fits).collect();
        let near = nearest(name, others.iter().map(|(_, name, _)| &***name))?;
        others.iter().find(|(_, name, _)| ***name == *near).map(|(module, name, _)| (module.clone(), name.to_string()))
    }

    /// What a file must take from the standard library for some text to be added to it: the apps that the text names.
    #[must_use]
    pub fn imports(&self, file: &File, text: &str) -> Vec<Edit> {
        let body = text.split_once('{').map_or("", |(_, body)| body);
        let words: BTreeSet<&str> = body
            .lines()
            .flat_map(|line| line.split('"').step_by(2))
            .flat_map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_'))
            .collect();
        let seen = |name: &str| self.seen.get(&file.id).is_some_and(|seen| seen.contains_key(name));
        let apps = words.into_iter().filter(|word| !seen(word)).filter_map(|word| {
            self.elsewhere(file, word, |kind| kind == DefinitionKind::App).map(|(module, _)| (module, word))
        });
        apps.map(|(module, word)| super::unknown::import(file, &module, word)).collect()
    }

    /// Counts the names in a row of words as used.
    pub fn touch_words(&self, file: &File, item: &Item, row: Row) {
        for token in item.declaration.row(row).iter().filter(|token| token.kind == TokenKind::Word) {
            let _ = self.resolve(file.id, token.range.of(file.text_of(item)));
        }
    }

    /// The declaration of a definition.
    #[must_use]
    pub fn item<'a>(&self, definition: &'a Definition) -> Option<&'a Item> {
        definition.file.items.get(definition.item)
    }
}

/// Where a file says a word.
fn mentions<'a>(file: &'a File, name: &'a str) -> impl Iterator<Item = Span> + Clone + 'a {
    let inside = move |item: &'a Item| {
        let said = item
            .declaration
            .tokens
            .iter()
            .filter(move |token| token.kind == TokenKind::Word && token.range.of(file.text_of(item)) == name);
        said.map(move |token| file.span(item, token.range))
    };
    file.items.iter().flat_map(inside)
}

/// A value whose name is a word that sentences take literally can never be meant.
fn shadows_words(name: &Name, vocabulary: &Vocabulary, out: &mut Vec<Diagnostic>) {
    let list = vocabulary
        .word_lists()
        .filter(|words| words.items.iter().any(|item| *item.words == *name.text))
        .min_by_key(|words| words.name.clone());
    if let Some(list) = list {
        out.push(
            Diagnostic::new(46, format!("`{}` is a word of the language", name.text))
                .at(name.span, "sentences would read the word, never this value")
                .help(format!(
                    "it is one of the words of {}: give the value another name",
                    list.name.replace('_', " ")
                )),
        );
    }
}
