//! The names of a program: what each file declares, and what it takes from other files.

use super::head::{self, Name, nearest};
use crate::cursor::docs;
use crate::diagnostics::{Diagnostic, Tag};
use crate::project::{Project, module_of, standard_modules};
use crate::syntax::{DeclarationKind, File, FileId, Item, Span};
use crate::vocabulary::Vocabulary;
use std::collections::{BTreeMap, HashMap};
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
    Location,
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
            Self::Location => "a named location",
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
    used: AtomicBool,
}

/// A name as a file sees it.
#[derive(Debug)]
struct Binding {
    target: DefinitionId,
    span: Span,
    imported: bool,
    used: AtomicBool,
}

/// All names of a program.
#[derive(Debug, Default)]
pub struct Definitions {
    all: Vec<Definition>,
    /// What each file sees.
    seen: HashMap<FileId, HashMap<Arc<str>, Binding>>,
    /// The files of each module: one, or those of a folder.
    modules: BTreeMap<String, Vec<FileId>>,
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
                DeclarationKind::Baseline => (DefinitionKind::Baseline, head::baseline_head(file, item).map(|(name, _)| name)),
                DeclarationKind::NamedLocation => (DefinitionKind::Location, head::location_head(file, item).map(|head| head.name)),
                _ => continue,
            };
            // A head that cannot be read is reported where its declaration is.
            let Ok(name) = name else { continue };
            let docs = docs(file.text_of(item), &item.declaration.docs);
            let target = DefinitionId(self.all.len());
            if matches!(kind, DefinitionKind::Let | DefinitionKind::Param) {
                shadows_words(&name, vocabulary, out);
            }
            let span = name.span;
            let text = name.text.clone();
            self.all.push(Definition { name, kind, file: file.clone(), item: place, docs, used: AtomicBool::new(false) });
            self.bind(file.id, text, Binding { target, span, imported: false, used: AtomicBool::new(false) }, out);
        }
    }

    fn bind(&mut self, file: FileId, name: Arc<str>, binding: Binding, out: &mut Vec<Diagnostic>) {
        let seen = self.seen.entry(file).or_default();
        let Some(first) = seen.get(&name) else {
            seen.insert(name, binding);
            return;
        };
        let diagnostic = if first.imported == binding.imported && first.target != binding.target || !binding.imported {
            Diagnostic::new(45, format!("`{name}` is declared twice")).at(binding.span, "here again").at(first.span, "declared here first").help("give one of them another name")
        } else if first.target == binding.target {
            Diagnostic::new(26, format!("`{name}` is taken twice")).at(binding.span, "here again").at(first.span, "taken here first").help("delete one of them")
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
                continue;
            };
            for name in head.names {
                let target = files.iter().filter(|other| **other != file.id).find_map(|file| self.own(*file, &name.text));
                match target {
                    Some(target) => {
                        let (span, text) = (name.span, name.text);
                        self.bind(file.id, text, Binding { target, span, imported: true, used: AtomicBool::new(false) }, out);
                    }
                    None => out.push(self.unknown_import(&head.module, &files, &name)),
                }
            }
        }
    }

    /// What a file itself declares under a name.
    fn own(&self, file: FileId, name: &str) -> Option<DefinitionId> {
        self.seen.get(&file)?.get(name).filter(|binding| !binding.imported).map(|binding| binding.target)
    }

    fn unknown_module(&self, head: &head::UseHead) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(48, format!("there is no module `{}`", head.module))
            .at(head.span, "no such file or folder")
            .help(format!("`{}` would be the file `{}.mam` in this project", head.module, head.module.replace('.', "/")));
        if let Some(near) = nearest(&head.module, self.modules.keys().map(String::as_str)) {
            diagnostic = diagnostic.repair(format!("replace `{}` by `{near}`", head.module), head.span, near);
        }
        diagnostic
    }

    fn unknown_import(&self, module: &str, files: &[FileId], name: &Name) -> Diagnostic {
        let code = if module == "std.apps" { 41 } else { 40 };
        let mut names: Vec<&str> = files.iter().filter_map(|file| self.seen.get(file)).flatten().filter(|(_, binding)| !binding.imported).map(|(name, _)| &**name).collect();
        names.sort_unstable();
        let mut diagnostic = Diagnostic::new(code, format!("`{module}` has no `{}`", name.text)).at(name.span, "not declared there");
        if let Some(near) = nearest(&name.text, names.iter().copied()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?")).repair(format!("replace `{}` by `{near}`", name.text), name.span, near);
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
            let heads = file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Use).filter_map(|item| head::use_head(file, item).ok());
            let targets = heads.flat_map(|head| self.modules.get(&head.module).into_iter().flatten().map(move |target| (*target, head.span)));
            edges.insert(file.id, targets.filter(|(target, _)| *target != file.id).collect());
        }
        for circle in super::circles::find(project.files.iter().map(|file| file.id), |file| edges.get(&file).map(Vec::as_slice).unwrap_or_default()) {
            let Some(((_, first), rest)) = circle.split_first() else { continue };
            let mut diagnostic = Diagnostic::new(49, "these files use each other in a circle").at(*first, "begins here");
            for (_, span) in rest {
                diagnostic = diagnostic.at(*span, "and goes on here");
            }
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
        let target = self.seen.get(&file).and_then(|seen| seen.get(name)).map(|binding| binding.target);
        target.and_then(|target| self.get(target)).is_some_and(|definition| matches!(definition.kind, DefinitionKind::Let | DefinitionKind::Param))
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

    /// The module of the standard library that declares a name.
    #[must_use]
    pub fn standard(&self, name: &str) -> Option<(&'static str, DefinitionId)> {
        standard_modules().iter().find_map(|(module, file)| self.own(file.id, name).map(|id| (*module, id)))
    }

    /// Names that nobody uses.
    pub fn unused(&self, out: &mut Vec<Diagnostic>) {
        let own = |span: Span| span.file.0 < crate::vocabulary::STANDARD_FILES;
        for definition in self.all.iter().filter(|definition| own(definition.name.span) && !definition.used.load(Ordering::Relaxed)) {
            // A location is deployed, used or not.
            if definition.kind == DefinitionKind::Location {
                continue;
            }
            let message = format!("`{}` is not used", definition.name.text);
            let text = format!("{} that no sentence names", definition.kind.words());
            out.push(Diagnostic::new(44, message).at(definition.name.span, text).help("delete it, or use it").tag(Tag::Unused));
        }
        for (name, binding) in self.seen.values().flatten().filter(|(_, binding)| own(binding.span)) {
            if binding.imported && !binding.used.load(Ordering::Relaxed) {
                out.push(Diagnostic::new(44, format!("`{name}` is taken from another file and not used")).at(binding.span, "no sentence of this file names it").help("delete it from the list").tag(Tag::Unused));
            }
        }
    }

    /// Marks a definition as used without a sentence that names it.
    pub fn touch(&self, id: DefinitionId) {
        if let Some(definition) = self.get(id) {
            definition.used.store(true, Ordering::Relaxed);
        }
    }

    /// The declaration of a definition.
    #[must_use]
    pub fn item<'a>(&self, definition: &'a Definition) -> Option<&'a Item> {
        definition.file.items.get(definition.item)
    }
}

/// A value whose name is a word that sentences take literally can never be meant.
fn shadows_words(name: &Name, vocabulary: &Vocabulary, out: &mut Vec<Diagnostic>) {
    let list = vocabulary.word_lists().filter(|words| words.items.iter().any(|item| *item.words == *name.text)).min_by_key(|words| words.name.clone());
    if let Some(list) = list {
        out.push(
            Diagnostic::new(46, format!("`{}` is a word of the language", name.text))
                .at(name.span, "sentences would read the word, never this value")
                .help(format!("it is one of the words of {}: give the value another name", list.name.replace('_', " "))),
        );
    }
}
