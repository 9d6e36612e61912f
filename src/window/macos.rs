//! `osascript`, which every Mac has. The texts are arguments of the script, and never a part of it.

use std::process::{Command, Stdio};

use super::{Desktop, Message};

/// Shows a message, and comes back when somebody has closed it. Without a desktop, as over SSH, osascript fails at once.
pub fn show(message: &Message, desktop: &Desktop) {
    let text = format!("{}\n\n{}", message.sentence, message.body());
    let mut command = Command::new("/usr/bin/osascript");
    for line in script(message.is_failure) {
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

/// A script whose arguments are a title, a text, and the details that it copies when it is told to.
fn script(is_failure: bool) -> [String; 4] {
    let icon = if is_failure { "stop" } else { "note" };
    [
        "on run argv".to_owned(),
        format!(
            "display dialog (item 2 of argv) with title (item 1 of argv) buttons {{\"Copy Details\", \"Close\"}} \
             default button \"Close\" with icon {icon}"
        ),
        "if button returned of result is \"Copy Details\" then set the clipboard to (item 3 of argv)"
            .to_owned(),
        "end run".to_owned(),
    ]
}
