//! The page of the blocks: what each kind becomes in Graph, for which device states it can be, and what goes wrong with it as a whole.

use super::codes::Described;
use super::graph::titles;
use super::markdown::{code, codes, link, prose, table};
use super::sentence::pitfall;
use super::{Book, facts, page, paragraph, pitfalls};
use crate::vocabulary::model::{BlockKind, ObjectEntry, Platform};

impl Book<'_> {
    /// The page.
    pub(super) fn blocks(&self) -> (String, String) {
        let mut text = page("The blocks");
        paragraph(
            &mut text,
            "Sentences stand in blocks. What stands before the brace says which object of Microsoft Graph the block becomes, what it is \
             called, and for which platforms and device states it is.",
        );
        for kind in BlockKind::ALL {
            self.block(&mut text, kind);
        }
        self.states(&mut text);
        ("blocks.md".into(), text)
    }

    fn block(&self, text: &mut String, kind: BlockKind) {
        paragraph(text, &format!("## {}", code(kind.words())));
        paragraph(text, &format!("Begins like this: {}", code(&format!("{} {{", kind.example()))));
        let objects: Vec<&ObjectEntry> = self.vocabulary.objects_of(kind, None).map(|(_, object)| object).collect();
        if let [only] = objects[..] {
            facts::paragraphs(&only.docs).iter().for_each(|part| paragraph(text, &prose(part)));
        }
        let rows: Vec<_> = objects.iter().map(|object| row(object, objects.len() > 1)).collect();
        paragraph(
            text,
            &table(&["In Graph", "Platforms", "API", "Sent to", "Folder of the output", "What it is"], &rows),
        );
        if kind.has_states() {
            paragraph(text, &format!("It can be for {} alone.", link("a device state", "#device-states")));
        }
        let sections = self.sections.iter().filter(|section| section.kind == kind);
        let pages: Vec<_> =
            sections.map(|section| format!("- {}", link(&prose(&section.title), &section.page))).collect();
        if !pages.is_empty() {
            paragraph(text, &format!("Its sentences:\n\n{}", pages.join("\n")));
        }
        let rules = pitfalls::of_block(self.vocabulary, kind);
        let rules: Vec<_> = rules.into_iter().map(|rule| pitfall(&Described::from(rule))).collect();
        if !rules.is_empty() {
            paragraph(text, &format!("What commonly goes wrong with the block as a whole:\n\n{}", rules.join("\n")));
        }
    }

    /// The device states.
    fn states(&self, text: &mut String) {
        paragraph(text, "## Device states");
        paragraph(
            text,
            "Whether and how Intune manages the device: one of these words at the end of its head, as in `for ios, unmanaged`, or with `apps` \
             before a sentence, as in `unmanaged apps require …`.",
        );
        let rows: Vec<_> = self
            .vocabulary
            .scopes()
            .iter()
            .map(|scope| {
                let on = Platform::ALL.into_iter().filter(|platform| !scope.on(*platform).is_empty()).collect();
                let states: Vec<_> = Platform::ALL.into_iter().flat_map(|platform| scope.on(platform)).collect();
                let mut seen = Vec::new();
                states.into_iter().for_each(|state| {
                    if !seen.contains(state) {
                        seen.push(state.clone())
                    }
                });
                let docs = prose(&scope.docs);
                vec![code(&scope.words()), titles(on), codes(&seen), docs]
            })
            .collect();
        paragraph(text, &table(&["State", "Platforms", "In Graph", "Meaning"], &rows));
    }
}

/// A link to what there is to say about a kind of block.
pub(super) fn link_to(kind: BlockKind) -> String {
    link(&code(kind.words()), &format!("blocks.md#{}", kind.words().replace(' ', "-")))
}

/// What a block becomes.
fn row(object: &ObjectEntry, told: bool) -> Vec<String> {
    let platforms = if object.kind.has_platforms() { titles(object.platforms) } else { String::new() };
    let api = if object.beta { "beta" } else { "v1.0" };
    let docs = if told { prose(&object.docs) } else { String::new() };
    let call = code(&format!("{} {}", object.method, object.endpoint));
    vec![code(&object.entity), platforms, api.into(), call, code(&object.folder), docs]
}
