//! Filters by publication: local days, instants and months.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::ops::{Bound, RangeBounds};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use onrecord::{Draft, ExtractedQuote, Extraction, Published, Span, Store};
use proptest::prelude::*;

/// A store of an article with one quote for each time of publication, which is its key.
fn store(published: &[&str]) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    for text in published {
        let mut found = Extraction::default();
        found.quotes.push(ExtractedQuote::new(Span::new(3, 10)));
        let draft = Draft::new("“We won,” said Ada Nkemelu.").key(*text).extraction(found);
        let published = text.parse::<Published>();
        store.put(&published.into_iter().fold(draft, Draft::published)).unwrap();
    }
    (folder, store)
}

/// Returns the keys of what is in a range, oldest first. Articles and quotes must agree, walked
/// both ways, paged and counted.
fn within<D: Into<Published> + Clone>(
    store: &Store,
    range: impl RangeBounds<D> + Clone,
) -> Vec<String> {
    let articles = store.articles().published(range.clone());
    let forth: Vec<_> = articles
        .clone()
        .oldest_first()
        .iter()
        .map(|article| article.unwrap().key().to_owned())
        .collect();
    let mut back: Vec<_> =
        articles.iter().map(|article| article.unwrap().key().to_owned()).collect();
    back.reverse();
    assert_eq!(forth, back);
    assert_eq!(articles.count().unwrap(), forth.len() as u64);
    let quotes = store.quotes().published(range);
    let of_quotes: Vec<_> = quotes
        .clone()
        .oldest_first()
        .iter()
        .map(|quote| quote.unwrap().article().unwrap().key().to_owned())
        .collect();
    assert_eq!(forth, of_quotes);
    assert_eq!(quotes.count().unwrap(), forth.len() as u64);
    let (mut paged, mut query) = (Vec::new(), articles.oldest_first());
    loop {
        let page = query.page(1).unwrap();
        paged.extend(page.items.iter().map(|article| article.key().to_owned()));
        let Some(next) = page.next else { break };
        query = query.after(next);
    }
    assert_eq!(forth, paged);
    forth
}

const MIDNIGHTS: [&str; 9] = [
    "none",
    "2020-07-20",
    "2020-07-20T23:59:59.999999+14:00",
    "2020-07-20T23:59:59.999999-12:00",
    "2020-07-20T23:59:59.999999Z",
    "2020-07-21",
    "2020-07-21T00:00:00+14:00",
    "2020-07-21T00:00:00-12:00",
    "2020-07-21T00:00:00Z",
];

#[test]
fn a_day_has_what_was_published_on_it_where_it_was_published() {
    let (folder, store) = store(&MIDNIGHTS);
    let check = |store: &Store| {
        let day =
            |day: i8| -> Vec<String> { within(store, date(2020, 7, day)..=date(2020, 7, day)) };
        assert_eq!(day(19), [""; 0]);
        assert_eq!(day(20), &MIDNIGHTS[1..5]);
        assert_eq!(day(21), &MIDNIGHTS[5..]);
        assert_eq!(day(22), [""; 0]);
        assert_eq!(within(store, ..date(2020, 7, 21)), &MIDNIGHTS[1..5]);
        let after = (Bound::Excluded(date(2020, 7, 20)), Bound::<Date>::Unbounded);
        assert_eq!(within(store, after), &MIDNIGHTS[5..]);
    };
    check(&store);
    store.close().unwrap();
    check(&Store::open(folder.path().join("news")).unwrap());
}

#[test]
fn a_moment_in_a_bound_is_an_instant() {
    let (_folder, store) = store(&MIDNIGHTS);
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let eve = MIDNIGHTS[2];
    let dawn = MIDNIGHTS[6];
    assert_eq!(within(&store, ..at("2020-07-20T09:59:59.999999Z")), ["2020-07-20"]);
    assert_eq!(within(&store, ..=at("2020-07-20T09:59:59.999999Z")), ["2020-07-20", eve]);
    assert_eq!(within(&store, at("2020-07-20T10:00:00Z")..at("2020-07-20T12:00:00Z")), [dawn]);
    // Whatever clock the bound is read from
    let noon: Published = "2020-07-21T02:00:00+14:00".parse().unwrap();
    assert_eq!(within(&store, at("2020-07-20T10:00:00Z").into()..noon), [dawn]);
    assert_eq!(
        within(&store, at("2020-07-21T11:59:59.999999Z")..),
        ["2020-07-20T23:59:59.999999-12:00", "2020-07-21T00:00:00-12:00"]
    );
    let reversed = at("2020-07-21T00:00:00Z")..at("2020-07-20T23:59:59Z");
    assert!(store.articles().published(reversed).count().is_err());
    let plan = store.articles().published(..noon).explain().unwrap();
    assert_eq!(plan.residual_filters().len(), 1, "{plan:?}");
}

#[test]
fn a_month_is_in_every_range_that_overlaps_it() {
    let (folder, store) = store(&["2020-06-30", "2020-07", "2020-07-01", "2020-07-21", "2020-08"]);
    let check = |store: &Store| {
        let july = ["2020-07", "2020-07-01", "2020-07-21"];
        assert_eq!(within(store, date(2020, 7, 1)..=date(2020, 7, 31)), july);
        assert_eq!(within(store, date(2020, 7, 2)..date(2020, 7, 3)), ["2020-07"]);
        assert_eq!(within(store, date(2020, 7, 21)..), ["2020-07", "2020-07-21", "2020-08"]);
        assert_eq!(within(store, date(2020, 7, 31)..=date(2020, 7, 31)), ["2020-07"]);
        assert_eq!(within(store, ..date(2020, 7, 1)), ["2020-06-30"]);
        assert_eq!(within(store, ..=date(2020, 7, 1)), ["2020-06-30", "2020-07", "2020-07-01"]);
        let month = |month| Published::month(2020, month).unwrap();
        assert_eq!(within(store, month(7)..=month(7)), july);
        assert_eq!(within(store, ..month(7)), ["2020-06-30"]);
        assert_eq!(within(store, (Bound::Excluded(month(7)), Bound::Unbounded)), ["2020-08"]);
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let late = at("2020-07-31T23:59:59.999999Z")..at("2020-08-01T00:00:00Z");
        assert_eq!(within(store, late), ["2020-07"]);
        assert_eq!(within(store, at("2020-08-01T00:00:00Z")..), ["2020-08"]);
        assert_eq!(within(store, at("2020-08-20T00:00:00Z")..), ["2020-08"]);
        assert_eq!(within(store, at("2020-09-01T00:00:00Z")..), [""; 0]);
    };
    check(&store);
    // One that gets a day is in no list of months any more.
    store
        .put(&Draft::new("Rain.").key("moved").published(Published::month(2020, 9).unwrap()))
        .unwrap();
    store.put(&Draft::new("Rain.").key("moved").published(date(2021, 1, 1))).unwrap();
    assert_eq!(
        store.articles().published(date(2020, 9, 2)..=date(2020, 12, 31)).count().unwrap(),
        0
    );
    store.remove(store.article_by_key("moved").unwrap().unwrap().id()).unwrap();
    assert!(store.verify(|_| {}).unwrap().problems.is_empty());
    store.close().unwrap();
    check(&Store::open(folder.path().join("news")).unwrap());
}

/// A time of publication near the end of a month, with any offset, as text.
fn published() -> impl Strategy<Value = String> {
    let near = Timestamp::from_second(1_596_240_000).unwrap().as_second();
    (0..4_u8, -80 * 3600..80 * 3600_i64, -12 * 60..=14 * 60_i32).prop_map(
        move |(kind, from, east)| {
            let at = Timestamp::from_second(near + from).unwrap();
            let zone = jiff::tz::Offset::from_seconds(east * 60).unwrap().to_time_zone();
            let zoned = Published::from(jiff::ZonedDateTime::new(at, zone));
            let day = zoned.date();
            match kind {
                0 => Published::month(day.year(), day.month()).unwrap().to_string(),
                1 => day.to_string(),
                2 => Published::from(at).to_string(),
                _ => zoned.to_string(),
            }
        },
    )
}

/// Whether a time is in a range that begins with `start` and ends before `end`, by the definition.
fn is_within(text: &str, start: &str, end: &str) -> bool {
    let [it, start, end]: [Published; 3] = [text, start, end].map(|text| text.parse().unwrap());
    let is_instant = |bound: &str| bound.contains('T');
    let local = |published: Published| {
        let offset = published.offset().unwrap_or(jiff::tz::Offset::UTC);
        offset.to_datetime(published.timestamp())
    };
    let is_month = text.len() == 7;
    let begins = match (is_instant(&start.to_string()), is_month) {
        (true, false) => it.timestamp() >= start.timestamp(),
        (false, false) => local(it) >= local(start),
        (true, true) => {
            local(it)
                .date()
                .last_of_month()
                .tomorrow()
                .unwrap()
                .to_datetime(jiff::civil::Time::midnight())
                > jiff::tz::Offset::UTC.to_datetime(start.timestamp())
        }
        (false, true) => it.date().last_of_month() >= start.date(),
    };
    let ends = if is_instant(&end.to_string()) {
        it.timestamp() < end.timestamp()
    } else {
        local(it) < local(end)
    };
    begins && ends
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn ranges_have_what_the_definition_says(
        all in prop::collection::btree_set(published(), 1..24),
        bounds in prop::collection::vec((published(), published()), 12),
    ) {
        let keys: Vec<&str> = all.iter().map(String::as_str).collect();
        let (_folder, store) = store(&keys);
        for (start, end) in &bounds {
            let range: std::ops::Range<Published> =
                start.parse().unwrap()..end.parse().unwrap();
            if store.articles().published(range.clone()).count().is_err() {
                prop_assert!(end.parse::<Published>().unwrap() < start.parse().unwrap()
                    || range.end.timestamp() < range.start.timestamp());
                continue;
            }
            let mut found = within(&store, range);
            found.sort();
            let mut expected: Vec<_> =
                keys.iter().filter(|key| is_within(key, start, end)).copied().collect();
            expected.sort_unstable();
            prop_assert_eq!(found, expected, "{}..{}", start, end);
        }
    }
}
