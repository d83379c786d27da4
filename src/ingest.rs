//! From text to stored quotes: one article, many, and those that an older extractor found.

use std::error::Error as StdError;
use std::fmt;
use std::mem::take;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Result};
use crate::extract::Extract;
use crate::model::{ArticleId, Draft, limits};
use crate::storage::{
    Outcome, SpeakerNumbers, Storage, Stored, ValidatedDraft, decode_article, end_load,
    next_article, put, put_group, read, replace_group,
};

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
    /// Articles that replaced another.
    pub replaced: u64,
    /// Articles that stood there already, just so.
    pub unchanged: u64,
    /// Records that could not be taken.
    pub skipped: u64,
    /// Which records could not be taken, and why; the first 1,000 of them, in the order of the
    /// input.
    pub problems: Vec<Skipped>,
    /// Paragraphs of the articles that were added, replaced or unchanged.
    pub paragraphs: u64,
    /// Quotes of those articles.
    pub quotes: u64,
}

impl LoadReport {
    /// Returns how many articles the store now has from the input, whether added, replaced or
    /// unchanged.
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

    /// Counts and lists a skipped record.
    fn skip(&mut self, position: u64, reason: Error) {
        self.skipped += 1;
        self.list([Skipped { position, reason }]);
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
    /// Why it could not be taken. Names the line if the record has a line number.
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
pub struct LoadProgress<'a> {
    /// All that was done so far.
    pub report: &'a LoadReport,
    /// The external keys of the articles since the last call, in the order of the input. They are
    /// as durable now as the store is opened for.
    pub keys: &'a [String],
    /// The records that were skipped since the last call.
    pub skipped: &'a [Skipped],
}

/// Loads many articles: one thread reads and extracts while another stores. Made by
/// [`Store::loader_with`](crate::Store::loader_with).
#[must_use]
pub struct Loader<'a> {
    storage: Arc<Storage>,
    extractor: &'a dyn Extract,
    progress: Box<dyn FnMut(&LoadProgress<'_>) + 'a>,
    numbers: Option<&'a mut SpeakerNumbers>,
}

impl fmt::Debug for Loader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader").field("extractor", &self.extractor.id()).finish_non_exhaustive()
    }
}

/// Extracts from a draft that brings no extraction of its own, and stores it.
pub(crate) fn ingest(storage: &Storage, extractor: &dyn Extract, draft: &Draft) -> Result<Stored> {
    if draft.extraction.is_some() {
        return put(storage, draft);
    }
    put(storage, &extract(extractor, draft.clone())?)
}

/// Extracts again from every article that another extractor, or another version of it, was used on.
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
    let _pin = Arc::clone(guard.view());
    drop(guard);
    pending.position += 1;
    let by = head.extractor.as_str();
    if by.is_empty() || by == extractor.id() {
        report.unchanged += 1;
        report.paragraphs += u64::from(head.paragraphs.to_native());
        report.quotes += u64::from(head.quotes.to_native());
        return Ok(());
    }
    let draft = match extract(extractor, decode_article(&storage.tables, &head)?.draft) {
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

/// Stores what is pending; an article that was stored anew meanwhile is looked at again.
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

/// Drafts that were extracted again, each with the revision that it replaces.
#[derive(Default)]
struct Pending {
    drafts: Vec<(Draft, u64)>,
    articles: Vec<(u64, ArticleId)>,
    position: u64,
    bytes: usize,
}

/// Returns a draft with what `extractor` finds in it. A text longer than the limit is not read:
/// validation refuses it.
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
    pub(crate) fn new(storage: &Arc<Storage>, extractor: &'a dyn Extract) -> Self {
        Self { storage: Arc::clone(storage), extractor, progress: Box::new(|_| {}), numbers: None }
    }

    /// Calls `progress` on the calling thread after each group of articles, and after the last
    /// record.
    ///
    /// A group is at most 128 articles, and a few hundred milliseconds' work.
    pub fn progress(mut self, progress: impl FnMut(&LoadProgress<'_>) + 'a) -> Self {
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
    /// The calling thread reads, extracts and checks, a second one stores; a few groups are in
    /// memory at a time. Each article is a commit of its own. After an interruption, load the same
    /// input again: what is there is found unchanged.
    ///
    /// # Errors
    /// `Storage`, `Corrupt` and `Io` if the store fails, and `Poisoned` after a storage error;
    /// the groups that were reported are stored.
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
        let Self { storage, extractor, progress, numbers } = self;
        let (to_store, groups) = sync_channel(1);
        let (to_report, stored) = channel();
        let mut tally = Tally {
            report: LoadReport::default(),
            keys: Vec::new(),
            skipped: Vec::new(),
            progress,
        };
        let writer_of = &*storage;
        thread::scope(|scope| {
            // Owned by the thread, so that the channels close when it ends.
            let store = move || store_groups(writer_of, &groups, &to_report, numbers);
            let writer = thread::Builder::new().spawn_scoped(scope, store).map_err(|error| {
                let message = "the system has no thread for the writer of the load";
                Error::new(ErrorKind::Io, message).with_source(error)
            })?;
            // Owned here, so that the writer ends if an extractor panics.
            let (to_store, stored) = (to_store, stored);
            let mut group = Group::default();
            for (position, record) in records {
                let draft = record.map_err(|reason| unreadable(reason.into()));
                match draft.and_then(|draft| validated(extractor, draft)) {
                    Ok(draft) => group.push(position, draft),
                    Err(reason) => tally.skip(position, reason),
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
        end_load(&storage)?;
        tally.tell();
        tally.report.problems.sort_by_key(|skipped| skipped.position);
        Ok(tally.report)
    }
}

/// Extracts from a draft that brings no extraction of its own, and validates it.
fn validated(extractor: &dyn Extract, draft: Draft) -> Result<ValidatedDraft<'static>> {
    let draft = if draft.extraction.is_some() { draft } else { extract(extractor, draft)? };
    let key = draft.external_key();
    ValidatedDraft::owned(draft, key.clone()).map_err(|refused| refused_as(&key, refused))
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
    drafts: Vec<ValidatedDraft<'static>>,
    positions: Vec<u64>,
    bytes: usize,
    since: Option<Instant>,
}

impl Group {
    fn push(&mut self, position: u64, draft: ValidatedDraft<'static>) {
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

/// What became of each draft of a group: its position, and its key and what was stored, or why it
/// was refused.
type Done = Vec<(u64, Result<(String, Stored)>)>;

fn store_groups(
    storage: &Storage,
    groups: &Receiver<Group>,
    done: &Sender<Done>,
    mut numbers: Option<&mut SpeakerNumbers>,
) -> Result<()> {
    for group in groups {
        let outcomes = put_group(storage, &group.drafts, numbers.as_deref_mut())?;
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
    progress: Box<dyn FnMut(&LoadProgress<'_>) + 'a>,
}

impl Tally<'_> {
    fn skip(&mut self, position: u64, reason: Error) {
        self.report.skipped += 1;
        self.skipped.push(Skipped { position, reason });
        // If nothing but bad records comes, they are reported too, and do not pile up.
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
        let progress =
            LoadProgress { report: &self.report, keys: &self.keys, skipped: &self.skipped };
        (self.progress)(&progress);
        self.keys.clear();
        self.report.list(self.skipped.drain(..));
    }
}
