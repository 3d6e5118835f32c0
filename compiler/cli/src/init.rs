//! `mam init`: a small project that compiles, to begin with. Must not know the language: the project is a set of files.

use crate::arguments::Init;
use crate::console::Console;
use crate::failure::{Exit, Failure};
use crate::report::{self, Findings, safe};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
    let shown = folder.display().to_string();
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            if let Some(entry) = entries.next() {
                let name = entry.map(|entry| entry.file_name().display().to_string()).unwrap_or_default();
                return Err(Failure::new(format!("`{shown}` is not empty: it holds `{name}`; name a new folder")));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::writing(folder, &error)),
    }
    let mut made = Made::default();
    if let Err((path, error)) = made.project(folder) {
        made.remove();
        return Err(Failure::writing(&path, &error));
    }
    report::conclude(&Findings::none(), None, console)?;
    let out = quoted(&folder.join("out"));
    console.say(&format!(
        "a project is in {}; compile it with\n\n    mam compile {} --out {out}\n",
        safe::visible(&shown),
        quoted(folder)
    ));
    Ok(Exit::Done)
}

/// What was made so far, in its order.
#[derive(Default)]
struct Made {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Made {
    /// Makes the folder and the files in it; gives the path that could not be made.
    fn project(&mut self, folder: &Path) -> Result<(), (PathBuf, io::Error)> {
        let mut missing: Vec<&Path> =
            folder.ancestors().take_while(|path| *path != Path::new("") && !path.exists()).collect();
        while let Some(path) = missing.pop() {
            match fs::create_dir(path) {
                Ok(()) => self.folders.push(path.to_path_buf()),
                // `a/..` is there as soon as `a` is.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
                Err(error) => return Err((path.to_path_buf(), error)),
            }
        }
        for (name, text) in FILES {
            let path = folder.join(name);
            let written = File::create_new(&path).and_then(|mut file| {
                self.files.push(path.clone());
                file.write_all(text.as_bytes())
            });
            written.map_err(|error| (path, error))?;
        }
        Ok(())
    }

    /// Takes everything away again, so that the next attempt finds nothing. What cannot be removed stays: the first error is told.
    fn remove(self) {
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// A path as it can be pasted into a shell.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let text = safe::visible(&text);
    let text = if text.starts_with('-') { format!("./{text}") } else { text.into_owned() };
    let is_plain = |char: char| char.is_alphanumeric() || "_./-+@:=".contains(char) || (cfg!(windows) && char == '\\');
    if text.chars().all(is_plain) {
        text
    } else if cfg!(windows) {
        format!("\"{text}\"")
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
