//! The `mam` command: reads sources from the disk, prints what is wrong with them, writes what they compile to.
//! Must not know what a sentence means: that is the core's.

mod arguments;
mod check;
mod compile;
mod completions;
mod console;
mod diff;
mod disk;
mod explain;
mod exports;
mod failure;
mod fmt;
mod import;
mod init;
mod interrupt;
mod lsp;
mod manual;
mod output;
mod paths;
mod place;
mod progress;
mod replace;
mod report;
mod session;
mod vocabulary;
mod watch;

use arguments::{Arguments, Command};
use console::Console;
use failure::{Exit, Failure};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::read();
    let mut console = Console::new(&arguments.global);
    let exit = match run(&arguments, &mut console) {
        Ok(exit) => exit,
        Err(failure) => {
            console.fail(&failure);
            failure.exit
        }
    };
    ExitCode::from(exit as u8)
}

fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Check(options) => check::run(options, console),
        Command::Compile(options) => compile::run(options, console),
        Command::Diff(options) => diff::run(options, console),
        Command::Fmt(options) => fmt::run(options, console),
        Command::Init(options) => init::run(options, console),
        Command::Import(options) => import::run(options, console),
        Command::Vocabulary(options) => vocabulary::run(options, console),
        Command::Explain(options) => explain::run(options, console),
        Command::Manual(options) => manual::run(options, console),
        Command::Completions(options) => completions::run(options, console),
        Command::Lsp(_) => lsp::run(),
    }
}
