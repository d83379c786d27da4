//! The people that a text names, gathered from all of it before any quote is attributed.

use foldhash::HashMap;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::ops::Range;

use crate::extract::english::countries::{CountryName, within};
use crate::extract::english::cues::Cue;
use crate::extract::english::document::Document;
use crate::extract::english::grammar::{
    CountryRule, Gender, NameRun, Noun, NounKind, Title, Told, affiliation, behind_letters,
    given_gender, is_full_name, owner, role_after, role_apposed, role_before, role_country,
    role_gender, title_at, title_gender, titles_in,
};
use crate::extract::english::lexicon::{Class, entry};
use crate::identity::{Fields, Traits};
use crate::model::{Country, Span, fold};
use crate::text::TokenKind;

/// One person, as the text names them.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// The full name.
    pub(crate) name: Span,
    pub(crate) gender: Option<Gender>,
    /// What the text says the person is.
    pub(crate) role: Option<Span>,
    pub(crate) told: Option<Told>,
    /// The offices that the text gives the person.
    pub(crate) titles: Vec<Title>,
    /// Other people of the same name, by number. Only the first bearer of a name lists them.
    namesakes: Vec<usize>,
    /// Byte offsets of the full name, in order of the passes that found it.
    places: SmallVec<[u32; 4]>,
    /// How sure it is that the name is a person's: a given name or a title shows it.
    pub(crate) evidence: u8,
}

/// Persons by number; most lists have one.
type Numbers = SmallVec<[usize; 2]>;

/// The people of a text.
#[derive(Debug, Default)]
pub(crate) struct People<'t> {
    text: &'t str,
    pub(crate) list: Vec<Person>,
    /// The first bearer of each full name.
    exact: HashMap<&'t str, usize>,
    folded: HashMap<String, usize>,
    by_part: HashMap<String, Numbers>,
    /// Parts between the first and the last, for the first of two surnames: "García" of "Carlos
    /// García Márquez".
    by_middle: HashMap<String, Numbers>,
    /// Surnames by their sound, for a name that the text spells in two ways.
    by_sound: HashMap<String, Numbers>,
    /// Names that were looked up since the last person was added.
    asked: HashMap<&'t str, Asked>,
    /// Names of bodies by the abbreviation that is in brackets after them.
    abbreviations: HashMap<&'t str, &'t str>,
}

/// Whom a name may mean.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Nobody,
    /// The one who bears it, or a longer form of it.
    Bearer(usize),
    /// One of those who share it, who are so many in a list.
    Shared([usize; KEPT], usize),
}

/// Most persons kept under one surname, and most offices and places of one person, so that looking
/// through them takes bounded time.
const KEPT: usize = 8;

impl<'t> People<'t> {
    /// Gathers the people of a text from its documents: the body, and what is inside quotation
    /// marks or is no body.
    pub(crate) fn gather(
        documents: [(&Document<'t>, &[NameRun]); 2],
        countries: &[CountryName],
    ) -> Self {
        let mut people = People { text: documents[0].0.text, ..People::default() };
        let mut full_names = Vec::new();
        for (document, names) in documents {
            for NameRun { tokens: run, bare } in names {
                if document.kind(run.end) == TokenKind::Open
                    && document.kind(run.end + 2) == TokenKind::Close
                {
                    let (full, short) = (document.words(run), document.word(run.end + 1));
                    let initials = short.len() > 1 && short.chars().all(char::is_uppercase);
                    if initials && run.len() > 1 && full.chars().next() == short.chars().next() {
                        people.abbreviations.insert(short, full);
                    }
                }
                if is_full_name(document, bare, countries) {
                    full_names.push((document, run, bare));
                }
            }
        }
        // The longest first, so that "Ms Odu Brandvold" finds Ada Odu Brandvold and makes no person
        // of its own.
        full_names.sort_by_key(|(_, _, bare)| std::cmp::Reverse(bare.len()));
        for (document, run, bare) in full_names {
            people.add(document, run, bare, countries);
        }
        people
    }

    /// Takes in people with a name of one word alone, if they say something.
    pub(crate) fn add_speakers(
        &mut self,
        document: &Document<'t>,
        cues: &[Cue],
        countries: &[CountryName],
    ) {
        let named = cues.iter().filter(|cue| cue.speech).filter_map(|cue| match &cue.noun {
            Some(Noun { kind: NounKind::Name(bare), tokens }) if bare.len() == 1 => {
                Some((bare, tokens))
            }
            _ => None,
        });
        for (bare, tokens) in named {
            let word = document.word(bare.start);
            let body =
                Class::ORG.or(Class::TIME).or(Class::GROUP).or(Class::DOCUMENT).or(Class::ROLE);
            let plural = word.ends_with('s') && tokens.len() == 1;
            let initials = word.len() > 1 && word.chars().all(char::is_uppercase);
            let known = self.find(word, word, None, document.span(bare).start()).is_some();
            if !(known || plural || initials || document.is(bare.start, body))
                && within(countries, document.span(bare)).is_empty()
            {
                let run = tokens.start..bare.end;
                self.add(document, &run, bare, countries);
            }
        }
    }

    fn add(
        &mut self,
        document: &Document<'t>,
        run: &Range<usize>,
        bare: &Range<usize>,
        countries: &[CountryName],
    ) {
        let words = document.words(bare);
        if words.len() > 80 {
            return;
        }
        self.asked.clear();
        let plain = without_nickname(words);
        let known = self.exact.get(words).copied().or_else(|| self.longer(&plain));
        let first =
            known.unwrap_or_else(|| *self.folded.entry(fold(&plain)).or_insert(self.list.len()));
        self.exact.insert(words, first);
        let span = document.span(bare);
        let roles = [
            role_before(document, bare),
            role_after(document, bare),
            role_apposed(document, run.start, behind_letters(document, bare.end)),
        ];
        let number = self.bearer(document, first, span, &roles, countries);
        if number == self.list.len() {
            self.list.push(Person {
                name: span,
                gender: given_gender(document, bare),
                role: None,
                told: None,
                titles: Vec::new(),
                namesakes: Vec::new(),
                places: SmallVec::new(),
                evidence: u8::from(given_gender(document, bare).is_some()) * 2,
            });
            match self.list.get_mut(first) {
                Some(known) if first != number => known.namesakes.push(number),
                _ => self.index(document, bare, number),
            }
        }
        let Some(person) = self.list.get_mut(number) else { return };
        if person.places.len() < 64 {
            person.places.push(u32::try_from(span.start()).unwrap_or(u32::MAX));
        }
        if bare.start > run.start {
            person.evidence = person.evidence.max(2);
            if person.gender.is_none() {
                person.gender = title_gender(document, &(run.start..bare.start));
            }
        }
        // "the king" is King Peter.
        if document.is(bare.start, Class::REGAL)
            && let Some(office) = title_at(document, bare.start, bare.start)
            && !person.titles.contains(&office)
            && person.titles.len() < KEPT
        {
            person.titles.push(office);
        }
        for role in roles.into_iter().flatten() {
            person.evidence = person.evidence.max(2);
            person.gender = person.gender.or_else(|| role_gender(document, &role));
            person.learn(document, &role, countries);
        }
        if person.told.is_none() {
            person.told = affiliation(document, run, bare, countries);
        }
    }

    /// Lists a person under the parts of the name.
    fn index(&mut self, document: &Document<'t>, bare: &Range<usize>, number: usize) {
        let surname = part_key(last_part(document, bare));
        if let Some(sound) = sound(&surname) {
            let numbers = self.by_sound.entry(sound).or_default();
            if numbers.len() < KEPT {
                numbers.push(number);
            }
        }
        let list = |numbers: &mut Numbers| {
            if numbers.len() < KEPT && !numbers.contains(&number) {
                numbers.push(number);
            }
        };
        for part in [surname, part_key(document.word(bare.start))] {
            list(self.by_part.entry(part).or_default());
        }
        let middle = bare.clone().skip(1).take(bare.len().saturating_sub(2));
        for at in middle.filter(|at| document.is_name(*at) && !document.is(*at, Class::GIVEN)) {
            let part = document.word(at);
            if !part.ends_with('.') && part.len() > 2 {
                list(self.by_middle.entry(part_key(part)).or_default());
            }
        }
    }

    /// Returns the bearer of a name that a mention with these roles means, or the number of a new
    /// one.
    ///
    /// A mention is of a new bearer if it says with "a" or "an" what the person is, as texts do
    /// with somebody not yet named, and that contradicts all who bear the name so far.
    fn bearer(
        &self,
        document: &Document<'_>,
        first: usize,
        name: Span,
        roles: &[Option<Range<usize>>],
        countries: &[CountryName],
    ) -> usize {
        let Some(known) = self.list.get(first) else { return first };
        let introduced = roles.iter().flatten().any(|role| {
            let before = role.start.checked_sub(1).map_or("", |before| document.word(before));
            matches!(before, "a" | "an" | "A" | "An")
        });
        if known.namesakes.is_empty() && !introduced {
            return first;
        }
        let mut told = Traits::default();
        for role in roles.iter().flatten() {
            let text = document.text.get(document.span(role).range()).unwrap_or_default();
            let country = role_country(document, role, countries);
            told = told.or(Traits { country, fields: Fields::of(text) });
        }
        let fits = |number: &usize| {
            let bearer = self.list.get(*number);
            bearer.is_some_and(|bearer| !bearer.traits(self.text).contradict(told))
        };
        let near = self.nearest(first, name.start());
        let all = || std::iter::once(first).chain(known.namesakes.iter().copied());
        if fits(&near) || !introduced && !all().any(|number| fits(&number)) {
            return near;
        }
        let latest = all().rfind(fits);
        latest.unwrap_or(if known.namesakes.len() < KEPT { self.list.len() } else { near })
    }

    /// Returns the bearer of a name who was named last before `at`, a byte offset.
    fn nearest(&self, first: usize, at: usize) -> usize {
        let namesakes = self.list.get(first).map_or(&[][..], |known| &known.namesakes);
        if namesakes.is_empty() {
            return first;
        }
        let last = |number: &usize| {
            let places = self.list.get(*number).map_or(&[][..], |bearer| &bearer.places);
            places.iter().map(|place| *place as usize).filter(|place| *place <= at).max()
        };
        let all = std::iter::once(first).chain(namesakes.iter().copied());
        all.max_by_key(|number| (last(number), std::cmp::Reverse(*number))).unwrap_or(first)
    }

    /// The person whose full name a name of several words shortens: its words are in the full
    /// name in the same order, and the last of both is the same, or the first if that is no
    /// given name ("Ratu Odu").
    fn longer(&self, name: &str) -> Option<usize> {
        let mut words = name.split_whitespace();
        let first = words.next()?;
        let last = words.next_back()?;
        let shortens = |number: &usize, whole_end: bool| {
            let Some(person) = self.list.get(*number) else { return false };
            let full = self.text.get(person.name.range()).unwrap_or_default();
            let mut parts = full.split_whitespace().map(fold);
            let regal = entry(first).class.is(Class::REGAL);
            let mut all = name.split_whitespace().skip(usize::from(regal)).map(fold);
            if whole_end {
                let end = full.split_whitespace().next_back().map(part_key);
                end == Some(part_key(last)) && all.all(|word| parts.any(|part| part == word))
            } else {
                person.evidence > 1 && all.all(|word| parts.next() == Some(word))
            }
        };
        let under = |part: &str| {
            self.by_part.get(&part_key(part)).map(Numbers::as_slice).unwrap_or_default()
        };
        let by_end = under(last).iter().find(|number| shortens(number, true));
        let by_start = || under(first).iter().find(|number| shortens(number, false));
        by_end
            .or_else(|| if entry(first).class.is(Class::GIVEN) { None } else { by_start() })
            .copied()
    }

    /// Learns who is a man and who a woman from titles before surnames, and from "her brother
    /// Peter".
    pub(crate) fn learn_genders(&mut self, document: &Document<'t>, names: &[NameRun]) {
        for NameRun { tokens: run, bare } in names {
            let kin = || {
                let at = run.start.checked_sub(1)?;
                let owned = at.checked_sub(1).is_some_and(|before| {
                    document.is(before, Class::POSS)
                        || document.kind(before) == TokenKind::Possessive
                });
                if owned { title_gender(document, &(at..run.start)) } else { None }
            };
            let Some(gender) = title_gender(document, &(run.start..bare.start)).or_else(kin) else {
                continue;
            };
            let Some(last) = bare.end.checked_sub(1) else { continue };
            let found = self.find(
                document.words(bare),
                document.word(last),
                Some(gender),
                document.span(bare).start(),
            );
            if let Some(person) = found.and_then(|found| self.list.get_mut(found)) {
                person.gender = person.gender.or(Some(gender));
            }
        }
    }

    /// The full name of a body that the text abbreviates.
    pub(crate) fn spelt_out(&self, abbreviation: &str) -> Option<&'t str> {
        self.abbreviations.get(abbreviation).copied()
    }

    /// Returns the person of a bare name.
    pub(crate) fn named(
        &mut self,
        document: &Document<'t>,
        bare: &Range<usize>,
        gender: Option<Gender>,
    ) -> Option<usize> {
        let last = bare.end.checked_sub(1)?;
        let joint = || bare.clone().any(|at| document.is(at, Class::JOINT));
        if document.kind(last) != TokenKind::Name || bare.len() > 2 && joint() {
            return None;
        }
        self.find(document.words(bare), document.word(last), gender, document.span(bare).start())
    }

    /// The person of a name of one or more words: by the full name, or else by the surname,
    /// or else by the first word. `at` is the byte offset of the name.
    fn find(
        &mut self,
        name: &'t str,
        last: &str,
        gender: Option<Gender>,
        at: usize,
    ) -> Option<usize> {
        let first = self.first_bearer(name, last, gender, at)?;
        Some(self.nearest(first, at))
    }

    /// The first bearer of the name that [`People::find`] finds.
    fn first_bearer(
        &mut self,
        name: &'t str,
        last: &str,
        gender: Option<Gender>,
        at: usize,
    ) -> Option<usize> {
        if let Some(number) = self.exact.get(name) {
            return Some(*number);
        }
        let known = self.asked.get(name).copied();
        let asked = known.unwrap_or_else(|| {
            let asked = self.ask(name, last);
            self.asked.insert(name, asked);
            asked
        });
        let (numbers, count) = match asked {
            Asked::Nobody => return None,
            Asked::Bearer(number) => return Some(number),
            Asked::Shared(numbers, count) => (numbers, count),
        };
        let fits = |number: &&usize| {
            self.list.get(**number).is_some_and(|person| {
                person.gender.is_none() || gender.is_none() || person.gender == gender
            })
        };
        numbers
            .iter()
            .take(count)
            .filter(fits)
            .max_by_key(|number| self.likelihood(**number, gender, at))
            .copied()
    }

    /// Looks up whom a name may mean, of which `last` is the last word.
    fn ask(&self, name: &str, last: &str) -> Asked {
        let bearer = |number: Option<usize>| number.map_or(Asked::Nobody, Asked::Bearer);
        let folded = fold(name);
        if let Some(number) = self.folded.get(&folded) {
            return Asked::Bearer(*number);
        }
        if name.len() > last.len() {
            return bearer(self.longer(name));
        }
        let bare = without_article(&folded);
        let by_sound = || self.by_sound.get(&sound(bare)?);
        let part = self.by_part.get(bare).or_else(|| self.by_middle.get(bare)).or_else(by_sound);
        part.map_or(Asked::Nobody, |numbers| {
            let mut shared = [0; KEPT];
            shared.iter_mut().zip(numbers).for_each(|(to, number)| *to = *number);
            Asked::Shared(shared, numbers.len().min(KEPT))
        })
    }

    /// How likely a surname at `at` means this person and not a namesake.
    /// Each part of the answer weighs more than those after it.
    fn likelihood(&self, number: usize, gender: Option<Gender>, at: usize) -> Likelihood {
        let Some(person) = self.list.get(number) else { return Likelihood::default() };
        let mut places = person.places.iter().map(|place| *place as usize);
        let introduced = places.clone().any(|place| place <= at);
        let known = person.evidence > 0;
        let fits = gender.is_some() && person.gender == gender;
        let near = places.any(|place| place <= at && at - place < 300);
        ([introduced, known, fits, near], person.places.len(), std::cmp::Reverse(number))
    }
}

/// What speaks for one namesake before another.
type Likelihood = ([bool; 4], usize, std::cmp::Reverse<usize>);

impl Person {
    pub(crate) fn country(&self) -> Option<Country> {
        self.told.map(|told| told.country)
    }

    /// Returns the country and the fields of life that the text tells.
    fn traits(&self, text: &str) -> Traits {
        let role = self.role.and_then(|role| text.get(role.range()));
        Traits { country: self.country(), fields: role.map(Fields::of).unwrap_or_default() }
    }

    /// Takes over what a phrase such as "Iraqi premier" says.
    pub(crate) fn learn(
        &mut self,
        document: &Document<'_>,
        role: &Range<usize>,
        countries: &[CountryName],
    ) {
        let span = document.span(role);
        if self.role.is_none() && span.len() < 200 {
            self.role = Some(span);
        }
        for office in titles_in(document, role) {
            if self.titles.len() < KEPT && !self.titles.contains(&office) {
                self.titles.push(office);
            }
        }
        if self.told.is_none() {
            let named = role_country(document, role, countries);
            let owner = || owner(document, role.start, countries);
            self.told = named
                .map(|country| CountryRule::Role.tells(country))
                .or_else(|| owner().map(|country| CountryRule::Its.tells(country)));
        }
    }
}

/// A name without a nickname inside it: "Ada Odu" of "Ada “Ace” Odu".
pub(crate) fn without_nickname(name: &str) -> Cow<'_, str> {
    const OPENS: [char; 6] = ['“', '"', '‘', '\'', '«', '('];
    const CLOSES: [char; 6] = ['”', '"', '’', '\'', '»', ')'];
    if !name.contains(OPENS) {
        return Cow::Borrowed(name);
    }
    let mut inside = false;
    let mut kept = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        inside |= word.starts_with(OPENS);
        if !inside {
            if !kept.is_empty() {
                kept.push(' ');
            }
            kept.push_str(word);
        }
        inside &= !word.ends_with(CLOSES);
    }
    if inside || kept.is_empty() { Cow::Borrowed(name) } else { Cow::Owned(kept) }
}

/// The surname: the last word that is no "Jr." or "III".
fn last_part<'t>(document: &Document<'t>, bare: &Range<usize>) -> &'t str {
    let suffix = |at: &usize| {
        matches!(document.word(*at), "Jr" | "Jr." | "Sr" | "Sr." | "II" | "III" | "IV")
    };
    bare.clone().rev().find(|at| !suffix(at)).map_or("", |at| document.word(at))
}

/// The form under which a surname is looked up: folded, without an Arabic article.
fn part_key(part: &str) -> String {
    let folded = fold(part);
    match without_article(&folded) {
        bare if bare.len() < folded.len() => bare.to_owned(),
        _ => folded,
    }
}

/// What two spellings of one surname share ("Khazen", "Khazin"): the first letter and the
/// consonants, doubled ones once. None for a name so short that others share it too.
fn sound(folded: &str) -> Option<String> {
    let mut sound = String::with_capacity(folded.len());
    for letter in folded.chars() {
        let first = sound.is_empty();
        if (first || !matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h'))
            && !sound.ends_with(letter)
        {
            sound.push(letter);
        }
    }
    (sound.len() > 3 && folded.len() > 4 || sound.len() == 3 && folded.len() > 5).then_some(sound)
}

fn without_article(folded: &str) -> &str {
    folded.strip_prefix("al ").or_else(|| folded.strip_prefix("el ")).unwrap_or(folded)
}

#[cfg(test)]
mod tests {
    use super::without_nickname;
    use crate::extract::english::test_support::said;

    #[test]
    fn forms_of_a_name_are_one_person() {
        assert_eq!(
            said("Hassan al-Odu came. “We won,” Mr Al-Odu said."),
            ["Mr Al-Odu | Hassan al-Odu"]
        );
        assert_eq!(
            said("José Pérez-Odu came. “We won,” Dr. Perez-Odu said."),
            ["Dr. Perez-Odu | José Pérez-Odu"]
        );
        assert_eq!(said("Ada Lee Odu came. “We won,” Lee Odu said."), ["Lee Odu | Ada Lee Odu"]);
        assert_eq!(said("Ada “Ace” Odu came. “We won,” Odu said."), ["Odu | Ada Odu"]);
        assert_eq!(without_nickname("Ada ‘The Ace’ Odu"), "Ada Odu");
        assert_eq!(without_nickname("Ada “Odu"), "Ada “Odu");
        assert_eq!(
            said("Ada al-Brandvold came. “We won,” Brandvald said. “You lost,” Brenda said."),
            ["Brandvald | Ada al-Brandvold", "Brenda | Brenda"]
        );
    }
}
