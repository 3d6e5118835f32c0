//! Sentences that stand outside of any block: which block they belong into. Must not know what a sentence says.

use super::blocks::kind_of;
use super::states::scope_words;
use crate::cursor::Cursor;
use crate::diagnostics::{Diagnostic, Edit, Repair};
use crate::syntax::{DeclarationKind, File, Item, Span, TokenKind};
use crate::vocabulary::model::{BlockKind, Platform};
use crate::vocabulary::{Expected, Mismatch, Names, Vocabulary};

/// Nothing is known of names here: any word may be one.
struct AnyName;

impl Names for AnyName {
    fn is_value(&self, _: &str) -> bool {
        true
    }
}

/// Words that go on with the sentence above them.
const JOINING: [&str; 7] = ["and", "because", "else", "except", "on", "or", "then"];

/// How much of a sentence some words are, and which blocks know it.
struct Fit {
    kinds: Vec<BlockKind>,
    /// How many words of a sentence they are; all of them when they are one.
    words: usize,
}

/// What to say of a declaration that is none, because it is a sentence, or begins as one does. `like_another` when its first words are
/// much like those of a declaration: then one word of a sentence is not enough.
pub(super) fn sentence(vocabulary: &Vocabulary, file: &File, place: usize, like_another: bool) -> Option<Diagnostic> {
    let item = file.items.get(place)?;
    let whole = Cursor::new(file, item, item.declaration.head.row);
    let line = first_sentence(file, whole);
    if whole.has_broken_text() {
        return None;
    }
    if item.declaration.body.is_some() {
        return narrowing(vocabulary, whole);
    }
    let fit = fit(vocabulary, line)?;
    if like_another && fit.words < 2 {
        return None;
    }
    let span = line.rest();
    let text = file.text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let diagnostic = Diagnostic::new(11, format!("the sentence `{}` stands outside of any block", shorten(&words)))
        .at(span, "a declaration is expected here");
    let above = place.checked_sub(1).and_then(|before| file.items.get(before));
    let above = above.filter(|above| takes(above, &fit.kinds));
    Some(match above.and_then(|above| closing(file, above)) {
        Some(brace) => move_up(
            diagnostic
                .at(brace, "the block above ends here")
                .help("move it up, before this brace: sentences stand inside of blocks"),
            file,
            item,
            brace,
            line.end() == whole.end(),
        ),
        None => diagnostic.help(format!("sentences stand between the braces of a block: {}", blocks(&fit.kinds))),
    })
}

/// `on android { … }`, `unmanaged apps { … }`: blocks that narrow another one.
fn narrowing(vocabulary: &Vocabulary, mut cursor: Cursor<'_>) -> Option<Diagnostic> {
    let whole = cursor.rest();
    let state = scope_words(&mut cursor, vocabulary.scopes()).is_some() && cursor.eat("apps");
    let on = cursor.eat("on") && cursor.peek_word().and_then(Platform::of).is_some();
    if !(on || state && cursor.at_end()) {
        return None;
    }
    Some(
        Diagnostic::new(11, "this block narrows another one, and stands outside of any")
            .at(whole, "a declaration is expected here")
            .help(format!("move it between the braces of a block: {}", blocks(&[BlockKind::AppProtection]))),
    )
}

/// The row up to the end of its first sentence: lines that no keyword begins are read as one declaration.
fn first_sentence<'a>(file: &File, whole: Cursor<'a>) -> Cursor<'a> {
    let mut cursor = whole;
    let mut before = whole.here().end;
    let mut comma = false;
    while let Some(token) = cursor.peek() {
        let (here, word) = (cursor.here(), cursor.raw(token));
        let between = file.text.get(before as usize..here.start as usize).unwrap_or_default();
        if between.contains('\n') && !comma && !JOINING.contains(&word) {
            return whole.until(cursor.position());
        }
        (before, comma) = (here.end, token.kind == TokenKind::Comma);
        cursor.next();
    }
    whole
}

/// The blocks that know a sentence, or the beginning of one.
fn fit(vocabulary: &Vocabulary, line: Cursor<'_>) -> Option<Fit> {
    let mut cursor = line;
    let state = scope_words(&mut cursor, vocabulary.scopes()).is_some() && cursor.eat("apps");
    if !state {
        cursor = line;
    }
    let mut behind = cursor;
    if behind.eat("include") || behind.eat("set") {
        let words = if behind.at_end() { 1 } else { 2 };
        return Some(Fit { kinds: vec![BlockKind::AppProtection], words });
    }
    let states = |kind: &BlockKind| !state || kind.has_states();
    let mut best = Fit { kinds: Vec::new(), words: 0 };
    for kind in BlockKind::ALL.into_iter().filter(states) {
        let words = match vocabulary.index_of(kind).find(vocabulary.sentences(), cursor, &AnyName) {
            Ok(_) => usize::MAX,
            Err(mismatch) if ends(cursor, &mismatch) => usize::MAX,
            Err(mismatch) if begins(vocabulary, kind, cursor) => mismatch.position.saturating_sub(cursor.position()),
            Err(_) => 0,
        };
        if words > best.words {
            best = Fit { kinds: Vec::new(), words };
        }
        if words > 0 && words == best.words {
            best.kinds.push(kind);
        }
    }
    if state {
        best.words = best.words.saturating_add(2);
    }
    (!best.kinds.is_empty()).then_some(best)
}

/// Whether a sentence is whole where the mismatch is, and only says where and why it holds from there on.
fn ends(cursor: Cursor<'_>, mismatch: &Mismatch) -> bool {
    let mut there = cursor;
    there.seek(mismatch.position);
    mismatch.expected.iter().any(|expected| matches!(expected, Expected::End(_)))
        && matches!(there.peek_word(), Some("on" | "because"))
}

/// Whether some sentence of a kind of block begins with the next word.
fn begins(vocabulary: &Vocabulary, kind: BlockKind, cursor: Cursor<'_>) -> bool {
    cursor.peek_word().is_some_and(|word| vocabulary.index_of(kind).first_words().any(|first| **first == *word))
}

/// Whether a declaration is a block that takes such sentences.
fn takes(item: &Item, kinds: &[BlockKind]) -> bool {
    let kind = item.declaration.kind;
    kind == DeclarationKind::Baseline || kind_of(kind).is_some_and(|kind| kinds.contains(&kind))
}

/// The brace that closes a declaration.
fn closing(file: &File, item: &Item) -> Option<Span> {
    let body = item.declaration.body.as_ref().filter(|body| body.closed)?;
    let span = file.span(item, body.range);
    Some(Span { start: span.end.checked_sub(1)?, ..span })
}

/// Offers to move a sentence into the block above, where that is one sentence and the brace stands on a line of its own.
fn move_up(mut diagnostic: Diagnostic, file: &File, item: &Item, brace: Span, single: bool) -> Diagnostic {
    let before = file.text.get(..brace.start as usize).unwrap_or_default();
    let own_line = before.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
    let text = file.text_of(item).trim();
    if single && own_line && item.declaration.head.comment.is_none() {
        let whole = file.span(item, crate::syntax::Range { start: 0, end: text.len() as u32 });
        diagnostic.repairs.push(Repair {
            title: "move it into the block above".into(),
            edits: vec![
                Edit { span: Span { end: brace.start, ..brace }, text: format!("    {text}\n") },
                Edit { span: whole, text: String::new() },
            ],
        });
    }
    diagnostic
}

/// Kinds of block as one writes them.
fn blocks(kinds: &[BlockKind]) -> String {
    const SHOWN: usize = 2;
    let shown: Vec<_> = kinds.iter().take(SHOWN).map(|kind| format!("`{} {{ … }}`", kind.example())).collect();
    shown.join(" or ")
}

fn shorten(words: &str) -> String {
    const LENGTH: usize = 50;
    let mut chars = words.chars();
    let head: String = chars.by_ref().take(LENGTH).collect();
    if chars.next().is_some() { format!("{head}…") } else { head }
}
