//! Small tools of the desktop, which do something for us in passing.

use std::ffi::OsStr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::env::Env;

/// How long a tool may take. Where the desktop's own services do not answer, they would be waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// Runs a tool that may be there or not, and says whether it went well. What it prints is nobody's business.
pub fn quietly(name: &str, args: &[&OsStr], env: &Env) -> bool {
    let Ok(tool) = which::which_in_global(name, env.get("PATH")).map(|mut found| found.next())
    else {
        return false;
    };
    let Some(tool) = tool else {
        return false;
    };
    let started = Command::new(tool)
        .args(args)
        .env_clear()
        .envs(env.iter())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let status = started.ok().and_then(|child| wait(child, PATIENCE));
    status.is_some_and(|status| status.success())
}

/// Waits for a tool to end, and ends it where that takes too long.
pub fn wait(mut child: Child, patience: Duration) -> Option<ExitStatus> {
    let end = Instant::now() + patience;
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
