//! The terminal.

use std::io;

/// Whether a terminal takes escape sequences, as all do.
pub fn takes_sequences(_: &io::Stderr) -> bool {
    true
}

/// How many columns the terminal has, if there is one.
pub fn terminal_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(size.ws_col.into()).filter(|width| *width > 0)
}
