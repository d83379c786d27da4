//! Pages of HTML, feeds and WARC files in: what a reader of them would notice.

#![cfg(all(feature = "english", feature = "feed", feature = "warc"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use onrecord::exchange::{BadRecord, Form, Record, Records, Why, read_page};
use onrecord::{ErrorKind, Outcome, Store};

const PROSE: &str = "The council of Port Lorne met on Monday to settle how the harbour wall is \
                     rebuilt after the storms of the winter, and who pays for it.";

/// Returns a page with this head and body.
fn page(head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en-GB\"><head><title>Wall to be rebuilt | Lorne Post</title>\
         {head}</head><body><nav><ul><li><a href=/>Home</a><li><a href=/s>Sport</a></ul></nav>\
         <div class=\"ad-slot\"><p>{PROSE} An advertisement.</p></div>\
         <main><h1>Wall to be rebuilt</h1><p class=byline>By Ada Nkemelu</p>\
         <div><p>{PROSE} It was the first.</p>{body}<p>{PROSE} It was the last.</p></div></main>\
         <footer><p>Contact us by letter or in person, at any time of the day.</p></footer>"
    )
}

fn records(bytes: &[u8], form: Form) -> Vec<Result<Record, BadRecord>> {
    Records::new(bytes, form).collect()
}

#[test]
fn a_page_is_its_article_and_what_it_says_of_it() {
    let head = r#"<link rel=canonical href="/news/wall">
        <meta property="og:site_name" content="Lorne Post">
        <script type="application/ld+json">{"@graph": [{"@type": "WebPage", "name": "x"},
        {"@type": ["NewsArticle"], "headline": "Wall to be rebuilt", "author": {"@id": "ada"},
         "datePublished": "2024-05-01T23:30:00-05:00"},
        {"@id": "ada", "@type": "Person", "name": "Ada Nkemelu"}]}</script>"#;
    let html = page(head, "<p>“We won,” she said.<br>Then <q>we go</q>.</p>");
    let draft = read_page(html.as_bytes(), Some("https://example.org/x?utm=1"), None).unwrap();
    let found = records(html.as_bytes(), Form::Detect);
    let record = found[0].as_ref().unwrap();
    assert_eq!(draft.title_ref(), Some("Wall to be rebuilt"));
    assert_eq!(draft.external_key(), "https://example.org/news/wall");
    assert_eq!(draft.language_ref(), Some("en-GB"));
    assert_eq!((record.byline(), record.source()), (Some("Ada Nkemelu"), Some("Lorne Post")));
    assert_eq!(record.published().unwrap().to_string(), "2024-05-01T23:30:00-05:00");
    assert_eq!(record.form, Form::Html);
    let paragraphs: Vec<_> = draft.text().split("\n\n").collect();
    assert_eq!(paragraphs.len(), 3, "{paragraphs:?}");
    assert_eq!(paragraphs[1], "“We won,” she said.\nThen “we go”.");
    assert!(paragraphs[0].ends_with("It was the first."), "{paragraphs:?}");
}

#[test]
fn quotations_of_blocks_have_marks() {
    let body = "<blockquote><p>We stay.</p><p>We build.</p><cite>Ada Nkemelu</cite></blockquote>\
                <blockquote>“Never again.”</blockquote>";
    let draft = read_page(page("", body).as_bytes(), None, None).unwrap();
    assert!(draft.text().contains("“We stay.\n\n“We build.”\n\nAda Nkemelu\n\n“Never again.”\n\n"));
}

#[test]
fn a_list_and_a_short_page_are_no_articles() {
    let card = |at: u32| {
        format!("<div><h2><a href=/a{at}>Story {at} of the day</a></h2><p>{PROSE}</p></div>")
    };
    let cards: String = (0..8).map(card).collect();
    for html in [format!("<body><main>{cards}</main>"), "<p>Too short to be one.".to_owned()] {
        let error = read_page(html.as_bytes(), None, None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotArticle, "{html}");
    }
}

#[test]
fn bytes_are_read_in_the_encoding_that_they_are_in() {
    let html = page("", "<p>Zoë paid £5 for the café’s “fines” there.</p>");
    let latin = windows_1252(&html);
    for (bytes, charset) in [
        (html.clone().into_bytes(), Some("iso-8859-1")),
        (latin.clone(), Some("windows-1252")),
        (latin.clone(), Some("utf-8")),
        (latin, None),
    ] {
        let draft = read_page(&bytes, None, charset).unwrap();
        assert!(draft.text().contains("Zoë paid £5 for the café’s “fines”"), "{charset:?}");
    }
}

/// Returns a text in Windows-1252.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        letter => u8::try_from(u32::from(letter)).unwrap(),
    };
    text.chars().map(byte).collect()
}

#[test]
fn html_in_a_field_of_json_is_read_as_html() {
    let line = r#"{"text": "<p>One &amp; two.</p><p><q>Go</q>, she said.</p>"}"#;
    let record = &records(line.as_bytes(), Form::Detect)[0];
    assert_eq!(record.as_ref().unwrap().draft.text(), "One & two.\n\n“Go”, she said.");
}

#[test]
fn feeds_have_their_guids_and_local_days() {
    let rss = "<?xml version='1.0'?>\n<rss><channel><title>Lorne Post</title>\
        <language>en</language>\n\
        <item><guid isPermaLink='false'>17</guid><link>https://example.org/a</link>\
        <title>A &amp; B</title>\
        <pubDate>Wed, 01 May 2024 23:30:00 -0500</pubDate><dc:creator>Ada Nkemelu</dc:creator>\
        <content:encoded><![CDATA[<p>“We won,” she said.</p><p>Twice.</p>]]></content:encoded>\
        </item>\n\
        <item><link>https://example.org/b</link><description>Rain.</description></item>\n\
        <item><title>Nowhere</title><description>Rain.</description></item></channel></rss>";
    let found = records(rss.as_bytes(), Form::Detect);
    let first = found[0].as_ref().unwrap();
    assert_eq!((first.draft.external_key(), first.form), ("17".to_owned(), Form::Rss));
    assert_eq!((first.title(), first.byline()), (Some("A & B"), Some("Ada Nkemelu")));
    assert_eq!((first.url(), first.source()), (Some("https://example.org/a"), Some("Lorne Post")));
    assert_eq!(first.published().unwrap().to_string(), "2024-05-01T23:30:00-05:00");
    assert_eq!(first.draft.text(), "“We won,” she said.\n\nTwice.");
    let second = found[1].as_ref().unwrap();
    assert_eq!((second.draft.external_key(), second.line), ("https://example.org/b".to_owned(), 4));
    assert_eq!(second.left_out[0].why, Why::OnlyDescription);
    let third = found[2].as_ref().unwrap_err();
    assert!(third.to_string().starts_with("line 5: ") && third.to_string().contains("neither"));

    let atom = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>Post</title><entry>\
        <id>urn:7</id><link rel='self' href='https://example.org/f'/>\
        <link href='https://example.org/c'/>\
        <updated>2024-05-02T01:00:00+02:00</updated><author><name>Ada Odu</name></author>\
        <content type='xhtml'><div><p>a &lt; b</p><p>c</p></div></content></entry></feed>";
    let found = records(atom.as_bytes(), Form::Detect);
    let entry = found[0].as_ref().unwrap();
    assert_eq!((entry.draft.external_key(), entry.form), ("urn:7".to_owned(), Form::Atom));
    assert_eq!((entry.url(), entry.byline()), (Some("https://example.org/c"), Some("Ada Odu")));
    assert_eq!(entry.draft.text(), "a < b\n\nc");

    let json = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Post\", \
        \"items\": [\n\
        {\"id\": 7, \"content_text\": \"Rain.\", \"authors\": [{\"name\": \"Ada Odu\"}]},\n 8]}";
    let found = records(json.as_bytes(), Form::Detect);
    let item = found[0].as_ref().unwrap();
    assert_eq!((item.draft.external_key(), item.line), ("7".to_owned(), 2));
    assert_eq!((item.form, item.byline()), (Form::JsonFeed, Some("Ada Odu")));
    assert_eq!(found[1].as_ref().unwrap_err().line, 3);
}

#[test]
fn entities_that_a_feed_declares_are_not_expanded() {
    let rss = "<!DOCTYPE rss [<!ENTITY a 'xxxxxxxxxx'><!ENTITY b '&a;&a;&a;&a;'>\
        <!ENTITY f SYSTEM 'file:///etc/passwd'>]><rss><channel><item><guid>1</guid>\
        <description>&b;&f;&hellip;</description></item></channel></rss>";
    let found = records(rss.as_bytes(), Form::Rss);
    assert_eq!(found[0].as_ref().unwrap().draft.text(), "&b;&f;…");
}

/// Returns a record of a WARC file, with these lines in its header.
fn warc(lines: &str, block: &[u8]) -> Vec<u8> {
    let mut record = format!("WARC/1.0\r\n{lines}\r\n\r\n").into_bytes();
    record.extend_from_slice(block);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

fn response(id: &str, http: &str, html: &str) -> Vec<u8> {
    let block = format!("{http}\r\n\r\n{html}");
    let lines = format!(
        "WARC-Type: response\r\nWARC-Record-ID: <urn:{id}>\r\nWARC-Date: 2024-05-01\r\n\
         WARC-Target-URI:\r\n <https://example.org/{id}>\r\nContent-Type: application/http;\r\n \
         msgtype=response\r\nContent-Length: {}",
        block.len()
    );
    warc(&lines, block.as_bytes())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut member = GzEncoder::new(Vec::new(), Compression::fast());
    member.write_all(bytes).unwrap();
    member.finish().unwrap()
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8";

/// Returns the keys of the articles in a file, and the messages of its errors.
fn read(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let (mut keys, mut errors) = (Vec::new(), Vec::new());
    for record in Records::new(bytes, Form::Warc) {
        match record {
            Ok(record) => {
                keys.push(record.draft.external_key().replace("https://example.org/", ""));
            }
            Err(bad) => errors.push(bad.to_string()),
        }
    }
    (keys, errors)
}

#[test]
fn pages_of_status_200_are_read_plain_and_compressed() {
    let html = page("", "");
    let chunked = format!("{:x}\r\n{html}\r\n0\r\n\r\n", html.len());
    let said = format!("{OK}\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked");
    let all = [
        warc("WARC-Type: warcinfo\r\nContent-Length: 3", b"abc"),
        response("a", OK, &html),
        response("gone", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html", &html),
        response("image", "HTTP/1.1 200 OK\r\nContent-Type: image/png", &html),
        response("stored-decoded", &said, &html),
        response("chunked", &said, &chunked),
        response("short", OK, "<p>Short.</p>"),
    ];
    let expected = ["a", "stored-decoded", "chunked"];
    let members: Vec<u8> = all.iter().flat_map(|record| gzip(record)).collect();
    for bytes in [all.concat(), members, gzip(&all.concat())] {
        let (keys, errors) = read(&bytes);
        assert_eq!(keys, expected, "{errors:?}");
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].contains("record 7") && errors[0].contains("<urn:short>"), "{errors:?}");
        assert_eq!(records(&bytes, Form::Detect).len(), 4, "found by the first bytes");
    }
}

#[test]
fn damaged_records_are_named_and_the_others_read() {
    let html = page("", "");
    let good = |id: &str| response(id, OK, &html);
    let wrong = |length: &str| {
        let lines = format!(
            "WARC-Type: response\r\nWARC-Record-ID: <urn:wrong>\r\nWARC-Target-URI: \
             https://example.org/w\r\nContent-Length: {length}"
        );
        warc(&lines, format!("{OK}\r\n\r\n{html}").as_bytes())
    };
    for length in ["", "-1", "1e3", "99999999999999999999999"] {
        for compress in [false, true] {
            let all = [good("a"), wrong(length), good("b")];
            let bytes: Vec<u8> = if compress {
                all.iter().flat_map(|record| gzip(record)).collect()
            } else {
                all.concat()
            };
            let (keys, errors) = read(&bytes);
            assert_eq!(keys, ["a", "b"], "{length:?} {errors:?}");
            assert!(errors.len() == 1 && errors[0].contains("<urn:wrong>"), "{errors:?}");
        }
    }
    // Ten gigabytes that are not there.
    let far = [gzip(&good("a")), gzip(&wrong("10000000000")), gzip(&good("b"))].concat();
    let (keys, errors) = read(&far);
    assert_eq!(keys, ["a", "b"], "{errors:?}");
    assert!(errors[0].contains("of its 10000000000 bytes"), "{errors:?}");
    // A damaged member, and one that is cut off.
    let mut torn = [gzip(&good("a")), gzip(&good("b")), gzip(&good("c"))].concat();
    let middle = gzip(&good("a")).len() + 60;
    torn[middle..middle + 40].fill(0xff);
    let (keys, errors) = read(&torn);
    assert_eq!((keys, errors.len()), (vec!["a".to_owned(), "c".to_owned()], 1));
    let cut = [good("a"), good("b")[..60].to_vec()].concat();
    let (keys, errors) = read(&cut);
    assert_eq!(keys, ["a"]);
    assert!(errors[0].contains("ends within the header"), "{errors:?}");
}

#[test]
fn threads_and_one_thread_read_the_same() {
    let html = page("", "");
    let mut all = Vec::new();
    for at in 0..40 {
        let id = format!("p{at}");
        all.push(match at % 10 {
            3 => gzip(&response(&id, OK, "<p>Short.</p>")),
            5 => gzip(&response(&id, "HTTP/1.1 404 Not Found\r\nContent-Type: text/html", &html)),
            7 => gzip(&response(&id, OK, &html)[..200]),
            _ => gzip(&response(&id, OK, &html)),
        });
    }
    let bytes = all.concat();
    let read = |threads: usize| -> Vec<String> {
        let records = Records::new(&*bytes, Form::Warc).threads(threads);
        let shown = records.map(|record| match record {
            Ok(record) => format!("{} {}", record.line, record.draft.external_key()),
            Err(bad) => bad.to_string(),
        });
        shown.collect()
    };
    let one = read(1);
    assert_eq!(one.len(), 36, "{one:?}");
    for threads in [2, 3, 64] {
        assert_eq!(read(threads), one, "{threads} threads");
    }
}

#[test]
fn known_pages_are_passed_over_by_their_content() {
    let html = page("", "");
    let other = page("", "<p>“We won,” said Ada Nkemelu.</p>");
    let list = "<p>Too short to be an article.</p>";
    let bytes: Vec<u8> = [("a", &*html), ("b", list), ("c", &other), ("d", &html)]
        .iter()
        .flat_map(|(id, html)| response(id, OK, html))
        .collect();
    let hashes: Vec<u128> = Records::new(&*bytes, Form::Warc)
        .pass_over(|_| false)
        .map(|record| record.map_or_else(|bad| bad.page, |record| record.page).unwrap())
        .collect();
    assert_eq!(hashes.len(), 4);
    assert_ne!(hashes[0], hashes[3], "the same page at two addresses");
    for threads in [1, 2] {
        let known = [hashes[0], hashes[1]];
        let mut records = Records::new(&*bytes, Form::Warc)
            .threads(threads)
            .pass_over(|page| known.contains(&page));
        let found: Vec<_> =
            records.by_ref().map(|record| record.unwrap().draft.external_key()).collect();
        assert_eq!(found, ["https://example.org/c", "https://example.org/d"]);
        assert_eq!(records.passed_over(), 2);
    }
    let unasked = Records::new(&*bytes, Form::Warc).next().unwrap().unwrap();
    assert_eq!(unasked.page, None);
}

/// Returns less than 64 KiB as a stream of Brotli that holds them as they are (RFC 7932, section
/// 9.2).
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len() - 1).unwrap();
    let head = (1 << 20 | length << 4).to_le_bytes();
    [&head[..3], bytes, &[3]].concat()
}

#[test]
fn bodies_in_brotli_are_read() {
    let html = page("", "<p>“We won,” said Ada Nkemelu.</p>");
    let said = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n";
    let record = |id: &str, body: &[u8]| {
        let block = [said.as_bytes(), body].concat();
        let lines = format!(
            "WARC-Type: response\r\nWARC-Record-ID: <urn:{id}>\r\nWARC-Target-URI: \
             https://example.org/{id}\r\nContent-Length: {}",
            block.len()
        );
        warc(&lines, &block)
    };
    let packed = brotli(html.as_bytes());
    let bytes =
        [record("packed", &packed), record("stored", html.as_bytes()), record("junk", &[7; 40])];
    let (keys, errors) = read(&bytes.concat());
    assert_eq!(keys, ["packed", "stored"], "{errors:?}");
    assert!(errors.len() == 1 && errors[0].contains("<urn:junk>"), "{errors:?}");
}

#[test]
fn hostile_input_ends_soon() {
    let deep = "<div>".repeat(100_000);
    let rss = format!("<rss><channel><item><guid>1</guid><description>{deep}");
    let json = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1\", \"items\": {}",
        "[".repeat(100_000)
    );
    let graph = format!("<script type='application/ld+json'>{}", "{\"@graph\":[".repeat(100_000));
    let begun = Instant::now();
    for (bytes, form) in [
        (page("", &deep), Form::Html),
        (page("", &"<b><p><table><a>".repeat(50_000)), Form::Html),
        (page(&graph, ""), Form::Html),
        ("<blockquote>x<br><br>".repeat(50_000), Form::Html),
        ("<p class='a-b-c-related'".repeat(50_000), Form::Html),
        (format!("<title>{}</title>{}", "a b ".repeat(50_000), page("", "")), Form::Html),
        (rss, Form::Rss),
        (json, Form::JsonFeed),
        ("WARC/1.0\r\n".repeat(100_000), Form::Warc),
        (format!("WARC/1.0\r\n{}", "a: b\r\n ".repeat(100_000)), Form::Warc),
    ] {
        for record in Records::new(bytes.as_bytes(), form) {
            if let Err(bad) = record {
                assert!(!bad.to_string().is_empty());
            }
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{form}: {}", &bytes[..60]);
    }
    let draft = read_page(page("", &deep).as_bytes(), None, None).unwrap();
    assert!(draft.text().contains("It was the last."));
}

#[test]
fn a_page_again_is_no_change_and_a_changed_one_keeps_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let load = |body: &str| {
        let html = page("<link rel=canonical href=https://example.org/wall>", body);
        store.ingest(&read_page(html.as_bytes(), None, None).unwrap()).unwrap()
    };
    let first = load("<p>“We won,” said Ada Nkemelu.</p>");
    let again = load("<p>“We won,” said Ada Nkemelu.</p>");
    let changed = load("<p>“We lost,” said Ada Nkemelu.</p>");
    let outcomes = [first.outcome, again.outcome, changed.outcome];
    assert_eq!(outcomes, [Outcome::Added, Outcome::Unchanged, Outcome::Replaced]);
    assert!(first.article == again.article && first.article == changed.article);
    let article = store.article(first.article).unwrap().unwrap();
    assert_eq!(
        (article.url(), article.language()),
        (Some("https://example.org/wall"), Some("en-GB"))
    );
    assert_eq!(store.quotes().count().unwrap(), 1);
}
