//! Verifying backups without restoring them.

use std::collections::BTreeMap;
use std::path::Path;

use super::backup::{Survey, convert, survey};
use super::backup_file::BackupReader;
use super::primary::Entry;
use crate::bytes::Bytes;
use crate::error::{Error, Result};
use crate::record::{
    ArticleRecord, FORMAT, Kind, OverrideRecord, QuoteRecord, TextPageRecord, Valid, WalEntry,
    decode_packed, decode_parts, decode_record, page_key,
};
use crate::storage::engine::Table;
use crate::storage::tables::{missing, not_the_text};

/// What verified backups hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackupCheck {
    /// Articles that a restored store would have.
    pub articles: u64,
    /// The LSN of the last change in them.
    pub changes: u64,
    /// The bytes of the files.
    pub bytes: u64,
}

/// Verifies a backup of a whole store and those that followed it, in their order.
pub(crate) fn check_backup<P: AsRef<Path>>(backups: &[P]) -> Result<BackupCheck> {
    let Survey { header, holding, articles, bytes, .. } = survey(backups)?;
    for path in backups {
        let path = path.as_ref();
        let mut file = BackupReader::open(path)?;
        let mut records = Vec::new();
        while let Some(entry) = file.next()? {
            if entry.table != Table::Log {
                records.push(entry);
                continue;
            }
            let (lsn, change) = entry.change()?;
            let mut records = std::mem::take(&mut records);
            if !holding.holds(lsn, change) {
                continue;
            }
            if file.header.format < FORMAT {
                records = convert(change, records).map_err(|error| error.at(path.display()))?;
            }
            whole(change, records).map_err(|error| error.at(path.display()))?;
        }
    }
    Ok(BackupCheck { articles, changes: header.last, bytes })
}

/// Makes sure that the values of a change are there and can be read.
fn whole(change: WalEntry, records: Vec<Entry>) -> Result<()> {
    let records: BTreeMap<(Table, Vec<u8>), Bytes> =
        records.into_iter().map(|entry| ((entry.table, entry.key), entry.value)).collect();
    let get = |table, kind, key: &[u8]| {
        records.get(&(table, key.to_vec())).cloned().ok_or_else(|| missing(kind, key))
    };
    match change {
        WalEntry::Put { revision, .. } => {
            let key = revision.to_be_bytes();
            let first = get(Table::Heads, Kind::Article, &key)?;
            let head: Valid<ArticleRecord> = decode_parts(Kind::Article, &key, first, |part| {
                get(Table::Heads, Kind::Article, part).map(Some)
            })?;
            let mut text = blake3::Hasher::new();
            for page in 0..head.body_pages.to_native() {
                let key = page_key(revision, page);
                let value = get(Table::Bodies, Kind::TextPage, &key)?;
                let page: Valid<TextPageRecord> = decode_record(Kind::TextPage, &key, value)?;
                text.update(page.text.as_bytes());
            }
            if *text.finalize().as_bytes() != head.content {
                return Err(not_the_text(&head));
            }
            let mut quotes = 0;
            for page in 0..head.quote_pages.to_native() {
                let key = page_key(revision, page);
                let value = get(Table::Quotes, Kind::Quotes, &key)?;
                quotes += decode_packed::<QuoteRecord>(Kind::Quotes, &key, value)?.len();
            }
            if quotes != head.quotes.to_native() as usize {
                let key = head.key.as_str();
                return Err(Error::corrupt(format!("quotes of article {key:?} are missing")));
            }
            Ok(())
        }
        WalEntry::Edit { edit, .. } => {
            let key = edit.to_be_bytes();
            let value = get(Table::Edits, Kind::Override, &key)?;
            decode_record::<OverrideRecord>(Kind::Override, &key, value).map(drop)
        }
        WalEntry::Remove { .. } | WalEntry::Erase { .. } | WalEntry::Tombstone { .. } => Ok(()),
    }
}
