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
    /// The module that the name is taken from, where the file does not see it yet.
    taken: Option<(String, String)>,
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
    let definitions = &snapshot.checked.program.definitions;
    let with_imports = |mut offer: Offer| {
        let taken = offer.taken.take().map(|(module, name)| definitions.taking(&place.file, &module, &name));
        let taken = taken.map(|edit| vec![TextEdit::new(snapshot.range(edit.span), edit.text)]);
        CompletionItem { additional_text_edits: taken, ..item(offer, range) }
    };
    let items = offers.into_iter().map(with_imports).collect();
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
        // What the block lacks comes first: whom it is for, then what neither it nor what it includes says yet.
        let band = match () {
            () if entry.deprecated.is_some() => 4,
            () if context.says(place) => 3,
            () if context.includes(place) => 2,
            () if context.lacks(entry) => 0,
            () => 1,
        };
        let rank = band * 1000 + vocabulary.reading_order(entry).min(900) + 10;
        for (label, snippet) in snippet::of_sentence(entry, context) {
            let kind = CompletionItemKind::SNIPPET;
            offers.push(Offer { label, kind, snippet: Some(snippet), rank, ..of_entry(entry) });
        }
    }
    offers
}

/// A value has at most so many words.
const MAX_WORDS: usize = 4;

/// The words that go on with a sentence that is begun.
fn words(context: &Context<'_>) -> Vec<Offer> {
    let mut next: BTreeMap<String, Offer> = BTreeMap::new();
    let mut add = |offer: Offer| {
        next.entry(offer.label.clone())
            .and_modify(|known| {
                // Several sentences go on with it: what one of them is for says too little.
                if known.docs != offer.docs {
                    (known.detail, known.docs) = (None, None);
                }
            })
            .or_insert(offer);
    };
    let sentences = context.vocabulary().sentences();
    for expected in context.expected() {
        let Some(entry) = sentences.get(expected.entry()).filter(|entry| context.fits(entry)) else { continue };
        match expected {
            Expected::Word(word, _) => {
                let kind = CompletionItemKind::KEYWORD;
                add(Offer { label: word.to_string(), kind, rank: 20, ..of_entry(entry) });
            }
            Expected::Hole(_, hole) => holes::offers(entry, hole, context).into_iter().for_each(&mut add),
            Expected::End(_) => context.endings().into_iter().for_each(&mut add),
        }
    }
    // A device state of several words may be begun, and a value.
    context.states().into_iter().for_each(&mut add);
    for count in 1..MAX_WORDS.min(context.typed.len()) {
        let begun = context.typed.get(context.typed.len() - count..).unwrap_or_default().join(" ");
        for expected in context.expected_before(count) {
            let Expected::Hole(entry, hole) = expected else { continue };
            let Some(entry) = sentences.get(entry).filter(|entry| context.fits(entry)) else { continue };
            let begins = |offer: Offer| {
                let rest = offer.label.strip_prefix(&begun)?.strip_prefix(' ')?.to_owned();
                Some(Offer { label: rest, ..offer })
            };
            holes::offers(entry, hole, context).into_iter().filter_map(begins).for_each(&mut add);
        }
    }
    next.into_values().collect()
}

/// What an entry says of itself.
fn of_entry(entry: &SentenceEntry) -> Offer {
    let graph: Vec<String> = entry.writes.iter().map(|write| format!("`{}`", write.path)).collect();
    let graph = if graph.is_empty() { String::new() } else { format!("\n\nGraph: {}", graph.join(", ")) };
    let portal = if entry.portal.is_empty() {
        String::new()
    } else {
        format!("\n\nAdmin centre: {}", entry.portal.join(" › "))
    };
    Offer {
        label: String::new(),
        kind: CompletionItemKind::KEYWORD,
        snippet: None,
        detail: entry.portal.last().cloned(),
        docs: Some(format!("{}{portal}{graph}", entry.docs)),
        rank: 0,
        taken: None,
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
