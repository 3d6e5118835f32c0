//! How long an editor waits: a hundred changes to a file of 10,000 lines, in a project of 200 files, and three questions after each.
//! `cargo bench -p mam-tests` prints the median and the 95th and 99th of a hundred, and how much memory the server took.

use mam_tests::{Editor, url};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const LINES: usize = 10_000;
const FILES: usize = 200;
const CHANGES: i64 = 100;

const SHARED: &str = "use std.apps (outlook)

param staff: group
param break_glass: group

baseline shared for android, ios {
    block backup of org data
    require pin
    require pin length 6
    block printing
    require no jailbreak or root else wipe
    require enabled account else block
}

conditional access \"Mobile apps need app protection\" {
    users all except break_glass
    resources office365
    device platforms android, ios
    grant requires app protection policy
    state report-only
}

tenant contoso {
    id \"7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11\"
    staff = group \"All staff\"
    break_glass = group \"Emergency access\"
}
";

const USES: &str = "use shared (break_glass, shared, staff)\nuse std.apps (outlook, teams)\n";

fn policy(number: usize) -> String {
    let (length, hours, days) = (4 + number % 8, 1 + number % 20, 10 + number % 80);
    format!(
        "\napp protection \"Policy {number}\" for ios {{\n    apps outlook, teams\n    assign to staff except break_glass\n    \
         include shared\n    require pin length {length}\n    block simple pin\n    require os version 16.0 else block\n    \
         block offline access after {hours} hours\n    wipe offline data after {days} days\n    allow 5 pin attempts else wipe\n}}\n"
    )
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("it is written");
    write("shared.mam", SHARED);
    let mut numbers = 0..;
    let mut next = || policy(numbers.next().unwrap_or_default());
    let mut large = USES.to_owned();
    while large.matches('\n').count() < LINES {
        large.push_str(&next());
    }
    write("large.mam", &large);
    for number in 0..FILES - 2 {
        write(&format!("file_{number:03}.mam"), &format!("{USES}{}{}{}", next(), next(), next()));
    }
    let begun = Instant::now();
    let mut editor = Editor::open(folder.path(), json!({ "general": { "positionEncodings": ["utf-16"] } }));
    let uri = url(&folder.path().join("large.mam"));
    editor.edit(&uri, &large);
    let found = editor.told(&uri, 1);
    println!("open to diagnostics: {:.1} ms, {} of them", millis(begun.elapsed()), found.len());
    let mut lines: Vec<String> = large.lines().map(str::to_owned).collect();
    let places: Vec<usize> = (0..lines.len()).filter(|line| lines[*line].contains("offline data after")).collect();
    let mut times: [(&str, Vec<Duration>); 4] =
        ["change to diagnostics", "hover", "completion", "definition"].map(|of| (of, Vec::new()));
    for number in 1..=CHANGES {
        let line = places[(number as usize * 7919) % places.len()];
        let column = lines[line].find("after ").expect("a place") + "after ".len();
        let at = json!({ "line": line, "character": column });
        let begun = Instant::now();
        editor.change(&uri, number + 1, json!([{ "range": { "start": at, "end": at }, "text": "1" }]));
        editor.told(&uri, number + 1);
        times[0].1.push(begun.elapsed());
        lines[line].insert(column, '1');
        let end = json!({ "line": line, "character": lines[line].len() });
        let include = (0..line).rev().find(|line| lines[*line].contains("include shared")).expect("it includes");
        let questions: [(&str, Value); 3] = [
            ("textDocument/hover", json!({ "line": line, "character": 10 })),
            ("textDocument/completion", end),
            ("textDocument/definition", json!({ "line": include, "character": 14 })),
        ];
        for ((question, at), (_, times)) in questions.into_iter().zip(&mut times[1..]) {
            let begun = Instant::now();
            let answer = editor.ask(question, json!({ "textDocument": { "uri": uri }, "position": at }));
            times.push(begun.elapsed());
            assert!(!answer.is_null(), "{question} is answered");
        }
    }
    for (of, times) in &mut times {
        times.sort_unstable();
        let nth = |part: usize| millis(times[(times.len() * part / 100).min(times.len() - 1)]);
        println!("{of}: median {:.1} ms, 95th {:.1} ms, 99th {:.1} ms", nth(50), nth(95), nth(99));
    }
    println!("memory: {}", memory(editor.process()));
    assert_eq!(editor.leave(), 0);
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The most memory that a process took, where the system tells.
fn memory(process: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let most =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    let mut text = String::new();
    match most {
        Some(kilobytes) => drop(write!(text, "{} MB", kilobytes / 1024)),
        None => text.push_str("not told"),
    }
    text
}
