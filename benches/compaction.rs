//! Reads and commits while the open store is compacted, by those without, in turns of the same run.
//!
//! Prints rates, their ratios, and the longest call: of commits that is one that a checkpoint holds
//! up, and beside a compaction also the longest while it catches up and exchanges the files.
//! `ONRECORD_BENCH_SECONDS` is how long each turn is, 2 s unless it is set; there are five of each.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a bench may panic, and prints"
)]

mod data;

use std::hint::black_box;
use std::time::{Duration, Instant};

use onrecord::{ArticleId, CompactPhase, Compaction, Draft, Store};

/// The articles that are read: their views fit the usual cache.
const READ: u32 = 1_000;

/// What one kind of turns did.
#[derive(Default)]
struct Turns {
    done: u64,
    took: Duration,
    longest: Duration,
    /// The longest while a compaction caught up or exchanged the files.
    longest_late: Duration,
}

impl Turns {
    fn rate(&self) -> f64 {
        self.done as f64 / self.took.as_secs_f64()
    }

    /// Calls `call` for the time of a turn, beside a compaction if there is to be one.
    fn turn(&mut self, seconds: f64, compacted: Option<&Store>, call: &mut dyn FnMut()) -> u32 {
        let mut compaction: Option<Compaction> = None;
        let (mut compactions, begun) = (0, Instant::now());
        let mut last = begun;
        loop {
            if let Some(store) = compacted
                && compaction
                    .as_ref()
                    .is_none_or(|going| going.progress().phase == CompactPhase::Ended)
            {
                if let Some(ended) = compaction.take() {
                    ended.join().unwrap();
                }
                compaction = Some(store.compact_in_background().unwrap());
                compactions += 1;
                // What ended and began is no time of a call.
                last = Instant::now();
            }
            let phase = || compaction.as_ref().map(|going| going.progress().phase);
            let mut is_late = phase() >= Some(CompactPhase::CatchingUp);
            for _ in 0..16 {
                call();
                let now = Instant::now();
                let took = now - last;
                self.longest = self.longest.max(took);
                if took > self.longest_late {
                    is_late |= phase() >= Some(CompactPhase::CatchingUp);
                    self.longest_late = if is_late { took } else { self.longest_late };
                }
                self.done += 1;
                last = now;
            }
            if begun.elapsed().as_secs_f64() > seconds {
                break;
            }
        }
        self.took += begun.elapsed();
        if let Some(going) = compaction {
            going.join().unwrap();
        }
        compactions
    }
}

/// Takes turns without and with a compaction, and prints how they compare.
fn compare(what: &str, seconds: f64, turns: u32, store: &Store, mut call: impl FnMut()) {
    let (mut alone, mut beside, mut compactions) = (Turns::default(), Turns::default(), 0);
    for _ in 0..turns {
        alone.turn(seconds, None, &mut call);
        compactions += beside.turn(seconds, Some(store), &mut call);
    }
    println!(
        "{what}: {:.0} a second alone, {:.0} beside {compactions} compactions: {:.0} %; the \
         longest took {:.1} ms alone, {:.1} ms beside, {:.1} ms of these late in one",
        alone.rate(),
        beside.rate(),
        100.0 * beside.rate() / alone.rate(),
        alone.longest.as_secs_f64() * 1e3,
        beside.longest.as_secs_f64() * 1e3,
        beside.longest_late.as_secs_f64() * 1e3,
    );
}

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let seconds = std::env::var("ONRECORD_BENCH_SECONDS");
    let seconds = if is_test { 0.05 } else { seconds.map_or(2.0, |text| text.parse().unwrap()) };
    let turns = if is_test { 1 } else { 5 };
    let folder = data::load();
    let store = data::open(&folder, data::large_cache());
    let ids: Vec<ArticleId> = (0..READ.min(data::articles()))
        .map(|number| store.article_by_key(&data::key(number)).unwrap().unwrap().id())
        .collect();
    let mut at = 0;
    compare("titles", seconds, turns, &store, || {
        at = (at + 7) % ids.len();
        black_box(store.article(ids[at]).unwrap().unwrap().title().map(str::len));
    });
    let mut rank = 0;
    compare("pages of quotes", seconds, turns, &store, || {
        rank = (rank + 1) % 50;
        black_box(store.quotes().speaker(data::speaker(rank)).page(20).unwrap().items.len());
    });
    let made = data::drafts_from(data::articles(), 2_000, data::articles());
    let drafts: Vec<Draft> = made.map(|made| made.draft).collect();
    let mut number = 0;
    compare("commits", seconds, turns, &store, || {
        let draft = drafts[number % drafts.len()].clone();
        store.put(&draft.key(format!("beside {number}"))).unwrap();
        number += 1;
    });
}
