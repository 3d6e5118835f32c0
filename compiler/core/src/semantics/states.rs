//! Device states as people write them: in heads before the platforms, in sentences before `apps`. Must not know what a state covers.

use super::nearest::nearest;
use crate::cursor::Cursor;
use crate::diagnostics::Diagnostic;
use crate::syntax::Span;
use crate::vocabulary::model::{Platform, Platforms, Scope};

/// The scope whose words come next: `unmanaged`, `android enterprise`.
pub(super) fn scope_words(cursor: &mut Cursor<'_>, scopes: &[Scope]) -> Option<usize> {
    // Almost every sentence begins with another word.
    let first = cursor.peek_raw();
    let near = scopes.iter().enumerate().filter(|(_, scope)| scope.name.starts_with(first));
    cursor.eat_longest(near.flat_map(|(place, scope)| [(place, scope.words()), (place, scope.name.to_string())]))
}

/// Words where a device state should stand.
pub(super) fn unknown_state(said: &str, span: Span, names: &[String]) -> Diagnostic {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    let diagnostic = Diagnostic::new(67, format!("there is no device state `{said}`"))
        .at(span, "not a device state")
        .help(format!("the device states are {}", quoted.join(", ")));
    match nearest(said, names.iter().map(String::as_str)) {
        Some(near) => diagnostic.repair(format!("replace `{said}` by `{near}`"), span, near),
        None => diagnostic,
    }
}

/// What stands between `for` and the platforms, or in their place, and is no device state as it should be written. The cursor is behind
/// the state, if there is one.
pub(super) fn wrong(cursor: Cursor<'_>, scope: Option<(usize, Span)>, scopes: &[Scope]) -> Option<Diagnostic> {
    match scope {
        Some((place, span)) => misplaced(cursor, scopes.get(place)?, span),
        None => misspelt(cursor, scopes),
    }
}

/// `unmanaged, ios`, `unmanaged apps on ios`, `unmanaged` alone.
fn misplaced(mut cursor: Cursor<'_>, scope: &Scope, span: Span) -> Option<Diagnostic> {
    let words = scope.words();
    let start = cursor.position();
    if cursor.at_end() {
        let platforms = platforms_of(scope);
        return Some(
            Diagnostic::new(12, "the platforms are missing")
                .at(span, "this is a device state, and the platforms follow it")
                .help(format!("write it like `for {words} {platforms}`"))
                .repair(format!("add `{platforms}`"), Span { start: span.end, ..span }, format!(" {platforms}")),
        );
    }
    let found = cursor.peek_raw().to_owned();
    let between = cursor.eat(",") || cursor.eat("apps");
    if !between {
        return None;
    }
    cursor.eat("on");
    let extra = cursor.since(start);
    let diagnostic = Diagnostic::new(12, format!("`{found}` does not belong behind the device state"))
        .at(extra, "a platform is expected")
        .help(format!("write the platforms right behind it: `for {words} {}`", platforms_of(scope)));
    let next = cursor.peek_word().and_then(Platform::of).map(|_| Span { end: cursor.here().start, ..extra });
    Some(match next {
        Some(until) => diagnostic.repair("delete it", Span { start: span.end, ..until }, " "),
        None => diagnostic,
    })
}

/// `unmanagd android`, `unmanagd, android`, `android enterprize android`, `unmanagd`: words that are nearly those of a state, where a
/// platform, a comma or the end follows.
fn misspelt(cursor: Cursor<'_>, scopes: &[Scope]) -> Option<Diagnostic> {
    let names: Vec<String> = scopes.iter().map(Scope::words).collect();
    let mut behind = cursor;
    let start = cursor.position();
    let first = cursor.peek_raw();
    let mut said = String::new();
    for _ in 0..4 {
        let (word, _) = behind.word()?;
        said.push_str(if said.is_empty() { "" } else { " " });
        said.push_str(word);
        let span = behind.since(start);
        let platform = behind.peek_word().and_then(Platform::of).is_some();
        if Platform::of(&said).is_some() || !(platform || behind.at_end() || behind.peek_raw() == ",") {
            continue;
        }
        // A platform may be the first word of a state, or stand before one.
        let possible = |name: &&str| Platform::of(first).is_none() || name.starts_with(first);
        let near = nearest(&said, names.iter().map(String::as_str).filter(possible));
        let like_a_platform = nearest(&said, Platform::ALL.iter().map(|platform| platform.word())).is_some();
        let Some(near) = near.filter(|_| !like_a_platform || platform) else {
            return (platform && Platform::of(first).is_none()).then(|| unknown_state(&said, span, &names));
        };
        let mut diagnostic = unknown_state(&said, span, &names);
        diagnostic.repairs.clear();
        let (span, text) = if behind.at_end() {
            let platforms = scopes.iter().find(|scope| scope.words() == near).map(platforms_of).unwrap_or_default();
            (span, format!("{near} {platforms}"))
        } else {
            behind.eat(",");
            (behind.since(start), near.to_owned())
        };
        return Some(diagnostic.repair(format!("replace `{said}` by `{text}`"), span, text));
    }
    None
}

/// `for ios unmanaged`: a state behind the platforms. The first token behind `for` is at `start`.
pub(super) fn behind_platforms(
    cursor: &Cursor<'_>,
    start: usize,
    scope: Option<(usize, Span)>,
    scopes: &[Scope],
) -> Option<Diagnostic> {
    let mut behind = *cursor;
    let place = scope_words(&mut behind, scopes).filter(|_| scope.is_none() && behind.at_end())?;
    let words = scopes.get(place)?.words();
    let span = behind.since(cursor.position());
    let mut first = *cursor;
    first.seek(start);
    let all = Span { end: span.end, ..first.here() };
    let mut platforms = Platforms::NONE;
    while first.position() < cursor.position() {
        platforms = Platform::of(first.peek_raw()).map_or(platforms, |platform| platforms.with(platform));
        first.next();
    }
    let text = format!("{words} {platforms}");
    Some(
        Diagnostic::new(12, format!("`{words}` stands behind the platforms"))
            .at(span, "a device state stands before them")
            .help(format!("write `for {text}`"))
            .repair(format!("write `{text}`"), all, text),
    )
}

/// `for ios, unmanaged android`: a state between the platforms, where the cursor is.
pub(super) fn among_platforms(
    mut cursor: Cursor<'_>,
    scope: Option<(usize, Span)>,
    scopes: &[Scope],
) -> Option<Diagnostic> {
    let start = cursor.position();
    let place = scope_words(&mut cursor, scopes)?;
    let words = scopes.get(place)?.words();
    let span = cursor.since(start);
    cursor.peek_word().and_then(Platform::of)?;
    let next = Span { end: cursor.here().start, ..span };
    let diagnostic = Diagnostic::new(12, format!("`{words}` stands between the platforms"))
        .at(span, "a device state stands before all platforms, and is for all of them");
    Some(match scope {
        Some((first, _)) if first == place => {
            diagnostic.help("one word is enough for all platforms").repair(format!("delete `{words}`"), next, "")
        }
        _ => diagnostic.help(format!(
            "write a block for each device state, or narrow sentences inside of the block: `{words} apps on android {{ … }}`"
        )),
    })
}

/// The platforms to offer behind a state: those that know it, phones first, since most policies are for phones.
fn platforms_of(scope: &Scope) -> Platforms {
    let known: Platforms = Platform::ALL.into_iter().filter(|platform| !scope.on(*platform).is_empty()).collect();
    let phones = known.without(Platforms::NONE.with(Platform::Windows));
    if phones.is_empty() { known } else { phones }
}
