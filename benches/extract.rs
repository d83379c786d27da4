//! Extraction from the seed articles, in bytes of text a second on one core.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench may panic; criterion's macro makes an undocumented function"
)]

use std::fs;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onrecord::EnglishExtractor;

fn extract(criterion: &mut Criterion) {
    let seeds = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/seeds")).unwrap();
    let texts: Vec<String> = seeds
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let extractor = EnglishExtractor::new();
    let quotes = |texts: &[String]| {
        texts.iter().map(|text| extractor.extract_text(text).quotes.len()).sum::<usize>()
    };
    assert!(quotes(&texts) > texts.len(), "the seeds have quotes");
    let mut group = criterion.benchmark_group("extract");
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    group.bench_function("seeds", |bench| bench.iter(|| black_box(quotes(&texts))));
    group.finish();
}

criterion_group!(benches, extract);
criterion_main!(benches);
