//! Writes the program of the benchmarks: `cargo run --release -p mam-core --example generate -- POLICIES FOLDER [FILES]`.

#[path = "../benches/generator.rs"]
mod generator;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let count = arguments.first().and_then(|count| count.parse().ok());
    let (Some(policies), Some(folder)) = (count, arguments.get(1)) else {
        eprintln!("usage: generate POLICIES FOLDER [files]");
        std::process::exit(2);
    };
    std::fs::create_dir_all(folder)?;
    let text = generator::program(policies);
    if arguments.get(2).map(String::as_str) != Some("files") {
        return std::fs::write(Path::new(folder).join("policies.mam"), text);
    }
    // One policy a file, each of which takes what it shares from the first one.
    let mut parts = text.split("\napp protection ");
    std::fs::write(Path::new(folder).join("shared.mam"), parts.next().unwrap_or_default())?;
    for (number, part) in parts.enumerate() {
        let uses = "use shared (break_glass, shared, staff)\nuse std.apps (outlook, teams)\n\napp protection ";
        std::fs::write(Path::new(folder).join(format!("policy_{number:05}.mam")), format!("{uses}{part}"))?;
    }
    Ok(())
}
