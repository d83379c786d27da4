//! A store written anew without what it does not need, or with all that can be derived derived
//! again.

use std::path::Path;
use std::sync::Arc;

use super::builder::{Builder, Counters};
use super::primary::{Entry, Holding, log, records, wal_entry};
use super::rewrite_lists::rewrite_lists;
use super::verify::verify;
use crate::error::{Error, Result};
use crate::record::CheckpointValue;
use crate::storage::cache::Cache;
use crate::storage::checkpoint::close;
use crate::storage::compaction::CompactReport;
use crate::storage::engine::{Engine, Table};
use crate::storage::feed::floor;
use crate::storage::files::{Folder, folder_bytes};
use crate::storage::recovery::{Config, last_lsn, open, open_root, read_header, write_meta};
use crate::storage::tables::Tables;

/// The bytes of the engine's cache while its tables are copied: 64 MiB.
const CACHE_BYTES: u64 = 64 << 20;
/// The bytes of the cache of the leaves that lists are read from, each once: 8 MiB.
const LIST_CACHE_BYTES: u64 = 8 << 20;

/// Writes the files of a closed store anew, in the order of their keys, with full leaves, without
/// what it does not need any more.
pub(crate) fn compact(path: &Path) -> Result<CompactReport> {
    let folder = closed_folder(path)?;
    let before = folder_bytes(&folder.engine())?;
    let rewrite = Folder::open(&folder.rewrite(), true)?;
    {
        let old = Tables {
            engine: Engine::open(&folder.engine(), CACHE_BYTES)?,
            cache: Cache::new(LIST_CACHE_BYTES),
            attributes: Vec::new(),
            folder: None,
        };
        let new = Engine::open(&rewrite.engine(), CACHE_BYTES)?;
        copy(&Arc::new(old), &new)?;
        new.sync()?;
    }
    let high_water = std::fs::read(folder.high_water());
    high_water.and_then(|bytes| std::fs::write(rewrite.high_water(), bytes)).map_err(|error| {
        let message = format!("cannot copy {}", folder.high_water().display());
        Error::new(crate::error::ErrorKind::Io, message).with_source(error)
    })?;
    drop(rewrite);
    verify_closed(&folder.rewrite())?;
    folder.swap()?;
    Ok(CompactReport { before, after: folder_bytes(&folder.engine())? })
}

/// Copies the tables of a store, lists written anew, to an engine that has none.
fn copy(old: &Arc<Tables>, new: &Engine) -> Result<()> {
    let engine = &old.engine;
    let (floor, holding) = (floor(engine)?, Holding::of(engine, last_lsn(engine)?)?);
    engine.copy_to(new, &[Table::Pages], |table, key, value| {
        if table != Table::Log {
            return Ok(Some((key, value)));
        }
        let (lsn, change) = Entry { table, key: key.to_vec(), value }.change()?;
        let kept = holding.kept(floor, lsn, change).map(|kept| wal_entry(lsn, kept));
        Ok(kept.transpose()?.map(|entry| (key, entry.value)))
    })?;
    let next_page_id = rewrite_lists(old, new, |_| Ok(()))?;
    let header = read_header(engine)?.ok_or_else(|| Error::corrupt("the header is missing"))?;
    write_meta(new, &header, &CheckpointValue { next_page_id, ..open_root(engine)? })
}

/// Writes the files of a store anew from its WAL, its articles and overrides of speakers, and
/// derives all lists, counts, names and keys again.
pub(crate) fn rebuild_indexes(path: &Path) -> Result<()> {
    let folder = Folder::open(path, false)?;
    {
        let engine = Engine::open(&folder.engine(), CACHE_BYTES)?;
        let header = read_header(&engine)?
            .ok_or_else(|| Error::corrupt("the header of the store is missing; repair it"))?;
        let root = open_root(&engine)?;
        let last = last_lsn(&engine)?;
        let holding = Holding::of(&engine, last)?;
        let mut builder = Builder::new(&folder.rewrite(), &header, &root.epochs)?;
        let floor = floor(&engine)?;
        builder.set_floor(floor)?;
        for entry in log(&engine, 1..=last)? {
            let (lsn, change) = entry?.change()?;
            let Some(change) = holding.kept(floor, lsn, change) else { continue };
            let held = holding.holds(lsn, change);
            let records = if held { records(&engine, change)? } else { Vec::new() };
            builder.put_change(lsn, change, &records)?;
        }
        builder.finish(Counters {
            article: root.next_article,
            speaker: root.next_speaker,
            revision: root.next_revision,
        })?;
    }
    folder.swap()
}

/// Opens a store and closes it in order, so that nothing superseded is left, and locks its folder.
fn closed_folder(path: &Path) -> Result<Folder> {
    let storage = open(path, &Config::default(), None)?;
    close(&storage)?;
    drop(storage);
    Folder::open(path, false)
}

/// Verifies a store that is not open, and closes it again.
pub(crate) fn verify_closed(path: &Path) -> Result<()> {
    let storage = open(path, &Config::default(), None)?;
    let report = verify(&storage, |_| {})?;
    if let Some(problem) = report.problems.first() {
        return Err(Error::corrupt(format!(
            "what was written does not agree with itself: {problem}"
        )));
    }
    close(&storage)
}
