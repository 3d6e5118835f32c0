//! `--watch`: does the work again when a source changes, until Ctrl-C. Must not know what the work is.

mod watched;

use crate::console::{Console, Style, paint};
use crate::failure::{Exit, Failure};
use crate::interrupt;
use notify::Event;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime};
use watched::Watched;

/// How long it must be quiet after a change: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(100);

/// How long changes may go on before the work is done nevertheless.
const PATIENCE: Duration = Duration::from_secs(2);

/// Works now and after each change below the paths, or of a source that is read from elsewhere through a link; but not after changes of
/// `out`, which the work writes. The work tells which sources it read. A failure ends it only when the command was used wrongly from
/// the beginning: later ones may pass.
pub fn run(
    paths: &[PathBuf],
    out: Option<&Path>,
    console: &mut Console,
    mut work: impl FnMut(&mut Console, &mut Vec<PathBuf>) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    interrupt::arm();
    let (sender, events) = mpsc::channel();
    let mut watched = Watched::begin(paths, sender)?;
    for round in 0_u64.. {
        let (start, since) = (Instant::now(), SystemTime::now());
        let mut sources = Vec::new();
        if let Err(failure) = work(console, &mut sources) {
            if interrupt::requested() {
                break;
            }
            if round == 0 && failure.exit == Exit::Misuse {
                return Err(failure);
            }
            console.fail(&failure);
        }
        let missed = watched.follow(paths, &sources, since).unwrap_or_else(|failure| {
            console.fail(&failure);
            false
        });
        let took = format!("done in {} ms; watching for changes, Ctrl-C ends", start.elapsed().as_millis());
        console.say(&paint(&took, Style::Dim, console.err_colored));
        console.next_round();
        if !missed && !changed(&events, &watched, out) {
            break;
        }
    }
    Ok(Exit::Done)
}

/// Waits for a change of a source and for quiet after it; false when the user wants to end.
fn changed(events: &Receiver<notify::Result<Event>>, watched: &Watched, out: Option<&Path>) -> bool {
    let out = out.and_then(|out| out.canonicalize().ok());
    let mut first: Option<Instant> = None;
    let mut last = Instant::now();
    loop {
        if interrupt::requested() {
            return false;
        }
        match events.recv_timeout(QUIET) {
            Ok(event) if event.as_ref().map_or(true, |event| watched.concerns(event, out.as_deref())) => {
                last = Instant::now();
                first.get_or_insert(last);
            }
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return false,
        }
        if first.is_some_and(|first| last.elapsed() >= QUIET || first.elapsed() >= PATIENCE) {
            return true;
        }
    }
}
