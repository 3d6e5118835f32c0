//! Parses the standard library while mam is built: reading its trees takes a tenth of the time of parsing its text, at each start.

use std::error::Error;
use std::path::Path;

// The parser itself: a tree is the same whether it is made now or later.
#[path = "src/syntax/mod.rs"]
#[allow(dead_code, unused_imports, missing_docs)]
mod syntax;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/syntax");
    let trees: Vec<Vec<u8>> = mam_stdlib::sources()
        .map(|source| postcard::to_stdvec(&syntax::parse(syntax::FileId(0), source.path.into(), source.text.into())))
        .collect::<Result<_, _>>()?;
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&out).join("trees"), postcard::to_stdvec(&trees)?)?;
    Ok(())
}
