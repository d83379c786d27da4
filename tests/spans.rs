//! Spans of a store, seen by a subscriber. Alone in its file: a subscriber is one for the whole process.

#![allow(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::sync::{Arc, Mutex};

use onrecord::{Draft, Store};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Notes the names of spans.
#[derive(Clone, Default)]
struct Names(Arc<Mutex<Vec<&'static str>>>);

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
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[test]
fn spans_tell_what_takes_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let names = Names::default();
    tracing::subscriber::set_global_default(names.clone()).unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    store.put(&Draft::new("We won.")).unwrap();
    store.verify(|_| {}).unwrap();
    store.close().unwrap();
    let names = names.0.lock().unwrap();
    for expected in ["open", "replay", "verify", "checkpoint", "sync"] {
        assert!(names.contains(&expected), "{expected} in {names:?}");
    }
}
