//! Uses a store in an async program: several tasks read while one writes.
//!
//! A call of the store is short, but it blocks, so it runs inside `spawn_blocking`. A handle is
//! cheap to clone, and each task has its own. With `--serve` the program goes on as a service
//! would: it serves the figures of the store to Prometheus, and closes the store in order when it
//! is told to end.

#[path = "support/prometheus.rs"]
mod prometheus;
#[path = "support/terminal.rs"]
mod terminal;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Parser;
use onrecord::{Draft, Durability, OpenOptions, Store};
use terminal::fail;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{sleep, timeout};

/// Stores articles in one async task while others count quotes, and reports what they saw.
///
/// With --serve it stores an article every 10 ms until SIGTERM or Ctrl-C, then closes the store in
/// order and ends with status 0. If that takes more than 10 seconds, it ends with status 1; what
/// was stored is there then too, and the next open takes longer.
#[derive(Parser)]
struct Arguments {
    /// The number of articles to store
    #[arg(long, default_value_t = 500, conflicts_with = "serve")]
    articles: u64,
    /// The number of tasks that read meanwhile
    #[arg(long, default_value_t = 4, conflicts_with = "serve")]
    readers: u64,
    /// Go on until SIGTERM or Ctrl-C, and serve figures at <http://ADDRESS/metrics>
    #[arg(long, value_name = "ADDRESS", requires = "store")]
    serve: Option<SocketAddr>,
    /// The store to open or to make
    #[arg(long, value_name = "STORE", requires = "serve")]
    store: Option<PathBuf>,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The number of quotes of each article: a reader that saw half an article would notice.
const QUOTES: u64 = 2;
/// The time between two articles of a service.
const EVERY: Duration = Duration::from_millis(10);
/// The longest that closing takes after a signal.
const CLOSING: Duration = Duration::from_secs(10);
/// The longest that a client has to send its request and to take the answer.
const REQUEST: Duration = Duration::from_secs(5);
/// The most bytes of a request that are read.
const REQUEST_BYTES: usize = 8 << 10;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error),
    };
    let done = runtime.block_on(async {
        match (arguments.serve, &arguments.store) {
            (Some(address), Some(path)) => serve(address, path.clone()).await,
            _ => run(&arguments).await,
        }
    });
    // A call that blocks for too long must not keep the program.
    runtime.shutdown_background();
    match done {
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

/// Stores articles and serves figures until a signal comes, and then closes the store.
async fn serve(address: SocketAddr, path: PathBuf) -> Result<(), Failure> {
    // From now on a signal does not end the process at once.
    let ended = signal()?;
    let options = OpenOptions::new().create(true).durability(Durability::Process);
    let store = spawn_blocking(move || options.open(path)).await??;
    let listener = TcpListener::bind(address).await?;
    println!("figures at http://{}/metrics", listener.local_addr()?);
    let stop = Arc::new(AtomicBool::new(false));
    let mut writer = {
        let (store, stop) = (store.clone(), Arc::clone(&stop));
        spawn_blocking(move || write(&store, &stop))
    };
    let mut requests = JoinSet::new();
    let accept = async {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                // The client is gone, or there are too many connections: not the end of a service.
                sleep(Duration::from_millis(50)).await;
                continue;
            };
            // Those that are answered leave the set.
            while requests.try_join_next().is_some() {}
            let store = store.clone();
            requests.spawn(timeout(REQUEST, answer(stream, store)));
        }
    };
    tokio::select! {
        () = ended => {}
        () = accept => {}
        written = &mut writer => return written?,
    }
    stop.store(true, Ordering::Release);
    let closing = async {
        requests.shutdown().await;
        writer.await??;
        spawn_blocking(move || store.close()).await??;
        Ok(())
    };
    timeout(CLOSING, closing).await.map_err(|_| "the store was not closed within 10 seconds")?
}

/// Returns what ends with the first signal to end.
fn signal() -> Result<impl Future<Output = ()>, Failure> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    #[cfg(unix)]
    let mut interrupt = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Stores new articles, one every 10 ms, until it is told to stop.
fn write(store: &Store, stop: &AtomicBool) -> Result<(), Failure> {
    for number in store.articles().count()?.. {
        if stop.load(Ordering::Acquire) {
            break;
        }
        store.ingest(&article(number))?;
        std::thread::sleep(EVERY);
    }
    Ok(())
}

/// Answers one request of HTTP.
async fn answer(mut stream: TcpStream, store: Store) -> Result<(), Failure> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < REQUEST_BYTES {
        if stream.read_buf(&mut request).await? == 0 {
            break;
        }
    }
    let found = request.starts_with(b"GET /metrics ");
    let (status, body) = if found {
        let stats = spawn_blocking(move || store.stats()).await?;
        match stats {
            Ok(stats) => ("200 OK", prometheus::text(&stats)?),
            Err(error) => ("500 Internal Server Error", format!("{error}\n")),
        }
    } else {
        ("404 Not Found", "GET /metrics has the figures\n".to_owned())
    };
    let (kind, length) = (prometheus::CONTENT_TYPE, body.len());
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    Ok(stream.shutdown().await?)
}
