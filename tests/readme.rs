//! The README says what is true: its sources compile, its links lead somewhere, its commands exist. And nothing tracked names a
//! machine or a registry.

use mam_core::syntax::{FileId, format, parse};
use mam_tests::{Ended, check, errors, mam, root, skip, source};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const PAGES: [&str; 6] = [
    "README.md",
    "CHANGELOG.md",
    "compiler/README.md",
    "stdlib/README.md",
    "examples/README.md",
    "examples/service-provider/README.md",
];

fn page(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn its_sources_compile_and_are_formatted() {
    let page = page("README.md");
    let sources: Vec<_> = page.split("```mam\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(sources.len(), 2);
    for text in sources {
        assert_eq!(errors(&check(&source(text))), [""; 0], "{text}");
        assert_eq!(format(&parse(FileId(0), "README.mam".into(), text.into())), text);
    }
}

#[test]
fn its_commands_are_those_of_the_binary() {
    let help = Ended::of(mam().arg("--help")).ends(0).out;
    let commands = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("the commands");
    let there: BTreeSet<_> = commands.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let page = page("README.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `mam "));
    let told: BTreeSet<_> = rows.filter_map(|row| row.split([' ', '`']).next()).collect();
    assert_eq!(told, there);
}

#[test]
fn its_output_is_what_the_first_command_writes() {
    let folder = mam_tests::Folder::new();
    let out = folder.path("out");
    let ended = Ended::of(mam().args(["compile", "examples/byod", "--out"]).arg(&out).current_dir(root())).ends(0);
    let page = page("README.md");
    let tree = page.split("out/contoso/\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the tree");
    let told: BTreeSet<_> = tree
        .lines()
        .filter_map(|line| line.trim_start_matches(['├', '└', '─', ' ']).split(' ').next())
        .map(str::to_owned)
        .collect();
    let written: BTreeSet<_> = mam_tests::files_below(&out.join("contoso"), "json").into_keys().collect();
    assert_eq!(told, written);
    let count = written.len() - 1;
    assert!(page.contains(&format!("contoso: {count} objects → out/contoso\n")));
    assert!(ended.err.contains(&format!("contoso: {count} objects → ")), "{}", ended.err);
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    for path in PAGES {
        let folder = root().join(path).parent().map(Path::to_path_buf).unwrap_or_default();
        for target in page(path).split("](").skip(1).filter_map(|rest| rest.split(')').next().map(str::to_owned)) {
            if !target.starts_with("https://") && !folder.join(target.split('#').next().unwrap_or_default()).exists() {
                broken.push(format!("{path}: {target}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// What `.ci/run` looks for, so that it shows here, too.
#[test]
fn nothing_tracked_names_a_machine_or_a_registry() {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output();
    let Some(listed) = listed.ok().filter(|output| output.status.success()) else {
        return skip("nothing_tracked_names_a_machine_or_a_registry", "this is no git repository");
    };
    let mut found = Vec::new();
    for path in
        String::from_utf8_lossy(&listed.stdout).split('\0').filter(|path| !path.is_empty() && *path != ".ci/run")
    {
        let Ok(text) = fs::read_to_string(root().join(path)) else { continue };
        // In pieces, so that this file is not found.
        for word in [
            concat!("/ho", "me/"),
            concat!("/Us", "ers/"),
            concat!("/ro", "ot/"),
            concat!("/wo", "rk/"),
            concat!("index.", "crates.io"),
        ] {
            let before = |at: usize| {
                text[..at]
                    .chars()
                    .next_back()
                    .is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}')))
            };
            found.extend(
                text.match_indices(word)
                    .filter(|(at, _)| before(*at))
                    .map(|(at, _)| format!("{path}: {}", text[at..].lines().next().unwrap_or_default())),
            );
        }
    }
    assert_eq!(found, Vec::<String>::new());
}
