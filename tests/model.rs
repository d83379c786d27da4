//! Random operations on a store and on a map beside it, with reopening, erasing, a floor of the
//! feed, backups, compacting, open and closed, and rebuilding between: the same answers, in the
//! same order, with the same counts, of the store and of a publication of it.
//!
//! `ONRECORD_CASES=20000` for a long run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::date;
use onrecord::{
    ArticleCorrection, ArticleId, ArticleQuery, ChangeCursor, Compaction, Country, Draft,
    ExtractedQuote, Extraction, FromSource, FurtherSpeaker, OpenOptions, Outcome, Published, Quote,
    QuoteId, QuoteQuery, Snapshot, Span, SpeakerId, SpeakerQuery, Store,
};
use proptest::prelude::*;

/// The last is of no country until a user says so.
const NAMES: [&str; 5] = ["Ada Nkemelu", "Omar Haddad", "Lena Park", "José Ibáñez", "Mira Solem"];
/// The key of an article that stays, and states the countries of all but the last.
const STAYS: u8 = 200;
const COUNTRIES: [Country; 3] = [Country::NG, Country::IQ, Country::KR];
const TEXT: &str = "We said what we had to say, and we said it again, and then we went home.";

/// Values of the attribute that articles are found by, as they are stored and asked for.
const DESKS: [(&str, &str); 3] = [("Sport", "sport"), ("Économie", "ECONOMIE"), ("a, b", "A B")];

/// A speaker of a quote, and whether a country is stated and which: an article can state the
/// speaker's own country, or the one that a user set.
type Who = (usize, usize);
/// A quote: who, who with them, about what, and the words behind its beginning.
type Said = (Who, Option<Who>, usize, u32);

#[derive(Clone, Debug)]
enum Step {
    Put { key: u8, day: Option<i8>, quotes: Vec<Said> },
    Remove(u8),
    Erase(u8),
    Floor,
    Correct(u8, i8),
    Rename(usize, Option<&'static str>),
    Merge(usize, usize),
    Unmerge(usize),
    Country(usize, Option<usize>),
    Reopen,
    Compact,
    CompactOpen,
    Rebuild,
    Restore,
}

fn step() -> impl Strategy<Value = Step> {
    let who = || (0..NAMES.len(), 0..3_usize);
    let with = proptest::option::weighted(0.3, who());
    let said = (who(), with, 0..COUNTRIES.len(), 0_u32..50);
    let set = (0..NAMES.len(), proptest::option::weighted(0.7, 0..COUNTRIES.len()));
    let put = (0..12_u8, proptest::option::of(1..28_i8), proptest::collection::vec(said, 0..4));
    prop_oneof![
        12 => put.prop_map(|(key, day, quotes)| Step::Put { key, day, quotes }),
        3 => (0..12_u8).prop_map(Step::Remove),
        1 => (0..12_u8).prop_map(Step::Erase),
        1 => Just(Step::Floor),
        2 => (0..12_u8, 1..28_i8).prop_map(|(key, day)| Step::Correct(key, day)),
        2 => (0..NAMES.len(), proptest::option::of(Just("Somebody Else"))).prop_map(|(at, name)| Step::Rename(at, name)),
        1 => (0..NAMES.len(), 0..NAMES.len()).prop_map(|(one, other)| Step::Merge(one, other)),
        1 => (0..NAMES.len()).prop_map(Step::Unmerge),
        2 => set.prop_map(|(at, country)| Step::Country(at, country)),
        2 => Just(Step::Reopen),
        1 => Just(Step::Compact),
        2 => Just(Step::CompactOpen),
        1 => Just(Step::Rebuild),
        1 => Just(Step::Restore),
    ]
}

/// A speaker of a quote with the country that is stated.
type StatedWho = (usize, Option<usize>);
/// A quote with its speakers.
type Stated = (Vec<StatedWho>, usize, u32);

/// An article: its day, its quotes, and the day that a user gave it.
type Told = (Option<i8>, Vec<Stated>, Option<i8>);

/// What the store must hold, in plain values.
#[derive(Clone, Debug, Default)]
struct Model {
    /// By key.
    articles: BTreeMap<u8, Told>,
    ids: BTreeMap<u8, ArticleId>,
    speakers: BTreeMap<usize, SpeakerId>,
    into: BTreeMap<usize, usize>,
    /// The countries that a user set.
    set: BTreeMap<usize, usize>,
}

impl Model {
    fn canonical(&self, mut speaker: usize) -> usize {
        while let Some(into) = self.into.get(&speaker) {
            speaker = *into;
        }
        speaker
    }

    /// What the quotes of an article state. One article calls a name of one country.
    fn stated(&self, quotes: &[Said]) -> Vec<Stated> {
        let mut countries: BTreeMap<usize, usize> = BTreeMap::new();
        let mut stated = Vec::new();
        for (first, with, about, start) in quotes {
            let mut who = Vec::new();
            let with = with.filter(|(name, _)| *name != first.0);
            for (name, from) in std::iter::once(*first).chain(with) {
                let own = Some(name % COUNTRIES.len()).filter(|_| name + 1 < NAMES.len());
                let set = self.set.get(&self.canonical(name)).copied();
                let country = match from {
                    0 => None,
                    1 => own,
                    _ => set.or(own),
                };
                let country = country.map(|country| *countries.entry(name).or_insert(country));
                who.push((name, country));
            }
            stated.push((who, *about, *start));
        }
        stated
    }

    /// The country of a speaker: set, or of at least four in five articles that state one.
    fn country(&self, speaker: usize) -> Option<usize> {
        let canonical = self.canonical(speaker);
        if let Some(set) = self.set.get(&canonical) {
            return Some(*set);
        }
        let mut articles = [0; COUNTRIES.len()];
        for (_, quotes, _) in self.articles.values() {
            let stated: BTreeSet<(usize, usize)> = quotes
                .iter()
                .flat_map(|(who, ..)| who)
                .filter(|said| self.canonical(said.0) == canonical)
                .filter_map(|said| Some((said.0, said.1?)))
                .collect();
            for (_, country) in stated {
                articles[country] += 1;
            }
        }
        let all: usize = articles.iter().sum();
        (0..COUNTRIES.len()).find(|at| articles[*at] > 0 && articles[*at] * 5 >= all * 4)
    }

    /// The country of a speaker of a quote, and its source.
    fn from(&self, said: &StatedWho) -> Option<(usize, FromSource)> {
        let set = self.set.get(&self.canonical(said.0)).copied();
        let known = || self.country(said.0);
        match (set.or(said.1).or_else(known)?, said.1) {
            (country, Some(stated)) if country == stated => Some((country, FromSource::Article)),
            (country, _) => Some((country, FromSource::Speaker)),
        }
    }

    /// The articles of a desk.
    fn of_desk(&self, number: usize) -> BTreeSet<ArticleId> {
        let of_desk = |(key, (day, quotes, _)): (&u8, &Told)| {
            (desk(*key, *day, quotes) == number).then(|| self.ids[key])
        };
        self.articles.iter().filter_map(of_desk).collect()
    }

    /// The quotes that pass, newest first: when, which article, which of its quotes, and its words.
    fn quotes(&self, passes: impl Fn(&Stated) -> bool) -> Vec<(ArticleId, u32, String)> {
        let mut all = Vec::new();
        for (key, (day, quotes, corrected)) in &self.articles {
            for (ordinal, said) in (0_u32..).zip(quotes) {
                if passes(said) {
                    let words = TEXT[said.2 as usize..][..9].to_owned();
                    all.push((corrected.or(*day), self.ids[key], ordinal, words));
                }
            }
        }
        all.sort_by(|one, other| other.cmp(one));
        all.into_iter().map(|(_, article, ordinal, words)| (article, ordinal, words)).collect()
    }
}

fn day(day: i8) -> Published {
    Published::from(date(2021, 3, day))
}

/// The desk of an article, which another one of the same key may have changed.
fn desk(key: u8, on: Option<i8>, quotes: &[Stated]) -> usize {
    (usize::from(key) + usize::from(on.is_some()) + quotes.len()) % DESKS.len()
}

fn draft(key: u8, on: Option<i8>, quotes: &[Stated]) -> Draft {
    let mut found = Extraction::default();
    for (who, about, start) in quotes {
        let mut quote = ExtractedQuote::new(Span::new(*start, start + 9));
        quote.speaker = Some(NAMES[who[0].0].to_owned());
        quote.from = who[0].1.map(|from| COUNTRIES[from]);
        for (name, from) in &who[1..] {
            let mut further = FurtherSpeaker::new(NAMES[*name]);
            further.from = from.map(|from| COUNTRIES[from]);
            quote.further.push(further);
        }
        quote.countries = vec![COUNTRIES[*about]];
        found.quotes.push(quote);
    }
    let draft = Draft::new(TEXT).key(format!("key {key}")).extraction(found);
    let draft = draft.attribute("desk", DESKS[desk(key, on, quotes)].0).attribute("note", "sport");
    match on {
        Some(on) => draft.published(day(on)),
        None => draft,
    }
}

/// Waits for the compaction of the open store, if one goes on.
fn join(going: &mut Option<Compaction>) {
    if let Some(going) = going.take() {
        assert!(going.join().unwrap().is_some(), "nobody cancelled it");
    }
}

fn apply(
    model: &mut Model,
    store: Store,
    folder: &Path,
    step: &Step,
    going: &mut Option<Compaction>,
) -> Store {
    match step {
        Step::CompactOpen => {
            join(going);
            *going = Some(store.compact_in_background().unwrap());
            return store;
        }
        Step::Reopen | Step::Compact | Step::Rebuild | Step::Restore => join(going),
        _ => {}
    }
    match step {
        Step::Reopen | Step::Compact | Step::Rebuild | Step::Restore => renew(store, folder, step),
        step => {
            change(model, &store, step);
            store
        }
    }
}

/// Changes the store and the map alike.
fn change(model: &mut Model, store: &Store, step: &Step) {
    match step {
        Step::Put { key, day, quotes } => {
            let mut quotes = quotes.clone();
            quotes.sort_by_key(|said| said.3);
            quotes.dedup_by_key(|said| said.3);
            let quotes = model.stated(&quotes);
            let stored = store.put(&draft(*key, *day, &quotes)).unwrap();
            let id = *model.ids.entry(*key).or_insert(stored.article);
            assert_eq!(stored.article, id, "a key keeps its id");
            // What a user corrected lasts as long as the article does.
            let corrected = model.articles.get(key).and_then(|(.., corrected)| *corrected);
            model.articles.insert(*key, (*day, quotes, corrected));
            for quote in store.quotes().article(id).iter().map(Result::unwrap) {
                let who = &model.articles[key].1[quote.id().ordinal() as usize].0;
                assert_eq!(quote.speakers().count(), who.len());
                for ((at, _), speaker) in who.iter().zip(quote.speakers()) {
                    // One whom nobody quoted any more, and of whom nobody said anything, is
                    // another now.
                    if !model.into.contains_key(at) {
                        model.speakers.insert(*at, speaker.id());
                    }
                }
            }
        }
        Step::Remove(key) => {
            let known = model.articles.remove(key).is_some();
            if let Some(id) = model.ids.get(key) {
                assert_eq!(store.remove(*id).unwrap(), known);
            }
        }
        Step::Erase(key) => {
            model.articles.remove(key);
            if let Some(id) = model.ids.remove(key) {
                store.erase_article(id).unwrap();
                let again = store.put(&draft(*key, None, &[])).unwrap();
                assert_eq!((again.outcome, again.article), (Outcome::Erased, id));
                assert!(store.unerase_article(&format!("key {key}")).unwrap());
            }
        }
        Step::Floor => {
            if let Some(last) = store.changes(ChangeCursor::START).unwrap().last() {
                store.set_feed_floor(last.unwrap().cursor).unwrap();
            }
        }
        Step::Correct(key, on) => {
            if let Some((.., corrected)) = model.articles.get_mut(key) {
                *corrected = Some(*on);
                store
                    .correct_article(model.ids[key], &ArticleCorrection::new().published(day(*on)))
                    .unwrap();
            }
        }
        Step::Rename(at, name) => {
            if let Some(id) = model.speakers.get(at) {
                let _ = store.rename_speaker(*id, *name);
            }
        }
        Step::Merge(one, other) => {
            if let (Some(from), Some(into)) = (model.speakers.get(one), model.speakers.get(other))
                && store.merge_speakers(*from, *into).is_ok()
            {
                model.into.insert(*one, *other);
            }
        }
        Step::Unmerge(at) => {
            if let Some(id) = model.speakers.get(at)
                && store.unmerge_speaker(*id).is_ok()
            {
                model.into.remove(at);
            }
        }
        Step::Country(at, country) => {
            if let Some(id) = model.speakers.get(at)
                && store.set_speaker_country(*id, country.map(|at| COUNTRIES[at])).is_ok()
            {
                match country {
                    Some(country) => drop(model.set.insert(*at, *country)),
                    None => drop(model.set.remove(at)),
                }
            }
        }
        Step::Reopen | Step::Compact | Step::CompactOpen | Step::Rebuild | Step::Restore => {}
    }
}

/// Closes the store, and opens it again or another one that must answer alike.
fn renew(store: Store, folder: &Path, step: &Step) -> Store {
    let path = folder.join("news");
    match step {
        Step::Compact => {
            store.close().unwrap();
            Store::compact(&path).unwrap();
        }
        Step::Rebuild => {
            store.close().unwrap();
            Store::rebuild_indexes(&path).unwrap();
        }
        Step::Restore => {
            store.backup(folder.join("backup")).unwrap();
            store.close().unwrap();
            std::fs::remove_dir_all(&path).unwrap();
            Store::restore(&[folder.join("backup")], &path).unwrap();
            std::fs::remove_file(folder.join("backup")).unwrap();
        }
        _ => store.close().unwrap(),
    }
    OpenOptions::new().open(&path).unwrap()
}

/// Asserts that a query finds these quotes: all, backwards, counted, and page by page.
fn assert_finds(what: &str, query: &QuoteQuery, expected: &[(ArticleId, u32, String)]) {
    let told = |quote: onrecord::Quote| {
        (quote.article_id(), quote.id().ordinal(), quote.text().to_owned())
    };
    let found: Vec<_> = query.iter().map(|quote| told(quote.unwrap())).collect();
    assert_eq!(found, expected, "{what}");
    assert_eq!(query.count().unwrap(), expected.len() as u64, "{what}, counted");
    let mut lent = Vec::new();
    query.clone().oldest_first().for_each(|quote| lent.push(told(quote.clone()))).unwrap();
    lent.reverse();
    assert_eq!(lent, expected, "{what}, oldest first");
    let (mut paged, mut after) = (Vec::new(), None);
    loop {
        let query = query.clone();
        let page = match after {
            Some(after) => query.after(after).page(3).unwrap(),
            None => query.page(3).unwrap(),
        };
        paged.extend(page.items.into_iter().map(told));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, expected, "{what}, in pages");
}

/// Asks the store, and a publication of it.
fn judge(model: &Model, store: &Store, folder: &Path) {
    let file = folder.join("published");
    store.publish(&file).unwrap();
    let published = Snapshot::open(&file).unwrap();
    assert_eq!(store.articles().count().unwrap(), model.articles.len() as u64);
    assert_eq!(published.articles().count().unwrap(), model.articles.len() as u64);
    judge_quotes(model, &store.quotes());
    judge_quotes(model, &published.quotes());
    judge_desks(model, &store.articles(), &store.quotes());
    judge_desks(model, &published.articles(), &published.quotes());
    judge_countries(model, &store.quotes(), &store.speakers(), |id| store.quote(id));
    judge_countries(model, &published.quotes(), &published.speakers(), |id| published.quote(id));
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

fn judge_quotes(model: &Model, quotes: &QuoteQuery) {
    let quotes = || quotes.clone();
    assert_finds("all", &quotes(), &model.quotes(|_| true));
    for (at, name) in NAMES.iter().enumerate() {
        let canonical = model.canonical(at);
        let is_of = |said: &StatedWho| model.canonical(said.0) == canonical;
        let expected = model.quotes(|said| said.0.iter().any(is_of));
        assert_finds(name, &quotes().speaker(*name), &expected);
    }
    for (number, country) in COUNTRIES.iter().enumerate() {
        let about = model.quotes(|said| said.1 == number);
        assert_finds("about", &quotes().about_country(*country), &about);
        let is_from = |said: &Stated| {
            let mut countries = said.0.iter().filter_map(|who| model.from(who));
            countries.any(|(country, _)| country == number)
        };
        let from = model.quotes(is_from);
        assert_finds("from", &quotes().speaker_country(*country), &from);
        let either = model.quotes(|said| said.1 == number || is_from(said));
        assert_finds("from or about", &quotes().involves_country(*country), &either);
        let late = quotes().speaker_country(*country).published(date(2021, 3, 14)..);
        assert_eq!(late.count().unwrap(), late.iter().count() as u64, "from, in a range");
        let both = model.quotes(|said| said.1 == 0 && is_from(said));
        assert_finds(
            "both",
            &quotes().speaker_country(*country).about_country(COUNTRIES[0]),
            &both,
        );
    }
}

/// Asserts what is found by an attribute: articles, and quotes with it as access path and beside
/// others.
fn judge_desks(model: &Model, articles: &ArticleQuery, quotes: &QuoteQuery) {
    for (number, (_, value)) in DESKS.iter().enumerate() {
        let ids = model.of_desk(number);
        let found = articles.clone().attribute("desk", *value);
        let found: BTreeSet<_> = found.iter().map(|article| article.unwrap().id()).collect();
        assert_eq!(found, ids, "articles of {value}");
        let of = |passes: &dyn Fn(&Stated) -> bool| -> Vec<_> {
            let all = model.quotes(passes).into_iter();
            all.filter(|(article, ..)| ids.contains(article)).collect()
        };
        let quotes = quotes.clone().attribute("desk", *value);
        assert_finds(value, &quotes, &of(&|_| true));
        let about = quotes.clone().about_country(COUNTRIES[0]);
        assert_finds("of a desk and about", &about, &of(&|said| said.1 == 0));
        let lena = model.canonical(2);
        let by = of(&|said| said.0.iter().any(|who| model.canonical(who.0) == lena));
        assert_finds("of a desk and by", &quotes.speaker(NAMES[2]), &by);
    }
}

/// Asserts that each quote and each speaker shows the right country.
fn judge_countries(
    model: &Model,
    quotes: &QuoteQuery,
    speakers: &SpeakerQuery,
    find: impl Fn(QuoteId) -> onrecord::Result<Option<Quote>>,
) {
    for quote in quotes.iter().map(Result::unwrap) {
        let key = model.ids.iter().find(|(_, id)| **id == quote.article_id()).unwrap().0;
        let said = &model.articles[key].1[quote.id().ordinal() as usize];
        let shown = |who| model.from(who).map(|(country, source)| (COUNTRIES[country], source));
        let expected: Vec<_> = said.0.iter().map(shown).collect();
        assert_eq!(quote.speaker_country().zip(quote.from_source()), expected[0], "{quote:?}");
        let each = quote.speakers().map(|speaker| speaker.country().zip(speaker.from_source()));
        assert_eq!(each.collect::<Vec<_>>(), expected, "{quote:?}");
        assert_eq!(find(quote.id()).unwrap().unwrap().from_source(), quote.from_source());
        let speaker = quote.speaker().unwrap().unwrap();
        let expected = model.country(said.0[0].0).map(|country| COUNTRIES[country]);
        assert_eq!(speaker.country(), expected, "{speaker:?}");
    }
    for country in COUNTRIES {
        let ids = |speaker: onrecord::Result<onrecord::Speaker>| speaker.unwrap().id();
        let found: Vec<_> = speakers.clone().country(country).iter().map(ids).collect();
        let all = speakers.iter().map(Result::unwrap);
        let from: Vec<_> = all.filter(|one| one.country() == Some(country)).collect();
        assert_eq!(found, from.iter().map(onrecord::Speaker::id).collect::<Vec<_>>());
    }
}

#[test]
fn a_store_answers_as_a_map_does() {
    let cases = std::env::var("ONRECORD_CASES").map_or(256, |cases| cases.parse().unwrap());
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(steps in proptest::collection::vec(step(), 1..24))| {
        let folder = tempfile::tempdir().unwrap();
        let mut model = Model::default();
        let options = OpenOptions::new().create_new(true).filter_attribute("desk");
        let mut store = options.open(folder.path().join("news")).unwrap();
        let mut going = None;
        let starts = (0..NAMES.len() - 1).zip((0..).step_by(10));
        let all = starts.map(|(name, start)| ((name, 1), None, 0, start)).collect();
        change(&mut model, &store, &Step::Put { key: STAYS, day: Some(1), quotes: all });
        for step in &steps {
            store = apply(&mut model, store, folder.path(), step, &mut going);
        }
        join(&mut going);
        judge(&model, &store, folder.path());
    });
    println!("{cases} cases");
}
