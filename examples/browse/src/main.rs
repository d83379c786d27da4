//! Shows a store of quotes in a browser.

use std::error::Error;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;

use browse::{Site, serve};
use clap::Parser;
use onrecord::Store;
use onrecord::exchange::{Form, Records};
use tokio::net::TcpListener;

/// Shows a store of quotes in a browser: search, speakers, countries, articles and sayings.
///
/// A store is locked for as long as the program runs. A file that it was published to is not.
#[derive(Parser)]
struct Arguments {
    /// The folder of the store, or a file that it was published to
    store: PathBuf,
    /// The port; 0 takes any that is free
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address to listen at. Whoever reaches any but the default can read the whole store
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Allow corrections to whoever has the token that is printed at the start
    #[arg(long)]
    edit: bool,
    /// Store the articles that come by standard input, as `find --follow` does
    #[arg(long)]
    follow: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let mut site = Site::open(&arguments.store)?;
    let store = site.store().cloned();
    if store.is_none() && (arguments.edit || arguments.follow) {
        return Err("a published file cannot be changed: give the folder of the store".into());
    }
    let listener = TcpListener::bind((arguments.host, arguments.port)).await?;
    println!("http://{}/", listener.local_addr()?);
    if arguments.edit {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| error.to_string())?;
        let token = format!("{:032x}", u128::from_ne_bytes(random));
        println!("Token for corrections: {token}");
        site = site.allow_edits(token);
    }
    if let Some(store) = store.clone().filter(|_| arguments.follow) {
        std::thread::spawn(move || follow(&store));
    }
    serve(listener, site, ended()).await?;
    if let Some(store) = store {
        store.sync()?;
    }
    Ok(())
}

/// Stores the articles of standard input, one by one. A record that cannot be read is told of.
fn follow(store: &Store) {
    for record in Records::new(io::stdin().lock(), Form::Detect) {
        let stored = record.map_err(|bad| format!("{}: {}", bad.place(), bad.error));
        let stored = stored
            .and_then(|record| store.ingest(&record.draft).map_err(|error| error.to_string()));
        if let Err(message) = stored {
            eprintln!("{message}");
        }
    }
}

/// Waits for Ctrl-C or, on Unix, for SIGTERM.
async fn ended() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
