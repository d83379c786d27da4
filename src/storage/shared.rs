//! The open store that all handles share, and what its views share.

use std::collections::{BTreeMap, VecDeque};
use std::mem::{replace, take};
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::compaction::CompactionControl;
use super::engine::only_read;
use super::files::HighWater;
use super::known::KnownSpeakers;
use super::memtable::{IndexDelta, MemTables};
use super::metrics::Metrics;
use super::name_keys::known_from;
use super::overrides::Overrides;
use super::tables::Tables;
#[cfg(feature = "fulltext")]
use super::text::{TextViews, Texts};
use super::watchers::Watchers;
use super::writer::{Checkpointer, Durability, Epoch, PendingFree, Writer};
use crate::error::{Error, ErrorKind, Result};
use crate::model::ArticleId;
use crate::record::{
    ArchivedQuoteRecord, ArticleRecord, CheckpointValue, INLINE_TEXT_BYTES, Packed, QuoteRecord,
    TextPageRecord, Valid,
};

/// An open store: its tables, the memtables over them, the one writer and the checkpoints.
///
/// A checkpoint in the background shares it with the handles of the store ([`StorageHandle`]).
#[derive(Debug)]
pub(crate) struct Storage {
    /// Those that are current. A compaction puts others in their place, under the locks of the
    /// writer, of the checkpoints and of what is visible.
    tables: RwLock<Arc<Tables>>,
    /// Those that were current before and that a view may still read.
    replaced: Mutex<Vec<Weak<Tables>>>,
    pub(crate) current: OwnLine<RwLock<Current>>,
    pub(crate) writer: Mutex<Writer>,
    pub(crate) checkpointer: Mutex<Checkpointer>,
    /// The threads of checkpoints in the background that have not ended.
    pub(crate) background: Mutex<Vec<JoinHandle<()>>>,
    /// The compaction in the background, if one goes on.
    pub(crate) compaction: Mutex<Weak<CompactionControl>>,
    /// The microseconds that each commit is held up while a compaction catches up; most often 0.
    pub(crate) commit_pause: AtomicU64,
    /// What earlier checkpoints retired, oldest first, each under the epoch that readers of it pin.
    pending_free: Mutex<VecDeque<PendingFree>>,
    /// `None` of a publication, which is only read, and of the copy that a compaction writes.
    high_water: Option<Mutex<HighWater>>,
    /// The number of the recovery epoch.
    pub(crate) epoch: AtomicU64,
    this: Weak<Self>,
    pub(crate) watchers: Arc<Watchers>,
    #[cfg(feature = "fulltext")]
    pub(crate) texts: Texts,
    /// The LSN of the last commit that survives the end of this process.
    pub(crate) flushed: AtomicU64,
    /// The random id that the store has had since it was made.
    pub(crate) id: [u8; 16],
    pub(crate) durability: Durability,
    /// The most commits that the checkpoint LSN lags.
    pub(crate) lag: u64,
    /// The bytes of the disk that commits leave free; 0 for none.
    pub(crate) reserve: u64,
    /// How long a query takes at least to be told of; `None` for none.
    pub(crate) slow: Option<Duration>,
    pub(crate) metrics: Metrics,
    /// The bytes of both caches.
    pub(crate) cache_bytes: u64,
}

/// The choices of an open that hold until the store is closed; see the fields of [`Storage`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choices {
    pub(crate) durability: Durability,
    pub(crate) lag: u64,
    pub(crate) reserve: u64,
    pub(crate) slow: Option<Duration>,
    pub(crate) cache_bytes: u64,
}

/// A value on cache lines of its own: what readers lock is not beside what the writer writes.
#[derive(Debug)]
#[repr(align(128))]
pub(crate) struct OwnLine<T>(T);

impl<T> Deref for OwnLine<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.0
    }
}

/// What is visible now. Replaced as one under the write lock, so a reader sees all of a commit or
/// nothing of it.
#[derive(Debug)]
pub(crate) struct Current {
    pub(crate) memtables: MemTables,
    pub(crate) view: Arc<ReadView>,
}

/// What all views share that were taken between two commits: storage handle, overrides, known
/// speakers and pinned epoch.
#[derive(Clone, Debug)]
pub(crate) struct ReadView {
    pub(crate) tables: Arc<Tables>,
    pub(crate) overrides: Arc<Overrides>,
    pub(crate) known: Arc<KnownSpeakers>,
    /// Keeps what was visible then from being deleted.
    pub(crate) epoch: Arc<Epoch>,
    storage: Weak<StorageHandle>,
    /// The memtables of a snapshot; `None` for views of what is visible now.
    pub(crate) frozen: Option<MemTables>,
    /// The indexes of words of a snapshot, which are never ahead of it.
    #[cfg(feature = "fulltext")]
    pub(crate) texts: TextViews,
}

/// An open store as its handles and queries share it. When the last of them goes, the store is
/// closed.
#[derive(Debug)]
pub(crate) struct StorageHandle(Arc<Storage>);

impl StorageHandle {
    /// Puts an open store together; nothing of its WAL past `checkpoint_lsn` is visible yet.
    pub(crate) fn new(
        tables: Arc<Tables>,
        root: CheckpointValue,
        high_water: Option<HighWater>,
        id: [u8; 16],
        choices: Choices,
    ) -> Arc<Self> {
        let Choices { durability, lag, reserve, slow, cache_bytes } = choices;
        Arc::new_cyclic(|storage| {
            let view = ReadView {
                tables: Arc::clone(&tables),
                overrides: Arc::default(),
                known: Arc::default(),
                epoch: Arc::default(),
                storage: Weak::clone(storage),
                frozen: None,
                #[cfg(feature = "fulltext")]
                texts: TextViews::default(),
            };
            let memtables = MemTables::new(root.checkpoint_lsn);
            let writer = Writer {
                next_article: root.next_article,
                next_speaker: root.next_speaker,
                next_revision: root.next_revision,
                clean: root.clean,
                epochs: root.epochs.clone(),
                tombstones: BTreeMap::new(),
                call: (Instant::now(), 0),
            };
            let epoch = root.epochs.last().map_or(0, |epoch| epoch.epoch);
            let next_page_id = root.next_page_id;
            Self(Arc::new_cyclic(|this| Storage {
                tables: RwLock::new(tables),
                replaced: Mutex::default(),
                current: OwnLine(RwLock::new(Current { memtables, view: Arc::new(view) })),
                writer: Mutex::new(writer),
                checkpointer: Mutex::new(Checkpointer { root, next_root: None, next_page_id }),
                background: Mutex::default(),
                compaction: Mutex::default(),
                commit_pause: AtomicU64::new(0),
                pending_free: Mutex::default(),
                high_water: high_water.map(Mutex::new),
                epoch: AtomicU64::new(epoch),
                this: Weak::clone(this),
                watchers: Arc::default(),
                #[cfg(feature = "fulltext")]
                texts: Texts::default(),
                flushed: AtomicU64::new(0),
                id,
                durability,
                lag,
                reserve,
                slow,
                metrics: Metrics::default(),
                cache_bytes,
            }))
        })
    }
}

impl Deref for StorageHandle {
    type Target = Arc<Storage>;

    fn deref(&self) -> &Arc<Storage> {
        &self.0
    }
}

impl Storage {
    /// Returns the id that tells the store from all others.
    pub(crate) fn id(&self) -> [u8; 16] {
        self.id
    }

    /// Shares the store with a thread. `None` if its last handle was dropped.
    pub(crate) fn shared(&self) -> Option<Arc<Self>> {
        self.this.upgrade()
    }

    /// Returns the tables that are current.
    pub(crate) fn tables(&self) -> Arc<Tables> {
        Arc::clone(&self.tables.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Locks the writer.
    pub(crate) fn writer(&self) -> Result<MutexGuard<'_, Writer>> {
        self.tables().engine.check()?;
        self.writer.lock().map_err(|_| panicked())
    }

    /// Locks the checkpoints, after the one that goes on.
    pub(crate) fn checkpointer(&self) -> Result<MutexGuard<'_, Checkpointer>> {
        self.tables().engine.check()?;
        self.checkpointer.lock().map_err(|_| panicked())
    }

    /// Returns whether the store has a high-water file.
    pub(crate) fn has_high_water(&self) -> bool {
        self.high_water.is_some()
    }

    /// Locks the high-water file.
    pub(crate) fn high_water(&self) -> Result<MutexGuard<'_, HighWater>> {
        let high_water = self.high_water.as_ref().ok_or_else(only_read)?;
        high_water.lock().map_err(|_| panicked())
    }

    /// Locks what earlier checkpoints retired.
    pub(crate) fn pending_free(&self) -> MutexGuard<'_, VecDeque<PendingFree>> {
        self.pending_free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses if the disk has less room than the reserve.
    pub(crate) fn check_room(&self) -> Result<()> {
        self.tables().folder.as_ref().map_or(Ok(()), |folder| folder.check_room(self.reserve))
    }

    /// Locks the writer for commits: the disk has room for them.
    pub(crate) fn writer_with_room(&self) -> Result<MutexGuard<'_, Writer>> {
        let asked = Instant::now();
        let mut writer = self.writer()?;
        writer.call = (asked, self.metrics.commits.load(Ordering::Relaxed));
        self.check_room()?;
        Ok(writer)
    }

    /// Makes commits visible, as one, to the reads that begin from now on.
    pub(crate) fn publish(&self, deltas: impl IntoIterator<Item = IndexDelta>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let tables = Arc::clone(&current.view.tables);
        for mut delta in deltas {
            if let Some(overrides) = delta.overrides.take() {
                current.set_overrides(overrides);
            }
            current.set_known(delta.names.iter().map(|(key, is_known)| (key, *is_known)));
            Arc::make_mut(&mut current.memtables.active).publish(delta, &tables.cache);
        }
        drop(current);
        self.watchers.wake();
    }

    /// Puts the tables and memtables of another open store, which holds the same commits and has no
    /// sealed memtable, in the place of those here. The writer is locked, and so are the
    /// checkpoints of both.
    ///
    /// Readers of before go on with the tables of before.
    pub(crate) fn take_over(
        &self,
        new: &Self,
        of_new: &Checkpointer,
        checkpointer: &mut Checkpointer,
    ) {
        let Checkpointer { root, next_page_id, .. } = of_new;
        *checkpointer =
            Checkpointer { root: root.clone(), next_root: None, next_page_id: *next_page_id };
        let tables = new.tables();
        let memtables =
            new.current.read().unwrap_or_else(PoisonError::into_inner).memtables.clone();
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let view = current.view.with(Arc::clone(&current.view.overrides), Arc::default());
        current.view = Arc::new(ReadView { tables: Arc::clone(&tables), ..view });
        current.memtables = memtables;
        *self.pending_free() = take(&mut *new.pending_free());
        let before =
            replace(&mut *self.tables.write().unwrap_or_else(PoisonError::into_inner), tables);
        let mut replaced = self.replaced.lock().unwrap_or_else(PoisonError::into_inner);
        replaced.retain(|tables| tables.strong_count() > 0);
        replaced.push(Arc::downgrade(&before));
    }

    /// Returns whether views of before a compaction are open.
    pub(crate) fn has_views_of_before(&self) -> bool {
        let replaced = self.replaced.lock().unwrap_or_else(PoisonError::into_inner);
        replaced.iter().any(|tables| tables.strong_count() > 0)
    }
}

/// Returns the error of a store of which a thread panicked.
pub(crate) fn panicked() -> Error {
    let message = "a thread panicked while it wrote to the store; reopen the store";
    Error::new(ErrorKind::Poisoned, message)
}

impl Current {
    /// Shows these overrides to the views that are taken from now on.
    pub(crate) fn set_overrides(&mut self, overrides: Arc<Overrides>) {
        self.view = Arc::new(self.view.with(overrides, Arc::clone(&self.view.epoch)));
    }

    /// Shows these changes of the names table, if they are of known speakers, to the views that are
    /// taken from now on.
    pub(crate) fn set_known<'k>(&mut self, names: impl Iterator<Item = (&'k Vec<u8>, bool)>) {
        for (key, is_known) in names {
            if let Some((country, speaker)) = known_from(key) {
                // Copied only if a view of before shares it.
                let known = &mut Arc::make_mut(&mut self.view).known;
                Arc::make_mut(known).set(country, speaker, is_known);
            }
        }
    }

    /// Begins an epoch and returns the one that ends.
    pub(crate) fn next_epoch(&mut self) -> Arc<Epoch> {
        let ended = Arc::clone(&self.view.epoch);
        self.view = Arc::new(self.view.with(Arc::clone(&self.view.overrides), Arc::default()));
        ended
    }
}

impl ReadView {
    fn with(&self, overrides: Arc<Overrides>, epoch: Arc<Epoch>) -> Self {
        let Self { tables, known, storage, .. } = self;
        let (tables, known) = (Arc::clone(tables), Arc::clone(known));
        Self {
            tables,
            overrides,
            known,
            epoch,
            storage: Weak::clone(storage),
            frozen: None,
            #[cfg(feature = "fulltext")]
            texts: TextViews::default(),
        }
    }

    /// Returns the view of a snapshot of these memtables.
    pub(crate) fn freeze(&self, memtables: MemTables) -> Self {
        let (overrides, epoch) = (Arc::clone(&self.overrides), Arc::clone(&self.epoch));
        Self { frozen: Some(memtables), ..self.with(overrides, epoch) }
    }

    /// Returns the view of a snapshot that searches indexes of words.
    #[cfg(feature = "fulltext")]
    pub(crate) fn with_texts(self, texts: TextViews) -> Self {
        Self { texts, ..self }
    }

    /// Returns the open store.
    ///
    /// # Errors
    /// `Closed` if its last handle was dropped.
    pub(crate) fn storage(&self) -> Result<Arc<StorageHandle>> {
        self.storage.upgrade().ok_or_else(|| {
            let message =
                "the last handle of the store was dropped; keep one to look further things up";
            Error::new(ErrorKind::Closed, message)
        })
    }

    /// Returns the quote page that holds the quote at `ordinal`, if the revision has one.
    pub(crate) fn quote_page(
        &self,
        article: ArticleId,
        revision: u64,
        ordinal: u32,
    ) -> Result<Option<Packed<QuoteRecord>>> {
        let holds = |page: &Packed<QuoteRecord>| {
            let first = page.key(0)?.quote().ordinal();
            Some(first <= ordinal && ordinal as usize - (first as usize) < page.len())
        };
        // Most articles have one page; how many there are is in the head.
        let first = self.tables.quotes(revision, 0)?;
        if holds(&first) == Some(true) {
            return Ok(Some(first));
        }
        let pages = self.tables.pinned_head(article.to_u64(), revision)?.quote_pages.to_native();
        let page = last_page(
            pages,
            |page| self.tables.quotes(revision, page),
            |page| page.key(0).is_some_and(|key| key.quote().ordinal() <= ordinal),
        )?;
        Ok(page.map(|(_, page)| page).filter(|page| holds(page) == Some(true)))
    }

    /// Returns the words of a quote of a revision that is pinned, if its record does not have them.
    pub(crate) fn long_text(
        &self,
        article: ArticleId,
        record: &ArchivedQuoteRecord,
    ) -> Result<Option<String>> {
        let (start, end) = (record.start.to_native(), record.end.to_native());
        if end.saturating_sub(start) as usize <= INLINE_TEXT_BYTES {
            return Ok(None);
        }
        let revision = record.revision.to_native();
        let head = self.tables.pinned_head(article.to_u64(), revision)?;
        let missing =
            || Error::corrupt(format!("the text of a quote of article {article} is missing"));
        let (page, _) = self.body_page(&head, |body| body.start <= start)?.ok_or_else(missing)?;
        self.tables.join(revision, page, start, end).map(Some)
    }

    /// Returns the last body page for which `begins` holds, as it does for all before it, and its
    /// number.
    pub(crate) fn body_page(
        &self,
        head: &Valid<ArticleRecord>,
        begins: impl Fn(&Valid<TextPageRecord>) -> bool,
    ) -> Result<Option<(u32, Valid<TextPageRecord>)>> {
        let revision = head.revision.to_native();
        last_page(head.body_pages.to_native(), |page| self.tables.body(revision, page), begins)
    }
}

/// Finds the last of `pages` pages for which `begins` holds, as it does for all before it.
fn last_page<P>(
    pages: u32,
    read: impl Fn(u32) -> Result<P>,
    begins: impl Fn(&P) -> bool,
) -> Result<Option<(u32, P)>> {
    let (mut found, mut low, mut high) = (None, 0, pages);
    while low < high {
        let middle = low + (high - low) / 2;
        let page = read(middle)?;
        if begins(&page) {
            found = Some((middle, page));
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(found)
}
