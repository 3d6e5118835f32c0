//! Country codes of two letters, ISO 3166-1.

use crate::diagnostics::Diagnostic;
use crate::syntax::Span;
use celes::Country;
use std::str::FromStr;

/// What is wrong with a country code.
pub(super) fn wrong(text: &str, span: Span) -> Option<Diagnostic> {
    let known = Country::from_alpha2(text).is_ok_and(|country| country.alpha2 == text);
    if known {
        return None;
    }
    let letters = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let label = if letters { "no country has this code" } else { "two capital letters are expected" };
    let diagnostic = Diagnostic::new(65, format!("\"{text}\" is no country code")).at(span, label);
    Some(match meant(text) {
        Some(code) => diagnostic.help(format!("did you mean \"{code}\"?")).repair(
            format!("write \"{code}\""),
            span,
            format!("\"{code}\""),
        ),
        None => diagnostic.help("countries have codes of two letters (ISO 3166-1), like \"DE\""),
    })
}

/// The code of a country that was written otherwise: in small letters, with three of them, by its name.
fn meant(text: &str) -> Option<&'static str> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    match plain.as_str() {
        // Reserved by ISO for those two countries, and not their codes; the European Union writes both.
        "uk" => Some("GB"),
        "el" => Some("GR"),
        _ if plain.starts_with(|c: char| c.is_ascii_digit()) => None,
        _ => Country::from_str(&plain).ok().map(|country| country.alpha2),
    }
}
