//! A side of a comparison, however it is brought, as policies.

use super::output::{self, Object, Tenant};
use super::report::{Problem, Read};
use crate::import::find;
use crate::import::known::Known;
use crate::import::policy::{Place, Policy};
use crate::import::{FileReport, Finding, Input, connector};
use crate::project::Project;
use crate::semantics::{Checked, DefinitionId};
use crate::syntax::File;
use crate::vocabulary::model::{BlockKind, Platform, RefKind};
use crate::vocabulary::{Value, Vocabulary};
use rayon::prelude::*;
use std::sync::Arc;

/// One side of a comparison.
#[derive(Debug)]
pub struct Side {
    content: Content,
    sources: Option<Sources>,
}

#[derive(Debug)]
enum Content {
    Export(Vec<Input>, Vec<FileReport>),
    Output(Vec<Object>),
}

/// What sources know and their output does not say.
#[derive(Debug)]
struct Sources {
    vocabulary: Arc<Vocabulary>,
    files: Vec<Arc<File>>,
    names: Vec<(RefKind, String, String)>,
    apps: Vec<(Platform, String, String)>,
}

/// A policy of a side.
#[derive(Debug)]
pub(super) struct One {
    pub(super) policy: Policy,
    /// The file that it stands in.
    pub(super) file: String,
}

/// The policies of a side, and what is to be said of the rest.
pub(super) struct Policies {
    pub(super) policies: Vec<One>,
    pub(super) report: Read,
}

impl Side {
    /// Files of an export.
    #[must_use]
    pub fn export(inputs: Vec<Input>) -> Self {
        Self::export_without(inputs, Vec::new())
    }

    /// Files of an export, and what there is to say of those that could not be read.
    #[must_use]
    pub fn export_without(inputs: Vec<Input>, refused: Vec<FileReport>) -> Self {
        Self { content: Content::Export(inputs, refused), sources: None }
    }

    /// What `mam compile` wrote for a tenant: a manifest or a bundle. `body` brings the bodies that do not stand in it.
    ///
    /// # Errors
    /// What is wrong with it, in plain words.
    pub fn output(
        manifest: &[u8],
        body: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
    ) -> Result<(Tenant, Self), String> {
        let (tenant, objects) = output::read(manifest, body)?;
        Ok((tenant, Self { content: Content::Output(objects), sources: None }))
    }

    /// What sources compile to for a tenant; none when they do not declare it.
    ///
    /// # Errors
    /// What keeps them from being compiled.
    pub fn sources(project: &Project, checked: &Checked, tenant: &str) -> Option<Result<Self, String>> {
        let compiled = checked.compile(tenant)?;
        let mut bundle = Vec::new();
        let written = compiled.write_bundle(&mut bundle).map_err(|error| error.to_string());
        let side = written.and_then(|()| Self::output(&bundle, &mut |_| Err("its body is missing".into())));
        Some(side.map(|(_, side)| Self { sources: Sources::of(project, checked, tenant), ..side }))
    }

    /// The vocabulary of sources that add to the standard one.
    pub(super) fn vocabulary(&self) -> Option<&Arc<Vocabulary>> {
        let own = self.sources.as_ref().map(|sources| &sources.vocabulary);
        own.filter(|own| !Arc::ptr_eq(own, Vocabulary::standard()))
    }

    /// The files of sources.
    pub(super) fn entries(&self) -> &[Arc<File>] {
        self.sources.as_ref().map(|sources| sources.files.as_slice()).unwrap_or_default()
    }

    /// The names that sources have for ids of the directory.
    pub(super) fn names(&self) -> &[(RefKind, String, String)] {
        self.sources.as_ref().map(|sources| sources.names.as_slice()).unwrap_or_default()
    }

    /// The names of apps that sources declare.
    pub(super) fn apps(&self) -> &[(Platform, String, String)] {
        self.sources.as_ref().map(|sources| sources.apps.as_slice()).unwrap_or_default()
    }

    /// Reads the policies.
    pub(super) fn read(&self, vocabulary: &Vocabulary, known: &[Known]) -> Policies {
        let mut side = Policies { policies: Vec::new(), report: Read::default() };
        match &self.content {
            Content::Output(objects) => {
                let read = objects.par_iter().enumerate().map(|(number, object)| compiled(known, number, object));
                for (object, policy) in objects.iter().zip(read.collect::<Vec<_>>()) {
                    match policy {
                        Some(policy) => side.take(known, One { policy, file: object.path.clone() }),
                        None => side.report.skipped.push(Problem {
                            file: object.path.clone(),
                            message: format!("it is a {}, which mam does not write", object.entity),
                        }),
                    }
                }
            }
            Content::Export(inputs, refused) => {
                let find = |(file, input): (usize, &Input)| find::policies(vocabulary, known, file, input);
                let found: Vec<_> = inputs.par_iter().enumerate().map(find).collect();
                let found = found.into_iter().map(|(file, policies, _)| (file, policies));
                for (file, policies) in refused.iter().cloned().map(|file| (file, Vec::new())).chain(found) {
                    let problem = |message: String| Problem { file: file.file.clone(), message };
                    side.report.problems.extend(file.error.clone().map(problem));
                    side.report.skipped.extend(file.skipped.iter().cloned().map(problem));
                    policies.into_iter().for_each(|policy| side.take(known, One { policy, file: file.file.clone() }));
                }
            }
        }
        for one in &mut side.policies {
            let own = known.get(one.policy.known);
            if let Some(name) = own.and_then(|own| connector(vocabulary, own, &one.policy)) {
                one.policy.name = Some(name);
            }
        }
        side.report.policies = side.policies.len();
        side
    }
}

impl Policies {
    fn take(&mut self, known: &[Known], mut one: One) {
        let wrong = one.policy.notes.iter().find(|note| note.finding == Finding::Wrong);
        if let Some(note) = wrong {
            let name = one.policy.name.as_deref().unwrap_or_default();
            let message = format!("\"{name}\": {}", note.detail);
            return self.report.problems.push(Problem { file: one.file, message });
        }
        let Some(own) = known.get(one.policy.known) else { return };
        // What stands in another part of the same entity is compared there.
        let elsewhere = |path: &str| {
            known.iter().any(|other| {
                other.place != own.place
                    && other.object.entity == own.object.entity
                    && other.shape.slots.iter().any(|slot| *slot.path.0 == *path)
            })
        };
        one.policy.others.retain(|(path, _)| !elsewhere(path));
        let unsaid = own.apps.is_some() && one.policy.apps.is_none()
            || own.assignments.is_some() && one.policy.assignments.is_none();
        self.report.silent += usize::from(unsaid);
        self.policies.push(one);
    }
}

/// An object of an output as a policy; none when it is of an entity that the vocabulary does not have.
fn compiled(known: &[Known], number: usize, object: &Object) -> Option<Policy> {
    // Of several entries for one entity, the one whose fixed part and properties the object has.
    let of_entity = known.iter().enumerate().filter(|(_, known)| *known.object.entity == *object.entity);
    let read = |(place, own)| Some((Policy::read(known, place, &object.json, Place { file: 0, number })?, own));
    let (mut policy, own) = of_entity.filter_map(read).min_by_key(|(policy, _)| policy.others.len())?;
    if own.object.kind == BlockKind::Connector
        && let Some((before, _)) = own.object.endpoint.split_once('{')
    {
        policy.id = object.endpoint.strip_prefix(before).map(str::to_owned);
    }
    policy.name.get_or_insert_with(|| object.name.clone());
    Some(policy)
}

impl Sources {
    fn of(project: &Project, checked: &Checked, tenant: &str) -> Option<Self> {
        let program = &checked.program;
        let tenant = program.tenants.iter().find(|known| *known.name.text == *tenant)?;
        let name = |(place, value): (&usize, &crate::vocabulary::Spanned)| {
            let Value::Reference(kind, id) = &value.value else { return None };
            let definition = program.definitions.get(DefinitionId(*place))?;
            Some((*kind, id.to_string(), definition.name.text.to_string()))
        };
        let ids = |app: &crate::semantics::App| {
            let name = app.name.to_string();
            app.ids.iter().map(move |(on, id)| (*on, id.to_lowercase(), name.clone())).collect::<Vec<_>>()
        };
        Some(Self {
            vocabulary: program.vocabulary.clone(),
            files: project.files.clone(),
            names: tenant.values.iter().filter_map(name).collect(),
            apps: program.apps.values().flat_map(ids).collect(),
        })
    }
}
