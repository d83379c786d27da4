//! Stores quotes of an extractor of one's own, for interviews: each line is `NAME: words`.

#[path = "support/terminal.rs"]
mod terminal;

use std::error::Error;
use std::process::ExitCode;

use onrecord::{Draft, Extract, ExtractedQuote, Extraction, Span, Store};

struct Interviews;

impl Extract for Interviews {
    fn id(&self) -> &'static str {
        "interviews/1"
    }

    fn extract(&self, draft: &Draft) -> Result<Extraction, Box<dyn Error + Send + Sync>> {
        let mut found = Extraction::default();
        let mut start = 0;
        for line in draft.text().split_inclusive('\n') {
            let (name, words) = line.trim_end().split_once(": ").ok_or("a line has no name")?;
            let from = start + name.len() + 2;
            let mut quote = ExtractedQuote::new(Span::of(from..from + words.len()));
            quote.speaker = Some(name.to_owned());
            found.quotes.push(quote);
            start += line.len();
        }
        Ok(found)
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => terminal::fail(&*error),
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let store = Store::create_new(folder.path().join("news.onrecord"))?;
    let interview = Draft::new("Ada Nkemelu: We won.\nBen Okafor: So it is.\n");
    store.ingest_with(&Interviews, &interview)?;
    store.quotes().oldest_first().for_each(|quote| {
        println!("{}: {}", quote.speaker_name().unwrap_or("-"), quote.text());
    })?;
    Ok(())
}
