//! The vocabulary's rules, applied to finished objects.

use super::conditions::{World, absent, causes, find_word, holds};
use super::object::{Object, Setting};
use crate::diagnostics::{Code, Diagnostic, Edit, Repair, Severity};
use crate::semantics::{Block, MAX_DIAGNOSTICS, Program};
use crate::syntax::Span;
use crate::vocabulary::STANDARD_FILES;
use crate::vocabulary::model::{Case, Condition, Platform, Rule, RuleRepair};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Says what the rules find on an object by itself.
pub(super) fn judge(program: &Program, block: &Block, object: &Object, out: &mut Vec<Diagnostic>) {
    deprecated(program, object, out);
    let world = World { program, providers: None };
    let from = out.len();
    for rule in program.vocabulary.rules().iter().filter(|rule| !rule.around) {
        for (case, condition) in found(world, rule, block, object) {
            let said = diagnostic(rule, case, block, &causes(object, condition), object, program);
            say_once(out, from, said);
        }
    }
}

/// Keeps what nothing since `from` said of the same place: several conditions of a rule may hold because of one sentence.
fn say_once(out: &mut Vec<Diagnostic>, from: usize, said: Diagnostic) {
    let same =
        |known: &Diagnostic| known.code == said.code && known.message == said.message && known.span() == said.span();
    if !out.iter().skip(from).any(same) {
        out.push(said);
    }
}

/// The conditions of a rule that hold of an object.
fn found<'a>(
    world: World<'a>,
    rule: &'a Rule,
    block: &'a Block,
    object: &'a Object,
) -> impl Iterator<Item = (&'a Case, &'a Condition)> {
    let fits = rule.kinds.contains(&block.kind)
        && (object.platforms.is_empty() || object.platforms.iter().any(|platform| rule.platforms.contains(*platform)));
    // What is absent from a block of which not all could be read may have been meant.
    let speaks =
        move |condition: &Condition| holds(world, object, condition) && !(block.broken && absent(object, condition));
    let conditions = rule.cases.iter().flat_map(|case| case.when.iter().map(move |condition| (case, condition)));
    conditions.filter(move |(_, condition)| fits && speaks(condition))
}

/// Takes what there is to say, errors first of all when there is a lot of it.
pub(super) struct Said<'a> {
    pub(super) out: &'a mut Vec<Diagnostic>,
    pub(super) omitted: &'a mut usize,
}

impl Said<'_> {
    /// Says what a rule has to say of an object on these platforms.
    pub(super) fn say(
        &mut self,
        program: &Program,
        (rule, case): (&Rule, &Case),
        (object, settings): (&Object, &[&Setting]),
        platforms: &BTreeSet<Platform>,
    ) {
        let platforms: Vec<_> =
            platforms.iter().copied().filter(|platform| rule.platforms.contains(*platform)).collect();
        let Some(block) = program.blocks.get(object.block) else { return };
        if self.out.len() >= 2 * MAX_DIAGNOSTICS && rule.severity != Severity::Error {
            *self.omitted += 1;
        } else if !platforms.is_empty() || object.platforms.is_empty() {
            let here = Object { platforms, ..object.clone() };
            self.out.push(diagnostic(rule, case, block, settings, &here, program));
        }
    }
}

/// Says what those rules find that look at other declarations, too: once for all platforms and device states of a block.
pub(super) fn judge_around<'o>(world: World<'o>, objects: &'o [Object], rules: &[&'o Rule], said: &mut Said<'_>) {
    let look = |object: &'o Object| {
        let Some(block) = world.program.blocks.get(object.block) else { return Vec::new() };
        let found = rules.iter().flat_map(|rule| found(world, rule, block, object).map(move |case| (*rule, case)));
        found.map(|(rule, (case, condition))| (rule, case, object, causes(object, condition))).collect()
    };
    let found: Vec<Vec<_>> = objects.par_iter().with_min_len(64).map(look).collect();
    let mut grouped = BTreeMap::new();
    for (rule, case, object, settings) in found.into_iter().flatten() {
        let key = (object.block, rule.code, &case.message, settings.first().map(|first| first.origin.span));
        let entry = grouped.entry(key).or_insert_with(|| (rule, case, object, settings, BTreeSet::new()));
        entry.4.extend(object.platforms.iter().copied());
    }
    for (rule, case, object, settings, platforms) in grouped.into_values() {
        said.say(world.program, (rule, case), (object, &settings), &platforms);
    }
}

/// Lists what is deprecated in an included level of the standard library; in the author's own files the sentence itself is marked.
fn deprecated(program: &Program, object: &Object, out: &mut Vec<Diagnostic>) {
    for setting in object.settings.iter().filter(|setting| setting.origin.span.file.0 >= STANDARD_FILES) {
        let reason = setting
            .origin
            .entry
            .and_then(|entry| program.vocabulary.sentences().get(entry))
            .and_then(|entry| entry.deprecated.as_ref());
        if let (Some(reason), Some(via)) = (reason, setting.origin.via) {
            out.push(
                Diagnostic::new(33, format!("deprecated: {reason}"))
                    .at(via, "included here")
                    .at(setting.origin.span, "still accepted"),
            );
        }
    }
}

/// What a rule says, at the settings that made it speak or at the block's head.
fn diagnostic(
    rule: &Rule,
    case: &Case,
    block: &Block,
    settings: &[&Setting],
    object: &Object,
    program: &Program,
) -> Diagnostic {
    let Code(code) = rule.code;
    let platforms = object.platforms.iter().map(|platform| platform.word()).collect::<Vec<_>>().join(", ");
    let fill = |text: &str| text.replace("{platform}", &platforms).replace("{name}", &block.name.text);
    let setting = settings.first().copied();
    let mut diagnostic = Diagnostic::new(code, fill(&case.message));
    diagnostic.severity = rule.severity;
    let (span, inside) = place(block, setting);
    diagnostic = diagnostic.at(span, &rule.title);
    if let Some(inside) = inside {
        diagnostic = diagnostic.at(inside, "this sentence of the baseline");
        // What comes with Microsoft's own levels is no mistake of the author.
        if inside.file.0 >= STANDARD_FILES {
            diagnostic.severity = match diagnostic.severity {
                Severity::Error => Severity::Warning,
                _ => Severity::Info,
            };
        }
    }
    for other in settings.iter().skip(1).map(|setting| setting.origin.span) {
        if diagnostic.labels.iter().all(|label| label.span != other) {
            diagnostic = diagnostic.at(other, "together with this");
        }
    }
    diagnostic.help = case.help.as_deref().map(fill);
    let setting = setting.filter(|_| inside.is_none());
    diagnostic.repairs =
        case.repairs.iter().filter_map(|repair| mend(program, repair, block, setting, &fill)).collect();
    diagnostic
}

/// Where the author has to look: the sentence, or the include that brings it.
fn place(block: &Block, setting: Option<&Setting>) -> (Span, Option<Span>) {
    match setting.map(|setting| &setting.origin) {
        None => (block.span, None),
        Some(origin) => match origin.via {
            Some(via) => (via, Some(origin.span)),
            None => (origin.span, None),
        },
    }
}

fn mend(
    program: &Program,
    repair: &RuleRepair,
    block: &Block,
    setting: Option<&Setting>,
    fill: &dyn Fn(&str) -> String,
) -> Option<Repair> {
    let file = &block.file;
    match repair {
        RuleRepair::Replace(from, to) => {
            let span = setting?.origin.span;
            let text = file.text.get(span.start as usize..span.end as usize).filter(|_| span.file == file.id)?;
            let at = find_word(text, from)?;
            let start = span.start + u32::try_from(at).ok()?;
            let span = Span { start, end: start + u32::try_from(from.len()).ok()?, ..span };
            Some(Repair { title: format!("replace `{from}` by `{to}`"), edits: vec![Edit { span, text: to.clone() }] })
        }
        RuleRepair::Remove => {
            let span = setting?.origin.span;
            Some(Repair { title: "take the sentence out".into(), edits: vec![Edit { span, text: String::new() }] })
        }
        RuleRepair::Add(sentence) => {
            let sentence = fill(sentence);
            let imports = program.definitions.imports(file, &format!("{{{sentence}"));
            let item = file.items.get(block.item)?;
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
            let edits = imports.into_iter().chain([Edit { span, text }]).collect();
            Some(Repair { title: format!("add `{sentence}`"), edits })
        }
        RuleRepair::Append(declaration) => {
            let declaration = fill(declaration);
            let end = u32::try_from(file.text.len()).ok()?;
            let span = Span { file: file.id, start: end, end };
            let first = declaration.lines().next().unwrap_or_default().trim_end_matches('{').trim_end().to_owned();
            let mut edits = program.definitions.imports(file, &declaration);
            edits.push(Edit { span, text: format!("\n{declaration}\n") });
            Some(Repair { title: format!("add `{first}`"), edits })
        }
    }
}
