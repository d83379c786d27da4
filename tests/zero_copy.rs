//! Reading allocates nothing for each quote and copies no text.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use onrecord::{Country, Draft, ExtractedQuote, Extraction, Span, Store};

thread_local! {
    static MADE: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

#[allow(unsafe_code, reason = "counting allocations takes an allocator of one's own")]
// SAFETY: every call goes on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        MADE.with(|made| made.set(made.get() + 1));
        // SAFETY: the caller keeps the promises of this very function.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: `alloc` took the place from the system's allocator.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(run: impl FnOnce()) -> usize {
    let before = MADE.with(Cell::get);
    run();
    MADE.with(Cell::get) - before
}

#[test]
fn walking_and_reading_quotes_allocates_nothing_for_each() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    for number in 0..400 {
        let text = format!("“These are words number {number}, and some more,” said Ada Nkemelu.");
        let mut quote = ExtractedQuote::new(Span::of(3..text.find(",”").unwrap()));
        quote.speaker = Some("Ada Nkemelu".to_owned());
        quote.cue = Some("said".to_owned());
        quote.from = Some(Country::NG);
        let mut extraction = Extraction::default();
        extraction.quotes.push(quote);
        store.put(&Draft::new(text).extraction(extraction)).unwrap();
    }
    store.close().unwrap();
    let store = Store::open(&path).unwrap();
    let query = store.quotes().speaker("Ada Nkemelu").speaker_country(Country::NG);
    let quotes: Vec<_> = query.iter().map(Result::unwrap).collect();
    let getters = allocations(|| {
        for quote in &quotes {
            assert!(quote.text().starts_with("These are words"));
            assert_eq!(quote.speaker_name(), Some("Ada Nkemelu"));
            assert_eq!(quote.cue(), Some("said"));
            assert_eq!(quote.speaker_country(), Some(Country::NG));
            assert!(quote.countries().next().is_none());
        }
    });
    assert_eq!(getters, 0, "getters borrow");
    let mut read = 0;
    let walk = allocations(|| {
        for quote in &query {
            read += quote.unwrap().text().len();
        }
    });
    assert!(read > 400 * 20);
    assert!(walk < 60, "{walk} allocations for a walk over 400 quotes: planning only");
}
