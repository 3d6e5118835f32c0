//! What comes with mam is read once, whoever asks for it first, and from however many threads at once. In a process of its own, since
//! only the first time counts.

use mam_core::project::Project;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

#[test]
fn the_first_checks_may_be_many_at_once() {
    let files = BTreeMap::from([(
        "main.mam".to_owned(),
        "use std.apps (outlook)\n\napp protection \"P\" for ios {\n    apps outlook\n    require pin\n}\n".to_owned(),
    )]);
    let check = move || Project::load(&files, &["main.mam".to_owned()]).check().diagnostics.len();
    let (done, finished) = channel();
    for _ in 0..8 {
        let (check, done) = (check.clone(), done.clone());
        thread::spawn(move || {
            let counts: Vec<usize> = (0..32).into_par_iter().map(|_| check()).collect();
            done.send(counts).expect("somebody waits");
        });
    }
    for _ in 0..8 {
        // Threads that wait for one another would wait for ever.
        let counts = finished.recv_timeout(Duration::from_secs(120)).expect("no thread waits for another one's work");
        assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
    }
}
