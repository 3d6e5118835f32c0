//! The words of one sentence, and the space between them.
//! Must not know blocks.

use super::super::tree::{Range, Row, Token, TokenKind};
use super::{INDENT, Printer, gap};

impl Printer<'_> {
    /// Writes a row. Lines that the author broke stay broken.
    pub(super) fn row(&mut self, row: Row, indent: usize) {
        self.indent = indent;
        let mut last: Option<Token> = None;
        let tokens = self.tokens.get(row.first as usize..row.last as usize).unwrap_or_default();
        // Comments in front of a head belong to what stands before it.
        for &token in tokens.iter().skip_while(|token| token.kind == TokenKind::Comment) {
            if let Some(last) = last {
                let between = self.slice(last.range.end, token.range.start);
                if between.contains(['\n', '\r']) {
                    // `then` is the other half of `when`, and stands below it.
                    self.line(if token.range.of(self.text) == "then" { indent } else { indent + INDENT });
                } else {
                    self.out.push_str(self.space(last, token, between));
                }
            }
            self.token(token);
            last = Some(token);
        }
    }

    /// What stands between two tokens of one line.
    fn space<'t>(&self, last: Token, next: Token, between: &'t str) -> &'t str {
        if next.kind == TokenKind::Comment {
            return comment_space(between);
        }
        let symbol = |token: Token| {
            if token.kind == TokenKind::Symbol { token.range.of(self.text) } else { "" }
        };
        let dots = |token: Token| symbol(token).starts_with('.');
        match next.kind {
            _ if self.columns => between,
            TokenKind::Comma | TokenKind::Close => "",
            _ if last.kind == TokenKind::Open || symbol(next) == ":" => "",
            // Without space `17.0` is one token, with space it is three.
            _ if dots(last) || dots(next) => between.get(..1).map_or("", |_| " "),
            _ => " ",
        }
    }

    fn token(&mut self, token: Token) {
        let text = token.range.of(self.text);
        match token.kind {
            TokenKind::Json => self.json(text),
            TokenKind::Comment => self.out.push_str(text.trim_end_matches([' ', '\t'])),
            TokenKind::Duration if !self.columns => {
                let mut parts = text.split([' ', '\t']).filter(|part| !part.is_empty());
                self.out.push_str(parts.next().unwrap_or_default());
                self.out.extend(parts.flat_map(|part| [" ", part]));
            }
            _ => self.out.push_str(text),
        }
    }

    /// Writes JSON: its lines stay, indented by their brackets, once for all brackets that one line opens.
    fn json(&mut self, text: &str) {
        let base = self.indent;
        // For each open bracket, the indentation of its line.
        let mut open: Vec<usize> = Vec::new();
        let lines = gap::lines(text).map(|line| line.trim_matches([' ', '\t']));
        for (count, line) in lines.enumerate().filter(|(count, line)| *count == 0 || !line.is_empty()) {
            let mut indent = open.last().map_or(base, |opener| opener + INDENT);
            let closes = line.bytes().take_while(|byte| b"]}".contains(byte)).count();
            if closes > 0 {
                indent = open.get(open.len().saturating_sub(closes)).copied().unwrap_or(base);
            }
            if count > 0 {
                self.line(indent);
            }
            self.out.push_str(line);
            follow(line, indent, &mut open);
        }
        self.indent = base;
    }

    /// Writes a comment behind something on its line, as far from it as its author has it.
    pub(super) fn trailing(&mut self, end: u32, comment: Option<Range>) {
        if let Some(comment) = comment {
            self.out.push_str(comment_space(self.slice(end, comment.start)));
            self.out.push_str(comment.of(self.text).trim_end_matches([' ', '\t']));
        }
    }

    /// Begins a line.
    pub(super) fn line(&mut self, indent: usize) {
        self.indent = indent;
        self.out.truncate(self.out.trim_end_matches([' ', '\t']).len());
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
    }
}

fn comment_space(between: &str) -> &str {
    if between.is_empty() || between.contains(';') { " " } else { between }
}

/// Follows the brackets of a line of JSON that stands at `indent`.
fn follow(line: &str, indent: usize, open: &mut Vec<usize>) {
    let mut bytes = line.bytes();
    let mut quoted = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => quoted = !quoted,
            b'\\' => {
                bytes.next();
            }
            b'[' | b'{' if !quoted => open.push(indent),
            b']' | b'}' if !quoted => {
                open.pop();
            }
            _ => {}
        }
    }
}
