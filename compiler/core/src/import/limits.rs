//! What of an export is too long for a source.

use super::facet::Facet;
use super::policy::Policy;
use super::report::{Finding, Note};
use crate::syntax::MAX_SENTENCE;

/// Bytes of what becomes one sentence: names that come into it later may be longer than what stands for them.
const LONGEST: usize = MAX_SENTENCE / 2;

/// Characters of a sentence that are shown.
const SHOWN: usize = 60;

/// What of a policy no source could hold, if there is something.
pub(super) fn too_long(policy: &Policy, facets: &[Facet]) -> Option<Note> {
    let heads = policy.name.iter().chain(&policy.description).map(String::as_str);
    let statements = facets.iter().flat_map(|facet| &facet.statements).map(|statement| &*statement.text);
    let text = heads.chain(statements).find(|text| text.len() > LONGEST)?;
    let start: String = text.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    let limit = LONGEST >> 10;
    let detail = format!(
        "`{start}…` is {} KiB long, and a sentence may have {limit} KiB; shorten it in the export, or take it out",
        text.len() >> 10
    );
    Some(Note { finding: Finding::Wrong, path: String::new(), detail })
}
