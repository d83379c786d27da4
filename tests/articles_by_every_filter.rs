//! Articles by country, source and time of publication.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;

use corpus::build;
use jiff::civil::date;
use onrecord::{Article, ArticleId, ArticleQuery, Country};

fn ids(query: &ArticleQuery) -> Vec<ArticleId> {
    query.iter().map(|article| article.unwrap().id()).collect()
}

#[test]
fn every_combination_of_filters_finds_what_going_through_all_finds() {
    let folder = tempfile::tempdir().unwrap();
    let (store, told) = build(&folder.path().join("news"), 23);
    for countries in [&[][..], &[Country::KE], &[Country::KE, Country::FI]] {
        for source in [None, Some("THE DAILY LEDGER"), Some("nobody's paper")] {
            for days in [None, Some((4, 11))] {
                let mut query = store.articles();
                for country in countries {
                    query = query.mentions_country(*country);
                }
                if let Some(source) = source {
                    query = query.source(source);
                }
                if let Some((first, last)) = days {
                    query = query.published(date(2020, 7, first)..=date(2020, 7, last));
                }
                let fits = |told: &&corpus::Told| {
                    let from = told.source.map(str::to_lowercase);
                    countries.iter().all(|country| told.names.contains(country))
                        && source.is_none_or(|source| from.as_ref() == Some(&source.to_lowercase()))
                        && days.is_none_or(|(first, last)| {
                            told.published
                                .is_some_and(|at| (first..=last).contains(&at.date().day()))
                        })
                };
                let mut expected: Vec<ArticleId> =
                    told.iter().filter(fits).map(|told| told.id).collect();
                assert_eq!(ids(&query.clone().oldest_first()), expected);
                expected.reverse();
                assert_eq!(ids(&query), expected);
                assert_eq!(query.count().unwrap(), expected.len() as u64);
                assert!(query.explain().unwrap().access_path().starts_with("articles"));
                let mut paged = Vec::new();
                let mut page = query.page(3).unwrap();
                loop {
                    paged.extend(page.items.iter().map(Article::id));
                    let Some(next) = page.next else { break };
                    page = query.clone().after(next).page(3).unwrap();
                }
                assert_eq!(paged, expected);
            }
        }
    }
}

#[test]
fn what_a_query_finds_is_removed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let (store, told) = build(&folder.path().join("news"), 29);
    let of = |told: &&corpus::Told| told.source == Some("Harbour Post");
    let (gone, kept): (Vec<_>, Vec<_>) = told.iter().partition(of);
    assert!(!gone.is_empty());
    assert_eq!(
        store.articles().source("harbour post").remove().unwrap().articles,
        gone.len() as u64
    );
    assert_eq!(
        ids(&store.articles().oldest_first()),
        kept.iter().map(|told| told.id).collect::<Vec<_>>()
    );
    let quotes: usize = kept.iter().map(|told| told.quotes.len()).sum();
    assert_eq!(store.quotes().count().unwrap(), quotes as u64);
    assert_eq!(store.quotes().source("Harbour Post").count().unwrap(), 0);
}

#[test]
fn a_query_shows_the_store_as_it_was_when_it_began() {
    let folder = tempfile::tempdir().unwrap();
    let (store, told) = build(&folder.path().join("news"), 31);
    let (mut articles, mut quotes) =
        (store.articles().iter(), store.quotes().oldest_first().iter());
    let first = articles.next().unwrap().unwrap();
    let said = quotes.next().unwrap().unwrap();
    let text = first.text().unwrap();
    assert_eq!(store.articles().remove().unwrap().articles, told.len() as u64);
    // Two checkpoints, after which nothing unpinned of the articles is left.
    for key in ["late one", "late two"] {
        corpus::store_article(&store, key, &mut corpus::Dice(1));
        store.clone().close().unwrap();
    }
    let texts: Vec<String> =
        articles.map(|article| article.unwrap().text().unwrap().into()).collect();
    assert_eq!(texts.len(), told.len() - 1);
    let expected: usize = told.iter().map(|told| told.quotes.len()).sum();
    let words: Vec<String> = quotes.map(|quote| quote.unwrap().text().to_owned()).collect();
    assert_eq!(words.len(), expected - 1);
    assert_eq!(first.text().unwrap(), text);
    assert_eq!(said.article().unwrap().id(), said.article_id());
    assert!(store.article(first.id()).unwrap().is_none());
    assert!(store.quote(said.id()).unwrap().is_none());
}
