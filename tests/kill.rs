//! A loading process is killed at random moments: what it acknowledged as durable is there, what is left is an exact
//! prefix of its commits, and the indexes hold exactly what the articles say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod workload;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use onrecord::{Durability, OpenOptions, Store};
use workload::{assert_is, done, operate};

/// Set for the process that loads: the path of the store and its durability.
const CHILD: &str = "ONRECORD_KILL_TEST_CHILD";
/// How often a process is killed at each durability; a long run sets the variable of this name.
const KILLS: &str = "ONRECORD_KILLS";

fn child(path: &Path, durability: Durability) {
    let store = OpenOptions::new().create(true).durability(durability).open(path).unwrap();
    let mut out = std::io::stdout().lock();
    for number in done(&store).. {
        operate(&store, number).unwrap();
        writeln!(out, "{number}").unwrap();
        out.flush().unwrap();
    }
}

/// Starts the loading process, kills it after a while, and returns the last operation that it acknowledged.
fn kill(path: &Path, durability: &str, after: Duration) -> Option<u32> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed_while_loading", "--nocapture"])
        .env(CHILD, format!("{durability}:{}", path.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        // A line that the kill cut short was still acknowledged, but says another number.
        let whole = output.split(b'\n').map_while(Result::ok).filter_map(|line| String::from_utf8(line).ok());
        whole.filter_map(|line| line.parse().ok()).max()
    });
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

#[test]
fn killed_while_loading() {
    if let Ok(child_of) = std::env::var(CHILD) {
        let (durability, path) = child_of.split_once(':').unwrap();
        let durability = match durability {
            "buffered" => Durability::Buffered,
            "process" => Durability::Process,
            _ => Durability::Power,
        };
        child(Path::new(path), durability);
    }
    let kills: u32 = std::env::var(KILLS).map_or(11, |kills| kills.parse().unwrap());
    let mut random = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos() | 1;
    for durability in ["buffered", "process", "power"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news");
        let (mut operations, mut lost) = (0, 0);
        for round in 0..kills {
            // xorshift, for moments that differ from run to run
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            let after = Duration::from_millis(40 + u64::from(random % 260));
            let acknowledged = kill(&path, durability, after).map_or(operations, |number| number + 1);
            let context = format!("{durability}, kill {round} after {after:?}, {acknowledged} acknowledged");
            let Ok(store) = Store::open(&path) else {
                assert_eq!(acknowledged, 0, "{context}: the store cannot be opened");
                continue;
            };
            let survived = done(&store);
            assert!(survived <= acknowledged + 1, "{context}: {survived} survived");
            if durability != "buffered" {
                assert!(survived >= acknowledged, "{context}: {survived} survived");
            }
            lost += acknowledged.saturating_sub(survived);
            operations = survived;
            assert_is(&store, survived, &context);
            assert_eq!(store.verify(|_| {}).unwrap().problems, Vec::<String>::new(), "{context}");
            store.close().unwrap();
        }
        println!("{durability}: {kills} kills, {operations} commits survived, {lost} acknowledged ones lost");
        assert!(operations > 0, "{durability}: nothing was ever loaded");
    }
}
