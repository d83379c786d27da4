//! From an older format version: the old values are read, written anew beside them, and put in
//! their place.

use std::collections::HashMap;

use super::builder::{Builder, Counters};
use super::primary::{Entry, Holding};
use super::version_1::{convert_revision, read_head};
use crate::bytes::Bytes;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{
    ArticleRecord, CheckpointValue, FORMAT, HeaderValue, Kind, OverrideRecord, StubRecord,
    WalEntry, decode_owned, encode_record, page_key, v0, v1,
};
use crate::storage::engine::{Engine, Table};
use crate::storage::files::Folder;
use crate::storage::name_keys::key_hash;
use crate::storage::recovery::{open_root, push_epoch, read_header};
use crate::storage::tables::missing;

/// The bytes of the engine's cache while a store is upgraded: 64 MiB.
const CACHE_BYTES: u64 = 64 << 20;

/// Brings the store in a locked folder, whose engine is closed, up to the format that this version
/// writes. After a kill the store is either as it was, and is upgraded from the start, or upgraded.
/// The WAL up to `durable` must be whole.
pub(crate) fn upgrade(folder: &Folder, durable: u64) -> Result<()> {
    {
        let engine = Engine::open(&folder.engine(), CACHE_BYTES)?.unpacked();
        let header = read_header(&engine)?
            .ok_or_else(|| Error::corrupt("the header of the store is missing"))?;
        if header.format >= FORMAT {
            let message =
                format!("this version of onrecord cannot upgrade format {}", header.format);
            return Err(Error::new(ErrorKind::IncompatibleFormat, message));
        }
        write_anew(&engine, folder, &header, durable)?;
    }
    folder.swap()
}

/// A store of an older format version. The log of version 0 says of a removal only which article,
/// its edits not the speakers they concern.
struct Old<'a> {
    engine: &'a Engine,
    format: u32,
    root: CheckpointValue,
    /// The hashes of keys that a store of version 0 knows, by article.
    keys: HashMap<u64, [u8; 16]>,
    /// The speakers of quotes after the last checkpoint of a store of version 0, as those call
    /// them.
    quoted: HashMap<u64, StubRecord>,
}

fn write_anew(engine: &Engine, folder: &Folder, header: &HeaderValue, durable: u64) -> Result<()> {
    let mut old = Old {
        engine,
        format: header.format,
        root: open_root(engine)?,
        keys: HashMap::new(),
        quoted: HashMap::new(),
    };
    if old.format == 0 {
        old.read_keys()?;
    }
    let log = old.log(durable)?;
    let mut holding = Holding::default();
    for (lsn, change) in &log {
        holding.note(*lsn, *change);
    }
    let mut epochs = old.root.epochs.clone();
    // What an unclean end lost, the new store must not have to ask for again.
    let last = log.last().map_or(0, |(lsn, _)| *lsn);
    if !old.root.clean {
        push_epoch(&mut epochs, last);
    }
    let header = HeaderValue { format: FORMAT, ..header.clone() };
    let mut builder = Builder::new(&folder.rewrite(), &header, &epochs)?;
    for (lsn, change) in log {
        let held = holding.holds(lsn, change);
        let records = if held { old.records(change)? } else { Vec::new() };
        builder.put_change(lsn, old.keyed(change)?, &records)?;
    }
    builder.finish(Counters {
        article: old.root.next_article,
        speaker: old.root.next_speaker,
        revision: old.root.next_revision,
    })
}

impl Old<'_> {
    /// Reads the hashes of keys, by article.
    fn read_keys(&mut self) -> Result<()> {
        for entry in self.engine.scan(Table::Keys, Vec::new()..) {
            let (key, value) = entry?;
            if let Some(hash) = key.first_chunk() {
                self.keys.insert(decode_owned(Kind::Key, &key, &value)?, *hash);
            }
        }
        Ok(())
    }

    /// Reads the WAL, up to the first change that did not survive an unclean end whole and need not
    /// have.
    fn log(&mut self, durable: u64) -> Result<Vec<(u64, WalEntry)>> {
        let mut log = Vec::new();
        for (expected, entry) in (1_u64..).zip(self.engine.scan(Table::Log, Vec::new()..)) {
            let (key, value) = entry?;
            let change = if *key != expected.to_be_bytes() {
                Err(Error::corrupt(format!("the log has no change {expected}")))
            } else if self.format == 0 {
                v0::decode_wal_entry(&key, &value)
            } else {
                decode_owned(Kind::Wal, &key, &value)
            };
            let behind = expected > self.root.checkpoint_lsn;
            let whole = change.and_then(|change| {
                if behind {
                    self.records(change)?;
                    self.note_quoted(change)?;
                }
                Ok(change)
            });
            match whole {
                Ok(change) => log.push((expected, change)),
                Err(_) if behind && expected > durable => break,
                Err(error) => return Err(error),
            }
        }
        Ok(log)
    }

    /// Notes what the quotes of a revision of version 0 call their speakers, which the tables may
    /// not know yet.
    fn note_quoted(&mut self, change: WalEntry) -> Result<()> {
        let WalEntry::Put { revision, .. } = change else { return Ok(()) };
        if self.format > 0 {
            return Ok(());
        }
        for page in 0..self.head(revision)?.quote_pages {
            let key = page_key(revision, page);
            let value = self.value(Table::Quotes, Kind::Quotes, &key)?;
            for (_, quote) in v1::decode_quotes(&key, value)? {
                if let Some(name) = quote.name {
                    let known = StubRecord { speaker: quote.speaker, name, country: quote.from };
                    self.quoted.entry(quote.speaker).or_insert(known);
                }
            }
        }
        Ok(())
    }

    /// Says of a removal which key leads to the article.
    fn keyed(&self, change: WalEntry) -> Result<WalEntry> {
        let WalEntry::Remove { article, previous, .. } = change else { return Ok(change) };
        if self.format > 0 {
            return Ok(change);
        }
        let key = match self.keys.get(&article) {
            Some(key) => *key,
            // It was added and removed since the last checkpoint: what was removed is still there.
            None => key_hash(&self.head(previous)?.key),
        };
        Ok(WalEntry::Remove { article, previous, key })
    }

    fn head(&self, revision: u64) -> Result<ArticleRecord> {
        read_head(revision, |table, key| self.engine.get(table, key))
    }

    fn value(&self, table: Table, kind: Kind, key: &[u8]) -> Result<Bytes> {
        self.engine.get(table, key)?.ok_or_else(|| missing(kind, key))
    }

    /// Reads the values that were written for a change, as the present version has them.
    fn records(&self, change: WalEntry) -> Result<Vec<Entry>> {
        match change {
            WalEntry::Put { revision, .. } => {
                convert_revision(revision, |table, key| self.engine.get(table, key))
            }
            WalEntry::Remove { .. } | WalEntry::Erase { .. } | WalEntry::Tombstone { .. } => {
                Ok(Vec::new())
            }
            WalEntry::Edit { edit, .. } => Ok(vec![self.edit(edit)?]),
        }
    }

    fn edit(&self, edit: u64) -> Result<Entry> {
        let key = edit.to_be_bytes();
        let value = self.value(Table::Edits, Kind::Override, &key)?;
        let value = if self.format == 0 {
            let mut record = v0::decode_override(&key, value)?;
            self.say_whom(&mut record)?;
            encode_record(Kind::Override, &key, &record)?.into()
        } else {
            value
        };
        let entry = Entry { table: Table::Edits, key: key.to_vec(), value };
        entry.check()?;
        Ok(entry)
    }

    /// Adds to an edit the names that articles give the speakers it concerns.
    fn say_whom(&self, record: &mut OverrideRecord) -> Result<()> {
        for speaker in [record.speaker, record.merged_into] {
            let key = speaker.to_be_bytes();
            if speaker == 0 || record.known.iter().any(|known| known.speaker == speaker) {
                continue;
            }
            if let Some(value) = self.engine.get(Table::Speakers, &key)? {
                record.known.push(v0::decode_speaker(speaker, value)?);
            } else {
                record.known.extend(self.quoted.get(&speaker).cloned());
            }
        }
        Ok(())
    }
}
