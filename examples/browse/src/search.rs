//! The parameters of a search: read from an address, asked of the store, and written into links.

use std::fmt::Display;
use std::str::FromStr;

use onrecord::{
    ChangeCursor, Country, Cursor, Published, QuoteId, QuoteKind, QuoteQuery, Snapshot, SpeakerId,
};

use crate::address::Address;
use crate::failure::Failure;

/// The most bytes of the words: a page has them in each of its links.
pub(crate) const WORDS: usize = 200;

/// Conditions on quotes, which all must hold, and their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Search {
    /// What `onrecord::query_syntax` says.
    pub(crate) words: Option<String>,
    /// A full name or an alias.
    pub(crate) speaker: Option<String>,
    /// The id of a speaker.
    pub(crate) by: Option<SpeakerId>,
    /// The country of the speaker.
    pub(crate) from: Option<Country>,
    /// A country that is spoken about.
    pub(crate) about: Option<Country>,
    /// Either of the two.
    pub(crate) country: Option<Country>,
    pub(crate) source: Option<String>,
    pub(crate) kind: Option<QuoteKind>,
    /// With the words of this quote.
    pub(crate) same_as: Option<QuoteId>,
    pub(crate) since: Option<Published>,
    pub(crate) until: Option<Published>,
    pub(crate) order: Order,
}

/// The order of quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    #[default]
    Newest,
    Oldest,
    /// Of words, the most relevant first.
    Relevance,
}

impl FromStr for Order {
    type Err = &'static str;

    fn from_str(order: &str) -> Result<Self, Self::Err> {
        match order {
            "newest" => Ok(Self::Newest),
            "oldest" => Ok(Self::Oldest),
            "relevance" => Ok(Self::Relevance),
            _ => Err("it is newest, oldest or relevance"),
        }
    }
}

impl Search {
    /// Reads the parameters of an address. Empty ones are left out, as a form sends them.
    pub(crate) fn read(parameters: &Parameters) -> Result<Self, Failure> {
        parameters.allow(&[
            "q", "speaker", "by", "from", "about", "country", "source", "kind", "same_as", "since",
            "until", "order", "after",
        ])?;
        let words = parameters.get("q").map(|asked| whole(asked).to_owned());
        let order = parameters.parse("order")?.unwrap_or_default();
        Ok(Self {
            // Without words, nothing is more relevant than another.
            order: if words.is_none() && order == Order::Relevance { Order::Newest } else { order },
            words,
            speaker: parameters.get("speaker").map(str::to_owned),
            by: parameters.parse("by")?,
            from: parameters.country("from")?,
            about: parameters.country("about")?,
            country: parameters.country("country")?,
            source: parameters.get("source").map(str::to_owned),
            kind: parameters.parse("kind")?,
            same_as: parameters.parse("same_as")?,
            since: parameters.parse("since")?,
            until: parameters.parse("until")?,
        })
    }

    /// Returns the parameters that are set, with the words for a person.
    pub(crate) fn parameters(&self) -> Vec<Condition> {
        let mut set = Vec::new();
        let mut add = |name, label, value: Option<String>| {
            set.extend(value.map(|value| Condition { name, label, value }));
        };
        let code = |country: Option<Country>| country.map(|country| country.alpha2().to_owned());
        add("q", "words", self.words.clone());
        add("speaker", "speaker", self.speaker.clone());
        add("by", "speaker", text(self.by));
        add("from", "said from", code(self.from));
        add("about", "about", code(self.about));
        add("country", "from or about", code(self.country));
        add("source", "source", self.source.clone());
        add("kind", "kind", text(self.kind));
        add("same_as", "with the words of", text(self.same_as));
        add("since", "since", text(self.since));
        add("until", "until", text(self.until));
        let order = match self.order {
            Order::Newest => None,
            Order::Oldest => Some("oldest"),
            Order::Relevance => Some("relevance"),
        };
        add("order", "order", text(order));
        set
    }

    /// Returns the search without one of its parameters.
    pub(crate) fn without(&self, name: &str) -> Self {
        let mut search = self.clone();
        match name {
            "q" => {
                search.words = None;
                if search.order == Order::Relevance {
                    search.order = Order::Newest;
                }
            }
            "speaker" => search.speaker = None,
            "by" => search.by = None,
            "from" => search.from = None,
            "about" => search.about = None,
            "country" => search.country = None,
            "source" => search.source = None,
            "kind" => search.kind = None,
            "same_as" => search.same_as = None,
            "since" => search.since = None,
            "until" => search.until = None,
            _ => search.order = Order::Newest,
        }
        search
    }

    /// Returns the address of the search in a form, such as `.json`, and with a cursor.
    pub(crate) fn href(&self, form: &str, after: Option<&Cursor>) -> String {
        let mut pairs = self.pairs();
        pairs.extend(after.map(|after| ("after", after.to_string())));
        href(&format!("{}{form}", Address::Quotes), &pairs)
    }

    /// Returns the address at which new quotes of the search are sent, those after a place in the
    /// store's changes.
    pub(crate) fn live(&self, since: ChangeCursor) -> String {
        let mut pairs = self.without("order").pairs();
        pairs.push(("changes", since.to_string()));
        href("/live", &pairs)
    }

    /// Returns the parameters that are set, as an address has them.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        self.parameters().into_iter().map(|one| (one.name, one.value)).collect()
    }

    /// Narrows a query.
    pub(crate) fn narrow(&self, mut query: QuoteQuery) -> QuoteQuery {
        if let Some(words) = &self.words {
            query = query.matching(words);
        }
        if let Some(name) = &self.speaker {
            query = query.speaker(name);
        }
        if let Some(speaker) = self.by {
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
        if let Some(source) = &self.source {
            query = query.source(source);
        }
        if let Some(kind) = self.kind {
            query = query.kind(kind);
        }
        if let Some(quote) = self.same_as {
            query = query.same_as(quote);
        }
        query = match (self.since, self.until) {
            (Some(since), Some(until)) => query.published(since..=until),
            (Some(since), None) => query.published(since..),
            (None, Some(until)) => query.published(..=until),
            (None, None) => query,
        };
        match self.order {
            Order::Newest => query,
            Order::Oldest => query.oldest_first(),
            Order::Relevance => query.by_relevance(),
        }
    }

    /// Returns whether the store has a list of quotes for one of the conditions. It reads articles
    /// otherwise.
    pub(crate) fn has_list(&self) -> bool {
        let of_speaker = self.speaker.is_some() || self.by.is_some();
        let of_country = self.from.is_some() || self.about.is_some() || self.country.is_some();
        of_speaker || of_country || self.same_as.is_some() || self.words.is_some()
    }

    /// Returns the query of a snapshot. Refuses words if it has no index of them.
    pub(crate) fn query(&self, snapshot: &Snapshot) -> Result<QuoteQuery, Failure> {
        if self.words.is_some() && snapshot.text_lsn().is_none() {
            let message = "There is no index of words here. Search without the parameter “q”.";
            let again = Some(self.without("q").href("", None));
            return Err(Failure { again, ..Failure::bad(message) });
        }
        Ok(self.narrow(snapshot.quotes()))
    }
}

/// Returns the words among the first [`WORDS`] bytes of what was asked for.
fn whole(asked: &str) -> &str {
    if asked.len() <= WORDS {
        return asked;
    }
    let cut = asked.get(..asked.floor_char_boundary(WORDS)).unwrap_or_default();
    cut.rsplit_once(char::is_whitespace).map_or(cut, |(whole, _)| whole.trim_end())
}

/// A parameter of a search that is set.
#[derive(Debug)]
pub(crate) struct Condition {
    pub(crate) name: &'static str,
    /// The name as a person reads it.
    pub(crate) label: &'static str,
    pub(crate) value: String,
}

fn text(value: Option<impl Display>) -> Option<String> {
    value.map(|value| value.to_string())
}

/// Writes an address with parameters.
pub(crate) fn href(path: &str, pairs: &[(&str, String)]) -> String {
    if pairs.is_empty() {
        return path.to_owned();
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    format!("{path}?{}", query.finish())
}

/// The parameters of an address or a form, in which each name comes once.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads `name=value&…`. Values are trimmed, and empty ones left out.
    pub(crate) fn read(query: &str) -> Result<Self, Failure> {
        let mut parameters: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            if parameters.iter().any(|(other, _)| *other == name) {
                return Err(Failure::bad(format!("The parameter “{name}” is there twice.")));
            }
            parameters.push((name.into_owned(), value.to_owned()));
        }
        Ok(Self(parameters))
    }

    /// Takes a value out. `None` if it is not there.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(other, _)| other == name)?;
        Some(self.0.remove(at).1)
    }

    /// Refuses all names but these.
    pub(crate) fn allow(&self, names: &[&str]) -> Result<(), Failure> {
        let unknown = self.0.iter().find(|(name, _)| !names.contains(&name.as_str()));
        unknown.map_or(Ok(()), |(name, _)| {
            let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            let message = format!("The parameter “{name}” is unknown here. Known: {names}.");
            Err(Failure::bad(message))
        })
    }

    /// Returns a value. `None` if it is not there.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Reads a value.
    pub(crate) fn parse<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Option<T>, Failure> {
        let wrong = |error| Failure::bad(format!("The parameter “{name}”: {error}."));
        let parse = |value: &str| value.parse().map_err(wrong);
        self.get(name).map(parse).transpose()
    }

    /// Reads a country: a code of two or three letters, or a name.
    pub(crate) fn country(&self, name: &str) -> Result<Option<Country>, Failure> {
        let parse = |value| {
            Country::parse(value)
                .map_err(|error| Failure::bad(format!("The parameter “{name}”: {error}.")))
        };
        self.get(name).map(parse).transpose()
    }
}
