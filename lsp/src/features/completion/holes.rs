//! What a hole takes: its words, declared names, or the form of a value.

use super::context::Context;
use super::{Offer, of_entry, snippet};
use mam_core::semantics::{Definition, DefinitionKind};
use mam_core::vocabulary::model::{SentenceEntry, Type};
use tower_lsp::lsp_types::CompletionItemKind;

/// So many names of other files are offered.
const MAX_ELSEWHERE: usize = 1000;

/// Everything that a hole of an entry takes.
pub fn offers(entry: &SentenceEntry, hole: usize, context: &Context<'_>) -> Vec<Offer> {
    let Some(hole) = entry.holes.get(hole) else { return Vec::new() };
    let mut offers = Vec::new();
    for (platforms, of) in &hole.types {
        if context.kinds.iter().any(|kind| kind.has_platforms()) && platforms.and(context.platforms).is_empty() {
            continue;
        }
        of_type(of, &hole.name, entry, context, &mut offers);
    }
    offers
}

fn of_type(of: &Type, name: &str, entry: &SentenceEntry, context: &Context<'_>, offers: &mut Vec<Offer>) {
    match of {
        Type::Words(words) | Type::Apps(words) => {
            for (place, item) in context.words(words).enumerate() {
                let docs = if item.docs.is_empty() { entry.docs.clone() } else { item.docs.clone() };
                offers.push(Offer {
                    label: item.words.to_string(),
                    kind: CompletionItemKind::ENUM_MEMBER,
                    docs: Some(docs),
                    rank: 100 + place,
                    ..of_entry(entry)
                });
            }
        }
        Type::List(of) | Type::Requirement(of) => return of_type(of, name, entry, context, offers),
        Type::Union(types) => return types.iter().for_each(|of| of_type(of, name, entry, context, offers)),
        _ => {
            let example = snippet::example(of, name);
            let kind = CompletionItemKind::VALUE;
            offers.push(Offer { label: example, kind, detail: Some(of.describe()), rank: 300, ..of_entry(entry) });
        }
    }
    names(of, entry, context, offers);
}

/// Declared names that may stand for a value of a type.
fn names(of: &Type, entry: &SentenceEntry, context: &Context<'_>, offers: &mut Vec<Offer>) {
    let definitions = &context.snapshot().checked.program.definitions;
    for (name, definition) in definitions.visible(context.file().id) {
        if let Some(offer) = name_offer(name, definition, of, entry, context) {
            offers.push(offer);
        }
    }
    // What the file does not see yet is taken along.
    let file = context.file();
    let elsewhere = definitions.others(file, |kind| kind != DefinitionKind::Let && kind != DefinitionKind::Baseline);
    let hidden = elsewhere.filter(|(_, name, _)| definitions.visible_as(file.id, name).is_none());
    for (module, name, id) in hidden.take(MAX_ELSEWHERE) {
        let offer = definitions.get(id).and_then(|definition| name_offer(name, definition, of, entry, context));
        if let Some(offer) = offer {
            let detail = Some(format!("from {module}"));
            offers.push(Offer { detail, rank: 400, taken: Some((module, name.to_string())), ..offer });
        }
    }
}

/// A declared name, if it may stand for a value of a type.
fn name_offer(
    name: &str,
    definition: &Definition,
    of: &Type,
    entry: &SentenceEntry,
    context: &Context<'_>,
) -> Option<Offer> {
    let (fits, kind) = match definition.kind {
        DefinitionKind::App => (matches!(of, Type::Apps(_)), CompletionItemKind::MODULE),
        DefinitionKind::Object(kind) => {
            (matches!(of, Type::Reference(wanted) if kind.declares() == Some(*wanted)), CompletionItemKind::CLASS)
        }
        DefinitionKind::Param => (context.param_fits(definition, of), CompletionItemKind::VARIABLE),
        // What a constant stands for is seen when it is said.
        DefinitionKind::Let => (!matches!(of, Type::Words(_)), CompletionItemKind::CONSTANT),
        DefinitionKind::Baseline => (false, CompletionItemKind::INTERFACE),
    };
    let docs = Some(definition.docs.clone()).filter(|docs| !docs.is_empty());
    let detail = Some(definition.kind.words().to_owned());
    fits.then(|| Offer { label: name.to_owned(), kind, docs, detail, rank: 50, ..of_entry(entry) })
}
