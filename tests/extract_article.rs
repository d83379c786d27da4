//! A whole article of world news: every quote with its speaker, role, countries and group.

#![cfg(feature = "english")]

use onrecord::{Country, EnglishExtractor, ExtractedQuote, ParagraphKind, QuoteKind};

const ARTICLE: &str = "Mexican President Ignacio Barrondo has called a visit by the new prime minister of Japan “an open door” between the two shores and promised to keep trading with the island nation.

Kenta al-Morino arrived on his first official trip since the spring, Mexican media reported.

A broadcaster showed Mr al-Morino landing at Mexico City’s airport. The station said he would meet several leaders, including Mr Barrondo.

The two leaders toured the old market (Mexican Press Office via AP)

“We are sure that this visit will open a door between the two shores,” Mr Barrondo said after meeting the Japanese premier. “We are ready to stand by the Japanese people and to fish together in Japan and beyond.”

Mr Al-Morino replied: “Japan will not allow any wall to rise on its side against Mexico.”

The visit came after Mexican foreign minister Rosa Elena Quirarte travelled to Tokyo over the weekend.

Advertising

It was Ms Quirarte’s first stay there since a storm in January closed the harbour.

At the harbour, Ms Quirarte laid a wreath at the pier where Mr Tanabe was lost, saying “Japan-Mexico friendship will not be drowned” despite the storm.

Kenta al-Morino was making his first official trip abroad (Mexican Press Office via AP)

Advertising

In Mexico City, Mr al-Morino said Japan’s trade policy is based on “balance and avoiding any quarrel”. The Japanese premier said his country seeks to sell more fish to Mexico “based on mutual respect for the sea of the two countries.”

Mr al-Morino took office in May after years in the so-called Harbour Bloc.
";

fn quotes() -> Vec<ExtractedQuote> {
    EnglishExtractor::new().extract_text(ARTICLE).quotes
}

#[test]
fn every_quote_is_found_with_its_speaker_and_nothing_else_is() {
    let found: Vec<_> = quotes()
        .iter()
        .map(|quote| {
            let mention = quote.mention.as_ref().unwrap();
            assert_eq!(&ARTICLE[mention.span.range()], mention.text);
            let words: Vec<_> = ARTICLE[quote.span.range()].split(' ').collect();
            (
                words[..2].join(" "),
                mention.text.clone(),
                quote.speaker.clone().unwrap(),
                quote.cue.clone().unwrap_or_default(),
                quote.kind,
            )
        })
        .collect();
    let expected = [
        (
            "an open",
            "Mexican President Ignacio Barrondo",
            "Ignacio Barrondo",
            "called",
            QuoteKind::Mixed,
        ),
        ("We are", "Mr Barrondo", "Ignacio Barrondo", "said", QuoteKind::Direct),
        ("We are", "Mr Barrondo", "Ignacio Barrondo", "", QuoteKind::Direct),
        ("Japan will", "Mr Al-Morino", "Kenta al-Morino", "replied", QuoteKind::Direct),
        (
            "Japan-Mexico friendship",
            "Ms Quirarte",
            "Rosa Elena Quirarte",
            "saying",
            QuoteKind::Direct,
        ),
        ("balance and", "Mr al-Morino", "Kenta al-Morino", "said", QuoteKind::Mixed),
        ("based on", "The Japanese premier", "Kenta al-Morino", "said", QuoteKind::Mixed),
    ]
    .map(|(words, mention, speaker, cue, kind)| {
        (words.to_owned(), mention.to_owned(), speaker.to_owned(), cue.to_owned(), kind)
    });
    assert_eq!(found, expected);
}

#[test]
fn only_the_parts_of_one_attribution_share_a_group() {
    let groups: Vec<_> = quotes().iter().map(|quote| quote.group.unwrap()).collect();
    assert_eq!(groups[1], groups[2]);
    let mut distinct = groups.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), groups.len() - 1);
}

#[test]
fn speakers_have_the_country_that_any_mention_of_them_tells() {
    let found: Vec<_> =
        quotes().iter().map(|quote| (quote.from.unwrap(), quote.role.clone().unwrap())).collect();
    let president = (Country::MX, "Mexican President".to_owned());
    let premier = (Country::JP, "Japanese premier".to_owned());
    let minister = (Country::MX, "Mexican foreign minister".to_owned());
    assert_eq!(
        found,
        [
            president.clone(),
            president.clone(),
            president,
            premier.clone(),
            minister,
            premier.clone(),
            premier
        ]
    );
}

#[test]
fn countries_in_the_marks_and_around_them_are_kept_apart() {
    let quotes = quotes();
    assert_eq!(quotes[0].countries, []);
    assert_eq!(quotes[0].context_countries, [Country::MX, Country::JP]);
    assert_eq!(quotes[3].countries, [Country::JP, Country::MX]);
    assert_eq!(quotes[3].context_countries, []);
    assert!(quotes[6].context_countries.contains(&Country::MX));
    let mentions = EnglishExtractor::new().extract_text(ARTICLE).countries;
    assert_eq!(mentions.len(), 2);
    assert!(mentions[0].mentions >= mentions[1].mentions);
}

#[test]
fn captions_and_noise_are_marked() {
    use ParagraphKind::{Body, Caption, Noise};
    let kinds: Vec<_> = EnglishExtractor::new()
        .extract_text(ARTICLE)
        .paragraphs
        .iter()
        .map(|found| found.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            Body, Body, Body, Caption, Body, Body, Body, Noise, Body, Body, Caption, Noise, Body,
            Body
        ]
    );
}
