//! What a file takes from other files: `use`, what is wrong with one, and what could be taken.

use super::definitions::{Binding, Definition, DefinitionId, DefinitionKind, Definitions};
use super::head::{self, Name};
use super::nearest::nearest;
use super::sentence::ENOUGH;
use crate::diagnostics::{Diagnostic, Edit, Findings, Severity};
use crate::project::{Project, module_of, standard_modules};
use crate::syntax::{File, FileId, Item, Span, TokenKind};
use crate::vocabulary::STANDARD_FILES;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

impl Definitions {
    /// Takes what the `use` declarations of a file name.
    pub(super) fn import(&mut self, file: &Arc<File>, heads: &[head::UseHead], out: &mut Findings) {
        for head in heads {
            let Some(files) = self.modules.get(&head.module).cloned() else {
                match out.is_full(Severity::Error) {
                    true => out.omit(1),
                    false => out.push(self.unknown_module(head)),
                }
                self.broken.entry(file.id).or_default().extend(head.names.iter().map(|name| name.text.clone()));
                continue;
            };
            if files == [file.id] {
                let diagnostic =
                    Diagnostic::new(49, "this file uses itself").at(head.span, "this is the file in which it stands");
                out.push(diagnostic.help("delete it: a file sees what it declares"));
                continue;
            }
            for name in head.names.clone() {
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
                        if out.is_full(Severity::Error) {
                            out.omit(1);
                        } else if !files.iter().any(|other| self.is_broken(*other, &name.text)) {
                            // Searching the whole file for each name takes time, and nobody mends so many one by one.
                            let thorough = out.len() < ENOUGH;
                            out.push(self.unknown_import(file, &head.module, &files, &name, thorough));
                        }
                        self.broken.entry(file.id).or_default().insert(name.text);
                    }
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

    fn unknown_import(&self, file: &File, module: &str, files: &[FileId], name: &Name, thorough: bool) -> Diagnostic {
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
                .take(if thorough { usize::MAX } else { 0 })
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
    pub(super) fn cycles(&self, project: &Project, out: &mut Findings) {
        let mut edges: HashMap<FileId, Vec<(FileId, Span)>> = HashMap::new();
        for file in &project.files {
            let heads = self.uses.get(&file.id).into_iter().flatten();
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

    /// All that has a name, in any file, that of the standard library first. Asked for each object and repair, so that going through
    /// all names would take too long.
    pub(crate) fn named(&self, name: &str) -> &[DefinitionId] {
        let by_name = self.by_name.get_or_init(|| {
            let mut places: HashMap<Arc<str>, Vec<DefinitionId>> = HashMap::with_capacity(self.all.len());
            for (place, definition) in self.all.iter().enumerate() {
                places.entry(definition.name.text.clone()).or_default().push(DefinitionId(place));
            }
            places
        });
        by_name.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The change by which a file takes a name from a module.
    #[must_use]
    pub fn taking(&self, file: &File, module: &str, name: &str) -> Edit {
        super::unknown::import(self, file, module, name)
    }

    /// What other files declare: module, name and definition, the project's own first.
    pub fn others<'a>(
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
        own.into_iter()
            .chain(standard)
            .map(|(place, definition)| (module(definition), &definition.name.text, DefinitionId(place)))
    }

    /// The module that declares a name which a file does not see.
    #[must_use]
    pub fn elsewhere(
        &self,
        file: &File,
        name: &str,
        fits: impl Fn(DefinitionKind) -> bool,
    ) -> Option<(String, DefinitionId)> {
        let ids = self.named(name).iter();
        let known = ids.filter_map(|id| self.all.get(id.0).map(|definition| (*id, definition)));
        let fitting = known.filter(|(_, definition)| definition.file.id != file.id && fits(definition.kind));
        // The project's own come first.
        let (id, definition) = fitting.min_by_key(|(id, definition)| (definition.file.id.0 >= STANDARD_FILES, *id))?;
        Some((module(definition), id))
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
        apps.map(|(module, word)| super::unknown::import(self, file, &module, word)).collect()
    }
}

/// The module that a definition is taken from.
fn module(definition: &Definition) -> String {
    let standard = standard_modules().iter().find(|(_, file)| file.id == definition.file.id);
    standard.map_or_else(|| module_of(&definition.file.path), |(module, _)| (*module).to_owned())
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
