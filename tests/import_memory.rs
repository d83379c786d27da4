//! Pages, feeds and archives that are made to take memory and time: each is read by a process of
//! its own, whose peak of memory is measured.
//!
//! `ONRECORD_LONG=1` makes them as long as the limits allow.

#![cfg(all(feature = "feed", feature = "warc", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::io::{self, BufRead, Cursor, Read, Write};
use std::process::Command;
use std::time::{Duration, Instant};

use flate2::write::GzEncoder;
use flate2::{Compress, Compression, FlushCompress};
use onrecord::exchange::{Form, Records};

/// The least memory of a process that reads anything: what is asked of the rest is more than this.
const BASE_BYTES: u64 = 64 << 20;
/// The most memory for each byte of the input that is held.
const FACTOR: u64 = 12;

const PAGE: &str = "<h1>Wall</h1><p>The council of Port Lorne met on Monday to settle how the \
                    harbour wall is rebuilt after the storms of the winter, and who pays for it. \
                    It will meet again in May, when the ministry has said what it gives, and then \
                    a builder is to be found who can begin in June.</p>";

/// An input, and a word of what comes of it.
struct Input {
    name: &'static str,
    form: Form,
    /// Makes the stream, in the process that reads it alone.
    stream: Box<dyn Fn() -> Box<dyn BufRead>>,
    /// A word of the only error or, after a `+`, of the only text.
    expected: &'static str,
    /// The bytes of it that have to be in memory.
    held: u64,
}

fn input(
    name: &'static str,
    form: Form,
    expected: &'static str,
    held: usize,
    stream: impl Fn() -> Box<dyn BufRead> + 'static,
) -> Input {
    Input { name, form, stream: Box::new(stream), expected, held: held as u64 }
}

/// Repeats a piece to so many bytes.
fn many(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

/// Returns numbered pieces of so many bytes together.
fn numbered(bytes: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    let mut at = 0;
    while text.len() < bytes {
        text.push_str(&piece(at));
        at += 1;
    }
    text
}

fn json(text: &str) -> String {
    format!("<script type='application/ld+json'>{text}</script>{PAGE}")
}

fn rss(inner: &str) -> String {
    format!("<rss><channel><item><guid>1</guid>{inner}<description>Rain.</description></item>")
}

fn feed(item: &str) -> String {
    format!("{{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{item}]}}")
}

/// Returns what begins a record of a WARC file.
fn head(id: &str, length: u64) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:{id}>\r\nWARC-Target-URI: \
         https://example.org/{id}\r\nContent-Length: {length}\r\n\r\n"
    )
}

fn response(id: &str, more: &str, body: &[u8]) -> Vec<u8> {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{more}\r\n");
    let mut record = head(id, (http.len() + body.len()) as u64).into_bytes();
    record.extend_from_slice(http.as_bytes());
    record.extend_from_slice(body);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

/// Returns a member of gzip with some bytes and then so many mebibytes of zeros.
fn bomb(first: &[u8], mebibytes: usize) -> Vec<u8> {
    let mut member = GzEncoder::new(Vec::new(), Compression::fast());
    member.write_all(first).unwrap();
    member.flush().unwrap();
    let mut bytes = member.get_ref().clone();
    // Each piece after a full flush is whole by itself, so that one is enough.
    let mut deflate = Compress::new(Compression::best(), false);
    let mut piece = Vec::with_capacity(1 << 16);
    deflate.compress_vec(&vec![0; 1 << 20], &mut piece, FlushCompress::Full).unwrap();
    for _ in 0..mebibytes {
        bytes.extend_from_slice(&piece);
    }
    bytes
}

/// 64 MiB of zeros in Brotli.
const ZEROS_IN_BROTLI: [u8; 106] = [
    203, 255, 255, 63, 248, 39, 0, 226, 177, 64, 32, 247, 254, 143, 255, 255, 127, 240, 79, 0, 196,
    97, 17, 128, 238, 253, 31, 255, 255, 255, 224, 159, 0, 136, 195, 2, 0, 221, 251, 63, 254, 255,
    255, 193, 63, 1, 16, 135, 5, 0, 186, 247, 127, 252, 255, 255, 131, 127, 2, 32, 14, 11, 0, 116,
    239, 255, 248, 255, 255, 7, 255, 4, 64, 28, 22, 0, 232, 222, 255, 241, 255, 255, 15, 254, 9,
    128, 56, 44, 0, 208, 189, 255, 227, 255, 255, 31, 252, 19, 0, 113, 88, 0, 160, 123, 255, 55,
];

/// Returns inputs of about so many bytes.
fn inputs(bytes: usize) -> Vec<Input> {
    let far = 10_u64 << 30;
    let mut inputs = vec![
        input("a record of 10 GiB", Form::Warc, "<urn:far>", 0, move || {
            let end = [b"\r\n\r\n".to_vec(), response("good", "", PAGE.as_bytes())].concat();
            let whole = Cursor::new(head("far", far)).chain(Zeros(far)).chain(Cursor::new(end));
            Box::new(whole)
        }),
        input("a record of 10 GiB that are not there", Form::Warc, "<urn:far>", 0, move || {
            Box::new(Cursor::new(head("far", far)))
        }),
        input("a bomb of gzip as a record", Form::Warc, "<urn:bomb>", 0, move || {
            Box::new(Cursor::new(bomb(head("bomb", far).as_bytes(), bytes >> 14)))
        }),
        input("a bomb of gzip as a body", Form::Warc, "<urn:body>", 32 << 20, || {
            let body = bomb(b"", 64);
            Box::new(Cursor::new(response("body", "Content-Encoding: gzip\r\n", &body)))
        }),
        input("a bomb of Brotli as a body", Form::Warc, "<urn:brotli>", 32 << 20, || {
            let body = response("brotli", "Content-Encoding: br\r\n", &ZEROS_IN_BROTLI);
            Box::new(Cursor::new(body))
        }),
        input("a hundred bombs", Form::Warc, "<urn:0>", 32 << 20, || {
            let body = bomb(b"", 64);
            let each = |at: usize| response(&at.to_string(), "Content-Encoding: gzip\r\n", &body);
            let all: Vec<Vec<u8>> = (0..100).map(each).collect();
            Box::new(Cursor::new(all.concat()))
        }),
        input("a header of HTTP without an end", Form::Warc, "<urn:head>", bytes, move || {
            Box::new(Cursor::new(response("head", &many("a:\r\n", bytes), b"")))
        }),
    ];
    let mut text = |name, form, expected, make: fn(usize) -> String| {
        inputs.push(input(name, form, expected, bytes, move || Box::new(Cursor::new(make(bytes)))));
    };
    let html = Form::Html;
    text("elements", html, "a million", |bytes| many("<b>", bytes.max(4 << 20)));
    text("deep elements", html, "+council", |_| format!("{}{PAGE}", "<div>".repeat(100_000)));
    text("paragraphs", html, "+council", |bytes| format!("{PAGE}{}", many("<p>x", bytes / 16)));
    text("attributes", html, "a million", |bytes| {
        format!("<p {}>{PAGE}", many("id=a ", bytes.max(6 << 20)))
    });
    text("a long title", html, "+council", |bytes| {
        format!("<title>{}</title>{PAGE}", numbered(bytes, |at| format!("w{at} ")))
    });
    text("headings", html, "+council", |bytes| {
        format!("{PAGE}{}", many("<h1>a b c</h1>", bytes / 4))
    });
    text("times", html, "+council", |bytes| format!("{PAGE}{}", many("<time>x", bytes / 8)));
    text("quotations", html, "+council", |bytes| {
        format!("{PAGE}{}", many("<blockquote><q>", bytes / 4))
    });
    text("numbers in JSON-LD", html, "+council", |bytes| {
        json(&format!("[{}0]", many("0,", bytes)))
    });
    text("more JSON-LD than is read", html, "+council", |bytes| {
        json(&format!("[{}0]", many("0,", bytes.max(5 << 20))))
    });
    text("deep JSON-LD", html, "+council", |bytes| json(&many("{\"@graph\":[", bytes)));
    text("authors in JSON-LD", html, "+council", |bytes| {
        let authors = numbered(bytes, |at| format!("\"a{at}\","));
        json(&format!("{{\"@type\": \"Article\", \"author\": [{authors}\"x\"]}}"))
    });
    text("authors of a feed", Form::Rss, "+Rain", |bytes| {
        rss(&numbered(bytes, |at| format!("<author>{at}</author>")))
    });
    text("a tag of attributes in a feed", Form::Rss, "+Rain", |bytes| {
        rss(&format!("<link {}/>", numbered(bytes, |at| format!("a{at}='' "))))
    });
    text("deep elements of a feed", Form::Rss, "ends within", |_| rss(&"<a>".repeat(100_000)));
    text("entities of entities in a feed", Form::Rss, "+&a98;", |_| {
        let entity =
            |at: usize| format!("<!ENTITY a{at} '{}'>", format!("&a{};", at - 1).repeat(9));
        let entities: String = (1..99).map(entity).collect();
        let item = rss("<content:encoded>&a98;</content:encoded>");
        format!("<!DOCTYPE rss [<!ENTITY a0 'Rain'>{entities}]>{item}")
    });
    text("numbers in a feed of JSON", Form::JsonFeed, "+Rain", |bytes| {
        let authors = many("0,", bytes);
        feed(&format!("{{\"id\": 1, \"content_text\": \"Rain.\", \"authors\": [{authors}0]}}"))
    });
    text("fields in a feed of JSON", Form::JsonFeed, "too many", |bytes| {
        let fields = many(",\"a\":0", bytes);
        feed(&format!("{{\"id\": 1, \"content_text\": \"Rain.\"{fields}}}"))
    });
    text("fields of a record", Form::Plain, "too many fields", |bytes| {
        format!("{{\"text\": \"Rain.\"{}}}", many(",\"a\":0", bytes))
    });
    text("authors of a record", Form::NewsPlease, "+Rain", |bytes| {
        let authors = many("0,", bytes.max(2 << 20));
        format!("{{\"maintext\": \"Rain.\", \"authors\": [{authors}0]}}")
    });
    text("deep lists in a feed of JSON", Form::JsonFeed, "JSON", |_| feed(&"[".repeat(100_000)));
    inputs
}

/// So many zeros.
struct Zeros(u64);

impl Read for Zeros {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.len().min(into.len());
        into[..length].fill(0);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Zeros {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        static SOME: [u8; 1 << 16] = [0; 1 << 16];
        Ok(&SOME[..usize::try_from(self.0).unwrap().min(SOME.len())])
    }

    fn consume(&mut self, bytes: usize) {
        self.0 -= bytes as u64;
    }
}

fn setting() -> usize {
    if std::env::var_os("ONRECORD_LONG").is_some() { 31 << 20 } else { 2 << 20 }
}

/// Reads one input, if the parent names one, and prints the peak of memory.
#[test]
fn child() {
    let Ok(name) = std::env::var("ONRECORD_INPUT") else { return };
    let input = inputs(setting()).into_iter().find(|input| input.name == name).unwrap();
    let threads = if input.form == Form::Warc { 2 } else { 1 };
    let mut all = Vec::new();
    for record in Records::new((input.stream)(), input.form).threads(threads) {
        all.push(match record {
            Ok(record) => format!("+{}", record.draft.text().chars().take(300).collect::<String>()),
            Err(bad) => bad.to_string(),
        });
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak = peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10;
    println!("FOUND {} {}", peak, all.first().map_or("nothing", String::as_str).replace('\n', " "));
}

#[test]
fn hostile_input_takes_bounded_time_and_memory() {
    let bytes = setting();
    let mut problems = Vec::new();
    for Input { name, expected, held, .. } in inputs(bytes) {
        let begun = Instant::now();
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["child", "--exact", "--nocapture", "--test-threads=1"])
            .env("ONRECORD_INPUT", name)
            .output()
            .unwrap();
        let took = begun.elapsed();
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        let found = out.lines().find_map(|line| line.split_once("FOUND ")).map(|(_, found)| found);
        let Some((peak, what)) = found.and_then(|found| found.split_once(' ')) else {
            problems.push(format!("{name}: the process ended without an answer: {out}"));
            continue;
        };
        let peak: u64 = peak.parse().unwrap();
        let shown: String = what.chars().take(160).collect();
        println!("{name}: {} MiB, {:.1} s, {shown}", peak >> 20, took.as_secs_f64());
        let is_text = expected.starts_with('+') == what.starts_with('+');
        if !is_text || !what.contains(expected.trim_start_matches('+')) {
            problems.push(format!("{name}: {shown}"));
        }
        let most = BASE_BYTES + held * FACTOR;
        if peak > most {
            problems.push(format!("{name}: {} MiB of at most {}", peak >> 20, most >> 20));
        }
        if took > Duration::from_mins(1) {
            problems.push(format!("{name}: {took:?}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
