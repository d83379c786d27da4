//! Export: a store as JSON Lines, and what a query finds in any format.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;
use std::sync::Arc;

use super::line::{Line, SpeakerLine, code};
use super::out::{ExportFormat, Item, Output, write};
use crate::error::Result;
use crate::model::{Country, Draft, EachSpeaker, SpeakerId};
use crate::query::{Article, ArticleQuery, Quote, QuoteQuery};
use crate::record::{SortKey, country};
use crate::storage::{
    DecodedArticle, ListKey, Order, Overrides, ReadGuard, Storage, decode_article, read,
};

/// The counts of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportReport {
    /// Articles that were exported, or of which quotes were.
    pub articles: u64,
    /// Quotes that were exported, with or without their articles.
    pub quotes: u64,
    /// Speakers with overrides, and targets of a merge, each a line. Only JSON Lines have them.
    pub speakers: u64,
}

/// A speaker's canonical name, and the country that came with it.
type Called = (String, Option<Country>);

/// The speakers of an export, numbered in the order of their first quotes.
struct Speakers {
    numbers: HashMap<SpeakerId, u64>,
    overrides: Arc<Overrides>,
    /// The speakers that get a line, each with the name there.
    called: HashMap<SpeakerId, Called>,
}

/// Writes all articles as JSON Lines, in the order of their ids, and then the overrides of
/// speakers.
pub(crate) fn export_jsonl(storage: &Storage, to: &mut dyn Write) -> Result<ExportReport> {
    let guard = read(storage);
    let view = Arc::clone(guard.view());
    let list = guard.article_list(&ListKey::articles())?;
    let mut speakers = Speakers::new(&guard)?;
    drop(guard);
    let mut articles = Vec::new();
    for posting in list.cursor(&view.tables, SortKey::MIN..SortKey::MAX, Order::OldestFirst) {
        let (key, posting) = posting?;
        articles.push((key.article(), posting.revision.to_native()));
    }
    articles.sort_unstable();
    let mut report = ExportReport::default();
    let mut output = Output::begin(to, ExportFormat::JsonLines.frame())?;
    for (_, revision) in articles {
        let head = view.tables.revision_head(revision)?;
        let article = decode_article(&view.tables, &head)?;
        speakers.write_article(article, &mut report, &mut output)?;
    }
    speakers.write_lines(&mut report, &mut output)?;
    output.finish()?;
    Ok(report)
}

/// Writes what a query finds in a format, in the order of the query.
///
/// Quotebank, Web Annotations and CSV have the quotes that the query finds. The other formats have
/// whole articles, each with all of its quotes: those in which the query finds a quote. A query
/// with no filters but source and time of publication, or with none, finds the articles without
/// quotes as well. JSON Lines end with the corrections of the speakers that they have.
///
/// Reads one moment of the store. Keeps one article in memory, and for JSON Lines about 50 bytes a
/// speaker.
///
/// # Errors
/// `InvalidInput` as [`QuoteQuery::page`]; `Io` if `to` cannot be written; `Storage` and `Corrupt`
/// if the store fails.
///
/// # Examples
/// ```
/// # use onrecord::{Draft, Store};
/// use onrecord::exchange::{ExportFormat, export};
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// # #[cfg(feature = "english")] {
/// store.ingest(&Draft::new("“We won,” said Ada Nkemelu.").source("The Daily Ledger"))?;
/// let query = store.quotes().source("the daily ledger");
/// let mut table = Vec::new();
/// let report = export(&query, ExportFormat::Csv, &mut table)?;
/// assert_eq!((report.articles, report.quotes), (1, 1));
/// assert!(String::from_utf8_lossy(&table).contains("\"We won,\",\"Ada Nkemelu\""));
/// # } Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn export(
    query: &QuoteQuery,
    format: ExportFormat,
    mut to: impl Write,
) -> Result<ExportReport> {
    let query = query.held();
    let speakers = match format {
        ExportFormat::JsonLines => Some(Speakers::new(&query.point().read())?),
        _ => None,
    };
    let output = Output::begin(&mut to, format.frame())?;
    let mut export = Export { format, speakers, report: ExportReport::default(), output };
    let articles = format.is_of_articles().then(|| ArticleQuery::of_quotes(&query)).flatten();
    match articles {
        Some(articles) => {
            for article in articles {
                export.article(&article?)?;
            }
        }
        None => export.found(&query)?,
    }
    export.finish()
}

/// An export of what a query finds.
struct Export<'w> {
    format: ExportFormat,
    /// The speakers of JSON Lines.
    speakers: Option<Speakers>,
    report: ExportReport,
    output: Output<'w>,
}

impl Export<'_> {
    /// Writes the quotes of a query, or their articles.
    fn found(&mut self, query: &QuoteQuery) -> Result<()> {
        // The quotes of one article are consecutive.
        let mut together: Vec<Quote> = Vec::new();
        for quote in query {
            let quote = quote?;
            if together.first().is_some_and(|first| first.article_id() != quote.article_id()) {
                self.together(&together)?;
                together.clear();
            }
            together.push(quote);
        }
        self.together(&together)
    }

    /// Writes quotes of one article, or the article.
    fn together(&mut self, quotes: &[Quote]) -> Result<()> {
        let Some(first) = quotes.first() else { return Ok(()) };
        let article = first.article()?;
        if self.format.is_of_articles() {
            self.article(&article)
        } else {
            self.item(&article, quotes)
        }
    }

    /// Writes an article with all of its quotes.
    fn article(&mut self, article: &Article) -> Result<()> {
        match &mut self.speakers {
            Some(speakers) => {
                speakers.write_article(article.decode()?, &mut self.report, &mut self.output)
            }
            None => self.item(article, &article.quotes()?),
        }
    }

    fn item(&mut self, article: &Article, quotes: &[Quote]) -> Result<()> {
        self.report.articles += 1;
        self.report.quotes += quotes.len() as u64;
        let text = article.text()?;
        write(self.format, &Item { article, text: &text, quotes }, &mut self.output)
    }

    fn finish(mut self) -> Result<ExportReport> {
        if let Some(mut speakers) = self.speakers {
            speakers.forget_silent();
            speakers.write_lines(&mut self.report, &mut self.output)?;
        }
        self.output.finish()?;
        Ok(self.report)
    }
}

impl Speakers {
    /// Notes the speakers that have overrides, and the targets of merges.
    fn new(guard: &ReadGuard<'_>) -> Result<Self> {
        let overrides = Arc::clone(&guard.view().overrides);
        let mut called = HashMap::new();
        let targets = overrides
            .speakers()
            .into_iter()
            .filter_map(|speaker| overrides.of(speaker)?.merged_into);
        for speaker in overrides.speakers().into_iter().chain(targets) {
            if let Some(record) = guard.speaker(speaker)? {
                called.insert(speaker, (record.name.as_str().to_owned(), country(record.country)));
            }
        }
        Ok(Self { numbers: HashMap::new(), overrides, called })
    }

    /// Writes the line of an article.
    fn write_article(
        &mut self,
        article: DecodedArticle,
        report: &mut ExportReport,
        output: &mut Output<'_>,
    ) -> Result<()> {
        report.articles += 1;
        report.quotes += article.speakers.len() as u64;
        let numbers = self.number(&article);
        output.json(&Line::of(article.draft, &numbers))
    }

    /// Forgets the overrides of speakers that no quote has, unless one that has was merged into
    /// them.
    fn forget_silent(&mut self) {
        let mut needed: BTreeSet<SpeakerId> = BTreeSet::new();
        for speaker in self.numbers.keys() {
            let mut next = Some(*speaker);
            while let Some(speaker) = next.filter(|speaker| needed.insert(*speaker)) {
                next = self.overrides.of(speaker).and_then(|edit| edit.merged_into);
            }
        }
        self.called.retain(|speaker, _| needed.contains(speaker));
    }

    /// Writes the lines of overrides.
    fn write_lines(self, report: &mut ExportReport, output: &mut Output<'_>) -> Result<()> {
        for line in self.lines() {
            report.speakers += 1;
            output.json(&Line::of_speaker(line))?;
        }
        Ok(())
    }

    /// Returns the numbers of the speakers of each quote of an article. A new speaker gets the next
    /// number.
    fn number(&mut self, article: &DecodedArticle) -> Vec<EachSpeaker<u64>> {
        let DecodedArticle { draft: Draft { extraction, .. }, speakers } = article;
        let quotes = extraction.iter().flat_map(|found| &found.quotes);
        let mut numbers = Vec::with_capacity(speakers.len());
        for (quote, speakers) in quotes.zip(speakers) {
            let first = (quote.speaker.as_deref().unwrap_or_default(), quote.from);
            let further = quote.further.iter().map(|further| (&*further.name, further.from));
            let named = speakers.iter().zip(std::iter::once(first).chain(further));
            let number = |(speaker, named): (&Option<SpeakerId>, _)| {
                speaker.map(|speaker| self.number_of(speaker, named))
            };
            numbers.push(named.map(number).collect());
        }
        numbers
    }

    /// Returns the number of a speaker, whom a quote names so.
    fn number_of(&mut self, speaker: SpeakerId, (name, from): (&str, Option<Country>)) -> u64 {
        let next = self.numbers.len() as u64 + 1;
        let number = *self.numbers.entry(speaker).or_insert(next);
        // A quoted speaker has the name of the first quote: the importing store finds that name
        // too.
        if number == next
            && let Some(called) = self.called.get_mut(&speaker)
        {
            *called = (name.to_owned(), from);
        }
        number
    }

    /// Returns the lines of overrides, in the order of their numbers. Speakers without quotes come
    /// last.
    fn lines(mut self) -> Vec<SpeakerLine> {
        let silent: BTreeSet<_> = self
            .called
            .keys()
            .copied()
            .filter(|speaker| !self.numbers.contains_key(speaker))
            .collect();
        for speaker in silent {
            let next = self.numbers.len() as u64 + 1;
            self.numbers.insert(speaker, next);
        }
        let mut lines = Vec::new();
        for (speaker, (name, from)) in self.called {
            let edit = self.overrides.of(speaker);
            if let Some(number) = self.numbers.get(&speaker) {
                lines.push(SpeakerLine {
                    number: *number,
                    name,
                    from: from.map(code),
                    display_name: edit.and_then(|edit| edit.name.as_deref().map(str::to_owned)),
                    country: edit.and_then(|edit| edit.country).map(code),
                    merged_into: edit
                        .and_then(|edit| edit.merged_into)
                        .and_then(|into| self.numbers.get(&into).copied()),
                });
            }
        }
        lines.sort_unstable_by_key(|line| line.number);
        lines
    }
}
