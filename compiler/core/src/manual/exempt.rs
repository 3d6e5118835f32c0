//! The page of what Graph has and no sentence writes, with the reasons.

use super::markdown::{code, codes, prose, table};
use super::{Book, page, paragraph};
use crate::vocabulary::{Exempt, Why};
use std::collections::BTreeMap;

impl Book<'_> {
    /// The page.
    pub(super) fn exempt(&self) -> (String, String) {
        let mut text = page("What cannot be said, and why");
        paragraph(
            &mut text,
            "Every writable property of the objects that mam makes, and every value of it, has a sentence, or stands here with the reason \
             why it has none. A property can be written all the same, with `set PROPERTY = value`; nobody checks it then.",
        );
        let kinds: Vec<_> = Why::ALL.into_iter().map(|why| vec![code(why.word()), why.meaning().to_owned()]).collect();
        paragraph(&mut text, &table(&["Reason", "Means"], &kinds));
        let mut by_type: BTreeMap<&str, Vec<&Exempt>> = BTreeMap::new();
        self.vocabulary.exempt().iter().for_each(|exempt| by_type.entry(&exempt.of).or_default().push(exempt));
        for (of, lines) in by_type {
            paragraph(&mut text, &format!("## {}", code(of)));
            let row = |exempt: &&Exempt| {
                let path = if exempt.path.is_empty() { "everything".into() } else { code(&exempt.path) };
                vec![path, codes(&exempt.members), code(exempt.why.word()), prose(&exempt.reason)]
            };
            let rows: Vec<_> = lines.iter().map(row).collect();
            paragraph(&mut text, &table(&["Property", "Values", "Reason", "Because"], &rows));
        }
        ("not-said.md".into(), text)
    }
}
