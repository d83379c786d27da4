//! From text to stored quotes: ingesting one article, loading many, and extracting again.

mod describe;
mod shares;
mod stored;

use std::error::Error as StdError;
use std::fmt;
use std::mem::take;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use describe::describe;
use shares::Shares;
use stored::stored_extraction;

use crate::error::{Error, ErrorKind, Result};
use crate::extract::Extract;
use crate::model::{ArticleId, Draft, limits};
use crate::storage::{
    BULK_BYTES, Outcome, SpeakerNumbers, Storage, StorageHandle, Stored, ValidatedDraft,
    decode_article, end_load, next_article, put, put_group, read, replace_group,
};

/// The most drafts that share a durability point.
const GROUP_DRAFTS: usize = 128;
/// A group with so many bytes of text takes no more drafts.
const GROUP_BYTES: usize = 1 << 20;
/// The most groups in flight: one that is filled, one that waits, one that is stored.
const GROUPS: usize = 3;
/// The bytes of memory that a load is bounded to if the caller sets none: 128 MiB.
const MEMORY_BYTES: u64 = 128 << 20;
/// The share of it that is for drafts on their way, as a divisor.
const DRAFTS_SHARE: usize = 8;
/// The least bytes that it can be bounded to: 1 MiB. With less, a checkpoint after nearly every
/// article would take most of the time.
const LEAST_MEMORY_BYTES: u64 = 1 << 20;
/// The longest time that a group waits for more drafts.
const GROUP_WAIT: Duration = Duration::from_millis(200);
/// The most skipped records that a report lists. All are counted.
const LISTED: usize = 1000;

/// The counts of a load, and the records that it skipped.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct LoadReport {
    /// Articles whose key was new.
    pub added: u64,
    /// Articles that replaced another.
    pub replaced: u64,
    /// Articles that the store already had with the same content.
    pub unchanged: u64,
    /// Articles that were erased, and are not stored again.
    pub erased: u64,
    /// Records that could not be read, extracted from or stored.
    pub skipped: u64,
    /// The first 1,000 skipped records, in the order of the input, each with the reason.
    pub problems: Vec<Skipped>,
    /// Paragraphs of the articles that were added, replaced or unchanged.
    pub paragraphs: u64,
    /// Quotes of those articles.
    pub quotes: u64,
}

impl LoadReport {
    /// Returns the number of articles in the store that are from the input: added, replaced or
    /// unchanged.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.put(&Draft::new("We won.").key("a"))?;
    /// let drafts = ["a", "b"].map(|key| Ok::<_, onrecord::Error>(Draft::new("We won.").key(key)));
    /// let report = store.loader().run(drafts)?;
    /// assert_eq!((report.added, report.replaced, report.articles()), (1, 1, 2));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.added + self.replaced + self.unchanged
    }

    fn count(&mut self, stored: &Stored) {
        match stored.outcome {
            Outcome::Added => self.added += 1,
            Outcome::Replaced => self.replaced += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Erased => self.erased += 1,
        }
        self.paragraphs += stored.paragraphs as u64;
        self.quotes += stored.quotes as u64;
    }

    /// Counts and lists a skipped record.
    fn skip(&mut self, position: u64, reason: Error) {
        self.skipped += 1;
        self.list([Skipped { position, reason }]);
    }

    /// Lists skipped records, up to the most that a report lists.
    pub(crate) fn list(&mut self, skipped: impl IntoIterator<Item = Skipped>) {
        let room = LISTED.saturating_sub(self.problems.len());
        self.problems.extend(skipped.into_iter().take(room));
    }
}

/// A skipped record of a load.
#[derive(Debug)]
#[non_exhaustive]
pub struct Skipped {
    /// The position of the record in the input, counted from 1; in an import, the number of its
    /// line.
    pub position: u64,
    /// The reason. Names the line if the record has a line number.
    pub reason: Error,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {}: {}", self.position, self.reason.chain())
    }
}

/// The progress of a load, after each group of articles.
///
/// # Examples
/// ```
/// # use onrecord::{Draft, Store};
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// # #[cfg(feature = "english")] {
/// let mut lines = Vec::new();
/// let loader = store.loader().progress(|progress| {
///     let left = progress.time_left.map_or("?".to_owned(), |left| format!("{}", left.as_secs()));
///     let (articles, bytes) = (progress.report.articles(), progress.text_bytes);
///     lines.push(format!("{articles} articles, {bytes} bytes of text, {left} s left"));
/// });
/// // An array knows how many there are; a file that is read by the line does not.
/// loader.run([Ok::<_, onrecord::Error>(Draft::new("We won."))])?;
/// assert_eq!(lines.last().unwrap(), "1 articles, 7 bytes of text, 0 s left");
/// # } Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct LoadProgress<'a> {
    /// The report so far, with the number of [articles](LoadReport::articles).
    pub report: &'a LoadReport,
    /// The bytes of the texts of those articles.
    pub text_bytes: u64,
    /// The estimated time until all records are stored or skipped, if those to come take as long as
    /// those so far. `None` before the first article, and if the `size_hint` of the input has no
    /// upper bound. An estimate from an upper bound that is too high is too long.
    pub time_left: Option<Duration>,
    /// The external keys of the articles stored since the last call, in the order of the input.
    /// These articles are as durable as the store was opened for.
    pub keys: &'a [String],
    /// The records skipped since the last call.
    pub skipped: &'a [Skipped],
}

/// A bulk load: one thread reads and extracts while another stores. Made by
/// [`Store::loader_with`](crate::Store::loader_with).
///
/// # Examples
/// ```
/// # use onrecord::{Draft, Store};
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// # #[cfg(feature = "english")] {
/// let records = [Ok(Draft::new("“We won,” said Ada Nkemelu.")), Err("the file is cut off")];
/// let report = store.loader().run(records)?;
/// assert_eq!((report.added, report.quotes, report.skipped), (1, 1, 1));
/// assert_eq!(report.problems[0].position, 2);
/// # } Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct Loader<'a> {
    storage: Arc<StorageHandle>,
    extractor: &'a dyn Extract,
    progress: Box<dyn FnMut(&LoadProgress<'_>) + 'a>,
    numbers: Option<&'a mut SpeakerNumbers>,
    memory_bytes: u64,
}

impl fmt::Debug for Loader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader").field("extractor", &self.extractor.id()).finish_non_exhaustive()
    }
}

/// Stores a draft. Extracts from it first if it has no extraction of its own.
pub(crate) fn ingest(storage: &Storage, extractor: &dyn Extract, draft: &Draft) -> Result<Stored> {
    if draft.extraction.is_some() || draft.row.is_some() {
        return put(storage, draft);
    }
    put(storage, &extract(extractor, draft.clone())?)
}

/// Extracts again from every article whose quotes another extractor, or another version of this
/// one, found.
pub(crate) fn reextract(storage: &Storage, extractor: &dyn Extract) -> Result<LoadReport> {
    let mut report = LoadReport::default();
    let mut pending = Pending::default();
    for raw in 1..next_article(storage)? {
        let article = ArticleId::from_u64(raw);
        extract_again(storage, extractor, article, &mut pending, &mut report)?;
        if pending.bytes >= GROUP_BYTES || pending.drafts.len() >= GROUP_DRAFTS {
            replace_pending(storage, extractor, &mut pending, &mut report)?;
        }
    }
    while !pending.drafts.is_empty() {
        replace_pending(storage, extractor, &mut pending, &mut report)?;
    }
    end_load(storage)?;
    Ok(report)
}

fn extract_again(
    storage: &Storage,
    extractor: &dyn Extract,
    article: ArticleId,
    pending: &mut Pending,
    report: &mut LoadReport,
) -> Result<()> {
    let guard = read(storage);
    let Some(head) = guard.article(article)? else { return Ok(()) };
    let view = Arc::clone(guard.view());
    drop(guard);
    pending.position += 1;
    let by = head.extractor.as_str();
    if by.is_empty() || by == extractor.id() {
        report.unchanged += 1;
        report.paragraphs += u64::from(head.paragraphs.to_native());
        report.quotes += u64::from(head.quotes.to_native());
        return Ok(());
    }
    let draft = match extract(extractor, decode_article(&view.tables, &head)?.draft) {
        Ok(draft) => draft,
        Err(reason) => {
            report.skip(pending.position, reason);
            return Ok(());
        }
    };
    pending.bytes += draft.text.len();
    pending.drafts.push((draft, head.revision.to_native()));
    pending.articles.push((pending.position, article));
    Ok(())
}

/// Stores the pending drafts. Looks again at an article that was replaced after it was read.
fn replace_pending(
    storage: &Storage,
    extractor: &dyn Extract,
    pending: &mut Pending,
    report: &mut LoadReport,
) -> Result<()> {
    pending.bytes = 0;
    let articles = take(&mut pending.articles);
    let outcomes = replace_group(storage, &take(&mut pending.drafts))?;
    for ((position, article), outcome) in articles.into_iter().zip(outcomes) {
        match outcome {
            Ok(Some(stored)) => report.count(&stored),
            Ok(None) => {
                pending.position -= 1;
                extract_again(storage, extractor, article, pending, report)?;
            }
            Err(reason) => report.skip(position, reason),
        }
    }
    Ok(())
}

/// Drafts with new extractions, each with the revision that it replaces.
#[derive(Default)]
struct Pending {
    drafts: Vec<(Draft, u64)>,
    articles: Vec<(u64, ArticleId)>,
    position: u64,
    bytes: usize,
}

/// Returns a draft with the extraction of `extractor`. Does not extract from a text over the limit,
/// which validation refuses.
fn extract(extractor: &dyn Extract, mut draft: Draft) -> Result<Draft> {
    if draft.text.len() <= limits::TEXT_BYTES {
        let mut found = extractor.extract(&draft).map_err(|source| {
            let (id, key) = (extractor.id(), draft.external_key());
            let message = format!("the extractor {id:?} cannot extract from the article {key:?}");
            Error::new(ErrorKind::Extraction, message).with_source(source)
        })?;
        extractor.id().clone_into(&mut found.extractor);
        draft.extraction = Some(found);
    }
    Ok(draft)
}

impl<'a> Loader<'a> {
    /// Makes a loader that extracts with `extractor`.
    pub(crate) fn new(storage: &Arc<StorageHandle>, extractor: &'a dyn Extract) -> Self {
        Self {
            storage: Arc::clone(storage),
            extractor,
            progress: Box::new(|_| {}),
            numbers: None,
            memory_bytes: MEMORY_BYTES,
        }
    }

    /// Calls `progress` on the calling thread after each group of articles, and after the last
    /// record.
    ///
    /// A group has at most 128 articles, and waits at most 200 ms for more.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let mut stored = Vec::new();
    /// let loader = store.loader().progress(|progress| stored.extend_from_slice(progress.keys));
    /// loader.run([Ok::<_, onrecord::Error>(Draft::new("We won.").key("a"))])?;
    /// assert_eq!(stored, ["a"]);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn progress(mut self, progress: impl FnMut(&LoadProgress<'_>) + 'a) -> Self {
        self.progress = Box::new(progress);
        self
    }

    /// Bounds the memory that the load itself takes, in bytes; 128 MiB if nothing is set. Less than
    /// 1 MiB counts as 1 MiB.
    ///
    /// One eighth is for the articles that are read and not stored yet: text, extraction and the
    /// pages made of them. The rest, at most 112 MiB, is for the posting lists in the memtables: if
    /// three quarters of it are full, a checkpoint begins, and if all of it is, the load waits for
    /// its end. A small bound makes checkpoints frequent and the load slow. The size of an article
    /// is known only after it is validated, so the first part may be exceeded by one article; the
    /// second by one group of commits, of 16 articles or 256 KiB and one article.
    ///
    /// Not bounded by it are the [caches](crate::OpenOptions::cache_bytes), the buffers of the
    /// engine, what a checkpoint holds while it writes, the versions, keys and speakers in the
    /// memtables (of at most 131,072 articles), and what the extractor and the iterator of the
    /// input hold.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let drafts = [Ok::<_, onrecord::Error>(Draft::new("We won."))];
    /// let report = store.loader().memory_bytes(16 << 20).run(drafts)?;
    /// assert_eq!(report.added, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn memory_bytes(mut self, bytes: u64) -> Self {
        self.memory_bytes = bytes;
        self
    }

    /// Identifies the speakers of quotes by the numbers that their drafts give them.
    pub(crate) fn numbers(mut self, numbers: &'a mut SpeakerNumbers) -> Self {
        self.numbers = Some(numbers);
        self
    }

    /// Stores all drafts in their order. Skips and reports records that cannot be read, extracted
    /// from or stored.
    ///
    /// The calling thread reads, extracts and validates, a second thread stores; at most three
    /// groups are in memory, within the bound of [`memory_bytes`](Self::memory_bytes). Each article
    /// is a commit of its own. After an interruption, load the same input again: articles that are
    /// already stored count as unchanged.
    ///
    /// A row of Media Cloud, as `exchange::Records` reads it, has no text. It sets the title,
    /// source, date and language of the article that is stored under its URL; what a user corrected
    /// stays. A row is skipped if there is no such article.
    ///
    /// # Errors
    /// `Storage`, `Corrupt` and `Io` if the store fails, `Io` if the system has no thread,
    /// `Poisoned` after a storage error. The groups that were reported are stored.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let texts = ["We won.", "We lost."];
    /// let drafts = || texts.map(|text| Ok::<_, onrecord::Error>(Draft::new(text)));
    /// assert_eq!(store.loader().run(drafts())?.added, 2);
    /// assert_eq!(store.loader().run(drafts())?.unchanged, 2);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run<E>(self, records: impl IntoIterator<Item = Result<Draft, E>>) -> Result<LoadReport>
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        self.run_at((1..).zip(records))
    }

    /// As [`run`](Self::run), with the position of each record in the input.
    pub(crate) fn run_at<E>(
        self,
        records: impl Iterator<Item = (u64, Result<Draft, E>)>,
    ) -> Result<LoadReport>
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let Self { storage, extractor, progress, numbers, memory_bytes } = self;
        let memory = memory_bytes.max(LEAST_MEMORY_BYTES);
        let memory = usize::try_from(memory).unwrap_or(usize::MAX);
        let drafts = memory / DRAFTS_SHARE;
        let (to_store, groups) = sync_channel(GROUPS - 2);
        let (to_report, stored) = channel();
        let mut tally = Tally {
            start: Instant::now(),
            total: records.size_hint().1,
            text_bytes: 0,
            report: LoadReport::default(),
            keys: Vec::new(),
            skipped: Vec::new(),
            in_flight: 0,
            progress,
        };
        let shares = Shares { most: (memory - drafts).min(BULK_BYTES), records: tally.total };
        let writer_of = &*storage;
        thread::scope(|scope| {
            // The thread owns its ends of the channels, so that they close when it ends.
            let store = move || store_groups(writer_of, &groups, &to_report, numbers, shares);
            let writer = thread::Builder::new().spawn_scoped(scope, store).map_err(|error| {
                let message = "the system has no thread for the writer of the load";
                Error::new(ErrorKind::Io, message).with_source(error)
            })?;
            // This closure owns the other ends, so that the writer ends if an extractor panics.
            let (to_store, stored) = (to_store, stored);
            let mut group = Group::default();
            let mut read = 0;
            'records: for (position, record) in records {
                read += 1;
                match record.map_err(|reason| unreadable(reason.into())) {
                    Ok(row) if row.row.is_some() => group.push_row(position, row),
                    record => match record.and_then(|draft| validated(writer_of, extractor, draft))
                    {
                        Ok(draft) => {
                            let bytes = draft.memory_bytes();
                            // If the writer has ended, its error is returned below.
                            if tally.is_full(bytes, drafts)
                                && !group.is_empty()
                                && to_store.send(take(&mut group)).is_err()
                            {
                                break;
                            }
                            while tally.is_full(bytes, drafts) {
                                let Ok(group) = stored.recv() else { break 'records };
                                tally.take(group);
                            }
                            tally.in_flight += bytes;
                            group.push(position, draft, bytes);
                        }
                        Err(reason) => tally.skip(position, reason),
                    },
                }
                if group.is_due(drafts / GROUPS) && to_store.send(take(&mut group)).is_err() {
                    break;
                }
                for group in stored.try_iter() {
                    tally.take(group);
                }
            }
            // A hint may have said that there are more.
            tally.total = tally.total.map(|_| read);
            if !group.is_empty() {
                // If the writer has ended, its error is returned below.
                let _ = to_store.send(group);
            }
            drop(to_store);
            for group in &stored {
                tally.take(group);
            }
            writer.join().unwrap_or_else(|_| {
                Err(Error::new(
                    ErrorKind::Poisoned,
                    "a thread panicked while it stored articles; reopen the store",
                ))
            })
        })?;
        end_load(&storage)?;
        tally.report_progress();
        tally.report.problems.sort_by_key(|skipped| skipped.position);
        Ok(tally.report)
    }
}

/// Validates a draft. Extracts from it first if it has no extraction of its own, and none is stored
/// for it.
fn validated(
    storage: &Storage,
    extractor: &dyn Extract,
    mut draft: Draft,
) -> Result<ValidatedDraft<'static>> {
    if draft.extraction.is_none() {
        draft.extraction = stored_extraction(storage, extractor, &draft)?;
    }
    let draft = if draft.extraction.is_some() { draft } else { extract(extractor, draft)? };
    let key = draft.external_key();
    ValidatedDraft::owned(draft, key.clone()).map_err(|refused| refused_as(&key, refused))
}

/// Returns an error of this crate as it is, and any other as the source of one of this crate.
fn unreadable(reason: Box<dyn StdError + Send + Sync>) -> Error {
    match reason.downcast::<Error>() {
        Ok(error) => *error,
        Err(other) => Error::invalid("the record cannot be read").with_source(other),
    }
}

/// Names the refused article in the error.
fn refused_as(key: &str, refused: Error) -> Error {
    refused.at(format_args!("article {key:?}"))
}

/// Drafts that share a durability point.
#[derive(Default)]
struct Group {
    drafts: Vec<ValidatedDraft<'static>>,
    positions: Vec<u64>,
    /// Rows of tables with their positions. The drafts are stored first.
    rows: Vec<(u64, Draft)>,
    text_bytes: usize,
    memory_bytes: usize,
    since: Option<Instant>,
}

impl Group {
    fn push(&mut self, position: u64, draft: ValidatedDraft<'static>, memory_bytes: usize) {
        self.text_bytes += draft.text_bytes();
        self.memory_bytes += memory_bytes;
        self.drafts.push(draft);
        self.positions.push(position);
        self.since.get_or_insert_with(Instant::now);
    }

    fn push_row(&mut self, position: u64, row: Draft) {
        self.rows.push((position, row));
        self.since.get_or_insert_with(Instant::now);
    }

    fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.rows.is_empty()
    }

    /// Returns whether the group takes no more drafts; it has room for `memory_bytes` of them.
    fn is_due(&self, memory_bytes: usize) -> bool {
        self.drafts.len() + self.rows.len() >= GROUP_DRAFTS
            || self.text_bytes >= GROUP_BYTES
            || self.memory_bytes >= memory_bytes
            || self.since.is_some_and(|since| since.elapsed() >= GROUP_WAIT)
    }
}

/// A group that was stored, and is no longer in memory.
struct Done {
    memory_bytes: usize,
    /// Of each draft its position, and what became of it.
    outcomes: Vec<(u64, Result<Loaded>)>,
}

/// An article of a load that is stored.
struct Loaded {
    key: String,
    text_bytes: usize,
    stored: Stored,
}

fn store_groups(
    storage: &Storage,
    groups: &Receiver<Group>,
    done: &Sender<Done>,
    mut numbers: Option<&mut SpeakerNumbers>,
    mut shares: Shares,
) -> Result<()> {
    let mut records = 0;
    for group in groups {
        let bytes = shares.bytes(records, read(storage).memtable_bytes());
        records += group.drafts.len();
        let outcomes = put_group(storage, &group.drafts, numbers.as_deref_mut(), bytes)?;
        let drafts = group.positions.iter().zip(&group.drafts);
        let named = drafts.zip(outcomes).map(|((position, draft), outcome)| {
            let key = draft.key();
            let text_bytes = draft.text_bytes();
            let outcome = outcome.map(|stored| Loaded { key: key.to_owned(), text_bytes, stored });
            (*position, outcome.map_err(|refused| refused_as(key, refused)))
        });
        let mut outcomes: Vec<_> = named.collect();
        let Group { drafts, rows, memory_bytes, .. } = group;
        drop(drafts);
        describe(storage, &rows, |position, key, stored| {
            let outcome = stored.map(|(stored, text_bytes)| Loaded { key, text_bytes, stored });
            outcomes.push((position, outcome));
        })?;
        if done.send(Done { memory_bytes, outcomes }).is_err() {
            break;
        }
    }
    Ok(())
}

/// Counts outcomes and calls the progress callback.
struct Tally<'a> {
    start: Instant,
    /// The number of records, if it is known: at most so many.
    total: Option<usize>,
    text_bytes: u64,
    report: LoadReport,
    keys: Vec<String>,
    skipped: Vec<Skipped>,
    /// The bytes of memory of the drafts that are not known to be stored yet.
    in_flight: usize,
    progress: Box<dyn FnMut(&LoadProgress<'_>) + 'a>,
}

impl Tally<'_> {
    /// Returns whether a draft of so many bytes has to wait until others are stored. One that is
    /// too large by itself waits until there are no others.
    fn is_full(&self, bytes: usize, most: usize) -> bool {
        self.in_flight > 0 && self.in_flight.saturating_add(bytes) > most
    }

    fn skip(&mut self, position: u64, reason: Error) {
        self.report.skipped += 1;
        self.skipped.push(Skipped { position, reason });
        // A long run of skipped records is reported in parts, and does not pile up.
        if self.skipped.len() >= GROUP_DRAFTS {
            self.report_progress();
        }
    }

    fn take(&mut self, group: Done) {
        self.in_flight -= group.memory_bytes;
        for (position, outcome) in group.outcomes {
            match outcome {
                Ok(Loaded { key, text_bytes, stored }) => {
                    self.report.count(&stored);
                    if stored.outcome == Outcome::Erased {
                        continue;
                    }
                    self.text_bytes += text_bytes as u64;
                    self.keys.push(key);
                }
                Err(reason) => self.skip(position, reason),
            }
        }
        self.report_progress();
    }

    /// Estimates the time that the rest takes.
    fn time_left(&self) -> Option<Duration> {
        let total = self.total.filter(|_| self.report.articles() > 0)?;
        let done = u128::from(self.report.articles() + self.report.erased + self.report.skipped);
        let left = (total as u128).saturating_sub(done);
        let nanos = self.start.elapsed().as_nanos().checked_mul(left)? / done;
        u64::try_from(nanos).ok().map(Duration::from_nanos)
    }

    fn report_progress(&mut self) {
        let progress = LoadProgress {
            report: &self.report,
            text_bytes: self.text_bytes,
            time_left: self.time_left(),
            keys: &self.keys,
            skipped: &self.skipped,
        };
        (self.progress)(&progress);
        self.keys.clear();
        self.report.list(self.skipped.drain(..));
    }
}
