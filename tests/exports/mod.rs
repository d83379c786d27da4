//! Articles with every field that an export has, and with texts that other programs stumble over.

use onrecord::exchange::{ExportFormat, Form, Record, Records, export};
use onrecord::{
    Country, CountryMentions, Draft, ExportReport, ExtractedParagraph, ExtractedQuote, Extraction,
    ParagraphKind, Published, QuoteKind, QuoteQuery, Span, Store,
};
use serde_json::Value;

pub(crate) fn fresh() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    (folder, store)
}

/// A draft whose quotes are the texts between `[` and `]`, which are taken out. Each has a speaker
/// if its name is given.
pub(crate) fn draft(marked: &str, speakers: &[Option<&str>]) -> Draft {
    let (mut text, mut found) = (String::new(), Extraction::default());
    for part in marked.split_inclusive(['[', ']']) {
        let start = text.len();
        text.push_str(part.trim_end_matches(['[', ']']));
        if part.ends_with(']') {
            let mut quote = ExtractedQuote::new(Span::new(
                u32::try_from(start).unwrap(),
                u32::try_from(text.len()).unwrap(),
            ));
            quote.speaker = speakers[found.quotes.len()].map(str::to_owned);
            found.quotes.push(quote);
        }
    }
    let all = Span::new(0, u32::try_from(text.len()).unwrap());
    found.paragraphs.push(ExtractedParagraph { span: all, kind: ParagraphKind::Body });
    Draft::new(text).extraction(found)
}

/// An article with every field that a format writes.
pub(crate) fn full() -> Draft {
    let text = "“é😀 We trade with Iraq,” said minister Ada Nkemelu.";
    let mut quote = ExtractedQuote::new(Span::new(3, 29));
    quote.kind = QuoteKind::Direct;
    quote.group = Some(0);
    quote.cue = Some("said".to_owned());
    quote.speaker = Some("Ada Nkemelu".to_owned());
    quote.role = Some("minister".to_owned());
    quote.from = Some(Country::NA);
    quote.countries = vec![Country::IQ];
    quote.context_countries = vec![Country::NG];
    quote.confidence = 0.85;
    let mut found = Extraction::default();
    let all = Span::new(0, u32::try_from(text.len()).unwrap());
    found.paragraphs.push(ExtractedParagraph { span: all, kind: ParagraphKind::Body });
    found.countries.push(CountryMentions { country: Country::IQ, mentions: 1 });
    found.quotes.push(quote);
    Draft::new(text)
        .key("wire/17")
        .url("https://example.org/trade?a=é")
        .title("Trade")
        .source("The Daily Ledger")
        .byline("By Ruth Nankya")
        .language("en")
        .published("2020-07-21T23:30:00+02:00".parse::<Published>().unwrap())
        .extraction(found)
}

/// Articles whose texts, keys and dates other programs stumble over.
pub(crate) fn hostile() -> Vec<Draft> {
    let text = "\u{feff}He said [=1+1] and [\"</script><b>&amp;]\u{2028}\u{85}\u{0}\u{b}\r\n\
                \u{202e}[שלום, \u{202b}مرحبا]\u{202c}, [🇳🇦 e\u{301}, “x”, 'y'\tz\n- w].";
    let speakers = [None, Some("A \"B\" <C>"), Some("-עדה"), Some("None")];
    let dates = [
        None,
        Some("2020-07"),
        Some("2020-07-21"),
        Some("2020-07-21T23:30:00.123456-09:30"),
        Some("2020-07-21T23:30:00Z"),
        Some("-000044-03-15"),
        Some("2021-12-31T23:59:59+25:00"),
    ];
    let keys = [
        "17",
        "c:\\news\\a.txt",
        "urn:wire:example.org:1",
        "https://example.org/a b?c=\"<é>\"#d#e",
        "tag:example.org,2020:a",
        "=HYPERLINK(\"x\")\n",
        "../é\u{202e}",
    ];
    let all = dates.into_iter().zip(keys).map(|(date, key)| {
        let mut draft = draft(text, &speakers).key(key).title(format!("@{key}\u{7}"));
        draft = draft.byline("+1 'a'").source("\t=x, \"y\"\r").language("en");
        if key.len() % 2 == 0 {
            draft = draft.url(format!("https://example.org/\u{202e}{}", key.len()));
        }
        match date {
            Some(date) => draft.published(date.parse::<Published>().unwrap()),
            None => draft,
        }
    });
    let mut all: Vec<_> = all.collect();
    all.push(Draft::new("Nobody spoke.").key("silent"));
    all
}

pub(crate) fn written(query: &QuoteQuery, format: ExportFormat) -> (String, ExportReport) {
    let mut bytes = Vec::new();
    let report = export(query, format, &mut bytes).unwrap();
    (String::from_utf8(bytes).unwrap(), report)
}

/// The lines or the members of an export.
pub(crate) fn items(store: &Store, format: ExportFormat) -> Vec<Value> {
    let (text, _) = written(&store.quotes().oldest_first(), format);
    match format {
        ExportFormat::JsonLd | ExportFormat::WebAnnotation => serde_json::from_str(&text).unwrap(),
        _ => text.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect(),
    }
}

pub(crate) fn read(text: &str) -> Vec<Record> {
    Records::new(text.as_bytes(), Form::Detect).map(Result::unwrap).collect()
}

pub(crate) fn loaded(json: &str) -> (tempfile::TempDir, Store) {
    let (folder, store) = fresh();
    let drafts = read(json).into_iter().map(|record| Ok::<_, onrecord::Error>(record.draft));
    assert_eq!(store.loader().run(drafts).unwrap().skipped, 0);
    (folder, store)
}
