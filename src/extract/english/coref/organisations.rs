//! Companies, ministries and other bodies, and which of them "the company", "it" and "the
//! statement" mean.

use std::ops::Range;

use crate::extract::english::countries::{CountryName, within};
use crate::extract::english::document::Document;
use crate::extract::english::grammar::{Noun, NounKind, noun_after};
use crate::extract::english::lexicon::Class;
use crate::text::TokenKind;

/// How far back a body is looked for: in bodies, and in paragraphs.
const BACK: usize = 24;
const PARAGRAPHS_BACK: usize = 3;

/// How many sentences back "it" reaches.
const SENTENCES_BACK: usize = 2;

/// A body, if the text names it or means it.
#[derive(Clone, Debug)]
struct Organisation {
    name: Range<usize>,
    subject: bool,
    sentence: usize,
    paragraph: usize,
}

/// The bodies of a text, gathered from its beginning on.
#[derive(Debug, Default)]
pub(crate) struct Organisations {
    list: Vec<Organisation>,
    /// The tokens of phrases that mean a body, in order, each with its place in `list`.
    meant: Vec<(usize, usize)>,
}

/// The place of a phrase in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) sentence: usize,
    pub(crate) paragraph: usize,
    /// Whether it is the subject of its sentence or of a verb of saying.
    pub(crate) subject: bool,
}

impl Organisations {
    /// Takes in a run of capital words that names no person.
    pub(crate) fn add(
        &mut self,
        document: &Document<'_>,
        run: &Range<usize>,
        place: Place,
        countries: &[CountryName],
    ) {
        let start = run.start + usize::from(document.is(run.start, Class::DET) && run.len() > 1);
        let name = start..organisation_end(document, run.end);
        if is_organisation(document, &name, place.subject, countries) {
            let Place { sentence, paragraph, subject } = place;
            self.list.push(Organisation { name, subject, sentence, paragraph });
        }
    }

    /// Finds which body a phrase that says something means, and remembers it.
    pub(crate) fn resolve(&mut self, document: &Document<'_>, noun: &Noun, place: Place) {
        let recent = || self.list.iter().rev().take(BACK);
        let apposed = name_apposed(document, noun);
        let subject = || {
            recent().find(|body| body.subject).filter(|body| {
                place.paragraph - body.paragraph <= 1
                    && place.sentence - body.sentence <= SENTENCES_BACK
            })
        };
        let found = match noun.kind {
            NounKind::Pronoun(at) if document.is(at, Class::IT) => {
                subject().filter(|body| !document.is(body.name.start, Class::PERSON))
            }
            NounKind::Nominal(head) if is_statement(document, noun, head) => subject(),
            // Somebody whose name is of no word that we know.
            NounKind::Pronoun(at) if document.is(at, Class::HE.or(Class::SHE)) => {
                subject().filter(|body| may_be_person(document, &body.name))
            }
            NounKind::Nominal(head) if is_definite_organisation(document, noun, head) => {
                let word = document.word(head);
                let heads = |at: usize, body: &Organisation| {
                    at + 1 == body.name.end || matches!(document.word(at + 1), "of" | "for")
                };
                let anywhere = document.is(head, Class::GROUP);
                let named = |body: &&Organisation| {
                    word != "group"
                        && body.name.clone().any(|at| {
                            is_one_word(document.word(at), word) && (anywhere || heads(at, body))
                        })
                };
                let near = |body: &&Organisation| {
                    place.paragraph - body.paragraph <= PARAGRAPHS_BACK
                        && body.subject
                        && is_private(document, &body.name)
                };
                recent().find(named).or_else(|| recent().find(near).filter(|_| is_firm(word)))
            }
            _ => None,
        };
        let Some(name) = apposed.or_else(|| found.map(|body| body.name.clone())) else { return };
        let token = match noun.kind {
            NounKind::Pronoun(at) | NounKind::Nominal(at) => at,
            NounKind::Name(_) => return,
        };
        if self.meant.last().is_none_or(|(last, _)| *last < token) {
            self.meant.push((token, self.list.len()));
            self.list.push(Organisation {
                name,
                subject: true,
                sentence: place.sentence,
                paragraph: place.paragraph,
            });
        }
    }

    /// The name of the body that the phrase with this head means.
    pub(crate) fn meant(&self, head: usize) -> Option<&Range<usize>> {
        let place = self.meant.binary_search_by_key(&head, |(token, _)| *token).ok()?;
        let (_, body) = self.meant.get(place)?;
        self.list.get(*body).map(|body| &body.name)
    }
}

/// Whether a name of two or more words can be a person's.
fn may_be_person(document: &Document<'_>, name: &Range<usize>) -> bool {
    let other = Class::ORG.or(Class::BODY).or(Class::GROUP).or(Class::DOCUMENT).or(Class::TIME);
    (2..5).contains(&name.len())
        && !document.is(name.start, Class::DET)
        && !name.clone().any(|at| document.is(at, other))
}

/// Whether a phrase is for what a body gave out: "the statement", "its letter".
pub(crate) fn is_statement(document: &Document<'_>, noun: &Noun, head: usize) -> bool {
    let first = noun.tokens.start;
    let definite = matches!(document.word(first), "the" | "The" | "its" | "Its");
    definite
        && noun.tokens.len() == 2
        && matches!(
            document.word(head),
            "statement" | "release" | "communique" | "communiqué" | "notice" | "post" | "letter"
        )
}

/// Nouns that mean a business or a club rather than an authority.
fn is_firm(word: &str) -> bool {
    matches!(
        word,
        "company"
            | "firm"
            | "bank"
            | "airline"
            | "carrier"
            | "club"
            | "charity"
            | "group"
            | "retailer"
            | "operator"
            | "maker"
            | "manufacturer"
            | "lender"
            | "insurer"
            | "railway"
            | "supplier"
            | "supermarket"
            | "utility"
            | "developer"
            | "producer"
            | "publisher"
            | "union"
            | "organisation"
            | "organization"
            | "airport"
            | "carmaker"
            | "automaker"
            | "drugmaker"
            | "chipmaker"
            | "planemaker"
            | "conglomerate"
            | "giant"
            | "bookmaker"
            | "wholesaler"
            | "startup"
            | "start-up"
            | "museum"
            | "university"
            | "hospital"
    )
}

/// Whether two words are one but for capitals and a plural: "Airlines" and "airline".
fn is_one_word(one: &str, other: &str) -> bool {
    let bare = |word: &'_ str| word.strip_suffix(['s', 'S']).map_or(word.len(), str::len);
    let (one, other) = (one.get(..bare(one)), other.get(..bare(other)));
    one.zip(other).is_some_and(|(one, other)| one.eq_ignore_ascii_case(other))
}

/// The end of the name of a body that is read up to `end`: "Institute [for Tidal Studies]".
fn organisation_end(document: &Document<'_>, end: usize) -> usize {
    let body =
        end.checked_sub(1).is_some_and(|last| document.is(last, Class::ORG.or(Class::GROUP)));
    let mut behind = end;
    // "the Crews' League"
    if matches!(document.word(end), "'" | "’")
        && document.is_name(end + 1)
        && document.is(end + 1, Class::ORG.or(Class::GROUP))
    {
        return end + 2;
    }
    if body && matches!(document.word(end), "of" | "for") {
        let first = end + 1 + usize::from(document.word(end + 1) == "the");
        behind = (first..first + 5).find(|at| !document.is_name(*at)).unwrap_or(first + 5);
        if behind == first {
            behind = end;
        }
    }
    behind
}

/// The name after a phrase and a comma: "the union, the Crews' League, …".
fn name_apposed(document: &Document<'_>, noun: &Noun) -> Option<Range<usize>> {
    let NounKind::Nominal(head) = noun.kind else { return None };
    let comma = noun.tokens.end;
    if !document.is(head, Class::GROUP) || document.kind(comma) != TokenKind::Comma {
        return None;
    }
    let name = noun_after(document, comma + 1, comma + 12)?;
    let first = name.tokens.start + usize::from(document.is(name.tokens.start, Class::DET));
    let ends = document.kind(name.tokens.end) == TokenKind::Comma;
    (ends && matches!(name.kind, NounKind::Name(_)) && document.is_name(first))
        .then_some(first..name.tokens.end)
}

fn is_organisation(
    document: &Document<'_>,
    name: &Range<usize>,
    subject: bool,
    countries: &[CountryName],
) -> bool {
    let Some(last) = name.end.checked_sub(1).filter(|last| *last >= name.start) else {
        return false;
    };
    let span = document.span(name);
    let place = within(countries, span).iter().any(|found| found.span == span);
    // "Odu & Lee"
    let joint = name.clone().any(|at| document.is(at, Class::JOINT));
    let person = document.is(last, Class::PERSON.or(Class::TIME))
        || document.is(name.start, Class::GIVEN) && !joint;
    let word = document.word(last);
    // "Accra-based"
    if word.ends_with("-based") {
        return false;
    }
    let initials = word.len() > 1 && word.chars().all(char::is_uppercase);
    if name.len() == 1 {
        // A capital at the beginning of a sentence tells nothing, and "DVDs" are no body.
        let opens = !name.start.checked_sub(1).is_some_and(|before| document.is_word(before));
        let says = document.is(name.end, Class::SPEECH)
            && document.is(name.end, Class::PAST.or(Class::THIRD));
        let plain =
            !document.is(last, Class::ORG.or(Class::GROUP).or(Class::FUNCTION).or(Class::SPEAKER));
        let inner = word.chars().skip(1).any(char::is_uppercase) && !word.ends_with('s');
        return !place && !person && plain && (initials || inner || subject && (says || !opens));
    }
    let told = name.clone().any(|at| document.is(at, Class::ORG)) || initials;
    !place && !person && (subject || told)
}

fn is_definite_organisation(document: &Document<'_>, noun: &Noun, head: usize) -> bool {
    let definite = matches!(document.word(noun.tokens.start), "the" | "The");
    let single = !document.word(head).ends_with('s');
    let plain = !noun.tokens.clone().skip(1).any(|at| at != head && document.is_name(at));
    let body = document.is(head, Class::GROUP.or(Class::BODY));
    definite && single && plain && noun.tokens.len() <= 3 && body
}

/// Whether a name has no word of an authority in it.
fn is_private(document: &Document<'_>, name: &Range<usize>) -> bool {
    !name.clone().any(|at| {
        matches!(
            document.word(at),
            "Ministry"
                | "Police"
                | "Council"
                | "Court"
                | "Government"
                | "Parliament"
                | "Senate"
                | "Army"
                | "Navy"
                | "Commission"
                | "Department"
                | "Treasury"
                | "Title"
                | "Authority"
                | "Party"
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn the_company_and_it_lead_to_a_name() {
        assert_eq!(
            said("Kestrel Southern cancelled its ferries. “We regret it,” the company said."),
            ["the company | Kestrel Southern"]
        );
        assert_eq!(
            said("The Hull Harbour Council met. “We are closed,” the council said."),
            ["the council | Hull Harbour Council"]
        );
        assert_eq!(
            said(
                "The Institute for Tidal Studies said the sea had risen. It said the rise was “a \
                 warning to us all”."
            ),
            ["It | Institute for Tidal Studies"]
        );
        assert_eq!(said("The ferry sank. “We regret it,” the company said."), ["the company | -"]);
    }
}
