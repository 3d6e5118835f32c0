//! `mam completions`: what a shell needs to complete the command line. Must not know what the arguments mean.

use crate::arguments::{Arguments, Completions};
use crate::console::Console;
use crate::failure::{Exit, Failure};
use clap::CommandFactory;

/// Prints the completions for a shell.
pub fn run(options: &Completions, console: &mut Console) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Arguments::command(), "mam", &mut script);
    console.out(&script)?;
    Ok(Exit::Done)
}
