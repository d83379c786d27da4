//! The speakers of the turns of a transcript.

use foldhash::HashMap;
use std::cell::OnceCell;
use std::ops::Range;

use crate::extract::english::document::Document;
use crate::extract::english::grammar::{NameRun, Noun, NounKind, bare_name, name_runs, noun_after};
use crate::extract::english::lexicon::{Class, entry};
use crate::text::TokenKind;

/// What the labels of the turns so far say.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// The attribution of the last turn.
    pub(super) last: Option<usize>,
    /// Who answers in an interview: the one before the turns.
    interviewee: Option<Noun>,
    /// The only one whom the text before the turns names; found when a turn first needs it.
    named: OnceCell<Option<Noun>>,
    /// The names that labels without one mean: "The Prime Minister", "AO".
    names: HashMap<String, NounKind>,
    /// Names by their initials; made when a label first has nothing else.
    initials: Option<HashMap<String, Range<usize>>>,
}

impl Turns {
    /// The person that a label names; `None` if it names nobody. `before` is who the text before
    /// the turns is about.
    pub(super) fn speaker(
        &mut self,
        document: &Document<'_>,
        label: &Range<usize>,
        before: Option<&Noun>,
    ) -> Option<Noun> {
        let tokens = label.clone();
        let words = document.words(label);
        match words.trim_end_matches(|end: char| end == '.' || end.is_ascii_digit()) {
            "Q" | "QUESTION" | "Question" => return None,
            "A" | "ANSWER" | "Answer" => {
                let kind = match self.interviewee(document, label.start, before)?.kind {
                    NounKind::Name(bare) => meant(&bare),
                    other => other,
                };
                return Some(Noun { tokens, kind });
            }
            _ => {}
        }
        let open = |at: &usize| document.kind(*at) == TokenKind::Open;
        // "Minister for Health"
        let field = |at: usize| {
            let office = |at: usize| document.is(at, Class::PERSON);
            document.word(at) == "for" && at.checked_sub(1).is_some_and(office)
        };
        let parted = |at: &usize| {
            open(at)
                || matches!(document.kind(*at), TokenKind::Comma | TokenKind::Stop)
                || *at > label.start + 1 && document.word(*at) == "of"
                || field(*at)
        };
        // "Minister for Health (Deputy Ada Odu)", "Labour (Ada Odu)"
        let inner = label.clone().find(open).and_then(|open| {
            let noun = noun_after(document, open + 1, label.end)?;
            let NounKind::Name(bare) = noun.kind else { return None };
            Some(noun.tokens.start..bare.end).zip(Some(bare))
        });
        let end = label.clone().find(parted).unwrap_or(label.end);
        let name = label.start..end;
        let short = name.len() == 1 && document.words(&name).len() < 4;
        let spelt = if short { self.spelt_out(document, document.words(&name)) } else { None };
        if let Some(kind) = spelt {
            return Some(Noun { tokens, kind });
        }
        let kind = read(document, &name)?;
        let key = document.words(&name).to_lowercase();
        let NounKind::Nominal(_) = kind else {
            let party = name.len() == 1 && !document.is(name.start, Class::GIVEN);
            if let Some((_, bare)) = inner.filter(|(_, bare)| {
                party && bare.len() > 1 && document.is(bare.start, Class::GIVEN)
            }) {
                return Some(Noun { tokens, kind: meant(&bare) });
            }
            return Some(Noun { tokens, kind });
        };
        // "The Prime Minister (Ada Odu)", "The Chair (Ms Odu)"
        let told = inner.and_then(|(whole, bare)| match bare.len() {
            0 | 1 if whole.start == bare.start => None,
            0 | 1 => Some(NounKind::Name(bare)),
            _ => Some(meant(&bare)),
        });
        if let Some(told) = told {
            self.names.insert(key.clone(), told);
        }
        Some(Noun { tokens, kind: self.names.get(&key).cloned().unwrap_or(kind) })
    }

    /// Who answers in an interview whose turn begins at the token `at`. `before` is who the text
    /// before the turns is about; if that is nobody, it is the only one whom that text names.
    pub(super) fn interviewee(
        &mut self,
        document: &Document<'_>,
        at: usize,
        before: Option<&Noun>,
    ) -> Option<Noun> {
        let person = |noun: &&Noun| match noun.kind {
            NounKind::Name(_) => true,
            NounKind::Pronoun(at) => {
                document.is(at, Class::HE.or(Class::SHE)) && !document.is(at, Class::OWNER)
            }
            NounKind::Nominal(_) => false,
        };
        if self.interviewee.is_none() {
            let named = || self.named.get_or_init(|| only_person(document, at)).clone();
            self.interviewee = before.filter(person).cloned().or_else(named);
        }
        self.interviewee.clone()
    }

    /// The name that has these initials.
    fn spelt_out(&mut self, document: &Document<'_>, initials: &str) -> Option<NounKind> {
        let known = self.initials.get_or_insert_with(|| {
            let mut known = HashMap::default();
            for NameRun { bare, .. } in name_runs(document) {
                if (2..4).contains(&bare.len()) {
                    let first = |at: usize| document.word(at).chars().next();
                    known.entry(bare.clone().filter_map(first).collect()).or_insert(bare);
                }
            }
            known
        });
        known.get(initials).map(meant)
    }
}

/// The only person whom the text before a token names in several words.
fn only_person(document: &Document<'_>, end: usize) -> Option<Noun> {
    let runs = name_runs(document);
    let body = Class::ORG.or(Class::TIME).or(Class::GROUP).or(Class::DOCUMENT).or(Class::BODY);
    let named = |run: &&NameRun| {
        let NameRun { bare, .. } = run;
        bare.end <= end && bare.len() > 1 && !bare.clone().any(|at| document.is(at, body))
    };
    let mut people = runs.iter().filter(named);
    let first = people.next()?;
    let same = |run: &NameRun| document.words(&run.bare) == document.words(&first.bare);
    let NameRun { tokens, bare } = first.clone();
    people.all(same).then_some(Noun { tokens, kind: NounKind::Name(bare) })
}

/// The person of a name elsewhere in the text, as a pronoun means one.
fn meant(bare: &Range<usize>) -> NounKind {
    NounKind::Pronoun(bare.end.saturating_sub(1))
}

/// Says what the words of a label name, without what is in brackets after them.
fn read(document: &Document<'_>, name: &Range<usize>) -> Option<NounKind> {
    let last = name.end.checked_sub(1).filter(|last| *last >= name.start)?;
    let bare = bare_name(document, name.clone());
    let office = Class::PERSON.or(Class::GROUP);
    let article = document.is(name.start, Class::DET);
    // "Host", "Mr. Speaker", "The SPEAKER", but not "Judge Odu"
    let role = bare.len() == 1 && document.is(last, office) && !document.is(last, Class::GIVEN);
    // "PRIME MINISTER", "Mr. DEPUTY-SPEAKER", "Speaker 1"
    let titles = Class::PERSON.or(Class::MODIFIER);
    let every = bare.clone().all(|at| document.is(at, titles) && !document.is(at, Class::GIVEN))
        && document.is(last, office);
    let head = document.word(last).rsplit('-').next().unwrap_or_default();
    let numbered = document.kind(last) == TokenKind::Number || head.len() == 1;
    let numbered = numbered && name.len() == 2 && document.is(name.start, office);
    let compound = head.len() < document.word(last).len() && entry(head).class.is(Class::PERSON);
    let unknown = document.word(name.start).eq_ignore_ascii_case("unidentified");
    if numbered {
        return Some(NounKind::Nominal(name.start));
    }
    if article
        || role
        || every
        || compound
        || unknown
        || ROLES.iter().any(|role| document.word(last).eq_ignore_ascii_case(role))
    {
        return Some(NounKind::Nominal(last));
    }
    Some(NounKind::Name(bare))
}

/// Words for those who speak in a transcript and have no name in it.
const ROLES: [&str; 28] = [
    "host",
    "interviewer",
    "moderator",
    "reporter",
    "question",
    "caller",
    "voice",
    "voices",
    "crowd",
    "audience",
    "member",
    "members",
    "man",
    "woman",
    "male",
    "female",
    "patient",
    "participant",
    "questioner",
    "attendee",
    "person",
    "people",
    "dispatcher",
    "tower",
    "controller",
    "protester",
    "protesters",
    "bystander",
];

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn labels_name_the_speakers_of_turns() {
        assert_eq!(
            said("ADA ODU: I fell.\n\nHOST: Why?\n\nODU: It rained."),
            ["ADA ODU | Ada Odu", "HOST | -", "ODU | Ada Odu"]
        );
        assert_eq!(said("Ada Odu spoke to us.\n\nQ: Why?\n\nA: I fell."), ["- | -", "A | Ada Odu"]);
        assert_eq!(
            said(
                "The Prime Minister (Ada Odu): We will build it.\nMr. Lee: When?\nThe Prime \
                 Minister: In May."
            ),
            [
                "The Prime Minister (Ada Odu) | Ada Odu",
                "Mr. Lee | Lee",
                "The Prime Minister | Ada Odu"
            ]
        );
        assert_eq!(
            said("AO: I fell.\nBL: Why?\nAO: It rained.\n\nAda Odu spoke on Monday."),
            ["AO | Ada Odu", "BL | BL", "AO | Ada Odu"]
        );
    }
}
