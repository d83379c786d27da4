//! Every file of a store is damaged in every way: bits flipped, ends cut off, files deleted and
//! swapped. What comes of it is a typed error, a problem that verifying names, or the same answers
//! as before; never a panic, never silence. The same of a store that has erased and forgotten, and
//! of compacting a damaged one while it is open.
//!
//! `ONRECORD_DAMAGES=5000` for a long run; `ONRECORD_SEED` repeats one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;
mod workload;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use corpus::Dice;
use onrecord::{Durability, ErrorKind, OpenOptions, Result, Store};
use workload::{assert_is, done, forget, operate};

const COMMITS: u32 = 60;
/// The steps of the store that forgets.
const FORGOTTEN: u32 = 3 * forget::STEPS;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn copy(files: &BTreeMap<PathBuf, Vec<u8>>, to: &Path) {
    for (path, bytes) in files {
        fs::create_dir_all(to.join(path).parent().unwrap()).unwrap();
        fs::write(to.join(path), bytes).unwrap();
    }
}

/// Returns the files of a store that was filled and closed.
fn made(fill: impl FnOnce(&Store)) -> BTreeMap<PathBuf, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = OpenOptions::new().create(true).durability(Durability::Power).open(&path).unwrap();
    fill(&store);
    store.close().unwrap();
    drop(Store::open(&path).unwrap());
    let mut found = Vec::new();
    files(&path, &mut found);
    let read =
        |file: &PathBuf| (file.strip_prefix(&path).unwrap().to_owned(), fs::read(file).unwrap());
    found.iter().map(read).collect()
}

/// Damages files, and returns what was done to them.
fn damage(files: &mut BTreeMap<PathBuf, Vec<u8>>, dice: &mut Dice) -> String {
    let names: Vec<PathBuf> = files.keys().cloned().collect();
    let pick =
        |dice: &mut Dice| names[usize::try_from(dice.roll(names.len() as u64)).unwrap()].clone();
    // Most of a store is in one file: half of all damage goes there.
    let db = names.iter().find(|name| name.ends_with("engine/db")).unwrap().clone();
    let name = if dice.roll(2) == 0 { db } else { pick(dice) };
    let bytes = files.get_mut(&name).unwrap();
    let shown = name.display();
    match dice.roll(10) {
        0 => {
            files.remove(&name);
            format!("{shown} deleted")
        }
        1 => {
            let length = usize::try_from(dice.roll(bytes.len() as u64 + 1)).unwrap();
            bytes.truncate(length);
            format!("{shown} cut to {length} bytes")
        }
        2 => {
            let other = pick(dice);
            let (one, two) = (files[&name].clone(), files[&other].clone());
            files.insert(name.clone(), two);
            files.insert(other.clone(), one);
            format!("{shown} and {} swapped", other.display())
        }
        3 => {
            let page = usize::try_from(dice.roll(bytes.len() as u64 / 4096 + 1)).unwrap() * 4096;
            let end = bytes.len().min(page + 4096);
            bytes[page..end].fill(0);
            format!("{shown}: the page at {page} is zeros")
        }
        kind => {
            let flips = if kind == 4 { 50 } else { 1 };
            let mut at = 0;
            for _ in 0..flips.min(bytes.len() * 8) {
                at = usize::try_from(dice.roll(bytes.len() as u64)).unwrap();
                bytes[at] ^= 1 << dice.roll(8);
            }
            format!("{shown}: {flips} bits flipped, the last in byte {at}")
        }
    }
}

/// Uses all of a store; `true` where verifying finds problems.
fn use_all(path: &Path, context: &str) -> Result<bool> {
    let store = Store::open(path)?;
    let problems = store.verify(|_| {})?.problems;
    if !problems.is_empty() {
        return Ok(true);
    }
    assert_eq!(done(&store).unwrap(), COMMITS, "{context}: changes are missing without a word");
    assert_is(&store, COMMITS, context);
    store.compact_in_background()?.join()?;
    assert_is(&store, COMMITS, &format!("{context}, compacted"));
    store.put(&onrecord::Draft::new("It takes more.").key("more"))?;
    store.close()?;
    Ok(false)
}

/// Uses all of a store of which something was erased, and a floor of the feed set.
fn use_forgotten(path: &Path, context: &str) -> Result<bool> {
    let store = Store::open(path)?;
    if !store.verify(|_| {})?.problems.is_empty() {
        return Ok(true);
    }
    forget::judge(&store, FORGOTTEN, context);
    store.close()?;
    Ok(false)
}

#[test]
fn no_damage_goes_unnoticed() {
    let damages: u64 =
        std::env::var("ONRECORD_DAMAGES").map_or(100, |damages| damages.parse().unwrap());
    let seed = std::env::var("ONRECORD_SEED").map_or_else(
        |_| u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos()),
        |seed| seed.parse().unwrap(),
    );
    println!("ONRECORD_SEED={seed}");
    let mut dice = Dice(seed);
    let whole = made(|store| {
        for number in 0..COMMITS {
            operate(store, number).unwrap();
        }
    });
    let forgetful =
        made(|store| (0..FORGOTTEN).for_each(|number| forget::step(store, number).unwrap()));
    let (mut errors, mut problems, mut same) = (BTreeMap::new(), 0, 0);
    for number in 0..damages {
        let forgets = number % 3 == 2;
        let mut files = if forgets { &forgetful } else { &whole }.clone();
        let done = damage(&mut files, &mut dice);
        let context = format!("seed {seed}, damage {number}: {done}");
        let folder = tempfile::tempdir().unwrap();
        copy(&files, folder.path());
        let used = if forgets { use_forgotten } else { use_all };
        match used(folder.path(), &context) {
            Ok(false) => same += 1,
            Ok(true) => problems += 1,
            Err(error) => {
                let kind = error.kind();
                assert!(
                    !matches!(kind, ErrorKind::InvalidInput | ErrorKind::Locked),
                    "{context}: {error}"
                );
                *errors.entry(kind.to_string()).or_insert(0) += 1;
            }
        }
    }
    println!(
        "{damages} damages: {same} changed no answer, {problems} found by verifying, errors: {errors:?}"
    );
}
