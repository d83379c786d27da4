//! Which country the words around a name give a person: "the Kenyan side" that she leads, "of Ghana" behind a name,
//! "Norway's envoy" before it.

use std::ops::Range;

use super::countries::{CountryForm, CountryName};
use super::lexicon::Class;
use super::page::Page;
use super::people::within;
use crate::model::{Country, Span};
use crate::text::TokenKind;

/// Furthest that the words which tell the country reach from the name, in tokens.
const REACH: usize = 10;

/// Fewest mentions of the country that an article is about.
const HOME_MENTIONS: usize = 3;

/// The country that an article is about: one that it names more often than all others together.
pub(super) fn home(countries: &[CountryName]) -> Option<Country> {
    let mut counts: Vec<(Country, usize)> = Vec::new();
    for name in countries {
        match counts.iter_mut().find(|(country, _)| *country == name.country) {
            Some((_, count)) => *count += 1,
            None => counts.push((name.country, 1)),
        }
    }
    let (country, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= HOME_MENTIONS && 3 * count >= 2 * countries.len()).then_some(country)
}

impl Page<'_> {
    /// Whether a phrase is for one who need not be of the country that an article is about: an envoy, one of the
    /// United Nations.
    pub(super) fn is_foreign(&self, phrase: Span) -> bool {
        let text = self.text.get(phrase.range()).unwrap_or_default();
        let mut words =
            text.split(|letter: char| !letter.is_alphanumeric() && letter != '.' && letter != '-');
        words.any(|word| is_sent(word) || is_international(word))
    }

    /// The country that the words around a name tell, other than an office right beside it.
    pub(super) fn affiliation(
        &self,
        run: &Range<usize>,
        bare: &Range<usize>,
        countries: &[CountryName],
    ) -> Option<Country> {
        self.belongs(bare.end, countries)
            .or_else(|| self.leads(bare.end, countries))
            .or_else(|| self.follows_demonym(run.start, countries))
    }

    /// "Ada Odu of Ghana", "Ada Odu of the Institute in Utrecht"
    fn belongs(&self, at: usize, countries: &[CountryName]) -> Option<Country> {
        if !matches!(self.word(at), "of" | "from") {
            return None;
        }
        let end = (at + 1..at + REACH)
            .find(|at| {
                let class = self.entry(*at).class;
                let verb =
                    class.is(Class::AUX.or(Class::VERB).or(Class::CUE)) && !self.is_name(*at);
                verb || class.is(Class::PRONOUN.or(Class::CONJ).or(Class::WHO))
                    || !(self.is_word(*at) || self.kind(*at) == TokenKind::Possessive)
            })
            .unwrap_or(at + REACH);
        self.first_country(&(at + 1..end), countries)
    }

    /// "Ada Odu, who led the Kenyan side"
    fn leads(&self, at: usize, countries: &[CountryName]) -> Option<Country> {
        if self.kind(at) != TokenKind::Comma || self.word(at + 1) != "who" {
            return None;
        }
        let mut verb = at + 2;
        while verb < at + 4 && self.is(verb, Class::AUX.or(Class::ADVERB)) {
            verb += 1;
        }
        let object = match (self.word(verb), self.word(verb + 1)) {
            ("took" | "takes", "over") => verb + 2,
            (
                "led" | "leads" | "leading" | "headed" | "heads" | "chairs" | "chaired"
                | "represents" | "represented" | "advises" | "advised" | "captains" | "captained"
                | "coaches" | "coached" | "manages" | "managed" | "governs" | "governed" | "rules"
                | "ruled",
                _,
            ) => verb + 1,
            _ => return None,
        };
        self.first_country(&(object..object + 3), countries)
    }

    /// "the Trinidadian pianist Ada Odu"
    fn follows_demonym(&self, name: usize, countries: &[CountryName]) -> Option<Country> {
        let mut at = name.checked_sub(1)?;
        let lowest = name.saturating_sub(4);
        while at > lowest && self.kind(at) == TokenKind::Word && !self.is(at, Class::FUNCTION) {
            at -= 1;
        }
        let found = within(countries, self.span(&(at..at + 1))).first()?;
        (at + 1 < name && self.is_name(at) && found.form == CountryForm::Demonym)
            .then_some(found.country)
    }

    /// The country that a role such as "Iranian foreign minister" is of. "Ambassador to Chad" and "expert on Chad" are
    /// of none, nor is "Australian Open champion".
    pub(super) fn role_country(
        &self,
        role: &Range<usize>,
        countries: &[CountryName],
    ) -> Option<Country> {
        let told = |name: &&CountryName| {
            let start =
                role.clone().find(|at| self.span(&(*at..*at + 1)).end() > name.span.start());
            let end = role.clone().find(|at| self.span(&(*at..*at + 1)).end() >= name.span.end());
            let (Some(start), Some(end)) = (start, end) else { return true };
            let article = usize::from(start > role.start && self.is(start - 1, Class::DET));
            let before = (start - article).checked_sub(1).filter(|before| *before >= role.start);
            let to = before.map_or("", |before| self.word(before));
            let sent = matches!(to, "to" | "on" | "against")
                || to == "for"
                    && role.clone().any(|at| is_sent(self.word(at)) || self.word(at) == "director");
            // "the think-tank's Chad analyst"
            let subject = name.form == CountryForm::Name
                && is_student(self.word(end + 1))
                && end + 1 < role.end;
            !(sent || subject || is_contest(self.word(end + 1)))
        };
        within(countries, self.span(role)).iter().find(told).map(|name| name.country)
    }

    /// The office before a name and a comma: "Norway's envoy, Ada Odu," and "Her Icelandic colleague, Ada Odu,".
    pub(super) fn role_apposed(&self, name: usize, end: usize) -> Option<Range<usize>> {
        let comma = name.checked_sub(1).filter(|comma| self.kind(*comma) == TokenKind::Comma)?;
        if self.is(end, Class::CONJ) || self.is_comma(end) && self.is(end + 1, Class::CONJ) {
            return None;
        }
        let noun = self.bare_noun_before(comma.saturating_sub(REACH), comma)?;
        let Range { start, end } = noun.tokens;
        let known = (start..end).any(|at| self.is(at, Class::PERSON));
        let placed = start.checked_sub(1).is_some_and(|before| self.is(before, Class::PREP));
        let article = self.is(start, Class::DET);
        let owned = self.is(start, Class::POSS)
            || (start..end).any(|at| self.kind(at) == TokenKind::Possessive);
        let told = end == comma && (article || owned) && (known || !placed);
        told.then_some(start + usize::from(article)..end)
    }

    /// The country that "its" at a token stands for.
    pub(super) fn owner(&self, at: usize, countries: &[CountryName]) -> Option<Country> {
        if !matches!(self.word(at), "its" | "Its") {
            return None;
        }
        let number = self.sentences.partition_point(|sentence| sentence.tokens.end <= at);
        let here = self.sentences.get(number)?;
        let before = number.checked_sub(1).and_then(|before| self.sentences.get(before));
        let before = before.filter(|before| before.paragraph == here.paragraph);
        let named = |tokens: Range<usize>| {
            let names = within(countries, self.span(&tokens));
            names.iter().find(|name| name.form != CountryForm::City).map(|name| name.country)
        };
        named(here.tokens.start..at).or_else(|| named(before?.tokens.clone()))
    }

    fn first_country(&self, tokens: &Range<usize>, countries: &[CountryName]) -> Option<Country> {
        let span: Span = self.span(&(tokens.start..tokens.end.min(self.len())));
        within(countries, span).first().map(|name| name.country)
    }
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

/// Words behind a country in the name of a contest.
fn is_contest(word: &str) -> bool {
    matches!(
        word,
        "Open" | "Grand" | "GP" | "Masters" | "Championship" | "Championships" | "Classic" | "Idol"
    )
}

#[cfg(test)]
mod tests {
    use crate::extract::english::said::from;
    use crate::model::Country;

    #[test]
    fn a_role_is_of_its_country_and_not_of_the_one_it_deals_with() {
        assert_eq!(from("“We won,” said Norway’s envoy, Ada Odu."), [Some(Country::NO)]);
        assert_eq!(from("“We won,” said US ambassador to Chad Ada Odu."), [Some(Country::US)]);
        assert_eq!(from("“We won,” said the fund’s Chad analyst, Ada Odu."), [None]);
        assert_eq!(from("“We won,” said Australian Open champion Ada Odu."), [None]);
        assert_eq!(from("“We won,” said Ada Odu, who led the Kenyan side."), [Some(Country::KE)]);
    }
}
