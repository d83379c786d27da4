//! Measurements in a process of their own: the opening of a store, and its memory.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::engines::{AnyStore, Durability, Layout, Options, Side, open};
use crate::questions::{mix, probe};
use crate::rows::ready;
use crate::{ask::Questions, engines::Engine};

/// The cache that every engine is given when its memory is measured.
const CACHE: u64 = 64 << 20;

/// The task of a child process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Task {
    /// Opens a store and prints the time that took.
    Open,
    /// Opens a store, runs a fixed mix of reads and prints the resident memory of no file.
    Memory,
    /// Opens a store of onrecord and prints the resident memory of no file.
    Idle,
    /// The same with the index of words.
    IdleText,
}

/// The output of a child process.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) number: f64,
    pub(crate) answer: u64,
}

/// The input of a child process.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Order {
    #[arg(long)]
    task: Task,
    #[arg(long)]
    engine: Engine,
    #[arg(long)]
    layout: Layout,
    #[arg(long)]
    folder: std::path::PathBuf,
    #[arg(long)]
    articles: u32,
}

/// Hashes what a store answers to a list of lists of questions.
pub(crate) fn answer(store: &dyn AnyStore, layout: Layout, lists: &[Questions]) -> Result<u64> {
    let mut subject = store.subject(layout)?;
    lists.iter().try_fold(0_u64, |hash, questions| {
        Ok(hash.rotate_left(7).wrapping_mul(31).wrapping_add(subject.full(questions)?.hash))
    })
}

/// Runs the task of a child process and prints the result.
pub(crate) fn run(order: &Order) -> Result<()> {
    if matches!(order.task, Task::Idle | Task::IdleText) {
        return idle(order);
    }
    let side = Side::new(order.engine, order.layout);
    let options =
        Options { cache: CACHE, durability: Durability::Buffered, articles: order.articles };
    let start = Instant::now();
    let store = open(side.stored(), &order.folder, &options)?;
    let opened = start.elapsed();
    let told = match order.task {
        Task::Open => Told {
            number: opened.as_secs_f64() * 1e9,
            answer: answer(store.as_ref(), order.layout, &probe(order.articles))?,
        },
        Task::Memory => {
            if side.engine == Engine::Memory {
                let mut articles = ready(0, order.articles, order.articles).peekable();
                while articles.peek().is_some() {
                    store.load(articles.by_ref().take(1000).collect())?;
                }
                store.sync()?;
            }
            let lists = mix(order.articles);
            let answer = answer(store.as_ref(), order.layout, &lists)?;
            Told { number: anonymous_bytes()?, answer }
        }
        Task::Idle | Task::IdleText => return Err("done before".into()),
    };
    println!("{}", serde_json::to_string(&told)?);
    store.close()
}

/// Opens a store of onrecord, with the index of words or without.
fn idle(order: &Order) -> Result<()> {
    let open = onrecord::OpenOptions::new().cache_bytes(CACHE);
    let store = open.text_index(order.task == Task::IdleText).open(&order.folder)?;
    if order.task == Task::IdleText {
        store.catch_up_text(std::time::Duration::from_mins(10))?;
    }
    let told = Told { number: anonymous_bytes()?, answer: store.quotes().count()? };
    println!("{}", serde_json::to_string(&told)?);
    Ok(store.close()?)
}

/// Runs this program again for one measurement, and returns its output.
pub(crate) fn ask(task: Task, side: Side, folder: &Path, articles: u32) -> Result<Told> {
    let name = |value: &dyn clap_name::Named| value.name();
    let output = Command::new(std::env::current_exe()?)
        .arg("child")
        .args(["--task", &name(&task)])
        .args(["--engine", &name(&side.engine)])
        .args(["--layout", &name(&side.layout)])
        .arg("--folder")
        .arg(folder)
        .args(["--articles", &articles.to_string()])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("the child that measures {side} failed").into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

mod clap_name {
    use clap::ValueEnum;

    /// Returns the name of the value on the command line.
    pub(super) trait Named {
        fn name(&self) -> String;
    }

    impl<T: ValueEnum> Named for T {
        fn name(&self) -> String {
            self.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned())
        }
    }
}

/// Returns the resident bytes of this process that belong to no file.
fn anonymous_bytes() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kib = line
        .and_then(|line| line.trim().strip_suffix("kB"))
        .ok_or("no RssAnon in /proc/self/status")?;
    Ok(kib.trim().parse::<f64>()? * 1024.0)
}

/// Returns the bytes that a folder takes on the disk.
pub(crate) fn disk_bytes(folder: &Path) -> Result<u64> {
    use std::os::unix::fs::MetadataExt;
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes +=
            if metadata.is_dir() { disk_bytes(&entry.path())? } else { metadata.blocks() * 512 };
    }
    Ok(bytes)
}
