//! One sentence on the page of its section: what it says, where the admin centre has it, what may be written, an example, what goes
//! wrong, and what Graph gets.

use super::example::Example;
use super::graph::titles;
use super::markdown::{code, codes, link, program, prose, table};
use super::silence::{self, Silence};
use super::words::is_long;
use super::{Book, facts, paragraph, pitfalls};
use crate::manual::codes::Described;
use crate::vocabulary::model::{Alternative, Hole, Piece, Platforms, SentenceEntry, Type, one_of};

/// Up to how many ways of saying a sentence are spelt out.
const FEW: usize = 6;

impl Book<'_> {
    /// Writes everything there is to know about a sentence.
    pub(super) fn sentence(&self, page: &mut String, sentence: &SentenceEntry, shown: &[Example]) {
        paragraph(page, &format!("## {}", code(&sentence.phrase)));
        facts::paragraphs(&sentence.docs).iter().for_each(|part| paragraph(page, &prose(part)));
        if let Some(reason) = &sentence.deprecated {
            paragraph(page, &format!("**Deprecated:** {}.", prose(reason)));
        }
        if let Some((reason, instead)) = &sentence.retired {
            let instead = instead.as_ref().map(|words| format!("; say {}", code(words))).unwrap_or_default();
            paragraph(page, &format!("**Retired:** {}{instead}.", prose(reason)));
        }
        let facts: Vec<_> =
            self.facts(sentence).into_iter().map(|(name, text)| format!("- **{name}:** {text}")).collect();
        paragraph(page, &facts.join("\n"));
        for hole in &sentence.holes {
            self.hole(page, sentence, hole);
        }
        for example in shown {
            let only = shown.len() > 1 && !example.platforms.is_empty();
            let on = if only { format!(" on {}", titles(example.platforms)) } else { String::new() };
            paragraph(page, &format!("Example{on}:\n\n{}", program(&example.text)));
        }
        self.pitfalls(page, sentence);
        let unsayable = self.unsayable(sentence);
        if !unsayable.is_empty() {
            paragraph(page, &format!("What cannot be said, and why:\n\n{}", unsayable.join("\n")));
        }
        let graph = self.graph(sentence);
        if !graph.is_empty() {
            paragraph(page, &format!("In Microsoft Graph:\n\n{graph}"));
        }
        let sources: Vec<_> = sentence.sources.iter().map(|source| prose(source)).collect();
        if !sources.is_empty() {
            paragraph(page, &format!("Source: {}.", sources.join("; ")));
        }
    }

    /// The facts of a sentence, each with its name.
    fn facts(&self, sentence: &SentenceEntry) -> Vec<(&'static str, String)> {
        let mut facts = Vec::new();
        if let Some(spelt) = spelt(sentence) {
            facts.push(("Written", codes(spelt)));
        }
        if !sentence.portal.is_empty() {
            facts.push(("Admin centre", label(&sentence.portal)));
        }
        if sentence.kinds.len() > 1 {
            facts.push(("Blocks", codes(sentence.kinds.iter().map(|kind| kind.words()))));
        }
        if sentence.kinds.iter().any(|kind| kind.has_platforms()) {
            facts.push(("Platforms", titles(sentence.platforms)));
        }
        if let Some(kind) = sentence.kinds.first() {
            let silences = silence::of(self.vocabulary, sentence, *kind);
            let several = silences.len() > 1;
            let said = silences.iter().map(|(platforms, silence)| {
                let on = if several { format!(" on {}", titles(*platforms)) } else { String::new() };
                let same = *silence == Silence::Sentence(sentence.phrase.to_string());
                let said =
                    if same { "the same: it takes back what an included baseline says".into() } else { told(silence) };
                format!("{said}{on}")
            });
            let said: Vec<_> = said.collect();
            if !said.is_empty() {
                facts.push(("Without it", format!("{}.", said.join("; "))));
            }
        }
        let given = self.given(sentence);
        if !given.is_empty() {
            facts.push(("Sent with", format!("the action {}, once the policy is there", codes(given))));
        }
        facts
    }

    /// What may stand in a hole.
    fn hole(&self, page: &mut String, sentence: &SentenceEntry, hole: &Hole) {
        let name = code(&format!("{{{}}}", hole.name));
        let rows = rows(sentence, hole);
        let quiet = !sentence.kinds.iter().any(|kind| kind.has_platforms());
        let on = |on: Platforms| if quiet || on == sentence.platforms { String::new() } else { titles(on) };
        let cells: Vec<_> = rows.iter().map(|(item, platforms)| alternative(item, on(*platforms))).collect();
        let plain = cells.iter().all(|cells| is_plain(cells));
        let words: Vec<_> = rows.iter().map(|(item, _)| code(&item.words)).collect();
        let inline = (plain && !words.is_empty()).then(|| one_of(&words));
        for (platforms, of) in merged(hole) {
            let on = match hole.types.len() > 1 && platforms != sentence.platforms && !matches!(of, Type::Words(_)) {
                true => format!(" on {}", titles(platforms)),
                false => String::new(),
            };
            let value = self.value(of, sentence, hole, inline.as_deref());
            paragraph(page, &format!("{name}{on}: {value}."));
        }
        if !plain {
            paragraph(page, &table(&["Word", "Also", "Only on", "In Graph", "Meaning"], &cells));
        }
    }

    /// What may be written for a type in a sentence; `inline` are its words, if they need no table.
    fn value(&self, of: &Type, sentence: &SentenceEntry, hole: &Hole, inline: Option<&str>) -> String {
        let mut parts = Vec::new();
        let listed = self.parts(of, &mut parts);
        let only_words = parts.is_empty();
        if listed {
            let words = if only_words { "one of these words" } else { "one of the words below" };
            parts.push(inline.map_or_else(|| words.to_owned(), str::to_owned));
        }
        let said = one_of(&parts);
        let in_table = only_words && inline.is_none();
        let said = match of {
            Type::List(_) | Type::Apps(_) if in_table => "one or more of these words, with commas between".into(),
            Type::List(_) | Type::Apps(_) => format!("one or more, with commas between: {said}"),
            Type::Requirement(_) => format!("{said}; several are joined with `and`, `or` and parentheses"),
            _ => said,
        };
        match facts::strictness(of, sentence, hole) {
            "" => said,
            "strictest first" => format!("{said}, the strictest first"),
            strict => format!("{said}; {strict}"),
        }
    }

    /// What may be written, but for short lists of words; whether there are such.
    fn parts(&self, of: &Type, out: &mut Vec<String>) -> bool {
        match of {
            Type::List(of) | Type::Requirement(of) => return self.parts(of, out),
            Type::Union(types) => {
                let listed: Vec<bool> = types.iter().map(|of| self.parts(of, out)).collect();
                return listed.contains(&true);
            }
            Type::Words(words) if is_long(words) => {
                let name = words.name.replace('_', " ");
                let target = format!("words.md#{}", super::words::anchor(words));
                out.push(format!("a word for {}", link(&article(&name), &target)));
            }
            Type::Words(_) => return true,
            Type::Apps(_) => {
                out.push(format!("the names of {}", link("apps", "apps.md")));
                return true;
            }
            Type::Reference(kind) => {
                out.push(format!(
                    "{} (its name, or {})",
                    article(kind.noun()),
                    code(&format!("{} \"…\"", kind.word()))
                ));
            }
            other => out.push(facts::value(other)),
        }
        false
    }

    /// What commonly goes wrong with a sentence.
    fn pitfalls(&self, page: &mut String, sentence: &SentenceEntry) {
        let rules = pitfalls::of_sentence(self.vocabulary, sentence);
        if rules.is_empty() {
            return;
        }
        let list: Vec<_> = rules.into_iter().map(|rule| pitfall(&Described::from(rule))).collect();
        paragraph(page, &format!("What commonly goes wrong:\n\n{}", list.join("\n")));
    }
}

/// A line about a code, with a link to what there is to read about it.
pub(super) fn pitfall(described: &Described<'_>) -> String {
    let code = described.code.to_string();
    let page = link(&code, &format!("problems.md#{}", code.to_lowercase()));
    format!("- {page} ({}): {}", described.word(), prose(described.title))
}

/// A row of a word.
pub(super) fn alternative(item: &Alternative, on: String) -> Vec<String> {
    let value = match &item.value {
        serde_json::Value::String(text) => code(text),
        other => code(&other.to_string()),
    };
    vec![code(&item.words), codes(&item.aliases), on, value, prose(&item.docs.replace('\n', " "))]
}

/// Where the admin centre shows it, the label in bold.
pub(super) fn label(portal: &[String]) -> String {
    let parts: Vec<_> = portal.iter().map(|part| prose(part)).collect();
    match parts.split_last() {
        Some((last, head)) => head.iter().cloned().chain([format!("**{last}**")]).collect::<Vec<_>>().join(" › "),
        None => String::new(),
    }
}

/// What silence means, in words.
fn told(silence: &Silence) -> String {
    match silence {
        Silence::Sentence(sentence) => format!("as if {} were said", code(sentence)),
        Silence::Empty => "nothing is set".into(),
        Silence::Block => "what the block itself says".into(),
        Silence::Absent => "nothing is sent about it".into(),
        Silence::Values(values) => {
            let values = values.iter().map(|(path, json)| format!("{} is {}", code(path), code(&json.to_string())));
            values.collect::<Vec<_>>().join(", ")
        }
    }
}

/// The ways of saying a sentence that begins with a word of its choice.
fn spelt(sentence: &SentenceEntry) -> Option<Vec<String>> {
    let Some(Piece::Hole(first)) = sentence.pieces.first() else { return None };
    let mut words: Vec<&str> = Vec::new();
    for (_, of) in &sentence.holes.get(*first)?.types {
        let Type::Words(list) = of else { return None };
        for item in &list.items {
            if !words.contains(&&*item.words) {
                words.push(&item.words);
            }
        }
    }
    let rest = sentence.phrase.split_once(' ').map(|(_, rest)| rest).unwrap_or_default();
    (words.len() <= FEW).then(|| words.iter().map(|word| format!("{word} {rest}")).collect())
}

/// Whether a row of a word says nothing but the word.
fn is_plain(row: &[String]) -> bool {
    matches!(row, [word, also, on, graph, docs] if word == graph && [also, on, docs].iter().all(|cell| cell.is_empty()))
}

/// The words of the short lists of a hole, each with the platforms that have it.
fn rows<'a>(sentence: &SentenceEntry, hole: &'a Hole) -> Vec<(&'a Alternative, Platforms)> {
    let mut rows: Vec<(&Alternative, Platforms)> = Vec::new();
    for (platforms, of) in &hole.types {
        for item in facts::word_lists(of).into_iter().filter(|words| !is_long(words)).flat_map(|words| &words.items) {
            let here = platforms.and(item.platforms).and(sentence.platforms);
            let same =
                |known: &Alternative| known.words == item.words && known.value == item.value && known.docs == item.docs;
            match rows.iter_mut().find(|(known, _)| same(known)) {
                Some((_, on)) => *on = here.iter().chain(on.iter()).collect(),
                None => rows.push((item, here)),
            }
        }
    }
    rows
}

/// The types of a hole; those of word lists but once, since their words are shown in one table.
fn merged(hole: &Hole) -> Vec<(Platforms, &Type)> {
    let mut types: Vec<(Platforms, &Type)> = Vec::new();
    for (platforms, of) in &hole.types {
        if !types.iter().any(|(_, known)| matches!((known, of), (Type::Words(_), Type::Words(_)))) {
            types.push((*platforms, of));
        }
    }
    types
}

/// A noun with its article.
fn article(noun: &str) -> String {
    let an = noun.starts_with(['a', 'e', 'i', 'o']);
    format!("{} {noun}", if an { "an" } else { "a" })
}
