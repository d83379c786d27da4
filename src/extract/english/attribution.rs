//! Which cue, and which speaker, each quotation belongs to.

use foldhash::HashMap;
use std::ops::Range;

use super::confidence::Grounds;
use super::cues::Cue;
use super::lexicon::Class;
use super::nouns::{Noun, NounKind};
use super::page::{Page, Sentence};
use super::speech::{is_speech, kind};
use crate::model::QuoteKind;
use crate::text::TokenKind;

/// One speaker's words: quotations that share it belong together.
#[derive(Clone, Debug)]
pub(super) struct Attribution {
    pub(super) noun: Option<Noun>,
}

/// How a quotation hangs on its attribution.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// The place of the attribution among all of the text.
    pub(super) attribution: usize,
    pub(super) cue: Option<Range<usize>>,
    pub(super) grounds: Grounds,
}

/// What the pass finds for each quotation.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) quotation: usize,
    pub(super) sentence: usize,
    pub(super) kind: QuoteKind,
    pub(super) link: Option<Link>,
}

/// Attributes every quotation of a text that is one. `cues` are those of all sentences, in order.
pub(super) fn attribute(page: &Page<'_>, cues: &[Cue]) -> (Vec<Found>, Vec<Attribution>) {
    let mut pass = Pass {
        page,
        cues,
        found: Vec::new(),
        attributions: Vec::new(),
        by_noun: HashMap::default(),
        waiting: Vec::new(),
        last: None,
        before: None,
        carried: None,
    };
    let mut first = 0;
    while let Some(paragraph) = page.sentences.get(first).map(|sentence| sentence.paragraph) {
        let rest = page.sentences.get(first..).unwrap_or_default();
        let count = rest.iter().take_while(|sentence| sentence.paragraph == paragraph).count();
        pass.paragraph(first..first + count);
        first += count;
    }
    (pass.found, pass.attributions)
}

/// Most words of a quotation that is taken for scare quotes where its sentence has no verb of saying.
const SCARE_WORDS: usize = 5;

/// The pass, with what it has found so far.
pub(super) struct Pass<'p, 't> {
    pub(super) page: &'p Page<'t>,
    cues: &'p [Cue],
    found: Vec<Found>,
    attributions: Vec<Attribution>,
    /// Attributions by sentence and first token of the subject.
    by_noun: HashMap<(usize, usize), usize>,
    /// Quotations of whole sentences that have found no speaker yet: places in `found`.
    waiting: Vec<usize>,
    /// The attribution that the paragraph ended on so far.
    last: Option<usize>,
    /// The last attribution of the paragraphs before, or the subject of the last of them.
    before: Option<usize>,
    /// The attribution of a quotation that the paragraph before left open.
    carried: Option<Carried>,
}

#[derive(Clone, Copy)]
enum Carried {
    To(usize),
    Waiting,
}

impl Pass<'_, '_> {
    fn paragraph(&mut self, sentences: Range<usize>) {
        let page = self.page;
        self.last = None;
        let first_found = self.found.len();
        let opens = page
            .sentences
            .get(sentences.start)
            .is_some_and(|sentence| page.quotation_at(sentence.tokens.start).is_some());
        let carried = self.carried.take().filter(|_| opens);
        match carried {
            Some(Carried::To(attribution)) => self.last = Some(attribution),
            Some(Carried::Waiting) => {}
            None => {
                self.credit(sentences.start);
                self.give_up_waiting();
            }
        }
        let run = sentences.clone();
        for number in sentences.clone() {
            let Some(sentence) = page.sentences.get(number) else { continue };
            let mut quoted = false;
            for at in sentence.tokens.clone() {
                if let Some(quotation) = page.quotation_at(at) {
                    self.quotation(number, sentence, &run, at, quotation);
                    quoted = true;
                }
            }
            if !quoted {
                self.pass_by(number, sentence);
            }
        }
        let quotations = self.found.len() > first_found;
        if quotations {
            let closed = self
                .found
                .last()
                .and_then(|found| page.quotations.get(found.quotation))
                .is_some_and(|found| found.closed);
            if closed {
                self.give_up_waiting();
            } else {
                self.carried = Some(match self.last {
                    Some(attribution) if self.waiting.is_empty() => Carried::To(attribution),
                    _ => Carried::Waiting,
                });
            }
            self.before = self.last.or(self.before);
        } else {
            self.before = self.speaker_of(sentences).or(self.before);
        }
    }

    /// Notes who speaks in a sentence without quotations: what stands in marks behind it is likely theirs.
    fn pass_by(&mut self, number: usize, sentence: &Sentence) {
        let cue = self.within(&sentence.tokens).iter().find(|cue| cue.speech && cue.noun.is_some());
        let noun = match cue {
            Some(cue) => cue.noun.clone(),
            None if self.last.is_none() => self
                .page
                .main_subject(sentence.tokens.start, sentence.tokens.end)
                .filter(|noun| self.page.names_one(noun)),
            None => None,
        };
        if let Some(noun) = noun {
            self.last = Some(self.attribution(number, noun));
        }
    }

    /// The one a paragraph without quotations is about: who speaks in it last, or its last subject.
    fn speaker_of(&mut self, sentences: Range<usize>) -> Option<usize> {
        let last = self.page.sentences.get(sentences.end.checked_sub(1)?)?;
        let first = self.page.sentences.get(sentences.start)?;
        let whole = first.tokens.start..last.tokens.end;
        let cue = self.within(&whole).iter().rev().find(|cue| cue.noun.is_some() && cue.speech);
        let noun = match cue {
            Some(cue) => cue.noun.clone(),
            None => self
                .page
                .main_subject(last.tokens.start, last.tokens.end)
                .filter(|noun| self.page.names_one(noun)),
        }?;
        Some(self.attribution(sentences.end - 1, noun))
    }

    /// A line behind a quotation that names who said it: "— Ada Odu, mayor".
    fn credit(&mut self, number: usize) {
        let Some(sentence) = self.page.sentences.get(number) else { return };
        let Range { start, end } = sentence.tokens.clone();
        if self.waiting.is_empty() || self.page.kind(start) != TokenKind::Dash || end - start > 15 {
            return;
        }
        if let Some(noun) = self
            .page
            .noun_after(start + 1, end)
            .filter(|noun| matches!(noun.kind, NounKind::Name(_)))
        {
            self.before = Some(self.attribution(number, noun));
        }
    }

    fn give_up_waiting(&mut self) {
        let before = self.before;
        for place in std::mem::take(&mut self.waiting) {
            if let (Some(found), Some(attribution)) = (self.found.get_mut(place), before) {
                found.link = Some(Link { attribution, cue: None, grounds: Grounds::Before });
            }
        }
    }

    pub(super) fn within(&self, tokens: &Range<usize>) -> &[Cue] {
        let first = self.cues.partition_point(|cue| cue.tokens.start < tokens.start);
        let last = self.cues.partition_point(|cue| cue.tokens.start < tokens.end);
        self.cues.get(first..last).unwrap_or_default()
    }

    fn attribution(&mut self, sentence: usize, noun: Noun) -> usize {
        let next = self.attributions.len();
        let number = *self.by_noun.entry((sentence, noun.tokens.start)).or_insert(next);
        if number == next {
            self.attributions.push(Attribution { noun: Some(noun) });
        }
        number
    }

    fn quotation(
        &mut self,
        number: usize,
        sentence: &Sentence,
        run: &Range<usize>,
        at: usize,
        quotation: usize,
    ) {
        let page = self.page;
        if !is_speech(page, sentence, at, quotation) {
            return;
        }
        let alone = sentence
            .tokens
            .clone()
            .all(|at| !page.is_word(at) && page.kind(at) != TokenKind::Number);
        let chosen = self
            .right(number, sentence, run, at, quotation)
            .or_else(|| self.left(sentence, at).filter(|cue| cue.speech))
            .or_else(|| self.far_right(sentence, at))
            .or_else(|| self.left(sentence, at));
        let introduced = || {
            // "Ms Odu: “…”"
            let colon = at.checked_sub(1).filter(|colon| {
                *colon > sentence.tokens.start && page.kind(*colon) == TokenKind::Colon
            })?;
            let start = sentence.tokens.start;
            // "Ms Odu was asked: “…”" gives the words of somebody else.
            let passive =
                page.is(colon - 1, Class::CUE) && colon > 1 && page.is(colon - 2, Class::BE);
            if passive {
                return None;
            }
            let noun = page.noun_before(start, colon).filter(|noun| page.names_speaker(noun));
            // "Ms Odu put out a statement: “…”": the words are hers rather than the statement's.
            let document = noun.as_ref().is_none_or(|noun| match noun.kind {
                NounKind::Nominal(head) => page.is(head, Class::DOCUMENT),
                _ => false,
            });
            let subject =
                || page.main_subject(start, colon).filter(|noun| page.names_speaker(noun));
            if document { subject().or(noun) } else { noun }
        };
        let short = page.quoted(quotation).split_whitespace().nth(SCARE_WORDS).is_none();
        let (noun, cue, grounds) = match chosen {
            Some(cue) => (
                cue.noun.clone(),
                Some(cue.tokens.clone()),
                if cue.speech { Grounds::Speech } else { Grounds::Report },
            ),
            None if alone => (None, None, Grounds::GoesOn),
            None if introduced().is_some() => (introduced(), None, Grounds::Colon),
            // A few words in the middle of a sentence in which nobody speaks are held at arm's length, not quoted.
            None if short => return,
            None => (
                page.main_subject(sentence.tokens.start, sentence.tokens.end)
                    .filter(|noun| page.names_speaker(noun)),
                None,
                Grounds::Subject,
            ),
        };
        let link = match noun {
            Some(noun) => Some(Link { attribution: self.attribution(number, noun), cue, grounds }),
            None => self.last.map(|attribution| Link { attribution, cue: None, grounds }),
        };
        let place = self.found.len();
        let kind = kind(page, sentence, at, quotation, link.as_ref());
        if let Some(link) = &link {
            // Who is quoted directly in a sentence goes on in the next, whoever else is quoted in part.
            let follows_direct = kind == QuoteKind::Mixed
                && self.found.last().is_some_and(|found| {
                    found.sentence == number && found.kind == QuoteKind::Direct
                });
            if !follows_direct {
                self.last = Some(link.attribution);
            }
            // What stood alone before in this paragraph is said by the same.
            for waiting in std::mem::take(&mut self.waiting) {
                if let Some(found) = self.found.get_mut(waiting) {
                    found.link = Some(Link {
                        attribution: link.attribution,
                        cue: None,
                        grounds: Grounds::GoesBefore,
                    });
                }
            }
        } else {
            self.waiting.push(place);
        }
        self.found.push(Found { quotation, sentence: number, kind, link });
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::english::said::said;

    #[test]
    fn the_nearest_clause_owns_a_quotation() {
        assert_eq!(
            said("Ada Odu said the plan, which Bo Lee calls “a trap”, would pass."),
            ["Bo Lee | Bo Lee"]
        );
        assert_eq!(
            said("Her landlord, Ada Odu said, had offered her “a very fine suitcase”."),
            ["Ada Odu | Ada Odu"]
        );
        assert_eq!(said("According to Ada Odu the mayor said: “Help me.”"), ["the mayor | -"]);
    }

    #[test]
    fn a_quotation_alone_goes_with_its_neighbours() {
        assert_eq!(
            said("“We won,” said Ada Odu. “Twice.”"),
            ["Ada Odu | Ada Odu", "Ada Odu | Ada Odu"]
        );
        assert_eq!(
            said("“We won.” “Twice,” said Ada Odu."),
            ["Ada Odu | Ada Odu", "Ada Odu | Ada Odu"]
        );
        assert_eq!(said("Ada Odu shook her head.\n\n“It is what it is.”"), ["Ada Odu | Ada Odu"]);
    }
}
