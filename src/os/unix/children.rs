//! Children that are ended together with everything that they started.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

/// Lets a command start a process group of its own.
pub fn set_apart(command: &mut Command) {
    command.process_group(0);
}

/// Returns whether a child has ended. Its id is not free before [`kill_all`].
pub fn has_ended(child: &mut Child) -> bool {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    id(child).is_some_and(|id| matches!(waitid(WaitId::Pid(id), options), Ok(Some(_))))
}

/// Kills a child started after [`set_apart`], if it has not ended, and what it started in its
/// group. Returns the status of the child.
pub fn kill_all(child: &mut Child) -> Option<ExitStatus> {
    // The group has the id of the child, which is not reused before the child is waited for.
    if let Some(group) = id(child) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.kill();
    child.wait().ok()
}

fn id(child: &Child) -> Option<Pid> {
    i32::try_from(child.id()).ok().and_then(Pid::from_raw)
}
