//! Diagnostics while they are found: a broken file has millions, and nobody reads them all.

use super::{Diagnostic, Severity};

/// How many diagnostics are kept; more than a person reads, and few enough to hold in memory.
pub const MAX_DIAGNOSTICS: usize = 10_000;

/// Diagnostics in the order in which they were found. Of each severity [`MAX_DIAGNOSTICS`] are kept, so that hints crowd out no error;
/// the rest are counted.
#[derive(Debug, Default)]
pub struct Findings {
    kept: Vec<Diagnostic>,
    /// How many of each severity are kept.
    counts: [usize; 4],
    omitted: usize,
}

impl Findings {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let count = self.counts.get_mut(diagnostic.severity as usize);
        match count.filter(|count| **count < MAX_DIAGNOSTICS) {
            Some(count) => {
                *count += 1;
                self.kept.push(diagnostic);
            }
            None => self.omitted += 1,
        }
    }

    /// How many were found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len() + self.omitted
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether no further one of a severity is kept, so that finding out what to say of it would be in vain.
    #[must_use]
    pub fn is_full(&self, severity: Severity) -> bool {
        self.counts.get(severity as usize).is_none_or(|count| *count >= MAX_DIAGNOSTICS)
    }

    /// Counts some that are not even made.
    pub fn omit(&mut self, count: usize) {
        self.omitted += count;
    }

    /// Adds those of others, after one's own.
    pub fn append(&mut self, others: Self) {
        self.omitted += others.omitted;
        self.extend(others.kept);
    }

    /// Those that are kept, and how many more there were.
    #[must_use]
    pub fn into_parts(self) -> (Vec<Diagnostic>, usize) {
        (self.kept, self.omitted)
    }
}

impl Extend<Diagnostic> for Findings {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, found: I) {
        found.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }
}

#[cfg(test)]
mod tests {
    use super::{Findings, MAX_DIAGNOSTICS};
    use crate::diagnostics::{Diagnostic, Severity};

    #[test]
    fn errors_are_kept_however_many_warnings_there_are() {
        let mut findings = Findings::default();
        findings.extend((0..2 * MAX_DIAGNOSTICS).map(|_| Diagnostic::new(44, "not used")));
        findings.push(Diagnostic::new(40, "unknown"));
        assert!(findings.is_full(Severity::Warning) && !findings.is_full(Severity::Error));
        assert_eq!(findings.len(), 2 * MAX_DIAGNOSTICS + 1);
        let (kept, omitted) = findings.into_parts();
        assert_eq!((kept.len(), omitted), (MAX_DIAGNOSTICS + 1, MAX_DIAGNOSTICS));
        assert_eq!(kept.last().map(|diagnostic| diagnostic.severity), Some(Severity::Error));
    }
}
