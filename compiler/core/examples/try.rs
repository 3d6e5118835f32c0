use mam_core::{project::*, vocabulary};
use std::collections::BTreeMap;
fn main() {
    let (files, out) = vocabulary::check_standard();
    for d in &out { let s = d.span().unwrap(); let f = files.iter().find(|f| f.id == s.file); println!("VOCAB {} {} @ {} `{}` {:?}", d.code, d.message, f.map(|f| f.path.to_string()).unwrap_or_default(), f.and_then(|f| f.text.get(s.start as usize..s.end as usize)).unwrap_or(""), d.labels[0].text); }
    for dir in std::env::args().skip(1) {
        let mut map = BTreeMap::new();
        fn walk(root: &std::path::Path, p: &std::path::Path, map: &mut BTreeMap<String, String>) { for e in std::fs::read_dir(p).unwrap() { let p = e.unwrap().path(); if p.is_dir() { walk(root, &p, map) } else if p.extension().is_some_and(|e| e == "mam") { map.insert(p.strip_prefix(root).unwrap().to_string_lossy().into(), std::fs::read_to_string(&p).unwrap()); } } }
        walk(dir.as_ref(), dir.as_ref(), &mut map);
        let entry: Vec<String> = map.keys().cloned().collect();
        let project = Project::load(&map, &entry);
        let checked = project.check();
        println!("=== {dir}");
        for d in &checked.diagnostics {
            println!("{:?} {} {}", d.severity, d.code, d.message);
            for l in &d.labels { let f = project.file(l.span.file).unwrap(); println!("     {}:{} `{}` -- {}", f.path, l.span.start, f.text.get(l.span.start as usize..l.span.end as usize).unwrap_or(""), l.text); }
            if let Some(h) = &d.help { println!("     help: {h}"); }
        }
        for t in checked.tenants() { let c = checked.compile(t).unwrap(); for o in c.objects.iter() { println!("  {t} {} {} {}", o.path, o.name, o.json().len()); if std::env::var("SHOW").is_ok() { println!("{}", String::from_utf8(o.json()).unwrap()); } } if std::env::var("SHOW").is_ok() { println!("{}", String::from_utf8(c.manifest()).unwrap()); } }
    }
}
