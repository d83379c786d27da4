//! What quotes, articles and paragraphs show is what was stored.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use jiff::civil::date;
use onrecord::{
    Article, Country, CountryMentions, Draft, ExtractedQuote, Extraction, Mention, Page, Paragraph,
    ParagraphKind, Published, Quote, QuoteId, QuoteKind, Span, Speaker, Store, Text,
};

fn is_static<T: Send + Sync + 'static>() {}

#[test]
fn views_go_between_threads_and_outlive_the_query() {
    is_static::<Quote>();
    is_static::<Article>();
    is_static::<Paragraph>();
    is_static::<Speaker>();
    is_static::<Page<Quote>>();
    is_static::<Text>();
}

#[test]
fn a_quote_and_its_article_show_every_field() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let text =
        "Vote\n\n“We won in Lagos,” said the Nigerian minister Ada Nkemelu of Kenya.\n\nThe end.";
    let at =
        |words: &str| Span::of(text.find(words).unwrap()..text.find(words).unwrap() + words.len());
    let mut quote = ExtractedQuote::new(at("We won in Lagos,"));
    quote.kind = QuoteKind::Mixed;
    quote.group = Some(3);
    quote.cue = Some("said".to_owned());
    quote.mention = Some(Mention { text: "Ada Nkemelu".to_owned(), span: at("Ada Nkemelu") });
    quote.speaker = Some("Ada Nkemelu".to_owned());
    quote.role = Some("Nigerian minister".to_owned());
    quote.from = Some(Country::NG);
    quote.countries = vec![Country::NG];
    quote.context_countries = vec![Country::KE, Country::NG];
    quote.confidence = 0.75;
    let mut bare = ExtractedQuote::new(at("end"));
    bare.confidence = 0.5;
    let mut extraction = Extraction::default();
    extraction.quotes = vec![quote, bare];
    extraction.countries = vec![
        CountryMentions { country: Country::NG, mentions: 2 },
        CountryMentions { country: Country::KE, mentions: 1 },
    ];
    let draft = Draft::new(text)
        .key("vote")
        .title("Vote")
        .url("https://example.org/vote")
        .source("The Daily Ledger")
        .byline("By Somebody")
        .language("en-GB")
        .published(date(2020, 7, 21))
        .extraction(extraction.clone());
    let stored = store.put(&draft).unwrap();

    let article = store.article_by_key("vote").unwrap().unwrap();
    assert_eq!(article.id(), stored.article);
    assert_eq!((article.key(), article.title()), ("vote", Some("Vote")));
    assert_eq!(article.url(), Some("https://example.org/vote"));
    assert_eq!(
        (article.source(), article.byline()),
        (Some("The Daily Ledger"), Some("By Somebody"))
    );
    assert_eq!((article.language(), article.extractor()), (Some("en-GB"), None));
    assert_eq!(article.published(), Some(Published::from(date(2020, 7, 21))));
    assert_eq!(article.countries().collect::<Vec<_>>(), extraction.countries);
    assert_eq!(article.text().unwrap(), text);
    assert_eq!((article.paragraph_count(), article.quote_count()), (3, 2));
    let paragraphs = article.paragraphs().unwrap();
    assert_eq!(paragraphs.len(), 3);
    for (number, paragraph) in paragraphs.iter().enumerate() {
        assert_eq!(paragraph.index(), number);
        assert_eq!(paragraph.text(), &text[paragraph.span().range()]);
    }
    assert_eq!(paragraphs[1].kind(), ParagraphKind::Body);
    assert_eq!(paragraphs[2].text(), "The end.");
    assert!(article.paragraph(3).unwrap().is_none());

    let quotes = article.quotes().unwrap();
    let [quote, bare] = quotes.as_slice() else { panic!("{quotes:?}") };
    assert_eq!(quote.id(), QuoteId::new(stored.article, 0));
    assert_eq!((quote.text(), quote.span()), ("We won in Lagos,", at("We won in Lagos,")));
    assert_eq!(
        (quote.kind(), quote.group(), quote.cue()),
        (QuoteKind::Mixed, Some(3), Some("said"))
    );
    assert_eq!(
        (quote.mention(), quote.mention_span()),
        (Some("Ada Nkemelu"), Some(at("Ada Nkemelu")))
    );
    assert_eq!(
        (quote.speaker_name(), quote.role()),
        (Some("Ada Nkemelu"), Some("Nigerian minister"))
    );
    assert_eq!(quote.speaker_country(), Some(Country::NG));
    assert_eq!(quote.countries().collect::<Vec<_>>(), [Country::NG]);
    assert_eq!(quote.context_countries().collect::<Vec<_>>(), [Country::KE, Country::NG]);
    assert!(quote.is_about(Country::KE) && !quote.is_about(Country::FI));
    assert_eq!(quote.published(), article.published());
    assert!((quote.confidence() - 0.75).abs() < f32::EPSILON);
    assert_eq!(
        (quote.paragraph_index(), quote.paragraph().unwrap().text()),
        (1, paragraphs[1].text())
    );
    assert_eq!(quote.article().unwrap().title(), Some("Vote"));
    assert_eq!(
        (bare.speaker_name(), bare.speaker_id(), bare.mention(), bare.cue()),
        (None, None, None, None)
    );
    assert_eq!(
        (bare.role(), bare.speaker_country(), bare.group(), bare.mention_span()),
        (None, None, None, None)
    );
    assert_eq!(store.quote(bare.id()).unwrap().unwrap().text(), "end");
    assert!(store.quote(QuoteId::new(stored.article, 2)).unwrap().is_none());
    assert!(store.article_by_key("other").unwrap().is_none());
}

#[test]
fn long_quotes_and_paragraphs_are_whole_wherever_they_stand() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let mut text = String::new();
    let mut extraction = Extraction::default();
    // Paragraphs from one letter to many pages, of letters of one to four bytes, each with a quote
    // over almost all.
    for (number, length) in
        [1, 900, 1100, 5000, 3, 20_000, 4070, 4088, 2000, 90_000, 7].into_iter().enumerate()
    {
        let start = text.len();
        text.push('“');
        text.extend("aé語🎉".chars().cycle().skip(number).take(length));
        extraction.quotes.push(ExtractedQuote::new(Span::of(start + 3..text.len())));
        text.push_str("”\n\n");
    }
    let stored = store.put(&Draft::new(text.clone()).extraction(extraction.clone())).unwrap();
    let article = store.article(stored.article).unwrap().unwrap();
    assert_eq!(article.text().unwrap(), text);
    let paragraphs = article.paragraphs().unwrap();
    assert_eq!(paragraphs.len(), 11);
    for (number, paragraph) in (0..).zip(&paragraphs) {
        assert_eq!(paragraph.text(), &text[paragraph.span().range()]);
        assert_eq!(article.paragraph(number).unwrap().unwrap().span(), paragraph.span());
    }
    let quotes: Vec<Quote> = store.quotes().oldest_first().iter().map(Result::unwrap).collect();
    assert_eq!(quotes.len(), 11);
    for (quote, expected) in quotes.iter().zip(&extraction.quotes) {
        assert_eq!(quote.text(), &text[expected.span.range()]);
        assert_eq!(
            quote.paragraph().unwrap().text(),
            paragraphs[quote.paragraph_index() as usize].text()
        );
    }
}

/// A draft of a sentence a quote, all of them quoted.
fn quoted(sentences: &[String]) -> Draft {
    let text = sentences.join(" ");
    let mut extraction = Extraction::default();
    let mut start = 0;
    for sentence in sentences {
        extraction.quotes.push(ExtractedQuote::new(Span::of(start..start + sentence.len())));
        start += sentence.len() + 1;
    }
    Draft::new(text).key("vote").extraction(extraction)
}

#[test]
fn a_quote_by_its_id_is_that_of_the_article_as_it_is_now() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    // Far more than one page of quotes, and a text of many pages.
    let sentences: Vec<String> = (0..60)
        .map(|number| format!("Said as number {number}, {}.", "and on ".repeat(40)))
        .collect();
    let article = store.put(&quoted(&sentences)).unwrap().article;
    let of = |ordinal| QuoteId::new(article, ordinal);
    let text = |ordinal| store.quote(of(ordinal)).unwrap().map(|quote| quote.text().to_owned());
    for round in 0..2 {
        for (ordinal, sentence) in (0..).zip(&sentences) {
            assert_eq!(text(ordinal).as_ref(), Some(sentence), "round {round}");
        }
        assert_eq!(text(60), None);
    }
    assert_eq!(store.article(article).unwrap().unwrap().text().unwrap(), sentences.join(" "));

    let shorter = ["It is over.".to_owned(), "So it is.".to_owned()];
    store.put(&quoted(&shorter)).unwrap();
    assert_eq!(
        [0, 1, 2, 59].map(text),
        [Some(shorter[0].clone()), Some(shorter[1].clone()), None, None]
    );
    let whole = store.article(article).unwrap().unwrap().text().unwrap();
    store.put(&Draft::new("Nobody spoke.").key("vote")).unwrap();
    assert_eq!(text(0), None);
    assert_eq!(whole, "It is over. So it is.", "a text that is held stays as it was");
    store.remove(article).unwrap();
    assert_eq!(text(0), None);
}
