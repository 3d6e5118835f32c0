//! `mam lsp`: the language server, which gets its files from the disk. Must not know the protocol.

use crate::disk::Disk;
use crate::failure::{Exit, Failure};

/// Serves an editor until it leaves.
pub fn run() -> Result<Exit, Failure> {
    let code = mam_lsp::run(|root| Box::new(Disk::new(root)));
    let code = code.map_err(|error| Failure::new(format!("the language server cannot start: {error}")))?;
    Ok(if code == 0 { Exit::Done } else { Exit::Problems })
}
