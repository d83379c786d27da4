//! New quotes of a search, as they are stored: server-sent events.

use std::convert::Infallible;
use std::future::poll_fn;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use onrecord::{ChangeCursor, WatchEvent};
use serde_json::json;

use crate::failure::Failure;
use crate::pages::quote_item;
use crate::routes::failed;
use crate::search::{Parameters, Search};
use crate::site::Site;

/// Sends an event for each new quote of a search, with its item of a list as HTML.
///
/// An event has the place in the store's changes as its id, so that a browser that connects again
/// misses none. It may get the quotes of one article twice.
pub(crate) async fn live(State(site): State<Site>, uri: Uri, headers: HeaderMap) -> Response {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    watch(&site, uri.query().unwrap_or_default(), last)
        .await
        .unwrap_or_else(|failure| failed(&failure, crate::address::Form::Html))
}

async fn watch(site: &Site, query: &str, last: Option<&str>) -> Result<Response, Failure> {
    let search = Search::read(&Parameters::read(query)?)?;
    let Some(store) = site.store().cloned() else {
        return Err(Failure::not_found("A published file does not change."));
    };
    let since: Option<ChangeCursor> = last.map(str::parse).transpose()?;
    let place = site.live_place()?;
    let watch = site
        .read(move |_| {
            let query = search.narrow(store.quotes());
            Ok(match since {
                Some(since) => store.watch_since(query, since)?,
                None => store.watch(query)?,
            })
        })
        .await?;
    let events = stream::unfold((watch, place), |(mut watch, place)| async move {
        loop {
            let event = poll_fn(|task| watch.poll_next(task)).await?;
            // A store that fails ends the stream; the browser connects again and hears why.
            let WatchEvent::Quote(new) = event.ok()? else { continue };
            let Ok(item) = quote_item(&new.quote) else { continue };
            let event = Event::default().id(watch.cursor().to_string());
            let data = json!({"quote": new.quote.id().to_string(), "html": item.into_string()});
            let event = event.data(data.to_string());
            return Some((Ok::<_, Infallible>(event), (watch, place)));
        }
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}
