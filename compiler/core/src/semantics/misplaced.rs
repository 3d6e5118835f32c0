//! What narrows a sentence, and stands where it is not read: `on` and platforms before the end, device states said otherwise. Must not
//! know what a sentence says.

use super::head;
use super::sentence::Reader;
use super::states::{self, scope_words};
use super::wrong::reads;
use crate::cursor::Cursor;
use crate::diagnostics::{Diagnostic, Edit, Repair};
use crate::syntax::{Span, TokenKind};
use crate::vocabulary::model::{Platform, Platforms};

/// `on` where no sentence goes on with it: a platform that there is not, platforms without commas, platforms before the end.
pub(super) fn platforms(reader: &Reader<'_>, cursor: Cursor<'_>, there: Cursor<'_>) -> Option<Diagnostic> {
    let mut behind = there;
    if !behind.eat("on") {
        return None;
    }
    let (word, span) = { behind }.word()?;
    if Platform::of(word).is_none() {
        return Some(head::unknown_platform(word, span));
    }
    let mut platforms = Platforms::NONE;
    let mut end = behind;
    while let Some(platform) = behind.peek_word().and_then(Platform::of) {
        platforms = platforms.with(platform);
        behind.next();
        end = behind;
        let _ = behind.eat(",") || behind.eat("and") || behind.eat("or");
    }
    let said = end.since(there.position());
    if end.at_end() {
        let diagnostic = Diagnostic::new(21, "platforms have commas between them").at(said, "a comma is expected");
        let text = format!("on {platforms}");
        return Some(diagnostic.help(format!("write `{text}`")).repair(format!("write `{text}`"), said, text));
    }
    Some(early(reader, cursor, said, behind, platforms))
}

/// `on ios require pin`, `require os version 17.0 on ios else warn`: `on` and the platforms are said at `said`, and the sentence goes
/// on at `behind`.
fn early(reader: &Reader<'_>, cursor: Cursor<'_>, said: Span, behind: Cursor<'_>, platforms: Platforms) -> Diagnostic {
    let whole = cursor.rest();
    let text = |from: u32, to: u32| reader.file.text.get(from as usize..to as usize).unwrap_or_default();
    let next = behind.here().start.max(said.end);
    let (before, after) = (text(whole.start, said.start), text(next, whole.end.max(next)));
    let own_line = before.trim_end_matches([' ', '\t']).ends_with('\n');
    let message = if own_line {
        format!("a line that begins with `on {platforms}` goes on with the sentence above it")
    } else {
        format!("`on {platforms}` stands before the end of the sentence")
    };
    let diagnostic = Diagnostic::new(21, message)
        .at(said, "the rest of the sentence follows")
        .help(format!("say `on {platforms}` at the end, before a reason; or narrow a block: `on {platforms} {{ … }}`"));
    let sentence = if own_line { after.to_owned() } else { format!("{before}{after}") };
    if reader.has_said_enough() || reads(reader, &sentence).is_err() {
        return diagnostic;
    }
    let edits = vec![
        Edit { span: Span { end: next, ..said }, text: String::new() },
        Edit { span: Span { start: whole.end, ..whole }, text: format!(" on {platforms}") },
    ];
    with(diagnostic, "put it at the end", edits)
}

fn with(mut diagnostic: Diagnostic, title: &str, edits: Vec<Edit>) -> Diagnostic {
    diagnostic.repairs.push(Repair { title: title.into(), edits });
    diagnostic
}

/// `let x = 5` or the head of a block inside another block: the words of a declaration that no sentence begins with.
pub(super) fn declaration(cursor: Cursor<'_>) -> Option<Diagnostic> {
    let mut behind = cursor;
    let words = DECLARATIONS.into_iter().find(|words| behind.eat_all(words))?;
    let name = behind.next()?.kind;
    let next = behind.peek_raw();
    let declares = match words {
        "let" => next == "=",
        "param" => next == ":",
        "use" => matches!(next, "." | "("),
        _ => matches!(name, TokenKind::Text | TokenKind::Word),
    };
    declares.then(|| {
        Diagnostic::new(20, format!("`{words}` begins a declaration, and no sentence"))
            .at(cursor.rest(), "a sentence is expected inside a block")
            .help("write it outside of the block")
    })
}

/// The words that begin a declaration, but for those that a sentence of a vocabulary may well begin with.
const DECLARATIONS: [&str; 11] = [
    "app protection",
    "app configuration",
    "conditional access",
    "connector",
    "named location",
    "scope tag",
    "baseline",
    "tenant",
    "let",
    "param",
    "use",
];

impl Reader<'_> {
    /// `unmanagd apps …`, or `unmanaged …` without `apps`: a device state that there is not, or that is not said as it should be, before a
    /// sentence or as the head of a block.
    pub(super) fn unknown_state(&self, mut cursor: Cursor<'_>, block: bool) -> Option<Diagnostic> {
        if !self.kind.has_platforms() {
            return None;
        }
        let start = cursor.position();
        let scopes = self.vocabulary.scopes();
        if let Some(state) = scope_words(&mut cursor, scopes).and_then(|state| scopes.get(state)) {
            return Some(self.without_apps(&state.words(), cursor, cursor.since(start)));
        }
        let names: Vec<String> = scopes.iter().map(|scope| scope.words()).collect();
        let mut words = Vec::new();
        while let Some((word, _)) = cursor.word().filter(|_| words.len() < 4) {
            words.push(word);
            if cursor.peek_word() == Some("apps") {
                let diagnostic = states::unknown_state(&words.join(" "), cursor.since(start), &names);
                cursor.next();
                let state = if block {
                    cursor.at_end() || cursor.peek_word() == Some("on")
                } else {
                    !diagnostic.repairs.is_empty() || self.is_sentence(cursor)
                };
                return Some(diagnostic).filter(|_| state);
            }
        }
        None
    }

    /// `unmanaged require pin`, `unmanaged devices require pin`, `managed apps managed apps require pin`: the cursor is behind the state,
    /// which stands at `span`.
    fn without_apps(&self, state: &str, cursor: Cursor<'_>, span: Span) -> Diagnostic {
        let mut behind = cursor;
        if behind.eat("apps") {
            let place = Span { end: behind.here().start, ..span };
            return Diagnostic::new(67, "this sentence names two device states")
                .at(Span { end: cursor.here().end, ..span }, "a sentence is about one of them")
                .help("write a sentence for each, or leave the state out if it is for all devices")
                .repair("take the second one out", place, "");
        }
        let diagnostic = Diagnostic::new(67, format!("`apps` is missing behind `{state}`"))
            .at(span, "`apps` is expected after a device state")
            .help(format!("write `{state} apps` and the sentence"));
        match behind.word() {
            Some((word, place)) if self.is_sentence(behind) => {
                diagnostic.repair(format!("replace `{word}` by `apps`"), place, "apps")
            }
            _ => diagnostic.repair("add `apps`", Span { start: span.end, ..span }, " apps"),
        }
    }

    /// Whether all words from the cursor on are a sentence.
    pub(super) fn is_sentence(&self, cursor: Cursor<'_>) -> bool {
        !self.has_said_enough()
            && self.vocabulary.index_of(self.kind).find(self.vocabulary.sentences(), cursor, self).is_ok()
    }
}
