//! `osascript`, which every Mac has. The texts are arguments of the script, and never a part of it.

use std::process::{Command, Stdio};

use super::script::dialog;
use super::{Desktop, Message};

/// Shows a message, and comes back when somebody has closed it. Without a desktop, as over SSH, osascript fails at once.
pub fn show(message: &Message, desktop: &Desktop) {
    let text = format!("{}\n\n{}", message.sentence, message.body());
    let mut command = Command::new("/usr/bin/osascript");
    for line in dialog(message.is_failure) {
        command.args(["-e", &line]);
    }
    command.arg("--");
    command.args([&message.title, &text, &message.details]);
    command.env_clear().envs(desktop.env.iter());
    // Some programs are started in a folder that will be gone, or is a share that does not answer.
    command.current_dir("/").stdin(Stdio::null());
    // There is nobody left to tell.
    let _ = command.output();
}
