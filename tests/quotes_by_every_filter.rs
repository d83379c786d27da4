//! Every combination of filters finds what going through all quotes one by one finds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;

use corpus::{SPEAKERS, Said, Told, build};
use jiff::civil::date;
use onrecord::{
    ArticleId, Country, Quote, QuoteId, QuoteKind, QuoteQuery, Snapshot, SpeakerId, Store,
};

#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    speaker: Option<&'static str>,
    from: Option<Country>,
    about: Option<Country>,
    either: Option<Country>,
    source: Option<&'static str>,
    article: Option<ArticleId>,
    days: Option<(i8, i8)>,
    kind: Option<QuoteKind>,
}

/// What a user said of the speakers, by their places in `SPEAKERS`.
#[derive(Clone, Copy, Debug, Default)]
struct Edited {
    merged: Option<(usize, usize)>,
    country: Option<(usize, Country)>,
}

impl Edited {
    fn canonical(self, speaker: usize) -> usize {
        self.merged.filter(|(one, _)| *one == speaker).map_or(speaker, |(_, into)| into)
    }

    fn from(self, speaker: usize) -> Option<Country> {
        let canonical = self.canonical(speaker);
        self.country
            .filter(|(one, _)| *one == canonical)
            .map_or(SPEAKERS[speaker].2, |(_, country)| Some(country))
    }
}

fn query(quotes: QuoteQuery, asked: &Asked) -> QuoteQuery {
    let mut query = quotes;
    if let Some(speaker) = asked.speaker {
        query = query.speaker(speaker);
    }
    if let Some(country) = asked.from {
        query = query.speaker_country(country);
    }
    if let Some(country) = asked.about {
        query = query.about_country(country);
    }
    if let Some(country) = asked.either {
        query = query.involves_country(country);
    }
    if let Some(source) = asked.source {
        query = query.source(source);
    }
    if let Some(article) = asked.article {
        query = query.article(article);
    }
    if let Some((first, last)) = asked.days {
        query = query.published(date(2020, 7, first)..=date(2020, 7, last));
    }
    if let Some(kind) = asked.kind {
        query = query.kind(kind);
    }
    query
}

fn matches(told: &Told, said: &Said, asked: &Asked, edited: Edited) -> bool {
    let about = |country| said.countries.contains(&country) || said.context.contains(&country);
    let from = |country| said.speaker.and_then(|speaker| edited.from(speaker)) == Some(country);
    let named = |name: &str| {
        // The surname that two speakers share is an alias of both; so is any name of who was
        // merged.
        let bears = |speaker: usize| match name {
            "mr castellano" => matches!(speaker, 2 | 3),
            name => SPEAKERS[speaker].0 == name,
        };
        let asked: Vec<usize> =
            (0..5).filter(|speaker| bears(*speaker)).map(|one| edited.canonical(one)).collect();
        said.speaker.is_some_and(|speaker| asked.contains(&edited.canonical(speaker)))
    };
    asked.speaker.is_none_or(named)
        && asked.from.is_none_or(from)
        && asked.about.is_none_or(about)
        && asked.either.is_none_or(|country| from(country) || about(country))
        && asked
            .source
            .is_none_or(|source| told.source.is_some_and(|told| told.to_lowercase() == source))
        && asked.article.is_none_or(|article| told.id == article)
        && asked.kind.is_none_or(|kind| said.kind == kind)
        && asked.days.is_none_or(|(first, last)| {
            told.published
                .is_some_and(|at| (date(2020, 7, first)..=date(2020, 7, last)).contains(&at.date()))
        })
}

fn ids(query: &QuoteQuery) -> Vec<QuoteId> {
    query.iter().map(|quote| quote.unwrap().id()).collect()
}

fn check(quotes: &QuoteQuery, told: &[Told], asked: &Asked, edited: Edited) {
    let mut expected: Vec<QuoteId> = told
        .iter()
        .flat_map(|told| told.quotes.iter().filter(|said| matches(told, said, asked, edited)))
        .map(|said| said.id)
        .collect();
    let oldest = query(quotes.clone(), asked).oldest_first();
    assert_eq!(ids(&oldest), expected, "{asked:?}");
    expected.reverse();
    let newest = query(quotes.clone(), asked);
    assert_eq!(ids(&newest), expected, "{asked:?}");
    assert_eq!(newest.count().unwrap(), expected.len() as u64, "{asked:?}");
    let mut paged = Vec::new();
    let (mut next, mut query) = (None, newest);
    loop {
        if let Some(cursor) = next.take() {
            query = query.after(cursor);
            assert_eq!(query.count().unwrap(), (expected.len() - paged.len()) as u64, "{asked:?}");
        }
        let page = query.page(9).unwrap();
        assert!(page.items.len() == 9 || page.next.is_none());
        paged.extend(page.items.iter().map(Quote::id));
        match page.next {
            Some(cursor) => next = Some(cursor),
            None => break,
        }
    }
    assert_eq!(paged, expected, "{asked:?}");
}

/// Asks the store, and a publication of it, and returns the number of combinations.
fn check_all(store: &Store, told: &[Told], edited: Edited, articles: &[Option<ArticleId>]) -> u32 {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("published");
    store.publish(&file).unwrap();
    let published = Snapshot::open(&file).unwrap();
    let combinations = check_quotes(&published.quotes(), told, edited, articles);
    assert_eq!(check_quotes(&store.quotes(), told, edited, articles), combinations);
    combinations
}

fn check_quotes(
    quotes: &QuoteQuery,
    told: &[Told],
    edited: Edited,
    articles: &[Option<ArticleId>],
) -> u32 {
    let mut combinations = 0;
    for speaker in [None, Some("Ada Nkemelu"), Some("mr castellano")] {
        for from in [None, Some(Country::IT), Some(Country::NG)] {
            for about in [None, Some(Country::NG)] {
                for either in [None, Some(Country::FI)] {
                    for source in [None, Some("the daily ledger")] {
                        for article in articles {
                            for days in [None, Some((3, 9))] {
                                for kind in [None, Some(QuoteKind::Mixed)] {
                                    let article = *article;
                                    let asked = Asked {
                                        speaker,
                                        from,
                                        about,
                                        either,
                                        source,
                                        article,
                                        days,
                                        kind,
                                    };
                                    check(quotes, told, &asked, edited);
                                    combinations += 1;
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    combinations
}

fn speaker_id(store: &Store, speaker: usize) -> SpeakerId {
    let found = store.speakers().name(SPEAKERS[speaker].0).page(1).unwrap();
    found.items[0].id()
}

#[test]
fn every_combination_of_filters_finds_what_going_through_all_finds() {
    let folder = tempfile::tempdir().unwrap();
    let (store, told) = build(&folder.path().join("news"), 7);
    let longest = told.iter().max_by_key(|told| told.quotes.len()).unwrap().id;
    assert_eq!(check_all(&store, &told, Edited::default(), &[None, Some(longest)]), 576);
    assert!(
        query(store.quotes(), &Asked::default()).count().unwrap() > 200,
        "the corpus has quotes"
    );
}

#[test]
fn what_a_user_says_of_speakers_moves_their_quotes() {
    let folder = tempfile::tempdir().unwrap();
    let (store, told) = build(&folder.path().join("news"), 11);
    let mut edited = Edited { merged: None, country: Some((2, Country::NG)) };
    store.set_speaker_country(speaker_id(&store, 2), Some(Country::NG)).unwrap();
    check_all(&store, &told, edited, &[None]);
    // Sofia Marchetti-Ruiz is Mira Castellano, whose country holds for both.
    edited.merged = Some((4, 2));
    store.merge_speakers(speaker_id(&store, 4), speaker_id(&store, 2)).unwrap();
    check_all(&store, &told, edited, &[None]);
    let quote = store.quotes().speaker("Sofia Marchetti-Ruiz").page(1).unwrap().items.remove(0);
    assert_eq!(
        (quote.speaker_name(), quote.speaker_country()),
        (Some("Mira Castellano"), Some(Country::NG))
    );
    assert_eq!(quote.speaker_id(), Some(speaker_id(&store, 2)));
}

#[test]
fn the_narrowest_list_is_walked() {
    let folder = tempfile::tempdir().unwrap();
    let (store, told) = build(&folder.path().join("news"), 13);
    let query = store.quotes().about_country(Country::NG).speaker("Jonas Virtala");
    let plan = query.explain().unwrap();
    assert_eq!(plan.access_path(), "quotes speaker \"Jonas Virtala\"");
    assert_eq!(plan.residual_filters(), ["about NG"]);
    assert_eq!(plan.size(), store.quotes().speaker("jonas virtala").count().unwrap());
    let quote = told.iter().flat_map(|told| &told.quotes).next().unwrap().id;
    let plan = query.article(quote.article()).explain().unwrap();
    assert_eq!(plan.access_path(), format!("quotes article {}", quote.article()));
    assert!(plan.to_string().contains("newest first"), "{plan}");
}
