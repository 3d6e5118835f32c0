//! What is said about sentences that do not go together: said twice, contradicting each other, lacking on a platform.

use super::object::Setting;
use super::shape::{APPS, EXCLUDE, INCLUDE};
use crate::diagnostics::Diagnostic;
use crate::semantics::Line;
use crate::syntax::Span;
use crate::vocabulary::model::{Platform, Platforms};

/// A sentence of a baseline for all platforms, included on a platform that does not have it.
pub(super) fn lacks(line: &Line) -> Diagnostic {
    let titles = line.lacks.iter().map(Platform::title).collect::<Vec<_>>().join(" and ");
    let known = Platforms::ALL.without(line.lacks);
    let place = Span { start: line.end, end: line.end, ..line.span };
    let diagnostic = Diagnostic::new(24, format!("{titles} {} not have this setting", line.lacks.verb("does", "do")))
        .at(line.span, format!("known on {known}; its baseline names no platforms, and is included for more"));
    diagnostic.help(format!("narrow it with `on {known}`, or say `for {known}` in the head of the baseline")).repair(
        format!("narrow the sentence to {known}"),
        place,
        format!(" on {known}"),
    )
}

pub(super) fn twice(first: &Setting, second: &Setting) -> Diagnostic {
    said_twice(first.origin.span, second.origin.span)
}

/// Two sentences that say the same.
pub(super) fn said_twice(first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(26, "this is said twice")
        .at(second, "here again")
        .at(first, "said here first")
        .help("delete one of them")
        .repair("delete the sentence", second, "")
}

/// Two sentences that give one property different values.
pub(super) fn disagree(code: u16, first: &Setting, second: &Setting, narrows: bool) -> Diagnostic {
    // The platform is left out, so that two that disagree in the same way are one mistake.
    let message = match (code, first.slot) {
        (28, _) => "the included baselines disagree",
        (_, APPS | INCLUDE | EXCLUDE) => "these sentences contradict each other",
        _ => "these sentences give one setting different values",
    };
    let (one, other) = ("one baseline says this", "the other one says this");
    let mut diagnostic = Diagnostic::new(code, message);
    if let Some(via) = second.origin.via().filter(|_| code == 28) {
        diagnostic = diagnostic.at(via, "included here");
    }
    let diagnostic = if code == 28 {
        diagnostic.at(first.origin.span, one).at(second.origin.span, other)
    } else {
        diagnostic.at(second.origin.span, "this sentence").at(first.origin.span, "and this one")
    };
    if code == 28 {
        diagnostic.help("say in the block itself which of them counts")
    } else {
        // Blocks without platforms cannot be narrowed.
        let diagnostic = diagnostic.help(if narrows { "keep one of them, or narrow them with `unmanaged apps`, `managed apps`, `on android` or `on ios` so that they do not meet" } else { "keep one of them" });
        let (later, earlier) = (second.origin.span, first.origin.span);
        diagnostic.repair("take the later sentence out", later, "").repair("take the earlier sentence out", earlier, "")
    }
}
