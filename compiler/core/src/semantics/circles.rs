//! Circles in a graph of things that refer to each other.

use std::collections::HashMap;
use std::hash::Hash;

#[derive(Clone, Copy, PartialEq)]
enum State {
    Open,
    Done,
}

/// The circles that a walk from each start meets: each as the steps that lead round, with what each step carries. Walks without
/// recursion, so that a long chain does no harm.
pub(super) fn find<'a, T: Copy + Eq + Hash + 'a, S: Copy + 'a>(
    starts: impl Iterator<Item = T>,
    edges: impl Fn(T) -> &'a [(T, S)],
) -> Vec<Vec<(T, S)>> {
    let mut states: HashMap<T, State> = HashMap::new();
    let mut circles = Vec::new();
    for start in starts {
        if states.contains_key(&start) {
            continue;
        }
        // Node and its next edge; `path` holds the steps taken.
        let mut stack = vec![(start, 0)];
        let mut path: Vec<(T, S)> = Vec::new();
        states.insert(start, State::Open);
        while let Some((node, next)) = stack.pop() {
            match edges(node).get(next) {
                None => {
                    states.insert(node, State::Done);
                    path.pop();
                }
                Some((target, step)) => {
                    stack.push((node, next + 1));
                    match states.get(target) {
                        None => {
                            states.insert(*target, State::Open);
                            path.push((*target, *step));
                            stack.push((*target, 0));
                        }
                        Some(State::Open) => {
                            // The part of the path behind the target leads back to it.
                            let from = stack.iter().position(|(node, _)| node == target).unwrap_or(0);
                            let mut circle: Vec<_> = path.get(from..).unwrap_or_default().to_vec();
                            circle.push((*target, *step));
                            circles.push(circle);
                        }
                        Some(State::Done) => {}
                    }
                }
            }
        }
    }
    circles
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn circles_are_found_and_chains_are_not() {
        let edges = [vec![(1, 'a')], vec![(2, 'b')], vec![(0, 'c'), (3, 'd')], vec![], vec![(4, 'e')]];
        let circles = find(0..5, |node: usize| edges[node].as_slice());
        assert_eq!(circles, [vec![(1, 'a'), (2, 'b'), (0, 'c')], vec![(4, 'e')]]);
        let chain: Vec<Vec<(usize, ())>> =
            (0..100_000).map(|n| if n < 99_999 { vec![(n + 1, ())] } else { vec![] }).collect();
        assert!(find(0..100_000, |node: usize| chain[node].as_slice()).is_empty());
    }
}
