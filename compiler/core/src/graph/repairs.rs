//! The repairs that rules offer, as edits of the text.

use super::conditions::find_word;
use super::lowered::Lowered;
use super::object::{Object, Setting};
use super::shape::APPS;
use crate::diagnostics::{Edit, Repair};
use crate::semantics::{Block, Program};
use crate::syntax::{Span, TokenKind};
use crate::vocabulary::model::RuleRepair;

/// What is mended: the setting at fault, of an object that a block becomes.
pub(super) struct Mending<'a> {
    pub(super) program: &'a Program,
    pub(super) block: &'a Block,
    pub(super) object: &'a Object,
    /// None when it does not stand in the block itself.
    pub(super) setting: Option<&'a Setting>,
    /// Fills what a text leaves open.
    pub(super) fill: &'a dyn Fn(&str) -> String,
}

impl Mending<'_> {
    /// The repairs that can be done here.
    pub(super) fn all(&self, repairs: &[RuleRepair]) -> Vec<Repair> {
        let mut mended = Vec::new();
        let mut replaced = false;
        for repair in repairs {
            match repair {
                // Of several replacements that fit one sentence the first is meant.
                RuleRepair::Replace(..) if replaced => {}
                RuleRepair::Replace(from, to) => {
                    let repair = self.replace(from, to);
                    replaced = repair.is_some();
                    mended.extend(repair);
                }
                RuleRepair::Value(value) => mended.extend(self.value(value)),
                RuleRepair::Remove => mended.extend(self.remove()),
                RuleRepair::Add(sentence) => mended.extend(self.add(&(self.fill)(sentence))),
                RuleRepair::Append(declaration) => mended.extend(self.append(&(self.fill)(declaration))),
                RuleRepair::Target(apps) => mended.extend(self.target(&apps.join(", "))),
            }
        }
        mended
    }

    /// The text at a place of the block's file.
    fn text(&self, span: Span) -> Option<&str> {
        let file = &self.block.file;
        file.text.get(span.start as usize..span.end as usize).filter(|_| span.file == file.id)
    }

    fn replace(&self, from: &str, to: &str) -> Option<Repair> {
        let sentence = self.setting?.origin.span;
        let start = sentence.start + u32::try_from(find_word(self.text(sentence)?, from)?).ok()?;
        let span = Span { start, end: start + u32::try_from(from.len()).ok()?, ..sentence };
        let title = match to {
            "" => format!("take `{}` out", from.trim_matches([' ', ',', ';'])),
            _ => format!("replace `{from}` by `{to}`"),
        };
        Some(Repair { title, edits: vec![Edit { span, text: to.to_owned() }] })
    }

    /// Puts another value into a sentence that says one; a name for the value stays as it is.
    fn value(&self, value: &str) -> Option<Repair> {
        use TokenKind::{Date, Duration, Integer, Version};
        let sentence = self.setting?.origin.span;
        let file = &self.block.file;
        let item = file.items.get(self.block.item).filter(|_| sentence.file == file.id)?;
        let inside = |span: &Span| sentence.start <= span.start && span.end <= sentence.end;
        let literals =
            item.declaration.tokens.iter().filter(|token| matches!(token.kind, Date | Duration | Integer | Version));
        let mut places = literals.map(|token| file.span(item, token.range)).filter(inside);
        let (span, None) = (places.next()?, places.next()) else { return None };
        let title = format!("say `{value}`");
        Some(Repair { title, edits: vec![Edit { span, text: value.to_owned() }] })
    }

    fn remove(&self) -> Option<Repair> {
        let span = self.setting?.origin.span;
        Some(Repair { title: "take the sentence out".into(), edits: vec![Edit { span, text: String::new() }] })
    }

    fn add(&self, sentence: &str) -> Option<Repair> {
        let file = &self.block.file;
        let item = file.items.get(self.block.item)?;
        let body = item.declaration.body.as_ref()?;
        let end = item.base + body.range.end - u32::from(body.closed);
        let before = file.text.get(..end as usize)?;
        let line = before.rsplit('\n').next().unwrap_or_default();
        let (start, text) = if !body.closed {
            (item.base + u32::try_from(file.text_of(item).trim_end().len()).ok()?, format!("\n    {sentence}"))
        } else if line.trim().is_empty() {
            (end - u32::try_from(line.len()).ok()?, format!("    {sentence}\n"))
        } else {
            // A block in one line.
            let separator = if before.trim_end().ends_with('{') { " " } else { " ; " };
            (u32::try_from(before.trim_end().len()).ok()?, format!("{separator}{sentence}"))
        };
        let span = Span { file: file.id, start, end: start };
        Some(Repair { title: format!("add `{sentence}`"), edits: vec![Edit { span, text }] })
    }

    fn append(&self, declaration: &str) -> Option<Repair> {
        let file = &self.block.file;
        let end = u32::try_from(file.text.len()).ok()?;
        let span = Span { file: file.id, start: end, end };
        let first = declaration.lines().next().unwrap_or_default().trim_end_matches('{').trim_end().to_owned();
        let mut edits = self.program.definitions.imports(file, declaration);
        edits.push(Edit { span, text: format!("\n{declaration}\n") });
        Some(Repair { title: format!("add `{first}`"), edits })
    }

    /// Names more apps, before the first one of a sentence of the block itself: a list of its own would replace an included one.
    fn target(&self, apps: &str) -> Option<Repair> {
        let setting = self.object.setting(APPS).filter(|setting| setting.origin.via().is_none())?;
        let first = setting.value.items().iter().find_map(|item| match item {
            Lowered::App(place) => self.program.apps.get(place),
            _ => None,
        })?;
        let sentence = setting.origin.span;
        let start = sentence.start + u32::try_from(find_word(self.text(sentence)?, &first.name)?).ok()?;
        let span = Span { start, end: start, ..sentence };
        let mut edits = self.program.definitions.imports(&self.block.file, &format!("{{{apps}"));
        edits.push(Edit { span, text: format!("{apps}, ") });
        Some(Repair { title: format!("add `{apps}` to the apps"), edits })
    }
}
