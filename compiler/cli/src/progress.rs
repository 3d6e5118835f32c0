//! What is being done, shown on a terminal when it lasts. Work that is done in an instant shows nothing; without a terminal no thread
//! is started.

use crate::console::Console;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long work may last without a word.
const PATIENCE: Duration = Duration::from_millis(300);

/// Between two drawings.
const TICK: Duration = Duration::from_millis(80);

/// Shows what is being done until it is dropped.
pub struct Progress {
    state: Arc<State>,
    drawing: Option<(Sender<()>, JoinHandle<()>)>,
}

#[derive(Default)]
struct State {
    phase: Mutex<&'static str>,
    done: AtomicU64,
    total: AtomicU64,
}

impl Progress {
    /// Begins to wait.
    pub fn start(console: &Console) -> Self {
        let state = Arc::new(State::default());
        let drawing = console.err_terminal.then(|| {
            let (stop, stopped) = mpsc::channel();
            let shared = Arc::clone(&state);
            (stop, std::thread::spawn(move || draw(&shared, &stopped)))
        });
        Self { state, drawing }
    }

    /// Says what is being done now.
    pub fn phase(&self, phase: &'static str) {
        *self.state.phase.lock().unwrap_or_else(PoisonError::into_inner) = phase;
    }

    /// Says that there is so much more to do.
    pub fn expect(&self, more: usize) {
        self.state.total.fetch_add(more as u64, Ordering::Relaxed);
    }

    /// Says that one piece of it is done.
    pub fn step(&self) {
        self.state.done.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.drawing.take() {
            drop(stop);
            // A drawing that failed has nothing to say to the user.
            let _ = thread.join();
        }
    }
}

fn draw(state: &State, stopped: &Receiver<()>) {
    if stopped.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::new_spinner();
    loop {
        let total = state.total.load(Ordering::Relaxed);
        if total > 0 && bar.length() != Some(total) {
            bar.set_length(total);
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {bar:30} {pos}/{len}") {
                bar.set_style(style);
            }
        }
        bar.set_position(state.done.load(Ordering::Relaxed));
        bar.set_message(*state.phase.lock().unwrap_or_else(PoisonError::into_inner));
        bar.tick();
        if stopped.recv_timeout(TICK) != Err(RecvTimeoutError::Timeout) {
            break;
        }
    }
    bar.finish_and_clear();
}
