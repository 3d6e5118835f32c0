//! The vocabulary's rules, applied to finished objects.

use super::conditions::{World, absent, causes, holds};
use super::object::{Object, Setting};
use super::repairs::Mending;
use super::shut_out;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::semantics::{Block, Program};
use crate::syntax::Span;
use crate::vocabulary::STANDARD_FILES;
use crate::vocabulary::model::{Case, Condition, Platform, Rule};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// What a rule finds: once for all platforms and device states of a block.
pub(super) struct Finding<'a> {
    pub(super) rule: &'a Rule,
    pub(super) case: &'a Case,
    pub(super) object: &'a Object,
    /// The settings because of which it speaks, the first one to look at.
    pub(super) settings: Vec<&'a Setting>,
    pub(super) platforms: BTreeSet<Platform>,
}

impl Finding<'_> {
    /// Its place and words.
    fn key(&self) -> (usize, Code, &str, Option<Span>) {
        let span = self.settings.first().map(|first| first.origin.span);
        (self.object.block, self.rule.code, &self.case.message, span)
    }
}

/// Says what the rules find on the objects of a block by themselves.
pub(super) fn judge(program: &Program, block: &Block, objects: &[Object], out: &mut Vec<Diagnostic>) {
    objects.iter().for_each(|object| deprecated(program, object, out));
    objects.iter().for_each(|object| shut_out::judge(program, block, object, out));
    let world = World { program, providers: None };
    let rules = program.vocabulary.rules().iter().filter(|rule| !rule.around);
    let found = objects.iter().flat_map(|object| look(world, rules.clone(), block, object)).collect();
    out.extend(once(found).iter().filter_map(|finding| diagnostic(program, finding)));
}

/// What those rules find that look at other declarations, too; in the order of the blocks.
pub(super) fn judge_around<'a>(world: World<'a>, objects: &'a [Object], rules: &[&'a Rule]) -> Vec<Finding<'a>> {
    let look = |object: &'a Object| {
        let block = world.program.blocks.get(object.block);
        let found = block.map(|block| look(world, rules.iter().copied(), block, object));
        found.into_iter().flatten().collect()
    };
    let found: Vec<Vec<_>> = objects.par_iter().with_min_len(64).map(look).collect();
    once(found.into_iter().flatten().collect())
}

/// What some rules find on an object.
fn look<'a>(
    world: World<'a>,
    rules: impl Iterator<Item = &'a Rule>,
    block: &'a Block,
    object: &'a Object,
) -> impl Iterator<Item = Finding<'a>> {
    let fits = move |rule: &&Rule| {
        let known = object.platforms.iter().any(|platform| rule.platforms.contains(*platform));
        rule.kinds.contains(&block.kind) && (object.platforms.is_empty() || known)
    };
    // What is absent from a block of which not all could be read may have been meant.
    let speaks =
        move |condition: &Condition| holds(world, object, condition) && !(block.broken && absent(object, condition));
    let cases = rules.filter(fits).flat_map(|rule| rule.cases.iter().map(move |case| (rule, case)));
    let conditions = cases.flat_map(|(rule, case)| case.when.iter().map(move |when| (rule, case, &when.condition)));
    conditions.filter(move |(_, _, condition)| speaks(condition)).map(move |(rule, case, condition)| Finding {
        rule,
        case,
        object,
        settings: causes(object, condition),
        platforms: object.platforms.iter().copied().collect(),
    })
}

/// Findings of the same place and words become one: several conditions may hold because of one sentence, and on several platforms.
fn once(mut found: Vec<Finding<'_>>) -> Vec<Finding<'_>> {
    found.par_sort_by(|one, other| one.key().cmp(&other.key()));
    found.dedup_by(|again, known| {
        let same = again.key() == known.key();
        if same {
            known.platforms.append(&mut again.platforms);
        }
        same
    });
    found
}

/// Lists what is deprecated in an included level of the standard library; in the author's own files the sentence itself is marked.
fn deprecated(program: &Program, object: &Object, out: &mut Vec<Diagnostic>) {
    for setting in object.settings.iter().filter(|setting| setting.origin.span.file.0 >= STANDARD_FILES) {
        let reason = setting.origin.sentence(&program.vocabulary).and_then(|entry| entry.deprecated.as_ref());
        if let (Some(reason), Some(via)) = (reason, setting.origin.via()) {
            out.push(
                Diagnostic::new(33, format!("deprecated: {reason}"))
                    .at(via, "included here")
                    .at(setting.origin.span, "still accepted"),
            );
        }
    }
}

/// What a rule says, at the settings that made it speak or at the block's head. Nothing where the rule does not know the platforms.
pub(super) fn diagnostic(program: &Program, finding: &Finding<'_>) -> Option<Diagnostic> {
    let Finding { rule, case, object, settings, platforms } = finding;
    let block = program.blocks.get(object.block)?;
    let known: Vec<_> = platforms.iter().filter(|platform| rule.platforms.contains(**platform)).collect();
    if known.is_empty() && !platforms.is_empty() {
        return None;
    }
    let Code(code) = rule.code;
    let platforms = known.iter().map(|platform| platform.word()).collect::<Vec<_>>().join(", ");
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
    diagnostic.repairs = Mending { program, block, object, setting, fill: &fill }.all(&case.repairs);
    Some(diagnostic)
}

/// Where the author has to look: the sentence, or the include that brings it.
fn place(block: &Block, setting: Option<&Setting>) -> (Span, Option<Span>) {
    match setting.map(|setting| &setting.origin) {
        None => (block.span, None),
        Some(origin) => match origin.via() {
            Some(via) => (via, Some(origin.span)),
            None => (origin.span, None),
        },
    }
}
