//! News files of one set of articles: reading them with the form found out and forced, and loading
//! them plain and as gzipped JSON Lines of news-please, in turn.
//!
//! `ONRECORD_BENCH_BYTES` is the size of the file of news-please before it is compressed (default 8
//! MB), `ONRECORD_BENCH_ROUNDS` the number of rounds (default 3). `ONRECORD_BENCH_READ_ONLY=1`
//! loads nothing. Prints the median of each figure, then the least and the greatest, and on Linux
//! the most memory of the process meanwhile.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a bench may panic, and its figures are rounded"
)]

mod data;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;
use onrecord::exchange::{Form, Records};
use onrecord::{Draft, Store};
use serde_json::json;

/// The files of one set of articles.
struct Files {
    news_please: PathBuf,
    compressed: PathBuf,
    plain: PathBuf,
    articles: u64,
    text_bytes: u64,
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |value| value.parse().unwrap())
}

/// Writes the same articles in each form.
fn write(folder: &Path, bytes: u64) -> Files {
    let mut files = Files {
        news_please: folder.join("news-please.jsonl"),
        compressed: folder.join("news-please.jsonl.gz"),
        plain: folder.join("plain.jsonl"),
        articles: 0,
        text_bytes: 0,
    };
    let create = |path: &Path| BufWriter::new(File::create(path).unwrap());
    let mut news_please = create(&files.news_please);
    let mut compressed = GzEncoder::new(create(&files.compressed), Compression::default());
    let mut plain = create(&files.plain);
    let mut written = 0;
    // An article takes some 3,600 bytes.
    let articles = u32::try_from(bytes / 3000 + 1).unwrap();
    for (number, made) in (0..).zip(data::drafts(articles)) {
        let (text, day, url) = (made.draft.text(), made.day, data::key(number));
        let record = json!({
            "authors": ["Ruth Nankya", "Ben Okafor"], "date_download": "2024-05-02 03:04:05",
            "date_modify": null, "date_publish": format!("{day} 09:30:00"),
            "description": made.title,
            "filename": format!("{number}.json"), "image_url": null, "language": "en",
            "localpath": null, "maintext": text, "source_domain": made.source,
            "title": made.title, "title_page": null, "title_rss": "None", "url": url,
        });
        let line = format!("{record}\n");
        written += line.len() as u64;
        news_please.write_all(line.as_bytes()).unwrap();
        compressed.write_all(line.as_bytes()).unwrap();
        let record = json!({
            "id": url, "title": made.title, "source": made.source, "language": "en",
            "date": day.to_string(), "text": text,
        });
        writeln!(plain, "{record}").unwrap();
        files.articles += 1;
        files.text_bytes += text.len() as u64;
        if written >= bytes {
            break;
        }
    }
    news_please.flush().unwrap();
    plain.flush().unwrap();
    compressed.finish().unwrap().flush().unwrap();
    files
}

/// Begins to measure the most memory of the process anew.
fn forget_memory() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Returns the most resident memory of the process since then, in MiB; 0 if it is not known.
fn memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    let kib = line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

/// Returns the processor time of the process, in seconds; wall-clock time elsewhere than on Unix.
#[cfg(unix)]
fn processor_seconds() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    let used = getrusage(UsageWho::RUSAGE_SELF).unwrap();
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    seconds(used.user_time()) + seconds(used.system_time())
}

#[cfg(not(unix))]
fn processor_seconds() -> f64 {
    std::time::UNIX_EPOCH.elapsed().unwrap().as_secs_f64()
}

/// The figures of one work, a round each.
struct Work {
    name: &'static str,
    wall: Vec<f64>,
    processor: Vec<f64>,
    memory: Vec<f64>,
}

impl Work {
    fn new(name: &'static str) -> Self {
        Self { name, wall: Vec::new(), processor: Vec::new(), memory: Vec::new() }
    }

    /// Measures a round. `work` does it, and returns what is dropped after the clock stopped.
    fn round<T>(&mut self, work: impl FnOnce() -> T) {
        forget_memory();
        let (start, used) = (Instant::now(), processor_seconds());
        let done = work();
        self.wall.push(start.elapsed().as_secs_f64());
        self.processor.push(processor_seconds() - used);
        self.memory.push(memory());
        drop(done);
    }

    fn print(&self, bytes: u64) {
        let megabytes = bytes as f64 / 1e6;
        let rates = |seconds: &[f64]| sorted(seconds.iter().map(|seconds| megabytes / seconds));
        let (wall, processor) = (rates(&self.wall), rates(&self.processor));
        let middle = wall.len() / 2;
        println!(
            "{:24} {:8.1} MB/s ({:.1} to {:.1}), {:8.1} MB for each second of processor time, \
             {:5.0} MiB of memory",
            self.name,
            wall[middle],
            wall[0],
            wall[wall.len() - 1],
            processor[middle],
            sorted(self.memory.iter().copied())[middle],
        );
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// Prints the median of the ratios of two works, round by round.
fn compare(what: &str, one: &[f64], other: &[f64]) {
    let ratios = sorted(one.iter().zip(other).map(|(one, other)| one / other));
    let (least, most) = (ratios[0], ratios[ratios.len() - 1]);
    println!("{what}: {:.3} ({least:.3} to {most:.3})", ratios[ratios.len() / 2]);
}

fn read(path: &Path, form: Form, articles: u64) {
    let records = Records::open(path).unwrap().form(form);
    let read: u64 = records.map(|record| u64::from(!record.unwrap().draft.text().is_empty())).sum();
    assert_eq!(read, articles);
}

fn load(path: &Path, articles: u64) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let records = Records::open(path).unwrap();
    let drafts = records.map(|record| record.map(|record| -> Draft { record.draft }));
    let report = store.loader().run(drafts).unwrap();
    assert_eq!((report.added, report.skipped), (articles, 0));
    store.sync().unwrap();
    (folder, store)
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let files = write(folder.path(), setting("ONRECORD_BENCH_BYTES", 8_000_000));
    let rounds = setting("ONRECORD_BENCH_ROUNDS", 3).max(1);
    let size = |path: &Path| fs::metadata(path).unwrap().len();
    let Files { articles, text_bytes, .. } = files;
    println!("{articles} articles, {text_bytes} bytes of text, {rounds} rounds");
    let [mut found, mut forced, mut unpacked] =
        ["read, form found out", "read, form forced", "read, compressed"].map(Work::new);
    for _ in 0..rounds * 3 {
        found.round(|| read(&files.news_please, Form::Detect, articles));
        forced.round(|| read(&files.news_please, Form::NewsPlease, articles));
        unpacked.round(|| read(&files.compressed, Form::Detect, articles));
    }
    for work in [&found, &forced, &unpacked] {
        work.print(size(&files.news_please));
    }
    compare(
        "processor time with the form found out, of that forced",
        &found.processor,
        &forced.processor,
    );
    if setting("ONRECORD_BENCH_READ_ONLY", 0) == 1 {
        return;
    }
    let [mut plain, mut news_please] = ["load, plain", "load, news-please, gzip"].map(Work::new);
    for _ in 0..rounds {
        plain.round(|| load(&files.plain, articles));
        news_please.round(|| load(&files.compressed, articles));
    }
    plain.print(text_bytes);
    news_please.print(text_bytes);
    compare("speed of news-please with gzip, of plain", &plain.wall, &news_please.wall);
    compare("processor time of the same", &news_please.processor, &plain.processor);
}
