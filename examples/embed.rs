//! Uses a store in an async program: several tasks read while one writes.
//!
//! A call of the store is short, but it blocks, so it runs inside `spawn_blocking`. A handle is
//! cheap to clone, and each task has its own.

#[path = "support/terminal.rs"]
mod terminal;

use std::process::ExitCode;

use clap::Parser;
use onrecord::{Draft, Store};
use terminal::fail;
use tokio::task::{JoinSet, spawn_blocking};

/// Stores articles in one async task while others count quotes, and reports what they saw.
#[derive(Parser)]
struct Arguments {
    /// The number of articles to store
    #[arg(long, default_value_t = 500)]
    articles: u64,
    /// The number of tasks that read meanwhile
    #[arg(long, default_value_t = 4)]
    readers: u64,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The number of quotes of each article: a reader that saw half an article would notice.
const QUOTES: u64 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&*error),
    }
}

async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("news.onrecord");
    let store = spawn_blocking(move || Store::create_new(path)).await??;
    let articles = arguments.articles;
    let writer = {
        let store = store.clone();
        spawn_blocking(move || {
            (0..articles).try_for_each(|number| store.ingest(&article(number)).map(drop))
        })
    };
    let mut readers = JoinSet::new();
    for number in 1..=arguments.readers {
        let store = store.clone();
        readers.spawn(async move { Ok::<_, Failure>((number, read(store, articles).await?)) });
    }
    writer.await??;
    while let Some(done) = readers.join_next().await {
        let (number, counts) = done??;
        println!("reader {number} counted {counts} times and saw no half article");
    }
    let said = spawn_blocking(move || store.quotes().speaker("Ruth Nankya").count()).await??;
    println!("{said} quotes of Ruth Nankya are stored");
    Ok(())
}

/// Counts quotes until all are stored, and returns how often.
async fn read(store: Store, articles: u64) -> Result<u64, Failure> {
    let mut counts = 0;
    loop {
        let store = store.clone();
        let seen = spawn_blocking(move || store.quotes().speaker("Ruth Nankya").count()).await??;
        counts += 1;
        if seen % QUOTES != 0 {
            return Err(format!("{seen} quotes were seen: half an article").into());
        }
        if seen >= articles * QUOTES {
            return Ok(counts);
        }
    }
}

fn article(number: u64) -> Draft {
    let text = format!(
        "KAMPALA, Uganda — Ugandan engineer Ruth Nankya opened bridge {number} on Monday.\n\n\
         “It will stand for a hundred years,” Ms Nankya said. “And so will the next.”"
    );
    Draft::new(text).key(format!("bridge-{number}"))
}
