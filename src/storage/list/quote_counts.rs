//! Counts of the quotes below a branch of a list, kept instead of reading these again.

use crate::record::{ArchivedQuoteRecord, Code, SortKey};

/// What records state of one speaker of a quote: the id before merging, or 0, and the country.
pub(crate) type Stated = (u64, Code);

/// What records state of the speakers of a quote of several, and the countries that it is about.
pub(crate) type Joint = (Box<[Stated]>, Box<[Code]>);

/// A day by its number from 1970-01-01, and whether only its month is known.
pub(crate) type DayOrMonth = (i64, bool);

/// Counts of quotes by what their records state. What users said of speakers is not in them.
///
/// Each kind of counts is in the order of what is counted, without a second row for the same, after
/// [`finish`](Self::finish). Rows are as many as there are different things, not quotes.
#[derive(Clone, Debug, Default)]
pub(crate) struct QuoteCounts {
    pub(crate) quotes: u64,
    /// The quotes without a time of publication.
    pub(crate) undated: u64,
    /// The quotes with one speaker or none.
    pub(crate) said: Vec<(Stated, Counted)>,
    /// The same quotes by the countries that each is about.
    pub(crate) about: Vec<((Stated, Code), u64)>,
    /// The quotes of several speakers.
    pub(crate) joint: Vec<(Joint, Counted)>,
    /// By the hash of the source.
    pub(crate) sources: Vec<(u64, Counted)>,
    pub(crate) days: Vec<(DayOrMonth, u64)>,
    /// The number of rows from which on they are combined.
    most_rows: usize,
}

/// The number of quotes, and the first and the last of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    pub(crate) quotes: u64,
    pub(crate) oldest: QuoteAt,
    pub(crate) newest: QuoteAt,
}

/// The place of a quote: its sort key and the revision of its article.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QuoteAt {
    pub(crate) key: SortKey,
    pub(crate) revision: u64,
}

impl Counted {
    fn add(&mut self, other: &Self) {
        self.quotes += other.quotes;
        if other.oldest.key < self.oldest.key {
            self.oldest = other.oldest;
        }
        if other.newest.key > self.newest.key {
            self.newest = other.newest;
        }
    }
}

/// The number of rows that are combined at once, at least.
const ROWS: usize = 1 << 13;

impl QuoteCounts {
    /// Counts a quote.
    pub(crate) fn add(&mut self, key: SortKey, record: &ArchivedQuoteRecord) {
        let at = QuoteAt { key, revision: record.revision.to_native() };
        let one = Counted { quotes: 1, oldest: at, newest: at };
        self.quotes += 1;
        let about = record.about_countries();
        if record.further.is_empty() {
            let said = (record.speaker.to_native(), record.from);
            self.said.push((said, one));
            self.about.extend(about.iter().map(|about| ((said, *about), 1)));
        } else {
            let speakers = record.speakers().map(|said| (said.speaker, said.from)).collect();
            self.joint.push(((speakers, about.as_slice().into()), one));
        }
        match record.source.to_native() {
            0 => {}
            source => match self.sources.last_mut() {
                Some((last, counted)) if *last == source => counted.add(&one),
                _ => self.sources.push((source, one)),
            },
        }
        match (record.day(&key), self.days.last_mut()) {
            (None, _) => self.undated += 1,
            (Some(day), Some((last, quotes))) if *last == day => *quotes += 1,
            (Some(day), _) => self.days.push((day, 1)),
        }
        self.bound();
    }

    /// Adds the counts of other quotes.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.quotes += other.quotes;
        self.undated += other.undated;
        self.said.extend_from_slice(&other.said);
        self.about.extend_from_slice(&other.about);
        self.joint.extend_from_slice(&other.joint);
        self.sources.extend_from_slice(&other.sources);
        self.days.extend_from_slice(&other.days);
        self.bound();
    }

    /// Returns the counts in order.
    pub(crate) fn finish(mut self) -> Self {
        self.combine();
        self.said.shrink_to_fit();
        self.about.shrink_to_fit();
        self.joint.shrink_to_fit();
        self.sources.shrink_to_fit();
        self.days.shrink_to_fit();
        self
    }

    /// Returns how many bytes the counts keep in memory.
    pub(crate) fn size(&self) -> usize {
        let joint = self.joint.iter().map(|((speakers, about), _)| {
            size_of_val::<[Stated]>(speakers) + size_of_val::<[Code]>(about)
        });
        size_of_val(&*self.said)
            + size_of_val(&*self.about)
            + size_of_val(&*self.joint)
            + joint.sum::<usize>()
            + size_of_val(&*self.sources)
            + size_of_val(&*self.days)
            + size_of::<Self>()
    }

    fn rows(&self) -> usize {
        self.said.len() + self.about.len() + self.joint.len() + self.sources.len() + self.days.len()
    }

    /// Combines the rows if they are many more than the last time that they were combined.
    fn bound(&mut self) {
        if self.rows() > self.most_rows.max(ROWS) {
            self.combine();
            self.most_rows = 2 * self.rows();
        }
    }

    fn combine(&mut self) {
        combine(&mut self.said, Counted::add);
        combine(&mut self.about, |quotes, more| *quotes += more);
        combine(&mut self.joint, Counted::add);
        combine(&mut self.sources, Counted::add);
        combine(&mut self.days, |quotes, more| *quotes += more);
    }
}

/// Sorts rows and adds those of the same key. Rows that are in order already, also in several runs,
/// are sorted fast.
fn combine<K: Ord, V>(rows: &mut Vec<(K, V)>, add: impl Fn(&mut V, &V)) {
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    rows.dedup_by(|(key, more), (kept, counted)| {
        let is_same = key == kept;
        if is_same {
            add(counted, more);
        }
        is_same
    });
}
