//! A project that is checked again after each change says what it would say if it were checked for the first time.

use mam_core::project::{Project, Sources};
use mam_core::semantics::{Checked, Memo};
use mam_core::syntax::{self, File};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The buffers of an editor: files that were parsed, again and again.
#[derive(Clone, Default)]
struct Buffers(BTreeMap<String, Arc<File>>);

impl Sources for Buffers {
    fn read(&self, _path: &str) -> Result<Vec<u8>, mam_core::project::ReadError> {
        Err(mam_core::project::ReadError::NotFound)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, mam_core::project::ReadError> {
        Ok(self.0.keys().filter(|path| path.starts_with(folder)).cloned().collect())
    }

    fn parsed(&self, path: &str) -> Option<Arc<File>> {
        self.0.get(path).cloned()
    }
}

impl Buffers {
    fn of(folder: &Path) -> Self {
        let mut buffers = Self::default();
        let mut open = vec![folder.to_path_buf()];
        while let Some(place) = open.pop() {
            for entry in std::fs::read_dir(place).expect("a folder").map(|entry| entry.expect("an entry").path()) {
                if entry.is_dir() {
                    open.push(entry);
                } else if entry.extension().is_some_and(|extension| extension == "mam") {
                    let path = entry.strip_prefix(folder).expect("inside").to_string_lossy().replace('\\', "/");
                    let text = std::fs::read_to_string(&entry).expect("a source");
                    buffers.set(&path, text);
                }
            }
        }
        buffers
    }

    fn set(&mut self, path: &str, text: String) {
        let file = match self.0.get(path) {
            Some(old) => syntax::reparse(old, text.into()),
            None => syntax::parse(syntax::FileId(0), path.into(), text.into()),
        };
        self.0.insert(path.to_owned(), Arc::new(file));
    }

    fn project(&mut self) -> Project {
        let project = Project::load(self, &self.0.keys().cloned().collect::<Vec<_>>());
        // An editor keeps the files as the project numbered them.
        self.0 = project.files.iter().map(|file| (file.path.to_string(), Arc::clone(file))).collect();
        project
    }
}

fn examples() -> Vec<Buffers> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut folders: Vec<_> = std::fs::read_dir(folder)
        .expect("the examples")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders.iter().map(|folder| Buffers::of(folder)).collect()
}

/// All that a person or a tool gets of a check.
fn result(checked: &Checked) -> String {
    let mut result = format!("{:#?}\n{}\n", checked.diagnostics, checked.omitted);
    for tenant in checked.tenants() {
        let compiled = checked.compile(tenant).expect("a tenant");
        let mut bundle = Vec::new();
        compiled.write_bundle(&mut bundle).expect("memory");
        result.push_str(&String::from_utf8_lossy(&bundle));
    }
    result
}

/// A change: which file, where in it (in thousandths), what is taken out and what is put in.
#[derive(Clone, Debug)]
enum Change {
    /// A piece of text in place of some characters.
    Type(usize, usize, usize, &'static str),
    /// A line is deleted.
    Delete(usize, usize),
    /// A line is written once more, somewhere else.
    Copy(usize, usize, usize),
    /// What was done last is undone.
    Undo,
}

const PIECES: [&str; 24] = [
    "x",
    " ",
    "\n",
    "1",
    "\"",
    "{",
    "}",
    "require pin\n",
    "    include basic\n",
    "block printing\n",
    "// aside\n",
    "/// said\n",
    " because \"x\"",
    ", ",
    "é",
    "param extra: group\n",
    "use std.levels (high)\n",
    "let days = 3 days\n",
    "\napp protection \"New\" for ios {\n    apps outlook\n    require pin\n}\n",
    "\nbaseline calm for ios, android {\n    block printing\n}\n",
    "set pinRequired = true\n",
    "on ios {\n",
    "named \"Other\"\n",
    "",
];

fn change() -> impl Strategy<Value = Change> {
    let place = 0..1000_usize;
    prop_oneof![
        5 => (0..8_usize, place.clone(), 0..6_usize, proptest::sample::select(&PIECES[..]))
            .prop_map(|(file, at, length, piece)| Change::Type(file, at, length, piece)),
        2 => (0..8_usize, place.clone()).prop_map(|(file, at)| Change::Delete(file, at)),
        2 => (0..8_usize, place.clone(), place).prop_map(|(file, from, to)| Change::Copy(file, from, to)),
        1 => Just(Change::Undo),
    ]
}

/// The text after a change.
fn changed(text: &str, change: &Change) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = |at: usize| at * lines.len().max(1) / 1000;
    match change {
        Change::Type(_, at, length, piece) => {
            let chars: Vec<char> = text.chars().collect();
            let from = at * chars.len() / 1000;
            let to = (from + length).min(chars.len());
            chars[..from].iter().copied().chain(piece.chars()).chain(chars[to..].iter().copied()).collect()
        }
        Change::Delete(_, at) => {
            let gone = line(*at);
            lines.iter().enumerate().filter(|(place, _)| *place != gone).map(|(_, line)| *line).collect()
        }
        Change::Copy(_, from, to) => {
            let mut lines = lines.clone();
            if let Some(copied) = lines.get(line(*from)).copied() {
                lines.insert(line(*to), copied);
            }
            lines.concat()
        }
        Change::Undo => text.to_owned(),
    }
}

fn hold(mut buffers: Buffers, changes: &[Change]) {
    let mut memo = Memo::default();
    let mut last: Option<(String, String)> = None;
    assert_eq!(result(&buffers.project().check_again(&mut memo)), result(&buffers.project().check()));
    for change in changes {
        let (path, text) = match (change, last.take()) {
            (Change::Undo, Some(before)) => before,
            (Change::Undo, None) => continue,
            (Change::Type(file, ..) | Change::Delete(file, _) | Change::Copy(file, ..), _) => {
                let path = buffers.0.keys().nth(file % buffers.0.len()).expect("a file").clone();
                let text = changed(&buffers.0[&path].text, change);
                (path, text)
            }
        };
        last = Some((path.clone(), buffers.0[&path].text.to_string()));
        buffers.set(&path, text);
        let project = buffers.project();
        let (again, first) = (result(&project.check_again(&mut memo)), result(&project.check()));
        if again != first {
            let text = &buffers.0[&path].text;
            let (again, first): (Vec<_>, Vec<_>) = (again.lines().collect(), first.lines().collect());
            let at = again.iter().zip(&first).take_while(|(again, first)| again == first).count();
            let around = |lines: &[&str]| lines[at.saturating_sub(12)..(at + 8).min(lines.len())].join("\n");
            panic!("after {change:?} of {path}\n{text}\n-- again:\n{}\n-- first:\n{}", around(&again), around(&first));
        }
    }
}

proptest! {
    #[test]
    fn a_check_after_changes_is_a_check(
        example in 0..64_usize,
        changes in proptest::collection::vec(change(), 1..12),
    ) {
        let examples = examples();
        hold(examples[example % examples.len()].clone(), &changes);
    }
}
