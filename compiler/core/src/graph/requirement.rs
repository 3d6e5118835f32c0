//! Combinations of controls as Graph holds them. A policy has one operator, and all policies that apply must be satisfied: so a
//! combination becomes a conjunction of disjunctions, one policy each; what must hold anyway shares a policy with `AND`.

use crate::vocabulary::{Expression, Spanned};

/// How many policies a combination may become.
pub const MAX_PARTS: usize = 32;

/// The controls of one policy.
#[derive(Clone, Debug)]
pub struct Part {
    /// The controls.
    pub controls: Vec<Spanned>,
    /// Whether all of them must hold, not just one.
    pub all: bool,
}

/// The policies of a combination, the shortest way known; None when there would be more than [`MAX_PARTS`].
/// `same` says whether two controls are the same one.
#[must_use]
pub fn parts(expression: &Expression, same: &dyn Fn(&Spanned, &Spanned) -> bool) -> Option<Vec<Part>> {
    let clauses = minimal(clauses(expression, same)?, same);
    let (single, several): (Vec<_>, Vec<_>) = clauses.into_iter().partition(|clause| clause.len() == 1);
    let mut parts = Vec::new();
    if !single.is_empty() {
        let all = single.len() > 1;
        parts.push(Part { controls: single.into_iter().flatten().collect(), all });
    }
    parts.extend(several.into_iter().map(|controls| Part { controls, all: false }));
    (parts.len() <= MAX_PARTS).then_some(parts)
}

type Clause = Vec<Spanned>;

/// The conjunction of disjunctions that an expression is.
fn clauses(expression: &Expression, same: &dyn Fn(&Spanned, &Spanned) -> bool) -> Option<Vec<Clause>> {
    match expression {
        Expression::One(control) => Some(vec![vec![control.clone()]]),
        Expression::All(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(clauses(part, same)?);
            }
            (all.len() <= MAX_PARTS * MAX_PARTS).then_some(all)
        }
        Expression::Any(parts) => {
            // a or (b and c) is (a or b) and (a or c).
            let mut product: Vec<Clause> = vec![Vec::new()];
            for part in parts {
                let next = clauses(part, same)?;
                if product.len() * next.len() > MAX_PARTS * MAX_PARTS {
                    return None;
                }
                product = product.iter().flat_map(|left| next.iter().map(|right| union(left, right, same))).collect();
                product = minimal(product, same);
            }
            Some(product)
        }
    }
}

fn union(left: &Clause, right: &Clause, same: &dyn Fn(&Spanned, &Spanned) -> bool) -> Clause {
    let mut union = left.clone();
    union.extend(right.iter().filter(|control| !left.iter().any(|known| same(known, control))).cloned());
    union
}

/// Without the clauses that a shorter one implies.
fn minimal(clauses: Vec<Clause>, same: &dyn Fn(&Spanned, &Spanned) -> bool) -> Vec<Clause> {
    let implies = |shorter: &Clause, longer: &Clause| {
        shorter.iter().all(|control| longer.iter().any(|other| same(control, other)))
    };
    let mut kept: Vec<Clause> = Vec::new();
    for clause in clauses {
        if kept.iter().any(|known| implies(known, &clause)) {
            continue;
        }
        kept.retain(|known| !implies(&clause, known));
        kept.push(clause);
    }
    kept
}
