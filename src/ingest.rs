//! From text to stored quotes: one article, many, and those that an older extractor found.

use std::error::Error as StdError;
use std::fmt;
use std::mem::take;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Result};
use crate::extract::{EnglishExtractor, Extract};
use crate::model::{ArticleId, Draft, limits};
use crate::store::{Outcome, SpeakerNumbers, Store, Stored, Vetted};

static ENGLISH: EnglishExtractor = EnglishExtractor::new();

/// The most drafts that are made durable together.
const GROUP_DRAFTS: usize = 128;
/// The bytes of text from which on a group takes no more drafts.
const GROUP_BYTES: usize = 1 << 20;
/// How long a group waits for more drafts.
const GROUP_WAIT: Duration = Duration::from_millis(200);
/// The most bad records that a report lists; all are counted.
const LISTED: usize = 1000;

/// Sums up a load.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct LoadReport {
    /// Articles whose key was new.
    pub added: u64,
    /// Articles that took the place of another.
    pub replaced: u64,
    /// Articles that stood there already, just so.
    pub unchanged: u64,
    /// Records that could not be taken.
    pub skipped: u64,
    /// Which records could not be taken, and why; the first 1,000 of them, in the order of the input.
    pub problems: Vec<Skipped>,
    /// Paragraphs of the articles that were added, replaced or unchanged.
    pub paragraphs: u64,
    /// Quotes of those articles.
    pub quotes: u64,
}

impl LoadReport {
    /// Returns how many articles the store now has from the input, whether added, replaced or unchanged.
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.added + self.replaced + self.unchanged
    }

    fn count(&mut self, stored: &Stored) {
        match stored.outcome {
            Outcome::Added => self.added += 1,
            Outcome::Replaced => self.replaced += 1,
            Outcome::Unchanged => self.unchanged += 1,
        }
        self.paragraphs += stored.paragraphs as u64;
        self.quotes += stored.quotes as u64;
    }

    /// Lists what was skipped, as far as there is room for it.
    pub(crate) fn list(&mut self, skipped: impl IntoIterator<Item = Skipped>) {
        let room = LISTED.saturating_sub(self.problems.len());
        self.problems.extend(skipped.into_iter().take(room));
    }
}

/// A record that could not be taken.
#[derive(Debug)]
#[non_exhaustive]
pub struct Skipped {
    /// Which record of the input it is, counted from 1; of an import, the number of its line.
    pub position: u64,
    /// Why it could not be taken. Where the record has a line number, this names it.
    pub reason: Error,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {}: {}", self.position, self.reason.chain())
    }
}

/// Tells how far a load is, after each group of articles.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// All that was done so far.
    pub report: &'a LoadReport,
    /// The external keys of the articles since the last call, in the order of the input. They are as durable now as
    /// the store is opened for.
    pub keys: &'a [String],
    /// The records that were skipped since the last call.
    pub skipped: &'a [Skipped],
}

/// Loads many articles: one thread reads and extracts while another stores. Made by [`Store::loader`].
#[must_use]
pub struct Loader<'a> {
    store: &'a Store,
    extractor: &'a dyn Extract,
    progress: Box<dyn FnMut(&Progress<'_>) + 'a>,
    numbers: Option<&'a mut SpeakerNumbers>,
}

impl fmt::Debug for Loader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader").field("extractor", &self.extractor.id()).finish_non_exhaustive()
    }
}

impl Store {
    /// Extracts from an article with the built-in extractor for English and stores it.
    ///
    /// A draft that brings an extraction of its own keeps it. Else as [`put`](Store::put).
    ///
    /// # Errors
    /// As [`put`](Store::put).
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Draft, Outcome, Store};
    /// let folder = tempfile::tempdir()?;
    /// let store = Store::create(folder.path().join("news.onrecord"))?;
    /// let draft = Draft::new("“We won,” said Nigerian minister Ada Nkemelu.").key("vote");
    /// assert_eq!(store.ingest(&draft)?.outcome, Outcome::Added);
    /// assert_eq!(store.ingest(&draft)?.outcome, Outcome::Unchanged);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ingest(&self, draft: &Draft) -> Result<Stored> {
        self.ingest_with(&ENGLISH, draft)
    }

    /// Extracts from an article with an extractor of your own and stores it.
    ///
    /// A draft that brings an extraction keeps it. Else as [`put`](Store::put).
    ///
    /// # Errors
    /// As [`put`](Store::put).
    pub fn ingest_with(&self, extractor: &dyn Extract, draft: &Draft) -> Result<Stored> {
        if draft.extraction.is_some() {
            return self.put(draft);
        }
        let mut draft = draft.clone();
        extract(extractor, &mut draft);
        self.put(&draft)
    }

    /// Returns a bulk loader with the built-in extractor.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Draft, Error, Store};
    /// let folder = tempfile::tempdir()?;
    /// let store = Store::create(folder.path().join("news.onrecord"))?;
    /// let drafts = ["one", "two"].map(|key| Draft::new("“We won,” said Ada Nkemelu.").key(key));
    /// let report = store
    ///     .loader()
    ///     .progress(|progress| println!("{} stored", progress.report.articles()))
    ///     .run(drafts.into_iter().map(Ok::<_, Error>))?;
    /// assert_eq!(report.added, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn loader(&self) -> Loader<'_> {
        Loader { store: self, extractor: &ENGLISH, progress: Box::new(|_| {}), numbers: None }
    }

    /// Extracts again, with `extractor`, from every article that another extractor, or another version of it, was
    /// used on, and replaces what that found.
    ///
    /// Quotes that users brought are left alone, and so are corrections. In the report, `replaced` articles were
    /// extracted again and `unchanged` ones were left as they are; a record's position is that of its article in
    /// the order of ids. Articles that are stored meanwhile are not looked at. An interrupted run is gone on with
    /// by running again.
    ///
    /// # Errors
    /// `Storage`, `Corrupt` and `Io` where the store fails, and `Poisoned` after a storage error.
    pub fn reextract(&self, extractor: &dyn Extract) -> Result<LoadReport> {
        let mut report = LoadReport::default();
        let mut pending = Pending::default();
        for raw in 1..self.next_article()? {
            self.extract_again(extractor, ArticleId::from_u64(raw), &mut pending, &mut report)?;
            if pending.bytes >= GROUP_BYTES || pending.drafts.len() >= GROUP_DRAFTS {
                self.replace_pending(extractor, &mut pending, &mut report)?;
            }
        }
        while !pending.drafts.is_empty() {
            self.replace_pending(extractor, &mut pending, &mut report)?;
        }
        self.end_load()?;
        Ok(report)
    }

    fn extract_again(
        &self,
        extractor: &dyn Extract,
        article: ArticleId,
        pending: &mut Pending,
        report: &mut LoadReport,
    ) -> Result<()> {
        let reading = self.inner.reading();
        let Some(head) = reading.article(article)? else { return Ok(()) };
        let _pin = Arc::clone(reading.moment());
        drop(reading);
        pending.position += 1;
        let by = head.extractor.as_str();
        if by.is_empty() || by == extractor.id() {
            report.unchanged += 1;
            report.paragraphs += u64::from(head.paragraphs.to_native());
            report.quotes += u64::from(head.quotes.to_native());
            return Ok(());
        }
        let mut draft = self.inner.restore(&head)?.draft;
        extract(extractor, &mut draft);
        pending.bytes += draft.text.len();
        pending.drafts.push((draft, head.revision.to_native()));
        pending.articles.push((pending.position, article));
        Ok(())
    }

    /// Stores what is pending; an article that was stored anew meanwhile is looked at again.
    fn replace_pending(
        &self,
        extractor: &dyn Extract,
        pending: &mut Pending,
        report: &mut LoadReport,
    ) -> Result<()> {
        pending.bytes = 0;
        let articles = take(&mut pending.articles);
        let outcomes = self.replace_group(&take(&mut pending.drafts))?;
        for ((position, article), outcome) in articles.into_iter().zip(outcomes) {
            match outcome {
                Ok(Some(stored)) => report.count(&stored),
                Ok(None) => {
                    pending.position -= 1;
                    self.extract_again(extractor, article, pending, report)?;
                }
                Err(reason) => {
                    report.skipped += 1;
                    report.list([Skipped { position, reason }]);
                }
            }
        }
        Ok(())
    }
}

/// Drafts that were extracted again, each with the revision that it takes the place of.
#[derive(Default)]
struct Pending {
    drafts: Vec<(Draft, u64)>,
    articles: Vec<(u64, ArticleId)>,
    position: u64,
    bytes: usize,
}

/// Extracts from a draft. A text longer than a store takes is left to be refused.
fn extract(extractor: &dyn Extract, draft: &mut Draft) {
    if draft.text.len() <= limits::TEXT_BYTES {
        let mut found = extractor.extract(&draft.text);
        extractor.id().clone_into(&mut found.extractor);
        draft.extraction = Some(found);
    }
}

impl<'a> Loader<'a> {
    /// Extracts with an extractor of your own.
    pub fn extractor(mut self, extractor: &'a dyn Extract) -> Self {
        self.extractor = extractor;
        self
    }

    /// Calls `progress` on the calling thread after each group of articles, and after the last record.
    ///
    /// A group is at most 128 articles, and a few hundred milliseconds' work.
    pub fn progress(mut self, progress: impl FnMut(&Progress<'_>) + 'a) -> Self {
        self.progress = Box::new(progress);
        self
    }

    /// Lets quotes go by the number that their draft gives the speaker.
    pub(crate) fn numbers(mut self, numbers: &'a mut SpeakerNumbers) -> Self {
        self.numbers = Some(numbers);
        self
    }

    /// Stores all drafts in their order, and skips and reports what is none or is refused.
    ///
    /// The calling thread reads, extracts and checks, a second one stores; a few groups are in memory at a time. Each article
    /// is a commit of its own. After an interruption, load the same input again: what is there is found unchanged.
    ///
    /// # Errors
    /// `Storage`, `Corrupt` and `Io` where the store fails, and `Poisoned` after a storage error; the groups that
    /// were reported are stored.
    pub fn run<E>(self, records: impl IntoIterator<Item = Result<Draft, E>>) -> Result<LoadReport>
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        self.run_at((1..).zip(records))
    }

    /// Stores drafts as [`run`](Self::run) does, each with its position in the input.
    pub(crate) fn run_at<E>(
        self,
        records: impl Iterator<Item = (u64, Result<Draft, E>)>,
    ) -> Result<LoadReport>
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let Self { store, extractor, progress, numbers } = self;
        let (to_store, groups) = sync_channel(1);
        let (to_report, stored) = channel();
        let mut tally =
            Tally { report: LoadReport::default(), keys: Vec::new(), skipped: Vec::new(), progress };
        thread::scope(|scope| {
            let writer = scope.spawn(move || store_groups(store, &groups, &to_report, numbers));
            // Owned here, so that the writer ends where an extractor panics.
            let (to_store, stored) = (to_store, stored);
            let mut group = Group::default();
            for (position, record) in records {
                match record {
                    Ok(mut draft) => {
                        if draft.extraction.is_none() {
                            extract(extractor, &mut draft);
                        }
                        let key = draft.external_key();
                        match Vetted::owned(draft, key.clone()) {
                            Ok(vetted) => group.push(position, vetted),
                            Err(refused) => tally.skip(position, refused_as(&key, refused)),
                        }
                    }
                    Err(reason) => tally.skip(position, unreadable(reason.into())),
                }
                if group.is_due() && to_store.send(take(&mut group)).is_err() {
                    break;
                }
                for group in stored.try_iter() {
                    tally.take(group);
                }
            }
            if !group.drafts.is_empty() {
                // A writer that has stopped says why below.
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
        store.end_load()?;
        tally.tell();
        tally.report.problems.sort_by_key(|skipped| skipped.position);
        Ok(tally.report)
    }
}

/// Keeps an error of this crate as it is, and puts one of ours before any other.
fn unreadable(reason: Box<dyn StdError + Send + Sync>) -> Error {
    match reason.downcast::<Error>() {
        Ok(error) => *error,
        Err(other) => Error::invalid("the record cannot be read").with_source(other),
    }
}

/// Says which article was refused.
fn refused_as(key: &str, refused: Error) -> Error {
    refused.at(format_args!("article {key:?}"))
}

/// Drafts that are stored and made durable together.
#[derive(Default)]
struct Group {
    drafts: Vec<Vetted<'static>>,
    positions: Vec<u64>,
    bytes: usize,
    since: Option<Instant>,
}

impl Group {
    fn push(&mut self, position: u64, draft: Vetted<'static>) {
        self.bytes += draft.text_bytes();
        self.drafts.push(draft);
        self.positions.push(position);
        self.since.get_or_insert_with(Instant::now);
    }

    fn is_due(&self) -> bool {
        self.drafts.len() >= GROUP_DRAFTS
            || self.bytes >= GROUP_BYTES
            || self.since.is_some_and(|since| since.elapsed() >= GROUP_WAIT)
    }
}

/// What became of each draft of a group: its position, and its key and what was stored, or why it was refused.
type Done = Vec<(u64, Result<(String, Stored)>)>;

fn store_groups(
    store: &Store,
    groups: &Receiver<Group>,
    done: &Sender<Done>,
    mut numbers: Option<&mut SpeakerNumbers>,
) -> Result<()> {
    for group in groups {
        let outcomes = store.put_group(&group.drafts, numbers.as_deref_mut())?;
        let drafts = group.positions.iter().zip(&group.drafts);
        let named = drafts.zip(outcomes).map(|((position, draft), outcome)| {
            let key = draft.key();
            let outcome = outcome.map(|stored| (key.to_owned(), stored));
            (*position, outcome.map_err(|refused| refused_as(key, refused)))
        });
        if done.send(named.collect()).is_err() {
            break;
        }
    }
    Ok(())
}

/// Counts what was done and tells of it.
struct Tally<'a> {
    report: LoadReport,
    keys: Vec<String>,
    skipped: Vec<Skipped>,
    progress: Box<dyn FnMut(&Progress<'_>) + 'a>,
}

impl Tally<'_> {
    fn skip(&mut self, position: u64, reason: Error) {
        self.report.skipped += 1;
        self.skipped.push(Skipped { position, reason });
        // Where nothing but bad records comes, they are told of too, and do not pile up.
        if self.skipped.len() >= GROUP_DRAFTS {
            self.tell();
        }
    }

    fn take(&mut self, group: Done) {
        for (position, outcome) in group {
            match outcome {
                Ok((key, stored)) => {
                    self.report.count(&stored);
                    self.keys.push(key);
                }
                Err(reason) => self.skip(position, reason),
            }
        }
        self.tell();
    }

    fn tell(&mut self) {
        let progress = Progress { report: &self.report, keys: &self.keys, skipped: &self.skipped };
        (self.progress)(&progress);
        self.keys.clear();
        self.report.list(self.skipped.drain(..));
    }
}
