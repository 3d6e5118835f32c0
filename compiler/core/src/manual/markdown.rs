//! Markdown that a code host shows as it was meant: what must not be read as a sign of Markdown is escaped. Must not know what is said.

use std::collections::HashMap;

/// What an entry says, as Markdown: what stands between backticks is code, everything else means itself.
pub(super) fn prose(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let pieces: Vec<&str> = words.split('`').collect();
    let mut out = String::with_capacity(words.len() + 16);
    for (place, piece) in pieces.iter().enumerate() {
        let is_closed = place + 1 < pieces.len();
        match (place % 2 == 1, is_closed) {
            (true, true) => {
                out.push('`');
                out.push_str(piece);
                out.push('`');
            }
            // The last backtick has no partner.
            (true, false) => {
                out.push_str("\\`");
                escape(piece, &mut out);
            }
            (false, _) => escape(piece, &mut out),
        }
    }
    at_start(&out)
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '~' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Escapes what would make a heading, a list or a quotation of a paragraph.
fn at_start(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0 && matches!(text.as_bytes().get(digits), Some(b'.' | b')'));
    match text.as_bytes().first() {
        Some(b'#' | b'>' | b'-' | b'+' | b'=' | b'|') => format!("\\{text}"),
        Some(_) if numbered => {
            let (number, rest) = text.split_at(digits);
            format!("{number}\\{rest}")
        }
        _ => text.to_owned(),
    }
}

/// The longest row of backticks in a text.
fn longest(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A program, which may hold whatever a text may hold.
pub(super) fn program(text: &str) -> String {
    let fence = "`".repeat(longest(text).max(2) + 1);
    format!("{fence}mam\n{}\n{fence}", text.trim_end())
}

/// A text as code, in one line.
pub(super) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ");
    let fence = "`".repeat(longest(&text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Texts as code, with commas between them.
pub(super) fn codes<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> String {
    texts.into_iter().map(|text| code(text.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A table. A column in which nothing stands is left out.
pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let filled = |column: &usize| rows.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty()));
    let columns: Vec<usize> = (0..head.len()).filter(filled).collect();
    let line = |cells: Vec<String>| {
        let cells: Vec<_> =
            cells.into_iter().map(|cell| if cell.is_empty() { cell } else { format!("{cell} ") }).collect();
        format!("| {}|\n", cells.join("| "))
    };
    let mut out =
        line(columns.iter().filter_map(|column| head.get(*column)).map(|title| (*title).to_owned()).collect());
    out.push_str(&line(columns.iter().map(|_| "---".to_owned()).collect()));
    for row in rows {
        let cell = |column: &usize| row.get(*column).map(|cell| cell.replace('|', "\\|")).unwrap_or_default();
        out.push_str(&line(columns.iter().map(cell).collect()));
    }
    out
}

/// A link.
pub(super) fn link(text: &str, target: &str) -> String {
    format!("[{text}]({target})")
}

/// The anchors of the headings of a page, as code hosts make them: lower case, without signs, `-` for a space, and a number behind
/// those that came before.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    seen: HashMap<String, usize>,
}

impl Anchors {
    /// The anchor of the next heading.
    pub(super) fn next(&mut self, heading: &str) -> String {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let slug: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect::<String>().to_lowercase();
        let count = self.seen.entry(slug.clone()).or_default();
        let anchor = if *count == 0 { slug } else { format!("{slug}-{count}") };
        *count += 1;
        anchor
    }
}

#[cfg(test)]
mod tests {
    use super::{Anchors, code, program, prose, table};

    #[test]
    fn signs_mean_themselves_but_between_backticks() {
        assert_eq!(prose("a_b *c* `d_*e` [f] <g> & h"), "a\\_b \\*c\\* `d_*e` \\[f\\] \\<g> \\& h");
        assert_eq!(prose("one ` alone_"), "one \\` alone\\_");
        assert_eq!(prose("a `code\n span` ends"), "a `code span` ends");
        assert_eq!([prose("# a"), prose("- b"), prose("12. c"), prose("12 d")], ["\\# a", "\\- b", "12\\. c", "12 d"]);
        assert_eq!([code("a"), code("a`b"), code("`a"), code("a\nb")], ["`a`", "``a`b``", "`` `a ``", "`a b`"]);
        assert_eq!([program("a\n"), program("```\n")], ["```mam\na\n```", "````mam\n```\n````"]);
    }

    #[test]
    fn tables_leave_out_what_is_empty_and_keep_their_cells() {
        let rows = vec![vec!["a|b".into(), String::new(), "c".into()], vec![String::new(), String::new(), "d".into()]];
        assert_eq!(table(&["x", "y", "z"], &rows), "| x | z |\n| --- | --- |\n| a\\|b | c |\n| | d |\n");
    }

    #[test]
    fn anchors_are_those_of_code_hosts() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.next("`require pin length {length}`"), "require-pin-length-length");
        assert_eq!(anchors.next("Require PIN length: length"), "require-pin-length-length-1");
        assert_eq!(anchors.next("sign-in frequency, break_glass"), "sign-in-frequency-break_glass");
    }
}
