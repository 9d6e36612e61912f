//! Children without a console window.

use std::os::windows::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus};

use windows_sys::Win32::System::Threading::CREATE_NO_WINDOW;

/// Lets a command start without a console window, which would flash up in a graphical session.
pub fn set_apart(command: &mut Command) {
    command.creation_flags(CREATE_NO_WINDOW);
}

/// Returns whether a child has ended.
pub fn has_ended(child: &mut Child) -> bool {
    matches!(child.try_wait(), Ok(Some(_)))
}

/// Kills a child, if it has not ended, and returns its status.
pub fn kill_all(child: &mut Child) -> Option<ExitStatus> {
    let _ = child.kill();
    child.wait().ok()
}
