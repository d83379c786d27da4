//! Runs a process and stops it at every call that changes files: to kill it there, to let the call
//! fail, or to note what it writes. Linux on x86-64.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a tracer that fails fails its test"
)]

use std::collections::HashMap;
use std::io::IoSliceMut;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::libc;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{self, Signal};
use nix::sys::uio::{RemoteIoVec, process_vm_readv};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

/// Set for the process that is traced: what it is to do, and on which folder.
const TRACED: &str = "ONRECORD_TRACED";

/// A call that changes files under the folder that is watched, or that says something on standard
/// output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// Opens a file that it may make or cut to nothing.
    Make {
        path: PathBuf,
        cut: bool,
    },
    Write {
        path: PathBuf,
        offset: u64,
        bytes: Vec<u8>,
    },
    Resize {
        path: PathBuf,
        bytes: u64,
    },
    Sync {
        path: PathBuf,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    Remove {
        path: PathBuf,
    },
    Folder {
        path: PathBuf,
    },
    /// A line on standard output.
    Says(String),
}

/// What is to become of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Goes,
    /// The process is killed before it.
    Kills,
    /// It does nothing and returns this error.
    Fails(i32),
}

/// How a traced process ended: its exit status, or none where it was killed.
pub(crate) type End = Option<i32>;

/// In the process that is traced: returns what to do, and with which folder, once it is watched.
pub(crate) fn task() -> Option<(String, PathBuf)> {
    let task = std::env::var(TRACED).ok()?;
    let (task, path) = task.split_once(':').unwrap();
    ptrace::traceme().expect("this process cannot be traced");
    signal::raise(Signal::SIGSTOP).unwrap();
    Some((task.to_owned(), path.into()))
}

struct Watched<'a> {
    folder: &'a Path,
    /// The threads that are inside of a call, and the error that it shall return.
    inside: HashMap<Pid, Option<i32>>,
    leader: Pid,
}

/// Runs the test `test` of this program as a process with a task on `folder`, and decides over each
/// call.
#[allow(clippy::zombie_processes, reason = "it is waited for by its number, with its threads")]
pub(crate) fn trace(
    test: &str,
    task: &str,
    folder: &Path,
    mut decide: impl FnMut(Call) -> Fate,
) -> End {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(TRACED, format!("{task}:{}", folder.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let leader = Pid::from_raw(i32::try_from(child.id()).unwrap());
    let mut watched = Watched { folder, inside: HashMap::new(), leader };
    let end = watched.run(&mut decide);
    // What is left of it is gone before its files are looked at.
    let _ = signal::kill(leader, Signal::SIGKILL);
    while waitpid(None, Some(WaitPidFlag::__WALL)).is_ok() {}
    end
}

impl Watched<'_> {
    fn run(&mut self, decide: &mut impl FnMut(Call) -> Fate) -> End {
        let options = Options::PTRACE_O_TRACESYSGOOD
            | Options::PTRACE_O_TRACECLONE
            | Options::PTRACE_O_EXITKILL;
        let mut first = true;
        loop {
            let status =
                waitpid(None, Some(WaitPidFlag::__WALL)).expect("the traced process is lost");
            match status {
                WaitStatus::Exited(pid, status) if pid == self.leader => return Some(status),
                WaitStatus::Signaled(pid, ..) if pid == self.leader => return None,
                WaitStatus::Stopped(pid, Signal::SIGSTOP) => {
                    if first {
                        ptrace::setoptions(pid, options).unwrap();
                        first = false;
                    }
                    let _ = ptrace::syscall(pid, None);
                }
                WaitStatus::Stopped(pid, signal) => {
                    let _ = ptrace::syscall(pid, Some(signal));
                }
                WaitStatus::PtraceSyscall(pid) => {
                    if !self.stopped(pid, decide) {
                        return None;
                    }
                    let _ = ptrace::syscall(pid, None);
                }
                other => {
                    if let Some(pid) = other.pid() {
                        let _ = ptrace::syscall(pid, None);
                    }
                }
            }
        }
    }

    /// Deals with a thread that stands before or behind a call; `false` where the process is to be
    /// killed.
    fn stopped(&mut self, pid: Pid, decide: &mut impl FnMut(Call) -> Fate) -> bool {
        if let Some(fails) = self.inside.remove(&pid) {
            if let (Some(error), Ok(mut registers)) = (fails, ptrace::getregs(pid)) {
                registers.rax = i64::from(-error).cast_unsigned();
                let _ = ptrace::setregs(pid, registers);
            }
            return true;
        }
        let Ok(mut registers) = ptrace::getregs(pid) else { return true };
        let mut fails = None;
        if let Some(call) = self.call(pid, &registers) {
            match decide(call) {
                Fate::Goes => {}
                Fate::Kills => return false,
                Fate::Fails(error) => {
                    // No call has this number: the kernel does nothing.
                    registers.orig_rax = u64::MAX;
                    ptrace::setregs(pid, registers).unwrap();
                    fails = Some(error);
                }
            }
        }
        self.inside.insert(pid, fails);
        true
    }

    fn call(&self, pid: Pid, registers: &libc::user_regs_struct) -> Option<Call> {
        let [first, second, third, fourth] =
            [registers.rdi, registers.rsi, registers.rdx, registers.r10];
        let mine = |path: PathBuf| path.starts_with(self.folder).then_some(path);
        let file = |descriptor| mine(self.file(descriptor)?);
        let named = |address| mine(self.text(address)?.into());
        Some(match i64::try_from(registers.orig_rax).ok()? {
            libc::SYS_openat => {
                let flags = i32::try_from(third).ok()?;
                if flags & (libc::O_CREAT | libc::O_TRUNC) == 0 {
                    return None;
                }
                let path = named(second)?;
                if path.exists() && flags & libc::O_TRUNC == 0 {
                    return None;
                }
                Call::Make { path, cut: flags & libc::O_TRUNC != 0 }
            }
            libc::SYS_write if first == 1 => {
                Call::Says(String::from_utf8(self.bytes(second, third)?).ok()?.trim().to_owned())
            }
            libc::SYS_write => Call::Write {
                path: file(first)?,
                offset: self.position(pid, first)?,
                bytes: self.bytes(second, third)?,
            },
            libc::SYS_pwrite64 => Call::Write {
                path: file(first)?,
                offset: fourth,
                bytes: self.bytes(second, third)?,
            },
            libc::SYS_writev
            | libc::SYS_pwritev
            | libc::SYS_pwritev2
            | libc::SYS_copy_file_range
            | libc::SYS_sendfile
            | libc::SYS_fallocate => {
                let path = file(first).or_else(|| file(third))?;
                panic!("a call that this tracer cannot note changes {}", path.display())
            }
            libc::SYS_ftruncate => Call::Resize { path: file(first)?, bytes: second },
            libc::SYS_fsync | libc::SYS_fdatasync => Call::Sync { path: file(first)? },
            libc::SYS_rename => Call::Rename { from: named(first)?, to: named(second)? },
            libc::SYS_renameat | libc::SYS_renameat2 => {
                Call::Rename { from: named(second)?, to: named(fourth)? }
            }
            libc::SYS_unlink | libc::SYS_rmdir => Call::Remove { path: named(first)? },
            libc::SYS_unlinkat => {
                let name = self.text(second)?;
                let path = if Path::new(&name).is_absolute() {
                    name.into()
                } else {
                    self.file(first)?.join(name)
                };
                Call::Remove { path: mine(path)? }
            }
            libc::SYS_mkdir => Call::Folder { path: named(first)? },
            libc::SYS_mkdirat => Call::Folder { path: named(second)? },
            _ => return None,
        })
    }

    /// Returns the path of an open file; `None` if it has no name any more.
    fn file(&self, descriptor: u64) -> Option<PathBuf> {
        let link = format!("/proc/{}/fd/{}", self.leader, descriptor.cast_signed());
        let path = std::fs::read_link(link).ok()?;
        Some(path).filter(|path| !path.to_string_lossy().ends_with(" (deleted)"))
    }

    fn position(&self, _: Pid, descriptor: u64) -> Option<u64> {
        let info =
            std::fs::read_to_string(format!("/proc/{}/fdinfo/{descriptor}", self.leader)).ok()?;
        info.lines().find_map(|line| line.strip_prefix("pos:")?.trim().parse().ok())
    }

    fn bytes(&self, address: u64, length: u64) -> Option<Vec<u8>> {
        let (base, len) = (usize::try_from(address).ok()?, usize::try_from(length).ok()?);
        let mut bytes = vec![0; len];
        let read = process_vm_readv(
            self.leader,
            &mut [IoSliceMut::new(&mut bytes)],
            &[RemoteIoVec { base, len }],
        );
        assert_eq!(read, Ok(len), "the bytes of a write cannot be read");
        Some(bytes)
    }

    fn text(&self, address: u64) -> Option<String> {
        let mut text = Vec::new();
        // A page at a time: what lies behind the text may not be mapped.
        let mut base = usize::try_from(address).ok()?;
        loop {
            let mut part = vec![0; 4096 - base % 4096];
            let len = part.len();
            process_vm_readv(
                self.leader,
                &mut [IoSliceMut::new(&mut part)],
                &[RemoteIoVec { base, len }],
            )
            .ok()?;
            if let Some(end) = part.iter().position(|byte| *byte == 0) {
                text.extend_from_slice(&part[..end]);
                return String::from_utf8(text).ok();
            }
            text.extend_from_slice(&part);
            base += len;
        }
    }
}
