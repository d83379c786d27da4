//! The values of an article in format versions 0 and 1, as the present version has them.

use super::primary::{Entry, kind};
use crate::bytes::Bytes;
use crate::error::{Error, Result};
use crate::record::{
    ArticleRecord, Kind, QuoteRecord, SortKey, TextPageRecord, Valid, decode_record, encode_parts,
    page_key, v1, words_fingerprint,
};
use crate::storage::engine::Table;
use crate::storage::tables::missing;
use crate::storage::write::{Write, quote_pages};

/// Checks the checksum of a value of format version 1, which is bound to the key.
pub(crate) fn check(entry: &Entry) -> Result<()> {
    let kind = kind(entry.table).ok_or_else(|| {
        Error::corrupt(format!("a value of the {:?} table is derived", entry.table))
    })?;
    v1::check_header(kind, &entry.key, &entry.value)
}

/// Reads the values of a revision through `get`, which returns the value of a key, and converts
/// them: head and quotes are written anew, the pages of the text are the same.
pub(crate) fn convert_revision(
    revision: u64,
    get: impl Fn(Table, &[u8]) -> Result<Option<Bytes>>,
) -> Result<Vec<Entry>> {
    let must = |table, kind, key: &[u8]| get(table, key)?.ok_or_else(|| missing(kind, key));
    let mut head = read_head(revision, &get)?;
    let mut entries = Vec::new();
    for page in 0..head.body_pages {
        let key = page_key(revision, page);
        let value = must(Table::Bodies, Kind::TextPage, &key)?;
        let entry = Entry { table: Table::Bodies, key: key.to_vec(), value };
        check(&entry)?;
        entries.push(entry);
    }
    let mut quotes: Vec<(SortKey, QuoteRecord)> = Vec::new();
    for page in 0..head.quote_pages {
        let key = page_key(revision, page);
        quotes.extend(v1::decode_quotes(&key, must(Table::Quotes, Kind::Quotes, &key)?)?);
    }
    fill_in_fingerprints(&mut quotes, &entries)?;
    let mut singles = Vec::with_capacity(quotes.len());
    for (key, quote) in &mut quotes {
        quote.text.clear();
        let single = Valid::of(&*quote).map_err(|error| {
            Error::corrupt(format!("quote {} cannot be archived", key.quote())).with_source(error)
        })?;
        singles.push((*key, single));
    }
    let pages = quote_pages(&singles, revision)?;
    head.quote_pages = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let heads = encode_parts(Kind::Article, &revision.to_be_bytes(), &head)?;
    for (table, writes) in [(Table::Quotes, pages), (Table::Heads, heads)] {
        let entry = |(key, value): Write| Entry { table, key, value: value.into() };
        entries.extend(writes.into_iter().map(entry));
    }
    Ok(entries)
}

/// Reads the head of a revision through `get`.
pub(crate) fn read_head(
    revision: u64,
    get: impl Fn(Table, &[u8]) -> Result<Option<Bytes>>,
) -> Result<ArticleRecord> {
    let key = revision.to_be_bytes();
    let first = get(Table::Heads, &key)?.ok_or_else(|| missing(Kind::Article, &key))?;
    v1::decode_article(&key, first, |part| get(Table::Heads, part))
}

/// Adds the fingerprints of quotes that are too long for their records. Their words are those of
/// the text at their spans.
fn fill_in_fingerprints(quotes: &mut [(SortKey, QuoteRecord)], bodies: &[Entry]) -> Result<()> {
    if !quotes.iter().any(|(_, quote)| quote.text.is_empty() && quote.start < quote.end) {
        return Ok(());
    }
    let mut text = String::new();
    for body in bodies {
        let page: Valid<TextPageRecord> =
            decode_record(Kind::TextPage, &body.key, body.value.clone())?;
        text.push_str(&page.text);
    }
    for (key, quote) in quotes {
        let span = quote.start as usize..quote.end as usize;
        let words = text.get(span).ok_or_else(|| {
            Error::corrupt(format!("the text of quote {} is missing", key.quote()))
        })?;
        quote.fingerprint = words_fingerprint(words);
    }
    Ok(())
}
