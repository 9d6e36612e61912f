//! The commands that the executable of an application runs (`starter/starter.c`).

use crate::desktop::dialog::applescript::{OSASCRIPT, arguments};
use crate::desktop::shortcut::Shortcut;
use crate::desktop::shortcut::installed::missing_sglaunch_hint;

/// Formats the commands of a shortcut: sglaunch, and a dialog if it cannot be started.
pub fn format(shortcut: &Shortcut) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut add = |kind: char, text: &str| {
        bytes.push(kind as u8);
        bytes.extend(text.bytes());
        bytes.push(0);
    };
    if let [program, args @ ..] = &*shortcut.command {
        add('!', program);
        for arg in args {
            add('+', arg);
        }
        add('@', "");
        let text = format!(
            "The sglaunch that this shortcut starts cannot be started\n\n{program}\n\n{}",
            missing_sglaunch_hint(&shortcut.command)
        );
        add('!', OSASCRIPT);
        for arg in arguments(true, &shortcut.name, &text, &text) {
            add('+', &arg);
        }
    }
    bytes
}
