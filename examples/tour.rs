//! Shows each capability of the store on the articles in `seeds/`, in a page of output.

#[path = "support/articles.rs"]
mod articles;
#[path = "support/terminal.rs"]
mod terminal;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use articles::Articles;
use clap::Parser;
use jiff::civil::date;
use onrecord::{ChangeCursor, ChangeKind, Country, Cursor, Draft, Quote, Store};
use terminal::{fail, plain};

/// Loads the articles in seeds/ into a store in a temporary folder, then asks and changes it.
#[derive(Parser)]
struct Arguments {}

type Failure = Box<dyn std::error::Error>;

/// A minister who speaks in several of the articles.
const MINISTER: &str = "Wanjiru Kahuthu";

fn main() -> ExitCode {
    let Arguments {} = Arguments::parse();
    match run(&mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&*error),
    }
}

fn run(out: &mut impl Write) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let store = Store::create_new(folder.path().join("news.onrecord"))?;
    load(out, &store)?;
    ask(out, &store)?;
    look_further(out, &store)?;
    correct(out, &store)?;
    change(out, &store)?;
    let report = store.verify(|_| {})?;
    let problems = report.problems.len();
    writeln!(
        out,
        "\nverify: {} articles, {} quotes, {problems} problems",
        report.articles, report.quotes
    )?;
    store.close()?;
    writeln!(
        out,
        "\nNext: examples/load.rs loads your own articles, examples/find.rs asks for quotes."
    )?;
    Ok(())
}

fn load(out: &mut impl Write, store: &Store) -> Result<(), Failure> {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let start = Instant::now();
    let report = store.loader().run(Articles::of([seeds]))?;
    let (quotes, speakers) = (report.quotes, store.speakers().count()?);
    let took = start.elapsed().as_millis();
    writeln!(
        out,
        "Loaded {} articles: {quotes} quotes by {speakers} speakers, in {took} ms",
        report.articles()
    )?;
    for skipped in &report.problems {
        writeln!(out, "  skipped {skipped}")?;
    }
    Ok(())
}

fn ask(out: &mut impl Write, store: &Store) -> Result<(), Failure> {
    let said = store.quotes().speaker(MINISTER);
    writeln!(out, "\nquotes().speaker({MINISTER:?}): {} quotes, newest first", said.count()?)?;
    let page = said.page(3)?;
    show(out, &page.items)?;
    if let Some(next) = page.next {
        // A cursor is text: it can be kept, or sent to a browser, and parsed.
        let cursor: Cursor = next.to_string().parse()?;
        writeln!(out, "page 2, after the cursor of page 1")?;
        show(out, &said.clone().after(cursor).page(2)?.items)?;
    }
    let from = store.quotes().speaker_country(Country::KE);
    writeln!(
        out,
        "\nquotes().speaker_country(KE): {}; explained: {}",
        from.count()?,
        from.explain()?
    )?;
    let about = store.quotes().about_country(Country::GE).oldest_first();
    writeln!(out, "quotes().about_country(GE).oldest_first(): {}", about.count()?)?;
    show(out, &about.page(2)?.items)?;
    let year = date(2021, 1, 1)..=date(2021, 12, 31);
    let count = store.quotes().involves_country(Country::OM).published(year).count()?;
    writeln!(out, "quotes().involves_country(OM).published(2021): {count} from Oman or about it")?;
    Ok(())
}

fn look_further(out: &mut impl Write, store: &Store) -> Result<(), Failure> {
    writeln!(out, "\nspeakers().prefix(\"kah\") and their forms of name and office")?;
    for speaker in &store.speakers().prefix("kah") {
        let speaker = speaker?;
        let country = speaker.country().map_or("--", Country::alpha2);
        let aliases: Vec<_> = speaker.aliases().collect();
        let roles: Vec<_> = speaker.roles().take(2).collect();
        let (aliases, roles) = (plain(&aliases.join(", ")), plain(&roles.join("; ")));
        writeln!(out, "  {} ({country}), also {aliases}: {roles}", plain(speaker.name()))?;
    }
    let Some(quote) = store.quotes().speaker(MINISTER).oldest_first().iter().next() else {
        return Ok(());
    };
    let article = quote?.article()?;
    let (source, title) =
        (plain(article.source().unwrap_or("-")), plain(article.title().unwrap_or("-")));
    writeln!(out, "\nquote.article(): {source}, {title}")?;
    for paragraph in article.paragraphs()?.iter().take(6) {
        writeln!(out, "  {:<8} {}", paragraph.kind(), short(paragraph.text(), 84))?;
    }
    Ok(())
}

fn correct(out: &mut impl Write, store: &Store) -> Result<(), Failure> {
    let Some(speaker) = store.speakers().name(MINISTER).iter().next() else { return Ok(()) };
    let id = speaker?.id();
    store.rename_speaker(id, Some("Dr Wanjiru Kahuthu-Oduya"))?;
    store.set_speaker_country(id, Some(Country::UG))?;
    writeln!(
        out,
        "\nrename_speaker and set_speaker_country: corrections last, and no quote is rewritten"
    )?;
    let found =
        store.quotes().speaker("Dr Wanjiru Kahuthu-Oduya").speaker_country(Country::UG).page(1)?;
    show(out, &found.items)?;
    Ok(())
}

fn change(out: &mut impl Write, store: &Store) -> Result<(), Failure> {
    let before = store.changes(ChangeCursor::START)?.last().transpose()?;
    let draft =
        |text: &str| Draft::new(text).key("tour").title("A note").published(date(2024, 5, 1));
    let first = store.ingest(&draft("“We have begun,” said Ugandan engineer Ruth Nankya."))?;
    let same = store.ingest(&draft("“We have begun,” said Ugandan engineer Ruth Nankya."))?;
    let other = store.ingest(&draft("“We are done,” said Ugandan engineer Ruth Nankya."))?;
    writeln!(
        out,
        "\ningest: {:?}, the same again: {:?}, new words under its key: {:?}",
        first.outcome, same.outcome, other.outcome
    )?;
    let mut lines = Vec::new();
    let exported = store.export_jsonl(&mut lines)?;
    writeln!(
        out,
        "export_jsonl: {} lines, {} bytes",
        exported.articles + exported.speakers,
        lines.len()
    )?;
    store.remove(other.article)?;
    let since = before.map_or(ChangeCursor::START, |change| change.cursor);
    let changes: Result<Vec<_>, _> = store.changes(since)?.collect();
    let kinds: Vec<_> = changes?.iter().map(|change| in_words(change.kind)).collect();
    writeln!(out, "changes(since): {}", kinds.join(", "))?;
    Ok(())
}

fn in_words(change: ChangeKind) -> String {
    match change {
        ChangeKind::Put(article) => format!("put {article}"),
        ChangeKind::Removed(article) => format!("removed {article}"),
        ChangeKind::SpeakerEdited(speaker) => format!("edited {speaker}"),
        other => format!("{other:?}"),
    }
}

fn show(out: &mut impl Write, quotes: &[Quote]) -> Result<(), Failure> {
    for quote in quotes {
        let day = quote
            .published()
            .map_or_else(|| "undated".to_owned(), |published| published.date().to_string());
        let from = quote.speaker_country().map_or("--", Country::alpha2);
        let speaker = plain(quote.speaker_name().unwrap_or("unattributed"));
        writeln!(out, "  {day:<10} {speaker} ({from}): “{}”", short(quote.text(), 60))?;
    }
    Ok(())
}

/// Cuts text off after this many letters.
fn short(text: &str, letters: usize) -> String {
    let shown = plain(text);
    if shown.chars().count() <= letters {
        return shown;
    }
    let cut: String = shown.chars().take(letters).collect();
    format!("{}…", cut.trim_end())
}
