//! The rules by which the country of a speaker is found.

use crate::model::Country;

/// A country with the rule that found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) country: Country,
    pub(crate) rule: CountryRule,
}

/// What tells the country of a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CountryRule {
    /// The office or description beside the name, or the mention itself.
    Role,
    /// "its" before an office means a country that was named.
    Its,
    /// The sentence before has the country as its subject.
    Nation,
    /// "of" or "from" after the name.
    Of,
    /// An office without an article, and a comma, before the name.
    Office,
    /// What the person is, or does, after the name.
    Description,
    /// The people before a description without a capital.
    People,
    /// The place that opens the sentence.
    Scene,
    /// The organisation that a pronoun or a description means.
    Organisation,
    /// An institution or employer that tells a country.
    Employer,
    /// The terms of heads of state and government.
    Leader,
    /// The body that sent a statement.
    Sender,
    /// Most names of countries in the article.
    Article,
    /// The one name of a country in the article, near its beginning.
    Alone,
    /// The dateline.
    Dateline,
    /// The country of the paper, for holders of offices.
    Publisher,
    /// The country that the article names most, for holders of offices.
    Lead,
}

impl CountryRule {
    /// Returns the code by which [`Explanation::country`](crate::Explanation::country) names it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Its => "its",
            Self::Nation => "nation",
            Self::Of => "of",
            Self::Office => "office",
            Self::Description => "description",
            Self::People => "people",
            Self::Scene => "scene",
            Self::Organisation => "organisation",
            Self::Employer => "employer",
            Self::Leader => "leader",
            Self::Sender => "sender",
            Self::Article => "article",
            Self::Alone => "alone",
            Self::Dateline => "dateline",
            Self::Publisher => "publisher",
            Self::Lead => "lead",
        }
    }

    /// Returns a country as this rule found it.
    pub(crate) const fn tells(self, country: Country) -> Told {
        Told { country, rule: self }
    }
}
