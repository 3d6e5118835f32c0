//! Blocks: the platforms and device states of one intent together, each sentence said once where they agree.

use super::facet::Facet;
use super::known::Known;
use super::policy::Policy;
use super::statement::Statement;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{BlockKind, Platform, Platforms, Scope};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A block of an imported source.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    pub(crate) title: String,
    /// Its documentation, which becomes the description of its objects.
    pub(crate) docs: Option<String>,
    pub(crate) facets: Vec<Facet>,
    /// What its author has to add, for a comment.
    pub(crate) remark: Option<&'static str>,
}

/// A sentence with the place it holds for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The scope before it.
    pub(crate) scope: Option<usize>,
    /// The platforms behind it; none when it is for all of the block.
    pub(crate) platforms: Option<Platforms>,
    pub(crate) text: Arc<str>,
    /// What stands in its holes, see [`Statement::said`].
    pub(crate) said: Arc<[Arc<str>]>,
    pub(crate) entry: Option<usize>,
}

impl Line {
    fn of(statement: &Statement, (scope, platforms): (Option<usize>, Option<Platforms>)) -> Self {
        let (text, said) = (statement.text.clone(), statement.said.clone());
        Self { scope, platforms, text, said, entry: statement.entry }
    }
}

impl Block {
    /// The platforms of its head.
    pub(crate) fn platforms(&self) -> Platforms {
        self.facets.iter().filter_map(|facet| facet.platform).collect()
    }

    /// The scope of its head, if all of it is for one.
    pub(crate) fn scope(&self) -> Option<usize> {
        let first = self.facets.first()?.scope;
        self.facets.iter().all(|facet| facet.scope == first).then_some(first).flatten()
    }

    /// Its sentences, each once where it holds everywhere.
    pub(crate) fn lines(&self) -> Vec<Line> {
        lines(&self.facets)
    }
}

/// The sentences of some facets, each as seldom as can be.
pub(crate) fn lines(facets: &[Facet]) -> Vec<Line> {
    if let [only] = facets {
        return distinct(&only.statements).map(|statement| Line::of(statement, (None, None))).collect();
    }
    let mut order: Vec<&Statement> = Vec::new();
    let mut holders: FxHashMap<&str, BTreeSet<usize>> = FxHashMap::default();
    for (place, facet) in facets.iter().enumerate() {
        for statement in &facet.statements {
            let known = holders.entry(&statement.text).or_insert_with(|| {
                order.push(statement);
                BTreeSet::new()
            });
            known.insert(place);
        }
    }
    let mut lines = Vec::new();
    for statement in order {
        let Some(holders) = holders.get(&*statement.text) else { continue };
        lines.extend(places(facets, holders).into_iter().map(|place| Line::of(statement, place)));
    }
    lines
}

/// Sentences, each once.
fn distinct(statements: &[Statement]) -> impl Iterator<Item = &Statement> {
    let mut said: FxHashSet<&str> = FxHashSet::default();
    statements.iter().filter(move |statement| said.insert(&statement.text))
}

/// The places that together are exactly these facets.
fn places(facets: &[Facet], holders: &BTreeSet<usize>) -> Vec<(Option<usize>, Option<Platforms>)> {
    if holders.len() == facets.len() {
        return vec![(None, None)];
    }
    let of = |wanted: &dyn Fn(&Facet) -> bool| -> Vec<usize> {
        facets.iter().enumerate().filter(|(_, facet)| wanted(facet)).map(|(place, _)| place).collect()
    };
    let mut open = holders.clone();
    let mut found = Vec::new();
    let all: Platforms = facets.iter().filter_map(|facet| facet.platform).collect();
    let whole = |open: &BTreeSet<usize>, places: &[usize]| {
        !places.is_empty() && places.iter().all(|place| open.contains(place))
    };
    // All device states of some platforms, then all platforms of a state, then what is left.
    let platforms: Platforms =
        all.iter().filter(|platform| whole(&open, &of(&|facet| facet.platform == Some(*platform)))).collect();
    if !platforms.is_empty() {
        found.push((None, Some(platforms)));
        open.retain(|place| {
            facets.get(*place).and_then(|facet| facet.platform).is_none_or(|on| !platforms.contains(on))
        });
    }
    let mut scopes: Vec<Option<usize>> = facets.iter().map(|facet| facet.scope).collect();
    scopes.sort_unstable();
    scopes.dedup();
    for scope in scopes {
        let here: Platforms = facets
            .iter()
            .enumerate()
            .filter(|(place, facet)| facet.scope == scope && open.contains(place))
            .filter_map(|(_, facet)| facet.platform)
            .collect();
        if !here.is_empty() {
            found.push((scope, (here != all).then_some(here)));
        }
    }
    found
}

/// What the names of policies for one intent have in common, for grouping: no platform, no device state, no number.
fn stem(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words =
        words.map(str::to_lowercase).filter(|word| !is_mark(word) && !word.bytes().all(|byte| byte.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
}

/// Words with which people tell platforms and device states apart in the names of policies.
fn is_mark(word: &str) -> bool {
    const STATES: [&str; 5] = ["unmanaged", "managed", "mdm", "enrolled", "unenrolled"];
    word == "apple" || STATES.contains(&word) || Platform::ALL.into_iter().any(|platform| tells(word, platform))
}

/// Whether a word is one with which people name a platform.
fn tells(word: &str, platform: Platform) -> bool {
    match platform {
        Platform::Android => matches!(word, "android" | "and" | "adr" | "droid"),
        Platform::Ios => matches!(word, "ios" | "ipados" | "iphone" | "ipad"),
        Platform::Windows => matches!(word, "windows" | "win"),
    }
}

/// A name without what tells its platform.
fn title(name: &str, platforms: &[Platform]) -> String {
    let mut title = String::new();
    for part in name.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if !platforms.iter().any(|platform| tells(&word, *platform)) {
            title.push_str(part);
        }
    }
    let title = title.trim_matches(|c: char| c.is_whitespace() || "-_–,;:/|(".contains(c));
    let words = [" for", " on", " and"];
    words.iter().find_map(|word| title.strip_suffix(word)).unwrap_or(title).trim().to_owned()
}

/// The words of a title that all other names have, too.
fn common<'n>(title: &str, others: impl Iterator<Item = &'n str>) -> String {
    let others: Vec<BTreeSet<&str>> = others.map(|name| name.split_whitespace().collect()).collect();
    let words = title.split_whitespace().filter(|word| others.iter().all(|other| other.contains(word)));
    let shared = words.collect::<Vec<_>>().join(" ");
    // One word of many says too little.
    if shared.contains(' ') { shared } else { title.to_owned() }
}

/// A facet's policy, as grouping sees it.
pub(crate) struct Member {
    pub(crate) facets: Vec<Facet>,
    pub(crate) known: usize,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    /// What its assignments and the like are, to be equal in a group.
    pub(crate) audience: String,
    /// What its author has to add, for a comment.
    pub(crate) remark: Option<&'static str>,
}

/// Makes blocks of policies: those of one intent together.
pub(crate) fn blocks(vocabulary: &Vocabulary, known: &[Known], members: Vec<Member>) -> Vec<Block> {
    let mut groups: Vec<Vec<Member>> = Vec::new();
    let mut by_key: FxHashMap<(BlockKind, String, String), usize> = FxHashMap::default();
    for member in members {
        let Some(kind) = known.get(member.known).map(|known| known.object.kind) else { continue };
        let key = (kind, stem(&member.name), member.audience.clone());
        let group = by_key.get(&key).copied().filter(|_| kind.has_platforms());
        match group.and_then(|group| groups.get_mut(group)).filter(|group| !meets(group, &member)) {
            Some(group) => group.push(member),
            None => {
                by_key.insert(key, groups.len());
                groups.push(vec![member]);
            }
        }
    }
    groups.into_par_iter().flat_map_iter(|group| arranged(vocabulary, known, group)).collect()
}

/// Whether a policy speaks of a platform and device state that the group has already.
fn meets(group: &[Member], member: &Member) -> bool {
    let facets = group.iter().flat_map(|known| &known.facets);
    facets.into_iter().any(|known| {
        member.facets.iter().any(|facet| {
            facet.platform == known.platform
                && (facet.scope == known.scope || facet.scope.is_none() || known.scope.is_none())
        })
    })
}

/// One block of a group, if a block can be just that; else one of each policy.
fn arranged(vocabulary: &Vocabulary, known: &[Known], group: Vec<Member>) -> Vec<Block> {
    if group.len() > 1 && is_whole(vocabulary, known, &group) {
        return vec![joined(vocabulary, known, group)];
    }
    let (mut rest, mut blocks) = (group, Vec::new());
    let scopes: BTreeSet<_> = rest.iter().filter_map(|member| member.facets.first()).map(|facet| facet.scope).collect();
    // By device state the platforms may still fit together.
    for scope in scopes.iter().filter(|_| scopes.len() > 1) {
        let (these, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|member| member.facets.iter().all(|facet| facet.scope == *scope));
        rest = others;
        blocks.extend(arranged(vocabulary, known, these));
    }
    blocks.into_iter().chain(rest.into_iter().map(alone(known))).collect()
}

fn alone(known: &[Known]) -> impl Fn(Member) -> Block {
    |mut member| {
        include_level(&mut member.facets);
        let kind = kind_of(known, &member);
        let Member { name: title, description: docs, facets, remark, .. } = member;
        Block { kind, title, docs, facets, remark }
    }
}

/// Includes the level that makes a block shortest, if one does, on each platform that has it.
fn include_level(facets: &mut [Facet]) {
    let mut names: Vec<Arc<str>> =
        facets.iter().flat_map(|facet| &facet.with_levels).map(|(name, _)| name.clone()).collect();
    names.sort();
    names.dedup();
    let with = |name: &Arc<str>| -> Vec<Facet> {
        let facets = facets.iter().map(|facet| {
            let statements = said_with(facet, name).to_vec();
            let Facet { policy, platform, scope, .. } = *facet;
            Facet { policy, platform, scope, statements, with_levels: Vec::new() }
        });
        facets.collect()
    };
    let count = |name: &Arc<str>| match &*facets {
        // Nothing need be put together to count what one says.
        [only] => distinct(said_with(only, name)).count(),
        _ => lines(&with(name)).len(),
    };
    let plain = lines(facets).len();
    let best = names.iter().map(|name| (count(name), name)).min_by_key(|(count, _)| *count);
    // An include is worth its line when it spares more than it costs, or says nearly all there is to say.
    let best = best.filter(|(count, _)| count + 2 < plain || count * 2 <= plain).map(|(_, name)| with(name));
    if let Some(best) = best {
        facets.clone_from_slice(&best);
    }
    facets.iter_mut().for_each(|facet| facet.with_levels.clear());
}

/// Tells objects of one name apart, as a tenant may hold them: all but the first have a head of their own, and a sentence says the name.
pub(crate) fn tell_apart(vocabulary: &Vocabulary, known: &[Known], policies: &[Policy], blocks: &mut [Block]) {
    let mut count: FxHashMap<(&str, String), usize> = FxHashMap::default();
    for block in blocks.iter_mut().filter(|block| block.kind != BlockKind::Connector) {
        let of: BTreeSet<usize> = block.facets.iter().map(|facet| facet.policy).collect();
        for place in &of {
            let Some(policy) = policies.get(*place) else { continue };
            let Some((own, name)) = known.get(policy.known).zip(policy.name.as_deref()) else { continue };
            let number = count.entry((&own.object.endpoint, name.to_lowercase())).or_insert(0);
            *number += 1;
            if *number == 1 {
                continue;
            }
            let naming = own.naming(vocabulary, name);
            for facet in block.facets.iter_mut().filter(|facet| facet.policy == *place) {
                let fresh = naming.iter().find(|naming| !facet.statements.contains(naming));
                fresh.into_iter().for_each(|naming| facet.say(naming));
            }
            if of.len() == 1 {
                block.title = format!("{} ({number})", block.title);
            }
        }
    }
}

/// What a facet says when it includes a level, if it can.
fn said_with<'a>(facet: &'a Facet, name: &Arc<str>) -> &'a [Statement] {
    facet.with_levels.iter().find(|(known, _)| known == name).map_or(&facet.statements, |(_, statements)| statements)
}

fn kind_of(known: &[Known], member: &Member) -> BlockKind {
    known.get(member.known).map_or(BlockKind::AppProtection, |known| known.object.kind)
}

/// Whether the compiler would make just these policies of one block: on each platform the same device states, all of them where
/// there are several, and something that tells them apart.
fn is_whole(vocabulary: &Vocabulary, known: &[Known], group: &[Member]) -> bool {
    let facets: Vec<&Facet> = group.iter().flat_map(|member| &member.facets).collect();
    let platforms: Platforms = facets.iter().filter_map(|facet| facet.platform).collect();
    let scopes_on = |platform: Platform| -> BTreeSet<Option<usize>> {
        facets.iter().filter(|facet| facet.platform == Some(platform)).map(|facet| facet.scope).collect()
    };
    let mut on_each = platforms.iter().map(scopes_on);
    let Some(first) = on_each.next() else { return false };
    if !on_each.all(|scopes| scopes == first) {
        return false;
    }
    if first.len() == 1 {
        return true;
    }
    let all_scopes = vocabulary.scopes();
    platforms.iter().all(|platform| {
        let mut covered: Vec<&Arc<str>> = Vec::new();
        for scope in &first {
            let states =
                scope.and_then(|scope| all_scopes.get(scope)).map(|scope| scope.on(platform)).unwrap_or_default();
            covered.extend(states);
        }
        let distinct: BTreeSet<_> = covered.iter().collect();
        let of_platform: BTreeSet<&Arc<str>> = known
            .iter()
            .filter(|known| {
                group.iter().any(|member| known.place == member.known) && known.object.platforms.contains(platform)
            })
            .flat_map(|known| known.object.states.iter().filter(|state| vocabulary.has_state(platform, state)))
            .collect();
        distinct.len() == covered.len() && covered.iter().copied().collect::<BTreeSet<_>>() == of_platform
    })
}

/// One block of several policies. Names that the compiler would not give by itself are said.
fn joined(vocabulary: &Vocabulary, known: &[Known], group: Vec<Member>) -> Block {
    let kind = group.first().map_or(BlockKind::AppProtection, |member| kind_of(known, member));
    let platforms: Platforms =
        group.iter().flat_map(|member| &member.facets).filter_map(|facet| facet.platform).collect();
    let platforms: Vec<_> = platforms.iter().collect();
    let first = group.first().map(|member| member.name.clone()).unwrap_or_default();
    let plain =
        first.rsplit_once(" (").filter(|(_, label)| label.ends_with(')')).map_or(first.as_str(), |(plain, _)| plain);
    let title = common(&title(plain, &platforms), group.iter().skip(1).map(|member| &*member.name));
    let title = if title.is_empty() { first } else { title };
    let docs = group.first().and_then(|member| member.description.clone());
    let remark = group.iter().find_map(|member| member.remark);
    let same_docs = group.iter().all(|member| member.description == docs);
    let scopes: BTreeSet<_> = group.iter().flat_map(|member| &member.facets).map(|facet| facet.scope).collect();
    let given = |member: &Member| {
        let label = |facet: &Facet| {
            let platform = facet.platform.filter(|_| platforms.len() > 1).map(|platform| platform.title().to_owned());
            let scope = facet.scope.filter(|_| scopes.len() > 1).and_then(|scope| vocabulary.scopes().get(scope));
            platform.into_iter().chain(scope.map(Scope::words)).collect::<Vec<_>>().join(", ")
        };
        member.facets.iter().all(|facet| format!("{title} ({})", label(facet)) == member.name)
    };
    let named = !group.iter().all(given);
    let mut facets = Vec::new();
    for member in group {
        let own = known.get(member.known);
        let mut said = Vec::new();
        if named {
            said.extend(own.and_then(|own| own.naming(vocabulary, &member.name)));
        }
        if let (false, Some(description)) = (same_docs, &member.description) {
            said.extend(own.and_then(|own| own.describing(vocabulary, description)));
        }
        for mut facet in member.facets {
            said.iter().for_each(|statement| facet.say(statement));
            facets.push(facet);
        }
    }
    facets.sort_by_key(|facet| (facet.platform, facet.scope));
    include_level(&mut facets);
    Block { kind, title, docs: docs.filter(|_| same_docs), facets, remark }
}
