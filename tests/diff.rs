//! What the importer makes of an export differs in nothing from it; what is said otherwise is found, and said on both sides.

#[allow(dead_code)]
#[path = "import/law.rs"]
mod law;
#[allow(dead_code)]
#[path = "vocabulary/program.rs"]
mod program;

use mam_core::diff::{Comparison, Side, State, diff};
use mam_core::import::{Input, Options, import};
use mam_core::project::Project;
use mam_core::vocabulary::Vocabulary;
use mam_tests::{Files, check, corpus, errors, source};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Sources as a side, for their first tenant; none when they have none.
fn side(files: &Files) -> Option<Side> {
    let project = Project::load(files, &files.keys().cloned().collect::<Vec<_>>());
    let checked = project.check();
    let tenant = (*checked.tenants().first()?).to_owned();
    Side::sources(&project, &checked, &tenant)?.ok()
}

/// Compares a text with its snapshot; those beside this file belong to the examples.
fn shown(name: &str, text: String) {
    insta::with_settings!({ snapshot_path => "diff", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

/// The differences as lines.
fn lines(comparison: &Comparison) -> String {
    let mut text = String::new();
    for difference in &comparison.differences {
        let head = difference.named().map(|named| named.head.as_str()).unwrap_or_default();
        let _ = writeln!(text, "{:?} {head}", difference.state);
        for change in &difference.changes {
            for (sign, said) in [("-", &change.left), ("+", &change.right)] {
                said.iter().for_each(|said| {
                    let _ = writeln!(text, "  {sign} {}{}", if said.default { "(default) " } else { "" }, said.text);
                });
            }
        }
    }
    text
}

#[test]
fn what_an_export_becomes_differs_from_it_in_nothing() {
    let Some(folder) = corpus("what_an_export_becomes_differs_from_it_in_nothing", "") else { return };
    let mut wrong = String::new();
    let (mut equal, mut files) = (0, 0);
    for input in law::inputs_below(&folder) {
        let name = input.name.clone();
        let sources: Files = import(std::slice::from_ref(&input), &Options::default()).files.into_iter().collect();
        if sources.is_empty() {
            continue;
        }
        let Some(sources) = side(&sources) else { panic!("{name} cannot be compiled") };
        let comparison = diff(&Side::export(vec![input]), &sources);
        files += 1;
        equal += comparison.equal;
        if !comparison.differences.is_empty() {
            let _ = writeln!(wrong, "{name}\n{}", lines(&comparison));
        }
    }
    println!("{equal} policies of {files} files are the same in sources");
    assert!(wrong.is_empty(), "{wrong}");
    assert!(equal > 100, "{equal}");
}

#[test]
fn two_levels_of_the_framework_differ_in_what_the_higher_one_adds() {
    const FOLDER: &str = "microsoft+Intune-Config-Frameworks/AppProtectionPolicies";
    let Some(folder) = corpus("two_levels_of_the_framework_differ_in_what_the_higher_one_adds", FOLDER) else { return };
    let read = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        Side::export(vec![Input { name: name.into(), bytes }])
    };
    let [low, high] = [1, 2].map(|level| {
        let word = if level == 1 { "basic" } else { "enhanced" };
        read(&format!("level-{level}-enterprise-{word}-data-protection-iOS.json"))
    });
    shown("two_levels_of_the_framework", lines(&diff(&low, &high)));
}

#[test]
fn every_sentence_is_found_to_be_said_on_one_side_only() {
    let (mut otherwise, mut count, mut skipped) = (BTreeMap::new(), 0, 0);
    for entry in Vocabulary::standard().sentences().iter().filter(|entry| entry.retired.is_none()) {
        let Some(example) = entry.examples.first() else { continue };
        for place in program::places(entry) {
            let programs = ["", example].map(|said| source(&program::program(entry, place, said)));
            if programs.iter().any(|files| !errors(&check(files)).is_empty()) {
                skipped += 1;
                continue;
            }
            let [Some(without), Some(with)] = programs.map(|files| side(&files)) else { panic!("{example}") };
            let comparison = diff(&without, &with);
            count += 1;
            let shown = lines(&comparison);
            let is_shown = shown.lines().any(|line| line.strip_prefix("  + ") == Some(example));
            // A sentence that says the default changes nothing.
            if !is_shown && !comparison.differences.is_empty() {
                otherwise.entry(example).or_insert(shown);
            }
            let back = diff(&with, &without);
            assert_eq!(comparison.differences.len(), back.differences.len(), "{example}");
            assert!(diff(&with, &with).differences.is_empty(), "{example}");
        }
    }
    println!("{count} places of sentences, {skipped} in which the block needs the sentence");
    assert!(count > 200, "{count}");
    // Those that are said in other words, on the first of their platforms.
    let text: String = otherwise.iter().map(|(example, shown)| format!("{example}\n{shown}\n")).collect();
    shown("sentences_in_other_words", text);
}

#[test]
fn a_policy_with_another_name_is_known_by_what_it_says() {
    let text = |name: &str, more: &str| {
        source(&format!(
            "use std.apps (outlook)\napp protection \"{name}\" for ios {{\n    apps outlook\n    block printing\n    require pin length 6\n    block org data in \
             notifications\n    block backup of org data\n    block simple pin\n{more}}}\napp protection \"B\" for ios {{\n    apps outlook\n    \
             allow printing\n}}\n"
        ))
    };
    let sides = [text("A", ""), text("New", "    require enabled account else block\n")].map(|files| side(&files));
    let [Some(left), Some(right)] = sides else { panic!("no tenant") };
    let comparison = diff(&left, &right);
    assert!(comparison.differences.iter().all(|difference| difference.state == State::Changed));
    shown("another_name", lines(&comparison));
}
