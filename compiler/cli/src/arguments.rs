//! What can be said to the command, and the help that it prints. Must not know how any of it is done.

use clap::{ArgGroup, Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use mam_core::values::is_guid;
use std::ffi::OsString;
use std::path::PathBuf;

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "mam",
    version,
    about = "Says in sentences which apps may hold company data on which phones, and compiles them to Microsoft Graph JSON",
    after_help = "Exit codes: 0 done, 1 the sources have problems (diff: or the sides differ), 2 wrong use, 3 a tenant or the network failed.",
    arg_required_else_help = true,
    propagate_version = true,
    disable_help_subcommand = true
)]
pub struct Arguments {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// Reads the command line; ends the process where it is wrong, or asks for help.
    pub fn read() -> Self {
        let matches = Self::command().color(color_of(std::env::args_os().skip(1))).get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// The colour that the command line asks for, also when the rest of it is wrong.
fn color_of(arguments: impl Iterator<Item = OsString>) -> ColorChoice {
    let mut color = ColorChoice::Auto;
    let mut is_value = false;
    for argument in arguments.take_while(|argument| argument != "--") {
        let text = argument.to_string_lossy();
        let value = if is_value { Some(&*text) } else { text.strip_prefix("--color=") };
        color = match value {
            Some("never") => ColorChoice::Never,
            Some("always") => ColorChoice::Always,
            Some("auto") => ColorChoice::Auto,
            _ => color,
        };
        is_value = text == "--color";
    }
    color
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// How problems are printed
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub format: Format,
    /// Whether to print in colour; NO_COLOR is respected
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// Treat warnings as errors: exit with 1 and write nothing
    #[arg(long, global = true)]
    pub deny_warnings: bool,
    /// Draw everything at its place: notes and hints, too, and more than 200 errors or warnings
    #[arg(long, global = true)]
    pub notes: bool,
}

/// How problems are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: drawn, on standard error
    Human,
    /// One JSON document on standard output
    Json,
    /// SARIF 2.1.0 on standard output, for code scanning
    Sarif,
    /// Annotations for GitHub Actions, on standard output
    Github,
}

/// When to print in colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// When a terminal reads it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check sources, and print what is wrong with them
    Check(Check),
    /// Compile sources to Microsoft Graph JSON, for each tenant
    Compile(Compile),
    /// Compare two sets of policies by meaning: sources, compiled output, exports
    Diff(Diff),
    /// Format sources in place, or standard input
    Fmt(Fmt),
    /// Begin a small project that compiles
    Init(Init),
    /// Turn exported policies into sources
    Import(Import),
    /// Find and explain the sentences that can be said
    Vocabulary(Vocabulary),
    /// Explain the code of a problem
    Explain(Explain),
    /// Write the reference manual: every sentence, as pages of Markdown
    Manual(Manual),
    /// Print completions for a shell
    Completions(Completions),
    /// Serve an editor over standard input and output, by the Language Server Protocol
    Lsp(Lsp),
}

/// `mam check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Files, or folders with `.mam` files
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
}

/// `mam compile`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("target").required(true).args(["out", "bundle"])))]
pub struct Compile {
    /// Files, or folders with `.mam` files
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Folder to write to: a folder for each tenant, with a file for each object and a manifest
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// One file to write a single tenant's objects and manifest to; `-` is standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub bundle: Option<PathBuf>,
    /// Compile for this tenant only; may be repeated
    #[arg(long = "tenant", value_name = "NAME")]
    pub tenants: Vec<String>,
    /// Stay, and compile again when a source changes
    #[arg(long)]
    pub watch: bool,
}

/// `mam diff`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 both sides mean the same, 1 they differ or something could not be read, 2 wrong use."
)]
pub struct Diff {
    /// The old side: .mam files, what `mam compile` wrote (a folder or a bundle), or an export (JSON, or a folder of it)
    #[arg(value_name = "A", value_hint = ValueHint::AnyPath)]
    pub left: PathBuf,
    /// The new side: as the old one
    #[arg(value_name = "B", value_hint = ValueHint::AnyPath)]
    pub right: PathBuf,
    /// The tenant to compare, where a side has several; given twice: that of A and that of B
    #[arg(long = "tenant", value_name = "NAME")]
    pub tenants: Vec<String>,
    /// Print Markdown, for a pull request
    #[arg(long)]
    pub markdown: bool,
}

/// `mam fmt`.
#[derive(Debug, Args)]
pub struct Fmt {
    /// Files, or folders with `.mam` files; `-` formats standard input to standard output
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Change nothing: print what would change, and exit with 1 if there is any
    #[arg(long)]
    pub check: bool,
}

/// `mam init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Folder to begin the project in: a new or an empty one
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
}

/// `mam import`.
#[derive(Debug, Args)]
pub struct Import {
    /// Exports: JSON files, ZIP archives of them, or folders with either; `-` is standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Folder to write the sources to; without it they go to standard output
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Name of the tenant in the sources; without it `tenant`
    #[arg(long, value_name = "NAME", value_parser = tenant_name)]
    pub tenant: Option<String>,
    /// Id of the tenant, from the Entra admin centre (Overview, Tenant ID)
    #[arg(long, value_name = "GUID", value_parser = tenant_id)]
    pub tenant_id: Option<String>,
    /// Replace files that are there already
    #[arg(long, requires = "out")]
    pub force: bool,
}

/// A tenant's name: a word, which is also a file's name on every system.
fn tenant_name(text: &str) -> Result<String, String> {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match text.len() {
        1..=64 if is_word => Ok(text.into()),
        _ => Err("a name begins with a letter and holds only letters a-z, digits and `_`, such as contoso".into()),
    }
}

/// A tenant's id.
fn tenant_id(text: &str) -> Result<String, String> {
    if is_guid(text) {
        return Ok(text.to_lowercase());
    }
    Err("an id looks like 7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11".into())
}

/// `mam vocabulary`.
#[derive(Debug, Args)]
pub struct Vocabulary {
    /// Words of the sentence, of the admin centre's label or of the Graph property; none lists all sentences
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
}

/// `mam explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The code, such as MAM020; none lists all codes
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// `mam manual`.
#[derive(Debug, Args)]
pub struct Manual {
    /// Files or folders of a project, whose own sentences get pages, too
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Folder to write the pages to
    #[arg(short, long, required = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Replace files of the same names that mam did not write
    #[arg(long)]
    pub force: bool,
}

/// `mam completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// `mam lsp`.
#[derive(Debug, Args)]
pub struct Lsp {
    /// What editors say; there is no other way
    #[arg(long, hide = true)]
    pub stdio: bool,
}

#[cfg(test)]
mod tests {
    use clap::{ColorChoice, CommandFactory};

    #[test]
    fn the_command_line_is_consistent() {
        super::Arguments::command().debug_assert();
    }

    #[test]
    fn colour_is_found_in_a_wrong_command_line() {
        let color = |line: &str| super::color_of(line.split(' ').map(Into::into));
        assert_eq!(color("chekc . --color never"), ColorChoice::Never);
        assert_eq!(color("--color=always --nothing"), ColorChoice::Always);
        assert_eq!(color("--color=always check --color auto"), ColorChoice::Auto);
        assert_eq!(color("check -- --color never"), ColorChoice::Auto);
        assert_eq!(color("check --color"), ColorChoice::Auto);
    }
}
