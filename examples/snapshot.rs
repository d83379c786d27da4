//! Reads one moment of a store: a count and a page that agree, whatever is stored meanwhile.

#[path = "support/terminal.rs"]
mod terminal;

use std::error::Error;
use std::process::ExitCode;

use onrecord::{Draft, Store};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => terminal::fail(&*error),
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let store = Store::create_new(folder.path().join("news.onrecord"))?;
    store.put(&Draft::new("The bridge is open.").key("bridge"))?;

    let snapshot = store.snapshot();
    store.put(&Draft::new("The ferry is late.").key("ferry"))?;

    // Both are of the moment at which the snapshot was taken.
    let count = snapshot.articles().count()?;
    let page = snapshot.articles().page(20)?;
    println!("the snapshot counts {count} article and lists {}", page.items.len());
    // A query of the store itself reads what is visible when it is asked.
    println!("the store counts {}", store.articles().count()?);
    Ok(())
}
