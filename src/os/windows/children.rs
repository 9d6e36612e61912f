//! Children without a console window.

use std::os::windows::process::CommandExt as _;
use std::process::{Child, Command};

use windows_sys::Win32::System::Threading::CREATE_NO_WINDOW;

/// Lets a command start without a console window, which would flash up in a graphical session.
pub fn set_apart(command: &mut Command) {
    command.creation_flags(CREATE_NO_WINDOW);
}

/// Kills a child.
pub fn kill_all(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
