//! A crash between any two writes: what is left is a prefix of the commits, and every index agrees
//! with the records.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::Ordering;

use crate::error::ErrorKind;
use crate::model::{
    Country, CountryMentions, Draft, ExtractedQuote, Extraction, Published, Span, SpeakerId,
};
use crate::record::SortKey;
use crate::storage::btree::{Order, page_ids};
use crate::storage::decode::decode_article;
use crate::storage::list::ListKey;
use crate::storage::read_guard::read;
use crate::{ChangeCursor, OpenOptions, Store};

const WORDS: &str =
    "We agree. We refuse. We wait for the others to speak first, and then we shall see. ";
/// How long a quote is: so long that a list of three has a leaf of its own, and one of eight a
/// branch.
const QUOTE_BYTES: u32 = 950;

/// One step of the work that is interrupted.
#[derive(Debug)]
enum ListDelta {
    Put(Box<Draft>),
    Remove(&'static str),
    Rename(&'static str, Option<&'static str>),
    Merge(&'static str, &'static str),
    Unmerge(&'static str),
}

fn draft(key: &str, day: Option<i8>, source: &str, quotes: &[(&str, Country, Country)]) -> Draft {
    let mut extraction = Extraction::default();
    for (number, (speaker, from, about)) in (0..).zip(quotes.iter().flat_map(|quote| [quote; 6])) {
        let mut quote = ExtractedQuote::new(Span::new(number * 5, number * 5 + QUOTE_BYTES));
        quote.speaker = Some((*speaker).to_owned());
        // What no country is stated for makes known speakers.
        quote.from = Some(*from).filter(|_| number % 6 < 5);
        quote.countries = vec![*about];
        quote.role = Some("minister".to_owned());
        extraction.quotes.push(quote);
        if !extraction.countries.iter().any(|named| named.country == *about) {
            extraction.countries.push(CountryMentions { country: *about, mentions: number + 1 });
        }
    }
    let mut draft = Draft::new(format!("{}{key}", WORDS.repeat(14)))
        .key(key)
        .source(source)
        .extraction(extraction);
    draft.published = day.map(|day| Published::from(jiff::civil::date(2021, 3, day)));
    draft
}

fn work() -> Vec<ListDelta> {
    let (ng, iq, ir) = (Country::NG, Country::IQ, Country::IR);
    let put =
        |key, day, source, quotes: &[_]| ListDelta::Put(Box::new(draft(key, day, source, quotes)));
    vec![
        put("a", Some(3), "Post", &[("Ada Nkemelu", ng, iq), ("Omar Haddad", iq, ir)]),
        put("b", None, "Post", &[("Ada Nkemelu", ng, ir)]),
        put("c", Some(9), "Echo", &[("Omar Haddad", iq, iq), ("Omar Haddad", iq, ng)]),
        ListDelta::Rename("Omar Haddad", Some("Omar Haddadin")),
        ListDelta::Merge("Omar Haddad", "Ada Nkemelu"),
        put("a", Some(4), "Echo", &[("Ada Nkemelu", ng, ng)]),
        put("d", Some(1), "Echo", &[("Lena Park", Country::KR, ir)]),
        ListDelta::Remove("d"),
        put("c", Some(9), "Echo", &[("Omar Haddad", iq, iq), ("Ada Nkemelu", ng, ng)]),
        put("d", Some(2), "Post", &[("Lena Park", Country::KR, iq)]),
        ListDelta::Unmerge("Omar Haddad"),
        ListDelta::Rename("Omar Haddad", None),
        ListDelta::Remove("b"),
        put("e", Some(5), "Post", &[]),
    ]
}

fn take(store: &Store, step: &ListDelta) -> crate::Result<()> {
    let speaker =
        |name: &str| read(&store.storage).bearers(name).map(|found| found.first().copied());
    match step {
        ListDelta::Put(draft) => store.put(draft).map(drop),
        ListDelta::Remove(key) => {
            let head =
                read(&store.storage).article_by_key(key)?.expect("the work removes what it put");
            store.remove(crate::ArticleId::from_u64(head.article.to_native())).map(drop)
        }
        ListDelta::Rename(name, to) => {
            store.rename_speaker(speaker(name)?.expect("the speaker is known"), *to)
        }
        ListDelta::Merge(name, into) => {
            let into = speaker(into)?.expect("the target is known");
            store.merge_speakers(speaker(name)?.expect("the speaker is known"), into)
        }
        ListDelta::Unmerge(name) => {
            store.unmerge_speaker(speaker(name)?.expect("the speaker is known"))
        }
    }
}

/// What the store should hold after some steps: the last draft of each key, and the names that
/// users gave.
fn expected(steps: &[ListDelta]) -> (BTreeMap<String, Draft>, Option<&'static str>) {
    let mut drafts = BTreeMap::new();
    let mut name = None;
    for step in steps {
        match step {
            ListDelta::Put(draft) => drop(drafts.insert(draft.external_key(), (**draft).clone())),
            ListDelta::Remove(key) => drop(drafts.remove(*key)),
            ListDelta::Rename(_, to) => name = *to,
            ListDelta::Merge(..) | ListDelta::Unmerge(_) => {}
        }
    }
    (drafts, name)
}

fn keys_of(store: &Store, list: &ListKey) -> Vec<SortKey> {
    let inner = &store.storage;
    let keys: Vec<SortKey> = if list.holds_quotes() {
        let list = read(inner).quote_list(list).unwrap();
        let walked: Vec<_> = list
            .cursor(&inner.tables, SortKey::MIN..SortKey::MAX, Order::OldestFirst)
            .map(|item| item.unwrap().0)
            .collect();
        assert_eq!(list.count(), walked.len() as u64);
        walked
    } else {
        let list = read(inner).article_list(list).unwrap();
        let walked: Vec<_> = list
            .cursor(&inner.tables, SortKey::MIN..SortKey::MAX, Order::OldestFirst)
            .map(|item| item.unwrap().0)
            .collect();
        assert_eq!(list.count(), walked.len() as u64);
        walked
    };
    keys
}

/// Asserts that the store holds exactly what the steps leave, in records and in every list.
fn assert_holds(store: &Store, steps: &[ListDelta], context: &str) {
    assert_eq!(store.verify(|_| {}).unwrap().problems, Vec::<String>::new(), "{context}");
    let (drafts, renamed) = expected(steps);
    let countries = [Country::NG, Country::IQ, Country::IR, Country::KR];
    let mut lists: BTreeMap<ListKey, BTreeSet<SortKey>> = BTreeMap::new();
    lists.entry(ListKey::articles()).or_default();
    for country in countries {
        for list in [ListKey::from(country), ListKey::about(country), ListKey::country(country)] {
            lists.entry(list).or_default();
        }
    }
    for source in ["post", "echo"] {
        lists.entry(ListKey::source(source)).or_default();
    }
    for id in 1..=6 {
        lists.entry(ListKey::speaker(SpeakerId::from_u64(id))).or_default();
    }
    let mut said: BTreeMap<String, u64> = BTreeMap::new();
    for (key, draft) in &drafts {
        let head = read(&store.storage)
            .article_by_key(key)
            .unwrap()
            .unwrap_or_else(|| panic!("{context}: {key}"));
        let restored = decode_article(&store.storage.tables, &head).unwrap();
        assert_eq!(restored.draft.text, draft.text, "{context}");
        let (found, wanted) =
            (restored.draft.extraction.unwrap(), draft.extraction.clone().unwrap());
        assert_eq!(found.quotes, wanted.quotes, "{context}");
        let article = crate::ArticleId::from_u64(head.article.to_native());
        let place = SortKey::new(draft.published, article, 0);
        let mut add = |list, key| {
            lists.entry(list).or_default().insert(key);
        };
        add(ListKey::articles(), place);
        add(ListKey::source(&crate::model::fold(draft.source.as_deref().unwrap())), place);
        wanted.countries.iter().for_each(|named| add(ListKey::country(named.country), place));
        for (ordinal, (quote, speaker)) in (0..).zip(wanted.quotes.iter().zip(restored.speakers)) {
            let key = SortKey::new(draft.published, article, ordinal);
            add(ListKey::speaker(speaker.unwrap()), key);
            quote.from.into_iter().for_each(|from| add(ListKey::from(from), key));
            add(ListKey::about(quote.countries[0]), key);
            *said.entry(quote.speaker.clone().unwrap()).or_default() += 1;
        }
    }
    for (list, wanted) in &lists {
        assert_eq!(
            keys_of(store, list),
            wanted.iter().copied().collect::<Vec<_>>(),
            "{context}: {list:?}"
        );
    }
    for name in ["Ada Nkemelu", "Omar Haddad", "Lena Park"] {
        let guard = read(&store.storage);
        let bearers = guard.bearers(name).unwrap();
        let quotes: Vec<u64> = bearers
            .iter()
            .map(|id| guard.speaker(*id).unwrap().expect(name).quotes.to_native())
            .collect();
        assert_eq!(
            quotes,
            said.get(name).copied().into_iter().collect::<Vec<_>>(),
            "{context}: {name}"
        );
        let part = name.split(' ').next().unwrap().to_lowercase();
        assert_eq!(
            guard.with_part(&part[..2]).unwrap(),
            bearers.iter().copied().collect(),
            "{context}: {name}"
        );
    }
    let found = read(&store.storage).bearers("Omar Haddadin").unwrap().len();
    assert_eq!(found, usize::from(renamed.is_some()), "{context}");
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{context}");
}

/// Works until the writes are spent, and returns how many steps were acknowledged and whether the
/// store was closed.
fn crash(path: &Path, writes: u64, lag: u64) -> (usize, bool) {
    let store = OpenOptions::new().create(true).lag(lag).open(path).unwrap();
    store.storage.tables.engine.trees().unwrap().writes_left.store(writes, Ordering::Relaxed);
    let mut done = 0;
    for step in work() {
        if take(&store, &step).is_err() {
            break;
        }
        done += 1;
    }
    (done, store.close().is_ok())
}

#[test]
fn a_crash_around_frequent_checkpoints_leaves_a_prefix() {
    crash_at_every_write(3);
}

#[test]
fn a_crash_around_one_large_checkpoint_leaves_a_prefix() {
    crash_at_every_write(100);
}

fn crash_at_every_write(lag: u64) {
    let mut writes = 0;
    loop {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news");
        let (done, closed) = crash(&path, writes, lag);
        let context = format!("lag {lag}, {writes} writes, {done} steps");
        // Further crashes, inside what the next opens sweep and write, must lose nothing either:
        // each time after others of its writes, so that all have their turn.
        let mut allowed = writes % 7;
        let store = loop {
            match OpenOptions::new().lag(lag).writes(allowed).open(&path) {
                Ok(store) => break store,
                Err(error) => {
                    assert_eq!(
                        error.kind(),
                        ErrorKind::Storage,
                        "{context}, open {allowed}: {error}"
                    );
                }
            }
            allowed += 7;
        };
        store.storage.tables.engine.trees().unwrap().writes_left.store(u64::MAX, Ordering::Relaxed);
        let survived = usize::try_from(read(&store.storage).lsn()).unwrap();
        assert!(survived == done || survived == done + 1, "{context}: {survived} survived");
        assert_holds(&store, &work()[..survived], &context);
        for step in &work()[survived..] {
            take(&store, step).unwrap();
        }
        assert_holds(&store, &work(), &context);
        store.close().unwrap();
        let store = Store::open(&path).unwrap();
        assert_holds(&store, &work(), &format!("{context}, reopened"));
        let changes = store.changes(ChangeCursor::START).unwrap().map(Result::unwrap).count();
        assert_eq!(changes, work().len(), "{context}");
        assert_no_waste(&store, &context);
        if closed {
            break;
        }
        writes += 1;
    }
    assert!(writes > 60, "the work is too small to test anything: {writes} writes");
}

#[test]
fn a_storage_error_poisons_the_handle_until_the_store_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = OpenOptions::new().create(true).open(&path).unwrap();
    take(&store, &work()[0]).unwrap();
    store.storage.tables.engine.trees().unwrap().writes_left.store(1, Ordering::Relaxed);
    assert_eq!(take(&store, &work()[1]).unwrap_err().kind(), ErrorKind::Storage);
    store.storage.tables.engine.trees().unwrap().writes_left.store(u64::MAX, Ordering::Relaxed);
    assert_eq!(take(&store, &work()[1]).unwrap_err().kind(), ErrorKind::Poisoned);
    assert_eq!(store.sync().unwrap_err().kind(), ErrorKind::Poisoned);
    assert!(
        read(&store.storage).article_by_key("a").unwrap().is_some(),
        "what was there can still be read"
    );
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_holds(&store, &work()[..1], "reopened");
    take(&store, &work()[1]).unwrap();
    assert_holds(&store, &work()[..2], "reopened");
}

#[test]
fn a_store_of_a_newer_format_is_refused_by_name() {
    use crate::record::{FORMAT, HeaderValue, Kind, encode_owned};
    use crate::storage::engine::Table;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    let header =
        HeaderValue { format: FORMAT + 1, store: store.storage.id, attributes: Vec::new() };
    let value = encode_owned(Kind::Header, b"header", &header).unwrap();
    store.storage.tables.engine.insert(Table::Meta, b"header", value).unwrap();
    store.close().unwrap();
    let error = Store::open(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IncompatibleFormat);
    assert!(error.to_string().contains(&format!("format {}", FORMAT + 1)), "{error}");
}

/// Asserts that nothing is left of superseded revisions and blocks once no reader needs them.
fn assert_no_waste(store: &Store, context: &str) {
    use crate::storage::engine::Table;
    let count = |table| store.storage.tables.engine.scan(table, Vec::new()..).count();
    let articles = expected(&work()).0.len();
    assert_eq!(count(Table::Heads), articles, "{context}: heads");
    assert_eq!(count(Table::Bodies), articles, "{context}: bodies");
    assert_eq!(count(Table::Edits), 1, "{context}: edits, of which one holds");
    assert_eq!(count(Table::Plans), 0, "{context}: plans");
    let mut named = 0;
    for entry in store.storage.tables.engine.scan(Table::Lists, Vec::new()..) {
        let key = ListKey::from_bytes(&entry.unwrap().0).unwrap();
        let root = read(&store.storage).list_root(&key).unwrap();
        named += page_ids(&root, &store.storage.tables).unwrap().len();
    }
    assert_eq!(count(Table::Pages), named, "{context}: blocks");
    assert!(named > 10, "{context}: the work is too small for blocks to matter");
}

#[test]
fn an_open_that_meets_damage_loses_nothing_behind_it() {
    use crate::Durability;
    use crate::storage::engine::Table;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let options = OpenOptions::new().durability(Durability::Process);
    let store = options.clone().create(true).open(&path).unwrap();
    for key in ["a", "b", "c"] {
        store.put(&draft(key, None, "Post", &[])).unwrap();
    }
    // The head of the second article, which was acknowledged, is damaged, and the store is not
    // closed in order.
    let head = 2_u64.to_be_bytes();
    let whole = store.storage.tables.engine.get(Table::Heads, &head).unwrap().unwrap().to_vec();
    let mut damaged = whole.clone();
    damaged[100] ^= 1;
    store.storage.tables.engine.insert(Table::Heads, &head, damaged).unwrap();
    store.storage.tables.engine.poison();
    drop(store);
    for _ in 0..3 {
        assert_eq!(options.open(&path).unwrap_err().kind(), ErrorKind::Corrupt);
    }
    let folder = crate::storage::files::Folder::open(&path, false).unwrap();
    let engine = crate::storage::engine::Engine::open(&folder.engine(), 1 << 20).unwrap();
    engine.insert(Table::Heads, &head, whole).unwrap();
    drop((engine, folder));
    let store = options.open(&path).unwrap();
    assert_eq!(store.articles().count().unwrap(), 3);
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

#[test]
fn damage_to_what_is_older_cuts_no_change_off() {
    use crate::storage::engine::Table;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let ng = Country::NG;
    let store = OpenOptions::new().create(true).open(&path).unwrap();
    store.put(&draft("a", None, "Post", &[("Ada Nkemelu", ng, ng)])).unwrap();
    store.clone().close().unwrap();
    // Two commits that no flush acknowledged, by a speaker whose stored record is then damaged.
    for key in ["b", "c"] {
        store.put(&draft(key, None, "Post", &[("Ada Nkemelu", ng, ng)])).unwrap();
    }
    let speaker = 1_u64.to_be_bytes();
    let whole =
        store.storage.tables.engine.get(Table::Speakers, &speaker).unwrap().unwrap().to_vec();
    let mut damaged = whole.clone();
    damaged[20] ^= 1;
    store.storage.tables.engine.insert(Table::Speakers, &speaker, damaged).unwrap();
    store.storage.tables.engine.poison();
    drop(store);
    for _ in 0..2 {
        assert_eq!(Store::open(&path).unwrap_err().kind(), ErrorKind::Corrupt);
    }
    let locked = crate::storage::files::Folder::open(&path, false).unwrap();
    let engine = crate::storage::engine::Engine::open(&locked.engine(), 1 << 20).unwrap();
    engine.insert(Table::Speakers, &speaker, whole).unwrap();
    drop((engine, locked));
    let store = Store::open(&path).unwrap();
    assert_eq!(store.articles().count().unwrap(), 3, "both commits are still there");
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}
