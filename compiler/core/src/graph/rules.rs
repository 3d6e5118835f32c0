//! The vocabulary's rules, applied to finished objects.

use super::lowered::Lowered;
use super::object::{Apps, Object, Setting};
use super::shape::APPS;
use crate::diagnostics::{Code, Diagnostic, Edit, Repair, Severity};
use crate::semantics::{Block, Program};
use crate::syntax::Span;
use crate::values;
use crate::vocabulary::STANDARD_FILES;
use crate::vocabulary::model::{Comparison, Condition, GraphPath, Operand, Platform, Rule, RuleRepair};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::cmp::Ordering;

/// Says what the rules find on an object.
pub(super) fn judge(program: &Program, block: &Block, object: &Object, out: &mut Vec<Diagnostic>) {
    deprecated(program, object, out);
    for rule in program.vocabulary.rules() {
        let fits = rule.kinds.contains(&block.kind)
            && (object.platforms.is_empty()
                || object.platforms.iter().any(|platform| rule.platforms.contains(*platform)));
        if !fits {
            continue;
        }
        // What is absent from a block of which not all could be read may have been meant.
        let speaks =
            |condition: &&Condition| holds(program, object, condition) && !(block.broken && absent(object, condition));
        if let Some(condition) = rule.when.iter().find(speaks) {
            out.push(diagnostic(rule, block, &causes(object, condition), &object.platforms, program));
        }
    }
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

/// What a rule says, at the settings that made it speak or at the block's head.
pub(super) fn diagnostic(
    rule: &Rule,
    block: &Block,
    settings: &[&Setting],
    platforms: &[Platform],
    program: &Program,
) -> Diagnostic {
    let Code(code) = rule.code;
    let platforms = platforms.iter().map(|platform| platform.word()).collect::<Vec<_>>().join(", ");
    let fill = |text: &str| text.replace("{platform}", &platforms).replace("{name}", &block.name.text);
    let setting = settings.first().copied();
    let mut diagnostic = Diagnostic::new(code, fill(&rule.message));
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
    diagnostic.help = rule.help.as_deref().map(fill);
    let setting = setting.filter(|_| inside.is_none());
    diagnostic.repairs =
        rule.repairs.iter().filter_map(|repair| mend(program, repair, block, setting, &fill)).collect();
    diagnostic
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
            let at = text.find(from.as_str())?;
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
            Some(Repair { title: format!("add `{sentence}`"), edits: vec![Edit { span, text }] })
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

/// The setting that a condition speaks of first, if a sentence said it; and those that it compares with each other.
fn causes<'a>(object: &'a Object, condition: &Condition) -> Vec<&'a Setting> {
    let mut compared = Vec::new();
    pairs(object, condition, &mut compared);
    if compared.is_empty() { cause(object, condition).into_iter().collect() } else { compared }
}

fn pairs<'a>(object: &'a Object, condition: &Condition, out: &mut Vec<&'a Setting>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| pairs(object, part, out)),
        Condition::Not(inner) => pairs(object, inner, out),
        Condition::Compare(path, _, Operand::Word(word)) => {
            if let (Some(one), Some(other)) = (object.said(path), object.said(&GraphPath(word.clone()))) {
                out.extend([one, other]);
            }
        }
        _ => {}
    }
}

/// The setting that a condition speaks of first, if a sentence said it.
fn cause<'a>(object: &'a Object, condition: &Condition) -> Option<&'a Setting> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().find_map(|part| cause(object, part)),
        Condition::Not(inner) => cause(object, inner),
        Condition::Compare(path, _, operand) => object
            .said(path)
            .or_else(|| if let Operand::Word(word) = operand { object.said(&GraphPath(word.clone())) } else { None }),
        Condition::Contains(path, _) | Condition::Empty(path) | Condition::Several(path) | Condition::Said(path) => {
            object.said(path)
        }
        Condition::Targets(_) | Condition::TargetsGroup | Condition::TargetsNothing => object.setting(APPS),
        Condition::StatesOnly(_) | Condition::On(_) | Condition::Unassigned => None,
    }
}

/// Whether a condition judges something of which no sentence speaks.
fn absent(object: &Object, condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(|part| absent(object, part)),
        Condition::Not(inner) => absent(object, inner),
        Condition::Compare(path, ..)
        | Condition::Contains(path, _)
        | Condition::Empty(path)
        | Condition::Several(path)
        | Condition::Said(path) => object.said(path).is_none(),
        Condition::Targets(_) | Condition::TargetsGroup | Condition::TargetsNothing => object.setting(APPS).is_none(),
        Condition::Unassigned => true,
        Condition::StatesOnly(_) | Condition::On(_) => false,
    }
}

/// Whether a condition holds of an object.
pub(super) fn holds(program: &Program, object: &Object, condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| holds(program, object, part)),
        Condition::Any(parts) => parts.iter().any(|part| holds(program, object, part)),
        Condition::Not(inner) => !holds(program, object, inner),
        Condition::Compare(path, comparison, operand) => compare(object, path, *comparison, operand),
        Condition::Contains(path, operand) => contains(object, path, operand),
        Condition::Empty(path) => is_empty(object, path),
        Condition::Said(path) => object.said(path).is_some(),
        Condition::StatesOnly(name) => {
            let scope = program.vocabulary.scope(name);
            let states = &object.state_names;
            scope.zip(object.platforms.first()).is_some_and(|(scope, platform)| {
                let covered = scope.on(*platform);
                let all_covered = object.entry.states.iter().all(|state| covered.contains(state));
                if states.is_empty() {
                    all_covered && !covered.is_empty()
                } else {
                    states.iter().all(|state| covered.contains(state))
                }
            })
        }
        Condition::On(platform) => object.platforms.contains(platform),
        Condition::Targets(name) => targets(program, object, name),
        Condition::TargetsGroup => matches!(object.apps, Apps::Group(_)),
        Condition::TargetsNothing => object.assignments(APPS).is_empty(),
        Condition::Several(path) => {
            object.value(path).is_some_and(|value| value.json().as_array().is_some_and(|items| items.len() > 1))
        }
        Condition::Unassigned => object.is_unassigned(),
    }
}

fn targets(program: &Program, object: &Object, name: &str) -> bool {
    let app = program.apps.values().find(|app| *app.name == *name);
    match (&object.apps, app) {
        (Apps::Listed(ids), Some(app)) => ids.iter().any(|(platform, id)| app.on(*platform).any(|known| known == id)),
        // Every predefined group holds Microsoft's core apps; of others nothing is known here.
        (Apps::Group(_), _) => true,
        (Apps::Listed(_), None) => false,
    }
}

fn is_empty(object: &Object, path: &GraphPath) -> bool {
    match object.value(path) {
        Some(value) => value.is_empty(),
        // A path to an object is empty when nothing inside it is said.
        None => {
            let prefix = format!("{path}.");
            !object.settings.iter().any(|setting| {
                object.shape.slots.get(setting.slot as usize).is_some_and(|slot| slot.path.0.starts_with(&prefix))
            })
        }
    }
}

fn contains(object: &Object, path: &GraphPath, operand: &Operand) -> bool {
    let wanted = constant(operand);
    match object.value(path).map(Lowered::json).as_deref() {
        Some(Json::Array(items)) => items.iter().any(|item| equal(item, &wanted.json())),
        Some(Json::String(text)) => wanted.json().as_str().is_some_and(|wanted| text.contains(wanted)),
        _ => false,
    }
}

/// The right side of a comparison, if it is no property.
fn constant(operand: &Operand) -> Lowered {
    match operand {
        Operand::Constant(json) => Lowered::Json(json.clone()),
        Operand::Duration(seconds) => Lowered::Duration(*seconds),
        Operand::Word(word) => Lowered::text(word),
    }
}

/// Equal, ids and members without letter case.
fn equal(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::String(left), Json::String(right)) => left.eq_ignore_ascii_case(right),
        (left, right) => left == right,
    }
}

fn compare(object: &Object, path: &GraphPath, comparison: Comparison, operand: &Operand) -> bool {
    const NULL: &Lowered = &Lowered::Json(Json::Null);
    let left = object.value(path).unwrap_or(NULL);
    let property = if let Operand::Word(word) = operand { object.value(&GraphPath(word.clone())) } else { None };
    let right = property.map_or_else(|| Cow::Owned(constant(operand)), Cow::Borrowed);
    let right = right.as_ref();
    let same = match (seconds(left), seconds(right)) {
        (Some(left), Some(right)) => left == right,
        _ => equal(&left.json(), &right.json()),
    };
    match comparison {
        Comparison::Equal => same,
        Comparison::Unequal => !same,
        _ => {
            let order = order(left, right);
            match comparison {
                Comparison::Less => order == Some(Ordering::Less),
                Comparison::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
                Comparison::Greater => order == Some(Ordering::Greater),
                _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            }
        }
    }
}

fn seconds(value: &Lowered) -> Option<u64> {
    match value {
        Lowered::Duration(seconds) => Some(*seconds),
        Lowered::Json(Json::String(text)) => values::from_iso8601(text),
        _ => None,
    }
}

/// The order of two values, by meaning; None when one of them is null or they have none.
fn order(left: &Lowered, right: &Lowered) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (seconds(left), seconds(right)) {
        return Some(left.cmp(&right));
    }
    let (left, right) = (left.json(), right.json());
    match (left.as_i64(), right.as_i64()) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => {
            // `0000-00-00` is how Graph spells an unset date.
            let unset = |json: &Json| json.as_str().is_some_and(|text| text.is_empty() || text == "0000-00-00");
            if unset(&left) || unset(&right) { None } else { values::compare_parts(left.as_str()?, right.as_str()?) }
        }
    }
}
