//! The language server: what an editor asks about `.mam` sources, answered by the core. Must not know the disk: who starts it brings
//! the sources. Diagnostics are the very ones of `mam check`.

mod backend;
mod convert;
mod features;
mod project;
mod roots;
mod server;
mod service;
mod snapshot;
mod state;
mod text;

use mam_core::project::Sources;
use server::Backend;
use std::io;
use std::path::PathBuf;
use tokio::io::{AsyncRead, AsyncWrite};
use tower_lsp::LspService;

/// The sources below a folder.
pub type Disk = fn(PathBuf) -> Box<dyn Sources + Send>;

/// Serves an editor over standard input and output until it leaves; the exit code.
///
/// # Errors
/// When the threads cannot be started.
pub fn run(disk: Disk) -> io::Result<u8> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build()?;
    let code = runtime.block_on(serve(tokio::io::stdin(), tokio::io::stdout(), disk));
    // A thread may still wait for standard input; it ends with the process.
    runtime.shutdown_background();
    Ok(code)
}

/// Serves an editor until it leaves or its side is closed; the exit code.
pub async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite, disk: Disk) -> u8 {
    let (service, socket) = LspService::build(|client| Backend::new(client, disk))
        .custom_method("mam/text", Backend::text)
        .custom_method("mam/json", Backend::json)
        .finish();
    service::serve(input, output, service, socket).await
}
