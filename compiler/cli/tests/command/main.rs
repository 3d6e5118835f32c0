//! The built command, driven as a user drives it: arguments, files, pipes and signals in; exit codes, streams and files out.

mod check;
mod compile;
mod diff;
mod explain;
mod exports;
mod fmt;
mod formats;
mod hostile_exports;
#[cfg(unix)]
mod hostile_places;
mod import;
mod init;
mod interrupted;
mod manual;
mod paths;
mod support;
mod vocabulary;
mod watch;
