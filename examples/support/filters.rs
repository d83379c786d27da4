//! The filters of the programs that ask for quotes.

use clap::Args;
use onrecord::{Country, Published, QuoteQuery, SpeakerId};

/// The filters of a query, as arguments.
#[derive(Args)]
pub(crate) struct Filters {
    /// Said by the speaker with this full name or alias; case, accents and titles do not matter
    #[arg(long, value_name = "NAME")]
    pub(crate) speaker: Option<String>,
    /// Said by the speaker with this id, as those who share a name are listed with
    #[arg(long, value_name = "ID")]
    speaker_id: Option<SpeakerId>,
    /// Said by a speaker from this country, by the article or by others that quote the speaker
    #[arg(long, value_name = "CC")]
    pub(crate) from: Option<Country>,
    /// Naming this country, in the quote or in the sentence around it
    #[arg(long, value_name = "CC")]
    about: Option<Country>,
    /// From or about this country
    #[arg(long, value_name = "CC")]
    country: Option<Country>,
    /// In articles of this source
    #[arg(long)]
    source: Option<String>,
    /// In articles with this value of a filter attribute; can be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = attribute)]
    attribute: Vec<(String, String)>,
    /// Published on this day or later, in UTC
    #[arg(long, value_name = "DATE")]
    since: Option<Published>,
    /// Published on this day or earlier, in UTC
    #[arg(long, value_name = "DATE")]
    until: Option<Published>,
    /// Oldest first
    #[arg(long)]
    oldest: bool,
}

/// Parts the name and the value of an attribute.
fn attribute(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').ok_or("NAME=VALUE was expected")?;
    Ok((parts.0.to_owned(), parts.1.to_owned()))
}

impl Filters {
    /// Returns whether no filter is given and no order.
    #[allow(dead_code, reason = "only the exporting program asks for it")]
    pub(crate) fn is_empty(&self) -> bool {
        let filters = [
            self.speaker.is_some(),
            self.speaker_id.is_some(),
            self.from.is_some(),
            self.about.is_some(),
            self.country.is_some(),
            self.source.is_some(),
            !self.attribute.is_empty(),
            self.since.is_some(),
            self.until.is_some(),
            self.oldest,
        ];
        !filters.contains(&true)
    }

    /// Narrows a query.
    pub(crate) fn query(self, mut query: QuoteQuery) -> QuoteQuery {
        if let Some(speaker) = self.speaker {
            query = query.speaker(speaker);
        }
        if let Some(speaker) = self.speaker_id {
            query = query.speaker_id(speaker);
        }
        if let Some(country) = self.from {
            query = query.speaker_country(country);
        }
        if let Some(country) = self.about {
            query = query.about_country(country);
        }
        if let Some(country) = self.country {
            query = query.involves_country(country);
        }
        if let Some(source) = self.source {
            query = query.source(source);
        }
        for (name, value) in self.attribute {
            query = query.attribute(name, value);
        }
        query = match (self.since, self.until) {
            (Some(since), Some(until)) => query.published(since..=until),
            (Some(since), None) => query.published(since..),
            (None, Some(until)) => query.published(..=until),
            (None, None) => query,
        };
        if self.oldest { query.oldest_first() } else { query }
    }
}
