//! Which country a description or a clause after a name gives a person: ", a Trinidadian baker",
//! "who lives in Utrecht", "was born in Ghana".

use std::ops::Range;

use super::places::{
    REACH, description, first_country, first_name, is_player, is_student, place, sent_by,
};
use crate::extract::english::countries::{CountryForm, CountryName, within};
use crate::extract::english::document::Document;
use crate::extract::english::lexicon::Class;
use crate::model::Country;
use crate::text::TokenKind;

/// What a relative clause tells that begins with "who" at a token: "who led the Kenyan side", "who
/// is Polish", "who lives in Utrecht".
fn relates(document: &Document<'_>, who: usize, countries: &[CountryName]) -> Option<Country> {
    // "whose shop in Utrecht was burnt"
    if document.word(who) == "whose" {
        let place = (who + 2..who + 4).find(|at| document.word(*at) == "in")?;
        return first_country(document, &(place + 1..place + 3), countries);
    }
    if document.word(who) != "who" {
        return None;
    }
    clause(document, who + 1, countries)
}

/// What the verb at `first` and the words after it tell of the one who is its subject: "is Polish",
/// "was born in Utrecht".
fn clause(document: &Document<'_>, first: usize, countries: &[CountryName]) -> Option<Country> {
    let mut verb = first;
    let mut is = false;
    while verb < first + 3 && document.is(verb, Class::AUX.or(Class::ADVERB)) {
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
        // "is Ghana's first judge"
        let owner = (verb + 1..verb + 4).find(|at| document.kind(*at) == TokenKind::Possessive);
        let owns = owner.and_then(|end| first_country(document, &(verb..end), countries));
        return told(verb).or(owns);
    }
    match (document.word(verb), document.word(verb + 1)) {
        ("took" | "takes", "over") | ("plays" | "played" | "swims" | "rows" | "runs", "for") => {
            first_country(document, &(verb + 2..verb + 5), countries)
        }
        ("fled" | "left" | "escaped", _) => {
            let from = verb + 1 + usize::from(document.word(verb + 1) == "from");
            first_country(document, &(from..from + 3), countries)
        }
        ("flew" | "flown" | "travelled" | "traveled" | "drove" | "driven", _) => {
            let from = (verb + 1..verb + 4).find(|at| document.word(*at) == "from")?;
            rest(from + 1)
        }
        (
            "led" | "leads" | "leading" | "headed" | "heads" | "chairs" | "chaired" | "represents"
            | "represented" | "advises" | "advised" | "captains" | "captained" | "coaches"
            | "coached" | "manages" | "managed" | "governs" | "governed" | "rules" | "ruled"
            | "runs" | "ran",
            _,
        ) => first_country(document, &(verb + 1..verb + 4), countries).or_else(|| placed(verb + 1)),
        ("from", _) if is => rest(verb + 1),
        ("comes" | "came" | "hails" | "hailed" | "arrived" | "emigrated" | "moved", "from") => {
            rest(verb + 2)
        }
        (
            "lives" | "lived" | "resides" | "works" | "worked" | "teaches" | "taught" | "studies"
            | "studied" | "owns" | "owned" | "farms" | "based" | "born" | "raised" | "grew"
            | "researches" | "researched" | "lectures" | "practises" | "practices",
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
    // "Ada Odu was born in Ghana"
    let clear = matches!(
        (document.word(at), document.word(at + 1)),
        ("is" | "was", "from" | "born" | "raised")
            | ("lives" | "lived" | "resides" | "teaches", _)
            | ("grew", "up")
            | ("hails" | "comes", "from")
            | ("plays" | "played", "for")
    );
    if clear {
        return clause(document, at, countries);
    }
    let first = if is { at + 1 } else { description(document, at)? };
    // "Ada Odu, originally from Ghana"
    if matches!(document.word(first), "visiting" | "originally" | "now" | "hailing" | "formerly")
        && document.word(first + 1) == "from"
    {
        return first_country(document, &(first + 2..first + 6), countries);
    }
    // "Ada Odu, the Ghanaian,"
    if document.word(first) == "the" && !document.is_word(first + 2) {
        let people = first_name(document, &(first + 1..first + 2), countries)?;
        return (people.form == CountryForm::Demonym).then_some(people.country);
    }
    // "Ada Odu, the director of studies at the Institute in Utrecht"
    if !is && document.word(first) == "the" && document.kind(first + 1) == TokenKind::Word {
        return described(document, first, countries);
    }
    if document.word(first) == "one" && document.word(first + 1) == "of" {
        return described(document, first + 2, countries);
    }
    if matches!(document.word(first), "a" | "an") {
        return described(document, first, countries);
    }
    // "Ada Odu, Accra-based baker"
    if !is && document.word(first).ends_with("-based") {
        return first_country(document, &(first..first + 1), countries);
    }
    // "Ada Odu, senior reader at the Institute in Utrecht"
    if !is && document.kind(first) == TokenKind::Word {
        let head = (first..first + 4)
            .take_while(|at| document.kind(*at) == TokenKind::Word)
            .find(|at| document.is(*at, Class::PERSON));
        let noun = head.is_some() && !document.is(first, Class::FUNCTION.or(Class::CUE));
        return if noun {
            // "Ada Odu, senior reader, University of Utrecht"
            described(document, first - 1, countries)
                .or_else(|| listed(document, head? + 1, countries))
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

/// The country in the name of a body right after a comma at `comma`.
fn listed(document: &Document<'_>, comma: usize, countries: &[CountryName]) -> Option<Country> {
    let part = |at: &usize| document.is_name(*at) || document.is(*at, Class::PREP);
    let first = comma + 1;
    let end = (first..first + REACH).find(|at| !part(at)).unwrap_or(first + REACH);
    let body = document.kind(comma) == TokenKind::Comma
        && document.is_name(first)
        && (first..end).any(|at| document.is(at, Class::ORG));
    if body { first_country(document, &(first..end), countries) } else { None }
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
            let rest = document.text.get(name.span.end()..).unwrap_or_default();
            let home = match name.form {
                CountryForm::Demonym => true,
                CountryForm::City => small,
                // "a Ghana-based baker", "a Ghana international"
                _ => {
                    let based = rest.starts_with("-based") || rest.starts_with("-born");
                    small && (based || is_player(document.word(cut - 1)))
                }
            };
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
        // "an expert on Chad at the University of Utrecht"
        "at" => *at > cut || (at + 1..end).any(|at| document.is(at, Class::ORG)),
        word if word.ends_with("-based") => true,
        "of" => *at == cut && native,
        // "a reader at the Institute in Utrecht", "a firm in Utrecht", "a firm based in Utrecht"
        "in" => {
            *at == cut && !is_student(document.word(cut - 1))
                || document.is_name(at - 1)
                || document.word(at - 1) == "based"
                || *at < cut + 5 && document.word(cut) == "of" && keeps(document, cut..*at)
        }
        _ => false,
    };
    let from = (cut..end).find(from);
    let based = |at: usize| document.word(at).ends_with("-based");
    from.filter(|from| !sent_by(document, article..*from))
        .and_then(|from| place(document, from + usize::from(!based(from)), end, countries))
        .or_else(|| relates(document, end, countries))
        .or_else(|| {
            // "a reader with the Institute, a Utrecht think tank"
            let body = document.is_name(end - 1) && document.kind(end) == TokenKind::Comma;
            let again = body && matches!(document.word(end + 1), "a" | "an");
            if again { described_once(document, end + 1, countries) } else { None }
        })
}

/// Whether "of" and the words up to "in" are of a place that somebody keeps: "of a café in
/// Utrecht", and not "of a mission in Utrecht".
fn keeps(document: &Document<'_>, of: Range<usize>) -> bool {
    let stays = matches!(
        document.word(of.start - 1),
        "owner"
            | "co-owner"
            | "manager"
            | "vicar"
            | "priest"
            | "pastor"
            | "imam"
            | "principal"
            | "head"
            | "headteacher"
            | "founder"
            | "co-founder"
            | "chairman"
            | "chairwoman"
            | "chair"
            | "director"
            | "president"
            | "member"
            | "rector"
            | "dean"
    );
    let goes = |at: usize| {
        let word = document.word(at);
        ["ed", "ing"].iter().any(|end| word.ends_with(end))
            || matches!(
                word,
                "mission" | "delegation" | "operations" | "team" | "forces" | "troops" | "office"
            )
    };
    stays && !of.into_iter().any(goes)
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
