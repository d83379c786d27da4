//! Names with "and" or "&" in them, which are each of one: "Marks & Spencer", "the Health and
//! Safety Executive", "the Ministry of Trade and Industry".

use std::ops::Range;

use memchr::memmem;

use crate::extract::english::countries::{CountryForm, CountryName, within};
use crate::extract::english::document::Document;
use crate::extract::english::lexicon::{Class, entry};
use crate::text::TokenKind;

/// Most words on each side of "and" that are looked at.
const LONGEST: usize = 6;
/// Most pairs of single names of which each name is looked for in the whole text.
const PAIRS: usize = 4;
/// Most names before that of a body which are looked for in the whole text.
const SURNAMES: usize = 12;

/// The tokens of a text that join the words beside them to one name: each "&" between capital
/// words, "and" inside the names of bodies and countries, and the commas of the lists in them.
pub(crate) fn joined_names(document: &Document<'_>, countries: &[CountryName]) -> Vec<usize> {
    let mut joins = Joins { document, countries, found: Vec::new(), surnames: 0 };
    let mut pairs = Vec::new();
    // From the end on, since "Tyne and Wear Fire and Rescue Service" has its head there.
    for at in document.joints().rev() {
        if joins.takes(at) {
            joins.found.push(at);
        } else if joins.is_pair(at) {
            pairs.push(at);
        }
    }
    joins.add_pairs(&pairs);
    joins.found.sort_unstable();
    joins.found
}

struct Joins<'p, 't> {
    document: &'p Document<'t>,
    countries: &'p [CountryName],
    /// The tokens found so far, the last of the text first.
    found: Vec<usize>,
    /// How often a surname was looked for.
    surnames: usize,
}

impl Joins<'_, '_> {
    /// Whether a token is part of a name; adds the commas that are part of the same.
    fn takes(&mut self, at: usize) -> bool {
        let document = self.document;
        let (left, right) = (self.before(at), self.after(at));
        if left.is_empty() || right.is_empty() {
            return false;
        }
        if document.word(at) == "&" {
            // "Mr & Mrs Odu"
            if document.is(at - 1, Class::TITLE) {
                return false;
            }
            if is_firm(document.word(at + 1)) {
                let commas = self.commas(&left, 1);
                self.found.extend(commas);
            }
            return true;
        }
        if self.is_country(&(left.start..right.end)) {
            return true;
        }
        if document.is(at + 1, Class::GIVEN.or(Class::TITLE)) && right.len() > 1 {
            return false;
        }
        let firm = is_firm(document.word(at + 1));
        let body = self.is_body(&left, &right);
        if body && firm {
            let commas = self.commas(&left, 1);
            self.found.extend(commas);
        }
        body || self.is_field(left, &right)
    }

    /// The capital words right before a token.
    fn before(&self, at: usize) -> Range<usize> {
        let document = self.document;
        let floor = at.saturating_sub(LONGEST);
        let capital = |at: &usize| document.is_name(*at) && !document.is(*at, Class::FUNCTION);
        at - (floor..at).rev().take_while(capital).count()..at
    }

    /// The capital words right after a token, with the words that were found to join them.
    fn after(&self, at: usize) -> Range<usize> {
        let document = self.document;
        let joins = |at: &usize| self.found.iter().rev().take(LONGEST).any(|found| found == at);
        let capital =
            |at: &usize| document.is_name(*at) && !document.is(*at, Class::FUNCTION) || joins(at);
        at + 1..at + 1 + (at + 1..).take(2 * LONGEST).take_while(capital).count()
    }

    /// "Trinidad and Tobago"
    fn is_country(&self, words: &Range<usize>) -> bool {
        let span = self.document.span(words);
        let joint = |name: &CountryName| {
            let text = self.document.text.get(name.span.range()).unwrap_or_default();
            text.contains(" and ")
        };
        within(self.countries, span).iter().any(joint)
    }

    fn is_place(&self, words: &Range<usize>, form: fn(CountryForm) -> bool) -> bool {
        within(self.countries, self.document.span(words)).iter().any(|name| form(name.form))
    }

    /// "the Health and Safety Executive", "Devon and Cornwall Police", "Odu and Sons"
    fn is_body(&mut self, left: &Range<usize>, right: &Range<usize>) -> bool {
        let document = self.document;
        let last = right.end - 1;
        let firm = right.len() == 1 && is_firm(document.word(last));
        if !(right.len() > 1 && document.is(last, Class::BODY) || firm) {
            return false;
        }
        let word = document.word(left.end - 1);
        let other = Class::BODY.or(Class::PERSON).or(Class::GROUP).or(Class::GIVEN);
        let own = |form| form == CountryForm::Name || form == CountryForm::Organisation;
        if document.is(left.end - 1, other)
            || self.is_place(&(left.end - 1..left.end), own)
            || self.is_surname(word)
        {
            return false;
        }
        let initials = |at: usize| document.word(at).chars().all(char::is_uppercase);
        left.len() == 1
            // "the US Food and Drug Administration"
            || left.len() == 2 && (initials(left.start) || is_wide(document.word(left.start)))
            // "Tyne and Wear Fire and Rescue Service"
            || left.start > 1 && document.word(left.start - 1) == "and"
            // "the Centers for Disease Control and Prevention Agency"
            || left.start > 1 && matches!(document.word(left.start - 1), "of" | "for")
    }

    /// Whether a word is a surname: a title or a given name is before it somewhere.
    fn is_surname(&mut self, word: &str) -> bool {
        /// Most places that are looked at.
        const PLACES: usize = 8;
        self.surnames += 1;
        if self.surnames > SURNAMES {
            return false;
        }
        let text = self.document.text;
        memmem::find_iter(text.as_bytes(), word.as_bytes()).take(PLACES).any(|at| {
            let before = text.get(..at).unwrap_or_default().strip_suffix(' ').unwrap_or_default();
            let before = before.get(before.floor_char_boundary(before.len().saturating_sub(20))..);
            let before = before.unwrap_or_default().rsplit([' ', '\n']).next().unwrap_or_default();
            before.starts_with(char::is_uppercase)
                && entry(before).class.is(Class::GIVEN.or(Class::TITLE))
        })
    }

    /// "the Ministry of Trade and Industry", "the Department for Environment, Food and Rural
    /// Affairs"
    fn is_field(&mut self, left: Range<usize>, right: &Range<usize>) -> bool {
        /// Most words of the last field.
        const WORDS: usize = 3;
        let document = self.document;
        let commas = self.commas(&left, 4);
        let first = commas.last().map_or(left.start, |comma| self.before(*comma).start);
        let Some(before) = first.checked_sub(1) else { return false };
        let article = usize::from(document.word(before) == "the");
        let Some(of) = before.checked_sub(article).filter(|of| *of > 0) else { return false };
        let body = document.is_name(of - 1)
            && document.is(of - 1, Class::BODY)
            && !matches!(document.word(of - 1), "Bank" | "Court" | "City");
        let fields = document.is(right.end - 1, Class::BODY) || right.len() > WORDS;
        let person = Class::GIVEN.or(Class::PERSON);
        let named = |form| form != CountryForm::Currency;
        let found = matches!(document.word(of), "of" | "for" | "on")
            && body
            && !fields
            && !(document.is(left.start, person) || document.is(right.start, person))
            && !self.is_place(&(first..left.end), named);
        if found {
            self.found.extend(commas);
        }
        found
    }

    /// The commas between the names before `left` and it, from the last on, at most `most`.
    fn commas(&self, left: &Range<usize>, most: usize) -> Vec<usize> {
        let document = self.document;
        let mut start = left.start;
        let mut commas = Vec::new();
        while commas.len() < most {
            let comma = start.checked_sub(1).filter(|at| document.kind(*at) == TokenKind::Comma);
            let Some(comma) = comma else { break };
            let item = self.before(comma);
            if item.is_empty() {
                break;
            }
            commas.push(comma);
            start = item.start;
        }
        commas
    }

    /// Whether "and" is between two single names which may be one: "Marks and Spencer".
    fn is_pair(&self, at: usize) -> bool {
        let document = self.document;
        let (left, right) = (self.before(at), self.after(at));
        let other = Class::ORG
            .or(Class::BODY)
            .or(Class::GROUP)
            .or(Class::PERSON)
            .or(Class::MODIFIER)
            .or(Class::TIME);
        let plain = |at: usize| {
            let word = document.word(at);
            !document.is(at, other) && word.len() > 2 && word.contains(char::is_lowercase)
        };
        let (first, second) = (at - 1, at + 1);
        left.len() == 1
            && right.len() == 1
            && plain(first)
            && plain(second)
            && !document.is(second + 1, Class::WHO)
            && !document.is(second + 2, Class::WHO)
            && !(document.is(first, Class::GIVEN) && document.is(second, Class::GIVEN))
            && !self.is_place(&(first..second + 1), |form| form != CountryForm::Currency)
    }

    /// Adds the pairs of single names that speak and are never apart: of people and of two bodies
    /// the text gives each alone as well, as a rule.
    fn add_pairs(&mut self, pairs: &[usize]) {
        let document = self.document;
        let words = |at: usize| (document.word(at - 1), document.word(at + 1));
        let speaks = |at: &&usize| {
            let (before, behind) = (at.checked_sub(2), **at + 2);
            before.is_some_and(|at| document.is(at, Class::SPEECH.or(Class::GROUP)))
                || document.is(behind, Class::SPEECH) && !document.is_name(behind)
        };
        let mut asked: Vec<((&str, &str), bool)> = Vec::new();
        for at in pairs.iter().filter(speaks) {
            let pair = words(*at);
            if asked.len() < PAIRS && !asked.iter().any(|(known, _)| *known == pair) {
                asked.push((pair, is_never_apart(document.text, pair)));
            }
        }
        asked.retain(|(_, one)| *one);
        if !asked.is_empty() {
            let one = |at: &&usize| asked.iter().any(|(pair, _)| *pair == words(**at));
            self.found.extend(pairs.iter().filter(one));
        }
    }
}

/// Whether each of two words is only in a text if the other is beside it.
fn is_never_apart(text: &str, (first, second): (&str, &str)) -> bool {
    let joint = |words: &str| words == "and" || words == "&";
    let letter = |at: Option<char>| at.is_some_and(char::is_alphanumeric);
    let alone = |word: &str, ahead: bool| {
        memmem::find_iter(text.as_bytes(), word.as_bytes()).any(|at| {
            let before = text.get(..at).unwrap_or_default();
            let behind = text.get(at + word.len()..).unwrap_or_default();
            if letter(before.chars().next_back()) || letter(behind.chars().next()) {
                return false;
            }
            if ahead {
                let mut words = behind.split_ascii_whitespace();
                !(words.next().is_some_and(joint)
                    && words.next().is_some_and(|next| next.starts_with(second)))
            } else {
                let mut words = before.split_ascii_whitespace().rev();
                !(words.next().is_some_and(joint)
                    && words.next().is_some_and(|next| next.ends_with(first)))
            }
        })
    };
    first == second || !alone(first, true) && !alone(second, false)
}

/// Words that end the name of a firm after the names of its founders.
fn is_firm(word: &str) -> bool {
    matches!(
        word,
        "Co" | "Co." | "Company" | "Sons" | "Son" | "Daughters" | "Partners" | "Associates"
    )
}

/// Words before the field of a body that serves a wide region.
fn is_wide(word: &str) -> bool {
    matches!(word, "National" | "International" | "Royal" | "Federal" | "European" | "African")
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn a_name_with_and_in_it_is_of_one() {
        assert_eq!(said("“We won,” said Odu & Lee."), ["Odu & Lee | Odu & Lee"]);
        assert_eq!(said("“We won,” Odu and Lind said."), ["Odu and Lind | Odu and Lind"]);
        assert_eq!(
            said("“We won,” the Ministry of Fish, Food and Rural Affairs said."),
            ["the Ministry of Fish, Food and Rural Affairs | Ministry of Fish, Food and Rural \
                 Affairs"]
        );
        assert_eq!(
            said("“We won,” said Hull and Cork Fire and Rescue Service."),
            ["Hull and Cork Fire and Rescue Service | Hull and Cork Fire and Rescue Service"]
        );
    }

    #[test]
    fn names_that_are_apart_elsewhere_are_of_two() {
        assert_eq!(said("Odu came. “We won,” Odu and Lind said."), ["Lind | Lind"]);
        assert_eq!(said("“We won,” said Ada Odu and Hull Council."), ["Ada Odu | Ada Odu"]);
    }
}
