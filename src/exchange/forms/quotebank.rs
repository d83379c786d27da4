//! Records of quotations: Quotebank, by quotation and by article, and the quotation graph of GDELT.

use serde_json::{Map, Value};

use super::super::fields::{Fields, plain};
use super::super::left_out::Why;
use super::search::Search;
use crate::model::{
    Draft, ExtractedParagraph, ExtractedQuote, Extraction, ParagraphKind, Span, limits,
};

/// The attribute, and its value, of an article whose text is put together from quotations.
const EXCERPTS: (&str, &str) = ("extent", "excerpts");

/// A text that is put together from quotations, with the quotes in it.
#[derive(Default)]
struct Pieces {
    text: String,
    found: Extraction,
}

impl Pieces {
    /// Adds a paragraph: the quotation in marks, between what is before and after it.
    fn add(&mut self, before: &str, quotation: &str, after: &str, speaker: Option<String>) {
        let (before, after) = (before.trim(), after.trim());
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let paragraph = self.text.len();
        self.text.push_str(before);
        if !before.is_empty() {
            self.text.push(' ');
        }
        self.text.push('“');
        let start = self.text.len();
        self.text.push_str(quotation);
        let end = self.text.len();
        self.text.push('”');
        if after.starts_with(char::is_alphanumeric) {
            self.text.push(' ');
        }
        self.text.push_str(after);
        let span = Span::of(paragraph..self.text.len());
        self.found.paragraphs.push(ExtractedParagraph { span, kind: ParagraphKind::Body });
        self.found.quotes.push(quote(Span::of(start..end), speaker));
    }
}

/// Says that the text of a draft is no whole article.
fn mark_excerpts(draft: &mut Draft) {
    let (name, value) = EXCERPTS;
    draft.add_attribute(name.to_owned(), value.to_owned());
}

fn quote(span: Span, speaker: Option<String>) -> ExtractedQuote {
    let speaker = speaker.filter(|name| name.len() <= limits::SPEAKER_BYTES);
    ExtractedQuote { speaker, ..ExtractedQuote::new(span) }
}

/// The field of an object as text, as it is.
fn text_in<'o>(object: &'o Map<String, Value>, name: &str) -> &'o str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Takes what the records of quotations share: title, date and URL.
fn head(fields: &mut Fields<'_>, key: &str) -> Draft {
    Draft {
        key: fields.text(&[key], limits::KEY_BYTES),
        url: fields.text(&["url"], limits::URL_BYTES),
        title: fields.text(&["title"], limits::TITLE_BYTES),
        published: fields.date(&["date"]),
        ..Draft::default()
    }
}

/// Makes the draft of a row of Quotebank by quotation: its text is the quotation in marks.
pub(super) fn quotation(fields: &mut Fields<'_>) -> Draft {
    let mut draft = head(fields, "quoteID");
    let words = fields.exact("quotation").unwrap_or_default();
    if words.trim().is_empty() {
        return draft;
    }
    let mut pieces = Pieces::default();
    let speaker = fields.text(&["speaker"], limits::SPEAKER_BYTES);
    pieces.add("", words.trim(), "", speaker);
    draft.text = pieces.text;
    draft.extraction = Some(pieces.found);
    mark_excerpts(&mut draft);
    draft
}

/// Makes the draft of a row of Quotebank by article: its content, or else its quotations with the
/// words around them.
pub(super) fn article(fields: &mut Fields<'_>) -> Draft {
    let mut draft = head(fields, "articleID");
    let content = fields.exact("content").filter(|content| !content.trim().is_empty());
    let quotations = match fields.value("quotations") {
        Some(Value::Array(quotations)) => quotations,
        Some(_) => {
            fields.leave_out("quotations", Why::NoMeaning);
            Vec::new()
        }
        None => Vec::new(),
    };
    let mut pieces = Pieces::default();
    let mut from = 0;
    let mut search = Search::new(content.as_deref().unwrap_or_default());
    for (number, quotation) in quotations.iter().enumerate() {
        let Some(quotation) = quotation.as_object() else { continue };
        let words = text_in(quotation, "quotation").trim();
        if words.is_empty() {
            continue;
        }
        let speaker = ["globalTopSpeaker", "localTopSpeaker"]
            .iter()
            .find_map(|name| quotation.get(*name).and_then(plain));
        if content.is_none() {
            let (before, after) =
                (text_in(quotation, "leftContext"), text_in(quotation, "rightContext"));
            pieces.add(before, words, after, speaker);
            continue;
        }
        // Quotations are in the order of the text; one that is said twice is found after the last.
        let found = search.find(words, from).or_else(|| search.find(words, 0));
        let Some(span) = found else {
            fields.leave_out_part(format!("quotations[{number}]"), Why::NotInText);
            continue;
        };
        from = span.end();
        pieces.found.quotes.push(quote(span, speaker));
    }
    pieces.found.quotes.sort_by_key(|quote| quote.span);
    if content.is_none() {
        mark_excerpts(&mut draft);
    }
    draft.text = content.unwrap_or(pieces.text);
    draft.extraction = (!pieces.found.quotes.is_empty()).then_some(pieces.found);
    draft
}

/// Languages that GDELT names in English, by their tags.
const LANGUAGES: [(&str, &str); 24] = [
    ("arabic", "ar"),
    ("bengali", "bn"),
    ("chinese", "zh"),
    ("czech", "cs"),
    ("dutch", "nl"),
    ("english", "en"),
    ("french", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("spanish", "es"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
    ("vietnamese", "vi"),
];

/// Makes the draft of an article of GDELT: a paragraph for each of its excerpts. The speakers are
/// for an extractor to find.
pub(super) fn excerpts(fields: &mut Fields<'_>) -> Draft {
    let mut draft = head(fields, "id");
    draft.language = fields.text(&["lang", "language"], limits::LANGUAGE_BYTES).map(|language| {
        let lower = language.to_lowercase();
        let known = LANGUAGES.iter().find(|(name, _)| *name == lower);
        known.map_or(lower, |(_, tag)| (*tag).to_owned())
    });
    let mut pieces = Pieces::default();
    if let Some(Value::Array(quotes)) = fields.value("quotes") {
        for quote in quotes.iter().filter_map(Value::as_object) {
            let words = text_in(quote, "quote").trim();
            if !words.is_empty() {
                pieces.add(text_in(quote, "pre"), words, text_in(quote, "post"), None);
            }
        }
    }
    draft.text = pieces.text;
    mark_excerpts(&mut draft);
    draft
}
