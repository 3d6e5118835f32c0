//! What the command writes to: requested output to standard output, everything about it to standard error, each in colour or plain.
//! A reader that goes away early (`mam … | head`) is no error. Must not know what is printed.

use crate::arguments::{Color, Format, Global};
use crate::failure::{Exit, Failure, in_words};
use crate::report::safe;
use std::io::{self, BufWriter, IsTerminal, Write};

/// The two streams and how to write to them.
pub struct Console {
    /// How problems are printed.
    pub format: Format,
    /// Whether warnings count as errors.
    pub deny_warnings: bool,
    /// Whether notes are drawn at their places, as errors and warnings are.
    pub draw_notes: bool,
    /// Whether standard output takes colour.
    pub out_colored: bool,
    /// Whether a person reads standard output in a terminal.
    pub out_terminal: bool,
    /// Whether standard error takes colour.
    pub err_colored: bool,
    /// Whether a person reads standard error in a terminal.
    pub err_terminal: bool,
    /// Columns.
    pub width: usize,
    out_closed: bool,
    reported: bool,
}

/// A style, as the parameters of an ANSI sequence.
#[derive(Clone, Copy, Debug)]
pub enum Style {
    /// Headings.
    Bold,
    /// What is wrong.
    Red,
    /// What may be wrong.
    Yellow,
    /// Names and code.
    Cyan,
    /// What is added or well.
    Green,
    /// What matters less.
    Dim,
}

impl Console {
    /// Finds out what the streams are.
    pub fn new(global: &Global) -> Self {
        let (out_terminal, err_terminal) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let colored = |terminal: bool| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                terminal && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        Self {
            format: global.format,
            deny_warnings: global.deny_warnings,
            draw_notes: global.notes,
            out_colored: colored(out_terminal),
            out_terminal,
            err_colored: colored(err_terminal),
            err_terminal,
            width: width(),
            out_closed: false,
            reported: false,
        }
    }

    /// Writes what was asked for.
    pub fn out(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.out_with(|out| out.write_all(bytes))
    }

    /// Writes a document for tools: one and no more, also when the command fails afterwards.
    pub fn document(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.reported = true;
        self.out(bytes)
    }

    /// Writes what was asked for, piece by piece.
    pub fn out_with(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        if self.out_closed {
            return Ok(());
        }
        let mut stdout = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        match write(&mut stdout).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.out_closed = true;
                Ok(())
            }
            Err(error) => Err(Failure::new(format!("standard output cannot be written: {}", in_words(&error)))),
            Ok(()) => Ok(()),
        }
    }

    /// Writes about it. Nobody is left to tell when this fails.
    pub fn err(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Writes a line about it.
    pub fn say(&self, line: &str) {
        self.err(&format!("{line}\n"));
    }

    /// Writes what is worth knowing, a line each.
    pub fn notes(&self, notes: &[String]) {
        for note in notes {
            self.say(&format!("{}: {}", paint("note", Style::Cyan, self.err_colored), safe::visible(note)));
        }
    }

    /// Says why the command ends early; tools that read standard output get it there in their format.
    pub fn fail(&mut self, failure: &Failure) {
        let word = if failure.exit == Exit::Interrupted { "stopped" } else { "error" };
        self.say(&format!("{}: {}", paint(word, Style::Red, self.err_colored), safe::visible(&failure.message)));
        if !self.reported
            && let Some(document) = crate::report::failure(self.format, &failure.message)
        {
            // The failure is on standard error already, and there is nobody else to tell.
            let _ = self.out(document.as_bytes());
        }
    }

    /// Begins another round of the same work, with documents of its own.
    pub fn next_round(&mut self) {
        self.reported = false;
    }
}

/// The text in a style, if colour is wanted.
pub fn paint(text: &str, style: Style, colored: bool) -> String {
    if !colored {
        return text.into();
    }
    let parameters = match style {
        Style::Bold => "1",
        Style::Red => "1;31",
        Style::Yellow => "1;33",
        Style::Cyan => "36",
        Style::Green => "32",
        Style::Dim => "2",
    };
    format!("\u{1b}[{parameters}m{text}\u{1b}[0m")
}

/// Whether an environment variable is there and not empty.
fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Columns: those that the user asks for, the terminal's, or 100 where there is none.
fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let found = || terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0));
    asked.or_else(found).unwrap_or(100).clamp(40, 240)
}
