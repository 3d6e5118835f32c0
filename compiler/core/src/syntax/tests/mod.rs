//! Tests of the whole room, with what they share.

mod agreement;
mod formatting;
mod hostile;
mod laws;
mod recovery;
mod soup;
mod trees;

use std::fmt::Write;
use std::sync::Arc;

use super::{Body, Declaration, File, FileId, Node, Problem, Range, Row, Sentence, parse};

/// The scenario for which the project exists, as language.md has it.
const BYOD: &str = include_str!("byod.mam");

fn file(text: &str) -> File {
    parse(FileId(7), Arc::from("test.mam"), Arc::from(text))
}

/// A file as a person can read it: every token with its kind, every problem with its text.
fn show(file: &File) -> String {
    let mut out = String::new();
    for docs in &file.docs {
        let _ = writeln!(out, "//! {}", docs.of(&file.text));
    }
    for comment in &file.comments {
        let _ = writeln!(out, "comment {:?}", comment.of(&file.text));
    }
    show_problems(&mut out, &file.text, &file.problems);
    for item in &file.items {
        let text = file.text_of(item);
        let declaration = &item.declaration;
        let _ = writeln!(out, "{:?} at {}", declaration.kind, item.base);
        show_words(&mut out, text, declaration, &declaration.head, 1);
        if let Some(body) = &declaration.body {
            show_body(&mut out, text, declaration, body, 1);
        }
        show_problems(&mut out, text, &declaration.problems);
    }
    out
}

fn show_problems(out: &mut String, text: &str, problems: &[Problem]) {
    for problem in problems {
        let _ = writeln!(out, "! {:?} {:?}", problem.kind, problem.range.of(text));
    }
}

fn show_row(declaration: &Declaration, text: &str, row: Row) -> String {
    let mut words = declaration.row(row).iter().map(|token| format!("{:?} {}", token.kind, token.range.of(text)));
    let first = words.next().unwrap_or_default();
    words.fold(first, |line, word| line + " · " + &word)
}

fn show_words(out: &mut String, text: &str, declaration: &Declaration, words: &Sentence, level: usize) {
    let indent = "    ".repeat(level);
    for docs in &words.docs {
        let _ = writeln!(out, "{indent}/// {}", docs.of(text));
    }
    if level == 1 {
        for docs in &declaration.docs {
            let _ = writeln!(out, "{indent}/// {}", docs.of(text));
        }
    }
    let comment = words.comment.map_or(String::new(), |comment| format!("   {}", comment.of(text)));
    let _ = writeln!(out, "{indent}{}{comment}", show_row(declaration, text, words.row));
}

fn show_body(out: &mut String, text: &str, declaration: &Declaration, body: &Body, level: usize) {
    let indent = "    ".repeat(level);
    let _ = writeln!(out, "{indent}{{");
    for node in &body.nodes {
        match node {
            Node::Sentence(sentence) => show_words(out, text, declaration, sentence, level + 1),
            Node::Comment(comment) => {
                let _ = writeln!(out, "{indent}    comment {}", comment.of(text));
            }
            Node::Block { head, body } => {
                show_words(out, text, declaration, head, level + 1);
                show_body(out, text, declaration, body, level + 1);
            }
        }
    }
    let comment = body.comment.map_or(String::new(), |comment| format!("   {}", comment.of(text)));
    let _ = writeln!(out, "{indent}{}{comment}", if body.closed { "}" } else { "} is missing" });
}

/// Every byte of a file, with what the tree says it belongs to.
struct Coverage<'a> {
    text: &'a str,
    taken: Vec<bool>,
}

impl Coverage<'_> {
    fn take(&mut self, base: u32, range: Range) {
        let (start, end) = ((base + range.start) as usize, (base + range.end) as usize);
        assert!(self.text.get(start..end).is_some(), "{start}..{end} is no range of the text");
        for byte in self.taken.get_mut(start..end).unwrap_or_default() {
            assert!(!*byte, "{:?} is in the tree twice", &self.text[start..end]);
            *byte = true;
        }
    }

    /// Documentation lost its slashes and its space.
    fn documentation(&mut self, base: u32, docs: &[Range], slashes: &str) {
        for range in docs {
            let before = &self.text[..(base + range.start) as usize];
            let start = before.rfind(slashes).expect("documentation has its slashes") as u32 - base;
            assert!(range.start - start <= 4);
            self.take(base, Range { start, end: range.end });
        }
    }

    fn words(&mut self, base: u32, words: &Sentence) {
        self.documentation(base, &words.docs, "///");
        if let Some(comment) = words.comment {
            self.take(base, comment);
        }
    }

    fn body(&mut self, base: u32, body: &Body) {
        let Range { start, end } = body.range;
        self.take(base, Range { start, end: start + 1 });
        if body.closed {
            self.take(base, Range { start: end - 1, end });
        }
        if let Some(comment) = body.comment {
            self.take(base, comment);
        }
        for node in &body.nodes {
            match node {
                Node::Sentence(sentence) => self.words(base, sentence),
                Node::Comment(comment) => self.take(base, *comment),
                Node::Block { head, body } => {
                    self.words(base, head);
                    self.body(base, body);
                }
            }
        }
    }
}

/// Panics unless each byte is in the tree once, or is blank, a semicolon, or a brace too many between declarations.
fn assert_lossless(file: &File) {
    let mut coverage = Coverage { text: &file.text, taken: vec![false; file.text.len()] };
    coverage.documentation(0, &file.docs, "//!");
    file.comments.iter().for_each(|comment| coverage.take(0, *comment));
    let mut inside = vec![false; file.text.len()];
    let mut end = 0;
    for item in &file.items {
        assert!(item.base >= end, "declarations overlap");
        end = item.base + item.declaration.length;
        inside[item.base as usize..end as usize].fill(true);
        item.declaration.tokens.iter().for_each(|token| coverage.take(item.base, token.range));
        coverage.documentation(item.base, &item.declaration.docs, "///");
        coverage.words(item.base, &item.declaration.head);
        if let Some(body) = &item.declaration.body {
            coverage.body(item.base, body);
        }
    }
    for (at, taken) in coverage.taken.iter().enumerate() {
        let byte = file.text.as_bytes()[at];
        assert!(
            *taken || b" \t\r\n;".contains(&byte) || byte == b'}' && !inside[at],
            "byte {at}, {:?}, is not in the tree of {:?}",
            byte as char,
            file.text
        );
    }
}
