//! Running the works: engines take turns, round by round, in one process.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::Result;
use crate::child::{self, Task, answer, disk_bytes};
use crate::engines::{AnyStore, Durability, Engine, Layout, Options, SIDES, Side, Subject, open};
use crate::questions::{Facts, probe};
use crate::report::Figure;
use crate::rows::ready;
use crate::work::{COLD, WARM, Work};

/// How long a warm round of one engine lasts at least; its questions are asked again until then.
const LEAST: Duration = Duration::from_millis(30);
/// How many articles a load has in memory at once. A run of no more is loaded without a pause.
const CHUNK: usize = 50_000;
/// The cache of every engine in cold works, at most.
const COLD_CACHE: u64 = 16 << 20;

/// A run of works.
pub(crate) struct Run {
    pub(crate) facts: Facts,
    pub(crate) rounds: usize,
    pub(crate) works: Vec<Work>,
    pub(crate) figures: Vec<Figure>,
    engines: Vec<Engine>,
    root: TempDir,
}

impl Run {
    pub(crate) fn new(
        articles: u32,
        rounds: usize,
        works: Vec<Work>,
        engines: Vec<Engine>,
    ) -> Result<Self> {
        let root = tempfile::tempdir()?;
        Ok(Self { facts: Facts::of(articles)?, rounds, works, figures: Vec::new(), engines, root })
    }

    fn has(&self, works: &[Work]) -> bool {
        works.iter().any(|work| self.works.contains(work))
    }

    /// Returns the sides whose engines take part.
    pub(crate) fn sides(&self) -> impl Iterator<Item = Side> + use<> {
        let engines = self.engines.clone();
        SIDES.into_iter().filter(move |side| engines.is_empty() || engines.contains(&side.engine))
    }

    pub(crate) fn articles(&self) -> u32 {
        self.facts.articles
    }

    /// Returns options with caches that hold all data several times.
    pub(crate) fn warm(&self) -> Options {
        let cache = (u64::from(self.articles()) * 32 * 1024).max(256 << 20);
        Options { cache, durability: Durability::Buffered, articles: self.articles() }
    }

    pub(crate) fn folder(&self, side: Side) -> PathBuf {
        self.root.path().join(side.stored().to_string().replace('/', "-"))
    }

    /// Adds figures whose answers must be the same.
    pub(crate) fn add(&mut self, figures: Vec<Figure>) -> Result<()> {
        same(&figures)?;
        self.figures.extend(figures);
        Ok(())
    }

    /// Runs all works of the run.
    pub(crate) fn run(&mut self) -> Result<()> {
        let mut first = Vec::new();
        if self.has(&[Work::BulkLoad]) {
            self.bulk_load(&mut first)?;
        }
        let rest = [
            Work::Open,
            Work::OpenFirst,
            Work::DiskBytes,
            Work::MemoryBytes,
            Work::ReadWhileWriting,
        ];
        let cpu = [Work::ReaderCpuAlone, Work::ReaderCpuWriting];
        if self.has(&WARM) || self.has(&COLD) || self.has(&rest) || self.has(&cpu) {
            self.stores(&mut first)?;
        }
        if self.has(&[Work::CommitDurable]) {
            self.commit_durable()?;
        }
        if self.has(&[Work::PayloadBytes, Work::DiskBytes]) {
            self.payload()?;
        }
        if self.has(&[Work::ReadWhileWriting]) || self.has(&cpu) {
            self.read_while_writing()?;
        }
        self.text_works()
    }

    /// Loads all stores, and runs what reads them.
    fn stores(&mut self, first: &mut Vec<Figure>) -> Result<()> {
        let opened = self.has(&[Work::Open, Work::OpenFirst]);
        for side in self.sides().filter(|side| side.is_stored()) {
            self.load(side, &self.folder(side))?;
            if opened {
                self.open_first(side, &self.folder(side), first)?;
            }
        }
        if self.has(&[Work::DiskBytes]) {
            self.disk()?;
        }
        if self.has(&WARM) {
            self.warm_works()?;
        }
        if self.has(&COLD) {
            self.cold_works()?;
        }
        if opened {
            self.add(std::mem::take(first))?;
            self.children(Work::Open, Task::Open)?;
        }
        if self.has(&[Work::MemoryBytes]) {
            self.children(Work::MemoryBytes, Task::Memory)?;
        }
        Ok(())
    }

    /// Loads a store, closes it, and returns how long loading with the final sync took.
    fn load(&self, side: Side, folder: &Path) -> Result<Duration> {
        let store = open(side, folder, &self.warm())?;
        let taken = self.fill(store.as_ref())?;
        store.close()?;
        Ok(taken)
    }

    /// Puts all articles into a store and syncs once.
    fn fill(&self, store: &dyn AnyStore) -> Result<Duration> {
        let mut taken = Duration::ZERO;
        let articles = self.articles();
        let mut articles = ready(0, articles, articles).peekable();
        while articles.peek().is_some() {
            let chunk = articles.by_ref().take(CHUNK).collect();
            let start = Instant::now();
            store.load(chunk)?;
            taken += start.elapsed();
        }
        let start = Instant::now();
        store.sync()?;
        Ok(taken + start.elapsed())
    }

    fn bulk_load(&mut self, first: &mut Vec<Figure>) -> Result<()> {
        let opened = self.has(&[Work::Open, Work::OpenFirst]);
        let mut figures: Vec<Figure> = Vec::new();
        for round in 0..self.rounds {
            for side in turns(round, self.sides().filter(|side| side.is_stored())) {
                let folder = self.root.path().join("load");
                let taken = self.load(side, &folder)?;
                if round == 0 {
                    let told = child::ask(Task::Open, side, &folder, self.articles())?;
                    figures.push(Figure::new(
                        Work::BulkLoad,
                        side,
                        self.articles().into(),
                        told.answer,
                    ));
                } else if opened {
                    self.open_first(side, &folder, first)?;
                }
                let figure = figures.iter_mut().find(|figure| figure.side == side);
                let rate = f64::from(self.articles()) / taken.as_secs_f64();
                figure.ok_or("no such side")?.samples.push(rate);
                fs::remove_dir_all(folder)?;
            }
            same(&figures)?;
        }
        self.add(figures)
    }

    /// Measures the first open after a load.
    fn open_first(&self, side: Side, folder: &Path, first: &mut Vec<Figure>) -> Result<()> {
        let told = child::ask(Task::Open, side, folder, self.articles())?;
        if !first.iter().any(|figure| figure.side == side) {
            first.push(Figure::new(Work::OpenFirst, side, 1, told.answer));
        }
        let figure = first.iter_mut().find(|figure| figure.side == side);
        figure.ok_or("no such side")?.samples.push(told.number);
        Ok(())
    }

    /// Measures something in children, round by round.
    fn children(&mut self, work: Work, task: Task) -> Result<()> {
        let mut figures: Vec<Figure> = Vec::new();
        let memory = Side::new(Engine::Memory, Layout::Blocks);
        let takes = |side: &Side| side.is_stored() || (*side == memory && task == Task::Memory);
        for round in 0..self.rounds {
            for side in turns(round, self.sides().filter(takes)) {
                let told = child::ask(task, side, &self.folder(side), self.articles())?;
                if round == 0 {
                    figures.push(Figure::new(work, side, 1, told.answer));
                }
                let figure = figures.iter_mut().find(|figure| figure.side == side);
                figure.ok_or("no such side")?.samples.push(told.number);
            }
            same(&figures)?;
        }
        self.add(figures)
    }

    fn disk(&mut self) -> Result<()> {
        let mut figures = Vec::new();
        for side in self.sides().filter(|side| side.is_stored()) {
            let folder = self.folder(side);
            let bytes = disk_bytes(&folder)?;
            let store = open(side, &folder, &self.warm())?;
            let answer = answer(store.as_ref(), side.layout, &probe(self.articles()))?;
            store.close()?;
            let mut figure = Figure::new(Work::DiskBytes, side, self.articles().into(), answer);
            #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
            figure.samples.push(bytes as f64);
            figures.push(figure);
        }
        self.add(figures)
    }

    fn payload(&mut self) -> Result<()> {
        let memory = Side::new(Engine::Memory, Layout::Blocks);
        let mut figure = Figure::new(Work::PayloadBytes, memory, self.articles().into(), 0);
        #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
        figure.samples.push(self.facts.payload as f64);
        self.add(vec![figure])
    }

    fn warm_works(&mut self) -> Result<()> {
        let mut stores = Vec::new();
        for side in self.sides().filter(|side| side.layout != Layout::UsualChecked) {
            let store = open(side, &self.folder(side), &self.warm())?;
            if side.engine == Engine::Memory {
                self.fill(store.as_ref())?;
            }
            store.settle()?;
            stores.push((side, store));
        }
        let mut subjects = Vec::new();
        for side in self.sides() {
            let store = stores.iter().find(|(stored, _)| *stored == side.stored());
            let (_, store) = store.ok_or("no such side")?;
            subjects.push((side, store.subject(side.layout)?));
        }
        for work in WARM {
            if self.works.contains(&work) {
                let figures = self.warm_work(work, &mut subjects)?;
                self.add(figures)?;
            }
        }
        drop(subjects);
        stores.into_iter().try_for_each(|(_, store)| store.close())
    }

    fn warm_work(
        &self,
        work: Work,
        subjects: &mut [(Side, Box<dyn Subject + '_>)],
    ) -> Result<Vec<Figure>> {
        let questions = self.facts.questions(work, 0)?;
        let mut figures = Vec::new();
        for (side, subject) in subjects.iter_mut() {
            let full = subject.full(&questions)?;
            let items = if work.is_per_item() { full.items } else { questions.len() as u64 };
            figures.push(Figure::new(work, *side, items, full.hash));
        }
        same(&figures)?;
        let mut sums = Vec::new();
        for (_, subject) in subjects.iter_mut() {
            sums.push(subject.touch(&questions)?.sum);
        }
        if sums.windows(2).any(|pair| pair.first() != pair.last()) {
            return Err(format!("{work}: what is touched differs between engines: {sums:?}").into());
        }
        for round in 0..self.rounds {
            for at in turns(round, 0..subjects.len()) {
                let (Some((_, subject)), Some(figure)) =
                    (subjects.get_mut(at), figures.get_mut(at))
                else {
                    continue;
                };
                let start = Instant::now();
                let mut passes = 0_u32;
                while passes == 0 || start.elapsed() < LEAST {
                    black_box(subject.touch(black_box(&questions))?.sum);
                    passes += 1;
                }
                let ops = f64::from(passes) * f64::from(u32::try_from(figure.items)?);
                figure.samples.push(start.elapsed().as_secs_f64() * 1e9 / ops);
            }
        }
        Ok(figures)
    }

    /// Returns options with caches a quarter of the data or less.
    fn cold(&self) -> Options {
        let cache = COLD_CACHE.min(self.facts.payload / 8).max(64 << 10);
        Options { cache, ..self.warm() }
    }

    fn cold_works(&mut self) -> Result<()> {
        for work in COLD {
            if !self.works.contains(&work) {
                continue;
            }
            let mut figures: Vec<Figure> = Vec::new();
            let questions = self.facts.questions(work, 0)?;
            for side in self.sides().filter(|side| side.engine != Engine::Memory) {
                let store = open(side.stored(), &self.folder(side), &self.cold())?;
                let full = store.subject(side.layout)?.full(&questions)?;
                figures.push(Figure::new(work, side, questions.len() as u64, full.hash));
                store.close()?;
            }
            same(&figures)?;
            for round in 0..self.rounds {
                let questions = self.facts.questions(work, 1 + round as u64)?;
                for at in turns(round, 0..figures.len()) {
                    let Some(figure) = figures.get_mut(at) else { continue };
                    let side = figure.side;
                    let store = open(side.stored(), &self.folder(side), &self.cold())?;
                    store.settle()?;
                    let mut subject = store.subject(side.layout)?;
                    let start = Instant::now();
                    black_box(subject.touch(&questions)?.sum);
                    let taken = start.elapsed();
                    drop(subject);
                    store.close()?;
                    let ops = f64::from(u32::try_from(questions.len())?);
                    figure.samples.push(taken.as_secs_f64() * 1e9 / ops);
                }
            }
            self.add(figures)?;
        }
        Ok(())
    }
}

/// Returns things in the order of a round: each round begins with another.
pub(crate) fn turns<T>(round: usize, things: impl Iterator<Item = T>) -> Vec<T> {
    let mut things: Vec<T> = things.collect();
    let by = round % things.len().max(1);
    things.rotate_left(by);
    things
}

/// Fails if the answers of a work differ, and names the answer of each side.
pub(crate) fn same(figures: &[Figure]) -> Result<()> {
    let Some(first) = figures.first() else { return Ok(()) };
    let mine: Vec<&Figure> = figures.iter().filter(|figure| figure.work == first.work).collect();
    if mine.iter().all(|figure| (figure.answer, figure.items) == (first.answer, first.items)) {
        return Ok(());
    }
    let mut told = format!("{}: the answers differ, nothing is measured:", first.work);
    for figure in mine {
        let _ = write!(told, "\n  {}: {:016x}, {} items", figure.side, figure.answer, figure.items);
    }
    Err(told.into())
}
