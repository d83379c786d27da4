//! Reserved keys, which spare sled from writing a value three times.
//!
//! A leaf of sled splits at 17 keys into 9 and 8, and both halves are written anew with all their
//! values. So a key is inserted with an empty value before its turn comes, and reserved until then.
//! Leaves split while they are next to empty, and a leaf of 9 keys then takes one value for each as
//! a piece of its own: it is written anew at the 11th piece.
//!
//! A reserved key is absent to every caller. It stays after a close or a crash until its number is
//! given out. Reserving takes free keys only, so it never overwrites a value.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use super::table::Table;

/// How many keys are reserved ahead of a value: with 16 after it, its leaf splits no more.
pub(crate) const AHEAD: usize = 18;
/// The most numbers that one write may pass over and that are reserved too.
const PASSED_OVER: u64 = 64;

/// How far the revisions are reserved whose text pages come next.
///
/// Only text pages are reserved one by one. Each value is then a piece of its own, which costs a
/// read of the leaf and an open one more look: for smaller values more than it saves.
#[derive(Debug, Default)]
pub(super) struct Reserver {
    end: AtomicU64,
}

impl Reserver {
    /// Returns the keys to reserve before a value is written under `key`. Of a page after the first
    /// it is the same page of a later revision, which often is as long.
    pub(super) fn due(&self, table: Table, key: &[u8]) -> impl Iterator<Item = Vec<u8>> + use<> {
        let (number, page) = key.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        let number = u64::from_be_bytes(*number);
        let numbers = if table != Table::Bodies {
            0..0
        } else if page.iter().all(|byte| *byte == 0) {
            claim(&self.end, number)
        } else {
            let later = number.saturating_add(AHEAD as u64);
            later..later.saturating_add(1)
        };
        let page = page.to_vec();
        numbers.map(move |number| [&number.to_be_bytes(), &page[..]].concat())
    }
}

/// Claims the numbers up to [`AHEAD`] after this one that nobody has claimed.
fn claim(end: &AtomicU64, number: u64) -> Range<u64> {
    let ahead = number.saturating_add(AHEAD as u64 + 1);
    let claimed = end.fetch_max(ahead, Ordering::Relaxed);
    let start = if number.saturating_sub(claimed) > PASSED_OVER { number } else { claimed };
    start..ahead
}

/// Returns whether a key with this value is only reserved. In the table of names an empty value is
/// the value.
pub(super) fn is_reserved(table: Table, value: &[u8]) -> bool {
    fault!("show-reserved", return false);
    value.is_empty() && table != Table::Names
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::Engine;
    use super::*;

    fn opened(folder: &Path) -> Engine {
        Engine::open(folder, 1 << 20).unwrap()
    }

    fn put(engine: &Engine, table: Table, numbers: Range<u64>, bytes: usize) {
        for number in numbers {
            let seed = blake3::hash(&number.to_le_bytes());
            let value = seed.as_bytes().iter().copied().cycle().take(bytes).collect();
            engine.insert(table, &number.to_be_bytes(), value).unwrap();
        }
    }

    /// The numbers of all keys that sled has in a table, and of those that have a value.
    fn keys(engine: &Engine, table: Table) -> (Vec<u64>, Vec<u64>) {
        let number = |key: &[u8]| u64::from_be_bytes(*key.first_chunk().unwrap());
        let tree = &engine.trees().unwrap().open[table as usize];
        let all = tree.iter().keys().map(|key| number(&key.unwrap())).collect();
        let scan = engine.keys(table, Vec::new()..).unwrap();
        (all, scan.iter().map(|key| number(key)).collect())
    }

    #[test]
    fn a_reserved_key_is_absent() {
        let folder = tempfile::tempdir().unwrap();
        let engine = opened(folder.path());
        put(&engine, Table::Bodies, 1..4, 30);
        let reserved = 3 + AHEAD as u64;
        assert_eq!(keys(&engine, Table::Bodies), ((0..=reserved).collect(), vec![1, 2, 3]));
        assert!(engine.get(Table::Bodies, &reserved.to_be_bytes()).unwrap().is_none());
        assert_eq!(*engine.last_key(Table::Bodies).unwrap().unwrap(), 3_u64.to_be_bytes());
        assert_eq!(engine.scan_prefix(Table::Bodies, &[0]).count(), 3);
        (1..4).for_each(|number: u64| engine.remove(Table::Bodies, &number.to_be_bytes()).unwrap());
        assert!(engine.last_key(Table::Bodies).unwrap().is_none());

        let copied = tempfile::tempdir().unwrap();
        put(&engine, Table::Pages, 7..60, 30);
        let copy = opened(copied.path());
        engine.copy_to(&copy, &[], |_, key, value| Ok(Some((key, value)))).unwrap();
        assert_eq!(keys(&copy, Table::Pages), ((7..60).collect(), (7..60).collect()));
        assert_eq!(keys(&copy, Table::Bodies), (vec![], vec![]));
    }

    #[test]
    fn a_name_has_an_empty_value() {
        let folder = tempfile::tempdir().unwrap();
        let engine = opened(folder.path());
        engine.insert(Table::Names, b"n", Vec::new()).unwrap();
        assert!(engine.get(Table::Names, b"n").unwrap().is_some());
        assert_eq!(engine.keys(Table::Names, Vec::new()..).unwrap().len(), 1);
    }

    #[test]
    fn what_was_reserved_before_a_crash_is_written_and_no_value_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        for writes in 0..40 {
            let path = folder.path().join(writes.to_string());
            std::fs::create_dir(&path).unwrap();
            let engine = opened(&path);
            put(&engine, Table::Bodies, 1..4, 30);
            // It ends between any two of the next writes.
            engine.trees().unwrap().writes_left.store(writes, Ordering::Relaxed);
            let more = (4..30_u64).try_for_each(|number| {
                engine.insert(Table::Bodies, &number.to_be_bytes(), vec![1; 30])
            });
            assert!(more.is_err());
            drop(engine);
            let engine = opened(&path);
            let last = engine.last_key(Table::Bodies).unwrap().unwrap();
            let last = u64::from_be_bytes(*last.first_chunk().unwrap());
            assert_eq!(last, 3 + writes / 2);
            // Numbers are passed over, and a later one is written before an earlier one.
            put(&engine, Table::Bodies, last + 40..last + 43, 30);
            put(&engine, Table::Bodies, last + 1..last + 43, 30);
            let (all, values) = keys(&engine, Table::Bodies);
            assert_eq!(values, (1..last + 43).collect::<Vec<_>>());
            assert_eq!(all, (0..=last + 42 + AHEAD as u64).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_same_page_of_a_later_revision_is_reserved() {
        let reserver = Reserver::default();
        let due = |table, number: u64, page: &[u8]| {
            let key = [&number.to_be_bytes(), page].concat();
            reserver.due(table, &key).collect::<Vec<_>>()
        };
        assert_eq!(due(Table::Bodies, 0, &[0; 4]).len(), AHEAD + 1);
        assert_eq!(due(Table::Bodies, 0, &[0; 4]), [[0; 12]; 0]);
        let after = |page| [&(AHEAD as u64 + 1).to_be_bytes(), &[0, 0, 0, page][..]].concat();
        assert_eq!(due(Table::Bodies, 1, &[0; 4]), [after(0)]);
        assert_eq!(due(Table::Bodies, 1, &[0, 0, 0, 1]), [after(1)]);
        assert_eq!(due(Table::Bodies, u64::MAX - 3, &[0; 4]).len(), 3);
        assert_eq!(due(Table::Pages, 1, &[]), [[0; 8]; 0]);
    }

    #[test]
    fn values_under_running_numbers_are_written_about_once() {
        let (values, bytes) = (2000, 3000);
        let grown = |table| {
            let folder = tempfile::tempdir().unwrap();
            let engine = opened(folder.path());
            put(&engine, table, 1..values + 1, bytes);
            engine.flush().unwrap();
            let log =
                engine.trees().unwrap().db.as_ref().unwrap().context.pagecache.log.stable_offset();
            log.unsigned_abs() * 100 / (values * bytes as u64)
        };
        let (reserved, not) = (grown(Table::Bodies), grown(Table::Edits));
        assert!(reserved < 140 && not > 280, "{reserved} % and {not} % of the values");
    }
}
