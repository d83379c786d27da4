//! One line: its fields, and the conversion to and from a draft.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::form::EXPORT_MARK;
use super::points::CodePoints;
use crate::error::{Error, Result};
use crate::model::{
    Corrected, Country, CountryMentions, Draft, EachSpeaker, ExtractedParagraph, ExtractedQuote,
    Extraction, FurtherSpeaker, Mention, Span, limits,
};

/// The fields of an exported line. An article has a `text`, overrides of a speaker have a
/// `speaker_edit`.
#[derive(Serialize, Deserialize, Debug, Default)]
pub(super) struct Line {
    /// The mark of an export. Exports of earlier versions have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    /// Those of `published` and `source` that a user corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected: Option<Vec<String>>,
    /// The named attributes. Several values of one name are a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<BTreeMap<String, Values>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extractor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraphs: Option<Vec<ParagraphLine>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    countries: Option<Vec<CountryLine>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quotes: Option<Vec<QuoteLine>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) speaker_edit: Option<SpeakerLine>,
}

/// The value or the values of a named attribute.
#[derive(Serialize, Deserialize, Debug)]
#[serde(untagged)]
enum Values {
    One(String),
    Many(Vec<String>),
}

#[derive(Serialize, Deserialize, Debug)]
struct ParagraphLine {
    start: usize,
    end: usize,
    kind: String,
}

#[derive(Serialize, Deserialize, Debug)]
struct CountryLine {
    code: String,
    mentions: u32,
}

#[derive(Serialize, Deserialize, Debug)]
struct QuoteLine {
    start: usize,
    end: usize,
    /// The words, for readers of the line. If given, the text must have the same words there.
    text: Option<String>,
    /// The number of the paragraph, for readers of the line; the offsets imply it.
    #[serde(skip_deserializing)]
    paragraph: usize,
    kind: String,
    group: Option<u32>,
    cue: Option<String>,
    mention: Option<MentionLine>,
    speaker: Option<String>,
    /// The number of the speaker: the same for all quotes of one speaker in one file.
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker_number: Option<u64>,
    role: Option<String>,
    from: Option<String>,
    /// The speakers after the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    further: Vec<FurtherLine>,
    #[serde(default)]
    countries: Vec<String>,
    #[serde(default)]
    context_countries: Vec<String>,
    #[serde(default = "certain")]
    confidence: f64,
}

/// A speaker of a quote after the first.
#[derive(Serialize, Deserialize, Debug)]
struct FurtherLine {
    speaker: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker_number: Option<u64>,
    role: Option<String>,
    from: Option<String>,
}

#[derive(Serialize, Deserialize, Debug)]
struct MentionLine {
    text: String,
    start: usize,
    end: usize,
}

/// The overrides of a speaker.
#[derive(Serialize, Deserialize, Debug)]
pub(super) struct SpeakerLine {
    /// The number of the speaker, as in its quotes.
    pub(super) number: u64,
    /// The speaker's name in the first quote; without quotes, the canonical name.
    pub(super) name: String,
    pub(super) from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) country: Option<String>,
    /// The number of the speaker that this one was merged into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) merged_into: Option<u64>,
}

/// Returns the mark of the lines that this version exports.
#[allow(clippy::unnecessary_wraps, reason = "a line of an earlier version has none")]
fn mark() -> Option<String> {
    Some(EXPORT_MARK.to_owned())
}

fn certain() -> f64 {
    1.0
}

/// Parses a country's code.
pub(super) fn country(code: &str) -> Result<Country> {
    Country::from_alpha2(code).ok_or_else(|| {
        Error::invalid(format!("{code:?} is no ISO 3166-1 alpha-2 code such as \"IR\""))
    })
}

fn countries(codes: &[String]) -> Result<Vec<Country>> {
    codes.iter().map(|code| country(code)).collect()
}

/// Returns the code of a country.
pub(super) fn code(country: Country) -> String {
    country.alpha2().to_owned()
}

/// Widens a confidence to the number with the fewest digits that narrows to it again.
fn wide(confidence: f32) -> f64 {
    let short: f64 = confidence.to_string().parse().unwrap_or_default();
    if narrow(short).to_bits() == confidence.to_bits() { short } else { f64::from(confidence) }
}

#[allow(clippy::cast_possible_truncation, reason = "a confidence is stored in single precision")]
const fn narrow(confidence: f64) -> f32 {
    confidence as f32
}

impl Line {
    /// Makes the line of a speaker's overrides.
    pub(super) fn of_speaker(edit: SpeakerLine) -> Self {
        Self { format: mark(), speaker_edit: Some(edit), ..Self::default() }
    }

    /// Makes the line of an article. `numbers` has the numbers of the speakers of each quote.
    pub(super) fn of(draft: Draft, numbers: &[EachSpeaker<u64>]) -> Self {
        let found = draft.extraction.unwrap_or_default();
        let points = CodePoints::of(&draft.text);
        let paragraphs = found.paragraphs.iter().map(|paragraph| {
            let at = points.range(paragraph.span);
            ParagraphLine { start: at.start, end: at.end, kind: paragraph.kind.as_str().to_owned() }
        });
        let quotes = found.quotes.into_iter().zip(numbers).map(|(quote, numbers)| {
            let before = found
                .paragraphs
                .partition_point(|paragraph| paragraph.span.start() <= quote.span.start());
            let words = draft.text.get(quote.span.range()).unwrap_or_default().to_owned();
            quote_line(quote, words, before.saturating_sub(1), numbers, &points)
        });
        let countries = found
            .countries
            .iter()
            .map(|named| CountryLine { code: code(named.country), mentions: named.mentions });
        let corrected =
            [(draft.corrected.published, "published"), (draft.corrected.source, "source")];
        let corrected: Vec<_> =
            corrected.iter().filter(|(is, _)| *is).map(|(_, field)| (*field).to_owned()).collect();
        Self {
            format: mark(),
            quotes: Some(quotes.collect()),
            paragraphs: Some(paragraphs.collect()),
            countries: Some(countries.collect()),
            key: draft.key,
            title: draft.title,
            url: draft.url,
            source: draft.source,
            byline: draft.byline,
            language: draft.language,
            published: draft.published.map(|published| published.to_string()),
            corrected: (!corrected.is_empty()).then_some(corrected),
            attributes: attribute_line(draft.attributes),
            extractor: Some(found.extractor).filter(|extractor| !extractor.is_empty()),
            text: Some(draft.text),
            ..Self::default()
        }
    }

    /// Makes the draft of an article.
    pub(super) fn draft(self) -> Result<Draft> {
        let text = self.text.ok_or_else(|| Error::invalid("no text"))?;
        let corrected = self.corrected.unwrap_or_default();
        if let Some(other) =
            corrected.iter().find(|field| !["published", "source"].contains(&field.as_str()))
        {
            return Err(Error::invalid(format!(
                "{other:?} cannot be a corrected field; \"published\" and \"source\" can"
            )));
        }
        let is_corrected = |field: &str| corrected.iter().any(|corrected| corrected == field);
        let published = self.published.filter(|published| !published.trim().is_empty());
        let mut draft = Draft {
            key: self.key,
            title: self.title,
            url: self.url,
            source: self.source,
            byline: self.byline,
            language: self.language,
            published: published.map(|published| published.parse()).transpose()?,
            corrected: Corrected {
                published: is_corrected("published"),
                source: is_corrected("source"),
            },
            ..Draft::default()
        };
        add_attributes(&mut draft, self.attributes.unwrap_or_default())?;
        if self.paragraphs.is_some() || self.countries.is_some() || self.quotes.is_some() {
            let points = CodePoints::of(&text);
            let mut found = Extraction {
                extractor: self.extractor.unwrap_or_default(),
                ..Extraction::default()
            };
            for (number, line) in self.paragraphs.into_iter().flatten().enumerate() {
                let span = span(&points, &format!("paragraph {number}"), line.start, line.end)?;
                found.paragraphs.push(ExtractedParagraph { span, kind: line.kind.parse()? });
            }
            for line in self.countries.into_iter().flatten() {
                let country = country(&line.code)?;
                found.countries.push(CountryMentions { country, mentions: line.mentions });
            }
            let mut quotes = Vec::new();
            for (number, line) in self.quotes.into_iter().flatten().enumerate() {
                let further = line.further.iter().map(|further| further.speaker_number);
                let numbers: EachSpeaker<u64> =
                    std::iter::once(line.speaker_number).chain(further).collect();
                quotes.push((line.quote(&format!("quote {number}"), &text, &points)?, numbers));
            }
            quotes.sort_by_key(|(quote, _)| quote.span);
            (found.quotes, draft.speaker_numbers) = quotes.into_iter().unzip();
            draft.extraction = Some(found);
        }
        draft.text = text;
        Ok(draft)
    }
}

/// Puts named attributes into a line: a text for one value of a name, a list for several.
fn attribute_line(attributes: Vec<(String, String)>) -> Option<BTreeMap<String, Values>> {
    let mut named: BTreeMap<String, Values> = BTreeMap::new();
    for (name, value) in attributes {
        match named.entry(name).or_insert_with(|| Values::Many(Vec::new())) {
            Values::Many(values) => values.push(value),
            Values::One(_) => {}
        }
    }
    for values in named.values_mut() {
        if let Values::Many(many) = values
            && many.len() == 1
        {
            *values = Values::One(many.pop().unwrap_or_default());
        }
    }
    (!named.is_empty()).then_some(named)
}

/// Adds the attributes of a line to its draft. Stops before there are too many to be sorted fast.
fn add_attributes(draft: &mut Draft, attributes: BTreeMap<String, Values>) -> Result<()> {
    for (name, values) in attributes {
        let values = match values {
            Values::One(value) => vec![value],
            Values::Many(values) => values,
        };
        for value in values {
            draft.add_attribute(name.clone(), value);
            if draft.attributes.len() > limits::ATTRIBUTES {
                let limit = limits::ATTRIBUTES;
                return Err(Error::invalid(format!("more than {limit} attributes, the limit")));
            }
        }
    }
    Ok(())
}

fn span(points: &CodePoints<'_>, what: &str, start: usize, end: usize) -> Result<Span> {
    points.span(start..end).ok_or_else(|| {
        let count = points.count();
        Error::invalid(format!("{what} is at {start}..{end}, but the text has {count} code points"))
    })
}

fn quote_line(
    quote: ExtractedQuote,
    words: String,
    paragraph: usize,
    numbers: &[Option<u64>],
    points: &CodePoints<'_>,
) -> QuoteLine {
    let codes = |countries: Vec<Country>| countries.into_iter().map(code).collect();
    let at = points.range(quote.span);
    let number = |at: usize| numbers.get(at).copied().flatten();
    let further = (1..).zip(quote.further).map(|(at, further)| FurtherLine {
        speaker: further.name,
        speaker_number: number(at),
        role: further.role,
        from: further.from.map(code),
    });
    QuoteLine {
        start: at.start,
        end: at.end,
        text: Some(words),
        paragraph,
        kind: quote.kind.as_str().to_owned(),
        group: quote.group,
        cue: quote.cue,
        mention: quote.mention.map(|mention| {
            let at = points.range(mention.span);
            MentionLine { text: mention.text, start: at.start, end: at.end }
        }),
        speaker: quote.speaker,
        speaker_number: number(0),
        role: quote.role,
        from: quote.from.map(code),
        further: further.collect(),
        countries: codes(quote.countries),
        context_countries: codes(quote.context_countries),
        confidence: wide(quote.confidence),
    }
}

impl QuoteLine {
    fn quote(self, what: &str, text: &str, points: &CodePoints<'_>) -> Result<ExtractedQuote> {
        let mut quote = ExtractedQuote::new(span(points, what, self.start, self.end)?);
        if let Some(words) = &self.text
            && text.get(quote.span.range()) != Some(words.as_str())
        {
            let (start, end) = (self.start, self.end);
            return Err(Error::invalid(format!(
                "{what} has other words than the text has at its code points {start}..{end}"
            )));
        }
        quote.kind = self.kind.parse()?;
        quote.group = self.group;
        quote.cue = self.cue;
        quote.mention = match self.mention {
            Some(mention) => Some(Mention {
                span: span(points, &format!("the mention of {what}"), mention.start, mention.end)?,
                text: mention.text,
            }),
            None => None,
        };
        quote.speaker = self.speaker;
        quote.role = self.role;
        quote.from = self.from.as_deref().map(country).transpose()?;
        for FurtherLine { speaker, role, from, .. } in self.further {
            let from = from.as_deref().map(country).transpose()?;
            quote.further.push(FurtherSpeaker { role, from, ..FurtherSpeaker::new(speaker) });
        }
        quote.countries = countries(&self.countries)?;
        quote.context_countries = countries(&self.context_countries)?;
        quote.confidence = narrow(self.confidence);
        Ok(quote)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_confidence_keeps_its_bits(bits in 0..=1f32.to_bits()) {
            let confidence = f32::from_bits(bits);
            let json = serde_json::to_string(&wide(confidence)).unwrap();
            let back = narrow(serde_json::from_str(&json).unwrap());
            prop_assert_eq!(back.to_bits(), bits, "{}", json);
        }
    }

    #[test]
    fn a_confidence_is_written_with_few_digits() {
        assert_eq!(serde_json::to_string(&wide(0.9)).unwrap(), "0.9");
        assert_eq!(serde_json::to_string(&wide(1.0)).unwrap(), "1.0");
    }
}
