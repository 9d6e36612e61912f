//! Runs small programs of the desktop, such as `gio`, with a time limit.

use std::ffi::OsStr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::env::Env;
use crate::os;

/// Time limit of a tool: one that calls a desktop service waits forever if the service hangs.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Runs a tool, if it is installed, and returns whether it succeeded. Discards its output.
pub fn run_quietly(name: &str, args: &[&OsStr], env: &Env) -> bool {
    let found = which::which_in_global(name, env.search_path());
    let Some(program) = found.ok().and_then(|mut found| found.next()) else {
        return false;
    };
    os::restore_write_signals();
    let child = Command::new(program)
        .args(args)
        .env_clear()
        .envs(env.iter())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let status = child
        .ok()
        .and_then(|child| wait_with_timeout(child, TIMEOUT));
    status.is_some_and(|status| status.success())
}

/// Waits for a process, and kills it at the time limit.
pub fn wait_with_timeout(mut child: Child, timeout: Duration) -> Option<ExitStatus> {
    let end = Instant::now() + timeout;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().ok()? {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}
