//! Problems, as many as a reader can use: a broken file has millions.

use super::tree::{Problem, ProblemKind, Range};

/// So many problems are kept; the rest are counted.
pub(super) const MAX_PROBLEMS: usize = 1_000;

/// Problems in the order in which they were found.
#[derive(Debug, Default)]
pub(super) struct Problems {
    pub(super) kept: Vec<Problem>,
    pub(super) omitted: u32,
}

impl Problems {
    pub(super) fn add(&mut self, kind: ProblemKind, range: Range) {
        if self.kept.len() < MAX_PROBLEMS {
            self.kept.push(Problem { kind, range });
        } else {
            self.omitted = self.omitted.saturating_add(1);
        }
    }

    pub(super) fn append(&mut self, other: &Problems) {
        for problem in &other.kept {
            self.add(problem.kind, problem.range);
        }
        self.omitted = self.omitted.saturating_add(other.omitted);
    }
}
