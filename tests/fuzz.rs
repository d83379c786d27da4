//! The fuzz targets on their corpus, and on what becomes of it by chance: flipped bits, cuts,
//! pieces of one in another.
//!
//! `ONRECORD_FUZZ_SECONDS=600` goes on for so long with each target; `ONRECORD_SEED` repeats a run.
//! With coverage they run under libFuzzer; see `tests/README.md`.

#![cfg(all(feature = "english", feature = "json", feature = "language"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use corpus::Dice;

/// The longest input that chance makes.
const BYTES: usize = 64 << 10;

fn change(bytes: &mut Vec<u8>, others: &[Vec<u8>], dice: &mut Dice) {
    let mut at = |length: usize| usize::try_from(dice.roll(length as u64 + 1)).unwrap();
    let place = at(bytes.len());
    match at(5) {
        0 => bytes.truncate(place),
        1 => bytes.insert(place, u8::try_from(at(255)).unwrap()),
        2 => {
            let other = &others[at(others.len() - 1)];
            let from = at(other.len());
            let piece = other[from..from + at(other.len() - from)].to_vec();
            bytes.splice(place..place, piece);
        }
        3 => {
            let end = place + at(bytes.len() - place);
            let piece = bytes[place..end].to_vec();
            for _ in 0..at(20) {
                bytes.splice(place..place, piece.iter().copied());
            }
        }
        _ if place < bytes.len() => bytes[place] ^= 1 << at(7),
        _ => {}
    }
    bytes.truncate(BYTES);
}

#[test]
fn no_input_breaks_a_target() {
    let seconds =
        std::env::var("ONRECORD_FUZZ_SECONDS").ok().map(|seconds| seconds.parse().unwrap());
    let seed = std::env::var("ONRECORD_SEED").map_or_else(
        |_| u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos()),
        |seed| seed.parse().unwrap(),
    );
    println!("ONRECORD_SEED={seed}");
    for &(name, target) in targets::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/targets/corpus").join(name);
        let mut files: Vec<_> =
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let corpus: Vec<Vec<u8>> = files.iter().map(|path| fs::read(path).unwrap()).collect();
        assert!(!corpus.is_empty(), "{name} has no corpus");
        let run = |bytes: &[u8]| {
            if catch_unwind(AssertUnwindSafe(|| target(bytes))).is_err() {
                let kept = std::env::temp_dir().join(format!("onrecord-{name}-{seed}"));
                fs::write(&kept, bytes).unwrap();
                panic!("{name}: the input is in {}", kept.display());
            }
        };
        for bytes in &corpus {
            run(bytes);
        }
        let mut dice = Dice(seed);
        let (begun, mut inputs) = (Instant::now(), 0_u64);
        while seconds.map_or(inputs < 200, |seconds| begun.elapsed() < Duration::from_secs(seconds))
        {
            let mut bytes =
                corpus[usize::try_from(dice.roll(corpus.len() as u64)).unwrap()].clone();
            for _ in 0..=dice.roll(8) {
                change(&mut bytes, &corpus, &mut dice);
            }
            run(&bytes);
            inputs += 1;
        }
        println!(
            "{name}: {} of the corpus, {inputs} by chance, {:?}",
            corpus.len(),
            begun.elapsed()
        );
    }
}
