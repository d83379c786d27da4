//! The country of a speaker by what is around the name: the scene, the hearers, the paper, the only
//! country of the article.

#![cfg(feature = "english")]

mod said;

use onrecord::{Country, Draft, EnglishExtractor};
use said::each_is_from;

#[test]
fn the_place_that_opens_a_sentence_is_that_of_those_who_live_there() {
    each_is_from(&[
        ("In a village in Ghana, fisherman Odu Brandvold, 61, sat. “We won,” he said.", "GH"),
        ("In Korvo, a town on the Polish side, nurse Ada Odulio sat. “Yes,” she said.", "PL"),
        ("Outside Nairobi, baker Ada Brandvold waited. “Yes,” Brandvold said.", "KE"),
        ("In Bangkok, Foreign Minister Ada Brandvold told it to wait. “Yes,” she said.", "TH"),
        ("Near Accra, in the hills, Ada Brandvold, 34, keeps bees. “Yes,” she said.", "GH"),
        // Those who come from elsewhere, and those of whom nothing is told.
        ("In Accra, tourist Ada Brandvold, 34, waited. “Yes,” she said. Chad is far.", "-"),
        ("In Accra, UN envoy Ada Brandvold waited. “Yes,” she said. Chad is far.", "-"),
        ("In Accra, Ada Brandvold won the cup. “Yes,” she said. Chad is far.", "-"),
        ("In Accra, where it rained, said Ada Brandvold, 34, “all is well”. Chad is far.", "-"),
    ]);
}

#[test]
fn a_minister_speaks_to_reporters_and_parliaments_at_home() {
    each_is_from(&[
        ("“Yes,” Trade Minister Ada Brandvold told reporters in Accra. Chad is far.", "GH"),
        ("Trade Minister Ada Brandvold told a briefing in Oslo: “Yes.” Chad is far.", "NO"),
        ("Defence Minister Ada Brandvold told the Knesset it was “over”. Chad is far.", "IL"),
        ("Health Minister Ada Brandvold told the Bundestag it was “over”. Chad is far.", "DE"),
        ("UN envoy Ada Brandvold told reporters in Accra it was “over”. Chad is far.", "-"),
        ("Baker Ada Brandvold told reporters in Accra it was “over”. Chad is far.", "-"),
    ]);
}

#[test]
fn the_only_country_of_an_article_is_that_of_its_speakers() {
    each_is_from(&[
        ("A Ghanaian ferry sank on Monday. “We swam,” said Ada Brandvold, 34.", "GH"),
        ("Latvia’s bakers have a feast. “We won,” said its oldest guest, Ada Odulio.", "LV"),
        ("A ferry sank off Ghana on Monday. “We swam,” said the captain, Ada Brandvold.", "GH"),
        // A dateline, a first name, what the words beside the name tell, one named late.
        ("ACCRA — A ferry sank. “We swam,” said Ada Brandvold.", "-"),
        // Beside another country, the article's is not the speaker's.
        (
            "Ghana has rain. Ghana’s rivers rise, and Ghanaian roads are shut. Ada Brandvold \
             said the Turkish crews had gone. “We swam,” she said.",
            "-",
        ),
        (
            "Ghana has rain. Ghana’s rivers rise, and Ghanaian roads are shut. Ada Brandvold \
             said the Ghanaian crews had gone. “We swam,” she said.",
            "GH",
        ),
        ("Chad Brandvold sank a ferry on Monday. “We swam,” said Ada Odulio.", "-"),
        ("The ferry sank. “We swam,” said Ada Brandvold, an expert on Ghana.", "-"),
        ("A ferry sank off Ghana on Monday. “We swam,” said UN envoy Ada Brandvold.", "-"),
        ("A ferry sank off the United States. “We swam,” said Ada Brandvold.", "-"),
    ]);
}

#[test]
fn its_ministry_is_of_the_country_before_and_a_town_in_a_name_is_none() {
    each_is_from(&[
        ("France passed a law. Its culture ministry called it “a start”. Chad is far.", "FR"),
        ("“Yes,” said the Brazilian minister, Ada Prado de Albuquerque. Chad is far.", "BR"),
        ("“Yes,” said the minister, Ada Prado de Albuquerque. Chad and Mali are far.", "-"),
        ("The US envoy to the talks, Ada Brandvold, came. “Yes,” she said. Chad is far.", "US"),
        ("Russia fired on Ukraine. Oblast Governor Ada Odulio called it “over”. Chad.", "-"),
    ]);
}

#[test]
fn an_office_without_a_country_is_one_of_the_paper() {
    let text = "Chad and Mali agreed. “Yes,” said Trade Minister Ada Brandvold.";
    let from = |draft: Draft| {
        let (found, why) = EnglishExtractor::new().explain(&draft);
        (found.quotes[0].from, why[0].country)
    };
    assert_eq!(from(Draft::new(text)), (None, None));
    let told = (Some(Country::NA), Some("publisher"));
    assert_eq!(from(Draft::new(text).source("TheNamibian")), told);
    assert_eq!(from(Draft::new(text).url("https://www.gazette.com.na/a/b")), told);
    assert_eq!(from(Draft::new(text).source("Gazette").url("https://gazette.com/na")).0, None);
    // The words beside the name come first, and a baker is of nowhere.
    let other = text.replace("Trade", "Malian Trade");
    assert_eq!(from(Draft::new(other).source("The Namibian")).0, Some(Country::ML));
    let baker = text.replace("Trade Minister", "baker");
    assert_eq!(from(Draft::new(baker).source("The Namibian")).0, None);
    let firm = text.replace("Trade Minister", "Korvo Steel’s president,");
    assert_eq!(from(Draft::new(firm).source("The Namibian")).0, None);
}

#[test]
fn a_home_and_the_words_after_an_age_tell_a_country() {
    each_is_from(&[
        ("“Yes,” the 28-year-old from Ghana said. Chad is far.", "GH"),
        ("“Yes,” said the mother-of-two from Accra. Chad is far.", "GH"),
        ("Ada Odulio left. Ms Odulio, at her home in Accra, said: “Yes.” Chad is far.", "GH"),
        ("Ada Odulio left. Ms Odulio, who was in Accra, said: “Yes.” Chad is far.", "-"),
        // Names that clubs and towns have too.
        ("“Yes,” said harbour manager Everton Brandvold. Chad and Mali sank.", "-"),
        ("“Yes,” said Everton manager Ada Brandvold. Chad is far.", "GB"),
    ]);
}

#[test]
fn a_country_that_is_named_late_is_not_what_an_article_is_about() {
    let filler = "The ferry stopped at noon, and the crew went home for the day. ".repeat(20);
    let late = format!("{filler}“Yes,” said Ada Brandvold, 34. Ghana and Ghanaians are far.");
    let early = format!("Ghana and Ghanaians wait. {filler}“Yes,” said Ada Brandvold, 34.");
    each_is_from(&[(&*late, "-"), (&*early, "GH")]);
}
