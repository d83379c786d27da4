//! The country of a speaker, as the words around the name tell it.

#![cfg(feature = "english")]

mod said;

use onrecord::EnglishExtractor;
use said::each_is_from;

#[test]
fn a_given_name_that_is_a_place_gives_no_country() {
    each_is_from(&[
        ("“We won,” said Israel Brandvold, who owns it.", "-"),
        ("“We won,” said Sofia Brandvold, a diver.", "-"),
        ("“We won,” said Paris Nkemelu.", "-"),
        ("“We won,” Paris Nkemelu said.", "-"),
        ("“We won,” Paris Mayor Ada Brandvold said.", "FR"),
        ("“We won,” said Virginia Brandvold, 41.", "-"),
        ("“We won,” said India Brandvold.", "-"),
        ("“We won,” said Florence Nkemelu.", "-"),
        ("“We won,” said Georgia Nkemelu.", "-"),
        ("“We won,” said baker Savannah Brandvold.", "-"),
        ("“We won,” said Ms Sydney Brandvold.", "-"),
        ("“We won,” said Orlando Nkemelu, who came last.", "-"),
        ("“We won,” said Kenya Brandvold.", "-"),
        ("“We won,” said Israel’s Brandvold.", "IL"),
        ("“We won,” said Paris Mayor Ada Brandvold.", "FR"),
        ("“We won,” said India Foreign Minister Ada Brandvold.", "IN"),
    ]);
}

#[test]
fn a_place_in_a_surname_gives_no_country() {
    each_is_from(&[
        ("Leonardo da Porto sits here. “I hear,” da Porto said.", "-"),
        ("Luis de Córdoba sits here. “I hear,” de Córdoba said.", "-"),
        ("Pennie von Hamburg sits here. “I hear,” von Hamburg said.", "-"),
        ("“I hear,” said Maria di Napoli.", "-"),
        ("“I hear,” said Peter van Utrecht.", "-"),
        ("“I hear,” said the mayor of Porto, Ada Brandvold.", "PT"),
    ]);
}

#[test]
fn whoever_has_any_job_is_of_the_country_that_the_words_tell() {
    each_is_from(&[
        ("“We open,” said Ada Brandvold, a Polish baker.", "PL"),
        ("“We open,” said Ada Brandvold, a Portuguese glassblower.", "PT"),
        ("“We open,” said Ada Brandvold, a 34-year-old miner from Slovakia.", "SK"),
        ("“We open,” said Ada Brandvold, 34, a Kenyan tea picker.", "KE"),
        ("Ada Brandvold, an Estonian beekeeper, left. “We open,” she said.", "EE"),
        ("“We open,” said Ada Brandvold, a stilt walker from Ghana.", "GH"),
        ("“We open,” said Peruvian baker Ada Brandvold.", "PE"),
        ("“We open,” said Ada Brandvold, a young Danish organ builder.", "DK"),
        ("“We open,” said Ada Brandvold, a Norwegian who lives in Chad.", "NO"),
        ("“We open,” said a Polish baker.", "PL"),
        ("“We open,” said Ada Brandvold, a florist and baker from Ghana.", "GH"),
        ("“We open,” said Ada Brandvold, a grape picker.", "-"),
    ]);
}

#[test]
fn small_states_have_peoples() {
    each_is_from(&[
        ("“Yes,” said Micronesian minister Ada Brandvold.", "FM"),
        ("“Yes,” said Marshallese minister Ada Brandvold.", "MH"),
        ("“Yes,” said Kittitian minister Ada Brandvold.", "KN"),
        ("“Yes,” said St Lucian minister Ada Brandvold.", "LC"),
        ("“Yes,” said San Marinese minister Ada Brandvold.", "SM"),
        ("“Yes,” said Comorian minister Ada Brandvold.", "KM"),
        ("“Yes,” said Nauruan minister Ada Brandvold.", "NR"),
        ("“Yes,” said Solomon Islander minister Ada Brandvold.", "SB"),
        ("“Yes,” said Palauan minister Ada Brandvold.", "PW"),
        ("“Yes,” said Tuvaluan minister Ada Brandvold.", "TV"),
        ("“Yes,” said Vincentian minister Ada Brandvold.", "VC"),
        ("“Yes,” said Faroese minister Ada Brandvold.", "FO"),
        ("“Yes,” said Manx minister Ada Brandvold.", "IM"),
        ("“Yes,” said Gibraltarian minister Ada Brandvold.", "GI"),
    ]);
}

#[test]
fn an_institution_tells_the_country_of_who_speaks_for_it() {
    each_is_from(&[
        ("“Yes,” the Kremlin said.", "RU"),
        ("“Yes,” said a Pentagon spokesman.", "US"),
        ("“Yes,” Downing Street said.", "GB"),
        ("“Yes,” the Élysée said.", "FR"),
        ("“Yes,” Norges Bank governor Ada Brandvold said.", "NO"),
        ("“Yes,” said Ada Brandvold, a Knesset member.", "IL"),
        ("“Yes,” the Saeima said in a statement.", "LV"),
        ("“Yes,” said Riigikogu speaker Ada Brandvold.", "EE"),
        ("“Yes,” said Carabinieri commander Ada Brandvold.", "IT"),
        ("“Yes,” said Harvard professor Ada Brandvold.", "US"),
        ("“Yes,” said RCMP spokeswoman Ada Brandvold.", "CA"),
        ("“Yes,” said Ada Brandvold, governor of Norges Bank.", "NO"),
    ]);
}

#[test]
fn a_local_office_is_of_the_country_of_the_dateline() {
    each_is_from(&[
        ("TIRANA, May 3 (Agency) — The river rose. “Yes,” said mayor Ada Brandvold.", "AL"),
        ("TIRANA — The river rose. “Yes,” said UN envoy Ada Brandvold.", "-"),
        ("TIRANA — The river rose. “Yes,” said Swedish envoy Ada Brandvold.", "SE"),
        ("TIRANA — The river rose. “Yes,” said Ada Brandvold.", "-"),
    ]);
}

#[test]
fn an_explanation_tells_the_rule_that_found_the_country() {
    let lead = "Hull has rain. Kenya has more rain, and Kenyan roads are shut. ";
    let cases: &[(&str, &str, &str)] = &[
        ("“Yes,” said Kenyan minister Ada Brandvold.", "role", "KE"),
        ("“Yes,” said the Kenyan minister, Ada Brandvold.", "role", "KE"),
        ("“Yes,” said Ada Brandvold of Ghana.", "of", "GH"),
        ("“Yes,” said Ada Brandvold, 34, from Ghana.", "of", "GH"),
        ("“Yes,” said Ada Brandvold, a Ghanaian glassblower.", "description", "GH"),
        ("“Yes,” said Ada Brandvold, who lives in Utrecht.", "description", "NL"),
        ("“Yes,” said Ghanaian glassblower Ada Brandvold.", "people", "GH"),
        (
            "Kenya’s Board of Ports (BOP) director, Ada Brandvold, left. “Yes,” she said.",
            "office",
            "KE",
        ),
        ("Kenya won. “Yes,” said its coach, Ada Brandvold.", "its", "KE"),
        ("Kenya backed the plan. “Yes,” said Trade Minister Ada Brandvold.", "nation", "KE"),
        ("The Kenyan Ports Authority came. “Yes,” it said.", "organisation", "KE"),
        ("“Yes,” said Ada Brandvold, who works for Norges Bank.", "employer", "NO"),
        ("“Yes,” said Angela Merkel.", "leader", "DE"),
        ("The Kremlin denied it. “Yes, it is so,” the statement said.", "sender", "RU"),
        ("TIRANA — The river rose. “Yes,” said mayor Ada Brandvold.", "dateline", "AL"),
    ];
    let told = |text: &str| {
        let (found, why) = EnglishExtractor::new().explain(&onrecord::Draft::new(text));
        let from = found.quotes[0].from.map_or("-", onrecord::Country::alpha2);
        (why[0].country.unwrap_or("-"), from)
    };
    let wrong: Vec<_> = cases
        .iter()
        .map(|(text, rule, country)| (*text, (*rule, *country), told(text)))
        .filter(|(_, expected, found)| expected != found)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(told(&format!("{lead}“Yes,” said the mayor, Ada Brandvold.")), ("article", "KE"));
    assert_eq!(told("“Yes,” said Ada Brandvold."), ("-", "-"));
    let twice = "“Yes,” said Ada Brandvold, a Kenyan baker.\n\n“No,” said Brandvold.";
    let (_, why) = EnglishExtractor::new().explain(&onrecord::Draft::new(twice));
    assert_eq!(why[1].country, Some("description"));
}
