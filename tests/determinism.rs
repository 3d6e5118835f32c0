//! The same sources, the same bytes: whatever the order of the files, however the declarations are spread over them, and however many
//! threads there are.

use mam_core::diagnostics::Code;
use mam_core::project::Project;
use mam_core::semantics::Checked;
use mam_core::syntax::{DeclarationKind, FileId, parse};
use mam_tests::{Ended, Files, Folder, files_below, mam, root};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const EXAMPLES: [&str; 4] = ["byod", "executives", "locations", "service-provider"];

fn example(name: &str) -> Files {
    files_below(&root().join("examples").join(name), "mam")
}

/// Everything that a program compiles to, and everything that is said about it.
fn all(checked: &Checked) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    for tenant in checked.tenants() {
        let compiled = checked.compile(tenant).expect("a tenant of the program");
        out.extend(compiled.objects.iter().map(|object| (format!("{tenant}/{}", object.path), object.render().bytes)));
        out.insert(format!("{tenant}/manifest.json"), compiled.manifest());
    }
    out
}

/// The same without where it stands in the sources.
fn without_places(mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    for (_, bytes) in files.iter_mut().filter(|(path, _)| path.ends_with("/manifest.json")) {
        let mut manifest: Value = serde_json::from_slice(bytes).expect("JSON");
        for object in manifest["objects"].as_array_mut().into_iter().flatten() {
            object.as_object_mut().expect("an entry").remove("source").expect("a place");
        }
        *bytes = manifest.to_string().into_bytes();
    }
    files
}

/// A declaration: its text, and the name that it declares.
struct Declared {
    text: String,
    name: Option<String>,
}

/// The declarations of a program but `use`, and what the program takes from the standard library.
fn declarations(files: &Files) -> (Vec<Declared>, Vec<String>) {
    let (mut out, mut uses) = (Vec::new(), BTreeSet::new());
    for (path, text) in files {
        let file = parse(FileId(0), path.as_str().into(), text.as_str().into());
        for item in &file.items {
            let text = file.text_of(item).trim_end().to_owned();
            let words: Vec<_> =
                text.lines().find(|line| !line.starts_with("//")).unwrap_or_default().split([' ', ':']).collect();
            let name = match item.declaration.kind {
                DeclarationKind::Use if text.starts_with("use std.") => {
                    uses.insert(text);
                    continue;
                }
                DeclarationKind::Use => continue,
                DeclarationKind::Param | DeclarationKind::Let | DeclarationKind::Baseline | DeclarationKind::App => {
                    words.get(1)
                }
                DeclarationKind::Filter => words.get(1),
                DeclarationKind::NamedLocation
                | DeclarationKind::ScopeTag
                | DeclarationKind::AuthenticationStrength => words.get(2),
                _ => None,
            };
            out.push(Declared { name: name.map(|name| (*name).to_owned()), text });
        }
    }
    // Several files may use the same module.
    (out, uses.into_iter().collect())
}

fn is_tenant(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("tenant "))
}

fn says(text: &str, name: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == name)
}

/// The program with each declaration in the file that `places` says, in the order of `order`; each file uses what it needs of the others.
fn spread(declared: &[Declared], uses: &[String], places: &[usize], order: &[usize]) -> Files {
    // Files must not use each other in a circle: names first, then what is built of them, then what uses both.
    let file_of = |place: usize| match (&declared[place].name, places[place]) {
        (Some(_), _) if declared[place].text.lines().any(|line| line.starts_with("baseline ")) => {
            "baselines".to_owned()
        }
        (Some(_), file) => format!("names{}", file % 3),
        (None, file) => format!("blocks{file}"),
    };
    let mut files: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    order.iter().for_each(|place| files.entry(file_of(*place)).or_default().push(*place));
    let mut out = Files::new();
    for (file, members) in &files {
        let body: Vec<_> = members.iter().map(|place| declared[*place].text.as_str()).collect();
        let body = body.join("\n\n");
        // A tenant gives values to params of the whole program, and uses none of them.
        let using: Vec<_> =
            members.iter().map(|place| declared[*place].text.as_str()).filter(|text| !is_tenant(text)).collect();
        let using = using.join("\n");
        // What is used of the standard library, each name once.
        let mut head = BTreeMap::<String, BTreeSet<String>>::new();
        for line in uses {
            let (module, names) = line.trim_start_matches("use ").split_once(" (").expect("a list of names");
            let names = names.trim_end_matches(')').split(", ").filter(|name| says(&using, name)).map(str::to_owned);
            head.entry(module.to_owned()).or_default().extend(names);
        }
        for (place, other) in declared.iter().enumerate().filter(|(place, _)| file_of(*place) != *file) {
            if let Some(name) = other.name.as_ref().filter(|name| says(&using, name)) {
                head.entry(format!("parts.{}", file_of(place))).or_default().insert(name.clone());
            }
        }
        let head = head
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(module, names)| format!("use {module} ({})\n", names.into_iter().collect::<Vec<_>>().join(", ")));
        out.insert(format!("parts/{file}.mam"), format!("{}\n{body}\n", head.collect::<String>()));
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_files_changes_no_byte(which in 0..EXAMPLES.len(), seed in any::<u64>()) {
        let files = example(EXAMPLES[which]);
        let mut entry: Vec<_> = files.keys().cloned().collect();
        let sorted = Project::load(&files, &entry).check();
        let length = entry.len();
        entry.rotate_left(usize::try_from(seed % 97).expect("small") % length);
        if seed % 2 == 0 {
            entry.reverse();
        }
        // Named twice, as `mam check . a.mam` does.
        entry.extend(entry.first().cloned());
        let other = Project::load(&files, &entry).check();
        prop_assert_eq!(all(&other), all(&sorted));
        prop_assert_eq!(&other.diagnostics, &sorted.diagnostics);
    }

    #[test]
    fn how_declarations_are_spread_over_files_changes_no_object(
        (which, places, order) in (0..EXAMPLES.len()).prop_flat_map(|which| {
            let count = declarations(&example(EXAMPLES[which])).0.len();
            (Just(which), prop::collection::vec(0..5usize, count), Just((0..count).collect::<Vec<_>>()).prop_shuffle())
        })
    ) {
        let files = example(EXAMPLES[which]);
        let (declared, uses) = declarations(&files);
        let spread = spread(&declared, &uses, &places, &order);
        let checked = mam_tests::check(&spread);
        prop_assert_eq!(mam_tests::errors(&checked), Vec::<String>::new(), "{:#?}", spread);
        prop_assert_eq!(without_places(all(&checked)), without_places(all(&mam_tests::check(&files))), "{:#?}", spread);
        // The same things are said, though elsewhere; but for names that `spread` takes although they only look used (MAM044).
        let codes = |checked: &Checked| checked.diagnostics.iter().filter(|diagnostic| diagnostic.code != Code(44)).map(|diagnostic| (diagnostic.code, diagnostic.message.clone())).collect::<BTreeSet<_>>();
        prop_assert_eq!(codes(&checked), codes(&mam_tests::check(&files)));
    }
}

/// A project that is large enough for several threads to meet.
fn large() -> Files {
    let mut files = example("service-provider");
    for file in 0..20 {
        let policy = |place: usize| {
            format!(
                "\napp protection \"Phones {file}-{place}\" for android, ios {{\n    apps core microsoft\n    assign to staff except break_glass\n\n    include phones\n\n    require pin length {}\n    unmanaged apps block printing\n}}\n",
                4 + place % 5
            )
        };
        let text: String = (0..25).map(policy).collect();
        files.insert(
            format!("more/f{file}.mam"),
            format!("use baselines.phones (phones)\nuse policies (break_glass, staff)\n{text}"),
        );
    }
    files
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = Folder::new();
    for (path, text) in large() {
        folder.write(&format!("p/{path}"), text);
    }
    let run = |threads: &str, out: &str| {
        let said = Ended::of(
            mam()
                .args(["compile", "p", "--out", out, "--format", "json"])
                .env("RAYON_NUM_THREADS", threads)
                .current_dir(folder.path("")),
        )
        .ends(0)
        .out;
        (files_below(&folder.path(out), "json"), said)
    };
    let one = run("1", "one");
    assert!(one.0.len() > 6_000, "{} files", one.0.len());
    for (threads, out) in [("4", "four"), ("4", "again"), ("13", "thirteen")] {
        let other = run(threads, out);
        assert!(other.0 == one.0, "{threads} threads write something else");
        assert!(other.1 == one.1, "{threads} threads say something else");
    }
    let bundle = |threads: &str| {
        Ended::of(
            mam()
                .args(["compile", "p", "--tenant", "adatum", "--bundle", "-"])
                .env("RAYON_NUM_THREADS", threads)
                .current_dir(folder.path("")),
        )
        .ends(0)
        .out
    };
    assert!(bundle("1") == bundle("4"));
}
