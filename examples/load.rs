//! Loads articles in bulk: extracts while it stores, and resumes an interrupted load.

#[path = "support/articles.rs"]
mod articles;
#[path = "support/parallel.rs"]
mod parallel;
#[path = "support/resume.rs"]
mod resume;
#[path = "support/tally.rs"]
mod tally;
#[path = "support/terminal.rs"]
mod terminal;

use std::cell::RefCell;
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use articles::Articles;
use clap::{CommandFactory, Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use onrecord::exchange::{Form, Record};
use onrecord::{
    DateOrder, Durability, EnglishExtractor, ErrorKind, Extract, Extraction, LoadReport,
    OpenOptions, Store,
};
use parallel::Parallel;
use resume::Resume;
use serde::Serialize;
use tally::Tally;
use terminal::{chain, fail};

/// Loads articles into a store, and creates the store if there is none.
///
/// Reads text files with front matter, and records of JSON, by the line, in an array or over
/// several lines, compressed with gzip or bzip2 or not. The fields of a record show which program
/// wrote it. Reads pages of HTML, feeds (RSS, Atom, JSON Feed) and WARC files too, if it was built
/// with the features `html`, `feed` and `warc`; a page that is no article, such as a list, is
/// skipped and counted. The page itself is not kept: its text and the spans in it are enough.
/// Several files are read at a time, and if there are fewer than cores, the pages of a WARC file by
/// several threads. With the feature `parquet` also folders that `dump --format parquet` wrote, and
/// tables of articles whose names end in .parquet. Tables of Media Cloud come last: a row has no
/// text, and sets the title, source, date and language of the article that is stored under its URL.
///
/// An article that is stored already is left as it is and not extracted from again, so the same
/// command resumes an interrupted load. Pages of WARC files, and those of HTML that name their
/// address, are not even parsed again then: until the load ends, the file STORE.resume notes the
/// hashes of those that were stored. A bad record is reported and skipped. A table on standard
/// error says what was read and what was left out; the last line of standard output is a summary as
/// JSON. The exit status is 1 if a file cannot be read or an article was lost.
#[derive(Parser)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch on the command line")]
#[command(override_usage = "load [OPTIONS] STORE FILE...\n       load --dry-run [--json] FILE...")]
struct Arguments {
    /// The folder of the store, which --dry-run does without; then files, or folders of them; - for
    /// standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Durability: an article survives nothing for sure, the end of the process, or a loss of power
    #[arg(long, value_enum, default_value = "buffered")]
    durability: Level,
    /// Let articles of a store that this load makes be found by this attribute, with find
    /// --attribute; can be given several times
    #[arg(long, value_name = "NAME")]
    filter_attribute: Vec<String>,
    /// Index the words of quotes too, for find --text; the load ends when all are in the index
    #[cfg(feature = "fulltext")]
    #[arg(long, conflicts_with = "dry_run")]
    text: bool,
    /// Print {"ack": KEY} for each article when it is durable
    #[arg(long)]
    acks: bool,
    /// Read every record as one of this form, such as news-please, instead of finding out
    #[arg(long, default_value = "detect")]
    format: Form,
    /// Read dates such as 07/04/2021 with the day first (dmy) or the month first (mdy)
    #[arg(long, value_name = "ORDER")]
    date_order: Option<DateOrder>,
    /// Extract from articles in other languages than English too; they are stored without quotes
    /// otherwise
    #[arg(long)]
    extract_anyway: bool,
    /// Load articles that were erased, too
    #[arg(long)]
    unerase: bool,
    /// Exit with status 0 even if articles were lost
    #[arg(long)]
    lossy: bool,
    /// Read, and store nothing
    #[arg(long)]
    dry_run: bool,
    /// With --dry-run, print a line of JSON for each article as it would be stored
    #[arg(long, requires = "dry_run")]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Level {
    Buffered,
    Process,
    Power,
}

#[derive(Serialize)]
struct Ack<'k> {
    ack: &'k str,
}

#[derive(Serialize)]
struct Summary {
    articles: u64,
    added: u64,
    replaced: u64,
    unchanged: u64,
    erased: u64,
    skipped: u64,
    /// Pages that an interrupted load had stored.
    resumed: u64,
    paragraphs: u64,
    quotes: u64,
    speakers: u64,
    seconds: f64,
}

/// An article as it would be stored.
#[derive(Serialize)]
struct Planned<'r> {
    file: Option<String>,
    line: u64,
    form: &'static str,
    key: String,
    title: Option<&'r str>,
    url: Option<&'r str>,
    source: Option<&'r str>,
    byline: Option<&'r str>,
    language: Option<&'r str>,
    published: Option<String>,
    text: &'r str,
    /// The quotes that the record brings itself.
    quotes: usize,
    left_out: Vec<LeftOut<'r>>,
}

#[derive(Serialize)]
struct LeftOut<'r> {
    field: &'r str,
    reason: &'static str,
}

type Failure = Box<dyn Error>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = if arguments.dry_run { plan(&arguments) } else { load(&arguments) };
    match done {
        Ok(tally) if tally.is_unread() => ExitCode::FAILURE,
        Ok(tally) if tally.is_lossy() && !arguments.lossy => ExitCode::FAILURE,
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => fail(&*error),
    }
}

fn articles(files: &[PathBuf], arguments: &Arguments) -> Articles {
    Articles::of(files).form(arguments.format).date_order(arguments.date_order)
}

/// Says how pages are read and stored: what differs in it is of another load.
fn way(arguments: &Arguments) -> String {
    let Arguments { format, date_order, extract_anyway, unerase, .. } = arguments;
    let (version, extractor) = (env!("CARGO_PKG_VERSION"), EnglishExtractor::new());
    format!(
        "onrecord {version}, {}, {format}, {date_order:?}, {extract_anyway}, {unerase}",
        extractor.id()
    )
}

/// Draws the bytes that were read of all files, and the time left, on standard error if that is a
/// terminal.
fn progress_bar(total: Option<u64>, read: Arc<AtomicU64>) -> Result<ProgressBar, Failure> {
    let bar = match total {
        Some(total) => ProgressBar::new(total).with_style(ProgressStyle::with_template(
            "{bar:25} {bytes} of {total_bytes}, {eta} left; {msg}",
        )?),
        None => ProgressBar::new_spinner()
            .with_style(ProgressStyle::with_template("{spinner} {bytes} in {elapsed}; {msg}")?),
    };
    let drawn = bar.clone();
    thread::spawn(move || {
        while !drawn.is_finished() {
            drawn.set_position(read.load(Ordering::Relaxed));
            thread::sleep(Duration::from_millis(200));
        }
    });
    Ok(bar)
}

/// Counts an article. Returns whether it is stored without an extraction.
fn tell(tally: &mut Tally, record: &Record, arguments: &Arguments) -> bool {
    tally.read(record);
    let is_foreign = !arguments.extract_anyway && record.is_foreign();
    if is_foreign {
        tally.foreign(record);
    }
    is_foreign
}

/// Reads all files, and prints what would be stored.
fn plan(arguments: &Arguments) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut articles = Parallel::read(articles(&arguments.paths, arguments), false);
    for record in &mut articles {
        match record {
            Ok(record) => {
                tell(&mut tally, &record, arguments);
                if arguments.json {
                    serde_json::to_writer(&mut out, &planned(&record))?;
                    out.write_all(b"\n")?;
                }
            }
            Err(bad) if bad.is_no_article => tally.no_article(&bad),
            Err(bad) => {
                eprintln!("{}", chain(&bad));
                tally.lost(&bad);
            }
        }
    }
    out.flush()?;
    tally.speaker_edits(articles.speaker_edits());
    eprint!("{tally}");
    Ok(tally)
}

fn planned(record: &Record) -> Planned<'_> {
    let left_out = record.left_out.iter();
    let left_out =
        left_out.map(|left| LeftOut { field: &left.field, reason: left.why.as_str() }).collect();
    Planned {
        file: record.file.as_ref().map(|file| file.display().to_string()),
        line: record.line,
        form: record.form.as_str(),
        key: record.draft.external_key(),
        title: record.title(),
        url: record.url(),
        source: record.source(),
        byline: record.byline(),
        language: record.language(),
        published: record.published().map(|published| published.to_string()),
        text: record.draft.text(),
        quotes: record.quotes(),
        left_out,
    }
}

/// Loads all files into the store.
fn load(arguments: &Arguments) -> Result<Tally, Failure> {
    let [store, files @ ..] = &*arguments.paths else { return Ok(Tally::default()) };
    if files.is_empty() {
        let missing = clap::error::ErrorKind::MissingRequiredArgument;
        Arguments::command().error(missing, "no FILE is given after the STORE").exit();
    }
    let start = Instant::now();
    let store_path = store;
    let store = open(store_path, arguments)?;
    let resume = Resume::open(&store, store_path, way(arguments))?;
    let known = resume.known();
    let is_resumed = !known.is_empty();
    let articles = articles(files, arguments).pass_over(move |page| known.take(page));
    let bar = progress_bar(articles.bytes(), articles.bytes_read())?;
    let resume = RefCell::new(resume);
    let mut tally = Tally::default();
    let (mut unprinted, mut not_unerased, mut not_noted) = (None, None, None);
    let (mut rows_without_article, mut first_of_them) = (0, String::new());
    let mut articles = Parallel::read(articles, is_resumed);
    let counts = articles.counts();
    let records = std::iter::from_fn(|| {
        let record = loop {
            match articles.next()? {
                Err(bad) if bad.is_no_article => {
                    tally.no_article(&bad);
                    resume.borrow_mut().no_article(bad.page);
                }
                record => break record,
            }
        };
        if let Err(bad) = &record {
            tally.lost(bad);
        }
        Some(record.map(|record| {
            let is_foreign = tell(&mut tally, &record, arguments);
            let draft = record.draft;
            let key = draft.external_key();
            if arguments.unerase && not_unerased.is_none() {
                not_unerased = store.unerase_article(&key).err();
            }
            resume.borrow_mut().read(key, record.page);
            if is_foreign { draft.extraction(Extraction::default()) } else { draft }
        }))
    });
    let report = store
        .loader()
        .progress(|progress| {
            let (all, quotes) = (progress.report.articles(), progress.report.quotes);
            let files = counts.files.load(Ordering::Relaxed);
            bar.set_message(format!(
                "{all} articles, {quotes} quotes, {files} files{}",
                lag(&store)
            ));
            for skipped in progress.skipped {
                // The source of the error names the file; without one, the error names the key.
                let reason: &dyn Error = &skipped.reason;
                let message = chain(reason.source().unwrap_or(reason));
                let message = message.strip_prefix("not found: ").unwrap_or(&message);
                bar.suspend(|| eprintln!("{message}"));
                if skipped.reason.kind() == ErrorKind::NotFound {
                    rows_without_article += 1;
                    if rows_without_article == 1 {
                        message.clone_into(&mut first_of_them);
                    }
                }
            }
            if arguments.acks && unprinted.is_none() {
                unprinted = acknowledge(progress.keys).err();
            }
            if not_noted.is_none() {
                not_noted = resume.borrow_mut().stored(&store, progress.keys).err();
            }
        })
        .run(records)?;
    #[cfg(feature = "fulltext")]
    catch_up(&store, &bar)?;
    bar.finish_and_clear();
    if let Some(error) = not_unerased {
        return Err(error.into());
    }
    if let Some(error) = unprinted {
        return Err(format!("cannot print acknowledgements: {error}").into());
    }
    if let Some(error) = not_noted {
        return Err(format!("cannot note what was loaded: {error}").into());
    }
    resume.into_inner().end()?;
    let resumed = articles.passed_over();
    tally.resumed(resumed);
    tally.speaker_edits(articles.speaker_edits());
    tally.without_article(rows_without_article, first_of_them);
    tally.not_stored(report.skipped);
    eprint!("{tally}");
    let speakers = store.speakers().count()?;
    store.close()?;
    summarize(&report, resumed, speakers, start.elapsed())?;
    Ok(tally)
}

/// Opens the store, or creates it.
fn open(path: &Path, arguments: &Arguments) -> Result<Store, Failure> {
    let durability = match arguments.durability {
        Level::Buffered => Durability::Buffered,
        Level::Process => Durability::Process,
        Level::Power => Durability::Power,
    };
    let options = OpenOptions::new().create(true).durability(durability);
    #[cfg(feature = "fulltext")]
    let options = options.text_index(arguments.text);
    let names = arguments.filter_attribute.iter();
    Ok(names.fold(options, OpenOptions::filter_attribute).open(path)?)
}

/// Waits until all is in the index of words, if there is one.
#[cfg(feature = "fulltext")]
fn catch_up(store: &Store, bar: &ProgressBar) -> Result<(), Failure> {
    while store.text_lag().is_some() && !store.catch_up_text(Duration::from_millis(200))? {
        bar.set_message(format!("the index of words{}", lag(store)));
    }
    Ok(())
}

/// Says how far the index of words is behind, if there is one.
#[cfg_attr(not(feature = "fulltext"), allow(unused_variables, reason = "there is no index"))]
fn lag(store: &Store) -> String {
    #[cfg(feature = "fulltext")]
    if let Some(lag) = store.text_lag() {
        return format!(", {lag} of them not indexed");
    }
    String::new()
}

fn acknowledge(keys: &[String]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for key in keys {
        let mut line = serde_json::to_vec(&Ack { ack: key })?;
        line.push(b'\n');
        out.write_all(&line)?;
        out.flush()?;
    }
    Ok(())
}

fn summarize(report: &LoadReport, resumed: u64, speakers: u64, took: Duration) -> io::Result<()> {
    let summary = Summary {
        articles: report.articles(),
        added: report.added,
        replaced: report.replaced,
        unchanged: report.unchanged,
        erased: report.erased,
        skipped: report.skipped,
        resumed,
        paragraphs: report.paragraphs,
        quotes: report.quotes,
        speakers,
        seconds: took.as_secs_f64(),
    };
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &summary)?;
    writeln!(out)
}
