//! Names that nobody declares: what was meant, and where it could come from.

use super::definitions::{DefinitionKind, Definitions};
use super::nearest::nearest;
use super::sentence::Reader;
use crate::cursor::{Cursor, decode};
use crate::diagnostics::{Diagnostic, Edit, Repair};
use crate::syntax::{File, Span};
use crate::vocabulary::model::{BlockKind, Piece, RefKind, Type, one_of};
use crate::vocabulary::{Expected, Mismatch};

/// What a name may stand for where it was said.
pub(super) enum Wanted {
    App,
    Baseline,
    /// A block of this kind, or a value that stands for one.
    Object(BlockKind),
    /// A value of this type.
    Value(&'static str),
}

impl Wanted {
    /// What a hole of a type takes.
    pub(super) fn of(of: &Type) -> Self {
        match of {
            Type::Apps(_) => Self::App,
            Type::List(of) | Type::Requirement(of) => Self::of(of),
            Type::Union(types) => {
                let all = || types.iter().map(Self::of);
                let named = all().zip(types).find(|(_, of)| matches!(of, Type::Reference(_))).map(|(wanted, _)| wanted);
                // Most names of people are those of groups.
                let group = types.iter().find(|of| matches!(of, Type::Reference(RefKind::Group))).map(Self::of);
                all()
                    .find(|wanted| matches!(wanted, Self::Object(_)))
                    .or(group)
                    .or(named)
                    .or_else(|| all().next_back())
                    .unwrap_or(Self::Value("text"))
            }
            Type::Reference(kind) => match BlockKind::declaring(*kind) {
                Some(block) => Self::Object(block),
                None => Self::Value(kind.word()),
            },
            Type::Version { .. } => Self::Value("version"),
            Type::Duration { .. } => Self::Value("duration"),
            Type::Integer { .. } => Self::Value("integer"),
            Type::Date => Self::Value("date"),
            Type::Id => Self::Value("id"),
            _ => Self::Value("text"),
        }
    }

    fn fits(&self, kind: DefinitionKind) -> bool {
        match self {
            Self::App => kind == DefinitionKind::App,
            Self::Baseline => kind == DefinitionKind::Baseline,
            Self::Object(block) => {
                kind == DefinitionKind::Object(*block) || matches!(kind, DefinitionKind::Let | DefinitionKind::Param)
            }
            Self::Value(_) => matches!(kind, DefinitionKind::Let | DefinitionKind::Param),
        }
    }

    fn noun(&self) -> String {
        match self {
            Self::App => "app".into(),
            Self::Baseline => "baseline".into(),
            Self::Object(block) => block.words().into(),
            Self::Value(kind @ ("group" | "user" | "role" | "terms")) => format!("{kind} named"),
            Self::Value(_) => "name".into(),
        }
    }

    fn declaration(&self, name: &str) -> String {
        match self {
            Self::App => format!("declare it: `app {name} \"Title\" {{ ios \"…\" }}`"),
            Self::Baseline => format!("declare it: `baseline {name} {{ … }}`"),
            Self::Object(block) => {
                let on = if block.has_platforms() { " for android, ios" } else { "" };
                let body = if block.needs_body() { " { … }" } else { "" };
                format!("declare it: `{} {name} \"Title\"{on}{body}`", block.words())
            }
            Self::Value(of) => format!("declare it: `param {name}: {of}`"),
        }
    }
}

/// A name that is not declared. Nothing is said where another diagnostic explains why it is not known.
pub(super) fn name(reader: &Reader<'_>, name: &str, span: Span, wanted: &Wanted) -> Option<Diagnostic> {
    let definitions = reader.definitions;
    if definitions.is_broken(reader.file.id, name) {
        return None;
    }
    let code = if matches!(wanted, Wanted::App) { 41 } else { 40 };
    let diagnostic = Diagnostic::new(code, format!("there is no {} `{name}`", wanted.noun()))
        .at(span, "not declared, and not taken from another file");
    let fits = |kind| wanted.fits(kind);
    if let Some(near) = definitions.suggestion(reader.file.id, name, fits).map(str::to_owned) {
        // It was meant, so it is used.
        let _ = definitions.resolve(reader.file.id, &near);
        return Some(diagnostic.help(format!("did you mean `{near}`?")).repair(
            format!("replace `{name}` by `{near}`"),
            span,
            near,
        ));
    }
    if let Some((module, _)) = definitions.elsewhere(reader.file, name, fits) {
        let edits = vec![import(definitions, reader.file, &module, name)];
        return Some(offer(
            diagnostic.help(format!("`{module}` has it")),
            format!("take `{name}` from `{module}`"),
            edits,
        ));
    }
    let similar = if reader.has_said_enough() { None } else { definitions.similar_elsewhere(reader.file, name, fits) };
    if let Some((module, near)) = similar {
        let edits = vec![import(definitions, reader.file, &module, &near), Edit { span, text: near.clone() }];
        return Some(offer(
            diagnostic.help(format!("did you mean `{near}` from `{module}`?")),
            format!("take `{near}` from `{module}`"),
            edits,
        ));
    }
    Some(diagnostic.help(format!("{}, or take it from another file with `use`", wanted.declaration(name))))
}

/// `apps group core`, `apps core apps`: the word before `there` was read as an app, none has that name, and no app's name is several words.
pub(super) fn app_before(reader: &Reader<'_>, there: Cursor<'_>, mismatch: &Mismatch) -> Option<Diagnostic> {
    let whole = mismatch.expected.iter().filter(|expected| matches!(expected, Expected::End(_)));
    let groups = whole
        .filter_map(|expected| reader.vocabulary.sentences().get(expected.entry()))
        .filter_map(
            |entry| if let Some(Piece::Hole(hole)) = entry.pieces.last() { entry.holes.get(*hole) } else { None },
        )
        .flat_map(|hole| &hole.types)
        .find_map(|(_, of)| if let Type::Apps(groups) = of { Some(groups) } else { None })?;
    let mut before = there;
    before.seek(there.position().checked_sub(1)?);
    let name = before.peek_word()?;
    let (file, names) = (reader.file.id, reader.definitions);
    if there.at_end() || names.visible_as(file, name).is_some() || names.is_broken(file, name) {
        return None;
    }
    let mut said = Vec::new();
    let mut at = before;
    while let Some(token) = at.next() {
        said.push(decode(at.raw(token)).to_lowercase());
    }
    if said.first().is_some_and(|first| matches!(first.as_str(), "app" | "apps" | "group" | "groups")) {
        said.remove(0);
    }
    let (first, said) = (said.first().cloned().unwrap_or_default(), said.join(" "));
    let known = || groups.items.iter().map(|item| &*item.words);
    let near = known().find(|words| *words == said).or_else(|| nearest(&said, known()));
    let near = near.or_else(|| known().find(|words| words.split(' ').next() == Some(&*first)));
    let quoted: Vec<_> = known().map(|words| format!("`{words}`")).collect();
    let diagnostic = Diagnostic::new(41, format!("there is no app `{name}`"))
        .at(before.here(), "the name of an app is expected")
        .help(format!("name apps with commas between them, or one of Microsoft's groups of apps: {}", one_of(&quoted)));
    let whole = before.rest();
    let text = reader.file.text.get(whole.start as usize..whole.end as usize).unwrap_or_default();
    Some(match near {
        Some(near) => diagnostic.repair(format!("replace `{text}` by `{near}`"), whole, near),
        None => diagnostic,
    })
}

/// `all` where `all users` may stand: a name that nobody declares, and the beginning of words that the hole takes.
pub(super) fn near_words(reader: &Reader<'_>, name: &str, span: Span, of: &Type) -> Option<Diagnostic> {
    if reader.definitions.is_broken(reader.file.id, name) {
        return None;
    }
    let mut words = Vec::new();
    of.words(&mut words);
    let begins = |words: &&str| words.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '));
    let near = words.into_iter().find(|words| begins(words) || words.eq_ignore_ascii_case(name))?;
    Some(
        Diagnostic::new(40, format!("there is nothing named `{name}`"))
            .at(span, format!("{} is expected", of.describe()))
            .help(format!("did you mean `{near}`?"))
            .repair(format!("replace `{name}` by `{near}`"), span, near),
    )
}

/// Words that are neither a name nor words of the vocabulary; some that are. None for several words that are like none of them.
pub(super) fn word<'a>(said: &str, span: Span, known: impl Iterator<Item = &'a str>) -> Option<Diagnostic> {
    let near = nearest(said, known);
    if near.is_none() && said.contains(' ') {
        return None;
    }
    let diagnostic = Diagnostic::new(40, format!("there is nothing named `{said}`"))
        .at(span, "neither declared, nor a word that a sentence takes");
    Some(match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).repair(
            format!("replace `{said}` by `{near}`"),
            span,
            near,
        ),
        None => diagnostic.help("declare it, or take it from another file with `use`"),
    })
}

fn offer(mut diagnostic: Diagnostic, title: String, edits: Vec<Edit>) -> Diagnostic {
    diagnostic.repairs.push(Repair { title, edits });
    diagnostic
}

/// The change that takes a name from a module: in the `use` that takes others from it, else a `use` of its own before the first one.
pub(super) fn import(definitions: &Definitions, file: &File, module: &str, name: &str) -> Edit {
    let uses = definitions.uses.get(&file.id).map(Vec::as_slice).unwrap_or_default();
    let insert = |at: u32, text: String| Edit { span: Span { file: file.id, start: at, end: at }, text };
    let last = uses.iter().filter(|head| head.module == module).find_map(|head| head.names.last());
    if let Some(last) = last {
        return insert(last.span.end, format!(", {name}"));
    }
    let first = uses.first().map(|head| head.base).or_else(|| file.items.first().map(|item| item.base));
    insert(first.unwrap_or_default(), format!("use {module} ({name})\n"))
}

/// A name that stands for something else than what is needed.
pub(super) fn other_kind(name: &str, kind: DefinitionKind, span: Span, of: &Type) -> Diagnostic {
    Diagnostic::new(43, format!("`{name}` is {}, which does not fit here", kind.words()))
        .at(span, format!("{} is expected", of.describe()))
        .help(format!("name something of that kind; {}", Wanted::of(of).declaration("NAME")))
}
