//! What an object's description says.

use super::object::Setting;
use crate::semantics::Block;
use crate::syntax::Span;
use std::collections::HashSet;

/// What a block's documentation and its reasons say.
pub(super) fn description(block: &Block, settings: &[Setting]) -> String {
    let mut reasons: Vec<(Span, &str)> = settings
        .iter()
        .filter_map(|setting| setting.origin.reason().map(|reason| (setting.origin.span, &**reason)))
        .collect();
    reasons.sort();
    // The reason of an include is that of each sentence it brings, and is said once.
    let mut said = HashSet::new();
    reasons.retain(|(_, reason)| said.insert(*reason));
    let mut out = block.docs.clone();
    for (_, reason) in reasons {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str("- ");
        out.push_str(reason);
    }
    out
}
