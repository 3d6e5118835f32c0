//! What narrows a sentence or a block inside a block: device states and platforms; and how a sentence ends.

use super::program::Place;
use super::sentence::{Reader, Said};
use super::states::scope_words;
use super::{head, reasons};
use crate::cursor::Cursor;
use crate::diagnostics::{Diagnostic, Edit};
use crate::syntax::{Row, Span};
use crate::vocabulary::model::{BlockKind, Platform, Platforms, Scope};

/// What stands at the end of a sentence.
pub(super) struct Tail {
    /// Where it begins, as a position of the cursor.
    pub(super) at: usize,
    /// What `on` says, and where.
    pub(super) platforms: Option<(Platforms, Span)>,
    /// What `because` says.
    pub(super) reason: Option<String>,
    /// The end of what stands before `because`.
    pub(super) end: u32,
}

impl Said {
    /// Where the change that narrows the sentence to some platforms is made, and its text.
    pub(super) fn narrowed(&self, to: Platforms) -> Edit {
        match self.tail.platforms {
            Some((_, span)) => Edit { span, text: format!("on {to}") },
            None => Edit {
                span: Span { start: self.tail.end, end: self.tail.end, ..self.whole },
                text: format!(" on {to}"),
            },
        }
    }

    /// Offers to narrow the sentence; where no platform is left, to take it out.
    pub(super) fn offer(&self, diagnostic: Diagnostic, to: Platforms) -> Diagnostic {
        if to.is_empty() {
            return diagnostic.repair("take the sentence out", self.whole, "");
        }
        let Edit { span, text } = self.narrowed(to);
        diagnostic.repair(format!("narrow the sentence to {to}"), span, text)
    }
}

impl<'a> Reader<'a> {
    /// The place of a block inside a block: `on android {`, `unmanaged apps {`, `unmanaged apps on android {`.
    pub(super) fn nested(&mut self, row: Row, place: Place) -> Option<Place> {
        let mut cursor = Cursor::new(self.file, self.item, row);
        let whole = cursor.rest();
        if !self.kind.has_platforms() {
            self.out.push(self.without_platforms(whole));
            return None;
        }
        let scope = self.scope(&mut cursor);
        let narrows = scope.is_some() || cursor.peek_word() == Some("on");
        let mut inner = place;
        if cursor.eat("on") {
            let mut platforms = Platforms::NONE;
            while let Some((word, span)) = cursor.word() {
                platforms = platforms.with(self.platform(word, span)?);
                if !cursor.eat(",") {
                    break;
                }
            }
            let tail = Tail { at: usize::MAX, platforms: Some((platforms, whole)), reason: None, end: whole.end };
            inner.platforms = self.narrow_platforms(
                inner.platforms,
                platforms,
                &Said { whole: Span { end: whole.start, ..whole }, tail },
            )?;
        }
        if !cursor.at_end() || !narrows {
            let head = Cursor::new(self.file, self.item, row);
            let declared = || super::misplaced::declaration(head);
            let diagnostic = self.unknown_state(head, true).or_else(declared).unwrap_or_else(|| {
                Diagnostic::new(20, "no block inside a block begins with these words")
                    .at(whole, "not a device state, nor `on` and platforms")
                    .help("a block inside a block narrows it: `on android { … }` or `unmanaged apps { … }`")
            });
            self.out.push(diagnostic);
            return None;
        }
        // A state that one platform alone knows is fine where the block is narrowed to that platform.
        self.narrow_scope(inner, scope, None)
    }

    /// `on ios` in a block that is for no platforms.
    pub(super) fn without_platforms(&self, span: Span) -> Diagnostic {
        let message = format!("`{}` is not narrowed to platforms or device states", self.kind.words());
        let diagnostic = Diagnostic::new(24, message).at(span, "such a block has none");
        diagnostic.help(match self.kind {
            BlockKind::ConditionalAccess => {
                "write a block of its own with `device platforms android` or `device platforms ios`"
            }
            _ => "take it out: what is said here holds everywhere",
        })
    }

    /// `unmanaged apps` at the start of a sentence.
    pub(super) fn scope(&self, cursor: &mut Cursor<'_>) -> Option<(usize, Span)> {
        if !self.kind.has_states() {
            return None;
        }
        let start = cursor.position();
        let scope = scope_words(cursor, self.vocabulary.scopes());
        match scope {
            Some(scope) if cursor.eat("apps") => Some((scope, cursor.since(start))),
            _ => {
                cursor.seek(start);
                None
            }
        }
    }

    /// A place narrowed to a device state.
    pub(super) fn narrow_scope(
        &mut self,
        place: Place,
        scope: Option<(usize, Span)>,
        said: Option<&Said>,
    ) -> Option<Place> {
        let Some((scope, span)) = scope else { return Some(place) };
        let inner = self.vocabulary.scopes().get(scope)?;
        let outer = place.scope.and_then(|outer| self.vocabulary.scopes().get(outer));
        let known: Platforms = place.platforms.iter().filter(|platform| !inner.on(*platform).is_empty()).collect();
        if let Some(outer) = outer {
            let inside = |platform: Platform| inner.on(platform).iter().any(|state| outer.on(platform).contains(state));
            if !place.platforms.iter().any(inside) {
                self.out.push(contradiction(inner, outer, span, said));
                return None;
            }
        }
        let missing = place.platforms.without(known);
        let wider = |outer: &Scope| {
            place
                .platforms
                .iter()
                .all(|platform| outer.on(platform).iter().all(|state| inner.on(platform).contains(state)))
        };
        if outer.is_some_and(wider) {
            return Some(place);
        }
        if missing.is_empty() {
            return Some(Place { scope: Some(scope), ..place });
        }
        let message =
            format!("{} {} no device state `{}`", head::titles(missing), missing.verb("has", "have"), inner.words());
        let mut diagnostic = Diagnostic::new(if known.is_empty() { 30 } else { 24 }, message);
        let label = if known.is_empty() {
            "no platform of the block knows this state".into()
        } else {
            format!("known on {known}")
        };
        diagnostic = diagnostic.at(span, label);
        diagnostic = if known.is_empty() {
            diagnostic.help("take the sentence out")
        } else {
            diagnostic.help(format!("narrow it with `on {known}`"))
        };
        self.out.push(match said {
            Some(said) => said.offer(diagnostic, known),
            None => diagnostic,
        });
        None
    }

    /// A word where a platform should stand.
    pub(super) fn platform(&mut self, word: &str, span: Span) -> Option<Platform> {
        let platform = Platform::of(word);
        if platform.is_none() {
            self.out.push(head::unknown_platform(word, span));
        }
        platform
    }

    /// A place narrowed to platforms.
    pub(super) fn narrow_platforms(&mut self, outer: Platforms, inner: Platforms, said: &Said) -> Option<Platforms> {
        let outside = inner.without(outer);
        if outside.is_empty() && !inner.is_empty() {
            return Some(inner);
        }
        let span = said.tail.platforms.map_or(said.whole, |(_, span)| span);
        let both = inner.and(outer);
        let diagnostic = Diagnostic::new(30, format!("the block is not for {}", head::titles(outside)))
            .at(span, format!("the block is for {outer}"))
            .help(format!("add `{outside}` to the head of the block, or narrow to {outer}"));
        // Blocks have no sentence that could be taken out.
        let is_block = said.whole.start == said.whole.end;
        self.out.push(if is_block && both.is_empty() { diagnostic } else { said.offer(diagnostic, both) });
        None
    }

    /// `on PLATFORMS` and `because "…"` at the end.
    pub(super) fn tail(&mut self, start: Cursor<'a>, may_narrow: bool) -> Option<Tail> {
        let mut tail = Tail { at: usize::MAX, platforms: None, reason: None, end: start.rest().end };
        let mut cursor = start;
        while !cursor.at_end() {
            let at = cursor.position();
            if cursor.eat("because") {
                match reasons::read(start, at, tail.platforms.is_some()) {
                    Ok(reason) => tail.reason = Some(reason),
                    Err(diagnostic) => {
                        self.out.push(*diagnostic);
                        return None;
                    }
                }
                while cursor.next().is_some() {}
                tail.at = tail.at.min(at);
                tail.end = start.until(at).rest().end;
            } else if may_narrow && cursor.peek_word() == Some("on") {
                let mut behind = cursor;
                behind.next();
                tail.at_platforms(&mut behind, at);
                cursor.next();
            } else {
                cursor.next();
            }
        }
        Some(tail)
    }
}

fn contradiction(inner: &Scope, outer: &Scope, span: Span, said: Option<&Said>) -> Diagnostic {
    let (inner, outer) = (inner.words(), outer.words());
    let diagnostic = Diagnostic::new(30, format!("this can never apply: the block is for {outer} apps alone"))
        .at(span, format!("no app is both {outer} and {inner}"))
        .help(format!("take it out, or take `{outer}` out of the head of the block"));
    match said {
        Some(said) => diagnostic.repair("take the sentence out", said.whole, ""),
        None => diagnostic,
    }
}

impl Tail {
    /// `PLATFORM, PLATFORM` up to the end or `because`: then the `on` before it narrows the sentence.
    fn at_platforms(&mut self, cursor: &mut Cursor<'_>, on: usize) {
        let mut platforms = Platforms::NONE;
        loop {
            let Some(platform) = cursor.peek_word().and_then(Platform::of) else { return };
            platforms = platforms.with(platform);
            cursor.next();
            if !cursor.eat(",") {
                break;
            }
        }
        let span = cursor.since(on);
        if cursor.at_end() || cursor.peek_word() == Some("because") {
            self.platforms = Some((platforms, span));
            self.at = self.at.min(on);
        }
    }
}
