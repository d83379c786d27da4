//! The hash of all that was ingested, by which the same article coming again is known.
//! `record/FORMAT.md` gives its bytes.

use crate::model::{Country, Draft, ExtractedQuote, Extraction, Precision, Published, Span};

/// What is hashed: every field at a fixed place or after its length, so that no two inputs run
/// into the same bytes.
struct Fields(Vec<u8>);

/// As many bytes as the fields of most articles have, so that they are written without growing.
const FIELD_BYTES: usize = 4 << 10;

impl Fields {
    fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Writes whether there is a value before the value.
    fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.0.push(u8::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn all<T>(&mut self, values: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.number(values.len() as u64);
        for value in values {
            write(self, value);
        }
    }

    fn span(&mut self, span: Span) {
        self.number(span.start() as u64);
        self.number(span.end() as u64);
    }

    fn country(&mut self, country: Country) {
        self.text(country.alpha2());
    }

    fn quote(&mut self, quote: &ExtractedQuote) {
        self.span(quote.span);
        self.text(quote.kind.as_str());
        self.optional(quote.group, |fields, group| fields.number(u64::from(group)));
        self.optional(quote.mention.as_ref(), |fields, mention| fields.span(mention.span));
        for text in [&quote.cue, &quote.speaker, &quote.role] {
            self.optional(text.as_deref(), Self::text);
        }
        self.optional(quote.from, Self::country);
        for countries in [&quote.countries, &quote.context_countries] {
            self.all(countries, |fields, country| fields.country(*country));
        }
        self.number(u64::from(quote.confidence.to_bits()));
    }
}

/// Hashes all fields of a draft and all that was found in it; `content` is the hash of its text.
pub(crate) fn fingerprint(
    draft: &Draft,
    content: &blake3::Hash,
    key: &str,
    found: &Extraction,
) -> [u8; 32] {
    let mut fields = Fields(Vec::with_capacity(FIELD_BYTES));
    fields.0.extend_from_slice(content.as_bytes());
    fields.text(key);
    for text in [&draft.title, &draft.url, &draft.source, &draft.byline, &draft.language] {
        fields.optional(text.as_deref(), Fields::text);
    }
    fields.optional(draft.published, |fields, published: Published| {
        fields.number(published.micros().cast_unsigned());
        fields.number(match published.precision() {
            Precision::Moment => 0,
            Precision::Day => 1,
            Precision::Month => 2,
        });
    });
    fields.number(u64::from(draft.corrected.published) | u64::from(draft.corrected.source) << 1);
    fields.text(&found.extractor);
    fields.all(&found.paragraphs, |fields, paragraph| {
        fields.span(paragraph.span);
        fields.text(paragraph.kind.as_str());
    });
    fields.all(&found.countries, |fields, named| {
        fields.country(named.country);
        fields.number(u64::from(named.mentions));
    });
    fields.all(&found.quotes, Fields::quote);
    // Only if there are any, so that articles without them have the hash of format version 1.
    if let Some(east) = draft.published.and_then(Published::offset_minutes) {
        fields.text("offset");
        fields.number(i64::from(east).cast_unsigned());
    }
    if !draft.attributes.is_empty() {
        fields.text("attributes");
        fields.all(&draft.attributes, |fields, (name, value)| {
            fields.text(name);
            fields.text(value);
        });
    }
    let several =
        || found.quotes.iter().zip(0_u64..).filter(|(quote, _)| !quote.further.is_empty());
    if several().next().is_some() {
        fields.text("further");
        for (quote, ordinal) in several() {
            fields.number(ordinal);
            fields.all(&quote.further, |fields, further| {
                fields.text(&further.name);
                fields.optional(further.role.as_deref(), Fields::text);
                fields.optional(further.from, Fields::country);
            });
        }
    }
    *blake3::hash(&fields.0).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        CountryMentions, ExtractedParagraph, FurtherSpeaker, Mention, ParagraphKind, QuoteKind,
    };

    fn hash(draft: &Draft) -> [u8; 32] {
        let content = blake3::hash(draft.text.as_bytes());
        fingerprint(draft, &content, &draft.external_key(), draft.extraction.as_ref().unwrap())
    }

    fn whole() -> Draft {
        let mut found = Extraction::default();
        found.quotes.push(ExtractedQuote::new(Span::new(0, 2)));
        let day = jiff::civil::date(2021, 3, 4);
        Draft::new("ab cd").key("k").title("t").published(day).extraction(found)
    }

    #[test]
    fn every_field_that_differs_makes_another_hash() {
        let found = |change: fn(&mut Extraction)| {
            let mut draft = whole();
            change(draft.extraction.as_mut().unwrap());
            draft
        };
        let day = jiff::civil::date(2021, 3, 5);
        let drafts = [
            whole(),
            Draft { text: "ab ce".to_owned(), ..whole() },
            whole().key("l"),
            whole().title("u"),
            Draft { title: None, ..whole() }.url("t"),
            whole().source("t"),
            whole().byline("t"),
            whole().language("t"),
            whole().published(day),
            whole().published("2021-03-04T00:00:00Z".parse::<Published>().unwrap()),
            whole().published("2021-03-04T00:00:00+00:00".parse::<Published>().unwrap()),
            whole().published("2021-03-04T00:00:00+02:00".parse::<Published>().unwrap()),
            whole().published("2021-03-01".parse::<Published>().unwrap()),
            whole().published("2021-03".parse::<Published>().unwrap()),
            whole().attribute("desk", "world"),
            whole().attribute("desk", "home"),
            whole().attribute("desks", "world"),
            whole().attribute("desk", "world").attribute("desk", "home"),
            whole().attribute("desk", "home").attribute("desk", "world"),
            Draft { published: None, ..whole() },
            Draft {
                corrected: crate::model::Corrected { source: true, published: false },
                ..whole()
            },
            Draft {
                corrected: crate::model::Corrected { source: false, published: true },
                ..whole()
            },
            found(|found| found.extractor = "e".to_owned()),
            found(|found| {
                found
                    .paragraphs
                    .push(ExtractedParagraph { span: Span::new(0, 5), kind: ParagraphKind::Body });
            }),
            found(|found| {
                found
                    .paragraphs
                    .push(ExtractedParagraph { span: Span::new(0, 5), kind: ParagraphKind::Noise });
            }),
            found(|found| {
                found.countries.push(CountryMentions { country: Country::IQ, mentions: 1 });
            }),
            found(|found| {
                found.countries.push(CountryMentions { country: Country::IQ, mentions: 2 });
            }),
            found(|found| found.quotes.clear()),
            found(|found| found.quotes[0].span = Span::new(0, 1)),
            found(|found| found.quotes[0].kind = QuoteKind::Mixed),
            found(|found| found.quotes[0].group = Some(0)),
            found(|found| found.quotes[0].cue = Some("x".to_owned())),
            found(|found| found.quotes[0].speaker = Some("x".to_owned())),
            found(|found| found.quotes[0].role = Some("x".to_owned())),
            found(|found| {
                found.quotes[0].mention =
                    Some(Mention { text: "cd".to_owned(), span: Span::new(3, 5) });
            }),
            found(|found| found.quotes[0].from = Some(Country::IQ)),
            found(|found| found.quotes[0].countries = vec![Country::IQ]),
            found(|found| found.quotes[0].context_countries = vec![Country::IQ]),
            found(|found| found.quotes[0].confidence = 0.5),
            found(|found| found.quotes[0].further.push(FurtherSpeaker::new("x"))),
            found(|found| found.quotes[0].further.push(FurtherSpeaker::new("y"))),
            found(|found| {
                let role = Some("r".to_owned());
                found.quotes[0].further.push(FurtherSpeaker { role, ..FurtherSpeaker::new("x") });
            }),
            found(|found| {
                let from = Some(Country::IQ);
                found.quotes[0].further.push(FurtherSpeaker { from, ..FurtherSpeaker::new("x") });
            }),
        ];
        let hashes: std::collections::HashSet<_> = drafts.iter().map(hash).collect();
        assert_eq!(hashes.len(), drafts.len());
        assert_eq!(hash(&whole()), hash(&whole()));
        let one = whole().attribute("desk", "world").attribute("tag", "a");
        assert_eq!(hash(&one), hash(&whole().attribute("tag", "a").attribute("Desk", "world")));
    }

    #[test]
    fn an_article_of_format_version_1_keeps_its_hash() {
        let moment: Published = "2021-03-04T09:30:00Z".parse().unwrap();
        let hex = |draft: &Draft| blake3::Hash::from_bytes(hash(draft)).to_hex().to_string();
        let undated = Draft { published: None, ..whole() };
        let expected = [
            "b8fa8dbfb74f11b988d918bb9375527547159aba570607c0b356181d4d6aae36",
            "ea1930d1ce6a2d38082df276acbabe185581e089e084693786806b0a2a013798",
            "0ed1667ed4c5fdd7971984a5f1fd3f02ac2d48f1d26f3591e3058ec45b460772",
        ];
        assert_eq!(
            [whole(), whole().published(moment), undated].map(|draft| hex(&draft)),
            expected
        );
    }
}
