#!/usr/bin/env bash
# Finding: the `Decompressor` of brotli-decompressor 6.3.1 takes streams with large windows, which
# are no Brotli of RFC 7932, unless it is told not to.
#
# Behaviour. Large windows are an extension for files, of up to 1 GiB instead of 16 MiB. The decoder
# in C takes them only if the parameter BROTLI_DECODER_PARAM_LARGE_WINDOW is set. The reader of the
# Rust crate has the same parameter, and it is set from the beginning.
#
# Seen. The two bytes 11 DE are an empty stream with a window of 1 GiB. They are read as nothing,
# without an error; with the parameter set to 0 they are refused. An empty stream of the RFC, the
# byte 06, is read either way.
#
# Why it matters here. Bodies of HTTP in web archives are decoded within a bound of memory, and the
# coding `br` of HTTP has windows of 16 MiB at most. One would guess that a decoder of Brotli has
# them by itself, as the one in C does.
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
brotli-decompressor = "=6.3.1"
TOML
cat >"$folder/src/main.rs" <<'RUST'
use std::io::Read;

use brotli_decompressor::{BrotliDecoderParameter, Decompressor};

/// Returns whether a stream is read to its end.
fn reads(stream: &[u8], is_strict: bool) -> bool {
    let mut decoder = Decompressor::new(stream, 4096);
    if is_strict {
        assert!(decoder.set_parameter(BrotliDecoderParameter::BROTLI_DECODER_PARAM_LARGE_WINDOW, 0));
    }
    decoder.read_to_end(&mut Vec::new()).is_ok()
}

fn main() {
    let (rfc, large): (&[u8], &[u8]) = (&[0x06], &[0x11, 0xde]);
    let usual = (reads(rfc, false), reads(large, false));
    let strict = (reads(rfc, true), reads(large, true));
    println!("of the RFC and large: {usual:?}; told not to: {strict:?}");
    assert_eq!((usual, strict), ((true, true), (true, false)));
}
RUST
cargo run --quiet --release --manifest-path "$folder/Cargo.toml"
