//! Cursors: where they lead, what they survive and what is refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;

use corpus::{Dice, build, store_article};
use onrecord::{Country, Cursor, Draft, ErrorKind, Quote, QuoteId, Store, limits};

#[test]
fn a_page_that_ends_with_the_last_result_has_no_next_cursor() {
    let folder = tempfile::tempdir().unwrap();
    let (store, told) = build(&folder.path().join("news"), 3);
    let count = usize::try_from(store.quotes().count().unwrap()).unwrap();
    assert!(store.quotes().page(count).unwrap().next.is_none());
    assert!(store.quotes().page(count + 1).unwrap().next.is_none());
    let page = store.quotes().page(count - 1).unwrap();
    assert_eq!(store.quotes().after(page.next.unwrap()).page(1).unwrap().items.len(), 1);
    assert!(store.articles().page(told.len()).unwrap().next.is_none());
    assert!(store.articles().page(told.len() - 1).unwrap().next.is_some());
    let error = store.quotes().page(0).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[test]
fn a_cursor_leads_on_though_articles_come_and_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let (mut store, told) = build(&path, 5);
    let before: Vec<QuoteId> = store.quotes().iter().map(|quote| quote.unwrap().id()).collect();
    let mut dice = Dice(17);
    let (mut read, mut gone, mut new) = (Vec::new(), Vec::new(), Vec::new());
    let mut next: Option<String> = None;
    for (round, one) in told.iter().enumerate() {
        let mut query = store.quotes();
        if let Some(cursor) = &next {
            query = query.after(cursor.parse().unwrap());
        }
        let page = query.page(10).unwrap();
        read.extend(page.items.iter().map(Quote::id));
        next = page.next.map(|cursor| cursor.to_string());
        if next.is_none() {
            break;
        }
        // The last one read goes too: the place behind it stays.
        let last = page.items.last().map(Quote::article_id);
        for article in [last.unwrap(), one.id] {
            store.remove(article).unwrap();
            gone.push(article);
        }
        new.push(store_article(&store, &format!("late-{round}"), &mut dice).id);
        if round % 4 == 0 {
            drop((query, page.items, store.close()));
            store = Store::open(&path).unwrap();
        }
    }
    assert!(next.is_none() && read.len() > 60 && gone.len() > 10);
    let mut unique = read.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), read.len(), "none comes twice");
    let old: Vec<QuoteId> =
        read.iter().copied().filter(|quote| !new.contains(&quote.article())).collect();
    let in_order: Vec<QuoteId> =
        before.iter().copied().filter(|quote| old.contains(quote)).collect();
    assert_eq!(old, in_order);
    let missed: Vec<&QuoteId> = before
        .iter()
        .filter(|quote| !read.contains(quote) && !gone.contains(&quote.article()))
        .collect();
    assert!(missed.is_empty(), "none is left out: {missed:?}");
}

#[test]
fn a_cursor_of_something_else_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = build(&folder.path().join("one"), 3);
    let (other, _) = build(&folder.path().join("other"), 3);
    let cursor = store
        .quotes()
        .about_country(Country::NG)
        .speaker_country(Country::IT)
        .page(1)
        .unwrap()
        .next
        .unwrap();
    // The sequence in which the filters are written does not matter.
    assert!(
        store
            .quotes()
            .speaker_country(Country::IT)
            .about_country(Country::NG)
            .after(cursor.clone())
            .page(1)
            .is_ok()
    );
    let wrong = [
        store.quotes().about_country(Country::NG).after(cursor.clone()).page(1).map(drop),
        store
            .quotes()
            .about_country(Country::NG)
            .speaker_country(Country::FI)
            .after(cursor.clone())
            .count()
            .map(drop),
        store
            .quotes()
            .about_country(Country::NG)
            .speaker_country(Country::IT)
            .oldest_first()
            .after(cursor.clone())
            .page(1)
            .map(drop),
        store.articles().after(cursor.clone()).page(1).map(drop),
        store.speakers().after(cursor.clone()).page(1).map(drop),
    ];
    for result in wrong {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains("the same filters and order was expected"), "{error}");
    }
    let mut quotes = other
        .quotes()
        .about_country(Country::NG)
        .speaker_country(Country::IT)
        .after(cursor.clone())
        .into_iter();
    let error = quotes.next().unwrap().unwrap_err();
    assert!(error.to_string().contains("one that this store returned was expected"), "{error}");
    assert!(quotes.next().is_none());

    let digits = cursor.to_string();
    assert_eq!(digits.parse::<Cursor>().unwrap(), cursor);
    assert_eq!(digits.to_uppercase().parse::<Cursor>().unwrap(), cursor);
    let mut damaged =
        vec![String::new(), "x".to_owned(), digits.clone() + "00", digits[1..].to_owned()];
    damaged.extend((0..digits.len()).map(|at| {
        let digit = if digits.as_bytes()[at] == b'7' { "8" } else { "7" };
        format!("{}{digit}{}", &digits[..at], &digits[at + 1..])
    }));
    damaged.push("é".repeat(44));
    assert!(limits::CURSOR_DIGITS > 10 * digits.len());
    let error = "0".repeat(limits::CURSOR_DIGITS + 1).parse::<Cursor>().unwrap_err();
    assert!(error.to_string().contains("the limit"), "{error}");
    for text in damaged {
        let error = text.parse::<Cursor>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text}");
        assert!(error.to_string().contains("expected"), "{error}");
    }
}

#[test]
fn a_reversed_range_is_refused_and_an_empty_one_finds_nothing() {
    use jiff::civil::date;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    store.put(&Draft::new("One.").published(date(2020, 7, 5))).unwrap();
    store
        .put(
            &Draft::new("Two.")
                .published("2020-07-05T12:00:00Z".parse::<onrecord::Published>().unwrap()),
        )
        .unwrap();
    store.put(&Draft::new("Undated.")).unwrap();
    let (fourth, fifth, sixth) = (date(2020, 7, 4), date(2020, 7, 5), date(2020, 7, 6));
    for (first, last, reversed) in [(sixth, fifth, true), (fifth, fifth, false)] {
        let result = store.articles().published(first..=last).count();
        assert_eq!(result.is_err(), reversed);
        let error = store.quotes().published(first..last).count().err();
        assert_eq!(error.is_some(), reversed);
        if let Some(error) = error {
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(
                error.to_string().contains("2020-07-06..2020-07-05 ends before it begins"),
                "{error}"
            );
        }
    }
    let count = |query: onrecord::ArticleQuery| query.count().unwrap();
    assert_eq!(count(store.articles().published(fifth..=fifth)), 2, "all of the day");
    assert_eq!(count(store.articles().published(fifth..fifth)), 0);
    assert_eq!(count(store.articles().published(fourth..fifth)), 0, "nothing of the day");
    assert_eq!(count(store.articles().published(..sixth)), 2, "the undated are in no range");
    assert_eq!(count(store.articles().published(fifth..)), 2);
    assert_eq!(count(store.articles().published(fourth..).published(..fifth)), 0);
    assert_eq!(count(store.articles()), 3);
    let noon: onrecord::Published = "2020-07-05T12:00:00Z".parse().unwrap();
    assert_eq!(count(store.articles().published(noon..)), 1);
    assert_eq!(count(store.articles().published(..noon)), 1);
}
