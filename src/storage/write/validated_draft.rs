//! A draft on its way into the store, as far as it gets without it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::fingerprint::fingerprint;
use super::redact::redact;
use super::{text_pages, validate};
use crate::error::{Error, Result};
use crate::model::{
    Country, CountryMentions, Draft, EachSpeaker, ExtractedParagraph, ExtractedQuote, Extraction,
    FurtherSpeaker,
};
use crate::record::Payload;
use crate::storage::name_keys::key_hash;

/// A draft that was checked, and what can be said of it without the store: a bulk load does this
/// beside its writer.
#[derive(Debug)]
pub(crate) struct ValidatedDraft<'d> {
    pub(crate) draft: Cow<'d, Draft>,
    pub(crate) key: String,
    /// The hash that the key is stored under.
    pub(crate) hash: [u8; 16],
    /// What the draft brings, with paragraphs and with the quotes in the order of the text.
    pub(crate) found: Cow<'d, Extraction>,
    /// The pages of the text, if they were made ahead.
    bodies: Option<Vec<Payload>>,
    /// BLAKE3 of the text.
    pub(crate) content: [u8; 32],
    /// The hash of all that is ingested.
    pub(crate) ingested: [u8; 32],
}

static NOTHING: Extraction = Extraction {
    extractor: String::new(),
    paragraphs: Vec::new(),
    quotes: Vec::new(),
    countries: Vec::new(),
};

impl<'d> ValidatedDraft<'d> {
    /// Vets a draft in place.
    pub(crate) fn of(draft: &'d Draft) -> Result<Self> {
        let found = draft.extraction.as_ref().unwrap_or(&NOTHING);
        Self::new(Cow::Borrowed(draft), draft.external_key(), Cow::Borrowed(found))
    }

    /// Vets a draft that is given away, with its external key, and makes the pages of its text.
    pub(crate) fn owned(mut draft: Draft, key: String) -> Result<Self> {
        let found = draft.extraction.take().unwrap_or_default();
        let mut validated = Self::new(Cow::Owned(draft), key, Cow::Owned(found))?;
        validated.bodies = Some(validated.bodies()?);
        Ok(validated)
    }

    fn new(draft: Cow<'d, Draft>, key: String, mut found: Cow<'d, Extraction>) -> Result<Self> {
        validate::draft(&draft, &key)?;
        if found.paragraphs.is_empty() {
            found.to_mut().paragraphs = crate::text::paragraphs(&draft.text);
            if found.paragraphs.is_empty() && !found.quotes.is_empty() {
                return Err(Error::invalid("the quotes stand in a text that has no paragraphs"));
            }
        }
        if !found.quotes.is_sorted_by_key(|quote| quote.span) {
            found.to_mut().quotes.sort_by_key(|quote| quote.span);
        }
        validate::extraction(&draft.text, &found)?;
        let content = blake3::hash(draft.text.as_bytes());
        let ingested = fingerprint(&draft, &content, &key, &found);
        let (hash, content) = (key_hash(&key), *content.as_bytes());
        Ok(Self { draft, key, hash, found, bodies: None, content, ingested })
    }

    /// Returns the draft without the quotes that `erased` marks, without their words and without
    /// `names`. It counts as the same article.
    pub(crate) fn redacted(
        &self,
        erased: &[bool],
        names: &BTreeSet<String>,
    ) -> Result<ValidatedDraft<'static>> {
        let (mut draft, mut found) =
            (self.draft.clone().into_owned(), self.found.clone().into_owned());
        redact(&mut draft, &mut found, erased, names);
        draft.extraction = Some(found);
        let redacted = ValidatedDraft::owned(draft, self.key.clone())?;
        Ok(ValidatedDraft { ingested: self.ingested, ..redacted })
    }

    /// Returns the pages of the text. Of a draft that turns out to be stored already nobody needs
    /// them.
    pub(crate) fn bodies(&self) -> Result<Vec<Payload>> {
        let made = || text_pages::pages(&self.draft.text, &self.found.paragraphs);
        self.bodies.clone().map_or_else(made, Ok)
    }

    /// Returns the external key.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Returns how long the text is, in bytes.
    pub(crate) fn text_bytes(&self) -> usize {
        self.draft.text.len()
    }

    /// Returns the bytes that the draft takes in memory: its text, the pages of it, and what was
    /// found in it.
    pub(crate) fn memory_bytes(&self) -> usize {
        let pages = self.bodies.iter().flatten().map(Payload::memory_bytes).sum::<usize>();
        size_of::<Self>()
            + self.key.capacity()
            + draft_bytes(&self.draft)
            + extraction_bytes(&self.found)
            + pages
    }
}

/// Returns the bytes that the fields of a draft take, without its extraction.
fn draft_bytes(draft: &Draft) -> usize {
    let Draft { text, key, title, url, source, byline, language, .. } = draft;
    let Draft { attributes, speaker_numbers, .. } = draft;
    let fields = [key, title, url, source, byline, language];
    let named = attributes.iter().map(|(name, value)| name.capacity() + value.capacity());
    text.capacity()
        + attributes.capacity() * size_of::<(String, String)>()
        + named.sum::<usize>()
        + fields.into_iter().flatten().map(String::capacity).sum::<usize>()
        + speaker_numbers.capacity() * size_of::<EachSpeaker<u64>>()
}

fn extraction_bytes(found: &Extraction) -> usize {
    let Extraction { extractor, paragraphs, quotes, countries } = found;
    extractor.capacity()
        + paragraphs.capacity() * size_of::<ExtractedParagraph>()
        + countries.capacity() * size_of::<CountryMentions>()
        + (quotes.capacity() - quotes.len()) * size_of::<ExtractedQuote>()
        + quotes.iter().map(quote_bytes).sum::<usize>()
}

fn quote_bytes(quote: &ExtractedQuote) -> usize {
    let ExtractedQuote { cue, mention, speaker, role, further, .. } = quote;
    let ExtractedQuote { countries, context_countries, .. } = quote;
    let mention = mention.as_ref().map_or(0, |mention| mention.text.capacity());
    let further_bytes = |further: &FurtherSpeaker| {
        further.name.capacity() + further.role.as_ref().map_or(0, String::capacity)
    };
    size_of::<ExtractedQuote>()
        + mention
        + further.capacity() * size_of::<FurtherSpeaker>()
        + further.iter().map(further_bytes).sum::<usize>()
        + [cue, speaker, role].into_iter().flatten().map(String::capacity).sum::<usize>()
        + (countries.capacity() + context_countries.capacity()) * size_of::<Country>()
}
