//! `mam check`: what is wrong with sources. Writes nothing.

use crate::arguments::Check;
use crate::console::Console;
use crate::failure::{Exit, Failure};
use crate::progress::Progress;
use crate::session::{Session, sum_up};

/// Checks sources and prints what is wrong with them.
pub fn run(options: &Check, console: &mut Console) -> Result<Exit, Failure> {
    let progress = Progress::start(console);
    let session = Session::load(&options.paths, console, &progress)?;
    progress.phase("checking");
    let checked = session.project.check();
    drop(progress);
    let summary = session.print(&checked.diagnostics, checked.omitted, console);
    session.conclude(&checked.diagnostics, checked.omitted, None, console)?;
    sum_up(&summary, console);
    let exit = summary.exit(console);
    // The process ends now: the system takes the memory back at once, and faster.
    std::mem::forget((session, checked));
    Ok(exit)
}
