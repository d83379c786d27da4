//! Which country the words around a name give a person: "the Kenyan side" that she leads, "of
//! Ghana" after a name, "Norway's envoy" before it.

use std::ops::Range;

use super::country_rule::{CountryRule, Told};
use super::names::behind_letters;
use crate::extract::english::countries::{CountryForm, CountryName, within};
use crate::extract::english::document::Document;
use crate::extract::english::lexicon::Class;
use crate::model::{Country, Span};
use crate::text::TokenKind;

/// Furthest that the words which tell the country reach from the name, in tokens.
const REACH: usize = 10;

/// Fewest mentions of the country that an article is about.
const HOME_MENTIONS: usize = 3;

/// Longest dateline, in tokens.
const DATELINE: usize = 10;

/// The country that an article is about: one that it names in most places that name any, or
/// that of its dateline if it names no other as often, or one that it names more often than any
/// other, or alone.
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
    if most || count > 1 && counts.len() == 1 {
        return Some(CountryRule::Article.tells(country));
    }
    // Whether no other is named nearly as often.
    let leads = |country: Country| {
        let count =
            counts.iter().find(|(known, _)| *known == country).map_or(0, |(_, count)| *count);
        counts.iter().all(|(other, others)| *other == country || 5 * others <= 4 * count)
    };
    if let Some(country) = dateline(document, countries).filter(|country| leads(*country)) {
        return Some(CountryRule::Dateline.tells(country));
    }
    let lead = counts.len() == 1 || count >= HOME_MENTIONS && leads(country);
    lead.then(|| CountryRule::Lead.tells(country))
}

/// The country of the town that opens an article, before a dash or a colon: "TIRANA, May 3 (Agency)
/// — …", "Tirana (Agency) - …", "TIRANA: …".
fn dateline(document: &Document<'_>, countries: &[CountryName]) -> Option<Country> {
    let first = document.sentences.first()?.tokens.clone();
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
    use CountryRule::{Description, Of, Office, People};
    let end = behind_letters(document, bare.end);
    let by = |rule: CountryRule| move |country| rule.tells(country);
    let after = belongs(document, end, countries).map(by(Of));
    after
        .or_else(|| precedes(document, run.start, countries).map(by(Office)))
        .or_else(|| introduced(document, end, countries).map(by(Description)))
        .or_else(|| follows_demonym(document, run.start, countries).map(by(People)))
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
                let verb = small && class.is(other) && !class.is(Class::SPEAKER.or(Class::PREP));
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
    let opens = start == 0
        || matches!(
            document.kind(start - 1),
            TokenKind::Comma | TokenKind::Stop | TokenKind::Quotation(_)
        );
    let office = comma.checked_sub(1).is_some_and(|last| {
        (start..=last).any(|at| document.is(at, Class::PERSON) && !document.is(at, Class::GIVEN))
    });
    let bare = document.is_name(start) && !document.is(start, Class::FUNCTION);
    if opens && office && bare { role_country(document, &(start..comma), countries) } else { None }
}

/// The first token of what describes a name that ends at `at`: after a comma, and after an age.
fn description(document: &Document<'_>, at: usize) -> Option<usize> {
    if document.kind(at) != TokenKind::Comma {
        return None;
    }
    let aged =
        document.kind(at + 1) == TokenKind::Number && document.kind(at + 2) == TokenKind::Comma;
    Some(if aged { at + 3 } else { at + 1 })
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
    first_country(document, &(at + 1..end), countries).or_else(|| {
        // "of Clean Rivers, based in Utrecht"
        let based = document.word(end + 1) == "based" && document.word(end + 2) == "in";
        if based { first_country(document, &(end + 3..end + 6), countries) } else { None }
    })
}

/// What a relative clause tells that begins with "who" at a token: "who led the Kenyan side", "who
/// is Polish", "who lives in Utrecht".
fn relates(document: &Document<'_>, who: usize, countries: &[CountryName]) -> Option<Country> {
    if document.word(who) != "who" {
        return None;
    }
    let mut verb = who + 1;
    let mut is = false;
    while verb < who + 4 && document.is(verb, Class::AUX.or(Class::ADVERB)) {
        is |= document.is(verb, Class::BE);
        verb += 1;
    }
    let ends = |at: &usize| {
        matches!(document.kind(*at), TokenKind::Comma | TokenKind::Stop | TokenKind::Quotation(_))
            || document.is(*at, Class::CONJ.or(Class::SUB))
    };
    let rest = |from: usize| {
        let end = (from..from + REACH).find(ends).unwrap_or(from + REACH);
        first_country(document, &(from..end), countries)
    };
    // The country after "in", "at", "from" or "of" that follows the verb.
    let placed = |from: usize| {
        let end = (from..from + REACH).find(ends).unwrap_or(from + REACH);
        let to =
            (from..end).find(|at| matches!(document.word(*at), "in" | "at" | "from" | "of"))?;
        first_country(document, &(to + 1..end), countries)
    };
    let told = |at: usize| {
        let found = within(countries, document.span(&(at..at + 1))).first()?;
        (found.form == CountryForm::Demonym).then_some(found.country)
    };
    if is && matches!(document.word(verb), "a" | "an") {
        return described(document, verb, countries);
    }
    if is && document.is_name(verb) {
        return told(verb);
    }
    match (document.word(verb), document.word(verb + 1)) {
        ("took" | "takes", "over") => first_country(document, &(verb + 2..verb + 5), countries),
        (
            "led" | "leads" | "leading" | "headed" | "heads" | "chairs" | "chaired" | "represents"
            | "represented" | "advises" | "advised" | "captains" | "captained" | "coaches"
            | "coached" | "manages" | "managed" | "governs" | "governed" | "rules" | "ruled",
            _,
        ) => first_country(document, &(verb + 1..verb + 4), countries).or_else(|| placed(verb + 1)),
        ("from", _) if is => rest(verb + 1),
        ("comes" | "came" | "hails" | "hailed" | "arrived" | "emigrated" | "moved", "from") => {
            rest(verb + 2)
        }
        (
            "lives" | "lived" | "resides" | "works" | "worked" | "teaches" | "taught" | "studies"
            | "studied" | "runs" | "ran" | "owns" | "owned" | "farms" | "based" | "born" | "raised"
            | "grew",
            _,
        ) => placed(verb + 1),
        _ => None,
    }
}

/// "Ada Odu, a Trinidadian baker" and "Ada Odu, 41, a baker from Trinidad", whatever the job; "Ada
/// Odu, who is from Trinidad"; "Ada Odu is a Trinidadian baker".
pub(crate) fn introduced(
    document: &Document<'_>,
    at: usize,
    countries: &[CountryName],
) -> Option<Country> {
    let is = matches!(document.word(at), "is" | "was");
    let first = if is { at + 1 } else { description(document, at)? };
    if document.word(first) == "one" && document.word(first + 1) == "of" {
        return described(document, first + 2, countries);
    }
    if matches!(document.word(first), "a" | "an") {
        return described(document, first, countries);
    }
    // "Ada Odu, senior reader at the Institute in Utrecht"
    if !is && document.kind(first) == TokenKind::Word {
        let head = (first..first + 4)
            .take_while(|at| document.kind(*at) == TokenKind::Word)
            .find(|at| document.is(*at, Class::PERSON));
        let noun = head.is_some() && !document.is(first, Class::FUNCTION.or(Class::CUE));
        return if noun {
            described(document, first - 1, countries)
        } else {
            relates(document, first, countries)
        };
    }
    // "Ada Odu, Trinidadian by birth"
    if document.word(first + 1) == "by" && matches!(document.word(first + 2), "birth" | "descent") {
        return first_country(document, &(first..first + 1), countries);
    }
    if is { None } else { relates(document, first, countries) }
}

/// The country that the phrase after the article at `article` tells: "a Trinidadian baker", "a
/// baker from Trinidad", "a baker who comes from Trinidad", "a reader at the Institute in Utrecht".
fn described(
    document: &Document<'_>,
    article: usize,
    countries: &[CountryName],
) -> Option<Country> {
    let ends = |at: &usize| {
        let class = document.entry(*at).class;
        let verb = class.is(Class::AUX.or(Class::CUE)) && !class.is(Class::SPEAKER);
        // "a florist and baker"
        let joins = document.word(*at) == "and"
            && document.kind(*at + 1) == TokenKind::Word
            && !document.is(*at + 1, Class::FUNCTION.or(Class::VERB).or(Class::CUE));
        !document.is_word(*at)
            || !document.is_name(*at) && verb
            || class.is(Class::CONJ) && !joins
            || class.is(Class::PRONOUN.or(Class::WHO).or(Class::WHICH))
    };
    let end = (article + 1..article + REACH).find(ends).unwrap_or(article + REACH);
    // The head of the phrase comes before its first preposition.
    let cut = (article + 1..end).find(|at| document.is(*at, Class::PREP)).unwrap_or(end);
    if cut <= article + 1 {
        return None;
    }
    let of = document.span(&(article + 1..cut));
    let small = document.kind(cut - 1) == TokenKind::Word;
    let told = within(countries, of)
        .iter()
        .find(|name| {
            let home = name.form == CountryForm::Demonym || small && name.form == CountryForm::City;
            home && (small || name.span.end() == of.end())
        })
        .map(|name| name.country);
    if told.is_some() || !small {
        return told;
    }
    let native = matches!(
        document.word(cut - 1),
        "native" | "citizen" | "resident" | "national" | "subject" | "inhabitant"
    );
    let from = |at: &usize| match document.word(*at) {
        "from" => true,
        "of" => *at == cut && native,
        // "a reader at the Institute in Utrecht", "a firm in Utrecht", "a firm based in Utrecht"
        "in" => {
            *at == cut && !is_student(document.word(cut - 1))
                || document.is_name(at - 1)
                || document.word(at - 1) == "based"
        }
        _ => false,
    };
    let from = (cut..end).find(from);
    from.and_then(|from| first_country(document, &(from + 1..end), countries))
        .or_else(|| relates(document, end, countries))
        .or_else(|| {
            // "a reader with the Institute, a Utrecht think tank"
            let body = document.is_name(end - 1) && document.kind(end) == TokenKind::Comma;
            let again = body && matches!(document.word(end + 1), "a" | "an");
            if again { described_once(document, end + 1, countries) } else { None }
        })
}

/// The country that a short phrase after an article names before its head: "a Utrecht think tank".
fn described_once(
    document: &Document<'_>,
    article: usize,
    countries: &[CountryName],
) -> Option<Country> {
    let end = (article + 1..article + 5)
        .find(|at| !document.is_word(*at) || document.is(*at, Class::FUNCTION))
        .unwrap_or(article + 5);
    let small = end.checked_sub(1).is_some_and(|last| document.kind(last) == TokenKind::Word);
    if small { first_country(document, &(article + 1..end), countries) } else { None }
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
            && is_student(document.word(end + 1))
            && end + 1 < role.end;
        !(sent || subject || is_contest(document.word(end + 1)))
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

fn first_country(
    document: &Document<'_>,
    tokens: &Range<usize>,
    countries: &[CountryName],
) -> Option<Country> {
    let span: Span = document.span(&(tokens.start..tokens.end.min(document.len())));
    within(countries, span).first().map(|name| name.country)
}

/// Words for those who are sent to a country or know it rather than come from it.
fn is_sent(word: &str) -> bool {
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
fn is_international(word: &str) -> bool {
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

fn is_student(word: &str) -> bool {
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
fn is_contest(word: &str) -> bool {
    matches!(
        word,
        "Open" | "Grand" | "GP" | "Masters" | "Championship" | "Championships" | "Classic" | "Idol"
    )
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
