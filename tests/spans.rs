//! Spans and events of a store, seen by a subscriber. Alone in its file: a subscriber is one for
//! the whole process.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use onrecord::{Draft, OpenOptions, Store};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Notes the names of spans, and what events say.
#[derive(Clone, Default)]
struct Names(Arc<Mutex<Vec<&'static str>>>, Arc<Mutex<Vec<String>>>);

/// The fields of an event, as text.
#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Names {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("onrecord")
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.0.lock().unwrap().push(span.metadata().name());
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.1.lock().unwrap().push(fields.0);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The time that the caller of an iterator takes between two items: much more than a query of one
/// article.
const CALLER: Duration = Duration::from_secs(1);

#[test]
fn spans_tell_what_takes_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let names = Names::default();
    tracing::subscriber::set_global_default(names.clone()).unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    store.put(&Draft::new("We won.")).unwrap();
    store.verify(|_| {}).unwrap();
    store.close().unwrap();
    let slow = |at_least| {
        let store = OpenOptions::new().slow_query(at_least).open(folder.path().join("news"));
        let store = store.unwrap();
        let query = store.articles().source("Ledger");
        assert_eq!(query.count().unwrap(), 0);
        query.page(2).unwrap();
        store.quotes().count().unwrap();
        store.speakers().prefix("nke").page(2).unwrap();
        let mut articles = store.articles().iter();
        assert!(articles.next().unwrap().is_ok());
        std::thread::sleep(CALLER);
        assert!(articles.next().is_none());
        drop(articles);
        assert_eq!(store.quotes().speaker("Ada").iter().count(), 0);
        store.quotes().for_each(|_| {}).unwrap();
        assert_eq!(store.speakers().iter().count(), 0);
        store.close().unwrap();
        let told = std::mem::take(&mut *names.1.lock().unwrap());
        told.into_iter().filter(|event| event.contains("slow query")).collect::<Vec<_>>()
    };
    let told = slow(Duration::ZERO);
    assert_eq!(told.len(), 8, "{told:?}");
    assert!(told[0].contains("plan=articles source \"Ledger\""), "{told:?}");
    assert!(told[3].contains("plan=speakers"), "{told:?}");
    assert!(told[4].contains("plan=articles all (1)"), "{told:?}");
    assert!(told[5].contains("plan=quotes speaker \"Ada\""), "{told:?}");
    assert!(told[6].contains("plan=articles all (1)"), "of for_each: {told:?}");
    assert!(told[7].contains("plan=speakers all"), "{told:?}");
    assert_eq!(slow(Duration::from_hours(1)), [""; 0]);
    // The caller takes its time between two items; the iterator does not.
    assert_eq!(slow(CALLER / 2), [""; 0]);
    let names = names.0.lock().unwrap();
    for expected in ["open", "replay", "verify", "checkpoint", "sync"] {
        assert!(names.contains(&expected), "{expected} in {names:?}");
    }
}
