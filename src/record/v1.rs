//! The values that differ in format version 1. Version 0 has them in the same bytes. Only an
//! upgrade and the restoring of a backup read them. Nothing writes them.

use rkyv::{Archive, Serialize};
use serde::Deserialize;

use super::archive::Record;
use super::codes::{Code, CorrectedCode, CountryOrigin, Kind, PrecisionCode, QuoteCode, unknown};
use super::hash::words_fingerprint;
use super::keys::SortKey;
use super::owned::{BackupValue, EpochValue, HeaderValue, decode_owned, decode_owned_version};
use super::records::{ArticleRecord, ClockRecord, MentionsRecord, QuoteRecord};
use super::value_header::{check_header_version, decode_packed_version, decode_parts_version};
use crate::bytes::Bytes;
use crate::error::Result;
use crate::model::QuoteKind;

/// The schema version that a kind of value has in format version 1.
const fn version(kind: Kind) -> u8 {
    match kind {
        Kind::Wal | Kind::Override => 1,
        _ => 0,
    }
}

/// The precision of a time of publication. Its number is the position here, from 0.
#[derive(Archive, Serialize, Clone, Copy, Debug, Default)]
#[allow(dead_code, reason = "nothing writes the record")]
enum Precision1 {
    #[default]
    Undated,
    Day,
    Moment,
}

/// One revision of an article. The time of publication is that of UTC.
#[derive(Archive, Serialize, Debug, Default, Clone)]
struct ArticleRecord1 {
    article: u64,
    revision: u64,
    key: String,
    title: Option<String>,
    url: Option<String>,
    source: Option<String>,
    byline: Option<String>,
    language: Option<String>,
    extractor: String,
    content: [u8; 32],
    ingested: [u8; 32],
    published: i64,
    precision: Precision1,
    corrected: CorrectedCode,
    text_bytes: u32,
    paragraphs: u32,
    quotes: u32,
    body_pages: u32,
    quote_pages: u32,
    countries: Vec<MentionsRecord>,
}

impl Record for ArticleRecord1 {
    fn unknown_code(archived: &Self::Archived) -> Option<Code> {
        archived.countries.iter().find_map(|named| unknown(&[named.country]))
    }
}

/// One quote.
#[derive(Archive, Serialize, Debug, Default, Clone)]
struct QuoteRecord1 {
    revision: u64,
    source: u64,
    speaker: u64,
    paragraph: u32,
    start: u32,
    end: u32,
    mention_start: u32,
    mention_end: u32,
    group: u32,
    confidence: f32,
    #[rkyv(with = QuoteCode)]
    kind: QuoteKind,
    day: bool,
    from: Code,
    countries: Vec<Code>,
    context: Vec<Code>,
    text: String,
    name: Option<String>,
    role: Option<String>,
    mention: Option<String>,
    cue: Option<String>,
}

impl Record for QuoteRecord1 {
    fn unknown_code(archived: &Self::Archived) -> Option<Code> {
        unknown(&[archived.from])
            .or_else(|| unknown(&archived.countries))
            .or_else(|| unknown(&archived.context))
    }
}

/// Returns an archived text.
fn text(text: &rkyv::string::ArchivedString) -> String {
    text.as_str().to_owned()
}

impl ArchivedArticleRecord1 {
    fn to_record(&self) -> ArticleRecord {
        let optional = |field: &rkyv::option::ArchivedOption<_>| field.as_ref().map(text);
        let precision = match self.precision {
            ArchivedPrecision1::Undated => PrecisionCode::Undated,
            ArchivedPrecision1::Day => PrecisionCode::Day,
            ArchivedPrecision1::Moment => PrecisionCode::Moment,
        };
        ArticleRecord {
            article: self.article.to_native(),
            revision: self.revision.to_native(),
            key: text(&self.key),
            title: optional(&self.title),
            url: optional(&self.url),
            source: optional(&self.source),
            byline: optional(&self.byline),
            language: optional(&self.language),
            extractor: text(&self.extractor),
            content: self.content,
            ingested: self.ingested,
            published: self.published.to_native(),
            clock: ClockRecord { precision, ..ClockRecord::default() },
            corrected: self.corrected.corrected().into(),
            text_bytes: self.text_bytes.to_native(),
            paragraphs: self.paragraphs.to_native(),
            quotes: self.quotes.to_native(),
            body_pages: self.body_pages.to_native(),
            quote_pages: self.quote_pages.to_native(),
            countries: self
                .countries
                .iter()
                .map(|named| MentionsRecord {
                    country: named.country,
                    mentions: named.mentions.to_native(),
                })
                .collect(),
            attributes: Vec::new(),
        }
    }
}

impl ArchivedQuoteRecord1 {
    fn to_record(&self, key: &SortKey) -> QuoteRecord {
        let optional = |field: &rkyv::option::ArchivedOption<_>| field.as_ref().map(text);
        let precision = match (key.micros(), self.day) {
            (None, _) => PrecisionCode::Undated,
            (Some(_), true) => PrecisionCode::Day,
            (Some(_), false) => PrecisionCode::Moment,
        };
        let is_known = self.from != Code::default();
        QuoteRecord {
            revision: self.revision.to_native(),
            source: self.source.to_native(),
            speaker: self.speaker.to_native(),
            paragraph: self.paragraph.to_native(),
            start: self.start.to_native(),
            end: self.end.to_native(),
            mention_start: self.mention_start.to_native(),
            mention_end: self.mention_end.to_native(),
            group: self.group.to_native(),
            confidence: self.confidence.to_native(),
            kind: self.kind.kind(),
            clock: ClockRecord { precision, ..ClockRecord::default() },
            from: self.from,
            from_origin: if is_known { CountryOrigin::Article } else { CountryOrigin::Nowhere },
            fingerprint: words_fingerprint(&self.text),
            countries: self.countries.to_vec(),
            context: self.context.to_vec(),
            text: text(&self.text),
            name: optional(&self.name),
            role: optional(&self.role),
            mention: optional(&self.mention),
            cue: optional(&self.cue),
            further: Vec::new(),
        }
    }
}

/// The header of a store.
#[derive(Deserialize)]
struct HeaderValue1 {
    format: u32,
    store: [u8; 16],
}

/// The header of a backup.
#[derive(Deserialize)]
struct BackupValue1 {
    format: u32,
    store: [u8; 16],
    since: u64,
    last: u64,
    epochs: Vec<EpochValue>,
    next_article: u64,
    next_speaker: u64,
    next_revision: u64,
}

/// Returns whether a value has the schema version of its kind in format version 1. The header of a
/// store tells its format, so it is read before that is known.
fn is_older(kind: Kind, value: &[u8]) -> bool {
    value.get(1) == Some(&version(kind))
}

/// Decodes the header of a store of any format version.
pub(crate) fn decode_header(key: &[u8], value: &[u8]) -> Result<HeaderValue> {
    let kind = Kind::Header;
    if !is_older(kind, value) {
        return decode_owned(kind, key, value);
    }
    let HeaderValue1 { format, store } = decode_owned_version(kind, version(kind), key, value)?;
    Ok(HeaderValue { format, store, attributes: Vec::new() })
}

/// Decodes the header of a backup of any format version.
pub(crate) fn decode_backup(key: &[u8], value: &[u8]) -> Result<BackupValue> {
    let kind = Kind::Backup;
    if !is_older(kind, value) {
        return decode_owned(kind, key, value);
    }
    let old: BackupValue1 = decode_owned_version(kind, version(kind), key, value)?;
    Ok(BackupValue {
        format: old.format,
        store: old.store,
        since: old.since,
        last: old.last,
        epochs: old.epochs,
        next_article: old.next_article,
        next_speaker: old.next_speaker,
        next_revision: old.next_revision,
        attributes: Vec::new(),
    })
}

/// Checks the header of a value of format version 1, whatever the payload is.
pub(crate) fn check_header(kind: Kind, key: &[u8], value: &[u8]) -> Result<()> {
    check_header_version(kind, version(kind), key, value)
}

/// Joins the parts of an article and decodes it. `more` returns the value of a part's key.
pub(crate) fn decode_article(
    key: &[u8],
    first: Bytes,
    more: impl FnMut(&[u8]) -> Result<Option<Bytes>>,
) -> Result<ArticleRecord> {
    let kind = Kind::Article;
    let article = decode_parts_version::<ArticleRecord1>(kind, version(kind), key, first, more)?;
    Ok(article.to_record())
}

/// Decodes a page of quotes. The text of a quote that is too long for its record is empty, and its
/// fingerprint 0: the caller has the words.
pub(crate) fn decode_quotes(key: &[u8], value: Bytes) -> Result<Vec<(SortKey, QuoteRecord)>> {
    let kind = Kind::Quotes;
    let page = decode_packed_version::<QuoteRecord1>(kind, version(kind), key, value)?;
    let quotes = (0..page.len()).filter_map(|position| page.get(position));
    Ok(quotes.map(|(key, quote)| (key, quote.to_record(&key))).collect())
}
