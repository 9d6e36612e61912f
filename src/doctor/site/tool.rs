//! Short runs of a tool of the system, within the time limit.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use super::wire::remaining;
use crate::os::threads;

/// Most bytes that are read of the output.
const MAX_OUTPUT: u64 = 64 * 1024;

/// Interval of looking whether a tool that has closed its output has ended.
const POLL: Duration = Duration::from_millis(2);

/// Runs a tool with these variables alone, and returns its output; `None` if it cannot be started,
/// or does not end in time.
pub fn output(
    program: &Path,
    args: &[&str],
    env: &[(&str, OsString)],
    deadline: Instant,
) -> Option<String> {
    let mut child = Command::new(program)
        .args(args)
        .env_clear()
        .envs(env.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let text = read(&mut child, deadline);
    let has_ended = end(&mut child, deadline);
    text.filter(|_| has_ended)
}

fn read(child: &mut Child, deadline: Instant) -> Option<String> {
    let pipe = child.stdout.take()?;
    let (sender, receiver) = channel();
    threads::detach(move || {
        let mut bytes = Vec::new();
        let read = pipe.take(MAX_OUTPUT).read_to_end(&mut bytes);
        // If the receiver is gone, the time limit was reached.
        let _ = sender.send(read.map(|_| String::from_utf8_lossy(&bytes).into_owned()));
    });
    receiver.recv_timeout(remaining(deadline)).ok()?.ok()
}

/// Waits for the end, and kills the tool at the time limit. Returns whether it ended itself.
fn end(child: &mut Child, deadline: Instant) -> bool {
    while Instant::now() < deadline {
        if let Ok(Some(_)) = child.try_wait() {
            return true;
        }
        thread::sleep(POLL);
    }
    // It may have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
    false
}
