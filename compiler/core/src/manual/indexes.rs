//! The index: the page to begin with, and the pages that lead from a phrase, a label of the admin centre or a property of Graph to a sentence.

use super::facts::capital;
use super::markdown::{code, link, prose, table};
use super::section::Section;
use super::sentence::label;
use super::{Book, INDEX, MARK, facts, levels, page, paragraph};
use crate::vocabulary::model::BlockKind;
use std::collections::BTreeMap;

/// How to read the manual.
const INTRODUCTION: &str = include_str!("introduction.md");

/// The other pages, and what they hold.
const PAGES: [(&str, &str, &str); 9] = [
    ("phrases.md", "All sentences", "by their words, in the order of the alphabet"),
    ("labels.md", "All labels of the admin centre", "from what it shows to the sentence"),
    ("properties.md", "All properties of Microsoft Graph", "from the property to the sentence"),
    ("blocks.md", "The blocks", "what each becomes, and for which devices it can be"),
    (levels::PAGE, "The levels of Microsoft's framework", "what `basic`, `enhanced` and `high` of `std.levels` say"),
    ("apps.md", "The known apps", "their names, and their ids"),
    ("words.md", "Long lists of words", "resources, roles, and others"),
    ("problems.md", "What goes wrong, by code", "the text of `mam explain`"),
    ("not-said.md", "What cannot be said, and why", "properties and values of Graph without a sentence"),
];

impl Book<'_> {
    /// The page to begin with.
    pub(super) fn index(&self) -> (String, String) {
        let mut text = format!("{MARK}\n\n# Reference\n");
        paragraph(&mut text, INTRODUCTION);
        let standard = self.sections.iter().filter(|section| section.is_standard);
        let mut kinds: BTreeMap<BlockKind, Vec<&Section>> = BTreeMap::new();
        standard.for_each(|section| kinds.entry(section.kind).or_default().push(section));
        for (kind, sections) in kinds {
            paragraph(&mut text, &format!("## {}", titled(kind)));
            paragraph(&mut text, &self.list(&sections));
        }
        let own: Vec<_> = self.sections.iter().filter(|section| !section.is_standard).collect();
        if !own.is_empty() {
            paragraph(&mut text, "## This project's own sentences");
            paragraph(&mut text, &self.list(&own));
        }
        paragraph(&mut text, "## Look something up");
        let pages = PAGES.map(|(page, title, what)| format!("- {}: {what}", link(title, page)));
        paragraph(&mut text, &pages.join("\n"));
        (INDEX.into(), text)
    }

    fn list(&self, sections: &[&Section]) -> String {
        let line = |section: &&Section| {
            let first = section.introduction.first().map(|first| format!(": {}", prose(first))).unwrap_or_default();
            // The heading says the kind of block already.
            let kind = format!("{}: ", titled(section.kind));
            let title = section.title.strip_prefix(&kind).filter(|_| section.is_standard).unwrap_or(&section.title);
            format!("- {}{first}", link(&prose(&capital(title)), &section.page))
        };
        sections.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// All phrases.
    pub(super) fn phrases(&self) -> (String, String) {
        let mut text = page("All sentences");
        let sentences = self.vocabulary.sentences().iter().enumerate();
        let mut rows: Vec<_> = sentences
            .map(|(place, sentence)| {
                (sentence.phrase.to_lowercase(), vec![self.link_to(place), prose(facts::summary(sentence))])
            })
            .collect();
        // A sentence that begins with a choice of words is looked for by what follows.
        let key =
            |phrase: &str| phrase.split(' ').skip_while(|word| word.starts_with('{')).collect::<Vec<_>>().join(" ");
        rows.sort_by_cached_key(|(phrase, _)| (key(phrase), phrase.clone()));
        paragraph(&mut text, "A sentence that begins with a choice of words stands at the word behind it.");
        let rows: Vec<_> = rows.into_iter().map(|(_, row)| row).collect();
        paragraph(&mut text, &table(&["Sentence", "What it is for"], &rows));
        ("phrases.md".into(), text)
    }

    /// All labels.
    pub(super) fn labels(&self) -> (String, String) {
        let mut text = page("All labels of the admin centre");
        let mut labels: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (place, sentence) in self.vocabulary.sentences().iter().enumerate() {
            let Some(last) = sentence.portal.last() else { continue };
            labels.entry((last.to_lowercase(), label(&sentence.portal))).or_default().push(place);
        }
        let rows: Vec<_> = labels.into_iter().map(|((_, label), places)| vec![label, self.links(&places)]).collect();
        paragraph(&mut text, &table(&["Label", "Sentence"], &rows));
        ("labels.md".into(), text)
    }

    /// All properties.
    pub(super) fn properties(&self) -> (String, String) {
        let mut text = page("All properties of Microsoft Graph");
        let mut properties: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (place, sentence) in self.vocabulary.sentences().iter().enumerate() {
            for write in &sentence.writes {
                for (entity, _) in self.entities(sentence, write) {
                    let places = properties.entry((entity, write.path.to_string())).or_default();
                    if !places.contains(&place) {
                        places.push(place);
                    }
                }
            }
        }
        let mut last = String::new();
        let mut rows: Vec<Vec<String>> = Vec::new();
        for ((entity, path), places) in properties {
            if entity != last {
                self.entity(&mut text, &last, &mut rows);
                last.clone_from(&entity);
            }
            rows.push(vec![code(&path), self.links(&places)]);
        }
        self.entity(&mut text, &last, &mut rows);
        ("properties.md".into(), text)
    }

    /// Writes the properties of an entity that were gathered.
    fn entity(&self, text: &mut String, entity: &str, rows: &mut Vec<Vec<String>>) {
        if !rows.is_empty() {
            paragraph(text, &format!("## {}", code(entity)));
            paragraph(text, &table(&["Property", "Sentence"], rows));
            rows.clear();
        }
    }

    fn links(&self, places: &[usize]) -> String {
        places.iter().map(|place| self.link_to(*place)).collect::<Vec<_>>().join(", ")
    }
}

/// A kind of block, as a heading.
fn titled(kind: BlockKind) -> String {
    capital(kind.words())
}
