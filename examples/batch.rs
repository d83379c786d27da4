//! Stores several articles with one sync, so that all are durable when `commit` returns.

#[path = "support/terminal.rs"]
mod terminal;

use std::error::Error;
use std::process::ExitCode;

use onrecord::{Draft, Durability, OpenOptions};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => terminal::fail(&*error),
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let options = OpenOptions::new().create(true).durability(Durability::Power);
    let store = options.open(folder.path().join("news.onrecord"))?;

    let mut batch = store.batch();
    for text in ["The bridge is open.", "The ferry is late.", "The pier is closed."] {
        batch.put(Draft::new(text))?; // checked here, written by `commit`
    }
    println!("before commit: {}", store.articles().count()?);
    let stored = batch.commit()?;
    for stored in stored {
        println!("stored {}", stored.article);
    }
    Ok(())
}
