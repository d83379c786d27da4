//! What is shown, and the threads that read it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use onrecord::{OpenOptions, Snapshot, Store};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::counts::KeptCounts;
use crate::failure::Failure;

/// The time after which a request is answered with an error.
const REQUEST: Duration = Duration::from_secs(10);

/// The searches that are shown live at once.
const LIVE: usize = 64;

/// A store or a published file, and what a request may do with it.
///
/// # Examples
/// ```
/// use browse::Site;
/// use onrecord::Store;
/// # let folder = tempfile::tempdir()?;
/// let site = Site::of(Store::create_new(folder.path().join("news.onrecord"))?);
/// let site = site.allow_edits("a token that nobody guesses");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Site {
    source: Source,
    readers: Arc<Semaphore>,
    live: Arc<Semaphore>,
    token: Option<Arc<str>>,
    counts: KeptCounts,
}

#[derive(Clone, Debug)]
enum Source {
    Store(Store),
    Published(Snapshot),
}

impl Site {
    /// Opens a store, or a file that a store was published to. A store is locked for as long as it
    /// is open, and gets an index of words, which fills while pages are shown.
    ///
    /// # Errors
    /// Those of [`OpenOptions::open`] and [`Snapshot::open`].
    pub fn open(path: impl AsRef<Path>) -> onrecord::Result<Self> {
        let path = path.as_ref();
        if path.is_file() {
            return Ok(Self::new(Source::Published(Snapshot::open(path)?)));
        }
        Ok(Self::of(OpenOptions::new().text_index(true).open(path)?))
    }

    /// Shows an open store. It is searched by words if it is open with an index of them.
    #[must_use]
    pub fn of(store: Store) -> Self {
        Self::new(Source::Store(store))
    }

    fn new(source: Source) -> Self {
        let threads = std::thread::available_parallelism().map_or(4, |count| count.get() * 2);
        Self {
            source,
            readers: Arc::new(Semaphore::new(threads.clamp(4, 32))),
            live: Arc::new(Semaphore::new(LIVE)),
            token: None,
            counts: KeptCounts::default(),
        }
    }

    /// Allows corrections to whoever sends this token with them. A published file is never changed.
    #[must_use]
    pub fn allow_edits(self, token: impl Into<Arc<str>>) -> Self {
        Self { token: Some(token.into()), ..self }
    }

    /// Returns the store. `None` if it is a published file.
    #[must_use]
    pub fn store(&self) -> Option<&Store> {
        match &self.source {
            Source::Store(store) => Some(store),
            Source::Published(_) => None,
        }
    }

    /// Returns the store and the token, if the store may be corrected.
    pub(crate) fn editable(&self) -> Option<(&Store, &str)> {
        Some((self.store()?, self.token.as_deref()?))
    }

    /// Returns the counts that earlier requests made.
    pub(crate) fn counts(&self) -> KeptCounts {
        self.counts.clone()
    }

    /// Takes one of the places of those that watch a search.
    pub(crate) fn live_place(&self) -> Result<OwnedSemaphorePermit, Failure> {
        Arc::clone(&self.live)
            .try_acquire_owned()
            .map_err(|_| Failure::busy("Too many searches are shown live. Reload it later."))
    }

    /// Changes the store, however long that takes: what is given up on would be changed all the
    /// same.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let counts = self.counts();
        let work = move || {
            let changed = change();
            // Seen at once, also if the browser is gone.
            counts.forget();
            changed
        };
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Failure::internal()))
    }

    /// Reads the store as of now, in one of the threads for that. The snapshot is of one moment.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Snapshot) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let readers = Arc::clone(&self.readers);
        let source = self.source.clone();
        let work = async move {
            // A reader that is given up on keeps its place until it has ended.
            let place = readers.acquire_owned().await;
            tokio::task::spawn_blocking(move || {
                let _place = place;
                match &source {
                    Source::Store(store) => read(&store.snapshot()),
                    Source::Published(snapshot) => read(snapshot),
                }
            })
            .await
        };
        match timeout(REQUEST, work).await {
            Ok(Ok(read)) => read,
            Ok(Err(_)) => Err(Failure::internal()),
            Err(_) => Err(Failure::busy("This took more than 10 seconds. Narrow the search.")),
        }
    }
}
