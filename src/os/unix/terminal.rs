//! The terminal.

use std::io;

/// Returns whether the terminal supports escape sequences: all do.
pub fn supports_escapes(_: &io::Stderr) -> bool {
    true
}

/// Returns the number of columns of the terminal on stdout.
pub fn terminal_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(size.ws_col.into()).filter(|width| *width > 0)
}
