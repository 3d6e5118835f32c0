//! `mam compile`: what sources become, for each tenant, on the disk. Writes nothing when anything is wrong. Must not know what the
//! objects mean.

use crate::arguments::{Compile, Format};
use crate::console::{Console, Style, paint};
use crate::failure::{Exit, Failure};
use crate::output::{self, Tree};
use crate::progress::Progress;
use crate::replace::{self, Care};
use crate::report::{counted, safe::visible};
use crate::session::{Session, sum_up};
use crate::{interrupt, watch};
use mam_core::diagnostics::Diagnostic;
use mam_core::graph::Compiled;
use mam_core::semantics::Checked;
use rayon::prelude::*;
use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Compiles once, or again and again.
pub fn run(options: &Compile, console: &mut Console) -> Result<Exit, Failure> {
    let to_stdout = options.bundle.as_deref() == Some(Path::new("-"));
    if to_stdout && console.format != Format::Human {
        return Err(Failure::misuse(
            "`--bundle -` and `--format` both want standard output; name a file for the bundle",
        ));
    }
    if to_stdout && options.watch {
        return Err(Failure::misuse("`--watch` writes again and again; name a file for the bundle in place of `-`"));
    }
    if options.watch {
        watch::run(&options.paths, options.out.as_deref().or(options.bundle.as_deref()), console, |console, read| {
            once(options, console, read)
        })
    } else {
        once(options, console, &mut Vec::new())
    }
}

/// Compiles; adds the places of the sources that are read to `read`.
fn once(options: &Compile, console: &mut Console, read: &mut Vec<PathBuf>) -> Result<Exit, Failure> {
    let progress = Progress::start(console);
    let session = Session::load(&options.paths, console, &progress)?;
    if options.watch {
        read.extend(session.project.files.iter().map(|file| session.selection.disk.root().join(&*file.path)));
    }
    admit(options, &session)?;
    progress.phase("checking");
    let checked = session.project.check();
    let declared = checked.tenants();
    let diagnostics = with_unknown_tenants(&checked.diagnostics, &options.tenants, &declared);
    drop(progress);
    let summary = session.print(&diagnostics, checked.omitted, console);
    let exit = summary.exit(console);
    let chosen: Vec<&str> = declared.iter().copied().filter(|name| is_chosen(name, &options.tenants)).collect();
    let written = if exit == Exit::Done { write(options, &chosen, &checked, console) } else { Ok(()) };
    let concluded = session.conclude(&diagnostics, checked.omitted, written.as_ref().err(), console);
    written.and(concluded)?;
    if !summary.is_empty() {
        sum_up(&summary, console);
    }
    if !options.watch {
        // The process ends now: the system takes the memory back at once, and faster.
        std::mem::forget((session, checked));
    }
    Ok(exit)
}

/// Refuses places in which something could be lost, before anything is done.
fn admit(options: &Compile, session: &Session) -> Result<(), Failure> {
    let root = session.selection.disk.root();
    match (&options.out, &options.bundle) {
        (Some(out), _) => {
            output::admit(out, &session.selection.entries.iter().map(|entry| root.join(entry)).collect::<Vec<_>>())
        }
        (None, Some(file)) if file != Path::new("-") => {
            output::admit_bundle(file, session.project.files.iter().map(|source| root.join(&*source.path)))
        }
        (None, _) => Ok(()),
    }
}

/// Writes what was asked for.
fn write(options: &Compile, tenants: &[&str], checked: &Checked, console: &mut Console) -> Result<(), Failure> {
    match (&options.out, &options.bundle) {
        (Some(out), _) => folder(out, options.tenants.is_empty(), tenants, checked, console),
        (None, Some(file)) => bundle(file, tenants, checked, console, options.watch),
        (None, None) => Err(Failure::misuse("name a folder with --out, or a file with --bundle")),
    }
}

fn is_chosen(name: &str, asked: &[String]) -> bool {
    asked.is_empty() || asked.iter().any(|asked| asked == name)
}

/// The diagnostics, and one for each tenant that is asked for and not declared.
fn with_unknown_tenants<'a>(
    diagnostics: &'a [Diagnostic],
    asked: &[String],
    declared: &[&str],
) -> Cow<'a, [Diagnostic]> {
    let unknown = asked.iter().filter(|name| !declared.contains(&name.as_str()));
    let unknown: Vec<_> = unknown.map(|name| unknown_tenant(name, declared)).collect();
    if unknown.is_empty() { Cow::Borrowed(diagnostics) } else { Cow::Owned([diagnostics, &unknown].concat()) }
}

fn unknown_tenant(name: &str, declared: &[&str]) -> Diagnostic {
    let names: Vec<_> = declared.iter().map(|name| format!("`{name}`")).collect();
    let nearest = declared
        .iter()
        .map(|declared| (strsim::jaro_winkler(name, declared), declared))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let nearest = nearest.filter(|(likeness, _)| *likeness > 0.8).map(|(_, name)| format!("did you mean `{name}`? "));
    let help = format!("{}the sources compile for {}", nearest.unwrap_or_default(), names.join(", "));
    Diagnostic::new(75, format!("the sources declare no tenant `{name}`")).help(help)
}

/// Writes a folder for each tenant.
fn folder(out: &Path, whole: bool, tenants: &[&str], checked: &Checked, console: &Console) -> Result<(), Failure> {
    let progress = Progress::start(console);
    progress.phase("writing");
    let tree = Tree::begin(out)?;
    let write = |tenant: &&str| tree.write(&compiled(checked, tenant)?, &progress);
    let counts: Vec<usize> = match tenants {
        [only] => vec![write(only)?],
        several => several.par_iter().map(write).collect::<Result<_, _>>()?,
    };
    progress.phase("putting it in place");
    let removed = tree.commit(tenants, whole.then_some(tenants))?;
    drop(progress);
    for (tenant, count) in tenants.iter().zip(counts) {
        say_written(tenant, count, &out.join(tenant), console);
    }
    for folder in removed {
        let folder = folder.display().to_string();
        console.say(&format!("removed {}: the sources declare no such tenant any more", visible(&folder)));
    }
    Ok(())
}

/// Writes one tenant's objects and manifest to one file.
fn bundle(file: &Path, tenants: &[&str], checked: &Checked, console: &mut Console, again: bool) -> Result<(), Failure> {
    let [tenant] = tenants else {
        let names = tenants.join(", ");
        return Err(Failure::misuse(format!(
            "a bundle holds one tenant, and the sources declare {names}; name one with --tenant"
        )));
    };
    let compiled = compiled(checked, tenant)?;
    if file == Path::new("-") {
        return console.out_with(|out| compiled.write_bundle(out));
    }
    interrupt::arm();
    let write = |out: &mut dyn Write| {
        compiled.write_bundle(out)?;
        if interrupt::requested() { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    };
    replace::write(file, Care::Generated, write).map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => Failure::interrupted("what was there before is unchanged"),
        _ => Failure::writing(file, &error),
    })?;
    say_written(tenant, compiled.objects.len(), file, console);
    if !again {
        std::mem::forget(compiled);
    }
    Ok(())
}

fn compiled(checked: &Checked, tenant: &str) -> Result<Compiled, Failure> {
    checked
        .compile(tenant)
        .ok_or_else(|| Failure::new(format!("the tenant `{tenant}` cannot be compiled; this is a mistake of mam's")))
}

fn say_written(tenant: &str, count: usize, place: &Path, console: &Console) {
    let tenant = paint(tenant, Style::Green, console.err_colored);
    let place = place.display().to_string();
    console.say(&format!("{tenant}: {} → {}", counted(count, "object"), visible(&place)));
}
