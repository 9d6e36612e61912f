//! Dialogs by zenity or kdialog, else a notification. The programs come from the caller's PATH
//! alone and run in the caller's environment.

mod command;
mod kdialog;
mod process;
mod wrap;
mod zenity;

use super::{Desktop, Message};
use wrap::wrap_message;

/// Label of the button that copies the details. zenity prints it as its answer.
const COPY: &str = "Copy details";
const CLOSE: &str = "Close";

/// Heading of details that the user has to select. Keeps kdialog from reading them as markup,
/// which it does if the first line contains a tag.
const HEADING: &str = "Select and copy this text:\n\n";

/// The button that closed a dialog.
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

/// Shows a message if there is a display, and returns when the dialog is closed.
pub fn show(message: &Message, desktop: &Desktop) {
    if !desktop.has("DISPLAY") && !desktop.has("WAYLAND_DISPLAY") {
        return;
    }
    let tools = if desktop.is_kde() {
        [Tool::Kdialog, Tool::Zenity]
    } else {
        [Tool::Zenity, Tool::Kdialog]
    };
    let show = |tool: Tool| Some((tool, tool.show(message, desktop)?));
    match tools.into_iter().find_map(show) {
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
    /// Shows the dialog, and returns `None` if that failed.
    fn show(self, message: &Message, desktop: &Desktop) -> Option<Answer> {
        let title = format!("--title={}", message.title);
        let (summary, body) = wrap_message(message);
        let text = format!("<b>{}</b>\n\n{}", escape(&summary), escape(&body));
        match self {
            Tool::Zenity => zenity::show(message.is_failure, &title, &text, desktop),
            Tool::Kdialog => kdialog::show(message.is_failure, &title, &text, desktop),
        }
    }

    /// Shows the details as text to select, if no clipboard program is installed.
    fn show_text(self, message: &Message, desktop: &Desktop) {
        let title = format!("--title={}", message.title);
        let (name, args): (_, &[&str]) = match self {
            Tool::Zenity => ("zenity", &["--text-info", "--width=720", "--height=420"]),
            Tool::Kdialog => ("kdialog", &["--textbox", "-", "720", "420"]),
        };
        if let Some(mut command) = desktop.command(name) {
            let details = format!("{HEADING}{}", message.details);
            process::run_until_closed(command.arg(title).args(args), Some(&details));
        }
    }
}

/// Copies text to the clipboard, and returns whether a program did so.
fn copy(text: &str, desktop: &Desktop) -> bool {
    let tools: [(&str, &str, &[&str]); 3] = [
        ("WAYLAND_DISPLAY", "wl-copy", &["--type", "text/plain"]),
        ("DISPLAY", "xclip", &["-selection", "clipboard"]),
        ("DISPLAY", "xsel", &["--clipboard", "--input"]),
    ];
    tools.into_iter().any(|(display, name, args)| {
        let command = desktop.command(name).filter(|_| desktop.has(display));
        command.is_some_and(|mut command| process::run(command.args(args), Some(text)))
    })
}

fn notify(message: &Message, desktop: &Desktop) {
    if let Some(mut command) = desktop.command("notify-send") {
        let body = escape(&format!("{}\n{}", message.summary, message.body()));
        command.args([
            "--app-name=sglaunch",
            "--icon=dialog-error",
            "--urgency=critical",
            "--",
        ]);
        process::run(command.args([&message.title, &body]), None);
    }
}

/// Escapes text for the markup of Pango and Qt, and backslashes, because zenity reads escape
/// sequences first.
fn escape(text: &str) -> String {
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
