//! Exports of policies to sources that a person would have written: the way of the compiler, backwards. Names no property: what an
//! export's properties mean, the vocabulary says. Knows no files: bytes come in, texts go out.

pub(crate) mod assigned;
mod audience;
pub(crate) mod block;
mod candidate;
mod directory;
mod escape;
mod excluded;
pub(crate) mod explain;
pub(crate) mod facet;
pub(crate) mod find;
pub(crate) mod invert;
pub(crate) mod json;
pub(crate) mod known;
mod lift;
mod limits;
mod lists;
pub(crate) mod names;
pub(crate) mod policy;
mod print;
mod report;
pub(crate) mod statement;
mod text;
pub(crate) mod theirs;
mod twins;

pub use report::{FileReport, Finding, Note, PolicyReport};

use crate::graph::{INCLUDE, SlotId};
use crate::project::Project;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::BlockKind;
use block::{Block, Member};
use facet::{Facet, Maker};
use known::Known;
use names::Names;
use policy::Policy;
use print::{OwnApp, Printer};
use rayon::prelude::*;
use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};

/// A file of an export.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name, for messages.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The name of the tenant, if somebody chose one. Sources that do not need a tenant have none unless its name or its id is given.
    pub tenant: Option<String>,
    /// Its id, if it is known.
    pub tenant_id: Option<String>,
}

/// The sources that an import gives.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The texts, by their path below the project.
    pub files: BTreeMap<String, String>,
    /// The same, parsed.
    pub project: Project,
    /// What became of each file.
    pub report: Vec<FileReport>,
}

/// How far an import is, for whoever shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A file was read, with so many policies in it.
    Read(usize),
    /// A policy is said in sentences.
    Said,
    /// All policies are: what they share is looked for now, and the sources are laid out.
    AllSaid,
}

/// Imports exports.
#[must_use]
pub fn import(inputs: &[Input], options: &Options) -> Imported {
    import_from(inputs.iter().collect(), Ok, |_| (), options)
}

/// Imports exports that are brought one by one, so that their bytes are in memory no longer than they are needed. `read` brings one,
/// or tells why not; `told` hears of each step. Both are called on several threads.
pub fn import_from<Export: Send, Brought: Borrow<Input>>(
    exports: Vec<Export>,
    read: impl Fn(Export) -> Result<Brought, FileReport> + Sync,
    told: impl Fn(Step) + Sync,
    options: &Options,
) -> Imported {
    let vocabulary = Vocabulary::standard();
    let known = Known::all(vocabulary);
    let found = exports.into_par_iter().enumerate().map(|(file, export)| {
        let found = match read(export) {
            Ok(input) => find::policies(vocabulary, &known, file, input.borrow()),
            Err(refused) => (refused, Vec::new(), directory::Directory::default()),
        };
        told(Step::Read(found.1.len()));
        found
    });
    let found: Vec<_> = found.collect();
    let (mut report, mut policies) = (Vec::with_capacity(found.len()), Vec::new());
    let mut directory = directory::Directory::default();
    for (file, some, named) in found {
        report.push(file);
        policies.extend(some);
        directory.merge(named);
    }
    let twins = twins::find(&mut policies, &report);
    let apps = theirs::Apps::standard();
    let levels = theirs::levels(&known);
    let maker = Maker { vocabulary, known: &known, apps: &apps, levels: &levels };
    let facets: Vec<Vec<Facet>> = policies
        .par_iter_mut()
        .enumerate()
        .map(|(place, policy)| {
            let left_out = policy.is_wrong() || twins.get(place).is_some_and(Option::is_some);
            let mut facets = if left_out { Vec::new() } else { maker.facets(place, policy) };
            if let Some(note) = limits::too_long(policy, &facets) {
                policy.notes.push(note);
                facets.clear();
            }
            // What it said is in its sentences now.
            policy.values = Vec::new();
            told(Step::Said);
            facets
        })
        .collect();
    told(Step::AllSaid);
    let mut names = Names::new(vocabulary);
    let mut theirs: HashMap<String, &'static str> = HashMap::new();
    for level in &levels {
        theirs.insert(level.name.to_string(), level.module);
    }
    for (name, module) in apps.all() {
        theirs.insert(name.to_string(), module);
    }
    theirs.keys().for_each(|name| names.keep(name));
    let members = policies.iter().zip(facets).filter(|(_, facets)| !facets.is_empty());
    let members = members.map(|(policy, facets)| member(vocabulary, &known, policy, facets)).collect();
    let mut blocks = block::blocks(vocabulary, &known, members);
    blocks.sort_by_key(|block| order(block.kind));
    block::tell_apart(vocabulary, &known, &policies, &mut blocks);
    let declared: Vec<_> = blocks.iter().map(|block| declare(block, &policies, &mut names)).collect();
    let excluded = excluded::always(vocabulary, &blocks);
    let baselines = lift::lift(&mut blocks, &mut names);
    let texts =
        blocks.iter().flat_map(|block| &block.facets).chain(baselines.iter().flat_map(|baseline| &baseline.facets));
    names.name_all(&directory, &excluded, texts.flat_map(|facet| &facet.statements).map(|statement| &*statement.text));
    let own: Vec<OwnApp> = apps
        .own()
        .into_iter()
        .map(|(id, platforms)| OwnApp { name: names.free(&tail(&id), "app_1"), id, platforms })
        .collect();
    let all = blocks.iter().map(|block| &block.facets).chain(baselines.iter().map(|baseline| &baseline.facets));
    let said = all.map(|facets| facets.iter().flat_map(|facet| &facet.statements));
    let lists = lists::Lists::of(vocabulary, said, &mut names);
    let folders = folders(&report, &policies, &blocks);
    let printer = Printer {
        vocabulary,
        names: &names,
        apps: &own,
        theirs: &theirs,
        tenant: options.tenant.as_deref(),
        tenant_id: options.tenant_id.as_deref().or(directory.tenant()),
        declared: &declared,
        folders: &folders,
        lists: &lists,
    };
    let (parsed, paths) = printer.files(&blocks, &baselines);
    let files = parsed.iter().map(|(path, file)| (path.clone(), file.text.to_string())).collect();
    let project = Project::of(parsed);
    let mut at: HashMap<usize, String> = HashMap::new();
    for (block, path) in blocks.iter().zip(paths) {
        for facet in &block.facets {
            at.insert(facet.policy, format!("{path}: {} \"{}\"", block.kind.words(), block.title));
        }
    }
    for (place, twin) in twins.iter().enumerate() {
        if let Some(block) = twin.and_then(|twin| at.get(&twin)).cloned() {
            at.insert(place, block);
        }
    }
    for (place, policy) in policies.iter().enumerate() {
        let entity = known.get(policy.known).map(|known| known.object.entity.to_string()).unwrap_or_default();
        if let Some(file) = report.get_mut(policy.place.file) {
            file.policies.push(PolicyReport {
                name: policy.name.clone().unwrap_or_default(),
                entity,
                block: at.remove(&place),
                notes: policy.notes.clone(),
            });
        }
    }
    Imported { files, project, report }
}

/// The folder of each block's export, as a name: of kinds of which there are many, if they stand in several folders.
fn folders(reports: &[FileReport], policies: &[Policy], blocks: &[Block]) -> Vec<Option<String>> {
    let folder = |block: &Block| {
        let policy = block.facets.first().and_then(|facet| policies.get(facet.policy))?;
        let name = &reports.get(policy.place.file)?.file;
        names::word(name.rsplit(['/', '\\']).nth(1)?)
    };
    let all: Vec<Option<String>> = blocks.iter().map(folder).collect();
    let tells = |kind: BlockKind| {
        let of_kind = || blocks.iter().zip(&all).filter(|(block, _)| block.kind == kind).map(|(_, folder)| folder);
        of_kind().count() > print::SMALL && of_kind().collect::<std::collections::BTreeSet<_>>().len() > 1
    };
    let telling: Vec<BlockKind> = BlockKind::ALL.into_iter().filter(|kind| tells(*kind)).collect();
    blocks.iter().zip(all).map(|(block, folder)| folder.filter(|_| telling.contains(&block.kind))).collect()
}

/// A policy with what its block is grouped by.
fn member(vocabulary: &Vocabulary, known: &[Known], policy: &Policy, mut facets: Vec<Facet>) -> Member {
    let own = known.get(policy.known);
    let description = policy.description.clone().filter(|text| !text.is_empty());
    let documented = description.as_deref().is_none_or(print::is_documentation);
    if let (false, Some(path), Some(text)) =
        (documented, own.and_then(|own| own.placeholder("{description}")), &description)
    {
        let said = facet::set(path, &text.as_str().into());
        facets.iter_mut().for_each(|facet| facet.say(&said));
    }
    let name =
        own.and_then(|own| connector(vocabulary, own, policy)).or_else(|| policy.name.clone()).unwrap_or_default();
    // Sentences that make a text together keep their order, which a group would lose.
    let ordered = |slot: &SlotId| {
        own.and_then(|own| own.shape.slots.get(*slot as usize)).is_some_and(|slot| slot.joined.is_some())
    };
    let audience = |facet: &Facet| {
        let counts = |slot: &SlotId| *slot == INCLUDE || ordered(slot);
        let lines = facet.statements.iter().filter(|statement| statement.slots.iter().any(counts));
        lines.map(|statement| statement.text.to_string()).collect::<Vec<_>>().join("\n")
    };
    Member {
        audience: facets.first().map(audience).unwrap_or_default(),
        known: policy.known,
        description: description.filter(|_| documented),
        name,
        remark: own.and_then(|own| remark(own, policy)),
        facets,
    }
}

/// What somebody has to add to a policy of which the export shows a part only.
fn remark(known: &Known, policy: &Policy) -> Option<&'static str> {
    let grouped =
        policy.app_group.as_deref().is_some_and(|group| !group.eq_ignore_ascii_case(&known.object.selected_apps));
    (known.apps.is_some() && policy.apps.is_none() && !grouped)
        .then_some("The export does not say which apps this is for: name them, as in `apps outlook, teams`.")
}

/// The word of a connector.
pub(crate) fn connector(vocabulary: &Vocabulary, known: &Known, policy: &Policy) -> Option<String> {
    let words = vocabulary.words("connector").filter(|_| known.object.kind == BlockKind::Connector)?;
    let place = invert::word(words, None, &policy.id.as_deref()?.into())?;
    words.items.get(place).map(|item| item.words.to_string())
}

/// The name that a block declares, by which others refer to it: that of a named location, a filter and their like.
fn declare(block: &Block, policies: &[Policy], names: &mut Names) -> Option<String> {
    let kind = block.kind.declares()?;
    let name = names.free_as(&block.title, kind);
    let policy = block.facets.first().and_then(|facet| policies.get(facet.policy))?;
    for key in policy.id.iter().chain(&policy.name) {
        names.declare(kind, key, &name);
    }
    Some(name)
}

/// The order of the kinds of block in a source: what others need first.
pub(crate) fn order(kind: BlockKind) -> usize {
    let order = [
        BlockKind::ScopeTag,
        BlockKind::Filter,
        BlockKind::Connector,
        BlockKind::NamedLocation,
        BlockKind::AuthenticationStrength,
        BlockKind::AppProtection,
        BlockKind::AppConfiguration,
        BlockKind::ConditionalAccess,
    ];
    order.iter().position(|known| *known == kind).unwrap_or(order.len())
}

/// The end of an app's id, which names it best: `com.contoso.crm` is `contoso_crm`.
fn tail(id: &str) -> String {
    let parts: Vec<&str> = id.split('.').collect();
    parts.get(parts.len().saturating_sub(2)..).unwrap_or_default().join(" ")
}
