//! What a block requires of a sign-in: which policies its combination of controls becomes, and sentences that contradict it.

use super::lower::Lowering;
use super::requirement::{self, MAX_PARTS, Part};
use crate::diagnostics::Diagnostic;
use crate::semantics::{Block, Content, DefinitionId, Line, Program};
use crate::syntax::Span;
use crate::vocabulary::model::BlockKind;
use crate::vocabulary::{Spanned, Value};
use std::collections::HashSet;

impl Lowering<'_> {
    /// The policies of the combination of controls that a block asks for, and sentences that contradict it.
    pub(super) fn parts(&self, block: &Block, out: &mut Vec<Diagnostic>) -> (Vec<Part>, Vec<Span>) {
        let found = requirements(self.program, block.kind, &block.lines, &mut HashSet::new());
        let mut ignored = Vec::new();
        let Some((value, span)) = found.first().copied() else { return (Vec::new(), ignored) };
        let Value::Requirement(expression) = &value.value else { return (Vec::new(), ignored) };
        let text = |value: &Spanned| self.text(block, value.span);
        let own = block.lines.iter().any(|line| line.span == span);
        for (_, here) in found.iter().skip(1).filter(|(other, here)| *here != span && text(other) != text(value)) {
            // The same words once more are reported with the settings they write.
            let (code, message) =
                if own { (27, "a policy takes one `grant requires`") } else { (28, "the included baselines disagree") };
            let help = if own {
                "join what they ask for with `and` or `or` in one sentence"
            } else {
                "say in the block itself what is required"
            };
            out.push(Diagnostic::new(code, message).at(*here, "this sentence").at(span, "and this one").help(help));
            ignored.push(*here);
        }
        for (include, _, here) in
            self.tightened_requirements(block).filter(|(_, other, _)| own && text(other) != text(value))
        {
            out.push(
                Diagnostic::new(29, "this differs from the baseline, which may only be tightened")
                    .at(span, "neither stricter nor weaker: combinations of controls have no order")
                    .at(here, "the baseline says this")
                    .at(include, "included with `tightened`")
                    .help("take the sentence out, or take `, tightened` from the include"),
            );
        }
        let same = |a: &Spanned, b: &Spanned| match (&a.value, &b.value) {
            (Value::Word(one, first), Value::Word(other, second)) => one.name == other.name && first == second,
            (Value::Reference(one, first), Value::Reference(other, second)) => one == other && first == second,
            (Value::Text(one), Value::Text(other)) => one == other,
            (Value::Declared(one), Value::Declared(other)) => one == other,
            _ => false,
        };
        let Some(parts) = requirement::parts(expression, &same) else {
            out.push(
                Diagnostic::new(36, format!("this combination would become more than {MAX_PARTS} policies"))
                    .at(value.span, "too many combinations")
                    .help("write it as several blocks with simpler requirements"),
            );
            return (Vec::new(), ignored);
        };
        if parts.len() > 1 {
            let count = parts.len();
            out.push(
                Diagnostic::new(35, format!("this becomes {count} policies, all of which must be satisfied"))
                    .at(span, "a policy of Graph has one operator for all its controls")
                    .help(format!("they are named \"{} (1 of {count})\" and so on", block.name.text)),
            );
        }
        (parts, ignored)
    }

    /// What is required by the baselines that a block only tightens: the include, the requirement and its sentence.
    fn tightened_requirements<'s>(&'s self, block: &'s Block) -> impl Iterator<Item = (Span, &'s Spanned, Span)> {
        let includes = block.lines.iter().filter_map(|line| match line.content {
            Content::Include { baseline, tightened: true } => {
                self.program.baselines.get(&(baseline, block.kind)).map(|baseline| (line.span, baseline))
            }
            _ => None,
        });
        includes.flat_map(|(include, baseline)| {
            requirements(self.program, block.kind, &baseline.lines, &mut HashSet::new())
                .into_iter()
                .map(move |(value, here)| (include, value, here))
        })
    }

    /// The words at a place of the program.
    fn text<'s>(&'s self, block: &'s Block, span: Span) -> &'s str {
        let file = std::iter::once(&block.file)
            .chain(self.program.definitions.iter().map(|(_, definition)| &definition.file))
            .find(|file| file.id == span.file);
        file.and_then(|file| file.text.get(span.start as usize..span.end as usize)).unwrap_or_default()
    }
}

/// The requirements that some lines say; where they say none, those of the baselines that they include, each looked at once.
fn requirements<'a>(
    program: &'a Program,
    kind: BlockKind,
    lines: &'a [Line],
    seen: &mut HashSet<DefinitionId>,
) -> Vec<(&'a Spanned, Span)> {
    let said = lines.iter().filter_map(|line| match &line.content {
        Content::Said { values, .. } => {
            values.iter().find(|value| matches!(value.value, Value::Requirement(_))).map(|value| (value, line.span))
        }
        _ => None,
    });
    let mut found: Vec<_> = said.collect();
    if found.is_empty() {
        for line in lines {
            let Content::Include { baseline, .. } = line.content else { continue };
            if let Some(included) = program.baselines.get(&(baseline, kind)).filter(|_| seen.insert(baseline)) {
                found.extend(requirements(program, kind, &included.lines, seen));
            }
        }
    }
    found
}
