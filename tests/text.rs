//! Full text search: what `matching` finds is what the visible quotes say, whatever came before.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use corpus::Dice;
use jiff::civil::date;
use onrecord::{
    Country, Draft, ErrorKind, ExtractedQuote, Extraction, OpenOptions, Outcome, QuoteQuery, Span,
    Store, WatchEvent,
};
use proptest::prelude::*;

const WAIT: Duration = Duration::from_mins(1);

fn open(path: &Path) -> Store {
    OpenOptions::new().create(true).text_index(true).open(path).unwrap()
}

fn caught_up(store: &Store) {
    assert!(store.catch_up_text(WAIT).unwrap());
}

/// An article whose lines are its quotes, all of Ada Nkemelu of Nigeria.
fn article(key: &str, day: Option<i8>, lines: &[&str]) -> Draft {
    let text = lines.join("\n");
    let (mut found, mut at) = (Extraction::default(), 0);
    for line in lines {
        let end = at + u32::try_from(line.len()).unwrap();
        let mut quote = ExtractedQuote::new(Span::new(at, end));
        quote.speaker = Some("Ada Nkemelu".to_owned());
        quote.from = Some(Country::NG);
        found.quotes.push(quote);
        at = end + 1;
    }
    let draft = Draft::new(text).key(key).extraction(found);
    match day {
        Some(day) => draft.published(date(2021, 3, day)),
        None => draft,
    }
}

/// The quotes of a query, by pages of `limit`.
fn paged(query: &QuoteQuery, limit: usize) -> Vec<String> {
    let (mut found, mut query) = (Vec::new(), query.clone());
    loop {
        let page = query.page(limit).unwrap();
        found.extend(page.items.iter().map(|quote| format!("{}: {}", quote.id(), quote.text())));
        let Some(next) = page.next else { return found };
        query = query.after(next);
    }
}

fn texts(query: &QuoteQuery) -> Vec<String> {
    query.iter().map(|quote| quote.unwrap().text().to_owned()).collect()
}

const WORDS: [&str; 6] = ["grain", "harbour", "vote", "bridge", "winter", "school"];

#[derive(Clone, Debug)]
enum Step {
    Put(u8, Option<i8>, Vec<Vec<usize>>),
    Remove(u8),
    Erase(u8),
    CatchUp,
    Reopen,
    Rebuild,
}

fn step() -> impl Strategy<Value = Step> {
    let line = prop::collection::vec(0..WORDS.len(), 1..5);
    let put = (0..6_u8, prop::option::of(1..28_i8), prop::collection::vec(line, 0..4));
    prop_oneof![
        6 => put.prop_map(|(key, day, lines)| Step::Put(key, day, lines)),
        2 => (0..6_u8).prop_map(Step::Remove),
        1 => (0..6_u8).prop_map(Step::Erase),
        1 => Just(Step::CatchUp),
        1 => Just(Step::Reopen),
        1 => Just(Step::Rebuild),
    ]
}

/// Compares what is found with what all visible quotes say.
fn check(store: &Store) {
    let all = |query: QuoteQuery| paged(&query, 1000);
    for asked in ["grain", "vote*", "grain vote", "grain OR winter", "-school", "\"bridge vote\""] {
        let says = |line: &&String| {
            let words = format!(" {} ", line.split_once(": ").unwrap().1);
            let has = |word: &str| words.contains(&format!(" {word} "));
            match asked {
                "grain" => has("grain"),
                "vote*" => has("vote"),
                "grain vote" => has("grain") && has("vote"),
                "grain OR winter" => has("grain") || has("winter"),
                "-school" => !has("school"),
                _ => has("bridge vote"),
            }
        };
        let queries = [
            store.quotes(),
            store.quotes().oldest_first(),
            store.quotes().published(date(2021, 3, 5)..=date(2021, 3, 15)),
            store.quotes().speaker("Ada Nkemelu"),
        ];
        for query in queries {
            let expected: Vec<String> = all(query.clone()).iter().filter(says).cloned().collect();
            let matching = query.clone().matching(asked);
            for limit in [1, 3, 1000] {
                assert_eq!(paged(&matching, limit), expected, "{asked} by {limit}");
            }
            assert_eq!(matching.count().unwrap(), expected.len() as u64, "{asked}");
            let mut relevant = paged(&query.clone().matching(asked).by_relevance(), 2);
            let mut expected = expected;
            relevant.sort();
            expected.sort();
            assert_eq!(relevant, expected, "{asked} by relevance");
        }
    }
}

/// A plan tells what is looked up, and a count what there is.
#[test]
fn the_size_of_a_plan_is_what_the_index_has() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for day in 0..40 {
        let lines = [format!("grain {day}"), format!("vote {day}")];
        let lines = [lines[0].as_str(), lines[1].as_str()];
        store.put(&article("k", Some(1 + day % 27), &lines)).unwrap();
        caught_up(&store);
        store.put(&article("k", None, &["bridge"])).unwrap();
        let snapshot = store.snapshot();
        if snapshot.text_lsn() < Some(snapshot.lsn()) {
            let replaced = snapshot.quotes().matching("grain");
            assert_eq!(replaced.explain().unwrap().size(), 1);
            assert_eq!(replaced.count().unwrap(), 0);
            let day = date(2021, 3, 1 + day % 27);
            let replaced = replaced.published(day..=day);
            assert_eq!(replaced.explain().unwrap().size(), 1);
            assert_eq!(replaced.count().unwrap(), 0);
            return;
        }
    }
    panic!("the index is never behind");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn matching_finds_what_visible_quotes_say(steps in prop::collection::vec(step(), 1..14)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let mut store = open(&path);
        let mut articles = BTreeMap::new();
        for step in steps {
            match step {
                Step::Put(key, day, lines) => {
                    let lines: Vec<String> = lines
                        .iter()
                        .map(|line| line.iter().map(|at| WORDS[*at]).collect::<Vec<_>>().join(" "))
                        .collect();
                    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                    if lines.is_empty() {
                        continue;
                    }
                    let put = store.put(&article(&key.to_string(), day, &lines)).unwrap();
                    // An erased key is not stored again.
                    if put.outcome != Outcome::Erased {
                        articles.insert(key, put.article);
                    }
                }
                Step::Remove(key) => {
                    if let Some(article) = articles.remove(&key) {
                        store.remove(article).unwrap();
                    }
                }
                Step::Erase(key) => {
                    if let Some(article) = articles.remove(&key) {
                        store.erase_article(article).unwrap();
                    }
                }
                Step::CatchUp => caught_up(&store),
                Step::Reopen => {
                    drop(store);
                    store = open(&path);
                }
                Step::Rebuild => store.rebuild_text().unwrap(),
            }
            // Whether it is indexed or not: all that is found is there, and once.
            let visible = paged(&store.quotes(), 1000);
            let found = paged(&store.quotes().matching("-nothing"), 1000);
            prop_assert!(found.iter().all(|quote| visible.contains(quote)));
            prop_assert!(found.len() <= visible.len());
        }
        caught_up(&store);
        check(&store);
        prop_assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
    }
}

#[test]
fn many_quotes_from_a_country_are_tested_as_few_are() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("s"));
    let lines = ["they decided", "a decision", "they decide", "we deciding"];
    for key in 0..40_i8 {
        store.put(&article(&key.to_string(), Some(1 + key % 28), &lines)).unwrap();
    }
    caught_up(&store);
    let query = store.quotes().speaker_country(Country::NG).matching("decides");
    let plan = query.explain().unwrap();
    assert_eq!(plan.residual_filters(), ["matching \"decides\""]);
    let found = texts(&query);
    assert_eq!(found.len(), 120);
    assert!(!found.contains(&"a decision".to_owned()));
    assert_eq!(query.count().unwrap(), 120);
}

/// All quotes have the word, so they come as without it: of the same day by article and place, from
/// whatever file of the index.
#[test]
fn the_newest_of_many_hits_come_in_the_order_of_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("s"));
    for key in 0..150_u32 {
        let day = i8::try_from(key * 7 % 13 % 5).unwrap();
        let day = (day > 0).then_some(day);
        store.put(&article(&key.to_string(), day, &["grain", "more grain", "no grain"])).unwrap();
        if key % 40 == 20 {
            caught_up(&store);
        }
    }
    caught_up(&store);
    let days = date(2021, 3, 2)..=date(2021, 3, 3);
    for query in [store.quotes(), store.quotes().published(days)] {
        for query in [query.clone(), query.oldest_first()] {
            let all: Vec<_> = paged(&query, 1000);
            assert!(all.len() > 150, "{}", all.len());
            for limit in [7, 70, 1000] {
                assert_eq!(paged(&query.clone().matching("grain"), limit), all, "{limit}");
            }
        }
    }
}

/// The index answers for speakers and countries spoken about too, whoever is merged afterwards.
#[test]
fn words_of_a_speaker_or_about_a_country_are_looked_up_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("s"));
    let said = |key: &str, text: &str, name: &str, about: Country| {
        let mut quote = ExtractedQuote::new(Span::new(0, u32::try_from(text.len()).unwrap()));
        quote.speaker = Some(name.to_owned());
        quote.countries = vec![about];
        let mut found = Extraction::default();
        found.quotes.push(quote);
        store.put(&Draft::new(text).key(key).published(date(2021, 3, 1)).extraction(found)).unwrap()
    };
    said("a", "grain for all", "Ada Nkemelu", Country::IQ);
    said("b", "grain and rice", "Omar Haddad", Country::IQ);
    said("c", "rice for all", "Ada Nkemelu", Country::NG);
    said("d", "more grain", "A. Nkemelu-Obi", Country::NG);
    caught_up(&store);
    let grain = || store.quotes().matching("grain");
    let by_ada = grain().speaker("Ada Nkemelu");
    let plan = by_ada.explain().unwrap();
    assert_eq!(plan.access_path(), "quotes matching \"grain\" and speaker \"Ada Nkemelu\"");
    assert!(plan.residual_filters().is_empty());
    let check = |query: &QuoteQuery, expected: &[&str]| {
        assert_eq!(texts(query), expected);
        assert_eq!(query.count().unwrap(), expected.len() as u64);
        let mut by_relevance = texts(&query.clone().by_relevance());
        by_relevance.sort_unstable_by_key(|text| expected.iter().position(|one| one == text));
        assert_eq!(by_relevance, expected);
    };
    check(&by_ada, &["grain for all"]);
    check(&grain().about_country(Country::IQ), &["grain and rice", "grain for all"]);
    check(&grain().about_country(Country::IQ).speaker("Omar Haddad"), &["grain and rice"]);
    check(&grain().about_country(Country::IR), &[]);
    let id = |name: &str| store.speakers().name(name).page(1).unwrap().items.remove(0).id();
    let (ada, obi) = (id("Ada Nkemelu"), id("A. Nkemelu-Obi"));
    store.merge_speakers(obi, ada).unwrap();
    check(&by_ada, &["more grain", "grain for all"]);
    // Behind, what was replaced is not shown, and what replaced it not yet.
    said("a", "grain for some", "Omar Haddad", Country::NG);
    let found = texts(&by_ada);
    assert!(!found.contains(&"grain for all".to_owned()), "{found:?}");
    caught_up(&store);
    check(&by_ada, &["more grain"]);
}

#[test]
fn a_store_without_the_index_says_how_to_open_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("s")).unwrap();
    let refused = store.quotes().matching("grain").count().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
    assert!(refused.to_string().contains("text_index"), "{refused}");
    assert_eq!(store.catch_up_text(WAIT).unwrap_err().kind(), ErrorKind::InvalidInput);
    let store = open(&folder.path().join("t"));
    let refused = store.quotes().by_relevance().page(1).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
}

#[test]
fn a_damaged_or_missing_index_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let store = open(&path);
    store.put(&article("a", Some(1), &["grain for winter"])).unwrap();
    caught_up(&store);
    store.close().unwrap();
    let files: Vec<_> =
        std::fs::read_dir(path.join("text")).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() > 3);
    for file in files {
        let Ok(mut bytes) = std::fs::read(&file) else { continue };
        let middle = bytes.len() / 2;
        let Some(byte) = bytes.get_mut(middle) else { continue };
        *byte ^= 0x55;
        std::fs::write(&file, bytes).unwrap();
        let store = open(&path);
        caught_up(&store);
        assert_eq!(store.quotes().matching("grain").count().unwrap(), 1, "{}", file.display());
        store.close().unwrap();
    }
    std::fs::remove_dir_all(path.join("text")).unwrap();
    let store = open(&path);
    caught_up(&store);
    assert_eq!(store.quotes().matching("winter").count().unwrap(), 1);
}

/// After a loss of power, files may be there of a commit of the index that is not.
#[test]
fn files_of_a_lost_commit_are_no_hindrance() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let store = open(&path);
    for key in ["a", "b"] {
        store.put(&article(key, Some(1), &["grain for winter"])).unwrap();
    }
    caught_up(&store);
    store.close().unwrap();
    let files = || {
        let files = std::fs::read_dir(path.join("text")).unwrap();
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect::<BTreeSet<_>>()
    };
    let before = files();
    let segment = before.iter().find_map(|file| file.strip_suffix(".term")).unwrap();
    for stamp in 0..1000 {
        std::fs::write(path.join(format!("text/{segment}.{stamp}.del")), "lost").unwrap();
    }
    std::fs::write(path.join("text/00000000000000000000000000000000.term"), "winter").unwrap();
    let store = open(&path);
    store.put(&article("a", Some(1), &["rice for summer"])).unwrap();
    caught_up(&store);
    assert_eq!(store.quotes().matching("winter").count().unwrap(), 1);
    assert_eq!(store.quotes().matching("rice").count().unwrap(), 1);
    store.close().unwrap();
    assert!(files().len() < before.len() * 3, "{:?}", files());
}

/// Damage at random places; a long run sets `ONRECORD_DAMAGES`, and `ONRECORD_SEED` repeats one.
#[test]
fn an_index_with_any_damage_is_made_anew_or_finds_the_same() {
    let seed = std::env::var("ONRECORD_SEED").map_or_else(
        |_| u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos()),
        |seed| seed.parse().unwrap(),
    );
    println!("ONRECORD_SEED={seed}");
    let damages = std::env::var("ONRECORD_DAMAGES").map_or(40, |damages| damages.parse().unwrap());
    let mut dice = Dice(seed);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let store = open(&path);
    for (key, word) in (0..40_i8).zip(WORDS.iter().cycle()) {
        let line = format!("{word} for the {key}");
        store.put(&article(&key.to_string(), Some(1 + key % 28), &[&line, "no more"])).unwrap();
        if key % 10 == 9 {
            caught_up(&store);
        }
    }
    store.put(&article("0", Some(1), &["winter again"])).unwrap();
    let gone = store.article_by_key("1").unwrap().unwrap();
    store.remove(gone.id()).unwrap();
    drop(gone);
    let found = |store: &Store| {
        caught_up(store);
        assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
        ["winter OR \"more\"", "-more", "scho*"].map(|words| {
            let query = store.quotes().matching(words);
            (query.count().unwrap(), texts(&query))
        })
    };
    let expected = found(&store);
    store.close().unwrap();
    let mut anew = 0;
    for _ in 0..damages {
        let mut files: Vec<_> = std::fs::read_dir(path.join("text"))
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|file| file.metadata().unwrap().len() > 0)
            .collect();
        files.sort();
        // Half of all damage is to the file that names the others.
        let meta = path.join("text/meta.json");
        let any = usize::try_from(dice.roll(files.len() as u64)).unwrap();
        let file = if dice.roll(2) == 0 { &meta } else { &files[any] };
        let mut bytes = std::fs::read(file).unwrap();
        let at = usize::try_from(dice.roll(bytes.len() as u64)).unwrap();
        let what = match dice.roll(8) {
            0 => "deleted",
            1 => "cut",
            _ => "flipped",
        };
        match what {
            "deleted" => std::fs::remove_file(file).unwrap(),
            "cut" => std::fs::write(file, &bytes[..at]).unwrap(),
            _ => {
                bytes[at] ^= 1 << dice.roll(8);
                std::fs::write(file, bytes).unwrap();
            }
        }
        let store = open(&path);
        anew += u32::from(store.snapshot().text_lsn() == Some(0));
        assert_eq!(found(&store), expected, "{}, {what} at {at}", file.display());
        store.close().unwrap();
    }
    println!("{damages} damages: {anew} indexes were made anew");
}

#[test]
fn an_index_that_is_ahead_or_of_another_store_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    for (path, line) in [(&one, "grain"), (&other, "winter")] {
        let store = open(path);
        store.put(&article("a", Some(1), &[line])).unwrap();
        caught_up(&store);
        store.close().unwrap();
    }
    std::fs::remove_dir_all(one.join("text")).unwrap();
    std::fs::rename(other.join("text"), one.join("text")).unwrap();
    let store = open(&one);
    caught_up(&store);
    assert_eq!(texts(&store.quotes().matching("grain OR winter")), ["grain"]);
}

#[test]
fn a_snapshot_finds_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("s"));
    let stored = store.put(&article("a", Some(1), &["grain for winter", "no grain"])).unwrap();
    caught_up(&store);
    let before = store.snapshot();
    assert_eq!(before.text_lsn(), Some(before.lsn()));
    store.remove(stored.article).unwrap();
    store.put(&article("b", Some(2), &["grain again"])).unwrap();
    // Removed and not indexed yet, or indexed: not found.
    assert!(!texts(&store.quotes().matching("grain")).contains(&"no grain".to_owned()));
    caught_up(&store);
    assert_eq!(texts(&store.quotes().matching("grain")), ["grain again"]);
    assert_eq!(texts(&before.quotes().matching("grain")), ["no grain", "grain for winter"]);
    assert_eq!(before.quotes().matching("grain").count().unwrap(), 2);
}

#[test]
fn pages_by_relevance_prefer_exact_words_and_end_with_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("s"));
    let lines = ["we decide it now", "they decided it now", "she decides it now"];
    store.put(&article("a", Some(1), &lines)).unwrap();
    caught_up(&store);
    let query = store.quotes().matching("decided").by_relevance();
    let first = query.page(1).unwrap();
    assert_eq!(first.items[0].text(), "they decided it now");
    let next = first.next.unwrap();
    assert_eq!(query.clone().after(next.clone()).count().unwrap(), 2);
    store.put(&article("b", Some(2), &["a decision"])).unwrap();
    caught_up(&store);
    let expired = query.after(next).page(1).unwrap_err();
    assert_eq!(expired.kind(), ErrorKind::Expired);
}

#[test]
fn a_watch_finds_words_of_new_quotes() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("s"));
    let mut watch = store.watch(store.quotes().matching("decisions")).unwrap();
    store.put(&article("a", Some(1), &["grain", "a decision"])).unwrap();
    let Some(WatchEvent::Quote(new)) = watch.next_within(WAIT).unwrap() else { panic!("a quote") };
    assert_eq!(new.quote.text(), "a decision");
    assert!(watch.next_within(Duration::from_millis(1)).unwrap().is_none());
}

/// The segments of the index: the files that have words.
fn segments(path: &Path) -> BTreeSet<OsString> {
    let names = std::fs::read_dir(path.join("text")).unwrap().map(|file| file.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().ends_with(".term")).collect()
}

#[test]
fn erased_words_leave_the_index_with_the_next_compaction() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let store = open(&path);
    let stored = store.put(&article("a", Some(1), &["the xylograph"])).unwrap();
    store.put(&article("b", Some(1), &["the zeppelin"])).unwrap();
    caught_up(&store);
    let before = segments(&path);
    assert!(!before.is_empty());
    store.erase_article(stored.article).unwrap();
    store.compact_in_background().unwrap().join().unwrap();
    assert!(before.is_disjoint(&segments(&path)), "a file is left that had the words");
    assert_eq!(texts(&store.quotes().matching("the")), ["the zeppelin"]);
    assert_eq!(store.quotes().matching("xylograph").count().unwrap(), 0);
}

#[test]
fn the_index_is_made_anew_if_a_compaction_was_killed_before_it_was_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let store = open(&path);
    store.put(&article("a", Some(1), &["grain"])).unwrap();
    caught_up(&store);
    store.close().unwrap();
    let kept = segments(&path);
    assert!(!kept.is_empty());
    open(&path).close().unwrap();
    assert_eq!(segments(&path), kept);
    std::fs::create_dir(path.join("engine.replaced")).unwrap();
    let store = open(&path);
    caught_up(&store);
    assert!(segments(&path).is_disjoint(&kept));
    assert_eq!(texts(&store.quotes().matching("grain")), ["grain"]);
}

/// Set for the process whose memory is measured: whether it has the index, and the path.
#[cfg(target_os = "linux")]
const IDLE: &str = "ONRECORD_IDLE_TEST_CHILD";

/// Returns the memory of this process, in KiB.
#[cfg(target_os = "linux")]
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

/// Opens a store of 50,000 articles with and without the index in processes of their own, and
/// compares their memory after all is indexed.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "loads 50,000 articles; run it with --release"]
fn an_idle_index_takes_at_most_40_megabytes() {
    let name = "an_idle_index_takes_at_most_40_megabytes";
    if let Ok(child_of) = std::env::var(IDLE) {
        let (has_index, path) = child_of.split_once(' ').unwrap();
        let has_index = has_index == "true";
        let store = OpenOptions::new().text_index(has_index).open(path).unwrap();
        if has_index {
            caught_up(&store);
            assert!(store.quotes().matching("w7").page(20).unwrap().items.len() > 1);
        }
        assert_eq!(store.quotes().page(20).unwrap().items.len(), 20);
        println!("memory {}", memory());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let store = open(&path);
    let before = memory();
    let mut dice = Dice(1);
    let drafts = (0..50_000).map(|key| {
        // Few words are frequent, and most are rare.
        let mut word = || format!("w{}", dice.roll(30_000) * dice.roll(30_000) / 30_000);
        let mut line = || (0..25).map(|_| word()).collect::<Vec<_>>().join(" ");
        let lines = [line(), line(), line(), line()];
        let lines = lines.each_ref().map(String::as_str);
        Ok::<_, onrecord::Error>(article(
            &key.to_string(),
            Some(i8::try_from(1 + key % 28).unwrap()),
            &lines,
        ))
    });
    store.loader().run(drafts).unwrap();
    caught_up(&store);
    println!("{} MiB more after the load", (memory() - before) >> 10);
    store.close().unwrap();
    let measured = |has_index: bool| -> u64 {
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--ignored", "--nocapture"])
            .env(IDLE, format!("{has_index} {}", path.display()))
            .output()
            .unwrap();
        let said = String::from_utf8(child.stdout).unwrap();
        let line = said.lines().find_map(|line| line.split_once("memory ")).unwrap();
        line.1.trim().parse().unwrap()
    };
    let (without, with) = (measured(false), measured(true));
    println!("{} MiB without the index, {} MiB with it", without >> 10, with >> 10);
    assert!(with < without + (40 << 10));
}
