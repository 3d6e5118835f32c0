//! What to offer where included baselines disagree: that the block itself says what one of them says.

use super::object::Setting;
use crate::diagnostics::Diagnostic;
use crate::semantics::{Content, Definition, DefinitionKind, Line, Program};
use crate::syntax::Span;

/// After so many disagreements nobody reads what could be done about each, which takes time to find out.
const ENOUGH: usize = 200;

/// Offers the sentences of two baselines to the block that includes the second one; `found` disagreements are known already.
pub(super) fn offer(
    program: &Program,
    diagnostic: Diagnostic,
    first: &Setting,
    second: &Setting,
    lines: &[Line],
    found: usize,
) -> Diagnostic {
    let Some(via) = second.origin.via().filter(|_| found < ENOUGH) else { return diagnostic };
    // Where the block decides for some platforms or states, another sentence would contradict that one.
    let decides = |line: &Line| match line.content {
        Content::Said { entry, .. } => {
            [first, second].iter().any(|setting| setting.origin.entry == u32::try_from(entry).ok())
        }
        _ => false,
    };
    if lines.iter().any(decides) {
        return diagnostic;
    }
    let Some(indent) = definition_at(program, via, false).map(|definition| indent(&definition.file.text, via)) else {
        return diagnostic;
    };
    let place = Span { start: via.end, ..via };
    [first, second].into_iter().fold(diagnostic, |diagnostic, setting| match sentence(program, setting.origin.span) {
        Some(said) => {
            let title = said.split_whitespace().collect::<Vec<_>>().join(" ");
            diagnostic.repair(format!("say `{title}` here"), place, format!("\n{indent}{said}"))
        }
        None => diagnostic,
    })
}

/// The text of a sentence of a baseline. None inside a block that narrows it: elsewhere it would say something else.
fn sentence(program: &Program, span: Span) -> Option<&str> {
    let definition = definition_at(program, span, true)?;
    let item = program.definitions.item(definition)?;
    let text = &definition.file.text;
    let before = text.get(item.base as usize..span.start as usize)?;
    (before.matches('{').count() == before.matches('}').count() + 1)
        .then(|| text.get(span.start as usize..span.end as usize))?
}

/// A definition of the file that holds a place: any one, or the baseline around it.
fn definition_at(program: &Program, span: Span, around: bool) -> Option<&Definition> {
    let holds = |definition: &&Definition| {
        definition.file.id == span.file
            && (!around
                || definition.kind == DefinitionKind::Baseline
                    && program
                        .definitions
                        .item(definition)
                        .is_some_and(|item| item.base <= span.start && span.end <= item.base + item.declaration.length))
    };
    program.definitions.iter().map(|(_, definition)| definition).find(holds)
}

/// The space at the beginning of the line of a place.
fn indent(text: &str, at: Span) -> &str {
    let before = text.get(..at.start as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.get(..line.len() - line.trim_start().len()).unwrap_or_default()
}
