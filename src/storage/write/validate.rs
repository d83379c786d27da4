//! What a draft must be before anything of it is written.

use crate::error::{Error, Result};
use crate::model::{Draft, ExtractedQuote, Extraction, Span, limits};

fn within(what: &str, bytes: usize, limit: usize) -> Result<()> {
    if bytes > limit {
        return Err(Error::invalid(format!("{what} has {bytes} bytes; the limit is {limit}")));
    }
    Ok(())
}

fn field(what: &str, text: Option<&str>, limit: usize) -> Result<()> {
    text.map_or(Ok(()), |text| within(what, text.len(), limit))
}

/// Checks the fields of a draft.
pub(crate) fn draft(draft: &Draft, key: &str) -> Result<()> {
    if draft.row.is_some() {
        let message =
            "a row of a table, which has no text: a loader sets what it says of an article";
        return Err(Error::invalid(message));
    }
    within("the text", draft.text.len(), limits::TEXT_BYTES)?;
    within("the key", key.len(), limits::KEY_BYTES)?;
    if key.is_empty() {
        return Err(Error::invalid(
            "the key is empty; leave it out, or give a URL, a file name or an id",
        ));
    }
    field("the url", draft.url.as_deref(), limits::URL_BYTES)?;
    field("the title", draft.title.as_deref(), limits::TITLE_BYTES)?;
    field("the source", draft.source.as_deref(), limits::SOURCE_BYTES)?;
    field("the byline", draft.byline.as_deref(), limits::BYLINE_BYTES)?;
    field("the language", draft.language.as_deref(), limits::LANGUAGE_BYTES)?;
    attributes(draft)
}

fn attributes(draft: &Draft) -> Result<()> {
    let (count, limit) = (draft.attributes.len(), limits::ATTRIBUTES);
    if count > limit {
        return Err(Error::invalid(format!(
            "the article has {count} attributes; the limit is {limit}"
        )));
    }
    for (name, value) in &draft.attributes {
        attribute_name(name)?;
        let limit = limits::ATTRIBUTE_VALUE_BYTES;
        if value.len() > limit {
            let bytes = value.len();
            return Err(Error::invalid(format!(
                "the attribute {name:?} has {bytes} bytes; the limit is {limit}"
            )));
        }
    }
    Ok(())
}

fn attribute_name(name: &str) -> Result<()> {
    within("the name of an attribute", name.len(), limits::ATTRIBUTE_NAME_BYTES)?;
    let is_alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let begins = name.bytes().next().is_some_and(is_alphanumeric);
    if !begins || !name.bytes().all(|byte| is_alphanumeric(byte) || b"-_.:".contains(&byte)) {
        return Err(Error::invalid(format!(
            "{name:?} is no name of an attribute; ASCII letters and digits were expected, and \
             '-', '_', '.' or ':' after the first"
        )));
    }
    Ok(())
}

/// Checks the names of the attributes that articles of a new store can be found by.
pub(crate) fn filter_attributes(names: &[String]) -> Result<()> {
    let (count, limit) = (names.len(), limits::FILTER_ATTRIBUTES);
    if count > limit {
        return Err(Error::invalid(format!(
            "{count} attributes to find articles by; the limit is {limit}"
        )));
    }
    names.iter().try_for_each(|name| attribute_name(name))
}

/// Checks a draft and the extraction that it brings, as storing it does.
pub(crate) fn check_draft(whole: &Draft) -> Result<()> {
    draft(whole, &whole.external_key())?;
    whole.extraction.as_ref().map_or(Ok(()), |found| extraction(&whole.text, found))
}

fn span<'a>(text: &'a str, what: &str, span: Span) -> Result<&'a str> {
    text.get(span.range()).ok_or_else(|| {
        Error::invalid(format!(
            "{what} is at {span}, which is no range of whole characters in a text of {} bytes",
            text.len()
        ))
    })
}

fn quote(text: &str, what: &str, quote: &ExtractedQuote) -> Result<()> {
    if span(text, what, quote.span)?.is_empty() {
        return Err(Error::invalid(format!("{what} is empty")));
    }
    if let Some(mention) = &quote.mention {
        let what = format!("the mention of {what}");
        within(&what, mention.text.len(), limits::MENTION_BYTES)?;
        if span(text, &what, mention.span)? != mention.text || mention.text.is_empty() {
            return Err(Error::invalid(format!(
                "{what} is {:?}, but the text has other words there",
                mention.text
            )));
        }
    }
    field(&format!("the speaker of {what}"), quote.speaker.as_deref(), limits::SPEAKER_BYTES)?;
    field(&format!("the role in {what}"), quote.role.as_deref(), limits::ROLE_BYTES)?;
    field(&format!("the cue of {what}"), quote.cue.as_deref(), limits::CUE_BYTES)?;
    if quote.speaker.as_deref().is_some_and(|name| name.trim().is_empty()) {
        return Err(Error::invalid(format!(
            "the speaker of {what} has an empty name; leave it out"
        )));
    }
    if !(0.0..=1.0).contains(&quote.confidence) {
        return Err(Error::invalid(format!(
            "the confidence of {what} is {}, not from 0 to 1",
            quote.confidence
        )));
    }
    if quote.group == Some(u32::MAX) {
        return Err(Error::invalid(format!(
            "the group of {what} is {}; the highest is {}",
            u32::MAX,
            u32::MAX - 1
        )));
    }
    for (which, countries) in
        [("its words", &quote.countries), ("its sentence", &quote.context_countries)]
    {
        let mut seen = countries.clone();
        seen.sort_unstable();
        if let Some(twice) =
            seen.windows(2).find_map(|pair| (pair.first() == pair.last()).then(|| pair.first()))
        {
            let twice = twice.copied().map(crate::model::Country::alpha2).unwrap_or_default();
            return Err(Error::invalid(format!(
                "{what} names {twice} twice among the countries of {which}"
            )));
        }
    }
    Ok(())
}

/// Checks what was found in a text.
pub(crate) fn extraction(text: &str, found: &Extraction) -> Result<()> {
    within("the extractor's name", found.extractor.len(), limits::SOURCE_BYTES)?;
    for (what, count, limit) in [
        ("paragraphs", found.paragraphs.len(), limits::PARAGRAPHS),
        ("quotes", found.quotes.len(), limits::QUOTES),
        ("countries", found.countries.len(), crate::model::Country::all().len()),
    ] {
        if count > limit {
            return Err(Error::invalid(format!(
                "the article has {count} {what}; the limit is {limit}"
            )));
        }
    }
    let mut end = 0;
    for (number, paragraph) in found.paragraphs.iter().enumerate() {
        let what = format!("paragraph {number}");
        span(text, &what, paragraph.span)?;
        if paragraph.span.start() < end {
            return Err(Error::invalid(format!(
                "{what} begins at {}, before the end of the one before",
                paragraph.span
            )));
        }
        end = paragraph.span.end();
    }
    for (number, found) in found.quotes.iter().enumerate() {
        quote(text, &format!("quote {number}"), found)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Country, ExtractedParagraph, Mention, ParagraphKind};

    fn refused(text: &str, change: impl FnOnce(&mut Extraction)) -> String {
        let mut found = Extraction::default();
        found.quotes.push(ExtractedQuote::new(Span::new(0, 2)));
        change(&mut found);
        extraction(text, &found).unwrap_err().to_string()
    }

    #[test]
    fn each_fault_of_an_extraction_is_named() {
        let text = "é was said by Ada";
        let mut good = Extraction::default();
        good.quotes.push(ExtractedQuote::new(Span::new(0, 2)));
        extraction(text, &good).unwrap();
        assert!(refused(text, |found| found.quotes[0].span = Span::new(0, 1)).contains("quote 0"));
        assert!(
            refused(text, |found| found.quotes[0].span = Span::new(5, 99)).contains("18 bytes")
        );
        assert!(refused(text, |found| found.quotes[0].span = Span::new(3, 3)).contains("empty"));
        assert!(
            refused(text, |found| found.quotes[0].confidence = f32::NAN).contains("confidence")
        );
        assert!(
            refused(text, |found| found.quotes[0].speaker = Some("x".repeat(257)))
                .contains("limit is 256")
        );
        assert!(
            refused(text, |found| found.quotes[0].countries = vec![Country::IR, Country::IR])
                .contains("IR twice")
        );
        let mention = Mention { text: "Bob".to_owned(), span: Span::new(15, 18) };
        assert!(
            refused(text, |found| found.quotes[0].mention = Some(mention)).contains("other words")
        );
        let paragraph = |start, end| ExtractedParagraph {
            span: Span::new(start, end),
            kind: ParagraphKind::Body,
        };
        assert!(
            refused(text, |found| found.paragraphs = vec![paragraph(0, 9), paragraph(8, 10)])
                .contains("paragraph 1")
        );
    }
}
