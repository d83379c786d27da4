#!/usr/bin/env bash
# Finding: tantivy 0.27.0 opens and searches an index beside the file of deletes of a commit that did
# not come to its end, and cannot commit deletes to it any more.
#
# Behaviour. A commit that deletes documents writes a file whose name has the number of the commit's
# last operation, and then replaces the list of segments. If the list of before is there, numbers go
# on from it, and the next deletes want a file of the same name. It is not written over, and only a
# commit would collect it as garbage.
#
# Seen. With the list of segments of before, and the files of the lost commit: 10 documents are found;
# deleting one and committing fails, `FileAlreadyExists`, and so it does after opening once more.
# After the file is removed, the commit succeeds.
#
# Why it matters here. One would guess that a commit which was lost with the power leaves rubbish at
# most, since the list of segments is replaced as one. The index of words would have failed from then
# on until someone made it anew, so files that no segment has are removed when it is opened.
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
use std::path::{Path, PathBuf};

use tantivy::schema::{INDEXED, Schema};
use tantivy::{Index, IndexWriter, TantivyDocument, Term};

/// Opens the index and deletes a document. Returns why that could not be committed, or nothing.
fn delete(folder: &Path, number: u64) -> Option<String> {
    let index = Index::open_in_dir(folder).unwrap();
    let field = index.schema().get_field("number").unwrap();
    assert_eq!(index.reader().unwrap().searcher().num_docs(), 10);
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 20_000_000).unwrap();
    writer.delete_term(Term::from_field_u64(field, number));
    writer.commit().err().map(|error| error.to_string())
}

fn deletes(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|end| end == "del")).collect()
}

fn main() {
    let folder = Path::new("index");
    fs::create_dir(folder).unwrap();
    let mut schema = Schema::builder();
    let field = schema.add_u64_field("number", INDEXED);
    let index = Index::create_in_dir(folder, schema.build()).unwrap();
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 20_000_000).unwrap();
    for number in 0..10 {
        let mut document = TantivyDocument::new();
        document.add_u64(field, number);
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
    drop(writer);

    // The names of new files came to the disk, the new name of the list of segments did not.
    let list = fs::read(folder.join("meta.json")).unwrap();
    assert_eq!(delete(folder, 1), None);
    fs::write(folder.join("meta.json"), list).unwrap();
    let left = deletes(folder);
    assert_eq!(left.len(), 1);

    for _ in 0..2 {
        let why = delete(folder, 2).expect("the commit is refused");
        println!("beside the file of the lost commit: {why}");
        assert!(why.contains("FileAlreadyExists"));
    }
    fs::remove_file(&left[0]).unwrap();
    assert_eq!(delete(folder, 2), None);
    println!("without it: committed");
}
RUST
cd "$folder"
cargo run --quiet
