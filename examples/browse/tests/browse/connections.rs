//! More connections than the server takes, and clients that are slow.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::articles;
use crate::http::get;

/// The program, in a process of its own.
struct Program(Child, SocketAddr);

impl Program {
    fn start(store: &std::path::Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_browse"))
            .args(["--port", "0"])
            .arg(store)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let at = line.trim().strip_prefix("http://").and_then(|at| at.strip_suffix('/'));
        let at = at.unwrap().parse().unwrap();
        Self(child, at)
    }

    /// Returns the memory of the process in KiB. `None` if the system does not tell.
    fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns 1,000, or fewer if the system allows this process few files, of which other tests need
/// some.
fn idle_connections() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let files = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    files.map_or(1000, |files| files.saturating_sub(350).clamp(600, 1000))
}

#[test]
fn a_thousand_idle_connections_are_told_or_dropped_and_pages_come_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    articles::store(&path).0.close().unwrap();
    let program = Program::start(&path);
    let at = program.1;
    let page = get(at, "/quotes");
    assert_eq!(page.status, 200);
    let before = program.memory();
    let mut idle: Vec<TcpStream> =
        (0..idle_connections()).map(|_| TcpStream::connect(at).unwrap()).collect();
    // Who comes after the 512th is told that there are too many, or dropped if many are being told.
    // These send nothing: one that sends while it is refused may lose the answer.
    let last = idle.split_off(512);
    // The others send half a request each, and one goes on as slowly as it can.
    for (number, stream) in idle.iter_mut().enumerate() {
        let half = format!("GET /quotes?speaker={number} HTT");
        let _ = stream.write_all(half.as_bytes());
    }
    let is_told = |mut stream: TcpStream| {
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut told = String::new();
        let _ = stream.read_to_string(&mut told);
        told.contains("503") && told.contains("Too many")
    };
    let told = last.into_iter().map(is_told).filter(|is_told| *is_told).count();
    assert!(told > 0, "nobody was told that there are too many");
    let begun = Instant::now();
    let mut slow = idle.remove(0);
    let again = loop {
        let _ = slow.write_all(b"P");
        if let Ok(answer) = std::panic::catch_unwind(|| get(at, "/quotes"))
            && answer.status == 200
        {
            break answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "idle connections are not dropped");
        std::thread::sleep(Duration::from_millis(500));
    };
    assert_eq!(again.body, page.body);
    if let (Some(before), Some(after)) = (before, program.memory()) {
        println!("memory {before} KiB before, {after} KiB after");
        assert!(after < before + 40 * 1024, "{before} KiB before, {after} KiB after");
    }
}

#[test]
fn a_client_that_does_not_read_holds_up_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    articles::store(&path).0.close().unwrap();
    let program = Program::start(&path);
    let at = program.1;
    let request = format!("GET /quotes HTTP/1.1\r\nHost: {at}\r\n\r\n").repeat(200);
    let clients: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = TcpStream::connect(at).unwrap();
            stream.set_write_timeout(Some(Duration::from_millis(100))).unwrap();
            let _ = stream.write_all(request.as_bytes());
            stream
        })
        .collect();
    let begun = Instant::now();
    for _ in 0..5 {
        assert_eq!(get(at, "/quotes").status, 200);
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    drop(clients);
}
