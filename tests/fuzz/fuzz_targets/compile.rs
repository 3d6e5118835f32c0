//! Any bytes are checked and compiled; whatever compiles is JSON.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mam_core::project::{Project, ReadError, Sources};

struct Bytes<'a>(&'a [u8]);

impl Sources for Bytes<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if path == "fuzz.mam" { Ok(self.0.to_vec()) } else { Err(ReadError::NotFound) }
    }

    fn list(&self, _: &str) -> Result<Vec<String>, ReadError> {
        Err(ReadError::NotFound)
    }
}

fuzz_target!(|bytes: &[u8]| {
    let checked = Project::load(&Bytes(bytes), &["fuzz.mam".to_owned()]).check();
    for tenant in checked.tenants() {
        let compiled = checked.compile(tenant).expect("a tenant that is listed");
        let mut bundle = Vec::new();
        compiled.write_bundle(&mut bundle).expect("memory takes it");
        serde_json::from_slice::<serde_json::Value>(&bundle).expect("a bundle is JSON");
    }
});
