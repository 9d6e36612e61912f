//! Dialogs by `osascript`. The texts are arguments of the script and never part of its code.

use std::process::{Command, Stdio};

use super::applescript::{OSASCRIPT, arguments};
use super::{Desktop, Message};

/// Shows a message, and returns when the dialog is closed.
///
/// Without a desktop, for example over SSH, osascript fails at once.
pub fn show(message: &Message, desktop: &Desktop) {
    let text = format!("{}\n\n{}", message.summary, message.body());
    let mut command = Command::new(OSASCRIPT);
    command.args(arguments(
        message.is_failure,
        &message.title,
        &text,
        &message.details,
    ));
    command.env_clear().envs(desktop.env.iter());
    // The current directory can be deleted meanwhile, or be on a share that does not answer.
    command.current_dir("/").stdin(Stdio::null());
    let _ = command.output();
}
