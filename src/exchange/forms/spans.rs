//! Records that mark the quotes in their text by spans: Citron, and the search schema of the
//! Guardian and AFP. Their offsets count code points.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::fields::{Fields, plain};
use super::super::left_out::Why;
use super::super::points::CodePoints;
use super::flat;
use super::search::Search;
use crate::model::{Draft, ExtractedQuote, Extraction, Mention, Span, limits};

/// Puts the quotes of a record into its draft, in the order of the text.
fn with_quotes(mut draft: Draft, mut quotes: Vec<ExtractedQuote>) -> Draft {
    quotes.sort_by_key(|quote| quote.span);
    quotes.dedup_by_key(|quote| quote.span);
    if !quotes.is_empty() {
        draft.extraction = Some(Extraction { quotes, ..Extraction::default() });
    }
    draft
}

fn number(object: &Map<String, Value>, name: &str) -> Option<usize> {
    object.get(name)?.as_u64()?.try_into().ok()
}

/// Returns the span of an object with a start and an end, if there is text.
fn span(points: &CodePoints<'_>, object: &Map<String, Value>) -> Option<Span> {
    let span = points.span(number(object, "start")?..number(object, "end")?)?;
    (span.start() < span.end()).then_some(span)
}

/// Returns a quote with the words of its source as its mention and speaker, and with its cue.
fn quote(text: &str, words: Span, source: Option<Span>, cue: Option<Span>) -> ExtractedQuote {
    let mut quote = ExtractedQuote::new(words);
    let within = |span: Span, limit: usize| {
        let words = text.get(span.range())?.trim();
        (!words.is_empty() && words.len() <= limit).then(|| words.to_owned())
    };
    quote.cue = cue.and_then(|cue| within(cue, limits::CUE_BYTES));
    if let Some(source) = source {
        quote.speaker = within(source, limits::SPEAKER_BYTES);
        let mention = text.get(source.range()).filter(|text| text.len() <= limits::MENTION_BYTES);
        quote.mention = mention.map(|text| Mention { text: text.to_owned(), span: source });
    }
    quote
}

/// Makes the draft of a record of Citron.
pub(super) fn citron(fields: &mut Fields<'_>) -> Draft {
    let draft = flat::draft(fields, &flat::PLAIN);
    let Some(Value::Array(records)) = fields.value("quotes") else { return draft };
    let points = CodePoints::of(&draft.text);
    let mut quotes = Vec::new();
    for (number, record) in records.iter().enumerate() {
        let list = |name: &str| {
            let values = match record.get(name) {
                Some(Value::Array(values)) => values.as_slice(),
                Some(value) => std::slice::from_ref(value),
                None => &[],
            };
            values.iter().filter_map(|value| span(&points, value.as_object()?)).collect::<Vec<_>>()
        };
        let (source, cue) = (list("sources").first().copied(), list("cue").first().copied());
        let contents = list("contents");
        if contents.is_empty() {
            fields.leave_out_part(format!("quotes[{number}]"), Why::NotInText);
        }
        let group = (contents.len() > 1).then(|| u32::try_from(number).ok()).flatten();
        // The name that a source refers to, if the record has it.
        let name = record.get("coreferences").and_then(Value::as_array).and_then(|names| {
            names.first().map(|name| name.get("text").unwrap_or(name)).and_then(plain)
        });
        for words in contents {
            let mut quote = quote(&draft.text, words, source, cue);
            quote.group = group;
            if let Some(name) = name.clone().filter(|name| name.len() <= limits::SPEAKER_BYTES) {
                quote.speaker = Some(name);
            }
            quotes.push(quote);
        }
    }
    with_quotes(draft, quotes)
}

/// Makes the draft of a record of the search schema. An entity ends with the code point that its
/// end names. If the text has other words there, they are looked for.
pub(super) fn search_schema(fields: &mut Fields<'_>) -> Draft {
    let mut draft = Draft::default();
    if let Some(Value::Object(metadata)) = fields.value("metadata") {
        let text = |name: &str, limit: usize| {
            metadata.get(name).and_then(plain).filter(|text| text.len() <= limit)
        };
        draft.title = text("title", limits::TITLE_BYTES);
        draft.key = text("path", limits::KEY_BYTES);
        draft.source = text("publisher", limits::SOURCE_BYTES);
        if let Some(date) = text("publish_date", limits::TEXT_BYTES) {
            match fields.read_date(&date) {
                Ok(published) => draft.published = Some(published),
                Err(why) => fields.leave_out_part("metadata.publish_date".to_owned(), why),
            }
        }
        for name in metadata.keys() {
            if !["title", "path", "publisher", "publish_date"].contains(&name.as_str()) {
                fields.leave_out_part(format!("metadata.{name}"), Why::NoPlace);
            }
        }
    }
    if let Some(Value::Array(paragraphs)) = fields.value("paragraphs") {
        let texts = paragraphs.iter().filter_map(|paragraph| match paragraph {
            Value::String(text) => Some(text.clone()),
            other => other.get("text").and_then(Value::as_str).map(str::to_owned),
        });
        draft.text = texts.collect::<Vec<_>>().join("\n\n");
    }
    let Some(Value::Array(entities)) = fields.value("entities") else { return draft };
    let points = CodePoints::of(&draft.text);
    let mut search = Search::new(&draft.text);
    // The entities of one quote share an index.
    let mut parts: BTreeMap<String, [Option<Span>; 3]> = BTreeMap::new();
    for (number, entity) in entities.iter().filter_map(Value::as_object).enumerate() {
        let index = entity.get("index").map_or_else(String::new, Value::to_string);
        let label = entity.get("span_label").and_then(Value::as_str).unwrap_or_default();
        let place =
            ["Source", "Cue", "Content"].iter().position(|known| known.eq_ignore_ascii_case(label));
        let words = entity.get("span_text").and_then(Value::as_str).unwrap_or_default();
        let exact =
            entity_span(&points, entity).filter(|span| draft.text.get(span.range()) == Some(words));
        let found = exact.or_else(|| search.find(words, 0));
        let (Some(place), Some(span)) = (place, found) else {
            fields.leave_out_part(format!("entities[{number}]"), Why::NotInText);
            continue;
        };
        if let Some(part) = parts.entry(index).or_default().get_mut(place) {
            *part = Some(span);
        }
    }
    let quotes = parts
        .into_values()
        .filter_map(|[source, cue, content]| Some(quote(&draft.text, content?, source, cue)));
    let quotes = quotes.collect();
    with_quotes(draft, quotes)
}

/// Returns the span that an entity names, whose end is its last code point.
fn entity_span(points: &CodePoints<'_>, entity: &Map<String, Value>) -> Option<Span> {
    points.span(number(entity, "span_start")?..number(entity, "span_end")?.checked_add(1)?)
}
