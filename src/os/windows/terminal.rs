//! The console that is written to.

use std::io;
use std::os::windows::io::AsRawHandle as _;

use windows_sys::Win32::System::Console::{
    CONSOLE_SCREEN_BUFFER_INFO, ENABLE_VIRTUAL_TERMINAL_PROCESSING, GetConsoleMode,
    GetConsoleScreenBufferInfo, SetConsoleMode,
};

/// Whether a console takes escape sequences, after it was asked to: older ones do not unless they are.
pub fn takes_sequences(stderr: &io::Stderr) -> bool {
    let console = stderr.as_raw_handle();
    let mut mode = 0;
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already asks consoles"
    )]
    // SAFETY: the handle is this process's own, of whatever kind, and only the number is written to.
    unsafe {
        GetConsoleMode(console, &raw mut mode) != 0
            && (mode & ENABLE_VIRTUAL_TERMINAL_PROCESSING != 0
                || SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0)
    }
}

/// How many columns the console has, if there is one.
pub fn terminal_width() -> Option<usize> {
    let mut info = CONSOLE_SCREEN_BUFFER_INFO::default();
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already asks consoles"
    )]
    // SAFETY: the handle is this process's own, of whatever kind, and only the structure is written to.
    let is_told =
        unsafe { GetConsoleScreenBufferInfo(io::stdout().as_raw_handle(), &raw mut info) } != 0;
    let columns = info.srWindow.Right - info.srWindow.Left + 1;
    usize::try_from(columns).ok().filter(|_| is_told)
}
