//! A store that runs for long: puts, replaces, removes, erasures and retention beside readers, with
//! a backup every five minutes, a kill every minute and a compaction every ten. Nothing that was
//! acknowledged is lost, verifying finds nothing, files do not grow, and memory is flat.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a test may panic: that is how it fails"
)]

#[path = "soak/figures.rs"]
mod figures;
#[path = "soak/work.rs"]
mod work;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use figures::{Event, Figures, Sample};
use onrecord::{ChangeCursor, Durability, OpenOptions, Store};
use work::{CYCLE, Done, State, WRITERS, Work, check, draft, look};

/// Set for the process that works: what a [`Life`] is made of.
const CHILD: &str = "ONRECORD_SOAK_CHILD";
/// How many minutes the soak takes; a few seconds if it is not set.
const MINUTES: &str = "ONRECORD_SOAK_MINUTES";
/// The folder that the figures are written to.
const FIGURES: &str = "ONRECORD_SOAK_FIGURES";

/// How many threads read.
const READERS: u64 = 2;
/// A reader waits so long after each look.
const LOOK: Duration = Duration::from_millis(2);
/// A small cache is full soon, so that memory is flat soon.
const CACHE_BYTES: u64 = 16 << 20;

/// How the soak goes. In the short form a minute has a second.
#[derive(Clone, Copy)]
struct Plan {
    minute: Duration,
    minutes: u32,
    /// The store is compacted in the last minute of each of so many.
    cycle: u32,
    /// The time between two operations of a writer; zero for as many as it can.
    pace: Duration,
    work: Work,
}

impl Plan {
    fn new() -> Self {
        let Ok(minutes) = std::env::var(MINUTES) else {
            let work = Work { cycles: 80 };
            return Self {
                minute: Duration::from_secs(1),
                minutes: 10,
                cycle: 2,
                pace: LOOK,
                work,
            };
        };
        let minutes: u32 = minutes.parse().unwrap();
        // A cycle to begin with, and two to compare.
        assert!(minutes >= 30, "a soak of {minutes} minutes has no three compactions");
        let pace = Duration::from_millis(10);
        // What is kept is complete after the first sixth of the time.
        let operations = minutes * 60 / 6 * 100;
        let work = Work { cycles: u64::from(operations) / CYCLE };
        Self { minute: Duration::from_mins(1), minutes, cycle: 10, pace, work }
    }
}

fn open(path: &Path) -> Store {
    let options = OpenOptions::new().create(true).durability(Durability::Process);
    options.cache_bytes(CACHE_BYTES).open(path).unwrap()
}

/// How many operations of each writer have begun and are done. A process tells by lines.
#[derive(Default)]
struct Counts {
    begun: [AtomicU64; WRITERS],
    done: [AtomicU64; WRITERS],
    looks: AtomicU64,
    backups: AtomicU64,
    compactions: AtomicU64,
}

impl Counts {
    /// After a kill, one operation more may be done than was told of.
    fn from(done: [u64; WRITERS]) -> Self {
        let begun = done.map(|done| AtomicU64::new(done + 1));
        Self { begun, done: done.map(AtomicU64::new), ..Self::default() }
    }

    fn range(&self) -> Done {
        std::array::from_fn(|writer| {
            let done = self.done[writer].load(Ordering::SeqCst);
            done..=self.begun[writer].load(Ordering::SeqCst)
        })
    }
}

/// Writes a line to the process that watches.
fn tell(line: std::fmt::Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "soak {line}").unwrap();
    out.flush().unwrap();
}

fn list<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(",")
}

fn numbers(list: &str) -> [u64; WRITERS] {
    let numbers: Vec<u64> = list.split(',').map(|number| number.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

/// The work of the process: goes on from a number of operations until it is killed, or until
/// whoever watches is gone.
fn child(plan: Plan, from: [u64; WRITERS], path: &Path) -> ! {
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("{panic}");
        std::process::exit(101);
    }));
    let store = open(path);
    let counts = Arc::new(Counts::from(from));
    for writer in 0..WRITERS {
        let (store, counts) = (store.clone(), Arc::clone(&counts));
        spawn(move || write(&store, plan, writer, &counts));
    }
    for reader in 0..READERS {
        let (store, counts) = (store.clone(), Arc::clone(&counts));
        spawn(move || {
            for turn in (reader..).step_by(usize::try_from(READERS).unwrap()) {
                look(&store, plan.work, turn, || counts.range());
                counts.looks.fetch_add(1, Ordering::Relaxed);
                sleep(LOOK);
            }
        });
    }
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let Some(file) = line.strip_prefix("backup ").map(PathBuf::from) else {
            compact(&store);
            tell(format_args!("compacted"));
            continue;
        };
        let before = counts.range();
        store.backup(&file).unwrap();
        let after = counts.range();
        let (least, most) = (before.map(|it| *it.start()), after.map(|it| *it.end()));
        tell(format_args!("backup {} {} {}", list(least), list(most), file.display()));
    }
    std::process::exit(0);
}

fn write(store: &Store, plan: Plan, writer: usize, counts: &Counts) {
    let mut due = Instant::now();
    for number in counts.done[writer].load(Ordering::SeqCst).. {
        counts.begun[writer].store(number + 1, Ordering::SeqCst);
        plan.work.operate(store, writer, number).unwrap();
        counts.done[writer].store(number + 1, Ordering::SeqCst);
        let looks = counts.looks.load(Ordering::Relaxed);
        tell(format_args!("done {writer} {} {looks}", number + 1));
        due += plan.pace;
        sleep(due.saturating_duration_since(Instant::now()));
    }
}

/// A backup, and how many operations of each writer it has.
type Backup = (PathBuf, Done);

/// A process that works, from its start to its kill.
struct Life {
    process: Child,
    counts: Arc<Counts>,
    reader: JoinHandle<Option<Backup>>,
}

impl Life {
    fn start(path: &Path, from: [u64; WRITERS]) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_store_that_runs_for_long_loses_nothing_and_does_not_grow"])
            .arg("--nocapture")
            .env(CHILD, format!("{}:{}", list(from), path.display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let counts = Arc::new(Counts::from(from));
        let lines = BufReader::new(process.stdout.take().unwrap());
        let told = Arc::clone(&counts);
        let reader = spawn(move || listen(lines, &told));
        Self { process, counts, reader }
    }

    fn back_up(&mut self, file: &Path) {
        let commands = self.process.stdin.as_mut().unwrap();
        writeln!(commands, "backup {}", file.display()).unwrap();
    }

    fn compact(&mut self) {
        writeln!(self.process.stdin.as_mut().unwrap(), "compact").unwrap();
    }

    /// Waits for the compaction, if the process goes on: one that is killed is of another harness.
    fn await_compaction(&mut self) {
        while self.counts.compactions.load(Ordering::SeqCst) == 0 {
            assert!(self.process.try_wait().unwrap().is_none(), "the process ended by itself");
            sleep(Duration::from_millis(20));
        }
    }

    /// Returns the bytes of memory that the process has, if the system says so.
    fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<u64>().unwrap() * 1024)
    }

    /// Kills the process. Returns what it did, and its last backup.
    fn kill(mut self) -> (Arc<Counts>, Option<Backup>) {
        let ended = self.process.try_wait().unwrap();
        assert!(ended.is_none(), "the process ended by itself: {ended:?}");
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let backup = self.reader.join().unwrap();
        (self.counts, backup)
    }
}

/// Takes in the lines of a process until it ends. Returns its last backup.
fn listen(lines: impl BufRead, counts: &Counts) -> Option<Backup> {
    let mut made = None;
    for line in lines.split(b'\n') {
        let Ok(line) = line else { break };
        let line = String::from_utf8(line).unwrap();
        let Some(told) = line.strip_prefix("soak ") else { continue };
        match told.split(' ').collect::<Vec<_>>()[..] {
            // The last line may have been cut short by a kill: then it has one part less, or a
            // number of looks that nobody minds.
            ["done", writer, number, looks] => {
                let writer: usize = writer.parse().unwrap();
                counts.done[writer].store(number.parse().unwrap(), Ordering::SeqCst);
                counts.looks.store(looks.parse().unwrap_or_default(), Ordering::SeqCst);
            }
            ["backup", least, most, file] => {
                let (least, most) = (numbers(least), numbers(most));
                let done = std::array::from_fn(|writer| least[writer]..=most[writer]);
                made = Some((PathBuf::from(file), done));
                counts.backups.fetch_add(1, Ordering::SeqCst);
            }
            ["compacted"] => drop(counts.compactions.fetch_add(1, Ordering::SeqCst)),
            _ => {}
        }
    }
    made
}

fn folder_bytes(path: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(path) else { return 0 };
    let bytes = entries.filter_map(Result::ok).map(|entry| match entry.metadata() {
        Ok(data) if data.is_dir() => folder_bytes(&entry.path()),
        Ok(data) => data.len(),
        // It was removed meanwhile.
        Err(_) => 0,
    });
    bytes.sum()
}

/// Compacts a store beside those who use it.
fn compact(store: &Store) {
    // What was replaced and removed goes from the feed too.
    let last = store.changes(ChangeCursor::START).unwrap().last();
    store.set_feed_floor(last.unwrap().unwrap().cursor).unwrap();
    store.compact_in_background().unwrap().join().unwrap();
}

fn assert_sound(store: &Store) {
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

/// Asserts that a backup has what was there at its moment.
fn assert_backed_up((file, done): &Backup, work: Work) {
    let copy = file.with_extension("copy");
    Store::restore(&[file], &copy).unwrap();
    let store = Store::open(&copy).unwrap();
    check(&store, work, done).unwrap();
    assert_sound(&store);
}

/// Returns the bytes of a new store with what is there.
fn fresh(path: &Path, work: Work, done: &Done) -> u64 {
    let store = open(path);
    for (writer, done) in done.iter().enumerate() {
        let mut batch = store.batch();
        for number in work.numbers(done) {
            let state = work.state(number, *done.end());
            if state != State::Absent {
                batch.put(draft(writer, number, state == State::Replaced)).unwrap();
            }
        }
        batch.commit().unwrap();
    }
    store.close().unwrap();
    folder_bytes(path)
}

/// Takes samples of a process for a minute. Asks it for a backup in every fifth, and to compact the
/// store in the last of each cycle.
fn live(
    life: &mut Life,
    plan: Plan,
    minute: u32,
    path: &Path,
    start: Instant,
    figures: &mut Figures,
) {
    let begun = Instant::now();
    let (is_backed_up, is_compacted) =
        (minute.is_multiple_of(5), minute.is_multiple_of(plan.cycle));
    let mut asked = false;
    while begun.elapsed() < plan.minute {
        sleep(plan.minute / 40);
        if !asked && begun.elapsed() > plan.minute / 4 {
            asked = true;
            if is_backed_up {
                life.back_up(&path.with_extension(format!("backup-{minute}")));
            }
            if is_compacted {
                life.compact();
            }
        }
        let (memory, files) = (life.memory(), folder_bytes(path));
        figures.sample(Sample { at: start.elapsed(), life: minute, memory, files });
    }
    if is_compacted {
        life.await_compaction();
    }
}

fn soak(plan: Plan, path: &Path) -> Figures {
    let (start, mut figures) = (Instant::now(), Figures::of(plan.cycle));
    let (mut done, mut backup) = ([0; WRITERS], None);
    for minute in 1..=plan.minutes {
        let mut life = Life::start(path, done);
        live(&mut life, plan, minute, path, start, &mut figures);
        let (counts, backed_up) = life.kill();
        figures.events.push((start.elapsed(), Event::Kill));
        done = counts.range().map(|done| *done.start());
        figures.looks += counts.looks.load(Ordering::SeqCst);
        if counts.backups.load(Ordering::SeqCst) > 0 {
            figures.events.push((start.elapsed(), Event::Backup));
        }
        if counts.compactions.load(Ordering::SeqCst) > 0 {
            figures.events.push((start.elapsed(), Event::Compaction));
        }
        backup = backed_up.or(backup);
        let begun = Instant::now();
        let store = open(path);
        figures.longest_open = figures.longest_open.max(begun.elapsed());
        // The operation that the kill met may be done or not.
        let range = done.map(|done| done..=done + 1);
        figures.articles = check(&store, plan.work, &range)
            .unwrap_or_else(|problem| panic!("minute {minute}, {done:?} done: {problem}"));
        store.close().unwrap();
    }
    figures.operations = done.iter().sum();
    // What the last kill met is done now, so that it is known what is there.
    let store = open(path);
    for (writer, number) in done.iter().enumerate() {
        plan.work.operate(&store, writer, *number).unwrap();
    }
    let done = done.map(|done| done + 1..=done + 1);
    compact(&store);
    store.close().unwrap();
    figures.events.push((start.elapsed(), Event::Compaction));
    figures.files = folder_bytes(path);
    let store = open(path);
    figures.articles = check(&store, plan.work, &done).unwrap();
    assert_sound(&store);
    drop(store);
    figures.fresh = fresh(&path.with_extension("fresh"), plan.work, &done);
    assert_backed_up(&backup.expect("a backup was made"), plan.work);
    figures
}

#[test]
fn a_store_that_runs_for_long_loses_nothing_and_does_not_grow() {
    let plan = Plan::new();
    if let Ok(child_of) = std::env::var(CHILD) {
        let (from, path) = child_of.split_once(':').unwrap();
        child(plan, numbers(from), Path::new(path));
    }
    let folder = tempfile::tempdir().unwrap();
    let figures = soak(plan, &folder.path().join("news"));
    println!("{}", figures.table());
    if let Some(folder) = std::env::var_os(FIGURES) {
        figures.write(Path::new(&folder));
    }
    assert!(figures.operations > 0 && figures.looks > 0, "nothing was done");
    assert!(figures.compactions() > 1, "no compaction came to its end beside the work");
    let (files, fresh) = (figures.files, figures.fresh);
    // The files of the engine grow by 512 KiB, which counts in a short soak alone.
    let most = fresh + fresh / 2 + (1 << 20);
    assert!(files <= most, "{files} bytes, and {fresh} of a fresh load");
    let (early, late) = figures.early_and_late();
    assert!(figures.is_flat(), "memory grew from {early} to {late} bytes");
}

/// What the check is for: a store that lacks, or has, what it should not is told from a whole one.
#[test]
fn a_lost_or_changed_article_is_noticed() {
    let work = Work { cycles: 3 };
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("news"));
    let operations = 57;
    for writer in 0..WRITERS {
        for number in 0..operations {
            work.operate(&store, writer, number).unwrap();
        }
    }
    let done: Done = std::array::from_fn(|_| operations..=operations);
    assert_eq!(check(&store, work, &done), Ok(work.count(operations) * WRITERS as u64));
    let failed = |change: &dyn Fn(), back: &dyn Fn(), words: &str| {
        change();
        let problem = check(&store, work, &done).unwrap_err();
        assert!(problem.contains(words), "{problem}");
        back();
        assert!(check(&store, work, &done).is_ok());
    };
    let put = |number, replaced| {
        store.put(&draft(1, number, replaced)).unwrap();
    };
    let remove = |number| {
        let found = store.article_by_key(&work::key(1, number)).unwrap().unwrap();
        store.remove(found.id()).unwrap();
    };
    failed(&|| remove(51), &|| put(51, false), "1-51 was acknowledged and is lost");
    failed(&|| put(51, true), &|| put(51, false), "1-51 is there, not as [First]");
    failed(&|| put(42, false), &|| put(42, true), "1-42 is there, not as [Replaced]");
    failed(&|| put(44, false), &|| remove(44), "1-44 is there, not as [Absent]");
    failed(&|| put(0, false), &|| remove(0), "1-0 is there, not as [Absent]");
}

#[test]
fn memory_that_grows_is_not_flat() {
    let figures = |grows: u64, saw: u64| {
        let sample = |second: u64| {
            let life = second / 60;
            // It grows in each life, and starts small; and it grows until the store is compacted.
            let memory = (50 << 20) + ((second % 60) << 18) + (life % 10) * saw + grows * second;
            let life = u32::try_from(life + 1).unwrap();
            Sample { at: Duration::from_secs(second), life, memory: Some(memory), files: 0 }
        };
        Figures { samples: (0..3600).map(sample).collect(), ..Figures::of(10) }
    };
    assert!(figures(0, 0).is_flat());
    assert!(figures(0, 4 << 20).is_flat(), "36 MiB between two compactions");
    assert!(figures(1 << 10, 0).is_flat(), "2 MiB in half an hour");
    assert!(!figures(10 << 10, 0).is_flat(), "18 MiB in half an hour");
    assert!(!figures(10 << 10, 1 << 20).is_flat(), "18 MiB beside 9 between two compactions");
}
