//! A store written anew without what it does not need, or with all that can be derived derived again.

use std::path::Path;

use super::builder::{Builder, Counters};
use super::primary::{Holding, log, records};
use crate::error::{Error, Result};
use crate::store::engine::Engine;
use crate::store::folder::{Folder, folder_bytes};
use crate::store::{OpenOptions, Store, open};

/// What compacting a store gave back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compacted {
    /// The bytes of the store's files before.
    pub before: u64,
    /// Their bytes now.
    pub after: u64,
}

/// The bytes of the engine's cache while its tables are copied: 64 MiB.
const CACHE_BYTES: u64 = 64 << 20;

impl Store {
    /// Writes the files of a closed store anew, in the order of their keys, without what it does not need any more.
    ///
    /// Nothing of an article that was removed or replaced is in the files afterwards. Every answer, id and cursor stays as it
    /// was. The new files lie beside the old ones until they were [verified](Store::verify); then they take their
    /// place by being renamed. After a kill at any moment the next open finds the one or the other, whole. Takes as much room as
    /// the store once more, and reads and writes all of it.
    ///
    /// # Errors
    /// As [`open`](Store::open); then the store is as it was.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Draft, Store};
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("news");
    /// let store = Store::create(&path)?;
    /// let stored = store.put(&Draft::new("A secret.").key("a"))?;
    /// store.remove(stored.article)?;
    /// store.close()?;
    /// let compacted = Store::compact(&path)?;
    /// assert!(compacted.after > 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compact(path: impl AsRef<Path>) -> Result<Compacted> {
        let path = path.as_ref();
        let folder = settled(path)?;
        let before = folder_bytes(&folder.engine())?;
        let rewrite = Folder::open(&folder.rewrite(), true)?;
        {
            let (old, new) =
                (Engine::open(&folder.engine(), CACHE_BYTES)?, Engine::open(&rewrite.engine(), CACHE_BYTES)?);
            old.copy_to(&new)?;
            new.sync()?;
        }
        let mark = std::fs::read(folder.mark());
        mark.and_then(|mark| std::fs::write(rewrite.mark(), mark)).map_err(|error| {
            let message = format!("cannot copy {}", folder.mark().display());
            Error::new(crate::error::ErrorKind::Io, message).with_source(error)
        })?;
        drop(rewrite);
        verify_closed(&folder.rewrite())?;
        folder.swap()?;
        Ok(Compacted { before, after: folder_bytes(&folder.engine())? })
    }

    /// Writes the files of a store anew from its log, its articles and what users said of speakers, and derives all lists,
    /// counts, names and keys again.
    ///
    /// For a store whose articles are whole and whose indexes are not, as [`verify`](Store::verify) tells. A speaker is
    /// called afterwards as the earliest of its quotes that are left calls it. Safe against a kill as
    /// [`compact`](Store::compact) is.
    ///
    /// # Errors
    /// `Corrupt` where what cannot be derived is damaged: [`repair`](Store::repair) goes on then. `NotFound`, `Locked`,
    /// `IncompatibleFormat`, `Storage` and `Io` as [`open`](Store::open). The store is then as it was.
    pub fn rebuild_indexes(path: impl AsRef<Path>) -> Result<()> {
        let folder = Folder::open(path.as_ref(), false)?;
        {
            let engine = Engine::open(&folder.engine(), CACHE_BYTES)?;
            let header = open::header(&engine)?
                .ok_or_else(|| Error::corrupt("the header of the store is missing; repair it"))?;
            let root = open::open_root(&engine)?;
            let last = crate::store::replay::last_sequence(&engine)?;
            let holding = Holding::of(&engine, last)?;
            let builder = Builder::new(&folder.rewrite(), &header, &root.epochs)?;
            for entry in log(&engine, 1..=last) {
                let (sequence, change) = entry?.change()?;
                let held = holding.holds(sequence, change);
                let records = if held { records(&engine, change)? } else { Vec::new() };
                builder.put_change(sequence, change, &records)?;
            }
            builder.finish(Counters {
                article: root.next_article,
                speaker: root.next_speaker,
                revision: root.next_revision,
            })?;
        }
        folder.swap()
    }
}

/// Opens a store and closes it in order, so that nothing superseded is left, and locks its folder.
fn settled(path: &Path) -> Result<Folder> {
    Store::open(path)?.close()?;
    Folder::open(path, false)
}

/// Verifies a store that is not open, and closes it again.
pub(super) fn verify_closed(path: &Path) -> Result<()> {
    let store = OpenOptions::new().open(path)?;
    let report = store.verify(|_| {})?;
    if let Some(problem) = report.problems.first() {
        return Err(Error::corrupt(format!("what was written does not agree with itself: {problem}")));
    }
    store.close()
}
