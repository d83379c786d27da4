//! Work that forgets: in rounds, articles are stored, erased and removed by their date, the floor
//! of the feed moves, and the open store is compacted. Each step can be done again.

use jiff::civil::date;
use onrecord::{ChangeCursor, Draft, Outcome, Result, Store};

/// The steps of a round.
pub(crate) const STEPS: u32 = 6;

fn key(what: &str, round: u32) -> String {
    format!("{what} {round}")
}

fn draft(what: &str, round: u32, year: i16) -> Draft {
    let text = format!("The {what} of round {round} is told here. ").repeat(30);
    Draft::new(text).key(key(what, round)).published(date(year, 3, 1))
}

/// Does a step.
pub(crate) fn step(store: &Store, number: u32) -> Result<()> {
    let round = number / STEPS;
    match number % STEPS {
        0 => drop(store.put(&draft("kept", round, 2021))?),
        1 => drop(store.put(&draft("secret", round, 2021))?),
        2 => {
            if let Some(article) = store.article_by_key(&key("secret", round))? {
                store.erase_article(article.id())?;
            }
        }
        3 => {
            store.put(&draft("old", round, 2001))?;
            store.remove_older_than(date(2002, 1, 1))?;
        }
        4 => {
            if let Some(last) = store.changes(ChangeCursor::START)?.last() {
                store.set_feed_floor(last?.cursor)?;
            }
        }
        _ => {
            let compacted = store.compact_in_background()?.join()?;
            assert!(compacted.is_some(), "nobody cancelled it");
        }
    }
    Ok(())
}

/// Asserts that a store has what the first steps leave, and perhaps the next one.
pub(crate) fn judge(store: &Store, steps: u32, context: &str) {
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{context}");
    let there = |what: &str, round: u32| {
        let found = store.article_by_key(&key(what, round)).unwrap();
        found.inspect(|article| {
            let expected = draft(what, round, 2021);
            assert_eq!(article.text().unwrap(), expected.text(), "{context}");
        })
    };
    let rounds = steps.div_ceil(STEPS);
    for round in 0..rounds {
        let done = |step: u32| round * STEPS + step < steps;
        assert!(!done(0) || there("kept", round).is_some(), "{context}: round {round}");
        if done(2) {
            let what = format!("{context}: what was erased in round {round}");
            assert!(there("secret", round).is_none(), "{what}");
            let again = store.put(&draft("secret", round, 2021)).unwrap();
            assert_eq!(again.outcome, Outcome::Erased, "{what}");
        }
        if done(3) {
            let old = store.article_by_key(&key("old", round)).unwrap();
            assert!(old.is_none(), "{context}: what was removed in round {round}");
        }
    }
    // The feed can be read from its floor, and begins with what is there.
    let changes = store.changes(ChangeCursor::START).unwrap();
    assert!(changes.into_iter().all(|change| change.is_ok()), "{context}");
    let articles = store.articles().count().unwrap();
    assert_eq!(store.articles().iter().count() as u64, articles, "{context}");
    assert!(articles.abs_diff(u64::from(rounds)) <= 2, "{context}: {articles} articles");
}
