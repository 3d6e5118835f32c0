//! Policies that an export holds twice: alone in a file and in a list of all, say.

use super::names::folded;
use super::policy::Policy;
use super::report::{FileReport, Finding, Note};
use std::collections::HashMap;

/// For each policy the one before it that is the same, by its id and by all that is said of it. Says so in its notes.
pub(super) fn find(policies: &mut [Policy], reports: &[FileReport]) -> Vec<Option<usize>> {
    let mut by_id: HashMap<(usize, String), Vec<usize>> = HashMap::new();
    let mut twins = vec![None; policies.len()];
    for (place, policy) in policies.iter().enumerate() {
        let Some(id) = policy.id.as_deref().filter(|id| !id.is_empty()) else { continue };
        let known = by_id.entry((policy.known, folded(id))).or_default();
        match known.iter().copied().find(|known| policies.get(*known).is_some_and(|known| known.is_same(policy))) {
            Some(twin) => {
                if let Some(slot) = twins.get_mut(place) {
                    *slot = Some(twin);
                }
            }
            None => known.push(place),
        }
    }
    for (place, twin) in twins.iter().enumerate() {
        let file = twin.and_then(|twin| policies.get(twin)).and_then(|twin| reports.get(twin.place.file));
        let Some(detail) = file.map(|file| format!("the same policy, with the same id, stands in {}", file.file))
        else {
            continue;
        };
        if let Some(policy) = policies.get_mut(place) {
            policy.notes.push(Note { finding: Finding::Elsewhere, path: "id".into(), detail });
        }
    }
    twins
}
