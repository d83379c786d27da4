//! The countries that a text names.

#![cfg(feature = "english")]

use onrecord::{Country, EnglishExtractor};

/// The codes of the countries of a text, sorted.
fn countries(text: &str) -> String {
    let found = EnglishExtractor::new().extract_text(text);
    let mut codes: Vec<_> = found.countries.iter().map(|found| found.country.alpha2()).collect();
    codes.sort_unstable();
    codes.join(",")
}

#[test]
fn names_that_resemble_others_mean_their_own_country() {
    for (text, expected) in [
        ("D.R. Congo shut a port.", "CD"),
        ("DR Congo shut a port.", "CD"),
        ("Congo, Dem. Rep. is one of them.", "CD"),
        ("Korea, North is one of them.", "KP"),
        ("Korea, South is one of them.", "KR"),
        ("Niger shut a port. Nigeria did not.", "NE,NG"),
        ("Northern Ireland shut a port.", "GB"),
        ("The Republic of Ireland shut a port.", "IE"),
        ("Kosovo shut a port.", "XK"),
        ("Pristina shut a port.", "XK"),
        ("Kosovars voted in Prizren.", "XK"),
        ("Kosovo’s minister left Mitrovica.", "XK"),
        ("European carriers and Latin American banks pay.", ""),
        ("South American farmers and North American bakers pay.", ""),
        ("Central American towns pay.", ""),
        ("The Organization of American States met.", ""),
        ("African American voters came.", ""),
        ("Native American voters came.", "US"),
        ("The Asian American vote grew.", "US"),
        ("He signed a treaty with the U.S. Then he left.", "US"),
        ("He went to the US.", "US"),
        ("He went back to the US. It rained.", "US"),
        ("“Come to us,” he said. Give US the boat.", "US"),
        ("TELL US THE TRUTH", ""),
        ("The Georgia legislature met in Atlanta.", "US"),
        ("Voters in Georgia and Alabama came.", "US"),
        ("Georgia’s army left Tbilisi.", "GE"),
        ("New Mexico is dry.", "US"),
        ("The state of Mexico is dry. Mexico City is not.", "MX"),
        ("Jersey City shut a port.", "US"),
        ("New Jersey shut a port.", "US"),
        ("Jersey and Guernsey shut ports.", "GG,JE"),
        ("Papua New Guinea shut a port.", "PG"),
        ("Equatorial Guinea shut a port.", "GQ"),
        ("Guinea-Bissau shut a port.", "GW"),
        ("Guinea shut a port. Conakry did not.", "GN"),
        ("South Sudan shut a port.", "SS"),
        ("Dominica shut a port.", "DM"),
        ("The Dominican Republic shut a port.", "DO"),
        ("South Korea and North Korea shut ports.", "KP,KR"),
        ("The Republic of the Congo shut a port. Brazzaville did not.", "CG"),
        ("Congo-Kinshasa shut a port.", "CD"),
        ("American Samoa shut a port.", "AS"),
        ("Samoa shut a port.", "WS"),
        ("The British Virgin Islands shut a port.", "VG"),
        ("The U.S. Virgin Islands shut a port.", "VI"),
        ("Indiana shut a port.", "US"),
        ("Lebanon, Pa., shut a mill.", "US"),
        ("Paris, Texas, shut a mill.", "US"),
        ("Cuba, N.Y., shut a mill.", "US"),
        ("Mexico, Missouri, shut a mill.", "US"),
        ("Peru, Indiana, shut a mill.", "US"),
        ("Poland, Ohio, shut a mill.", "US"),
        ("The Isle of Man shut a port.", "IM"),
        ("Micronesia shut a port.", "FM"),
        ("The Netherlands and Holland shut ports.", "NL"),
        ("Holland, Michigan, shut a mill.", "US"),
        ("The Czech Republic and Czechia are one.", "CZ"),
        ("Macedonia and North Macedonia are one.", "MK"),
        ("Swaziland and Eswatini are one.", "SZ"),
        ("Burma and Myanmar are one.", "MM"),
        ("Türkiye and Turkey are one.", "TR"),
        ("East Timor and Timor-Leste are one.", "TL"),
        ("Cabo Verde and Cape Verde are one.", "CV"),
        ("The Ivory Coast won.", "CI"),
        ("The Vatican and the Holy See agree.", "VA"),
        ("The West Bank and Gaza are shut.", "PS"),
        ("Americans and Britons came.", "GB,US"),
        ("Irishmen and Welshwomen came.", "GB,IE"),
        ("Germans, Swedes, Danes and Finns came.", "DE,DK,FI,SE"),
        ("Basotho and Batswana came.", "BW,LS"),
        ("Emiratis, Qataris and Omanis came.", "AE,OM,QA"),
        ("The turkey was cold, and the china broke.", ""),
        ("Jordan Odu played chess with Chad Odu.", ""),
        ("The Polish remover was cheap.", "PL"),
        ("Kosovo Polje is a town.", "XK"),
        ("Serbia does not recognise Kosovo.", "RS,XK"),
        ("The Niger River rose in Mali.", "ML"),
    ] {
        assert_eq!(countries(text), expected, "{text}");
    }
}

#[test]
fn states_small_countries_and_things_named_after_a_country_are_told_apart() {
    for (text, expected) in [
        ("Congo DR won.", "CD"),
        ("RDC won.", "CD"),
        ("Dem. Republic of Congo won.", "CD"),
        ("FYROM won.", "MK"),
        ("KSA won.", "SA"),
        ("Indo-Pacific trade fell.", ""),
        ("Moroccans and Monacans voted.", "MA,MC"),
        ("Flemings voted.", "BE"),
        ("Georgia governor signed it.", "US"),
        ("Georgia Gov. Ada Odulio signed it.", "US"),
        ("Georgia's governor signed it.", "US"),
        ("Georgia Tech won.", "US"),
        ("The University of Georgia won.", "US"),
        ("Athens, Georgia, voted.", "US"),
        ("Rome, Georgia, voted.", "US"),
        ("Perth, Scotland, voted.", "GB"),
        ("Victoria state voted.", "AU"),
        ("Luxembourg province in Belgium voted.", "BE"),
        ("Transnistria voted.", "MD"),
        ("Nagorno-Karabakh voted.", "AZ"),
        ("Panama Papers named him.", ""),
        ("Cuba Libre was served.", ""),
        ("Team GB won.", "GB"),
        ("Georgia state Sen. Maria Odulio voted.", "US"),
        ("Georgia Secretary of State Maria Odulio certified it.", "US"),
        ("Voters in Athens, Georgia, waited.", "US"),
        ("The Victorian government will pay.", "AU"),
        ("Karabakh Armenians fled Nagorno-Karabakh.", "AM,AZ"),
        ("Team GB won gold.", "GB"),
        ("The Indo-Pacific command met in Hawaii.", "US"),
        ("Congo (Brazzaville) won.", "CG"),
        ("The Bahamas won.", "BS"),
        ("Micronesia, Fed. Sts. won.", "FM"),
        ("Brunei Darussalam won.", "BN"),
        ("UAE won.", "AE"),
        ("Franco-German talks failed.", "DE,FR"),
        ("Ireland and Northern Ireland voted.", "GB,IE"),
        ("American Samoans voted.", "AS"),
        ("Iranians and Iraqis voted.", "IQ,IR"),
        ("Kazakhstanis voted.", "KZ"),
        ("Omanis voted.", "OM"),
        ("Somalis voted.", "SO"),
        ("Turks voted.", "TR"),
        ("Welshmen voted.", "GB"),
        ("Aussies voted.", "AU"),
        ("Israelis voted.", "IL"),
        ("US President left.", "US"),
        ("Savannah, Georgia, voted.", "US"),
        ("Dublin, Ohio, voted.", "US"),
        ("Luxembourg voted.", "LU"),
        ("Crimea voted.", "UA"),
        ("The China shop broke.", "CN"),
        ("New South Wales voted.", "AU"),
    ] {
        assert_eq!(countries(text), expected, "{text}");
    }
}

#[test]
fn every_country_is_found_by_its_name() {
    // Names that a sentence has for another thing far more often.
    let shared = [Country::MF, Country::SH, Country::GS];
    let missing: Vec<_> = Country::all()
        .filter(|country| !shared.contains(country))
        .filter(|country| {
            countries(&format!("The ferry from {} sank.", country.name())) != country.alpha2()
        })
        .map(Country::name)
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
