//! Shows articles page by page. The cursor between two pages is text that a web page can carry.

#[path = "support/terminal.rs"]
mod terminal;

use std::error::Error;
use std::process::ExitCode;

use jiff::civil::date;
use onrecord::{Cursor, Draft, Store};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => terminal::fail(&*error),
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let store = Store::create_new(folder.path().join("news.onrecord"))?;
    for day in 1..=5 {
        let title = format!("Rain on day {day}");
        store.put(&Draft::new(&*title).title(&*title).published(date(2024, 5, day)))?;
    }

    let mut kept: Option<String> = None;
    loop {
        let mut query = store.articles(); // newest first
        if let Some(cursor) = &kept {
            query = query.after(cursor.parse::<Cursor>()?);
        }
        let page = query.page(2)?;
        let titles: Vec<_> = page.items.iter().filter_map(|article| article.title()).collect();
        println!("{}", titles.join(", "));
        let Some(next) = page.next else { return Ok(()) };
        kept = Some(next.to_string());
    }
}
