//! `mam init`: a small project that compiles, to begin with. Must not know the language: the project is a set of files.

use crate::arguments::Init;
use crate::console::Console;
use crate::failure::{Exit, Failure};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// The files of a new project.
const FILES: [(&str, &str); 4] = [
    ("policies.mam", include_str!("init/policies.mam")),
    ("tenants.mam", include_str!("init/tenants.mam")),
    ("README.md", include_str!("init/README.md")),
    (".gitignore", "/out/\n"),
];

/// Begins a project in a new or an empty folder.
pub fn run(options: &Init, console: &mut Console) -> Result<Exit, Failure> {
    let folder = &options.folder;
    let shown = folder.display();
    let failed = |path: &Path, error: &io::Error| Failure::writing(path, error);
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            if let Some(entry) = entries.next() {
                let name = entry.map(|entry| entry.file_name().display().to_string()).unwrap_or_default();
                return Err(Failure::new(format!("`{shown}` is not empty: it holds `{name}`; name a new folder")));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?,
        Err(error) => return Err(failed(folder, &error)),
    }
    for (name, text) in FILES {
        let path = folder.join(name);
        File::create_new(&path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| failed(&path, &error))?;
    }
    let out = folder.join("out");
    console.say(&format!("a project is in {shown}; compile it with\n\n    mam compile {shown} --out {}\n", out.display()));
    Ok(Exit::Done)
}
