//! What can come next: whole sentences where one begins, the next words of the phrases that fit where one is begun, values, names,
//! declarations. Which sentences there are, and what their holes take, is the vocabulary's.

pub mod context;
mod declarations;
mod holes;
mod snippet;

use crate::server::Place;
use context::Context;
use mam_core::vocabulary::Expected;
use mam_core::vocabulary::model::SentenceEntry;
use std::collections::BTreeMap;
use tower_lsp::lsp_types::*;

/// One thing that can come next.
pub struct Offer {
    label: String,
    kind: CompletionItemKind,
    /// What is inserted, as a snippet; the label where it is missing.
    snippet: Option<String>,
    detail: Option<String>,
    docs: Option<String>,
    /// What comes first; then the label.
    rank: usize,
}

/// Everything that can come next at a position.
pub fn at(place: &Place, position: Position) -> Option<CompletionResponse> {
    let snapshot = &place.snapshot;
    let text = snapshot.text(&place.file);
    let offset = text.offset(position, snapshot.encoding);
    let context = Context::new(place, offset);
    let offers = match &context.kinds {
        kinds if kinds.is_empty() => declarations::offers(&context),
        _ if context.typed.is_empty() => sentences(&context),
        _ => words(&context),
    };
    let range = text.range(context.start, offset, snapshot.encoding);
    let items = offers.into_iter().map(|offer| item(offer, range)).collect();
    Some(CompletionResponse::Array(items))
}

/// Whole sentences: those that the block does not say yet come first, in the order of the admin centre.
fn sentences(context: &Context<'_>) -> Vec<Offer> {
    let vocabulary = context.vocabulary();
    let mut offers = context.phrases();
    for (place, entry) in vocabulary.sentences().iter().enumerate() {
        if !context.fits(entry) || entry.retired.is_some() {
            continue;
        }
        let said = usize::from(context.says(place));
        let deprecated = usize::from(entry.deprecated.is_some());
        let rank = (deprecated * 2 + said) * 1000 + vocabulary.reading_order(entry).min(900) + 10;
        for (label, snippet) in snippet::of_sentence(entry, context) {
            let kind = CompletionItemKind::SNIPPET;
            offers.push(Offer { label, kind, snippet: Some(snippet), rank, ..of_entry(entry) });
        }
    }
    offers
}

/// The words that go on with a sentence that is begun.
fn words(context: &Context<'_>) -> Vec<Offer> {
    let sentences = context.vocabulary().sentences();
    let mut next: BTreeMap<String, Offer> = BTreeMap::new();
    for expected in context.expected() {
        let Some(entry) = sentences.get(expected.entry()).filter(|entry| context.fits(entry)) else { continue };
        let offers = match expected {
            Expected::Word(word, _) => {
                vec![Offer { label: word.to_string(), kind: CompletionItemKind::KEYWORD, rank: 20, ..of_entry(entry) }]
            }
            Expected::Hole(_, hole) => holes::offers(entry, hole, context),
            Expected::End(_) => context.endings(),
        };
        for offer in offers {
            next.entry(offer.label.clone())
                .and_modify(|known| {
                    // Several sentences go on with it: what one of them is for says too little.
                    if known.docs != offer.docs {
                        (known.detail, known.docs) = (None, None);
                    }
                })
                .or_insert(offer);
        }
    }
    next.into_values().collect()
}

/// What an entry says of itself.
fn of_entry(entry: &SentenceEntry) -> Offer {
    let graph: Vec<String> = entry.writes.iter().map(|write| format!("`{}`", write.path)).collect();
    let graph = if graph.is_empty() { String::new() } else { format!("\n\nGraph: {}", graph.join(", ")) };
    Offer {
        label: String::new(),
        kind: CompletionItemKind::KEYWORD,
        snippet: None,
        detail: entry.portal.last().cloned(),
        docs: Some(format!("{}{graph}", entry.docs)),
        rank: 0,
    }
}

fn item(offer: Offer, range: Range) -> CompletionItem {
    let text = offer.snippet.unwrap_or_else(|| snippet::plain(&offer.label));
    CompletionItem {
        sort_text: Some(format!("{:05}{}", offer.rank, offer.label)),
        filter_text: Some(offer.label.clone()),
        label: offer.label,
        kind: Some(offer.kind),
        detail: offer.detail,
        documentation: offer
            .docs
            .map(|value| Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })),
        insert_text_format: Some(InsertTextFormat::SNIPPET),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, text))),
        ..CompletionItem::default()
    }
}
