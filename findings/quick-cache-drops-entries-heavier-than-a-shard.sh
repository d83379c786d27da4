#!/usr/bin/env bash
# Finding: quick_cache 0.7.0 drops an entry that is heavier than one shard of the cache, in silence,
# and by default the number of shards follows the number of cores.
#
# Behaviour. `Cache::with_weighter` cuts the capacity into shards, about four for each core. An
# entry heavier than its shard is not kept: `insert` returns nothing, and the next `get` is a miss. So one
# program with one capacity keeps an entry on one machine and never keeps it on another.
#
# Seen. A capacity of 1 MiB and an entry of 64 KiB, 6 % of the whole: kept with 4 shards, dropped
# with 64, with no error and no sign of it but the misses.
#
# Why it matters here. The cache of views is weighed in bytes, and its heaviest entries are runs of
# leaves of 64 KiB. One would guess that a cache takes whatever is lighter than its capacity. The
# number of shards has to be set from the heaviest entry, by `OptionsBuilder::shards`.
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
quick_cache = "=0.7.0"
TOML
cat >"$folder/src/main.rs" <<'RUST'
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

#[derive(Clone)]
struct Length;

impl Weighter<u32, Vec<u8>> for Length {
    fn weight(&self, _: &u32, value: &Vec<u8>) -> u64 {
        value.len() as u64
    }
}

/// Returns whether a cache of 1 MiB in so many shards keeps an entry of 64 KiB.
fn keeps(shards: usize) -> bool {
    let options = OptionsBuilder::new()
        .estimated_items_capacity(512)
        .weight_capacity(1 << 20)
        .shards(shards)
        .build()
        .unwrap();
    let hasher = DefaultHashBuilder::default();
    let cache = Cache::with_options(options, Length, hasher, DefaultLifecycle::default());
    cache.insert(1, vec![0; 64 << 10]);
    cache.get(&1).is_some()
}

fn main() {
    let (few, many) = (keeps(4), keeps(64));
    println!("kept in 4 shards: {few}; kept in 64 shards: {many}");
    assert!(few && !many);
}
RUST
cargo run --quiet --release --manifest-path "$folder/Cargo.toml"
