//! A process is killed before each call that changes files, or the call fails: of opening a store,
//! its first commits, closing it, a backup, publishing, restoring, compacting while it is closed
//! and while it is open, erasing, removing by date, moving the floor of the feed, rebuilding,
//! repairing, upgrading and indexing words. The store opens afterwards, nothing that was
//! acknowledged is lost, and all agrees.
//!
//! `ONRECORD_LONG=1` goes through all calls, else every few of them.

#![cfg(all(feature = "english", feature = "json"))]
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod tracer;
mod workload;

use std::fs;
use std::path::Path;

use onrecord::{Durability, ErrorKind, OpenOptions, Snapshot, Store};
use tracer::{Call, Fate, trace};
use workload::{assert_is, done, forget, operate};

/// The commits of a store before it is backed up, compacted and so on.
const COMMITS: u32 = 40;
/// Those of them that an earlier publication has.
const EARLIER: u32 = 25;
/// What the process ends with where a call of the store returned an error, as it should where a
/// call failed.
const REFUSED: i32 = 9;

/// The tasks, and how many calls are passed over between two that are tried in a short run.
const TASKS: &[(&str, usize)] = &[
    ("load", 7),
    ("compact-open", 7),
    ("forget", 13),
    ("backup", 3),
    ("publish", 1),
    ("restore", 11),
    ("compact", 11),
    ("rebuild", 11),
    ("repair", 11),
    ("upgrade", 11),
    ("upgrade-v1", 11),
    #[cfg(feature = "fulltext")]
    ("index", 29),
];

/// Returns the store that a task upgrades and the export of it, or `None` if the task is another.
fn older(task: &str) -> Option<&'static str> {
    match task {
        "upgrade" => Some("v0"),
        "upgrade-v1" => Some("v1-unclean"),
        _ => None,
    }
}

/// Does a task in the traced process. Says what is acknowledged.
fn work(task: &str, folder: &Path) -> onrecord::Result<()> {
    let (news, backup) = (folder.join("news"), folder.join("backup"));
    match task {
        "load" => {
            let store =
                OpenOptions::new().create(true).durability(Durability::Power).open(&news)?;
            for number in done(&store)?..6 {
                if let Err(error) = operate(&store, number) {
                    // Even where the system has recovered, nothing more is written by this handle.
                    let next =
                        operate(&store, number + 1).expect_err("a handle that failed writes on");
                    assert_eq!(next.kind(), ErrorKind::Poisoned, "after {error}");
                    return Err(error);
                }
                println!("{}", number + 1);
            }
            store.close()?;
        }
        #[cfg(feature = "fulltext")]
        "index" => {
            let options = OpenOptions::new().create(true).durability(Durability::Power);
            let options = options.text_index(true).text_index_of_paragraphs(true);
            let store = options.open(&news)?;
            for number in done(&store)?..6 {
                operate(&store, number)?;
                println!("{}", number + 1);
                store.catch_up_text(std::time::Duration::from_mins(1))?;
            }
            store.compact_in_background()?.join()?;
            store.close()?;
        }
        "compact-open" => {
            let store = OpenOptions::new().durability(Durability::Power).open(&news)?;
            let number = done(&store)?;
            let compaction = store.compact_in_background()?;
            let committed = operate(&store, number);
            if committed.is_ok() {
                println!("{}", number + 1);
            }
            let compacted = compaction.join();
            committed?;
            compacted?;
            operate(&store, number + 1)?;
            println!("{}", number + 2);
            store.close()?;
        }
        "forget" => {
            let store =
                OpenOptions::new().create(true).durability(Durability::Power).open(&news)?;
            for number in 0..2 * forget::STEPS {
                forget::step(&store, number)?;
                println!("{}", number + 1);
            }
            store.close()?;
        }
        "backup" => {
            let store = Store::open(&news)?;
            store.backup(&backup)?;
            println!("backed up");
            store.close()?;
        }
        "publish" => {
            let store = Store::open(&news)?;
            let report = store.publish(folder.join("published"))?;
            println!("{}", report.lsn);
            store.close()?;
        }
        "restore" => Store::restore(&[&backup], &news)?,
        "compact" => drop(Store::compact(&news)?),
        "rebuild" => Store::rebuild_indexes(&news)?,
        "repair" => drop(Store::repair(&news, folder.join("quarantine"))?),
        _ if older(task).is_some() => OpenOptions::new().upgrade(true).open(&news)?.close()?,
        _ => panic!("no such task: {task}"),
    }
    Ok(())
}

/// Makes what a task begins with.
fn prepare(task: &str, folder: &Path) {
    let news = folder.join("news");
    match task {
        "load" | "forget" | "index" => {}
        _ if let Some(name) = older(task) => {
            let unclean = name.trim_end_matches("-unclean");
            let packed = format!("tests/fixtures/{unclean}-unclean.tar.gz");
            let packed = fs::File::open(packed).unwrap();
            tar::Archive::new(flate2::read::GzDecoder::new(packed)).unpack(folder).unwrap();
        }
        _ => {
            let store = Store::create_new(&news).unwrap();
            for number in 0..COMMITS {
                operate(&store, number).unwrap();
                if task == "publish" && number + 1 == EARLIER {
                    store.publish(folder.join("published")).unwrap();
                }
            }
            if task == "restore" {
                store.backup(folder.join("backup")).unwrap();
                store.close().unwrap();
                fs::remove_dir_all(&news).unwrap();
            } else {
                store.close().unwrap();
            }
        }
    }
}

/// Asserts that the store is what the task may leave, and that the task can be done again.
fn judge(task: &str, folder: &Path, acknowledged: u32, context: &str) {
    let news = folder.join("news");
    let open = |upgrade| {
        let options = OpenOptions::new().upgrade(upgrade);
        #[cfg(feature = "fulltext")]
        let is_index = task == "index";
        #[cfg(feature = "fulltext")]
        let options = options.text_index(is_index).text_index_of_paragraphs(is_index);
        options.open(&news)
    };
    if task == "restore" && !news.exists() {
        work(task, folder).unwrap_or_else(|error| panic!("{context}: {error}"));
    }
    let store = match open(older(task).is_some()) {
        Ok(store) => store,
        Err(error)
            if ["load", "forget", "index"].contains(&task)
                && acknowledged == 0
                && error.kind() == ErrorKind::NotFound =>
        {
            work(task, folder).unwrap_or_else(|error| panic!("{context}: {error}"));
            open(false).unwrap()
        }
        Err(error) => panic!("{context}: the store cannot be opened: {error}"),
    };
    if task == "forget" {
        // What it does again, after a task that was done, is done already.
        forget::judge(&store, acknowledged, context);
        store.close().unwrap();
        return work(task, folder).unwrap_or_else(|error| panic!("{context}: once more: {error}"));
    }
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{context}");
    let held = done(&store).unwrap();
    match task {
        "load" | "index" => assert!(
            (acknowledged..=6).contains(&held),
            "{context}: {held} of {acknowledged} are left"
        ),
        _ if let Some(name) = older(task) => {
            let mut lines = Vec::new();
            store.export_jsonl(&mut lines).unwrap();
            let expected = fs::read_to_string(format!("tests/fixtures/{name}.jsonl")).unwrap();
            // The mark of exports is newer than version 0.
            let mark = "{\"format\":\"onrecord/1\",";
            let expected = expected.replace(mark, "{");
            let lines = String::from_utf8(lines).unwrap().replace(mark, "{");
            assert_eq!(lines, expected, "{context}");
        }
        "compact-open" => assert!(
            (acknowledged.max(COMMITS)..=COMMITS + 2).contains(&held),
            "{context}: {held} of {acknowledged} are left"
        ),
        // The log of a repaired store is a new one.
        _ if held == COMMITS || task == "repair" => {}
        _ => panic!("{context}: {held} commits"),
    }
    if older(task).is_none() {
        assert_is(&store, if task == "repair" { COMMITS } else { held }, context);
    }
    #[cfg(feature = "fulltext")]
    if task == "index" {
        workload::indexed::assert_indexed(&store, context);
    }
    store.close().unwrap();
    let backup = folder.join("backup");
    if task == "backup" && backup.exists() {
        Store::restore(&[&backup], folder.join("copy"))
            .unwrap_or_else(|error| panic!("{context}: {error}"));
    }
    if task == "publish" {
        judge_publication(folder, acknowledged, context);
    }
    if task != "restore" && task != "load" {
        for left in ["backup", "quarantine"] {
            let _ = fs::remove_file(folder.join(left));
        }
        work(task, folder).unwrap_or_else(|error| panic!("{context}: once more: {error}"));
    }
}

/// Asserts that the earlier publication is there, or the new one.
fn judge_publication(folder: &Path, acknowledged: u32, context: &str) {
    let published = Snapshot::open(folder.join("published"))
        .unwrap_or_else(|error| panic!("{context}: {error}"));
    let has = u32::try_from(published.lsn()).unwrap();
    assert!(has == COMMITS || (has == EARLIER && acknowledged == 0), "{context}: {has} commits");
    assert_is(&published, has, context);
}

/// Runs a task, with a fate for the call of a number and those behind it. Returns how many calls
/// there were, what was acknowledged, and how the process ended.
fn run(task: &str, folder: &Path, at: usize, fate: Fate, ever: bool) -> (usize, u32, tracer::End) {
    let (mut calls, mut acknowledged) = (0, 0);
    let end = trace("stopped_at_every_call", task, folder, |call| {
        if let Call::Says(line) = call {
            acknowledged = line.parse().unwrap_or(acknowledged);
            return Fate::Goes;
        }
        calls += 1;
        if calls == at || (ever && calls > at) { fate } else { Fate::Goes }
    });
    (calls, acknowledged, end)
}

#[test]
fn stopped_at_every_call() {
    if let Some((task, folder)) = tracer::task() {
        let status = match work(&task, &folder) {
            Ok(()) => 0,
            Err(_) => REFUSED,
        };
        std::process::exit(status);
    }
    let long = std::env::var("ONRECORD_LONG").is_ok();
    let only = std::env::var("ONRECORD_TASK").ok();
    for &(task, step) in TASKS {
        if only.as_deref().is_some_and(|only| only != task) {
            continue;
        }
        let whole = tempfile::tempdir().unwrap();
        prepare(task, whole.path());
        let (calls, _, end) = run(task, whole.path(), usize::MAX, Fate::Goes, false);
        assert_eq!(end, Some(0), "{task}: the task cannot be done at all");
        let (mut kills, mut errors) = (0, 0);
        for at in (1..=calls).step_by(if long { 1 } else { step }) {
            let folder = tempfile::tempdir().unwrap();
            prepare(task, folder.path());
            let (_, acknowledged, end) = run(task, folder.path(), at, Fate::Kills, false);
            let context =
                format!("{task}, killed before call {at} of {calls}, {acknowledged} acknowledged");
            // Threads of the engine make the number of calls differ a little.
            let differ =
                if ["compact-open", "forget", "index"].contains(&task) { calls / 3 } else { 8 };
            assert!(end.is_none() || at + differ > calls, "{context}: {end:?}");
            judge(task, folder.path(), acknowledged, &context);
            kills += 1;
            for (turn, (name, error, ever)) in
                [("EIO", 5, false), ("ENOSPC", 28, true), ("EROFS", 30, true)]
                    .into_iter()
                    .enumerate()
            {
                if kills % 3 != turn && !long {
                    continue;
                }
                let folder = tempfile::tempdir().unwrap();
                prepare(task, folder.path());
                let (_, acknowledged, end) = run(task, folder.path(), at, Fate::Fails(error), ever);
                let context = format!(
                    "{task}, {name} from call {at} of {calls}, {acknowledged} acknowledged"
                );
                assert!(matches!(end, Some(0 | REFUSED)), "{context}: it ended with {end:?}");
                judge(task, folder.path(), acknowledged, &context);
                errors += 1;
            }
        }
        println!("{task}: {calls} calls, {kills} kills, {errors} errors of the system");
    }
}
