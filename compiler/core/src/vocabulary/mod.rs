//! Which sentences exist and what they write: the vocabulary, read from `.mam` files, and the index that finds a phrase in it.
//! Must not know about the programs that are written in it.

mod ambiguity;
mod check;
mod check_exempt;
mod check_rules;
mod condition;
mod coverage;
mod exempt;
mod index;
pub mod model;
mod platform;
mod reach;
mod read;
mod rule;
mod schema;
mod types;
mod value;

pub use coverage::{Coverage, Setting};
pub use exempt::{Exempt, Why};
pub use index::{Expected, Index, Match, Mismatch};
pub use read::{Entries, is_entry};
pub use schema::Schema;
pub use value::{Expression, Names, Spanned, Value};

use crate::diagnostics::{Code, Diagnostic, Findings};
use crate::syntax::{self, File, FileId};
use model::{BlockKind, LeftOut, ObjectEntry, Platform, Rule, Scope, SentenceEntry, Words};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// The embedded files have ids from here on, so that a program's files count from zero.
pub const STANDARD_FILES: u32 = 1 << 24;

/// All entries, indexed.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    entries: Entries,
    indexes: Vec<Index>,
}

impl Vocabulary {
    /// The vocabulary that comes with mam. Its entries are checked by the tests, not each time it loads.
    #[must_use]
    pub fn standard() -> &'static Arc<Self> {
        &crate::standard::standard().vocabulary
    }

    /// The vocabulary of these files, which are right.
    pub(crate) fn of(files: &[Arc<File>]) -> Self {
        let mut entries = Entries::default();
        entries.read(files, &mut Findings::default());
        Self::index(entries)
    }

    /// This vocabulary and a project's own entries, which are checked against Graph.
    #[must_use]
    pub fn extended(&self, files: &[Arc<File>], out: &mut Findings) -> Self {
        let mut entries = self.entries.clone();
        let known = (entries.sentences.len(), entries.objects.len(), entries.rules.len());
        let exempt = entries.exempt.len();
        entries.read(files, out);
        check::entries(&entries, known, out);
        check_exempt::entries(&entries, exempt, out);
        Self::index(entries)
    }

    fn index(entries: Entries) -> Self {
        let indexes = BlockKind::ALL.into_par_iter().map(|kind| Index::new(&entries.sentences, kind)).collect();
        Self { entries, indexes }
    }

    /// The index of a kind of block.
    #[must_use]
    pub fn index_of(&self, kind: BlockKind) -> &Index {
        // One index per kind, in the order of the kinds.
        &self.indexes[kind as usize]
    }

    /// All `sentence` entries.
    #[must_use]
    pub fn sentences(&self) -> &[SentenceEntry] {
        &self.entries.sentences
    }

    /// Where a sentence stands among the others in a policy that reads like the admin centre: the place of its file there.
    #[must_use]
    pub fn reading_order(&self, sentence: &SentenceEntry) -> usize {
        static ORDER: OnceLock<HashMap<FileId, usize>> = OnceLock::new();
        let order = ORDER.get_or_init(|| {
            let place = |path: &str| {
                mam_stdlib::READING_ORDER
                    .iter()
                    .position(|known| *known == path)
                    .unwrap_or(mam_stdlib::READING_ORDER.len())
            };
            standard_files().iter().map(|file| (file.id, place(&file.path))).collect()
        });
        order.get(&sentence.span.file).copied().unwrap_or(usize::MAX / 2)
    }

    /// All `object` entries.
    #[must_use]
    pub fn objects(&self) -> &[ObjectEntry] {
        &self.entries.objects
    }

    /// What of Graph's schema can be said.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        Coverage::of(&self.entries)
    }

    /// What Graph has and no sentence writes, with the reasons.
    #[must_use]
    pub fn exempt(&self) -> &[Exempt] {
        &self.entries.exempt
    }

    /// Why no sentence writes the property at a path inside an entity, or one that it is inside of.
    #[must_use]
    pub fn exemption(&self, entity: &str, path: &str) -> Option<&Exempt> {
        let schema = Schema::standard();
        let (mut of, mut rest) = (entity, path);
        loop {
            let about =
                |exempt: &&Exempt| exempt.members.is_empty() && !exempt.path.is_empty() && exempt.covers(of, rest);
            if let Some(exempt) = self.entries.exempt.iter().find(about) {
                return Some(exempt);
            }
            let (first, inner) = rest.split_once('.')?;
            (of, rest) = (&schema.property(of, first)?.of, inner);
        }
    }

    /// All `scope` entries.
    #[must_use]
    pub fn scopes(&self) -> &[Scope] {
        &self.entries.scopes
    }

    /// All `rule` entries.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.entries.rules
    }

    /// The rule of a code.
    #[must_use]
    pub fn rule(&self, code: Code) -> Option<&Rule> {
        self.entries.rules.iter().find(|rule| rule.code == code)
    }

    /// All `rule … left out` entries.
    #[must_use]
    pub fn left_out(&self) -> &[LeftOut] {
        &self.entries.left_out
    }

    /// A word list by its name.
    #[must_use]
    pub fn words(&self, name: &str) -> Option<&Arc<Words>> {
        self.entries.words.get(name)
    }

    /// The names of all word lists.
    pub fn word_lists(&self) -> impl Iterator<Item = &Arc<Words>> {
        self.entries.words.values()
    }

    /// A scope by its name.
    #[must_use]
    pub fn scope(&self, name: &str) -> Option<&Scope> {
        self.entries.scopes.iter().find(|scope| &*scope.name == name)
    }

    /// Whether some scope of a platform covers a device state: else the platform does not know it.
    #[must_use]
    pub fn has_state(&self, platform: Platform, state: &Arc<str>) -> bool {
        self.entries.scopes.iter().any(|scope| scope.on(platform).contains(state))
    }

    /// The objects that a kind of block can become on a platform; of blocks without platforms, for none.
    pub fn objects_of(
        &self,
        kind: BlockKind,
        platform: Option<Platform>,
    ) -> impl Iterator<Item = (usize, &ObjectEntry)> {
        let fits = move |object: &ObjectEntry| {
            object.kind == kind && platform.is_none_or(|platform| object.platforms.contains(platform))
        };
        self.entries.objects.iter().enumerate().filter(move |(_, object)| fits(object))
    }
}

/// The vocabulary's own files, parsed.
#[must_use]
pub fn standard_files() -> &'static [Arc<File>] {
    &crate::standard::standard().files
}

/// What is wrong with the standard vocabulary: nothing, as a test makes sure.
#[must_use]
pub fn check_standard() -> (Vec<Arc<File>>, Vec<Diagnostic>) {
    let mut out = Vec::new();
    for file in standard_files() {
        let problems = file.problems.iter().map(|problem| (0, problem));
        let inner =
            file.items.iter().flat_map(|item| item.declaration.problems.iter().map(|problem| (item.base, problem)));
        out.extend(problems.chain(inner).map(|(base, problem)| {
            let span = syntax::Span { file: file.id, start: base + problem.range.start, end: base + problem.range.end };
            let text = file.text.get(span.start as usize..span.end as usize).unwrap_or_default();
            crate::diagnostics::from_problem(problem.kind, span, text)
        }));
    }
    let mut entries = Entries::default();
    let mut found = Findings::default();
    entries.read(standard_files(), &mut found);
    check::entries(&entries, (0, 0, 0), &mut found);
    check_exempt::entries(&entries, 0, &mut found);
    out.extend(found.into_parts().0);
    (standard_files().to_vec(), out)
}
