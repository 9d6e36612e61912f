//! The terminal.

use std::io;
use std::os::windows::io::AsRawHandle as _;

use windows_sys::Win32::System::Console::{
    CONSOLE_SCREEN_BUFFER_INFO, ENABLE_VIRTUAL_TERMINAL_PROCESSING, GetConsoleMode,
    GetConsoleScreenBufferInfo, SetConsoleMode,
};

/// Returns whether the console supports escape sequences, and switches them on: older consoles have
/// them off by default.
pub fn supports_escapes(stderr: &io::Stderr) -> bool {
    let console = stderr.as_raw_handle();
    let mut mode = 0;
    #[expect(unsafe_code, reason = "neither std nor a dependency has this function")]
    // SAFETY: the handle is this process's own, of any kind, and the calls write only to `mode`.
    unsafe {
        GetConsoleMode(console, &raw mut mode) != 0
            && (mode & ENABLE_VIRTUAL_TERMINAL_PROCESSING != 0
                || SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0)
    }
}

/// Returns the number of columns of the console on stdout.
pub fn terminal_width() -> Option<usize> {
    let mut info = CONSOLE_SCREEN_BUFFER_INFO::default();
    #[expect(unsafe_code, reason = "neither std nor a dependency has this function")]
    // SAFETY: the handle is this process's own, of any kind, and the call writes only to `info`.
    let is_console =
        unsafe { GetConsoleScreenBufferInfo(io::stdout().as_raw_handle(), &raw mut info) } != 0;
    let columns = info.srWindow.Right - info.srWindow.Left + 1;
    usize::try_from(columns).ok().filter(|_| is_console)
}
