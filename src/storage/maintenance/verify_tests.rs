//! A check finds whatever is wrong with a store, and nothing where nothing is.

use std::sync::atomic::AtomicU64;

use crate::Store;
use crate::model::{
    ArticleId, Country, CountryMentions, Draft, ExtractedQuote, Extraction, Span, SpeakerId,
};
use crate::record::{Kind, PostingRecord, SortKey, SpeakerRecord, Valid, encode_plain};
use crate::storage::btree::ListWriter;
use crate::storage::engine::Table;
use crate::storage::list::{ListKey, MemList};
use crate::storage::name_keys::known_key;
use crate::storage::read_guard::read;

fn draft(key: &str, speaker: &str, from: Country) -> Draft {
    let text = "We agree. We refuse. We wait. ".repeat(40);
    let mut found = Extraction::default();
    for start in 0..5 {
        let mut quote = ExtractedQuote::new(Span::new(start, start + 900));
        quote.speaker = Some(speaker.to_owned());
        quote.from = Some(from);
        quote.countries = vec![Country::IQ];
        found.quotes.push(quote);
    }
    found.countries = vec![CountryMentions { country: Country::IQ, mentions: 2 }];
    Draft::new(text).key(key).source("The Post").extraction(found)
}

/// A store with every kind of record in its tables.
fn filled() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    store.put(&draft("a", "Ada Nkemelu", Country::NG)).unwrap();
    store
        .put(&draft("b", "Ben Okafor", Country::GH).published(jiff::civil::date(2021, 3, 4)))
        .unwrap();
    let gone = store.put(&draft("c", "Ada Nkemelu", Country::NG)).unwrap();
    let [ada, ben] = [1, 2].map(SpeakerId::from_u64);
    store.rename_speaker(ada, Some("Dr Ada Nkemelu")).unwrap();
    store.merge_speakers(ben, ada).unwrap();
    store.remove(gone.article).unwrap();
    assert_eq!(problems(&store), [""; 0], "before it is closed");
    store.close().unwrap();
    let store = Store::open(&path).unwrap();
    assert_eq!(problems(&store), [""; 0]);
    let report = store.verify(|_| {}).unwrap();
    assert_eq!((report.articles, report.quotes), (2, 10));
    (folder, store)
}

fn problems(store: &Store) -> Vec<String> {
    store.verify(|_| {}).unwrap().problems
}

const TABLES: [Table; 13] = [
    Table::Meta,
    Table::Log,
    Table::Heads,
    Table::Bodies,
    Table::Quotes,
    Table::States,
    Table::Keys,
    Table::Speakers,
    Table::Names,
    Table::Lists,
    Table::Pages,
    Table::Edits,
    Table::Edited,
];

#[test]
fn a_changed_byte_and_a_missing_record_are_found_in_every_table() {
    let (_folder, store) = filled();
    let engine = &store.storage.tables().engine;
    for table in TABLES {
        let entries: Vec<_> = engine.scan(table, Vec::new()..).map(Result::unwrap).collect();
        assert!(!entries.is_empty(), "{table:?} is empty");
        for (key, value) in entries {
            let shown = format!("{table:?} {:02x?}", &key[..]);
            for at in [0, value.len() / 2, value.len().saturating_sub(1)] {
                let mut changed = value.to_vec();
                let Some(byte) = changed.get_mut(at) else { continue };
                *byte ^= 0x10;
                engine.insert(table, &key, changed).unwrap();
                assert_ne!(problems(&store), [""; 0], "byte {at} of {shown} was changed");
            }
            engine.remove(table, &key).unwrap();
            // A removed header is a store that was never made, which opening tells.
            if &key[..] != b"header" {
                assert_ne!(problems(&store), [""; 0], "{shown} was removed");
            }
            engine.insert(table, &key, value.to_vec()).unwrap();
        }
    }
    assert_eq!(problems(&store), [""; 0], "all was put back");
}

#[test]
fn a_removed_posting_is_named() {
    let (_folder, store) = filled();
    let list = ListKey::from(Country::NG);
    let inner = &store.storage;
    let head = read(inner).list_root(&list).unwrap();
    let mut memlist = MemList::default();
    memlist.remove(SortKey::new(None, ArticleId::from_u64(1), 3));
    let merged = ListWriter::new(&inner.tables(), &AtomicU64::new(1 << 40))
        .merge::<crate::record::QuoteRecord>(&list, &head, &memlist, 99)
        .unwrap();
    inner.tables().engine.insert(Table::Lists, list.as_bytes(), merged.root).unwrap();
    assert_eq!(problems(&store), ["the list of the quotes from NG: quote a1.3 is missing"]);
}

#[test]
fn a_dangling_posting_is_named() {
    let (_folder, store) = filled();
    let list = ListKey::country(Country::IQ);
    let inner = &store.storage;
    let head = read(inner).list_root(&list).unwrap();
    let mut memlist = MemList::default();
    let posting = Valid::of(&PostingRecord { revision: 3, quotes: 5 }).unwrap();
    memlist.put(SortKey::new(None, ArticleId::from_u64(3), 0), posting, true);
    let merged = ListWriter::new(&inner.tables(), &AtomicU64::new(1 << 40))
        .merge(&list, &head, &memlist, 99)
        .unwrap();
    inner.tables().engine.insert(Table::Lists, list.as_bytes(), merged.root).unwrap();
    assert_eq!(
        problems(&store),
        ["the list of the articles about IQ: article a3 stands there and is not so in the article"]
    );
}

#[test]
fn a_name_that_leads_nowhere_is_found() {
    let (_folder, store) = filled();
    let key = crate::storage::name_keys::keys("Somebody Else", SpeakerId::from_u64(1));
    store.storage.tables().engine.insert(Table::Names, &key[0], Vec::new()).unwrap();
    assert_eq!(problems(&store), ["a name leads to speaker s1, who does not have it"]);
}

#[test]
fn a_wrong_count_or_key_of_a_known_speaker_is_found_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    store.put(&draft("a", "Ada Nkemelu", Country::NG)).unwrap();
    let mut unstated = draft("b", "Ada Nkemelu", Country::NG);
    for quote in &mut unstated.extraction.as_mut().unwrap().quotes {
        quote.from = None;
    }
    store.put(&unstated).unwrap();
    store.close().unwrap();
    let store = Store::open(&path).unwrap();
    assert_eq!(problems(&store), [""; 0]);
    let ada = SpeakerId::from_u64(1);
    let tables = store.storage.tables();
    let engine = &tables.engine;

    let key = ada.to_u64().to_be_bytes();
    let record = read(&store.storage).speaker(ada).unwrap().unwrap().to_record();
    assert_eq!((record.stated.len(), record.unstated), (1, 5));
    let put = |record: &SpeakerRecord| {
        engine.insert(Table::Speakers, &key, encode_plain(Kind::Speaker, &key, record).unwrap())
    };
    let mut wrong = record.clone();
    wrong.stated[0].articles += 1;
    put(&wrong).unwrap();
    let miscounted = "speaker s1: its record does not count the countries that its articles state";
    assert_eq!(problems(&store), [miscounted]);
    put(&SpeakerRecord { unstated: 4, ..record.clone() }).unwrap();
    assert_eq!(problems(&store), [miscounted]);
    put(&record).unwrap();
    assert_eq!(problems(&store), [""; 0]);

    let unlisted = "speaker s1: it is not listed as from the country that its articles state";
    let listed = "speaker s1: it is listed as from GB, which its articles do not state";
    engine.remove(Table::Names, &known_key(Country::NG, ada)).unwrap();
    assert_eq!(problems(&store), [unlisted]);
    engine.insert(Table::Names, &known_key(Country::GB, ada), Vec::new()).unwrap();
    assert_eq!(problems(&store), [unlisted, listed]);
    drop(tables);
    store.close().unwrap();
    Store::rebuild_indexes(&path).unwrap();
    let store = Store::open(&path).unwrap();
    assert_eq!(problems(&store), [""; 0]);
    assert_eq!(store.quotes().speaker_country(Country::NG).count().unwrap(), 10);
    assert_eq!(store.quotes().speaker_country(Country::GB).count().unwrap(), 0);
}
