//! What a hole takes: its words, declared names, or the form of a value.

use super::context::Context;
use super::{Offer, of_entry, snippet};
use mam_core::semantics::DefinitionKind;
use mam_core::vocabulary::model::{SentenceEntry, Type};
use tower_lsp::lsp_types::CompletionItemKind;

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
        if fits {
            let docs = Some(definition.docs.clone()).filter(|docs| !docs.is_empty());
            let detail = Some(definition.kind.words().to_owned());
            offers.push(Offer { label: name.to_string(), kind, docs, detail, rank: 50, ..of_entry(entry) });
        }
    }
}
