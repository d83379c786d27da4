//! After an erasure and a compaction nothing of an article or a speaker is in any decoded value or
//! raw file, also if the process was killed at any write between.

use std::fs;
use std::path::Path;

use crate::error::{ErrorKind, Result};
use crate::model::{
    ArticleId, Country, Draft, ExtractedQuote, Extraction, Mention, Span, SpeakerId,
};
use crate::record::plain;
use crate::storage::engine::{Engine, Table};
use crate::storage::feed::set_feed_floor;
use crate::storage::write::Outcome;
use crate::{ChangeCursor, OpenOptions, Store};

/// What the parts of the erased article say: text, quote, name, alias, role, title, key, URL,
/// byline and an attribute.
const OF_ARTICLE: [&str; 10] = [
    "Xylograph",
    "Quixotry",
    "Zanzibari",
    "Wapentake",
    "Yttrium",
    "Jabberwock",
    "Vicuna",
    "Umbriel",
    "Thylacine",
    "Gallimaufry",
];
/// Those that tell of the speaker.
const OF_SPEAKER: [&str; 3] = ["Quixotry", "Zanzibari", "Wapentake"];

const TABLES: [Table; 15] = [
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
    Table::Plans,
    Table::Tombstones,
];

/// Returns whether bytes have a word, in whatever case.
fn has(bytes: &[u8], word: &str) -> bool {
    let word = word.as_bytes();
    bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

/// Returns the words that are in a key, a decoded value or a raw file, with their places.
fn held(path: &Path, words: &[&'static str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |place: String, bytes: &[u8]| {
        let there = words.iter().filter(|word| has(bytes, word));
        found.extend(there.map(|word| format!("{word} in {place}")));
    };
    for folder in [path.to_owned(), path.join("engine")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                look(path.display().to_string(), &fs::read(&path).unwrap());
            }
        }
    }
    // Packs as they are, with the keys that they begin and end with.
    let engine = Engine::open(&path.join("engine"), 1 << 20).unwrap().unpacked();
    for table in TABLES {
        for entry in engine.scan(table, Vec::new()..) {
            let (key, value) = entry.unwrap();
            look(format!("a key of {table:?}"), &key);
            look(format!("a value of {table:?}"), &plain(&value));
        }
    }
    found
}

fn quote(text: &str, words: &str, name: &str, role: Option<&str>) -> ExtractedQuote {
    let span = |part: &str| {
        let start = text.find(part).unwrap();
        Span::new(u32::try_from(start).unwrap(), u32::try_from(start + part.len()).unwrap())
    };
    let mut quote = ExtractedQuote::new(span(words));
    quote.speaker = Some(name.to_owned());
    quote.role = role.map(str::to_owned);
    quote.from = Some(Country::NG);
    quote.mention = Some(Mention { text: name.to_owned(), span: span(name) });
    quote
}

/// An article with all that is to be forgotten.
fn secret() -> Draft {
    let mut text =
        "A Xylograph of old. “Quixotry of ours,” said Zanzibari Wapentake. Wapentake left. \
                    “We stay,” said Ben Okafor."
            .to_owned();
    text.push_str(&" Nothing else was told of it by anyone.".repeat(20));
    let mut found = Extraction::default();
    found.quotes.push(quote(
        &text,
        "Quixotry of ours,",
        "Zanzibari Wapentake",
        Some("Yttrium minister"),
    ));
    found.quotes.push(quote(&text, "We stay,", "Ben Okafor", None));
    Draft::new(text)
        .title("Jabberwock")
        .key("Vicuna")
        .url("https://umbriel.example/1")
        .byline("Thylacine")
        .attribute("desk", "Gallimaufry")
        .extraction(found)
}

fn other(key: &str) -> Draft {
    let text = format!("“We go,” said Ben Okafor in {key}.");
    let mut found = Extraction::default();
    found.quotes.push(quote(&text, "We go,", "Ben Okafor", None));
    Draft::new(text).key(key).extraction(found)
}

const SECRET: u64 = 2;

/// A store of which one article was replaced, removed, stored again and is in the tables.
fn filled(path: &Path) -> Store {
    let store = Store::create_new(path).unwrap();
    store.put(&other("a")).unwrap();
    let stored = store.put(&secret()).unwrap().article;
    assert_eq!(stored, ArticleId::from_u64(SECRET));
    store.put(&secret().title("Jabberwock once more")).unwrap();
    store.remove(stored).unwrap();
    store.put(&secret()).unwrap();
    store.put(&other("c")).unwrap();
    store.close().unwrap();
    Store::open(path).unwrap()
}

fn wapentake(store: &Store) -> Option<SpeakerId> {
    let found = store.speakers().name("Zanzibari Wapentake").iter().next();
    found.map(|speaker| speaker.unwrap().id())
}

/// What is erased, and what may be left of it nowhere.
#[derive(Clone, Copy, Debug)]
enum What {
    Article,
    Removed,
    Speaker,
}

impl What {
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Article | Self::Removed => &OF_ARTICLE,
            Self::Speaker => &OF_SPEAKER,
        }
    }

    /// Erases what is not erased yet.
    fn erase(self, store: &Store) -> Result<()> {
        let article = ArticleId::from_u64(SECRET);
        match self {
            Self::Removed if store.article(article)?.is_some() => {
                store.remove(article)?;
            }
            _ => {}
        }
        match self {
            Self::Article | Self::Removed => match store.erase_article(article) {
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                erased => erased.map(drop),
            },
            Self::Speaker => match wapentake(store) {
                Some(speaker) => store.erase_speaker(speaker).map(drop),
                None => Ok(()),
            },
        }
    }

    /// Asserts that what was erased is not brought back by loading it again.
    fn stays_erased(self, store: &Store) {
        let again = store.put(&secret().title("Jabberwock again")).unwrap();
        match self {
            Self::Article | Self::Removed => {
                assert_eq!(again.outcome, Outcome::Erased);
                assert_eq!(store.put(&secret()).unwrap().outcome, Outcome::Erased);
                assert_eq!(again.article, ArticleId::from_u64(SECRET));
            }
            Self::Speaker => {
                assert_eq!(again.quotes, 1, "{:?}", again.outcome);
                assert_eq!(wapentake(store), None);
            }
        }
        assert_eq!(store.quotes().speaker("Ben Okafor").count().unwrap(), self.left());
    }

    /// How many quotes of another speaker are left.
    fn left(self) -> u64 {
        match self {
            Self::Article | Self::Removed => 2,
            Self::Speaker => 3,
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(path, to).unwrap();
        }
    }
}

fn sound(store: &Store, context: &str) {
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{context}");
}

#[test]
fn no_value_and_no_file_has_anything_of_what_was_erased_and_compacted() {
    for what in [What::Article, What::Removed, What::Speaker] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news");
        let store = filled(&path);
        what.erase(&store).unwrap();
        sound(&store, "erased");
        what.stays_erased(&store);
        store.close().unwrap();
        let before = held(&path, what.words());
        assert!(
            !before.is_empty(),
            "{what:?}: the files hold it still; else the search shows nothing"
        );
        Store::compact(&path).unwrap();
        assert_eq!(held(&path, what.words()), [""; 0], "{what:?}");
        let store = Store::open(&path).unwrap();
        sound(&store, "compacted");
        what.stays_erased(&store);
        // A backup made now has nothing of it, and a store of it recognises it.
        let backup = folder.path().join("backup");
        store.backup(&backup).unwrap();
        store.close().unwrap();
        Store::rebuild_indexes(&path).unwrap();
        let copy = folder.path().join("copy");
        Store::restore(&[&backup], &copy).unwrap();
        for path in [&path, &copy] {
            assert_eq!(held(path, what.words()), [""; 0], "{what:?}");
            let store = Store::open(path).unwrap();
            sound(&store, "rebuilt or restored");
            what.stays_erased(&store);
        }
    }
}

#[test]
fn no_file_of_an_open_store_has_anything_of_what_was_erased_and_compacted() {
    for what in [What::Article, What::Removed, What::Speaker] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news");
        let store = filled(&path);
        // A reader of before holds what it sees, and no file of the store.
        let snapshot = store.snapshot();
        what.erase(&store).unwrap();
        assert!(store.compact_in_background().unwrap().join().unwrap().is_some());
        sound(&store, "compacted");
        what.stays_erased(&store);
        assert_eq!(snapshot.articles().count().unwrap(), 3);
        // As it is while it is open, and as it is closed.
        let open = folder.path().join("open");
        copy(&path, &open);
        assert_eq!(held(&open, what.words()), [""; 0], "{what:?}, open");
        drop(snapshot);
        store.close().unwrap();
        assert_eq!(held(&path, what.words()), [""; 0], "{what:?}, closed");
    }
}

#[test]
fn the_search_finds_each_word_before_it_is_erased() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    filled(&path).close().unwrap();
    Store::compact(&path).unwrap();
    let found = held(&path, &OF_ARTICLE);
    for word in OF_ARTICLE {
        assert!(found.iter().any(|found| found.starts_with(word)), "{word}: {found:?}");
    }
}

#[test]
fn a_kill_at_any_write_of_an_erasure_leaves_it_done_or_to_be_done() {
    for what in [What::Article, What::Removed, What::Speaker] {
        let whole = tempfile::tempdir().unwrap();
        filled(&whole.path().join("news")).close().unwrap();
        let mut stopped = 0;
        for writes in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("news");
            copy(&whole.path().join("news"), &path);
            let store = OpenOptions::new().writes(writes).open(&path).unwrap();
            let erased = what.erase(&store).and_then(|()| store.clone().close());
            drop(store);
            let context = format!("{what:?} after {writes} writes");
            let store = Store::open(&path).unwrap();
            sound(&store, &context);
            what.erase(&store).unwrap();
            what.stays_erased(&store);
            sound(&store, &context);
            store.close().unwrap();
            if writes % 16 == 0 || erased.is_ok() {
                Store::compact(&path).unwrap();
                assert_eq!(held(&path, what.words()), [""; 0], "{context}");
            }
            if erased.is_ok() {
                break;
            }
            stopped += 1;
        }
        assert!(stopped > 10, "{what:?}: {stopped}");
    }
}

#[test]
fn a_kill_at_any_write_of_moving_the_floor_leaves_what_a_recovery_needs() {
    let mut stopped = 0;
    for writes in 0.. {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news");
        filled(&path).close().unwrap();
        let store = OpenOptions::new().writes(4 + writes).open(&path).unwrap();
        let moved = store.put(&other("d")).and_then(|_| {
            let cursor = store.changes(ChangeCursor::START)?.last().unwrap()?.cursor;
            set_feed_floor(&store.storage, cursor)
        });
        drop(store);
        let store = Store::open(&path).unwrap();
        sound(&store, &format!("after {writes} writes"));
        let there = store.articles().count().unwrap();
        store.close().unwrap();
        Store::compact(&path).unwrap();
        let store = Store::open(&path).unwrap();
        sound(&store, &format!("compacted after {writes} writes"));
        assert_eq!(store.articles().count().unwrap(), there);
        if moved.is_ok() {
            assert_eq!(store.changes(ChangeCursor::START).unwrap().count(), 4);
            break;
        }
        stopped += 1;
    }
    assert!(stopped > 5, "{stopped}");
}
