//! `osascript`, which every Mac has. The text is an argument of the script, and never a part of it.

use std::process::Command;

use super::tool;
use super::{Desktop, Message};

const COPY: &str = "Copy Details";

/// How `display dialog` shows a failure, and anything else.
const ICONS: [(bool, &str); 2] = [(true, "stop"), (false, "note")];

/// Shows a message, and comes back when somebody has closed it. Without a desktop, as over SSH, osascript fails at once.
pub fn show(message: &Message, desktop: &Desktop) {
    let icon = ICONS
        .iter()
        .find(|(is_failure, _)| *is_failure == message.is_failure);
    let icon = icon.map_or("stop", |(_, icon)| icon);
    let dialog = format!(
        "display dialog (item 2 of argv) with title (item 1 of argv) buttons {{\"{COPY}\", \"Close\"}} \
         default button \"Close\" with icon {icon}"
    );
    let text = format!("{}\n\n{}", message.sentence, message.body());
    let mut command = desktop.command("/usr/bin/osascript");
    command.args(["-e", "on run argv", "-e", &dialog, "-e", "end run", "--"]);
    let answer = tool::ask(command.args([&message.title, &text]), None);
    let is_copy = |stdout: &[u8]| String::from_utf8_lossy(stdout).contains(COPY);
    if answer.is_some_and(|output| is_copy(&output.stdout)) {
        // Without a locale pbcopy takes text for MacRoman.
        let mut command = desktop.command("/usr/bin/pbcopy");
        tool::tell(command.env("LC_ALL", "en_US.UTF-8"), Some(&message.details));
    }
}

impl Desktop {
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.env.iter());
        command
    }
}
