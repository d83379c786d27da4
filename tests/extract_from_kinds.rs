//! The country of a speaker: people of all jobs, small states, institutions, datelines, offices,
//! teams and statements.

#![cfg(feature = "english")]

mod said;

use onrecord::EnglishExtractor;
use said::{each_is_from, from};

#[test]
fn a_first_name_that_is_a_place_gives_no_country() {
    each_is_from(&[
        ("“We won,” said Austin Brandvold.", "-"),
        ("“We won,” said Dakota Nkemelu, a nurse.", "-"),
        ("“We won,” said Carolina Nkemelu, a nurse.", "-"),
        ("“We won,” said America Brandvold, 34.", "-"),
        ("“We won,” Brooklyn Odulio said.", "-"),
        ("“We won,” said Adelaide Odulio.", "-"),
        ("“We won,” said coach Jordan Odulio.", "-"),
        ("“We won,” said Asia Odulio, a student.", "-"),
        ("“We won,” said Chad Odulio, a student.", "-"),
        ("“We won,” said Lorraine Odulio, a student.", "-"),
        ("“We won,” said Victoria Odulio, who owns the shop.", "-"),
        ("“We won,” said Malta Odulio, 31, a diver.", "-"),
        ("“We won,” said Cyprus Brandvold.", "-"),
        ("“We won,” said Ireland Odulio.", "-"),
        ("“We won,” said China Nkemelu, a singer.", "-"),
        ("“We won,” said Alexandria Nkemelu, a singer.", "-"),
        ("“We won,” said Santiago Odulio.", "-"),
        ("“We won,” said Milan Brandvold, a diver.", "-"),
        ("“We won,” said Valencia Brandvold.", "-"),
        ("“We won,” said Nairobi Odulio, a singer.", "-"),
        ("“We won,” said Holland Brandvold, a singer.", "-"),
        ("Israel Nkemelu came on Monday. “We won,” Nkemelu said.", "-"),
        ("Georgia Nkemelu, 41, came on Monday. “We won,” she said.", "-"),
        ("Sydney Odulio’s boat sank. “We won,” Odulio said.", "-"),
    ]);
}

#[test]
fn nationality_home_and_birth_tell_the_country_whatever_the_job() {
    each_is_from(&[
        ("“We open,” said Ada Brandvold, a Polish plumber.", "PL"),
        ("“We open,” said Bulgarian plumber Ada Brandvold.", "BG"),
        ("“We open,” said the Bulgarian plumber, Ada Brandvold.", "BG"),
        ("“We open,” said 34-year-old Turkish barber Ada Brandvold.", "TR"),
        ("“We open,” said Ada Brandvold, 34, an Irish farrier.", "IE"),
        ("“We open,” said Ada Brandvold, one of the Polish bakers.", "PL"),
        ("“We open,” said Ada Brandvold, the Polish owner of the shop.", "PL"),
        ("“We open,” said Ada Brandvold, a retired Polish baker.", "PL"),
        ("“We open,” said a Polish baker who gave her name as Ada.", "PL"),
        ("“We open,” said Ada Brandvold, a baker who came from Poland in 2004.", "PL"),
        ("“We open,” said Ada Brandvold, who is Polish.", "PL"),
        ("“We open,” said Ada Brandvold, who comes from Ghana.", "GH"),
        ("“We open,” said Ada Brandvold, who was born in Ghana.", "GH"),
        ("“We open,” said Ada Brandvold, a Ghanaian.", "GH"),
        ("“We open,” said Ada Brandvold, Ghanaian by birth.", "GH"),
        ("“We open,” said Ghana-born tailor Ada Brandvold.", "GH"),
        ("“We open,” said the Accra-based tailor Ada Brandvold.", "GH"),
        ("“We open,” said London-based Ghanaian tailor Ada Brandvold.", "GH"),
        ("Ada Brandvold is a Polish baker. “We open,” she said.", "PL"),
        ("Ada Brandvold, 34, from Poland, bakes. “We open,” she said.", "PL"),
        ("The Polish baker Ada Brandvold came. “We open,” Brandvold said.", "PL"),
        ("“We open,” said Ada Brandvold, a mother of three from Lagos.", "NG"),
        ("“We open,” said Ada Brandvold, 34, of Lagos.", "NG"),
        ("“We open,” said Ada Brandvold, a native of Ghana.", "GH"),
        ("“We open,” said Ada Brandvold, a Kenyan national.", "KE"),
        ("“We open,” said Ada Brandvold, a citizen of Kenya.", "KE"),
        ("“We open,” said Ada Brandvold, a resident of Nairobi.", "KE"),
        ("“We open,” said Nairobi resident Ada Brandvold.", "KE"),
        ("“We open,” said Ada Brandvold, who lives in Nairobi.", "KE"),
    ]);
}

#[test]
fn peoples_of_small_states_and_territories_tell_the_country() {
    for (people, country) in [
        ("Tongan", "TO"),
        ("I-Kiribati", "KI"),
        ("Ni-Vanuatu", "VU"),
        ("Niuean", "NU"),
        ("Cook Islands", "CK"),
        ("Tokelauan", "TK"),
        ("Bhutanese", "BT"),
        ("Bruneian", "BN"),
        ("Timorese", "TL"),
        ("East Timorese", "TL"),
        ("São Toméan", "ST"),
        ("Santomean", "ST"),
        ("Cape Verdean", "CV"),
        ("Equatoguinean", "GQ"),
        ("Djiboutian", "DJ"),
        ("Swazi", "SZ"),
        ("Mosotho", "LS"),
        ("Motswana", "BW"),
        ("Malagasy", "MG"),
        ("Seychellois", "SC"),
        ("Mauritian", "MU"),
        ("Monégasque", "MC"),
        ("Monegasque", "MC"),
        ("Andorran", "AD"),
        ("Liechtensteiner", "LI"),
        ("Sammarinese", "SM"),
        ("Kosovar", "XK"),
        ("Kosovan", "XK"),
        ("Greenlandic", "GL"),
        ("Guernsey", "GG"),
        ("Bermudian", "BM"),
        ("Caymanian", "KY"),
        ("Barbadian", "BB"),
        ("Bajan", "BB"),
        ("Grenadian", "GD"),
        ("Belizean", "BZ"),
        ("Surinamese", "SR"),
        ("Guyanese", "GY"),
        ("Montserratian", "MS"),
        ("Anguillian", "AI"),
        ("Nevisian", "KN"),
        ("Curaçaoan", "CW"),
        ("Aruban", "AW"),
        ("Sint Maarten", "SX"),
        ("New Caledonian", "NC"),
        ("French Polynesian", "PF"),
        ("Papuan", "PG"),
        ("Maldivian", "MV"),
        ("Bissau-Guinean", "GW"),
        ("Burkinabe", "BF"),
        ("Burkinabè", "BF"),
        ("Nigerien", "NE"),
        ("Central African", "CF"),
        ("South Sudanese", "SS"),
        ("Sahrawi", "EH"),
        ("Åland", "AX"),
        ("Falkland Islands", "FK"),
        ("Falklander", "FK"),
        ("Antiguan", "AG"),
        ("Barbudan", "AG"),
        ("Tobagonian", "TT"),
        ("Herzegovinian", "BA"),
        ("Macedonian", "MK"),
        ("Guadeloupean", "GP"),
        ("Guamanian", "GU"),
        ("Puerto Rican", "PR"),
        ("Macanese", "MO"),
    ] {
        let text = format!("“Yes,” said {people} minister Ada Brandvold.");
        assert_eq!(from(&text), country, "{people}");
    }
}

#[test]
fn banks_parliaments_palaces_and_forces_tell_the_country() {
    each_is_from(&[
        ("“Yes,” Whitehall said.", "GB"),
        ("“Yes,” said a Foggy Bottom official.", "US"),
        ("“Yes,” the State Department said.", "US"),
        ("“Yes,” said a State Department spokeswoman.", "US"),
        ("“Yes,” the Treasury said in London.", "GB"),
        ("“Yes,” the Bundesbank said.", "DE"),
        ("“Yes,” said Bundesbank president Ada Brandvold.", "DE"),
        ("“Yes,” said Ada Brandvold, president of the Bundesbank.", "DE"),
        ("“Yes,” the Bank of England said.", "GB"),
        ("“Yes,” said Bank of Japan governor Ada Brandvold.", "JP"),
        ("“Yes,” the Riksbank said.", "SE"),
        ("“Yes,” the Federal Reserve said.", "US"),
        ("“Yes,” said Fed chair Ada Brandvold.", "US"),
        ("“Yes,” the Reserve Bank of India said.", "IN"),
        ("“Yes,” the People's Bank of China said.", "CN"),
        ("“Yes,” the Bundestag said.", "DE"),
        ("“Yes,” said Bundestag member Ada Brandvold.", "DE"),
        ("“Yes,” said Ada Brandvold, a member of the Bundestag.", "DE"),
        ("“Yes,” said Ada Brandvold, a member of the Storting.", "NO"),
        ("“Yes,” said Folketing member Ada Brandvold.", "DK"),
        ("“Yes,” said Riksdag member Ada Brandvold.", "SE"),
        ("“Yes,” said Ada Brandvold, a Sejm deputy.", "PL"),
        ("“Yes,” said Duma deputy Ada Brandvold.", "RU"),
        ("“Yes,” said State Duma deputy Ada Brandvold.", "RU"),
        ("“Yes,” said Verkhovna Rada deputy Ada Brandvold.", "UA"),
        ("“Yes,” said Ada Brandvold, a Lok Sabha member.", "IN"),
        ("“Yes,” said Dáil member Ada Brandvold.", "IE"),
        ("“Yes,” the Taoiseach said.", "IE"),
        ("“Yes,” Taoiseach Ada Brandvold said.", "IE"),
        ("“Yes,” said Tánaiste Ada Brandvold.", "IE"),
        ("“Yes,” said Ada Brandvold, a Diet member.", "JP"),
        ("“Yes,” Buckingham Palace said.", "GB"),
        ("“Yes,” said a Buckingham Palace spokesman.", "GB"),
        ("“Yes,” Kensington Palace said.", "GB"),
        ("“Yes,” the Blue House said.", "KR"),
        ("“Yes,” the Malacañang said.", "PH"),
        ("“Yes,” Malacañang said.", "PH"),
        ("“Yes,” said a Malacañang spokesman.", "PH"),
        ("“Yes,” the Quai d'Orsay said.", "FR"),
        ("“Yes,” said the Elysee.", "FR"),
        ("“Yes,” an Élysée official said.", "FR"),
        ("“Yes,” the Quirinale said.", "IT"),
        ("“Yes,” Palazzo Chigi said.", "IT"),
        ("“Yes,” said a Moncloa spokesman.", "ES"),
        ("“Yes,” Planalto said.", "BR"),
        ("“Yes,” the Casa Rosada said.", "AR"),
        ("“Yes,” said Capitol Hill aide Ada Brandvold.", "US"),
        ("“Yes,” said Holyrood minister Ada Brandvold.", "GB"),
        ("“Yes,” said Stormont minister Ada Brandvold.", "GB"),
        ("“Yes,” said Westminster MP Ada Brandvold.", "GB"),
        ("“Yes,” the Met Police said.", "GB"),
        ("“Yes,” said Scotland Yard.", "GB"),
        ("“Yes,” a Scotland Yard spokesman said.", "GB"),
        ("“Yes,” the FBI said.", "US"),
    ]);
}

#[test]
fn parties_universities_ministries_and_courts_tell_the_country() {
    each_is_from(&[
        ("“Yes,” the CIA said.", "US"),
        ("“Yes,” the NHS said.", "GB"),
        ("“Yes,” said NHS England director Ada Brandvold.", "GB"),
        ("“Yes,” the IDF said.", "IL"),
        ("“Yes,” an IDF spokesman said.", "IL"),
        ("“Yes,” said Bundeswehr spokesman Ada Brandvold.", "DE"),
        ("“Yes,” the Bundeswehr said.", "DE"),
        ("“Yes,” the Guardia Civil said.", "ES"),
        ("“Yes,” said Garda superintendent Ada Brandvold.", "IE"),
        ("“Yes,” the Royal Navy said.", "GB"),
        ("“Yes,” the PLA said.", "CN"),
        ("“Yes,” said Ada Brandvold, a Tory MP.", "GB"),
        ("“Yes,” said Democratic senator Ada Brandvold.", "US"),
        ("“Yes,” said Republican congresswoman Ada Brandvold.", "US"),
        ("“Yes,” said ANC spokeswoman Ada Brandvold.", "ZA"),
        ("“Yes,” said BJP spokeswoman Ada Brandvold.", "IN"),
        ("“Yes,” said Likud lawmaker Ada Brandvold.", "IL"),
        ("“Yes,” said Zanu-PF spokesman Ada Brandvold.", "ZW"),
        ("“Yes,” said Ada Brandvold of the CDU.", "DE"),
        ("“Yes,” said AfD leader Ada Brandvold.", "DE"),
        ("“Yes,” said Ada Brandvold, a Fidesz lawmaker.", "HU"),
        ("“Yes,” said PASOK deputy Ada Brandvold.", "GR"),
        ("“Yes,” said Ada Brandvold, a professor at Yale University.", "US"),
        ("“Yes,” said Ada Brandvold, a professor at Makerere University.", "UG"),
        ("“Yes,” said Ada Brandvold of Tsinghua University.", "CN"),
        ("“Yes,” said Oxford University professor Ada Brandvold.", "GB"),
        ("“Yes,” said Ada Brandvold, a historian at the University of Oslo.", "NO"),
        ("“Yes,” said Ada Brandvold of the University of Nairobi.", "KE"),
        ("“Yes,” said Ada Brandvold, a lecturer at ETH Zurich.", "CH"),
        ("“Yes,” said Ada Brandvold, a historian at Charles University.", "CZ"),
        ("“Yes,” said Ada Brandvold, who teaches law at Stanford.", "US"),
        ("“Yes,” said Ada Brandvold, a professor at Uppsala University.", "SE"),
        ("“Yes,” said Ada Brandvold, a professor at McGill University.", "CA"),
        ("“Yes,” said Cairo University historian Ada Brandvold.", "EG"),
        ("“Yes,” the Polish foreign ministry said.", "PL"),
        ("“Yes,” said the Polish foreign ministry in a statement.", "PL"),
        ("“Yes,” Poland’s interior ministry said.", "PL"),
        ("“Yes,” the Supreme Court of India said.", "IN"),
        ("“Yes,” India’s Supreme Court said.", "IN"),
        ("“Yes,” the Turkish presidency said.", "TR"),
        ("“Yes,” said Ada Brandvold, spokeswoman for the Turkish presidency.", "TR"),
        ("“Yes,” said Ada Brandvold, spokeswoman for Germany’s foreign ministry.", "DE"),
        ("“Yes,” said Ada Brandvold, head of the Kenyan Red Cross.", "KE"),
        ("“Yes,” said Kenya Red Cross chief Ada Brandvold.", "KE"),
        ("“Yes,” the Ukrainian army’s general staff said.", "UA"),
        ("“Yes,” said Ada Brandvold, a colonel in the Ukrainian army.", "UA"),
        ("“Yes,” said Ada Brandvold, a judge of the High Court of Kenya.", "KE"),
        ("“Yes,” the Constitutional Court of Ecuador said.", "EC"),
        ("“Yes,” said Air France chief executive Ada Brandvold.", "FR"),
        ("“Yes,” said Toyota president Ada Brandvold.", "JP"),
        ("“Yes,” said Ada Brandvold, chief executive of Deutsche Bank.", "DE"),
        ("“Yes,” said Ada Brandvold, the chief executive of Petrobras.", "BR"),
        ("“Yes,” the Vatican said.", "VA"),
        ("“Yes,” the Holy See said.", "VA"),
        ("“Yes,” said Vatican spokesman Ada Brandvold.", "VA"),
    ]);
}

#[test]
fn a_town_after_a_body_or_a_job_tells_the_country() {
    each_is_from(&[
        ("“Yes,” said Ada Brandvold of Human Aid, based in Nairobi.", "KE"),
        ("“Yes,” said Ada Brandvold, a lawyer based in Nairobi.", "KE"),
        ("“Yes,” said Nairobi-based lawyer Ada Brandvold.", "KE"),
        ("“Yes,” said Ada Brandvold from Nairobi.", "KE"),
        ("“Yes,” said Ada Brandvold of the Harbour Institute in Lisbon.", "PT"),
        ("“Yes,” said Ada Brandvold, director of the Lisbon-based Harbour Institute.", "PT"),
        ("“Yes,” said the Lisbon-based Harbour Institute.", "PT"),
        ("“Yes,” said the Harbour Institute, a group in Lisbon.", "PT"),
        ("“Yes,” said Ada Brandvold, from the Harbour Institute in Lisbon, Portugal.", "PT"),
        ("“Yes,” said Ada Brandvold, who heads the Harbour Institute in Lisbon.", "PT"),
        ("“Yes,” said Ada Brandvold, a researcher at the Harbour Institute in Lisbon.", "PT"),
        (
            "“Yes,” said Ada Brandvold, a researcher with the Harbour Institute, a \
                Lisbon think tank.",
            "PT",
        ),
        ("“Yes,” said Ada Brandvold, mayor of Lisbon.", "PT"),
        ("“Yes,” said Lisbon mayor Ada Brandvold.", "PT"),
        ("“Yes,” said the mayor of Lisbon.", "PT"),
        ("“Yes,” said Ada Brandvold, a police chief in Lisbon.", "PT"),
        ("“Yes,” said Ada Brandvold, who runs a shop in Lisbon.", "PT"),
        ("“Yes,” police in Lisbon said.", "PT"),
        ("“Yes,” Lisbon police said.", "PT"),
        ("“Yes,” said a doctor at a hospital in Lisbon.", "PT"),
        ("“Yes,” the Lisbon prosecutor’s office said.", "PT"),
    ]);
}

#[test]
fn datelines_of_many_forms_give_officials_their_country() {
    each_is_from(&[
        ("LISBON, May 3 — The river rose. “Yes,” police chief Ada Brandvold said.", "PT"),
        ("LISBON (Agency) — The river rose. “Yes,” a police spokesman said.", "PT"),
        ("LISBON, Portugal (AP) — The river rose. “Yes,” said Ada Brandvold, a firefighter.", "PT"),
        ("LISBON, Portugal — The river rose. “Yes,” said Interior Minister Ada Brandvold.", "PT"),
        ("LISBON: The river rose. “Yes,” said Interior Minister Ada Brandvold.", "PT"),
        ("Lisbon (AFP) – The river rose. “Yes,” said Interior Minister Ada Brandvold.", "PT"),
        ("Lisbon, May 3 (AFP) - The river rose. “Yes,” the interior ministry said.", "PT"),
        ("LISBON — The river rose. “Yes,” said the fire brigade.", "PT"),
        ("LISBON — The river rose. “Yes,” said deputy mayor Ada Brandvold.", "PT"),
        ("LISBON — The river rose. “Yes,” the government said.", "PT"),
        ("LISBON — The river rose. “Yes,” a government spokesman said.", "PT"),
        ("LISBON — The river rose. “Yes,” a rescue worker said.", "PT"),
        ("LISBON — The river rose. “Yes,” said resident Ada Brandvold.", "PT"),
        ("LISBON — The river rose. “Yes,” said Ada Brandvold, a shopkeeper.", "PT"),
        ("LISBON — The river rose. “Yes,” said city councillor Ada Brandvold.", "PT"),
        ("LISBON — The river rose. “Yes,” said public prosecutor Ada Brandvold.", "PT"),
        ("LISBON — The river rose. “Yes,” said EU commissioner Ada Brandvold.", "-"),
        ("LISBON — The river rose. “Yes,” said a NATO spokesman.", "-"),
        ("LISBON — The river rose. “Yes,” said Red Cross spokeswoman Ada Brandvold.", "-"),
        ("LISBON — The river rose. “Yes,” said Amnesty International’s Ada Brandvold.", "-"),
        ("LISBON — The river rose. “Yes,” said tourist Ada Brandvold.", "-"),
        ("LISBON — The river rose. “Yes,” said visiting Chilean president Ada Brandvold.", "CL"),
    ]);
}

#[test]
fn an_office_without_a_country_word_takes_the_country_of_the_article() {
    each_is_from(&[
        (
            "Kenya shut a port on Monday. Ships for Uganda wait. Kenya has two ports. \
                “Yes,” Economy Minister Ada Brandvold said.",
            "KE",
        ),
        ("Kenya shut a port on Monday. “Yes,” Economy Minister Ada Brandvold said.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” said President Ada Brandvold.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” said the president.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” the ministry said.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” said Ada Brandvold, the transport minister.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” said opposition leader Ada Brandvold.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” said lawmaker Ada Brandvold.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” the central bank said.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” central bank governor Ada Brandvold said.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” the Supreme Court said.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” army spokesman Ada Brandvold said.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” the army said.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” Prime Minister Ada Brandvold told parliament.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” attorney general Ada Brandvold said.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” ports authority chief Ada Brandvold said.", "KE"),
        ("Kenya shut a port on Monday. “Yes,” UN secretary general Ada Brandvold said.", "-"),
        ("Kenya shut a port on Monday. “Yes,” World Bank president Ada Brandvold said.", "-"),
        ("Kenya shut a port on Monday. “Yes,” said the IMF.", "-"),
        (
            "Kenya shut a port on Monday. “Yes,” European Commission president Ada Brandvold said.",
            "-",
        ),
    ]);
}

#[test]
fn teams_tell_the_country_of_those_who_play_for_them() {
    each_is_from(&[
        ("“We won,” Kenya captain Ada Brandvold said.", "KE"),
        ("“We won,” said Kenya coach Ada Brandvold.", "KE"),
        ("“We won,” said Ada Brandvold, who coaches Kenya.", "KE"),
        ("“We won,” said Ada Brandvold, the Kenya goalkeeper.", "KE"),
        ("“We won,” said Ada Brandvold, captain of Kenya.", "KE"),
        ("“We won,” said Arsenal manager Ada Brandvold.", "GB"),
        ("“We won,” said Real Madrid coach Ada Brandvold.", "ES"),
        ("“We won,” said Bayern Munich striker Ada Brandvold.", "DE"),
        ("“We won,” said Manchester United midfielder Ada Brandvold.", "GB"),
        ("“We won,” said Ada Brandvold, manager of Juventus.", "IT"),
        ("“We won,” said New York Yankees pitcher Ada Brandvold.", "US"),
        ("“We won,” said Springboks captain Ada Brandvold.", "ZA"),
        ("“We won,” said All Blacks captain Ada Brandvold.", "NZ"),
        ("“We won,” said Wallabies captain Ada Brandvold.", "AU"),
        ("“We won,” said Super Eagles coach Ada Brandvold.", "NG"),
    ]);
}

#[test]
fn a_statement_is_of_the_country_of_the_body_named_before_it() {
    each_is_from(&[
        ("The Pentagon denied it. “We did not,” the statement said.", "US"),
        ("The Kremlin issued a statement. “We did not,” it said.", "RU"),
        ("Poland’s foreign ministry denied it on Monday. “We did not,” the statement read.", "PL"),
        ("The Polish army put out a statement. “We did not,” the statement said.", "PL"),
    ]);
}

/// The country of the first quote's speaker in an article of a year.
fn from_in(year: i16, text: &str) -> &'static str {
    let draft = onrecord::Draft::new(text).published(jiff::civil::date(year, 5, 3));
    let found = onrecord::Extract::extract(&EnglishExtractor::new(), &draft);
    let quotes = found.map(|found| found.quotes).unwrap_or_default();
    quotes.first().and_then(|quote| quote.from).map_or("-", onrecord::Country::alpha2)
}

#[test]
fn a_bare_name_of_a_leader_tells_the_country_in_the_years_of_the_office() {
    each_is_from(&[
        ("“Yes,” Angela Merkel told reporters.", "DE"),
        ("Obama came at noon. “Yes,” Obama said.", "US"),
        ("“Yes,” said Viktor Orban.", "HU"),
        ("“Yes,” said an adviser, Ada Obama.", "-"),
        ("“Yes,” Brown said.", "-"),
        ("“Yes,” said Ada Merkel.", "-"),
    ]);
    let merkel = "“Yes,” Angela Merkel said.";
    assert_eq!(from_in(2012, merkel), "DE");
    assert_eq!(from_in(1980, merkel), "-");
    assert_eq!(from_in(2024, merkel), "-");
    assert_eq!(from_in(2024, "Rain fell in Germany and Chad. “Yes,” Angela Merkel said."), "DE");
    assert_eq!(from_in(2024, "Rain fell in Ghana and Chad. “Yes,” Narendra Modi said."), "-");
}

#[test]
fn one_mention_tells_the_country_for_all_quotes_of_a_person() {
    let text =
        "“Yes,” she said.\n\n“No,” said Kenyan baker Ada Brandvold.\n\n“Well,” Brandvold said.";
    let found = EnglishExtractor::new().extract_text(text);
    let from: Vec<_> = found
        .quotes
        .iter()
        .filter(|quote| quote.speaker.is_some())
        .map(|quote| quote.from)
        .collect();
    assert!(
        from.len() >= 2 && from.iter().all(|from| *from == Some(onrecord::Country::KE)),
        "{from:?}"
    );
}

#[test]
fn a_quote_without_a_speaker_has_no_country() {
    let text =
        "Kenya has rain. Kenya’s rivers rise, and Kenyan roads are shut.\n\n“Nobody told us.”";
    let found = EnglishExtractor::new().extract_text(text);
    assert!(found.quotes.iter().all(|quote| quote.mention.is_some() || quote.from.is_none()));
}
