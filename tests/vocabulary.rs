//! The vocabulary does what its entries promise: every sentence compiles where it may stand, and writes the property it names.

#[path = "vocabulary/program.rs"]
mod program;

use mam_core::diagnostics::Severity;
use mam_core::semantics::Checked;
use mam_core::syntax::{FileId, format, parse};
use mam_core::vocabulary::model::{Condition, RuleRepair, SentenceEntry, Write, WriteValue};
use mam_core::vocabulary::{Vocabulary, check_standard};
use mam_tests::{body, check, compile, errors, misfits, source};
use program::{Place, Variation, places, variations, word};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;

fn sentences() -> &'static [SentenceEntry] {
    Vocabulary::standard().sentences()
}

/// The errors of the language itself: a rule may well refuse a sentence that stands alone.
fn language_errors(checked: &Checked) -> Vec<String> {
    let of_language = checked
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error && diagnostic.code.0 < 100);
    of_language.map(mam_tests::said).collect()
}

#[test]
fn the_vocabulary_fits_graph_and_itself() {
    let (files, diagnostics) = check_standard();
    assert!(files.len() > 15, "{} files", files.len());
    let shown = diagnostics.iter().map(|diagnostic| {
        let span = diagnostic.span().expect("a place");
        let file = files.iter().find(|file| file.id == span.file).expect("a file");
        let line = file.text[..span.start as usize].matches('\n').count() + 1;
        format!("{}:{line}: {} {}", file.path, diagnostic.code, diagnostic.message)
    });
    assert_eq!(shown.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn every_entry_says_all_that_help_shows() {
    let mut lacking = String::new();
    for entry in sentences() {
        let checks = [
            (entry.docs.trim().is_empty(), "documentation"),
            (entry.examples.is_empty(), "example"),
            (entry.portal.len() < 2, "portal"),
            (entry.sources.is_empty(), "source"),
            (entry.kinds.is_empty(), "kind of block"),
        ];
        for what in checks.iter().filter(|(lacks, _)| *lacks).map(|(_, what)| what) {
            let _ = writeln!(lacking, "{}: no {what}", entry.phrase);
        }
        if entry.writes.is_empty() && entry.gives.is_empty() {
            let _ = writeln!(lacking, "{}: writes nothing", entry.phrase);
        }
    }
    for left_out in Vocabulary::standard().left_out().iter().filter(|left_out| left_out.sources.is_empty()) {
        let _ = writeln!(lacking, "{}: no source", left_out.code);
    }
    for scope in Vocabulary::standard().scopes().iter().filter(|scope| scope.docs.trim().is_empty()) {
        let _ = writeln!(lacking, "scope {}: no documentation", scope.name);
    }
    assert!(lacking.is_empty(), "{lacking}");
    assert!(sentences().len() > 120, "{} sentences", sentences().len());
}

/// The JSON that a path leads to: `a.b.c`, or an item of a list of pairs.
fn at<'a>(json: &'a Value, write: &Write) -> Option<&'a Value> {
    let pointer = format!("/{}", write.path.0.replace('.', "/"));
    json.pointer(&pointer).or_else(|| {
        let (list, key) = write.path.0.split_once('.')?;
        json.get(list)?
            .as_array()?
            .iter()
            .find(|item| item.as_object().is_some_and(|item| item.values().any(|value| value == key)))
    })
}

#[test]
fn every_example_compiles_where_it_may_stand_and_writes_what_it_promises() {
    let (mut wrong, mut tried) = (String::new(), 0);
    for entry in sentences() {
        for (place, example) in
            places(entry).into_iter().flat_map(|place| entry.examples.iter().map(move |example| (place, example)))
        {
            let text = program::program(entry, place, example);
            let checked = check(&source(&text));
            tried += 1;
            // Another platform may lack the words of an example; then the error says so, and another example has to show this one.
            let problems = errors(&checked);
            let lacks_words = problems.iter().all(|problem| problem.starts_with("MAM023")) && entry.kinds.len() > 1;
            if !problems.is_empty() && lacks_words {
                continue;
            }
            if !problems.is_empty() {
                let _ = writeln!(wrong, "{example}: {problems:?}\n{text}");
                continue;
            }
            if let Err(message) = promises_kept(entry, place, &checked) {
                let _ = writeln!(wrong, "{example}: {message}\n{text}");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!("{tried} examples in their places");
}

/// Whether the object that a block became has what its sentence promises.
fn promises_kept(entry: &SentenceEntry, (kind, platform): Place, checked: &Checked) -> Result<(), String> {
    let compiled = compile(checked);
    let manifest: Value = serde_json::from_slice(&compiled.manifest()).map_err(|error| error.to_string())?;
    let place = compiled.objects.iter().position(|object| object.entry.kind == kind).ok_or("no object")?;
    let json = body(&compiled.objects[place]);
    let here = |write: &&Write| platform.is_none_or(|platform| write.platforms.contains(platform));
    let written: Vec<_> =
        entry.writes.iter().filter(here).filter(|write| compiled.objects[place].said(&write.path).is_some()).collect();
    if let Some(lost) = written.iter().find(|write| at(&json, write).is_none()) {
        return Err(format!("{} is not in {json:#}", lost.path));
    }
    let certain = entry.writes.iter().filter(here).filter(|write| write.when.is_none() && write.of.is_none());
    if let Some(silent) = certain.into_iter().find(|write| !written.iter().any(|known| known.path == write.path)) {
        return Err(format!("{} is not said", silent.path));
    }
    if !entry.writes.is_empty() && written.is_empty() {
        return Err("nothing is written".into());
    }
    let actions = &manifest["objects"][place]["actions"];
    let given = |action: &str, list: &str| actions[action][list].as_array().is_some_and(|items| !items.is_empty());
    if !entry.gives.is_empty() && !given("assign", "assignments") && !given("targetApps", "apps") {
        return Err(format!("neither apps nor assignments: {actions:#}"));
    }
    Ok(())
}

#[test]
fn every_word_of_every_phrase_is_written_as_its_value() {
    let (mut wrong, mut tried) = (String::new(), 0);
    for entry in sentences().iter().filter(|entry| entry.retired.is_none()) {
        for place in places(entry) {
            for variation in variations(entry, place.1) {
                tried += 1;
                let text = program::program(entry, place, &variation.text);
                let checked = check(&source(&text));
                let problems = language_errors(&checked);
                if !problems.is_empty() {
                    let _ = writeln!(wrong, "{}: {problems:?}\n{text}", variation.text);
                } else if let Err(message) = values_kept(entry, place, &variation, &checked) {
                    let _ = writeln!(wrong, "{}: {message}\n{text}", variation.text);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried > 500, "{tried} sentences");
    println!("{tried} sentences, one for each word");
}

/// Whether each clause that applies to a variation wrote its constant, or the value of its word.
fn values_kept(
    entry: &SentenceEntry,
    (kind, platform): Place,
    variation: &Variation,
    checked: &Checked,
) -> Result<(), String> {
    let compiled = compile(checked);
    let object = compiled.objects.iter().find(|object| object.entry.kind == kind).ok_or("no object")?;
    let json = body(object);
    if let Some(misfit) = misfits(&object.entry.entity, &json, object.beta).first() {
        return Err(format!("{} refuses {misfit}", object.api()));
    }
    for write in entry.writes.iter().filter(|write| platform.is_none_or(|platform| write.platforms.contains(platform)))
    {
        let applies = write.when.as_ref().is_none_or(|(hole, words)| {
            word(entry, platform, variation, *hole).is_some_and(|said| words.contains(&said.words))
        });
        if !applies || write.of.is_some() || write.template.is_some() {
            continue;
        }
        let wanted = match &write.value {
            WriteValue::Constant(value) => value.clone(),
            WriteValue::Hole(hole) => match word(entry, platform, variation, *hole) {
                Some(said) => said.value.clone(),
                None => continue,
            },
            _ => continue,
        };
        let got = at(&json, write).cloned().unwrap_or(Value::Null);
        let holds = got == wanted
            // A list of one, a pair with the value in it, an object that another clause goes on inside.
            || got.as_array().is_some_and(|items| items.contains(&wanted))
            || got.as_object().is_some_and(|fields| fields.values().any(|value| *value == wanted))
            || matches!((&got, &wanted), (Value::Object(got), Value::Object(wanted)) if wanted.iter().all(|(name, value)| got.get(name) == Some(value)));
        if !holds {
            return Err(format!("{} is {got}, not {wanted}", write.path));
        }
    }
    Ok(())
}

#[test]
fn every_sentence_survives_format_and_parse_unchanged() {
    let mut wrong = String::new();
    for entry in sentences() {
        for place in places(entry) {
            let said = entry
                .examples
                .iter()
                .cloned()
                .chain(variations(entry, place.1).into_iter().map(|variation| variation.text));
            for sentence in said {
                let text = program::program(entry, place, &sentence);
                let shabby = widen(&text);
                let formatted = |text: &str| format(&parse(FileId(0), "main.mam".into(), text.into()));
                if formatted(&shabby) != text {
                    let _ = writeln!(wrong, "wanted\n{text}\ngot\n{}", formatted(&shabby));
                    continue;
                }
                let bytes = |text: &str| {
                    let checked = check(&source(text));
                    (!checked.tenants().is_empty()).then(|| {
                        compile(&checked).objects.iter().map(|object| object.render().bytes).collect::<Vec<_>>()
                    })
                };
                if bytes(&shabby) != bytes(&text) {
                    let _ = writeln!(wrong, "{sentence}: another meaning once formatted");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A program with too many spaces between the words of its sentences, but inside texts.
fn widen(text: &str) -> String {
    let mut out = String::new();
    let (mut quoted, mut escaped, mut first) = (false, false, true);
    for c in text.chars() {
        if c == ' ' && !quoted && !first {
            out.push_str("   ");
        } else {
            out.push(c);
        }
        first = c == '\n' || (first && c == ' ');
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
    }
    out
}

#[test]
fn every_rule_has_a_page_a_source_and_repairs_that_can_be_said() {
    let mut wrong = String::new();
    for rule in Vocabulary::standard().rules() {
        let checks = [
            (rule.docs.trim().is_empty(), "page"),
            (rule.sources.is_empty(), "source"),
            (rule.cases.is_empty(), "case"),
            (rule.cases.iter().any(|case| case.message.is_empty()), "message"),
            (rule.cases.iter().any(|case| case.help.is_none()), "help"),
        ];
        for what in checks.iter().filter(|(lacks, _)| *lacks).map(|(_, what)| what) {
            let _ = writeln!(wrong, "{}: no {what}", rule.code);
        }
        if rule.code.0 < 100 {
            let _ = writeln!(wrong, "{}: below 100 are the codes of the language", rule.code);
        }
        let repairs: Vec<_> = rule.cases.iter().flat_map(|case| &case.repairs).collect();
        for (kind, repair) in rule.kinds.iter().flat_map(|kind| repairs.iter().map(move |repair| (*kind, *repair))) {
            let platforms: Vec<_> =
                if kind.has_platforms() { rule.platforms.iter().map(Some).collect() } else { vec![None] };
            for platform in platforms
                .into_iter()
                .filter(|platform| Vocabulary::standard().objects_of(kind, *platform).next().is_some())
            {
                let fill = |text: &str| {
                    text.replace("{platform}", platform.map(|platform| platform.word()).unwrap_or_default())
                        .replace("{name}", "Tried")
                };
                let text = match repair {
                    RuleRepair::Add(sentence) => {
                        let entry = SentenceEntry { writes: Vec::new(), gives: Vec::new(), ..sentences()[0].clone() };
                        program::program(&entry, (kind, platform), &fill(sentence))
                    }
                    RuleRepair::Append(declaration) => {
                        format!("use std.apps (defender, edge, outlook)\n\n{}\n", fill(declaration))
                    }
                    RuleRepair::Replace(..) | RuleRepair::Value(_) | RuleRepair::Remove | RuleRepair::Target(_) => {
                        continue;
                    }
                };
                let problems = language_errors(&check(&source(&text)));
                // What is added may repeat or contradict what the block around it says already.
                let problems: Vec<_> = problems.into_iter().filter(|problem| !problem.starts_with("MAM027")).collect();
                if !problems.is_empty() {
                    let _ = writeln!(wrong, "{} on {platform:?}: {problems:?}\n{text}", rule.code);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn conditions_name_apps_that_exist() {
    let vocabulary = Vocabulary::standard();
    let of_needs = vocabulary
        .sentences()
        .iter()
        .flat_map(|entry| entry.needs.iter().chain(&entry.provides))
        .chain(vocabulary.objects().iter().flat_map(|object| object.needs.iter().chain(&object.provides)))
        .filter_map(|need| need.when.as_ref());
    let mut names = BTreeSet::new();
    let of_rules = vocabulary.rules().iter().flat_map(|rule| rule.conditions()).map(|when| &when.condition);
    for condition in of_rules.chain(of_needs) {
        condition.each(&mut |single| match single {
            Condition::Targets(name) => names.extend([name.clone()]),
            Condition::TargetsBesides(known) => names.extend(known.iter().cloned()),
            _ => {}
        });
    }
    assert!(names.len() > 5, "{names:?}");
    let unknown = names.iter().filter(|name| !errors(&check(&source(&format!("use std.apps ({name})\n")))).is_empty());
    assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&std::sync::Arc<str>>::new(), "not in std.apps");
}
