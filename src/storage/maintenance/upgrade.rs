//! From an older format version: the old values are read, written anew beside them, and put in
//! their place.

use std::collections::HashMap;

use super::builder::{Builder, Counters};
use super::primary::{Entry, Holding, records};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{
    ArticleRecord, CheckpointValue, FORMAT, HeaderValue, Kind, OverrideRecord, Packed, QuoteRecord,
    SpeakerRecord, StubRecord, Valid, WalEntry, decode_owned, decode_packed, decode_parts,
    decode_record, encode_record, v0,
};
use crate::storage::engine::{Engine, Table};
use crate::storage::files::Folder;
use crate::storage::name_keys::key_hash;
use crate::storage::recovery::{open_root, push_epoch, read_header};

/// The bytes of the engine's cache while a store is upgraded: 64 MiB.
const CACHE_BYTES: u64 = 64 << 20;

/// Brings the store in a locked folder, whose engine is closed, up to the format that this version
/// writes. After a kill the store is either as it was, and is upgraded from the start, or upgraded.
/// The WAL up to `durable` must be whole.
pub(crate) fn upgrade(folder: &Folder, durable: u64) -> Result<()> {
    {
        let engine = Engine::open(&folder.engine(), CACHE_BYTES)?;
        let header = read_header(&engine)?
            .ok_or_else(|| Error::corrupt("the header of the store is missing"))?;
        if header.format != 0 {
            let message =
                format!("this version of onrecord cannot upgrade format {}", header.format);
            return Err(Error::new(ErrorKind::IncompatibleFormat, message));
        }
        from_version_0(&engine, folder, &header, durable)?;
    }
    folder.swap()
}

/// A store of version 0. Its log says of a removal only which article, its edits not the speakers
/// they concern.
struct Version0<'a> {
    engine: &'a Engine,
    root: CheckpointValue,
    /// The hashes of keys that the store knows, by article.
    keys: HashMap<u64, [u8; 16]>,
    /// The speakers of quotes after the last checkpoint, as those call them.
    quoted: HashMap<u64, StubRecord>,
}

fn from_version_0(
    engine: &Engine,
    folder: &Folder,
    header: &HeaderValue,
    durable: u64,
) -> Result<()> {
    let root = open_root(engine)?;
    let mut keys = HashMap::new();
    for entry in engine.scan(Table::Keys, Vec::new()..) {
        let (key, value) = entry?;
        if let Some(hash) = key.first_chunk() {
            keys.insert(decode_owned(Kind::Key, &key, &value)?, *hash);
        }
    }
    let mut old = Version0 { engine, root, keys, quoted: HashMap::new() };
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
    let header = HeaderValue { format: FORMAT, store: header.store };
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

impl Version0<'_> {
    /// Reads the WAL, up to the first change that did not survive an unclean end whole and need not
    /// have.
    fn log(&mut self, durable: u64) -> Result<Vec<(u64, WalEntry)>> {
        let mut log = Vec::new();
        for (expected, entry) in (1_u64..).zip(self.engine.scan(Table::Log, Vec::new()..)) {
            let (key, value) = entry?;
            let change = if *key == expected.to_be_bytes() {
                v0::decode_wal_entry(&key, &value)
            } else {
                Err(Error::corrupt(format!("the log has no change {expected}")))
            };
            let behind = expected > self.root.checkpoint_lsn;
            let whole = change.and_then(|change| {
                if behind {
                    let records = self.records(change)?;
                    self.note_quoted(&records)?;
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

    /// Notes what the quotes of a revision call their speakers, which the tables may not know yet.
    fn note_quoted(&mut self, records: &[Entry]) -> Result<()> {
        for page in records.iter().filter(|record| record.table == Table::Quotes) {
            let page: Packed<QuoteRecord> =
                decode_packed(Kind::Quotes, &page.key, page.value.clone())?;
            for (_, quote) in (0..page.len()).filter_map(|position| page.entry(position)) {
                let speaker = quote.speaker.to_native();
                if let Some(name) = quote.name.as_ref() {
                    let name = name.as_str().to_owned();
                    let known = StubRecord { speaker, name, country: quote.from };
                    self.quoted.entry(speaker).or_insert(known);
                }
            }
        }
        Ok(())
    }

    /// Says of a removal which key leads to the article.
    fn keyed(&self, change: WalEntry) -> Result<WalEntry> {
        let WalEntry::Remove { article, previous, .. } = change else { return Ok(change) };
        let key = match self.keys.get(&article) {
            Some(key) => *key,
            // It was added and removed since the last checkpoint: what was removed is still there.
            None => key_hash(&self.head(previous)?.key),
        };
        Ok(WalEntry::Remove { article, previous, key })
    }

    fn head(&self, revision: u64) -> Result<Valid<ArticleRecord>> {
        let key = revision.to_be_bytes();
        let first = self.value(Table::Heads, Kind::Article, &key)?;
        decode_parts(Kind::Article, &key, first, |part| self.engine.get(Table::Heads, part))
    }

    fn value(&self, table: Table, kind: Kind, key: &[u8]) -> Result<crate::bytes::Bytes> {
        self.engine.get(table, key)?.ok_or_else(|| crate::storage::tables::missing(kind, key))
    }

    fn records(&self, change: WalEntry) -> Result<Vec<Entry>> {
        let WalEntry::Edit { edit, .. } = change else { return records(self.engine, change) };
        let key = edit.to_be_bytes();
        let mut record =
            v0::decode_override(&key, self.value(Table::Edits, Kind::Override, &key)?)?;
        self.say_whom(&mut record)?;
        let value = encode_record(Kind::Override, &key, &record)?;
        Ok(vec![Entry { table: Table::Edits, key: key.to_vec(), value: value.into() }])
    }

    /// Adds to an edit the names that articles give the speakers it concerns.
    fn say_whom(&self, record: &mut OverrideRecord) -> Result<()> {
        for speaker in [record.speaker, record.merged_into] {
            let key = speaker.to_be_bytes();
            if speaker == 0 || record.known.iter().any(|known| known.speaker == speaker) {
                continue;
            }
            if let Some(value) = self.engine.get(Table::Speakers, &key)? {
                let known: Valid<SpeakerRecord> = decode_record(Kind::Speaker, &key, value)?;
                let name = known.name.as_str().to_owned();
                record.known.push(StubRecord { speaker, name, country: known.country });
            } else {
                record.known.extend(self.quoted.get(&speaker).cloned());
            }
        }
        Ok(())
    }
}
