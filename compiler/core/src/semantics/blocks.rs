//! Reads the blocks that become objects.

use super::definitions::DefinitionId;
use super::forms;
use super::head::{self, BlockHead, Name};
use super::memo::{Kept, Memo};
use super::nearest::nearest;
use super::program::{Block, Place};
use super::sentence::Reader;
use super::{Known, rows_of, uses};
use crate::cursor::{Cursor, docs};
use crate::diagnostics::{Diagnostic, Findings};
use crate::syntax::{DeclarationKind, File, Item, ProblemKind, Span, is_invisible};
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{BlockKind, Platforms, one_of};
use std::collections::HashSet;
use std::sync::Arc;

/// What a declaration gives.
#[derive(Clone, Debug)]
pub(super) enum Read {
    Block(Arc<Block>),
    /// A block that cannot be read.
    Unreadable(BlockKind),
    /// A declaration that might be a block of any kind.
    Unknown,
    Nothing,
}

/// The blocks of a project, and the kinds of which one cannot be read. `test` and `guarantee` only use names. What is kept of an earlier
/// check is not read again.
pub(super) fn read(
    names: Known<'_>,
    memo: Option<&mut Memo>,
    out: &mut Findings,
) -> (Vec<Arc<Block>>, HashSet<BlockKind>) {
    let mut blocks = Vec::new();
    let mut unreadable = HashSet::new();
    let mut fresh = Vec::new();
    let known = memo.as_deref();
    let read = |file: &Arc<File>, place, item: &Item, enough, out: &mut Vec<Diagnostic>| {
        let names = Known { enough, ..names };
        let Some(known) = known else { return (declaration(names, file, place, item, out), None) };
        if let Some(kept) = known.kept(file.id, place) {
            out.extend_from_slice(&kept.said);
            for (file, name) in &kept.used {
                let _ = names.definitions.resolve(*file, name);
            }
            return (kept.read.clone(), None);
        }
        let (read, uses) = uses::of(|| declaration(names, file, place, item, out));
        (read.clone(), Some((file.id, place, Kept::new(read, out.clone(), uses.names))))
    };
    super::each_declaration(names.project, out, read, |(read, kept)| {
        fresh.extend(kept);
        match read {
            Read::Block(block) => blocks.push(block),
            Read::Unreadable(kind) => drop(unreadable.insert(kind)),
            Read::Unknown => unreadable.extend(BlockKind::ALL),
            Read::Nothing => {}
        }
    });
    if let Some(memo) = memo {
        fresh.into_iter().for_each(|(file, place, kept)| memo.keep(file, place, kept));
    }
    (blocks, unreadable)
}

/// The kind of block that a declaration is.
#[must_use]
pub fn kind_of(declaration: DeclarationKind) -> Option<BlockKind> {
    Some(match declaration {
        DeclarationKind::AppProtection => BlockKind::AppProtection,
        DeclarationKind::AppConfiguration => BlockKind::AppConfiguration,
        DeclarationKind::Connector => BlockKind::Connector,
        DeclarationKind::ConditionalAccess => BlockKind::ConditionalAccess,
        DeclarationKind::NamedLocation => BlockKind::NamedLocation,
        DeclarationKind::Filter => BlockKind::Filter,
        DeclarationKind::ScopeTag => BlockKind::ScopeTag,
        DeclarationKind::AuthenticationStrength => BlockKind::AuthenticationStrength,
        _ => return None,
    })
}

pub(super) fn declaration(
    names: Known<'_>,
    file: &Arc<File>,
    place: usize,
    item: &Item,
    out: &mut Vec<Diagnostic>,
) -> Read {
    if let Some(kind) = kind_of(item.declaration.kind) {
        return match block(names, file, place, item, kind, out) {
            Some(block) => Read::Block(Arc::new(block)),
            None => {
                touch(names, file, item);
                Read::Unreadable(kind)
            }
        };
    }
    let app = item.declaration.kind == DeclarationKind::App;
    match item.declaration.kind {
        DeclarationKind::Test | DeclarationKind::Guarantee => touch(names, file, item),
        _ if item.declaration.kind == DeclarationKind::Unknown || (app && head::app_head(file, item).is_err()) => {
            touch(names, file, item);
            return Read::Unknown;
        }
        DeclarationKind::Baseline if head::baseline_head(file, item).is_err() => touch(names, file, item),
        _ => {}
    }
    Read::Nothing
}

/// Counts the names of a declaration as used.
fn touch(names: Known<'_>, file: &Arc<File>, item: &Item) {
    let body = item.declaration.body.as_ref().map(rows_of).unwrap_or_default();
    body.into_iter().chain([item.declaration.head.row]).for_each(|row| names.definitions.touch_words(file, item, row));
}

fn head_of(
    names: Known<'_>,
    file: &File,
    item: &Item,
    kind: BlockKind,
    out: &mut Vec<Diagnostic>,
) -> Option<BlockHead> {
    let head = match kind {
        BlockKind::AppProtection | BlockKind::AppConfiguration => {
            head::block_head(file, item, Some(names.vocabulary.scopes()))
        }
        BlockKind::ConditionalAccess => head::block_head(file, item, None),
        BlockKind::Connector => head::connector_head(file, item),
        BlockKind::NamedLocation | BlockKind::Filter | BlockKind::ScopeTag | BlockKind::AuthenticationStrength => {
            head::named_head(file, item, kind)
        }
    };
    let head = match head {
        Ok(head) => head,
        Err(diagnostic) => {
            if !forms::is_unreadable(file, item) {
                out.push(*diagnostic);
            }
            return None;
        }
    };
    let unknown = if kind == BlockKind::Connector { unknown_connector(names.vocabulary, &head) } else { None };
    match unknown {
        Some(diagnostic) => {
            out.push(diagnostic);
            None
        }
        None => Some(head),
    }
}

/// A connector that the vocabulary does not know.
fn unknown_connector(vocabulary: &Vocabulary, head: &BlockHead) -> Option<Diagnostic> {
    let words = vocabulary.words("connector").filter(|words| super::find_word(words, &head.name.text).is_none())?;
    let name = &head.name;
    let known: Vec<_> = words.items.iter().map(|item| format!("`{}`", item.words)).collect();
    let diagnostic = Diagnostic::new(40, format!("there is no connector `{}`", name.text))
        .at(name.span, "not the name of a connector");
    Some(match nearest(&name.text, words.items.iter().map(|item| &*item.words)) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).repair(
            format!("replace `{}` by `{near}`", name.text),
            name.span,
            near,
        ),
        None => diagnostic.help(format!("known are {}", one_of(&known))),
    })
}

/// Whether the text of a declaration is broken in a way that may hide some of its sentences.
fn hides_something(item: &Item) -> bool {
    item.declaration.problems.iter().any(|problem| problem.kind != ProblemKind::StrayDocumentation)
}

fn block(
    names: Known<'_>,
    file: &Arc<File>,
    place: usize,
    item: &Item,
    kind: BlockKind,
    out: &mut Vec<Diagnostic>,
) -> Option<Block> {
    let head = head_of(names, file, item, kind, out)?;
    out.extend(untidy(head.title.as_ref().unwrap_or(&head.name)));
    if item.declaration.body.is_none() && kind.needs_body() {
        // Said already.
        return None;
    }
    let Known { vocabulary, definitions, apps, .. } = names;
    let span = Cursor::new(file, item, item.declaration.head.row).rest();
    let known: Platforms = head
        .platforms
        .iter()
        .filter(|platform| vocabulary.objects_of(kind, Some(*platform)).next().is_some())
        .collect();
    if kind.has_platforms() && known != head.platforms {
        let missing = head.platforms.without(known);
        let message = format!("`{}` does not exist on {}", kind.words(), head::titles(missing));
        out.push(
            Diagnostic::new(24, message)
                .at(span, format!("known on {}", all_platforms(vocabulary, kind)))
                .help(format!("take `{missing}` out of the head")),
        );
    }
    if let Some(diagnostic) = without_state(vocabulary, &head, known, span) {
        out.push(diagnostic);
        if head.scope.is_some_and(|(scope, _)| knows(vocabulary, scope, known).is_empty()) {
            return None;
        }
    }
    let block_place = Place {
        platforms: if kind.has_platforms() { known } else { Platforms::ALL },
        scope: head.scope.map(|(scope, _)| scope),
    };
    let mut reader = Reader {
        vocabulary,
        definitions,
        apps,
        file,
        item,
        kind,
        open: false,
        broken: hides_something(item),
        unread: 0,
        enough: names.enough,
        out: Vec::new(),
    };
    let mut lines = Vec::new();
    if let Some(body) = &item.declaration.body {
        reader.body(body, block_place, &mut lines);
        lines.shrink_to_fit();
    }
    out.append(&mut reader.out);
    let named = kind.declares().and_then(|_| definition(names, file, place, &head.name.text));
    Some(Block {
        kind,
        name: head.name,
        title: head.title,
        definition: named,
        place: block_place,
        lines,
        broken: reader.broken,
        unread: reader.unread,
        docs: docs(file.text_of(item), &item.declaration.docs),
        span,
        file: file.clone(),
        item: place,
    })
}

/// A name with spaces, tabs or line breaks that nobody sees: it looks like another one.
fn untidy(name: &Name) -> Option<Diagnostic> {
    let text = &*name.text;
    // What emoji are made with is invisible, too.
    let hides = |c: char| is_invisible(c) && !matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
    let what = match text.chars().find(|c| c.is_control() || hides(*c)) {
        Some('\n' | '\r') => "a line break",
        Some('\t') => "a tab",
        Some(_) => "a character that nobody sees",
        None if text.trim() != text => "a space at its edge",
        None => return None,
    };
    let tidy = text.replace(['\n', '\r', '\t'], " ").replace(hides, "");
    let tidy = tidy.split_whitespace().collect::<Vec<_>>().join(" ");
    let diagnostic = Diagnostic::new(37, format!("this name has {what}"))
        .at(name.span, "it looks like another name, and a search for it does not find it")
        .help(format!("write \"{tidy}\""));
    let written = serde_json::Value::from(&*tidy).to_string();
    Some(if tidy.is_empty() { diagnostic } else { diagnostic.repair(format!("write {written}"), name.span, written) })
}

/// The platforms among some that know a device state.
fn knows(vocabulary: &Vocabulary, scope: usize, platforms: Platforms) -> Platforms {
    let scope = vocabulary.scopes().get(scope);
    platforms.iter().filter(|platform| scope.is_some_and(|scope| !scope.on(*platform).is_empty())).collect()
}

/// A head that names a device state which a platform behind it does not have: without a word, nothing would be made for it.
fn without_state(vocabulary: &Vocabulary, head: &BlockHead, platforms: Platforms, whole: Span) -> Option<Diagnostic> {
    let (scope, span) = head.scope?;
    let known = knows(vocabulary, scope, platforms);
    let missing = platforms.without(known);
    if missing.is_empty() {
        return None;
    }
    let state = vocabulary.scopes().get(scope)?;
    let has = missing.verb("has", "have");
    let diagnostic =
        Diagnostic::new(24, format!("{} {has} no device state `{}`", head::titles(missing), state.words()));
    let elsewhere = Platforms::ALL.iter().filter(|platform| !state.on(*platform).is_empty()).collect::<Platforms>();
    let diagnostic = diagnostic.at(span, format!("known on {elsewhere}"));
    if known.is_empty() {
        return Some(diagnostic.help("take the state out, or name a platform that knows it"));
    }
    let rest = Span { start: span.end, end: whole.end, ..span };
    Some(diagnostic.help(format!("take `{missing}` out, and write a block of its own for it")).repair(
        format!("take `{missing}` out"),
        rest,
        format!(" {known}"),
    ))
}

fn all_platforms(vocabulary: &Vocabulary, kind: BlockKind) -> Platforms {
    Platforms::ALL.iter().filter(|platform| vocabulary.objects_of(kind, Some(*platform)).next().is_some()).collect()
}

/// The name that a block declares; of two blocks of one file with one name, which is an error, only the first has it.
fn definition(names: Known<'_>, file: &File, place: usize, name: &str) -> Option<DefinitionId> {
    let (id, known) = names.definitions.visible_as(file.id, name)?;
    (known.file.id == file.id && known.item == place).then_some(id)
}
