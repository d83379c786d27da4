//! From a draft to the values of a revision. Nothing of it can be read before the revision is
//! committed.

use std::mem::take;

use crate::error::{Error, Result};
use crate::model::ArticleId;
use crate::model::{
    Corrected, Draft, ExtractedParagraph, ExtractedQuote, Extraction, Published, SpeakerId, fold,
};
use crate::record::{
    ArticleRecord, AttributeRecord, ClockRecord, CountryOrigin, INLINE_TEXT_BYTES, Kind,
    MentionsRecord, PackedRecord, Payload, QuoteRecord, SortKey, Valid, code, encode_parts,
    encode_plain, page_key, source_hash, words_fingerprint,
};
use crate::storage::revision::{Revision, attribute_lists};
use crate::storage::tables::Tables;

/// A value to be written, under its key.
pub(crate) type Write = (Vec<u8>, Vec<u8>);

/// A revision that is ready to be committed.
#[derive(Debug)]
pub(crate) struct PreparedRevision {
    pub(crate) bodies: Vec<Write>,
    pub(crate) quotes: Vec<Write>,
    pub(crate) heads: Vec<Write>,
    pub(crate) revision: Revision,
    pub(crate) paragraphs: usize,
}

/// The place of a revision: what it belongs to and what is already decided about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RevisionTarget {
    pub(crate) article: ArticleId,
    pub(crate) revision: u64,
    /// BLAKE3 of the text.
    pub(crate) content: [u8; 32],
    pub(crate) ingested: [u8; 32],
    pub(crate) corrected: Corrected,
}

/// Makes the values of a revision. `speakers` gives the speaker of each quote, in their order;
/// `bodies` are the pages of the text.
pub(crate) fn prepare(
    tables: &Tables,
    draft: &Draft,
    key: &str,
    (found, pages): (&Extraction, Vec<Payload>),
    speakers: &[Option<SpeakerId>],
    target: RevisionTarget,
) -> Result<PreparedRevision> {
    let source = draft.source.as_deref().map(fold);
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut bodies = Vec::with_capacity(pages.len());
    for (page, body) in (0..).zip(pages) {
        let key = page_key(target.revision, page);
        bodies.push((key.to_vec(), body.encode(Kind::TextPage, &key)));
    }
    let mut quotes = Vec::with_capacity(found.quotes.len());
    let mut wordless = Vec::with_capacity(found.quotes.len());
    for (ordinal, (quote, speaker)) in (0..).zip(found.quotes.iter().zip(speakers)) {
        let mut record = quote_record(&draft.text, &found.paragraphs, quote);
        record.revision = target.revision;
        record.source = source.as_deref().map_or(0, source_hash);
        record.speaker = speaker.map_or(0, SpeakerId::to_u64);
        record.clock = ClockRecord::of(draft.published);
        let sort = SortKey::new(draft.published, target.article, ordinal);
        let archived = |record: &QuoteRecord| {
            Valid::of(record).map_err(|error| {
                Error::invalid(format!("quote {ordinal} cannot be archived")).with_source(error)
            })
        };
        quotes.push((sort, archived(&record)?));
        // The words are in the text pages.
        record.text.clear();
        wordless.push((sort, archived(&record)?));
    }
    let pages = quote_pages(&wordless, target.revision)?;
    let head = ArticleRecord {
        article: target.article.to_u64(),
        revision: target.revision,
        key: key.to_owned(),
        title: draft.title.clone(),
        url: draft.url.clone(),
        source: draft.source.clone(),
        byline: draft.byline.clone(),
        language: draft.language.clone(),
        extractor: found.extractor.clone(),
        content: target.content,
        ingested: target.ingested,
        published: draft.published.map_or(0, Published::micros),
        clock: ClockRecord::of(draft.published),
        corrected: target.corrected.into(),
        text_bytes: count(draft.text.len()),
        paragraphs: count(found.paragraphs.len()),
        quotes: count(found.quotes.len()),
        body_pages: count(bodies.len()),
        quote_pages: count(pages.len()),
        countries: found
            .countries
            .iter()
            .map(|named| MentionsRecord { country: code(named.country), mentions: named.mentions })
            .collect(),
        attributes: draft
            .attributes
            .iter()
            .map(|(name, value)| AttributeRecord { name: name.clone(), value: value.clone() })
            .collect(),
    };
    Ok(PreparedRevision {
        bodies,
        quotes: pages,
        heads: encode_parts(Kind::Article, &target.revision.to_be_bytes(), &head)?,
        paragraphs: found.paragraphs.len(),
        revision: Revision {
            article: target.article,
            number: target.revision,
            published: draft.published,
            source,
            countries: found.countries.iter().map(|named| named.country).collect(),
            attributes: attribute_lists(tables, draft.attributes()),
            quotes,
        },
    })
}

fn quote_record(
    text: &str,
    paragraphs: &[ExtractedParagraph],
    quote: &ExtractedQuote,
) -> QuoteRecord {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let before =
        paragraphs.partition_point(|paragraph| paragraph.span.start() <= quote.span.start());
    let words = text.get(quote.span.range()).unwrap_or_default();
    let mention = quote.mention.as_ref();
    QuoteRecord {
        paragraph: offset(before.saturating_sub(1)),
        start: offset(quote.span.start()),
        end: offset(quote.span.end()),
        mention_start: mention.map_or(0, |mention| offset(mention.span.start())),
        mention_end: mention.map_or(0, |mention| offset(mention.span.end())),
        group: quote.group.unwrap_or(u32::MAX),
        confidence: quote.confidence,
        kind: quote.kind,
        from: quote.from.map(code).unwrap_or_default(),
        from_origin: quote.from.map_or(CountryOrigin::Nowhere, |_| CountryOrigin::Article),
        fingerprint: words_fingerprint(words),
        countries: quote.countries.iter().copied().map(code).collect(),
        context: quote.context_countries.iter().copied().map(code).collect(),
        text: if words.len() > INLINE_TEXT_BYTES { String::new() } else { words.to_owned() },
        name: quote.speaker.clone(),
        role: quote.role.clone(),
        mention: mention.map(|mention| mention.text.clone()),
        cue: quote.cue.clone(),
        ..QuoteRecord::default()
    }
}

/// Packs the quotes of a revision, which have no words, into pages.
pub(crate) fn quote_pages(
    quotes: &[(SortKey, Valid<QuoteRecord>)],
    revision: u64,
) -> Result<Vec<Write>> {
    let mut pages = Vec::new();
    let mut packed = PackedRecord::default();
    let mut write = |packed: PackedRecord| -> Result<()> {
        let page = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        let key = page_key(revision, page);
        pages.push((key.to_vec(), encode_plain(Kind::Quotes, &key, &packed)?));
        Ok(())
    };
    for (key, quote) in quotes {
        if !packed.fits(quote.payload().len()) {
            write(take(&mut packed))?;
        }
        packed.push(*key, quote.payload());
    }
    if !packed.keys.is_empty() {
        write(packed)?;
    }
    Ok(pages)
}
