//! The manifest of a tenant: what to send where, in which order, and what is still to be looked up; and the bundle of all of it.

use super::lower::Compiled;
use super::lowered::Reference;
use super::object::Object;
use super::render::Rendered;
use crate::syntax::{File, Span};
use crate::vocabulary::STANDARD_FILES;
use crate::vocabulary::model::RefKind;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
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

/// What all entries of a manifest look things up in.
struct Context<'a> {
    lines: Vec<Lines<'a>>,
    /// Files of the objects that others refer to by name.
    named: HashMap<(RefKind, &'a str), &'a str>,
}

impl Compiled {
    /// The manifest, as JSON with a final newline.
    #[must_use]
    pub fn manifest(&self) -> Vec<u8> {
        let Ok(manifest) = self.write_files(|_, _| Ok::<_, Infallible>(()));
        manifest
    }

    /// Renders every object once: `write` gets it with the bytes of its file, from all cores and in no order. Gives the manifest, as JSON
    /// with a final newline.
    ///
    /// # Errors
    /// The first one of `write`, after which no more objects are begun.
    pub fn write_files<E: Send>(&self, write: impl Fn(&Object, &[u8]) -> Result<(), E> + Sync) -> Result<Vec<u8>, E> {
        let context = self.context();
        let entry = |object: &Object| {
            let mut rendered = object.render();
            let entry = item(&self.entry(object, &rendered, &context, false));
            rendered.bytes.push(b'\n');
            write(object, &rendered.bytes)?;
            Ok(entry)
        };
        let entries: Vec<Vec<u8>> = self.objects.par_iter().with_min_len(16).map(entry).collect::<Result<_, E>>()?;
        let mut manifest = Vec::with_capacity(1024 + entries.iter().map(|entry| entry.len() + 2).sum::<usize>());
        let mut list = List::default();
        // Writing to memory does not fail.
        let _ = self.head(&mut manifest);
        entries.iter().for_each(|entry| drop(list.add(entry, &mut manifest)));
        let _ = list.end(&mut manifest);
        Ok(manifest)
    }

    /// Writes the manifest with every object's body in it: a chunk of them is rendered by all cores while nothing but it is in memory.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_bundle(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let context = self.context();
        let entry = |object: &Object| item(&self.entry(object, &object.render(), &context, true));
        let mut list = List::default();
        self.head(out)?;
        for chunk in self.objects.chunks(CHUNK) {
            let entries: Vec<Vec<u8>> = chunk.par_iter().with_min_len(16).map(entry).collect();
            entries.iter().try_for_each(|entry| list.add(entry, out))?;
        }
        list.end(out)
    }

    fn context(&self) -> Context<'_> {
        let mut named = HashMap::new();
        for object in self.objects.iter() {
            if let Some(kind) = object.entry.kind.declares() {
                named.entry((kind, &*object.name)).or_insert(&*object.path);
            }
        }
        Context { lines: self.files.iter().map(|file| Lines::of(file)).collect(), named }
    }

    /// What stands before the list of objects.
    fn head(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let head = Head { mam: VERSION, tenant: Tenant { name: &self.tenant, id: self.tenant_id.as_deref() } };
        let head = serde_json::to_string_pretty(&head)?;
        // The head without its closing brace; the list of objects follows.
        write!(out, "{},\n  \"objects\": [", head.strip_suffix("\n}").unwrap_or(&head))
    }

    fn entry<'a>(&'a self, object: &'a Object, rendered: &Rendered, context: &Context<'a>, bodies: bool) -> Entry<'a> {
        let posts = object.posts();
        let mut references = unresolved("body", rendered, context);
        for (action, post) in &posts {
            references.extend(unresolved(action, post, context));
        }
        let sha256 = Sha256::digest(&rendered.bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        Entry {
            path: &object.path,
            name: &object.name,
            entity: &object.entry.entity,
            source: source(object.span, &context.lines),
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
}

/// A list that is written item after item.
#[derive(Default)]
struct List {
    any: bool,
}

impl List {
    fn add(&mut self, item: &[u8], out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(if self.any { b",\n" } else { b"\n" })?;
        self.any = true;
        out.write_all(item)
    }

    /// Closes the list, and the document that it ends.
    fn end(self, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(if self.any { b"\n  ]\n}\n" } else { b"]\n}\n" })
    }
}

/// The names that stand in a body of an object.
fn unresolved(place: &str, rendered: &Rendered, context: &Context<'_>) -> Vec<Unresolved> {
    let object = |reference: &Reference| {
        reference.own?;
        context.named.get(&(reference.kind, &*reference.name)).map(|path| (*path).to_owned())
    };
    let unresolved = |(pointer, reference): &(String, Reference)| Unresolved {
        r#in: place.to_owned(),
        pointer: pointer.clone(),
        kind: reference.kind.word(),
        name: reference.name.to_string(),
        object: object(reference),
    };
    rendered.references.iter().map(unresolved).collect()
}

/// An entry as it stands in the list of objects.
fn item(entry: &Entry<'_>) -> Vec<u8> {
    #[derive(Serialize)]
    struct Around<'a> {
        objects: [&'a Entry<'a>; 1],
    }
    // Written inside a list, so that it is indented as there, and taken out again.
    const BEFORE: usize = b"{\n  \"objects\": [\n".len();
    const AFTER: usize = b"\n  ]\n}".len();
    // Writing to memory does not fail, and an entry has names for keys.
    let mut bytes = serde_json::to_vec_pretty(&Around { objects: [entry] }).unwrap_or_default();
    bytes.truncate(bytes.len().saturating_sub(AFTER));
    bytes.drain(..BEFORE.min(bytes.len()));
    bytes
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
