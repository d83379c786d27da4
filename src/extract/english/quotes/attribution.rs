//! Which cue, and which speaker, each quotation belongs to.

use foldhash::HashMap;
use std::ops::Range;

use super::classify::{is_speech, kind};
use super::confidence::Grounds;
use super::select_cue::SelectCue;
use super::turns::Turns;
use crate::extract::english::cues::Cue;
use crate::extract::english::document::{Document, Sentence};
use crate::extract::english::grammar::{
    Noun, NounKind, bare_noun_before, is_utterance, main_subject, names_one, names_speaker,
    noun_after, noun_before, or_author, or_self_named, or_utterer,
};
use crate::extract::english::lexicon::Class;
use crate::model::QuoteKind;
use crate::text::{TokenKind, Voice};

/// One speaker's words: quotations that share it belong together.
#[derive(Clone, Debug)]
pub(crate) struct Attribution {
    pub(crate) noun: Option<Noun>,
}

/// How a quotation hangs on its attribution.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// The place of the attribution among all of the text.
    pub(crate) attribution: usize,
    pub(crate) cue: Option<Range<usize>>,
    pub(crate) grounds: Grounds,
}

/// What the pass finds for each quotation.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) quotation: usize,
    pub(crate) sentence: usize,
    pub(crate) kind: QuoteKind,
    pub(crate) link: Option<Link>,
}

/// Attributes every quotation of a text that is one. `cues` are those of all sentences, in order.
pub(crate) fn attribute(document: &Document<'_>, cues: &[Cue]) -> (Vec<Found>, Vec<Attribution>) {
    let mut pass = Pass {
        document,
        select: SelectCue { document, cues },
        found: Vec::new(),
        attributions: Vec::new(),
        by_noun: HashMap::default(),
        waiting: Vec::new(),
        last: None,
        guessed: Vec::new(),
        before: None,
        carried: None,
        turns: Turns::default(),
        names_below: None,
    };
    let mut first = 0;
    while let Some(paragraph) = document.sentences.get(first).map(|sentence| sentence.paragraph) {
        let rest = document.sentences.get(first..).unwrap_or_default();
        let count = rest.iter().take_while(|sentence| sentence.paragraph == paragraph).count();
        pass.paragraph(first..first + count);
        first += count;
    }
    (pass.found, pass.attributions)
}

/// Most words of a quotation that is taken for scare quotes if its sentence has no verb of saying.
const SCARE_WORDS: usize = 5;

/// The pass, with what it has found so far.
struct Pass<'p, 't> {
    document: &'p Document<'t>,
    select: SelectCue<'p, 't>,
    found: Vec<Found>,
    attributions: Vec<Attribution>,
    /// Attributions by sentence and first token of the subject.
    by_noun: HashMap<(usize, usize), usize>,
    /// Quotations of whole sentences that have found no speaker yet: places in `found`.
    waiting: Vec<usize>,
    /// The attribution that the paragraph ended on so far.
    last: Option<usize>,
    /// Quotations that the paragraph before gave to somebody for want of anybody nearer: a line
    /// with a name after them says whose they are.
    guessed: Vec<usize>,
    /// The last attribution of the paragraphs before, or the subject of the last of them.
    before: Option<usize>,
    /// The attribution of a quotation that the paragraph before left open.
    carried: Option<Carried>,
    turns: Turns,
    /// Whether lines with nothing but a name are below what the named say, rather than above.
    names_below: Option<bool>,
}

#[derive(Clone, Copy)]
enum Carried {
    To(usize),
    Waiting,
}

impl Pass<'_, '_> {
    fn paragraph(&mut self, sentences: Range<usize>) {
        let document = self.document;
        if self.turn(sentences.start) {
            return;
        }
        self.last = None;
        let first_found = self.found.len();
        let opens = document
            .sentences
            .get(sentences.start)
            .is_some_and(|sentence| document.quotation_at(sentence.tokens.start).is_some());
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
            let Some(sentence) = document.sentences.get(number) else { continue };
            let mut quoted = false;
            for at in sentence.tokens.clone() {
                if let Some(quotation) = document.quotation_at(at) {
                    self.quotation(number, sentence, &run, at, quotation);
                    quoted = true;
                }
            }
            let credited =
                !quoted && self.credit_inside(number, sentence, number + 1 == sentences.end);
            if !quoted && !credited {
                self.pass_by(number, sentence);
            }
        }
        let quotations = self.found.len() > first_found;
        if quotations {
            let closed = self
                .found
                .last()
                .and_then(|found| document.quotations.get(found.quotation))
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

    /// Attributes a paragraph that is a turn of a transcript. Returns whether it is one.
    fn turn(&mut self, number: usize) -> bool {
        let document = self.document;
        let turn = document.sentences.get(number).and_then(|sentence| {
            let last = sentence.tokens.end.checked_sub(1)?;
            document.turn(document.quotation_at(last)?)
        });
        let Some(turn) = turn else { return false };
        self.carried = None;
        self.give_up_waiting();
        let before = self.before.and_then(|before| self.attributions.get(before));
        let before = before.and_then(|before| before.noun.as_ref());
        let (noun, grounds) = match turn.voice {
            Voice::Named(_) => (self.turns.speaker(document, &turn.label, before), Grounds::Label),
            Voice::Answers => {
                let at = document.sentences.get(number).map_or(0, |found| found.tokens.start);
                (self.turns.interviewee(document, at, before), Grounds::Answer)
            }
            Voice::Asks | Voice::GoesOn => (None, Grounds::Label),
        };
        let attribution = match turn.voice {
            Voice::GoesOn => self.turns.last,
            _ => noun.map(|noun| self.attribution(number, noun)),
        };
        self.turns.last = attribution;
        self.found.push(Found {
            quotation: turn.quotation,
            sentence: number,
            kind: QuoteKind::Turn,
            link: attribution.map(|attribution| Link { attribution, cue: None, grounds }),
        });
        true
    }

    /// Notes who speaks in a sentence without quotations: what is in marks after it is likely
    /// theirs.
    fn pass_by(&mut self, number: usize, sentence: &Sentence) {
        let cue = self
            .select
            .within(&sentence.tokens)
            .iter()
            .find(|cue| cue.speech && cue.noun.is_some());
        let noun = match cue {
            Some(cue) => cue.noun.clone(),
            None if self.last.is_none() => {
                let Range { start, end } = sentence.tokens.clone();
                main_subject(self.document, start, end)
                    .filter(|noun| names_one(self.document, noun))
                    .or_else(|| uttered(self.document, start, end))
            }
            None => None,
        };
        if let Some(noun) = noun {
            let noun = or_author(self.document, noun, sentence.tokens.end);
            self.last = Some(self.attribution(number, noun));
        }
    }

    /// The one a paragraph without quotations is about: who speaks in it last, or its last subject.
    fn speaker_of(&mut self, sentences: Range<usize>) -> Option<usize> {
        let last = self.document.sentences.get(sentences.end.checked_sub(1)?)?;
        let first = self.document.sentences.get(sentences.start)?;
        let whole = first.tokens.start..last.tokens.end;
        let cue =
            self.select.within(&whole).iter().rev().find(|cue| cue.noun.is_some() && cue.speech);
        let noun = match cue {
            Some(cue) => cue.noun.clone(),
            None => main_subject(self.document, last.tokens.start, last.tokens.end)
                .filter(|noun| names_one(self.document, noun)),
        }?;
        Some(self.attribution(sentences.end - 1, noun))
    }

    /// A paragraph after a quotation that names who said it: "— Ada Odu, mayor".
    fn credit(&mut self, number: usize) {
        let places = std::mem::take(&mut self.guessed);
        let Some(sentence) = self.document.sentences.get(number) else { return };
        let Range { start, end } = sentence.tokens.clone();
        // "> — Ada Odu" in Markdown
        let start = start + usize::from(self.document.kind(start) == TokenKind::Symbol);
        let apart = matches!(self.document.kind(start), TokenKind::Dash | TokenKind::Open);
        let pending = !places.is_empty() || !self.waiting.is_empty();
        if !apart {
            let next = self.document.sentences.get(number + 1);
            let alone = next.is_none_or(|next| next.paragraph != sentence.paragraph);
            let name = name_line(self.document, start..end);
            if !alone || !name.is_some_and(|noun| is_whole_name(self.document, &noun)) {
                return;
            }
            // The first of such lines tells whether they are above their quotations or below.
            if *self.names_below.get_or_insert(pending) != pending {
                return;
            }
        }
        if !pending {
            return;
        }
        if let Some(noun) = name_line(self.document, start..end) {
            let attribution = self.attribution(number, noun);
            self.before = Some(attribution);
            self.give_to(&places, attribution);
        }
    }

    /// A sentence right after quotations that nobody is said to speak, which names who did: “…” Ada
    /// Odu, mayor.
    fn credit_inside(&mut self, number: usize, sentence: &Sentence, last: bool) -> bool {
        let start = sentence.tokens.start;
        let follows =
            start.checked_sub(1).is_some_and(|at| self.document.quotation_at(at).is_some());
        if self.waiting.is_empty() || !follows || !last {
            return false;
        }
        let named = behind_reference(self.document, sentence.tokens.clone());
        let noun = named.or_else(|| name_line(self.document, sentence.tokens.clone()));
        let Some(noun) = noun else { return false };
        let attribution = self.attribution(number, noun);
        let places = std::mem::take(&mut self.waiting);
        self.give_to(&places, attribution);
        self.last = Some(attribution);
        true
    }

    fn give_to(&mut self, places: &[usize], attribution: usize) {
        for place in places {
            if let Some(found) = self.found.get_mut(*place) {
                found.link = Some(Link { attribution, cue: None, grounds: Grounds::Colon });
            }
        }
    }

    fn give_up_waiting(&mut self) {
        let before = self.before;
        let places = std::mem::take(&mut self.waiting);
        for place in &places {
            if let (Some(found), Some(attribution)) = (self.found.get_mut(*place), before) {
                found.link = Some(Link { attribution, cue: None, grounds: Grounds::Before });
            }
        }
        if !places.is_empty() {
            self.guessed = places;
        }
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
        let document = self.document;
        if !is_speech(document, sentence, at, quotation) {
            return;
        }
        let alone = sentence
            .tokens
            .clone()
            .all(|at| !document.is_word(at) && document.kind(at) != TokenKind::Number);
        // "Unlike Ms Odu, who called it “…”, Mr Lee said …"
        let related = |cue: &&Cue| cue.relative && !cue.speech && cue.tokens.end + 3 > at;
        let chosen = self
            .select
            .left(sentence, at)
            .filter(related)
            .or_else(|| self.select.right(number, sentence, run, at, quotation))
            .or_else(|| self.select.left(sentence, at).filter(|cue| cue.speech))
            .or_else(|| self.select.far_right(sentence, at))
            .or_else(|| self.select.left(sentence, at));
        let introduced = || introduced(document, sentence, at);
        // “…” — Ada Odu, mayor
        let credited = || {
            let pause = matches!(document.kind(at + 1), TokenKind::Dash | TokenKind::Colon);
            let end = sentence.tokens.end;
            if pause && at + 1 < end { name_line(document, at + 1..end) } else { None }
        };
        let short = document.quoted(quotation).split_whitespace().nth(SCARE_WORDS).is_none();
        let (noun, cue, grounds) = match chosen {
            Some(cue) => (
                cue.noun.clone(),
                Some(cue.tokens.clone()),
                if cue.speech { Grounds::Speech } else { Grounds::Report },
            ),
            None if alone => (None, None, Grounds::GoesOn),
            None if credited().is_some() => (credited(), None, Grounds::Colon),
            None if introduced().is_some() => (introduced(), None, Grounds::Colon),
            // A few words in the middle of a sentence in which nobody speaks are held at arm's
            // length, not quoted.
            None if short => return,
            None => (
                main_subject(document, sentence.tokens.start, sentence.tokens.end)
                    .filter(|noun| names_speaker(document, noun)),
                None,
                Grounds::Subject,
            ),
        };
        let link = match noun {
            Some(noun) => {
                let noun = or_author(document, noun, sentence.tokens.end);
                let noun = or_self_named(document, noun, sentence.tokens.end);
                Some(Link { attribution: self.attribution(number, noun), cue, grounds })
            }
            None => self.last.map(|attribution| Link { attribution, cue: None, grounds }),
        };
        let place = self.found.len();
        let kind = kind(
            document,
            sentence,
            at,
            quotation,
            link.as_ref().and_then(|link| link.cue.as_ref()),
        );
        if let Some(link) = &link {
            // Who is quoted directly in a sentence goes on in the next, whoever else is quoted in
            // part.
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

/// The one named before a colon and the quotation at `at`: "Ms Odu: “…”".
fn introduced(document: &Document<'_>, sentence: &Sentence, at: usize) -> Option<Noun> {
    let start = sentence.tokens.start;
    if let Some(noun) = labelled(document, sentence, at) {
        return Some(noun);
    }
    let colon = at
        .checked_sub(1)
        .filter(|colon| *colon > start && document.kind(*colon) == TokenKind::Colon)?;
    // "Ms Odu was asked: “…”" gives the words of somebody else.
    let passive =
        document.is(colon - 1, Class::CUE) && colon > 1 && document.is(colon - 2, Class::BE);
    if passive {
        return None;
    }
    // "Ada Odu, Labour: “…”"
    if let Some(noun) = name_line(document, start..colon) {
        return Some(or_in_brackets(document, noun, colon));
    }
    // "There was a warning from Ada Odu: “…”"
    let told = bare_noun_before(document, start, colon).filter(|noun| {
        let before = noun.tokens.start.checked_sub(1).filter(|at| *at >= start);
        noun.tokens.end == colon
            && matches!(&noun.kind, NounKind::Name(bare) if bare.len() > 1)
            && before.is_some_and(|at| matches!(document.word(at), "from" | "From" | "by"))
    });
    if told.is_some() {
        return told;
    }
    let noun = noun_before(document, start, colon).filter(|noun| names_speaker(document, noun));
    // "Ms Odu put out a statement: “…”": the words are hers rather than the statement's.
    let is_document = noun.as_ref().is_none_or(|noun| match noun.kind {
        // "Ms Odu shook her head: “…”"
        NounKind::Nominal(head) => {
            document.is(head, Class::DOCUMENT)
                || document.is(noun.tokens.start, Class::POSS) && noun.tokens.start > start + 1
        }
        _ => false,
    });
    let subject =
        || main_subject(document, start, colon).filter(|noun| names_speaker(document, noun));
    let found = if is_document { subject().or(noun) } else { noun };
    let found = found.map(|noun| or_in_brackets(document, noun, colon));
    found.or_else(|| uttered(document, start, colon))
}

/// The one whose utterance a sentence begins with: "Ada Odu's verdict: “…”", "Ada Odu's advice to
/// buyers is this: “…”", "The verdict of Ada Odu? “…”"
fn uttered(document: &Document<'_>, start: usize, end: usize) -> Option<Noun> {
    let noun = noun_after(document, start, end)?;
    let NounKind::Nominal(head) = noun.kind else { return None };
    let named = is_utterance(document.word(head));
    let noun = or_utterer(document, noun, end);
    (named && noun.kind != NounKind::Nominal(head)).then_some(noun)
}

/// The one named in a sentence that says whose the words before it are: "That was Ada Odu, a
/// baker.", "So said Ada Odu.", "Those were the words of Ada Odu."
fn behind_reference(document: &Document<'_>, tokens: Range<usize>) -> Option<Noun> {
    let Range { start, end } = tokens;
    let word = |at: usize| if at < end { document.word(at) } else { "" };
    let refers = matches!(word(start), "That" | "This" | "Those" | "These" | "It" | "Such");
    let first = match word(start + 1) {
        "said" | "says" | "spoke" if matches!(word(start), "So" | "Thus") => start + 2,
        "is" | "was" | "are" | "were" if refers => match word(start + 2) {
            "the" if is_utterance(word(start + 3)) && word(start + 4) == "of" => start + 5,
            "how" => start + 3,
            _ => start + 2,
        },
        _ => return None,
    };
    let noun = noun_after(document, first, end)?;
    let parted = noun.tokens.end >= end
        || word(start + 2) == "how"
        || matches!(document.kind(noun.tokens.end), TokenKind::Comma | TokenKind::Stop);
    (parted && is_whole_name(document, &noun)).then_some(noun)
}

/// The one named on the line or in the cells of a table before the quotation at `at`, or before a
/// dash and a quotation that ends the sentence: "Ada Odu | nurse | “…”", "Ada Odu – “…”".
fn labelled(document: &Document<'_>, sentence: &Sentence, at: usize) -> Option<Noun> {
    let Range { start, end } = sentence.tokens.clone();
    let cell = |at: usize| document.kind(at) == TokenKind::Symbol && document.word(at) == "|";
    let first = start + usize::from(document.kind(start) == TokenKind::Symbol);
    // "1) Ada Odu – “…”"
    let numbered = document.kind(first) == TokenKind::Number
        && matches!(document.kind(first + 1), TokenKind::Close | TokenKind::Stop);
    let first = first + 2 * usize::from(numbered);
    let last = at.checked_sub(1).filter(|last| *last > first)?;
    let closes = (at + 1..end).all(|at| !document.is_word(at));
    let dash = document.kind(last) == TokenKind::Dash && closes;
    let parted = dash || cell(last) || document.parts_lines(at);
    let upto =
        if document.is_word(last) || document.kind(last) == TokenKind::Number { at } else { last };
    if !parted {
        return None;
    }
    name_line(document, first..upto).filter(|noun| is_whole_name(document, noun))
}

/// The name in the brackets after a single one: "Ada Odu" of "Labour (Ada Odu)".
fn or_in_brackets(document: &Document<'_>, noun: Noun, end: usize) -> Noun {
    let open = noun.tokens.end;
    let single = matches!(&noun.kind, NounKind::Name(bare) if bare.len() == 1);
    if !single || document.kind(open) != TokenKind::Open {
        return noun;
    }
    let inner = noun_after(document, open + 1, end)
        .filter(|inner| document.kind(inner.tokens.end) == TokenKind::Close)
        .filter(|inner| match &inner.kind {
            NounKind::Name(bare) => bare.len() > 1 && document.is(bare.start, Class::GIVEN),
            _ => false,
        });
    inner.unwrap_or(noun)
}

/// Whether a name can be that of a person, and is of two words or has a title.
fn is_whole_name(document: &Document<'_>, noun: &Noun) -> bool {
    let NounKind::Name(bare) = &noun.kind else { return false };
    let body = Class::ORG.or(Class::TIME).or(Class::GROUP).or(Class::DOCUMENT);
    bare.len() > 1 && !bare.clone().any(|at| document.is(at, body))
        || bare.start > noun.tokens.start && document.is(bare.start - 1, Class::PERSON)
}

/// The name in tokens that give nothing but a name and what its bearer is: "— Ada Odu, mayor",
/// "(Ada Odu, 41)", "Ada Odu, nurse".
fn name_line(document: &Document<'_>, tokens: Range<usize>) -> Option<Noun> {
    /// Longest such line, in tokens.
    const LONGEST: usize = 15;
    let Range { start, end } = tokens;
    if end - start > LONGEST {
        return None;
    }
    let marked =
        matches!(document.kind(start), TokenKind::Dash | TokenKind::Open | TokenKind::Colon);
    let first = start + usize::from(marked);
    let noun = noun_after(document, first, end)?;
    let NounKind::Name(bare) = &noun.kind else { return None };
    let end_of_name = noun.tokens.end;
    // "Ada, 34, Hull"
    let aged = document.kind(end_of_name) == TokenKind::Comma
        && document.kind(end_of_name + 1) == TokenKind::Number;
    let whole = bare.len() > 1 || noun.tokens.len() > bare.len() || marked || aged;
    let speaks = Class::AUX.or(Class::CUE).or(Class::VERB).or(Class::PRONOUN).or(Class::WHO);
    let plain = |at: usize| {
        let verb = document.kind(at) == TokenKind::Word
            && document.is(at, speaks)
            && !document.is(at, Class::SPEAKER);
        !verb && document.quotation_at(at).is_none()
    };
    let parted = noun.tokens.end == end
        || matches!(
            document.kind(noun.tokens.end),
            TokenKind::Comma
                | TokenKind::Dash
                | TokenKind::Open
                | TokenKind::Close
                | TokenKind::Stop
                | TokenKind::Number
                | TokenKind::Symbol
        )
        // "Ada Odu on the cup"
        || marked && document.word(noun.tokens.end) == "on";
    let name = whole && parted && !document.is(bare.start, Class::FUNCTION.or(Class::TIME));
    (name && (noun.tokens.end..end).all(plain)).then_some(noun)
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

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
