//! The names of a program: what each file declares, and what it takes from other files.

use super::blocks;
use super::forms;
use super::head::{self, Name};
use super::nearest::nearest;
use super::shadows::Shadows;
use super::uses;
use crate::cursor::docs;
use crate::diagnostics::{Diagnostic, Findings, Tag};
use crate::project::{Project, module_of, standard_modules};
use crate::syntax::{DeclarationKind, File, FileId, Item, Row, Span, TokenKind};
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{BlockKind, Type};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

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
    pub(super) target: DefinitionId,
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
    /// What each file takes from others.
    pub(super) uses: HashMap<FileId, Vec<head::UseHead>>,
    /// The files of each module: one, or those of a folder.
    pub(super) modules: BTreeMap<String, Vec<FileId>>,
    /// Names that a file means to declare or to take, and does not because of a mistake that is reported where it was made.
    pub(super) broken: HashMap<FileId, HashSet<Arc<str>>>,
    /// Where each name is declared; made when it is first asked for.
    pub(super) by_name: OnceLock<HashMap<Arc<str>, Vec<DefinitionId>>>,
}

impl Definitions {
    /// Collects the names of a project and of the standard library.
    #[must_use]
    pub fn collect(project: &Project, vocabulary: &Vocabulary, out: &mut Findings) -> Self {
        let mut definitions = Self::default();
        let shadows = Shadows::of(vocabulary);
        let standard = standard_modules().iter().map(|(name, file)| ((*name).to_owned(), file));
        let own = project.files.iter().map(|file| (module_of(&file.path), file));
        for (module, file) in standard.chain(own) {
            // A folder's module holds the names of all files below it.
            for (dot, _) in module.match_indices('.') {
                definitions.modules.entry(module.get(..dot).unwrap_or_default().to_owned()).or_default().push(file.id);
            }
            definitions.modules.entry(module).or_default().push(file.id);
            definitions.declare(file, &shadows, out);
        }
        for file in standard_modules().iter().map(|(_, file)| file).chain(&project.files) {
            let heads = head::use_heads(file);
            definitions.import(file, &heads, out);
            definitions.uses.insert(file.id, heads);
        }
        definitions.cycles(project, out);
        definitions
    }

    fn declare(&mut self, file: &Arc<File>, shadows: &Shadows<'_>, out: &mut Findings) {
        for (place, item) in file.items.iter().enumerate() {
            if !forms::is_formed(file, item) {
                self.broken_head(file, item);
                continue;
            }
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
            let shadowed = shadows.diagnostic(kind, &name);
            // Nobody can use it, and that is said already.
            let used = AtomicBool::new(shadowed.is_some());
            out.extend(shadowed);
            let span = name.span;
            let text = name.text.clone();
            self.all.push(Definition { name, kind, file: file.clone(), item: place, docs, used });
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

    pub(super) fn bind(&mut self, file: FileId, name: Arc<str>, binding: Binding, out: &mut Findings) {
        let seen = self.seen.entry(file).or_default();
        let Some(first) = seen.get(&name) else {
            seen.insert(name, binding);
            return;
        };
        // It was meant to be used.
        if let Some(definition) = self.all.get(binding.target.0) {
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

    /// What a name stands for in a file; it counts as used then.
    #[must_use]
    pub fn resolve(&self, file: FileId, name: &str) -> Option<DefinitionId> {
        let binding = self.binding(file, name)?;
        uses::name(file, name);
        binding.used.store(true, Ordering::Relaxed);
        if let Some(definition) = self.all.get(binding.target.0) {
            definition.used.store(true, Ordering::Relaxed);
        }
        Some(binding.target)
    }

    /// The names that declarations mean which cannot be read, by file.
    pub(super) fn broken_names(&self) -> Vec<(FileId, Vec<Arc<str>>)> {
        let sorted = |names: &HashSet<Arc<str>>| {
            let mut names: Vec<_> = names.iter().cloned().collect();
            names.sort_unstable();
            names
        };
        let mut broken: Vec<_> = self.broken.iter().map(|(file, names)| (*file, sorted(names))).collect();
        broken.sort_unstable();
        broken
    }

    /// The same, of a name at a place, which is told to whoever asks where names are said.
    #[must_use]
    pub(super) fn resolve_at(&self, file: FileId, name: &str, span: Span) -> Option<DefinitionId> {
        let target = self.resolve(file, name)?;
        uses::mention(span, target);
        Some(target)
    }

    /// Whether a name is a `let` or `param` in a file, without using it.
    #[must_use]
    pub fn is_value(&self, file: FileId, name: &str) -> bool {
        if self.is_broken(file, name) {
            return true;
        }
        self.visible_as(file, name)
            .is_some_and(|(_, known)| matches!(known.kind, DefinitionKind::Let | DefinitionKind::Param))
    }

    /// What a name stands for in a file, without using it.
    #[must_use]
    pub fn visible_as(&self, file: FileId, name: &str) -> Option<(DefinitionId, &Definition)> {
        let target = self.binding(file, name)?.target;
        Some((target, self.get(target)?))
    }

    fn binding(&self, file: FileId, name: &str) -> Option<&Binding> {
        self.seen.get(&file)?.get(name)
    }

    /// The names of all modules.
    pub fn modules(&self) -> impl Iterator<Item = &str> {
        self.modules.keys().map(String::as_str)
    }

    /// What the files of a module declare.
    pub fn declared_in(&self, module: &str) -> impl Iterator<Item = &Definition> {
        let files = self.modules.get(module);
        self.all.iter().filter(move |definition| files.is_some_and(|files| files.contains(&definition.file.id)))
    }

    /// Whether a param may stand where a value of a type is expected.
    #[must_use]
    pub fn param_fits(&self, param: &Definition, vocabulary: &Vocabulary, of: &Type) -> bool {
        let head = self.item(param).and_then(|item| head::param_head(&param.file, item).ok());
        head.is_some_and(|(_, declared, _)| super::check_value::param_fits(vocabulary, &declared.text, of))
    }

    /// The names that a file can say, with what they stand for.
    pub fn visible(&self, file: FileId) -> impl Iterator<Item = (&Arc<str>, &Definition)> {
        let seen = self.seen.get(&file).into_iter().flatten();
        seen.filter_map(|(name, binding)| Some((name, self.get(binding.target)?)))
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

    /// Counts the names in a row of words as used.
    pub fn touch_words(&self, file: &File, item: &Item, row: Row) {
        for token in item.declaration.row(row).iter().filter(|token| token.kind == TokenKind::Word) {
            let _ = self.resolve_at(file.id, token.range.of(file.text_of(item)), file.span(item, token.range));
        }
    }

    /// The declaration of a definition.
    #[must_use]
    pub fn item<'a>(&self, definition: &'a Definition) -> Option<&'a Item> {
        definition.file.items.get(definition.item)
    }
}
