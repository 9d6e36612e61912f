//! Children that are ended together with everything that they started.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command};

use rustix::process::{Pid, Signal, kill_process_group};

/// Lets a command start a process group of its own.
pub fn set_apart(command: &mut Command) {
    command.process_group(0);
}

/// Kills a child started after [`set_apart`], and what it started in its group.
pub fn kill_all(child: &mut Child) {
    // The group has the id of the child, which is not reused before the child is waited for.
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(group) = group {
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}
