//! The speakers of the turns of a transcript.

use foldhash::HashMap;
use std::ops::Range;

use crate::extract::english::document::Document;
use crate::extract::english::grammar::{NameRun, Noun, NounKind, bare_name, name_runs, noun_after};
use crate::extract::english::lexicon::Class;
use crate::text::TokenKind;

/// What the labels of the turns so far say.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// The attribution of the last turn.
    pub(super) last: Option<usize>,
    /// Who answers in an interview: the one before the turns.
    interviewee: Option<Noun>,
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
                let kind = match self.interviewee(before)?.kind {
                    NounKind::Name(bare) => meant(&bare),
                    other => other,
                };
                return Some(Noun { tokens, kind });
            }
            _ => {}
        }
        let parted = |at: &usize| {
            matches!(document.kind(*at), TokenKind::Open | TokenKind::Comma | TokenKind::Stop)
                || *at > label.start + 1 && document.word(*at) == "of"
        };
        let end = label.clone().find(parted).unwrap_or(label.end);
        let name = label.start..end;
        let kind = read(document, &name)?;
        let key = document.words(&name).to_lowercase();
        let NounKind::Nominal(_) = kind else {
            let short = name.len() == 1 && key.len() < 4;
            let spelt = if short { self.spelt_out(document, document.words(&name)) } else { None };
            return Some(Noun { tokens, kind: spelt.unwrap_or(kind) });
        };
        // "The Prime Minister (Ada Odu)"
        let told = (document.kind(end) == TokenKind::Open)
            .then(|| noun_after(document, end + 1, label.end))
            .flatten()
            .and_then(|noun| match noun.kind {
                NounKind::Name(bare) if bare.len() > 1 => Some(meant(&bare)),
                _ => None,
            });
        if let Some(told) = told {
            self.names.insert(key.clone(), told);
        }
        Some(Noun { tokens, kind: self.names.get(&key).cloned().unwrap_or(kind) })
    }

    /// Who answers in an interview. `before` is who the text before the turns is about.
    pub(super) fn interviewee(&mut self, before: Option<&Noun>) -> Option<Noun> {
        let person = |noun: &&Noun| !matches!(noun.kind, NounKind::Nominal(_));
        if self.interviewee.is_none() {
            self.interviewee = before.filter(person).cloned();
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
    if article || role || ROLES.iter().any(|role| document.word(last).eq_ignore_ascii_case(role)) {
        return Some(NounKind::Nominal(last));
    }
    Some(NounKind::Name(bare))
}

/// Words for those who speak in a transcript and have no name in it.
const ROLES: [&str; 20] = [
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
