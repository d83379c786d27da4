//! Finds quotes by speaker, country, source, attribute and date, counts them, and watches for new
//! ones; with the feature `fulltext`, by their words.

#[path = "support/chart.rs"]
mod chart;
#[path = "support/filters.rs"]
mod filters;
#[path = "support/terminal.rs"]
mod terminal;
#[cfg(feature = "fulltext")]
#[path = "support/words.rs"]
mod words;

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use filters::Filters;
use jiff::civil::Date;
use onrecord::exchange::{Form, Records};
use onrecord::{
    ChangeCursor, CodePoints, Country, Cursor, Facets, FromSource, Period, Quote, QuoteQuery,
    QuoteSpeaker, Snapshot, Speaker, SpeakerFacet, Store, WatchEvent,
};
#[cfg(feature = "fulltext")]
use onrecord::{OpenOptions, Span};
use serde::Serialize;
use serde_json::{Value, json};
use terminal::{fail, plain};
#[cfg(feature = "fulltext")]
use words::{SNIPPET, catch_up, excerpt};

/// Finds quotes that fulfil all conditions, newest first.
#[derive(Parser)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch on the command line")]
struct Arguments {
    /// The folder of the store, or a file that it was published to
    store: PathBuf,
    #[command(flatten)]
    filters: Filters,
    /// Find quotes with these words: "turning point" as a phrase, turn*, OR, -word
    #[cfg(feature = "fulltext")]
    #[arg(long, value_name = "WORDS", conflicts_with = "follow")]
    text: Option<String>,
    /// With --text: the most relevant first
    #[cfg(feature = "fulltext")]
    #[arg(long, requires = "text")]
    relevance: bool,
    /// Go on after the page that printed this cursor
    #[arg(long)]
    after: Option<Cursor>,
    /// The most quotes to show; with --facets, the most speakers and sources
    #[arg(long, value_name = "N", default_value_t = 20, conflicts_with = "follow")]
    limit: usize,
    /// Print only the number of quotes
    #[arg(long, conflicts_with = "facets")]
    count: bool,
    /// Print the number of quotes by speaker, country and source, and by day, week, month or year
    #[arg(long, value_name = "PERIOD", num_args = 0..=1, default_missing_value = "month")]
    facets: Option<Every>,
    /// Draw the number of quotes by day, week, month or year, on the terminal
    #[arg(long, value_name = "PERIOD", num_args = 0..=1, default_missing_value = "month",
          conflicts_with_all = ["count", "facets", "after", "json"])]
    chart: Option<Every>,
    /// Write the same as a drawing to a file, by month unless --chart says otherwise
    #[arg(long, value_name = "FILE", conflicts_with_all = ["count", "facets", "after", "json"])]
    svg: Option<PathBuf>,
    /// Store the articles that come by standard input, and print each matching quote when its
    /// article is committed, also those of articles that are replaced
    #[arg(long, conflicts_with_all = ["count", "facets", "after", "chart", "svg"])]
    follow: bool,
    /// With --follow: first print what was committed since an earlier --follow printed this cursor
    #[arg(long, value_name = "CURSOR", requires = "follow")]
    since_change: Option<ChangeCursor>,
    /// Show only one quote of those with the same words on a page, and tell of the others
    #[arg(long, conflicts_with_all = ["count", "facets", "follow", "json"])]
    distinct: bool,
    /// Print a line of JSON for each quote, or one for all facets
    #[arg(long)]
    json: bool,
}

/// A period to count quotes by.
#[derive(Clone, Copy, ValueEnum)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

/// The quotes that are read at a time.
const PAGE: usize = 500;

/// The most speakers that are listed.
const LISTED: usize = 20;

/// The widest bar on a terminal, in letters.
const BAR: usize = 50;

/// The colours of a drawing that is a file of its own, in light and dark surroundings.
const STYLE: &str = "<style>.chart{font:14px sans-serif}.bar{fill:#2f6db0}.axis{stroke:#888}\
    .label{fill:#555}@media(prefers-color-scheme:dark){.bar{fill:#6fa8e6}.label{fill:#bbb}}\
    </style>";

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&*error),
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let path = &arguments.store;
    if arguments.follow {
        let store = Store::open(path)?;
        return follow(&store, arguments);
    }
    let store = if path.is_file() { Snapshot::open(path)? } else { open(&arguments)?.snapshot() };
    let (count, json, limit) = (arguments.count, arguments.json, arguments.limit);
    if let Some(name) = &arguments.filters.speaker {
        tell_who_shares(&store, name, arguments.filters.from)?;
    }
    let mut query = arguments.filters.query(store.quotes());
    #[cfg(feature = "fulltext")]
    if let Some(words) = &arguments.text {
        query = query.matching(words);
        if arguments.relevance {
            query = query.by_relevance();
        }
    }
    if let Some(cursor) = arguments.after {
        query = query.after(cursor);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    if count {
        writeln!(out, "{}", query.count()?)?;
        out.flush()?;
        return Ok(());
    }
    if let Some(every) = arguments.facets {
        let facets = query.facets(limit)?;
        if json {
            writeln!(out, "{}", facets_json(&facets, every.period()))?;
        } else {
            print_facets(&mut out, &facets, every.period())?;
        }
        out.flush()?;
        return Ok(());
    }
    if arguments.chart.is_some() || arguments.svg.is_some() {
        let period = arguments.chart.unwrap_or(Every::Month).period();
        let counts = query.facets(0)?.published(period);
        if let Some(file) = arguments.svg {
            fs::write(file, chart::svg(&counts, period, STYLE))?;
        } else {
            print_chart(&mut out, &chart::filled(&counts, period), period)?;
        }
        out.flush()?;
        return Ok(());
    }
    let mut left = limit;
    // Consecutive quotes of one article share the count of its code points.
    let mut together: Vec<Quote> = Vec::new();
    let mut sayings = HashSet::new();
    let next = loop {
        let page = query.page(left.min(PAGE))?;
        left -= page.items.len();
        for quote in page.items {
            if arguments.distinct && quote.saying_id().is_some_and(|id| !sayings.insert(id)) {
                left += 1;
                continue;
            }
            if !json {
                print(&mut out, &query, &quote)?;
                if arguments.distinct {
                    print_saying(&mut out, &quote)?;
                }
                continue;
            }
            if together.first().is_some_and(|first| first.article_id() != quote.article_id()) {
                print_json(&mut out, &query, &together)?;
                together.clear();
            }
            together.push(quote);
        }
        match page.next {
            Some(more) if left > 0 => query = query.after(more),
            next => break next,
        }
    };
    print_json(&mut out, &query, &together)?;
    out.flush()?;
    if let Some(next) = next {
        eprintln!("There are more: go on with --after {next}");
    }
    Ok(())
}

/// Opens the store; if words are asked for, with an index of words that has all quotes.
fn open(arguments: &Arguments) -> Result<Store, Failure> {
    #[cfg(feature = "fulltext")]
    if arguments.text.is_some() {
        let store = OpenOptions::new().text_index(true).open(&arguments.store)?;
        catch_up(&store)?;
        return Ok(store);
    }
    Ok(Store::open(&arguments.store)?)
}

/// Stores the articles of standard input, and prints the quotes that match.
fn follow(store: &Store, arguments: Arguments) -> Result<(), Failure> {
    let query = arguments.filters.query(store.quotes());
    let mut watch = match arguments.since_change {
        Some(since) => store.watch_since(query.clone(), since)?,
        None => store.watch(query.clone())?,
    };
    let writer = store.clone();
    let writer = thread::spawn(move || store_input(&writer));
    let mut out = BufWriter::new(io::stdout().lock());
    loop {
        let is_last = writer.is_finished();
        while let Some(event) = watch.next_within(Duration::from_millis(50))? {
            match event {
                WatchEvent::Quote(new) if arguments.json => {
                    print_json(&mut out, &query, &[new.quote])?;
                }
                WatchEvent::Quote(new) => print(&mut out, &query, &new.quote)?,
                WatchEvent::Missed(article) => {
                    eprintln!("A version of the article {article} was replaced or removed again.");
                }
                _ => {}
            }
            out.flush()?;
        }
        if is_last {
            break;
        }
    }
    writer.join().map_err(|_| "the thread that stores articles panicked")??;
    eprintln!("Go on with --follow --since-change {}", watch.cursor());
    Ok(())
}

/// Stores the articles of standard input, one by one. A record that cannot be read is told of.
fn store_input(store: &Store) -> Result<(), onrecord::Error> {
    for record in Records::new(io::stdin().lock(), Form::Detect) {
        match record {
            Ok(record) => drop(store.ingest(&record.draft)?),
            Err(bad) => eprintln!("{}: {}", bad.place(), plain(&bad.error.to_string())),
        }
    }
    Ok(())
}

impl Every {
    fn period(self) -> Period {
        match self {
            Self::Day => Period::Day,
            Self::Week => Period::Week,
            Self::Month => Period::Month,
            Self::Year => Period::Year,
        }
    }
}

/// Prints the counts as tables.
fn print_facets(out: &mut impl Write, facets: &Facets, period: Period) -> Result<(), Failure> {
    let Facets { quotes, unattributed, undated, .. } = facets;
    writeln!(out, "{quotes} quotes, {unattributed} of nobody, {undated} undated")?;
    let mut table = |title: &str, rows: Vec<(String, u64)>| -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{title}")?;
        rows.iter().try_for_each(|(of, quotes)| writeln!(out, "{quotes:9}  {}", plain(of)))
    };
    let name = |country: &Country| country.name().to_owned();
    let countries = |counts: &[(Country, u64)]| {
        counts.iter().map(|(country, quotes)| (name(country), *quotes)).collect()
    };
    let speakers = facets.speakers.iter();
    table("speakers", speakers.map(|one| (one.name.clone(), one.quotes)).collect())?;
    table("from", countries(&facets.speaker_countries))?;
    table("about", countries(&facets.about_countries))?;
    let both = facets.from_about.iter();
    let both = both.map(|(from, about, quotes)| (format!("{from} about {about}"), *quotes));
    table("from and about", both.collect())?;
    table("sources", facets.sources.clone())?;
    let periods = facets.published(period).into_iter();
    table("published from", periods.map(|(first, quotes)| (first.to_string(), quotes)).collect())?;
    Ok(())
}

/// Draws a bar for each period.
fn print_chart(out: &mut impl Write, bars: &[(Date, u64)], period: Period) -> io::Result<()> {
    let highest = bars.iter().map(|(_, quotes)| *quotes).max().unwrap_or(0).max(1);
    for (day, quotes) in bars {
        // Half a letter is the least that is seen.
        let halves = quotes.saturating_mul(2 * BAR as u64).div_ceil(highest);
        let whole = usize::try_from(halves / 2).unwrap_or(BAR);
        let half = if halves % 2 == 1 { "▌" } else { "" };
        let bar = "█".repeat(whole);
        writeln!(out, "{:10} {quotes:9}  {bar}{half}", chart::label(*day, period))?;
    }
    Ok(())
}

/// Returns the counts as one object.
fn facets_json(facets: &Facets, period: Period) -> Value {
    let countries = |counts: &[(Country, u64)]| -> Vec<Value> {
        let row = |(country, quotes): &(Country, u64)| json!([country.alpha2(), quotes]);
        counts.iter().map(row).collect()
    };
    let speaker = |one: &SpeakerFacet| {
        let id = one.id.to_string();
        json!({"id": id, "name": one.name, "quotes": one.quotes})
    };
    let speakers = facets.speakers.iter().map(speaker);
    let both = facets.from_about.iter();
    let both = both.map(|(from, about, quotes)| json!([from.alpha2(), about.alpha2(), quotes]));
    let periods = facets.published(period).into_iter();
    let periods = periods.map(|(first, quotes)| json!([first.to_string(), quotes]));
    json!({
        "quotes": facets.quotes,
        "unattributed": facets.unattributed,
        "undated": facets.undated,
        "speakers": speakers.collect::<Vec<_>>(),
        "from": countries(&facets.speaker_countries),
        "about": countries(&facets.about_countries),
        "from_about": both.collect::<Vec<_>>(),
        "sources": facets.sources,
        "published": periods.collect::<Vec<_>>(),
    })
}

/// Says who shares the name that is asked for, and how to pick one; or that nobody has it.
fn tell_who_shares(store: &Snapshot, name: &str, from: Option<Country>) -> Result<(), Failure> {
    let mut named = store.speakers().name(name);
    let mut begun = store.speakers().prefix(name);
    if let Some(country) = from {
        named = named.country(country);
        begun = begun.country(country);
    }
    let found = named.iter().collect::<Result<Vec<_>, _>>()?;
    let full = |speaker: &Speaker| speaker.name().to_lowercase() == name.trim().to_lowercase();
    let mut others = Vec::new();
    if !found.iter().any(full) {
        others = begun.iter().collect::<Result<Vec<_>, _>>()?;
        others.retain(|other| found.iter().all(|speaker| speaker.id() != other.id()));
    }
    if found.is_empty() {
        let place = from.map(|country| format!(" from {country}")).unwrap_or_default();
        eprintln!("Nobody{place} is known as “{}”.", plain(name));
        if !others.is_empty() {
            eprintln!("Names that begin so:");
            list(&others);
            eprintln!("Pick one with --speaker-id ID or with the full name.");
        }
        return Ok(());
    }
    // A surname that articles use for one speaker may be that of others as well.
    others.retain(|other| other.bears(name));
    if found.len() + others.len() == 1 {
        return Ok(());
    }
    eprintln!("{} speakers share the name “{}”:", found.len() + others.len(), plain(name));
    if others.is_empty() {
        list(&found);
        eprintln!("The quotes are of all of them. Pick one with --speaker-id ID, with the full");
        eprintln!("name, or with --from CC.");
    } else {
        list(&found);
        list(&others);
        let of = match &*found {
            [one] => plain(one.name()),
            several => format!("the first {}", several.len()),
        };
        eprintln!("The quotes are of {of}, as articles use this name for no other. Pick one with");
        eprintln!("--speaker-id ID or with the full name.");
    }
    Ok(())
}

/// Lists the most quoted of some speakers.
fn list(speakers: &[Speaker]) {
    for speaker in speakers.iter().take(LISTED) {
        let country = speaker.country().map_or("country unknown", Country::alpha2);
        let (id, name, count) = (speaker.id(), plain(speaker.name()), speaker.quote_count());
        let quotes = if count == 1 { "quote" } else { "quotes" };
        eprintln!("  {id}  {name} ({country}), {count} {quotes}");
    }
    if speakers.len() > LISTED {
        eprintln!("  … and {} more", speakers.len() - LISTED);
    }
}

fn print(out: &mut impl Write, query: &QuoteQuery, quote: &Quote) -> Result<(), Failure> {
    let article = quote.article()?;
    let published =
        quote.published().map_or_else(|| "undated".to_owned(), |published| published.to_string());
    let speakers: Vec<String> = quote.speakers().map(|speaker| described(&speaker)).collect();
    let speakers = match &*speakers {
        [] => "unattributed".to_owned(),
        speakers => speakers.join(" and "),
    };
    writeln!(out, "{published}  {speakers}: “{}”", shown(query, quote))?;
    let title = plain(article.title().unwrap_or(article.key()));
    let source = article.source().map(|source| format!("{}: ", plain(source))).unwrap_or_default();
    writeln!(out, "    {source}{title}")?;
    Ok(())
}

/// Returns the words of a quote for the terminal; if words are asked for, the stretch that they are
/// found in, and they in bold type if the output is a terminal.
#[cfg_attr(not(feature = "fulltext"), allow(unused_variables, reason = "no words are asked for"))]
fn shown(query: &QuoteQuery, quote: &Quote) -> String {
    #[cfg(feature = "fulltext")]
    if let Some(snippet) = query.snippet(quote, SNIPPET) {
        return excerpt(&snippet, io::IsTerminal::is_terminal(&io::stdout()));
    }
    plain(quote.text())
}

/// Prints where else the words of a quote are, and what they are an excerpt of.
fn print_saying(out: &mut impl Write, quote: &Quote) -> Result<(), Failure> {
    if let Some(saying) = quote.saying()?.filter(|saying| saying.quotes > 1) {
        let (articles, sources, first) = (saying.articles, saying.sources, &saying.first);
        let article = first.article()?;
        let place = plain(article.source().unwrap_or(article.key()));
        let published = first.published().map(|published| format!(" of {published}"));
        let first = format!("{place}{}", published.unwrap_or_default());
        writeln!(out, "    in {articles} articles of {sources} sources, first in {first}")?;
        writeln!(out, "    all with --same-as {}", quote.id())?;
        if saying.is_disputed() {
            let names = saying.speakers.iter().map(|speaker| plain(&speaker.name));
            writeln!(out, "    said by {}", names.collect::<Vec<_>>().join(" or "))?;
        }
    }
    for longer in quote.excerpt_of()? {
        writeln!(out, "    an excerpt of “{}”", plain(longer.text()))?;
    }
    Ok(())
}

/// Returns the name of a speaker, and the country in brackets.
fn described(speaker: &QuoteSpeaker<'_>) -> String {
    let source = match speaker.from_source() {
        Some(FromSource::Speaker) => ", not by this article",
        _ => "",
    };
    let from = speaker.country().map(|country| format!(" ({country}{source})"));
    format!("{}{}", plain(speaker.name()), from.unwrap_or_default())
}

/// A speaker of a quote after the first.
#[derive(Serialize)]
struct Further<'q> {
    speaker: &'q str,
    role: Option<&'q str>,
    from: Option<&'static str>,
    from_source: Option<&'static str>,
}

impl<'q> Further<'q> {
    fn new(speaker: QuoteSpeaker<'q>) -> Self {
        Self {
            speaker: speaker.name(),
            role: speaker.role(),
            from: speaker.country().map(Country::alpha2),
            from_source: speaker.from_source().map(FromSource::as_str),
        }
    }
}

#[derive(Serialize)]
struct Line<'q> {
    key: &'q str,
    title: Option<&'q str>,
    source: Option<&'q str>,
    published: Option<String>,
    start: usize,
    end: usize,
    text: &'q str,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Excerpt>,
    paragraph: u32,
    kind: &'static str,
    group: Option<u32>,
    cue: Option<&'q str>,
    mention: Option<Mention<'q>>,
    speaker: Option<&'q str>,
    role: Option<&'q str>,
    from: Option<&'static str>,
    from_source: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    further: Vec<Further<'q>>,
    countries: Vec<&'static str>,
    context_countries: Vec<&'static str>,
    confidence: f32,
}

/// The stretch of a quote that the words were found in, and where in it they are.
#[derive(Serialize)]
#[cfg_attr(not(feature = "fulltext"), allow(dead_code, reason = "no words are asked for"))]
struct Excerpt {
    text: String,
    found: Vec<[usize; 2]>,
}

#[derive(Serialize)]
struct Mention<'q> {
    text: &'q str,
    start: usize,
    end: usize,
}

/// Prints quotes of one article, with the offsets as Unicode code points.
#[cfg_attr(not(feature = "fulltext"), allow(unused_variables, reason = "no words are asked for"))]
fn print_json(out: &mut impl Write, query: &QuoteQuery, quotes: &[Quote]) -> Result<(), Failure> {
    let Some(first) = quotes.first() else { return Ok(()) };
    let article = first.article()?;
    let text = article.text()?;
    let points = CodePoints::of(&text);
    for quote in quotes {
        let at = points.range(quote.span());
        let mention = quote.mention().zip(quote.mention_span()).map(|(text, span)| {
            let at = points.range(span);
            Mention { text, start: at.start, end: at.end }
        });
        #[cfg(feature = "fulltext")]
        let snippet = query.snippet(quote, SNIPPET).map(|snippet| {
            let points = CodePoints::of(snippet.text());
            let found = snippet.highlights().iter().map(|found| {
                let at = points.range(Span::of(found.clone()));
                [at.start, at.end]
            });
            Excerpt { found: found.collect(), text: snippet.text().to_owned() }
        });
        #[cfg(not(feature = "fulltext"))]
        let snippet = None;
        let line = Line {
            key: article.key(),
            title: article.title(),
            source: article.source(),
            published: quote.published().map(|published| published.to_string()),
            start: at.start,
            end: at.end,
            text: quote.text(),
            snippet,
            paragraph: quote.paragraph_index(),
            kind: quote.kind().as_str(),
            group: quote.group(),
            cue: quote.cue(),
            mention,
            speaker: quote.speaker_name(),
            role: quote.role(),
            from: quote.speaker_country().map(Country::alpha2),
            from_source: quote.from_source().map(FromSource::as_str),
            further: quote.speakers().skip(1).map(Further::new).collect(),
            countries: quote.countries().map(Country::alpha2).collect(),
            context_countries: quote.context_countries().map(Country::alpha2).collect(),
            confidence: quote.confidence(),
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
