//! How long it takes from text to JSON, for programs of growing size: the time must grow with the size, not faster.

#![allow(missing_docs, reason = "criterion's macros declare functions without any")]

mod generator;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use mam_core::project::Project;
use mam_core::syntax::{FileId, parse};
use std::collections::BTreeMap;
use std::hint::black_box;

fn sources(policies: usize) -> (BTreeMap<String, String>, Vec<String>) {
    (BTreeMap::from([("policies.mam".to_owned(), generator::program(policies))]), vec!["policies.mam".to_owned()])
}

fn parsing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for policies in [1, 100, 10_000] {
        let text = generator::program(policies);
        group.throughput(Throughput::Bytes(text.len() as u64));
        let text: std::sync::Arc<str> = text.into();
        group.bench_with_input(BenchmarkId::from_parameter(policies), &text, |bench, text| {
            bench.iter(|| parse(FileId(0), "policies.mam".into(), black_box(text.clone())));
        });
    }
    group.finish();
}

fn compiling(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile to a bundle");
    group.sample_size(10);
    for policies in [1, 10, 100, 1_000, 10_000] {
        let (sources, entry) = sources(policies);
        group.throughput(Throughput::Elements(policies as u64));
        group.bench_function(BenchmarkId::from_parameter(policies), |bench| {
            bench.iter(|| {
                let checked = Project::load(&sources, &entry).check();
                let compiled = checked.compile("contoso").expect("the tenant is declared");
                let mut bundle = Vec::new();
                compiled.write_bundle(&mut bundle).expect("memory takes it");
                bundle
            });
        });
    }
    group.finish();
}

criterion_group!(benches, parsing, compiling);
criterion_main!(benches);
