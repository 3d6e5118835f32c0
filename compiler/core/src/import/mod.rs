//! Exports of policies to sources that a person would have written: the way of the compiler, backwards. Names no property: what an
//! export's properties mean, the vocabulary says. Knows no files: bytes come in, texts go out.

mod audience;
pub(crate) mod block;
mod candidate;
pub(crate) mod explain;
pub(crate) mod facet;
pub(crate) mod find;
pub(crate) mod invert;
pub(crate) mod json;
pub(crate) mod known;
mod lift;
mod limits;
pub(crate) mod names;
pub(crate) mod policy;
mod print;
mod report;
pub(crate) mod statement;
pub(crate) mod theirs;

pub use report::{FileReport, Finding, Note, PolicyReport};

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
            Err(refused) => (refused, Vec::new()),
        };
        told(Step::Read(found.1.len()));
        found
    });
    let found: Vec<_> = found.collect();
    let (mut report, mut policies) = (Vec::with_capacity(found.len()), Vec::new());
    for (file, some) in found {
        report.push(file);
        policies.extend(some);
    }
    let apps = theirs::Apps::standard();
    let levels = theirs::levels(&known);
    let maker = Maker { vocabulary, known: &known, apps: &apps, levels: &levels };
    let facets: Vec<Vec<Facet>> = policies
        .par_iter_mut()
        .enumerate()
        .map(|(place, policy)| {
            let mut facets = if policy.is_wrong() { Vec::new() } else { maker.facets(place, policy) };
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
    let declared: Vec<_> = blocks.iter().map(|block| declare(block, &policies, &mut names)).collect();
    let baselines = lift::lift(&mut blocks, &mut names);
    let texts =
        blocks.iter().flat_map(|block| &block.facets).chain(baselines.iter().flat_map(|baseline| &baseline.facets));
    names.name_all(texts.flat_map(|facet| &facet.statements).map(|statement| &*statement.text));
    let own: Vec<OwnApp> = apps
        .own()
        .into_iter()
        .map(|(id, platforms)| OwnApp { name: names.free(&tail(&id), "app_1"), id, platforms })
        .collect();
    let printer = Printer {
        vocabulary,
        names: &names,
        apps: &own,
        theirs: &theirs,
        tenant: options.tenant.as_deref(),
        tenant_id: options.tenant_id.as_deref(),
        declared: &declared,
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
    let audience = |facet: &Facet| {
        let lines = facet.statements.iter().filter(|statement| statement.slots.contains(&crate::graph::INCLUDE));
        lines.map(|statement| statement.text.to_string()).collect::<Vec<_>>().join("\n")
    };
    Member {
        audience: facets.first().map(audience).unwrap_or_default(),
        known: policy.known,
        description: description.filter(|_| documented),
        name,
        facets,
    }
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
    let name = names.free(&block.title, &format!("{}_1", kind.word()));
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
