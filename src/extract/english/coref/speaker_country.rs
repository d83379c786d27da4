//! Which country a speaker is of.

use std::ops::Range;

use super::coreference::References;
use super::people::{People, Person};
use crate::extract::english::countries::{CountryForm, CountryName, led, within};
use crate::extract::english::document::Document;
use crate::extract::english::grammar::{
    CountryRule, Noun, NounKind, Told, first_country, introduced, is_foreign, owner, role_country,
};
use crate::extract::english::lexicon::{Class, entry};
use crate::model::{Country, Span};
use crate::text::TokenKind;

/// Longest beginning of a sentence in which the body that a statement is of is looked for, in
/// tokens.
const SUBJECT: usize = 6;

/// Most words after a mention that are looked at for what the speaker is, in bytes.
const APPOSED: usize = 100;

/// The names of countries in a text, and the bodies that tell one, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Countries<'c> {
    pub(crate) names: &'c [CountryName],
    pub(crate) employers: &'c [CountryName],
    /// The year in which the text was published.
    pub(crate) year: Option<i16>,
    /// The country of the paper.
    pub(crate) publisher: Option<Country>,
}

/// One whose country is asked for: the phrase for a speaker, with what is known of its bearer.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a, 't> {
    pub(super) document: &'a Document<'t>,
    pub(super) people: &'a People<'t>,
    pub(super) references: &'a References,
    pub(super) noun: &'a Noun,
    pub(super) known: Option<&'a Person>,
    /// The name of the speaker, if it has one.
    pub(super) name: Option<&'a str>,
    pub(super) countries: Countries<'a>,
}

impl Asked<'_, '_> {
    /// The country, and the rule that found it; `home` is the country that the article is about.
    pub(super) fn country(self, home: Option<Told>) -> Option<Told> {
        let by = |rule: CountryRule| move |country| rule.tells(country);
        let inside = || {
            let person = self.known.is_some();
            let words = if person { before_name(self.noun) } else { self.noun.tokens.clone() };
            role_country(self.document, &words, self.countries.names)
        };
        let owned = || owner(self.document, self.noun.tokens.start, self.countries.names);
        let hearers = || self.said_in().or_else(|| self.told_in());
        let known = self.known.and_then(|known| known.told);
        known
            .or_else(|| inside().map(by(CountryRule::Role)))
            .or_else(|| owned().map(by(CountryRule::Its)))
            .or_else(|| self.of_organisation().map(by(CountryRule::Organisation)))
            .or_else(|| self.based().map(by(CountryRule::Description)))
            .or_else(|| self.employed().map(by(CountryRule::Employer)))
            .or_else(|| self.led().map(by(CountryRule::Leader)))
            .or_else(|| self.of_sender().map(by(CountryRule::Sender)))
            .or_else(|| hearers().map(by(CountryRule::Of)))
            .or_else(|| self.at_home(home).filter(|_| !self.is_foreign()))
    }

    /// The head of a phrase without a name.
    fn head(&self) -> Option<usize> {
        match self.noun.kind {
            NounKind::Pronoun(head) | NounKind::Nominal(head) => Some(head),
            NounKind::Name(_) => None,
        }
    }

    fn mention(&self) -> Span {
        self.document.span(&self.noun.tokens)
    }

    /// The words that say what the speaker is, or else the mention.
    fn role(&self) -> Span {
        self.known.and_then(|known| known.role).unwrap_or_else(|| self.mention())
    }

    fn words(&self, span: Span) -> &str {
        self.document.text.get(span.range()).unwrap_or_default()
    }

    /// The country of the first name of one, or else of the first body, in a span.
    fn named_in(&self, span: Span) -> Option<Country> {
        let first = |names| within(names, span).first().map(|name: &CountryName| name.country);
        first(self.countries.names).or_else(|| first(self.countries.employers))
    }

    /// The country that the name of the organisation tells.
    fn of_organisation(&self) -> Option<Country> {
        let body = self.references.organisation(self.head()?)?;
        self.named_in(self.document.span(body))
    }

    /// "the Ferry Watch, a group based in Chad", "the 28-year-old from Ghana", "Mr Odu, speaking
    /// at his home in Accra,"
    fn based(&self) -> Option<Country> {
        /// How far after the comma the home is told, in tokens.
        const REACH: usize = 10;
        let (document, end) = (self.document, self.noun.tokens.end);
        match self.head() {
            None if self.known.is_none() => introduced(document, end, self.countries.names),
            None if document.is_comma(end) => {
                let mut inside = (end + 1..end + REACH).take_while(|at| document.is_word(*at));
                let home = inside
                    .find(|at| document.word(*at) == "home" && document.word(at + 1) == "in")?;
                first_country(document, &(home + 2..home + 6), self.countries.names)
            }
            Some(head) if document.is_epithet(head) && document.word(end) == "from" => {
                first_country(document, &(end + 1..end + 4), self.countries.names)
            }
            _ => None,
        }
    }

    /// "Norges Bank governor Ada Odu", "Ada Odu, who works for Norges Bank"
    fn employed(&self) -> Option<Country> {
        // A person called "Everton" is no club.
        let name = match &self.noun.kind {
            NounKind::Name(bare) if self.known.is_some() => self.document.span(bare),
            _ => Span::of(0..0),
        };
        let of = |span| {
            let mut all = within(self.countries.employers, span).iter();
            all.find(|found| !name.contains(found.span)).map(|found| found.country)
        };
        let own = self.known.map(|known| apposed(self.document.text, known.name));
        let role = self.known.and_then(|known| known.role);
        role.and_then(of).or_else(|| of(self.mention())).or_else(|| of(own?))
    }

    /// "The Pentagon denied it. “…,” the statement said."
    fn of_sender(&self) -> Option<Country> {
        let head = self.head()?;
        let unknown = self.known.is_none() && self.references.organisation(head).is_none();
        match (unknown, self.document.is(head, Class::DOCUMENT.or(Class::IT))) {
            (false, _) => None,
            (_, true) => sender(self.document, head, self.countries),
            (_, false) => unnamed(self.document, head, self.countries),
        }
    }

    /// "King Peter", "an adviser of President Ada Odu"
    fn led(&self) -> Option<Country> {
        let named = |country| self.countries.names.iter().any(|name| name.country == country);
        let leader = |name: &str| led(name, self.countries.year, named);
        let own = self.name.filter(|_| self.known.is_some() || self.head().is_none());
        own.and_then(leader).or_else(|| {
            let role = self.known.and_then(|known| known.role)?;
            let role: Vec<&str> = self.words(role).split_whitespace().collect();
            let ends = ['’', 's', '\''];
            let bare = |name: &[&str]| name.join(" ").trim_end_matches(ends).to_owned();
            let capital =
                |word: Option<&&str>| word.is_some_and(|word| word.starts_with(char::is_uppercase));
            let can_name = |words: &&[&str]| capital(words.first()) && capital(words.last());
            let runs = role.windows(2).chain(role.windows(3)).filter(can_name);
            runs.map(bare).find_map(|name| leader(&name))
        })
    }

    /// The country of the town in which an authority without a name speaks: "a foreign ministry
    /// spokesman said in Accra".
    fn said_in(&self) -> Option<Country> {
        let NounKind::Nominal(_) = self.noun.kind else { return None };
        let (document, end) = (self.document, self.noun.tokens.end);
        let place = end + usize::from(document.is(end, Class::CUE));
        let told = document.word(place) == "in"
            && classes(self.words(self.mention())).is(Class::AUTHORITY)
            && !is_foreign(document, self.mention());
        let town = document.span(&(place + 1..(place + 3).min(document.len())));
        within(self.countries.names, town).first().filter(|_| told).map(|name| name.country)
    }

    /// The country of a holder of an office with a name who speaks to reporters in a town, or to a
    /// parliament: "Trade Minister Ada Odu told reporters in Accra", "told the Knesset".
    fn told_in(&self) -> Option<Country> {
        /// How far from the mention the hearers are named, in tokens.
        const REACH: usize = 8;
        let (document, end) = (self.document, self.noun.tokens.end);
        let office = || classes(self.words(self.role())).or(classes(self.words(self.mention())));
        if self.head().is_some()
            || !document.is(end, Class::CUE)
            || !office().is(Class::NATIONAL.or(Class::AUTHORITY))
            || is_foreign(document, self.role())
        {
            return None;
        }
        let of = |tokens: Range<usize>| {
            self.named_in(document.span(&(tokens.start..tokens.end.min(document.len()))))
        };
        let reach = end + 1..(end + REACH).min(document.len());
        for at in reach.take_while(|at| document.is_word(*at)) {
            let hearers = matches!(
                document.word(at),
                "reporters" | "journalists" | "conference" | "briefing" | "media" | "press"
            );
            if hearers && document.word(at + 1) == "in" {
                return of(at + 2..at + 4);
            }
            if is_parliament(document.word(at)) {
                return of(end + 1..at + 1);
            }
        }
        None
    }

    /// The country that the article is about or that its paper is of, for those of whom it would
    /// say so if they were of another.
    fn at_home(&self, home: Option<Told>) -> Option<Told> {
        let document = self.document;
        let authority = || classes(self.words(self.mention())).is(Class::AUTHORITY);
        let body = |head: usize| self.references.organisation(head).is_some() || authority();
        let (one, written) = match self.noun.kind {
            NounKind::Nominal(head) => {
                (document.is(head, Class::PERSON) || body(head), document.is(head, Class::WRIT))
            }
            NounKind::Pronoun(head) => (self.known.is_some() || body(head), true),
            NounKind::Name(_) => (true, false),
        };
        let publisher =
            || self.countries.publisher.map(|country| CountryRule::Publisher.tells(country));
        match home {
            Some(home) if home.rule == CountryRule::Article => {
                ((one || written) && !self.is_beside_other(home.country)).then_some(home)
            }
            Some(home) if home.rule == CountryRule::Alone && one && !self.is_beside_country() => {
                Some(home)
            }
            // An office without a country is one of the paper's own, if the text names that too.
            _ if one => {
                let all = self.countries.names;
                let named = |told: &Told| all.iter().any(|name| name.country == told.country);
                let (office, body) = self.office();
                let own = publisher().filter(|_| office && !body && self.known.is_some());
                let home = home.filter(|_| office || body);
                own.filter(named).or(home).or(own)
            }
            _ => None,
        }
    }

    /// The countries that the sentence at a place names.
    fn around(&self, place: usize) -> &[CountryName] {
        let sentences = &self.document.sentences;
        let number = sentences
            .partition_point(|sentence| self.document.span(&sentence.tokens).end() <= place);
        let around = sentences.get(number).map(|sentence| self.document.span(&sentence.tokens));
        around.map_or(&[], |around| within(self.countries.names, around))
    }

    /// Whether the sentence of the mention, or the one with the full name, names a country: what
    /// it is to the speaker is for the words beside the name to tell.
    fn is_beside_country(&self) -> bool {
        let full = self.known.map(|known| known.name.start());
        [Some(self.mention().start()), full]
            .into_iter()
            .flatten()
            .any(|at| !self.around(at).is_empty())
    }

    /// Whether the sentence with the full name names other countries than this one.
    fn is_beside_other(&self, home: Country) -> bool {
        let around = self.known.map_or(&[][..], |known| self.around(known.name.start()));
        around.iter().any(|name| name.form != CountryForm::City)
            && around.iter().all(|name| name.country != home)
    }

    /// Whether the speaker holds an office, and whether it is an authority or of one.
    fn office(&self) -> (bool, bool) {
        let spelt = |word: &str| self.people.spelt_out(word).map(classes).unwrap_or_default();
        let role = self.words(self.role());
        let bodies = role.split(' ').map(spelt).fold(Class::default(), Class::or);
        let all = classes(role).or(classes(self.words(self.mention()))).or(bodies);
        let all = all.or(classes(self.name.unwrap_or_default()));
        // "Odu Steel's president"
        let owned = role.contains("'s ") || role.contains("’s ");
        (all.is(Class::NATIONAL.or(Class::LOCAL)) && !owned, all.is(Class::AUTHORITY))
    }

    fn is_foreign(&self) -> bool {
        let mention = self.mention();
        [self.role(), mention, apposed(self.document.text, mention)]
            .into_iter()
            .any(|span| is_foreign(self.document, span))
    }
}

/// The words of a phrase before the name in it; all words of one without a name.
pub(super) fn before_name(noun: &Noun) -> Range<usize> {
    match &noun.kind {
        NounKind::Name(bare) => noun.tokens.start..bare.start,
        NounKind::Pronoun(_) | NounKind::Nominal(_) => noun.tokens.clone(),
    }
}

/// The words between the comma after a mention and the next mark: "Ada Odu, a doctor and UN aide,".
fn apposed(text: &str, mention: Span) -> Span {
    let end = mention.end();
    let rest = text.get(end..).and_then(|rest| rest.strip_prefix(", ")).unwrap_or_default();
    let length = rest.find([',', '.', '“', '"', ';', '\n']).unwrap_or(rest.len()).min(APPOSED);
    let start = if length == 0 { end } else { end + 2 };
    let length = (0..=length).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(0);
    Span::of(start..start + length)
}

/// The tokens that the sentence before the one of `head` begins with, if it is in the same
/// paragraph or the one before.
fn begins_before(document: &Document<'_>, head: usize) -> Option<Range<usize>> {
    let number = document.sentences.partition_point(|sentence| sentence.tokens.end <= head);
    let here = document.sentences.get(number)?;
    let before = document.sentences.get(number.checked_sub(1)?)?;
    let Range { start, end } = before.tokens.clone();
    (here.paragraph - before.paragraph <= 1).then(|| start..end.min(start + SUBJECT))
}

/// The country of the body that a statement without an owner is of: the first that the sentence
/// before it names, if it names one near its beginning.
fn sender(document: &Document<'_>, head: usize, countries: Countries<'_>) -> Option<Country> {
    let subject = document.span(&begins_before(document, head)?);
    let named = within(countries.names, subject).first();
    let employed = within(countries.employers, subject).first();
    let first = named.into_iter().chain(employed).min_by_key(|name| name.span.start());
    first.map(|name| name.country)
}

/// Whether a word is for a parliament, to which its own country's people speak.
fn is_parliament(word: &str) -> bool {
    matches!(
        word,
        "parliament"
            | "Parliament"
            | "Congress"
            | "Knesset"
            | "Bundestag"
            | "Bundesrat"
            | "Storting"
            | "Riksdag"
            | "Folketing"
            | "Sejm"
            | "Duma"
            | "Majlis"
            | "Diet"
            | "Sabha"
            | "Dáil"
            | "Seanad"
            | "Oireachtas"
            | "Commons"
            | "Lords"
            | "Rada"
            | "Cortes"
    )
}

/// The country of somebody without a name whom the sentence before begins with, if "he", "she" or
/// "they" goes on: "Ghana's foreign minister came. “…,” he said."
fn unnamed(document: &Document<'_>, head: usize, countries: Countries<'_>) -> Option<Country> {
    if !document.is(head, Class::HE.or(Class::SHE).or(Class::THEY)) {
        return None;
    }
    let Range { start, end } = begins_before(document, head)?;
    let first = within(countries.names, document.span(&(start..end))).first()?;
    let behind = document.text.get(first.span.end()..).unwrap_or_default();
    let owns = behind.starts_with("'s") || behind.starts_with("’s");
    if first.form != CountryForm::Demonym && !owns {
        return None;
    }
    let opens = document.span(&(start..start + 2)).end() >= first.span.start();
    // The noun after the country is in small letters, and no name follows it.
    let after =
        (start..end).find(|at| document.span(&(*at..*at + 1)).start() >= first.span.end())?;
    let people = Class::PERSON.or(Class::GROUP);
    let noun = (after..end)
        .take_while(|at| !document.is_name(*at) && !document.is(*at, Class::AUX.or(Class::PREP)))
        .find(|at| document.is(*at, people) && document.kind(*at) == TokenKind::Word)?;
    let named = document.is_name(noun + 1) || document.is_comma(noun + 1);
    (opens && !named).then_some(first.country)
}

/// All that the words of a phrase can be.
fn classes(words: &str) -> Class {
    words
        .split(|letter: char| !letter.is_alphanumeric())
        .fold(Class::default(), |all, word| all.or(entry(word).class))
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::from;
    use crate::model::Country;

    #[test]
    fn a_speaker_has_the_country_of_the_role_or_of_the_article() {
        assert_eq!(from("“We won,” said Kenyan minister Ada Odu."), [Some(Country::KE)]);
        assert_eq!(from("“We won,” said Ada Odu."), [None]);
        let home = "Kenya has rain. Kenya’s rivers rise, and Kenyan roads are shut. ";
        let mayor = format!("{home}“We won,” said the mayor, Ada Odu.");
        assert_eq!(from(&mayor), [Some(Country::KE)]);
        assert_eq!(from(&format!("{home}“We won,” said UN envoy Ada Odu.")), [None]);
    }
}
