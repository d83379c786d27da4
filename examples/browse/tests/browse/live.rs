//! New quotes of a search, as they are stored.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use onrecord::Draft;
use serde_json::Value;

use crate::served::Served;

/// An open stream of events.
pub(crate) struct Events(BufReader<TcpStream>);

impl Events {
    pub(crate) fn open(to: SocketAddr, path: &str, header: &str) -> Self {
        let mut stream = TcpStream::connect(to).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {to}\r\n{header}\r\n").unwrap();
        let mut events = Self(BufReader::new(stream));
        assert!(events.line().contains("200"));
        while !events.line().trim().is_empty() {}
        events
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream ended");
        line
    }

    /// Returns the id and the data of the next event.
    pub(crate) fn next(&mut self) -> (String, Value) {
        let (mut id, mut data) = (String::new(), None);
        while id.is_empty() || data.is_none() {
            let line = self.line();
            if let Some(found) = line.strip_prefix("id: ") {
                found.trim().clone_into(&mut id);
            }
            if let Some(found) = line.strip_prefix("data: ") {
                data = Some(serde_json::from_str(found).unwrap());
            }
        }
        (id, data.unwrap())
    }
}

#[test]
fn a_search_hears_of_its_new_quotes_alone_and_goes_on_after_a_break() {
    let served = Served::new();
    let store = |words: &str, name: &str| {
        let draft = Draft::new(format!("“{words}<b>,” said {name}.")).key(words);
        served.store.ingest(&draft).unwrap();
    };
    let mut events = Events::open(served.at, "/live?speaker=Nneka+Tidewater", "");
    store("The tide is out", "Omar Haddad");
    store("The tide is in", "Nneka Tidewater");
    let (id, data) = events.next();
    let html = data["html"].as_str().unwrap();
    assert!(html.contains("The tide is in&lt;b&gt;"), "{html}");
    assert!(html.starts_with("<li data-quote=\""));
    drop(events);
    store("The tide is late", "Nneka Tidewater");
    let since = format!("Last-Event-ID: {id}\r\n");
    let mut events = Events::open(served.at, "/live?speaker=Nneka+Tidewater", &since);
    assert!(events.next().1["html"].as_str().unwrap().contains("The tide is late"));
    assert_eq!(crate::http::get(served.at, "/live?speaker=a&order=x").status, 400);
    assert_eq!(crate::http::get(served.at, "/live?changes=x").status, 400);
}

#[test]
fn what_is_stored_after_a_page_was_made_comes_though_nobody_watched_yet() {
    let served = Served::new();
    let page = crate::http::get(served.at, "/quotes?speaker=Nneka+Tidewater").body;
    let (_, live) = page.split_once("data-live=\"").unwrap();
    let live = live.split_once('"').unwrap().0.replace("&amp;", "&");
    assert!(live.starts_with("/live?speaker=Nneka+Tidewater&changes=c"), "{live}");
    let draft = Draft::new("“The tide is early,” said Nneka Tidewater.").key("early");
    served.store.ingest(&draft).unwrap();
    let mut events = Events::open(served.at, &live, "");
    assert!(events.next().1["html"].as_str().unwrap().contains("The tide is early"));

    // After very many changes a search begins anew, so that nobody has the whole feed read.
    for number in 0..1_100 {
        served.store.put(&Draft::new("Rain.").key(format!("rain {number}"))).unwrap();
    }
    let mut events = Events::open(served.at, &live, "");
    let draft = Draft::new("“The tide is back,” said Nneka Tidewater.").key("back");
    served.store.ingest(&draft).unwrap();
    assert!(events.next().1["html"].as_str().unwrap().contains("The tide is back"));
}

#[test]
fn only_so_many_searches_are_live() {
    let served = Served::new();
    let open: Vec<Events> = (0..64).map(|_| Events::open(served.at, "/live", "")).collect();
    assert_eq!(crate::http::get(served.at, "/live").status, 503);
    assert_eq!(crate::http::get(served.at, "/quotes").status, 200);
    drop(open);
}
