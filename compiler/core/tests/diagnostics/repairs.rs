//! Whether a repair keeps its promise: what it is offered for is gone, and nothing else is broken.

use crate::program::Program;
use mam_core::diagnostics::{Diagnostic, Repair, Severity};
use mam_core::project::Project;

/// What is wrong with a repair.
pub fn judge(
    program: &Program,
    project: &Project,
    before: &[Diagnostic],
    diagnostic: &Diagnostic,
    repair: &Repair,
) -> Vec<String> {
    let (_, checked) = program.repaired(project, &repair.edits).check();
    let after = checked.diagnostics;
    let count = |list: &[Diagnostic], of: &Diagnostic| {
        list.iter().filter(|other| other.code == of.code && other.message == of.message).count()
    };
    let mut complaints = Vec::new();
    if count(&after, diagnostic) >= count(before, diagnostic) {
        complaints.push(format!("the repair `{}` leaves {}: {}", repair.title, diagnostic.code, diagnostic.message));
    }
    let errors = after.iter().filter(|other| other.severity == Severity::Error);
    for error in errors.filter(|error| {
        count(&after, error) > count(before, error) && !program.allowed.contains(&error.code.to_string())
    }) {
        complaints.push(format!(
            "the repair `{}` of {} makes a new error, {}: {}",
            repair.title, diagnostic.code, error.code, error.message
        ));
    }
    complaints
}
