//! Lists written anew: full leaves, in which what came late has its place.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::record::{Kind, PostingRecord, QuoteRecord, SortKey, describe};
use crate::storage::btree::{Order, Pages, PostingList, build_list};
use crate::storage::engine::{AHEAD, Engine, Table};
use crate::storage::list::{ListKey, ListRoot, Listed, MemLists, Tree};
use crate::storage::tables::Tables;

/// How many roots are read, and then written, at once.
const ROOTS: usize = 256;
/// How far page ids are reserved when fewer than [`AHEAD`] are left.
const RESERVED: u64 = 64;

/// Writes the leaves and branches of all lists of `new` anew, and with them the roots that `new`
/// has: copies of those of `old`, which has their leaves and branches. Returns the page id after
/// the last. `step` is told the bytes of each page.
pub(super) fn rewrite_lists(
    old: &Arc<Tables>,
    new: &Engine,
    mut step: impl FnMut(usize) -> Result<()>,
) -> Result<u64> {
    let mut reserved = 1;
    let mut write = |number: u64, page: Vec<u8>| {
        if number + AHEAD as u64 >= reserved {
            let keys = (reserved..number + RESERVED).map(|number| number.to_be_bytes().to_vec());
            new.reserve_all(Table::Pages, keys)?;
            reserved = number + RESERVED;
        }
        step(page.len())?;
        new.insert(Table::Pages, &number.to_be_bytes(), page)
    };
    let mut pages = Pages { next: 1, write: &mut write };
    let mut start = Vec::new();
    loop {
        let some = new.scan(Table::Lists, start..).take(ROOTS).collect::<Result<Vec<_>>>()?;
        let Some((end, _)) = some.last() else { return Ok(pages.next) };
        start = [end, &[0][..]].concat();
        let mut changes = Vec::new();
        for (key, root) in some {
            let list = ListKey::from_bytes(&key)
                .ok_or_else(|| Error::corrupt(describe(Kind::ListRoot, &key) + " has no list"))?;
            let root = ListRoot::open(&list, root)?;
            if !matches!(root.tree(), Tree::Root { .. }) {
                continue;
            }
            let root = if list.holds_quotes() {
                rewrite::<QuoteRecord>(&list, root, old, &mut pages)
            } else {
                rewrite::<PostingRecord>(&list, root, old, &mut pages)
            };
            changes.push((key.to_vec(), root?));
        }
        new.merge(Table::Lists, changes.into_iter())?;
    }
}

/// Writes one list anew, and returns its root; `None` if it has no records.
fn rewrite<T: Listed>(
    list: &ListKey,
    root: ListRoot,
    old: &Arc<Tables>,
    pages: &mut Pages<'_>,
) -> Result<Option<Vec<u8>>> {
    let applied_lsn = root.applied_lsn();
    let stored = PostingList::<T>::new(root, MemLists::from_iter([]));
    let records = stored.cursor(old, SortKey::MIN..SortKey::MAX, Order::OldestFirst);
    build_list(list, applied_lsn, records, pages)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::model::{Draft, ExtractedQuote, Extraction, Span};
    use crate::record::{BranchRecord, Valid, decode_record};
    use crate::{OpenOptions, Store};

    /// An article with eight quotes of one person, published on the first second of a minute.
    fn draft(minute: u64) -> Draft {
        let text = format!("“We said it at {minute:05} and at no other time of that long day.” ");
        let mut found = Extraction::default();
        for quote in 0..8 {
            let start = quote * u32::try_from(text.len()).unwrap();
            let mut said = ExtractedQuote::new(Span::new(start + 3, start + 60));
            said.speaker = Some("Ada Nkemelu".to_owned());
            found.quotes.push(said);
        }
        let published =
            jiff::Timestamp::from_second(1_700_000_000 + 60 * minute.cast_signed()).unwrap();
        Draft::new(text.repeat(8)).key(minute.to_string()).published(published).extraction(found)
    }

    fn put(store: &Store, minutes: impl Iterator<Item = u64>) {
        let mut batch = store.batch();
        minutes.for_each(|minute| batch.put(draft(minute)).unwrap());
        batch.commit().unwrap();
    }

    /// Returns how many leaves and branches a closed store has, and how many records came late.
    fn shape(path: &Path) -> (usize, u32) {
        let engine = Engine::open(&path.join("engine"), 1 << 20).unwrap();
        let (mut pages, mut late) = (0, 0);
        for entry in engine.scan(Table::Pages, Vec::new()..) {
            let (key, value) = entry.unwrap();
            pages += 1;
            let branch: Result<Valid<BranchRecord>> = decode_record(Kind::Branch, &key, value);
            if let Ok(branch) = branch {
                let children = branch.children.iter();
                late += children.map(|child| u32::from(child.late.to_native())).sum::<u32>();
            }
        }
        (pages, late)
    }

    #[test]
    fn compacted_lists_are_those_of_one_load() {
        let folder = tempfile::tempdir().unwrap();
        let [path, other] = ["news", "other"].map(|name| folder.path().join(name));
        let late = |minute: &u64| minute % 40 == 7;
        let store = Store::create_new(&path).unwrap();
        put(&store, (0..700).filter(|minute| !late(minute)));
        store.close().unwrap();
        let store = Store::open(&path).unwrap();
        put(&store, (0..700).filter(late));
        let ids = |store: &Store| {
            let quotes = store.quotes().speaker("Ada Nkemelu").iter();
            quotes.map(|quote| quote.unwrap().text().to_owned()).collect::<Vec<_>>()
        };
        let expected = ids(&store);
        assert_eq!(expected.len(), 5_600);
        store.close().unwrap();
        let (before, came_late) = shape(&path);
        assert!(came_late > 100, "{came_late} records came late");

        let store = Store::create_new(&other).unwrap();
        put(&store, 0..700);
        store.close().unwrap();
        let loaded = shape(&other);
        assert_eq!(loaded.1, 0);

        let store = OpenOptions::new().open(&path).unwrap();
        let report = store.verify(|_| {}).unwrap();
        assert_eq!(report.late_records, u64::from(came_late));
        assert!((1..=report.late_leaves).contains(&report.late_runs), "{report:?}");
        store.compact_in_background().unwrap().join().unwrap();
        assert_eq!(ids(&store), expected);
        store.close().unwrap();
        assert_eq!(shape(&path), loaded, "of an open store with {before} pages");

        let store = Store::open(&path).unwrap();
        let report = store.verify(|_| {}).unwrap();
        assert_eq!((report.late_runs, report.late_leaves, report.late_records), (0, 0, 0));
        assert_eq!(report.problems, [""; 0]);
        put(&store, [2000, 2001].into_iter());
        store.close().unwrap();
        Store::compact(&path).unwrap();
        let store = Store::open(&path).unwrap();
        assert_eq!(ids(&store).len(), expected.len() + 16);
        assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
        store.close().unwrap();
        assert!(shape(&path).0 <= loaded.0 + 1);
    }
}
