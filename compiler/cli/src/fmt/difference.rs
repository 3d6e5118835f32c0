//! What the formatter would change, as patch(1) reads it; or only that it would, where nobody would read the rest.

use super::draft::Draft;
use crate::arguments::Format;
use crate::console::{Console, Style, paint};
use crate::failure::Failure;
use crate::report::safe;
use similar::TextDiff;
use std::fmt::Write as _;
use std::time::Duration;

/// Bytes of the largest text whose lines are compared, and of the largest difference that is printed.
const MAX: usize = 4 << 20;

/// Lines of the largest text whose lines are compared.
const MAX_LINES: usize = 200_000;

/// How long a difference is looked for before a coarser one will do.
const PATIENCE: Duration = Duration::from_secs(2);

/// Prints what would change.
pub fn print(draft: &Draft, console: &mut Console) -> Result<(), Failure> {
    let Some(new) = &draft.new else { return Ok(()) };
    let Some(text) = difference(&draft.file.path, &draft.file.text, new) else {
        console
            .say(&format!("{}: would change; the difference is too large to print", safe::visible(&draft.file.path)));
        return Ok(());
    };
    if console.format != Format::Human {
        console.err(&safe::visible(&text));
        return Ok(());
    }
    let text = if console.out_terminal { safe::visible(&text).into_owned() } else { text };
    let text = if console.out_colored { colored(&text) } else { text };
    console.out(text.as_bytes())
}

/// The lines that differ, with those around them; none when that is too much.
fn difference(name: &str, old: &str, new: &str) -> Option<String> {
    let is_large = |text: &str| text.len() > MAX || text.bytes().filter(|byte| *byte == b'\n').count() > MAX_LINES;
    if is_large(old) || is_large(new) {
        return None;
    }
    let difference = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    let text = difference.unified_diff().header(name, name).to_string();
    (text.len() <= MAX).then_some(text)
}

fn colored(difference: &str) -> String {
    let mut text = String::with_capacity(difference.len());
    for line in difference.lines() {
        let style = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => Style::Bold,
            [b'+', ..] => Style::Green,
            [b'-', ..] => Style::Red,
            [b'@', ..] => Style::Cyan,
            _ => Style::Dim,
        };
        let _ = writeln!(text, "{}", paint(line, style, true));
    }
    text
}
