//! New quotes of a search, as they are stored: server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use onrecord::{ChangeCursor, QuoteQuery, Store, Watch, WatchEvent};
use serde_json::json;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{Sender, channel};

use crate::failure::Failure;
use crate::pages::quote_item;
use crate::routes::failed;
use crate::search::{Parameters, Search};
use crate::site::Site;

/// The events that wait for a browser which reads slowly.
const WAITING: usize = 16;

/// The changes that are read again for a browser that comes back. Of one that was away longer, the
/// search begins anew.
const CHANGES: u64 = 1_000;

/// The time after which a search that finds nothing looks whether the browser is still there.
const LOOK: Duration = Duration::from_millis(500);

/// Sends an event for each new quote of a search, with its item of a list as HTML.
///
/// An event has the place in the store's changes as its id, and the address that of the page, so
/// that a browser that connects in the first place or again misses none. It may get quotes twice.
pub(crate) async fn live(State(site): State<Site>, uri: Uri, headers: HeaderMap) -> Response {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    watch(&site, uri.query().unwrap_or_default(), last)
        .await
        .unwrap_or_else(|failure| failed(&failure, crate::address::Form::Html))
}

async fn watch(site: &Site, query: &str, last: Option<&str>) -> Result<Response, Failure> {
    let mut parameters = Parameters::read(query)?;
    let page = parameters.take("changes");
    let search = Search::read(&parameters)?;
    let Some(store) = site.store().cloned() else {
        return Err(Failure::not_found("A published file does not change."));
    };
    let since = last.or(page.as_deref()).map(str::parse).transpose()?;
    let place = site.live_place()?;
    let query = search.narrow(store.quotes());
    let watched = query.clone();
    let watch = site.read(move |_| begin(&store, watched, since)).await?;
    let (sender, receiver) = channel(WAITING);
    // A watch reads the store in the thread that waits for it: none of those that answer.
    tokio::task::spawn_blocking(move || follow(watch, &query, &sender, &place));
    let events = stream::unfold(receiver, |mut receiver| async move {
        let event = receiver.recv().await?;
        Some((Ok::<_, Infallible>(event), receiver))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

/// Begins to watch a query after a place in the changes, if that is not too long ago.
fn begin(store: &Store, query: QuoteQuery, since: Option<ChangeCursor>) -> Result<Watch, Failure> {
    if let Some(since) = since {
        let watch = store.watch_since(query.clone(), since)?;
        if watch.lag() <= CHANGES {
            return Ok(watch);
        }
    }
    Ok(store.watch(query)?)
}

/// Sends an event for each quote that a watch finds, for as long as the browser is there.
fn follow(
    mut watch: Watch,
    query: &QuoteQuery,
    browser: &Sender<Event>,
    _place: &OwnedSemaphorePermit,
) {
    while !browser.is_closed() {
        // A store that fails ends the stream; the browser connects again and hears why.
        let Ok(event) = watch.next_within(LOOK) else { return };
        let Some(WatchEvent::Quote(new)) = event else { continue };
        let Ok(item) = quote_item(&new.quote, query) else { continue };
        let data = json!({"quote": new.quote.id().to_string(), "html": item.into_string()});
        let event = Event::default().id(watch.cursor().to_string()).data(data.to_string());
        if browser.blocking_send(event).is_err() {
            return;
        }
    }
}
