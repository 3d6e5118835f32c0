//! The source text of an import: blocks and what they need, in files, in the language's one layout.

use super::block::{Block, Line, lines};
use super::escape;
use super::lift::Baseline;
use super::lists::Lists;
use super::names::Names;
use super::statement::phrase::quoted;
use super::theirs::with_apps;
use crate::project::module_of;
use crate::syntax::{File, FileId, format, parse, reparse};
use crate::vocabulary::Vocabulary;
use crate::vocabulary::model::{BlockKind, Platforms, SentenceEntry};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

/// Up to so many blocks stand in one file.
pub(super) const SMALL: usize = 12;

/// Names of one `use`: a declaration must not become too long to be read.
const NAMES: usize = 1000;

/// What a tenant is called that nobody gave a name.
const TENANT: &str = "tenant";

/// Blocks of more sentences have their sections apart.
const LONG: usize = 9;

/// An app that only the exports know.
pub(super) struct OwnApp {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) platforms: Platforms,
}

/// What is printed.
pub(super) struct Printer<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) names: &'a Names,
    /// By their ids.
    pub(super) apps: &'a [OwnApp],
    /// Names of levels and apps of the standard library, with their modules.
    pub(super) theirs: &'a HashMap<String, &'static str>,
    pub(super) tenant: Option<&'a str>,
    pub(super) tenant_id: Option<&'a str>,
    /// The names that blocks declare, by their place: those of named locations.
    pub(super) declared: &'a [Option<String>],
    /// The folders of the export in which the blocks were, by their place, where that tells them apart.
    pub(super) folders: &'a [Option<String>],
    /// Lists that stand once.
    pub(super) lists: &'a Lists,
}

/// A file that is being written.
#[derive(Default)]
struct Sheet {
    declares: BTreeSet<String>,
    uses: BTreeSet<String>,
    text: String,
}

impl Sheet {
    fn add(&mut self, other: Self) {
        self.declares.extend(other.declares);
        self.uses.extend(other.uses);
        self.text.push_str(&other.text);
    }
}

impl Printer<'_> {
    /// The files of the import, by path, and the path of each block's file.
    pub(super) fn files(&self, blocks: &[Block], baselines: &[Baseline]) -> (BTreeMap<String, File>, Vec<String>) {
        let small = blocks.len() <= SMALL;
        let mut sheets: BTreeMap<String, Sheet> = BTreeMap::new();
        let file = |name: &str| if small { "policies.mam".to_owned() } else { format!("{name}.mam") };
        for app in self.apps {
            let sheet = sheets.entry(file("apps")).or_default();
            sheet.declares.insert(app.name.clone());
            let ids = app.platforms.iter().map(|platform| format!("    {} {}\n", platform.word(), quoted(&app.id)));
            let _ = write!(sheet.text, "app {} {} {{\n{}}}\n\n", app.name, quoted(&app.id), ids.collect::<String>());
        }
        let params: Vec<_> = self.names.params().collect();
        for param in &params {
            let sheet = sheets.entry(file("directory")).or_default();
            sheet.declares.insert(param.name.to_owned());
            let _ = writeln!(sheet.text, "param {}: {}", param.name, param.kind.word());
        }
        if !params.is_empty() {
            sheets.entry(file("directory")).or_default().text.push('\n');
        }
        for (name, list) in self.lists.all() {
            let sheet = sheets.entry(file("directory")).or_default();
            sheet.declares.insert(name.to_owned());
            let list = self.named(list, &mut sheet.uses);
            self.theirs_in(&list, &mut sheet.uses);
            let _ = write!(sheet.text, "{}\n\n", wrapped(&format!("let {name} = {list}")));
        }
        for baseline in baselines {
            let sheet = sheets.entry(file("baselines")).or_default();
            sheet.declares.insert(baseline.name.clone());
            let head = if baseline.kind.has_platforms() {
                format!("baseline {} for {}", baseline.name, baseline.platforms)
            } else {
                format!("baseline {}", baseline.name)
            };
            let body = self.body(&lines(&baseline.facets), &mut sheet.uses);
            let _ = write!(sheet.text, "{head} {{\n{body}}}\n\n");
        }
        let mut paths = Vec::with_capacity(blocks.len());
        let printed: Vec<Sheet> =
            blocks.par_iter().enumerate().map(|(place, block)| self.block(block, self.declared.get(place))).collect();
        for ((place, block), printed) in blocks.iter().enumerate().zip(printed) {
            let path = match self.folders.get(place).and_then(Option::as_ref).filter(|_| !small) {
                Some(folder) => format!("{}/{folder}.mam", plural(block.kind)),
                None => file(plural(block.kind)),
            };
            sheets.entry(path.clone()).or_default().add(printed);
            paths.push(path);
        }
        let is_asked = self.tenant.is_some() || self.tenant_id.is_some();
        if !blocks.is_empty() && (is_asked || !params.is_empty()) {
            let name = self.tenant.unwrap_or(TENANT);
            self.tenant(name, sheets.entry(file(&format!("tenants/{name}"))).or_default());
        }
        let where_declared: HashMap<String, String> = sheets
            .iter()
            .flat_map(|(path, sheet)| sheet.declares.iter().map(|name| (name.clone(), module_of(path))))
            .collect();
        let files = sheets.into_iter().map(|(path, sheet)| {
            let file = self.finished(&path, sheet, &where_declared);
            (path, file)
        });
        (files.collect(), paths)
    }

    /// A file with what it uses, laid out.
    fn finished(&self, path: &str, sheet: Sheet, declared: &HashMap<String, String>) -> File {
        let mut modules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for name in sheet.uses.iter().filter(|name| !sheet.declares.contains(*name)) {
            let module = self.theirs.get(name).copied().or_else(|| declared.get(name).map(String::as_str));
            if let Some(module) = module {
                modules.entry(module).or_default().insert(name);
            }
        }
        let uses = modules.iter().flat_map(|(module, names)| {
            let names: Vec<&str> = names.iter().copied().collect();
            let lines = names.chunks(NAMES).map(|some| wrapped(&format!("use {module} ({})", some.join(", "))) + "\n");
            lines.collect::<Vec<_>>()
        });
        let uses: String = uses.collect();
        let text = if uses.is_empty() { sheet.text } else { format!("{uses}\n{}", sheet.text) };
        let printed = parse(FileId(0), path.into(), escape::visible(&text).into());
        // Most of it is in the one layout already, and need not be parsed again.
        reparse(&printed, format(&printed).into())
    }

    fn tenant(&self, name: &str, sheet: &mut Sheet) {
        let id = match self.tenant_id {
            Some(id) => format!("    id {}\n", quoted(id)),
            None => "    // The exports do not say the tenant's id: take it from the Entra admin centre (Overview, Tenant ID).\n    id \"00000000-0000-0000-0000-000000000000\"\n".into(),
        };
        let _ = write!(sheet.text, "tenant {name} {{\n{id}");
        for param in self.names.params() {
            let _ = writeln!(sheet.text, "    {} = {} {}", param.name, param.kind.word(), quoted(param.value));
        }
        sheet.text.push_str("}\n");
    }

    fn block(&self, block: &Block, declared: Option<&Option<String>>) -> Sheet {
        let mut sheet = Sheet::default();
        let declared = declared.and_then(Option::as_ref);
        sheet.declares.extend(declared.cloned());
        if let Some(docs) = &block.docs {
            for line in docs.lines() {
                let _ = writeln!(sheet.text, "{}", format!("/// {line}").trim_end());
            }
        }
        let mut head = match (block.kind, declared) {
            (kind, Some(name)) => format!("{} {name} {}", kind.words(), quoted(&block.title)),
            (BlockKind::Connector, _) => format!("connector {}", block.title),
            (kind, _) => format!("{} {}", kind.words(), quoted(&block.title)),
        };
        if block.kind.has_platforms() {
            let scope = block.scope().and_then(|scope| self.vocabulary.scopes().get(scope));
            let scope = scope.map(|scope| format!("{} ", scope.words())).unwrap_or_default();
            let _ = write!(head, " for {scope}{}", block.platforms());
        }
        let remark = block.remark.map(|remark| format!("    // {remark}\n")).unwrap_or_default();
        let body = remark + &self.body(&block.lines(), &mut sheet.uses);
        if body.is_empty() && !block.kind.needs_body() {
            let _ = write!(sheet.text, "{head}\n\n");
        } else {
            let _ = write!(sheet.text, "{head} {{\n{body}}}\n\n");
        }
        sheet
    }

    /// The sentences of a block, in the order in which the admin centre asks for them, its sections apart.
    fn body(&self, lines: &[Line], uses: &mut BTreeSet<String>) -> String {
        let mut plain: Vec<&Line> = Vec::new();
        let mut narrowed: BTreeMap<String, Vec<&Line>> = BTreeMap::new();
        for line in lines {
            match (line.scope, line.platforms) {
                (None, Some(platforms)) => narrowed.entry(platforms.to_string()).or_default().push(line),
                _ => plain.push(line),
            }
        }
        // A few narrowed sentences stand among the others.
        let (few, many): (Vec<_>, Vec<_>) = narrowed.into_iter().partition(|(_, lines)| lines.len() < 3);
        plain.extend(few.into_iter().flat_map(|(_, lines)| lines));
        let mut out = String::new();
        self.sorted(plain, true, &mut out, uses);
        for (platforms, lines) in many {
            if !out.is_empty() {
                out.push('\n');
            }
            let _ = writeln!(out, "    on {platforms} {{");
            self.sorted(lines, false, &mut out, uses);
            out.push_str("    }\n");
        }
        out
    }

    fn sorted(&self, mut lines: Vec<&Line>, narrow: bool, out: &mut String, uses: &mut BTreeSet<String>) {
        lines.sort_by_key(|line| (self.rank(line), line.platforms.map(|platforms| platforms.to_string()), line.scope));
        let mut last = None;
        let long = lines.len() > LONG;
        for line in lines {
            let (section, ..) = self.rank(line);
            if long && last.is_some_and(|last| last != section) {
                out.push('\n');
            }
            last = Some(section);
            let scope = line.scope.and_then(|scope| self.vocabulary.scopes().get(scope));
            let scope = scope.map(|scope| format!("{} apps ", scope.words())).unwrap_or_default();
            let on = line.platforms.filter(|_| narrow).map(|on| format!(" on {on}")).unwrap_or_default();
            let mut lists = Vec::new();
            let text = self.named(&self.lists.text(self.vocabulary, line, &mut lists), uses);
            uses.extend(lists);
            out.push_str(&wrapped(&format!("    {scope}{text}{on}")));
            out.push('\n');
        }
    }

    /// Where a sentence stands in a block: first whom it is for, then what it includes, then the settings.
    fn rank(&self, line: &Line) -> (usize, usize) {
        let text = &*line.text;
        match line.entry.and_then(|entry| Some((entry, self.vocabulary.sentences().get(entry)?))) {
            Some((entry, sentence)) if sentence.writes.is_empty() => (1, entry),
            Some((entry, sentence)) => match (self.vocabulary.reading_order(sentence), self.text_of(sentence)) {
                // What makes a text together keeps its order.
                (file, Some(first)) => (2 + file, first),
                (0, None) => (0, entry),
                (file, None) => (2 + file, entry),
            },
            None if text.starts_with("include ") => (2, 0),
            None => (usize::MAX, 0),
        }
    }

    /// The first of the sentences that make a text together, for one of them.
    fn text_of(&self, sentence: &SentenceEntry) -> Option<usize> {
        let adds = |entry: &SentenceEntry| match entry.writes.as_slice() {
            [write] if write.adds && write.joined.is_some() => Some(write.path.clone()),
            _ => None,
        };
        let path = adds(sentence)?;
        self.vocabulary.sentences().iter().position(|other| adds(other).as_ref() == Some(&path))
    }

    /// The names of the standard library in a list.
    fn theirs_in(&self, list: &str, uses: &mut BTreeSet<String>) {
        uses.extend(list.split(", ").filter(|name| self.theirs.contains_key(*name)).map(str::to_owned));
    }

    /// A sentence with names in place of its marks.
    fn named(&self, text: &str, uses: &mut BTreeSet<String>) -> String {
        self.names.used(text, uses);
        let out =
            with_apps(&self.names.fill(text), |id| match self.apps.binary_search_by(|app| app.id.as_str().cmp(id)) {
                Ok(place) => {
                    let name = self.apps.get(place).map(|app| app.name.clone()).unwrap_or_default();
                    uses.insert(name.clone());
                    name
                }
                Err(_) => id.to_owned(),
            });
        if let Some(rest) = text.strip_prefix("apps ").or_else(|| text.strip_prefix("include ")) {
            self.theirs_in(rest, uses);
        }
        if let Some(name) = text.strip_prefix("include ") {
            uses.insert(name.to_owned());
        }
        out
    }
}

/// The longest line that is written where a list can be broken.
const WIDTH: usize = 110;

/// A line, broken after the commas of a long list.
fn wrapped(line: &str) -> String {
    if line.chars().count() <= WIDTH {
        return line.to_owned();
    }
    let mut out = String::new();
    let mut width = 0;
    let (mut quoted, mut escaped, mut part) = (false, false, String::new());
    let mut end = |part: &mut String, out: &mut String| {
        let length = part.chars().count();
        if width + length > WIDTH && width > 0 {
            out.truncate(out.trim_end().len());
            out.push_str("\n        ");
            width = 8;
            *part = part.trim_start().to_owned();
        }
        width += length;
        out.push_str(part);
        part.clear();
    };
    for c in line.chars() {
        part.push(c);
        (quoted, escaped) = match (c, quoted) {
            (_, true) if escaped => (true, false),
            ('\\', true) => (true, true),
            ('"', _) => (!quoted, false),
            _ => (quoted, false),
        };
        if c == ',' && !quoted {
            end(&mut part, &mut out);
        }
    }
    end(&mut part, &mut out);
    out
}

/// The file of a kind of block.
fn plural(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::AppProtection => "app_protection",
        BlockKind::AppConfiguration => "app_configuration",
        BlockKind::Connector => "connectors",
        BlockKind::ConditionalAccess => "conditional_access",
        BlockKind::NamedLocation => "named_locations",
        BlockKind::Filter => "filters",
        BlockKind::ScopeTag => "scope_tags",
        BlockKind::AuthenticationStrength => "authentication_strengths",
    }
}

/// Whether a text survives as documentation: its lines come back as they are.
pub(super) fn is_documentation(text: &str) -> bool {
    let fine = |line: &str| {
        !line.starts_with(char::is_whitespace)
            && !line.ends_with(char::is_whitespace)
            && !line.chars().any(|c| c.is_control() || crate::syntax::is_invisible(c))
            && !line.starts_with('/')
    };
    !text.is_empty() && text.split('\n').all(fine) && !text.starts_with('\n') && !text.ends_with('\n')
}
