//! Composition: a block's own sentences over those it includes; conflicts on the way.

use super::layer::Context;
use super::lowered::Lowered;
use super::object::Setting;
use super::shape::{APPS, EXCLUDE, INCLUDE};
use crate::diagnostics::Diagnostic;
use crate::semantics::{Content, DefinitionId, Line, MAX_DIAGNOSTICS, Program};
use crate::syntax::Span;
use crate::vocabulary::model::{Platform, Platforms, SentenceEntry, Strictness, Type, WriteValue};
use serde_json::Value as Json;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

/// The settings of baselines that were composed already, by baseline, object and platform.
pub(super) type Cache = Mutex<HashMap<(DefinitionId, usize, Option<Platform>), Arc<Vec<Setting>>>>;

/// How deep baselines may include each other; circles are reported elsewhere.
const MAX_DEPTH: usize = 64;

/// One composition.
pub(super) struct Merge<'a> {
    pub(super) context: Context<'a>,
    /// The place of the object's entry.
    pub(super) object: usize,
    pub(super) cache: &'a Cache,
    pub(super) out: &'a mut Vec<Diagnostic>,
}

impl Merge<'_> {
    /// The settings of some lines, sorted by property.
    pub(super) fn lines(&mut self, lines: &[Line], always: Vec<Setting>, depth: usize) -> Vec<Setting> {
        let mut own = Vec::new();
        let mut included: Vec<(Vec<Setting>, bool, Span)> = Vec::new();
        for line in lines {
            if self.context.platform.is_some_and(|platform| line.lacks.contains(platform)) {
                self.out.push(lacks(line));
            }
            if let Content::Include { baseline, tightened } = &line.content {
                if let Some(settings) = self.include(line, *baseline, depth) {
                    included.push((settings, *tightened, line.span));
                }
            } else {
                own.extend(self.context.line(line, self.out));
            }
        }
        let own = self.own(own);
        let base = self.together(&included, &own);
        for (settings, tightened, span) in &included {
            if *tightened {
                self.tightened(settings, &own, *span);
            }
        }
        over(over(always, base), own)
    }

    /// The settings of an included baseline, narrowed to the place of the include.
    fn include(&mut self, line: &Line, baseline: DefinitionId, depth: usize) -> Option<Vec<Setting>> {
        let Context { program, platform, object, .. } = self.context;
        if platform.is_some_and(|platform| !line.place.platforms.contains(platform)) || depth >= MAX_DEPTH {
            return None;
        }
        let included = program.baselines.get(&(baseline, object.kind))?;
        if let Some(platform) = platform.filter(|platform| !included.platforms.contains(*platform)) {
            let name =
                program.definitions.get(baseline).map(|definition| definition.name.text.clone()).unwrap_or_default();
            self.out.push(
                Diagnostic::new(24, format!("the baseline `{name}` is not for {}", platform.title()))
                    .at(line.span, format!("it is for {}", included.platforms))
                    .help(format!("narrow the sentence, or say `for` and more platforms in the head of `{name}`")),
            );
            return None;
        }
        let settings = self.baseline(baseline, depth);
        let states = self.context.states(line.place.scope);
        let via = |setting: &Setting| {
            let mut setting = setting.clone();
            setting.states &= states;
            let mut origin = (*setting.origin).clone();
            origin.via = Some(line.span);
            // The reason of an include is that of all it brings, where they give none.
            origin.reason = origin.reason.or_else(|| line.reason.clone());
            setting.origin = Arc::new(origin);
            setting
        };
        Some(settings.iter().map(via).filter(|setting| setting.states != 0).collect())
    }

    fn baseline(&mut self, id: DefinitionId, depth: usize) -> Arc<Vec<Setting>> {
        let key = (id, self.object, self.context.platform);
        // A part of a combination of controls changes what sentences write, so that those are not shared.
        let shared = self.context.part.is_none();
        if shared && let Some(known) = self.cache.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let lines = self
            .context
            .program
            .baselines
            .get(&(id, self.context.object.kind))
            .map(|baseline| baseline.lines.as_slice())
            .unwrap_or_default();
        let settings = Arc::new(self.lines(lines, Vec::new(), depth + 1));
        if shared {
            self.cache.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(key, settings.clone());
        }
        settings
    }

    /// Sentences side by side: lists grow, anything else must agree.
    fn own(&mut self, settings: Vec<Setting>) -> Vec<Setting> {
        let mut merged: Vec<Setting> = Vec::with_capacity(settings.len());
        let mut sorted = settings;
        sorted.sort_by_key(|setting| setting.slot);
        for setting in sorted {
            let mut rest = setting.states;
            let mut grown = Vec::new();
            for known in merged.iter_mut().rev().take_while(|known| known.slot == setting.slot) {
                let common = known.states & rest;
                if common == 0 {
                    continue;
                }
                if known.grows_with(&setting) {
                    // The states they share get both; the others keep what they have.
                    let mut both = known.clone();
                    both.states = common;
                    let mut value = (*both.value).clone();
                    setting.value.items().iter().for_each(|item| value.push(item.clone()));
                    both.value = Arc::new(value);
                    known.states &= !common;
                    grown.push(both);
                } else if self.out.len() >= MAX_DIAGNOSTICS {
                    // Nobody reads on; what is said twice a million times must not fill the memory.
                } else if same(&known.value, &setting.value) {
                    if known.origin.entry == setting.origin.entry && known.origin.span != setting.origin.span {
                        self.out.push(twice(known, &setting));
                    }
                } else {
                    let narrows = self.context.platform.is_some();
                    self.out.push(disagree(27, known, &setting, narrows));
                }
                rest &= !common;
            }
            merged.retain(|known| known.states != 0);
            merged.extend(grown);
            if rest != 0 {
                merged.push(Setting { states: rest, ..setting });
            }
        }
        merged
    }

    /// Several includes: they must agree where the block itself says nothing.
    fn together(&mut self, included: &[(Vec<Setting>, bool, Span)], own: &[Setting]) -> Vec<Setting> {
        let mut base: Vec<Setting> = Vec::new();
        for (settings, ..) in included {
            for setting in settings {
                let decided =
                    own.iter().filter(|own| own.slot == setting.slot).fold(0, |states, own| states | own.states);
                for known in base
                    .iter()
                    .filter(|known| known.slot == setting.slot && known.states & setting.states & !decided != 0)
                {
                    if !same(&known.value, &setting.value) && !known.grows_with(setting) {
                        self.out.push(disagree(28, known, setting, true));
                    }
                }
            }
            base = side_by_side(base, settings);
        }
        base
    }

    /// A block that promised to be stricter.
    fn tightened(&mut self, included: &[Setting], own: &[Setting], include: Span) {
        // One sentence may write several properties: the worst that is to be said of it is said once.
        let mut found: BTreeMap<(Span, Span), Option<Ordering>> = BTreeMap::new();
        // Whom a policy is for is no matter of strictness.
        for setting in own.iter().filter(|setting| setting.slot < EXCLUDE) {
            for base in included.iter().filter(|base| base.slot == setting.slot && base.states & setting.states != 0) {
                if same(&base.value, &setting.value) {
                    continue;
                }
                let order = strictness(self.context.program, setting, base);
                if order != Some(Ordering::Greater) {
                    let known = found.entry((setting.origin.span, base.origin.span)).or_insert(order);
                    *known = known.or(order);
                }
            }
        }
        for ((own, base), order) in found {
            let message = if order.is_some() {
                "this is weaker than the baseline, which may only be tightened"
            } else {
                "this differs from the baseline, which may only be tightened"
            };
            let label =
                if order.is_some() { "weaker" } else { "neither stricter nor weaker: these values have no order" };
            self.out.push(
                Diagnostic::new(29, message)
                    .at(own, label)
                    .at(base, "the baseline says this")
                    .at(include, "included with `tightened`")
                    .help("take the sentence out, make it stricter, or take `, tightened` from the include")
                    .repair("take the sentence out", own, ""),
            );
        }
    }
}

impl Setting {
    /// Whether another sentence adds to this one, rather than contradicting it: a group of apps stands alone.
    fn grows_with(&self, other: &Self) -> bool {
        let group = |setting: &Self| {
            setting.slot == APPS && setting.value.items().iter().any(|item| matches!(item, Lowered::Json(_)))
        };
        self.adds && other.adds && !group(self) && !group(other)
    }
}

/// Whether two values mean the same: lists in any order, versions by their numbers.
fn same(left: &Lowered, right: &Lowered) -> bool {
    match (left, right) {
        (Lowered::List(one), Lowered::List(other)) => {
            one.len() == other.len() && one.iter().all(|item| other.contains(item))
        }
        (left, right) if left == right => true,
        (Lowered::Json(Json::String(one)), Lowered::Json(Json::String(other))) => {
            let members = |text: &str| text.split([',', ';']).map(str::to_owned).collect::<BTreeSet<_>>();
            crate::values::compare_parts(one, other) == Some(Ordering::Equal) || members(one) == members(other)
        }
        _ => false,
    }
}

/// Settings over others: where both speak, the upper ones count; what is kept stays beside them.
fn over(base: Vec<Setting>, upper: Vec<Setting>) -> Vec<Setting> {
    if base.is_empty() {
        return upper;
    }
    let (kept, base): (Vec<_>, Vec<_>) = base.into_iter().partition(|setting| setting.kept);
    let mut merged = Vec::with_capacity(base.len() + upper.len());
    let mut place = 0;
    for mut setting in base {
        while upper.get(place).is_some_and(|next| next.slot < setting.slot) {
            place += 1;
        }
        for next in upper.get(place..).unwrap_or_default().iter().take_while(|next| next.slot == setting.slot) {
            setting.states &= !next.states;
        }
        if setting.states != 0 {
            merged.push(setting);
        }
    }
    merged.extend(upper);
    merged.sort_by_key(|setting| setting.slot);
    side_by_side(merged, &kept)
}

/// Settings beside others: lists grow; of anything else the first counts, the disagreement being reported.
fn side_by_side(base: Vec<Setting>, more: &[Setting]) -> Vec<Setting> {
    if base.is_empty() {
        return more.to_vec();
    }
    if more.is_empty() {
        return base;
    }
    let mut merged = base;
    for setting in more {
        let mut rest = setting.states;
        let mut grown = Vec::new();
        for known in merged.iter_mut().filter(|known| known.slot == setting.slot) {
            let common = known.states & rest;
            if common == 0 {
                continue;
            }
            if known.grows_with(setting) {
                let mut both = known.clone();
                both.states = common;
                let mut value = (*both.value).clone();
                setting.value.items().iter().for_each(|item| value.push(item.clone()));
                both.value = Arc::new(value);
                known.states &= !common;
                grown.push(both);
            }
            rest &= !common;
        }
        merged.retain(|known| known.states != 0);
        merged.extend(grown);
        if rest != 0 {
            merged.push(Setting { states: rest, ..setting.clone() });
        }
    }
    merged.sort_by_key(|setting| setting.slot);
    merged
}

/// A sentence of a baseline for all platforms, included on a platform that does not have it.
fn lacks(line: &Line) -> Diagnostic {
    let titles = line.lacks.iter().map(Platform::title).collect::<Vec<_>>().join(" and ");
    let known = Platforms::ALL.without(line.lacks);
    let place = Span { start: line.end, end: line.end, ..line.span };
    let diagnostic = Diagnostic::new(24, format!("{titles} does not have this setting"))
        .at(line.span, format!("known on {known}; its baseline names no platforms, and is included for more"));
    diagnostic.help(format!("narrow it with `on {known}`, or say `for {known}` in the head of the baseline")).repair(
        format!("narrow the sentence to {known}"),
        place,
        format!(" on {known}"),
    )
}

fn twice(first: &Setting, second: &Setting) -> Diagnostic {
    Diagnostic::new(26, "this is said twice")
        .at(second.origin.span, "here again")
        .at(first.origin.span, "said here first")
        .help("delete one of them")
        .repair("delete the sentence", second.origin.span, "")
}

/// Two sentences that give one property different values.
fn disagree(code: u16, first: &Setting, second: &Setting, narrows: bool) -> Diagnostic {
    // The platform is left out, so that two that disagree in the same way are one mistake.
    let message = match (code, first.slot) {
        (28, _) => "the included baselines disagree",
        (_, APPS | INCLUDE | EXCLUDE) => "these sentences contradict each other",
        _ => "these sentences give one setting different values",
    };
    let (one, other) = ("one baseline says this", "the other one says this");
    let mut diagnostic = Diagnostic::new(code, message);
    if let Some(via) = second.origin.via.filter(|_| code == 28) {
        diagnostic = diagnostic.at(via, "included here");
    }
    let diagnostic = if code == 28 {
        diagnostic.at(first.origin.span, one).at(second.origin.span, other)
    } else {
        diagnostic.at(second.origin.span, "this sentence").at(first.origin.span, "and this one")
    };
    if code == 28 {
        diagnostic.help("say in the block itself which of them counts")
    } else {
        // Blocks without platforms cannot be narrowed.
        diagnostic.help(if narrows { "keep one of them, or narrow them with `unmanaged apps`, `managed apps`, `on android` or `on ios` so that they do not meet" } else { "keep one of them" })
    }
}

/// How strict a setting is beside another one of the same property. None when its values have no order.
fn strictness(program: &Program, setting: &Setting, base: &Setting) -> Option<Ordering> {
    let entry = |setting: &Setting| setting.origin.entry.and_then(|entry| program.vocabulary.sentences().get(entry));
    // Two phrases may write one property: `block saving copies` and `block saving copies except to …`.
    let of = |entry: &SentenceEntry| strictness_of(entry, &setting.value, &base.value);
    entry(setting).and_then(of).or_else(|| entry(base).and_then(of))
}

pub(crate) fn strictness_of(entry: &SentenceEntry, left: &Lowered, right: &Lowered) -> Option<Ordering> {
    // Words are listed strictest first, whatever the entry says of the numbers beside them.
    if let (Some(left), Some(right)) = (words_of(entry, &left.json()), words_of(entry, &right.json())) {
        return (entry.strict != Strictness::None).then(|| right.cmp(&left));
    }
    match entry.strict {
        Strictness::None | Strictness::Listed => None,
        Strictness::Higher => compare(left, right),
        Strictness::Lower => compare(right, left),
        Strictness::More => inclusion(entry, left, right),
        Strictness::Fewer => inclusion(entry, right, left),
    }
}

/// Greater when the first list holds all of the second one.
fn inclusion(entry: &SentenceEntry, left: &Lowered, right: &Lowered) -> Option<Ordering> {
    let separator = entry.writes.iter().find_map(|write| write.joined.as_deref());
    let members = |value: &Lowered| -> Vec<Json> {
        match (&*value.json(), separator) {
            (Json::Array(items), _) => items.clone(),
            (Json::String(text), Some(separator)) => {
                text.split(separator).filter(|part| !part.is_empty()).map(Json::from).collect()
            }
            (Json::Null, _) => Vec::new(),
            (other, _) => vec![other.clone()],
        }
    };
    let (left, right) = (members(left), members(right));
    let holds = |outer: &[Json], inner: &[Json]| inner.iter().all(|item| outer.contains(item));
    if holds(&left, &right) {
        Some(Ordering::Greater)
    } else if holds(&right, &left) {
        Some(Ordering::Less)
    } else {
        None
    }
}

/// The place of a value in the word list of an entry that has it.
fn words_of(entry: &SentenceEntry, value: &Json) -> Option<usize> {
    let lists = entry
        .holes
        .iter()
        .flat_map(|hole| &hole.types)
        .filter_map(|(_, of)| if let Type::Words(words) = of { Some(words) } else { None });
    let place = lists.filter_map(|words| words.items.iter().position(|item| item.value == *value)).next();
    // A property that several phrases of one setting write with constants: the entry's own constant is all that is known.
    place.or_else(|| entry.writes.iter().position(|write| write.value == WriteValue::Constant(value.clone())))
}

fn compare(left: &Lowered, right: &Lowered) -> Option<Ordering> {
    match (left, right) {
        (Lowered::Duration(left), Lowered::Duration(right)) => Some(left.cmp(right)),
        (left, right) => {
            let (left, right) = (left.json(), right.json());
            match (left.as_i64(), right.as_i64()) {
                (Some(left), Some(right)) => Some(left.cmp(&right)),
                _ => crate::values::compare_parts(left.as_str()?, right.as_str()?),
            }
        }
    }
}
