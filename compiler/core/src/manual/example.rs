//! Whole blocks that show a sentence: what its entry gives as an example, with what such a block needs around it, and only when it
//! compiles. Must not know what a block needs: the `object` entries say it.

use crate::cursor::Cursor;
use crate::diagnostics::Severity;
use crate::project::{Project, standard_modules};
use crate::syntax::{DeclarationKind, File, FileId, Node, format, parse};
use crate::vocabulary::model::{BlockKind, Given, ObjectEntry, Platform, Platforms, RuleRepair, SentenceEntry};
use crate::vocabulary::{Match, Names, Value, Vocabulary};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A block that compiles.
#[derive(Clone, Debug)]
pub struct Example {
    /// The program.
    pub text: String,
    /// The platforms it is for; none for blocks without.
    pub platforms: Platforms,
}

/// What examples are made and checked with.
#[derive(Clone, Copy, Debug)]
pub struct Examples<'a> {
    /// The vocabulary.
    pub vocabulary: &'a Vocabulary,
    /// The files of a project with entries of its own, and with nothing else.
    pub own: &'a [Arc<File>],
}

/// A sentence in a block of its own.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The entry of the sentence.
    pub entry: &'a SentenceEntry,
    /// The kind of block.
    pub kind: BlockKind,
    /// The platforms it is for; none for blocks without.
    pub platforms: Platforms,
    /// The sentence.
    pub sentence: &'a str,
}

impl Examples<'_> {
    /// Blocks that show a sentence: one for each of its examples that shows it on a platform which those before it left out.
    #[must_use]
    pub fn of(&self, entry: &SentenceEntry) -> Vec<Example> {
        for kind in &entry.kinds {
            let mut shown: Vec<Example> = Vec::new();
            for sentence in &entry.examples {
                let seen = shown.iter().flat_map(|example| example.platforms.iter()).collect();
                let left = self.platforms(entry, *kind).without(seen);
                if shown.is_empty() || !left.is_empty() {
                    shown.extend(self.widest(entry, *kind, left, sentence));
                }
            }
            if !shown.is_empty() {
                return shown;
            }
        }
        Vec::new()
    }

    /// The platforms on which a sentence may stand in a kind of block.
    #[must_use]
    pub fn platforms(&self, entry: &SentenceEntry, kind: BlockKind) -> Platforms {
        if !kind.has_platforms() {
            return Platforms::NONE;
        }
        entry.platforms.iter().filter(|on| self.vocabulary.objects_of(kind, Some(*on)).next().is_some()).collect()
    }

    /// The block for as many of some platforms as can have it.
    fn widest(&self, entry: &SentenceEntry, kind: BlockKind, of: Platforms, sentence: &str) -> Option<Example> {
        let mut sets = vec![Platforms::NONE];
        for platform in of.iter() {
            let with: Vec<_> = sets.iter().map(|set| set.with(platform)).collect();
            sets.extend(with);
        }
        sets.retain(|set| set.is_empty() != kind.has_platforms());
        sets.sort_by_key(|set| std::cmp::Reverse(set.iter().count()));
        sets.into_iter().find_map(|platforms| {
            let text = self.whole(Scene { entry, kind, platforms, sentence })?;
            Some(Example { text, platforms })
        })
    }

    /// A program with the sentence that has no error, if there is one: with all that such a block usually says, else with less.
    #[must_use]
    pub fn whole(&self, scene: Scene<'_>) -> Option<String> {
        let company = self.company(scene).len();
        let mut left_out: Vec<u32> = (0..1 << company.min(5)).collect();
        left_out.sort_by_key(|set| set.count_ones());
        left_out.into_iter().map(|set| self.program(scene, set)).find(|text| self.compiles(text))
    }

    /// A program with the sentence in a block; without some of what such a block usually says.
    #[must_use]
    pub fn program(&self, scene: Scene<'_>, left_out: u32) -> String {
        let kept = |place: &usize| left_out >> place & 1 == 0;
        let company =
            self.company(scene).into_iter().enumerate().filter(|(place, _)| kept(place)).map(|(_, line)| line);
        let said = scene.entry.beside.iter().cloned().chain([scene.sentence.to_owned()]);
        let mut lines: Vec<(usize, usize, String, Option<Match>)> = company
            .chain(said)
            .map(|line| {
                let found = self.read(scene.kind, &line);
                let entry = found.as_ref().and_then(|found| self.vocabulary.sentences().get(found.entry));
                let order = entry.map_or(usize::MAX, |entry| self.vocabulary.reading_order(entry));
                (order, found.as_ref().map_or(usize::MAX, |found| found.entry), line, found)
            })
            .collect();
        // As the admin centre asks for it.
        lines.sort_by_key(|(order, entry, ..)| (*order, *entry));
        let mut apps = BTreeSet::new();
        lines.iter().filter_map(|(.., found)| found.as_ref()).for_each(|found| self.apps(found, &mut apps));
        let mut text = String::new();
        if !apps.is_empty() {
            text.push_str(&format!("use std.apps ({})\n\n", apps.into_iter().collect::<Vec<_>>().join(", ")));
        }
        let entries = lines.iter().filter_map(|(.., found)| self.vocabulary.sentences().get(found.as_ref()?.entry));
        for declaration in self.declarations(scene, entries) {
            text.push_str(&format!("{declaration}\n\n"));
        }
        let lines: String = lines.iter().map(|(.., line, _)| format!("    {line}\n")).collect();
        text.push_str(&format!("{} {{\n{lines}}}\n", head(scene)));
        format(&parse(FileId(0), "example.mam".into(), text.into()))
    }

    /// What a block of the kind says beside the sentence: each of what its objects have as examples that says something else.
    fn company(&self, scene: Scene<'_>) -> Vec<String> {
        let said = scene.entry.beside.iter().filter_map(|line| self.read(scene.kind, line));
        let said = said.filter_map(|found| self.vocabulary.sentences().get(found.entry));
        let mut known: Vec<&SentenceEntry> = said.chain([scene.entry]).collect();
        let mut company = Vec::new();
        let lines = self.objects(scene).into_iter().flat_map(|object| &object.examples);
        for (_, line) in lines.filter(|(on, _)| scene.platforms.without(*on).is_empty()) {
            let Some(found) = self.read(scene.kind, line) else { continue };
            let Some(entry) = self.vocabulary.sentences().get(found.entry) else { continue };
            if !known.iter().any(|known| overlaps(entry, known)) {
                known.push(entry);
                company.push(line.clone());
            }
        }
        company
    }

    /// The objects that the block becomes, those of the platform with the fewest apps first: what they say suits all.
    fn objects(&self, scene: Scene<'_>) -> Vec<&ObjectEntry> {
        let of =
            |platform: Option<Platform>| self.vocabulary.objects_of(scene.kind, platform).map(|(_, object)| object);
        if !scene.platforms.is_empty() {
            let platforms: Vec<_> = scene.platforms.iter().collect();
            return platforms.into_iter().rev().flat_map(|platform| of(Some(platform))).collect();
        }
        let made = of(None).find(|object| scene.entry.makes.as_ref().is_none_or(|entity| *entity == object.entity));
        made.into_iter().collect()
    }

    /// The declarations without which a sentence is an error.
    fn declarations<'a>(&self, scene: Scene<'_>, said: impl Iterator<Item = &'a SentenceEntry>) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for need in said.flat_map(|entry| &entry.needs).filter(|need| !need.platforms.and(scene.platforms).is_empty()) {
            let rules = self.vocabulary.rules().iter().filter(|rule| rule.severity == Severity::Error);
            let cases = rules.flat_map(|rule| &rule.cases).filter(|case| case.unmet.as_ref() == Some(&need.name));
            let repair = cases.flat_map(|case| &case.repairs).find_map(|repair| match repair {
                RuleRepair::Append(text) => Some(text.replace("{platform}", &scene.platforms.to_string())),
                _ => None,
            });
            found.extend(repair.filter(|repair| !found.contains(repair)));
        }
        found
    }

    /// The sentence that a line is.
    fn read(&self, kind: BlockKind, line: &str) -> Option<Match> {
        let file = parse(FileId(0), "line.mam".into(), format!("{} {{\n    {line}\n}}\n", kind.example()).into());
        let item = file.items.first()?;
        let node = item.declaration.body.as_ref()?.nodes.first()?;
        let Node::Sentence(sentence) = node else { return None };
        let cursor = Cursor::new(&file, item, sentence.row);
        self.vocabulary.index_of(kind).find(self.vocabulary.sentences(), cursor, &Nothing).ok()
    }

    /// The apps of the standard library that a sentence names.
    fn apps(&self, found: &Match, out: &mut BTreeSet<String>) {
        let Some(entry) = self.vocabulary.sentences().get(found.entry) else { return };
        for (_, hole) in entry.gives.iter().filter(|(given, _)| *given == Given::Apps) {
            let Some(Value::List(items)) = found.values.get(*hole).map(|value| &value.value) else { continue };
            let names = items.iter().filter_map(|item| match &item.value {
                Value::Name(name) if is_app(name) => Some(name.to_string()),
                _ => None,
            });
            out.extend(names);
        }
    }

    /// Whether a program has no error.
    fn compiles(&self, text: &str) -> bool {
        let id = FileId(u32::try_from(self.own.len()).unwrap_or(0));
        let file = Arc::new(parse(id, "manual/example.mam".into(), text.into()));
        let project = Project { files: self.own.iter().cloned().chain([file]).collect(), unreadable: Vec::new() };
        let errors = project.check().diagnostics.into_iter().filter(|found| found.severity == Severity::Error);
        errors.into_iter().all(|error| error.span().is_some_and(|span| span.file != id))
    }
}

/// The head of the block: that of its kind's example, for these platforms. A policy is called what it is.
fn head(scene: Scene<'_>) -> String {
    let example = scene.kind.example();
    let named = match example.split_once('"') {
        Some((words, _)) if scene.kind.declares().is_none() => format!("{words}\"Example\""),
        _ => example.rsplit_once(" for ").map_or(example, |(head, _)| head).to_owned(),
    };
    if scene.platforms.is_empty() { named } else { format!("{named} for {}", scene.platforms) }
}

/// Whether a sentence says what another one says: both write the first property of it, or give the same.
fn overlaps(entry: &SentenceEntry, known: &SentenceEntry) -> bool {
    let writes = entry.writes.first().is_some_and(|write| known.writes.iter().any(|other| other.path == write.path));
    let gives = entry.gives.first().is_some_and(|(given, _)| known.gives.iter().any(|(other, _)| other == given));
    writes || gives
}

/// Whether the standard library declares an app.
fn is_app(name: &str) -> bool {
    let items = standard_modules().iter().flat_map(|(_, file)| file.items.iter().map(move |item| (file, item)));
    let mut apps = items.filter(|(_, item)| item.declaration.kind == DeclarationKind::App);
    apps.any(|(file, item)| {
        let mut head = Cursor::new(file, item, item.declaration.head.row);
        head.next();
        head.peek_word() == Some(name)
    })
}

/// Examples name no constants.
struct Nothing;

impl Names for Nothing {
    fn is_value(&self, _: &str) -> bool {
        false
    }
}
