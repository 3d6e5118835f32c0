//! What may stand outside of blocks: a new declaration, and the words of a head.

use super::Offer;
use super::context::Context;
use mam_core::syntax::DeclarationKind;
use mam_core::vocabulary::model::{BlockKind, Platform};
use tower_lsp::lsp_types::CompletionItemKind;

/// The declarations that are no blocks of sentences, as snippets.
const OTHERS: [(&str, &str, &str); 7] = [
    ("use", "use ${1:std.apps} (${2:outlook})", "Takes names from another file."),
    (
        "param",
        "param ${1:staff}: ${2|group,version,duration,text,user,filter,apps|}",
        "A value that each tenant gives.",
    ),
    ("let", "let ${1:oldest_ios} = ${2:17.0}", "A value with a name."),
    ("baseline", "baseline ${1:phones} {\n    $0\n}", "Sentences that several blocks include."),
    (
        "app",
        "app ${1:field_service} \"${2:Field Service}\" {\n    ios \"${3:com.example.app}\"\n}",
        "An app of one's own.",
    ),
    (
        "tenant",
        "tenant ${1:contoso} {\n    id \"${2:the directory's id}\"\n    $0\n}",
        "Who is compiled for, and the values of params.",
    ),
    ("guarantee", "guarantee \"${1:what always holds}\" {\n    $0\n}", "What must hold for all devices."),
];

/// What can come next where no sentence can.
pub fn offers(context: &Context<'_>) -> Vec<Offer> {
    match context.item.filter(|_| !context.typed.is_empty()) {
        None => beginnings(),
        Some(item) => match item.declaration.kind {
            DeclarationKind::Use => names_of_modules(context),
            _ if context.typed.contains(&"for") => platforms(),
            _ => Vec::new(),
        },
    }
}

/// Whole declarations.
fn beginnings() -> Vec<Offer> {
    let blocks = BlockKind::ALL.into_iter().map(|kind| {
        let head = kind.example().replace('$', "\\$");
        offer(
            kind.words(),
            Some(format!("{head} {{\n    $0\n}}")),
            "A block of sentences.",
            CompletionItemKind::SNIPPET,
        )
    });
    let others = OTHERS.into_iter();
    let others = others.map(|(label, text, docs)| offer(label, Some(text.into()), docs, CompletionItemKind::SNIPPET));
    blocks.chain(others).collect()
}

fn platforms() -> Vec<Offer> {
    Platform::ALL
        .into_iter()
        .map(|platform| offer(platform.word(), None, platform.title(), CompletionItemKind::ENUM_MEMBER))
        .collect()
}

/// Behind `use` the modules, and in its parentheses what the module declares.
fn names_of_modules(context: &Context<'_>) -> Vec<Offer> {
    let definitions = &context.snapshot().checked.program.definitions;
    match context.typed.iter().position(|word| *word == "(") {
        None => {
            let prefix: String = context.typed.iter().skip(1).copied().collect();
            let modules = definitions.modules().filter_map(|module| module.strip_prefix(&*prefix));
            modules.map(|module| offer(module, None, "A module.", CompletionItemKind::MODULE)).collect()
        }
        Some(open) => {
            let module: String = context.typed.iter().take(open).skip(1).copied().collect();
            let taken: Vec<&str> = context.typed.iter().skip(open).copied().collect();
            let names = definitions.declared_in(&module).filter(|definition| !taken.contains(&&*definition.name.text));
            names
                .map(|definition| {
                    let docs = if definition.docs.is_empty() { definition.kind.words() } else { &definition.docs };
                    offer(&definition.name.text, None, docs, CompletionItemKind::REFERENCE)
                })
                .collect()
        }
    }
}

fn offer(label: &str, snippet: Option<String>, docs: &str, kind: CompletionItemKind) -> Offer {
    Offer { label: label.into(), kind, snippet, detail: None, docs: Some(docs.into()), rank: 0, taken: None }
}
