//! Which country the words around a name give a person: "the Kenyan side" that she leads, "of
//! Ghana" after a name, "Norway's envoy" before it.

use std::ops::Range;

use super::country_rule::{CountryRule, Told};
use super::descriptions::introduced;
use super::names::{behind_letters, is_agent};
use super::places::{
    REACH, description, first_country, first_name, is_contest, is_international, is_sent,
    is_student, place, sent_by,
};
use crate::extract::english::countries::{CountryForm, CountryName, within};
use crate::extract::english::document::Document;
use crate::extract::english::lexicon::Class;
use crate::model::{Country, Span};
use crate::text::TokenKind;

/// Fewest mentions of the country that an article is about.
const HOME_MENTIONS: usize = 3;

/// Longest dateline, in tokens.
const DATELINE: usize = 10;

/// In how many paragraphs a dateline is looked for.
const OPENING: usize = 4;

/// How far from its beginning an article names the country that it is about, in bytes, if it names
/// it once.
const HEAD: usize = 500;

/// The same if it names it twice, or if an office is asked for.
const LONG_HEAD: usize = 1000;

/// The country that an article is about: one that it names in most places that name any, or alone;
/// or that of its dateline if it names no other as often, or one that it names more often than any
/// other; or else that of its dateline.
pub(crate) fn home(document: &Document<'_>, countries: &[CountryName]) -> Option<Told> {
    let mut counts: Vec<(Country, usize)> = Vec::new();
    for name in countries {
        match counts.iter_mut().find(|(country, _)| *country == name.country) {
            Some((_, count)) => *count += 1,
            None => counts.push((name.country, 1)),
        }
    }
    let (country, count) = *counts.iter().max_by_key(|(_, count)| *count)?;
    // The United States are named everywhere.
    let (part, of) = if country == Country::US { (2, 3) } else { (3, 5) };
    let most = count >= HOME_MENTIONS && of * count >= part * countries.len();
    let only =
        counts.len() == 1 && countries.first().is_some_and(|name| name.span.start() < LONG_HEAD);
    if most || count > 1 && only {
        return Some(CountryRule::Article.tells(country));
    }
    // "Accra —" is a dateline, and "Chad Odu" a person.
    let early = || {
        countries.first().is_some_and(|name| {
            let behind = document.text.get(name.span.end()..).unwrap_or_default();
            let named =
                behind.strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_uppercase));
            name.form != CountryForm::City
                && name.span.start() < HEAD
                && (name.form == CountryForm::Demonym || !named)
        })
    };
    if counts.len() == 1 && country != Country::US && early() {
        return Some(CountryRule::Alone.tells(country));
    }
    // Whether no other is named nearly as often.
    let leads = |country: Country| {
        let count =
            counts.iter().find(|(known, _)| *known == country).map_or(0, |(_, count)| *count);
        counts.iter().all(|(other, others)| *other == country || 5 * others <= 4 * count)
    };
    let dateline = dateline(document, countries);
    let lead = only || count >= HOME_MENTIONS && leads(country);
    let leading = || lead.then(|| CountryRule::Lead.tells(country));
    let dated = |country: Country| CountryRule::Dateline.tells(country);
    dateline.filter(|country| leads(*country)).map(dated).or_else(leading).or(dateline.map(dated))
}

/// The country of the town that opens an article, before a dash or a colon: "TIRANA, May 3 (Agency)
/// — …", "Tirana (Agency) - …", "TIRANA: …".
fn dateline(document: &Document<'_>, countries: &[CountryName]) -> Option<Country> {
    let mut last = None;
    let mut opening = document.sentences.iter().filter(move |sentence| {
        let opens = last != Some(sentence.paragraph);
        last = Some(sentence.paragraph);
        opens
    });
    // A headline and a byline can be before it.
    let mut opening = opening.by_ref().take(OPENING);
    opening.find_map(|sentence| dateline_of(document, sentence.tokens.clone(), countries))
}

fn dateline_of(
    document: &Document<'_>,
    first: Range<usize>,
    countries: &[CountryName],
) -> Option<Country> {
    let ends = |at: &usize| matches!(document.kind(*at), TokenKind::Dash | TokenKind::Colon);
    let end = first.clone().take(DATELINE).find(ends)?;
    let town = document.span(&(first.start..end));
    let opens = document.word(first.start);
    let capitals = opens.len() > 2 && !opens.contains(char::is_lowercase);
    // "(Agency)" at the end, which nothing but a dateline has.
    let agency = || {
        end.checked_sub(1).is_some_and(|last| document.kind(last) == TokenKind::Close)
            && document.kind(end) == TokenKind::Dash
    };
    let name = within(countries, town).first().filter(|_| capitals || agency())?;
    let begins = document.span(&(first.start..first.start + 1));
    (document.kind(end) == TokenKind::Dash || name.span.start() == begins.start())
        .then_some(name.country)
}

/// Whether a phrase is for one who need not be of the country that an article is about: an envoy,
/// one of the United Nations.
pub(crate) fn is_foreign(document: &Document<'_>, phrase: Span) -> bool {
    let text = document.text.get(phrase.range()).unwrap_or_default();
    let mut words =
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '.' && letter != '-');
    words.any(|word| is_sent(word) || is_international(word))
}

/// The country that the words around a name tell, other than an office right beside it.
pub(crate) fn affiliation(
    document: &Document<'_>,
    run: &Range<usize>,
    bare: &Range<usize>,
    countries: &[CountryName],
) -> Option<Told> {
    use CountryRule::{Description, Of, Office, People, Scene};
    let end = behind_letters(document, bare.end);
    let by = |rule: CountryRule| move |country| rule.tells(country);
    let after = belongs(document, end, countries)
        .or_else(|| bracketed(document, end, countries))
        .or_else(|| (bare.end..end).find_map(|at| of_letters(document.word(at))))
        .map(by(Of));
    after
        .or_else(|| precedes(document, run.start, countries).map(by(Office)))
        .or_else(|| follows_place(document, bare.start, "-based", countries).map(by(People)))
        .or_else(|| introduced(document, end, countries).map(by(Description)))
        .or_else(|| follows_demonym(document, run.start, countries).map(by(People)))
        .or_else(|| follows_place(document, bare.start, "-born", countries).map(by(People)))
        .or_else(|| owned(document, run.start, countries).map(by(Of)))
        .or_else(|| scene(document, run, bare, countries).map(by(Scene)))
}

/// "Ghana’s Ada Odu"
fn owned(document: &Document<'_>, name: usize, countries: &[CountryName]) -> Option<Country> {
    let owner =
        name.checked_sub(1).filter(|owner| document.kind(*owner) == TokenKind::Possessive)?;
    let country = first_name(document, &(owner.checked_sub(1)?..owner), countries)?;
    (country.form == CountryForm::Name).then_some(country.country)
}

/// "In a village in Ghana, trader Ada Odu …": the place that opens the sentence, of somebody with
/// an office, a job in small letters or an age who does not come from elsewhere.
fn scene(
    document: &Document<'_>,
    run: &Range<usize>,
    bare: &Range<usize>,
    countries: &[CountryName],
) -> Option<Country> {
    let number = document.sentences.partition_point(|sentence| sentence.tokens.end <= run.start);
    let start = document.sentences.get(number)?.tokens.start;
    if !matches!(document.word(start), "In" | "At" | "Outside" | "Near" | "Across") {
        return None;
    }
    let before = start + 1..run.start;
    let job = run.start.checked_sub(1).filter(|job| {
        document.kind(*job) == TokenKind::Word
            && (document.is(*job, Class::PERSON) || is_agent(document.word(*job)))
    });
    let aged = document.is_comma(bare.end) && document.kind(bare.end + 1) == TokenKind::Number;
    let office = (run.start..bare.start).any(|at| document.is(at, Class::NATIONAL));
    let comes = |at: usize| is_sent(document.word(at)) || is_international(document.word(at));
    let acts = Class::AUX.or(Class::VERB).or(Class::CUE).or(Class::SUB);
    let acts = |at: usize| {
        document.kind(at) == TokenKind::Word
            && document.is(at, acts)
            && !document.is(at, Class::SPEAKER.or(Class::PREP))
    };
    let plain = before.len() < 2 * REACH && !before.clone().any(|at| comes(at) || acts(at));
    let comma = before.clone().any(|at| document.is_comma(at));
    if plain && comma && (job.is_some() || aged || office) {
        first_country(document, &before, countries)
    } else {
        None
    }
}

/// "Ada Odu (Ghana)", "Ada Odu (D-Ohio)", "Ada Odu, R-Utah,": what is right after a name and is
/// nothing but a place.
fn bracketed(document: &Document<'_>, at: usize, countries: &[CountryName]) -> Option<Country> {
    if !matches!(document.kind(at), TokenKind::Open | TokenKind::Comma) {
        return None;
    }
    if is_seat(document.word(at + 1)) {
        return Some(Country::US);
    }
    let whole = first_name(document, &(at + 1..at + 4), countries)?;
    let starts = whole.span.start() == document.span(&(at + 1..at + 2)).start();
    let end = (at + 1..at + 5).find(|at| !document.is_word(*at))?;
    let ends = whole.span.end() == document.span(&(end - 1..end)).end();
    let closed = match document.kind(at) {
        TokenKind::Open => document.kind(end) == TokenKind::Close,
        _ => document.kind(end) == TokenKind::Stop,
    };
    (whole.form == CountryForm::Name && starts && ends && closed).then_some(whole.country)
}

/// The country whose members of parliament have these letters after their names.
fn of_letters(letters: &str) -> Option<Country> {
    match letters {
        "TD" => Some(Country::IE),
        "MSP" => Some(Country::GB),
        "MHK" => Some(Country::IM),
        _ => None,
    }
}

/// "R-Ohio": the party and the state of a member of the Congress of the United States.
fn is_seat(word: &str) -> bool {
    let mut letters = word.chars();
    matches!(letters.next(), Some('R' | 'D' | 'I'))
        && letters.next() == Some('-')
        && letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some()
}

/// "Kenya’s Board of Ports (BOP) director, Ada Odu" and "Kenyan Ambassador to Chad, Ada Odu": an
/// office without an article that opens a sentence or a clause.
fn precedes(document: &Document<'_>, name: usize, countries: &[CountryName]) -> Option<Country> {
    let comma = name.checked_sub(1).filter(|comma| document.kind(*comma) == TokenKind::Comma)?;
    let mut start = comma;
    while start > 0 && comma - start < 2 * REACH {
        let before = start - 1;
        let class = document.entry(before).class;
        let small = document.kind(before) == TokenKind::Word;
        let part = match document.kind(before) {
            TokenKind::Word | TokenKind::Name => {
                let other = Class::AUX.or(Class::VERB).or(Class::CUE).or(Class::SUB);
                let noun = Class::SPEAKER.or(Class::PREP).or(Class::NOUN);
                let verb = small && class.is(other) && !class.is(noun);
                !verb && !class.is(Class::PRONOUN.or(Class::WHO).or(Class::WHICH))
            }
            TokenKind::Possessive | TokenKind::Open | TokenKind::Close => true,
            _ => false,
        };
        if !part {
            break;
        }
        start = before;
    }
    // "Born in Ghana, Ada Odu …"
    if matches!((document.word(start), document.word(start + 1)), ("Born" | "Raised", "in")) {
        return first_country(document, &(start + 2..comma), countries);
    }
    // "As president of Ghana, Ada Odu …"
    let as_office = document.word(start) == "As";
    start += usize::from(as_office);
    let opens = as_office
        || start == 0
        || matches!(
            document.kind(start - 1),
            TokenKind::Comma | TokenKind::Stop | TokenKind::Quotation(_)
        );
    let office = comma.checked_sub(1).is_some_and(|last| {
        (start..=last).any(|at| document.is(at, Class::PERSON) && !document.is(at, Class::GIVEN))
    });
    // "The US envoy to the talks, Ada Odu, …"
    let article = matches!(document.word(start), "The" | "the");
    let bare =
        as_office || article || document.is_name(start) && !document.is(start, Class::FUNCTION);
    if opens && office && bare { role_country(document, &(start..comma), countries) } else { None }
}

/// "Ada Odu of Ghana", "Ada Odu of the Institute in Utrecht", "Ada Odu, 34, from Ghana"
fn belongs(document: &Document<'_>, at: usize, countries: &[CountryName]) -> Option<Country> {
    let at = description(document, at).unwrap_or(at);
    if !matches!(document.word(at), "of" | "from") {
        return None;
    }
    let end = (at + 1..at + REACH)
        .find(|at| {
            let class = document.entry(*at).class;
            let verb =
                class.is(Class::AUX.or(Class::VERB).or(Class::CUE)) && !document.is_name(*at);
            verb || class.is(Class::PRONOUN.or(Class::CONJ).or(Class::WHO))
                || !(document.is_word(*at) || document.kind(*at) == TokenKind::Possessive)
        })
        .unwrap_or(at + REACH);
    place(document, at + 1, end, countries).or_else(|| {
        // "of Clean Rivers, based in Utrecht"
        let based = document.word(end + 1) == "based" && document.word(end + 2) == "in";
        if based { first_country(document, &(end + 3..end + 6), countries) } else { None }
    })
}

/// "Utrecht-born Ada Odu", if `end` is "-born".
fn follows_place(
    document: &Document<'_>,
    name: usize,
    end: &str,
    countries: &[CountryName],
) -> Option<Country> {
    let at = name.checked_sub(1)?;
    if document.word(at).ends_with(end) {
        first_country(document, &(at..name), countries)
    } else {
        None
    }
}

/// "the Trinidadian pianist Ada Odu"
fn follows_demonym(
    document: &Document<'_>,
    name: usize,
    countries: &[CountryName],
) -> Option<Country> {
    let mut at = name.checked_sub(1)?;
    let lowest = name.saturating_sub(4);
    while at > lowest && document.kind(at) == TokenKind::Word && !document.is(at, Class::FUNCTION) {
        at -= 1;
    }
    let found = within(countries, document.span(&(at..at + 1))).first()?;
    (at + 1 < name && document.is_name(at) && found.form == CountryForm::Demonym)
        .then_some(found.country)
}

/// The country that a role such as "Iranian foreign minister" is of. "Ambassador to Chad" and
/// "expert on Chad" are of none, nor is "Australian Open champion".
pub(crate) fn role_country(
    document: &Document<'_>,
    role: &Range<usize>,
    countries: &[CountryName],
) -> Option<Country> {
    let told = |name: &&CountryName| {
        let start =
            role.clone().find(|at| document.span(&(*at..*at + 1)).end() > name.span.start());
        let end = role.clone().find(|at| document.span(&(*at..*at + 1)).end() >= name.span.end());
        let (Some(start), Some(end)) = (start, end) else { return true };
        let article = usize::from(start > role.start && document.is(start - 1, Class::DET));
        let before = (start - article).checked_sub(1).filter(|before| *before >= role.start);
        let to = before.map_or("", |before| document.word(before));
        let sent = matches!(to, "to" | "on" | "against")
            || to == "for"
                && role
                    .clone()
                    .any(|at| is_sent(document.word(at)) || document.word(at) == "director");
        // "the think-tank's Chad analyst"
        let subject = name.form == CountryForm::Name
            && (is_student(document.word(end + 1)) || document.word(end + 1) == "veteran")
            && end + 1 < role.end;
        // "the UN's man in Ghana", "Ghana director at Oxfam"
        let place = name.form != CountryForm::Demonym;
        let abroad = place
            && (matches!(to, "in" | "for") && sent_by(document, role.start..start)
                || document.kind(end + 1) == TokenKind::Word
                    && sent_by(document, end + 1..role.end));
        !(sent || subject || abroad || is_contest(document.word(end + 1)))
    };
    within(countries, document.span(role)).iter().find(told).map(|name| name.country)
}

/// The country that "its" at a token means.
pub(crate) fn owner(
    document: &Document<'_>,
    at: usize,
    countries: &[CountryName],
) -> Option<Country> {
    if !matches!(document.word(at), "its" | "Its") {
        return None;
    }
    let number = document.sentences.partition_point(|sentence| sentence.tokens.end <= at);
    let here = document.sentences.get(number)?;
    let before = number.checked_sub(1).and_then(|before| document.sentences.get(before));
    let before = before.filter(|before| before.paragraph == here.paragraph);
    let named = |tokens: Range<usize>| {
        let names = within(countries, document.span(&tokens));
        names.iter().find(|name| name.form != CountryForm::City).map(|name| name.country)
    };
    named(here.tokens.start..at).or_else(|| named(before?.tokens.clone()))
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::from;
    use crate::model::Country;

    #[test]
    fn a_role_is_of_its_country_and_not_of_the_one_it_deals_with() {
        assert_eq!(from("“We won,” said Norway’s envoy, Ada Odu."), [Some(Country::NO)]);
        assert_eq!(from("“We won,” said US ambassador to Chad Ada Odu."), [Some(Country::US)]);
        assert_eq!(from("“We won,” said the fund’s Chad analyst, Ada Odu."), [None]);
        assert_eq!(from("“We won,” said Australian Open champion Ada Odu."), [None]);
        assert_eq!(from("“We won,” said Ada Odu, who led the Kenyan side."), [Some(Country::KE)]);
        assert_eq!(from("“We won,” said Ada Odu, a Kenyan glassblower."), [Some(Country::KE)]);
        assert_eq!(
            from("“We won,” said Ada Odu, 41, a glassblower from Kenya."),
            [Some(Country::KE)]
        );
    }
}
