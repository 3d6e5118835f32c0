//! `mam diff`: what tells two sets of policies apart. Must not know what a policy means: that is the core's.

mod brought;
mod human;
mod json;
mod lists;
mod markdown;
mod output;
mod tenants;

use crate::arguments::{Diff, Format};
use crate::console::{Console, Style, paint};
use crate::failure::{Exit, Failure};
use crate::progress::Progress;
use crate::report::{counted, safe::visible};
use brought::Brought;
use mam_core::diff::{Comparison, Read, State};
use tenants::Held;

/// Both sides of a tenant, compared.
struct Compared {
    /// The tenant on the left and on the right side, where they have one.
    tenants: [Option<String>; 2],
    comparison: Comparison,
}

/// Everything that was compared.
struct Report {
    /// What the sides are called.
    sides: [String; 2],
    compared: Vec<Compared>,
}

/// Compares two sides and prints how they differ.
pub fn run(options: &Diff, console: &mut Console) -> Result<Exit, Failure> {
    admit(options, console)?;
    brought::admit(options)?;
    let sides = [&options.left, &options.right].map(|path| brought::called(path));
    let [named_left, named_right] = &sides;
    let Some(mut left) = Brought::load(&options.left, console)? else { return Ok(Exit::Problems) };
    let Some(mut right) = Brought::load(&options.right, console)? else { return Ok(Exit::Problems) };
    let held =
        [Held { side: named_left, tenants: left.tenants() }, Held { side: named_right, tenants: right.tenants() }];
    let pairs = tenants::pairs(&held, &options.tenants)?;
    let progress = Progress::start(console);
    progress.phase("comparing");
    let mut report = Report { sides: sides.clone(), compared: Vec::with_capacity(pairs.len()) };
    for tenants in pairs {
        let [one, other] = &tenants;
        let (one, other) = (left.side(one.as_deref())?, right.side(other.as_deref())?);
        report.compared.push(Compared { comparison: mam_core::diff::diff(&one, &other), tenants });
    }
    drop(progress);
    report.tell(console);
    let text = match console.format {
        _ if options.markdown => markdown::document(&report),
        Format::Json => json::document(&report)?,
        _ => human::text(&report, console),
    };
    if console.format == Format::Json {
        console.document(text.as_bytes())?
    } else {
        console.out(text.as_bytes())?
    }
    Ok(if report.is_same() { Exit::Done } else { Exit::Problems })
}

fn admit(options: &Diff, console: &Console) -> Result<(), Failure> {
    match console.format {
        Format::Human => Ok(()),
        Format::Json if !options.markdown => Ok(()),
        Format::Json => {
            Err(Failure::misuse("`--format json` and `--markdown` both want standard output; name one of them"))
        }
        Format::Sarif | Format::Github => Err(Failure::misuse(
            "diff prints for people, as JSON (`--format json`) or as Markdown (`--markdown`); name one of these",
        )),
    }
}

impl Report {
    /// Whether there is no difference, and nothing that might hide one.
    fn is_same(&self) -> bool {
        let is_whole = |read: &Read| read.problems.is_empty();
        self.compared.iter().all(|compared| {
            let Comparison { left, right, differences, .. } = &compared.comparison;
            differences.is_empty() && is_whole(left) && is_whole(right)
        })
    }

    /// Each side of each comparison, with what it is called.
    fn reads(&self) -> impl Iterator<Item = (&str, &Read)> {
        self.compared.iter().flat_map(|compared| {
            let reads = [&compared.comparison.left, &compared.comparison.right];
            self.sides.iter().map(String::as_str).zip(reads)
        })
    }

    /// Says what could not be compared.
    fn tell(&self, console: &Console) {
        for (side, read) in self.reads() {
            for problem in &read.problems {
                let line = visible(&format!("{}: {}; it is left out", shown(side, &problem.file), problem.message))
                    .into_owned();
                console.say(&format!("{}: {line}", paint("error", Style::Red, console.err_colored)));
            }
            let mut notes = Vec::new();
            if console.draw_notes {
                let skipped = read.skipped.iter();
                notes.extend(skipped.map(|skipped| format!("{}: {}", shown(side, &skipped.file), skipped.message)));
            } else if !read.skipped.is_empty() {
                let count = counted(read.skipped.len(), "other thing");
                notes.push(format!("`{side}` holds {count} that mam does not compare; `--notes` lists them"));
            }
            notes.extend(silence(side, read));
            console.notes(&notes);
        }
        if self.has_unresolved() {
            console.notes(&[UNRESOLVED.into()]);
        }
    }

    fn has_unresolved(&self) -> bool {
        self.compared
            .iter()
            .flat_map(|compared| &compared.comparison.differences)
            .any(|difference| difference.unresolved)
    }
}

/// What is said when one side has names and the other one ids.
const UNRESOLVED: &str = "one side has names where the other one has ids, and mam cannot tell whether they are the same; to compare \
     them, say the ids in the tenant of the sources, as in `staff = group \"7a4c9d0e-…\"`";

/// What is said of policies that do not say whom they are for.
fn silence(side: &str, read: &Read) -> Option<String> {
    let whom = match read.silent {
        0 => return None,
        1 => "1 policy does not say which apps or groups it is for".to_owned(),
        count => format!("{count} policies do not say which apps or groups they are for"),
    };
    Some(format!("`{side}`: {whom}, so that is not compared; export with `$expand=apps,assignments`"))
}

/// A file of a side, as the user would write it.
fn shown(side: &str, file: &str) -> String {
    if file == side || side.ends_with(&format!("/{file}")) {
        side.to_owned()
    } else {
        format!("{}/{file}", side.trim_end_matches('/'))
    }
}

/// `2 policies differ (1 changed, 1 added), 6 are the same`.
fn summary(comparison: &Comparison) -> String {
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    let count = comparison.differences.len();
    if count == 0 {
        return format!("no differences: {} {} the same", policies(comparison.equal), are(comparison.equal));
    }
    let of = |state: State| comparison.differences.iter().filter(|difference| difference.state == state).count();
    let states = [(of(State::Changed), "changed"), (of(State::Removed), "removed"), (of(State::Added), "added")];
    let parts: Vec<_> =
        states.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let differ = if count == 1 { "differs" } else { "differ" };
    format!(
        "{} {differ} ({}), {} {} the same",
        policies(count),
        parts.join(", "),
        comparison.equal,
        are(comparison.equal)
    )
}

fn policies(count: usize) -> String {
    if count == 1 { "1 policy".into() } else { format!("{count} policies") }
}

/// The tenants of a comparison: `contoso`, `contoso → fabrikam`.
fn tenant_title(tenants: &[Option<String>; 2]) -> Option<String> {
    match tenants {
        [Some(left), Some(right)] if left != right => Some(format!("{left} → {right}")),
        [Some(name), _] | [None, Some(name)] => Some(name.clone()),
        [None, None] => None,
    }
}
