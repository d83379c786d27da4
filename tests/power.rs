//! Power is cut: what a process wrote and forced onto the disk is there, of all else any part may be. Images of the disk
//! are made from the calls of one process, at random points, and opened.
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
use std::time::{SystemTime, UNIX_EPOCH};

use corpus::Dice;
use onrecord::{Durability, OpenOptions};
use tracer::{Call, Fate, trace};
use workload::{assert_is, done, operate};

const PAGE: usize = 4096;
/// Commits that survive a loss of power, in each of the rounds.
const POWER: u32 = 30;

/// The work: in each round some commits at `Power`, which are acknowledged, and then many at `Buffered`.
fn work(path: &Path, rounds: u32, buffered: u32) {
    for _ in 0..rounds {
        let open = |durability| OpenOptions::new().create(true).durability(durability).open(path).unwrap();
        let store = open(Durability::Power);
        let first = done(&store);
        for number in first..first + POWER {
            operate(&store, number).unwrap();
            println!("{}", number + 1);
        }
        drop(store);
        let store = open(Durability::Buffered);
        let first = done(&store);
        for number in first..first + buffered {
            operate(&store, number).unwrap();
            if number % 97 == 0 {
                store.sync().unwrap();
                println!("{}", number + 1);
            }
        }
        drop(store);
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

    /// Returns the file after a loss of power: of the changes since the last sync, each page has the first so many.
    fn survivor(&self, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        // How many changes of a page survived is thrown once for each page; whole runs lose all or keep all at times.
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
                            Self::apply(&mut bytes, &Change::Bytes(offset + at, new[at..end].to_vec()));
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

/// The files as the disk may have them, and what was acknowledged.
#[derive(Clone, Debug, Default)]
struct Disk {
    files: BTreeMap<PathBuf, File>,
    /// Files that were renamed or removed and whose folder was not synced since, as they were.
    undone: Vec<(PathBuf, Option<File>)>,
    acknowledged: u32,
}

impl Disk {
    fn apply(&mut self, call: Call) {
        match call {
            Call::Make { path, cut } => {
                let file = self.files.entry(path).or_default();
                if cut {
                    file.since.push(Change::Length(0));
                }
            }
            Call::Write { path, offset, bytes } => {
                let offset = usize::try_from(offset).unwrap();
                self.files.entry(path).or_default().since.push(Change::Bytes(offset, bytes));
            }
            Call::Resize { path, bytes } => {
                let length = usize::try_from(bytes).unwrap();
                self.files.entry(path).or_default().since.push(Change::Length(length));
            }
            Call::Sync { path } => match self.files.get_mut(&path) {
                Some(file) => file.sync(),
                None => self.undone.retain(|(undone, _)| undone.parent() != Some(&*path)),
            },
            Call::Rename { from, to } => {
                let before = (self.files.get(&from).cloned(), self.files.get(&to).cloned());
                if let Some(file) = self.files.remove(&from) {
                    self.files.insert(to.clone(), file);
                }
                self.undone.extend([(from, before.0), (to, before.1)]);
            }
            Call::Remove { path } => {
                let before = self.files.remove(&path);
                self.undone.push((path, before));
            }
            Call::Folder { .. } => {}
            Call::Says(line) => self.acknowledged = line.parse().unwrap_or(self.acknowledged),
        }
    }

    /// Writes what a loss of power leaves.
    fn write(&self, from: &Path, to: &Path, dice: &mut Dice) {
        let mut files = self.files.clone();
        // Names are kept by a journal, in their order: of the changes that were not synced the last ones are undone.
        let undone = 2 * usize::try_from(dice.roll(self.undone.len() as u64 / 2 + 1)).unwrap();
        for (path, before) in self.undone.iter().rev().take(undone.min(self.undone.len())) {
            match before {
                Some(file) => drop(files.insert(path.clone(), file.clone())),
                None => drop(files.remove(path)),
            }
        }
        for (path, file) in &files {
            let path = to.join(path.strip_prefix(from).unwrap());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file.survivor(dice)).unwrap();
        }
    }
}

#[test]
fn a_loss_of_power_leaves_a_prefix_with_all_that_was_acknowledged() {
    if let Some((task, folder)) = tracer::task() {
        let (rounds, buffered) = task.split_once('x').unwrap();
        work(&folder.join("news"), rounds.parse().unwrap(), buffered.parse().unwrap());
        std::process::exit(0);
    }
    let images: u64 = std::env::var("ONRECORD_IMAGES").map_or(50, |images| images.parse().unwrap());
    let load = if images > 50 { "3x1500" } else { "2x150" };
    let seed = std::env::var("ONRECORD_SEED").map_or_else(
        |_| u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos()),
        |seed| seed.parse().unwrap(),
    );
    println!("ONRECORD_SEED={seed}");
    let mut dice = Dice(seed);
    let folder = tempfile::tempdir().unwrap();
    let mut calls = Vec::new();
    let test = "a_loss_of_power_leaves_a_prefix_with_all_that_was_acknowledged";
    let end = trace(test, load, folder.path(), |call| {
        calls.push(call);
        Fate::Goes
    });
    assert_eq!(end, Some(0), "the load does not come to its end");
    let written: usize =
        calls.iter().map(|call| if let Call::Write { bytes, .. } = call { bytes.len() } else { 0 }).sum();
    let syncs = calls.iter().filter(|call| matches!(call, Call::Sync { .. })).count();
    println!("{} calls, {syncs} of them syncs, {written} bytes", calls.len());

    // Until the store is made, there is nothing to keep.
    let made = calls.iter().position(|call| matches!(call, Call::Says(_))).unwrap();
    let mut points: Vec<usize> = (0..images)
        .map(|_| made + 1 + usize::try_from(dice.roll((calls.len() - made - 1) as u64)).unwrap())
        .collect();
    points.sort_unstable();
    let mut disk = Disk::default();
    let (mut at, mut lost, mut kept) = (0, 0_u64, 0_u64);
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
        let store = OpenOptions::new()
            .open(copy.path().join("news"))
            .unwrap_or_else(|error| panic!("{context}: the store cannot be opened: {error}"));
        let held = done(&store);
        assert!(held >= acknowledged, "{context}: {held} commits are left");
        kept += u64::from(held - acknowledged);
        lost += u64::from(held == acknowledged);
        assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{context}");
        assert_is(&store, held, &context);
    }
    println!(
        "{images} images: nothing acknowledged was lost; {kept} commits behind it were there, in {lost} images none"
    );
}
