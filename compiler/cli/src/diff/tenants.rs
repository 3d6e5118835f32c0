//! Which tenant of one side is compared with which of the other one.

use crate::failure::Failure;

/// The tenants that a side has; an export has none.
pub struct Held<'a> {
    /// What the side is called.
    pub side: &'a str,
    /// Its tenants.
    pub tenants: &'a [String],
}

type Pair = [Option<String>; 2];

/// The tenants to compare; a side that lacks one is compared as an empty one.
pub fn pairs(held: &[Held; 2], asked: &[String]) -> Result<Vec<Pair>, Failure> {
    let [left, right] = held;
    match asked {
        [] => unasked(left, right),
        [name] if left.tenants.is_empty() && right.tenants.is_empty() => Err(Failure::misuse(format!(
            "`--tenant {name}`: both sides are exports, which do not name their tenant; leave it out"
        ))),
        [name] => {
            let of = |held: &Held| if held.tenants.is_empty() { Ok(None) } else { held.chosen(name).map(Some) };
            Ok(vec![[of(left)?, of(right)?]])
        }
        [one, other] => Ok(vec![[Some(left.chosen(one)?), Some(right.chosen(other)?)]]),
        _ => Err(Failure::misuse("two sides have two tenants; say `--tenant` once or twice")),
    }
}

/// Where no tenant is asked for, there must be no choice: one on each side, or the same names on both.
fn unasked(left: &Held, right: &Held) -> Result<Vec<Pair>, Failure> {
    let same = |name: &String| vec![[Some(name.clone()), Some(name.clone())]];
    match (left.tenants, right.tenants) {
        ([] | [_], [] | [_]) => Ok(vec![[left.tenants.first().cloned(), right.tenants.first().cloned()]]),
        ([one], several) | (several, [one]) if several.contains(one) => Ok(same(one)),
        ([] | [_], _) => Err(right.choose()),
        (_, [] | [_]) => Err(left.choose()),
        (ours, theirs) if ours.iter().any(|name| theirs.contains(name)) => {
            let of = |name: &String, names: &[String]| names.contains(name).then(|| name.clone());
            let all = ours.iter().chain(theirs.iter().filter(|name| !ours.contains(name)));
            Ok(all.map(|name| [of(name, ours), of(name, theirs)]).collect())
        }
        (ours, theirs) => Err(Failure::misuse(format!(
            "the sides have no tenant in common: `{}` has {}, `{}` has {}; name one of each with `--tenant A --tenant B`",
            left.side,
            ours.join(", "),
            right.side,
            theirs.join(", ")
        ))),
    }
}

impl Held<'_> {
    fn chosen(&self, name: &str) -> Result<String, Failure> {
        if self.tenants.iter().any(|known| known == name) {
            return Ok(name.to_owned());
        }
        let side = self.side;
        Err(Failure::misuse(if self.tenants.is_empty() {
            format!("`{side}` is an export, which does not name its tenant; say `--tenant` once, for the other side")
        } else {
            format!("`{side}` has no tenant `{name}`; it has {}", self.tenants.join(", "))
        }))
    }

    fn choose(&self) -> Failure {
        let names = self.tenants.join(", ");
        Failure::misuse(format!("`{}` has several tenants: {names}; name one with --tenant", self.side))
    }
}
