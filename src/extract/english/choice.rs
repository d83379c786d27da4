//! Which of the cues of a sentence a quotation in it hangs on.

use std::ops::Range;

use super::attribution::Pass;
use super::cues::Cue;
use super::lexicon::Class;
use super::page::Sentence;
use super::speech::last_letter;
use crate::text::TokenKind;

impl Pass<'_, '_> {
    /// The cue right behind a quotation: “…,” said Ms Odu. “…?” Ms Odu asked.
    pub(super) fn right(
        &self,
        number: usize,
        sentence: &Sentence,
        run: &Range<usize>,
        at: usize,
        quotation: usize,
    ) -> Option<&Cue> {
        let page = self.page;
        let mut next = at + 1;
        let mut end = sentence.tokens.end;
        let last = last_letter(page.quoted(quotation));
        let mut pause = matches!(last, ',' | '?' | '!' | '-' | '—' | '–' | '…');
        if next >= end {
            // The quotation ended its sentence: “…!” Ms Odu said.
            if number + 1 >= run.end {
                return None;
            }
            let following = page.sentences.get(number + 1)?;
            let cue = self.within(&following.tokens).first()?;
            let starts =
                cue.reach.start == following.tokens.start && cue.noun.is_some() && cue.speech;
            let short = following.tokens.end - cue.reach.end <= 6
                && !following.tokens.clone().any(|at| page.quotation_at(at).is_some());
            return (starts && (last != '.' || short)).then_some(cue);
        }
        while next < end && page.is_comma(next) {
            pause = true;
            next += 1;
        }
        while next < end
            && page.is(next, Class::ADVERB)
            && !page.is(next, Class::CUE)
            && !page.is(next, Class::DET)
        {
            next += 1;
        }
        if page.word(next) == "as" {
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
    pub(super) fn left(&self, sentence: &Sentence, at: usize) -> Option<&Cue> {
        let cues = self.within(&(sentence.tokens.start..at));
        let (place, nearest) = cues.iter().enumerate().rev().find(|(_, cue)| cue.noun.is_some())?;
        // "Her landlord, Ms Odu said, had offered “…”": the clause that is put in tells whose words they are.
        let put_in = cues.iter().find(|cue| {
            cue.speech
                && cue.noun.is_some()
                && cue.reach.start > nearest.reach.start
                && cue.reach.end < nearest.tokens.start
                && self.page.is_comma(cue.reach.start - 1)
                && self.page.is_comma(cue.reach.end)
        });
        if put_in.is_some() {
            return put_in;
        }
        // "Ms Odu said he had called it “…”": what somebody says of another's words is told by the one who says it.
        let outer = cues
            .get(..place)?
            .iter()
            .rev()
            .find(|cue| cue.noun.is_some() && cue.speech && self.governs(cue, nearest));
        Some(outer.unwrap_or(nearest))
    }

    /// Whether the clause of one cue stands inside what another says.
    fn governs(&self, outer: &Cue, inner: &Cue) -> bool {
        let between = outer.reach.end..inner.reach.start;
        let page = self.page;
        // "According to Ms Odu the mayor said: “…”" gives the words of the mayor.
        let verb = page.is(outer.tokens.start, Class::CUE);
        verb && inner.reach.start >= outer.tokens.end
            && inner.tokens.start > inner.reach.start
            && !between.clone().any(|at| {
                page.is_comma(at)
                    || page.quotation_at(at).is_some()
                    || page.kind(at) == TokenKind::Semicolon
                    || page.is(at, Class::CONJ)
            })
    }

    /// A cue that ends the sentence: the plan is “a trap” and “a lie”, Ms Odu said.
    pub(super) fn far_right(&self, sentence: &Sentence, at: usize) -> Option<&Cue> {
        self.within(&(at..sentence.tokens.end)).iter().find(|cue| {
            let before = cue.reach.start.wrapping_sub(1);
            let parted = self.page.is_comma(before)
                || self
                    .page
                    .quotation_at(before)
                    .is_some_and(|quotation| last_letter(self.page.quoted(quotation)) == ',');
            cue.noun.is_some() && cue.speech && parted
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::english::said::said;

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
