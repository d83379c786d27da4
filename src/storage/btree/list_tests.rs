//! Lists against a `BTreeMap`: whatever is put and removed, merged or not, reads and counts are the
//! map's.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{ListWriter, Order, PostingList};
use crate::model::{ArticleId, Country, Precision, Published};
use crate::record::{ClockRecord, FurtherRecord, QuoteRecord, SortKey, Valid, code};
use crate::storage::cache::Cache;
use crate::storage::engine::{Engine, Table};
use crate::storage::files::Folder;
use crate::storage::list::{Counted, ListKey, ListRoot, MemList, QuoteCounts, Tree};
use crate::storage::tables::Tables;

/// A record as the model keeps it: a number that tells it from all others, and how long its text
/// is.
type Told = (u64, usize);
type Model = BTreeMap<SortKey, Told>;

struct Place {
    _dir: tempfile::TempDir,
    tables: Arc<Tables>,
    next: AtomicU64,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(&dir.path().join("store"), true).unwrap();
        let engine = Engine::open(&folder.engine(), 1 << 20).unwrap();
        let tables = Arc::new(Tables {
            engine,
            cache: Cache::new(128 << 10),
            attributes: Vec::new(),
            folder: Some(Arc::new(folder)),
        });
        Self { _dir: dir, tables, next: AtomicU64::new(1) }
    }

    fn page_ids(&self) -> BTreeSet<u64> {
        let number = |key: &[u8]| u64::from_be_bytes(key.try_into().unwrap());
        self.tables
            .engine
            .scan_prefix(Table::Pages, &[])
            .map(|entry| number(&entry.unwrap().0))
            .collect()
    }
}

/// One list under test, beside its model.
struct Subject<'p> {
    place: &'p Place,
    key: ListKey,
    root: ListRoot,
    /// The memlist of the sealed memtable, and that of the active one.
    sealed: Option<Arc<MemList<QuoteRecord>>>,
    memlist: MemList<QuoteRecord>,
    model: Model,
    live: BTreeSet<u64>,
    told: u64,
}

impl<'p> Subject<'p> {
    fn new(place: &'p Place) -> Self {
        Self {
            place,
            key: ListKey::about(Country::IQ),
            root: ListRoot::empty(),
            sealed: None,
            memlist: MemList::default(),
            model: Model::new(),
            live: BTreeSet::new(),
            told: 0,
        }
    }

    fn put(&mut self, key: SortKey, length: usize) {
        self.told += 1;
        let record = record(&key, (self.told, length));
        let is_new = self.model.insert(key, (self.told, length)).is_none();
        self.memlist.put(key, Valid::of(&record).unwrap(), is_new);
    }

    fn remove(&mut self, key: SortKey) {
        if self.model.remove(&key).is_some() {
            self.memlist.remove(key);
        }
    }

    fn list(&self) -> PostingList<QuoteRecord> {
        let memlists = [Some(Arc::new(self.memlist.clone())), self.sealed.clone()];
        PostingList::new(self.root.clone(), memlists.into_iter().flatten().collect())
    }

    fn seal(&mut self) -> Arc<MemList<QuoteRecord>> {
        let sealed = self.sealed.get_or_insert_with(|| Arc::new(take(&mut self.memlist)));
        Arc::clone(sealed)
    }

    /// Merges the sealed memlist, and checks what the merge says it made obsolete and new.
    fn merge(&mut self) {
        let sealed = self.seal();
        let applied_lsn = self.root.applied_lsn() + 1;
        let mut writer = ListWriter::new(&self.place.tables, &self.place.next);
        let merged = writer.merge(&self.key, &self.root, &sealed, applied_lsn).unwrap();
        assert!(merged.root.len() <= 4096);
        for old in merged.old {
            assert!(self.live.remove(&old), "{old} was not in use, or is reported twice");
        }
        self.live.extend(merged.new);
        self.root = ListRoot::open(&self.key, merged.root.into()).unwrap();
        self.sealed = None;
        assert_eq!(self.root.applied_lsn(), applied_lsn);
        assert_eq!(self.list().count(), self.model.len() as u64);
        let mut named = BTreeSet::new();
        if let Tree::Root { number, height, .. } = *self.root.tree() {
            self.named(number, height, &mut named);
        }
        assert_eq!(named, self.live, "the head names other numbers than the merges reported");
    }

    fn named(&self, number: u64, height: u8, named: &mut BTreeSet<u64>) {
        named.insert(number);
        if height > 0 {
            let node = self.place.tables.branch(number).unwrap().to_record();
            named.extend(node.late.iter().map(|late| late.number));
            for child in node.children {
                self.named(child.number, height - 1, named);
            }
        }
    }

    /// Returns how many records are in late runs.
    fn late(&self) -> usize {
        let nodes = self.live.iter().filter_map(|number| self.place.tables.branch(*number).ok());
        nodes.flat_map(|node| node.to_record().children).map(|child| usize::from(child.late)).sum()
    }

    fn height(&self) -> u8 {
        if let Tree::Root { height, .. } = *self.root.tree() { height } else { 0 }
    }
}

/// Makes the record that a number tells from all others: what is counted follows from the number.
fn record(key: &SortKey, (told, length): Told) -> QuoteRecord {
    let country = |number: u64| match number % 4 {
        0 => Default::default(),
        1 => code(Country::NG),
        2 => code(Country::IQ),
        _ => code(Country::FI),
    };
    let published =
        key.micros().map(|micros| Published::from_micros(micros, Precision::Moment, None));
    let mut record = QuoteRecord {
        revision: told,
        speaker: told % 5,
        from: country(told / 5),
        countries: vec![code(Country::IQ), code(Country::KE)],
        context: vec![country(told / 7), country(told / 11)],
        source: told / 3 % 4,
        clock: ClockRecord::of(published),
        text: "w".repeat(length),
        ..QuoteRecord::default()
    };
    if told % 13 == 0 {
        let (speaker, from) = (7, country(told / 13));
        record.further.push(FurtherRecord { speaker, from, ..FurtherRecord::default() });
    }
    record
}

/// Counts by what is counted: how many, and the revisions of the oldest and the newest.
type Naive = BTreeMap<String, (u64, u64, u64)>;

/// Counts records one by one.
fn counted(records: &[(SortKey, Told)]) -> Naive {
    let mut naive = Naive::new();
    for (key, told) in records {
        let record = record(key, *told);
        let mut count = |what: String| {
            let (quotes, _, newest) = naive.entry(what).or_insert((0, told.0, told.0));
            (*quotes, *newest) = (*quotes + 1, told.0);
        };
        let mut about = [record.countries.as_slice(), &record.context].concat();
        let mut seen = BTreeSet::new();
        about.retain(|code| *code != [0, 0] && seen.insert(*code));
        count("quotes".to_owned());
        let said = (record.speaker, record.from);
        if let [further] = record.further.as_slice() {
            count(format!("said {:?}", ([said, (further.speaker, further.from)], about)));
        } else {
            count(format!("said {said:?}"));
            for about in about {
                count(format!("about {:?}", (said, about)));
            }
        }
        if record.source != 0 {
            count(format!("source {}", record.source));
        }
        let day = key.micros().map(|micros| micros.div_euclid(86_400_000_000));
        count(day.map_or("undated".to_owned(), |day| format!("day {:?}", (day, false))));
    }
    naive
}

/// Names the counts as [`counted`] does. Those without ends have the ends that are expected.
fn named(counts: &QuoteCounts, expected: &Naive) -> Naive {
    let mut rows: Vec<(String, u64, Option<Counted>)> = Vec::new();
    rows.push(("quotes".to_owned(), counts.quotes, None));
    rows.push(("undated".to_owned(), counts.undated, None));
    let mut row = |what, counted: &Counted| rows.push((what, counted.quotes, Some(*counted)));
    counts.said.iter().for_each(|(said, counted)| row(format!("said {said:?}"), counted));
    counts.joint.iter().for_each(|(said, counted)| row(format!("said {said:?}"), counted));
    counts.sources.iter().for_each(|(of, counted)| row(format!("source {of}"), counted));
    let mut row = |what, quotes: &u64| rows.push((what, *quotes, None));
    counts.about.iter().for_each(|(about, quotes)| row(format!("about {about:?}"), quotes));
    counts.days.iter().for_each(|(day, quotes)| row(format!("day {day:?}"), quotes));
    let mut named = Naive::new();
    for (what, quotes, ends) in rows.into_iter().filter(|(_, quotes, _)| *quotes > 0) {
        let (_, oldest, newest) = expected.get(&what).copied().unwrap_or_default();
        let ends = ends.map(|ends| (ends.oldest.revision, ends.newest.revision));
        let (oldest, newest) = ends.unwrap_or((oldest, newest));
        assert!(named.insert(what, (quotes, oldest, newest)).is_none(), "two rows for one");
    }
    named
}

/// What is read of a record: its key, and what tells it from others.
fn told((key, record): (SortKey, Valid<QuoteRecord>)) -> (SortKey, Told) {
    assert!(record.text.bytes().all(|byte| byte == b'w'));
    (key, (record.revision.to_native(), record.text.len()))
}

/// Reads a range record by record.
fn read(
    place: &Place,
    list: &PostingList<QuoteRecord>,
    range: &Range<SortKey>,
    order: Order,
) -> Vec<(SortKey, Told)> {
    list.cursor(&place.tables, range.clone(), order).map(|item| told(item.unwrap())).collect()
}

/// Reads a range block by block, as far as the list gives it so.
fn read_strips(
    place: &Place,
    list: &PostingList<QuoteRecord>,
    range: &Range<SortKey>,
    order: Order,
) -> Vec<(SortKey, Told)> {
    let mut walk = list.cursor(&place.tables, range.clone(), order);
    let (mut leaf, mut all) = (None, Vec::new());
    loop {
        if walk.leaf(&mut leaf).unwrap() {
            all.extend(leaf.as_mut().unwrap().map(told));
        } else if let Some(item) = walk.next() {
            all.push(told(item.unwrap()));
        } else {
            return all;
        }
    }
}

/// Checks all that a list answers about a range.
fn check(place: &Place, list: &PostingList<QuoteRecord>, model: &Model, range: Range<SortKey>) {
    let mut expected: Vec<(SortKey, Told)> = if range.start < range.end {
        model.range(range.clone()).map(|(key, told)| (*key, *told)).collect()
    } else {
        Vec::new()
    };
    assert_eq!(read(place, list, &range, Order::OldestFirst), expected);
    assert_eq!(read_strips(place, list, &range, Order::OldestFirst), expected);
    let oldest = expected.first().map(|(key, _)| *key);
    let newest = expected.last().map(|(key, _)| *key);
    let bound = |order| list.bound(&range, order);
    assert!(oldest.is_none_or(|oldest| bound(Order::OldestFirst).unwrap() <= oldest));
    assert!(bound(Order::NewestFirst) >= newest);
    assert_eq!(list.count_in(&place.tables, &range).unwrap(), expected.len() as u64);
    let (naive, counts) = (counted(&expected), list.quote_counts(&place.tables, &range).unwrap());
    assert_eq!(named(&counts, &naive), naive);
    expected.reverse();
    assert_eq!(read(place, list, &range, Order::NewestFirst), expected);
    assert_eq!(read_strips(place, list, &range, Order::NewestFirst), expected);
    assert_eq!(list.count(), model.len() as u64);
    assert_eq!(
        list.rank(&place.tables, &range.start).unwrap(),
        model.range(..range.start).count() as u64
    );
}

#[derive(Clone, Debug)]
enum Step {
    Put(SortKey, usize),
    Remove(SortKey),
    /// Puts so many records of this length after all others.
    Append(u8, usize),
    /// Puts a record of this length after each of so many others, from the oldest to the newest.
    Scatter(u8, usize),
    /// Removes all in a range.
    Clear(Range<SortKey>),
    Seal,
    Merge,
    Check(Range<SortKey>),
}

fn key() -> impl Strategy<Value = SortKey> {
    let published = proptest::option::weighted(0.9, -20_i64..20);
    (published, 0_u64..12, 0_u32..4).prop_map(|(micros, article, ordinal)| {
        let published =
            micros.map(|micros| Published::from_micros(micros, Precision::Moment, None));
        SortKey::new(published, ArticleId::from_u64(article), ordinal)
    })
}

fn length() -> impl Strategy<Value = usize> {
    prop_oneof![4 => 0_usize..300, 1 => 2800_usize..3100, 1 => Just(3900)]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        30 => (key(), length()).prop_map(|(key, length)| Step::Put(key, length)),
        12 => key().prop_map(Step::Remove),
        2 => (1_u8..60, length()).prop_map(|(count, length)| Step::Append(count, length)),
        2 => (1_u8..20, length()).prop_map(|(count, length)| Step::Scatter(count, length)),
        1 => (key(), key()).prop_map(|(one, other)| Step::Clear(one.min(other)..one.max(other))),
        2 => Just(Step::Seal),
        2 => Just(Step::Merge),
        2 => (key(), key()).prop_map(|(start, end)| Step::Check(start..end)),
    ]
}

#[test]
fn a_list_reads_and_counts_as_a_map_does() {
    let place = Place::new();
    let mut runner = TestRunner::new(ProptestConfig { cases: 24, ..ProptestConfig::default() });
    let done = runner.run(&vec(step(), 1..300), |steps| {
        let mut subject = Subject::new(&place);
        let mut pinned = Vec::new();
        for step in steps {
            match step {
                Step::Put(key, length) => subject.put(key, length),
                Step::Remove(key) => subject.remove(key),
                Step::Append(count, length) => {
                    for _ in 0..count {
                        let last =
                            subject.model.last_key_value().map_or(SortKey::MIN, |(key, _)| *key);
                        subject.put(last.next(), length);
                    }
                }
                Step::Scatter(count, length) => {
                    let each = subject.model.len() / usize::from(count) + 1;
                    let keys: Vec<SortKey> = subject.model.keys().copied().step_by(each).collect();
                    for key in keys {
                        subject.put(key.next(), length);
                    }
                }
                Step::Clear(range) => {
                    let keys: Vec<SortKey> =
                        subject.model.range(range).map(|(key, _)| *key).collect();
                    for key in keys {
                        subject.remove(key);
                    }
                }
                Step::Seal => {
                    subject.seal();
                }
                Step::Merge => {
                    pinned.push((subject.list(), subject.model.clone()));
                    subject.merge();
                }
                Step::Check(range) => check(&place, &subject.list(), &subject.model, range),
            }
        }
        subject.merge();
        pinned.push((subject.list(), subject.model.clone()));
        for (list, model) in &pinned {
            check(&place, list, model, SortKey::MIN..SortKey::MAX);
        }
        Ok(())
    });
    done.unwrap();
    for entry in place.tables.engine.scan_prefix(Table::Pages, &[]) {
        assert!(entry.unwrap().1.len() <= 4096);
    }
}

fn dated(micros: i64) -> SortKey {
    SortKey::new(
        Some(Published::from_micros(micros, Precision::Moment, None)),
        ArticleId::from_u64(1),
        0,
    )
}

#[test]
fn what_comes_in_order_fills_its_blocks_and_what_is_removed_gives_them_back() {
    let place = Place::new();
    let mut subject = Subject::new(&place);
    for round in 0..40 {
        for at in 0..500 {
            subject.put(dated(round * 500 + at), 150);
        }
        subject.merge();
        // Read twice: what the first walk kept of the newest blocks, the second begins with.
        check(&place, &subject.list(), &subject.model, dated(round * 500 - 40)..SortKey::MAX);
    }
    assert_eq!(subject.height(), 2);
    let sizes: usize = subject.model.values().map(|(_, length)| length + 22 + 119).sum();
    let blocks = subject.live.len();
    assert!(blocks < sizes / 4096 * 10 / 9, "{blocks} blocks for {sizes} bytes");
    check(&place, &subject.list(), &subject.model, dated(1234)..dated(15_678));

    // One change touches one block and the nodes above it.
    let before = subject.live.clone();
    subject.remove(dated(7000));
    check(&place, &subject.list(), &subject.model, SortKey::MIN..SortKey::MAX);
    subject.merge();
    assert_eq!(subject.live.difference(&before).count(), 3);

    // Few records in many blocks come together again.
    for micros in (0..20_000).filter(|micros| micros % 100 != 0) {
        subject.remove(dated(micros));
    }
    subject.merge();
    check(&place, &subject.list(), &subject.model, SortKey::MIN..SortKey::MAX);
    assert!(subject.live.len() < 60, "{} blocks for 200 records", subject.live.len());

    for micros in 4..200 {
        subject.remove(dated(micros * 100));
    }
    for micros in [3, 2, 1] {
        subject.merge();
        subject.remove(dated(micros * 100));
    }
    subject.merge();
    assert!(matches!(subject.root.tree(), Tree::Inline(_)), "a short list stands in its head");
    assert!(subject.live.is_empty());
    subject.remove(dated(0));
    subject.merge();
    assert!(matches!(subject.root.tree(), Tree::Empty));
    assert_eq!(subject.list().count(), 0);
    assert!(place.page_ids().last().is_some_and(|last| *last < place.next.load(Ordering::Relaxed)));
}

#[test]
fn few_late_records_leave_the_leaves_alone() {
    let place = Place::new();
    let mut subject = Subject::new(&place);
    (0..4000).for_each(|at| subject.put(dated(at * 10), 200));
    subject.merge();
    let leaves = subject.live.len();
    let all = SortKey::MIN..SortKey::MAX;
    let parts = [dated(3000)..dated(30_000), dated(9001)..dated(9030), dated(12_345)..SortKey::MAX];

    // One record for each leaf or so goes into the late run, and again.
    for round in 1..=2 {
        let before = subject.live.clone();
        (0..150).for_each(|at| subject.put(dated(at * 250 + round), 200));
        subject.merge();
        let gone = before.difference(&subject.live).count();
        assert!(gone < 20, "{gone} of {leaves} leaves were written again");
        for range in parts.iter().chain([&all]) {
            check(&place, &subject.list(), &subject.model, range.clone());
        }
    }
    assert!(subject.late() > 250, "{} records are late", subject.late());

    // A page of the middle of the list, or a rank, reads two leaves, and no other late ones.
    place.tables.cache.clear();
    let page =
        subject.list().cursor(&place.tables, dated(20_000)..SortKey::MAX, Order::OldestFirst);
    assert_eq!(page.take(5).map(Result::unwrap).count(), 5);
    let read = place.tables.cache.len();
    assert!(read <= 6, "{read} pages were read");

    // A record that is replaced or removed takes its leaf with it, late or not.
    for (at, late) in [(5001, true), (30_001, true), (15_000, false), (20_000, false)] {
        let before = subject.late();
        if at % 3 == 0 {
            subject.remove(dated(at));
        } else {
            subject.put(dated(at), 50);
        }
        subject.merge();
        assert!(!late || subject.late() < before);
        check(&place, &subject.list(), &subject.model, all.clone());
    }

    // More of them than a branch has room for are merged into the leaves.
    for round in 3..12 {
        (0..150).for_each(|at| subject.put(dated(at * 250 + round), 200));
        subject.merge();
        check(&place, &subject.list(), &subject.model, all.clone());
    }
    let share = subject.model.len() / subject.late().max(1);
    assert!(share > 4, "one in {share} records is late");
}

#[test]
fn a_tombstone_for_what_is_not_there_removes_nothing() {
    let place = Place::new();
    let mut subject = Subject::new(&place);
    (0..100).for_each(|micros| subject.put(dated(2 * micros), 200));
    subject.merge();
    (0..100).for_each(|micros| subject.memlist.remove(dated(2 * micros + 1)));
    subject.merge();
    check(&place, &subject.list(), &subject.model, SortKey::MIN..SortKey::MAX);
}

#[test]
fn what_two_memlists_remove_and_put_again_is_there_once() {
    let place = Place::new();
    let mut subject = Subject::new(&place);
    (0..100).for_each(|micros| subject.put(dated(micros), 200));
    subject.merge();
    subject.remove(dated(50));
    subject.seal();
    subject.put(dated(50), 100);
    subject.put(dated(51), 100);
    check(&place, &subject.list(), &subject.model, SortKey::MIN..SortKey::MAX);
}

#[test]
fn lists_have_keys_of_their_own() {
    let keys = [
        ListKey::speaker(crate::model::SpeakerId::from_u64(1)),
        ListKey::from(Country::IQ),
        ListKey::about(Country::IQ),
        ListKey::country(Country::IQ),
        ListKey::articles(),
        ListKey::source("the daily star"),
    ];
    let bytes: BTreeSet<&[u8]> = keys.iter().map(ListKey::as_bytes).collect();
    assert_eq!(bytes.len(), keys.len());
    for key in &keys {
        assert_eq!(ListKey::from_bytes(key.as_bytes()), Some(*key));
    }
    assert_eq!(keys.map(|key| key.holds_quotes()), [true, true, true, false, false, false]);
    assert_eq!(ListKey::from_bytes(&[0; 17]), None);
}
