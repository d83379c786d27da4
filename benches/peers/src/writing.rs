//! Works that write: durable commits, and reading beside a writer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::ask::Questions;
use crate::child::answer;
use crate::engines::{AnyStore, Durability, Layout, Options, Subject, open};
use crate::questions::probe;
use crate::report::Figure;
use crate::rows::{Ready, ready};
use crate::run::{Run, same, turns};
use crate::work::Work;
use crate::{Error, Result};

/// How many articles are committed durably in a round.
const COMMITS: u32 = 200;
/// How long one engine is read in a round.
const READ: Duration = Duration::from_millis(400);
/// The most articles that are ready for the writer of a round; the round ends if it needs more.
const WRITES: u32 = 10_000;
/// How many reads see the same state of the store.
const STATE: usize = 1000;

impl Run {
    /// Commits articles one by one to empty stores; each commit survives a loss of power.
    pub(crate) fn commit_durable(&mut self) -> Result<()> {
        let rounds = u32::try_from(self.rounds)?;
        // The first round is not counted: files grow from nothing in it.
        let all = COMMITS * (rounds + 1);
        let options = Options { durability: Durability::Power, articles: all, ..self.warm() };
        let folders = tempfile::tempdir()?;
        let mut stores = Vec::new();
        for side in self.sides().filter(|side| side.layout == Layout::Usual) {
            stores.push((
                side,
                open(side, &folders.path().join(side.to_string()), &options)?,
                Vec::new(),
            ));
        }
        for round in 0..=rounds {
            let mut sets: Vec<Vec<Ready>> = Vec::new();
            for _ in 0..stores.len() {
                sets.push(ready(round * COMMITS, COMMITS, all).collect());
            }
            for at in turns(round as usize, 0..stores.len()) {
                let (Some((_, store, samples)), Some(set)) = (stores.get_mut(at), sets.get_mut(at))
                else {
                    continue;
                };
                let start = Instant::now();
                set.iter_mut().try_for_each(|article| store.commit(article))?;
                samples.push(f64::from(COMMITS) / start.elapsed().as_secs_f64());
            }
        }
        let mut figures = Vec::new();
        for (side, store, samples) in stores {
            let answer = answer(store.as_ref(), side.layout, &probe(all))?;
            let mut figure = Figure::new(Work::CommitDurable, side, COMMITS.into(), answer);
            figure.samples = samples.into_iter().skip(1).collect();
            figures.push(figure);
            store.close()?;
        }
        self.add(figures)
    }

    /// Reads titles in one thread while another commits articles, one by one and not synced.
    ///
    /// Comes last, since it adds to the stores.
    pub(crate) fn read_while_writing(&mut self) -> Result<()> {
        let questions = self.facts.questions(Work::ReadWhileWriting, 0)?;
        let works = [Work::ReadWhileWriting, Work::ReaderCpuAlone, Work::ReaderCpuWriting];
        let mut figures: [Vec<Figure>; 3] = Default::default();
        let mut stores = Vec::new();
        for side in self.sides().filter(|side| side.layout == Layout::Usual) {
            let store = open(side, &self.folder(side), &self.warm())?;
            store.settle()?;
            let full = store.subject(side.layout)?.full(&questions)?;
            for (work, figures) in works.into_iter().zip(&mut figures) {
                figures.push(Figure::new(work, side, questions.len() as u64, full.hash));
            }
            stores.push(store);
        }
        for figures in &figures {
            same(figures)?;
        }
        let mut written = 0;
        for round in 0..=self.rounds {
            for at in turns(round, 0..stores.len()) {
                let store = stores.get(at).ok_or("no such side")?.as_ref();
                let mut set: Vec<Ready> =
                    ready(self.articles() + written, WRITES, self.articles()).collect();
                let beside = Beside::measure(store, &questions, &mut set)?;
                // The first round warms what is read.
                if round > 0 {
                    let samples = [beside.rate, beside.cpu_alone, beside.cpu_writing];
                    for (sample, figures) in samples.into_iter().zip(&mut figures) {
                        figures.get_mut(at).ok_or("no such side")?.samples.push(sample);
                    }
                }
            }
            written += WRITES;
        }
        for (work, figures) in works.into_iter().zip(figures) {
            if self.works.contains(&work) || self.works.contains(&Work::ReadWhileWriting) {
                self.add(figures)?;
            }
        }
        stores.into_iter().try_for_each(AnyStore::close)
    }
}

/// The speed of one reader alone and beside a writer.
struct Beside {
    rate: f64,
    cpu_alone: f64,
    cpu_writing: f64,
}

impl Beside {
    fn measure(store: &dyn AnyStore, questions: &Questions, set: &mut [Ready]) -> Result<Self> {
        let stop = AtomicBool::new(false);
        let mut subject = store.subject(Layout::Usual)?;
        subject.touch(questions)?;
        let alone = Reads::run(subject.as_mut(), questions, &stop)?;
        let writing = thread::scope(|scope| {
            let writer = scope.spawn(|| -> Result<(), Error> {
                for article in set {
                    if stop.load(Ordering::Relaxed) {
                        return Ok(());
                    }
                    store.commit(article)?;
                }
                stop.store(true, Ordering::Relaxed);
                Ok(())
            });
            let reads = Reads::run(subject.as_mut(), questions, &stop);
            stop.store(true, Ordering::Relaxed);
            writer.join().map_err(|_| "the writer panicked")??;
            reads
        })?;
        Ok(Self { rate: writing.rate, cpu_alone: alone.cpu, cpu_writing: writing.cpu })
    }
}

/// How fast a reader reads.
struct Reads {
    /// Reads a second.
    rate: f64,
    /// The reader's own processor time, in nanoseconds a read.
    cpu: f64,
}

impl Reads {
    fn run(subject: &mut dyn Subject, questions: &Questions, stop: &AtomicBool) -> Result<Self> {
        let parts = parts(questions);
        let (start, used) = (Instant::now(), thread_seconds());
        let mut reads = 0_u32;
        for part in parts.iter().cycle() {
            if start.elapsed() >= READ || stop.load(Ordering::Relaxed) {
                break;
            }
            subject.renew()?;
            std::hint::black_box(subject.touch(part)?.sum);
            reads += u32::try_from(part.len())?;
        }
        let (taken, used) = (start.elapsed().as_secs_f64(), thread_seconds() - used);
        Ok(Self { rate: f64::from(reads) / taken, cpu: used * 1e9 / f64::from(reads) })
    }
}

/// Cuts questions into parts that are read from one state of the store.
fn parts(questions: &Questions) -> Vec<Questions> {
    match questions {
        Questions::Titles(articles) => {
            articles.chunks(STATE).map(|part| Questions::Titles(part.to_vec())).collect()
        }
        other => vec![other.clone()],
    }
}

/// Returns the processor time that this thread has used, in seconds.
fn thread_seconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
    let (seconds, nanoseconds) = (time.tv_sec as f64, time.tv_nsec as f64);
    seconds + nanoseconds / 1e9
}
