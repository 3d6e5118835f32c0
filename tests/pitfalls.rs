//! Every pitfall of the survey that one declaration shows has a rule, or a page that says why it is left out.

use mam_core::diagnostics::Code;
use mam_core::vocabulary::Vocabulary;
use mam_tests::domain;
use std::collections::BTreeSet;

/// A row of the survey's tables: `| MAM101 | E Model | condition | … |`.
struct Pitfall {
    code: Code,
    /// Whether one declaration shows it; the others need the analyser, the device model or the tenant.
    local: bool,
    condition: String,
}

fn pitfalls(page: &str) -> Vec<Pitfall> {
    let rows = page.lines().filter(|line| line.starts_with("| MAM"));
    let read = |line: &str| {
        let mut cells = line.trim_matches('|').split('|').map(str::trim);
        let code = cells.next()?.parse().ok()?;
        let kind = cells.next()?;
        Some(Pitfall { code, local: kind.contains("Local"), condition: cells.next()?.to_owned() })
    };
    rows.map(|line| read(line).unwrap_or_else(|| panic!("not understood: {line}"))).collect()
}

#[test]
fn every_local_pitfall_has_a_rule_or_a_reason() {
    let Some(path) = domain("every_local_pitfall_has_a_rule_or_a_reason", "pitfalls.md") else { return };
    let page = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let pitfalls = pitfalls(&page);
    assert!(pitfalls.len() >= 82, "{} rows were read", pitfalls.len());
    let vocabulary = Vocabulary::standard();
    let rules: BTreeSet<Code> = vocabulary.rules().iter().map(|rule| rule.code).collect();
    let left_out: BTreeSet<Code> = vocabulary.left_out().iter().map(|left_out| left_out.code).collect();
    let (mut missing, mut later) = (Vec::new(), Vec::new());
    for pitfall in pitfalls.iter().filter(|pitfall| !rules.contains(&pitfall.code) && !left_out.contains(&pitfall.code))
    {
        let list = if pitfall.local { &mut missing } else { &mut later };
        list.push(format!("{} {}", pitfall.code, pitfall.condition));
    }
    assert!(missing.is_empty(), "neither a rule nor a reason:\n{}", missing.join("\n"));
    println!("{} pitfalls, {} of them wait for the analyser:\n{}", pitfalls.len(), later.len(), later.join("\n"));
}

#[test]
fn a_pitfall_is_not_both_reported_and_left_out() {
    let vocabulary = Vocabulary::standard();
    let both: Vec<_> = vocabulary
        .left_out()
        .iter()
        .filter(|left_out| vocabulary.rule(left_out.code).is_some())
        .map(|both| both.code)
        .collect();
    assert!(both.is_empty(), "{both:?}");
    for left_out in vocabulary.left_out() {
        assert!(
            left_out.docs.len() > 80 && !left_out.sources.is_empty(),
            "{} gives no reason or no source",
            left_out.code
        );
    }
    assert!(vocabulary.left_out().len() >= 5, "{} pages", vocabulary.left_out().len());
}
