//! The page of the levels that the standard library has: what each says on each platform, side by side. Must not know any level.

use super::markdown::{code, prose, table};
use super::{Book, facts, page, paragraph};
use crate::cursor;
use crate::import::theirs::compiled;
use crate::project::standard_modules;
use crate::semantics::head;
use crate::syntax::{DeclarationKind, File, Span};
use crate::vocabulary::STANDARD_FILES;
use crate::vocabulary::model::{BlockKind, Platform, Platforms};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The page's file name.
pub(super) const PAGE: &str = "levels.md";

/// A baseline of the standard library.
struct Level {
    name: Arc<str>,
    docs: String,
    platforms: Platforms,
    /// What it says, with all that it includes, by the vocabulary's entry and by platform.
    said: BTreeMap<(usize, Platform), Vec<String>>,
}

impl Book<'_> {
    /// The page.
    pub(super) fn levels(&self) -> (String, String) {
        let mut text = page("The levels of Microsoft's framework");
        for (module, file) in standard_modules() {
            let levels = levels(module, file);
            if levels.is_empty() {
                continue;
            }
            let docs = cursor::docs(&file.text, &file.docs);
            facts::paragraphs(&docs).iter().for_each(|line| paragraph(&mut text, &prose(line)));
            let names: Vec<&str> = levels.iter().map(|level| &*level.name).collect();
            let used = format!("`use {module} ({})`", names.join(", "));
            let including = levels.first().map(|level| format!("`include {}`", level.name)).unwrap_or_default();
            paragraph(
                &mut text,
                &format!("{used} makes them known to a file, and {including} in a block says all that a level says."),
            );
            for level in &levels {
                paragraph(&mut text, &format!("## {}", code(&level.name)));
                facts::paragraphs(&level.docs).iter().for_each(|line| paragraph(&mut text, &prose(line)));
            }
            paragraph(&mut text, "## Side by side");
            paragraph(
                &mut text,
                "What a level leaves empty stays at its default, which the sentence's own page names; a level that is empty throughout has no column.",
            );
            self.side_by_side(&mut text, &levels);
        }
        (PAGE.into(), text)
    }

    /// A table for each section of the manual of which a level says something.
    fn side_by_side(&self, text: &mut String, levels: &[Level]) {
        let head: Vec<String> =
            std::iter::once("Sentence".to_owned()).chain(levels.iter().map(|level| code(&level.name))).collect();
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        for section in &self.sections {
            let mut rows = Vec::new();
            for place in &section.sentences {
                let cells: Vec<String> = levels.iter().map(|level| level.cell(*place)).collect();
                if cells.iter().any(|cell| !cell.is_empty()) {
                    rows.push(std::iter::once(self.link_to(*place)).chain(cells).collect());
                }
            }
            if !rows.is_empty() {
                paragraph(text, &format!("### {}", prose(&facts::capital(&section.title))));
                paragraph(text, &table(&head, &rows));
            }
        }
    }
}

impl Level {
    /// What it says with a sentence; with the platform, unless it is the same on all.
    fn cell(&self, entry: usize) -> String {
        let on = |platform: Platform| self.said.get(&(entry, platform)).map(Vec::as_slice).unwrap_or_default();
        let spelled = |said: &[String]| said.iter().map(|sentence| code(sentence)).collect::<Vec<_>>().join("<br>");
        let mut groups: Vec<(&[String], Vec<&str>)> = Vec::new();
        for platform in self.platforms.iter() {
            let said = on(platform);
            match groups.iter_mut().find(|(known, _)| *known == said) {
                Some((_, titles)) => titles.push(platform.title()),
                None => groups.push((said, vec![platform.title()])),
            }
        }
        match groups.as_slice() {
            [(said, _)] => spelled(said),
            several => {
                let some = several.iter().filter(|(said, _)| !said.is_empty());
                let cells = some.map(|(said, titles)| format!("{}: {}", titles.join(", "), spelled(said)));
                cells.collect::<Vec<_>>().join("<br>")
            }
        }
    }
}

/// The baselines of a module, in its order.
fn levels(module: &str, file: &File) -> Vec<Level> {
    let baselines = file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Baseline);
    let heads = baselines.filter_map(|item| {
        let (name, platforms) = head::baseline_head(file, item).ok()?;
        Some((name.text, cursor::docs(file.text_of(item), &item.declaration.docs), platforms))
    });
    heads
        .map(|(name, docs, platforms)| {
            let mut said = BTreeMap::new();
            platforms.iter().for_each(|platform| sentences(module, &name, platform, &mut said));
            Level { name, docs, platforms, said }
        })
        .collect()
}

/// What a block that includes a level and says nothing else has said, on a platform.
fn sentences(module: &str, name: &str, platform: Platform, said: &mut BTreeMap<(usize, Platform), Vec<String>>) {
    let (kind, word) = (BlockKind::AppProtection.words(), platform.word());
    let checked = compiled(format!("use {module} ({name})\n{kind} \"a\" for {word} {{\n    include {name}\n}}\n"));
    let compiled = checked.tenants().first().and_then(|tenant| checked.compile(tenant));
    let Some(object) = compiled.as_ref().and_then(|compiled| compiled.objects.first()) else { return };
    for setting in object.settings.iter() {
        let (Some(entry), Some(text)) = (setting.origin.entry, standard_text(setting.origin.span)) else { continue };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.strip_suffix(&format!(" on {word}")).unwrap_or(&text).to_owned();
        let known = said.entry((entry as usize, platform)).or_default();
        if !known.contains(&text) {
            known.push(text);
        }
    }
}

/// The text of a sentence of the standard library.
fn standard_text(span: Span) -> Option<&'static str> {
    let (_, file) =
        standard_modules().iter().find(|(_, file)| file.id == span.file && span.file.0 >= STANDARD_FILES)?;
    file.text.get(span.start as usize..span.end as usize)
}
