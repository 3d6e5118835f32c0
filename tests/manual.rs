//! The manual: it is what the vocabulary gives, its examples compile, its links lead somewhere, and what it says of silence is true.

use mam_core::manual::example::{Examples, Scene};
use mam_core::manual::silence::{self, Silence};
use mam_core::manual::{Manual, manual};
use mam_core::syntax::{FileId, format, parse};
use mam_core::vocabulary::Vocabulary;
use mam_core::vocabulary::model::{BlockKind, Platforms, SentenceEntry};
use mam_tests::{body, check, compile, errors, files_below, root, source};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

fn written() -> &'static Manual {
    static MANUAL: OnceLock<Manual> = OnceLock::new();
    MANUAL.get_or_init(|| manual(Vocabulary::standard(), &[]))
}

fn pages() -> &'static BTreeMap<String, String> {
    &written().pages
}

#[test]
fn the_pages_that_are_checked_in_are_what_the_vocabulary_gives() {
    let kept = files_below(&root().join("stdlib/manual"), "md");
    let names: BTreeSet<_> = kept.keys().chain(pages().keys()).collect();
    let stale: Vec<_> = names.into_iter().filter(|name| kept.get(*name) != pages().get(*name)).collect();
    assert!(
        stale.is_empty(),
        "the vocabulary says something else now than {stale:?}: run `cargo run -p mam -- manual --out stdlib/manual`, and read `git diff`"
    );
}

#[test]
fn every_sentence_has_an_example() {
    assert_eq!(written().without_example, Vec::<String>::new());
}

#[test]
fn every_example_compiles_and_is_formatted() {
    let mut tried = 0;
    for (name, page) in pages() {
        for text in page.split("```mam\n").skip(1).filter_map(|rest| rest.split("```").next()) {
            tried += 1;
            assert_eq!(errors(&check(&source(text))), [""; 0], "{name}:\n{text}");
            assert_eq!(format(&parse(FileId(0), "example.mam".into(), text.into())), text, "{name}");
        }
    }
    assert!(tried >= Vocabulary::standard().sentences().len(), "{tried} examples");
    println!("{tried} examples");
}

/// The anchors that a code host gives the headings of a page.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut is_code = false;
    let mut anchors = BTreeSet::new();
    for line in page.lines() {
        is_code ^= line.starts_with("```");
        let Some(heading) = line.strip_prefix('#').filter(|_| !is_code) else { continue };
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        let kept: String = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect();
        let slug = kept.replace(' ', "-");
        let count = seen.entry(slug.clone()).or_default();
        anchors.insert(if *count == 0 { slug } else { format!("{slug}-{count}") });
        *count += 1;
    }
    anchors
}

#[test]
fn every_link_leads_to_a_heading() {
    let known: BTreeMap<&str, BTreeSet<String>> =
        pages().iter().map(|(name, page)| (name.as_str(), anchors(page))).collect();
    let (mut broken, mut followed) = (Vec::new(), 0);
    for (name, page) in pages() {
        for target in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            followed += 1;
            let (to, anchor) = target.split_once('#').unwrap_or((target, ""));
            let to = if to.is_empty() { name } else { to };
            let there = known.get(to).is_some_and(|anchors| anchor.is_empty() || anchors.contains(anchor));
            if !there {
                broken.push(format!("{name}: {target}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
    assert!(followed > 1000, "{followed} links");
}

#[test]
fn every_page_is_reached_from_the_first() {
    let mut reached = BTreeSet::from(["README.md"]);
    let mut next = vec!["README.md"];
    while let Some(name) = next.pop() {
        let page = &pages()[name];
        for target in page.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            if !target.is_empty() && reached.insert(target) {
                next.push(target);
            }
        }
    }
    assert_eq!(reached, pages().keys().map(String::as_str).collect());
}

/// How many cells a row of a table has: a sign between them that is escaped parts nothing.
fn cells(row: &str) -> usize {
    row.replace("\\|", "").matches('|').count()
}

#[test]
fn every_page_is_well_formed() {
    let mut wrong = Vec::new();
    for (name, page) in pages() {
        let (mut is_code, mut columns) = (false, 0);
        for (number, line) in page.lines().enumerate() {
            let mut fail = |what: &str| wrong.push(format!("{name}:{}: {what}: {line}", number + 1));
            if line.ends_with([' ', '\t']) {
                fail("ends in a space");
            }
            if line.starts_with("```") {
                is_code = !is_code;
                continue;
            }
            if is_code {
                continue;
            }
            if !line.starts_with('|') {
                columns = 0;
            } else if columns == 0 {
                columns = cells(line);
            } else if cells(line) != columns {
                fail("has another number of cells than the head of its table");
            }
            if line.matches('`').count() % 2 == 1 {
                fail("opens code that it does not close");
            }
        }
        if is_code || !page.ends_with('\n') || page.ends_with("\n\n") || page.contains("\n\n\n") {
            wrong.push(format!("{name}: an open fence, or blank lines too many"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn whatever_can_be_looked_up_is_on_the_pages() {
    let vocabulary = Vocabulary::standard();
    let has = |page: &str, text: &str| pages()[page].contains(text);
    let mut lacking = Vec::new();
    for sentence in vocabulary.sentences() {
        if !has("phrases.md", &sentence.phrase) {
            lacking.push(sentence.phrase.to_string());
        }
        lacking.extend(
            sentence.writes.iter().map(|write| write.path.to_string()).filter(|path| !has("properties.md", path)),
        );
    }
    for rule in vocabulary.rules() {
        let link = format!("[{}](problems.md#", rule.code);
        if !pages().values().any(|page| page.contains(&link)) {
            lacking.push(format!("{} is spoken of nowhere", rule.code));
        }
    }
    let exempt = vocabulary.exempt().iter().filter(|exempt| !has("not-said.md", &format!("## `{}`\n", exempt.of)));
    lacking.extend(exempt.map(|exempt| exempt.of.to_string()));
    assert_eq!(lacking, Vec::<String>::new());
}

/// The codes that a page lists below the heading of a sentence.
fn pitfalls(page: &str, phrase: &str) -> BTreeSet<String> {
    let text = pages()[page].split(&format!("## `{phrase}`\n")).nth(1).expect("the sentence");
    let text = text.split("\n## ").next().unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.strip_prefix("- [MAM"));
    lines.filter_map(|line| line.split(']').next()).map(|code| format!("MAM{code}")).collect()
}

#[test]
fn what_goes_wrong_with_a_sentence_is_found_from_what_the_rules_look_at() {
    let page = "app-protection-device-conditions.md";
    let level = pitfalls(page, "require threat level {level} else {action}");
    let none = pitfalls(page, "do not require threat level");
    for code in ["MAM101", "MAM104", "MAM105", "MAM107"] {
        assert!(level.contains(code), "{code} is not among {level:?}");
        assert!(!none.contains(code), "{code} is among {none:?}");
    }
    let grant = "conditional-access-grant.md";
    assert!(pitfalls(grant, "grant requires {controls}").contains("MAM202"));
    assert!(!pitfalls(grant, "block access").contains("MAM202"));
    assert!(!pitfalls("app-configuration-outlook.md", "outlook wearables {permission}").contains("MAM115"));
}

/// The body of the object of a kind that a program becomes.
fn object(text: &str, kind: BlockKind) -> Option<Value> {
    let checked = check(&source(text));
    if !errors(&checked).is_empty() {
        return None;
    }
    compile(&checked).objects.iter().find(|object| object.entry.kind == kind).map(body)
}

/// A program with a sentence, and without it, for one platform.
fn with_and_without(
    entry: &SentenceEntry,
    kind: BlockKind,
    platforms: Platforms,
    said: &str,
) -> Option<(Value, Value)> {
    let examples = Examples { vocabulary: Vocabulary::standard(), own: &[] };
    let with = examples.whole(Scene { entry, kind, platforms, sentence: said })?;
    let without = with.replace(&format!("    {said}\n"), "");
    assert_ne!(with, without);
    Some((object(&with, kind)?, object(&without, kind)?))
}

#[test]
fn saying_what_silence_means_changes_nothing() {
    let vocabulary = Vocabulary::standard();
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for entry in vocabulary.sentences() {
        for kind in &entry.kinds {
            for (platforms, silence) in silence::of(vocabulary, entry, *kind) {
                let Silence::Sentence(said) = silence else { continue };
                let each: Vec<Platforms> = match kind.has_platforms() {
                    true => platforms.iter().map(|platform| Platforms::NONE.with(platform)).collect(),
                    false => vec![Platforms::NONE],
                };
                for platform in each {
                    let Some((with, without)) = with_and_without(entry, *kind, platform, &said) else { continue };
                    compared += 1;
                    if with != without {
                        wrong.push(format!("{}: {said} on {platform}", entry.phrase));
                    }
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(compared > 100, "{compared} compared");
    println!("{compared} sentences that say what silence means");
}
