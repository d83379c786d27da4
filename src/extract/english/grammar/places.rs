//! Places after a name and the words that say whether somebody is of them.

use std::ops::Range;

use crate::extract::english::countries::{CountryName, within};
use crate::extract::english::document::Document;
use crate::model::{Country, Span};
use crate::text::TokenKind;

/// Furthest that the words which tell the country reach from the name, in tokens.
pub(super) const REACH: usize = 10;

/// Whether words name a body of many countries, which sends people abroad: "the UN's", "World
/// Bank".
pub(super) fn sent_by(document: &Document<'_>, tokens: Range<usize>) -> bool {
    tokens.into_iter().any(|at| match document.word(at) {
        "UN" | "U.N." | "Nations" | "UNICEF" | "Unicef" | "UNHCR" | "UNESCO" | "Unesco" | "IMF"
        | "WHO" | "WFP" | "UNDP" | "UNFPA" | "OCHA" | "FAO" | "ILO" | "IOM" | "UNRWA" | "NATO"
        | "Nato" | "EU" | "IAEA" | "Oxfam" | "ICRC" | "IFRC" | "Frontières" => true,
        "World" => matches!(document.word(at + 1), "Bank" | "Health" | "Food"),
        "Rights" => document.word(at + 1) == "Watch",
        "Save" => document.word(at + 1) == "the",
        _ => false,
    })
}

/// The country of a place between two tokens, or of the state after it: "Utrecht", "Hull, Ohio".
pub(super) fn place(
    document: &Document<'_>,
    from: usize,
    end: usize,
    countries: &[CountryName],
) -> Option<Country> {
    first_country(document, &(from..end), countries).or_else(|| {
        let town = end > from && document.is_name(end - 1);
        let state = town && document.kind(end) == TokenKind::Comma && document.is_name(end + 1);
        let found = first_name(document, &(end + 1..end + 3), countries).filter(|_| state);
        let state =
            found.filter(|found| found.span.start() == document.span(&(end + 1..end + 2)).start());
        // "the village of Odu, in the Ghanaian region of …"
        let within = town && document.word(end + 1) == "in";
        let region = || first_name(document, &(end + 2..end + 5), countries).filter(|_| within);
        state.or_else(region).map(|found| found.country)
    })
}

pub(crate) fn first_country(
    document: &Document<'_>,
    tokens: &Range<usize>,
    countries: &[CountryName],
) -> Option<Country> {
    first_name(document, tokens, countries).map(|name| name.country)
}

pub(super) fn first_name<'c>(
    document: &Document<'_>,
    tokens: &Range<usize>,
    countries: &'c [CountryName],
) -> Option<&'c CountryName> {
    let span: Span = document.span(&(tokens.start..tokens.end.min(document.len())));
    // "the Australian Open" is of no place.
    let contest = |name: &&CountryName| {
        let behind = document.text.get(name.span.end()..).and_then(|rest| rest.strip_prefix(' '));
        let end = |rest: &str| rest.find(|letter: char| !letter.is_alphanumeric());
        behind.and_then(|rest| rest.get(..end(rest)?)).is_some_and(is_contest)
    };
    within(countries, span).iter().find(|name| !contest(name))
}

/// Words for players, which a country can be before: "a Ghana international".
pub(super) fn is_player(word: &str) -> bool {
    matches!(
        word,
        "international"
            | "defender"
            | "striker"
            | "midfielder"
            | "goalkeeper"
            | "winger"
            | "forward"
            | "captain"
            | "coach"
            | "batsman"
            | "batter"
            | "bowler"
            | "all-rounder"
            | "fly-half"
            | "scrum-half"
            | "fullback"
            | "full-back"
            | "prop"
            | "hooker"
            | "lock"
            | "flanker"
    )
}

pub(super) fn is_student(word: &str) -> bool {
    matches!(
        word,
        "analyst"
            | "expert"
            | "specialist"
            | "correspondent"
            | "researcher"
            | "scholar"
            | "watcher"
    )
}

/// Words after a country in the name of a contest.
pub(super) fn is_contest(word: &str) -> bool {
    matches!(
        word,
        "Open" | "Grand" | "GP" | "Masters" | "Championship" | "Championships" | "Classic" | "Idol"
    )
}

/// The first token of what describes a name that ends at `at`: after a comma, and after an age.
pub(super) fn description(document: &Document<'_>, at: usize) -> Option<usize> {
    if document.kind(at) != TokenKind::Comma {
        return None;
    }
    let aged =
        document.kind(at + 1) == TokenKind::Number && document.kind(at + 2) == TokenKind::Comma;
    Some(if aged { at + 3 } else { at + 1 })
}

/// Words for those who are sent to a country or know it rather than come from it.
pub(super) fn is_sent(word: &str) -> bool {
    matches!(
        word,
        "director"
            | "envoy"
            | "Envoy"
            | "ambassador"
            | "Ambassador"
            | "representative"
            | "coordinator"
            | "rapporteur"
    ) || is_student(word)
}

/// Words in the names of bodies of many countries, and for those who come from elsewhere.
pub(super) fn is_international(word: &str) -> bool {
    matches!(
        word,
        "UN" | "U.N."
            | "Nations"
            | "WHO"
            | "World"
            | "EU"
            | "European"
            | "IMF"
            | "NATO"
            | "Nato"
            | "African"
            | "Asian"
            | "International"
            | "Global"
            | "Amnesty"
            | "Unicef"
            | "UNICEF"
            | "UNHCR"
            | "Unesco"
            | "UNESCO"
            | "OECD"
            | "OPEC"
            | "Opec"
            | "Watch"
            | "Oxfam"
            | "Greenpeace"
            | "IAEA"
            | "Interpol"
            | "FIFA"
            | "Fifa"
            | "UEFA"
            | "Uefa"
            | "IAAF"
            | "ICC"
            | "OSCE"
            | "ASEAN"
            | "Asean"
            | "study"
            | "survey"
            | "researchers"
            | "scientists"
            | "foreign"
            | "international"
            | "tourist"
            | "visitor"
            | "guest"
            | "expatriate"
    )
}
