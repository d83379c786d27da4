//! Repeats one operation for a profiler that counts instructions; `benches/README.md` says how.

use std::hint::black_box;

use clap::{Parser, ValueEnum};
use onrecord::{
    Article, ArticleId, Draft, Error, OpenOptions, Quote, QuoteId, QuoteQuery, Snapshot, Store,
};

#[path = "../../../data/mod.rs"]
mod data;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Articles in the store; all of them are in the cache.
const ARTICLES: u32 = 500;

/// Repeats one operation and prints the number of articles or quotes.
#[derive(Debug, Parser)]
struct Arguments {
    /// The operation.
    what: What,
    /// The number of repetitions.
    times: usize,
    /// Read a publication of the store, and not the store itself.
    #[arg(long)]
    published: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// Look an article up by its id and read its title.
    Get,
    /// Look a quote up by its id and read its text.
    Quote,
    /// Count the quotes of the most quoted speaker, which takes no more than finding the list.
    Count,
    /// Walk the 20 newest quotes of the most quoted speaker, with `try_for_each`.
    Latest,
    /// Walk all quotes of the most quoted speaker, with `try_for_each`.
    Lend,
    /// Walk them as an iterator, which makes a view of each that can be kept.
    Iterate,
}

/// What is read.
trait Readable {
    fn article(&self, id: ArticleId) -> onrecord::Result<Option<Article>>;
    fn quote(&self, id: QuoteId) -> onrecord::Result<Option<Quote>>;
    fn quotes(&self) -> QuoteQuery;
}

macro_rules! readable {
    ($reader:ty) => {
        impl Readable for $reader {
            fn article(&self, id: ArticleId) -> onrecord::Result<Option<Article>> {
                self.article(id)
            }

            fn quote(&self, id: QuoteId) -> onrecord::Result<Option<Quote>> {
                self.quote(id)
            }

            fn quotes(&self) -> QuoteQuery {
                self.quotes()
            }
        }
    };
}
readable!(Store);
readable!(Snapshot);

/// The store or the publication, and the ids that the operations read.
struct Subject<R> {
    store: R,
    ids: Vec<ArticleId>,
    speaker: String,
}

/// Runs the operation once and returns the number of articles or quotes.
fn act<R: Readable>(what: What, subject: &Subject<R>, at: usize) -> Result<u64> {
    let Subject { store, ids, speaker } = subject;
    match what {
        What::Get => {
            let id = ids.get(at % ids.len()).ok_or("no articles")?;
            let article = store.article(*id)?.ok_or("no such article")?;
            black_box(article.title());
            Ok(1)
        }
        What::Quote => {
            let id = ids.get(at % ids.len()).ok_or("no articles")?;
            let quote = store.quote(QuoteId::new(*id, 0))?.ok_or("no such quote")?;
            black_box(quote.text());
            Ok(1)
        }
        What::Count => {
            black_box(store.quotes().speaker(speaker.as_str()).count()?);
            Ok(1)
        }
        What::Lend | What::Latest => {
            let mut count = 0;
            let limit = if let What::Latest = what { 20 } else { u64::MAX };
            let walked = store.quotes().speaker(speaker.as_str()).try_for_each(|quote| {
                black_box(quote.text());
                count += 1;
                if count == limit { Err(None) } else { Ok(()) }
            });
            if let Err(Some(error)) = walked.map_err(|stop: Option<onrecord::Error>| stop) {
                return Err(error.into());
            }
            Ok(count)
        }
        What::Iterate => {
            let mut count = 0;
            for quote in &store.quotes().speaker(speaker.as_str()) {
                black_box(quote?.text());
                count += 1;
            }
            Ok(count)
        }
    }
}

fn main() -> Result<()> {
    let Arguments { what, times, published } = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("news");
    let store = Store::create_new(&path)?;
    let drafts: Vec<Draft> = data::drafts(ARTICLES).map(|made| made.draft).collect();
    store.loader().run(drafts.into_iter().map(Ok::<_, Error>))?;
    store.close()?;
    let store = OpenOptions::new().open(&path)?;
    let ids: Vec<ArticleId> =
        store.articles().iter().map(|article| Ok(article?.id())).collect::<Result<_>>()?;
    if published {
        let file = folder.path().join("published");
        store.publish(&file)?;
        store.close()?;
        run(what, Snapshot::open(&file)?, ids, times)
    } else {
        run(what, store, ids, times)
    }
}

/// Reads everything once, so that it is in the cache, and then repeats the operation.
fn run<R: Readable>(what: What, store: R, ids: Vec<ArticleId>, times: usize) -> Result<()> {
    let subject = Subject { store, ids, speaker: data::speaker(0) };
    for at in 0..subject.ids.len() {
        act(what, &subject, at)?;
    }
    println!("{}", repeat(what, &subject, times)?);
    Ok(())
}

/// The counted code: a function of its own, so that the profiler can name it.
#[inline(never)]
fn repeat<R: Readable>(what: What, subject: &Subject<R>, times: usize) -> Result<u64> {
    (0..times).map(|at| act(what, subject, at)).sum()
}
