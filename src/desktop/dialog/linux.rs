//! What the desktop has: zenity, kdialog, or at least notifications. Each is started with what the caller's environment
//! says, on PATH and nowhere else.

use std::env::{join_paths, split_paths};
use std::path::PathBuf;
use std::process::Command;

use super::tool;
use super::wrap::in_lines;
use super::{Desktop, Message};
use crate::os;

/// The button's label, which is also what zenity answers.
const COPY: &str = "Copy details";
const CLOSE: &str = "Close";

/// What stands above details that are copied by hand.
const HEAD: &str = "To be copied by hand:\n\n";

/// What is for the program to be started alone. Its libraries are not the desktop's.
const NOT_FOR_TOOLS: [&str; 2] = ["LD_LIBRARY_PATH", "QT_PLUGIN_PATH"];

/// What somebody did about a dialog.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Copy,
    Close,
}

/// A program that shows dialogs.
#[derive(Clone, Copy)]
enum Tool {
    Zenity,
    Kdialog,
}

/// Shows a message where there is a display, and comes back when somebody has closed it.
pub fn show(message: &Message, desktop: &Desktop) {
    if !desktop.has("DISPLAY") && !desktop.has("WAYLAND_DISPLAY") {
        return;
    }
    let tools = if desktop.is_kde() {
        [Tool::Kdialog, Tool::Zenity]
    } else {
        [Tool::Zenity, Tool::Kdialog]
    };
    let ask = |tool: Tool| Some((tool, tool.ask(message, desktop)?));
    match tools.into_iter().find_map(ask) {
        Some((tool, Answer::Copy)) => {
            if !copy(&message.details, desktop) {
                tool.show_text(message, desktop);
            }
        }
        Some((_, Answer::Close)) => {}
        None => notify(message, desktop),
    }
}

impl Tool {
    /// Shows the dialog. `None` where that was not possible.
    fn ask(self, message: &Message, desktop: &Desktop) -> Option<Answer> {
        let title = format!("--title={}", message.title);
        let (sentence, body) = in_lines(message);
        let text = format!("<b>{}</b>\n\n{}", escaped(&sentence), escaped(&body));
        match self {
            Tool::Zenity => ask_by_zenity(message.is_failure, &title, &text, desktop),
            Tool::Kdialog => ask_by_kdialog(message.is_failure, &title, &text, desktop),
        }
    }

    /// Shows the details to be copied by hand.
    fn show_text(self, message: &Message, desktop: &Desktop) {
        let title = format!("--title={}", message.title);
        let (name, args): (_, &[&str]) = match self {
            Tool::Zenity => ("zenity", &["--text-info", "--width=720", "--height=420"]),
            Tool::Kdialog => ("kdialog", &["--textbox", "-", "720", "420"]),
        };
        if let Some(mut command) = desktop.command(name) {
            // kdialog takes for markup what has a tag in its first line.
            let details = format!("{HEAD}{}", message.details);
            tool::ask(command.arg(title).args(args), Some(&details));
        }
    }
}

fn ask_by_zenity(is_failure: bool, title: &str, text: &str, desktop: &Desktop) -> Option<Answer> {
    let kind = if is_failure { "--error" } else { "--info" };
    let mut command = desktop.command("zenity")?;
    command.args([kind, "--no-wrap", title, &format!("--text={text}")]);
    command.args([
        format!("--ok-label={CLOSE}"),
        format!("--extra-button={COPY}"),
    ]);
    let output = tool::ask(&mut command, None)?;
    match output.status.code() {
        Some(1) if output.stdout.starts_with(COPY.as_bytes()) => Some(Answer::Copy),
        Some(0 | 1) => Some(Answer::Close),
        _ => None,
    }
}

fn ask_by_kdialog(is_failure: bool, title: &str, text: &str, desktop: &Desktop) -> Option<Answer> {
    let kind = if is_failure {
        "--warningyesno"
    } else {
        "--yesno"
    };
    let text = text.replace('\n', "<br>");
    let text = format!("<qt><p style='white-space:pre'>{text}</p></qt>");
    let mut command = desktop.command("kdialog")?;
    // Close is the first, which the return key presses.
    let labels = [format!("--yes-label={CLOSE}"), format!("--no-label={COPY}")];
    command.arg(title).args(labels).args([kind, &text]);
    match tool::ask(&mut command, None)?.status.code() {
        Some(1) => Some(Answer::Copy),
        Some(0 | 2) => Some(Answer::Close),
        _ => None,
    }
}

/// Puts the text on the clipboard. Says whether a program did so.
fn copy(text: &str, desktop: &Desktop) -> bool {
    let tools: [(&str, &str, &[&str]); 3] = [
        ("WAYLAND_DISPLAY", "wl-copy", &["--type", "text/plain"]),
        ("DISPLAY", "xclip", &["-selection", "clipboard"]),
        ("DISPLAY", "xsel", &["--clipboard", "--input"]),
    ];
    tools.into_iter().any(|(display, name, args)| {
        let command = desktop.command(name).filter(|_| desktop.has(display));
        command.is_some_and(|mut command| tool::tell(command.args(args), Some(text)))
    })
}

/// Says it in passing, where nothing else can.
fn notify(message: &Message, desktop: &Desktop) {
    if let Some(mut command) = desktop.command("notify-send") {
        let body = escaped(&format!("{}\n{}", message.sentence, message.body()));
        command.args([
            "--app-name=sglaunch",
            "--icon=dialog-error",
            "--urgency=critical",
            "--",
        ]);
        tool::tell(command.args([&message.title, &body]), None);
    }
}

/// The text for those who read HTML's marks in it, as Pango and Qt do. Those who take backslashes for escapes before that
/// find none.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' => out.push_str("&#92;"),
            c => out.push(c),
        }
    }
    out
}

impl Desktop {
    fn has(&self, variable: &str) -> bool {
        self.env.non_empty(variable).is_some()
    }

    fn is_kde(&self) -> bool {
        let names = self
            .env
            .non_empty("XDG_CURRENT_DESKTOP")
            .unwrap_or_default();
        let names = names.to_string_lossy();
        names
            .split(':')
            .any(|name| name.eq_ignore_ascii_case("KDE"))
    }

    /// A program that the caller finds, in folders that do not depend on where it was called: a project's folder is no
    /// place for these.
    fn command(&self, name: &str) -> Option<Command> {
        let folders =
            split_paths(self.env.non_empty("PATH")?).filter(|folder| folder.is_absolute());
        let path = join_paths(folders).ok()?;
        let mut found = which::which_in_all(name, Some(path), "/").ok()?;
        let program: PathBuf = found.find(|path| !os::same_file(path, &self.own))?;
        let mut command = Command::new(program);
        command.env_clear().envs(self.env.iter());
        for variable in NOT_FOR_TOOLS {
            command.env_remove(variable);
        }
        if !self.has_utf8() {
            // GLib takes no other text than the locale's, and there may be a path in it in any language.
            command.env("LC_ALL", "C.UTF-8");
        }
        Some(command)
    }

    fn has_utf8(&self) -> bool {
        let mut names = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
        let locale = names.find_map(|name| self.env.non_empty(name));
        let locale = locale.unwrap_or_default().to_string_lossy().to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    }
}
