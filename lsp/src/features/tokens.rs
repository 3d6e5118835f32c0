//! Colours by meaning: words of sentences, the words in their holes, declared names by what they are, literals, comments.

use crate::server::Place;
use mam_core::semantics::{Content, DefinitionKind};
use mam_core::syntax::{DeclarationKind, Item, Range, TokenKind};
use mam_core::vocabulary::{Expression, Spanned, Value};
use std::collections::HashSet;
use tower_lsp::lsp_types::*;

/// The kinds of token, in the order of [`LEGEND`].
#[derive(Clone, Copy)]
enum Kind {
    Keyword,
    EnumMember,
    String,
    Number,
    Comment,
    Param,
    Constant,
    App,
    Baseline,
    Object,
    Operator,
}

/// What the numbers of tokens mean.
const LEGEND: [SemanticTokenType; 11] = [
    SemanticTokenType::KEYWORD,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::STRING,
    SemanticTokenType::NUMBER,
    SemanticTokenType::COMMENT,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::VARIABLE,
    SemanticTokenType::NAMESPACE,
    SemanticTokenType::INTERFACE,
    SemanticTokenType::CLASS,
    SemanticTokenType::OPERATOR,
];

/// The first modifier: the name is declared here.
const DECLARATION: u32 = 1;
/// The second modifier: documentation.
const DOCUMENTATION: u32 = 2;

/// What the server can tell.
pub fn options() -> SemanticTokensServerCapabilities {
    SemanticTokensServerCapabilities::SemanticTokensOptions(SemanticTokensOptions {
        legend: SemanticTokensLegend {
            token_types: LEGEND.to_vec(),
            token_modifiers: vec![SemanticTokenModifier::DECLARATION, SemanticTokenModifier::DOCUMENTATION],
        },
        range: Some(true),
        full: Some(SemanticTokensFullOptions::Bool(true)),
        ..SemanticTokensOptions::default()
    })
}

/// One token: where, what, its modifiers.
type Colour = (u32, u32, Kind, u32);

/// The tokens of a file, or of a range of it.
pub fn of(place: &Place, within: Option<tower_lsp::lsp_types::Range>) -> SemanticTokens {
    let file = &place.file;
    let text = place.snapshot.text(file);
    let encoding = place.snapshot.encoding;
    let bounds =
        within.map_or((0, u32::MAX), |range| (text.offset(range.start, encoding), text.offset(range.end, encoding)));
    let words = words(place);
    let mut colours: Vec<Colour> = Vec::new();
    let documentation =
        file.docs.iter().map(|range| (range.start.saturating_sub(3), range.end, Kind::Comment, DOCUMENTATION));
    colours.extend(documentation);
    colours.extend(file.comments.iter().map(|range| (range.start, range.end, Kind::Comment, 0)));
    for item in &file.items {
        if item.base <= bounds.1 && bounds.0 <= item.base + item.declaration.length {
            item_colours(place, item, &words, &mut colours);
        }
    }
    colours.retain(|(start, end, ..)| *start < bounds.1 && bounds.0 < *end);
    colours.sort_by_key(|(start, ..)| *start);
    let mut tokens = Vec::with_capacity(colours.len());
    let mut last = Position::new(0, 0);
    for (start, end, kind, modifiers) in colours {
        // A token ends on its line: a value of several lines is one for each.
        let mut from = start;
        for part in file.text.get(start as usize..end as usize).unwrap_or_default().split_inclusive('\n') {
            let length = u32::try_from(part.trim_end_matches(['\r', '\n']).len()).unwrap_or(0);
            let (begin, finish) = (text.position(from, encoding), text.position(from + length, encoding));
            from += u32::try_from(part.len()).unwrap_or(0);
            if length == 0 || begin < last {
                continue;
            }
            let delta_line = begin.line - last.line;
            let delta_start = if delta_line == 0 { begin.character - last.character } else { begin.character };
            last = begin;
            tokens.push(SemanticToken {
                delta_line,
                delta_start,
                length: finish.character.saturating_sub(begin.character),
                token_type: kind as u32,
                token_modifiers_bitset: modifiers,
            });
        }
    }
    SemanticTokens { result_id: None, data: tokens }
}

/// The places of the words that stand in holes.
fn words(place: &Place) -> HashSet<u32> {
    fn add(value: &Spanned, out: &mut HashSet<u32>, text: &str) {
        match &value.value {
            Value::Word(..) => {
                let words = text.get(value.span.start as usize..value.span.end as usize).unwrap_or_default();
                let mut at = value.span.start;
                for word in words.split_inclusive(' ') {
                    out.insert(at);
                    at += u32::try_from(word.len()).unwrap_or(0);
                }
            }
            Value::List(items) => items.iter().for_each(|item| add(item, out, text)),
            Value::Requirement(expression) => expression_words(expression, out, text),
            _ => {}
        }
    }
    fn expression_words(expression: &Expression, out: &mut HashSet<u32>, text: &str) {
        match expression {
            Expression::One(value) => add(value, out, text),
            Expression::All(parts) | Expression::Any(parts) => {
                parts.iter().for_each(|part| expression_words(part, out, text));
            }
        }
    }
    let program = &place.snapshot.checked.program;
    let blocks = program.blocks.iter().filter(|block| block.file.id == place.file.id).flat_map(|block| &block.lines);
    let lines = blocks.chain(program.baselines.values().flat_map(|baseline| &baseline.lines));
    let mut out = HashSet::new();
    for line in lines.filter(|line| line.span.file == place.file.id) {
        if let Content::Said { values, .. } = &line.content {
            // A constant's value stands where the constant is declared.
            let here = values.iter().filter(|value| value.span.file == place.file.id);
            here.for_each(|value| add(value, &mut out, &place.file.text));
        }
    }
    out
}

fn item_colours(place: &Place, item: &Item, words: &HashSet<u32>, colours: &mut Vec<Colour>) {
    let file = &place.file;
    let text = file.text_of(item);
    let definitions = &place.snapshot.checked.program.definitions;
    let vocabulary = mam_core::vocabulary::is_entry(item.declaration.kind);
    let mut add =
        |range: Range, kind, modifiers| colours.push((item.base + range.start, item.base + range.end, kind, modifiers));
    for range in &item.declaration.docs {
        add(Range { start: range.start.saturating_sub(3), ..*range }, Kind::Comment, DOCUMENTATION);
    }
    for token in &item.declaration.tokens {
        let kind = match token.kind {
            TokenKind::Text | TokenKind::OpenText => Kind::String,
            TokenKind::Integer | TokenKind::Version | TokenKind::Date | TokenKind::Duration | TokenKind::Json => {
                Kind::Number
            }
            TokenKind::Comment => Kind::Comment,
            TokenKind::Symbol | TokenKind::Equals => Kind::Operator,
            TokenKind::Word => {
                let word = token.range.of(text);
                let at = item.base + token.range.start;
                let known = definitions.visible_as(file.id, word).filter(|_| !vocabulary && !words.contains(&at));
                match known {
                    Some((_, definition)) => {
                        let declared = definition.name.span.file == file.id && definition.name.span.start == at;
                        add(token.range, of_definition(definition.kind), u32::from(declared) * DECLARATION);
                        continue;
                    }
                    None if words.contains(&at) => Kind::EnumMember,
                    // Names in `use` may be of modules.
                    None if item.declaration.kind == DeclarationKind::Use && word != "use" => Kind::App,
                    None => Kind::Keyword,
                }
            }
            TokenKind::Comma | TokenKind::Open | TokenKind::Close | TokenKind::Unknown => continue,
        };
        add(token.range, kind, 0);
    }
}

fn of_definition(kind: DefinitionKind) -> Kind {
    match kind {
        DefinitionKind::Let => Kind::Constant,
        DefinitionKind::Param => Kind::Param,
        DefinitionKind::App => Kind::App,
        DefinitionKind::Baseline => Kind::Baseline,
        DefinitionKind::Object(_) => Kind::Object,
    }
}
