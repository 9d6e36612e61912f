//! Dialogs and clipboard of Windows.

mod task_dialog;
mod window_station;

use winsafe::prelude::Handle as _;
use winsafe::{HWND, co};

use super::{Desktop, Message};

/// Shows a message if it can be seen, and returns when the dialog is closed.
pub fn show(message: &Message, _: &Desktop) {
    if !window_station::is_visible() {
        return;
    }
    match task_dialog::show(message) {
        Some(task_dialog::COPY) if copy(&message.details) => {}
        Some(task_dialog::COPY) | None => show_box(message),
        Some(_) => {}
    }
}

/// Shows the details in a message box, whose text Ctrl+C copies.
fn show_box(message: &Message) {
    let icon = if message.is_failure {
        co::MB::ICONERROR
    } else {
        co::MB::ICONINFORMATION
    };
    let _ = HWND::NULL.MessageBox(
        &message.details,
        &message.title,
        icon | co::MB::SETFOREGROUND,
    );
}

/// Copies text to the clipboard with Windows line ends. Fails if another program holds the
/// clipboard.
fn copy(text: &str) -> bool {
    clipboard_win::set_clipboard_string(&text.replace('\n', "\r\n")).is_ok()
}
