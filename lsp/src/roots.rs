//! Which folder is the project of a file: `mam check` of it says what the editor shows. Must not know what a project consists of.

use std::path::{Path, PathBuf};

/// The project of a file: the outermost folder on the way from the workspace to it that itself holds sources, or the folder it is in.
/// So the folder that is opened is the project where policies lie in it, and where each of its folders is a project of its own, as
/// with the examples, each of them is.
#[must_use]
pub fn root_of(file: &Path, workspace: &[PathBuf]) -> PathBuf {
    let parent = file.parent().unwrap_or(Path::new("")).to_path_buf();
    // Of folders inside each other, the innermost was opened for its own sake.
    let inside = workspace.iter().filter(|folder| file.starts_with(folder));
    let Some(opened) = inside.max_by_key(|folder| folder.components().count()) else { return parent };
    let mut outermost = parent.clone();
    for folder in parent.ancestors().take_while(|folder| folder.starts_with(opened)) {
        if holds_sources(folder) {
            outermost = folder.to_path_buf();
        }
    }
    outermost
}

fn holds_sources(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| path.extension().is_some_and(|ending| ending == "mam"))
}
