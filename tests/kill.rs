//! A process that loads with several threads, article by article or in batches, is killed at random
//! moments: what it acknowledged as durable is there, what is left is an exact prefix of the
//! commits of each thread, and the indexes hold exactly what the articles say. A publication that
//! was made meanwhile has exactly the first of the commits. The same while the open store is
//! compacted, and of erasures, removals by date and the floor of the feed. The index of words finds
//! exactly what the quotes say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod workload;

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::mem::replace;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use onrecord::{
    ArticleId, ChangeCursor, ChangeKind, Durability, ErrorKind, OpenOptions, Snapshot, Store,
};
#[cfg(feature = "fulltext")]
use workload::indexed;
use workload::{Operation, assert_holds, draft, forget, operate, operation};

/// Set for the process that loads: the path of the store and its durability.
const CHILD: &str = "ONRECORD_KILL_TEST_CHILD";
/// How often a process is killed at each durability and in each test; a long run sets the variable
/// of this name.
const KILLS: &str = "ONRECORD_KILLS";

/// How many threads load. Each has operations of its own, from a number of its own on.
const THREADS: usize = 3;

fn first(thread: usize) -> u32 {
    u32::try_from(thread).unwrap() * 1_000_000
}

/// Which thread stored each article, as far as it is known.
type Authors = HashMap<ArticleId, usize>;

/// Returns how many operations of each thread a store holds.
fn done(store: &Store, authors: &mut Authors) -> [u32; THREADS] {
    let mut done = [0; THREADS];
    for change in store.changes(ChangeCursor::START).unwrap() {
        let (ChangeKind::Put(id) | ChangeKind::Removed(id)) = change.unwrap().kind else {
            panic!("nobody edits a speaker");
        };
        // An article that was lost may have left its id to one of another thread. An article that
        // was removed was acknowledged before, or was there after the last kill.
        if let Some(article) = store.article(id).unwrap() {
            authors.insert(id, article.key()[4..].parse::<usize>().unwrap() / first(1) as usize);
        }
        let thread = *authors.get(&id).expect("an article that nobody was told of is removed");
        done[thread] += 1;
    }
    done
}

/// The work of one thread: its operations from a number on, of which each is acknowledged.
type Load = fn(&Store, usize, u32);

/// Acknowledges the operations of a thread up to a number, and names the article of the last.
fn acknowledge(thread: usize, number: u32, article: ArticleId) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{thread} {number} {article}").unwrap();
    out.flush().unwrap();
}

fn one_by_one(store: &Store, thread: usize, from: u32) {
    for number in from.. {
        let article = operate(store, first(thread) + number).unwrap().unwrap();
        acknowledge(thread, number, article);
    }
}

/// The most operations that a batch has: all up to one that removes.
const BATCH: u32 = 9;

/// Commits the operations up to the next removal as one batch, and acknowledges them together. Adds
/// to another batch too, which is never committed.
fn in_batches(store: &Store, thread: usize, from: u32) {
    let (mut batch, mut never) = (store.batch(), store.batch());
    for number in from.. {
        match operation(first(thread) + number) {
            Operation::Put(draft) => batch.put(*draft).unwrap(),
            Operation::Remove(_) => {
                let stored = replace(&mut batch, store.batch()).commit().unwrap();
                if let Some(last) = stored.last() {
                    acknowledge(thread, number - 1, last.article);
                }
                let article = operate(store, first(thread) + number).unwrap().unwrap();
                acknowledge(thread, number, article);
                never.put(draft(first(thread + 1) - 1, number)).unwrap();
            }
        }
    }
}

/// Indexes each operation of the first thread before the next, while the other threads commit, and
/// compacts the open store at times.
#[cfg(feature = "fulltext")]
fn while_indexing(store: &Store, thread: usize, from: u32) {
    if thread > 0 {
        return one_by_one(store, thread, from);
    }
    for number in from.. {
        let article = operate(store, first(thread) + number).unwrap().unwrap();
        acknowledge(thread, number, article);
        indexed::catch_up(store);
        if number % 16 == 15 {
            assert!(store.compact_in_background().unwrap().join().unwrap().is_some());
        }
    }
}

/// The test that keeps indexes of words.
const INDEXING: &str = "killed_with_an_index_of_words";

fn options(test: &str) -> OpenOptions {
    #[cfg(feature = "fulltext")]
    if test == INDEXING {
        return indexed::options();
    }
    assert_ne!(test, INDEXING);
    OpenOptions::new()
}

/// The path of the publication of a store.
fn published(path: &Path) -> PathBuf {
    path.with_extension("published")
}

/// Publishes the store, again and again, between operations that the other threads commit beside.
fn between_publications(store: &Store, thread: usize, from: u32) {
    if thread > 0 {
        return one_by_one(store, thread, from);
    }
    let child_of = std::env::var(CHILD).unwrap();
    let path = child_of.rsplit(':').next().unwrap();
    for number in from.. {
        let article = operate(store, first(thread) + number).unwrap().unwrap();
        acknowledge(thread, number, article);
        store.publish(published(Path::new(path))).unwrap();
    }
}

/// Compacts the open store, again and again, while the other threads commit.
fn while_compacting(store: &Store, thread: usize, from: u32) {
    if thread > 0 {
        return one_by_one(store, thread, from);
    }
    for number in from.. {
        let article = operate(store, first(thread) + number).unwrap().unwrap();
        acknowledge(thread, number, article);
        assert!(store.compact_in_background().unwrap().join().unwrap().is_some());
    }
}

/// Asserts that a publication is whole, and has exactly the first commits of the store.
fn assert_published(store: &Store, path: &Path, authors: &Authors, context: &str) {
    let published = match Snapshot::open(published(path)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return,
        opened => opened.unwrap_or_else(|error| panic!("{context}: {error}")),
    };
    let mut done = [0; THREADS];
    let mut changes = store.changes(ChangeCursor::START).unwrap();
    for _ in 0..published.lsn() {
        let change = changes.next().unwrap_or_else(|| {
            panic!("{context}: the publication has {} commits", published.lsn())
        });
        let (ChangeKind::Put(id) | ChangeKind::Removed(id)) = change.unwrap().kind else {
            panic!("nobody edits a speaker");
        };
        done[authors[&id]] += 1;
    }
    let operations = (0..THREADS).flat_map(|thread| first(thread)..first(thread) + done[thread]);
    assert_holds(&published, operations, &format!("{context}, published"));
}

/// Goes on with the operations of each thread, from a number on, and says which are done, and on
/// which article.
fn child(path: &Path, options: OpenOptions, from: [u32; THREADS], load: Load) {
    let store = options.create(true).open(path).unwrap();
    std::thread::scope(|scope| {
        for (thread, from) in from.into_iter().enumerate() {
            let store = &store;
            scope.spawn(move || load(store, thread, from));
        }
    });
}

/// Starts the loading process of a test, kills it after a while, and returns how many operations of
/// each thread it acknowledged.
fn kill(
    test: &str,
    path: &Path,
    durability: &str,
    after: Duration,
    from: [u32; THREADS],
    authors: &mut Authors,
) -> [u32; THREADS] {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(
            CHILD,
            format!(
                "{durability}:{}:{}",
                from.map(|number| number.to_string()).join(","),
                path.display()
            ),
        )
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        // A line that the kill cut short was still acknowledged, but may say something else.
        let mut lines: Vec<Vec<u8>> = Vec::new();
        let mut output = output;
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            if line.pop() == Some(b'\n') {
                lines.push(std::mem::take(&mut line));
            }
        }
        lines
    });
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    let mut acknowledged = from;
    for line in reader.join().unwrap() {
        let line = String::from_utf8(line).unwrap();
        let [thread, number, article] = line.split(' ').collect::<Vec<_>>()[..] else { continue };
        let (Ok(thread), Ok(number)) = (thread.parse::<usize>(), number.parse::<u32>()) else {
            continue;
        };
        acknowledged[thread] = number + 1;
        authors.insert(article.parse().unwrap(), thread);
    }
    acknowledged
}

#[test]
fn killed_while_loading() {
    killed("killed_while_loading", one_by_one, 1, 30);
}

#[test]
fn killed_while_committing_batches() {
    killed("killed_while_committing_batches", in_batches, BATCH, 8);
}

#[test]
fn killed_while_publishing() {
    killed("killed_while_publishing", between_publications, 1, 10);
}

#[test]
fn killed_while_compacting() {
    killed("killed_while_compacting", while_compacting, 1, 10);
}

#[cfg(feature = "fulltext")]
#[test]
fn killed_with_an_index_of_words() {
    killed(INDEXING, while_indexing, 1, 12);
}

#[test]
fn killed_while_forgetting() {
    let test = "killed_while_forgetting";
    if let Ok(child_of) = std::env::var(CHILD) {
        let [durability, from, path] = child_of.splitn(3, ':').collect::<Vec<_>>()[..] else {
            panic!("{child_of}")
        };
        let open = OpenOptions::new().create(true).durability(named(durability)).open(path);
        let store = open.unwrap();
        let from = from.split(',').next().unwrap().parse::<u32>().unwrap();
        let article = ArticleId::from_u64(1);
        for number in from.. {
            forget::step(&store, number).unwrap();
            acknowledge(0, number, article);
        }
    }
    let kills: u32 = std::env::var(KILLS).map_or(12, |kills| kills.parse().unwrap());
    for durability in ["process", "power"] {
        let mut folder = tempfile::tempdir().unwrap();
        let (mut acknowledged, mut all) = (0, 0);
        for round in 0..kills {
            if round % 6 == 5 {
                folder = tempfile::tempdir().unwrap();
                acknowledged = 0;
            }
            let path = folder.path().join("news");
            let after = Duration::from_millis(60 + u64::from(round * 7919 % 400));
            let from = [acknowledged, 0, 0];
            let [now, ..] = kill(test, &path, durability, after, from, &mut Authors::new());
            all += now - acknowledged;
            acknowledged = now;
            let context = format!("{durability}, kill {round}, {acknowledged} acknowledged");
            match Store::open(&path) {
                Ok(store) => {
                    forget::judge(&store, acknowledged, &context);
                    store.close().unwrap();
                }
                Err(error) => assert_eq!(acknowledged, 0, "{context}: {error}"),
            }
        }
        println!("{test}, {durability}: {kills} kills, {all} steps");
        assert!(all > 0, "{test}, {durability}: nothing was ever done");
    }
}

/// Returns the durability of a name.
fn named(durability: &str) -> Durability {
    match durability {
        "buffered" => Durability::Buffered,
        "process" => Durability::Process,
        _ => Durability::Power,
    }
}

/// Kills the loading process of a test again and again. Of each thread at most `unacknowledged`
/// operations may have survived that it has not acknowledged.
fn killed(test: &str, load: Load, unacknowledged: u32, kills: u32) {
    if let Ok(child_of) = std::env::var(CHILD) {
        let [durability, from, path] = child_of.splitn(3, ':').collect::<Vec<_>>()[..] else {
            panic!("{child_of}")
        };
        let options = options(test).durability(named(durability));
        let from: Vec<u32> = from.split(',').map(|number| number.parse().unwrap()).collect();
        child(Path::new(path), options, from.try_into().unwrap(), load);
    }
    let kills: u32 = std::env::var(KILLS).map_or(kills, |kills| kills.parse().unwrap());
    let mut random = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos() | 1;
    for durability in ["buffered", "process", "power"] {
        let mut folder = tempfile::tempdir().unwrap();
        let mut authors = Authors::new();
        let mut held = [0; THREADS];
        let (mut survived, mut lost) = (0, 0);
        #[cfg(feature = "fulltext")]
        let mut resumed = 0;
        for round in 0..kills {
            // A store that is verified after each kill must not grow with them.
            if round % 10 == 9 {
                folder = tempfile::tempdir().unwrap();
                authors.clear();
                held = [0; THREADS];
            }
            let path = folder.path().join("news");
            // xorshift, for moments that differ from run to run
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            let after = Duration::from_millis(40 + u64::from(random % 260));
            let acknowledged = kill(test, &path, durability, after, held, &mut authors);
            let context = format!(
                "{durability}, kill {round} after {after:?}, {acknowledged:?} acknowledged"
            );
            let store = match options(test).open(&path) {
                Ok(store) => store,
                Err(error) => {
                    assert_eq!(
                        acknowledged, [0; THREADS],
                        "{context}: the store cannot be opened: {error}"
                    );
                    continue;
                }
            };
            #[cfg(feature = "fulltext")]
            if test == INDEXING {
                resumed += u32::from(indexed::is_resumed(&store));
                indexed::assert_indexed(&store, &context);
            }
            let before = held;
            held = done(&store, &mut authors);
            for thread in 0..THREADS {
                let (held, acknowledged) = (held[thread], acknowledged[thread]);
                assert!(
                    held <= acknowledged + unacknowledged,
                    "{context}: {held} of thread {thread} survived"
                );
                if durability != "buffered" {
                    assert!(held >= acknowledged, "{context}: {held} of thread {thread} survived");
                }
                lost += acknowledged.saturating_sub(held);
                survived += held - before[thread];
            }
            let operations =
                (0..THREADS).flat_map(|thread| first(thread)..first(thread) + held[thread]);
            assert_holds(&store, operations, &context);
            assert_eq!(store.verify(|_| {}).unwrap().problems, Vec::<String>::new(), "{context}");
            assert_published(&store, &path, &authors, &context);
            store.close().unwrap();
        }
        println!(
            "{test}, {durability}: {kills} kills, {survived} commits survived, \
             {lost} acknowledged ones lost"
        );
        assert!(survived + lost > 0, "{test}, {durability}: nothing was ever loaded");
        #[cfg(feature = "fulltext")]
        if test == INDEXING {
            println!("{test}, {durability}: {resumed} indexes went on from where they were");
            assert!(resumed > 0, "{test}, {durability}: every index began anew");
        }
    }
}
