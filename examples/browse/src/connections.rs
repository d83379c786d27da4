//! Connections: how many there are, and how long each may take.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::routes;
use crate::site::Site;

/// The most connections. One more is answered with an error and closed.
const CONNECTIONS: usize = 512;
/// The most connections that are being told so; others are closed without a word.
const REFUSED: usize = 64;
/// The time in which a client must send the head of a request, also after an earlier one.
const HEAD: Duration = Duration::from_secs(10);
/// The time after which a connection is ended: at the end of a request, or after `GRACE`.
const LIFETIME: Duration = Duration::from_mins(2);
const GRACE: Duration = Duration::from_secs(10);
/// The most bytes and lines of the head of a request.
const HEAD_BYTES: usize = 32 << 10;
const HEAD_LINES: usize = 64;

const BUSY: &str = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n\
                    Content-Length: 44\r\nRetry-After: 10\r\nConnection: close\r\n\r\n\
                    Too many connections are open. Reload later.";

/// Answers requests for a site until `end` is ready. Requests that are being answered then are
/// dropped.
///
/// At most 512 connections are open at once. A connection is closed if no head of a request comes
/// for 10 seconds, and after two minutes in any case, so that a client that does not read holds it
/// no longer.
///
/// # Errors
/// Those of the socket that listens.
///
/// # Examples
/// ```no_run
/// use browse::{Site, serve};
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// serve(listener, Site::open("news.onrecord")?, std::future::pending()).await?;
/// # Ok(()) }
/// ```
pub async fn serve(
    listener: TcpListener,
    site: Site,
    end: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let router = routes::router(site, listener.local_addr()?);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let refusals = Arc::new(Semaphore::new(REFUSED));
    let mut connections = tokio::task::JoinSet::new();
    let mut end = pin!(end);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = accepted else {
            // The process has too many files open, or the client has gone.
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => {
                let service = TowerToHyperService::new(router.clone());
                connections.spawn(async move {
                    let _place = place;
                    let _ = stream.set_nodelay(true);
                    let mut builder = http1::Builder::new();
                    builder.timer(TokioTimer::new()).header_read_timeout(HEAD);
                    builder.max_headers(HEAD_LINES).max_buf_size(HEAD_BYTES);
                    let io = TokioIo::new(stream);
                    let mut connection = pin!(builder.serve_connection(io, service));
                    tokio::select! {
                        // What a client does wrong is no failure of the server.
                        _ = connection.as_mut() => {}
                        () = sleep(LIFETIME) => {
                            connection.as_mut().graceful_shutdown();
                            let _ = timeout(GRACE, connection).await;
                        }
                    }
                });
            }
            Err(_) => {
                if let Ok(place) = Arc::clone(&refusals).try_acquire_owned() {
                    connections.spawn(async move {
                        let _place = place;
                        let _ = timeout(Duration::from_secs(1), refuse(stream)).await;
                    });
                }
            }
        }
    }
    connections.shutdown().await;
    Ok(())
}

/// Tells a client that there are too many. Reads what it sends: a socket that is closed before that
/// takes the answer with it.
async fn refuse(mut stream: TcpStream) -> std::io::Result<()> {
    stream.write_all(BUSY.as_bytes()).await?;
    stream.shutdown().await?;
    let mut rest = [0; 4096];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}
