//! The manifest of a tenant: what to send where, in which order, and what is still to be looked up; and the bundle of all of it.

use super::lower::Compiled;
use super::object::Object;
use super::render::Rendered;
use crate::syntax::{File, Span};
use crate::vocabulary::STANDARD_FILES;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

/// The version of the manifest's form.
const VERSION: u32 = 1;

/// How many objects are rendered at a time.
const CHUNK: usize = 1024;

#[derive(Serialize)]
struct Head<'a> {
    mam: u32,
    tenant: Tenant<'a>,
}

#[derive(Serialize)]
struct Tenant<'a> {
    name: &'a str,
    id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    path: &'a str,
    name: &'a str,
    entity: &'a str,
    source: Source<'a>,
    api: &'static str,
    method: &'a str,
    endpoint: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    actions: BTreeMap<&'a str, Box<RawValue>>,
    needs: &'a [String],
    references: Vec<Unresolved>,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Box<RawValue>>,
}

/// Where an object comes from: lines and columns count from one, columns in characters.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Source<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    start: u32,
    end: u32,
}

/// An id that is still a name.
#[derive(Serialize)]
struct Unresolved {
    /// `body`, or the action whose body holds it.
    r#in: String,
    pointer: String,
    kind: &'static str,
    name: String,
    /// The object of this output that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<String>,
}

impl Compiled {
    /// The manifest, as JSON with a final newline.
    #[must_use]
    pub fn manifest(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // Writing to memory does not fail.
        let _ = self.document(&mut bytes, false);
        bytes
    }

    /// Writes the manifest with every object's body in it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_bundle(&self, out: &mut dyn io::Write) -> io::Result<()> {
        self.document(out, true)
    }

    /// Writes object after object: a chunk of them is rendered by all cores while nothing but it is in memory.
    fn document(&self, out: &mut dyn io::Write, bodies: bool) -> io::Result<()> {
        let lines: Vec<Lines<'_>> = self.files.iter().map(|file| Lines::of(file)).collect();
        let head = Head { mam: VERSION, tenant: Tenant { name: &self.tenant, id: self.tenant_id.as_deref() } };
        let head = serde_json::to_string_pretty(&head)?;
        // The head without its closing brace; the list of objects follows.
        write!(out, "{},\n  \"objects\": [", head.strip_suffix("\n}").unwrap_or(&head))?;
        let mut first = true;
        for chunk in self.objects.chunks(CHUNK) {
            let entries: Vec<Result<Vec<u8>, serde_json::Error>> =
                chunk.par_iter().with_min_len(16).map(|object| item(&self.entry(object, &lines, bodies))).collect();
            for entry in entries {
                out.write_all(if first { b"\n" } else { b",\n" })?;
                out.write_all(&entry?)?;
                first = false;
            }
        }
        out.write_all(if first { b"]\n}\n" } else { b"\n  ]\n}\n" })
    }

    fn entry<'a>(&'a self, object: &'a Object, lines: &[Lines<'a>], bodies: bool) -> Entry<'a> {
        let rendered = object.render();
        let posts = object.posts();
        let mut references = self.unresolved("body", &rendered);
        for (action, post) in &posts {
            references.extend(self.unresolved(action, post));
        }
        let sha256 = Sha256::digest(&rendered.bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        Entry {
            path: &object.path,
            name: &object.name,
            entity: &object.entry.entity,
            source: source(object.span, lines),
            api: object.api(),
            method: &object.entry.method,
            endpoint: &object.endpoint,
            actions: posts.into_iter().filter_map(|(action, post)| Some((action, nested(&post.bytes, 4)?))).collect(),
            needs: &object.needs,
            references,
            sha256,
            body: if bodies { nested(&rendered.bytes, 3) } else { None },
        }
    }

    fn unresolved(&self, place: &str, rendered: &Rendered) -> Vec<Unresolved> {
        let object = |reference: &super::Reference| {
            reference.own?;
            self.objects
                .iter()
                .find(|object| object.name == *reference.name && object.entry.kind.declares() == Some(reference.kind))
                .map(|object| object.path.clone())
        };
        let unresolved = |(pointer, reference): &(String, super::Reference)| Unresolved {
            r#in: place.to_owned(),
            pointer: pointer.clone(),
            kind: reference.kind.word(),
            name: reference.name.to_string(),
            object: object(reference),
        };
        rendered.references.iter().map(unresolved).collect()
    }
}

/// An entry as it stands in the list of objects.
fn item(entry: &Entry<'_>) -> Result<Vec<u8>, serde_json::Error> {
    #[derive(Serialize)]
    struct List<'a> {
        objects: [&'a Entry<'a>; 1],
    }
    // Written inside a list, so that it is indented as there, and taken out again.
    const BEFORE: usize = b"{\n  \"objects\": [\n".len();
    const AFTER: usize = b"\n  ]\n}".len();
    let mut bytes = serde_json::to_vec_pretty(&List { objects: [entry] })?;
    bytes.truncate(bytes.len().saturating_sub(AFTER));
    bytes.drain(..BEFORE.min(bytes.len()));
    Ok(bytes)
}

/// A document as a value that stands `depth` steps deep. JSON has line breaks between values only.
fn nested(document: &[u8], depth: usize) -> Option<Box<RawValue>> {
    let mut text = String::with_capacity(document.len() + document.len() / 4);
    for (number, line) in std::str::from_utf8(document).ok()?.split('\n').enumerate() {
        if number > 0 {
            text.push('\n');
            (0..depth).for_each(|_| text.push_str("  "));
        }
        text.push_str(line);
    }
    RawValue::from_string(text).ok()
}

/// A file and where its lines begin.
struct Lines<'a> {
    file: &'a File,
    starts: Vec<u32>,
}

impl<'a> Lines<'a> {
    fn of(file: &'a File) -> Self {
        let ends = file
            .text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(place, _)| u32::try_from(place + 1).unwrap_or(u32::MAX));
        Self { file, starts: std::iter::once(0).chain(ends).collect() }
    }
}

fn source<'a>(span: Span, lines: &[Lines<'a>]) -> Source<'a> {
    let known = lines.binary_search_by_key(&span.file, |lines| lines.file.id).ok().and_then(|place| lines.get(place));
    let Some(lines) = known.filter(|_| span.file.0 < STANDARD_FILES) else {
        return Source { file: "", line: 1, column: 1, start: span.start, end: span.end };
    };
    let line = lines.starts.partition_point(|start| *start <= span.start);
    let start = lines.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
    let column = lines.file.text.get(start as usize..span.start as usize).map_or(1, |text| text.chars().count() + 1);
    Source { file: &lines.file.path, line, column, start: span.start, end: span.end }
}
