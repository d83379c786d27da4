//! From a stored revision back to the draft that would make it.

use super::tables::{Tables, not_the_text};
use crate::error::Result;
use crate::model::{
    CountryMentions, Draft, EachSpeaker, ExtractedParagraph, ExtractedQuote, Extraction,
    FurtherSpeaker, Mention, Span, SpeakerId,
};
use crate::record::{ArchivedArticleRecord, ArchivedFurtherRecord, ArchivedQuoteRecord, country};

/// A draft and the speakers of its quotes, in their order.
#[derive(Debug)]
pub(crate) struct DecodedArticle {
    pub(crate) draft: Draft,
    pub(crate) speakers: Vec<EachSpeaker<SpeakerId>>,
}

/// Rebuilds the draft of a revision, which must be pinned or visible.
pub(crate) fn decode_article(
    tables: &Tables,
    head: &ArchivedArticleRecord,
) -> Result<DecodedArticle> {
    let revision = head.revision.to_native();
    let mut extraction =
        Extraction { extractor: head.extractor.as_str().to_owned(), ..Extraction::default() };
    for page in 0..head.body_pages.to_native() {
        extraction.paragraphs.extend(tables.body(revision, page)?.paragraphs.iter().map(
            |paragraph| {
                let span = Span::new(paragraph.start.to_native(), paragraph.end.to_native());
                ExtractedParagraph { span, kind: paragraph.kind() }
            },
        ));
    }
    let mut speakers = Vec::with_capacity(head.quotes.to_native() as usize);
    for page in 0..head.quote_pages.to_native() {
        let page = tables.quotes(revision, page)?;
        for (_, quote) in (0..page.len()).filter_map(|position| page.entry(position)) {
            let further = quote.further.iter().map(ArchivedFurtherRecord::speaker_id);
            speakers.push(std::iter::once(quote.speaker_id()).chain(further).collect());
            extraction.quotes.push(decode_quote(&quote));
        }
    }
    extraction.countries = head
        .countries
        .iter()
        .filter_map(|named| {
            Some(CountryMentions {
                country: country(named.country)?,
                mentions: named.mentions.to_native(),
            })
        })
        .collect();
    let text = tables.text(head)?;
    if blake3::hash(text.as_bytes()) != blake3::Hash::from_bytes(head.content) {
        return Err(not_the_text(head));
    }
    let draft = Draft {
        text,
        key: Some(head.key.as_str().to_owned()),
        title: head.title.as_ref().map(|text| text.as_str().to_owned()),
        url: head.url.as_ref().map(|text| text.as_str().to_owned()),
        source: head.source.as_ref().map(|text| text.as_str().to_owned()),
        byline: head.byline.as_ref().map(|text| text.as_str().to_owned()),
        language: head.language.as_ref().map(|text| text.as_str().to_owned()),
        published: head.published(),
        attributes: head
            .attributes
            .iter()
            .map(|attribute| {
                (attribute.name.as_str().to_owned(), attribute.value.as_str().to_owned())
            })
            .collect(),
        extraction: Some(extraction),
        corrected: head.corrected(),
        speaker_numbers: Vec::new(),
        row: None,
    };
    Ok(DecodedArticle { draft, speakers })
}

fn decode_quote(quote: &ArchivedQuoteRecord) -> ExtractedQuote {
    let mut decoded = ExtractedQuote::new(quote.span());
    decoded.kind = quote.kind();
    decoded.group = quote.shared_group();
    decoded.cue = quote.cue.as_ref().map(|cue| cue.as_str().to_owned());
    decoded.mention = quote
        .mention
        .as_ref()
        .zip(quote.mention_span())
        .map(|(text, span)| Mention { text: text.as_str().to_owned(), span });
    decoded.speaker = quote.name.as_ref().map(|name| name.as_str().to_owned());
    decoded.role = quote.role.as_ref().map(|role| role.as_str().to_owned());
    decoded.from = country(quote.from);
    decoded.further = quote
        .further
        .iter()
        .map(|further| FurtherSpeaker {
            role: further.role.as_ref().map(|role| role.as_str().to_owned()),
            from: country(further.from),
            ..FurtherSpeaker::new(further.name.as_str())
        })
        .collect();
    decoded.countries = quote.countries.iter().copied().filter_map(country).collect();
    decoded.context_countries = quote.context.iter().copied().filter_map(country).collect();
    decoded.confidence = quote.confidence.to_native();
    decoded
}
