//! The built-in extractor of English text, in passes. A pass reads what those before it found:
//!
//! | pass | files | finds |
//! | --- | --- | --- |
//! | layout | `document` | paragraphs, quotations, sentences, and tokens with the [`lexicon`] |
//! | countries | [`countries`] | names of countries, and names that mean one |
//! | names | `grammar/joined_names` | names with "and" in them that are one |
//! | cues | [`cues`] | verbs and phrases of saying with their subjects, by the [`grammar`] |
//! | quotes | [`quotes`] | which quotations are quotes, and the cue of each |
//! | people | `coref/people` | the persons of the article with their roles, titles and countries |
//! | coreference | `coref/coreference` | the person of each name |
//! | | `coref/pronoun_resolution` | the person of each "he" and "she" |
//! | | `coref/title_holders` | the person of each title |
//! | | `coref/organisations` | the organisation of each "it" |
//! | speakers | `coref/speaker_details` | the full name and role of each speaker |
//! | | `coref/speaker_country` | the country of each, and the rule that found it |
//! | | `coref/joint_speakers` | the several speakers of "A and B said" |
//! | confidence | `quotes/confidence` | how likely each speaker is to be right |
//!
#![doc = include_str!("README.md")]

mod coref;
mod countries;
mod cues;
mod document;
mod grammar;
mod lexicon;
mod quotes;
#[cfg(test)]
mod test_support;

use std::borrow::Cow;
use std::error::Error;

use foldhash::HashSet;

use self::coref::{Countries, JointSpeakers, People, Speaker, references, speakers};
use self::countries::{CountryForm, CountryName, within};
use self::cues::cues;
use self::document::Document;
use self::grammar::{joined_names, name_runs};
use self::quotes::{Found, Grounds, Known, attribute, confidence};
use super::extractor::Extract;
use crate::model::{
    Country, CountryMentions, Draft, ExtractedParagraph, ExtractedQuote, Extraction,
    FurtherSpeaker, Mention, ParagraphKind, QuoteKind, Span, limits,
};

/// Extracts from English news by rules and gazetteers, without a model.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnglishExtractor;

impl EnglishExtractor {
    /// Creates the extractor. Its tables are compiled in, and prepared once a process.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{EnglishExtractor, Extract};
    /// assert_eq!(EnglishExtractor::new().id(), "english/10");
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self
    }

    /// Extracts from a text whose date is not known. Never fails; the spans of the result are byte
    /// ranges of `text`.
    ///
    /// # Examples
    /// ```
    /// use onrecord::EnglishExtractor;
    /// let found = EnglishExtractor::new().extract_text("“We won,” said Ada Nkemelu.");
    /// assert_eq!(found.quotes[0].speaker.as_deref(), Some("Ada Nkemelu"));
    /// ```
    #[must_use]
    pub fn extract_text(&self, text: &str) -> Extraction {
        self.read(text, None, None)
    }

    /// Extracts from a draft, and says for each quote which rules found its speaker and the
    /// speaker's country.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Draft, EnglishExtractor};
    /// let draft = Draft::new("“We won,” said Ada Nkemelu, a Kenyan baker.");
    /// let (found, why) = EnglishExtractor::new().explain(&draft);
    /// assert_eq!((found.quotes.len(), why.len()), (1, 1));
    /// assert_eq!(why[0].attribution, Some("verb of saying"));
    /// assert_eq!(why[0].identity, Some("full name"));
    /// assert_eq!(why[0].country, Some("description"));
    /// ```
    #[must_use]
    pub fn explain(&self, draft: &Draft) -> (Extraction, Vec<Explanation>) {
        let mut why = Vec::new();
        let found = self.read(draft.text(), Some(draft), Some(&mut why));
        (found, why)
    }

    /// Extracts from the text of a draft, whose year of publication tells who led a country then,
    /// and whose paper tells of which one its officials are. Explains each quote if `why` is given.
    fn read(
        self,
        text: &str,
        draft: Option<&Draft>,
        mut why: Option<&mut Vec<Explanation>>,
    ) -> Extraction {
        let mut document = Document::new(text);
        let mut names = countries::find(text);
        leave_out_noise(&document, &mut names);
        let joints = joined_names(&document, &names);
        document.join_names(&joints);
        let mentioned = mentions(&names);
        // A speaker's currency and employer are not what the speaker talks about; the employer
        // tells the country of the speaker if nothing else does.
        names.retain(|name| name.form != CountryForm::Currency);
        let employers: Vec<CountryName> =
            names.iter().copied().filter(|name| name.form == CountryForm::Organisation).collect();
        names.retain(|name| name.form != CountryForm::Organisation);
        let mut said = Vec::with_capacity(document.sentences.len());
        for sentence in &document.sentences {
            cues(&document, sentence, &mut said);
        }
        let (found, mut attributions) = attribute(&document, &said);
        let joint = JointSpeakers::add(&document, &mut attributions);
        let speakers = if found.is_empty() {
            Vec::new()
        } else {
            let mut inside = Document::inside(&document);
            let joints = joined_names(&inside, &names);
            inside.join_names(&joints);
            let runs = name_runs(&document);
            let both = [(&document, runs.as_slice()), (&inside, &name_runs(&inside))];
            let mut people = People::gather(both, &names);
            people.add_speakers(&document, &said, &names);
            people.learn_genders(&document, &runs);
            let references = references(&document, &runs, &mut people, &said, &names);
            let year = draft.and_then(year_of);
            let publisher = draft.and_then(countries::publisher);
            let known = Countries { names: &names, employers: &employers, year, publisher };
            speakers(&document, &mut people, &references, &attributions, known)
        };
        let mut sentence_countries = SentenceCountries::default();
        let mut quotes = Vec::with_capacity(found.len());
        for found in &found {
            let Some(quotation) = document.quotations.get(found.quotation) else { continue };
            let mut quote = ExtractedQuote::new(quotation.span);
            quote.kind = found.kind;
            quote.confidence = 0.0;
            let inside = within(&names, quotation.span);
            quote.countries = each_once(inside);
            if let Some(sentence) = document.sentences.get(found.sentence) {
                let around = document.span(&sentence.tokens);
                quote.context_countries =
                    sentence_countries.around(found.sentence, around, inside, &names);
            }
            if let Some(link) = &found.link {
                quote.group = u32::try_from(link.attribution).ok();
                quote.cue = link
                    .cue
                    .as_ref()
                    .map(|cue| document.words(cue).to_owned())
                    .filter(|cue| cue.len() <= limits::CUE_BYTES);
                let said_by = joint.of(link.attribution, &speakers);
                if let Some((speaker, further)) = said_by.split_first() {
                    fill(&mut quote, speaker, text);
                    add_further(&mut quote, further);
                    let full = speaker.known == Some(Known::FullName);
                    if found.kind == QuoteKind::Turn || full && credited(link.grounds) {
                        quote.speaker = quote.speaker.map(without_capitals);
                    }
                    quote.confidence = speaker
                        .known
                        .map_or(0.0, |known| confidence(link.grounds, known, found.kind));
                }
            }
            if let Some(why) = &mut why {
                why.push(explanation(found, &speakers));
            }
            quotes.push(quote);
        }
        let paragraphs = document.paragraphs;
        Extraction { extractor: self.id().to_owned(), paragraphs, quotes, countries: mentioned }
    }
}

/// The rules that found the speaker of a quote and the speaker's country, for people who tune.
///
/// # Examples
/// ```
/// # use onrecord::Draft;
/// let (_, why) = onrecord::EnglishExtractor::new().explain(&Draft::new("“We won it all again.”"));
/// assert_eq!(why[0].attribution, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The reason why the words are taken for those of their speaker: "verb of saying". `None` if
    /// no speaker was found.
    pub attribution: Option<&'static str>,
    /// The way by which the speaker is known: "full name", "pronoun".
    pub identity: Option<&'static str>,
    /// The code of the rule that found the country of the speaker; `None` if the quote has none.
    /// A rule that found it for one quote of a person holds for all.
    ///
    /// | code | what tells the country |
    /// | --- | --- |
    /// | `role` | the office or description beside the name: "Kenyan minister Ada Odu" |
    /// | `of` | a place after the name: "Ada Odu of Ghana", "Ada Odu, 34, from Ghana" |
    /// | `description` | a description after the name: "Ada Odu, a Ghanaian baker" |
    /// | `people` | the people before a description: "the Ghanaian pianist Ada Odu" |
    /// | `office` | an office before a comma and the name: "Kenya's envoy to Chad, Ada Odu" |
    /// | `scene` | the place that opens the sentence: "In Ghana’s capital, trader Ada Odu …" |
    /// | `its` | a country named before: "Kenya won. Its coach, Ada Odu, …" |
    /// | `nation` | the subject of the sentence before: "Kenya agreed. Trade Minister Odu …" |
    /// | `organisation` | the name of the body that "it" or "the ministry" means |
    /// | `employer` | an institution of one country: "Norges Bank governor Ada Odu" |
    /// | `leader` | the terms of heads of state and government |
    /// | `sender` | who the sentence before begins with: "Kenya's minister came. “…,” he said." |
    /// | `article` | the country that most names of countries in the article are of |
    /// | `alone` | the only country that the article names, once, near its beginning |
    /// | `dateline` | the dateline, for holders of offices |
    /// | `publisher` | the country of the paper, by its name or domain, for holders of offices |
    /// | `lead` | the country that the article names most, for holders of offices |
    pub country: Option<&'static str>,
}

fn explanation(found: &Found, speakers: &[Speaker]) -> Explanation {
    let link = found.link.as_ref();
    let speaker = link.and_then(|link| speakers.get(link.attribution));
    Explanation {
        attribution: link.map(|link| link.grounds.as_str()),
        identity: speaker.and_then(|speaker| speaker.known).map(Known::as_str),
        country: speaker.and_then(|speaker| speaker.from).map(|told| told.rule.as_str()),
    }
}

/// Returns the year of publication of a draft.
fn year_of(draft: &Draft) -> Option<i16> {
    draft.published.map(|published| published.date().year())
}

impl Extract for EnglishExtractor {
    fn id(&self) -> &'static str {
        "english/10"
    }

    fn extract(&self, draft: &Draft) -> Result<Extraction, Box<dyn Error + Send + Sync>> {
        Ok(self.read(draft.text(), Some(draft), None))
    }
}

/// Takes out the names in what the page put between the paragraphs.
fn leave_out_noise(document: &Document<'_>, names: &mut Vec<CountryName>) {
    let noise = |found: &&ExtractedParagraph| found.kind == ParagraphKind::Noise;
    let mut noise = document.paragraphs.iter().filter(noise).peekable();
    names.retain(|name| {
        while noise.next_if(|found| found.span.end() <= name.span.start()).is_some() {}
        noise.peek().is_none_or(|found| name.span.start() < found.span.start())
    });
}

/// Whether a name may be in capitals because it is on a line of its own.
const fn credited(grounds: Grounds) -> bool {
    matches!(grounds, Grounds::Colon | Grounds::Subject | Grounds::Before)
}

/// A name in capitals, as labels of transcripts have them, with small letters after the first of
/// each word: "ADA ODU-LEE" becomes "Ada Odu-Lee".
fn without_capitals(name: String) -> String {
    let vowel = |letter: char| "AEIOUYÀÁÂÃÄÅÆÈÉÊËÌÍÎÏÒÓÔÕÖØÙÚÛÜ".contains(letter);
    let initials = !name.contains([' ', '-']) && name.is_ascii() && !name.contains(vowel);
    // "BBC" is no name of a person.
    if name.contains(char::is_lowercase) || name.chars().count() < 3 || initials {
        return name;
    }
    let mut inside = false;
    let mut written = String::with_capacity(name.len());
    for letter in name.chars() {
        if inside {
            written.extend(letter.to_lowercase());
        } else {
            written.push(letter);
        }
        inside = letter.is_alphabetic();
    }
    written
}

fn fill(quote: &mut ExtractedQuote, speaker: &Speaker, text: &str) {
    quote.mention =
        speaker.mention.filter(|span| span.len() <= limits::MENTION_BYTES).and_then(|span| {
            text.get(span.range()).map(|words| Mention { text: words.to_owned(), span })
        });
    quote.speaker = speaker.name.clone().filter(|name| name.len() <= limits::SPEAKER_BYTES);
    quote.role = speaker.role.clone().filter(|role| role.len() <= limits::ROLE_BYTES);
    quote.from = speaker.from.map(|told| told.country);
}

/// Adds the speakers after the first, if there is room for all.
fn add_further(quote: &mut ExtractedQuote, further: &[Cow<'_, Speaker>]) {
    let named = |speaker: &Cow<'_, Speaker>| {
        let mut named = FurtherSpeaker::new(speaker.name.clone()?);
        named.role = speaker.role.clone().filter(|role| role.len() <= limits::ROLE_BYTES);
        named.from = speaker.from.map(|told| told.country);
        Some(named)
    };
    let further: Vec<FurtherSpeaker> = further.iter().filter_map(named).collect();
    let bytes = |one: &FurtherSpeaker| one.name.len() + one.role.as_deref().map_or(0, str::len);
    let fits = further.iter().all(|one| one.name.len() <= limits::SPEAKER_BYTES)
        && further.iter().map(bytes).sum::<usize>() <= limits::FURTHER_BYTES;
    if quote.speaker.is_some() && fits {
        quote.further = further;
    }
}

/// The countries of the sentence current with their counts, worked out once a sentence.
#[derive(Default)]
struct SentenceCountries {
    sentence: Option<usize>,
    counts: Vec<(Country, usize)>,
}

impl SentenceCountries {
    /// The countries that a sentence names more often than the quote in it does.
    fn around(
        &mut self,
        sentence: usize,
        span: Span,
        inside: &[CountryName],
        names: &[CountryName],
    ) -> Vec<Country> {
        if self.sentence != Some(sentence) {
            self.sentence = Some(sentence);
            self.counts = counts(within(names, span));
        }
        let own = counts(inside);
        let count_inside = |country: Country| {
            own.iter().find(|(own, _)| *own == country).map_or(0, |(_, count)| *count)
        };
        self.counts
            .iter()
            .filter(|(country, count)| *count > count_inside(*country))
            .map(|(country, _)| *country)
            .collect()
    }
}

/// Each country once with its count, in the order of first naming. At most 250, so looking through
/// them is cheap.
fn counts(names: &[CountryName]) -> Vec<(Country, usize)> {
    let mut counts: Vec<(Country, usize)> = Vec::new();
    for name in names {
        match counts.iter_mut().find(|(country, _)| *country == name.country) {
            Some((_, count)) => *count += 1,
            None => counts.push((name.country, 1)),
        }
    }
    counts
}

fn each_once(names: &[CountryName]) -> Vec<Country> {
    counts(names).into_iter().map(|(country, _)| country).collect()
}

/// How often each country is named. Its bodies tell that an article is about it, but count once
/// however many they are, and only if it is not named. Of countries named as often, the one named
/// first leads, but the United States, which are named everywhere, come after the others.
fn mentions(names: &[CountryName]) -> Vec<CountryMentions> {
    let (bodies, others): (Vec<CountryName>, Vec<_>) =
        names.iter().partition(|name| name.form == CountryForm::Organisation);
    let mut all = counts(&others);
    let known: HashSet<Country> = all.iter().map(|(country, _)| *country).collect();
    all.extend(
        each_once(&bodies)
            .into_iter()
            .filter(|country| !known.contains(country))
            .map(|country| (country, 1)),
    );
    all.sort_by_key(|(country, count)| (std::cmp::Reverse(*count), *country == Country::US));
    let mention = |(country, count)| CountryMentions {
        country,
        mentions: u32::try_from(count).unwrap_or(u32::MAX),
    };
    all.into_iter().map(mention).collect()
}
