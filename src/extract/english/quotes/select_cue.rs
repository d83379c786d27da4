//! Which of the cues of a sentence a quotation in it hangs on.

use std::ops::Range;

use super::classify::last_letter;
use crate::extract::english::cues::Cue;
use crate::extract::english::document::{Document, Sentence};
use crate::extract::english::lexicon::Class;
use crate::text::TokenKind;

/// The cues of a text, with what is between them.
pub(crate) struct SelectCue<'p, 't> {
    pub(crate) document: &'p Document<'t>,
    /// The cues of all sentences, in order.
    pub(crate) cues: &'p [Cue],
}

impl<'p> SelectCue<'p, '_> {
    pub(crate) fn within(&self, tokens: &Range<usize>) -> &'p [Cue] {
        let first = self.cues.partition_point(|cue| cue.tokens.start < tokens.start);
        let last = self.cues.partition_point(|cue| cue.tokens.start < tokens.end);
        self.cues.get(first..last).unwrap_or_default()
    }

    /// The cue right after a quotation: “…,” said Ms Odu. “…?” Ms Odu asked.
    pub(crate) fn right(
        &self,
        number: usize,
        sentence: &Sentence,
        run: &Range<usize>,
        at: usize,
        quotation: usize,
    ) -> Option<&'p Cue> {
        let document = self.document;
        let mut next = at + 1;
        let mut end = sentence.tokens.end;
        let last = last_letter(document.quoted(quotation));
        let mut pause = matches!(last, ',' | '?' | '!' | '-' | '—' | '–' | '…');
        if next >= end {
            // The quotation ended its sentence: “…!” Ms Odu said.
            if number + 1 >= run.end {
                return None;
            }
            let following = document.sentences.get(number + 1)?;
            let cue = self.within(&following.tokens).first()?;
            let starts =
                cue.reach.start == following.tokens.start && cue.noun.is_some() && cue.speech;
            let short = following.tokens.end - cue.reach.end <= 6
                && !following.tokens.clone().any(|at| document.quotation_at(at).is_some());
            return (starts && (last != '.' || short)).then_some(cue);
        }
        while next < end && document.is_comma(next) {
            pause = true;
            next += 1;
        }
        while next < end
            && document.is(next, Class::ADVERB)
            && !document.is(next, Class::CUE)
            && !document.is(next, Class::DET)
        {
            next += 1;
        }
        if document.word(next) == "as" {
            next += 1;
        }
        end = end.min(next + 60);
        let cue = self
            .within(&(next..end))
            .iter()
            .take(2)
            .find(|cue| cue.reach.start == next && cue.noun.is_some())?;
        let inverted = cue.tokens.start == next;
        (pause || inverted && cue.speech).then_some(cue)
    }

    /// The nearest cue before a quotation in its sentence.
    pub(crate) fn left(&self, sentence: &Sentence, at: usize) -> Option<&'p Cue> {
        let cues = self.within(&(sentence.tokens.start..at));
        let (place, nearest) = cues.iter().enumerate().rev().find(|(_, cue)| cue.noun.is_some())?;
        // "Her landlord, Ms Odu said, had offered “…”": the clause that is put in tells whose words
        // they are.
        let put_in = cues.iter().find(|cue| {
            cue.speech
                && cue.noun.is_some()
                && cue.reach.start > nearest.reach.start
                && cue.reach.end < nearest.tokens.start
                && self.document.is_comma(cue.reach.start - 1)
                && self.document.is_comma(cue.reach.end)
        });
        if put_in.is_some() {
            return put_in;
        }
        // "Ms Odu said he had called it “…”": what somebody says of another's words is told by the
        // one who says it.
        let outer = cues
            .get(..place)?
            .iter()
            .rev()
            .find(|cue| cue.noun.is_some() && cue.speech && self.governs(cue, nearest));
        Some(outer.unwrap_or(nearest))
    }

    /// Whether the clause of one cue is inside what another says.
    fn governs(&self, outer: &Cue, inner: &Cue) -> bool {
        let between = outer.reach.end..inner.reach.start;
        let document = self.document;
        // "According to Ms Odu the mayor said: “…”" gives the words of the mayor.
        let verb = document.is(outer.tokens.start, Class::CUE);
        // "Ms Odu asked Bo Lee, who replied: “…”" gives the words of Bo Lee.
        let answers = inner.relative && inner.speech;
        verb && !answers
            && inner.reach.start >= outer.tokens.end
            && inner.tokens.start > inner.reach.start
            && !between.clone().any(|at| {
                document.is_comma(at)
                    || document.quotation_at(at).is_some()
                    || document.kind(at) == TokenKind::Semicolon
                    || document.is(at, Class::CONJ)
            })
    }

    /// A cue that ends the sentence: the plan is “a trap” and “a lie”, Ms Odu said.
    pub(crate) fn far_right(&self, sentence: &Sentence, at: usize) -> Option<&'p Cue> {
        self.within(&(at..sentence.tokens.end)).iter().find(|cue| {
            let before = cue.reach.start.wrapping_sub(1);
            let parted = self.document.is_comma(before)
                || self
                    .document
                    .quotation_at(before)
                    .is_some_and(|quotation| last_letter(self.document.quoted(quotation)) == ',');
            cue.noun.is_some() && cue.speech && parted
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn a_cue_behind_comes_before_one_ahead() {
        assert_eq!(said("Ada Odu said no. “Yes,” Bo Lee told her."), ["Bo Lee | Bo Lee"]);
        assert_eq!(
            said("The plan is “a trap” and “a lie for all to see”, Ada Odu said."),
            ["Ada Odu | Ada Odu"; 2]
        );
        assert_eq!(
            said("Ada Odu said Bo Lee had called it “a trap for all”."),
            ["Ada Odu | Ada Odu"]
        );
    }
}
