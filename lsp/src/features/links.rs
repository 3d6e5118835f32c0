//! Links in a source: modules, codes, and addresses in comments and documentation.

use super::names;
use crate::server::Place;
use crate::snapshot::PAGES;
use mam_core::diagnostics::Code;
use mam_core::semantics::head;
use mam_core::syntax::DeclarationKind;
use tower_lsp::lsp_types::{DocumentLink, Url};

/// The links of a file.
pub fn of(place: &Place) -> Vec<DocumentLink> {
    let (snapshot, file) = (&place.snapshot, &place.file);
    let text = snapshot.text(file);
    let link = |start: usize, end: usize, target: Option<Url>, tooltip: String| {
        let narrow = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let range = text.range(narrow(start), narrow(end), snapshot.encoding);
        target.map(|target| DocumentLink { range, target: Some(target), tooltip: Some(tooltip), data: None })
    };
    let mut links = Vec::new();
    let uses = file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Use);
    for head in uses.filter_map(|item| head::use_head(file, item).ok()) {
        let target = names::file_of_module(snapshot, &head.module).and_then(|file| snapshot.url(&file));
        let (start, end) = (head.span.start as usize, head.span.end as usize);
        links.extend(link(start, end, target, format!("Open `{}`", head.module)));
    }
    for (start, word) in words(&file.text) {
        let known = word.parse::<Code>().ok().filter(|_| word.starts_with("MAM"));
        let page = known.filter(|code| mam_core::manual::codes::describe(*code).is_some());
        if let Some(code) = page {
            let target = Url::parse(&format!("{PAGES}{code}.md")).ok();
            links.extend(link(start, start + word.len(), target, format!("What `{code}` means")));
        }
    }
    for (start, _) in file.text.match_indices("https://") {
        let rest = file.text.get(start..).unwrap_or_default();
        let ends = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '<' | '>' | ')' | '`');
        let address = rest.split(ends).next().unwrap_or_default().trim_end_matches(['.', ',', ';']);
        links.extend(link(start, start + address.len(), Url::parse(address).ok(), "Open this page".into()));
    }
    links
}

/// The words of letters and digits of a text, with where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("MAM").filter_map(move |(start, _)| {
        let before = text.get(..start)?.chars().next_back();
        let rest = text.get(start..)?;
        let word = rest.split(|letter: char| !letter.is_ascii_alphanumeric()).next()?;
        before.is_none_or(|letter| !letter.is_alphanumeric()).then_some((start, word))
    })
}
