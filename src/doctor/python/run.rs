//! Runs a process within a time limit, and reads what it prints within a limit of size.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::NoReport;
use crate::os;
use crate::os::threads;

/// Maximum size of the output: a process that prints without end is ended.
const LONGEST: usize = 16 << 20;

/// Time for the process to end after its last output.
const GRACE: Duration = Duration::from_secs(1);

/// The output of a process, and its exit status.
#[derive(Debug, Default)]
pub struct Printed {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// `None` if it had to be ended although its output was complete.
    pub status: Option<ExitStatus>,
}

/// A part of the output.
enum Part {
    Stdout(Vec<u8>),
    Stderr(Vec<u8>),
    End,
}

/// Runs a command until its output is complete, at most for `limit`. Afterwards no process of it is
/// left.
pub fn run(
    mut command: Command,
    limit: Duration,
    is_complete: impl Fn(&[u8]) -> bool,
) -> Result<Printed, NoReport> {
    let end = Instant::now() + limit;
    command.stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    os::set_apart(&mut command);
    let child = command.spawn();
    let mut child = child.map_err(|error| NoReport::NotStarted(error.to_string()))?;
    let parts = parts_of(&mut child);
    let read = read(&parts, end, is_complete);
    let mut printed = match read {
        Ok(printed) => printed,
        Err(why) => {
            os::kill_all(&mut child);
            return Err(why.unwrap_or(NoReport::TooSlow(limit.as_secs())));
        }
    };
    let has_ended = wait(&mut child, end.min(Instant::now() + GRACE));
    printed.status = os::kill_all(&mut child).filter(|_| has_ended);
    Ok(printed)
}

/// Reads both outputs in threads. A process that was started in the background and holds an output
/// open leaves its thread behind.
fn parts_of(child: &mut Child) -> Receiver<Part> {
    let (sender, receiver) = channel();
    if let Some(stdout) = child.stdout.take() {
        send_parts(stdout, Part::Stdout, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        send_parts(stderr, Part::Stderr, sender);
    }
    receiver
}

fn send_parts(
    mut output: impl Read + Send + 'static,
    part: impl Fn(Vec<u8>) -> Part + Send + 'static,
    sender: Sender<Part>,
) {
    threads::detach(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(size @ 1..) = output.read(&mut buffer) {
            let read = buffer.get(..size).unwrap_or_default().to_vec();
            if sender.send(part(read)).is_err() {
                return;
            }
        }
        let _ = sender.send(Part::End);
    });
}

/// Collects the output until both ends, or until it is complete; `Err(None)` if that takes too
/// long.
fn read(
    parts: &Receiver<Part>,
    end: Instant,
    is_complete: impl Fn(&[u8]) -> bool,
) -> Result<Printed, Option<NoReport>> {
    let mut printed = Printed::default();
    let mut open = 2;
    while open > 0 {
        let left = end.saturating_duration_since(Instant::now());
        match parts.recv_timeout(left) {
            Ok(Part::Stdout(read)) => {
                printed.stdout.extend(read);
                if is_complete(&printed.stdout) {
                    break;
                }
            }
            Ok(Part::Stderr(read)) => printed.stderr.extend(read),
            Ok(Part::End) => open -= 1,
            Err(_) => return Err(None),
        }
        if printed.stdout.len() + printed.stderr.len() > LONGEST {
            let why = format!("it printed more than {} MB", LONGEST >> 20);
            return Err(Some(NoReport::Unreadable(why)));
        }
    }
    Ok(printed)
}

/// Waits for the end of a child until a time, and returns whether it has ended.
fn wait(child: &mut Child, end: Instant) -> bool {
    loop {
        if os::has_ended(child) {
            return true;
        }
        if Instant::now() >= end {
            return false;
        }
        thread::sleep(Duration::from_millis(2));
    }
}
