//! The people that a text names, gathered from all of it before any quote is attributed.

use foldhash::HashMap;
use std::ops::Range;

use super::countries::CountryName;
use super::cues::Cue;
use super::lexicon::{Class, entry};
use super::nouns::{Noun, NounKind};
use super::offices::Office;
use super::page::Page;
use crate::model::{Country, Span, fold};
use crate::text::TokenKind;

/// Whom pronouns call "he" and whom "she".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Male,
    Female,
}

/// One person, as the text names them.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// The full name.
    pub(super) name: Span,
    pub(super) gender: Option<Gender>,
    /// What the text says the person is.
    pub(super) role: Option<Span>,
    pub(super) country: Option<Country>,
    /// The offices that the text gives the person.
    pub(super) offices: Vec<Office>,
    /// Where the full name stands, as byte offsets, in order of the passes that found it.
    places: Vec<u32>,
    /// How sure it is that the name is a person's: a given name or a title shows it.
    pub(super) evidence: u8,
}

/// The people of a text.
#[derive(Debug, Default)]
pub(super) struct People<'t> {
    text: &'t str,
    pub(super) list: Vec<Person>,
    exact: HashMap<&'t str, usize>,
    folded: HashMap<String, usize>,
    by_part: HashMap<String, Vec<usize>>,
    /// Surnames by their sound, for a name that the text spells in two ways.
    by_sound: HashMap<String, Vec<usize>>,
    /// Names of bodies by the abbreviation that stands in brackets behind them.
    abbreviations: HashMap<&'t str, &'t str>,
}

/// Most persons kept under one surname, and most offices and places of one person, so that looking through them
/// takes bounded time.
const KEPT: usize = 8;

impl<'t> People<'t> {
    /// Gathers the people of a text from its pages: the body, and what stands inside quotation marks or is no body.
    pub(super) fn gather(pages: [&Page<'t>; 2], countries: &[CountryName]) -> Self {
        let mut people = People { text: pages[0].text, ..People::default() };
        let mut full_names = Vec::new();
        for page in pages {
            for run in page.name_runs() {
                let bare = page.bare_name(run.clone());
                if page.kind(run.end) == TokenKind::Open
                    && page.kind(run.end + 2) == TokenKind::Close
                {
                    let (full, short) = (page.words(&run), page.word(run.end + 1));
                    let initials = short.len() > 1 && short.chars().all(char::is_uppercase);
                    if initials && run.len() > 1 && full.chars().next() == short.chars().next() {
                        people.abbreviations.insert(short, full);
                    }
                }
                if page.is_full_name(&bare, countries) {
                    full_names.push((page, run, bare));
                }
            }
        }
        // The longest first, so that "Ms Odu Brandvold" finds Ada Odu Brandvold and makes no person of its own.
        full_names.sort_by_key(|(_, _, bare)| std::cmp::Reverse(bare.len()));
        for (page, run, bare) in full_names {
            people.add(page, &run, &bare, countries);
        }
        people
    }

    /// Takes in those whom the text names by one word alone, where they say something.
    pub(super) fn add_speakers(
        &mut self,
        page: &Page<'t>,
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
            let word = page.word(bare.start);
            let body =
                Class::ORG.or(Class::TIME).or(Class::GROUP).or(Class::DOCUMENT).or(Class::ROLE);
            let plural = word.ends_with('s') && tokens.len() == 1;
            let initials = word.len() > 1 && word.chars().all(char::is_uppercase);
            let known = self.find(word, word, None, page.span(bare).start()).is_some();
            if !(known || plural || initials || page.is(bare.start, body))
                && within(countries, page.span(bare)).is_empty()
            {
                let run = tokens.start..bare.end;
                self.add(page, &run, bare, countries);
            }
        }
    }

    fn add(
        &mut self,
        page: &Page<'t>,
        run: &Range<usize>,
        bare: &Range<usize>,
        countries: &[CountryName],
    ) {
        let words = page.words(bare);
        if words.len() > 80 {
            return;
        }
        let known = self.exact.get(words).copied().or_else(|| self.longer(words));
        let number =
            known.unwrap_or_else(|| *self.folded.entry(fold(words)).or_insert(self.list.len()));
        self.exact.insert(words, number);
        let span = page.span(bare);
        if number == self.list.len() {
            self.list.push(Person {
                name: span,
                gender: page.given_gender(bare),
                role: None,
                country: None,
                offices: Vec::new(),
                places: Vec::new(),
                evidence: u8::from(page.given_gender(bare).is_some()) * 2,
            });
            if let Some(sound) = sound(&part_key(last_part(page, bare))) {
                let numbers = self.by_sound.entry(sound).or_default();
                if numbers.len() < KEPT {
                    numbers.push(number);
                }
            }
            for part in [last_part(page, bare), page.word(bare.start)] {
                let numbers = self.by_part.entry(part_key(part)).or_default();
                if numbers.len() < KEPT && !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
        }
        let Some(person) = self.list.get_mut(number) else { return };
        if person.places.len() < 64 {
            person.places.push(u32::try_from(span.start()).unwrap_or(u32::MAX));
        }
        if bare.start > run.start {
            person.evidence = person.evidence.max(2);
            if person.gender.is_none() {
                person.gender = page.title_gender(&(run.start..bare.start));
            }
        }
        // "the king" is King Peter.
        if page.is(bare.start, Class::REGAL)
            && let Some(office) = page.office_at(bare.start, bare.start)
            && !person.offices.contains(&office)
            && person.offices.len() < KEPT
        {
            person.offices.push(office);
        }
        let apposed = page.role_apposed(run.start, bare.end);
        for role in [page.role_before(bare), page.role_after(bare), apposed].into_iter().flatten() {
            person.evidence = person.evidence.max(2);
            person.gender = person.gender.or_else(|| page.role_gender(&role));
            person.learn(page, &role, countries);
        }
        if person.country.is_none() {
            person.country = page.affiliation(run, bare, countries);
        }
    }

    /// The person whose full name a name of several words shortens: its words stand in the full name in the same
    /// order, and the last of both is the same, or the first where that is no given name ("Ratu Odu").
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
        let under =
            |part: &str| self.by_part.get(&part_key(part)).map(Vec::as_slice).unwrap_or_default();
        let by_end = under(last).iter().find(|number| shortens(number, true));
        let by_start = || under(first).iter().find(|number| shortens(number, false));
        by_end
            .or_else(|| if entry(first).class.is(Class::GIVEN) { None } else { by_start() })
            .copied()
    }

    /// Learns who is a man and who a woman from titles before surnames, and from "her brother Peter".
    pub(super) fn learn_genders(&mut self, page: &Page<'_>) {
        for run in page.name_runs() {
            let bare = page.bare_name(run.clone());
            let kin = || {
                let at = run.start.checked_sub(1)?;
                let owned = at.checked_sub(1).is_some_and(|before| {
                    page.is(before, Class::POSS) || page.kind(before) == TokenKind::Possessive
                });
                if owned { page.title_gender(&(at..run.start)) } else { None }
            };
            let Some(gender) = page.title_gender(&(run.start..bare.start)).or_else(kin) else {
                continue;
            };
            let Some(last) = bare.end.checked_sub(1) else { continue };
            let found = self.find(
                page.words(&bare),
                page.word(last),
                Some(gender),
                page.span(&bare).start(),
            );
            if let Some(person) = found.and_then(|found| self.list.get_mut(found)) {
                person.gender = person.gender.or(Some(gender));
            }
        }
    }

    /// The full name of a body that the text abbreviates.
    pub(super) fn spelt_out(&self, abbreviation: &str) -> Option<&'t str> {
        self.abbreviations.get(abbreviation).copied()
    }

    /// The person whom a name of one or more words means: by the full name, or else by the surname, or else by the
    /// first word. `at` is the byte offset of the name.
    pub(super) fn find(
        &self,
        name: &str,
        last: &str,
        gender: Option<Gender>,
        at: usize,
    ) -> Option<usize> {
        if let Some(number) = self.exact.get(name) {
            return Some(*number);
        }
        let folded = fold(name);
        if let Some(number) = self.folded.get(&folded) {
            return Some(*number);
        }
        if name.len() > last.len() {
            return self.longer(name);
        }
        let bare = without_article(&folded);
        let numbers = match self.by_part.get(bare) {
            Some(numbers) => numbers,
            None => self.by_sound.get(&sound(bare)?)?,
        };
        let fits = |number: &&usize| {
            self.list.get(**number).is_some_and(|person| {
                person.gender.is_none() || gender.is_none() || person.gender == gender
            })
        };
        numbers
            .iter()
            .filter(fits)
            .max_by_key(|number| self.standing(**number, gender, at))
            .copied()
    }

    /// How likely a surname at `at` means this person and not a namesake.
    /// Each part of the answer weighs more than those behind it.
    fn standing(&self, number: usize, gender: Option<Gender>, at: usize) -> Standing {
        let Some(person) = self.list.get(number) else { return Standing::default() };
        let mut places = person.places.iter().map(|place| *place as usize);
        let introduced = places.clone().any(|place| place <= at);
        let known = person.evidence > 0;
        let fits = gender.is_some() && person.gender == gender;
        let near = places.any(|place| place <= at && at - place < 300);
        ([introduced, known, fits, near], person.places.len(), std::cmp::Reverse(number))
    }
}

/// What speaks for one namesake before another.
type Standing = ([bool; 4], usize, std::cmp::Reverse<usize>);

impl Person {
    /// Takes over what a phrase such as "Iraqi premier" says.
    pub(super) fn learn(
        &mut self,
        page: &Page<'_>,
        role: &Range<usize>,
        countries: &[CountryName],
    ) {
        let span = page.span(role);
        if self.role.is_none() && span.len() < 200 {
            self.role = Some(span);
        }
        for office in page.offices(role) {
            if self.offices.len() < KEPT && !self.offices.contains(&office) {
                self.offices.push(office);
            }
        }
        if self.country.is_none() {
            let told = page.role_country(role, countries);
            self.country = told.or_else(|| page.owner(role.start, countries));
        }
    }
}

/// The names of countries that lie in a span.
pub(super) fn within(countries: &[CountryName], span: Span) -> &[CountryName] {
    let first = countries.partition_point(|name| name.span.start() < span.start());
    let last = countries.partition_point(|name| name.span.start() < span.end());
    countries.get(first..last).unwrap_or_default()
}

/// The surname: the last word that is no "Jr." or "III".
fn last_part<'t>(page: &Page<'t>, bare: &Range<usize>) -> &'t str {
    let suffix =
        |at: &usize| matches!(page.word(*at), "Jr" | "Jr." | "Sr" | "Sr." | "II" | "III" | "IV");
    bare.clone().rev().find(|at| !suffix(at)).map_or("", |at| page.word(at))
}

/// The form under which a surname is looked up: folded, without an Arabic article.
fn part_key(part: &str) -> String {
    let folded = fold(part);
    match without_article(&folded) {
        bare if bare.len() < folded.len() => bare.to_owned(),
        _ => folded,
    }
}

/// What two spellings of one surname share ("Khazen", "Khazin"): the first letter and the consonants, doubled ones
/// once. None for a name so short that others share it too.
fn sound(folded: &str) -> Option<String> {
    let mut sound = String::new();
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
    use crate::extract::english::said::said;

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
        assert_eq!(
            said("Ada al-Brandvold came. “We won,” Brandvald said. “You lost,” Brenda said."),
            ["Brandvald | Ada al-Brandvold", "Brenda | Brenda"]
        );
    }
}
