//! The list of codes and what is said agree: every code of the language and of the vocabulary comes up in some case, and every code that
//! comes up is explained somewhere.

use crate::program::Program;
use crate::{cases, generated};
use mam_core::diagnostics::CATALOGUE;
use mam_core::vocabulary::Vocabulary;
use std::collections::BTreeSet;

/// Codes that the cases cannot show: the command itself says them.
const ELSEWHERE: &[u16] = &[1, 14, 75];

#[test]
fn every_code_comes_up_and_is_explained() {
    let mut programs: Vec<_> = cases().into_iter().map(|(_, text)| Program::of_case(&text)).collect();
    programs.extend(generated::programs().into_iter().map(|(_, program)| program));
    let mut said = BTreeSet::new();
    let mut domain = BTreeSet::new();
    for program in &programs {
        let (_, checked) = program.check();
        said.extend(checked.diagnostics.iter().map(|diagnostic| diagnostic.code.0));
        // A project's own rules count as well.
        domain.extend(checked.program.vocabulary.rules().iter().map(|rule| rule.code.0));
    }
    let language: BTreeSet<u16> = CATALOGUE.iter().map(|entry| entry.code.0).collect();
    let unexplained: Vec<_> = said.iter().filter(|code| !language.contains(code) && !domain.contains(code)).collect();
    assert!(unexplained.is_empty(), "codes without an entry: {unexplained:?}");
    let silent: Vec<_> = language.iter().filter(|code| !said.contains(code) && !ELSEWHERE.contains(code)).collect();
    assert!(silent.is_empty(), "codes that no case shows: {silent:?}");
    assert!(language.is_disjoint(&domain), "a rule has a code of the language");
    let rules = Vocabulary::standard().rules().iter().map(|rule| rule.code);
    let silent: Vec<_> = rules.filter(|code| !said.contains(&code.0)).map(|code| code.to_string()).collect();
    assert!(silent.is_empty(), "rules that no case shows: {silent:?}");
}
