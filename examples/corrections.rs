//! Corrects a date and a name. Both corrections last if the article is stored again.

#[path = "support/terminal.rs"]
mod terminal;

use std::error::Error;
use std::process::ExitCode;

use jiff::civil::date;
use onrecord::{ArticleCorrection, Draft, ExtractedQuote, Extraction, Span, Store};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => terminal::fail(&*error),
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let store = Store::create_new(folder.path().join("news.onrecord"))?;
    let mut quote = ExtractedQuote::new(Span::new(0, 7));
    quote.speaker = Some("Ada Nkemelu".to_owned());
    let mut found = Extraction::default();
    found.quotes.push(quote);
    let draft = Draft::new("We won.").key("vote").published(date(2002, 7, 21)).extraction(found);
    let stored = store.put(&draft)?;

    let correction = ArticleCorrection::new().published(date(2020, 7, 21));
    store.correct_article(stored.article, &correction)?;
    for speaker in &store.speakers().name("Ada Nkemelu") {
        store.rename_speaker(speaker?.id(), Some("Dr Ada Nkemelu-Oduya"))?;
    }

    store.put(&draft.title("The vote"))?; // a new title, and the wrong date once more
    for quote in &store.quotes() {
        let quote = quote?;
        let day = quote.published().map(|published| published.to_string()).unwrap_or_default();
        println!("{day} {}: {}", quote.speaker_name().unwrap_or("-"), quote.text());
    }
    Ok(())
}
