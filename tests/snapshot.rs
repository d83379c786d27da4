//! A snapshot answers as of its moment, whatever is committed, removed, corrected, checkpointed and
//! collected as garbage meanwhile; and so does a publication of the same moment.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;

use corpus::{COUNTRIES, Dice, SOURCES, SPEAKERS, build, store_article};
use onrecord::{
    Article, ArticleCorrection, ArticleQuery, Country, Draft, ErrorKind, Paragraph, Quote,
    QuoteQuery, Snapshot, Speaker, SpeakerQuery, Store,
};

/// All that a snapshot can be asked, as text.
fn all(snapshot: &Snapshot) -> Vec<String> {
    let mut told = Vec::new();
    let mut queries = vec![snapshot.quotes(), snapshot.quotes().oldest_first()];
    queries.extend(SPEAKERS.iter().map(|speaker| snapshot.quotes().speaker(speaker.0)));
    queries.extend(SOURCES.iter().map(|source| snapshot.quotes().source(*source)));
    for country in COUNTRIES {
        queries.push(snapshot.quotes().speaker_country(country));
        queries.push(snapshot.quotes().about_country(country));
    }
    for query in &queries {
        told.push(format!("{} {}", query.count().unwrap(), query.explain().unwrap()));
        query
            .for_each(|quote| {
                let speaker = quote.speaker().unwrap();
                let speaker = speaker.map(|speaker| (speaker.id(), speaker.quote_count()));
                let (name, country) = (quote.speaker_name(), quote.speaker_country());
                told.push(format!("{} {name:?} {country:?} {speaker:?}", quote.id()));
                let found = snapshot.quote(quote.id()).unwrap().unwrap();
                assert_eq!(found.text(), quote.text());
            })
            .unwrap();
    }
    for article in snapshot.articles() {
        let article = article.unwrap();
        told.push(format!("{} {:?}", article.id(), article.published()));
        told.push(article.text().unwrap().as_str().to_owned());
        let same = snapshot.article_by_key(article.key()).unwrap().unwrap();
        assert_eq!(same.id(), article.id());
        assert_eq!(article.quotes().unwrap().len(), article.quote_count());
    }
    for speaker in snapshot.speakers() {
        let speaker = speaker.unwrap();
        let (id, name, quotes) = (speaker.id(), speaker.name(), speaker.quote_count());
        told.push(format!("{id} {name} {quotes} {:?}", speaker.aliases().collect::<Vec<_>>()));
        assert_eq!(speaker.quotes().count().unwrap(), quotes, "{name}");
        assert_eq!(snapshot.speaker(id).unwrap().unwrap().name(), name);
        for word in name.split(' ') {
            told.push(format!("{word} {}", snapshot.speakers().prefix(word).count().unwrap()));
        }
    }
    told
}

/// Takes a checkpoint.
fn checkpoint(store: &Store) {
    store.clone().close().unwrap();
}

#[test]
fn a_snapshot_answers_as_of_its_moment() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = build(&folder.path().join("news"), 5);
    checkpoint(&store);
    let mut dice = Dice(7);
    let mut taken: Vec<(Snapshot, Vec<String>)> = Vec::new();
    // Each publication replaces the one before, whose readers go on.
    let file = folder.path().join("published");
    let mut published: Vec<(Snapshot, Vec<String>)> = Vec::new();
    let mut take = |store: &Store, taken: &mut Vec<(Snapshot, Vec<String>)>| {
        let snapshot = store.snapshot();
        let told = all(&snapshot);
        let report = store.publish(&file).unwrap();
        let articles = snapshot.articles().count().unwrap();
        assert_eq!((report.lsn, report.articles), (snapshot.lsn(), articles));
        published.push((Snapshot::open(&file).unwrap(), told.clone()));
        taken.push((snapshot, told));
    };
    take(&store, &mut taken);
    for round in 0..6 {
        for number in 0..10 {
            store_article(&store, &format!("late {round} {number}"), &mut dice);
            // The same keys again: other articles take their places.
            store_article(&store, &format!("again {number}"), &mut dice);
        }
        take(&store, &mut taken);
        let oldest = store.articles().oldest_first().page(3).unwrap().items;
        for article in &oldest[..2] {
            assert!(store.remove(article.id()).unwrap());
        }
        let right = ArticleCorrection::new().published(jiff::civil::date(1999, 1, 1 + round));
        store.correct_article(oldest[2].id(), &right).unwrap();
        let speakers = store.speakers().page(3).unwrap().items;
        match round {
            0 => store.rename_speaker(speakers[0].id(), Some("Somebody Else")).unwrap(),
            1 => store.merge_speakers(speakers[1].id(), speakers[0].id()).unwrap(),
            2 => store.set_speaker_country(speakers[0].id(), Some(Country::IS)).unwrap(),
            _ => {}
        }
        take(&store, &mut taken);
        checkpoint(&store);
        take(&store, &mut taken);
        for (at, (snapshot, told)) in taken.iter().enumerate() {
            assert_eq!(&all(snapshot), told, "snapshot {at} after round {round}");
        }
    }
    let different = taken.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
    assert!(different >= 12, "the rounds change what is there: {different}");
    drop(taken);
    for (at, (publication, told)) in published.iter().enumerate() {
        assert_eq!(&all(publication), told, "publication {at}");
        assert_eq!(&all(publication), told, "publication {at}, from its cache");
    }
    checkpoint(&store);
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

#[test]
fn a_snapshot_goes_into_threads_and_outlives_what_it_was_taken_from() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let (store, _) = build(&path, 5);
    let snapshot = store.snapshot();
    let count = snapshot.quotes().count().unwrap();
    drop(store);
    let query = snapshot.quotes();
    let counted = std::thread::spawn(move || query.into_iter().map(Result::unwrap).count());
    assert_eq!(counted.join().unwrap() as u64, count);
    assert_eq!(Store::open(&path).unwrap_err().kind(), ErrorKind::Locked);
    drop(snapshot);
    assert_eq!(Store::open(&path).unwrap().quotes().count().unwrap(), count);
}

#[test]
fn a_view_says_that_the_last_handle_was_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    store.ingest(&Draft::new("“We won,” said Ada Nkemelu.")).unwrap();
    let quote = store.quotes().page(1).unwrap().items.remove(0);
    assert_eq!(quote.speaker().unwrap().unwrap().name(), "Ada Nkemelu");
    drop(store);
    assert_eq!(quote.text(), "We won,");
    assert_eq!(quote.article().unwrap().quote_count(), 1);
    assert_eq!(quote.speaker().unwrap_err().kind(), ErrorKind::Closed);
}

#[test]
fn stores_queries_and_views_are_owned_and_shared_between_threads() {
    const fn owned<T: Send + Sync + 'static>() {}
    owned::<Store>();
    owned::<Snapshot>();
    owned::<onrecord::Error>();
    owned::<onrecord::Batch>();
    owned::<(QuoteQuery, ArticleQuery, SpeakerQuery)>();
    owned::<(onrecord::Quotes, onrecord::Articles, onrecord::Speakers, onrecord::Changes)>();
    owned::<(Quote, Article, Paragraph, Speaker, onrecord::Text)>();
}
