//! Does one thing a number of times, for a profiler that counts instructions; `benches/README.md` says how.

use std::hint::black_box;

use clap::{Parser, ValueEnum};
use onrecord::{Draft, Error, OpenOptions, Store};

#[path = "../../../data/mod.rs"]
mod data;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Articles in the store; all of them are in the cache.
const ARTICLES: u32 = 500;

/// Does one thing a number of times: the instructions of two runs, one of them twice as long, differ by those of it.
#[derive(Debug, Parser)]
struct Arguments {
    /// What to do.
    what: What,
    /// How often.
    times: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// Look an article up by its id and read its title.
    Get,
    /// Walk all quotes of the most quoted speaker, lent one by one.
    Lend,
    /// Walk them as an iterator, which makes a view of each that can be kept.
    Iterate,
}

/// Does it once and returns how many articles or quotes that were.
fn act(what: What, store: &Store, at: u64) -> Result<u64> {
    let speaker = data::speaker(0);
    match what {
        What::Get => {
            let id = format!("a{}", at % u64::from(ARTICLES) + 1).parse()?;
            let article = store.article(id)?.ok_or("no such article")?;
            black_box(article.title());
            Ok(1)
        }
        What::Lend => {
            let (mut quotes, mut count) = (store.quotes().speaker(speaker).iter(), 0);
            while let Some(quote) = quotes.lend()? {
                black_box(quote.text());
                count += 1;
            }
            Ok(count)
        }
        What::Iterate => {
            let mut count = 0;
            for quote in &store.quotes().speaker(speaker) {
                black_box(quote?.text());
                count += 1;
            }
            Ok(count)
        }
    }
}

fn main() -> Result<()> {
    let Arguments { what, times } = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("news");
    let store = Store::create(&path)?;
    let drafts: Vec<Draft> = data::drafts(ARTICLES).map(|made| made.draft).collect();
    store.loader().run(drafts.into_iter().map(Ok::<_, Error>))?;
    store.close()?;
    let store = OpenOptions::new().open(&path)?;
    for at in 0..u64::from(ARTICLES) {
        act(what, &store, at)?;
    }
    let mut done = 0;
    for at in 0..times {
        done += act(what, &store, at)?;
    }
    println!("{done}");
    Ok(())
}
