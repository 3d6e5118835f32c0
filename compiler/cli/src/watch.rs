//! `--watch`: does the work again when a source changes, until Ctrl-C. Must not know what the work is.

use crate::console::{Console, Style, paint};
use crate::failure::{Exit, Failure};
use crate::interrupt;
use notify::{Event, EventKind, RecursiveMode, Watcher};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How long it must be quiet after a change: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(100);

/// How long changes may go on before the work is done nevertheless.
const PATIENCE: Duration = Duration::from_secs(2);

/// Works now and after each change below the paths, but for changes of `out`, which the work writes. A failure ends it only when the
/// command was used wrongly from the beginning: later ones may pass.
pub fn run(
    paths: &[PathBuf],
    out: Option<&Path>,
    console: &mut Console,
    mut work: impl FnMut(&mut Console) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    interrupt::arm();
    let (sender, events) = mpsc::channel();
    let failed =
        |error: notify::Error| Failure::new(format!("changes cannot be watched: {error}; compile without --watch"));
    let mut watcher = notify::recommended_watcher(sender).map_err(failed)?;
    let folders = paths.iter().map(|path| folder_of(path)).collect::<Result<Vec<_>, _>>()?;
    for folder in &folders {
        watcher.watch(folder, RecursiveMode::Recursive).map_err(failed)?;
    }
    for round in 0_u64.. {
        let start = Instant::now();
        if let Err(failure) = work(console) {
            if interrupt::requested() {
                break;
            }
            if round == 0 && failure.exit == Exit::Misuse {
                return Err(failure);
            }
            console.fail(&failure);
        }
        let took = format!("done in {} ms; watching for changes, Ctrl-C ends", start.elapsed().as_millis());
        console.say(&paint(&took, Style::Dim, console.err_colored));
        console.next_round();
        if !changed(&events, &folders, out) {
            break;
        }
    }
    Ok(Exit::Done)
}

/// Waits for a change of a source and for quiet after it; false when the user wants to end.
fn changed(events: &Receiver<notify::Result<Event>>, folders: &[PathBuf], out: Option<&Path>) -> bool {
    let out = out.and_then(|out| out.canonicalize().ok());
    let mut first: Option<Instant> = None;
    let mut last = Instant::now();
    loop {
        if interrupt::requested() {
            return false;
        }
        match events.recv_timeout(QUIET) {
            Ok(event) if event.as_ref().map_or(true, |event| matters(event, folders, out.as_deref())) => {
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

/// The whole path of what is watched for a path: the folder, or the folder of the file.
fn folder_of(path: &Path) -> Result<PathBuf, Failure> {
    let whole = path.canonicalize().map_err(|error| Failure::reading(path, &error))?;
    let folder = if whole.is_dir() { Some(whole.as_path()) } else { whole.parent() };
    Ok(folder.unwrap_or(&whole).to_path_buf())
}

/// Whether an event is about a source, or about a folder that may hold some.
fn matters(event: &Event, folders: &[PathBuf], out: Option<&Path>) -> bool {
    if matches!(event.kind, EventKind::Access(_)) {
        return false;
    }
    let outside = |path: &&PathBuf| out.is_none_or(|out| !path.starts_with(out)) && !is_hidden(path, folders);
    event.paths.iter().filter(outside).any(|path| match path.extension().and_then(OsStr::to_str) {
        Some("mam") => true,
        Some(_) => false,
        None => !matches!(event.kind, EventKind::Modify(notify::event::ModifyKind::Data(_))),
    })
}

/// Whether a path is hidden in what is watched, as mam's own temporary folders are.
fn is_hidden(path: &Path, folders: &[PathBuf]) -> bool {
    let inside = folders.iter().find_map(|folder| path.strip_prefix(folder).ok()).unwrap_or(path);
    inside.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."))
}
