//! The work of the soak: operations that are the same in every process, and what is there after any
//! number of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jiff::{Span as Time, Timestamp};
use onrecord::{Country, Draft, ExtractedQuote, Extraction, Outcome, Result, Span, Store};

/// How many threads write. Each has operations, keys and a source of its own.
pub(crate) const WRITERS: usize = 2;
/// The operations of a cycle.
pub(crate) const CYCLE: u64 = 10;
/// Of so many cycles one erases an article; the others remove it.
const ERASED: u64 = 5;

const SPEAKERS: [(&str, Country); 6] = [
    ("Ada Nkemelu", Country::NG),
    ("Omar Haddadin", Country::JO),
    ("Lena Park", Country::KR),
    ("José Ibáñez", Country::CL),
    ("Mara Ødegård", Country::NO),
    ("Tevita Fonua", Country::TO),
];

/// How many of its operations each writer has done: at least and at most so many.
pub(crate) type Done = [RangeInclusive<u64>; WRITERS];

/// What becomes of the articles: for how many cycles they are kept.
#[derive(Clone, Copy)]
pub(crate) struct Work {
    pub(crate) cycles: u64,
}

/// One operation. The number of an article is that of the operation that puts it.
enum Operation {
    Put(u64),
    Replace(u64),
    Remove(u64),
    Erase(u64),
    /// Removes what is left of a cycle and of those before it.
    Expire(u64),
    Nothing,
}

pub(crate) fn key(writer: usize, number: u64) -> String {
    format!("{writer}-{number}")
}

pub(crate) fn source(writer: usize) -> String {
    format!("The Daily Writer {writer}")
}

fn moment(cycle: u64) -> Timestamp {
    let start: Timestamp = "2021-01-01T00:00:00Z".parse().unwrap();
    start.checked_add(Time::new().minutes(i64::try_from(cycle).unwrap())).unwrap()
}

/// Letters by a number, so that nothing compresses them away.
fn words(mut seed: u64, count: usize) -> String {
    let mut words = String::new();
    for at in 0..count {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if at > 0 {
            words.push(' ');
        }
        for place in 0..3 + (seed >> 60) {
            words.push(char::from(b'a' + u8::try_from((seed >> (8 + 3 * place)) % 26).unwrap()));
        }
    }
    words
}

/// The article of a number, as it is put first or as it is replaced: 1 to 3 KB, 0 to 4 quotes.
pub(crate) fn draft(writer: usize, number: u64, replaced: bool) -> Draft {
    let seed = number * 4 + writer as u64 * 2 + u64::from(replaced);
    let mut text = words(seed, 120 + usize::try_from(seed * 31 % 200).unwrap());
    let mut found = Extraction::default();
    for ordinal in 0..seed / 2 % 5 {
        text.push_str(". “");
        let start = text.len();
        text.push_str(&words(seed.wrapping_mul(977) + ordinal, 12));
        let end = text.len();
        let (name, country) = SPEAKERS[usize::try_from(seed + ordinal).unwrap() % SPEAKERS.len()];
        text.push_str("”, said ");
        text.push_str(name);
        let mut quote = ExtractedQuote::new(Span::of(start..end));
        quote.speaker = Some(name.to_owned());
        quote.from = Some(country);
        found.quotes.push(quote);
    }
    Draft::new(text)
        .key(key(writer, number))
        .title(format!("Number {number}"))
        .source(source(writer))
        .published(moment(number / CYCLE))
        .extraction(found)
}

/// What there is of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Absent,
    First,
    Replaced,
}

impl Work {
    fn operation(self, number: u64) -> Operation {
        let cycle = number / CYCLE;
        match number % CYCLE {
            6 => Operation::Replace(number - 4),
            8 if cycle.is_multiple_of(ERASED) => Operation::Erase(number - 3),
            7 | 8 => Operation::Remove(number - 3),
            9 => cycle.checked_sub(self.cycles).map_or(Operation::Nothing, Operation::Expire),
            _ => Operation::Put(number),
        }
    }

    /// Returns what there is of an article after so many operations of its writer.
    pub(crate) fn state(self, number: u64, done: u64) -> State {
        let (cycle, place) = (number / CYCLE, number % CYCLE);
        let gone_after = match place {
            0..=3 => (cycle + self.cycles) * CYCLE + 9,
            4 | 5 => number + 3,
            _ => return State::Absent,
        };
        if done <= number || done > gone_after {
            State::Absent
        } else if place == 2 && done > number + 4 {
            State::Replaced
        } else {
            State::First
        }
    }

    /// Returns what there may be of an article.
    pub(crate) fn states(self, number: u64, done: &RangeInclusive<u64>) -> Vec<State> {
        let mut states: Vec<State> = done.clone().map(|done| self.state(number, done)).collect();
        states.dedup();
        states
    }

    /// Returns the numbers of the articles that may be there.
    pub(crate) fn numbers(self, done: &RangeInclusive<u64>) -> impl Iterator<Item = u64> + use<> {
        done.start().saturating_sub((self.cycles + 2) * CYCLE)..*done.end()
    }

    /// Returns how many articles of a writer are there after so many operations.
    pub(crate) fn count(self, done: u64) -> u64 {
        let there = |number: &u64| self.state(*number, done) != State::Absent;
        self.numbers(&(done..=done)).filter(there).count() as u64
    }

    /// Does an operation. Doing it once more, as after a kill, changes nothing.
    pub(crate) fn operate(self, store: &Store, writer: usize, number: u64) -> Result<()> {
        let article = |number| Ok(store.article_by_key(&key(writer, number))?.map(|it| it.id()));
        match self.operation(number) {
            Operation::Put(number) => {
                store.put(&draft(writer, number, false))?;
            }
            Operation::Replace(number) => {
                store.put(&draft(writer, number, true))?;
            }
            Operation::Remove(number) => {
                if let Some(id) = article(number)? {
                    store.remove(id)?;
                }
            }
            Operation::Erase(number) => {
                if let Some(id) = article(number)? {
                    store.erase_article(id)?;
                }
                let again = store.put(&draft(writer, number, false))?;
                assert_eq!(again.outcome, Outcome::Erased, "{} came back", key(writer, number));
            }
            Operation::Expire(cycle) => {
                let older = store.articles().source(source(writer)).older_than(moment(cycle + 1));
                older.remove()?;
            }
            Operation::Nothing => {}
        }
        Ok(())
    }
}

/// Returns the article of a key if it is one that a writer puts.
fn parse(key: &str) -> Option<(usize, u64)> {
    let (writer, number) = key.split_once('-')?;
    Some((writer.parse().ok()?, number.parse().ok()?))
}

/// Compares an article that was found with the one of its number.
pub(crate) fn compare(
    found: &onrecord::Article,
    (writer, number): (usize, u64),
    states: &[State],
) -> Result<(), String> {
    let text = found.text().map_err(|error| format!("{error:?}"))?.to_string();
    let of = |state: &State| draft(writer, number, *state == State::Replaced);
    let there = states.iter().filter(|state| **state != State::Absent).map(of);
    let draft = there.into_iter().find(|draft| draft.text() == text);
    let draft = draft.ok_or_else(|| format!("{} is there, not as {states:?}", found.key()))?;
    let quotes = found.quotes().map_err(|error| format!("{error:?}"))?;
    let told: Vec<String> = quotes.iter().map(|quote| quote.text().to_string()).collect();
    let said = draft.text().split('“').skip(1).filter_map(|rest| rest.split('”').next());
    if told.iter().map(String::as_str).eq(said) {
        Ok(())
    } else {
        Err(format!("{} has the quotes {told:?}", found.key()))
    }
}

/// Compares all that is there with what must be there after so many operations of each writer.
pub(crate) fn check(store: &Store, work: Work, done: &Done) -> Result<u64, String> {
    let failed = |error: onrecord::Error| format!("{error:?}");
    let mut seen = BTreeSet::new();
    let mut said: BTreeMap<String, u64> = BTreeMap::new();
    for article in &store.articles() {
        let article = article.map_err(failed)?;
        let of = parse(article.key()).filter(|(writer, _)| *writer < WRITERS);
        let of = of.ok_or_else(|| format!("nobody put {:?}", article.key()))?;
        compare(&article, of, &work.states(of.1, &done[of.0]))?;
        for quote in article.quotes().map_err(failed)? {
            *said.entry(quote.speaker_name().unwrap_or_default().to_owned()).or_default() += 1;
        }
        seen.insert(of);
    }
    for (writer, done) in done.iter().enumerate() {
        for number in work.numbers(done) {
            let must_be = !work.states(number, done).contains(&State::Absent);
            if must_be && !seen.contains(&(writer, number)) {
                return Err(format!("{} was acknowledged and is lost", key(writer, number)));
            }
        }
    }
    let counted = store.articles().count().map_err(failed)?;
    if counted != seen.len() as u64 {
        return Err(format!("{counted} articles are counted, and {} found", seen.len()));
    }
    for (name, _) in SPEAKERS {
        let query = store.quotes().speaker(name);
        let (counted, said) = (query.count().map_err(failed)?, said.get(name).copied());
        if counted != said.unwrap_or_default() {
            return Err(format!("{counted} quotes of {name} are counted, and {said:?} found"));
        }
    }
    Ok(counted)
}

/// A reader's turn: looks at one article, or asks for several of one moment.
pub(crate) fn look(store: &Store, work: Work, turn: u64, done: impl Fn() -> Done) {
    let writer = usize::try_from(turn).unwrap() % WRITERS;
    let before = done()[writer].clone();
    if turn % 64 < 2 {
        return look_at_many(store, work, (turn, writer), &before, done);
    }
    let reach = (work.cycles + 2) * CYCLE;
    let number = before.start().saturating_sub(turn.wrapping_mul(0x9e37_79b9) % reach);
    let found = store.article_by_key(&key(writer, number)).unwrap();
    let states = work.states(number, &(*before.start()..=*done()[writer].end()));
    match found {
        Some(article) => compare(&article, (writer, number), &states).unwrap(),
        None => assert!(states.contains(&State::Absent), "{} is lost", key(writer, number)),
    }
}

fn look_at_many(
    store: &Store,
    work: Work,
    (turn, writer): (u64, usize),
    before: &RangeInclusive<u64>,
    done: impl Fn() -> Done,
) {
    let snapshot = store.snapshot();
    let until = *done()[writer].end();
    let count = snapshot.articles().source(source(writer)).count().unwrap();
    let counts = || (*before.start()..=until).map(|done| work.count(done));
    let (fewest, most) = (counts().min().unwrap(), counts().max().unwrap());
    assert!((fewest..=most).contains(&count), "{count} articles of {writer}: {fewest} to {most}");
    let (name, country) = SPEAKERS[usize::try_from(turn / 64).unwrap() % SPEAKERS.len()];
    let since = moment((before.start() / CYCLE).saturating_sub(50));
    let quotes = snapshot.quotes().speaker(name).published(since..);
    let found: Vec<_> = quotes.iter().map(|quote| quote.unwrap()).collect();
    assert_eq!(found.len() as u64, quotes.count().unwrap(), "quotes of {name}");
    let dates: Vec<_> = found.iter().map(|quote| quote.published().unwrap()).collect();
    assert!(dates.is_sorted_by(|one, other| one >= other), "newest first: {dates:?}");
    for quote in found {
        assert_eq!(quote.speaker_country(), Some(country), "{}", quote.id());
        assert!(snapshot.article(quote.id().article()).unwrap().is_some(), "{}", quote.id());
    }
}
