#!/usr/bin/env bash
# Finding: tantivy 0.27.0 keeps the documents that a writer deletes by its first operation, if the
# commit before it deleted some of the same segment and left segments to be merged.
#
# Behaviour. Operations are numbered, and a commit is one. A writer that is opened later gives its
# first operation the number of the last commit again. A merge that begins before the first commit
# of this writer brings all segments to the number of the last commit: one that had deletes in that
# commit counts as up to date, another applies the new delete. What was merged goes on after that
# delete, so the first segment never sees it.
#
# Seen. 10 documents in two segments, of which a commit deletes two of the second; then a new
# writer deletes a third one of it, adds one, and commits: 9 documents are found instead of 8, also
# by later readers. If the writer's first operation is an empty one, 8 are found.
#
# Why it matters here. It takes a process that ended before its last merge, and one would guess
# that only what was not committed is lost then. The index of words found the quotes of a replaced
# article beside those of its replacement after one of some hundred kills. A writer of the index
# begins with an empty operation now.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
tantivy = { version = "=0.27.0", default-features = false, features = ["mmap"] }
TOML
cat >"$folder/src/main.rs" <<'RUST'
use std::fs;
use std::path::Path;

use tantivy::indexer::{LogMergePolicy, NoMergePolicy};
use tantivy::schema::{Field, INDEXED, Schema};
use tantivy::{Index, IndexWriter, TantivyDocument, Term};

fn document(field: Field, number: u64) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    document.add_u64(field, number);
    document
}

/// Makes an index of two segments, and deletes two documents of the second.
fn make(folder: &Path) {
    fs::create_dir(folder).unwrap();
    let mut schema = Schema::builder();
    let field = schema.add_u64_field("number", INDEXED);
    let index = Index::create_in_dir(folder, schema.build()).unwrap();
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 20_000_000).unwrap();
    writer.set_merge_policy(Box::new(NoMergePolicy));
    for numbers in [0..6, 10..14] {
        for number in numbers {
            writer.add_document(document(field, number)).unwrap();
        }
        writer.commit().unwrap();
    }
    for number in [10, 11] {
        writer.delete_term(Term::from_field_u64(field, number));
    }
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
}

/// Replaces a document of the second segment. Returns how many there are then.
fn replace(folder: &Path, after_nothing: bool) -> u64 {
    let index = Index::open_in_dir(folder).unwrap();
    let field = index.schema().get_field("number").unwrap();
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 20_000_000).unwrap();
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(0.3);
    writer.set_merge_policy(Box::new(policy));
    if after_nothing {
        writer.run([]).unwrap();
    }
    writer.delete_term(Term::from_field_u64(field, 12));
    writer.add_document(document(field, 12)).unwrap();
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
    index.reader().unwrap().searcher().num_docs()
}

fn main() {
    for (after_nothing, expected) in [(false, 9), (true, 8)] {
        let folder = Path::new(if after_nothing { "second" } else { "first" });
        make(folder);
        let found = replace(folder, after_nothing);
        println!("the delete is the {} operation: {found} documents", folder.display());
        assert_eq!(found, expected);
    }
}
RUST
cd "$folder"
cargo run --quiet
