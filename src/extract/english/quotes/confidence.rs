//! How likely a speaker is to be right: the share that was, by what the attribution rests on,
//! measured on annotated news.

use crate::model::QuoteKind;

/// What the attribution of a quotation rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grounds {
    /// A verb of saying that takes whole sentences: “…,” said Ms Odu.
    Speech,
    /// Another verb of saying: called it “…”.
    Report,
    /// It is alone after a quotation, or a sentence, of the same speaker.
    GoesOn,
    /// It is alone before a quotation of the same speaker.
    GoesBefore,
    /// A name or an office and a colon, or a line with a name after the quotation.
    Colon,
    /// The subject of a sentence without a verb of saying, or who spoke before it.
    Subject,
    /// The subject of the paragraphs before.
    Before,
    /// The label of a turn: "ADA ODU:", "Q:".
    Label,
    /// A question in bold letters before it.
    Answer,
}

impl Grounds {
    /// Says in a few words what the attribution rests on.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Speech => "verb of saying",
            Self::Report => "verb of reporting",
            Self::GoesOn => "goes on after the speaker's words",
            Self::GoesBefore => "goes before the speaker's words",
            Self::Colon => "name with a colon, a dash or a line",
            Self::Subject => "subject of the sentence",
            Self::Before => "subject of the paragraph before",
            Self::Label => "label of a turn",
            Self::Answer => "answer to a question in bold",
        }
    }
}

/// How the speaker is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// By a name that the article gives in full.
    FullName,
    /// By the name in the mention alone.
    Name,
    /// By a pronoun and the person that it means.
    Pronoun,
    /// By an office or a description and the person or body that it means.
    Nominal,
    /// Not by name.
    Unnamed,
}

impl Known {
    /// Says in a few words how the speaker is known.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::FullName => "full name",
            Self::Name => "name in the mention",
            Self::Pronoun => "pronoun",
            Self::Nominal => "office or description",
            Self::Unnamed => "no name",
        }
    }
}

/// The share of quotes with such grounds whose speaker was right, as measured; see the README
/// beside this file.
pub(crate) const fn confidence(grounds: Grounds, known: Known, kind: QuoteKind) -> f32 {
    let (direct, mixed) = match (grounds, known) {
        (Grounds::Speech, Known::FullName) => (0.97, 0.91),
        (Grounds::Speech, Known::Name) => (0.7, 0.7),
        (Grounds::Speech, Known::Nominal) | (Grounds::Report, Known::FullName) => (0.9, 0.87),
        (Grounds::Speech, Known::Unnamed) => (0.88, 0.72),
        (Grounds::Report, Known::Name) => (0.55, 0.52),
        (Grounds::Report, Known::Pronoun) => (0.75, 0.84),
        (Grounds::Report, Known::Nominal) => (0.75, 0.75),
        (Grounds::Report, Known::Unnamed) => (0.4, 0.44),
        (Grounds::Speech, Known::Pronoun) | (Grounds::GoesOn, Known::FullName | Known::Pronoun) => {
            (0.96, 0.9)
        }
        (Grounds::GoesOn, Known::Unnamed) => (0.93, 0.8),
        (Grounds::GoesOn, Known::Nominal) => (0.89, 0.8),
        (Grounds::GoesOn, Known::Name) => (0.65, 0.6),
        (Grounds::GoesBefore, _) => (0.3, 0.3),
        (Grounds::Colon, Known::FullName | Known::Pronoun) => (0.63, 0.5),
        (Grounds::Colon, _) => (0.5, 0.4),
        (Grounds::Subject, Known::FullName | Known::Pronoun | Known::Nominal) => (0.5, 0.58),
        (Grounds::Subject, Known::Name) => (0.35, 0.38),
        (Grounds::Subject, Known::Unnamed) => (0.2, 0.27),
        (Grounds::Before, Known::FullName | Known::Pronoun) => (0.66, 0.4),
        (Grounds::Before, Known::Name) => (0.5, 0.3),
        (Grounds::Before, Known::Nominal | Known::Unnamed) => (0.27, 0.2),
        (Grounds::Label, Known::FullName | Known::Name) => (0.8, 0.8),
        (Grounds::Label | Grounds::Answer, _) => (0.5, 0.5),
    };
    match kind {
        QuoteKind::Direct | QuoteKind::Turn => direct,
        QuoteKind::Mixed => mixed,
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::EnglishExtractor;

    #[test]
    fn what_is_said_outright_is_surer_than_what_is_guessed() {
        let sure = |text: &str| EnglishExtractor::new().extract_text(text).quotes[0].confidence;
        let said = sure("“We won,” said Ada Odu.");
        let she = sure("Ada Odu came. “We won,” she said.");
        let called = sure("Ada Odu called the vote “a long and bitter trap”.");
        let guessed = sure("Ada Odu came.\n\n“We won it all.”");
        assert!(said >= she && she > called && called > guessed && guessed > 0.0);
        assert!(sure("“We won it all.”").abs() < f32::EPSILON);
    }
}
