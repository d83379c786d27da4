//! Follows the changes of a store, as an index elsewhere would: from a kept cursor to the present.

#[path = "support/terminal.rs"]
mod terminal;

use std::error::Error;
use std::process::ExitCode;

use onrecord::{ChangeCursor, ChangeKind, Draft, Store};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => terminal::fail(&*error),
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let store = Store::create_new(folder.path().join("news.onrecord"))?;
    let bridge = store.put(&Draft::new("The bridge is open.").key("bridge"))?;
    let kept = follow(&store, ChangeCursor::START)?;

    store.put(&Draft::new("The ferry is late.").key("ferry"))?;
    store.remove(bridge.article)?;
    println!("later:");
    follow(&store, kept)?;
    Ok(())
}

/// Prints the changes after `since` and returns the cursor of the last one.
fn follow(store: &Store, mut since: ChangeCursor) -> Result<ChangeCursor, onrecord::Error> {
    for change in store.changes(since)? {
        let change = change?;
        match change.kind {
            ChangeKind::Put(article) => println!("put {article}"),
            ChangeKind::Removed(article) => println!("removed {article}"),
            other => println!("{other:?}"),
        }
        since = change.cursor; // keep it together with the work that the change caused
    }
    Ok(since)
}
