//! The heads of declarations: what stands before the brace. Each reader says what was expected where it gives up.

use super::forms;
use super::nearest::nearest;
use super::states::{self, scope_words};
use crate::cursor::Cursor;
use crate::diagnostics::Diagnostic;
use crate::syntax::{DeclarationKind, File, Item, Node, Span, TokenKind};
use crate::vocabulary::model::{BlockKind, Platform, Platforms, Scope};
use std::sync::Arc;

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

/// A name and where it stands.
#[derive(Clone, Debug)]
pub struct Name {
    /// The name.
    pub text: Arc<str>,
    /// Where.
    pub span: Span,
}

/// `use MODULE (names)`.
#[derive(Clone, Debug)]
pub struct UseHead {
    /// With dots.
    pub module: String,
    /// Where the module is named.
    pub span: Span,
    /// What is taken from it.
    pub names: Vec<Name>,
    /// Where the declaration begins in its file.
    pub base: u32,
}

/// `app protection "NAME" for [SCOPE] PLATFORMS` and its like.
#[derive(Clone, Debug)]
pub struct BlockHead {
    /// The name.
    pub name: Name,
    /// The title, of a named location.
    pub title: Option<Name>,
    /// The device states, by the place of their scope.
    pub scope: Option<(usize, Span)>,
    /// The platforms.
    pub platforms: Platforms,
}

/// The head behind its keyword, which has `words` words.
pub(super) fn behind<'a>(file: &'a File, item: &'a Item, words: usize) -> Cursor<'a> {
    let mut cursor = Cursor::new(file, item, item.declaration.head.row);
    for _ in 0..words {
        cursor.next();
    }
    cursor
}

fn expected(cursor: &Cursor<'_>, what: &str, example: &str) -> Box<Diagnostic> {
    let found =
        if cursor.at_end() { "nothing stands here".to_owned() } else { format!("`{}` stands here", cursor.peek_raw()) };
    let verb = if what == "the platforms" { "are" } else { "is" };
    Box::new(
        Diagnostic::new(12, format!("{what} {verb} missing"))
            .at(cursor.here(), found)
            .help(format!("write it like `{example}`")),
    )
}

/// Names of platforms, as people write them.
pub(super) fn titles(platforms: Platforms) -> String {
    platforms.iter().map(Platform::title).collect::<Vec<_>>().join(" and ")
}

/// A word where a platform should stand.
pub(super) fn unknown_platform(word: &str, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::new(66, format!("there is no platform `{word}`"))
        .at(span, "not a platform")
        .help("the platforms are `android`, `ios` and `windows`");
    let other = match word.to_lowercase().as_str() {
        "iphone" | "ipad" | "ipados" | "iphones" | "ipads" => Some("ios"),
        "win" | "win10" | "win11" => Some("windows"),
        _ => None,
    };
    match other.or_else(|| nearest(word, Platform::ALL.iter().map(|platform| platform.word()))) {
        Some(near) => diagnostic.repair(format!("replace `{word}` by `{near}`"), span, near),
        None => diagnostic,
    }
}

pub(super) fn end(cursor: &Cursor<'_>, example: &str) -> Result<()> {
    if cursor.at_end() {
        return Ok(());
    }
    let diagnostic = Diagnostic::new(12, format!("`{}` does not belong here", cursor.peek_raw()))
        .at(cursor.rest(), "the end of the head is expected");
    Err(Box::new(diagnostic.help(format!("write it like `{example}`"))))
}

fn name(cursor: &mut Cursor<'_>, what: &str, example: &str) -> Result<Name> {
    if let Some((text, span)) = cursor.word() {
        return Ok(Name { text: text.into(), span });
    }
    let missing = expected(cursor, what, example);
    let text = if cursor.kind() == Some(TokenKind::Text) {
        crate::cursor::decode(cursor.peek_raw()).to_lowercase()
    } else {
        String::new()
    };
    let plain: String = text.trim().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    // Names are words; a text in their place is often one but for its quotation marks.
    Err(if plain.starts_with(char::is_alphabetic) {
        Box::new(missing.repair(format!("write `{plain}`"), cursor.here(), plain))
    } else {
        missing
    })
}

fn title(cursor: &mut Cursor<'_>, what: &str, example: &str) -> Result<Name> {
    let Some((text, span)) = cursor.string() else {
        let missing = expected(cursor, what, example);
        // A word where the name should stand is the name without its quotation marks.
        return Err(match cursor.peek_word().filter(|word| *word != "for") {
            Some(word) => Box::new(missing.repair("put it into quotation marks", cursor.here(), format!("\"{word}\""))),
            None => missing,
        });
    };
    if text.trim().is_empty() {
        return Err(Box::new(
            Diagnostic::new(12, format!("{what} is empty"))
                .at(span, "a name is expected between the quotation marks")
                .help(format!("write it like `{example}`")),
        ));
    }
    Ok(Name { text: text.into(), span })
}

/// Reads `use MODULE (names)`.
///
/// # Errors
/// What is missing.
pub fn use_head(file: &File, item: &Item) -> Result<UseHead> {
    const EXAMPLE: &str = "use std.apps (outlook, teams)";
    let mut cursor = behind(file, item, 1);
    let start = cursor.position();
    let mut module = name(&mut cursor, "the module", EXAMPLE)?.text.to_string();
    while cursor.eat(".") {
        module.push('.');
        module.push_str(&name(&mut cursor, "the rest of the module's name", EXAMPLE)?.text);
    }
    let span = cursor.since(start);
    if cursor.take(TokenKind::Open).is_none() {
        return Err(expected(&cursor, "the list of names", EXAMPLE));
    }
    let mut names = vec![name(&mut cursor, "a name", EXAMPLE)?];
    while cursor.eat(",") {
        if cursor.kind() == Some(TokenKind::Close) {
            break;
        }
        names.push(name(&mut cursor, "a name", EXAMPLE)?);
    }
    if cursor.take(TokenKind::Close).is_none() {
        let missing = expected(&cursor, "the closing parenthesis", EXAMPLE);
        return Err(if cursor.at_end() { Box::new(missing.repair("add it", cursor.here(), ")")) } else { missing });
    }
    end(&cursor, EXAMPLE)?;
    Ok(UseHead { module, span, names, base: item.base })
}

/// What a file takes from others; heads that cannot be read are left out, since they are reported where their declarations are.
pub(crate) fn use_heads(file: &File) -> Vec<UseHead> {
    let uses = file.items.iter().filter(|item| item.declaration.kind == DeclarationKind::Use);
    uses.filter(|item| forms::is_formed(file, item)).filter_map(|item| use_head(file, item).ok()).collect()
}

/// Reads `let NAME =`; the cursor is then at the value.
pub(super) fn let_head<'a>(file: &'a File, item: &'a Item) -> Result<(Name, Cursor<'a>)> {
    const EXAMPLE: &str = "let oldest_ios = 17.0";
    let mut cursor = behind(file, item, 1);
    let name = name(&mut cursor, "the name", EXAMPLE)?;
    if !cursor.eat("=") || cursor.at_end() {
        return Err(expected(&cursor, "the value", EXAMPLE));
    }
    Ok((name, cursor))
}

/// Reads `param NAME: TYPE [= default]`; the cursor is then at the default, if there is one.
pub(super) fn param_head<'a>(file: &'a File, item: &'a Item) -> Result<(Name, Name, Option<Cursor<'a>>)> {
    const EXAMPLE: &str = "param staff: group";
    let mut cursor = behind(file, item, 1);
    let param = name(&mut cursor, "the name", EXAMPLE)?;
    if !cursor.eat(":") {
        return Err(expected(&cursor, "the type", EXAMPLE));
    }
    let of = name(&mut cursor, "the type", EXAMPLE)?;
    if cursor.at_end() {
        return Ok((param, of, None));
    }
    if !cursor.eat("=") || cursor.at_end() {
        return Err(expected(&cursor, "the default value", "param oldest: version = 17.0"));
    }
    Ok((param, of, Some(cursor)))
}

/// Reads a head that is a name alone: `tenant contoso`.
pub(super) fn name_head(file: &File, item: &Item, example: &str) -> Result<Name> {
    let mut cursor = behind(file, item, 1);
    let name = name(&mut cursor, "the name", example)?;
    end(&cursor, example)?;
    Ok(name)
}

/// Reads `app NAME "Title"`.
pub(super) fn app_head(file: &File, item: &Item) -> Result<(Name, Name)> {
    const EXAMPLE: &str = "app field_service \"Contoso Field Service\"";
    let mut cursor = behind(file, item, 1);
    if let Some(meant) = misspelt_kind(&cursor, file, item) {
        return Err(Box::new(meant));
    }
    let app = name(&mut cursor, "the name", EXAMPLE)?;
    let title = title(&mut cursor, "the title", EXAMPLE)?;
    end(&cursor, EXAMPLE)?;
    Ok((app, title))
}

/// `app protectoin "BYOD" for …`: nearly the second word of another declaration, and what follows is no app.
fn misspelt_kind(cursor: &Cursor<'_>, file: &File, item: &Item) -> Option<Diagnostic> {
    let mut behind = *cursor;
    let (word, span) = behind.word()?;
    let near = nearest(word, ["protection", "configuration"].into_iter())?;
    behind.string();
    if behind.peek_word() != Some("for") && is_app(file, item) {
        return None;
    }
    let diagnostic = Diagnostic::new(11, format!("no declaration begins with `app {word}`"))
        .at(span, "`protection` or `configuration` is expected")
        .help(format!(
            "did you mean `app {near}`? An app is declared like `app field_service \"Contoso Field Service\"`"
        ));
    Some(diagnostic.repair(format!("replace `{word}` by `{near}`"), span, near))
}

/// Whether the body of a declaration is that of an app: it begins with a platform or a group.
fn is_app(file: &File, item: &Item) -> bool {
    let nodes = item.declaration.body.as_ref().map(|body| body.nodes.as_slice()).unwrap_or_default();
    let first =
        nodes.iter().find_map(|node| if let Node::Sentence(sentence) = node { Some(sentence.row) } else { None });
    let word = first.and_then(|row| Cursor::new(file, item, row).peek_word());
    word.is_some_and(|word| word == "group" || Platform::of(word).is_some())
}

/// Reads `baseline NAME [for PLATFORMS]`.
///
/// # Errors
/// What is missing.
pub fn baseline_head(file: &File, item: &Item) -> Result<(Name, Platforms)> {
    const EXAMPLE: &str = "baseline phones for android, ios";
    let mut cursor = behind(file, item, 1);
    let baseline = name(&mut cursor, "the name", EXAMPLE)?;
    let platforms = if cursor.eat("for") { platforms(&mut cursor, EXAMPLE)? } else { Platforms::ALL };
    end(&cursor, EXAMPLE)?;
    Ok((baseline, platforms))
}

/// Whether the head of a baseline says for which platforms it is.
pub(super) fn names_platforms(file: &File, item: &Item) -> bool {
    let mut cursor = behind(file, item, 2);
    cursor.eat("for")
}

/// Reads the head of a block with a title: `app protection "NAME" for …`, `conditional access "NAME"`.
pub(super) fn block_head(file: &File, item: &Item, scopes: Option<&[Scope]>) -> Result<BlockHead> {
    let mut cursor = behind(file, item, 2);
    let Some(scopes) = scopes else {
        const EXAMPLE: &str = "conditional access \"Mobile apps need app protection\"";
        let name = title(&mut cursor, "the name", EXAMPLE)?;
        end(&cursor, EXAMPLE)?;
        return Ok(BlockHead { name, title: None, scope: None, platforms: Platforms::ALL });
    };
    let example = match item.declaration.kind {
        DeclarationKind::AppConfiguration => "app configuration \"Outlook\" for android, ios",
        _ => "app protection \"BYOD\" for android, ios",
    };
    let name = title(&mut cursor, "the name", example)?;
    for_platforms(&mut cursor, example)?;
    let start = cursor.position();
    let scope = scope_words(&mut cursor, scopes).map(|scope| (scope, cursor.since(start)));
    if let Some(diagnostic) = states::wrong(cursor, scope, scopes) {
        return Err(Box::new(diagnostic));
    }
    let platforms = platforms(&mut cursor, example)?;
    if let Some(diagnostic) = states::behind_platforms(&cursor, start, scope, scopes) {
        return Err(Box::new(diagnostic));
    }
    end(&cursor, example)?;
    Ok(BlockHead { name, title: None, scope, platforms })
}

/// `for`, or what is said where it is missing.
fn for_platforms(cursor: &mut Cursor<'_>, example: &str) -> Result<()> {
    if cursor.eat("for") {
        return Ok(());
    }
    let missing = expected(cursor, "the platforms", example);
    Err(if cursor.at_end() {
        Box::new(missing.repair("add `for android, ios`", cursor.here(), " for android, ios"))
    } else {
        missing
    })
}

/// Reads `connector NAME for PLATFORMS`.
pub(super) fn connector_head(file: &File, item: &Item) -> Result<BlockHead> {
    const EXAMPLE: &str = "connector defender for android, ios";
    let mut cursor = behind(file, item, 1);
    if cursor.peek_word() == Some("for") {
        return Err(expected(&cursor, "the name of the connector", EXAMPLE));
    }
    let name = name(&mut cursor, "the name of the connector", EXAMPLE)?;
    for_platforms(&mut cursor, EXAMPLE)?;
    let platforms = platforms(&mut cursor, EXAMPLE)?;
    end(&cursor, EXAMPLE)?;
    Ok(BlockHead { name, title: None, scope: None, platforms })
}

/// Reads the head of a block that sentences refer to: `named location NAME "Title"`, `filter NAME "Title" for PLATFORMS`.
pub(super) fn named_head(file: &File, item: &Item, kind: BlockKind) -> Result<BlockHead> {
    let example = kind.example();
    let mut cursor = behind(file, item, kind.words().split(' ').count());
    let name = name(&mut cursor, "the name", example).map_err(before_title)?;
    let title = title(&mut cursor, "the title", example)?;
    let platforms = if kind.has_platforms() {
        for_platforms(&mut cursor, example)?;
        platforms(&mut cursor, example)?
    } else {
        Platforms::ALL
    };
    end(&cursor, example)?;
    Ok(BlockHead { name, title: Some(title), scope: None, platforms })
}

/// A text where the name should stand is the title: the name goes in front of it.
fn before_title(mut missing: Box<Diagnostic>) -> Box<Diagnostic> {
    for repair in &mut missing.repairs {
        repair.title.push_str(" in front of the title");
        for edit in &mut repair.edits {
            edit.span.end = edit.span.start;
            edit.text.push(' ');
        }
    }
    missing
}

/// Reads `test "NAME"`.
pub(super) fn test_head(file: &File, item: &Item) -> Result<Name> {
    const EXAMPLE: &str = "test \"a test virus on a personal Android phone\"";
    let mut cursor = behind(file, item, 1);
    let name = title(&mut cursor, "the name", EXAMPLE)?;
    cursor.eat_all("once enforced");
    end(&cursor, EXAMPLE)?;
    Ok(name)
}

/// Platforms with commas between them.
fn platforms(cursor: &mut Cursor<'_>, example: &str) -> Result<Platforms> {
    let mut platforms = Platforms::NONE;
    loop {
        let Some((word, span)) = cursor.word() else { return Err(expected(cursor, "a platform", example)) };
        let Some(platform) = Platform::of(word) else { return Err(Box::new(unknown_platform(word, span))) };
        platforms = platforms.with(platform);
        if !cursor.eat(",") {
            return Ok(platforms);
        }
    }
}
