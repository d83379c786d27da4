//! Power is cut: what a process wrote and forced onto the disk is there, of all else any part may
//! be. Images of the disk are made from the calls of one process, at random points, and opened.
//!
//! `ONRECORD_IMAGES=5000` makes so many images, of a longer load; `ONRECORD_SEED` repeats a run.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;
mod tracer;
mod workload;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use corpus::Dice;
use onrecord::{Durability, OpenOptions, Snapshot, Store};
use tracer::{Call, Fate, trace};
#[cfg(feature = "fulltext")]
use workload::indexed;
use workload::{assert_is, done, forget, operate};

const PAGE: usize = 4096;
/// Commits that survive a loss of power, in each of the rounds.
const POWER: u32 = 30;

/// The work: in each round some commits at `Power`, which are acknowledged, then many at
/// `Buffered`, which are published, and last the files are written anew.
fn work(path: &Path, rounds: u32, buffered: u32) {
    for _ in 0..rounds {
        let open =
            |durability| OpenOptions::new().create(true).durability(durability).open(path).unwrap();
        let store = open(Durability::Power);
        let first = done(&store).unwrap();
        for number in first..first + POWER {
            operate(&store, number).unwrap();
            println!("{}", number + 1);
        }
        drop(store);
        let store = open(Durability::Buffered);
        let first = done(&store).unwrap();
        for number in first..first + buffered {
            operate(&store, number).unwrap();
            if number % 97 == 0 {
                store.sync().unwrap();
                println!("{}", number + 1);
            }
        }
        store.publish(path.with_file_name("published")).unwrap();
        let compaction = store.compact_in_background().unwrap();
        let first = done(&store).unwrap();
        for number in first..first + buffered / 10 {
            operate(&store, number).unwrap();
        }
        assert!(compaction.join().unwrap().is_some());
        store.sync().unwrap();
        println!("{}", first + buffered / 10);
        drop(store);
        Store::compact(path).unwrap();
    }
}

/// Erases, removes by date, moves the floor of the feed and compacts; each is acknowledged.
fn work_forgetting(path: &Path, rounds: u32) {
    let open = OpenOptions::new().create(true).durability(Durability::Power).open(path);
    let store = open.unwrap();
    for number in 0..rounds * forget::STEPS {
        forget::step(&store, number).unwrap();
        println!("{}", number + 1);
    }
    store.close().unwrap();
}

/// Commits at `Power`, which are acknowledged, then many at `Buffered`, and indexes the words of a
/// few at a time; at the end of a round the open store is compacted.
#[cfg(feature = "fulltext")]
fn work_indexing(path: &Path, rounds: u32, buffered: u32) {
    for _ in 0..rounds {
        for (durability, commits) in [(Durability::Power, POWER), (Durability::Buffered, buffered)]
        {
            let options = indexed::options().create(true).durability(durability);
            let store = options.open(path).unwrap();
            let first = done(&store).unwrap();
            for number in first..first + commits {
                operate(&store, number).unwrap();
                if number % 11 == 0 {
                    indexed::catch_up(&store);
                }
                if number % 97 == 0 {
                    store.sync().unwrap();
                }
                if durability == Durability::Power || number % 97 == 0 {
                    println!("{}", number + 1);
                }
            }
            if durability == Durability::Buffered {
                assert!(store.compact_in_background().unwrap().join().unwrap().is_some());
            }
            store.close().unwrap();
        }
    }
}

/// A file as the disk may have it.
#[derive(Clone, Debug, Default)]
struct File {
    /// What was forced onto the disk.
    synced: Vec<u8>,
    /// What was done to it since: bytes at an offset, or another length.
    since: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Bytes(usize, Vec<u8>),
    Length(usize),
}

impl File {
    fn apply(bytes: &mut Vec<u8>, change: &Change) {
        match change {
            Change::Bytes(offset, new) => {
                if bytes.len() < offset + new.len() {
                    bytes.resize(offset + new.len(), 0);
                }
                bytes[*offset..offset + new.len()].copy_from_slice(new);
            }
            Change::Length(length) => bytes.resize(*length, 0),
        }
    }

    fn sync(&mut self) {
        for change in std::mem::take(&mut self.since) {
            Self::apply(&mut self.synced, &change);
        }
    }

    /// Returns the file after a loss of power: of the changes since the last sync, each page has
    /// the first so many.
    fn survivor(&self, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        // How many changes of a page survived is thrown once for each page; whole runs lose all or
        // keep all at times.
        let mood = dice.roll(4);
        let mut kept: BTreeMap<usize, u64> = BTreeMap::new();
        for (number, change) in (0_u64..).zip(&self.since) {
            match change {
                Change::Bytes(offset, new) => {
                    let mut at = 0;
                    while at < new.len() {
                        let page = (offset + at) / PAGE;
                        let end = new.len().min((page + 1) * PAGE - offset);
                        let last = *kept.entry(page).or_insert_with(|| match mood {
                            0 => 0,
                            1 => u64::MAX,
                            _ => dice.roll(self.since.len() as u64 + 1) * (1 + dice.roll(2)),
                        });
                        if number < last {
                            Self::apply(
                                &mut bytes,
                                &Change::Bytes(offset + at, new[at..end].to_vec()),
                            );
                        }
                        at = end;
                    }
                }
                Change::Length(length) => {
                    if dice.roll(2) == 0 {
                        bytes.resize(*length, 0);
                    }
                }
            }
        }
        bytes
    }
}

/// A name, and the file that it leads to.
type Lead = (PathBuf, Option<usize>);

/// The files as the disk may have them, and what was acknowledged.
#[derive(Debug, Default)]
struct Disk {
    files: Vec<File>,
    /// Which file has a name.
    names: BTreeMap<PathBuf, usize>,
    /// Changes of names, in their order, whose folder was not synced since: the folder, and what
    /// each name led to before.
    unsynced: Vec<(PathBuf, Vec<Lead>)>,
    acknowledged: u32,
}

impl Disk {
    fn file(&mut self, path: PathBuf) -> &mut File {
        let number = self.names.get(&path).copied().unwrap_or_else(|| {
            self.files.push(File::default());
            self.rename(&path.clone(), vec![(path, Some(self.files.len() - 1))]);
            self.files.len() - 1
        });
        &mut self.files[number]
    }

    /// Lets names lead elsewhere, in one step that is kept once the folder of `path` is synced.
    fn rename(&mut self, path: &Path, changes: Vec<Lead>) {
        let before =
            changes.iter().map(|(path, _)| (path.clone(), self.names.get(path).copied())).collect();
        self.unsynced.push((path.parent().unwrap().to_owned(), before));
        Self::lead(&mut self.names, changes);
    }

    fn lead(names: &mut BTreeMap<PathBuf, usize>, changes: impl IntoIterator<Item = Lead>) {
        for (path, file) in changes {
            match file {
                Some(file) => names.insert(path, file),
                None => names.remove(&path),
            };
        }
    }

    fn apply(&mut self, call: Call) {
        match call {
            Call::Make { path, cut } => {
                let file = self.file(path);
                if cut {
                    file.since.push(Change::Length(0));
                }
            }
            Call::Write { path, offset, bytes } => {
                let offset = usize::try_from(offset).unwrap();
                self.file(path).since.push(Change::Bytes(offset, bytes));
            }
            Call::Resize { path, bytes } => {
                let length = usize::try_from(bytes).unwrap();
                self.file(path).since.push(Change::Length(length));
            }
            Call::Sync { path } => match self.names.get(&path) {
                Some(file) => self.files[*file].sync(),
                None => self.unsynced.retain(|(folder, _)| *folder != path),
            },
            Call::Rename { from, to } => {
                // A folder takes with it what is in it.
                let moved: Vec<_> =
                    self.names.iter().filter(|(name, _)| name.starts_with(&from)).collect();
                let changes = moved.into_iter().flat_map(|(name, file)| {
                    let within = name.strip_prefix(&from).unwrap();
                    let new = if within == Path::new("") { to.clone() } else { to.join(within) };
                    [(name.clone(), None), (new, Some(*file))]
                });
                let changes = changes.collect();
                self.rename(&to, changes);
            }
            Call::Remove { path } => self.rename(&path.clone(), vec![(path, None)]),
            Call::Folder { .. } => {}
            Call::Says(line) => self.acknowledged = line.parse().unwrap_or(self.acknowledged),
        }
    }

    /// Writes what a loss of power leaves.
    fn write(&self, from: &Path, to: &Path, dice: &mut Dice) {
        let mut names = self.names.clone();
        // Names are kept by a journal, in their order: of the steps that were not synced the last
        // ones are undone.
        let undone = usize::try_from(dice.roll(self.unsynced.len() as u64 + 1)).unwrap();
        for (_, step) in self.unsynced.iter().rev().take(undone) {
            Self::lead(&mut names, step.iter().cloned());
        }
        for (path, file) in &names {
            let path = to.join(path.strip_prefix(from).unwrap());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, self.files[*file].survivor(dice)).unwrap();
        }
    }
}

static TRACER: Mutex<()> = Mutex::new(());

/// Traces a test of this file, and opens images of the disk at random points.
fn cut(
    test: &str,
    images: u64,
    load: &str,
    options: &OpenOptions,
    mut judge: impl FnMut(&Store, &Path, u32, &str),
) {
    let seed = std::env::var("ONRECORD_SEED").map_or_else(
        |_| u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos()),
        |seed| seed.parse().unwrap(),
    );
    println!("ONRECORD_SEED={seed}");
    let mut dice = Dice(seed);
    let folder = tempfile::tempdir().unwrap();
    let mut calls = Vec::new();
    // A tracer waits for any process of this one.
    let alone = TRACER.lock().unwrap_or_else(PoisonError::into_inner);
    let end = trace(test, load, folder.path(), |call| {
        calls.push(call);
        Fate::Goes
    });
    drop(alone);
    assert_eq!(end, Some(0), "the load does not come to its end");
    let written: usize = calls
        .iter()
        .map(|call| if let Call::Write { bytes, .. } = call { bytes.len() } else { 0 })
        .sum();
    let syncs = calls.iter().filter(|call| matches!(call, Call::Sync { .. })).count();
    println!("{} calls, {syncs} of them syncs, {written} bytes", calls.len());

    // Until the store is made, there is nothing to keep.
    let made = calls.iter().position(|call| matches!(call, Call::Says(_))).unwrap();
    let mut points: Vec<usize> = (0..images)
        .map(|_| made + 1 + usize::try_from(dice.roll((calls.len() - made - 1) as u64)).unwrap())
        .collect();
    points.sort_unstable();
    let mut disk = Disk::default();
    let mut at = 0;
    let total = calls.len();
    let mut calls = calls.into_iter();
    for (image, point) in points.into_iter().enumerate() {
        for call in calls.by_ref().take(point - at) {
            disk.apply(call);
        }
        at = point;
        let copy = tempfile::tempdir().unwrap();
        disk.write(folder.path(), copy.path(), &mut dice);
        let acknowledged = disk.acknowledged;
        let context = format!(
            "seed {seed}, image {image}, cut at call {point} of {total}, {acknowledged} acknowledged"
        );
        let news = copy.path().join("news");
        let store = match options.open(news) {
            Ok(store) => store,
            Err(error) => {
                let kept = copy.keep();
                panic!(
                    "{context}: the store cannot be opened: {error}; the image is in {}",
                    kept.display()
                )
            }
        };
        judge(&store, copy.path(), acknowledged, &context);
    }
}

/// Returns how many images are made.
fn images() -> u64 {
    std::env::var("ONRECORD_IMAGES").map_or(50, |images| images.parse().unwrap())
}

#[test]
fn a_loss_of_power_leaves_a_prefix_with_all_that_was_acknowledged() {
    if let Some((task, folder)) = tracer::task() {
        let (rounds, buffered) = if task == "long" { (6, 1500) } else { (2, 150) };
        work(&folder.join("news"), rounds, buffered);
        std::process::exit(0);
    }
    let images = images();
    let load = if images > 50 { "long" } else { "short" };
    let (mut lost, mut kept, mut publications) = (0, 0_u64, 0_u64);
    let test = "a_loss_of_power_leaves_a_prefix_with_all_that_was_acknowledged";
    cut(test, images, load, &OpenOptions::new(), |store, folder, acknowledged, context| {
        let held = done(store).unwrap();
        assert!(held >= acknowledged, "{context}: {held} commits are left");
        kept += u64::from(held - acknowledged);
        lost += u64::from(held == acknowledged);
        assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{context}");
        assert_is(store, held, context);
        let file = folder.join("published");
        if file.exists() {
            let published = Snapshot::open(&file).unwrap_or_else(|error| {
                panic!("{context}: the publication cannot be opened: {error}")
            });
            let has = u32::try_from(published.lsn()).unwrap();
            assert!(has <= held, "{context}: the publication has {has} commits, the store {held}");
            assert_is(&published, has, context);
            publications += 1;
        }
    });
    println!(
        "{images} images: nothing acknowledged was lost; {kept} commits behind it were there, in \
         {lost} images none; {publications} had a publication"
    );
}

#[test]
fn a_loss_of_power_brings_back_nothing_that_was_forgotten() {
    if let Some((task, folder)) = tracer::task() {
        work_forgetting(&folder.join("news"), if task == "long" { 12 } else { 3 });
        std::process::exit(0);
    }
    let images = images();
    let load = if images > 50 { "long" } else { "short" };
    let test = "a_loss_of_power_brings_back_nothing_that_was_forgotten";
    cut(test, images, load, &OpenOptions::new(), |store, _, acknowledged, context| {
        forget::judge(store, acknowledged, context);
    });
}

#[cfg(feature = "fulltext")]
#[test]
fn a_loss_of_power_leaves_an_index_of_words_that_agrees_with_the_store() {
    if let Some((task, folder)) = tracer::task() {
        let (rounds, buffered) = if task == "long" { (4, 600) } else { (2, 80) };
        work_indexing(&folder.join("news"), rounds, buffered);
        std::process::exit(0);
    }
    let images = images();
    let load = if images > 50 { "long" } else { "short" };
    let mut resumed = 0;
    let test = "a_loss_of_power_leaves_an_index_of_words_that_agrees_with_the_store";
    let options = indexed::options();
    cut(test, images, load, &options, |store, _, acknowledged, context| {
        resumed += u64::from(indexed::is_resumed(store));
        let held = done(store).unwrap();
        assert!(held >= acknowledged, "{context}: {held} commits are left");
        assert_is(store, held, context);
        indexed::assert_indexed(store, context);
    });
    println!("{images} images: {resumed} indexes went on from where they were");
    assert!(resumed > 0, "every index began anew");
}
