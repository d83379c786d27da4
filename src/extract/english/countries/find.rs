//! Names of countries in a text: which country each means, or whether it means none.

use foldhash::HashSet;

use super::country_name::{CountryForm, CountryName};
use super::gazetteer::{Kind, Name, is_given_name};
use super::scan::{Hit, hits};
use super::word_bounds::{is_capitalised, word_end};
use crate::extract::english::lexicon::{Class, entry};
use crate::model::{Country, Span};

/// A hit with what its context has made of it.
struct Candidate {
    hit: Hit,
    name: &'static Name,
    country: Country,
}

/// How many names on either side may speak for a reading of an ambiguous one.
const NEARBY: usize = 12;

/// What is before a surname.
const TITLES: [&str; 12] =
    ["Mr", "Mrs", "Ms", "Miss", "Dr", "Sir", "Dame", "Lord", "Lady", "Judge", "Justice", "Sgt"];

/// What puts a place after it.
const LOCATIVES: [&str; 12] =
    ["in", "In", "from", "From", "to", "To", "near", "Near", "into", "across", "outside", "inside"];

/// What puts a nationality after it.
const ARTICLES: [&str; 6] = ["the", "The", "a", "A", "an", "An"];

/// Verbs whose object is a language.
const SPEAKING: [&str; 9] =
    ["speak", "speaks", "spoke", "spoken", "speaking", "Speaking", "fluent", "learn", "learning"];

/// Words between a text and its language.
const INTO: [&str; 5] = ["in", "In", "into", "to", "from"];

/// Capitalised words before a place that is also a surname, which do not make it one.
const NOT_GIVEN_NAMES: [&str; 22] = [
    "North",
    "South",
    "East",
    "West",
    "Northern",
    "Southern",
    "Eastern",
    "Western",
    "Central",
    "Downtown",
    "Greater",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Reuters",
    "King",
    "Queen",
    "And",
];

/// Capitalised words after a country that is also a given name, which do not make it one.
const NOT_SURNAMES: [&str; 32] = [
    "President",
    "King",
    "Queen",
    "Prime",
    "Foreign",
    "Minister",
    "Government",
    "Army",
    "Air",
    "Airlines",
    "Radio",
    "Television",
    "River",
    "Valley",
    "Times",
    "Bank",
    "Telecom",
    "Airways",
    "Phosphate",
    "University",
    "Cricket",
    "Rugby",
    "Football",
    "Athletics",
    "Hockey",
    "Netball",
    "Cycling",
    "Police",
    "Women",
    "Tea",
    "And",
    "In",
];

/// Finds the countries that a text names, in the order of the text and without overlaps.
///
/// The longest name wins; its context decides between its readings. Takes time linear in the text.
pub(crate) fn find(text: &str) -> Vec<CountryName> {
    let mut candidates: Vec<Candidate> = hits(text)
        .into_iter()
        .filter_map(|hit| {
            let name = hit.name()?;
            let country = name.country?;
            Some(Candidate { hit, name, country })
        })
        .collect();
    drop_persons(text, &mut candidates);
    candidates.retain(|candidate| stands_for_country(text, candidate));
    follow_state(text, &mut candidates);
    choose_readings(&mut candidates);
    candidates
        .into_iter()
        .map(|found| CountryName {
            span: Span::of(found.hit.range),
            country: found.country,
            form: found.name.form(),
        })
        .collect()
}

/// Returns whether the words around a name leave it a country.
fn stands_for_country(text: &str, found: &Candidate) -> bool {
    let range = &found.hit.range;
    match found.name.kind {
        Kind::Short => text
            .get(..range.start)
            .and_then(|before| before.strip_suffix(", "))
            .is_some_and(|town| town.ends_with(char::is_alphanumeric)),
        Kind::Demonym => {
            let before = word_before(text, range.start).map(|(word, _)| word);
            if before.is_some_and(|word| SPEAKING.contains(&word)) {
                return false;
            }
            let after = text.get(range.end..).unwrap_or_default();
            let modifies = after
                .strip_prefix([' ', '-', '\n'])
                .is_some_and(|next| next.starts_with(char::is_alphanumeric));
            modifies || !before.is_some_and(|word| INTO.contains(&word))
        }
        // The exchange of a bond tells nothing of its issuer.
        _ => !text.get(..range.start).is_some_and(|before| before.ends_with("listed in ")),
    }
}

/// Takes out names of persons, and their other mentions by that name alone.
fn drop_persons(text: &str, candidates: &mut Vec<Candidate>) {
    let (mut persons, mut surnames) = (HashSet::default(), HashSet::default());
    candidates.retain(|found| {
        let before = word_before(text, found.hit.range.start);
        if names_person_here(text, found, before) {
            surnames.insert(found.hit.name);
            return false;
        }
        let person = names_person(text, found, before);
        if person {
            persons.insert(found.hit.name);
        }
        !person
    });
    if persons.is_empty() && surnames.is_empty() {
        return;
    }
    candidates.retain(|found| {
        let particle = || {
            let before = word_before(text, found.hit.range.start);
            before.is_some_and(|(word, _)| is_surname_particle(word))
        };
        if surnames.contains(&found.hit.name) && (particle() || says_after(text, found)) {
            return false;
        }
        let signs = if found.name.kind == Kind::Demonym { &ARTICLES[..] } else { &LOCATIVES[..] };
        let signed =
            word_before(text, found.hit.range.start).is_some_and(|(word, _)| signs.contains(&word));
        signed || !persons.contains(&found.hit.name)
    });
}

/// Returns whether a name is part of a person's here, which says nothing of other places: a surname
/// with a particle ("Ada von Hamburg") or an article ("al-Saudi"), or a place that is seldom a
/// given name ("said Sofia Odu").
fn names_person_here(text: &str, found: &Candidate, before: Option<(&str, usize)>) -> bool {
    // "Said al-Saudi"
    let article = text.get(..found.hit.range.start).is_some_and(|before| {
        ["al-", "Al-", "el-", "El-"].into_iter().any(|article| before.ends_with(article))
    });
    if article {
        return true;
    }
    if let Some((word, start)) = before.filter(|(word, _)| is_surname_particle(word)) {
        let owner = word_before(text, start).map_or("", |(word, _)| word);
        let german = matches!(word, "von" | "van" | "zu" | "vom" | "zur");
        return is_given_name(owner) || german && is_capitalised(owner);
    }
    let place = matches!(found.name.kind, Kind::City | Kind::Country | Kind::State);
    let one_word = || text.get(found.hit.range.clone()).is_some_and(|name| !name.contains(' '));
    if !(found.name.rarely_given || place && one_word()) {
        return false;
    }
    let after = text.get(found.hit.range.end..).unwrap_or_default();
    let Some(next) = after.strip_prefix(' ') else { return false };
    let end = word_end(next, 0);
    let surname = next.get(..end).unwrap_or_default();
    if surname.len() < 2 || !is_capitalised(surname) || NOT_SURNAMES.contains(&surname) {
        return false;
    }
    let other = Class::ORG
        .or(Class::PERSON)
        .or(Class::GROUP)
        .or(Class::DOCUMENT)
        .or(Class::MODIFIER)
        .or(Class::FUNCTION)
        .or(Class::TIME)
        .or(Class::NOUN);
    if entry(surname).class.is(other) {
        return false;
    }
    let rest = next.get(end..).unwrap_or_default();
    // A third capital word is of no surname: "Paris Saint Bridge".
    let longer =
        rest.strip_prefix([' ', '-']).is_some_and(|rest| rest.starts_with(char::is_uppercase));
    let ends = rest.is_empty() || rest.starts_with([',', '.', ':', ' ']);
    let whole = ends && surname.len() > 3 && surname.chars().skip(1).all(char::is_lowercase);
    if !found.name.rarely_given && !whole {
        return false;
    }
    let said = || {
        before.is_some_and(|(word, start)| {
            let class = entry(word).class;
            let small = word.starts_with(char::is_lowercase);
            // "said baker Sofia Odu"
            let job = small && !class.is(Class::FUNCTION.or(Class::VERB));
            let says = |word: &str| {
                let class = entry(word).class;
                class.is(Class::SPEECH) && class.is(Class::PAST.or(Class::THIRD))
            };
            if job && word_before(text, start).is_some_and(|(verb, _)| says(verb)) {
                return true;
            }
            small
                && (class.is(Class::SPEECH) && class.is(Class::PAST.or(Class::THIRD))
                    || class.is(Class::PERSON))
        })
    };
    // “…,” Sofia Odu said
    let says = || {
        let quoted = text.get(..found.hit.range.start).and_then(|before| before.strip_suffix(' '));
        let verb =
            rest.strip_prefix(' ').map(|rest| rest.get(..word_end(rest, 0)).unwrap_or_default());
        quoted.is_some_and(|before| before.ends_with(['”', '"', '’', '\'']))
            && verb.map(|verb| entry(verb).class).is_some_and(|class| {
                class.is(Class::SPEECH) && class.is(Class::PAST.or(Class::THIRD))
            })
    };
    let described = || {
        rest.strip_prefix(", ").is_some_and(|rest| {
            let word = rest.get(..word_end(rest, 0)).unwrap_or_default();
            matches!(word, "who" | "a" | "an")
                || word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    !longer && (said() || says() || described())
}

/// Returns whether a verb of saying is right after a name: "Sofia said".
fn says_after(text: &str, found: &Candidate) -> bool {
    let after = text.get(found.hit.range.end..).and_then(|after| after.strip_prefix(' '));
    let verb = after.and_then(|after| after.get(..word_end(after, 0))).unwrap_or_default();
    let class = entry(verb).class;
    class.is(Class::SPEECH) && class.is(Class::PAST.or(Class::THIRD))
}

/// Small words in surnames that come before a place: "da Porto", "von Hamburg".
fn is_surname_particle(word: &str) -> bool {
    matches!(
        word,
        "von"
            | "van"
            | "vom"
            | "zu"
            | "zur"
            | "da"
            | "de"
            | "di"
            | "del"
            | "della"
            | "do"
            | "dos"
            | "du"
    )
}

/// Returns whether a name is part of a person's: "Denzel Washington", "Jordan Smith", "Mr Holland".
fn names_person(text: &str, found: &Candidate, before: Option<(&str, usize)>) -> bool {
    if let Some((word, start)) = before {
        let stopped = word.strip_suffix('.');
        let bare = stopped.unwrap_or(word);
        if TITLES.contains(&bare) || is_given_name(word) {
            return true;
        }
        let initial = stopped.is_some_and(|letter| letter.chars().count() == 1);
        let capitalised =
            word.len() > 1 && is_capitalised(word) && !NOT_GIVEN_NAMES.contains(&word);
        let forename = stopped.is_none() && capitalised && !opens_sentence(text, start);
        if found.name.surname && (initial || forename) {
            return true;
        }
    }
    found.name.given
        && text
            .get(found.hit.range.end..)
            .and_then(|after| after.strip_prefix(' '))
            .map(|after| after.get(..word_end(after, 0)).unwrap_or_default())
            .is_some_and(|word| {
                word.len() > 1 && is_capitalised(word) && !NOT_SURNAMES.contains(&word)
            })
}

/// Returns the word directly before `at`, with its start; a full stop after it belongs to it.
fn word_before(text: &str, at: usize) -> Option<(&str, usize)> {
    let before = text.get(..at)?.strip_suffix([' ', '\n', '\u{a0}'])?;
    let letters = before.strip_suffix('.').unwrap_or(before);
    // A word longer than this is no word of any list, and the search must not read far.
    let tail = letters
        .char_indices()
        .rev()
        .take(24)
        .take_while(|(_, letter)| letter.is_alphanumeric())
        .last();
    let start = tail?.0;
    Some((before.get(start..)?, start))
}

/// Returns whether the word that begins at `at` opens a sentence, if its capital says nothing.
fn opens_sentence(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let trimmed = before.trim_end_matches([' ', '"', '“', '\'', '‘', '(']);
    trimmed.is_empty() || trimmed.ends_with(['.', '!', '?', ':', '\n', '-', '–', '—'])
}

/// Gives a town the country of the state after it: "Paris, Texas", "London, Ontario", "Lebanon,
/// Pa.".
fn follow_state(text: &str, candidates: &mut [Candidate]) {
    for at in 1..candidates.len() {
        let Some([town, state]) = candidates.get_mut(at - 1..=at) else { continue };
        let between = text.get(town.hit.range.end..state.hit.range.start);
        if between == Some(", ")
            && matches!(state.name.kind, Kind::State | Kind::Short)
            && matches!(town.name.kind, Kind::City | Kind::Country)
        {
            town.country = state.country;
        }
    }
}

/// Chooses between the readings of ambiguous names by the nearest name that speaks for one.
fn choose_readings(candidates: &mut [Candidate]) {
    for at in 0..candidates.len() {
        let Some(found) = candidates.get(at) else { continue };
        if found.name.readings.len() < 2 || Some(found.country) != found.name.country {
            continue;
        }
        let around =
            candidates.iter().enumerate().skip(at.saturating_sub(NEARBY)).take(2 * NEARBY + 1);
        let nearest = around
            .filter(|(other, candidate)| *other != at && candidate.name.readings.len() < 2)
            .filter_map(|(_, candidate)| {
                // The United States are named everywhere; only a place in them tells if the story
                // is.
                if candidate.country == Country::US && candidate.name.form() != CountryForm::City {
                    return None;
                }
                let reading = found
                    .name
                    .readings
                    .iter()
                    .find(|reading| reading.contains(&candidate.country))?;
                Some((candidate.hit.range.start.abs_diff(found.hit.range.start), *reading.first()?))
            })
            .min_by_key(|(distance, _)| *distance);
        if let (Some((_, country)), Some(found)) = (nearest, candidates.get_mut(at)) {
            found.country = country;
        }
    }
}
