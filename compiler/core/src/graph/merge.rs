//! Composition: a block's own sentences over those it includes; conflicts on the way.

use super::clash::{disagree, lacks, said_twice, twice};
use super::decide;
use super::layer::Context;
use super::object::{More, Setting};
use super::overlay::{beside, of_slot, over, same, side_by_side, states_of};
use super::shape::EXCLUDE;
use super::strictness::strictness;
use crate::diagnostics::Diagnostic;
use crate::semantics::{Content, DefinitionId, Line, MAX_DIAGNOSTICS, Place};
use crate::syntax::Span;
use crate::vocabulary::model::Platform;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

/// The settings of baselines that were composed already, by baseline, object and platform.
pub(super) type Cache = Mutex<HashMap<(DefinitionId, usize, Option<Platform>), Arc<Vec<Setting>>>>;

/// How deep baselines may include each other; circles are reported elsewhere.
const MAX_DEPTH: usize = 64;

/// What an `include` of a block brings.
struct Included {
    settings: Vec<Setting>,
    tightened: bool,
    span: Span,
}

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
        let mut included = Vec::new();
        let mut known = HashMap::new();
        for line in lines {
            if self.context.platform.is_some_and(|platform| line.lacks.contains(platform)) {
                self.out.push(lacks(line));
            }
            if let Content::Include { baseline, tightened } = &line.content {
                self.again(line, *baseline, &mut known);
                if let Some(settings) = self.include(line, *baseline, depth) {
                    included.push(Included { settings, tightened: *tightened, span: line.span });
                }
            } else {
                self.context.line(line, &mut own, self.out);
            }
        }
        let own = self.own(own);
        for included in included.iter().filter(|included| included.tightened) {
            self.tightened(&included.settings, &own, included.span);
        }
        let base = self.together(included, &own, lines);
        over(over(always, base), own)
    }

    /// Says that a line includes what one above it does, in the same place.
    fn again(&mut self, line: &Line, baseline: DefinitionId, known: &mut HashMap<DefinitionId, Vec<(Place, Span)>>) {
        let places = known.entry(baseline).or_default();
        match places.iter().find(|(place, _)| *place == line.place) {
            Some((_, first)) if self.out.len() < MAX_DIAGNOSTICS => self.out.push(said_twice(*first, line.span)),
            Some(_) => {}
            None => places.push((line.place, line.span)),
        }
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
        let more = Arc::new(More { reason: line.reason.clone(), via: Some(line.span), also: Vec::new() });
        let via = |setting: &Setting| {
            let mut setting = setting.clone();
            setting.states &= states;
            setting.origin.more = Some(setting.origin.included(&more));
            setting
        };
        Some(settings.iter().filter(|setting| setting.states & states != 0).map(via).collect())
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
        let narrows = self.context.platform.is_some();
        beside(settings, |known, setting| {
            if self.out.len() >= MAX_DIAGNOSTICS {
                // Nobody reads on; what is said twice a million times must not fill the memory.
            } else if !same(&known.value, &setting.value) {
                self.out.push(disagree(27, known, setting, narrows));
            } else if known.origin.entry == setting.origin.entry && known.origin.span != setting.origin.span {
                self.out.push(twice(known, setting));
            }
        })
    }

    /// Several includes: they must agree where the block itself says nothing.
    fn together(&mut self, included: Vec<Included>, own: &[Setting], lines: &[Line]) -> Vec<Setting> {
        // What was promised to be tightened, one side may break.
        let promised = included.iter().any(|included| included.tightened);
        let mut base: Vec<Setting> = Vec::new();
        for Included { settings, .. } in included {
            for setting in settings.iter().filter(|_| !base.is_empty()) {
                let open = setting.states & !states_of(own, setting.slot);
                for known in of_slot(&base, setting.slot).iter().filter(|known| known.states & open != 0) {
                    if !same(&known.value, &setting.value) && !known.grows_with(setting) {
                        let diagnostic = disagree(28, known, setting, true);
                        let found = self.out.len();
                        self.out.push(if promised {
                            diagnostic
                        } else {
                            decide::offer(self.context.program, diagnostic, known, setting, lines, found)
                        });
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
            for base in of_slot(included, setting.slot).iter().filter(|base| base.states & setting.states != 0) {
                if same(&base.value, &setting.value) {
                    continue;
                }
                let slot = self.context.shape.slots.get(setting.slot as usize);
                let path = slot.map_or("", |slot| &*slot.path.0);
                let order = strictness(self.context.program, path, setting, base);
                let known = found.entry((setting.origin.span, base.origin.span)).or_insert(order);
                // What one property does not tell, another one of the same sentences may.
                *known = match (*known, order) {
                    (Some(Ordering::Equal), order) | (order, Some(Ordering::Equal)) => order,
                    (Some(Ordering::Less), _) | (_, Some(Ordering::Less)) => Some(Ordering::Less),
                    (None, _) | (_, None) => None,
                    (Some(Ordering::Greater), Some(Ordering::Greater)) => order,
                };
            }
        }
        found.retain(|_, order| *order != Some(Ordering::Greater));
        for ((own, base), order) in found {
            let is_weaker = order == Some(Ordering::Less);
            let message = if is_weaker {
                "this is weaker than the baseline, which may only be tightened"
            } else {
                "this differs from the baseline, which may only be tightened"
            };
            let label = if is_weaker { "weaker" } else { "neither stricter nor weaker: these values have no order" };
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
